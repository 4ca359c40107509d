"""What may leave an organisation: the policy, the release plan, and the one channel.

Composing a report needs :data:`MIME` only, and checking a study its policy: what counts people is imported when it is
used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluatie.disclosure.released import MIME, Released
from evaluatie.later import later

if TYPE_CHECKING:
    from evaluatie.disclosure.auditing import Audit, audit
    from evaluatie.disclosure.channel import release
    from evaluatie.disclosure.plan import ReleasePlan, release_plan
    from evaluatie.disclosure.policy import DisclosurePolicy, policy_of
    from evaluatie.disclosure.suppression import protect
    from evaluatie.disclosure.twin import Twin, synthetic_twin

__all__ = [
    "MIME",
    "Audit",
    "DisclosurePolicy",
    "ReleasePlan",
    "Released",
    "Twin",
    "audit",
    "policy_of",
    "protect",
    "release",
    "release_plan",
    "synthetic_twin",
]

__getattr__ = later(
    __name__,
    {
        "auditing": ("Audit", "audit"),
        "channel": ("release",),
        "plan": ("ReleasePlan", "release_plan"),
        "policy": ("DisclosurePolicy", "policy_of"),
        "suppression": ("protect",),
        "twin": ("Twin", "synthetic_twin"),
    },
)
