"""Targets: how far a share is from one, at what pace it moves, and what inflow it takes."""

from evaluatie.flows.aiming.target_result import TargetProgress
from evaluatie.flows.aiming.targets import target_progress

__all__ = ["TargetProgress", "target_progress"]
