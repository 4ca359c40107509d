"""One organisation's data: study.yml, reading, checking, pseudonyms, linking waves.

What reads data is imported when it is used: a message about a study needs no pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from evaluatie.study.problems import Problem, StudyError
from evaluatie.study.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from evaluatie.study.aggregates import TAKING_PART
    from evaluatie.study.linking import link_waves
    from evaluatie.study.load import hold_study, load_study
    from evaluatie.study.model import Study
    from evaluatie.study.outcomes import Outcome
    from evaluatie.study.pseudonyms import pseudonymise
    from evaluatie.study.risk import reidentification_risk
    from evaluatie.study.settings.config import StudyConfig

_LATER = {
    "TAKING_PART": "evaluatie.study.aggregates",
    "Outcome": "evaluatie.study.outcomes",
    "Study": "evaluatie.study.model",
    "StudyConfig": "evaluatie.study.settings.config",
    "hold_study": "evaluatie.study.load",
    "link_waves": "evaluatie.study.linking",
    "load_study": "evaluatie.study.load",
    "pseudonymise": "evaluatie.study.pseudonyms",
    "reidentification_risk": "evaluatie.study.risk",
}

__all__ = [
    "TAKING_PART",
    "Outcome",
    "Problem",
    "Study",
    "StudyConfig",
    "StudyError",
    "Workspace",
    "find_workspace",
    "hold_study",
    "link_waves",
    "load_study",
    "pseudonymise",
    "reidentification_risk",
]


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
