"""Going through a table whose cells name waves and groups of study.yml."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from evaluatie.study.aggregates.names import UnknownNameError
from evaluatie.study.files.rawwave import RawWave
from evaluatie.study.problems import Problem

Named = TypeVar("Named")


class NamingTable:
    """Goes through the rows, and collects what is wrong with each by itself.

    Parameters
    ----------
    raw : RawWave
        The file.
    columns : dict of str to str
        Of each column that is read its name in this file.

    Attributes
    ----------
    problems : list of Problem
        What is wrong so far.
    """

    def __init__(self, raw: RawWave, columns: dict[str, str]) -> None:
        self._raw, self._columns = raw, columns
        self._told: set[tuple[str, str]] = set()
        self.problems: list[Problem] = []

    @property
    def suspect(self) -> frozenset[str]:
        """The columns in which some names are not known."""
        return frozenset(column for column, _ in self._told)

    def place(self, row: int | None, column: str | None, message: str, hint: str) -> Problem:
        """Make a problem about a cell, with the column's name in this file."""
        return Problem(self._raw.file, row, None if column is None else self._columns[column], message, hint)

    def cells(self) -> Iterator[tuple[int, dict[Any, Any]]]:
        """Go through the numbers of the rows and their cells, by the columns' own names."""
        read = self._raw.cells[list(self._columns.values())].set_axis(list(self._columns), axis="columns")
        for number, cells in zip(read.index, read.to_dict("records"), strict=True):
            yield int(number), cells

    def find(self, number: int, column: str, cells: dict[Any, Any], known: Callable[[object], Named]) -> Named | None:
        """Give what a cell names, or None; a name that is not known is told once."""
        try:
            return known(cells[column])
        except UnknownNameError as error:
            if (column, error.message) not in self._told:
                self._told.add((column, error.message))
                self.problems.append(self.place(number, column, error.message, error.hint))
            return None
