"""Process: which interventions there are, how an organisation goes about them, and which are worth discussing."""

from evaluatie.process.candidates import CandidateInterventions, candidate_interventions
from evaluatie.process.catalogue import InterventionCatalogue, intervention_catalogue
from evaluatie.process.catalogue_errors import ProcessError, UnknownInterventionError
from evaluatie.process.checklist import SixSteps, six_steps
from evaluatie.process.intervention import Intervention
from evaluatie.process.steps import Step, process_steps

__all__ = [
    "CandidateInterventions",
    "Intervention",
    "InterventionCatalogue",
    "ProcessError",
    "SixSteps",
    "Step",
    "UnknownInterventionError",
    "candidate_interventions",
    "intervention_catalogue",
    "process_steps",
    "six_steps",
]
