"""Little's test of whether answers are missing completely at random."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from evaluatie.effects.absent.reading import columns_of
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import Estimate, NotEnoughData, Result

METHOD = "Little's (1988) test of missing completely at random, EM covariance times n/(n - 1)"
LIMIT = "a large p is no proof that answers are missing at random: the test sees differences in means, and needs many"
_ROUNDS = 20_000


@dataclass(frozen=True)
class McarTest(Result):
    """Little's test.

    Attributes
    ----------
    chi2, p : float, float or None
        With the covariance times n/(n - 1), as Little has it; p is None where nothing is missing.
    chi2_ml, p_ml : float, float or None
        With the maximum-likelihood covariance, as R's ``naniar::mcar_test`` has it.
    df, n, patterns : int
        Degrees of freedom, people with an answer, different patterns of absence.
    mean, covariance : Series, DataFrame
        Maximum-likelihood moments.
    """

    chi2: float
    p: float | None
    chi2_ml: float
    p_ml: float | None
    df: int
    n: int
    patterns: int
    mean: pd.Series[Any]
    covariance: pd.DataFrame

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the statistic in both conventions.

        Returns
        -------
        tuple of Estimate
            Terms ``chi2`` and ``chi2_ml``.
        """
        return (
            Estimate("chi2", self.chi2, None, self.chi2, self.df, self.p, n=self.n),
            Estimate("chi2_ml", self.chi2_ml, None, self.chi2_ml, self.df, self.p_ml, n=self.n),
        )


def mcar_test(frame: Any) -> McarTest:
    """Test whether answers are missing completely at random.

    Little (1988, *Journal of the American Statistical Association* 83, 1198-1202): the sum over patterns of absence of
    n_j (mean_j - mu)' Sigma^-1 (mean_j - mu), in the columns that the pattern knows, against chi-squared with the known
    columns summed over patterns minus k degrees of freedom; mu and Sigma by EM.

    Parameters
    ----------
    frame : DataFrame, mapping of columns or array of shape (n, k)
        Numbers; who has none at all is left out, and counted in the notes.

    Returns
    -------
    McarTest
        In both conventions of the covariance.

    Raises
    ------
    NotEnoughData
        If a column does not vary or follows from the others, two columns are never known together, or there are no
        more people than columns.
    TypeError
        If an answer is not a number.

    Examples
    --------
    >>> test = mcar_test({"a": [1, 2, 3, 4, 5, 6], "b": [2, 1, None, 4, 3, None]})
    >>> test.df, test.patterns, round(test.chi2, 4)
    (1, 2, 0.8571)
    """
    if not len(frame):
        raise NotEnoughData("no column was given: at least two are needed, such as the answers at two waves")
    n_rows = len(next(iter(frame.values()))) if isinstance(frame, dict) else len(frame)
    columns = {name: read_values(column, name) for name, column in columns_of(frame, n_rows).items()}
    data = np.column_stack(list(columns.values())) if columns else np.empty((0, 0))
    empty = np.asarray(np.isnan(data).all(axis=1))
    data = data[~empty]
    _check(data, list(columns))
    centre, spread = np.nanmean(data, axis=0), np.nanstd(data, axis=0)
    z = (data - centre) / spread
    groups = _patterns(z)
    mean, covariance, settled = _em(groups, *z.shape)
    n, k = z.shape
    chi2 = _distance(groups, mean, covariance)
    df = sum(int(known.sum()) for known, _ in groups) - k
    corrected = chi2 * (n - 1) / n
    p, p_ml = ((float(special.chdtrc(df, value)) if df else None) for value in (corrected, chi2))
    left = (f"{int(empty.sum())} of {len(empty)} people left out: no answer at all",) if empty.any() else ()
    slow = () if settled else ("EM had not settled: the figures are approximate",)
    nothing = () if df else ("nothing is missing: there is nothing to test",)
    names = list(columns)
    ml = pd.DataFrame(covariance * np.outer(spread, spread), index=names, columns=names)
    means = pd.Series(mean * spread + centre, index=names)
    return McarTest(METHOD, (*left, *slow, *nothing, LIMIT), corrected, p, chi2, p_ml, df, n, len(groups), means, ml)


def _check(data: Floats, names: list[str]) -> None:
    n, k = data.shape
    if k < 2 or n <= k:
        raise NotEnoughData(
            f"at least 2 columns, and more people than columns, are needed: got {n} people, {k} columns"
        )
    known = ~np.isnan(data)
    for at, name in enumerate(names):
        own = data[known[:, at], at]
        if len(own) < 2 or own.std() <= 1e-12 * max(1.0, float(np.abs(own).max())):
            raise NotEnoughData(f"column {name!r} does not vary: leave it out")
    together = known.T.astype(int) @ known.astype(int)
    if (together < 2).any():
        first, second = np.argwhere(together < 2)[0]
        raise NotEnoughData(f"columns {names[first]!r} and {names[second]!r} are hardly ever known together")


def _patterns(z: Floats) -> list[tuple[Any, Floats]]:
    known, which = np.unique(~np.isnan(z), axis=0, return_inverse=True)
    which = which.ravel()
    return [(pattern, z[which == at]) for at, pattern in enumerate(known)]


def _em(groups: list[tuple[Any, Floats]], n: int, k: int) -> tuple[Floats, Floats, bool]:
    """Find the maximum-likelihood mean and covariance (Little & Rubin 2002, section 11.2)."""
    mean, covariance = np.zeros(k), np.eye(k)
    facts = [(o, len(rows), rows[:, o].mean(axis=0), np.cov(rows[:, o].T, bias=True).reshape(o.sum(), -1))
             for o, rows in groups]  # fmt: skip
    for _ in range(_ROUNDS):
        total, square = np.zeros(k), np.zeros((k, k))
        for o, size, own_mean, own_cov in facts:
            # everyone's expected answers are linear in the known ones: only means and covariances are needed
            slope = np.linalg.solve(_solvable(covariance[np.ix_(o, o)]), covariance[o]).T
            expected = mean + slope @ (own_mean - mean[o])
            rest = covariance - slope @ covariance[o]
            total += size * expected
            square += size * (np.outer(expected, expected) + slope @ own_cov @ slope.T + rest)
        new_mean = total / n
        new = square / n - np.outer(new_mean, new_mean)
        moved = max(float(np.abs(new - covariance).max()), float(np.abs(new_mean - mean).max()))
        mean, covariance = new_mean, (new + new.T) / 2
        if moved < 1e-11:
            return mean, covariance, True
    return mean, covariance, False


def _solvable(covariance: Floats) -> Floats:
    if np.linalg.eigvalsh(covariance)[0] < 1e-9:
        raise NotEnoughData("one column follows from the others, or nearly: leave it out")
    return covariance


def _distance(groups: list[tuple[Any, Floats]], mean: Floats, covariance: Floats) -> float:
    total = 0.0
    for o, rows in groups:
        apart = rows[:, o].mean(axis=0) - mean[o]
        total += len(rows) * float(apart @ np.linalg.solve(covariance[np.ix_(o, o)], apart))
    return total
