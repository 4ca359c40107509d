"""Intervals that count people of one unit as alike, where there are units enough to tell how units differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from evaluatie.effects import Change
from evaluatie.effects.describing import Mean
from evaluatie.result import NotEnoughData

#: said where units differ less than people who have nothing to do with each other would: by chance they can
ALIKE = "units differ less than chance alone would make them: the interval is that of independent people"
Found = TypeVar("Found", bound=Mean | Change)


def over_units(found: Found, spread: Callable[[Found], Found]) -> Found:
    """Give an estimate the uncertainty that counts people of one unit as alike.

    Parameters
    ----------
    found : Mean or Change
        The estimate, as of independent people.
    spread : callable
        Gives the same estimate with units counted; raises NotEnoughData where they cannot be.

    Returns
    -------
    Mean or Change
        The estimate itself where people are in too few units to tell how units differ, or have no spread; its
        interval is never narrower than that of independent people (Angrist & Pischke 2009, *Mostly Harmless
        Econometrics*, section 8.2).
    """
    try:
        together = spread(found)
    except NotEnoughData:
        return found
    if _width(together) < _width(found):
        return replace(found, method=together.method, notes=(*found.notes, ALIKE))
    return together


def _width(found: Mean | Change) -> float:
    return (found.ci_high or 0.0) - (found.ci_low or 0.0)
