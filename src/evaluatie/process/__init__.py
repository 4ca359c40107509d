"""Process: how interventions, plans and promises come about, and how far they are."""

from evaluatie.process.policy import PolicyScan, policy_scan

__all__ = ["PolicyScan", "policy_scan"]
