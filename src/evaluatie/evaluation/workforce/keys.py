"""How the numbers about staff are named, whom they rest upon, and how a part of the section is put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation import topic
from evaluatie.evaluation.section import (
    ALL,
    Analysis,
    Cell,
    Finding,
    Group,
    Setting,
)
from evaluatie.evaluation.workforce.names import NAME, STAFF
from evaluatie.evaluation.workforce.staff import Staff
from evaluatie.flows.careers import UNKNOWN
from evaluatie.result import Result


@dataclass
class Topic(topic.Topic):
    """A part of this section."""

    section: str = NAME


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
