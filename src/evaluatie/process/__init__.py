"""Process: how interventions, plans and promises come about, and how far they are."""

from evaluatie.process.plans import PlanCompleteness, SmartCheck, plan_completeness, smart_check
from evaluatie.process.policy import PolicyScan, policy_scan

__all__ = ["PlanCompleteness", "PolicyScan", "SmartCheck", "plan_completeness", "policy_scan", "smart_check"]
