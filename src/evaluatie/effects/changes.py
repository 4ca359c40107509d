"""The change between two moments: what the three ways of estimating it return."""

from __future__ import annotations

import math
from dataclasses import dataclass
from dataclasses import fields as fields_of
from typing import Any

import numpy as np

from evaluatie.effects.standardised import Standardised, hedges_factor
from evaluatie.effects.t_interval import t_interval, two_sided_p
from evaluatie.effects.values import Floats
from evaluatie.result import Estimate, Result

STANDARDISED = ("d_z", "d_av", "d_rm", "g_z", "g_av")


@dataclass(frozen=True)
class Change(Result):
    """A mean change, post minus pre, in points and in standard deviations.

    Attributes
    ----------
    mean_change : float
        Mean after minus mean before, in scale points.
    se, statistic, df, p : float or None
        Standard error, t statistic, degrees of freedom, two-sided p value; None where the answers show no spread.
    ci_low, ci_high : float or None
        Interval of the mean change at level ``confidence``.
    ci90_low, ci90_high : float or None
        Its 90% interval, whatever ``confidence`` is: the one that equivalence is read from.
    confidence : float
        Level of every other interval.
    n, n_pre, n_post, n_pairs : int
        People in the estimate (pairs if paired, else everyone), people before, people after, people in both.
    mean_pre, mean_post, sd_pre, sd_post : float
        Means and standard deviations of the people in the estimate.
    correlation : float or None
        Of the answers before and after, over the pairs.
    d_z, d_av, d_rm, g_z, g_av : float or None
        Mean change over the sd of the changes; over the root of the mean variance; over the within-person sd; d_z and
        d_av times Hedges' factor. None where not defined. Each with ``_se``, ``_low`` and ``_high``.
    """

    mean_change: float
    se: float | None
    statistic: float | None
    df: float | None
    p: float | None
    ci_low: float | None
    ci_high: float | None
    ci90_low: float | None
    ci90_high: float | None
    confidence: float
    n: int
    n_pre: int
    n_post: int
    n_pairs: int
    mean_pre: float
    mean_post: float
    sd_pre: float
    sd_post: float
    correlation: float | None
    d_z: float | None = None
    d_z_se: float | None = None
    d_z_low: float | None = None
    d_z_high: float | None = None
    d_av: float | None = None
    d_av_se: float | None = None
    d_av_low: float | None = None
    d_av_high: float | None = None
    d_rm: float | None = None
    d_rm_se: float | None = None
    d_rm_low: float | None = None
    d_rm_high: float | None = None
    g_z: float | None = None
    g_z_se: float | None = None
    g_z_low: float | None = None
    g_z_high: float | None = None
    g_av: float | None = None
    g_av_se: float | None = None
    g_av_low: float | None = None
    g_av_high: float | None = None

    def __post_init__(self) -> None:
        for field in fields_of(self):
            value = getattr(self, field.name)
            if isinstance(value, np.generic):
                object.__setattr__(self, field.name, value.item())

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the mean change, then the standardised changes that are defined.

        Returns
        -------
        tuple of Estimate
            Terms ``mean_change``, ``d_z``, ``d_av``, ``d_rm``, ``g_z``, ``g_av``, each with n.
        """
        change = Estimate(
            "mean_change",
            self.mean_change,
            self.se,
            self.statistic,
            self.df,
            self.p,
            self.ci_low,
            self.ci_high,
            n=self.n,
        )
        return (change, *(self._standardised(term) for term in STANDARDISED if getattr(self, term) is not None))

    def _standardised(self, term: str) -> Estimate:
        se, low, high = (getattr(self, f"{term}_{part}") for part in ("se", "low", "high"))
        return Estimate(term, getattr(self, term), se, ci_low=low, ci_high=high, n=self.n)


@dataclass(frozen=True)
class Moments:
    """Mean, variance and size of one wave's answers, and the largest of them without sign.

    Attributes
    ----------
    n : int
        Answers.
    mean, variance : float
        Their mean, and their variance with n - 1; NaN where there are too few to have one.
    scale : float
        Largest answer without sign: what rounding errors are measured against.
    """

    n: int
    mean: float
    variance: float
    scale: float


def moments(answers: Floats) -> Moments:
    """Summarise one wave's answers.

    Parameters
    ----------
    answers : ndarray of float, shape (n,)
        Without missing values.

    Returns
    -------
    Moments
        Their size, mean, variance and scale; of a single answer the variance is NaN, of none the mean as well.

    Examples
    --------
    >>> import numpy as np
    >>> moments(np.array([1.0, 2.0, 3.0]))
    Moments(n=3, mean=2.0, variance=1.0, scale=3.0)
    """
    if len(answers) == 0:
        return Moments(0, math.nan, math.nan, 0.0)
    scale = float(np.abs(answers).max())
    variance = float(answers.var(ddof=1)) if len(answers) > 1 else math.nan
    return Moments(len(answers), float(answers.mean()), 0.0 if is_zero(math.sqrt(variance), scale) else variance, scale)


def is_zero(spread: float, scale: float) -> bool:
    """Tell whether a spread is no more than rounding error.

    Parameters
    ----------
    spread, scale : float
        A standard deviation or standard error, and the size of the answers it came from.

    Returns
    -------
    bool
        True below ten units in the last place of ``scale``, the limit that R's ``t.test`` keeps.

    Examples
    --------
    >>> is_zero(1e-17, 3.0), is_zero(0.01, 3.0)
    (True, False)
    """
    return spread <= 10 * float(np.finfo(float).eps) * scale


def describe(pre: Moments, post: Moments, n: int, n_pairs: int, correlation: float | None) -> dict[str, Any]:
    """Collect the fields of a :class:`Change` that describe the two waves.

    Parameters
    ----------
    pre, post : Moments
        The two waves.
    n, n_pairs : int
        People in the estimate, and people in both waves.
    correlation : float or None
        Of the answers before and after.

    Returns
    -------
    dict
        Field names and values.

    Examples
    --------
    >>> describe(Moments(3, 2.0, 1.0, 3.0), Moments(3, 2.5, 1.0, 3.0), 6, 0, None)["mean_change"]
    0.5
    """
    return {
        "mean_change": post.mean - pre.mean,
        "n": n,
        "n_pre": pre.n,
        "n_post": post.n,
        "n_pairs": n_pairs,
        "mean_pre": pre.mean,
        "mean_post": post.mean,
        "sd_pre": math.sqrt(pre.variance),
        "sd_post": math.sqrt(post.variance),
        "correlation": correlation,
    }


def tested(mean_change: float, se: float, df: float, confidence: float) -> dict[str, Any]:
    """Collect the fields of a :class:`Change` that follow from its standard error and degrees of freedom.

    Parameters
    ----------
    mean_change, se, df : float
        The change, its standard error (above zero), its degrees of freedom.
    confidence : float
        Level of the interval.

    Returns
    -------
    dict
        Field names and values.

    Examples
    --------
    >>> round(tested(0.5, 0.25, 30, 0.95)["p"], 4)
    0.0546
    """
    low, high = t_interval(mean_change, se, df, confidence)
    low90, high90 = t_interval(mean_change, se, df, 0.90)
    statistic = mean_change / se
    return {
        "se": se,
        "statistic": statistic,
        "df": df,
        "p": two_sided_p(statistic, df),
        "ci_low": low,
        "ci_high": high,
        "ci90_low": low90,
        "ci90_high": high90,
    }


def untested() -> dict[str, Any]:
    """Collect the same fields where no uncertainty can be estimated: all None.

    Returns
    -------
    dict
        Field names and None.

    Examples
    --------
    >>> untested()["p"] is None
    True
    """
    return dict.fromkeys(("se", "statistic", "df", "p", "ci_low", "ci_high", "ci90_low", "ci90_high"))


def with_hedges(effects: dict[str, Standardised | None], df: float) -> dict[str, Any]:
    """Add the Hedges-corrected forms of d_z and d_av, and lay all of them out as fields of a :class:`Change`.

    Parameters
    ----------
    effects : dict
        Standardised changes by term (``d_z``, ``d_av``, ``d_rm``); None where not defined.
    df : float
        Degrees of freedom of Hedges' factor; at 1 or less there is none, and no corrected form.

    Returns
    -------
    dict
        Field names and values.

    Examples
    --------
    >>> round(with_hedges({"d_z": Standardised(0.5)}, 10)["g_z"], 4)
    0.4614
    """
    named = dict(effects)
    for plain, corrected in (("d_z", "g_z"), ("d_av", "g_av")):
        effect = effects.get(plain)
        named[corrected] = effect.times(hedges_factor(df)) if effect is not None and df > 1 else None
    return {
        field: value
        for term, effect in named.items()
        if effect is not None
        for field, value in (
            (term, effect.estimate),
            (f"{term}_se", effect.se),
            (f"{term}_low", effect.low),
            (f"{term}_high", effect.high),
        )
    }
