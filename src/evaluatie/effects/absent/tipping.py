"""How different the silent must be before the conclusion about a change tips."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from scipy import optimize

from evaluatie.effects.absent.imputed_change import Completed, WithinAll, complete_waves
from evaluatie.effects.absent.imputing import Draws
from evaluatie.effects.absent.pooling import rubin
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

Wave: TypeAlias = Literal["post", "pre", "both"]

METHOD = (
    "Tipping-point analysis by delta adjustment (White, Carpenter & Horton 2012; Leacy et al. 2017), the same random"
    " numbers at every delta"
)
#: between two deltas: five halvings at once
STEPS = np.arange(1, 32) / 32
UNDECIDED, RISE, FALL = "undecided", "rise", "fall"


@dataclass(frozen=True)
class TippingPoint(Result):
    """The conclusion about a change for silent people who differ ever more from others like them.

    Attributes
    ----------
    table : DataFrame
        Per delta: ``delta, estimate, se, df, ci_low, ci_high, conclusion``.
    conclusion : str
        At delta 0: ``"rise"`` (the interval lies above the bound), ``"fall"`` (below minus the bound) or
        ``"undecided"``. Without a bound, zero is the bound.
    tipping_delta : float or None
        The delta nearest to zero at which another conclusion is reached; None where there is none in the range.
    tipping_low, tipping_high : float or None
        The first below and the first above zero.
    tipping_sign : float or None
        The delta at which the estimate itself changes sign; None where there is none in the range.
    range_low, range_high : float
        The deltas that were searched.
    bound : float
        What the interval has to clear.
    wave : str
        Whose answers were shifted.
    n, n_imputed : int
        People, and answers that were shifted.
    confidence : float
        Level of the interval.
    """

    table: pd.DataFrame
    conclusion: str
    tipping_delta: float | None
    tipping_low: float | None
    tipping_high: float | None
    tipping_sign: float | None
    range_low: float
    range_high: float
    bound: float
    wave: str
    n: int
    n_imputed: int
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the tipping delta where there is one, then the change at every delta.

        Returns
        -------
        tuple of Estimate
            Terms ``tipping_delta``, and ``mean_change`` with the delta as group.
        """
        tipping = () if self.tipping_delta is None else (Estimate("tipping_delta", self.tipping_delta, n=self.n),)
        rows = self.table.to_dict("records")
        changes = (
            Estimate(
                "mean_change",
                row["estimate"],
                row["se"],
                df=row["df"],
                ci_low=row["ci_low"],
                ci_high=row["ci_high"],
                n=self.n,
                group=f"delta {row['delta']:+.4g}",
            )
            for row in rows
        )
        return (*tipping, *changes)


def tipping_point(
    pre: Any,
    post: Any,
    covariates: Any = None,
    *,
    bound: float | None = None,
    deltas: Any = None,
    response_range: tuple[float, float] | None = None,
    wave: Wave = "post",
    imputations: int = 20,
    seed: int = 0,
    method: Draws = "robust",
    iterations: int = 5,
    confidence: float = 0.95,
) -> TippingPoint:
    """Find how far the silent must differ from others like them before the conclusion changes.

    The silent are imputed once (as in ``impute_change``); delta is then added to the imputed answers, so that every
    delta is seen with the same random numbers: the estimate is a straight line in delta. The exact tipping delta is
    found by root search between the deltas of the table.

    Parameters
    ----------
    pre, post, covariates, imputations, seed, method, iterations, confidence
        As in ``impute_change``.
    bound : float, optional
        The smallest change of interest, in points: the conclusion is then whether the interval clears it.
    deltas : sequence of numbers, optional
        The deltas of the table; zero is added. By default 41 over the width of the scale, either way.
    response_range : (lowest, highest), optional
        The scale's ends; by default the smallest and the largest answer.
    wave : {"post", "pre", "both"}, default "post"
        Which wave's imputed answers are shifted.

    Returns
    -------
    TippingPoint
        With a table, and the tipping deltas.

    Raises
    ------
    NotEnoughData
        If nobody was silent at that wave, or as ``impute_change`` raises it.
    ValueError
        If an argument is none of those named.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> pre = rng.normal(3, 1, 60)
    >>> post = pre + rng.normal(0.4, 0.8, 60)
    >>> post[:20] = np.nan
    >>> found = tipping_point(pre, post, response_range=(1, 5))
    >>> found.conclusion, found.tipping_delta < 0
    ('rise', True)
    """
    confidence = check_confidence(confidence)
    threshold = _threshold(bound)
    done = complete_waves(pre, post, covariates, imputations, seed, method, iterations)
    return tipping_from_completed(
        done, _span(pre, post, response_range), bound=threshold, deltas=deltas, wave=wave, confidence=confidence
    )


def tipping_from_completed(
    done: Completed,
    span: tuple[float, float],
    *,
    bound: float = 0.0,
    deltas: Any = None,
    wave: Wave = "post",
    within: WithinAll | None = None,
    confidence: float = 0.95,
) -> TippingPoint:
    """Find how far the silent must differ, from waves that were imputed already.

    Parameters
    ----------
    done : Completed
        What ``complete_waves`` gives.
    span : (lowest, highest)
        The scale's ends.
    bound : float, default 0
        What the interval has to clear, 0 or more.
    deltas, wave, confidence
        As in :func:`tipping_point`.
    within : callable, optional
        As in ``change_from_completed``: the variance of each imputation's mean change, with its degrees of freedom. It
        must be a quadratic form in the changes, as sums of squares and sandwich estimators are.

    Returns
    -------
    TippingPoint
        As :func:`tipping_point` gives it.

    Raises
    ------
    NotEnoughData, ValueError
        As :func:`tipping_point` raises them.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> pre = rng.normal(3, 1, 60)
    >>> post = np.where(np.arange(60) < 20, np.nan, pre + rng.normal(0.4, 0.8, 60))
    >>> tipping_from_completed(complete_waves(pre, post, None, 20, 0, "robust", 5), (1.0, 5.0)).conclusion
    'rise'
    """
    threshold = bound
    shift = _shift(done.known_pre, done.known_post, wave)
    if not shift.any():
        raise NotEnoughData(f"nobody was silent at wave {wave!r}: there are no answers to shift")
    low, high = span
    grid = _grid(deltas, high - low)
    at = _pooled(done.post - done.pre, shift, confidence, within)
    if not at(np.zeros(1))["total"][0] > 0:
        raise NotEnoughData("everyone changed by the same amount: how sure the mean change is cannot be estimated")
    table = _table(at(grid), grid, threshold)
    base = str(table.loc[table["delta"] == 0.0, "conclusion"].iloc[0])
    below = _first(at, grid[grid <= 0][::-1], base, threshold)
    above = _first(at, grid[grid >= 0], base, threshold)
    found = [delta for delta in (below, above) if delta is not None]
    notes = (*done.notes, *_no_tipping(found, grid), *_beyond(shift, done, grid, (low, high)))
    return TippingPoint(
        METHOD,
        notes,
        table=table,
        conclusion=base,
        tipping_delta=min(found, key=abs) if found else None,
        tipping_low=below,
        tipping_high=above,
        tipping_sign=_sign(at, grid),
        range_low=float(grid[0]),
        range_high=float(grid[-1]),
        bound=threshold,
        wave=wave,
        n=len(shift),
        n_imputed=int((shift != 0).sum()),
        confidence=confidence,
    )


def _threshold(bound: float | None) -> float:
    if bound is None:
        return 0.0
    if isinstance(bound, bool | str) or not 0 <= bound < np.inf:
        raise ValueError(f"bound must be a finite number of scale points, 0 or more: got {bound!r}")
    return float(bound)


def _shift(known_pre: Any, known_post: Any, wave: str) -> Floats:
    """Give what one point of delta does to each person's change."""
    after, before = (~known_post).astype(np.float64), (~known_pre).astype(np.float64)
    shifts = {"post": after, "pre": -before, "both": after - before}
    if wave not in shifts:
        raise ValueError(f"wave must be 'post', 'pre' or 'both': got {wave!r}")
    return np.asarray(shifts[wave], dtype=np.float64)


def _span(pre: Any, post: Any, response_range: tuple[float, float] | None) -> tuple[float, float]:
    if response_range is None:
        answers = np.concatenate([read_values(pre, "pre"), read_values(post, "post")])
        return float(np.nanmin(answers)), float(np.nanmax(answers))
    low, high = response_range
    if not -np.inf < low < high < np.inf:
        raise ValueError(f"response_range must be (lowest, highest): got {response_range!r}")
    return float(low), float(high)


def _grid(deltas: Any, width: float) -> Floats:
    if deltas is None:
        # whole steps, so that zero is zero
        return width * np.arange(-20, 21) / 20 if width > 0 else np.zeros(1)
    given = read_values(deltas, "deltas")
    if np.isnan(given).any():
        raise ValueError("deltas must be known numbers of scale points: one is missing")
    return np.unique(np.append(given, 0.0))


def _pooled(
    change: Floats, shift: Floats, confidence: float, within: WithinAll | None = None
) -> Callable[[Floats], dict[str, Floats]]:
    """Give the pooled change as a function of delta: its variance is quadratic in delta."""
    n = change.shape[1]
    mean, share = change.mean(axis=1), float(shift.mean())
    if within is None:
        apart, moved = change - mean[:, None], shift - share
        own, cross = (apart**2).sum(axis=1) / (n * (n - 1)), apart @ moved / (n * (n - 1))
        shifted, df = float(moved @ moved) / (n * (n - 1)), n - 1.0
    else:
        own, df = within(change)
        shifted = float(within(shift[None, :].astype(np.float64))[0][0])
        cross = (within(change + shift)[0] - own - shifted) / 2

    def at(deltas: Floats) -> dict[str, Floats]:
        variances = own[:, None] + 2 * cross[:, None] * deltas + shifted * deltas**2
        q = mean[:, None] + share * deltas
        return rubin(q, np.maximum(variances, 0.0), df, confidence)

    return at


def _conclusions(pooled: dict[str, Floats], threshold: float) -> Any:
    rises, falls = pooled["ci_low"] > threshold, pooled["ci_high"] < -threshold
    return np.where(rises, RISE, np.where(falls, FALL, UNDECIDED))


def _table(pooled: dict[str, Floats], grid: Floats, threshold: float) -> pd.DataFrame:
    names = ("estimate", "se", "df", "ci_low", "ci_high")
    columns = {"delta": grid} | {name: pooled[name] for name in names}
    return pd.DataFrame(columns | {"conclusion": _conclusions(pooled, threshold)})


def _first(at: Callable[[Floats], dict[str, Floats]], outwards: Floats, base: str, threshold: float) -> float | None:
    """Walk away from zero to the first other conclusion, and find where between two deltas it starts."""
    same = _conclusions(at(outwards), threshold) == base
    if same.all():
        return None
    first = int(np.argmin(same))
    near, far = float(outwards[first - 1]), float(outwards[first])
    for _ in range(12):
        steps = near + (far - near) * STEPS
        other = _conclusions(at(steps), threshold) != base
        place = int(np.argmax(other)) if other.any() else len(steps)
        near, far = (near if place == 0 else float(steps[place - 1])), (far if not other.any() else float(steps[place]))
    return far


def _sign(at: Callable[[Floats], dict[str, Floats]], grid: Floats) -> float | None:
    ends = at(grid[[0, -1]])["estimate"]
    if len(grid) < 2 or ends[0] * ends[1] > 0:
        return None
    return float(optimize.brentq(lambda delta: float(at(np.array([delta]))["estimate"][0]), grid[0], grid[-1]))


def _no_tipping(found: list[float], grid: Floats) -> tuple[str, ...]:
    if found:
        return ()
    return (f"the conclusion is the same for every delta from {grid[0]:g} to {grid[-1]:g}: no tipping point in range",)


def _beyond(shift: Floats, done: Any, grid: Floats, ends: tuple[float, float]) -> tuple[str, ...]:
    waves = [(done.post, ~done.known_post)] if shift.max() > 0 else []
    waves += [(done.pre, ~done.known_pre)] if shift.min() < 0 else []
    moved = np.concatenate([values[:, silent].ravel() for values, silent in waves])
    if moved.max() + grid[-1] <= ends[1] and moved.min() + grid[0] >= ends[0]:
        return ()
    return ("at the larger deltas some shifted answers lie beyond the scale's ends: they were left there",)
