"""One organisation's data: study.yml, reading, checking, pseudonyms, linking waves.

What reads data is imported when it is used: a message about a study needs no pandas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluatie.later import later
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

__getattr__ = later(
    __name__,
    {
        "aggregates": ("TAKING_PART",),
        "linking": ("link_waves",),
        "load": ("hold_study", "load_study"),
        "model": ("Study",),
        "outcomes": ("Outcome",),
        "pseudonyms": ("pseudonymise",),
        "risk": ("reidentification_risk",),
        "settings.config": ("StudyConfig",),
    },
)
