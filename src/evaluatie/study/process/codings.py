"""Coded conversations: which themes were found in which conversation; of what was said nothing is read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from evaluatie.study.codes import folded
from evaluatie.study.problems import Problem, quoted
from evaluatie.study.process.sheet import Sheet, check_rounds, read_sheet
from evaluatie.study.settings.config import StudyConfig

_ONE = "Give a conversation that was held twice a name for each time."


def read_codings(path: Path, config: StudyConfig) -> Sheet:
    """Read the file that ``conversations`` of study.yml names.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    config : StudyConfig
        study.yml.

    Returns
    -------
    Sheet
        One row per coded fragment: ``document``, ``unit`` and ``coder`` (numbers of their own), ``round``
        (a number, or the id of a wave) and ``theme``;
        a conversation in which no theme was found has a row without one.

    Raises
    ------
    UnreadableError
        See :func:`evaluatie.study.process.sheet.read_sheet`.
    """
    sheet = read_sheet(path, str(config.conversations), "conversations", config)
    # their numbers would be rounds, coders and themes
    sheet.no_totals("document", "theme")
    _check_spellings(sheet)
    _check_coders(sheet)
    check_rounds(sheet, config)
    for column in ("round", "unit"):
        _check_one(sheet, column)
    # the name of a conversation or of a coder may be that of a person, and teams are told apart by nobody
    for column in ("document", "unit", "coder"):
        sheet.rows[column] = sheet.rows[column].rank(method="dense").astype("Int64")
    return sheet


def _check_spellings(sheet: Sheet) -> None:
    """Note themes that differ in capitals and spaces only."""
    themes = sheet.rows["theme"].dropna().drop_duplicates()
    first: dict[str, str] = {}
    for row, theme in themes.items():
        earlier = first.setdefault(folded(theme), str(theme))
        if earlier != theme:
            message = f"{quoted(theme)} is also written {quoted(earlier)}."
            hint = "Write a theme in one way throughout."
            sheet.problems.append(Problem(sheet.file, int(str(row)), sheet.columns["theme"], message, hint))


def _check_coders(sheet: Sheet) -> None:
    """Note rows without a coder where others have one, and coders who found no theme where another did."""
    coder = sheet.columns.get("coder", "coder")
    if sheet.rows["coder"].notna().any():
        hint = "Fill in the coder, or empty the column."
        sheet.wrong("coder", sheet.empty["coder"], "This row names no coder, and others do.", hint)
    rows = sheet.rows.dropna(subset=["coder", "document"])
    found = rows.groupby("coder")["theme"].count()
    for name in found.index[found == 0]:
        own = rows[rows["coder"] == name]
        others = rows[rows["document"].isin(own["document"]) & (rows["coder"] != name)]
        if others["theme"].notna().any():
            hint = "Leave this coder's rows out, or add what was coded."
            # not the name: it may be that of a person
            message = "This row's coder coded nothing, where another did."
            sheet.problems.append(Problem(sheet.file, int(own.index[0]), coder, message, hint))


def _check_one(sheet: Sheet, column: str) -> None:
    """Note conversations that are in several rounds or units."""
    rows = sheet.rows.dropna(subset=["document"])
    first: pd.Series = rows.groupby("document")[column].transform("first")
    other = (rows[column] != first) & rows[column].notna() & first.notna()
    once = other & ~rows["document"].where(other).duplicated()
    sheet.wrong(column, once, f"An earlier row of this conversation names another {column}.", _ONE)
