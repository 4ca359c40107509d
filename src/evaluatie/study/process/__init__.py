"""Files that tell what was done and said: interventions, the theory behind them, steps, scans, conversations."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from evaluatie.study.process.checklists import read_scan, read_steps
from evaluatie.study.process.codings import read_codings
from evaluatie.study.process.exposures import check_who, read_exposure
from evaluatie.study.process.log import read_log
from evaluatie.study.process.policy_plan import read_policy_plan
from evaluatie.study.process.sheet import Sheet
from evaluatie.study.process.theory import read_theory
from evaluatie.study.settings.config import StudyConfig

__all__ = ["Sheet", "check_who", "read_doing", "read_exposure"]


def read_doing(key: str, path: Path, config: StudyConfig, outcomes: Collection[str]) -> Sheet:
    """Read a file that tells what was done or said.

    Parameters
    ----------
    key : str
        The key of study.yml that names it, such as ``"interventions"``.
    path : pathlib.Path
        The file.
    config : StudyConfig
        study.yml.
    outcomes : collection of str
        The outcomes of the questionnaire.

    Returns
    -------
    Sheet

    Raises
    ------
    UnreadableError
        See :func:`evaluatie.study.process.sheet.read_sheet`.
    """
    if key == "interventions":
        return read_log(path, config)
    if key == "theory_of_change":
        return read_theory(path, config, outcomes)
    return {
        "steps": read_steps,
        "policy_scan": read_scan,
        "policy_plan": read_policy_plan,
        "conversations": read_codings,
    }[key](path, config)
