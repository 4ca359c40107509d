"""Intervals that count people of one unit as alike, where there are units enough that these tell of none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import replace
from typing import Literal, TypeVar

import pandas as pd

from evaluatie.effects import Change
from evaluatie.effects.clustered import FEWEST_CLUSTERS, METHOD, Teams
from evaluatie.effects.clustered_others import share_in_teams
from evaluatie.effects.describing import Mean, Proportion
from evaluatie.effects.few_teams import METHOD as IN_FEW
from evaluatie.effects.few_teams import Common, share_in_few
from evaluatie.effects.trimmed import TrimmedChange
from evaluatie.evaluation.columns import Codes, Columns
from evaluatie.evaluation.in_common import in_common
from evaluatie.evaluation.section import Analysis
from evaluatie.evaluation.standings import Flags
from evaluatie.result import NotEnoughData, Result

#: said where units differ less than people who have nothing to do with each other would: by chance they can
ALIKE = "units differ less than chance alone would make them: the interval is that of independent people"
#: added to the method of a change that counts units by another way than CR2 with Satterthwaite's degrees of freedom
UNITS = "; people of one team counted as alike (CR2)"
_SEVERAL = 2
Found = TypeVar("Found", bound=Mean | Change | Proportion | TrimmedChange)


def over_units(
    found: Found,
    spread: Callable[[Found], Found],
    common: Common | None = None,
    in_few: Callable[[Found, Common], Found] | None = None,
) -> Found:
    """Give an estimate the uncertainty that counts people of one unit as alike.

    Parameters
    ----------
    found : Mean, Change, Proportion or TrimmedChange
        The estimate, as of independent people.
    spread : callable
        Gives the same estimate with units counted; raises NotEnoughData where they are too few.
    common : Common, optional
        What people of one unit have in common, over all outcomes.
    in_few : callable, optional
        Gives the same estimate with that counted, where units are too few.

    Returns
    -------
    Mean, Change, Proportion or TrimmedChange
        The estimate itself where neither can be counted; its interval is never narrower than that of independent people
        (Angrist & Pischke 2009, *Mostly Harmless Econometrics*, section 8.2).
    """
    try:
        together = spread(found)
    except NotEnoughData:
        together = found
        if common is not None and in_few is not None:
            with suppress(NotEnoughData):
                together = in_few(found, common)
    if _width(together) < _width(found):
        return replace(found, method=together.method, notes=(*found.notes, ALIKE))
    return together


def share_over_units(
    found: Proportion, succeeded: Flags, columns: Columns, rows: Codes, *, of_scores: bool = False
) -> Proportion:
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
    of_scores : bool, default False
        Whether they count by their scores, so that what scores have in common says how alike they are.

    Returns
    -------
    Proportion
        As :func:`over_units` gives it.
    """
    if "unit" not in columns.groups:
        return found
    teams, common = Teams(columns.units[rows], None), in_common(columns).scores if of_scores else None
    return over_units(found, lambda alone: share_in_teams(alone, succeeded, teams), common, share_in_few)


def named(method: str, found: Result) -> str:
    """Name the method of an estimate by how it counts units: ``_units`` or ``_few_units`` is added where it does.

    Parameters
    ----------
    method : str
        The method as of independent people.
    found : Result
        The estimate.

    Returns
    -------
    str
        Such as ``mean_t_few_units``.
    """
    if found.method.endswith(IN_FEW):
        return f"{method}_few_units"
    return f"{method}_units" if found.method.endswith((METHOD, UNITS)) else method


def _how_told(columns: Columns) -> Literal["no_units", "few_units"] | None:
    """Say what a reader must know of the number of units.

    Parameters
    ----------
    columns : Columns
        The survey.

    Returns
    -------
    str or None
        ``no_units`` where fewer than two units have two or more people, ``few_units`` where fewer than eight have;
        None with more.
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
) -> Literal["no_units", "few_units", "in_common", "independent"] | None:
    """Say what a reader must know of how people of one unit were counted.

    Parameters
    ----------
    columns : Columns
        The survey.
    results : mapping of str to Analysis
        Of a section.
    kinds : set of str
        The methods that it is about, as of independent people; those with units counted end with ``_units``, and those
        that count what people of one unit have in common with ``_few_units``.
    least : int
        Figures of fewer people are not told.

    Returns
    -------
    str or None
        ``no_units`` where fewer than two units have two or more people; ``in_common`` where figures of few units count
        what people of one have in common; else ``few_units`` where fewer than eight have two or more people, or nothing
        counts them; ``independent`` where some figures do not.
    """
    units = _how_told(columns)
    methods = {one.method for one in results.values() if (one.result.estimates()[0].n or 0) >= least}
    if {f"{kind}_few_units" for kind in kinds} & methods:
        return "in_common"
    if units is not None:
        return units
    counted, alone = {f"{kind}_units" for kind in kinds} & methods, kinds & methods
    return None if not alone else "independent" if counted else "few_units"


def _width(found: Mean | Change | Proportion | TrimmedChange) -> float:
    return (found.ci_high or 0.0) - (found.ci_low or 0.0)
