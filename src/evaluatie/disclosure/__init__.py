"""What may leave an organisation: the policy, the release plan, and the one channel.

Composing a report needs :data:`MIME` only, and checking a study its policy: what counts people is imported when it is
used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from evaluatie.disclosure.released import MIME, Released

if TYPE_CHECKING:
    from evaluatie.disclosure.auditing import Audit, audit
    from evaluatie.disclosure.channel import release
    from evaluatie.disclosure.plan import ReleasePlan, release_plan
    from evaluatie.disclosure.policy import DisclosurePolicy, policy_of
    from evaluatie.disclosure.suppression import protect
    from evaluatie.disclosure.twin import Twin, synthetic_twin

_LATER = {
    "Audit": "evaluatie.disclosure.auditing",
    "audit": "evaluatie.disclosure.auditing",
    "DisclosurePolicy": "evaluatie.disclosure.policy",
    "ReleasePlan": "evaluatie.disclosure.plan",
    "policy_of": "evaluatie.disclosure.policy",
    "protect": "evaluatie.disclosure.suppression",
    "release": "evaluatie.disclosure.channel",
    "release_plan": "evaluatie.disclosure.plan",
    "synthetic_twin": "evaluatie.disclosure.twin",
    "Twin": "evaluatie.disclosure.twin",
}

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


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
