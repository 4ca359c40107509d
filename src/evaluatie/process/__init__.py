"""Process: how interventions, plans and promises come about, and how far they are."""

from evaluatie.process.agenda import Agenda, AgendaProgress, agenda_progress, national_agenda
from evaluatie.process.plans import PlanCompleteness, SmartCheck, plan_completeness, smart_check
from evaluatie.process.policy import PolicyScan, policy_scan

__all__ = [
    "Agenda",
    "AgendaProgress",
    "PlanCompleteness",
    "PolicyScan",
    "SmartCheck",
    "agenda_progress",
    "national_agenda",
    "plan_completeness",
    "policy_scan",
    "smart_check",
]
