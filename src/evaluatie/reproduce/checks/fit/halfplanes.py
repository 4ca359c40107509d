"""Straight lines that bound two unknowns, for many values of a third: is anything left, and between which values."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

Numbers = float | np.ndarray


class HalfPlanes:
    """Conditions a x + b y <= c on x and y, each number one per value of a third unknown.

    Parameters
    ----------
    third : numpy.ndarray, shape (m,)
        The values of the third unknown.

    Examples
    --------
    >>> square = HalfPlanes(np.array([1.0]))
    >>> square.at_least(1, 0, 0); square.at_least(0, 1, 2); square.at_most(1, 1, 3)
    >>> square.range_of_y()
    (2.0, 3.0)
    """

    def __init__(self, third: np.ndarray) -> None:
        self._shape = third.shape
        self._rows: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []

    def at_most(self, x: Numbers, y: Numbers, most: Numbers) -> None:
        """Add x * X + y * Y <= most."""
        a, b, c = (np.broadcast_to(np.asarray(each, float), self._shape) for each in (x, y, most))
        # of the same size all, so that noise is judged alike
        size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-300)
        self._rows.append((a / size, b / size, c / size))

    def at_least(self, x: Numbers, y: Numbers, least: Numbers) -> None:
        """Add x * X + y * Y >= least."""
        self.at_most(-np.asarray(x, float), -np.asarray(y, float), -np.asarray(least, float))

    def range_of_y(self) -> tuple[float, float] | None:
        """Give between which values Y lies, over all values of the third unknown; None where nothing is left.

        Returns
        -------
        tuple of float or None
        """
        a, b, c = (np.stack(each) for each in zip(*self._rows, strict=True))
        low, high = _bounds(*_without_x(a, b, c))
        # an infinite end leaves no room for noise
        sizes = [np.where(np.isfinite(end), np.abs(end), 0.0) for end in (low, high)]
        left = low <= high + 1e-9 * np.maximum(1, np.maximum(*sizes))
        return (float(low[left].min()), float(high[left].max())) if left.any() else None


def ends_of(cases: Iterable[HalfPlanes]) -> tuple[float, float] | None:
    """Give the range of Y over several cases.

    Parameters
    ----------
    cases : iterable of HalfPlanes
        The cases, of which one must hold.

    Returns
    -------
    tuple of float or None
        None where nothing is left in any.
    """
    found = [ends for case in cases if (ends := case.range_of_y()) is not None]
    return (min(low for low, _ in found), max(high for _, high in found)) if found else None


def _without_x(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Combine each row that bounds X from above with each that bounds it from below; rows without X stay."""
    slopes, levels = [], []
    for i in range(len(a)):
        slopes.append(np.where(np.abs(a[i]) < 1e-12, b[i], 0.0))
        levels.append(np.where(np.abs(a[i]) < 1e-12, c[i], np.inf))
        for j in range(len(a)):
            both = (a[i] > 1e-12) & (a[j] < -1e-12)
            slopes.append(np.where(both, b[i] * -a[j] + b[j] * a[i], 0.0))
            levels.append(np.where(both, c[i] * -a[j] + c[j] * a[i], np.inf))
    return np.stack(slopes), np.stack(levels)


def _bounds(slopes: np.ndarray, levels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the least and the most that Y can be where slope * Y <= level for all rows."""
    flat = np.abs(slopes) < 1e-12
    never = (flat & (levels < -1e-9 * np.maximum(1, np.abs(levels)))).any(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = levels / slopes
    high = np.where(~flat & (slopes > 0), at, np.inf).min(axis=0)
    low = np.where(~flat & (slopes < 0), at, -np.inf).max(axis=0)
    return np.where(never, np.inf, low), np.where(never, -np.inf, high)
