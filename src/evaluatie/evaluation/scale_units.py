"""Intervals of reliability and of factor models that count people of one unit as alike."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.effects.clustered import METHOD, Teams, mean_in_teams
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
Limits = tuple[float | None, float | None]


@dataclass(frozen=True)
class Spread:
    """How sure something is when people of one unit count as alike: its standard error and its degrees of freedom."""

    se: float
    df: float

    def reach(self, confidence: float = 0.95) -> float:
        """Give half the width of its interval; a hundred, of logarithms or of loadings, tells nothing any more."""
        return min(self.se * t_quantile((1 + confidence) / 2, self.df), _ALL)


def spread_of(influence: Floats, units: Codes) -> Spread | None:
    """Give the spread of what people move by so much each.

    Parameters
    ----------
    influence : ndarray of float, shape (people,)
        NaN for who was left out.
    units : ndarray of int, shape (people,)
        The unit of each, -1 for none.

    Returns
    -------
    Spread or None
        By CR2 with Satterthwaite's degrees of freedom; None where units cannot be told to differ.
    """
    there = ~np.isnan(influence)
    try:
        found = mean_in_teams(influence[there], Teams(units[there], None))
    except NotEnoughData:
        return None
    return Spread(float(found.se or 0.0), float(found.df or 0.0))


def reliability_over_units(found: Reliability, items: pd.DataFrame, units: Codes) -> Reliability:
    """Give alpha and omega the intervals that count people of one unit as alike.

    Parameters
    ----------
    found : Reliability
        Of these answers.
    items : DataFrame, shape (people, k)
        The answers.
    units : ndarray of int, shape (people,)
        The unit of each, -1 for none.

    Returns
    -------
    Reliability
        No interval is narrower than that of independent people; the result itself where none is wider.
    """
    answers = read_items(items)[1]
    complete = ~np.isnan(answers).any(axis=1)
    answers, units = answers[complete], units[complete]
    limits: dict[str, Any] = {}
    of_alpha = spread_of(alpha_influence(answers), units)
    if of_alpha is not None:
        reach = of_alpha.reach(found.confidence)
        low, high = (1 - (1 - found.alpha) * math.exp(way * reach) for way in (1, -1))
        # units that tell next to nothing would put it at minus many: no less than nothing in common
        own = max(low, min(found.alpha_low, 0.0)), high
        limits |= _wider(("alpha_low", "alpha_high"), (found.alpha_low, found.alpha_high), own)
    if found.omega_total is not None:
        of_omega = spread_of(omega_influence(fit_one_factor(np.cov(answers, rowvar=False)), answers), units)
        if of_omega is not None:
            own = limits_within(found.omega_total, of_omega.reach(found.confidence))
            limits |= _wider(("omega_low", "omega_high"), (found.omega_low, found.omega_high), own)
    return replace(found, method=found.method + METHOD, **limits) if limits else found


def model_over_units(found: ScaleModel, items: pd.DataFrame, units: Codes) -> ScaleModel:
    """Give the standardised loadings of a model, and how its parts go together, intervals that count units.

    Parameters
    ----------
    found : ScaleModel
        Of these answers.
    items, units
        As :func:`reliability_over_units` takes them.

    Returns
    -------
    ScaleModel
        As :func:`reliability_over_units` gives it; the fit is that of independent people.
    """
    moved = parameter_influence(found.fit, items) @ standardised_slopes(found.fit._point).T
    alone, together = found.reaches, {}
    for at, reach in alone.items():
        own = spread_of(moved[:, at], units)
        if own is not None and own.reach() > reach:
            together[at] = (own.se, own.reach())
    return replace(found, method=found.method + METHOD, by_units=together) if together else found


def hierarchical_over_units(
    found: HierarchicalOmega, items: pd.DataFrame, facets: Mapping[str, list[str]], units: Codes
) -> HierarchicalOmega:
    """Give hierarchical omega and its companions the intervals that count people of one unit as alike.

    Parameters
    ----------
    found : HierarchicalOmega
        Of these answers.
    items, units
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
    for at, name in enumerate(("omega_hierarchical", "omega_total", "omega_facets")):
        share, (low, high) = getattr(found, name), (f"{name}_low", f"{name}_high")
        spread = spread_of(moved[:, at] / (share * (1 - share)), units)
        if spread is not None:
            alone, together = (getattr(found, low), getattr(found, high)), spread.reach(found.confidence)
            limits |= _wider((low, high), alone, limits_within(share, together))
    return replace(found, method=found.method + METHOD, **limits) if limits else found


def _wider(names: tuple[str, str], alone: Limits, together: tuple[float, float]) -> dict[str, float | None]:
    """Give the limits with units counted; nothing where those of independent people lie further apart."""
    low, high = alone
    if low is not None and high is not None and high - low >= together[1] - together[0]:
        return {}
    return dict(zip(names, together, strict=True))
