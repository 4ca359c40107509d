"""Reading a table of numbers of employees, with everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from evaluatie.study.aggregates.names import Names
from evaluatie.study.aggregates.printed import read_printed
from evaluatie.study.aggregates.table import NamingTable
from evaluatie.study.codes import BLANKS, code_text, folded
from evaluatie.study.files.headings import find_columns, known_columns
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.reading import read_answers
from evaluatie.study.gate.identifiers import people_in
from evaluatie.study.layout import Layout
from evaluatie.study.note import Note
from evaluatie.study.population.answered import Answered
from evaluatie.study.population.checks import (
    check_doubled,
    check_levels,
    check_respondents,
    check_totals,
    notes_on_margins,
)  # fmt: skip
from evaluatie.study.population.rows import PopulationRow, as_frame, at_waves
from evaluatie.study.problems import Problem, quoted
from evaluatie.study.settings.config import StudyConfig

# The columns, each with all names by which it is known.
_HEADERS = {
    "wave": ("wave", "meting", "moment"),
    "group": ("group", "groep"),
    "n": ("n", "aantal"),
}
# 420.0 is how programs write a column with an empty cell; 1.450, 1,450 and 1.000 may be thousands.
_WHOLE = re.compile(r"[0-9]{1,9}(\.0)?")
_COUNT = (
    "Count them, with one row per wave and group in the columns wave, group and n. A personnel file belongs under "
    "staff: {persons: ...}."
)
_LEAVE_OUT = "or leave the rows of this characteristic out."


@dataclass
class Population:
    """How many employees there were.

    Attributes
    ----------
    rows : pandas.DataFrame
        One row per wave x group, in the order of the waves and then of the file. Columns: ``wave``; ``characteristic``
        and ``level`` (``"all"`` twice for everyone); ``n`` (int64).
    facts : dict
        What was read, for intake.json.
    problems : list of Problem
        Everything that is wrong.
    notes : list of Note
        What a careful reader must know.
    """

    rows: pd.DataFrame
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def read_population(path: Path, config: StudyConfig, layout: Layout, answered: Answered) -> Population:
    """Read the file that ``population`` of study.yml names.

    Parameters
    ----------
    path : pathlib.Path
        The file: of any kind in which answers may come.
    config : StudyConfig
        study.yml.
    layout : Layout
        What its items and scores mean.
    answered : Answered
        Who answered.

    Returns
    -------
    Population
        Its rows mean nothing where there are problems.

    Raises
    ------
    UnreadableError
        When the file cannot be read, columns are missing, or it tells who people are.
    """
    wanted = [name for names in _HEADERS.values() for name in names]
    raw = read_answers(path, name=str(config.population), wanted=wanted)
    names = Names.of(config, layout)
    people = people_in(raw, respondent=None, allowed=config.survey.not_identifying)
    if _one_row_each(raw, config, names):
        message = "This file seems to have one row per employee; it must have numbers of employees per group."
        raise UnreadableError(Problem(raw.file, raw.header_row, None, message, _COUNT), *people)
    try:
        columns = find_columns(raw, _HEADERS, optional=("wave",))
    except UnreadableError as error:
        raise UnreadableError(*people, *error.problems) from None
    if people:  # no cell is quoted of a file that tells who people are
        raise UnreadableError(*people)
    table = _Table(raw, columns, names, config, answered)
    rows = table.rows()
    laid_out = at_waves(rows, [wave.id for wave in config.waves])
    doubled = list(check_doubled(laid_out, table.place))
    problems = [*table.problems, *doubled, *check_respondents(laid_out, answered, table.place)]
    notes = list(notes_on_margins(raw.file, laid_out, answered))
    if not table.problems and not doubled:  # else the number that seems to be wrong may be in another row
        apart, near = check_totals(laid_out, config, answered, table.place)
        problems += apart
        notes += [Note("population_totals", f"{raw.file}: {text}", reported=False) for text in near]
    characteristics = list(dict.fromkeys(row.characteristic for row in rows))
    facts = {"file": raw.file, **raw.facts, "rows_kept": len(rows), "characteristics": characteristics}
    return Population(
        as_frame(rows, list(laid_out)), facts, sorted(problems, key=lambda problem: problem.row or 0), notes
    )


def _one_row_each(raw: RawWave, config: StudyConfig, names: Names) -> bool:
    """Say whether rows are employees: there are columns about a person, or groups are named over again."""
    there = {wanted: found[0] for wanted, found in known_columns(raw, _HEADERS).items() if found}
    columns = {folded(name) for name in raw.columns if name}
    person = {folded(name) for name in (config.survey.respondent, config.staff.person, config.staff.entry) if name}
    if "group" not in there:
        about = person if "n" in there else person | set(names.characteristics)
        return bool(columns & about)
    counted = "n" in there and bool((raw.cells[there["n"]].map(code_text) != "1").any())
    what = [there[name] for name in ("wave", "group") if name in there]
    again = float(raw.cells[what].map(folded).duplicated().mean())
    return again > (0.5 if counted else 0)


class _Table(NamingTable):
    """Goes through the rows of a table of numbers of employees."""

    def __init__(
        self, raw: RawWave, columns: dict[str, str], names: Names, config: StudyConfig, answered: Answered
    ) -> None:
        super().__init__(raw, columns)
        self._names, self._answered = names, answered
        self._waves = [wave.id for wave in config.waves]

    def rows(self) -> list[PopulationRow]:
        """Give the rows with which nothing is wrong."""
        made = (self._row(number, cells) for number, cells in self.cells())
        return [row for row in made if row is not None]

    def _row(self, number: int, cells: dict[Any, Any]) -> PopulationRow | None:
        dated = code_text(cells.get("wave")) not in BLANKS
        wave = self.find(number, "wave", cells, self._names.wave) if dated else None
        group = self.find(number, "group", cells, self._names.group)
        wrong = list(_wrong_number(cells["n"]))
        self.problems += [self.place(number, "n", *said) for said in wrong]
        if wrong or group is None or (dated and wave is None):
            return None
        row = PopulationRow(number, wave, group[0], group[1], int(float(code_text(cells["n"]))))
        misplaced = list(check_levels(row, self._waves, self._answered, self.place))
        self.problems += misplaced
        return None if misplaced else row


def _wrong_number(cell: object) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a number of employees."""
    text = cell.strip() if isinstance(cell, str) else code_text(cell)
    if text in BLANKS:
        yield "The number of employees is missing.", f"Fill it in, 0 where there are none; {_LEAVE_OUT}"
    elif read_printed(cell, decimal_comma=True).kind == "withheld":
        yield f"{quoted(text)} tells no number of employees.", f"Ask for the number, {_LEAVE_OUT}"
    elif isinstance(cell, bool) or not _WHOLE.fullmatch(text):
        yield f"{quoted(text)} is no number of employees.", "Write a whole number, without points or commas."
