"""Shares, trimmed means and ranks with the uncertainty that counts people of one team as alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from evaluatie.effects.changes import tested
from evaluatie.effects.clustered import METHOD, Flags, Teams, mean_in_teams
from evaluatie.effects.describing import Proportion
from evaluatie.effects.rank_tests import rounded, sign_means, walsh_average
from evaluatie.effects.ranks import RankChange, fisher_limits
from evaluatie.effects.t_interval import t_quantile, two_sided_p
from evaluatie.effects.trimmed import TrimmedChange, winsorised
from evaluatie.effects.values import Floats
from evaluatie.result import NotEnoughData
from evaluatie.wilson import wilson_limits

_DIGITS = 3
#: of who moved, where teams cannot be counted of them or all moved one way
_NO_SIGNS = dict.fromkeys(("rank_biserial_u_se", "rank_biserial_u_low", "rank_biserial_u_high", "p"))


def share_in_teams(found: Proportion, succeeded: Flags, teams: Teams) -> Proportion:
    """Give a share the interval that counts people of one team as alike.

    Wilson's interval of as many independent people as these are worth: n over the design effect, which is CR2's
    variance of the share over that of independent people, and 1 at least; with the t value of Satterthwaite's degrees
    of freedom (Korn & Graubard 1998, *Survey Methodology* 24, 193-201; Franco et al. 2019, *Journal of Survey
    Statistics and Methodology* 7, 334-364).

    Parameters
    ----------
    found : Proportion
        Of these people.
    succeeded : ndarray of bool, shape (n,)
        Of each whether they count.
    teams : Teams
        Who is in which team.

    Returns
    -------
    Proportion
        The same share, with limits in three decimals.

    Raises
    ------
    NotEnoughData
        As :func:`~evaluatie.effects.clustered.mean_in_teams` does; also of a share of 0 or 1.

    Examples
    --------
    >>> from evaluatie.effects.describing import proportion
    >>> told = np.repeat([True, False, True, True], [18, 18, 2, 2])
    >>> together = share_in_teams(proportion(22, 40), told, Teams(np.repeat(np.arange(8), 5), None))
    >>> together.proportion, together.ci_low, together.ci_high
    (0.55, 0.22, 0.842)
    """
    spread = mean_in_teams(succeeded.astype(float), teams)
    se, df = float(spread.se or 0.0), float(spread.df or 0.0)
    share, n = found.proportion, found.n
    return share_worth(found, n / max(se**2 * n / (share * (1 - share)), 1.0), df, METHOD)


def share_worth(found: Proportion, people: float, df: float, method: str) -> Proportion:
    """Give a share Wilson's interval of as many independent people as those whom it is of are worth.

    Parameters
    ----------
    found : Proportion
        The share.
    people : float
        How many independent people tell as much.
    df : float
        Degrees of freedom of the t value.
    method : str
        What is added to its method.

    Returns
    -------
    Proportion
        The same share, with limits in three decimals.

    Examples
    --------
    >>> from evaluatie.effects.describing import proportion
    >>> found = share_worth(proportion(22, 40), 20.0, 7.0, "")
    >>> found.ci_low, found.ci_high
    (0.306, 0.772)
    """
    limits = wilson_limits(found.proportion, people, t_quantile((1 + found.confidence) / 2, df))
    # people are whole numbers: with all digits, limits would tell how many there are in each team
    low, high = (round(limit, _DIGITS) for limit in limits)
    return replace(found, method=found.method + method, ci_low=low, ci_high=high)


def trimmed_in_teams(found: TrimmedChange, pre: Floats, post: Floats, teams: Teams) -> TrimmedChange:
    """Give a change of trimmed means the standard error that counts people of one team as alike.

    Yuen's is that of the mean of winsorised changes, times a factor for what was cut off: here with CR2's.

    Parameters
    ----------
    found : TrimmedChange
        Of these pairs.
    pre, post : ndarray of float, shape (n,)
        Complete.
    teams : Teams
        Who is in which team.

    Returns
    -------
    TrimmedChange
        With Satterthwaite's degrees of freedom.

    Raises
    ------
    NotEnoughData
        As :func:`~evaluatie.effects.clustered.mean_in_teams` does.

    Examples
    --------
    >>> from evaluatie.effects.trimmed import trimmed_change
    >>> pre, post = np.tile([2.0, 3, 4, 3], 5), np.repeat([3.0, 2, 4, 5, 3, 4, 3, 2, 4, 5], 2)
    >>> alone, teams = trimmed_change(pre, post), Teams(np.repeat(np.arange(10), 2), None)
    >>> together = trimmed_in_teams(alone, pre, post, teams)
    >>> round(alone.se, 3), round(together.se, 3), round(together.df, 1)
    (0.314, 0.358, 9.0)
    """
    n, kept = found.n, found.n_kept
    cut = (n - kept) // 2
    spread = mean_in_teams(winsorised(post, cut) - winsorised(pre, cut), teams)
    se = float(spread.se or 0.0) * (n * (n - 1) / (kept * (kept - 1))) ** 0.5
    return trimmed_retested(found, se, float(spread.df or 0.0), METHOD)


def trimmed_retested(found: TrimmedChange, se: float, df: float, method: str) -> TrimmedChange:
    """Give a change of trimmed means another standard error, and what follows from it.

    Parameters
    ----------
    found : TrimmedChange
        The change.
    se, df : float
        Standard error and degrees of freedom.
    method : str
        What is added to its method.

    Returns
    -------
    TrimmedChange
        The same change, with its test and limits.

    Examples
    --------
    >>> from evaluatie.effects.trimmed import trimmed_change
    >>> pre, post = np.tile([2.0, 3, 4, 3], 5), np.repeat([3.0, 2, 4, 5, 3, 4, 3, 2, 4, 5], 2)
    >>> wider = trimmed_retested(trimmed_change(pre, post), 0.5, 8.0, "")
    >>> wider.se, wider.df
    (0.5, 8.0)
    """
    test = tested(found.trimmed_change, se, df, found.confidence)
    return replace(found, method=found.method + method, **{name: test[name] for name in test if hasattr(found, name)})


def ranks_in_teams(found: RankChange, pre: Floats, post: Floats, teams: Teams) -> RankChange:
    """Give a change by ranks the intervals that count people of one team as alike.

    Both figures rest upon the signs of the sums of all two changes, whose mean has twice the standard error of the mean
    of each one's own (Hoeffding 1948, *Annals of Mathematical Statistics* 19, 293-325): here with CR2's over teams, and
    t limits with Satterthwaite's degrees of freedom. The pseudo-median's limits are the averages of two changes at
    which that mean is no longer told from 0.

    Parameters
    ----------
    found : RankChange
        Of these pairs.
    pre, post : ndarray of float, shape (n,)
        Complete.
    teams : Teams
        Who is in which team.

    Returns
    -------
    RankChange
        Each interval, and the p value, no surer than it was; None where teams cannot be counted of who moved, or all
        moved one way.

    Raises
    ------
    NotEnoughData
        As :func:`~evaluatie.effects.clustered.mean_in_teams` does.

    Examples
    --------
    >>> from evaluatie.effects.ranks import rank_change
    >>> pre, post = np.tile([2.0, 3, 4, 3], 5), np.repeat([3.0, 2, 4, 5, 3, 4, 3, 2, 4, 5], 2)
    >>> alone, teams = rank_change(pre, post), Teams(np.repeat(np.arange(10), 2), None)
    >>> together = ranks_in_teams(alone, pre, post, teams)
    >>> alone.pseudo_median_low, alone.pseudo_median_high, together.pseudo_median_low, together.pseudo_median_high
    (0.0, 1.0, -0.5, 1.5)
    """
    changes = rounded(post - pre)
    median = _median_limits(found, changes, teams)
    moved = changes != 0
    try:
        signs = _NO_SIGNS if found.rank_biserial_u_se is None else _biserial(found, changes[moved], teams.among(moved))
    except NotEnoughData:
        signs = _NO_SIGNS
    return replace(found, method=found.method + METHOD, **median, **signs)


def _median_limits(found: RankChange, changes: Floats, teams: Teams) -> dict[str, Any]:
    low, high = found.pseudo_median_low, found.pseudo_median_high
    if low is None or high is None:
        return {}
    spread = mean_in_teams(sign_means(rounded(changes - found.pseudo_median)), teams)
    reach = 2 * float(spread.se or 0.0) * t_quantile((1 + found.confidence) / 2, float(spread.df or 0.0))
    total = len(changes) * (len(changes) + 1) // 2
    k = round(total * (1 - reach) / 2)
    if k < 1:
        return {"pseudo_median_low": None, "pseudo_median_high": None}
    limits = min(low, walsh_average(changes, k)), max(high, walsh_average(changes, total + 1 - k))
    return dict(zip(("pseudo_median_low", "pseudo_median_high"), limits, strict=True))


def _biserial(found: RankChange, moved: Floats, teams: Teams) -> dict[str, Any]:
    spread = mean_in_teams(sign_means(moved), teams)
    r, se, df = float(found.rank_biserial or 0.0), 2 * float(spread.se or 0.0), float(spread.df or 0.0)
    low, high = fisher_limits(r, se / (1 - r**2), found.confidence, df)
    if low is None or high is None or high - low < (found.rank_biserial_u_high or 0) - (found.rank_biserial_u_low or 0):
        return {}
    names = ("rank_biserial_u_se", "rank_biserial_u_low", "rank_biserial_u_high")
    p = two_sided_p(float(np.arctanh(r)) * (1 - r**2) / se, df)
    return {**dict(zip(names, (se, low, high), strict=True)), "p": max(p, found.p or 0.0)}
