"""Process: which interventions there are, what was carried out of them, and how that relates to what changed."""

from evaluatie.process.cataloguing.catalogue import InterventionCatalogue, intervention_catalogue
from evaluatie.process.cataloguing.catalogue_errors import ProcessError, UnknownInterventionError
from evaluatie.process.cataloguing.intervention import Intervention
from evaluatie.process.contributing import Contribution, PatternFacts, contribution_table, pattern_facts
from evaluatie.process.exposing import Exposure, exposure
from evaluatie.process.implementing import Implementation, implementation
from evaluatie.process.stepping.checklist import SixSteps, six_steps
from evaluatie.process.stepping.steps import Step, process_steps
from evaluatie.process.suggesting.candidates import CandidateInterventions, candidate_interventions

__all__ = [
    "CandidateInterventions",
    "Contribution",
    "Exposure",
    "Implementation",
    "Intervention",
    "InterventionCatalogue",
    "PatternFacts",
    "ProcessError",
    "SixSteps",
    "Step",
    "UnknownInterventionError",
    "candidate_interventions",
    "contribution_table",
    "exposure",
    "implementation",
    "intervention_catalogue",
    "pattern_facts",
    "process_steps",
    "six_steps",
]
