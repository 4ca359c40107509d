"""How the numbers about staff are named, whom they rest upon, and how a part of the section is put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.section import Analysis, Cell, Figure, Finding, Ref, Role, Row, Setting, Show, Slot, Table
from evaluatie.evaluation.workforce.names import ALL, NAME, STAFF, Group
from evaluatie.evaluation.workforce.staff import Staff
from evaluatie.flows.careers import UNKNOWN
from evaluatie.result import Result

if TYPE_CHECKING:
    from evaluatie.evaluation.section import FigureKind


@dataclass
class Topic:
    """A part of the section under a heading of its own: its numbers, sentences and displays."""

    heading: str
    results: dict[str, Analysis] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    displays: list[Table | Figure] = field(default_factory=list)

    def ref(self, key: str, term: str, show: Show) -> Ref | None:
        """Show a number of this topic; None where there is none."""
        return say.found(NAME, self.results, key, term, show)

    def say(self, key: str, role: Role = "main", /, **slots: Slot | None) -> None:
        """Add a sentence, unless something that it is about is not there."""
        said = self.sentence(key, role, **slots)
        if said is not None:
            self.findings.append(said)

    def say_or(self, otherwise: Finding | None, key: str, **slots: Slot | None) -> None:
        """Add a sentence, and what is said instead where a number of it is hidden."""
        said = self.sentence(key, **slots)
        if said is not None:
            self.findings.append(replace(said, otherwise=otherwise))

    def sentence(self, key: str, role: Role = "main", /, **slots: Slot | None) -> Finding | None:
        """Make a sentence; None where something that it is about is not there."""
        filled = {name: slot for name, slot in slots.items() if slot is not None}
        return Finding(key, filled, role=role, topic=self.heading) if len(filled) == len(slots) else None

    def show_table(
        self, id_: str, caption: Finding, columns: Iterable[Finding], rows: Iterable[Row], *, technical: bool = False
    ) -> None:
        """Add a table, if there is anything in it."""
        held = tuple(rows)
        if held:
            self.displays.append(Table(id_, caption, tuple(columns), held, technical, self.heading))

    def show_figure(
        self, id_: str, kind: FigureKind, caption: Finding, rows: Iterable[Row], columns: Iterable[Finding] = ()
    ) -> None:
        """Add a figure, if there is anything in it."""
        held = tuple(rows)
        if held:
            self.displays.append(Figure(id_, kind, caption, held, tuple(columns), topic=self.heading))


def name_of(group: Group) -> str:
    """Name a group in a key.

    Examples
    --------
    >>> name_of(ALL), name_of(("origin", "europa"))
    ('all', 'origin=europa')
    """
    return ALL[0] if group == ALL else "=".join(group)


def after_years(times: Iterable[int]) -> list[Finding]:
    """Head columns by whole years after something."""
    return [
        say.phrase("column.after_year" if time == 1 else "column.after_years", years=Setting(float(time), "count"))
        for time in times
    ]


def cells(groups: Iterable[Group], parts: Sequence[str], outcome: str = STAFF) -> tuple[Cell, ...]:
    """Name the people of some groups by the parts of the ledger that a number rests upon."""
    return tuple(Cell((), outcome, *group, None, part) for group in groups for part in parts)


def cells_known(staff: Staff, group: Group, parts: Sequence[str]) -> tuple[Cell, ...]:
    """Name the people that a share among people of known group rests upon.

    How many are known tells how many are not, which may be hidden to protect a group.
    """
    unknown = [(group[0], UNKNOWN)] if UNKNOWN in staff.levels(group[0]) else []
    return cells([group, ALL, *unknown], parts)


def about(group: Group, result: Result, method: str, on: tuple[Cell, ...], digits: int | None = None) -> Analysis:
    """Say whom a result is about and rests upon."""
    return Analysis(result, method, (), on, None, *group, digits)


def known_levels(staff: Staff, name: str) -> list[str]:
    """Give the levels that others are compared by: all but the unknown."""
    return [level for level in staff.levels(name) if level != UNKNOWN]


def others(staff: Staff, name: str) -> list[str]:
    """Give the known levels but the reference."""
    return [level for level in known_levels(staff, name) if level != staff.reference(name)]


def all_others(staff: Staff) -> list[Group]:
    """Give the groups of every characteristic that are held against its reference."""
    return [(name, level) for name in staff.names for level in others(staff, name)]


def heads(*keys: str) -> tuple[Finding, ...]:
    """Name the columns of a table."""
    return tuple(say.phrase(f"column.{key}") for key in keys)
