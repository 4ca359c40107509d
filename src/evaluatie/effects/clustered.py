"""How sure a change is when people of one team are alike: the same change, with the spread between teams counted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.effects.changes import Change, is_zero, tested
from evaluatie.effects.comparing.least_squares import least_squares, renumber
from evaluatie.effects.comparing.robust import robust_coefficient, robust_row
from evaluatie.effects.comparing.sandwich import clustered_variances
from evaluatie.effects.describing import Mean
from evaluatie.effects.long_frame import Codes
from evaluatie.effects.t_interval import t_interval
from evaluatie.effects.values import Floats
from evaluatie.result import Estimate, NotEnoughData

#: A standard error over fewer teams is an equation in so few means that it tells how single teams answered: over two,
#: with the mean of all, exactly
FEWEST_CLUSTERS = 8
#: Below this few teams decide what it is, and a t test does not keep its level, whatever the covariance (Tipton 2015,
#: Psychological Methods 20, 375-393)
FEWEST_DF = 4.0
#: One team tells nothing of how teams differ
_SEVERAL = 2
METHOD = "; people of one team counted as alike (CR2, Satterthwaite df; Pustejovsky & Tipton 2018)"
AnyChange = TypeVar("AnyChange", bound=Change)
Flags = npt.NDArray[np.bool_]


def in_clusters(
    change: AnyChange, pre: Floats, post: Floats, cluster: Any, *,
    strata: Any = None, working_correlation: float = 0.0, working_ratio: float = 1.0,
) -> AnyChange:  # fmt: skip
    """Give a change the standard error that counts people of one team as alike.

    What happens in a team at one moment happens to all of its people, so that their changes are alike, and a change of
    n people is less sure than n separate people would make it. The estimate stays; its standard error is CR2 over teams
    with Satterthwaite's degrees of freedom (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018, *Journal of Business &
    Economic Statistics* 36, 672-683), of the regression of answers on wave. Answers are first freed of the correlation
    that the estimator takes people's two answers to have, and divided by the standard deviation that it takes their
    wave to have, so that the regression gives the same estimate. Standardised
    changes keep what the spread adds to their uncertainty, and get the rest from the new standard error, with t limits.

    Parameters
    ----------
    change : Change
        What an estimator gave for these people.
    pre, post : ndarray of float, shape (people,)
        Their answers; NaN where there is none. Of a change of pairs, those of the pairs.
    cluster : sequence of labels, shape (people,)
        Their teams; people without one stand alone.
    strata : sequence of labels, shape (people,), optional
        What teams were put into on purpose, such as those with interventions and those without: what these differ by is
        no chance, and is kept out of the spread between teams. A stratum of one team tells no spread, and is taken
        together with the first.
    working_correlation : float, default 0
        Between the two answers of one person, as the estimator takes it: 0 for a difference of means, that of the
        model for a mixed model.
    working_ratio : float, default 1
        Standard deviation of the second answers over that of the first, as the estimator takes it: ``sd_ratio`` of a
        mixed model, 1 for a difference of means.

    Returns
    -------
    Change
        Of the same class, with ``se``, ``df`` and what follows from them replaced.

    Raises
    ------
    NotEnoughData
        If there are fewer than eight teams of two or more people or four degrees of freedom, all people of a wave are
        in one team, or there is no spread between teams.

    Examples
    --------
    >>> from evaluatie.effects.paired import paired_change
    >>> pre, post = np.tile([2.0, 3, 4, 3], 5), np.repeat([3.0, 2, 4, 5, 3, 4, 3, 2, 4, 5], 2)
    >>> alone = paired_change(pre, post)
    >>> together = in_clusters(alone, pre, post, list("aabbccddeeffgghhiijj"))
    >>> together.mean_change == alone.mean_change, round(alone.se, 3), round(together.se, 3), round(together.df, 1)
    (True, 0.276, 0.365, 9.0)
    """
    return in_teams(change, pre, post, read_teams(cluster, strata, len(pre)), working_correlation, working_ratio)


@dataclass(frozen=True)
class Teams:
    """Who is in which team.

    Attributes
    ----------
    codes : ndarray of int, shape (people,)
        Number of each one's team, -1 for who has none.
    strata : ndarray of int, shape (people,), or None
        Number of the stratum that the team was put into on purpose, -1 for none; None without strata.
    """

    codes: Codes
    strata: Codes | None

    def among(self, chosen: Any) -> Teams:
        """Give those of some people."""
        return Teams(self.codes[chosen], None if self.strata is None else self.strata[chosen])


def read_teams(cluster: Any, strata: Any, people: int) -> Teams:
    """Give the teams and strata of people numbers.

    Parameters
    ----------
    cluster : sequence of labels, shape (people,)
        Their teams.
    strata : sequence of labels, shape (people,), or None
        Their strata.
    people : int
        How many there are.

    Returns
    -------
    Teams
        Numbered in the order in which they occur.

    Raises
    ------
    ValueError
        If there is not one label per person.

    Examples
    --------
    >>> read_teams(["b", None, "a", "b"], None, 4).codes
    array([ 0, -1,  1,  0])
    """
    codes, arms = (None if labels is None else pd.factorize(pd.Series(labels))[0] for labels in (cluster, strata))
    if codes is None or any(len(found) != people for found in (codes, arms) if found is not None):
        raise ValueError(f"cluster and strata must have one label per person: there are {people}")
    return Teams(codes, arms)


def in_teams(
    change: AnyChange, pre: Floats, post: Floats, teams: Teams,
    working_correlation: float = 0.0, working_ratio: float = 1.0,
) -> AnyChange:  # fmt: skip
    """Give a change the standard error that counts people of one team as alike.

    Parameters
    ----------
    change, pre, post, working_correlation, working_ratio
        As in :func:`in_clusters`.
    teams : Teams
        Who is in which team.

    Returns
    -------
    Change
        As :func:`in_clusters` gives it.

    Raises
    ------
    NotEnoughData
        As in :func:`in_clusters`.

    Examples
    --------
    >>> from evaluatie.effects.paired import paired_change
    >>> pre, post = np.tile([2.0, 3, 4, 3], 5), np.repeat([3.0, 2, 4, 5, 3, 4, 3, 2, 4, 5], 2)
    >>> together = in_teams(paired_change(pre, post), pre, post, Teams(np.repeat(np.arange(10), 2), None))
    >>> round(together.se, 3), round(together.df, 1)
    (0.365, 9.0)
    """
    known = ~np.isnan(pre), ~np.isnan(post)
    both, some = known[0] & known[1], known[0] | known[1]
    if both.sum() == known[0].sum() == known[1].sum():
        return _over_teams(change, mean_in_teams((post - pre)[both], teams.among(both)))
    require_teams(teams.codes, known)
    # a stratum that answered at one wave only has no change: its people are then like all others
    at_both = teams.strata is not None and set(teams.strata[known[0]]) == set(teams.strata[known[1]])
    alone = _alone(teams.codes)
    arms = _arms(_of_several(teams.strata, alone, known) if at_both else None, some)
    outcome, design, of = _freed(pre, post / working_ratio, both, alone, arms, (working_correlation, working_ratio))
    return _over_teams(change, _checked(robust_coefficient(outcome, design, of, 1)))


def mean_over_teams(values: Floats, cluster: Any, *, strata: Any = None, weights: Floats | None = None) -> Estimate:
    """Estimate a mean, such as of people's changes, and count people of one team as alike.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        Without missing values.
    cluster, strata
        As in :func:`in_clusters`.
    weights : ndarray of float, shape (n,), optional
        Above zero.

    Returns
    -------
    Estimate
        With CR2 standard error and Satterthwaite's degrees of freedom.

    Raises
    ------
    NotEnoughData
        As in :func:`in_clusters`.

    Examples
    --------
    >>> found = mean_over_teams(np.arange(20.0), list("aabbccddeeffgghhiijj"))
    >>> round(found.estimate, 6), round(found.se, 3), round(found.df, 1)
    (9.5, 1.915, 9.0)
    """
    return mean_in_teams(values, read_teams(cluster, strata, len(values)), weights)


def mean_in_teams(values: Floats, teams: Teams, weights: Floats | None = None) -> Estimate:
    """Estimate a mean, and count people of one team as alike.

    Parameters
    ----------
    values, weights
        As in :func:`mean_over_teams`.
    teams : Teams
        Who is in which team.

    Returns
    -------
    Estimate
        As :func:`mean_over_teams` gives it.

    Raises
    ------
    NotEnoughData
        As in :func:`in_clusters`.

    Examples
    --------
    >>> found = mean_in_teams(np.arange(20.0), Teams(np.repeat(np.arange(10), 2), None))
    >>> round(found.estimate, 6), round(found.se, 3)
    (9.5, 1.915)
    """
    design = _of_mean(teams, weights)
    return _checked(robust_coefficient(values, design, _alone(teams.codes), 0, weights))


def spread_in_teams(found: Mean, values: Floats, teams: Teams) -> Mean:
    """Give a mean the interval that counts people of one team as alike.

    Parameters
    ----------
    found : Mean
        Of these values.
    values : ndarray of float, shape (n,)
        Without missing values.
    teams : Teams
        Who is in which team.

    Returns
    -------
    Mean
        With CR2 standard error, Satterthwaite's degrees of freedom, and a t interval from these.

    Raises
    ------
    NotEnoughData
        As in :func:`in_clusters`.

    Examples
    --------
    >>> from evaluatie.effects.describing import mean
    >>> values = np.arange(20.0)
    >>> alone, together = mean(values), spread_in_teams(mean(values), values, Teams(np.repeat(np.arange(10), 2), None))
    >>> round(alone.se, 3), round(together.se, 3), round(together.df, 1)
    (1.323, 1.915, 9.0)
    """
    spread = mean_in_teams(values, teams)
    se, df = float(spread.se or 0.0), float(spread.df or 0.0)
    low, high = t_interval(found.mean, se, df, found.confidence)
    return replace(found, method=found.method + METHOD, se=se, df=df, ci_low=low, ci_high=high)


def variances_in_teams(values: Floats, teams: Teams) -> tuple[Floats, float]:
    """Give the variance of the mean of each of many rows of values of the same people, such as imputed changes.

    Parameters
    ----------
    values : ndarray of float, shape (m, people)
        Without missing values.
    teams : Teams
        Who is in which team.

    Returns
    -------
    tuple of ndarray of float, shape (m,), and float
        Squared standard errors of :func:`mean_in_teams`, and their degrees of freedom.

    Raises
    ------
    NotEnoughData
        As in :func:`in_clusters`, if it is so of any row.

    Examples
    --------
    >>> teams = Teams(np.repeat(np.arange(10), 2), None)
    >>> variances, df = variances_in_teams(np.stack([np.arange(20.0), 2 * np.arange(20.0)]), teams)
    >>> (variances**0.5).round(3), round(df, 1)
    (array([1.915, 3.83 ]), 9.0)
    """
    design, codes = _of_mean(teams), renumber(_alone(teams.codes))
    fit = least_squares(values[0], design)
    variances, df = clustered_variances(fit, values, codes, 0)
    left = values - (values @ fit.basis) @ fit.basis.T
    spreads, sizes = np.sqrt((left**2).sum(axis=1) / (len(codes) - design.shape[1])), np.abs(values).max(axis=1)
    flat = any(is_zero(float(spread) / 100, float(size)) for spread, size in zip(spreads, sizes, strict=True))
    for variance in variances:
        se = 0.0 if flat else math.sqrt(max(float(variance), 0.0))
        _checked(robust_row("mean", 0.0, se, df, 0.95, len(codes)))
    return variances, df


def _of_mean(teams: Teams, weights: Floats | None = None) -> Floats:
    """Give the design of a mean of people in teams: ones, and the centred strata."""
    everyone = np.ones(len(teams.codes), dtype=bool)
    require_teams(teams.codes, (everyone,))
    strata = _of_several(teams.strata, _alone(teams.codes), (everyone,))
    return np.column_stack([np.ones(len(everyone)), _arms(strata, everyone, weights)])


def _checked(found: Estimate) -> Estimate:
    if found.se is None or found.df is None:
        raise NotEnoughData("the answers show no spread between teams")
    if found.df < FEWEST_DF:
        raise NotEnoughData(f"too few teams carry the estimate: {found.df:.1f} degrees of freedom")
    return found


def require_teams(codes: Codes, parts: Sequence[Flags]) -> None:
    """Refuse what tells of single teams: fewer than eight, or a part of the answers that is of one only.

    Parameters
    ----------
    codes : ndarray of int, shape (people,)
        Number of each one's team, -1 for who has none.
    parts : sequence of ndarray of bool, shape (people,)
        Who is in each part of which there is a mean, such as a wave.

    Raises
    ------
    NotEnoughData
        If fewer than eight teams have two or more people, or all people of a part are in one team: its mean would
        seem to have no spread at all.

    Examples
    --------
    >>> first = np.arange(18) < 2
    >>> require_teams(np.repeat(np.arange(9), 2), [first, ~first])
    Traceback (most recent call last):
        ...
    evaluatie.result.NotEnoughData: all people of one part are in one team, which does not tell how teams differ
    """
    some = np.logical_or.reduce(parts)
    several = int((np.bincount(codes[some] + 1)[1:] > 1).sum())
    if several < FEWEST_CLUSTERS:
        raise NotEnoughData(f"at least {FEWEST_CLUSTERS} teams of two or more people are needed: got {several}")
    alone = _alone(codes)
    if any(len(np.unique(alone[part])) < _SEVERAL for part in parts):
        raise NotEnoughData("all people of one part are in one team, which does not tell how teams differ")


def _of_several(strata: Codes | None, clusters: Codes, waves: Sequence[Flags]) -> Codes | None:
    """Give -1 to strata that are one team at a wave: by itself it would seem to have no spread at all.

    It is taken together with the first, so that what they differ by counts as spread, which is rather too much than
    too little (as surveys do with a stratum of one sampled unit).
    """
    if strata is None:
        return None
    single = [
        number
        for number in np.unique(strata[strata >= 0])
        if any(len(np.unique(clusters[at & (strata == number)])) < _SEVERAL for at in waves)
    ]
    return np.where(np.isin(strata, single), -1, strata)


def _arms(strata: Codes | None, known: np.ndarray[Any, Any], weights: Floats | None = None) -> Floats:
    """Give a centred column for every stratum but the first: shape (people, strata - 1)."""
    if strata is None:
        return np.zeros((len(known), 0))
    present = np.unique(strata[known])
    columns = [(strata == number).astype(float) for number in present[present >= 0][1:]]
    of = np.ones(int(known.sum())) if weights is None else weights
    return np.column_stack(
        [column - np.average(column[known], weights=of) for column in columns] or [np.zeros((len(known), 0))]
    )


def _alone(codes: Codes) -> Codes:
    """Give who has no team one of their own."""
    return np.where(codes >= 0, codes, codes.max(initial=-1) + 1 + np.arange(len(codes)))


def _freed(
    pre: Floats,
    post: Floats,
    both: np.ndarray[Any, Any],
    teams: Codes,
    arms: Floats,
    working: tuple[float, float],
) -> tuple[Floats, Floats, Codes]:
    """Lay answers under each other, those of one person freed of their correlation; arms may change otherwise.

    The second answers and their design are in units of the ratio of standard deviations.
    """
    correlation, ratio = working
    root, last = math.sqrt(1 - correlation**2), 1 / ratio
    once_pre, once_post = ~np.isnan(pre) & ~both, ~np.isnan(post) & ~both
    # of a pair: the first answer, and what the second has beyond what the first foretells
    outcome = np.concatenate([pre[both], (post[both] - correlation * pre[both]) / root, pre[once_pre], post[once_post]])
    counts = (int(both.sum()), int(both.sum()), int(once_pre.sum()), int(once_post.sum()))
    kinds = [[1.0, 0.0], [(last - correlation) / root, last / root], [1.0, 0.0], [last, last]]
    rows = np.repeat(kinds, counts, axis=0)
    who = np.concatenate([np.flatnonzero(some) for some in (both, both, once_pre, once_post)])
    apart = [rows * arm[who][:, None] for arm in arms.T]
    return outcome, np.column_stack([rows, *apart]), teams[who]


def replaced(change: AnyChange, se: float, df: float, method: str) -> AnyChange:
    """Give a change another standard error, and what follows from it.

    Parameters
    ----------
    change : Change
        What an estimator gave.
    se, df : float
        Standard error and degrees of freedom.
    method : str
        What is added to its method.

    Returns
    -------
    Change
        Of the same class; standardised changes keep what the spread adds to their uncertainty.

    Examples
    --------
    >>> from evaluatie.effects.paired import paired_change
    >>> wider = replaced(paired_change([2.0, 3, 4, 3, 2], [3.0, 2, 4, 5, 3]), 0.8, 3.0, "")
    >>> wider.mean_change, wider.se, wider.df, round(wider.ci_low, 3)
    (0.6, 0.8, 3.0, -1.946)
    """
    confidence = change.confidence
    more = se**2 - float(change.se or 0.0) ** 2
    names = {field.name for field in fields(change)}
    terms = [name.removesuffix("_se") for name in names if name.endswith("_se")]
    standardised: dict[str, float] = {}
    for term in terms:
        own, of = getattr(change, f"{term}_se"), _standardiser(change, term)
        d = getattr(change, term.removesuffix("_bonett"))
        if own is None or of is None:
            continue
        wider = math.sqrt(max(own**2 + more / of**2, 0.0))
        low, high = t_interval(d, wider, df, confidence)
        standardised |= {f"{term}_se": wider, f"{term}_low": low, f"{term}_high": high}
    new: dict[str, Any] = {**tested(change.mean_change, se, df, confidence), **standardised}
    return replace(change, method=change.method + method, **{name: new[name] for name in new if name in names})


def _over_teams(change: AnyChange, found: Estimate) -> AnyChange:
    return replaced(change, float(found.se or 0.0), float(found.df or 0.0), METHOD)


def _standardiser(change: Change, term: str) -> float | None:
    """Give what a standardised change is the mean change divided by."""
    d = getattr(change, term.removesuffix("_bonett"))
    return change.mean_change / d if d else None
