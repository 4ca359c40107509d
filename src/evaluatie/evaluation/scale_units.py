"""Intervals of reliability and of factor models that count people of one unit as alike."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.effects.clustered import METHOD, Teams, mean_in_teams
from evaluatie.effects.few_teams import METHOD as IN_FEW
from evaluatie.effects.few_teams import Common, effective_teams, intraclass, pooled
from evaluatie.effects.t_interval import t_quantile
from evaluatie.evaluation.columns import Codes, Floats
from evaluatie.evaluation.scale_results import ScaleModel
from evaluatie.result import NotEnoughData
from evaluatie.scales import HierarchicalOmega, Reliability
from evaluatie.scales.factor.influence import parameter_influence
from evaluatie.scales.factor.standardised import standardised_slopes
from evaluatie.scales.hierarchical import share_slopes
from evaluatie.scales.influence import alpha_influence, omega_influence
from evaluatie.scales.items import read_items
from evaluatie.scales.one_factor import fit_one_factor, limits_within

_ALL = 100.0
#: What people of one unit have in common is rounded up to a whole number of these
STEP = 0.01
Limits = tuple[float | None, float | None]


@dataclass(frozen=True)
class Placed:
    """In which units people are, and what people of one unit have in common.

    Attributes
    ----------
    units : ndarray of int, shape (people,)
        The unit of each, -1 for none.
    common : Common or None
        Of what people move reliability by, over all scales: for where units are few.
    """

    units: Codes
    common: Common | None

    def among(self, chosen: npt.NDArray[np.bool_]) -> Placed:
        """Give those of some people."""
        return Placed(self.units[chosen], self.common)


@dataclass(frozen=True)
class Spread:
    """How sure something is when people of one unit count as alike.

    Attributes
    ----------
    se, df : float
        Its standard error and degrees of freedom.
    method : str
        What is added to its method.
    """

    se: float
    df: float
    method: str

    def reach(self, confidence: float = 0.95) -> float:
        """Give half the width of its interval; a hundred, of logarithms or of loadings, tells nothing any more."""
        return min(self.se * t_quantile((1 + confidence) / 2, self.df), _ALL)


def placed(scales: Sequence[pd.DataFrame], units: Codes) -> Placed:
    """Say in which units people are, and what they have in common over many scales.

    Parameters
    ----------
    scales : sequence of DataFrame, shape (people, k)
        The answers of the same people to the items of each.
    units : ndarray of int, shape (people,)
        The unit of each, -1 for none.

    Returns
    -------
    Placed
        By what people move alpha by; nothing in common where fewer than four scales, or three units of ten people,
        tell of it.
    """
    found = []
    for items in scales:
        with suppress(NotEnoughData):
            answers, complete = _complete(items)
            moved = alpha_influence(answers)
            there = np.isfinite(moved)
            found.append(intraclass(moved[there], units[complete][there]))
    return Placed(units, pooled(found, effective_teams(units), STEP))


def spread_of(influence: Floats, people: Placed) -> Spread | None:
    """Give the spread of what people move by so much each.

    Parameters
    ----------
    influence : ndarray of float, shape (people,)
        NaN for who was left out.
    people : Placed
        Who they are.

    Returns
    -------
    Spread or None
        By CR2 with Satterthwaite's degrees of freedom; where units are too few, by what people of one have in common;
        None where that is not known either.
    """
    there = ~np.isnan(influence)
    values, n = influence[there], int(there.sum())
    try:
        found = mean_in_teams(values, Teams(people.units[there], None))
        return Spread(float(found.se or 0.0), float(found.df or 0.0), METHOD)
    except NotEnoughData:
        variance = float(values.var(ddof=1)) if n > 1 else 0.0
        if people.common is None or not variance:
            return None
        return Spread(*people.common.spread(variance / n, n - 1.0, variance), IN_FEW)


def reliability_over_units(found: Reliability, items: pd.DataFrame, people: Placed) -> Reliability:
    """Give alpha and omega the intervals that count people of one unit as alike.

    Parameters
    ----------
    found : Reliability
        Of these answers.
    items : DataFrame, shape (people, k)
        The answers.
    people : Placed
        Whose they are.

    Returns
    -------
    Reliability
        No interval is narrower than that of independent people; the result itself where none is wider.
    """
    answers, complete = _complete(items)
    people = people.among(complete)
    limits: dict[str, Any] = {}
    method = ""
    of_alpha = spread_of(alpha_influence(answers), people)
    if of_alpha is not None:
        reach = of_alpha.reach(found.confidence)
        low, high = (1 - (1 - found.alpha) * math.exp(way * reach) for way in (1, -1))
        # units that tell next to nothing would put it at minus many: no less than nothing in common
        own = max(low, min(found.alpha_low, 0.0)), high
        limits |= _wider(("alpha_low", "alpha_high"), (found.alpha_low, found.alpha_high), own)
        method = of_alpha.method
    if found.omega_total is not None:
        of_omega = spread_of(omega_influence(fit_one_factor(np.cov(answers, rowvar=False)), answers), people)
        if of_omega is not None:
            own = limits_within(found.omega_total, of_omega.reach(found.confidence))
            limits |= _wider(("omega_low", "omega_high"), (found.omega_low, found.omega_high), own)
            method = of_omega.method
    return replace(found, method=found.method + method, **limits) if limits else found


def model_over_units(found: ScaleModel, items: pd.DataFrame, people: Placed) -> ScaleModel:
    """Give the standardised loadings of a model, and how its parts go together, intervals that count units.

    Parameters
    ----------
    found : ScaleModel
        Of these answers.
    items, people
        As :func:`reliability_over_units` takes them.

    Returns
    -------
    ScaleModel
        As :func:`reliability_over_units` gives it; the fit is that of independent people.
    """
    moved = parameter_influence(found.fit, items) @ standardised_slopes(found.fit._point).T
    together, method = {}, ""
    for at, reach in found.reaches.items():
        own = spread_of(moved[:, at], people)
        if own is not None and own.reach() > reach:
            together[at], method = (own.se, own.reach()), own.method
    return replace(found, method=found.method + method, by_units=together) if together else found


def hierarchical_over_units(
    found: HierarchicalOmega, items: pd.DataFrame, facets: Mapping[str, list[str]], people: Placed
) -> HierarchicalOmega:
    """Give hierarchical omega and its companions the intervals that count people of one unit as alike.

    Parameters
    ----------
    found : HierarchicalOmega
        Of these answers.
    items, people
        As :func:`reliability_over_units` takes them.
    facets : mapping of str to list of str
        The items of each facet.

    Returns
    -------
    HierarchicalOmega
        As :func:`reliability_over_units` gives it.
    """
    columns = [name for of_facet in facets.values() for name in of_facet]
    own = items[columns].set_axis([f"item{at}" for at in range(len(columns))], axis=1)
    moved = parameter_influence(found.fit, own) @ share_slopes(found.fit, len(facets)).T
    limits: dict[str, Any] = {}
    method = ""
    for at, name in enumerate(("omega_hierarchical", "omega_total", "omega_facets")):
        share, (low, high) = getattr(found, name), (f"{name}_low", f"{name}_high")
        spread = spread_of(moved[:, at] / (share * (1 - share)), people)
        if spread is not None:
            method = spread.method
            alone, together = (getattr(found, low), getattr(found, high)), spread.reach(found.confidence)
            limits |= _wider((low, high), alone, limits_within(share, together))
    return replace(found, method=found.method + method, **limits) if limits else found


def _complete(items: pd.DataFrame) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Give the answers of who answered all items, and who these are."""
    answers = read_items(items)[1]
    complete: npt.NDArray[np.bool_] = np.all(~np.isnan(answers), axis=1)
    return answers[complete], complete


def _wider(names: tuple[str, str], alone: Limits, together: tuple[float, float]) -> dict[str, float | None]:
    """Give the limits with units counted; nothing where those of independent people lie further apart."""
    low, high = alone
    if low is not None and high is not None and high - low >= together[1] - together[0]:
        return {}
    return dict(zip(names, together, strict=True))
