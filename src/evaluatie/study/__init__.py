"""One organisation's data: study.yml, reading, checking, pseudonyms, linking waves."""

from evaluatie.study.aggregates import TAKING_PART
from evaluatie.study.linking import link_waves
from evaluatie.study.load import load_study
from evaluatie.study.model import Study
from evaluatie.study.outcomes import Outcome
from evaluatie.study.problems import Problem, StudyError
from evaluatie.study.pseudonyms import pseudonymise
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.workspace import Workspace, find_workspace

__all__ = [
    "TAKING_PART",
    "Outcome",
    "Problem",
    "Study",
    "StudyConfig",
    "StudyError",
    "Workspace",
    "find_workspace",
    "link_waves",
    "load_study",
    "pseudonymise",
]
