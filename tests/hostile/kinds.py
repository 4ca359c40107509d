"""Kinds of mutation: what is done to a study folder, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from hostile.organisations import WAVES
from hostile.tables import NotThisFileError, Table, read_table

#: what may come of a mutation
REFUSED = "refused"
UNCHANGED = "unchanged"
NOTED = "noted"
#: other figures without a note: only where nobody who reads the files could know, and the kind then says why
CHANGED = "changed"

Numbers = Any  # numpy's generator


@dataclass(frozen=True)
class Place:
    """Where a mutation was made.

    Attributes
    ----------
    file : str
        The file that a message must name.
    row : int or None
        The row, as messages number rows; None where it is about no one row.
    column : str or None
        The column, or the key of study.yml.
    may : frozenset of str or None
        What may come of this one, where that is not what its kind says.
    """

    file: str
    row: int | None = None
    column: str | None = None
    may: frozenset[str] | None = None


@dataclass
class Spot:
    """A place that was drawn, and the means to change what stands there."""

    folder: Path
    organisation: str
    file: str
    column: str | None
    draw: Numbers
    also: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        return self.folder / self.file

    @cached_property
    def table(self) -> Table:
        table = read_table(self.path)
        if any(len(row) != len(table.names) for row in table.cells):  # what came of an earlier mutation
            raise NotThisFileError
        return table

    @cached_property
    def row(self) -> int:
        """An index among the rows of people where the column, if there is one, is not empty."""
        cells, rows = self.table.cells, list(range(self.table.body, len(self.table.cells)))
        if self.column is not None:
            at = self.table.at(self.column)
            rows = [row for row in rows if cells[row][at] not in (None, "", "*", "<5")]
        if not rows:
            raise NotThisFileError
        return int(self.draw.choice(rows))

    @property
    def value(self) -> Any:
        return self.table.cells[self.row][self.table.at(str(self.column))]

    def set(self, value: Any) -> Place:
        """Put something else in the cell, and write the file."""
        self.table.cells[self.row][self.table.at(str(self.column))] = value
        self.table.save()
        return self.here()

    def here(self, **other: Any) -> Place:
        """Give the place of the cell."""
        return Place(self.file, self.table.number(self.row), self.column, **other)

    def each(self, change: Callable[[Any], Any]) -> Place:
        """Change all cells of the column, and write the file."""
        at = self.table.at(str(self.column))
        for row in self.table.cells[self.table.body :]:
            row[at] = change(row[at])
        self.table.save()
        return Place(self.file, None, self.column)

    @property
    def is_wave(self) -> bool:
        return self.file in WAVES[self.organisation]

    @property
    def settings(self) -> Path:
        return self.folder / "study.yml"

    def pick(self, options: Any) -> Any:
        listed = list(options)
        return listed[int(self.draw.integers(len(listed)))]


@dataclass(frozen=True)
class Kind:
    """A kind of mutation.

    Attributes
    ----------
    family, name : str
        What is mutated, and how.
    mutate : callable
        Does it, and gives where; None where it cannot be done at the spot.
    may : tuple of str
        What may come of it.
    names : str
        What a refusal must name, of file, row and column; a blank between.
    roles : tuple of str
        Of which columns it is made; none for a mutation of a whole file.
    suffixes : tuple of str
        Of which files.
    waves : bool
        Only of files of answers.
    why : str
        Where figures may change without a note: why nobody could know.
    without : tuple of str
        Organisations that it says nothing about.
    """

    family: str
    name: str
    mutate: Callable[[Spot], Place | None]
    may: tuple[str, ...] = (REFUSED,)
    names: str = "file"
    roles: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = (".csv", ".xlsx", ".sav")
    waves: bool = False
    why: str = ""
    without: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if (CHANGED in self.may) != bool(self.why):
            raise ValueError(f"{self.name}: say why nobody could know, where figures may change and only there")
