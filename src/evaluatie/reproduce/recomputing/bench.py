"""What is worked out of a finding while its figures are judged, each thing once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from evaluatie.reproduce.finding import Finding, Printed
from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing.datafiles import data_files
from evaluatie.reproduce.recomputing.given import Given, as_printed
from evaluatie.reproduce.recomputing.methods import METHODS
from evaluatie.reproduce.recomputing.rounding import Attained, Landscape, attained, nearest_to

#: numbers below this are as good as zero to an iterative method
_FLOOR = 1e-6


class Bench:
    """A finding on the workbench.

    Parameters
    ----------
    finding : Finding
        That :func:`evaluatie.reproduce.recomputing.checking.check_analyses` has nothing against.
    folder : Path, optional
        Where its file is.

    Attributes
    ----------
    base : Given
        Its inputs as printed.
    """

    def __init__(self, finding: Finding, folder: Path | None = None) -> None:
        self.finding = finding
        self.base: Given = as_printed(finding, data_files(finding, folder))
        self._landscapes: dict[tuple[str, ...], Landscape] = {}
        self._attained: dict[tuple[str, str, str | None], Attained] = {}

    def landscape(self, names: Sequence[str]) -> Landscape:
        """Give the landscape of some analyses."""
        key = tuple(dict.fromkeys(names))
        if key not in self._landscapes:
            self._landscapes[key] = Landscape(self.finding, key, self.base)
        return self._landscapes[key]

    def value(self, wanted: Quantity) -> float:
        """Give a quantity at the printed inputs; NaN where it has no value there."""
        landscape = self.landscape([wanted.analysis])
        return landscape.height(wanted)(landscape.box.nominal)

    def range_of(self, wanted: Quantity) -> Attained:
        """Give what a quantity can be within rounding."""
        key = (wanted.analysis, wanted.quantity, wanted.term)
        if key not in self._attained:
            landscape = self.landscape([wanted.analysis])
            self._attained[key] = attained(landscape.height(wanted), landscape.box)
        return self._attained[key]

    def range_near(self, wanted: Quantity, printed: Printed) -> Attained:
        """Give what a quantity can be within rounding, searched further where that does not reach what was printed."""
        found = self.range_of(wanted)
        if not reaches(found, printed, self.precision(wanted)) and not far(found, printed):
            landscape = self.landscape([wanted.analysis])
            low, high = limits(printed)
            found = nearest_to(landscape.height(wanted), landscape.box, low, high, found)
            self._attained[(wanted.analysis, wanted.quantity, wanted.term)] = found
        return found

    def precision(self, wanted: Quantity) -> float:
        """Give how exact the analysis' method is, relative."""
        return METHODS[self.finding.analyses[wanted.analysis].method].precision

    def why(self, wanted: Quantity) -> str:
        """Tell why a quantity has no value at the printed inputs: a key of ``words/causes.yml``; empty if it has."""
        landscape = self.landscape([wanted.analysis])
        landscape.all_at(landscape.box.nominal)
        return landscape.why


def limits(printed: Printed) -> tuple[float, float]:
    """Give between which values a number lies that is printed so.

    Parameters
    ----------
    printed : Printed
        A number, or an inequality: open ended.

    Returns
    -------
    tuple of float

    Examples
    --------
    >>> limits(Printed("0.24")), limits(Printed("< .05"))
    ((0.235, 0.245), (-inf, 0.05))
    """
    if printed.relation == "=":
        return printed.low, printed.high
    return (-math.inf, printed.value) if printed.relation in ("<", "<=") else (printed.value, math.inf)


def far(found: Attained, printed: Printed) -> bool:
    """Say whether a range lies so far from what was printed that searching on is of no use: by more than its width.

    Parameters
    ----------
    found : Attained
        The range: its limits are known to about a tenth of its width.
    printed : Printed
        What was printed.

    Returns
    -------
    bool
    """
    low, high = limits(printed)
    return max(low - found.high, found.low - high) > found.high - found.low


def reaches(found: Attained, printed: Printed, precision: float) -> bool:
    """Say whether a range holds a number that is printed so.

    Parameters
    ----------
    found : Attained
        The range.
    printed : Printed
        What was printed.
    precision : float
        How exact the range's limits are, relative.

    Returns
    -------
    bool
    """
    if math.isnan(found.low):
        return False
    low, high = limits(printed)
    if printed.relation in ("<", ">"):  # the limit itself does not count
        return found.low < high and found.high > low
    slack = precision * max(abs(found.low), abs(found.high), _FLOOR)
    return found.low - slack <= high and found.high + slack >= low
