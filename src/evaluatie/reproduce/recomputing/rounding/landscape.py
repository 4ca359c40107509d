"""What some analyses give at each point of their rounding box, worked out once per point."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from evaluatie.reproduce.finding import Finding
from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing.causes import cause_of
from evaluatie.reproduce.recomputing.evaluating import UNDEFINED, evaluate, pick
from evaluatie.reproduce.recomputing.given import Floats, Given
from evaluatie.reproduce.recomputing.lacking import lacking
from evaluatie.reproduce.recomputing.methods import Quantities
from evaluatie.reproduce.recomputing.rounding.box import Box, box_of

#: a number at each point of a box
Height: TypeAlias = Callable[[Floats], float]
_SHORTENED = 5
_WIDTH = 0.25  # of the box: rounding boxes are small, and a wide step sees past the noise of iterative methods


class Landscape:
    """The quantities of some analyses over their common box.

    Parameters
    ----------
    finding : Finding
        Whose.
    names : sequence of str
        Analyses.
    base : Given
        The finding's inputs as printed.

    Attributes
    ----------
    box : Box
        Of all that the analyses rest on.
    why : str
        Why an analysis had no answer where it was last asked, a key of ``words/causes.yml``; empty where it had.
    """

    def __init__(self, finding: Finding, names: Sequence[str], base: Given) -> None:
        self.finding, self.names = finding, tuple(names)
        self.box: Box = box_of(finding, names, base)
        self.why = ""
        self._known: dict[bytes, dict[str, Quantities]] = {}

    def all_at(self, point: Floats) -> dict[str, Quantities]:
        """Give all quantities by analysis; an analysis without an answer there is left out.

        Parameters
        ----------
        point : ndarray of float, shape (d,)
            Of the box.

        Returns
        -------
        dict of str to dict
        """
        key = point.tobytes()
        if key not in self._known:
            given = self.box.at(point)
            found: dict[str, Quantities] = {}
            for name in self.names:
                try:
                    with np.errstate(all="ignore"):
                        found[name] = evaluate(self.finding.analyses[name], given)
                except UNDEFINED as error:
                    self.why = cause_of(error)
            self._known[key] = found
        return self._known[key]

    def height(self, wanted: Quantity) -> Height:
        """Give one quantity as a function of the point; NaN where it has no value.

        Parameters
        ----------
        wanted : Quantity
            Of one of the analyses.

        Returns
        -------
        callable
        """
        # a table without means or standard deviations gives no intercept: not even NaN
        absent = wanted.analysis in self.finding.analyses and lacking(self.finding, wanted) is not None

        def at(point: Floats) -> float:
            found = self.all_at(point).get(wanted.analysis)
            if found is None or absent:
                return math.nan
            value = pick(found, wanted)
            return value if math.isfinite(value) else math.nan

        return at


def sides(height: Height, point: Floats, box: Box) -> tuple[Floats, Floats]:
    """Give what a height gains by a step of each input towards its lower and its upper limit.

    Parameters
    ----------
    height : callable
        Of a point.
    point : ndarray of float, shape (d,)
        Of the box, where it has a value.
    box : Box
        Within which steps are taken.

    Returns
    -------
    tuple of ndarray of float, each shape (d,)
        Per width of the box; 0 at a limit, and where even a short step leads to where there is no value.
    """
    below, above = np.zeros(box.size), np.zeros(box.size)
    width = box.high - box.low
    for which in np.flatnonzero(width > 0).tolist():
        for gains, limit, way in ((below, box.low[which], -1), (above, box.high[which], 1)):
            step = min(_WIDTH * width[which], abs(limit - point[which]))
            if step > 0:
                gain, step = _gain(height, point, which, way * step)
                gains[which] = gain * width[which] / abs(step)
    return below, above


def _gain(height: Height, point: Floats, which: int, step: float) -> tuple[float, float]:
    """Give what a step gains, and the step: a shorter one where it leads to where there is no value."""
    here = height(point)
    for _ in range(_SHORTENED):
        other = point.copy()
        other[which] += step
        gain = height(other) - here
        if not math.isnan(gain):
            return gain, step
        step /= 4
    return 0.0, step
