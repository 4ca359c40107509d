"""Numbers of staff in place of people: a table of counts by year, group and scale, rounded or partly withheld."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from evaluatie.study.aggregates.names import Names, UnknownNameError
from evaluatie.study.aggregates.printed import read_printed
from evaluatie.study.aggregates.rows import EVERYONE
from evaluatie.study.aggregates.table import NamingTable
from evaluatie.study.codes import BLANKS, code_text, folded
from evaluatie.study.files.headings import find_columns
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.reading import read_answers
from evaluatie.study.gate.identifiers import people_in
from evaluatie.study.layout import Layout
from evaluatie.study.problems import Problem, did_you_mean, quoted
from evaluatie.study.settings.config import StudyConfig

#: What is counted: people at the end of the year, and what happened in it.
MEASURES = ("stock", "inflow", "outflow", "promotions")
_HEADERS = {
    "year": ("year", "jaar"),
    "group": ("group", "groep"),
    "scale": ("scale", "schaal"),
    "stock": ("stock", "bezetting", "aantal", "n"),
    "inflow": ("inflow", "instroom"),
    "outflow": ("outflow", "uitstroom"),
    "promotions": ("promotions", "promoties", "doorstroom"),
}
_YEAR = re.compile("(19|20)[0-9]{2}")
_WHOLE = re.compile(r"[0-9]{1,9}(\.0)?")
_BELOW = re.compile(r"[<≤]\s*=?\s*\d+")
_ALL = ("", "all", "alle", "totaal", "total")
#: How a withheld count is kept, where it does not say below what it is.
WITHHELD = "*"


@dataclass
class StaffCounts:
    """Numbers of staff.

    Attributes
    ----------
    rows : pandas.DataFrame
        One row per year x group x scale: ``year`` (int64), ``characteristic`` and ``level`` (``"all"`` twice for
        everyone), ``scale`` (``"all"`` for all scales together) and a column of text per measure that the file has:
        a whole number, ``"<5"``, ``"*"`` for what is withheld, missing where the cell is empty.
    facts : dict
        What was read, for intake.json.
    problems : list of Problem
        Everything that is wrong.
    """

    rows: pd.DataFrame
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_staff_counts(path: Path, config: StudyConfig, layout: Layout) -> StaffCounts:
    """Read the file that ``staff.counts`` of study.yml names.

    Parameters
    ----------
    path : pathlib.Path
        The file: of any kind in which answers may come.
    config : StudyConfig
        study.yml: it names the groups and the scales.
    layout : Layout
        What its items and scores mean.

    Returns
    -------
    StaffCounts
        Its rows mean nothing where there are problems.

    Raises
    ------
    UnreadableError
        When the file cannot be read, columns are missing, or it tells who people are.
    """
    wanted = [name for names in _HEADERS.values() for name in names]
    raw = read_answers(path, name=str(config.staff.counts), wanted=wanted)
    people = people_in(raw, respondent=None, allowed=config.survey.not_identifying)
    if people:
        raise UnreadableError(*people)
    columns = find_columns(raw, _HEADERS, optional=("scale", *MEASURES))
    if not set(columns) & set(MEASURES):
        message = "No column has numbers of people."
        hint = f"Name at least one of them {', '.join(MEASURES)}."
        raise UnreadableError(Problem(raw.file, raw.header_row, None, message, hint))
    table = _Table(raw, columns, Names.of(config, layout), config)
    rows = table.rows()
    frame = pd.DataFrame(rows, columns=["year", "characteristic", "level", "scale", *table.measures])
    facts = {"file": raw.file, **raw.facts, "rows_kept": len(frame), "measures": list(table.measures)}
    return StaffCounts(frame, facts, sorted(table.problems, key=lambda problem: problem.row or 0))


class _Table(NamingTable):
    """Goes through the rows of a table of numbers of staff."""

    def __init__(self, raw: RawWave, columns: dict[str, str], names: Names, config: StudyConfig) -> None:
        super().__init__(raw, columns)
        self._names, self._ladder, self._base = names, config.staff.ladder, config.staff.rounded_to
        self._first: dict[tuple[Any, ...], int] = {}
        self.measures = tuple(measure for measure in MEASURES if measure in columns)

    def rows(self) -> list[tuple[Any, ...]]:
        """Give the rows with which nothing is wrong."""
        return [row for number, cells in self.cells() if (row := self._row(number, cells)) is not None]

    def _row(self, number: int, cells: dict[Any, Any]) -> tuple[Any, ...] | None:
        year = self.find(number, "year", cells, _year)
        group = self.find(number, "group", cells, self._names.group)
        scale = self.find(number, "scale", cells, self._scale) if "scale" in self._columns else EVERYONE
        wrong = [(measure, *said) for measure in self.measures for said in self._wrong_count(cells[measure])]
        self.problems += [self.place(number, *said) for said in wrong]
        if wrong or year is None or group is None or scale is None:
            return None
        about = (year, *group, scale)
        earlier = self._first.setdefault(about, number)
        if earlier != number:
            message = f"Row {earlier} is about the same year, group and scale."
            self.problems.append(self.place(number, None, message, "Keep one of them."))
        return (*about, *(_kept(cells[measure]) for measure in self.measures))

    def _scale(self, cell: object) -> str:
        text = code_text(cell)
        if folded(text) in _ALL:
            return EVERYONE
        if self._ladder and text not in self._ladder:
            raise UnknownNameError(f"{quoted(text)} is not on staff.ladder.", did_you_mean(text, self._ladder))
        return text

    def _wrong_count(self, cell: object) -> Iterator[tuple[str, str]]:
        text = cell.strip() if isinstance(cell, str) else code_text(cell)
        if text in BLANKS or read_printed(cell, decimal_comma=True).kind == "withheld":
            return
        if isinstance(cell, bool) or not _WHOLE.fullmatch(text):
            yield (
                f"{quoted(text)} is no number of people.",
                "Write a whole number, <5 or *; leave empty what is not known.",
            )
        elif self._base is not None and int(float(text)) % self._base:
            hint = "Correct the number, or staff.rounded_to."
            yield f"{quoted(text)} is no multiple of {self._base}, to which this table is said to be rounded.", hint


def _year(cell: object) -> int:
    text = code_text(cell)
    if not _YEAR.fullmatch(text):
        raise UnknownNameError(f"{quoted(text)} is not a year.", "Write a year such as 2021.")
    return int(text)


def _kept(cell: object) -> str | None:
    """Give a count as text: a whole number, what it is below, or that it is withheld."""
    text = cell.strip() if isinstance(cell, str) else code_text(cell)
    if text in BLANKS:
        return None
    if _WHOLE.fullmatch(text):
        return str(int(float(text)))
    return "".join(text.split()).replace("≤", "<=") if _BELOW.fullmatch(text) else WITHHELD
