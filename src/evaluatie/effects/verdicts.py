"""What may be said of a change in one word."""

from __future__ import annotations

import math
from dataclasses import dataclass

from evaluatie.effects.changes import Change
from evaluatie.effects.t_interval import detectable_change, t_interval
from evaluatie.effects.tost import equivalence

#: Direction of an outcome -> words for a rise and for a fall
WORDS = {
    "higher": ("improved", "worsened"),
    "lower": ("worsened", "improved"),
    "ambiguous": ("increased", "decreased"),
}


@dataclass(frozen=True)
class Verdict:
    """A change in one word, and what the word rests upon.

    Attributes
    ----------
    word : str
        ``unchanged``, ``improved``, ``worsened``, ``increased``, ``decreased`` or ``inconclusive``.
    clears_bound : bool
        Whether the 95% interval lies wholly beyond the bound: changed by at least the smallest effect of interest.
    bound : float or None
        The smallest effect of interest in points; None where there is none.
    direction : str
        ``higher``, ``lower`` or ``ambiguous``: what is better.
    detectable : float or None
        The smallest change that would have been detected with 80% power.
    ci90_low, ci90_high, ci95_low, ci95_high : float or None
        The intervals that decided; None where the answers show no spread.
    """

    word: str
    clears_bound: bool
    bound: float | None
    direction: str
    detectable: float | None
    ci90_low: float | None
    ci90_high: float | None
    ci95_low: float | None
    ci95_high: float | None


def verdict(change: Change, *, bound: float | None, direction: str) -> Verdict:
    """Say in one word what a change amounts to.

    In this order: a 90% interval within plus and minus the bound is *unchanged* (two one-sided tests at 5%: Lakens
    2017), also where the change differs from zero; a 95% interval on one side of zero is *improved* or *worsened*
    (*increased* or *decreased* where it is not clear what is better); else *inconclusive*. Both intervals are made
    from the change's standard error, at whatever level the change was estimated.

    Parameters
    ----------
    change : Change
        What :func:`paired_change`, :func:`independent_change` or :func:`overlapping_change` returned.
    bound : float or None
        Smallest effect of interest in points. None, zero or less: nothing is called unchanged, nothing clears it.
    direction : {"higher", "lower", "ambiguous"}
        What is better on this outcome.

    Returns
    -------
    Verdict
        The word, whether the bound is cleared, and what could have been detected (Bloom 1995).

    Raises
    ------
    ValueError
        If the direction is none of the three, or the bound is not finite.

    Examples
    --------
    >>> from evaluatie.effects.paired import paired_change
    >>> change = paired_change([2, 3, 4, 3, 2, 3], [3, 4, 5, 3, 3, 4])
    >>> verdict(change, bound=0.2, direction="higher").word
    'improved'
    """
    return verdict_on(change.mean_change, change.se, change.df, bound=bound, direction=direction)


def verdict_on(estimate: float, se: float | None, df: float | None, *, bound: float | None, direction: str) -> Verdict:
    """Say in one word what any estimated change amounts to, such as one that is pooled over organisations.

    Parameters
    ----------
    estimate : float
        The change in points.
    se, df : float or None
        Its standard error and degrees of freedom; None where the answers show no spread.
    bound, direction
        As for :func:`verdict`.

    Returns
    -------
    Verdict
        By the rules of :func:`verdict`.

    Raises
    ------
    ValueError
        If the direction is none of the three, or the bound is not finite.

    Examples
    --------
    >>> verdict_on(0.3, 0.05, 20.0, bound=0.1, direction="lower").word
    'worsened'
    """
    if direction not in WORDS:
        raise ValueError(f"direction must be one of {', '.join(map(repr, WORDS))}: got {direction!r}")
    if bound is not None and not math.isfinite(bound):
        raise ValueError(f"bound must be a finite number of points, or None: got {bound!r}")
    limit = float(bound) if bound is not None and bound > 0 else None
    if se is None or df is None:
        return Verdict("inconclusive", False, limit, direction, None, None, None, None, None)
    low90, high90 = t_interval(estimate, se, df, 0.90)
    low95, high95 = t_interval(estimate, se, df, 0.95)
    word = _word(estimate, se, df, limit, (low95, high95), direction)
    clears = limit is not None and (low95 > limit or high95 < -limit)
    detectable = detectable_change(se, df)
    return Verdict(word, clears, limit, direction, detectable, low90, high90, low95, high95)


def _word(mean: float, se: float, df: float, limit: float | None, interval: tuple[float, float], direction: str) -> str:
    if limit is not None:
        test = equivalence(mean, se, df, limit)
        if -limit < test.ci90_low and test.ci90_high < limit:
            return "unchanged"
    rise, fall = WORDS[direction]
    if interval[0] > 0:
        return rise
    return fall if interval[1] < 0 else "inconclusive"
