"""Tables of counts: their cells, how these add up, and which of the sums everyone knows.

A table has a tree on each side. Without a hierarchy that is a total with the rows (or columns) below it; a MultiIndex
has the subtotals of every prefix between them, such as organisation > department > team. A cell is a crossing of the
two trees, so that subtotals are cells as well. A total that is a line of the table is a cell too, which may be hidden.
A total that is not, everyone is taken to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, product
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_scalar
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
Prefix = tuple[object, ...]
#: what a line that is a total is called, in any case
TOTALS = frozenset({"all", "(all)", "everyone", "iedereen", "total", "totals", "grand total", "totaal", "subtotal",
                    "subtotaal"})  # fmt: skip
#: words in the label of a line that may be a total, and is one if it is a sum
WORDS = frozenset({"all", "everyone", "iedereen", "total", "totals", "totaal", "subtotal", "subtotals", "subtotaal",
                   "eindtotaal", "tussentotaal", "deeltotaal", "sum", "som", "samen", "overall"})  # fmt: skip
#: the most that is taken for a count: sums of more are not exact for the solver
MOST = 10**12


class Total(NamedTuple):
    """A line that is a total: of which lines, shape (lines,), of what prefix, and whether its label says so."""

    rows: Flags
    prefix: Prefix
    named: bool


@dataclass(frozen=True, eq=False)
class Side:
    """One side of a table as a tree; nodes that hold the same rows are one node, and the first is the top.

    `rows` are the lines of the table that are no totals, and `members` has shape (nodes, rows); `node` has the node of
    every line of the table, and `parent` that above each node, the top being its own; `labels` names each node, as a
    prefix that is no line of the table with True or as a line of it with False. `given` is whether the total over the
    whole side is a line of the table.
    """

    rows: Places
    members: Flags
    node: Places
    parent: Places
    labels: tuple[tuple[tuple[object, bool], ...], ...]
    given: bool = False

    @classmethod
    def of(cls, index: pd.Index, totals: dict[int, Total] | None = None) -> Side:
        """Lay out the labels of the rows, or of the columns; some of them may be totals of others."""
        totals = totals or {}
        single = np.array([line for line in range(len(index)) if line not in totals], dtype=np.intp)
        found: dict[bytes, tuple[Flags, list[tuple[object, bool]]]] = {}
        named = {total.prefix for total in totals.values() if total.named or not total.prefix}
        for prefix, rows in _prefixes(index[single]):
            names = found.setdefault(rows.tobytes(), (rows, []))[1]
            if prefix not in named and (prefix or len(single) > 1):
                names.append((prefix, True))
        lines = np.zeros((len(index), len(single)), dtype=bool)
        lines[single] = np.eye(len(single), dtype=bool)
        for line, total in totals.items():
            lines[line] = total.rows[single]
        for line, (label, row) in enumerate(zip(index, lines, strict=True)):
            names = found.setdefault(row.tobytes(), (row, []))[1]
            names.append((label, False))
            if line in totals and not totals[line].named:  # it may be a team, and what it is in tells of it
                names.extend((label[:depth], True) for depth in range(len(totals[line].prefix) + 1, index.nlevels))
        places = {key: place for place, key in enumerate(found)}
        members = np.array([rows for rows, _ in found.values()])
        node = np.array([places[row.tobytes()] for row in lines], dtype=np.intp)
        labels = tuple(tuple(names) for _, names in found.values())
        return cls(single, members, node, _parents(members), labels, bool(lines[list(totals)].all(axis=1).any()))

    @property
    def single(self) -> Places:
        """The nodes of one row each."""
        return np.flatnonzero(self.members.sum(axis=1) == 1)

    @property
    def public(self) -> bool:
        """Whether everyone knows the totals over this side: it has several rows, and no line with their total."""
        return not self.given and self.members.shape[1] > 1

    @property
    def deep(self) -> bool:
        """Whether there are subtotals between the total and the rows."""
        return bool(self.parent.any())


def _prefixes(index: pd.Index) -> Iterator[tuple[Prefix, Flags]]:
    """Give every prefix with the rows in it, first that of all rows."""
    yield (), np.ones(len(index), dtype=bool)
    codes = np.array(index.codes) if isinstance(index, pd.MultiIndex) else np.zeros((0, len(index)))
    for depth in range(1, len(codes)):
        _, first, kinds = np.unique(codes[:depth], axis=1, return_index=True, return_inverse=True)
        yield from ((tuple(index[at][:depth]), kinds.ravel() == kind) for kind, at in enumerate(first))


def _parents(members: Flags) -> Places:
    """Give the node above each: the smallest of those that hold all its rows, and more."""
    rows, size = members.shape[1], members.sum(axis=1)
    within = members.astype(float) @ members.T.astype(float) == size[:, None]
    above = np.where(within & (size[None, :] > size[:, None]), size[None, :], rows + 1)
    parent: Places = np.where(size == rows, 0, above.argmin(axis=1))
    return parent


def totals_of(index: pd.Index, counts: Floats) -> dict[int, Total]:
    """Find the lines that are totals of other lines.

    Such a line has a name of :data:`TOTALS` in its label, after the prefix that it is the total of. So is, if it is
    the sum of the other lines of a prefix, a line with a word of :data:`WORDS` there or no name at all, and any of
    three lines or more; of several the last with such a name, or else the last. A line with such a word may also be
    the sum of lines right above, or right below. One that is only a sum is none after all where a total counts it.

    Raises
    ------
    ValueError
        When a line is named a total, and is not the sum.
    """
    return _Search(index, counts).run()


class _Search:
    """Goes through the prefixes, the longest first: `single` are the lines that are no totals, as far as is known."""

    def __init__(self, index: pd.Index, counts: Floats) -> None:
        self.index, self.counts = index, counts
        whole = [label if isinstance(label, tuple) else (label,) for label in index]
        self.keys = [tuple("" if is_scalar(part) and pd.isna(part) else part for part in key) for key in whole]
        self.exact = {
            line: key[:at]
            for line, key in enumerate(self.keys)
            for at in reversed(range(len(key)))
            if str(key[at]).strip().lower() in TOTALS
        }
        self.single = np.array([line not in self.exact for line in range(len(self.keys))], dtype=bool)
        self.found: dict[int, Total] = {}
        # the lines that no total above them confirms to be totals
        self.guessed: set[int] = set()
        self.within: dict[Prefix, list[int]] = {}
        for line, key in enumerate(self.keys):
            for depth in range(len(key)):
                self.within.setdefault(key[:depth], []).append(line)

    def run(self) -> dict[int, Total]:
        for prefix in sorted(self.within, key=len, reverse=True):
            inside = self.within[prefix]
            if len(inside) == 1 and self.single[inside[0]]:
                continue
            own = [line for line in inside if self.exact.get(line) == prefix]
            lines = [line for line in inside if self.single[line]]
            if own and not lines:
                self.single[own] = True  # of a department without teams the total is all there is
                continue
            said = {line for line in inside if _says_total(self.keys[line][len(prefix)])}
            if not self._subtotals(len(prefix) + 1, lines, said):
                self._subtotals(len(prefix) + 1, lines[::-1], said)
            self._total(prefix, said, own)
        return self.found

    def _flags(self, lines: Iterable[int]) -> Flags:
        return np.isin(np.arange(len(self.keys)), list(lines))

    def _equal(self, rows: list[int], line: int) -> bool:
        return np.array_equal(self.counts[rows].sum(axis=0), self.counts[line])

    def _parts(self, but: Iterable[int] = ()) -> set[int]:
        """Give the lines that are part of a total, so that they can be none themselves."""
        rows = [np.flatnonzero(total.rows).tolist() for line, total in self.found.items() if line not in but]
        return set(chain.from_iterable(rows))

    def _subtotals(self, depth: int, lines: list[int], said: set[int]) -> bool:
        """Find those with a word for total that are the sum of lines right before them, but not of all; say if any."""
        before: list[int] = []
        left, said = len(lines), said - self._parts()
        for line in lines:
            runs = [before[at:] for at in range(len(before))] if line in said else []
            sums = [
                run for run in runs if len(run) + 1 < left and self._equal(run, line) and self._one_piece(run, depth)
            ]
            if not sums:
                before.append(line)
                continue
            self.found[line] = Total(self._flags(sums[0]), self.keys[line], True)
            self.single[line] = False
            self.guessed.difference_update(self.within.get(self.keys[sums[0][0]][:depth], ()))
            self.guessed.add(line)
            left, before = left - 1, []
        return left < len(lines)

    def _one_piece(self, rows: list[int], depth: int) -> bool:
        """Say whether these lines are single labels, or together all that there is of one prefix."""
        if all(len(self.keys[row]) == depth for row in rows):
            return True
        return [line for line in self.within.get(self.keys[rows[0]][:depth], ()) if self.single[line]] == sorted(rows)

    def _total(self, prefix: Prefix, said: set[int], own: list[int]) -> None:
        """Find the total of a prefix; where there is none, try whether lines that were guessed to be totals are not."""
        inside = self.within[prefix]
        guessed = [line for line in inside if line in self.guessed]
        unnamed = [line for line in guessed if not self.found[line].named]
        for back in ([], unnamed, guessed):
            rest = [line for line in inside if self.single[line] or line in back]
            if own:
                lines = own if all(self._equal(rest, line) for line in own) else []
            else:
                lines = self._sum(rest, said, self._parts(back))
            if lines:
                break
        else:
            if own:
                raise ValueError(
                    f"'{self.index[own[0]]}' is named a total and is not the sum of the lines that it is the total "
                    "of: give it another name, or the counts without totals"
                )
            return
        for line in back:
            del self.found[line]
        self.single[back], self.single[lines] = True, False
        rows = self._flags(set(rest) - set(lines))
        self.found |= {line: Total(rows, prefix, bool(own) or line in said) for line in lines}
        self.guessed.difference_update(guessed)
        if not own:
            self.guessed.update(lines)

    def _sum(self, rest: list[int], said: set[int], parts: set[int]) -> list[int]:
        """Find the line among these that is the sum of the others."""
        twice = self.counts[rest].sum(axis=0)
        equal = [line for line in rest if line not in parts and np.array_equal(2 * self.counts[line], twice)]
        several = equal if len(rest) > 2 and twice.any() else []
        return ([line for line in equal if line in said] or several)[-1:] if len(rest) > 1 else []


def _says_total(part: object) -> bool:
    """Say whether part of a label is empty, or has a word for total."""
    text = str(part).strip().lower()
    return not text or not WORDS.isdisjoint(re.findall(r"[^\W_]+", text))


@dataclass(frozen=True, eq=False)
class CountTable:
    """The cells of a table that are not public beforehand, and the sums that they obey.

    Attributes
    ----------
    rows, columns : Side
        The trees.
    every : array of float, shape (nodes of rows, nodes of columns)
        The counts of all crossings of the trees.
    place : array of int, shape (nodes of rows, nodes of columns)
        The place of each crossing among the cells; -1 for a public total.
    people : array of float, shape (cells,)
        The counts.
    ceiling : array of float, shape (cells,)
        The most that a cell can be, given the public totals.
    equations : sparse array of float, shape (equations, cells)
        Each is a sum of cells, less their subtotal unless that is public.
    kind : array of int, shape (cells,)
        0 for the total of all, 1 for other totals over a whole side, 2 for subtotals and 3 for what is no sum.
    """

    rows: Side
    columns: Side
    every: Floats
    place: Places
    people: Floats
    ceiling: Floats
    equations: csr_array
    kind: Places

    @classmethod
    def of(cls, index: pd.Index, columns: pd.Index, counts: Floats, reach: float, *, margins: bool) -> CountTable:
        """Lay out a table; with margins, lines that are totals are looked for."""
        sides = [
            Side.of(labels, totals_of(labels, values) if margins else {})
            for labels, values in ((index, counts), (columns, counts.T))
        ]
        down, across = sides
        every = down.members.astype(float) @ counts[np.ix_(down.rows, across.rows)] @ across.members.T.astype(float)
        free = np.ones(every.shape, dtype=bool)
        # where nothing is public, nothing bounds a count that matters
        ceiling = np.full(every.shape, every[0, 0] + reach)
        if down.public:
            free[0], ceiling = False, np.minimum(ceiling, every[:1])
        if across.public:
            free[:, 0], ceiling = False, np.minimum(ceiling, every[:, :1])
        place = np.where(free, free.cumsum().reshape(free.shape) - 1, -1)
        equations = _equations([*_sums(down, place), *_sums(across, place.T)], int(free.sum()))
        return cls(down, across, every, place, every[free], ceiling[free], equations, _kinds(down, across)[free])

    @property
    def network(self) -> bool:
        """Whether the extremes of cells are whole numbers by themselves, as they are in a network.

        A table with a hierarchy on one side at most is one; beyond it whole numbers may lie closer together than
        fractions do.
        """
        return not (self.rows.deep and self.columns.deep)

    def lines(self, cells: Flags) -> Flags:
        """Say which counts of the table are among these cells, shape (rows, columns)."""
        among: Flags = np.append(cells, False)[self.place[np.ix_(self.rows.node, self.columns.node)]]
        return among

    def totals(self, cells: Flags) -> tuple[Floats, Floats]:
        """Give the totals of the table's rows and of its columns; missing where they are among these cells."""
        of = np.where(np.append(cells, False)[self.place], np.nan, self.every)
        return of[self.rows.node, 0], of[0, self.columns.node]

    def subtotals(self, cells: Flags) -> list[tuple[object, object]]:
        """Name the subtotals among these cells that are not in the table: a row's label or prefix, and a column's."""
        crossings = np.argwhere(np.append(cells, False)[self.place])
        pairs = [
            pair for row, column in crossings for pair in product(self.rows.labels[row], self.columns.labels[column])
        ]
        return [(row, column) for (row, above), (column, aside) in pairs if above or aside]


def _kinds(rows: Side, columns: Side) -> Places:
    kind = np.full((len(rows.parent), len(columns.parent)), 2)
    kind[0], kind[:, 0], kind[0, 0] = 1, 1, 0
    kind[np.ix_(rows.single, columns.single)] = 3
    return kind


def _sums(side: Side, place: Places) -> Iterator[tuple[Places, int]]:
    """Go through the subtotals: the places of the cells below, and that of the subtotal or -1."""
    nodes = np.arange(len(side.parent))
    for node in nodes:
        children = nodes[(side.parent == node) & (nodes != node)]
        for across in range(place.shape[1] if len(children) else 0):
            parts = place[children, across]
            if (parts >= 0).any():
                yield parts, int(place[node, across])


def _equations(sums: list[tuple[Places, int]], cells: int) -> csr_array:
    entries = [
        (line, cell, sign)
        for line, (parts, subtotal) in enumerate(sums)
        for cell, sign in [*((part, 1.0) for part in parts), (subtotal, -1.0)]
        if cell >= 0
    ]
    lines, at, signs = np.array(entries).reshape(-1, 3).T
    return csr_array((signs, (lines.astype(int), at.astype(int))), shape=(len(sums), cells))


def read_counts(table: pd.DataFrame) -> Floats:
    """Read a table of whole numbers of people.

    Raises
    ------
    TypeError
        When it is no DataFrame, or holds dates, durations or complex numbers.
    ValueError
        When a count is negative, missing, not whole or more than 10**12, or a row or column stands there twice.
    """
    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"a table of counts is a DataFrame, not {type(table).__name__}; of a Series give .to_frame()")
    for what, axis in (("row", table.index), ("column", table.columns)):
        if axis.has_duplicates:
            raise ValueError(
                f"a table of counts has every {what} once; {axis[axis.duplicated()][0]!r} stands there twice"
            )
    for column, dtype in zip(table.columns, table.dtypes, strict=True):
        if dtype.kind in "Mmc":
            raise TypeError(f"a table of counts holds whole numbers of people; {column!r} holds {dtype}")
    try:
        values = table.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        values = np.full(table.shape, np.nan)
    if not np.all(np.isfinite(values)) or np.any(values < 0) or np.any(values != np.floor(values)):
        raise ValueError("a table of counts holds whole numbers from 0 up, and no missing ones")
    if np.any(values > MOST):
        raise ValueError(f"a table of counts holds numbers of people, of at most 10**12; it has {values.max():.0f}")
    return values
