"""The policy scan: five phases in four stages, as raters score them."""

from evaluatie.process.policy.scanning import PolicyScan, policy_scan

__all__ = ["PolicyScan", "policy_scan"]
