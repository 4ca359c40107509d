"""How small a change a survey of this size could have found: power before or after the fact, never from the result."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from evaluatie.effects.changes import Moments
from evaluatie.effects.independent import welch_df
from evaluatie.effects.overlapping import overlapping_df, overlapping_se
from evaluatie.effects.power import exact_effect
from evaluatie.effects.t_interval import detectable_change
from evaluatie.result import Estimate, NotEnoughData, Result

BLOOM = "Minimum detectable effect (Bloom 1995: sum of two t quantiles times the standard error)"
NONCENTRAL = "exact form by the noncentral t distribution"
ONE_SD = "both moments are taken to have the same standard deviation"


@dataclass(frozen=True)
class Detectable(Result):
    """The smallest true change that a two-sided test finds with the stated power.

    Attributes
    ----------
    effect : float
        In standard deviations, by Bloom's multiplier.
    points : float
        The same in points: ``effect`` x ``sd``.
    effect_exact, points_exact : float
        By the noncentral t distribution: that of R's ``power.t.test(strict = TRUE)``.
    se, df : float
        Standard error of the change, in points, and its degrees of freedom.
    power, alpha : float
        Probability of finding it, and two-sided level of the test.
    sd : float
        Standard deviation at either moment, in points.
    n, n_pre, n_post, n_pairs : int
        Different people, people before (or in the first group), after (or in the second), and in both.
    clusters_pre, clusters_post : int or None
        Clusters in either group.
    design_effect : float or None
        By which the clusters multiply the variance of the change; None without clusters.
    """

    effect: float
    points: float
    effect_exact: float
    points_exact: float
    se: float
    df: float
    power: float
    alpha: float
    sd: float
    n: int
    n_pre: int
    n_post: int
    n_pairs: int
    clusters_pre: int | None
    clusters_post: int | None
    design_effect: float | None

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the detectable effect in standard deviations and in points, both ways; they have no interval.

        Returns
        -------
        tuple of Estimate
            Terms ``detectable_effect``, ``detectable_points``, ``detectable_effect_exact``,
            ``detectable_points_exact``.
        """
        return (
            Estimate("detectable_effect", self.effect, df=self.df, n=self.n),
            Estimate("detectable_points", self.points, self.se, df=self.df, n=self.n),
            Estimate("detectable_effect_exact", self.effect_exact, df=self.df, n=self.n),
            Estimate("detectable_points_exact", self.points_exact, self.se, df=self.df, n=self.n),
        )


def minimal_detectable_effect(
    n_pre: int,
    n_post: int | None = None,
    n_pairs: int = 0,
    correlation: float | None = None,
    sd: float = 1.0,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    clusters: int | tuple[int, int] | None = None,
    icc: float | None = None,
    size_variation: float = 0.0,
) -> Detectable:
    """Give the smallest true change that would be found with the stated power.

    For people linked over both moments, separate samples, or samples that overlap partly: the standard error and
    degrees of freedom of Derrick, Toher & White (2017) with equal standard deviations, which are those of the paired
    and the unpaired t test at either end. For two groups of clusters: each group's variance is multiplied by
    1 + ((cv^2 + 1) m - 1) icc, with m people per cluster and cv the variation of cluster sizes (Eldridge, Ashby &
    Kerry 2006, *International Journal of Epidemiology* 35, 1292-1300), with t on the number of clusters less 2 (Bloom
    2005, *Learning More from Social Experiments*, ch. 4).

    ``effect`` is (t_{1 - alpha/2} + t_{power}) x se (Bloom 1995, *Evaluation Review* 19, 547-556), ``effect_exact`` the
    change at which the noncentral t distribution has that power. At 80% power and the 5% level Bloom's lies within
    0.1% of it from 14 degrees of freedom on, and is too small by 1% at 4, 5% at 2 and 14% at 1: with so few read the
    exact one.

    Parameters
    ----------
    n_pre : int
        People before, or in the first group.
    n_post : int, optional
        People after, or in the second group; else as many as before.
    n_pairs : int, default 0
        People in both.
    correlation : float, optional
        Of the answers before and after; needed where people are in both.
    sd : float, default 1.0
        Standard deviation of the answers, in points.
    power : float, default 0.8
        Probability of finding the change.
    alpha : float, default 0.05
        Two-sided level of the test.
    clusters : int or pair of int, optional
        Teams or organisations in each of two separate groups (one number: as many in either).
    icc : float, optional
        Intraclass correlation within clusters; needed with ``clusters``.
    size_variation : float, default 0.0
        Standard deviation of the cluster sizes over their mean.

    Returns
    -------
    Detectable
        The effect in standard deviations and in points.

    Raises
    ------
    NotEnoughData
        If the numbers leave no degrees of freedom.
    ValueError
        If a number cannot be what it is said to be, a correlation or icc is missing, or clusters come with linked
        people.

    Examples
    --------
    >>> found = minimal_detectable_effect(150, 150, n_pairs=80, correlation=0.6, sd=0.8)
    >>> round(found.effect, 4), round(found.points, 4), found.n
    (0.2682, 0.2146, 220)
    >>> round(minimal_detectable_effect(200, 200, clusters=10, icc=0.05).effect, 4)
    0.4138
    """
    n_post = n_pre if n_post is None else n_post
    _check(n_pre, n_post, n_pairs, correlation, sd, power, alpha)
    if clusters is None:
        if icc is not None:
            raise ValueError(f"icc {icc} needs the number of clusters: give clusters as well")
        se, df = _of_people(n_pre, n_post, n_pairs, correlation or 0.0)
        return _detectable(se, df, power, alpha, sd, (n_pre, n_post, n_pairs), (None, None), None)
    if n_pairs:
        raise ValueError("clusters are for two separate groups: got linked people as well (n_pairs)")
    pair = _check_clusters(clusters, (n_pre, n_post), icc, size_variation)
    plain = 1 / n_pre + 1 / n_post
    variance = sum(
        design_effect(n / number, icc or 0.0, size_variation) / n
        for n, number in zip((n_pre, n_post), pair, strict=True)
    )
    df = sum(pair) - 2.0
    return _detectable(math.sqrt(variance), df, power, alpha, sd, (n_pre, n_post, 0), pair, variance / plain)


def design_effect(size: float, icc: float, variation: float = 0.0) -> float:
    """Give the factor by which clusters multiply the variance of a mean: 1 + ((cv^2 + 1) m - 1) icc.

    Eldridge, Ashby & Kerry (2006), *International Journal of Epidemiology* 35, 1292-1300.

    Parameters
    ----------
    size : float
        People per cluster, m.
    icc : float
        Intraclass correlation.
    variation : float, default 0.0
        Standard deviation of the sizes over their mean, cv.

    Returns
    -------
    float
        At least 1 where clusters have one person or more, and the correlation is not negative.

    Examples
    --------
    >>> round(design_effect(20, 0.05), 4), round(design_effect(20, 0.05, 0.6), 4)
    (1.95, 2.31)
    """
    return 1 + ((variation**2 + 1) * size - 1) * icc


def _of_people(n_pre: int, n_post: int, n_pairs: int, correlation: float) -> tuple[float, float]:
    first, last = Moments(n_pre, 0.0, 1.0, 1.0), Moments(n_post, 0.0, 1.0, 1.0)
    return overlapping_se(first, last, correlation, n_pairs), overlapping_df(
        welch_df(first, last), n_pre, n_post, n_pairs
    )


def _detectable(
    se: float,
    df: float,
    power: float,
    alpha: float,
    sd: float,
    people: tuple[int, int, int],
    clusters: tuple[int, int] | tuple[None, None],
    inflation: float | None,
) -> Detectable:
    if df <= 0:
        raise NotEnoughData(f"at least 3 clusters in all are needed for a test of their groups: got {clusters}")
    effect, exact = detectable_change(se, df, power=power, alpha=alpha), exact_effect(df, power, alpha) * se
    n_pre, n_post, n_pairs = people
    notes: tuple[str, ...] = (
        ONE_SD,
        "what could have been found depends on the size of the survey, not on what was found",
    )
    if df < 14:
        notes += (f"with {df:.3g} degrees of freedom Bloom's form is off by more than 0.1%: read the exact one",)
    if inflation is not None:
        notes += (f"clusters multiply the variance by {inflation:.3g}; degrees of freedom are clusters less 2",)
    return Detectable(
        f"{BLOOM}; {NONCENTRAL}",
        notes,
        effect,
        effect * sd,
        exact,
        exact * sd,
        se * sd,
        df,
        power,
        alpha,
        sd,
        n_pre + n_post - n_pairs,
        n_pre,
        n_post,
        n_pairs,
        clusters[0],
        clusters[1],
        inflation,
    )


def _check(
    n_pre: int, n_post: int, n_pairs: int, correlation: float | None, sd: float, power: float, alpha: float
) -> None:
    for name, count in (("n_pre", n_pre), ("n_post", n_post), ("n_pairs", n_pairs)):
        _whole(name, count)
    if min(n_pre, n_post) < 2:
        raise NotEnoughData(f"at least 2 people are needed at either moment: got {n_pre} before and {n_post} after")
    if n_pairs > min(n_pre, n_post):
        raise ValueError(f"n_pairs cannot exceed the people at either moment: got {n_pairs} of {n_pre} and {n_post}")
    if n_pairs and correlation is None:
        raise ValueError(f"{n_pairs} linked people need the correlation of their answers: give correlation")
    if correlation is not None and not -1 <= correlation < 1:
        raise ValueError(f"correlation must be at least -1 and below 1: got {correlation!r}")
    if not (math.isfinite(sd) and sd > 0):
        raise ValueError(f"sd must be a finite number above zero: got {sd!r}")
    if not 0 < alpha < power < 1:
        raise ValueError(f"alpha and power must lie between 0 and 1, alpha below power: got {alpha!r} and {power!r}")


def _check_clusters(
    clusters: int | tuple[int, int], people: tuple[int, int], icc: float | None, variation: float
) -> tuple[int, int]:
    first, second = (clusters, clusters) if isinstance(clusters, int | np.integer) else clusters
    for number, n in zip((first, second), people, strict=True):
        if _whole("clusters", number) < 1 or number > n:
            raise ValueError(f"clusters must be 1 or more in each group, and no more than its people: got {number}")
    if icc is None or not 0 <= icc <= 1:
        raise ValueError(f"clusters need their intraclass correlation, from 0 to 1: got icc {icc!r}")
    if not (math.isfinite(variation) and variation >= 0):
        raise ValueError(f"size_variation must be a number of 0 or more: got {variation!r}")
    return int(first), int(second)


def _whole(name: str, count: int) -> int:
    if isinstance(count, bool) or not isinstance(count, int | np.integer) or count < 0:
        raise ValueError(f"{name} must be a whole number of 0 or more: got {count!r}")
    return int(count)
