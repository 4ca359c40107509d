"""Plans as they are written: the form of goals, and what a plan has and lacks."""

from evaluatie.process.plans.completeness import PlanCompleteness, plan_completeness
from evaluatie.process.plans.smart import SmartCheck, smart_check

__all__ = ["PlanCompleteness", "SmartCheck", "plan_completeness", "smart_check"]
