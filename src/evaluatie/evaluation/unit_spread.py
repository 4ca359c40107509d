"""Intervals that count people of one unit as alike, where there are units enough that these tell of none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Literal, TypeVar

import pandas as pd

from evaluatie.effects import Change
from evaluatie.effects.clustered import FEWEST_CLUSTERS, Teams
from evaluatie.effects.clustered_others import share_in_teams
from evaluatie.effects.describing import Mean, Proportion
from evaluatie.effects.trimmed import TrimmedChange
from evaluatie.evaluation.columns import Codes, Columns
from evaluatie.evaluation.section import Analysis
from evaluatie.evaluation.standings import Flags
from evaluatie.result import NotEnoughData

#: said where units differ less than people who have nothing to do with each other would: by chance they can
ALIKE = "units differ less than chance alone would make them: the interval is that of independent people"
_SEVERAL = 2
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
        The estimate itself where people are in too few units, or these have no spread; its
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


def _how_told(columns: Columns) -> Literal["no_units", "few_units"] | None:
    """Say what a reader must know of the number of units.

    Parameters
    ----------
    columns : Columns
        The survey.

    Returns
    -------
    str or None
        ``no_units`` where fewer than two units have two or more people, ``few_units`` where fewer than eight have: in
        both nobody counts as alike; None with more.
    """
    if "unit" not in columns.groups:
        return "no_units"
    known = columns.units >= 0
    several = pd.Series(columns.who[known]).groupby(columns.units[known]).nunique()
    units = int((several > 1).sum())
    if units < _SEVERAL:
        return "no_units"
    return "few_units" if units < FEWEST_CLUSTERS else None


def told_of_units(
    columns: Columns, results: Mapping[str, Analysis], kinds: AbstractSet[str], least: int
) -> Literal["no_units", "few_units", "independent"] | None:
    """Say what a reader must know of how people of one unit were counted.

    Parameters
    ----------
    columns : Columns
        The survey.
    results : mapping of str to Analysis
        Of a section.
    kinds : set of str
        The methods that it is about, as of independent people; those with units counted end with ``_units``.
    least : int
        Figures of fewer people are not told.

    Returns
    -------
    str or None
        ``no_units`` where fewer than two units have two or more people; ``few_units`` where fewer than eight have, or
        nothing counts them; ``independent`` where some figures do not.
    """
    units = _how_told(columns)
    if units is not None:
        return units
    methods = {one.method for one in results.values() if (one.result.estimates()[0].n or 0) >= least}
    counted, alone = {f"{kind}_units" for kind in kinds} & methods, kinds & methods
    return None if not alone else "independent" if counted else "few_units"


def _width(found: Mean | Change | Proportion | TrimmedChange) -> float:
    return (found.ci_high or 0.0) - (found.ci_low or 0.0)
