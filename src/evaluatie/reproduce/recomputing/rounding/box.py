"""The rounding box: every printed input lies between the least and the largest number that would be printed so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np

from evaluatie.reproduce.finding import Finding, Printed
from evaluatie.reproduce.finding.model import Moments
from evaluatie.reproduce.recomputing.given import Floats, Given, Nested, Table
from evaluatie.reproduce.recomputing.methods import METHODS
from evaluatie.reproduce.recomputing.sources import NumberSource, Source, TableSource, WrittenSource

#: kind, whose, and where in it
Slot: TypeAlias = tuple[str, str, tuple[Any, ...]]
_LEAST_SD = 1e-9


@dataclass(frozen=True)
class Box:
    """Inputs between their rounding limits.

    Attributes
    ----------
    slots : tuple of (str, str, tuple)
        Which inputs: ``("r", table, (i, j))``, ``("sd", table, (i,))``, ``("value", name, path)``; d of them.
    nominal, low, high : ndarray of float, shape (d,)
        As printed, and the limits.
    base : Given
        All inputs as printed.
    """

    slots: tuple[Slot, ...]
    nominal: Floats
    low: Floats
    high: Floats
    base: Given

    @property
    def size(self) -> int:
        """How many inputs were rounded."""
        return len(self.slots)

    def at(self, point: Floats) -> Given:
        """Give the inputs at a point of the box.

        Parameters
        ----------
        point : ndarray of float, shape (d,)
            Between the limits.

        Returns
        -------
        Given
        """
        tables, numbers = dict(self.base.tables), dict(self.base.numbers)
        fresh: set[tuple[str, str]] = set()
        for (kind, owner, at), value in zip(self.slots, point.tolist(), strict=True):
            where = ("number" if kind == "value" else "table", owner)
            if where not in fresh:
                fresh.add(where)
                if kind == "value":
                    numbers[owner] = _copied(numbers.get(owner))
                else:
                    tables[owner] = _copy_of(tables[owner])
            if kind == "value":
                numbers[owner] = _set(numbers[owner], at, value)
            else:
                _put(tables[owner], kind, at, value)
        return replace(self.base, tables=tables, numbers=numbers)


def box_of(finding: Finding, names: Iterable[str], base: Given) -> Box:
    """Give the box of what some analyses rest on.

    Parameters
    ----------
    finding : Finding
        Whose.
    names : iterable of str
        Analyses.
    base : Given
        The finding's inputs as printed.

    Returns
    -------
    Box
    """
    found: dict[Slot, Printed] = {}
    for name in names:
        analysis = finding.analyses[name]
        for source in METHODS[analysis.method].sources(analysis.choices, finding):
            found |= dict(_slots(source, finding))
    slots = tuple(found)
    limits = [_limits(slot[0], found[slot]) for slot in slots]
    low, high = (np.array([limit[side] for limit in limits], dtype=float) for side in (0, 1))
    nominal = np.clip([found[slot].value for slot in slots], low, high) if slots else np.empty(0)
    return Box(slots, nominal, low, high, base)


def _limits(kind: str, printed: Printed) -> tuple[float, float]:
    low, high = printed.low, printed.high
    if kind == "sd":
        return max(low, _LEAST_SD), max(high, 2 * _LEAST_SD)
    if kind == "r":
        return max(low, -1.0), min(high, 1.0)
    return (low, min(high, 1.0)) if kind == "alpha" else (low, high)


def _slots(source: Source, finding: Finding) -> Iterator[tuple[Slot, Printed]]:
    if isinstance(source, TableSource):
        yield from _of_table(source, finding.inputs.tables[source.table])
        return
    if isinstance(source, WrittenSource):
        yield ("value", source.name, ()), source.printed
        return
    yield from _of_number(source, finding)


def _of_table(source: TableSource, moments: Moments) -> Iterator[tuple[Slot, Printed]]:
    at = sorted(moments.variables.index(name) for name in source.variables)
    if source.part == "r":
        for first, second in combinations(at, 2):
            yield ("r", source.table, (second, first)), moments.correlations[second][first]
    elif source.part == "alpha":
        for name in source.variables:
            if name in (moments.alpha or {}):
                yield ("alpha", source.table, (name,)), (moments.alpha or {})[name]
    else:
        cells = moments.sd if source.part == "sd" else moments.mean
        for which in at if cells is not None else []:
            yield (source.part, source.table, (which,)), cells[which]  # type: ignore[index]


def _of_number(source: NumberSource, finding: Finding) -> Iterator[tuple[Slot, Printed]]:
    held = finding.inputs.values.get(source.name)
    if held is None:
        figure = next(figure for figure in finding.figures if figure.id == source.name)
        if figure.exact:
            return
        held = figure.printed
    yield from ((("value", source.name, path), one) for path, one in _leaves(held))


def _leaves(held: Nested, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Printed]]:
    if isinstance(held, Printed):
        yield path, held
        return
    for at, one in enumerate(held):
        yield from _leaves(one, (*path, at))


def _copied(numbers: Nested) -> Nested:
    return [_copied(one) for one in numbers] if isinstance(numbers, list) else numbers


def _set(numbers: Nested, path: tuple[int, ...], value: float) -> Nested:
    if not path:
        return value
    inner = numbers
    for at in path[:-1]:
        inner = inner[at]
    inner[path[-1]] = value
    return numbers


def _copy_of(table: Table) -> Table:
    def copied(array: Floats | None) -> Floats | None:
        return None if array is None else array.copy()

    return replace(
        table,
        mean=copied(table.mean),
        sd=copied(table.sd),
        correlation=table.correlation.copy(),
        alpha=dict(table.alpha),
    )


def _put(table: Table, kind: str, at: tuple[Any, ...], value: float) -> None:
    """Write a number into a table that is a copy."""
    match kind:
        case "r":
            table.correlation[at] = table.correlation[at[::-1]] = value
        case "alpha":
            table.alpha[at[0]] = value  # type: ignore[index]
        case "sd" if table.sd is not None:
            table.sd[at] = value
        case "mean" if table.mean is not None:
            table.mean[at] = value
