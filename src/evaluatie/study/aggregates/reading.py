"""Reading a table of means, with everything that is wrong with it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from evaluatie.study.aggregates.checks import check_cells, check_complete, check_rows
from evaluatie.study.aggregates.names import Names, UnknownNameError
from evaluatie.study.aggregates.printed import Printed, read_printed
from evaluatie.study.aggregates.rows import TAKING_PART, AggregateRow, as_frame
from evaluatie.study.codes import code_text
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.reading import read_answers
from evaluatie.study.layout import Layout
from evaluatie.study.problems import Problem, did_you_mean
from evaluatie.study.settings.config import StudyConfig

# The columns, each with all names by which it is known.
_HEADERS = {
    "wave": ("wave", "meting", "moment"),
    "group": ("group", "groep"),
    "scale": ("scale", "schaal"),
    "n": ("n", "aantal"),
    "mean": ("mean", "gemiddelde", "gem"),
    "sd": ("sd", "standaardafwijking", "standaarddeviatie"),
}
_NUMBERS = ("n", "mean", "sd")


@dataclass
class Aggregates:
    """What was delivered in place of answers.

    Attributes
    ----------
    rows : pandas.DataFrame
        One row per wave x group x scale, in the order of the file; the index is the number of the row in it. Columns:
        ``wave``; ``characteristic`` and ``level`` (``"all"`` twice for everyone); ``outcome`` (empty where the row
        tells how many people took part); ``n`` (Int64), ``mean`` and ``sd`` (float), missing where they are withheld
        or do not exist; ``withheld``, whether whoever delivered them withheld some of it.
    facts : dict
        What was read and decided, for intake.json.
    problems : list of Problem
        Everything that is wrong.
    """

    rows: pd.DataFrame
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_aggregates(path: Path, config: StudyConfig, layout: Layout) -> Aggregates:
    """Read the file that ``aggregates`` of study.yml names.

    Parameters
    ----------
    path : pathlib.Path
        The file: of any kind in which answers may come.
    config : StudyConfig
        study.yml.
    layout : Layout
        What its scores mean.

    Returns
    -------
    Aggregates
        Its rows mean nothing where there are problems.

    Raises
    ------
    UnreadableError
        When the file cannot be read, or columns are missing.
    """
    wanted = [name for names in _HEADERS.values() for name in names]
    raw = read_answers(path, name=str(config.aggregates), wanted=wanted)
    table = _Table(raw, _columns(raw), config, layout)
    rows = table.rows()
    problems = [
        *table.problems,
        *check_complete(table.named, table.suspect, config, layout, table.place),
        *check_rows(rows, config, layout, table.place, whole=not table.problems),
    ]
    kept = as_frame(rows)
    facts = {"file": raw.file, **raw.facts, "rows_kept": len(kept), "rows_withheld": int(kept["withheld"].sum())}
    return Aggregates(kept, facts, sorted(problems, key=lambda problem: problem.row or 0))


def _columns(raw: RawWave) -> dict[str, str]:
    """Find out how each column is called in this file."""
    there = list(filter(None, raw.columns))
    found = {
        wanted: [name for name in there if code_text(name).casefold() in names] for wanted, names in _HEADERS.items()
    }
    problems = []
    for wanted, names in found.items():
        if not names:
            # names from the file are quoted only when some of them are known: what looks like a header may be a person
            hint = did_you_mean(wanted, there) if any(found.values()) else f"The columns are {', '.join(_HEADERS)}."
            problems.append(Problem(raw.file, raw.header_row, wanted, "There is no such column.", hint))
        elif len(names) > 1:
            message = f"{len(names)} columns hold this: {', '.join(names)}."
            problems.append(Problem(raw.file, raw.header_row, wanted, message, "Keep one of them."))
    if problems:
        raise UnreadableError(*problems)
    return {wanted: names[0] for wanted, names in found.items()}


class _Table:
    """Goes through the rows, and collects what is wrong with each by itself."""

    def __init__(self, raw: RawWave, columns: dict[str, str], config: StudyConfig, layout: Layout) -> None:
        self._raw, self._columns = raw, columns
        self._names = Names.of(config, layout)
        self._limits = {outcome.id: outcome.range for outcome in layout.outcomes}
        self._told: set[tuple[str, str]] = set()
        self.named: dict[str, set[str]] = {"wave": set(), "scale": set(), "group": set()}
        self.problems: list[Problem] = []

    @property
    def suspect(self) -> frozenset[str]:
        """The columns in which some names are not known."""
        return frozenset(column for column, _ in self._told)

    def place(self, row: int | None, column: str | None, message: str, hint: str) -> Problem:
        """Make a problem about a cell, with the column's name in this file."""
        return Problem(self._raw.file, row, None if column is None else self._columns[column], message, hint)

    def rows(self) -> list[AggregateRow]:
        """Give the rows with which nothing is wrong."""
        cells = self._raw.cells[list(self._columns.values())].set_axis(list(self._columns), axis="columns")
        made = (
            self._row(int(number), cell) for number, cell in zip(cells.index, cells.to_dict("records"), strict=True)
        )
        return [row for row in made if row is not None]

    def _row(self, number: int, cells: dict[Any, Any]) -> AggregateRow | None:
        wave = self._named(number, "wave", cells, self._names.wave)
        group = self._named(number, "group", cells, self._names.group)
        scale = self._named(number, "scale", cells, self._names.scale)
        printed = {name: read_printed(cells[name], decimal_comma=self._raw.decimal_comma) for name in _NUMBERS}
        found = list(check_cells(printed, None if scale is None else self._limits.get(scale)))
        self.problems += [self.place(number, *problem) for problem in found]
        if found or wave is None or group is None or scale is None:
            return None
        return _as_row(number, wave, group, scale, printed)

    def _named(self, number: int, column: str, cells: dict[Any, Any], find: Any) -> Any:
        """Give what a cell names, or None; a name that is not known is told once."""
        try:
            name = find(cells[column])
        except UnknownNameError as error:
            if (column, error.message) not in self._told:
                self._told.add((column, error.message))
                self.problems.append(self.place(number, column, error.message, error.hint))
            return None
        self.named[column].add(name)
        return name


def _as_row(number: int, wave: str, group: tuple[str, str], outcome: str, printed: dict[str, Printed]) -> AggregateRow:
    n, mean, sd = (printed[name] for name in _NUMBERS)
    told = (n,) if outcome == TAKING_PART or n.value == 0 else (n, mean, sd)
    withheld = any(cell.kind == "withheld" for cell in told)
    known = not withheld and n.value > 0 and outcome != TAKING_PART
    return AggregateRow(
        number, wave, *group, outcome, n.value,
        mean.value if known else math.nan,
        sd.value if known and n.value > 1 else math.nan,
        mean.half, sd.half, withheld,
    )  # fmt: skip
