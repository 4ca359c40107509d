"""Test whether hazards stay in proportion as time passes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from evaluatie.flows.duration.columns import Bools, Floats, Ints
from evaluatie.flows.duration.cox.fitting import Fit
from evaluatie.flows.duration.cox.likelihood import information, residuals
from evaluatie.flows.duration.cox.risk_sets import RiskSets
from evaluatie.flows.duration.durations import merge_near_ties
from evaluatie.flows.duration.kaplan_meier import kaplan_meier
from evaluatie.flows.duration.risk_table import Clock, risk_table

Transform = Literal["km", "identity", "rank"]


def proportional_test(
    sets: RiskSets, fitted: Fit, g: Floats, groups: Sequence[tuple[str, Sequence[int]]]
) -> pd.DataFrame:
    """Test every covariate for a hazard ratio that changes with time.

    The score test of adding x g(t) to the model (Grambsch & Therneau 1994, *Biometrika* 81, 515-526, in its exact form:
    the information is summed over the events, not taken as constant). The figures of R's ``cox.zph`` from survival 3.0.

    Parameters
    ----------
    sets : RiskSets
        Of the rows.
    fitted : Fit
        The model.
    g : ndarray of float, shape (e,)
        The function of time at each event.
    groups : sequence of (str, sequence of int)
        Covariates and their columns.

    Returns
    -------
    DataFrame
        Columns term, statistic, df, p: one row per covariate, and ``global``. Missing where time does not vary.
    """
    p = len(fitted.b)
    centred = g - g.mean()
    spread = float(np.abs(centred).max())
    scaled = centred / spread if spread > 0 else centred
    score = scaled @ residuals(sets, fitted.x, fitted.at)
    crossed = information(sets, fitted.x, fitted.at, scaled)
    squared = information(sets, fitted.x, fitted.at, scaled**2)
    whole = [("global", range(p))] if len(groups) > 0 else []
    rows = []
    for name, columns in [*groups, *whole]:
        at = list(columns)
        # what is left of the information on the new columns once the old ones are fitted
        left = squared[np.ix_(at, at)] - crossed[at] @ np.linalg.solve(fitted.information, crossed[:, at])
        statistic = _quadratic(left, score[at])
        rows.append({"term": name, "statistic": statistic, "df": len(at), "p": float(chdtrc(len(at), statistic))})
    return pd.DataFrame(rows)


def _quadratic(matrix: Floats, vector: Floats) -> float:
    root = np.sqrt(np.maximum(np.diag(matrix), 0.0))
    if not root.all() or np.linalg.cond(matrix / np.outer(root, root)) > 1e10:
        return float("nan")
    return float(vector @ np.linalg.solve(matrix, vector))


def of_time(transform: Transform, sets: RiskSets, entry: Floats, until: Floats, event: Bools) -> Floats:
    """Give the function of time at each event.

    Parameters
    ----------
    transform : {"km", "identity", "rank"}
        One minus the Kaplan-Meier curve just before the event, over all strata; time itself; or its rank
        among the ends of all rows.
    sets : RiskSets
        Of n rows.
    entry, until, event : ndarray, shape (n,)
        The rows.

    Returns
    -------
    ndarray of float, shape (e,)
        In the order of ``sets.deaths``.
    """
    if transform == "identity":
        return sets.time
    if transform == "rank":
        place = merge_near_ties(until)[1]
        tied = np.bincount(place)
        # ties share the mean of their ranks
        ranks: Floats = np.cumsum(tied) - (tied - 1) / 2
        return ranks[place[sets.deaths]]
    late = np.flatnonzero(np.isfinite(entry))
    times, place = merge_near_ties(np.concatenate([until, entry[late]]))
    enter: Ints = np.full(len(until), -1)
    enter[late] = place[len(until) :]
    leave = place[: len(until)]
    survival = kaplan_meier(risk_table(Clock(times, enter, leave), event.astype(np.int64), 1)).survival
    lost: Floats = 1 - np.r_[1.0, survival][leave[sets.deaths]]
    return lost
