"""Slips with the number itself: its sign, its unit, its digits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from evaluatie.reproduce.finding import Printed
from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.judged import Judged
from evaluatie.reproduce.recomputing.reasons.candidate import NOWHERE, Candidate, moved
from evaluatie.reproduce.recomputing.rounding import Attained
from evaluatie.reproduce.recomputing.telling import gives_p

_SPREADS = frozenset({"se", "sd", "beta_se", "a_se", "b_se", "ab_se"})
#: of two groups or moments, of which either may be the first
_METHODS_OF_TWO = frozenset({"mean_difference", "paired_change", "proportions"})
#: of two digits one is easily another by chance
_FEWEST_DIGITS = 3
#: printed numbers in a range of which a mistyped one may be any
_MOST_MEANT = 10


def is_p(wanted: Quantity, bench: Bench) -> bool:
    """Say whether a quantity is a p value.

    Parameters
    ----------
    wanted : Quantity
        Any.
    bench : Bench
        The finding.

    Returns
    -------
    bool
    """
    analysis = bench.finding.analyses[wanted.analysis]
    return gives_p(wanted, analysis.choices.get("expression"))


def units(one: Judged, wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Turn the sign, take half a p value, a percentage, a square, a standard error for a standard deviation.

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
    if is_p(wanted, bench):
        yield moved("one_sided", one, lambda value: value / 2)
        return
    of_two = bench.finding.analyses[wanted.analysis].method in _METHODS_OF_TWO
    yield moved("other_way_round" if of_two else "sign", one, lambda value: -value)
    if wanted.quantity in _SPREADS:
        yield from _spreads(one, wanted, bench)
    if wanted.quantity.startswith("sd_"):
        yield moved("variance", one, lambda value: value**2)
    if wanted.quantity.startswith("variance_"):
        yield moved("root", one, lambda value: math.sqrt(max(value, 0)))
    if one.value != 0:
        yield moved("percent", one, lambda value: value * 100)
        yield moved("fraction", one, lambda value: value / 100)


def _spreads(one: Judged, wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    yield moved("variance", one, lambda value: value**2)
    yield moved("root", one, lambda value: math.sqrt(max(value, 0)))
    table = bench.base.tables.get(str(bench.finding.analyses[wanted.analysis].choices.get("table")))
    if table is not None:
        root = math.sqrt(table.n)
        yield moved("sd_for_se", one, lambda value: value * root)


def point(one: Judged) -> Iterator[Candidate]:
    """Put the decimal point one place elsewhere.

    Parameters
    ----------
    one : Judged
        The figure.

    Yields
    ------
    Candidate
    """
    yield moved("point", one, lambda value: value * 10)
    yield moved("point", one, lambda value: value / 10)


def digits(one: Judged) -> Iterator[Candidate]:
    """Cut decimals off in the place of rounding, change two digits or mistype one.

    Parameters
    ----------
    one : Judged
        The figure.

    Yields
    ------
    Candidate
        With the printed value itself where its digits differ by such a slip from a number that it can be.
    """
    value, printed = one.value, one.printed
    if math.isnan(value):
        return
    scale = 10**printed.decimals
    if printed.decimals and abs(math.trunc(value * scale) / scale - printed.value) < printed.half_unit / 2:
        yield Candidate("cut_off", printed.value)
    bare = printed.text.removeprefix("=").strip()
    few = len(bare.lstrip("-+0.").replace(".", "")) < _FEWEST_DIGITS
    yield from _typed("swapped", one, swapped(bare), last=few)
    if not few and one.high - one.low < _MOST_MEANT / scale:
        yield from _typed("mistyped", one, mistyped(bare), last=True)


def _typed(code: str, one: Judged, meant: Iterator[str], *, last: bool = False) -> Iterator[Candidate]:
    """Tell a slip of the hand if what was meant is what the number can be: best if it is what it is outright."""
    numbers = [Printed(text) for text in meant]
    if any(other.stands_for(one.value) for other in numbers):
        yield Candidate(code, one.printed.value, last=last)
    elif any(other.low <= one.high and other.high >= one.low for other in numbers):
        value = one.printed.value
        yield Candidate(code, math.nan, range=lambda: Attained(value, value, value, NOWHERE, NOWHERE), last=last)


def swapped(text: str) -> Iterator[str]:
    """Give the numbers of which two neighbouring digits were swapped.

    Parameters
    ----------
    text : str
        A number as printed.

    Yields
    ------
    str

    Examples
    --------
    >>> list(swapped("120"))
    ['210', '102']
    """
    at = [which for which, sign in enumerate(text) if sign.isdigit()]
    for first, second in pairwise(at):
        signs = list(text)
        signs[first], signs[second] = signs[second], signs[first]
        if signs[first] != signs[second]:
            yield "".join(signs)


def mistyped(text: str) -> Iterator[str]:
    """Give the numbers of which one digit was another.

    Parameters
    ----------
    text : str
        A number as printed.

    Yields
    ------
    str

    Examples
    --------
    >>> list(mistyped("7"))[:3]
    ['0', '1', '2']
    """
    for which, sign in enumerate(text):
        if sign.isdigit():
            yield from (text[:which] + other + text[which + 1 :] for other in "0123456789" if other != sign)
