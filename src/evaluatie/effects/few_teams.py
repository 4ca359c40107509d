"""How sure something is where teams are few: what people of one team have in common, as found over many outcomes.

A standard error over a few teams tells how a single one answered: over two, with the mean of all, exactly. The mean of
many outcomes' intraclass correlations is one coarse number for many unknown ones. Teams of fewer than ten people are
not looked at, so that nothing depends on how many there are in them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evaluatie.effects.changes import is_zero
from evaluatie.effects.clustered import AnyChange, replaced
from evaluatie.effects.clustered_others import share_worth, trimmed_retested
from evaluatie.effects.describing import Mean, Proportion
from evaluatie.effects.long_frame import Codes
from evaluatie.effects.ranks import RankChange, fisher_limits
from evaluatie.effects.t_interval import t_interval, t_quantile, two_sided_p
from evaluatie.effects.trimmed import TrimmedChange
from evaluatie.effects.values import Floats
from evaluatie.result import NotEnoughData

#: Fewer outcomes make their mean an equation in few unknown ones, and leave an interval to chance
FEWEST_OUTCOMES = 4
#: Of two teams it would tell how far apart they are, and with the mean of all where each is
FEWEST_TEAMS = 3
#: The mean of a smaller team is mostly chance, and how many answered in it is told to nobody
FEWEST_PEOPLE = 10
METHOD = "; what people of one team have in common, over all outcomes, is counted"
_SEVERAL = 2
#: As many teams are still few
_MOST = 7


@dataclass(frozen=True)
class Common:
    """What people of one team have in common, over all outcomes.

    Attributes
    ----------
    icc : float
        Intraclass correlation: the part of the variance that is between teams.
    teams : float
        Effective number of teams, in halves: 1 over the sum of their squared shares (Kish 1965, *Survey Sampling*,
        chapter 5).
    df : float
        Degrees of freedom of the variance between teams: teams less strata, as if outcomes were one and the same.
    """

    icc: float
    teams: float
    df: float

    def spread(self, alone: float, df: float, variance: float) -> tuple[float, float]:
        """Give the standard error of an average that counts what people of one team have in common.

        The variance between teams, over how many there are, comes on top of what independent people make uncertain;
        degrees of freedom are Satterthwaite's (1946, *Biometrics Bulletin* 2, 110-114) of the two together.

        Parameters
        ----------
        alone, df : float
            Squared standard error of independent people, and its degrees of freedom.
        variance : float
            Of what is averaged, among people; of changes, of the answers at both waves together.

        Returns
        -------
        tuple of float
            Standard error, and degrees of freedom, no more than those of independent people.

        Examples
        --------
        >>> [round(one, 3) for one in Common(0.1, 4.0, 3).spread(0.01, 99, 1.0)]
        [0.187, 5.852]
        """
        between = self.icc * variance / self.teams
        together = (alone + between) ** 2 / (alone**2 / df + between**2 / self.df)
        return math.sqrt(alone + between), min(together, df)


def intraclass(values: Floats, teams: Codes, strata: Codes | None = None) -> tuple[float, int]:
    """Estimate the part of a variance that is between teams, from their means, each as good as the others.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        Without missing values.
    teams : ndarray of int, shape (n,)
        Number of each one's team, -1 for who has none.
    strata : ndarray of int, shape (n,), optional
        What whole teams were put into on purpose, so that it is no spread between them. A stratum of one team is taken
        together with the first of several; where fewer than two have several, there are none.

    Returns
    -------
    tuple of float and int
        The variance between teams of ten people or more over that of all values, below 0 where teams differ less than
        chance would make them and 1 at most, and degrees of freedom: teams less strata. Of teams of one size, the
        variance between them is that of the analysis of variance (Searle, Casella & McCulloch 1992, *Variance
        components*, section 3.6).

    Raises
    ------
    NotEnoughData
        If fewer than three teams have ten people or more, or all values are the same.

    Examples
    --------
    >>> values = np.tile([2.0, 3, 4, 3, 4], 6) + np.repeat([0.0, 1, 0.5], 10)
    >>> icc, df = intraclass(values, np.repeat([0, 1, 2], 10))
    >>> round(icc, 3), df
    (0.25, 2)
    """
    found = _means(values, teams)
    _require_teams(len(found))
    return _between(found, _strata(teams, strata), float(values.var(ddof=1)))


def intraclass_of_change(pre: Floats, post: Floats, teams: Codes, strata: Codes | None = None) -> tuple[float, int]:
    """Estimate how much of the variance of answers at two waves is that of changes between teams.

    Parameters
    ----------
    pre, post : ndarray of float, shape (n,)
        Answers, NaN where there is none. Changes are those of people who answered twice where there are three teams
        with ten of them or more, else those of teams' means.
    teams, strata
        As :func:`intraclass` takes them.

    Returns
    -------
    tuple of float and int
        The variance of changes between teams over the sum of the variances of answers at both waves, and degrees of
        freedom.

    Raises
    ------
    NotEnoughData
        If fewer than three teams have ten people or more at both waves, or nothing varies.

    Examples
    --------
    >>> pre = np.tile([2.0, 3, 4, 3, 4, 5, 1, 2, 3, 2], 3)
    >>> post = pre + np.tile([0.0, 1, 0, -1, 0], 6) + np.repeat([0.0, 1, 0.5], 10)
    >>> icc, df = intraclass_of_change(pre, post, np.repeat([0, 1, 2], 10))
    >>> round(icc, 3), df
    (0.072, 2)
    """
    first, last = ~np.isnan(pre), ~np.isnan(post)
    both, total, arms = first & last, answers_variance(pre, post), _strata(teams, strata)
    pairs = _means((post - pre)[both], teams[both])
    if len(pairs) >= FEWEST_TEAMS:
        return _between(pairs, arms, total)
    at = [_means(values[there], teams[there]) for values, there in ((pre, first), (post, last))]
    moved = {team: at[1][team].move(at[0][team]) for team in at[0] if team in at[1]}
    _require_teams(len(moved))
    return _between(moved, arms, total)


def pooled(found: Sequence[tuple[float, int]], teams: float, step: float, least: float = 0.0) -> Common | None:
    """Take the intraclass correlations of many outcomes together.

    Parameters
    ----------
    found : sequence of tuple of float and int
        What :func:`intraclass` gave of each.
    teams : float
        The effective number of teams.
    step : float
        What it is rounded up to a whole number of.
    least : float, default 0
        It is no less than this, such as :func:`least_protecting` gives.

    Returns
    -------
    Common or None
        The mean, one step at least, and the least of the degrees of freedom; None of fewer than four. More than seven
        teams are no few: where a group is in few of many, they count as seven.

    Examples
    --------
    >>> pooled([(0.12, 3), (0.05, 3), (-0.02, 3), (0.07, 2)], 3.5, 0.01)
    Common(icc=0.06, teams=3.5, df=2)
    """
    if len(found) < FEWEST_OUTCOMES:
        return None
    mean = max(float(np.mean([icc for icc, _ in found])), least)
    # what is a whole number of steps but for the last bit stays so
    steps = max(math.ceil(round(mean / step, 6)), 1)
    return Common(round(steps * step, 6), min(teams, _MOST), min(*(df for _, df in found), _MOST - 1))


def least_protecting(df: int, outcomes: int, spread: float, protection: float) -> float:
    """Give the least mean of intraclass correlations that leaves it open where each team is.

    The mean over k outcomes says that of one it is k times as much at most. Of J teams of one size of which one is
    apart from the others, that one is then sqrt((J - 1)^2 / J * k * ICC * variance) from the mean of all at most.

    Parameters
    ----------
    df : int
        Degrees of freedom: teams less one, or less strata.
    outcomes : int
        How many there are.
    spread : float
        Variance of what the correlation is a part of, in squared lengths of the scale: the average over outcomes.
    protection : float
        The share of the scale within which a team must be able to lie.

    Returns
    -------
    float
        The intraclass correlation.

    Examples
    --------
    >>> round(least_protecting(df=2, outcomes=4, spread=0.9**2 / 4**2, protection=0.2), 3)
    0.037
    """
    return (protection / 2) ** 2 * (df + 1) / df**2 / (outcomes * spread)


def large_teams(teams: Codes) -> Codes:
    """Give how many people are in each team of ten or more.

    Parameters
    ----------
    teams : ndarray of int, shape (n,)
        Number of each one's team, -1 for who has none.

    Returns
    -------
    ndarray of int, shape (teams,)

    Examples
    --------
    >>> large_teams(np.repeat([0, 1, 2, -1], [30, 20, 9, 50])).tolist()
    [30, 20]
    """
    counts = np.bincount(teams[teams >= 0])
    return counts[counts >= FEWEST_PEOPLE]


def whole_teams(teams: Codes, strata: Codes | Floats) -> bool:
    """Say whether everyone of a team is in one stratum.

    Parameters
    ----------
    teams : ndarray of int, shape (n,)
        Number of each one's team, -1 for who has none.
    strata : ndarray of int or float, shape (n,)
        Number of each one's stratum, or what it was given.

    Returns
    -------
    bool

    Examples
    --------
    >>> whole_teams(np.array([0, 0, 1, -1]), np.array([1, 1, 0, 2])), whole_teams(np.array([0, 0]), np.array([1, 0]))
    (True, False)
    """
    pairs = np.unique(np.column_stack([teams, strata])[teams >= 0], axis=0)
    return len(np.unique(pairs[:, 0])) == len(pairs)


def effective_teams(teams: Codes) -> float:
    """Give the number of teams of one size that would tell as much as these.

    Parameters
    ----------
    teams : ndarray of int, shape (n,)
        Number of each one's team, -1 for who has none.

    Returns
    -------
    float
        1 over the sum of the squared shares of teams of ten people or more, in halves: with all digits it would tell
        how large they are; 1 where there are none.

    Examples
    --------
    >>> effective_teams(np.repeat([0, 1, 2, 3, -1], [30, 20, 20, 9, 50]))
    3.0
    """
    counts = large_teams(teams)
    return round(2 * float(counts.sum() ** 2 / (counts**2).sum())) / 2 if len(counts) else 1.0


def mean_in_few(found: Mean, common: Common) -> Mean:
    """Give a mean the interval that counts what people of one team have in common.

    Parameters
    ----------
    found : Mean
        Of independent people.
    common : Common
        What they have in common.

    Returns
    -------
    Mean
        With another standard error, degrees of freedom and t interval; the mean itself where it has none.

    Examples
    --------
    >>> from evaluatie.effects.describing import mean
    >>> alone = mean([2.0, 3, 4, 3, 4, 5, 1, 2, 3])
    >>> together = mean_in_few(alone, Common(0.1, 2.5, 2))
    >>> round(alone.se, 3), round(together.se, 3), round(together.df, 1)
    (0.408, 0.476, 8)
    """
    if found.se is None or found.df is None or found.sd is None:
        return found
    se, df = common.spread(found.se**2, found.df, found.sd**2)
    low, high = t_interval(found.mean, se, df, found.confidence)
    return replace(found, method=found.method + METHOD, se=se, df=df, ci_low=low, ci_high=high)


def share_in_few(found: Proportion, common: Common) -> Proportion:
    """Give a share the interval that counts what people of one team have in common.

    Parameters
    ----------
    found : Proportion
        Of independent people.
    common : Common
        What they have in common, on the scale that the share was made from; a share of it has less.

    Returns
    -------
    Proportion
        Wilson's interval of as many independent people as these are worth.

    Examples
    --------
    >>> from evaluatie.effects.describing import proportion
    >>> together = share_in_few(proportion(22, 40), Common(0.1, 4.0, 3))
    >>> together.proportion, together.ci_low, together.ci_high
    (0.55, 0.322, 0.759)
    """
    # what the share is of cancels out: one of none is worth as many people
    se, df = common.spread(1 / found.n, math.inf, 1.0)
    return share_worth(found, 1 / se**2, df, METHOD)


def change_in_few(found: AnyChange, pre: Floats, post: Floats, common: Common) -> AnyChange:
    """Give a change the standard error that counts what people of one team have in common.

    Parameters
    ----------
    found : Change
        Of independent people.
    pre, post : ndarray of float, shape (people,)
        Their answers; NaN where there is none.
    common : Common
        What their changes have in common.

    Returns
    -------
    Change
        Of the same class, with ``se``, ``df`` and what follows from them replaced; the change itself where it has none.

    Examples
    --------
    >>> from evaluatie.effects.paired import paired_change
    >>> pre, post = np.tile([2.0, 3, 4, 3], 5), np.repeat([3.0, 2, 4, 5, 3, 4, 3, 2, 4, 5], 2)
    >>> alone = paired_change(pre, post)
    >>> together = change_in_few(alone, pre, post, Common(0.05, 3.6, 3))
    >>> together.mean_change == alone.mean_change, round(alone.se, 3), round(together.se, 3), round(together.df, 1)
    (True, 0.276, 0.315, 19)
    """
    if found.se is None or found.df is None:
        return found
    return replaced(found, *common.spread(found.se**2, found.df, answers_variance(pre, post)), METHOD)


def trimmed_in_few(found: TrimmedChange, pre: Floats, post: Floats, common: Common) -> TrimmedChange:
    """Give a change of trimmed means the standard error that counts what people of one team have in common.

    Parameters
    ----------
    found : TrimmedChange
        Of these pairs.
    pre, post : ndarray of float, shape (n,)
        Complete.
    common : Common
        What their changes have in common: what moves a team moves its trimmed mean as much.

    Returns
    -------
    TrimmedChange
        The change itself where it has no standard error.

    Examples
    --------
    >>> from evaluatie.effects.trimmed import trimmed_change
    >>> pre, post = np.tile([2.0, 3, 4, 3], 5), np.repeat([3.0, 2, 4, 5, 3, 4, 3, 2, 4, 5], 2)
    >>> alone = trimmed_change(pre, post)
    >>> together = trimmed_in_few(alone, pre, post, Common(0.05, 3.6, 3))
    >>> round(alone.se, 3), round(together.se, 3), round(together.df, 1)
    (0.314, 0.348, 11)
    """
    if found.se is None or found.df is None:
        return found
    se, df = common.spread(found.se**2, found.df, answers_variance(pre, post))
    return trimmed_retested(found, se, df, METHOD)


def ranks_in_few(found: RankChange, pre: Floats, post: Floats, common: Common) -> RankChange:
    """Give a change by ranks the intervals that count what people of one team have in common.

    Its limits lie further apart in the proportion in which those of the mean change of the same people do.

    Parameters
    ----------
    found : RankChange
        Of these pairs.
    pre, post : ndarray of float, shape (n,)
        Complete.
    common : Common
        What their changes have in common.

    Returns
    -------
    RankChange
        Without a p where all moved one way; the change itself where changes do not vary.

    Examples
    --------
    >>> from evaluatie.effects.ranks import rank_change
    >>> pre, post = np.tile([2.0, 3, 4, 3], 5), np.repeat([3.0, 2, 4, 5, 3, 4, 3, 2, 4, 5], 2)
    >>> alone = rank_change(pre, post)
    >>> together = ranks_in_few(alone, pre, post, Common(0.05, 3.6, 3))
    >>> [round(one, 2) for one in (alone.pseudo_median_low, alone.pseudo_median_high)]
    [0.0, 1.0]
    >>> [round(one, 2) for one in (together.pseudo_median_low, together.pseudo_median_high)]
    [-0.07, 1.07]
    """
    n, variance = len(pre), float((post - pre).var(ddof=1))
    if is_zero(math.sqrt(variance), float(np.abs(post).max())):
        return found
    se, df = common.spread(variance / n, n - 1.0, answers_variance(pre, post))
    wider, reach = se / math.sqrt(variance / n), t_quantile((1 + found.confidence) / 2, df)
    times = wider * reach / t_quantile((1 + found.confidence) / 2, n - 1.0)
    limits: dict[str, Any] = {}
    low, high, median = found.pseudo_median_low, found.pseudo_median_high, found.pseudo_median
    if low is not None and high is not None:
        # a limit that ties put at the median itself would never move
        least = reach * math.sqrt(max(se**2 - variance / n, 0.0))
        limits["pseudo_median_low"] = min(median - times * (median - low), median - least)
        limits["pseudo_median_high"] = max(median + times * (high - median), median + least)
    r, own = found.rank_biserial, found.rank_biserial_u_se
    if r is None or own is None or abs(r) >= 1:
        return replace(found, method=found.method + METHOD, **limits, p=None)
    slope = 1 - r**2
    of_r = fisher_limits(r, wider * own / slope, found.confidence, df)
    limits |= dict(zip(("rank_biserial_u_low", "rank_biserial_u_high"), of_r, strict=True))
    p = max(two_sided_p(math.atanh(r) * slope / (wider * own), df), found.p or 0.0)
    return replace(found, method=found.method + METHOD, **limits, rank_biserial_u_se=wider * own, p=p)


def variances_in_few(values: Floats, variance: float, common: Common) -> tuple[Floats, float]:
    """Give the variance of the mean of each of many rows of changes of the same people, such as imputed ones.

    Parameters
    ----------
    values : ndarray of float, shape (m, people)
        Without missing values.
    variance : float
        Of the answers at both waves together.
    common : Common
        What their changes have in common.

    Returns
    -------
    tuple of ndarray of float, shape (m,), and float
        Squared standard errors, and the mean of their degrees of freedom.

    Raises
    ------
    NotEnoughData
        If the changes of a row do not vary.

    Examples
    --------
    >>> variances, df = variances_in_few(np.stack([np.arange(20.0), 2 * np.arange(20.0)]), 40.0, Common(0.05, 3.5, 3))
    >>> (variances**0.5).round(3), round(df, 1)
    (array([1.524, 2.752]), 19.0)
    """
    n = values.shape[1]
    rows = values.var(axis=1, ddof=1)
    if is_zero(math.sqrt(float(rows.min())), float(np.abs(values).max())):
        raise NotEnoughData("changes do not vary")
    spreads = [common.spread(float(alone) / n, n - 1.0, variance) for alone in rows]
    return np.array([se**2 for se, _ in spreads]), float(np.mean([df for _, df in spreads]))


def answers_variance(pre: Floats, post: Floats) -> float:
    """Give the sum of the variances of answers at two waves.

    Parameters
    ----------
    pre, post : ndarray of float, shape (people,)
        Answers; NaN where there is none.

    Returns
    -------
    float
        In squared points. That of changes is not taken in its place: it would tell of who answered twice, also where
        these are few.

    Raises
    ------
    NotEnoughData
        If there are fewer than two answers at a wave.

    Examples
    --------
    >>> answers_variance(np.array([1.0, 2, 3, np.nan]), np.array([1.0, 2, 3, 2]))
    1.6666666666666665
    """
    known = [values[~np.isnan(values)] for values in (pre, post)]
    if min(len(values) for values in known) < _SEVERAL:
        raise NotEnoughData("fewer than two answers at a wave")
    return float(sum(values.var(ddof=1) for values in known))


@dataclass(frozen=True)
class _TeamMean:
    """The mean of a team, and its variance by what all vary within teams."""

    mean: float
    variance: float

    def move(self, before: _TeamMean) -> _TeamMean:
        """Give the change since another."""
        return _TeamMean(self.mean - before.mean, self.variance + before.variance)


def _means(values: Floats, teams: Codes) -> dict[int, _TeamMean]:
    """Give the mean of each team of ten people or more."""
    counts = np.bincount(teams + 1)[1:]
    numbers = np.flatnonzero(counts >= FEWEST_PEOPLE)
    means = np.bincount(teams + 1, weights=values)[1:][numbers] / counts[numbers]
    there = np.isin(teams, numbers)
    left = values[there] - means[np.searchsorted(numbers, teams[there])]
    within = float((left**2).sum()) / max(int(there.sum()) - len(numbers), 1)
    return {
        int(number): _TeamMean(float(mean), within / int(count))
        for number, mean, count in zip(numbers, means, counts[numbers], strict=True)
    }


def _require_teams(there: int) -> None:
    if there < FEWEST_TEAMS:
        raise NotEnoughData(f"at least {FEWEST_TEAMS} teams of {FEWEST_PEOPLE} people or more are needed: got {there}")


def _between(found: Mapping[int, _TeamMean], strata: Mapping[int, int], total: float) -> tuple[float, int]:
    if not (math.isfinite(total) and total > 0):
        raise NotEnoughData("all values are the same")
    means = np.array([one.mean for one in found.values()])
    left, df = _within(means, np.array([strata.get(team, 0) for team in found]))
    uncertain = float(np.mean([one.variance for one in found.values()]))
    return min((float((left**2).sum()) / df - uncertain) / total, 1.0), df


def _strata(teams: Codes, strata: Codes | None) -> dict[int, int]:
    """Give each team's stratum; none where people of one team are in several: these are no strata of teams."""
    if strata is None or not whole_teams(teams, strata):
        return {}
    return dict(zip(teams.tolist(), strata.tolist(), strict=True))


def _within(means: Floats, strata: Codes) -> tuple[Floats, int]:
    """Give how far teams are from the mean of their stratum, and the degrees of freedom that are left."""
    several = [number for number in np.unique(strata).tolist() if int((strata == number).sum()) >= _SEVERAL]
    if len(several) < _SEVERAL:
        return means - means.mean(), len(means) - 1
    # a stratum of one team shows no spread: it is taken together with the first
    arms = np.where(np.isin(strata, several), strata, several[0])
    centre = {number: means[arms == number].mean() for number in several}
    return means - np.array([centre[arm] for arm in arms.tolist()]), len(means) - len(several)
