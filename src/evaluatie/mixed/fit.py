"""Linear mixed models with one grouping factor, by restricted maximum likelihood (REML)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.mixed.likelihood import Point, point
from evaluatie.mixed.search import best_ratio
from evaluatie.mixed.sums import EXACT, ExactFit, Floats, Inseparable, Sums, gather, within

#: a smallest eigenvalue below this share of the largest is zero
SINGULAR = 1e-9
EDGE = (
    "the {what} was estimated as exactly {value}, the edge of what is possible: degrees of freedom are Satterthwaite's "
    "with the expected information about the variances, which is what they are just inside the edge"
)
RATHER = (
    "; lmerTest holds the edge as known there and counts more (rows minus fixed effects where it is a variance of 0)"
)
FLAT = (
    "the likelihood says too little of the variances: degrees of freedom are Satterthwaite's with the expected "
    "information about them, not the observed"
)


@dataclass(frozen=True)
class MixedFit:
    """A fitted mixed model.

    Attributes
    ----------
    coefficients, errors, df : ndarray of float, shape (p,)
        Fixed effects, their standard errors, and Satterthwaite's degrees of freedom of each.
    covariance : ndarray of float, shape (p, p)
        Of the fixed effects.
    variance_cluster, variance_residual : float
        Of the random intercept, and of what is left.
    variance_slope, covariance_slope : float or None
        Of the random slope, and of slope and intercept; None without one.
    loglik : float
        Restricted log-likelihood.
    n, clusters : int
        Rows and clusters.
    singular : bool
        Whether the estimate lies at the edge: a variance of 0, or a correlation of 1.
    notes : tuple of str
        What was done at the edge.
    moves : ndarray of float, shape (k, p, p)
        Derivatives of the covariance in the variance parameters.
    spread : ndarray of float, shape (k, k)
        Large-sample covariance of the variance parameters.
    """

    coefficients: Floats
    errors: Floats
    df: Floats
    covariance: Floats
    variance_cluster: float
    variance_residual: float
    variance_slope: float | None
    covariance_slope: float | None
    loglik: float
    n: int
    clusters: int
    singular: bool
    notes: tuple[str, ...]
    moves: Floats
    spread: Floats

    def contrast(self, weights: Any) -> tuple[float, float, float]:
        """Estimate a weighted sum of the fixed effects.

        Parameters
        ----------
        weights : sequence of float, shape (p,)
            One per fixed effect.

        Returns
        -------
        tuple of float
            Estimate, standard error, and Satterthwaite's degrees of freedom, 2 var^2 / Var(var) (Fai & Cornelius 1996):
            NaN where the weights are all 0.

        Examples
        --------
        >>> fit = fit_mixed([1.0, 2.0, 4.0, 3.0], np.ones((4, 1)), ["a", "a", "b", "b"])
        >>> [round(part, 6) for part in fit.contrast([2])]
        [5.0, 2.0, 1.0]
        """
        row = np.asarray(weights, dtype=np.float64)
        variance, slopes = float(row @ self.covariance @ row), self.moves @ row @ row
        df = 2 * variance**2 / float(slopes @ self.spread @ slopes) if variance > 0 else math.nan
        return float(row @ self.coefficients), math.sqrt(max(variance, 0.0)), df


def fit_mixed(outcome: Any, design: Any, cluster: Any, random: Any = None) -> MixedFit:
    """Fit a linear mixed model with one grouping factor by restricted maximum likelihood.

    ``outcome = design b + u[cluster] (+ v[cluster] random) + e``, with u and v correlated (unstructured), as lme4's
    ``(1 | cluster)`` and ``(random | cluster)``. The likelihood is profiled over the fixed effects and the residual
    variance (Bates, Maechler, Bolker & Walker 2015, *Journal of Statistical Software* 67(1), section 3.4) and taken
    from sums per pattern of clusters; its exact slopes and curvature find the optimum from several starts. Degrees of
    freedom are Satterthwaite's (1946), for mixed models by Giesbrecht & Burns (1985) and Fai & Cornelius (1996), with
    the observed information about the variances, as lmerTest has them (Kuznetsova, Brockhoff & Christensen 2017,
    *Journal of Statistical Software* 82(13)).

    At the edge (a variance of 0, a correlation of 1) the observed information does not tell how uncertain the variances
    are; the expected information takes its place, and a note says so. It is the limit from inside: with everyone at two
    waves, the people minus 1 of the paired test. lmerTest differentiates in the roots of the variances, which hides
    that uncertainty: at a variance of 0 it counts rows minus fixed effects, as if it were known that people do not
    differ. In simulations with 8 people at two waves who did not differ, its 95% intervals held in 93.9% of samples,
    these in 94.9%.

    Parameters
    ----------
    outcome : sequence of float, shape (n,)
        Without missing values.
    design : array of float, shape (n, p)
        Columns of the fixed effects, the intercept among them.
    cluster : sequence of labels, shape (n,)
        Who or what each row belongs to.
    random : sequence of float, shape (n,), optional
        The column whose slope differs between clusters.

    Returns
    -------
    MixedFit
        Fixed effects, variances, restricted log-likelihood.

    Raises
    ------
    ExactFit
        If the answers fit exactly, over all or within every cluster.
    Inseparable
        If too few rows share a cluster to tell the variances apart. Both are ValueErrors.
    ValueError
        If lengths differ, a value is missing or infinite, or a column of the design follows from others.

    Examples
    --------
    >>> fit = fit_mixed([1.0, 2.0, 4.0, 3.0], np.ones((4, 1)), ["a", "a", "b", "b"])
    >>> fit.coefficients.round(6), fit.errors.round(6), fit.df.round(6)
    (array([2.5]), array([1.]), array([1.]))
    >>> round(fit.variance_cluster, 6), round(fit.variance_residual, 6), round(fit.loglik, 4)
    (1.75, 0.5, -4.95)
    """
    answers, columns = np.array(outcome, dtype=np.float64), np.array(design, dtype=np.float64)
    codes, labels = pd.factorize(pd.Series(cluster))
    _check(answers, columns, codes)
    n = len(answers)
    if random is None:
        return _fitted(_require_spread(gather(answers, columns, codes, np.ones((n, 1)))), np.eye(1), n, len(labels))
    slopes = np.array(random, dtype=np.float64)
    if slopes.shape != (n,) or not np.isfinite(slopes).all() or np.ptp(slopes) == 0:
        raise ValueError(f"random must be {n} finite numbers that are not all alike")
    centre, width = float(slopes.mean()), float(slopes.std())
    # a standardised slope spans the same models, and the search has a round valley
    sums = gather(answers, columns, codes, np.column_stack([np.ones(n), (slopes - centre) / width]))
    return _fitted(_require_spread(sums), np.array([[1.0, -centre / width], [0.0, 1 / width]]), n, len(labels))


def fit_means(means: Floats, design: Floats, sizes: Any, squares: float, freedom: int) -> MixedFit:
    """Fit a random intercept from the means of clusters and the squares that are left within them.

    Parameters
    ----------
    means : ndarray of float, shape (u,)
        Of the outcome.
    design : ndarray of float, shape (u, p)
        Of the columns of the fixed effects, the intercept among them.
    sizes : ndarray of int, shape (u,)
        Rows in each cluster.
    squares : float
        Sum of squares within clusters that no column explains, above 0.
    freedom : int
        Its degrees of freedom.

    Returns
    -------
    MixedFit
        As :func:`fit_mixed` gives it for the rows, the fixed effects within clusters aside; ``n`` is of these means.

    Examples
    --------
    >>> fit = fit_means(np.array([1.5, 3.5]), np.ones((2, 1)), np.array([2, 2]), 1.0, 2)
    >>> fit.coefficients.round(6), round(fit.variance_cluster, 6), round(fit.loglik, 4)
    (array([2.5]), 1.75, -4.95)
    """
    roots = np.sqrt(np.asarray(sizes, dtype=np.float64))
    rows = np.arange(len(means))
    sums = gather(roots * means, roots[:, None] * design, rows, roots[:, None], squares, freedom)
    return _fitted(sums, np.eye(1), len(means), len(means))


def _check(answers: Floats, columns: Floats, codes: Any) -> None:
    n = len(codes)
    if answers.shape != (n,) or columns.ndim != 2 or len(columns) != n:
        raise ValueError(
            f"outcome, design and cluster must have one row each per answer: got {answers.shape}, {columns.shape}, {n}"
        )
    if not np.isfinite(answers).all() or not np.isfinite(columns).all() or (codes < 0).any():
        raise ValueError("outcome, design and cluster must be complete and finite: leave rows with missing values out")


def _require_spread(sums: Sums) -> Sums:
    squares, freedom = within(sums)
    if freedom < 1:
        raise Inseparable(
            "too few rows share a cluster: the variances within and between clusters cannot be told apart"
        )
    if squares <= EXACT:
        raise ExactFit("within clusters the answers fit exactly: the residual variance is 0")
    return sums


def _fitted(sums: Sums, turn: Floats, n: int, clusters: int) -> MixedFit:
    ratio = best_ratio(sums)
    here = point(sums, ratio)
    residual = here.left / sums.freedom
    spread, singular, notes = _spread(here, ratio, residual)
    back = np.linalg.inv(sums.triangle)
    # the covariance moves with the logarithm of the residual variance as itself
    moves = residual * sums.length**2 * (back @ np.concatenate([here.covariance[None], here.moves]) @ back.T)
    fixed = sums.start + sums.length * here.effects
    variances = residual * sums.length**2 * (turn @ ratio @ turn.T)
    slopes = np.einsum("kpp->kp", moves)
    return MixedFit(
        coefficients=back @ fixed,
        errors=np.sqrt(slopes[0]),
        df=2 * slopes[0] ** 2 / np.einsum("kp,kl,lp->p", slopes, spread, slopes),
        covariance=moves[0],
        variance_cluster=float(variances[0, 0]),
        variance_residual=residual * sums.length**2,
        variance_slope=float(variances[1, 1]) if len(ratio) > 1 else None,
        covariance_slope=float(variances[0, 1]) if len(ratio) > 1 else None,
        loglik=_loglik(sums, here),
        n=n,
        clusters=clusters,
        singular=singular,
        notes=notes,
        moves=moves,
        spread=spread,
    )


def _loglik(sums: Sums, here: Point) -> float:
    fixed = 2 * float(np.log(np.abs(np.diag(sums.triangle))).sum())
    scale = sums.freedom * (1 + math.log(2 * math.pi * sums.length**2 / sums.freedom))
    return -(here.deviance + fixed + scale) / 2


def _spread(here: Point, ratio: Floats, residual: float) -> tuple[Floats, bool, tuple[str, ...]]:
    """Covariance of the log residual variance and the elements of D."""
    sizes = np.linalg.eigvalsh(ratio)
    if sizes[0] <= SINGULAR * sizes[-1]:
        return inverse_information(_expected(here)), True, (_edge(ratio),)
    observed = _information(here.freedom, here.squares / residual, 2 * here.square_products / residual)
    observed[1:, 1:] -= here.trace_products
    scale = np.sqrt(np.abs(np.diag(observed)))
    if (scale > 0).all() and np.linalg.eigvalsh(observed / np.outer(scale, scale))[0] > SINGULAR:
        return inverse_information(observed), False, ()
    return inverse_information(_expected(here)), False, (FLAT,)


def _edge(ratio: Floats) -> str:
    if not ratio.any():
        what = "variance between clusters" if len(ratio) == 1 else "variance of the random intercept and slope"
        return EDGE.format(what=what, value="0") + RATHER
    return EDGE.format(what="correlation of the random intercept and slope", value="1 or -1") + RATHER


def _expected(here: Point) -> Floats:
    return _information(here.freedom, here.traces, here.trace_products)


def _information(freedom: int, across: Floats, inside: Floats) -> Floats:
    return np.block([[np.array([[float(freedom)]]), across[None]], [across[:, None], inside]])


def inverse_information(information: Floats) -> Floats:
    """Twice the inverse: the information is that of the deviance, which is -2 log-likelihood."""
    scale = np.sqrt(np.diag(information))
    return np.asarray(
        2 * np.linalg.inv(information / np.outer(scale, scale)) / np.outer(scale, scale), dtype=np.float64
    )
