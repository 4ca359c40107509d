"""Printed numbers as exact intervals: between which values a number lay before it was rounded."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, SupportsIndex, get_args

from evaluatie.amiss import did_you_mean
from evaluatie.reproduce.finding.printed import Printed

#: a number as somebody gives it
Given = str | Printed
#: how a program or author rounded; ``nearest`` leaves open what was done with a tie
Rounding = Literal["nearest", "half up", "half even", "truncated"]


def read_printed(value: Given | int, name: str) -> Printed:
    """Take a number as it was printed.

    Parameters
    ----------
    value : str, Printed or int
        The number; a whole number may be given as such.
    name : str
        What it is, for the message.

    Returns
    -------
    Printed

    Raises
    ------
    TypeError
        If it is a float, which has lost its last noughts.
    ValueError
        If it is no number.

    Examples
    --------
    >>> read_printed("3.50", "mean").decimals
    2
    >>> read_printed(3.50, "mean")
    Traceback (most recent call last):
        ...
    TypeError: mean: give 3.5 as text, as it was printed (such as '3.50'): a float has lost its decimals
    """
    if isinstance(value, Printed):
        return value
    if isinstance(value, str):
        try:
            return Printed(value)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):  # numpy's whole numbers are welcome
        raise TypeError(
            f"{name}: give {value!r} as text, as it was printed (such as '3.50'): a float has lost its decimals"
        )
    return Printed(str(operator.index(value)))


def read_equal(value: Given | int, name: str) -> Printed:
    """Take a printed number that must not be an inequality.

    Parameters
    ----------
    value : str, Printed or int
        The number.
    name : str
        What it is, for the message.

    Returns
    -------
    Printed

    Raises
    ------
    ValueError
        If it is an inequality, such as ``"< .05"``.
    """
    printed = read_printed(value, name)
    if printed.relation != "=":
        raise ValueError(f"{name}: {printed.text!r} is an inequality; this check needs the number itself")
    return printed


def read_count(value: int | str | Printed, name: str, least: int = 1) -> int:
    """Take a whole number.

    Parameters
    ----------
    value : int, str or Printed
        The number.
    name : str
        What it is, for the message.
    least : int
        The smallest that makes sense.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If it has decimals or is too small.
    """
    printed = read_equal(value, name)
    if printed.decimals or printed.value < least:
        raise ValueError(f"{name}: {printed.text!r} must be a whole number, {least} or more")
    return int(printed.value)


def span(printed: Printed) -> tuple[float, float]:
    """Give the lowest and highest number that is printed so, an inequality having one end only.

    Parameters
    ----------
    printed : Printed
        The number.

    Returns
    -------
    tuple of float

    Examples
    --------
    >>> span(Printed(".95")), span(Printed("< .001"))
    ((0.945, 0.955), (-inf, 0.001))
    """
    if printed.relation in ("<", "<="):
        return -math.inf, printed.value
    if printed.relation in (">", ">="):
        return printed.value, math.inf
    return printed.low, printed.high


def overlap(first: tuple[float, float], second: tuple[float, float]) -> bool:
    """Say whether two ranges have a number in common, or miss one another by no more than floating-point noise.

    Parameters
    ----------
    first, second : tuple of float
        Their ends.

    Returns
    -------
    bool

    Examples
    --------
    >>> overlap((0.1, 0.2), (0.2, 0.3)), overlap((0.1, 0.2), (0.21, 0.3))
    (True, False)
    """
    low, high = max(first[0], second[0]), min(first[1], second[1])
    # an infinite end gives no room for noise
    size = max((abs(end) for end in (low, high) if math.isfinite(end)), default=0.0)
    return low <= high + 1e-9 * size + 1e-12


@dataclass(frozen=True)
class Interval:
    """An interval with exact ends, each of which belongs to it or not.

    Attributes
    ----------
    low, high : Fraction
        Its ends.
    with_low, with_high : bool
        Whether the ends belong to it.
    """

    low: Fraction
    high: Fraction
    with_low: bool = True
    with_high: bool = True

    def times(self, factor: Fraction | int) -> Interval:
        """Multiply by a number above 0."""
        return Interval(self.low * factor, self.high * factor, self.with_low, self.with_high)

    def plus(self, shift: Fraction | int) -> Interval:
        """Shift by a number."""
        return Interval(self.low + shift, self.high + shift, self.with_low, self.with_high)

    def squared(self) -> Interval:
        """Square the part that is not below 0; that part must not be empty."""
        if self.low < 0:
            return Interval(Fraction(0), self.high**2, True, self.with_high)
        return Interval(self.low**2, self.high**2, self.with_low, self.with_high)

    def whole(self) -> range:
        """Give the whole numbers in it."""
        first, last = math.ceil(self.low), math.floor(self.high)
        first += not self.with_low and first == self.low
        last -= not self.with_high and last == self.high
        return range(first, last + 1)

    def meets(self, low: Fraction | int | None, high: Fraction | int | None) -> bool:
        """Say whether it has a number between two others (which belong, and may be missing)."""
        over = low is None or self.high > low or (self.high == low and self.with_high)
        under = high is None or self.low < high or (self.low == high and self.with_low)
        return over and under


def exact(printed: Printed) -> Fraction:
    """Give the printed number as an exact fraction.

    Parameters
    ----------
    printed : Printed
        The number.

    Returns
    -------
    Fraction

    Examples
    --------
    >>> exact(Printed(".35"))
    Fraction(7, 20)
    """
    return Fraction(Decimal(printed.shown(printed.value)))


def before_rounding(printed: Printed, rounding: Rounding = "nearest") -> Interval:
    """Give the numbers that are printed so.

    With ``nearest`` both ends belong: programs differ in what they do with a tie (half up, half to even, or whatever
    the binary fraction happens to be), so that no number that was rounded correctly by any of them is left out.

    Parameters
    ----------
    printed : Printed
        The number.
    rounding : {"nearest", "half up", "half even", "truncated"}
        How it was rounded; half up means away from 0.

    Returns
    -------
    Interval

    Raises
    ------
    ValueError
        If there is no such way of rounding.

    Examples
    --------
    >>> before_rounding(Printed("0.5"), "half up")
    Interval(low=Fraction(9, 20), high=Fraction(11, 20), with_low=True, with_high=False)
    """
    if rounding not in get_args(Rounding):
        raise ValueError(f"no rounding {rounding!r}: {did_you_mean(rounding, get_args(Rounding))}")
    value, unit = exact(printed), Fraction(1, 10**printed.decimals)
    if rounding == "truncated":
        if value == 0:
            return Interval(-unit, unit, False, False)
        away = Interval(value, value + unit, True, False)
        return away if value > 0 else Interval(value - unit, value, False, True)
    low, high = value - unit / 2, value + unit / 2
    if rounding == "half even":
        even = (value / unit) % 2 == 0
        return Interval(low, high, even, even)
    if rounding == "half up":
        return Interval(low, high, value > 0, value < 0)
    return Interval(low, high)
