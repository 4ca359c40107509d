"""Scores of n people that are whole numbers once multiplied by the number of items: what sums they can have."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from evaluatie.reproduce.checks.means import within
from evaluatie.reproduce.checks.possible_samples import can_be_worked_out, least_squares, most_squares, occurs
from evaluatie.reproduce.checks.rounding import Interval


@dataclass(frozen=True)
class Answers:
    """The people whose answers a mean and a standard deviation are of.

    Attributes
    ----------
    n, items : int
        People, and items that each person's score is the mean of.
    low, high : int or None
        The lowest and highest *sum* over items that one person can have; both or neither.
    divisor : int
        n or n - 1.
    """

    n: int
    items: int
    low: int | None
    high: int | None
    divisor: int

    @property
    def width(self) -> int | None:
        """Highest minus lowest sum of one person."""
        return None if self.low is None or self.high is None else self.high - self.low

    @property
    def exact(self) -> bool:
        """Whether it can be worked out which sums of squares really occur."""
        return can_be_worked_out(self.n, self.width)

    def sums(self, mean: Interval) -> range:
        """Give the sums over all people that are rounded to the printed mean."""
        known = self.low is not None and self.high is not None
        limits = (self.n * self.low, self.n * self.high) if known else (None, None)  # type: ignore[operator]
        return within(mean.times(self.n * self.items).whole(), limits)

    def squares(self, total: int) -> tuple[int, int | None]:
        """Give the least and the most that the sum of squares can be; no most where the range is not known."""
        if self.low is None or self.high is None:
            return least_squares(total, self.n), None
        return least_squares(total, self.n), most_squares(total, self.n, self.low, self.high)

    def squares_at(self, spread: Interval, total: int) -> Interval:
        """Give the sums of squares whose standard deviation lies in an interval that reaches 0 or more."""
        return spread.squared().times(self.divisor * self.items**2).plus(Fraction(total**2, self.n))

    def attains(self, total: int, squares: Interval) -> bool:
        """Say whether some answers have this sum, and a sum of squares in this interval.

        Where it cannot be worked out, it is enough that the parity is right.
        """
        candidates = within(squares.whole(), self.squares(total))
        return any(self._occurs(total, each) for each in candidates)

    def bounds(self, totals: Iterable[int]) -> tuple[float, float | None]:
        """Give the smallest and the largest standard deviation that go with one of these sums."""
        found = [(total, *self.squares(total)) for total in totals]
        least = min(self._deviation(total, low) for total, low, _ in found)
        if self.width is None:
            return least, None
        return least, max(self._deviation(total, high) for total, _, high in found if high is not None)

    def nearest(self, totals: Iterable[int], deviation: float) -> tuple[float, float | None]:
        """Give the nearest standard deviations below and above one that is not possible.

        Returns
        -------
        tuple of float or None
            The one below (the smallest of all where none is below), and the one above (None where there is none).
        """
        below, above = [], []
        for total in totals:
            least, most = self.squares(total)
            start = math.floor(deviation**2 * self.divisor * self.items**2 + total**2 / self.n)
            down = (q for q in range(start, least - 1, -1) if self._occurs(total, q))
            up = (q for q in _from(max(start + 1, least), most) if self._occurs(total, q))
            below += [self._deviation(total, q) for q in _first(down)]
            above += [self._deviation(total, q) for q in _first(up)]
        return max(below, default=self.bounds(totals)[0]), min(above, default=None)

    def _occurs(self, total: int, squares: int) -> bool:
        if self.exact:
            return occurs(total, squares, self.n, self.low, self.high)
        return (total - squares) % 2 == 0

    def _deviation(self, total: int, squares: int) -> float:
        return math.sqrt(Fraction(self.n * squares - total**2, self.n * self.divisor * self.items**2))


def _from(start: int, most: int | None) -> Iterable[int]:
    # the gap between two sums of squares that occur is never wider than this where no end is known
    return range(start, start + 10_000 if most is None else most + 1)


def _first(numbers: Iterable[int]) -> list[int]:
    return next(([each] for each in numbers), [])
