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

STANDARDISED = ("d_z", "d_av", "d_rm", "g_z", "g_av", "d_b", "g_rm", "g_b")
#: each Hedges-corrected form and the plain one that it comes from
CORRECTED = {"g_z": "d_z", "g_av": "d_av", "g_rm": "d_rm", "g_b": "d_b"}
#: ending of a term that is another interval of the same estimate
BONETT = "_bonett"


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
    d_z, d_av, d_rm, d_b : float or None
        Mean change over the sd of the changes; over the root of the mean variance; over the within-person sd; over the
        sd before (Becker's d of pairs, Glass's delta of separate samples). None where not defined. Each with ``_se``,
        ``_low`` and ``_high``.
    g_z, g_av, g_rm, g_b : float or None
        The same times Hedges' factor, limits included.
    d_av_bonett_low, d_av_bonett_high, d_av_bonett_se : float or None
        Another interval of the paired d_av, likewise of d_rm, g_av and g_rm: one that counts the standardiser as
        estimated, as Bonett (2008) does. The plain limits of the paired d_av and d_rm are those of effectsize, which
        do not, and are too narrow for large changes of answers that correlate highly. For partly overlapping samples
        those of d_av are its plain limits; for separate samples, None.

    Notes
    -----
    How often 95% intervals held the true value, in percent of 20,000 samples of normal answers: the lowest and highest
    over effects of 0, 0.2, 0.5 and 0.8 and correlations of .2, .5 and .8 (``benchmarks/standardised_coverage.py``).

    ==========================  ==========  ==========
    paired                      n = 30      n = 100
    ==========================  ==========  ==========
    d_z, g_z                    94.5-95.2   94.7-95.2
    d_av, g_av                  85.2-94.2   86.9-94.8
    d_av_bonett, g_av_bonett    94.0-94.8   94.5-95.1
    d_rm, g_rm                  89.4-96.4   91.2-96.6
    d_rm_bonett, g_rm_bonett    93.8-94.8   94.5-95.1
    d_b, g_b                    93.5-94.5   94.5-95.0
    ==========================  ==========  ==========

    For partly overlapping samples (half of each wave in both) 94.5-95.8 and 94.7-95.2, for separate samples 94.8-95.4
    and 94.8-95.1, all terms together. The interval of the paired d_b takes the variances of the two waves as equal.

    Two definitions of d_av circulate. Here the change is divided by the root of the mean *variance* (Cumming 2012), as
    in effectsize; Lakens (2013, *Frontiers in Psychology* 4:863) divides by the mean of the two *standard deviations*,
    (sd_pre + sd_post)/2, which is never larger, so that his d_av is never closer to zero.
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
    d_b: float | None = None
    d_b_se: float | None = None
    d_b_low: float | None = None
    d_b_high: float | None = None
    g_rm: float | None = None
    g_rm_se: float | None = None
    g_rm_low: float | None = None
    g_rm_high: float | None = None
    g_b: float | None = None
    g_b_se: float | None = None
    g_b_low: float | None = None
    g_b_high: float | None = None
    d_av_bonett_se: float | None = None
    d_av_bonett_low: float | None = None
    d_av_bonett_high: float | None = None
    d_rm_bonett_se: float | None = None
    d_rm_bonett_low: float | None = None
    d_rm_bonett_high: float | None = None
    g_av_bonett_se: float | None = None
    g_av_bonett_low: float | None = None
    g_av_bonett_high: float | None = None
    g_rm_bonett_se: float | None = None
    g_rm_bonett_low: float | None = None
    g_rm_bonett_high: float | None = None

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
            Terms ``mean_change``, ``d_z``, ``d_av``, ``d_rm``, ``g_z``, ``g_av``, ``d_b``, ``g_rm``, ``g_b``, each
            with n.
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


def with_hedges(effects: dict[str, Standardised | None], df: float, df_pre: float | None = None) -> dict[str, Any]:
    """Add the Hedges-corrected forms, and lay all of them out as fields of a :class:`Change`.

    Parameters
    ----------
    effects : dict
        Standardised changes by term (``d_z``, ``d_av``, ``d_rm``, ``d_b``); None where not defined. A term ending in
        ``_bonett`` is another interval of the term before it.
    df : float
        Degrees of freedom of Hedges' factor; at 1 or less there is none, and no corrected form.
    df_pre : float, optional
        Those of d_b, where its standardiser has others.

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
    for corrected, plain in CORRECTED.items():
        freedom = df_pre if plain == "d_b" and df_pre is not None else df
        for ending in ("", BONETT):
            effect = effects.get(plain + ending)
            if effect is not None and freedom > 1:
                named[corrected + ending] = effect.times(hedges_factor(freedom))
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
        if not field.endswith(BONETT)
    }
