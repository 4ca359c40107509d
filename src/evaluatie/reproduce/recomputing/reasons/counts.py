"""Slips in a count: one person more or fewer, or a count that was written down wrongly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from evaluatie.reproduce.finding.model import Analysis, Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.given import Given
from evaluatie.reproduce.recomputing.judged import Judged
from evaluatie.reproduce.recomputing.methods import METHODS
from evaluatie.reproduce.recomputing.methods.expressions import read_expression
from evaluatie.reproduce.recomputing.methods.keys import NumberKey
from evaluatie.reproduce.recomputing.reasons.arithmetic import mistyped, swapped
from evaluatie.reproduce.recomputing.reasons.candidate import Candidate
from evaluatie.reproduce.recomputing.reasons.variants import range_by, value_of


@dataclass(frozen=True)
class Slot:
    """A place of a count in an analysis.

    Attributes
    ----------
    of : str
        What it is called.
    count : int or None
        What stands there; None where it is worked out.
    put : callable
        Gives the analysis and its inputs with another count there: a number, or a formula with ``{}`` for the old one.
    """

    of: str
    count: int | None
    put: Callable[[str], tuple[Analysis, Given]]

    def candidate(self, code: str, text: str, wanted: Quantity, bench: Bench, *, last: bool = False) -> Candidate:
        """Tell what comes out with another count."""
        analysis, base = self.put(text)
        told = {} if self.count is None else {"names": text, "count": str(self.count), "of": self.of}
        value = value_of(analysis, wanted, base)
        return Candidate(code, value, told, range_by(analysis, wanted, bench, base), last=last)


def people(wanted: Quantity, bench: Bench) -> Iterator[Slot]:
    """Find where an analysis takes how many people there are: its keys ``n`` and ``ns``, and its table.

    Parameters
    ----------
    wanted : Quantity
        Of which analysis.
    bench : Bench
        The finding.

    Yields
    ------
    Slot
    """
    analysis = bench.finding.analyses[wanted.analysis]
    choices = analysis.choices
    if isinstance(n := choices.get("n"), str):
        yield Slot(n, _count(n, bench.base), lambda text: (_with(analysis, n=text.format(n)), bench.base))
    elif "table" in choices:
        table = bench.base.tables[choices["table"]]

        def put(text: str) -> tuple[Analysis, Given]:
            n = int(read_expression(text.format(table.n)).at(bench.base))
            tables = {**bench.base.tables, choices["table"]: replace(table, n=n)}
            return analysis, replace(bench.base, tables=tables)

        yield Slot(f"n({choices['table']})", table.n, put)
    ns = choices.get("ns", [])
    listed = ns if isinstance(ns, list) else [f"{ns}[{at}]" for at in range(len(bench.base.numbers[ns]))]
    for at, one in enumerate(listed):
        yield Slot(one, _count(one, bench.base), _in_list(analysis, listed, at, bench.base))


def _in_list(analysis: Analysis, listed: list[str], at: int, base: Given) -> Callable[[str], tuple[Analysis, Given]]:
    return lambda text: (_with(analysis, ns=[*listed[:at], text.format(listed[at]), *listed[at + 1 :]]), base)


def _with(analysis: Analysis, **changed: object) -> Analysis:
    return Analysis.model_validate({"method": analysis.method, **analysis.choices, **changed})


def _count(text: str, base: Given) -> int | None:
    value = read_expression(text).at(base)
    return int(value) if isinstance(value, int | float) and value == int(value) else None


def other_counts(wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Count one person more or fewer: n - 1 in the place of n, or n in the place of n - 1.

    Parameters
    ----------
    wanted : Quantity
        What the figure should be.
    bench : Bench
        The finding.

    Yields
    ------
    Candidate
    """
    for slot in people(wanted, bench):
        for step, code in (("({}) - 1", "n_less_one"), ("({}) + 1", "n_more_one")):
            yield replace(slot.candidate(code, step, wanted, bench), told={})


def another_count(one: Judged, wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Put what a count becomes by a slip of the pen in its place, if only one such slip fits.

    A slip of the pen: one digit another, two neighbours swapped, or one more or fewer. Of all other numbers some would
    fit by chance.

    Parameters
    ----------
    one : Judged
        The figure.
    wanted : Quantity
        What it should be.
    bench : Bench
        The finding.

    Yields
    ------
    Candidate
    """
    for slot in _named(wanted, bench):
        others = [slot.candidate("another_count", text, wanted, bench, last=True) for text in _slips(str(slot.count))]
        fit = [held for held in others if one.printed.stands_for(held.value)]
        if len(fit) == 1:
            yield fit[0]
        elif not fit and others:
            yield min(others, key=lambda held: _distance(held.value, one.printed.value))


def _distance(value: float, printed: float) -> float:
    return abs(value - printed) if value == value else float("inf")


def _slips(text: str) -> list[str]:
    found = [*swapped(text), *mistyped(text), str(int(text) - 1), str(int(text) + 1)]
    return [other for other in dict.fromkeys(found) if not other.startswith(("0", "-")) and other != text]


def _named(wanted: Quantity, bench: Bench) -> Iterator[Slot]:
    """Find the counts that an analysis' formulas name."""
    analysis, counts = bench.finding.analyses[wanted.analysis], bench.finding.inputs.counts
    for name in dict.fromkeys(_names(analysis)):
        count = counts.get(name)
        if isinstance(count, int):
            yield Slot(name, count, _counted(analysis, bench.base, name, None))
        for at, part in enumerate(count if isinstance(count, tuple) else ()):
            if isinstance(part, int):
                yield Slot(f"{name}[{at}]", part, _counted(analysis, bench.base, name, at))


def _counted(analysis: Analysis, base: Given, name: str, at: int | None) -> Callable[[str], tuple[Analysis, Given]]:
    def put(text: str) -> tuple[Analysis, Given]:
        held = base.numbers[name]
        changed = float(text) if at is None else [*held[:at], float(text), *held[at + 1 :]]
        return analysis, replace(base, numbers={**base.numbers, name: changed})

    return put


def _names(analysis: Analysis) -> Iterator[str]:
    """Go through the names in an analysis' formulas."""
    keys = METHODS[analysis.method].keys
    for key, value in analysis.choices.items():
        if isinstance(keys[key], NumberKey):
            for text in [value] if isinstance(value, str) else value:
                yield from read_expression(text).names
