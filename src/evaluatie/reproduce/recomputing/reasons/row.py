"""Another number of people for a whole row: t, p and the like that all come out with one other n."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from evaluatie.reproduce.recomputing.bench import Bench, limits, reaches
from evaluatie.reproduce.recomputing.judged import Judged, Reason
from evaluatie.reproduce.recomputing.reasons.counts import Slot, people
from evaluatie.reproduce.recomputing.reasons.variants import range_by, value_of

#: one figure that comes out with another n is no sign: nearly each would with some n
_FEWEST = 2
#: how many times as few, or as many, people are looked at
_TIMES = 4


def other_n(judged: Sequence[Judged], bench: Bench) -> dict[str, tuple[Reason, ...]]:
    """Find another n with which all figures of a row come out as printed.

    Parameters
    ----------
    judged : sequence of Judged
        Figures and claims of one finding.
    bench : Bench
        The finding.

    Returns
    -------
    dict of str to tuple of Reason
        By the figure's id: of rows of which two figures or more do not follow, and all do with that n. With two groups
        either may have the other n.
    """
    held = [one for one in judged if one.kind == "figure" and one.of is not None and math.isfinite(one.value)]
    found: dict[str, tuple[Reason, ...]] = {}
    for _, row in groupby(sorted(held, key=_row), key=_row):
        figures = list(row)
        wrong = [one for one in figures if one.verdict == "does not follow"]
        told = tuple(_fitting(wrong, figures, bench)) if len(wrong) >= _FEWEST else ()
        found |= {one.id: told for one in wrong}
    return found


def _row(one: Judged) -> tuple[str, str]:
    return ("", "") if one.of is None else (one.of.analysis, one.of.term or "")


def _fitting(wrong: Sequence[Judged], figures: Sequence[Judged], bench: Bench) -> Iterator[Reason]:
    for slot in people(wrong[0].of, bench) if wrong[0].of is not None else ():
        if slot.count is None:
            continue
        near = [n for n in _candidates(wrong[0], slot) if all(_near(one, slot, n) for one in figures)]
        if near and all(_reached(one, slot, near[len(near) // 2], bench) for one in figures):
            names = str(near[0]) if len(near) == 1 else f"{near[0]}-{near[-1]}"
            yield Reason("other_n", {"names": names, "count": str(slot.count), "of": slot.of})


def _candidates(one: Judged, slot: Slot) -> range:
    """Give the n with which a figure comes out: t, p, se and df go up or down with n, so halving finds both ends."""
    count = slot.count or 0
    ns = range(max(count // _TIMES, 3), _TIMES * count + 1)
    low, high = _allowed(one)
    rising = _at(one, slot, ns[-1]) > _at(one, slot, count)

    def first(reached: Callable[[float], bool]) -> int:
        below, above = 0, len(ns)
        while below < above:
            middle = (below + above) // 2
            below, above = (below, middle) if reached(_at(one, slot, ns[middle])) else (middle + 1, above)
        return below

    if rising:
        return ns[first(lambda value: value >= low) : first(lambda value: value > high)]
    return ns[first(lambda value: value <= high) : first(lambda value: value < low)]


def _at(one: Judged, slot: Slot, n: int) -> float:
    analysis, base = slot.put(str(n))
    return math.nan if one.of is None else value_of(analysis, one.of, base)


def _allowed(one: Judged) -> tuple[float, float]:
    """Give between which values the number may come from the inputs as printed: these were rounded."""
    low, high = limits(one.printed)
    return low - (one.high - one.value), high + (one.value - one.low)


def _near(one: Judged, slot: Slot, n: int) -> bool:
    low, high = _allowed(one)
    return low <= _at(one, slot, n) <= high


def _reached(one: Judged, slot: Slot, n: int, bench: Bench) -> bool:
    if one.of is None:
        return False
    analysis, base = slot.put(str(n))
    value, found = value_of(analysis, one.of, base), range_by(analysis, one.of, bench, base)
    return one.printed.stands_for(value) or reaches(found(), one.printed, bench.precision(one.of))
