"""Reliable change: how many people changed by more than the unreliability of the scale explains."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluatie.effects.changes import is_zero
from evaluatie.effects.long_frame import Codes
from evaluatie.effects.t_interval import t_quantile
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.wilson import wilson_interval

METHOD = "Reliable change (Jacobson & Truax 1991); shares with Wilson's interval (1927)"


@dataclass(frozen=True)
class ReliableChange(Result):
    """Shares of people who reliably rose, reliably fell, or neither.

    Attributes
    ----------
    criterion : float
        A change of more than this many points is called reliable.
    sem : float
        Standard error of measurement, sd sqrt(1 - reliability), in points.
    reliability, sd, confidence : float
        What the criterion was made from; ``confidence`` is also the level of the intervals.
    by_chance : float
        Share on either side that would be called reliable if nobody's true score changed.
    n, n_rose, n_fell, n_neither : int
        Pairs, and those who reliably rose, reliably fell, or neither.
    rose, fell, neither : float
        The shares, each with ``_low`` and ``_high``.
    """

    criterion: float
    sem: float
    reliability: float
    sd: float
    confidence: float
    by_chance: float
    n: int
    n_rose: int
    n_fell: int
    n_neither: int
    rose: float
    rose_low: float
    rose_high: float
    fell: float
    fell_low: float
    fell_high: float
    neither: float
    neither_low: float
    neither_high: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the shares.

        Returns
        -------
        tuple of Estimate
            Terms ``rose``, ``fell``, ``neither``.
        """
        return tuple(
            Estimate(
                term,
                getattr(self, term),
                ci_low=getattr(self, f"{term}_low"),
                ci_high=getattr(self, f"{term}_high"),
                n=self.n,
            )
            for term in ("rose", "fell", "neither")
        )


def reliable_change(
    pre: Any, post: Any, reliability: float, *, sd: float | None = None, confidence: float = 0.95
) -> ReliableChange:
    """Count the people whose change exceeds what the scale's unreliability explains.

    Jacobson & Truax (1991, *Journal of Consulting and Clinical Psychology* 59, 12-19): a change is reliable if it is
    more than z sqrt(2) SEM points, with SEM = sd sqrt(1 - reliability); z is 1.96 at the 95% level. That supposes an
    equal error of measurement for everyone at both moments.

    Parameters
    ----------
    pre, post : sequence of numbers, shape (n,)
        The same people's answers before and after, in the same order. A pair with a missing answer is left out.
    reliability : float
        Of the scale, strictly between 0 and 1: from the same answers, or from a norm group.
    sd : float, optional
        Standard deviation that the reliability belongs to; that of the pairs' answers before, if left out.
    confidence : float, default 0.95
        Level of the criterion, and of the intervals of the shares.

    Returns
    -------
    ReliableChange
        With ``n`` the number of pairs.

    Raises
    ------
    NotEnoughData
        Without a complete pair; without ``sd``, with fewer than 2 or answers before that do not vary.
    TypeError
        If an answer is not a number.
    ValueError
        If ``reliability`` is not strictly between 0 and 1, ``sd`` not above 0, the lengths differ, an answer is
        infinite, or ``confidence`` is no level.

    Examples
    --------
    >>> change = reliable_change([2, 3, 4, 3, 2, 1], [3, 3, 3, 4, 5, 4], 0.8, sd=1.0)
    >>> round(change.criterion, 4), change.n_rose, change.n_fell, round(change.rose, 4)
    (1.2396, 2, 0, 0.3333)
    """
    check_confidence(confidence)
    _check_reliability(reliability, sd)
    before, after = read_values(pre, "pre"), read_values(post, "post")
    if len(before) != len(after):
        raise ValueError(f"pre and post must pair up: got {len(before)} answers before and {len(after)} after")
    complete = ~(np.isnan(before) | np.isnan(after))
    before, after, dropped = before[complete], after[complete], int((~complete).sum())
    spread = _spread(before) if sd is None else float(sd)
    if not len(before):
        raise NotEnoughData("at least 1 pair is needed: got 0")
    sem = spread * math.sqrt(1 - float(reliability))
    criterion = reliable_criterion(sem, confidence)
    changes = after - before
    fell, neither, rose = (int(n) for n in np.bincount(reliable_directions(changes, criterion), minlength=3))
    counts = {"rose": rose, "fell": fell, "neither": neither}
    chance = (1 - confidence) / 2
    notes = ((f"{dropped} of {len(complete)} pairs left out: an answer was missing",) if dropped else ()) + (
        f"if nobody's true score had changed, about {100 * chance:.2g}% would be called risen, and as many fallen",
        "people who first answered far from the mean tend to move towards it (regression to the mean): some of their "
        "reliable changes are that",
    )
    return ReliableChange(
        METHOD, notes, criterion, sem, float(reliability), spread, confidence, chance, len(changes),
        **{f"n_{name}": count for name, count in counts.items()}, **_shares(counts, len(changes), confidence),
    )  # fmt: skip


def reliable_criterion(sem: float, confidence: float = 0.95) -> float:
    """Give the change that error of measurement alone exceeds in 1 - confidence of people.

    Parameters
    ----------
    sem : float
        Standard error of measurement, in points.
    confidence : float, default 0.95
        Level of the criterion.

    Returns
    -------
    float
        In points.

    Examples
    --------
    >>> round(reliable_criterion(0.25), 4)
    0.693
    """
    return t_quantile((1 + confidence) / 2, math.inf) * math.sqrt(2) * sem


def reliable_directions(changes: Floats, criterion: float) -> Codes:
    """Say of each change whether it is a reliable fall, neither, or a reliable rise.

    Parameters
    ----------
    changes : ndarray of float, shape (n,)
        In points.
    criterion : float
        What a change has to exceed.

    Returns
    -------
    ndarray of int, shape (n,)
        0 fell, 1 neither, 2 rose.

    Examples
    --------
    >>> reliable_directions(np.array([-1.0, 0.5, 0.8]), 0.7)
    array([0, 1, 2])
    """
    # a change that equals the criterion but for rounding is not more than it
    exact = np.round(changes, 9)
    return 1 + (exact > criterion + 1e-9).astype(np.intp) - (exact < -criterion - 1e-9)


def _shares(counts: dict[str, int], n: int, confidence: float) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, count in counts.items():
        low, high = wilson_interval(count, n, confidence)
        found |= {name: count / n, f"{name}_low": low, f"{name}_high": high}
    return found


def _check_reliability(reliability: Any, sd: Any) -> None:
    number = isinstance(reliability, int | float | np.number) and not isinstance(reliability, bool)
    if not number or not 0 < reliability < 1:
        raise ValueError(f"reliability must lie strictly between 0 and 1, such as 0.8: got {reliability!r}")
    if sd is None:
        return
    if isinstance(sd, bool) or not isinstance(sd, int | float | np.number) or not 0 < sd < math.inf:
        raise ValueError(f"sd must be a number above 0: got {sd!r}")


def _spread(before: Any) -> float:
    if len(before) < 2:
        raise NotEnoughData(f"at least 2 pairs are needed for a standard deviation: got {len(before)}; or give sd")
    spread = float(before.std(ddof=1))
    if is_zero(spread, float(np.abs(before).max())):
        raise NotEnoughData("the answers before do not vary: give the sd that the reliability belongs to")
    return spread
