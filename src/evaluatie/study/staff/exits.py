"""Coded exit interviews: anonymous rows with groups and reasons; nothing else of them passes intake."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from evaluatie.study.codes import BLANKS, by_value, code_text, folded
from evaluatie.study.files.rawwave import UnreadableError, check_columns
from evaluatie.study.files.reading import read_answers
from evaluatie.study.gate.identifiers import people_in
from evaluatie.study.gate.totals import totals_in
from evaluatie.study.note import Note
from evaluatie.study.problems import Problem, in_rows
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.staffing import ExitInterviews
from evaluatie.study.staff.characteristics import OTHER, made_of, read_groups, told_of_groups


def read_exit_interviews(
    path: Path, told: ExitInterviews, config: StudyConfig
) -> tuple[pd.DataFrame, list[Problem], list[Note]]:
    """Read coded exit interviews.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    told : ExitInterviews
        Its block of study.yml.
    config : StudyConfig
        study.yml: it names the groups.

    Returns
    -------
    tuple of pandas.DataFrame, list of Problem and list of Note
        One row per interview and reason that it names: ``exit`` (a number), ``year`` where study.yml names it (missing
        where it is unknown), a column per group, ``reason`` (a code of study.yml or ``"other"``; missing where none
        was named).
    """
    columns = [*told.reasons, *([told.year] if told.year else [])]
    nothing = pd.DataFrame({"exit": pd.Series(dtype="int64"), "reason": pd.Series(dtype="str")})
    try:
        raw = read_answers(path, name=told.file, wanted=[*columns, *told_of_groups(config)])
    except UnreadableError as error:
        return nothing, list(error.problems), []
    people = people_in(raw, respondent=None, allowed={*config.survey.not_identifying, *made_of(config)})
    problems = [*check_columns(raw.file, raw.columns, columns, raw.header_row), *totals_in(raw)]
    if people or problems:
        return nothing, [*problems, *people], []
    groups = read_groups(raw, config)
    about = pd.DataFrame({"exit": range(1, len(raw.cells) + 1)}, index=raw.cells.index)
    if told.year is not None:
        about["year"], wrong = _years(raw.file, raw.cells[told.year])
        problems += wrong
    known = {folded(code): code for code in told.codes}

    def reason(value: object) -> str | None:
        return None if code_text(value) in BLANKS else known.get(folded(value), OTHER)

    named = [by_value(raw.cells[column], reason, "str").rename("reason") for column in told.reasons]
    frame = _long(about.join(groups.frame), named)
    others = int((frame["reason"] == OTHER).sum()) if OTHER not in known else 0
    text = f"{raw.file}: {others} reasons are none of the codes of study.yml; they count as other."
    notes = [Note("exit_reasons_other", text, reported=False)] if others else []
    return frame, [*problems, *groups.problems], [*notes, *groups.notes]


def _long(about: pd.DataFrame, named: list[pd.Series]) -> pd.DataFrame:
    """Give a row per interview and reason, each once; and one without a reason where none was named."""
    rows = pd.concat([about.join(column) for column in named])
    told = rows.dropna(subset="reason").drop_duplicates(["exit", "reason"])
    silent = about[~about["exit"].isin(told["exit"])].assign(reason=pd.Series(dtype="str"))
    both = pd.concat([told, silent]).sort_values(["exit", "reason"], kind="stable", ignore_index=True)
    return both.astype({"reason": "str"})


def _years(file: str, cells: pd.Series) -> tuple[pd.Series, list[Problem]]:
    texts = cells.map(code_text).astype("str")
    year = texts.str.fullmatch("(19|20)[0-9]{2}")
    wrong = texts.index[~year & ~texts.isin(BLANKS)]
    message, hint = "This is not a year.", "Write a year such as 2021, or leave the cell empty."
    return texts.where(year).astype("Int64"), in_rows(file, str(cells.name), wrong, message, hint)
