"""What a printed correlation says by itself, without what goes with others, and beside another one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from evaluatie.amiss import refuse
from evaluatie.reproduce.moments.solving import two_sided
from evaluatie.reproduce.moments.table import Floats, read_table
from evaluatie.result import Estimate, Result, check_confidence

_COMPLEX_STEP = 1e-30


@dataclass(frozen=True)
class Correlation(Result):
    """A correlation with its test and interval.

    Attributes
    ----------
    r : float
        The correlation; partial or semipartial where the method says so.
    t, df, p : float, int, float
        Test that it is 0.
    ci_low, ci_high : float
        Interval at level ``confidence``.
    confidence : float
        Its level.
    n : int
        People.
    """

    r: float
    t: float
    df: int
    p: float
    ci_low: float
    ci_high: float
    confidence: float
    n: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the correlation.

        Returns
        -------
        tuple of Estimate
            One, with term ``r``.
        """
        low, high = self.ci_low, self.ci_high
        return (Estimate("r", self.r, statistic=self.t, df=self.df, p=self.p, ci_low=low, ci_high=high, n=self.n),)


def correlation_test(r: float, n: int, *, confidence: float = 0.95) -> Correlation:
    """Test a correlation of which only itself and the number of people are known.

    t = r sqrt((n - 2)/(1 - r^2)) with n - 2 degrees of freedom; interval by Fisher's z, tanh(atanh r ± z/sqrt(n - 3))
    (Fisher 1921, *Metron* 1, 3-32), as R's ``cor.test`` has both.

    Parameters
    ----------
    r : float
        Between -1 and 1.
    n : int
        People, at least 4.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    Correlation

    Raises
    ------
    InputError
        If r is no correlation, or there are too few people.

    Examples
    --------
    >>> found = correlation_test(0.3, 100)
    >>> round(found.t, 3), round(found.p, 4), round(found.ci_low, 3), round(found.ci_high, 3)
    (3.113, 0.0024, 0.11, 0.469)
    """
    refuse([*_no_correlation("r", r), *_too_few(n, 4)])
    return _tested("Pearson's correlation, its t test, and Fisher's interval (Fisher 1921)", r, n, 0, confidence)


def partial_correlation(
    correlation: pd.DataFrame, x: str, y: str, given: Sequence[str], n: int, *, confidence: float = 0.95
) -> Correlation:
    """Correlate two variables with what others explain of both taken out.

    r = -p_xy / sqrt(p_xx p_yy) with P the inverse of the correlations; t and Fisher's interval with n lessened by the
    number of variables that are held constant (Fisher 1924, *Metron* 3, 329-332).

    Parameters
    ----------
    correlation : DataFrame of float, shape (k, k)
        With names; other variables may be there too.
    x, y : str
        The two.
    given : sequence of str
        What is taken out of both.
    n : int
        People.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    Correlation

    Raises
    ------
    InputError
        Everything that is wrong with the input at once.

    Examples
    --------
    >>> names = ["x", "y", "z"]
    >>> table = pd.DataFrame([[1, 0.5, 0.4], [0.5, 1, 0.6], [0.4, 0.6, 1]], names, names)
    >>> round(partial_correlation(table, "x", "y", ["z"], 50).r, 4)  # (.5 - .4 x .6) / sqrt((1 - .16)(1 - .36))
    0.3546
    """
    table = read_table(correlation, [x, y, *given], n, least=len(given) + 4, why=f"{len(given) + 2} variables")
    r = _partial(table.correlation)
    told = "Partial correlation, its t test, and Fisher's interval (Fisher 1924)"
    return _tested(told, r, n, len(given), confidence)


def semipartial_correlation(
    correlation: pd.DataFrame, x: str, y: str, given: Sequence[str], n: int, *, confidence: float = 0.95
) -> Correlation:
    """Correlate a variable with what is left of another when others have explained theirs of it.

    Its square is what x adds to R2 of y. The t test is that of the partial correlation, with n - 2 - k degrees of
    freedom; the interval is by the delta method under normality on Fisher's z.

    Parameters
    ----------
    correlation : DataFrame of float, shape (k, k)
        With names; other variables may be there too.
    x, y : str
        What is taken apart, and with what its rest is correlated.
    given : sequence of str
        What is taken out of x.
    n : int
        People.
    confidence : float, default 0.95
        Level of the interval.

    Returns
    -------
    Correlation

    Raises
    ------
    InputError
        Everything that is wrong with the input at once.

    Examples
    --------
    >>> names = ["x", "y", "z"]
    >>> table = pd.DataFrame([[1, 0.5, 0.4], [0.5, 1, 0.6], [0.4, 0.6, 1]], names, names)
    >>> round(semipartial_correlation(table, "x", "y", ["z"], 50).r, 4)  # (.5 - .4 x .6) / sqrt(1 - .16)
    0.2837
    """
    confidence = check_confidence(confidence)
    table = read_table(correlation, [x, y, *given], n, least=len(given) + 4, why=f"{len(given) + 2} variables")
    df, r = n - 2 - len(given), float(_semipartial(table.correlation))
    partial = _partial(table.correlation)
    t = partial * math.sqrt(df / (1 - partial**2))
    slopes = _slopes(table.correlation)
    spread = math.sqrt(slopes @ correlation_covariance(table.correlation) @ slopes / (df + 1))
    half = float(special.ndtri((1 + confidence) / 2)) * spread / (1 - r**2)
    low, high = math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)
    told = "Semipartial correlation; t test of the partial correlation; interval by the delta method on Fisher's z"
    return Correlation(told, (), r, t, df, float(two_sided(np.array(t), df)), low, high, confidence, n)


def correlation_covariance(correlation: Floats) -> Floats:
    """Give the covariances of correlations below the diagonal, for one person (divide by n).

    Under normality, by Pearson and Filon (1898), as Steiger (1980, *Psychological Bulletin* 87, 245-251, eq. 3) has
    them.

    Parameters
    ----------
    correlation : ndarray of float, shape (k, k)
        Of the variables.

    Returns
    -------
    ndarray of float, shape (c, c)
        In the order of ``numpy.tril_indices(k, -1)``, so that c = k (k - 1)/2.

    Examples
    --------
    >>> correlation_covariance(np.array([[1.0, 0.6], [0.6, 1.0]])).round(4)  # (1 - r^2)^2
    array([[0.4096]])
    """
    rows, columns = np.tril_indices(len(correlation), -1)
    r, one = correlation, correlation[rows, columns]
    jk = one[:, None]
    hm = one[None, :]
    jh, jm = r[np.ix_(rows, rows)], r[np.ix_(rows, columns)]
    kh, km = r[np.ix_(columns, rows)], r[np.ix_(columns, columns)]
    twice = (jh - jk * kh) * (km - kh * hm) + (jm - jh * hm) * (kh - jk * jh)
    twice += (jh - jm * hm) * (km - jk * jm) + (jm - jk * km) * (kh - km * hm)
    covariance: Floats = twice / 2
    return covariance


def _semipartial(correlation: NDArray[Any]) -> Any:
    """Correlate the second variable with what the others leave of the first."""
    by = np.linalg.solve(correlation[2:, 2:], correlation[2:, 0])
    return (correlation[0, 1] - by @ correlation[2:, 1]) / np.sqrt(1 - by @ correlation[2:, 0])


def _slopes(correlation: Floats) -> Floats:
    """Give the derivatives of a semipartial correlation with respect to the correlations below the diagonal."""
    slopes = []
    for row, column in zip(*np.tril_indices(len(correlation), -1), strict=True):
        moved = correlation.astype(complex)
        moved[row, column] += 1j * _COMPLEX_STEP
        moved[column, row] += 1j * _COMPLEX_STEP
        slopes.append(_semipartial(moved).imag / _COMPLEX_STEP)
    return np.array(slopes)


def fisher_limits(r: float, n: int, confidence: float) -> tuple[float, float]:
    """Give Fisher's interval of a correlation.

    Parameters
    ----------
    r : float
        Between -1 and 1.
    n : int
        People, less the variables that are held constant.
    confidence : float
        Its level.

    Returns
    -------
    tuple of float

    Examples
    --------
    >>> [round(limit, 3) for limit in fisher_limits(0.5, 50, 0.95)]
    [0.257, 0.683]
    """
    half = float(special.ndtri((1 + confidence) / 2)) / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


def _partial(correlation: Floats) -> float:
    """Correlate the first two with what the others explain of them taken out."""
    precision = np.linalg.inv(correlation)
    return float(-precision[0, 1] / math.sqrt(precision[0, 0] * precision[1, 1]))


def _tested(method: str, r: float, n: int, given: int, confidence: float) -> Correlation:
    confidence, df = check_confidence(confidence), n - 2 - given
    t = r * math.sqrt(df / (1 - r**2))
    low, high = fisher_limits(r, n - given, confidence)
    return Correlation(method, (), r, t, df, float(two_sided(np.array(t), df)), low, high, confidence, n)


def _no_correlation(name: str, r: float) -> list[str]:
    return [] if -1 < r < 1 else [f"{name}: {r} does not lie between -1 and 1"]


def _too_few(n: int, least: int, name: str = "n") -> list[str]:
    return [] if least <= n < math.inf and n == int(n) else [f"{name}: {n} is no number of people from {least} on"]
