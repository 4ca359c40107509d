"""Pool the estimates of several imputed data sets into one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from evaluatie.effects.values import Floats
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

METHOD = "Rubin's rules (Rubin 1987) with the degrees of freedom of Barnard & Rubin (1999)"
#: Smallest share of the variance that is put down to absence when degrees of freedom are computed, as in R's mice
SMALLEST_SHARE = 1e-4


@dataclass(frozen=True)
class Pooled(Result):
    """Estimates pooled over imputations: numbers for one estimate, arrays of shape (k,) for k of them.

    Attributes
    ----------
    estimate, se, statistic, df, p : float or ndarray
        Pooled estimate, its standard error, t statistic, degrees of freedom, two-sided p value.
    ci_low, ci_high : float or ndarray
        Interval at level ``confidence``.
    within, between, total : float or ndarray
        Mean variance within imputations, variance between them, and within + (1 + 1/m) between.
    riv : float or ndarray
        Relative increase in variance due to absence; infinite where nothing varies within.
    lambda_, fmi : float or ndarray
        Share of the variance due to absence, and the fraction of missing information.
    m : int
        Imputations.
    complete_df : float
        Degrees of freedom had nobody been absent.
    confidence : float
        Level of the intervals.
    terms : tuple of str
        What was estimated.
    """

    estimate: float | Floats
    se: float | Floats
    statistic: float | Floats
    df: float | Floats
    p: float | Floats
    ci_low: float | Floats
    ci_high: float | Floats
    within: float | Floats
    between: float | Floats
    total: float | Floats
    riv: float | Floats
    lambda_: float | Floats
    fmi: float | Floats
    m: int
    complete_df: float
    confidence: float
    terms: tuple[str, ...]

    def estimates(self) -> tuple[Estimate, ...]:
        """Give every pooled estimate.

        Returns
        -------
        tuple of Estimate
            One per term.
        """
        parts = (self.estimate, self.se, self.statistic, self.df, self.p, self.ci_low, self.ci_high)
        rows = zip(*(np.atleast_1d(part) for part in parts), strict=True)
        return tuple(Estimate(term, *row) for term, row in zip(self.terms, rows, strict=True))


def pool_imputations(
    estimates: Any, variances: Any, complete_df: float = math.inf, *, confidence: float = 0.95
) -> Pooled:
    """Pool the estimates of m imputed data sets by Rubin's rules.

    With Q the estimates and U their squared standard errors: estimate mean(Q), within mean(U), between var(Q), total
    T = within + (1 + 1/m) between (Rubin 1987, *Multiple Imputation for Nonresponse in Surveys*, eqs. 3.1.2-3.1.5).
    With lambda = (1 + 1/m) between / T and v the complete-data degrees of freedom, df = a b / (a + b), where
    a = (m - 1)/lambda^2 and b = (v + 1)/(v + 3) v (1 - lambda) (Barnard & Rubin 1999, *Biometrika* 86, 948-955). The
    figures are those of R's ``mice::pool`` and ``pool.scalar``, which take lambda as at least 0.0001 in df.

    Parameters
    ----------
    estimates : sequence of numbers, shape (m,) or (m, k); DataFrame
        One row per imputation; the columns of a DataFrame name the terms.
    variances : sequence of numbers, of the same shape
        Squared standard errors.
    complete_df : float, default infinite
        Degrees of freedom had nobody been absent.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    Pooled
        Numbers for one estimate per imputation, arrays for k.

    Raises
    ------
    NotEnoughData
        With fewer than 2 imputations, or where an estimate does not vary within and between imputations.
    ValueError
        If the shapes differ, a number is missing or infinite, a variance is negative, or ``complete_df`` is not above
        zero.

    Examples
    --------
    >>> pooled = pool_imputations([1.0, 1.2, 1.1], [0.04, 0.05, 0.045], complete_df=40)
    >>> round(pooled.estimate, 4), round(pooled.se, 4), round(pooled.df, 4)
    (1.1, 0.2415, 16.636)
    """
    confidence = check_confidence(confidence)
    q, u = _numbers(estimates, "estimates"), _numbers(variances, "variances")
    _check(q, u, complete_df)
    terms = tuple(map(str, estimates.columns)) if isinstance(estimates, pd.DataFrame) else _terms(q)
    parts = rubin(q, u, float(complete_df), confidence)
    if not np.all(parts["total"] > 0):
        flat = ", ".join(term for term, total in zip(terms, np.atleast_1d(parts["total"]), strict=True) if total <= 0)
        raise NotEnoughData(f"no variance within or between imputations, so no interval can be given: {flat}")
    fields = {name: float(value) if q.ndim == 1 else value for name, value in parts.items()}
    return Pooled(METHOD, (), **fields, m=len(q), complete_df=float(complete_df), confidence=confidence, terms=terms)


def rubin(q: Floats, u: Floats, complete_df: float, confidence: float) -> dict[str, Floats]:
    """Compute Rubin's rules over the first axis.

    Parameters
    ----------
    q, u : ndarray of float, shape (m,) or (m, k)
        Estimates and their variances.
    complete_df : float
        Degrees of freedom had nobody been absent.
    confidence : float
        Level of the intervals.

    Returns
    -------
    dict of str to ndarray
        The numeric fields of a :class:`Pooled`.

    Examples
    --------
    >>> import numpy as np
    >>> float(rubin(np.array([1.0, 3.0]), np.array([1.0, 1.0]), np.inf, 0.95)["total"])
    4.0
    """
    m = len(q)
    estimate, within, between = q.mean(axis=0), u.mean(axis=0), q.var(axis=0, ddof=1)
    added = (1 + 1 / m) * between
    total = within + added
    with np.errstate(divide="ignore", invalid="ignore"):
        riv, share, se = added / within, added / total, np.sqrt(total)
        df = barnard_rubin(share, m, complete_df)
        # at an infinite riv the limit
        fmi = np.where(np.isinf(riv), 1.0, (riv + 2 / (df + 3)) / (riv + 1))
        statistic = estimate / se
    p = 2 * special.stdtr(df, -np.abs(statistic))
    half = special.stdtrit(df, (1 + confidence) / 2) * se
    return {
        "estimate": estimate, "se": se, "statistic": statistic, "df": df, "p": p,
        "ci_low": estimate - half, "ci_high": estimate + half,
        "within": within, "between": between, "total": total, "riv": riv, "lambda_": share, "fmi": fmi,
    }  # fmt: skip


def barnard_rubin(share: Floats, m: int, complete_df: float) -> Floats:
    """Give the degrees of freedom of a pooled estimate.

    Barnard & Rubin (1999, *Biometrika* 86, 948-955).

    Parameters
    ----------
    share : ndarray of float
        Share of the variance that is due to absence, lambda.
    m : int
        Imputations.
    complete_df : float
        Degrees of freedom had nobody been absent, may be infinite.

    Returns
    -------
    ndarray of float
        Degrees of freedom, of the shape of ``share``.

    Examples
    --------
    >>> import numpy as np
    >>> float(barnard_rubin(np.array(0.5), 5, np.inf))
    16.0
    """
    kept = np.maximum(share, SMALLEST_SHARE)
    old = (m - 1) / kept**2
    if math.isinf(complete_df):
        return np.asarray(old, dtype=np.float64)
    observed = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - kept)
    return np.asarray(old * observed / (old + observed), dtype=np.float64)


def _numbers(values: Any, name: str) -> Floats:
    try:
        numbers = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} must be numbers, one row per imputation: got {type(values).__name__}") from error
    if numbers.ndim not in (1, 2):
        raise ValueError(f"{name} must have one number, or one row of numbers, per imputation: got {numbers.ndim} axes")
    if not np.isfinite(numbers).all():
        raise ValueError(f"{name} holds a missing or infinite number: every imputation must give every estimate")
    return numbers


def _check(q: Floats, u: Floats, complete_df: Any) -> None:
    if q.shape != u.shape:
        raise ValueError(f"estimates and variances must have the same shape: got {q.shape} and {u.shape}")
    if len(q) < 2:
        raise NotEnoughData(f"at least 2 imputations are needed to see how much they differ: got {len(q)}")
    if (u < 0).any():
        raise ValueError(f"variances cannot be negative: got {u.min()}")
    is_number = isinstance(complete_df, int | float | np.number) and not isinstance(complete_df, bool)
    if not is_number or not complete_df > 0:
        raise ValueError(f"complete_df must be above 0, or infinite: got {complete_df!r}")


def _terms(q: Floats) -> tuple[str, ...]:
    return ("estimate",) if q.ndim == 1 else tuple(f"estimate {at + 1}" for at in range(q.shape[1]))
