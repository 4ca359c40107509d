"""Two lists that an organisation fills in: which of the six steps were taken, and what raters think of its policy."""

from __future__ import annotations

from pathlib import Path

from evaluatie.study.process.sheet import Sheet, check_rounds, each_once, read_sheet
from evaluatie.study.settings.config import StudyConfig

#: lowest and highest score of a policy scan
SCORES = (1, 5)


def read_steps(path: Path, config: StudyConfig) -> Sheet:
    """Read the file that ``steps`` of study.yml names.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    config : StudyConfig
        study.yml.

    Returns
    -------
    Sheet
        One row per step: ``step``, ``done``, ``by`` (a role), ``date`` and ``evidence``.

    Raises
    ------
    UnreadableError
        See :func:`evaluatie.study.process.sheet.read_sheet`.
    """
    sheet = read_sheet(path, str(config.steps), "steps", config)
    each_once(sheet, ["step"], "step")
    return sheet


def read_scan(path: Path, config: StudyConfig) -> Sheet:
    """Read the file that ``policy_scan`` of study.yml names.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    config : StudyConfig
        study.yml.

    Returns
    -------
    Sheet
        One row per score: ``round``, ``phase``, ``stage``, ``rater`` (a number of its own) and ``score``, 1 to 5.

    Raises
    ------
    UnreadableError
        See :func:`evaluatie.study.process.sheet.read_sheet`.
    """
    sheet = read_sheet(path, str(config.policy_scan), "policy_scan", config)
    low, high = SCORES
    outside = ~sheet.rows["score"].between(low, high) & sheet.rows["score"].notna()
    sheet.wrong("score", outside, f"This score is not between {low} and {high}.", "Correct the cell.")
    check_rounds(sheet, config)
    each_once(sheet, ["round", "phase", "stage", "rater"], "round, phase, stage and rater")
    sheet.rows["rater"] = sheet.rows["rater"].rank(method="dense").astype("Int64")
    return sheet
