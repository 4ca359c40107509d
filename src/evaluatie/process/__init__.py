"""Process: how interventions, plans and promises come about, and how far they are."""

from evaluatie.process.plans import SmartCheck, smart_check
from evaluatie.process.policy import PolicyScan, policy_scan

__all__ = ["PolicyScan", "SmartCheck", "policy_scan", "smart_check"]
