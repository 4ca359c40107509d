"""Wild cluster bootstrap: a test of one regression coefficient that holds for few clusters."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from evaluatie.effects.changes import is_zero
from evaluatie.effects.comparing.inverting import invert
from evaluatie.effects.comparing.least_squares import (
    LeastSquares,
    cluster_sums,
    least_squares,
    read_clusters,
    read_design,
    renumber,
)
from evaluatie.effects.long_frame import Codes
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

METHOD = "Wild cluster bootstrap of the t statistic, null imposed (Cameron, Gelbach & Miller 2008)"
#: up to this many, every pattern of signs is worked out: 12 clusters
ALL_SIGNS = 4096
#: Webb (2023, Canadian Journal of Economics 56, 839-858)
SIX_POINTS = np.array([-math.sqrt(1.5), -1.0, -math.sqrt(0.5), math.sqrt(0.5), 1.0, math.sqrt(1.5)])
#: two statistics this close (relatively) are the same pattern of signs but for rounding
TIE = 1e-9

#: of a, and of b: the outcome's and the tested column's residuals on the other columns
Parts: TypeAlias = tuple[Floats, Floats]


@dataclass(frozen=True)
class WildBootstrap(Result):
    """A bootstrap test of one coefficient.

    Attributes
    ----------
    estimate : float
        The coefficient.
    statistic : float
        Its cluster-robust t statistic (CR0; a factor as in CR1 does not change p).
    p : float
        Share of bootstrap statistics at least as far from zero, that of the data counted among them.
    ci_low, ci_high : float or None
        Coefficients that the test does not reject; None on a side where it rejects none, however far.
    smallest_p : float
        Below this p cannot come with so many clusters.
    exact : bool
        Whether every pattern of signs was worked out.
    resamples : int
        Patterns worked out or drawn.
    n, n_clusters : int
        Rows and clusters.
    confidence : float
        Level of the interval.
    """

    estimate: float
    statistic: float
    p: float
    ci_low: float | None
    ci_high: float | None
    smallest_p: float
    exact: bool
    resamples: int
    n: int
    n_clusters: int
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the coefficient with the bootstrap's p and interval.

        Returns
        -------
        tuple of Estimate
            One, with term ``wild``.
        """
        low, high = self.ci_low, self.ci_high
        return (
            Estimate(
                "wild", self.estimate, statistic=self.statistic, p=self.p, ci_low=low, ci_high=high, n=self.n_clusters
            ),
        )


def wild_cluster_bootstrap(
    outcome: Any,
    design: Any,
    cluster: Any,
    coefficient: int | str,
    *,
    weights: str = "rademacher",
    resamples: int = 4999,
    seed: int = 0,
    confidence: float = 0.95,
) -> WildBootstrap:
    """Test one regression coefficient by turning the signs of whole clusters' residuals.

    The restricted wild cluster bootstrap-t of Cameron, Gelbach & Miller (2008, *Review of Economics and Statistics*
    90, 414-427): residuals under the null, one sign per cluster, cluster-robust t statistics. With 2^G patterns or
    fewer than ``ALL_SIGNS`` all of them are worked out, so that nothing is left to chance. The interval holds the
    coefficients that are not rejected (Roodman, Nielsen, MacKinnon & Webb 2019, *Stata Journal* 19, 4-60).

    Parameters
    ----------
    outcome : sequence of numbers, shape (n,)
        The answers.
    design : DataFrame or array-like, shape (n, k)
        The predictors, with a column of ones where an intercept is wanted.
    cluster : sequence of labels, shape (n,)
        Team or unit of each row.
    coefficient : int or str
        Place or name of the column that is tested against zero.
    weights : {"rademacher", "webb"}, default "rademacher"
        Signs, or Webb's six points, which are always drawn: with very few clusters there are too few signs.
    resamples : int, default 4999
        Draws where not every pattern is worked out.
    seed : int, default 0
        Of the draws.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    WildBootstrap
        What was left out is in the notes.

    Raises
    ------
    NotEnoughData
        With fewer than 3 clusters, too few rows, or answers that show no spread.
    TypeError
        If an answer or a predictor is not a number.
    ValueError
        If lengths differ, or there is no such column or kind of weights.

    Examples
    --------
    >>> design = np.column_stack([np.ones(12), [0] * 6 + [1] * 6])
    >>> found = wild_cluster_bootstrap([2, 3, 3, 4, 2, 4, 4, 5, 3, 5, 4, 4], design, list("aabbccddeeff"), 1)
    >>> round(found.estimate, 4), found.resamples, found.p
    (1.1667, 64, 0.03125)
    """
    check_confidence(confidence)
    _check_options(weights, resamples)
    table, names = read_design(design)
    at = _column(coefficient, names)
    answers, (codes, _) = read_values(outcome, "outcome"), read_clusters(cluster, "cluster")
    if not len(answers) == len(table) == len(codes):
        shown = f"{len(answers)}, {len(table)} and {len(codes)}"
        raise ValueError(f"outcome, design and cluster must have one entry per row: got {shown}")
    complete = ~np.isnan(answers) & ~np.isnan(table).any(axis=1) & (codes >= 0)
    missing = len(complete) - int(complete.sum())
    notes = (f"{missing} of {len(complete)} rows left out: something was missing",) if missing else ()
    if not complete.any():
        raise NotEnoughData("no complete rows: an answer, a predictor or the cluster is missing in each")
    codes = renumber(codes[complete])
    return wild_from_complete(
        answers[complete], table[complete], codes, at, weights, resamples, seed, confidence, notes
    )


def wild_from_complete(
    outcome: Floats,
    design: Floats,
    codes: Codes,
    at: int,
    weights: str = "rademacher",
    resamples: int = 4999,
    seed: int = 0,
    confidence: float = 0.95,
    notes: tuple[str, ...] = (),
) -> WildBootstrap:
    """Test one coefficient of complete rows.

    Parameters
    ----------
    outcome, design, codes : ndarray, shapes (n,), (n, k) and (n,)
        Answers, predictors and numbers of the clusters from 0 up, none of them empty.
    at : int
        The tested column.
    weights, resamples, seed, confidence
        As :func:`wild_cluster_bootstrap` takes them.
    notes : tuple of str
        What happened before.

    Returns
    -------
    WildBootstrap
        The test.

    Raises
    ------
    NotEnoughData
        With fewer than 3 clusters, too few rows, or answers that show no spread.

    Examples
    --------
    >>> design = np.column_stack([np.ones(6), [0, 1, 0, 1, 0, 1]])
    >>> wild_from_complete(np.array([1.0, 3, 2, 3, 2, 5]), design, np.array([0, 0, 1, 1, 2, 2]), 1).p
    0.25
    """
    groups = int(codes.max()) + 1
    if groups < 3:
        raise NotEnoughData(f"at least 3 clusters are needed to turn their signs: got {groups}")
    fit = least_squares(outcome, design)
    if is_zero(fit.spread / 100, float(np.abs(outcome).max())):
        raise NotEnoughData("the design fits every answer exactly: there are no residuals to turn")
    patterns, exact = sign_patterns(groups, weights, resamples, seed)
    boot = _Boot(outcome, design, codes, at, fit, patterns)
    estimate = float(fit.coefficients[at])
    if not boot.se > 1e-10 * fit.spread * float(np.sqrt((fit.rotation[at] ** 2).sum())):
        raise NotEnoughData("the clusters leave no spread in this coefficient: their signs tell nothing")
    # the data are one of the patterns; where these were drawn, it is counted besides (Phipson & Smyth 2010)
    low, high = invert(boot.p_value, estimate, boot.se, 1 - confidence)
    smallest = 2 / len(patterns) if exact else 1 / len(patterns)
    notes += _notes(smallest, groups, low is None or high is None, 1 - confidence)
    return WildBootstrap(
        METHOD + ("; Webb's six points" if weights == "webb" else ""),
        notes, estimate, estimate / boot.se, boot.p_value(0.0), low, high, smallest, exact, len(patterns),
        len(outcome), groups, confidence,
    )  # fmt: skip


def sign_patterns(groups: int, weights: str, resamples: int, seed: int) -> tuple[Floats, bool]:
    """Give the weights of clusters in each resample; the first are all one, the data themselves.

    Parameters
    ----------
    groups : int
        Clusters.
    weights : {"rademacher", "webb"}
        Signs or six points.
    resamples, seed : int
        Draws where not all patterns of signs are listed, and their seed.

    Returns
    -------
    tuple of ndarray of float, shape (resamples, groups), and bool
        The patterns, and whether they are all there are.

    Examples
    --------
    >>> sign_patterns(2, "rademacher", 99, 0)
    (array([[ 1.,  1.],
           [ 1., -1.],
           [-1.,  1.],
           [-1., -1.]]), True)
    """
    if weights == "rademacher" and 2**groups <= ALL_SIGNS:
        return np.array(list(itertools.product([1.0, -1.0], repeat=groups))), True
    rng = np.random.default_rng(seed)
    points = SIX_POINTS if weights == "webb" else np.array([-1.0, 1.0])
    drawn = rng.choice(points, size=(resamples, groups))
    return np.vstack([np.ones(groups), drawn]), False


class _Boot:
    """Sums per cluster that give every resample's t statistic at every null, without touching the rows again.

    Under the null that the coefficient is b0, restricted residuals are a - b0 b, with a and b the residuals of the
    outcome and of the tested column on the other columns.
    """

    def __init__(
        self, outcome: Floats, design: Floats, codes: Codes, at: int, fit: LeastSquares, patterns: Floats
    ) -> None:
        others = np.delete(design, at, axis=1)
        contrast = fit.rotation[at]
        ours, tested = (
            cluster_sums(fit.basis * _residuals(column, others)[:, None], codes) for column in (outcome, design[:, at])
        )
        # what a shift of all fitted values adds to each cluster's score
        leverage = cluster_sums(fit.basis * (fit.basis @ contrast)[:, None], codes)
        self._estimate = float(fit.coefficients[at])
        self.se = float(np.sqrt(((cluster_sums(fit.basis * fit.residuals[:, None], codes) @ contrast) ** 2).sum()))

        def resampled(scores: Floats) -> tuple[Floats, Floats]:
            moved = patterns @ scores
            return moved @ contrast, patterns * (scores @ contrast) - moved @ leverage.T

        # all is a straight line in the null: here it is at the estimate, and this is what a step away adds
        (self._here, here), (self._step, step) = resampled(ours - self._estimate * tested), resampled(tested)
        self._squares = tuple(np.einsum("rg,rg->r", a, b) for a, b in ((here, here), (here, step), (step, step)))

    def p_value(self, null: float) -> float:
        """Give the share of resamples at least as far from the null as the data."""
        away = null - self._estimate
        distance = self._here - away * self._step
        squares = self._squares[0] - 2 * away * self._squares[1] + away**2 * self._squares[2]
        # |distance| / spread >= |estimate - null| / se, without dividing by a spread of zero
        far = np.abs(distance) * self.se >= abs(away) * np.sqrt(np.maximum(squares, 0.0)) * (1 - TIE)
        return float(np.mean(far))


def _residuals(column: Floats, others: Floats) -> Floats:
    if not others.shape[1]:
        return column
    return least_squares(column, others).residuals


def _column(coefficient: int | str, names: tuple[str, ...]) -> int:
    if isinstance(coefficient, str):
        if coefficient not in names:
            raise ValueError(f"design has no column {coefficient!r}; it has: {', '.join(names)}")
        return names.index(coefficient)
    if not (0 <= coefficient < len(names) and float(coefficient).is_integer()):
        raise ValueError(f"coefficient must be a place from 0 to {len(names) - 1}: got {coefficient}")
    return int(coefficient)


def _check_options(weights: str, resamples: int) -> None:
    if weights not in ("rademacher", "webb"):
        raise ValueError(f"weights must be 'rademacher' or 'webb': got {weights!r}")
    if resamples < 99:
        raise ValueError(f"at least 99 resamples are needed: got {resamples}")


def _notes(smallest: float, groups: int, open_ended: bool, alpha: float) -> tuple[str, ...]:
    notes: tuple[str, ...] = ()
    if smallest > alpha:
        notes += (f"with {groups} clusters the wild bootstrap's p cannot fall below {smallest:.3g}",)
    if open_ended:
        notes += ("the wild bootstrap's interval has no limit on one or both sides",)
    return notes
