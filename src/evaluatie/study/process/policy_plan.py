"""What a policy plan says: where the organisation stands, where it goes, its goals, steps and owners."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from evaluatie.study.codes import folded
from evaluatie.study.problems import Problem, did_you_mean, quoted
from evaluatie.study.process.sheet import Sheet, may_be_printed, read_sheet
from evaluatie.study.settings.config import StudyConfig
from evaluatie.undecided import undecided

#: what stands in place of an owner, who may be a person
SOMEBODY = "somebody"


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
        One row per thing that the plan says: see ``sheets.yml``. Goals and steps are numbered (``id``), each from 1 on,
        and ``goal`` holds the numbers of the goals that a step serves, with commas. Of an owner it is told that there
        is one; ``printed`` says whether a report may print the text. Rows without a
        decided text are left out.

    Raises
    ------
    UnreadableError
        See :func:`evaluatie.study.process.sheet.read_sheet`.
    """
    sheet = read_sheet(path, str(config.policy_plan), "policy_plan", config)
    given = sheet.rows
    for name in given.columns.drop("part"):
        given[name] = given[name].where(~given[name].fillna("").map(undecided))
    rows = sheet.rows = given[given["text"].notna()].copy()
    rows["owner"] = rows["owner"].where(rows["owner"].isna(), SOMEBODY)
    goals = rows[rows["part"] == "sub_goals"]
    _check_ids(sheet, goals)
    numbers = _numbers(goals)
    served = rows["goal"].where(rows["part"] == "steps")
    rows["goal"] = [_served(sheet, int(str(row)), cell, numbers) for row, cell in served.items()]
    rows["id"] = rows.groupby("part").cumcount().add(1).astype("str").where(rows["part"].isin(["sub_goals", "steps"]))
    rows["printed"] = may_be_printed(rows["text"])
    return sheet


def _check_ids(sheet: Sheet, goals: pd.DataFrame) -> None:
    ids = goals["id"].dropna()
    for row in ids[ids.map(folded).duplicated()].index:
        message = f"{quoted(ids[row])} is the id of an earlier goal as well."
        sheet.problems.append(Problem(sheet.file, int(row), sheet.columns["id"], message, "Give each its own."))


def _numbers(goals: pd.DataFrame) -> dict[str, str]:
    """Give the number of each goal by what a step may call it: its id or its text."""
    named: dict[str, str] = {}
    for column in ("id", "text"):
        for number, name in enumerate(goals[column], start=1):
            if not pd.isna(name):
                named.setdefault(folded(name), str(number))
    return named


def _served(sheet: Sheet, row: int, cell: object, numbers: dict[str, str]) -> str | None:
    """Give the numbers of the goals that a cell names; a whole cell may be the text of one, commas and all."""
    if cell is None or cell is pd.NA or cell != cell:
        return None
    whole = folded(cell)
    names = [whole] if whole in numbers else [name.strip() for name in whole.replace(";", ",").split(",")]
    for name in filter(None, names):
        if name not in numbers:
            hint = f"{did_you_mean(name, list(numbers))} Several goals have commas between them."
            sheet.problems.append(
                Problem(sheet.file, row, sheet.columns["goal"], f"{quoted(name)} is no goal of this plan.", hint)
            )
    return ", ".join(numbers[name] for name in names if name in numbers) or None
