"""GRIM: whether whole-number answers of so many people can have a mean, or a percentage."""

from __future__ import annotations

import math
from fractions import Fraction

from evaluatie.amiss import refuse
from evaluatie.reproduce.checks.check import Check, Explanation, Verdict
from evaluatie.reproduce.checks.rounding import Given, Interval, Rounding, before_rounding, read_count, read_equal
from evaluatie.reproduce.checks.wording import explain, shown
from evaluatie.reproduce.finding.printed import Printed

METHOD = "GRIM (Brown & Heathers 2017)"
#: the lowest and the highest, where there is one
Limits = tuple[int | None, int | None]
NOTES = ("holds where answers are whole numbers and everyone counted in n answered all items",)


def grim(
    mean: Given,
    n: int | str | Printed,
    items: int = 1,
    *,
    low: int | None = None,
    high: int | None = None,
    rounding: Rounding = "nearest",
) -> Check:
    """Check whether answers in whole numbers can have this mean.

    The sum of n x items whole answers is whole, so that the mean is a multiple of 1/(n x items). Where that step is no
    larger than the last printed decimal every mean passes, and the check is uninformative.

    Parameters
    ----------
    mean : str or Printed
        The mean as printed, with all its decimals.
    n : int
        People.
    items : int, default 1
        How many items each person's score is the mean of.
    low, high : int, optional
        The lowest and highest answer that an item allows.
    rounding : {"nearest", "half up", "half even", "truncated"}
        How the mean was rounded; ``nearest`` lets a tie go either way.

    Returns
    -------
    Check
        ``low`` and ``high`` are the nearest possible means.

    Raises
    ------
    TypeError, ValueError
        If a number is a float, an inequality or no number, or if a count is below 1.

    Notes
    -----
    Source: Brown & Heathers (2017), *Social Psychological and Personality Science* 8, 363-369,
    doi:10.1177/1948550616673876.

    Examples
    --------
    >>> grim("5.19", 28).verdict, grim("5.18", 28).verdict
    ('inconsistent', 'consistent')
    >>> grim("5.19", 28).low, grim("5.19", 28).high
    (5.178571428571429, 5.214285714285714)
    >>> grim("5.19", 28, items=4).verdict, grim("7.20", 30, low=1, high=7).verdict
    ('uninformative', 'impossible')
    """
    printed, people, items = read_equal(mean, "mean"), read_count(n, "n"), read_count(items, "items")
    check_range(low, high)
    total = people * items
    asked = f"M = {printed.text}, n = {people}" + (f", items = {items}" if items > 1 else "")
    where = before_rounding(printed, rounding)
    if not where.meets(low, high):
        told = explain("grim.outside", mean=printed.text, low=low, high=high)
        return Check(METHOD, NOTES, "grim", asked, "impossible", _float(low), _float(high), told)
    limits = (None if low is None else low * total, None if high is None else high * total)
    return _granular("grim", printed, where, Fraction(1, total), total, limits, asked)


def grim_percent(percent: Given, n: int | str | Printed, *, rounding: Rounding = "nearest") -> Check:
    """Check whether a whole number of n people can be this percentage.

    Parameters
    ----------
    percent : str or Printed
        The percentage as printed, without the sign: ``"37.5"``.
    n : int
        People that it is a percentage of.
    rounding : {"nearest", "half up", "half even", "truncated"}
        How it was rounded.

    Returns
    -------
    Check
        ``low`` and ``high`` are the nearest possible percentages.

    Raises
    ------
    TypeError, ValueError
        If a number is a float, an inequality or no number, or if n is below 1.

    Notes
    -----
    Source: Brown & Heathers (2017), doi:10.1177/1948550616673876: a percentage is a mean of noughts and hundreds.

    Examples
    --------
    >>> grim_percent("37.5", 8).verdict, grim_percent("36", 8).verdict, grim_percent("37", 120).verdict
    ('consistent', 'inconsistent', 'uninformative')
    >>> grim_percent("104", 50).verdict
    'impossible'
    """
    printed, people = read_equal(percent, "percent"), read_count(n, "n")
    asked, where = f"{printed.text}%, n = {people}", before_rounding(printed, rounding)
    if not where.meets(0, 100):
        told = explain("grim_percent.outside", mean=printed.text)
        return Check(METHOD, NOTES[:0], "grim_percent", asked, "impossible", 0.0, 100.0, told)
    return _granular("grim_percent", printed, where, Fraction(100, people), people, (0, people), asked)


def check_range(low: int | None, high: int | None) -> None:
    """Refuse a range of answers that is none.

    Parameters
    ----------
    low, high : int or None
        The lowest and highest answer.

    Raises
    ------
    InputError
        If an end is no whole number, or low is not below high.
    """
    ends = [(name, end) for name, end in (("low", low), ("high", high)) if end is not None]
    wrong = [f"{name}: {end!r} must be a whole number, an answer" for name, end in ends if not isinstance(end, int)]
    if not wrong and low is not None and high is not None and low >= high:
        wrong = [f"low, {low}, must be below high, {high}"]
    refuse(wrong)


def _granular(
    name: str, printed: Printed, where: Interval, step: Fraction, total: int, limits: Limits, asked: str
) -> Check:
    sums = within(where.times(1 / step).whole(), limits)
    middle = (where.low + where.high) / 2 / step
    below, above = (sums[0], sums[-1]) if sums else (math.floor(middle), math.ceil(middle))
    ends = float(below * step), float(above * step)
    verdict: Verdict = "consistent" if sums else "inconsistent"
    if step <= Fraction(1, 10**printed.decimals):
        verdict = "uninformative"
    notes = NOTES if name == "grim" else ()
    return Check(METHOD, notes, name, asked, verdict, *ends, _told(name, verdict, printed, total, ends))


def within(sums: range, limits: Limits) -> range:
    """Keep the whole numbers between two limits, each of which may be missing.

    Parameters
    ----------
    sums : range
        Whole numbers.
    limits : tuple of int or None
        The lowest and the highest that is possible.

    Returns
    -------
    range

    Examples
    --------
    >>> within(range(3, 9), (5, None))
    range(5, 9)
    """
    low, high = limits
    first = sums.start if low is None else max(sums.start, low)
    return range(first, sums.stop if high is None else min(sums.stop, high + 1))


def _told(name: str, verdict: Verdict, printed: Printed, total: int, ends: tuple[float, float]) -> Explanation:
    below, above = (shown(end, printed.decimals) for end in ends)
    return explain(f"{name}.{verdict}", mean=printed.text, total=total, low=below, high=above)


def _float(value: int | None) -> float | None:
    return None if value is None else float(value)
