"""Cox's partial likelihood, its score and its information."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluatie.flows.duration.columns import Floats
from evaluatie.flows.duration.cox.risk_sets import RiskSets


@dataclass(frozen=True)
class At:
    """The partial likelihood at given coefficients.

    Attributes
    ----------
    loglik : float
        Its logarithm.
    weight : ndarray of float, shape (n,)
        exp(x b) of the rows, up to a common factor.
    total : ndarray of float, shape (e,)
        Per event, the sum of the weights at risk, less Efron's share of those with an event at the same time.
    mean : ndarray of float, shape (e, p)
        Per event, the mean covariates at risk so weighted.
    """

    loglik: float
    weight: Floats
    total: Floats
    mean: Floats


def evaluate(sets: RiskSets, x: Floats, b: Floats) -> At:
    """Evaluate the partial likelihood.

    Cox (1972, 1975); ties by Efron (1977) or Breslow (1974). Each event is one term: of d events at one time the l-th
    has (l - 1)/d of the d weights taken out of its risk set.

    Parameters
    ----------
    sets : RiskSets
        Of n rows.
    x : ndarray of float, shape (n, p)
        Covariates, centred.
    b : ndarray of float, shape (p,)
        Coefficients.

    Returns
    -------
    At
        Everything that score and information need.
    """
    linear = x @ b
    shift = float(linear.max())
    weight = np.exp(linear - shift)
    weighted = weight[:, None] * x
    total, sums = sets.sums(weight)[sets.slot], sets.sums(weighted)[sets.slot]
    if sets.tied.any():
        together = sets.at_events(weight[sets.deaths])[sets.slot]
        total = total - sets.tied * together
        sums = sums - sets.tied[:, None] * sets.at_events(weighted[sets.deaths])[sets.slot]
    # what running sums leave behind of weights that cancel is no risk set
    total = np.maximum(total, np.finfo(float).tiny)
    loglik = float((linear[sets.deaths] - shift - np.log(total)).sum())
    return At(loglik, weight, total, sums / total[:, None])


def residuals(sets: RiskSets, x: Floats, at: At) -> Floats:
    """Give Schoenfeld's residuals: the covariates of each event minus their mean at risk.

    Parameters
    ----------
    sets, x, at
        As for :func:`evaluate`, and its outcome.

    Returns
    -------
    ndarray of float, shape (e, p)
        They add up to the score.
    """
    apart: Floats = x[sets.deaths] - at.mean
    return apart


def information(sets: RiskSets, x: Floats, at: At, weights: Floats | None = None) -> Floats:
    """Sum the variances of the covariates at risk over the events.

    Parameters
    ----------
    sets, x, at
        As for :func:`evaluate`, and its outcome.
    weights : ndarray of float, shape (e,), optional
        Of the events; by default 1.

    Returns
    -------
    ndarray of float, shape (p, p)
        The observed information where all weights are 1.
    """
    g = np.ones(len(at.total)) if weights is None else weights
    # the sum over events of the mean of x x' is one over rows: each has its hazard while at risk
    hazard = sets.while_at_risk(sets.at_events(g / at.total))
    hazard[sets.deaths] -= sets.at_events(g * sets.tied / at.total)[sets.slot]
    squares = x.T @ ((at.weight * hazard)[:, None] * x)
    found: Floats = squares - at.mean.T @ (g[:, None] * at.mean)
    return (found + found.T) / 2


def score_residuals(sets: RiskSets, x: Floats, at: At) -> Floats:
    """Give each row's share in the score, Lin & Wei's (1989, *JASA* 84, 1074-1078), under the ties in use.

    Parameters
    ----------
    sets, x, at
        As for :func:`evaluate`, and its outcome.

    Returns
    -------
    ndarray of float, shape (n, p)
        Observed minus expected, row by row; they add up to the score.
    """
    rate, pull = 1 / at.total, at.mean / at.total[:, None]
    hazard = sets.while_at_risk(sets.at_events(rate))
    drawn = sets.while_at_risk(sets.at_events(pull))
    hazard[sets.deaths] -= sets.at_events(sets.tied * rate)[sets.slot]
    drawn[sets.deaths] -= sets.at_events(sets.tied[:, None] * pull)[sets.slot]
    share: Floats = -at.weight[:, None] * (hazard[:, None] * x - drawn)
    together = sets.at_events(np.ones(len(at.total)))
    share[sets.deaths] += x[sets.deaths] - (sets.at_events(at.mean) / together[:, None])[sets.slot]
    return share
