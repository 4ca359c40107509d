"""Slips with the number itself: its sign, its unit, its digits."""

from __future__ import annotations

import math
from collections.abc import Iterator

from evaluatie.reproduce.finding import Printed
from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.reasons.candidate import Candidate

_SPREADS = frozenset({"se", "sd", "beta_se", "a_se", "b_se", "ab_se"})
#: of two digits one is easily another by chance
_FEWEST_DIGITS = 3


def units(value: float, wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Turn the sign, take half a p value, a percentage, a square, a standard error for a standard deviation.

    Parameters
    ----------
    value : float
        As recomputed.
    wanted : Quantity
        What the figure should be.
    bench : Bench
        The finding.

    Yields
    ------
    Candidate
    """
    if wanted.quantity == "p" or wanted.quantity.endswith("_p"):
        yield Candidate("one_sided", value / 2)
        return
    yield Candidate("sign", -value)
    if wanted.quantity in _SPREADS:
        yield from _spreads(value, wanted, bench)
    if value != 0:
        yield Candidate("percent", value * 100)
        yield Candidate("fraction", value / 100)


def _spreads(value: float, wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    yield Candidate("variance", value**2)
    yield Candidate("root", math.sqrt(max(value, 0)))
    table = bench.base.tables.get(str(bench.finding.analyses[wanted.analysis].choices.get("table")))
    if table is not None:
        yield Candidate("sd_for_se", value * math.sqrt(table.n))


def digits(value: float, printed: Printed) -> Iterator[Candidate]:
    """Cut decimals off in the place of rounding, put the point elsewhere, change two digits or mistype one.

    Parameters
    ----------
    value : float
        As recomputed.
    printed : Printed
        What was printed.

    Yields
    ------
    Candidate
        With the printed value itself where its digits differ from the recomputed ones by such a slip.
    """
    if math.isnan(value):
        return
    scale = 10**printed.decimals
    if printed.decimals and abs(math.trunc(value * scale) / scale - printed.value) < printed.half_unit / 2:
        yield Candidate("cut_off", printed.value)
    yield from (Candidate("point", value * factor) for factor in (10, 0.1))
    ours, theirs = (text.lstrip("-+").replace(".", "").lstrip("0") for text in (printed.shown(value), _bare(printed)))
    if len(ours) != len(theirs) or len(ours) < _FEWEST_DIGITS or (value < 0) != (printed.value < 0):
        return
    differing = [at for at in range(len(ours)) if ours[at] != theirs[at]]
    if len(differing) == 2 and differing[1] == differing[0] + 1 and sorted(ours) == sorted(theirs):
        yield Candidate("swapped", printed.value)
    if len(differing) == 1:
        yield Candidate("mistyped", printed.value)


def _bare(printed: Printed) -> str:
    return printed.shown(printed.value)
