"""What must hold within a printed table: its triangle, its lengths, its decimals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from evaluatie.amiss import listed
from evaluatie.reproduce.finding.model import Moments
from evaluatie.reproduce.finding.printed import Printed
from evaluatie.reproduce.finding.triangles import other_shape
from evaluatie.study.problems import Problem, did_you_mean, quoted
from evaluatie.study.settings.source import KeyPath, Source

_COMMA = "In a list a comma parts two numbers: write decimals with a point."


def check_table(table: Moments, path: KeyPath, source: Source) -> Iterator[Problem]:
    """Go through what does not fit together in a table.

    Parameters
    ----------
    table : Moments
        The table.
    path : tuple of str
        Where it stands.
    source : Source
        Where it was read, for the lines of problems.

    Yields
    ------
    Problem
    """
    yield from _variables(table, path, source)
    yield from _lengths(table, path, source)
    yield from _triangle(table, path, source)
    yield from _sizes(table, path, source)
    yield from _named(table, path, source)
    if table.uneven is None:
        yield from _decimals(table, path, source)


def _variables(table: Moments, path: KeyPath, source: Source) -> Iterator[Problem]:
    for place, name in enumerate(table.variables):
        if name in table.variables[:place]:
            message = f"Variable {quoted(name)} is listed a second time."
            yield source.problem((*path, "variables", str(place)), message, "Give every variable a name of its own.")
    if len(table.variables) < 2:
        message = "A table of correlations has at least two variables."
        yield source.problem((*path, "variables"), message, "A single mean or deviation belongs under values.")
    if table.n < 2:
        yield source.problem((*path, "n"), f"{table.n} people have no correlation.", "Give the number of people.")


def _lengths(table: Moments, path: KeyPath, source: Source) -> Iterator[Problem]:
    wanted = len(table.variables)
    for key, what in (("mean", "means"), ("sd", "standard deviations")):
        cells = getattr(table, key)
        if cells is not None and len(cells) != wanted:
            message = f"There are {len(cells)} {what} and {wanted} variables."
            hint = _COMMA if len(cells) == 2 * wanted else "Give one per variable, in the order of variables."
            yield source.problem((*path, key), message, hint)


def _triangle(table: Moments, path: KeyPath, source: Source) -> Iterator[Problem]:
    lengths = [len(row) for row in table.correlations]
    count = len(table.variables)
    here = (*path, "correlations")
    if (told := other_shape(table.correlations, count)) is not None:
        yield source.problem(here, *told)
    elif len(lengths) != count:
        message = f"There are {len(lengths)} rows of correlations and {count} variable{'s' * (count != 1)}."
        yield source.problem(here, message, "Give a row per variable; that of the first is [].")
    else:
        yield from (_row(place, length, here, source) for place, length in enumerate(lengths) if length != place)


def _row(place: int, length: int, here: KeyPath, source: Source) -> Problem:
    message = f"The row of variable {place + 1} has {length} correlation{'s' * (length != 1)} and must have {place}."
    hint = _COMMA if length == 2 * place and place else "It has one with each variable before it, in their order."
    return source.problem((*here, str(place)), message, hint)


def _sizes(table: Moments, path: KeyPath, source: Source) -> Iterator[Problem]:
    for row, cells in enumerate(table.correlations):
        for column, cell in enumerate(cells):
            if abs(cell.value) > 1:
                where = (*path, "correlations", str(row), str(column))
                message = f"A correlation of {cell.text} cannot be."
                yield source.problem(
                    where, message, "It lies between -1 and 1; look whether the point is in its place."
                )
    for place, cell in enumerate(table.sd or ()):
        if cell.value < 0:
            where = (*path, "sd", str(place))
            yield source.problem(where, f"A standard deviation of {cell.text} cannot be.", "It is 0 or more.")
    for name, cell in (table.alpha or {}).items():
        if cell.value > 1:
            message = f"A reliability of {cell.text} cannot be."
            yield source.problem((*path, "alpha", name), message, "It is 1 or less.")
    for where, cell in _cells(table):
        if cell.relation != "=":
            message = f"{quoted(cell.text)} is an inequality, and a number is needed to reckon with."
            yield source.problem((*path, *where), message, "Inequalities stand under figures and holds only.")


def _cells(table: Moments) -> Iterator[tuple[KeyPath, Printed]]:
    for key in ("mean", "sd"):
        yield from (((key, str(place)), cell) for place, cell in enumerate(getattr(table, key) or ()))
    for row, cells in enumerate(table.correlations):
        yield from ((("correlations", str(row), str(place)), cell) for place, cell in enumerate(cells))
    yield from ((("alpha", name), cell) for name, cell in (table.alpha or {}).items())


def _named(table: Moments, path: KeyPath, source: Source) -> Iterator[Problem]:
    for key in ("alpha", "items", "labels"):
        for name in getattr(table, key) or {}:
            if name not in table.variables:
                message = f"There is no variable {quoted(name)} in this table."
                yield source.problem((*path, key, name), message, did_you_mean(name, table.variables))


def _decimals(table: Moments, path: KeyPath, source: Source) -> Iterator[Problem]:
    parts: dict[str, Sequence[Printed]] = {
        "mean": table.mean or (),
        "sd": table.sd or (),
        # where the shape is another one, the diagonal may be among them
        "correlations": ()
        if other_shape(table.correlations, len(table.variables))
        else tuple(chain.from_iterable(table.correlations)),
        "alpha": tuple((table.alpha or {}).values()),
    }
    for key, cells in parts.items():
        usual = max({cell.decimals for cell in cells}, default=0)
        odd = [cell.text for cell in cells if cell.decimals != usual]
        if odd:
            message = f"Not all have {usual} decimals: {listed(odd, 4)}."
            hint = "Write 0.30, not 0.3, where the paper prints 0.30; where it does not, say why under uneven."
            yield source.problem((*path, key), message, hint)
