"""How sure a change is when people of one team are alike: the same change, with the spread between teams counted."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from evaluatie.effects.changes import Change, tested
from evaluatie.effects.comparing.robust import cluster_robust
from evaluatie.effects.t_interval import t_interval
from evaluatie.effects.values import Floats
from evaluatie.result import Estimate, NotEnoughData

#: With fewer teams their spread can hardly be told: intervals become several times wider, for want of knowledge only
FEWEST_CLUSTERS = 8
#: Below this a t test does not keep its level, whatever the covariance (Tipton 2015, Psychological Methods 20, 375-393)
FEWEST_DF = 4.0
METHOD = "; people of one team counted as alike (CR2, Satterthwaite df; Pustejovsky & Tipton 2018)"
AnyChange = TypeVar("AnyChange", bound=Change)


def in_clusters(
    change: AnyChange, pre: Floats, post: Floats, cluster: Any, *, strata: Any = None, working_correlation: float = 0.0
) -> AnyChange:
    """Give a change the standard error that counts people of one team as alike.

    What happens in a team at one moment happens to all of its people, so that their changes are alike, and a change of
    n people is less sure than n separate people would make it. The estimate stays; its standard error is CR2 over teams
    with Satterthwaite's degrees of freedom (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018, *Journal of Business &
    Economic Statistics* 36, 672-683), of the regression of answers on wave. Answers are first freed of the correlation
    that the estimator takes people's two answers to have, so that the regression gives the same estimate. Standardised
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
        no chance, and is kept out of the spread between teams.
    working_correlation : float, default 0
        Between the two answers of one person, as the estimator takes it: 0 for a difference of means, that of the
        model for a mixed model.

    Returns
    -------
    Change
        Of the same class, with ``se``, ``df`` and what follows from them replaced.

    Raises
    ------
    NotEnoughData
        If there are fewer than eight teams, too few to tell their spread by, or there is no spread between them.

    Examples
    --------
    >>> from evaluatie.effects.paired import paired_change
    >>> pre, post = np.tile([2.0, 3, 4, 3], 5), np.repeat([3.0, 2, 4, 5, 3, 4, 3, 2, 4, 5], 2)
    >>> alone = paired_change(pre, post)
    >>> together = in_clusters(alone, pre, post, list("aabbccddeeffgghhiijj"))
    >>> together.mean_change == alone.mean_change, round(alone.se, 3), round(together.se, 3), round(together.df, 1)
    (True, 0.276, 0.365, 9.0)
    """
    known = ~np.isnan(pre), ~np.isnan(post)
    both = known[0] & known[1]
    if both.sum() == known[0].sum() == known[1].sum():
        return _replaced(change, mean_over_teams((post - pre)[both], _some(cluster, both), strata=_some(strata, both)))
    teams, arms = _alone(cluster, len(pre)), _arms(strata, known[0] | known[1])
    _require_teams(teams[known[0] | known[1]])
    outcome, design, of = _freed(pre, post, both, teams, arms, working_correlation)
    return _replaced(change, _checked(cluster_robust(outcome, design, of).coefficients[1]))


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
    everyone = np.ones(len(values), dtype=bool)
    teams, arms = _alone(cluster, len(values)), _arms(strata, everyone, weights)
    _require_teams(teams)
    design = np.column_stack([np.ones(len(values)), arms])
    return _checked(cluster_robust(values, design, teams, weights=weights).coefficients[0])


def _checked(found: Estimate) -> Estimate:
    if found.se is None or found.df is None:
        raise NotEnoughData("the answers show no spread between teams")
    if found.df < FEWEST_DF:
        raise NotEnoughData(f"too few teams carry the estimate: {found.df:.1f} degrees of freedom")
    return found


def _some(labels: Any, chosen: np.ndarray[Any, Any]) -> Any:
    return None if labels is None else np.asarray(labels, dtype=object)[chosen]


def _require_teams(teams: np.ndarray[Any, np.dtype[np.intp]]) -> None:
    several = int((np.bincount(teams) > 1).sum())
    if several < FEWEST_CLUSTERS:
        raise NotEnoughData(f"at least {FEWEST_CLUSTERS} teams of two or more people are needed: got {several}")


def _arms(strata: Any, known: np.ndarray[Any, Any], weights: Floats | None = None) -> Floats:
    """Give a centred column for every stratum but the first: shape (people, strata - 1)."""
    if strata is None:
        return np.zeros((len(known), 0))
    codes, labels = pd.factorize(pd.Series(strata))
    columns = [(codes == number).astype(float) for number in range(1, len(labels)) if (codes[known] == number).any()]
    of = np.ones(int(known.sum())) if weights is None else weights
    return np.column_stack(
        [column - np.average(column[known], weights=of) for column in columns] or [np.zeros((len(known), 0))]
    )


def _alone(cluster: Any, people: int) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Give each one's team a number; who has none is a team of one."""
    codes, labels = pd.factorize(pd.Series(cluster))
    return np.where(codes >= 0, codes, len(labels) + np.arange(people))


def _freed(
    pre: Floats,
    post: Floats,
    both: np.ndarray[Any, Any],
    teams: np.ndarray[Any, Any],
    arms: Floats,
    correlation: float,
) -> tuple[Floats, Floats, np.ndarray[Any, Any]]:
    """Lay answers under each other, those of one person freed of their correlation; arms may change otherwise."""
    root = math.sqrt(1 - correlation**2)
    once_pre, once_post = ~np.isnan(pre) & ~both, ~np.isnan(post) & ~both
    # of a pair: the first answer, and what the second has beyond what the first foretells
    outcome = np.concatenate([pre[both], (post[both] - correlation * pre[both]) / root, pre[once_pre], post[once_post]])
    counts = (int(both.sum()), int(both.sum()), int(once_pre.sum()), int(once_post.sum()))
    rows = np.repeat([[1.0, 0.0], [(1 - correlation) / root, 1 / root], [1.0, 0.0], [1.0, 1.0]], counts, axis=0)
    who = np.concatenate([np.flatnonzero(some) for some in (both, both, once_pre, once_post)])
    apart = [rows * arm[who][:, None] for arm in arms.T]
    return outcome, np.column_stack([rows, *apart]), teams[who]


def _replaced(change: AnyChange, found: Estimate) -> AnyChange:
    se, df, confidence = float(found.se or 0.0), float(found.df or 0.0), change.confidence
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
    return replace(change, method=change.method + METHOD, **{name: new[name] for name in new if name in names})


def _standardiser(change: Change, term: str) -> float | None:
    """Give what a standardised change is the mean change divided by."""
    d = getattr(change, term.removesuffix("_bonett"))
    return change.mean_change / d if d else None
