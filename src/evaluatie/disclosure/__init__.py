"""What may leave an organisation: the policy, the release plan, and the one channel.

Composing a report needs :data:`MIME` only, and checking a study its policy: what counts people is imported when it is
used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from evaluatie.disclosure.released import MIME, Released

if TYPE_CHECKING:
    from evaluatie.disclosure.channel import release
    from evaluatie.disclosure.plan import ReleasePlan, release_plan
    from evaluatie.disclosure.policy import DisclosurePolicy, policy_of
    from evaluatie.disclosure.suppression import protect

_LATER = {
    "DisclosurePolicy": "evaluatie.disclosure.policy",
    "ReleasePlan": "evaluatie.disclosure.plan",
    "policy_of": "evaluatie.disclosure.policy",
    "protect": "evaluatie.disclosure.suppression",
    "release": "evaluatie.disclosure.channel",
    "release_plan": "evaluatie.disclosure.plan",
}

__all__ = ["MIME", "DisclosurePolicy", "ReleasePlan", "Released", "policy_of", "protect", "release", "release_plan"]


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
