"""What a policy plan says: where the organisation stands, where it goes, its goals, steps and owners."""

from __future__ import annotations

from pathlib import Path

from evaluatie.study.problems import Problem, did_you_mean, quoted
from evaluatie.study.process.sheet import Sheet, may_be_printed, read_sheet
from evaluatie.study.settings.config import StudyConfig


def read_policy_plan(path: Path, config: StudyConfig) -> Sheet:
    """Read the file that ``policy_plan`` of study.yml names.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    config : StudyConfig
        study.yml.

    Returns
    -------
    Sheet
        One row per thing that the plan says: see ``sheets.yml``; and ``printed``, whether a report may print it. A step
        may serve several goals, with commas between.

    Raises
    ------
    UnreadableError
        See :func:`evaluatie.study.process.sheet.read_sheet`.
    """
    sheet = read_sheet(path, str(config.policy_plan), "policy_plan", config)
    goals = sheet.rows[sheet.rows["part"] == "sub_goals"]
    # where a goal has no id, steps point to it by its text
    ids = goals["id"].fillna(goals["text"])
    for row in ids[ids.duplicated() & ids.notna()].index:
        message = f"{quoted(ids[row])} is the id of an earlier goal as well."
        sheet.problems.append(
            Problem(sheet.file, int(row), sheet.columns.get("id", "text"), message, "Give each its own.")
        )
    known = list(ids.dropna())
    steps = sheet.rows.loc[sheet.rows["part"] == "steps", "goal"].dropna()
    for row, served in steps.items():
        for goal in _served(served, known):
            message = f"{quoted(goal)} is no goal of this plan."
            place = sheet.columns["goal"]
            sheet.problems.append(Problem(sheet.file, int(str(row)), place, message, did_you_mean(goal, known)))
    sheet.rows["printed"] = may_be_printed(sheet.rows["text"])
    return sheet


def _served(cell: str, known: list[str]) -> list[str]:
    """Give what a cell names that is no goal; a whole cell may be the text of one, commas and all."""
    named = [] if cell in known else [part.strip() for part in cell.replace(";", ",").split(",")]
    return [goal for goal in named if goal and goal not in known]
