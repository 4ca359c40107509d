"""Numbers of candidates in place of people: how many there were at each stage of a selection, and how many went on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from evaluatie.study.aggregates.names import Names, UnknownNameError
from evaluatie.study.aggregates.printed import read_printed
from evaluatie.study.aggregates.table import NamingTable
from evaluatie.study.codes import BLANKS, code_text, folded
from evaluatie.study.files.headings import find_columns
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.reading import read_answers
from evaluatie.study.gate.identifiers import people_in
from evaluatie.study.layout import Layout
from evaluatie.study.problems import Problem, did_you_mean, quoted
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.selecting import Selection

_HEADERS = {
    "stage": ("stage", "fase"),
    "group": ("group", "groep"),
    "total": ("total", "aantal"),
    "selected": ("selected", "geselecteerd"),
}
_COUNTS = ("total", "selected")
_WHOLE = re.compile(r"[0-9]{1,9}(\.0)?")
_WRITE = "Write a whole number without points or commas; 0 where there was nobody."
_WITHHELD = (
    "This number is withheld, and shares of selected people need all of them.",
    "Ask for the number itself (the report hides what is too small), or take levels or stages together until none is "
    "withheld.",
)


@dataclass
class SelectionCounts:
    """Numbers of candidates.

    Attributes
    ----------
    rows : pandas.DataFrame
        One row per stage x group: ``stage`` (a key of ``staff.selection.stages``), ``characteristic`` and ``level``
        (``"all"`` twice for everyone), ``total`` and ``selected`` (int64).
    facts : dict
        What was read, for intake.json.
    problems : list of Problem
        Everything that is wrong.
    """

    rows: pd.DataFrame
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_selection(path: Path, told: Selection, config: StudyConfig, layout: Layout) -> SelectionCounts:
    """Read the file that ``staff.selection`` of study.yml names.

    Parameters
    ----------
    path : pathlib.Path
        The file: of any kind in which answers may come.
    told : Selection
        Its block of study.yml.
    config : StudyConfig
        study.yml: it names the groups.
    layout : Layout
        What its items and scores mean.

    Returns
    -------
    SelectionCounts
        Its rows mean nothing where there are problems.

    Raises
    ------
    UnreadableError
        When the file cannot be read, columns are missing, or it tells who people are.
    """
    named = {key: getattr(told, key) for key in _HEADERS}
    wanted = [name for key, names in _HEADERS.items() for name in ([named[key]] if named[key] else names)]
    raw = read_answers(path, name=told.file, wanted=wanted)
    people = people_in(raw, respondent=None, allowed=config.survey.not_identifying)
    if people:
        raise UnreadableError(*people)
    table = _Table(raw, _columns(raw, named), Names.of(config, layout), told)
    rows = table.rows()
    frame = pd.DataFrame(rows, columns=["stage", "characteristic", "level", *_COUNTS])
    frame = frame.astype({name: "int64" if name in _COUNTS else "str" for name in frame})
    facts = {"file": raw.file, **raw.facts, "rows_kept": len(frame)}
    return SelectionCounts(frame, facts, sorted(table.problems, key=lambda problem: problem.row or 0))


def _columns(raw: RawWave, named: dict[str, str | None]) -> dict[str, str]:
    """Find the columns, those by the name that study.yml gives them first."""
    shown = {key: name or key for key, name in named.items()}
    headings = {shown[key]: (shown[key].casefold(), *(() if named[key] else _HEADERS[key])) for key in _HEADERS}
    found = find_columns(raw, headings)
    columns = {key: found[name] for key, name in shown.items()}
    for key, name in columns.items():
        if other := next((other for other in columns if columns[other] == name and other != key), None):
            message = f"This column is read as the {key} and as the {other}."
            hint = f"Name another one under staff.selection: {{{key}: ...}} or {{{other}: ...}}."
            raise UnreadableError(Problem(raw.file, raw.header_row, name, message, hint))
    return columns


class _Table(NamingTable):
    """Goes through the rows of a table of numbers of candidates."""

    def __init__(self, raw: RawWave, columns: dict[str, str], names: Names, told: Selection) -> None:
        super().__init__(raw, columns)
        self._names, self._codes = names, list(told.stages)
        self._stages = {folded(name): code for code, text in told.stages.items() for name in (code, *text.values())}
        self._first: dict[tuple[str, ...], int] = {}
        self._met: set[str] = set()

    def rows(self) -> list[tuple[Any, ...]]:
        """Give the rows with which nothing is wrong."""
        rows = [row for number, cells in self.cells() if (row := self._row(number, cells)) is not None]
        if "stage" not in self.suspect:
            hint = "Add its rows, or take it out of staff.selection.stages."
            silent = [code for code in self._codes if code not in self._met]
            self.problems += [self.place(None, "stage", f"No row is about the stage {code}.", hint) for code in silent]
        return rows

    def _row(self, number: int, cells: dict[Any, Any]) -> tuple[Any, ...] | None:
        stage = self.find(number, "stage", cells, self._stage)
        group = self.find(number, "group", cells, self._names.group)
        wrong = [(key, *said) for key in _COUNTS for said in _wrong_count(cells[key])]
        if not wrong and _number(cells["selected"]) > _number(cells["total"]):
            message = "More people were selected than there were candidates."
            wrong = [("selected", message, "Correct one of the two numbers; the total counts all candidates.")]
        self.problems += [self.place(number, *said) for said in wrong]
        if stage is not None:
            self._met.add(stage)
        if stage is None or group is None:
            return None
        about = (stage, *group)
        earlier = self._first.setdefault(about, number)
        if earlier != number:
            message = f"Row {earlier} is about the same stage and group."
            self.problems.append(self.place(number, None, message, "Keep one of them."))
        return None if wrong else (*about, *(_number(cells[key]) for key in _COUNTS))

    def _stage(self, cell: object) -> str:
        text = code_text(cell)
        if text in BLANKS:
            raise UnknownNameError("The stage is missing.", f"Fill in one of them: {', '.join(self._codes)}.")
        if folded(text) not in self._stages:
            message = f"{quoted(text)} is not a stage that study.yml names under staff.selection.stages."
            raise UnknownNameError(message, did_you_mean(text, self._codes))
        return self._stages[folded(text)]


def _wrong_count(cell: object) -> Iterator[tuple[str, str]]:
    # not code_text of a text: to that 1.000 is 1
    text = cell.strip() if isinstance(cell, str) else code_text(cell)
    if text in BLANKS:
        yield "A number is missing.", _WRITE
    elif read_printed(cell, decimal_comma=True).kind == "withheld":
        yield _WITHHELD
    elif isinstance(cell, bool) or not _WHOLE.fullmatch(text):
        yield f"{quoted(text)} is no number of people.", _WRITE


def _number(cell: object) -> int:
    return int(float(code_text(cell)))
