"""Intervals that count people of one unit as alike, where more than one unit tells how units differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, TypeVar

import pandas as pd

from evaluatie.effects import Change
from evaluatie.effects.clustered import FEWEST_CLUSTERS, Teams
from evaluatie.effects.clustered_others import share_in_teams
from evaluatie.effects.describing import Mean, Proportion
from evaluatie.effects.trimmed import TrimmedChange
from evaluatie.evaluation.columns import Codes, Columns
from evaluatie.evaluation.standings import Flags
from evaluatie.result import NotEnoughData

#: said where units differ less than people who have nothing to do with each other would: by chance they can
ALIKE = "units differ less than chance alone would make them: the interval is that of independent people"
#: With fewer units a 95% interval has a t value of 2.4 or more, where many units would give 2
FEW_UNITS = 8
Found = TypeVar("Found", bound=Mean | Change | Proportion | TrimmedChange)


def over_units(found: Found, spread: Callable[[Found], Found]) -> Found:
    """Give an estimate the uncertainty that counts people of one unit as alike.

    Parameters
    ----------
    found : Mean, Change, Proportion or TrimmedChange
        The estimate, as of independent people.
    spread : callable
        Gives the same estimate with units counted; raises NotEnoughData where they cannot be.

    Returns
    -------
    Mean, Change, Proportion or TrimmedChange
        The estimate itself where all people are in one unit or in none, or have no spread; its
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


def share_over_units(found: Proportion, succeeded: Flags, columns: Columns, rows: Codes) -> Proportion:
    """Give a share the interval that counts people of one unit as alike.

    Parameters
    ----------
    found : Proportion
        Of these people.
    succeeded : array of bool, shape (people,)
        Of each whether they count.
    columns : Columns
        The survey.
    rows : array of int, shape (people,)
        The row of each.

    Returns
    -------
    Proportion
        As :func:`over_units` gives it.
    """
    if "unit" not in columns.groups:
        return found
    teams = Teams(columns.units[rows], None)
    return over_units(found, lambda alone: share_in_teams(alone, succeeded, teams))


def how_told(columns: Columns) -> Literal["no_units", "few_units"] | None:
    """Say what a reader must know of the number of units.

    Parameters
    ----------
    columns : Columns
        The survey.

    Returns
    -------
    str or None
        ``no_units`` where fewer than two units have two or more people, so that nobody counts as alike; ``few_units``
        with fewer than eight, which makes intervals wide; None with more.
    """
    if "unit" not in columns.groups:
        return "no_units"
    known = columns.units >= 0
    several = pd.Series(columns.who[known]).groupby(columns.units[known]).nunique()
    units = int((several > 1).sum())
    if units < FEWEST_CLUSTERS:
        return "no_units"
    return "few_units" if units < FEW_UNITS else None


def _width(found: Mean | Change | Proportion | TrimmedChange) -> float:
    return (found.ci_high or 0.0) - (found.ci_low or 0.0)
