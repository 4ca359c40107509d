"""Reading a table of means, with everything that is wrong with it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from evaluatie.study.aggregates.checks import check_cells, check_complete, check_rows
from evaluatie.study.aggregates.names import Names
from evaluatie.study.aggregates.printed import Printed, read_printed
from evaluatie.study.aggregates.rows import TAKING_PART, AggregateRow, as_frame
from evaluatie.study.aggregates.table import NamingTable
from evaluatie.study.files.headings import find_columns
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.reading import read_answers
from evaluatie.study.gate.identifiers import people_in
from evaluatie.study.layout import Layout
from evaluatie.study.problems import Problem
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
        When the file cannot be read, columns are missing, or one of them tells who people are.
    """
    wanted = [name for names in _HEADERS.values() for name in names]
    raw = read_answers(path, name=str(config.aggregates), wanted=wanted)
    people = people_in(raw, respondent=None, allowed=config.survey.not_identifying)
    if people:
        raise UnreadableError(*people)
    table = _Table(raw, find_columns(raw, _HEADERS), config, layout)
    rows = table.rows()
    problems = [
        *table.problems,
        *check_complete(table.named, table.suspect, config, layout, table.place),
        *check_rows(rows, config, layout, table.place, whole=not table.problems),
    ]
    kept = as_frame(rows)
    facts = {"file": raw.file, **raw.facts, "rows_kept": len(kept), "rows_withheld": int(kept["withheld"].sum())}
    return Aggregates(kept, facts, sorted(problems, key=lambda problem: problem.row or 0))


class _Table(NamingTable):
    """Goes through the rows of a table of means."""

    def __init__(self, raw: RawWave, columns: dict[str, str], config: StudyConfig, layout: Layout) -> None:
        super().__init__(raw, columns)
        self._names = Names.of(config, layout)
        self._limits = {outcome.id: outcome.range for outcome in layout.outcomes}
        self.named: dict[str, set[str]] = {"wave": set(), "scale": set()}

    def rows(self) -> list[AggregateRow]:
        """Give the rows with which nothing is wrong."""
        made = (self._row(number, cells) for number, cells in self.cells())
        return [row for row in made if row is not None]

    def _row(self, number: int, cells: dict[Any, Any]) -> AggregateRow | None:
        wave = self.find(number, "wave", cells, self._names.wave)
        group = self.find(number, "group", cells, self._names.group)
        scale = self.find(number, "scale", cells, self._names.scale)
        for column, name in (("wave", wave), ("scale", scale)):
            if name is not None:
                self.named[column].add(name)
        printed = {name: read_printed(cells[name], decimal_comma=self._raw.decimal_comma) for name in _NUMBERS}
        found = list(check_cells(printed, None if scale is None else self._limits.get(scale)))
        self.problems += [self.place(number, *problem) for problem in found]
        if found or wave is None or group is None or scale is None:
            return None
        return _as_row(number, wave, group, scale, printed)


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
