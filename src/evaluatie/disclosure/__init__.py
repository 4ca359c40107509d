"""What may leave an organisation: the policy, the release plan, and the one channel."""

from evaluatie.disclosure.channel import MIME, Released, release
from evaluatie.disclosure.plan import ReleasePlan, policy_of, release_plan
from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.disclosure.suppression import protect

__all__ = ["MIME", "DisclosurePolicy", "ReleasePlan", "Released", "policy_of", "protect", "release", "release_plan"]
