"""Process: interventions, what was carried out of them, how that relates to what changed, policy scans and agendas."""

from evaluatie.process.agenda import Agenda, AgendaProgress, agenda_progress, national_agenda
from evaluatie.process.cataloguing.catalogue import InterventionCatalogue, intervention_catalogue
from evaluatie.process.cataloguing.catalogue_errors import UnknownInterventionError
from evaluatie.process.cataloguing.intervention import Intervention
from evaluatie.process.contributing import Contribution, PatternFacts, contribution_table, pattern_facts
from evaluatie.process.exposing import Exposure, exposure
from evaluatie.process.implementing import Implementation, implementation
from evaluatie.process.plans import PlanCompleteness, SmartCheck, plan_completeness, smart_check
from evaluatie.process.policy import PolicyScan, policy_scan
from evaluatie.process.stepping.checklist import SixSteps, six_steps
from evaluatie.process.stepping.steps import Step, process_steps
from evaluatie.process.suggesting.candidates import CandidateInterventions, candidate_interventions

__all__ = [
    "Agenda",
    "AgendaProgress",
    "CandidateInterventions",
    "Contribution",
    "Exposure",
    "Implementation",
    "Intervention",
    "InterventionCatalogue",
    "PatternFacts",
    "PlanCompleteness",
    "PolicyScan",
    "SixSteps",
    "SmartCheck",
    "Step",
    "UnknownInterventionError",
    "agenda_progress",
    "candidate_interventions",
    "contribution_table",
    "exposure",
    "implementation",
    "intervention_catalogue",
    "national_agenda",
    "pattern_facts",
    "plan_completeness",
    "policy_scan",
    "process_steps",
    "six_steps",
    "smart_check",
]
