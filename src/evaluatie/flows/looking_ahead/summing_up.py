"""From simulated heads to expected values and limits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.flows.looking_ahead.forecast_result import ALL_STATES
from evaluatie.flows.reading.heads import Floats


def limits(drawn: Floats, confidence: float, axis: int) -> tuple[Floats, Floats]:
    """Give limits that hold at least the share `confidence` of the draws; NaN where fewer than half are numbers.

    Parameters
    ----------
    drawn : ndarray
        Draws along `axis`; NaN is left out.
    confidence : float
        Level.
    axis : int
        Of the draws.

    Returns
    -------
    low, high : ndarray
        Values that were drawn.

    Examples
    --------
    >>> limits(np.arange(1, 101.0), 0.90, 0)
    (array(5.), array(95.))
    """
    usable = np.isfinite(drawn).mean(axis=axis) >= 0.5
    filled = np.where(np.expand_dims(usable, axis), drawn, 0.0)
    # a hair below the level: (1 - 0.95) / 2 in binary is a little more than 0.025, which would cost a whole draw
    levels = ((1 - confidence) / 2 - 1e-12, (1 + confidence) / 2 - 1e-12)
    low, high = (np.nanquantile(filled, at, axis=axis, method="inverted_cdf") for at in levels)
    return np.where(usable, low, np.nan), np.where(usable, high, np.nan)


def count_rows(
    scenario: str,
    mean: Floats,
    drawn: Floats,
    groups: Sequence[str],
    states: Sequence[str],
    staff: npt.NDArray[np.bool_],
    confidence: float,
) -> pd.DataFrame:
    """Lay expected heads and their limits out in rows.

    Parameters
    ----------
    scenario : str
        Its name.
    mean : ndarray, shape (T + 1, G, K)
        Expected heads.
    drawn : ndarray, shape (T + 1, S, G, K)
        Simulated heads.
    groups, states : sequence of str
        G and K names.
    staff : ndarray of bool, shape (K,)
        States of the staff, which the row of all states adds up.
    confidence : float
        Level of the limits.

    Returns
    -------
    DataFrame
        As :class:`Forecast` describes ``counts``.

    Examples
    --------
    >>> mean = np.full((1, 1, 1), 5.0)
    >>> count_rows("s", mean, mean[:, None], ["g"], ["S1"], np.array([True]), 0.95)["mean"].tolist()
    [5.0, 5.0]
    """
    mean, drawn = (np.concatenate([held, _staff(held, staff)[..., None]], axis=-1) for held in (mean, drawn))
    low, high = limits(drawn, confidence, 1)
    index = pd.MultiIndex.from_product(
        [[scenario], range(len(mean)), groups, [*states, ALL_STATES]], names=["scenario", "step", "group", "state"]
    )
    values = {"mean": mean.ravel(), "low": low.ravel(), "high": high.ravel()}
    return pd.DataFrame(values, index=index).reset_index()


def _staff(heads: Floats, staff: npt.NDArray[np.bool_]) -> Floats:
    total: Floats = heads[..., staff].sum(axis=-1)
    return total


def focal_shares(heads: Floats, focal: npt.NDArray[np.bool_], staff: npt.NDArray[np.bool_]) -> Floats:
    """Give the share of the focal groups per state of the staff, and last in the whole staff.

    Parameters
    ----------
    heads : ndarray, shape (..., G, K)
        Heads.
    focal : ndarray of bool, shape (G,)
        Focal groups.
    staff : ndarray of bool, shape (K,)
        States of the staff, Ks of them.

    Returns
    -------
    ndarray, shape (..., Ks + 1)
        Shares; NaN where there is nobody.

    Examples
    --------
    >>> focal_shares(np.array([[1.0, 0.0], [3.0, 0.0]]), np.array([True, False]), np.array([True, True]))
    array([0.25,  nan, 0.25])
    """
    inside = heads[..., staff]
    full = np.concatenate([inside, inside.sum(axis=-1, keepdims=True)], axis=-1)
    total = full.sum(axis=-2)
    share: Floats = np.full(total.shape, np.nan)
    np.divide(full[..., focal, :].sum(axis=-2), total, out=share, where=total > 0)
    return share


def share_rows(
    scenario: str,
    mean: Floats,
    drawn: Floats,
    focal: npt.NDArray[np.bool_],
    staff: npt.NDArray[np.bool_],
    states: Sequence[str],
    confidence: float,
) -> pd.DataFrame:
    """Lay focal shares and their limits out in rows.

    Parameters
    ----------
    scenario, mean, drawn, focal, staff, confidence
        As :func:`count_rows` and :func:`focal_shares` take them.
    states : sequence of str
        Ks states of the staff.

    Returns
    -------
    DataFrame
        As :class:`Forecast` describes ``shares``.

    Examples
    --------
    >>> mean = np.array([[[1.0], [3.0]]])
    >>> only = np.array([True])
    >>> share_rows("s", mean, mean[:, None], np.array([True, False]), only, ["S1"], 0.95)["share"].tolist()
    [0.25, 0.25]
    """
    low, high = limits(focal_shares(drawn, focal, staff), confidence, 1)
    share = focal_shares(mean, focal, staff)
    inside = mean[..., staff].sum(axis=-2)
    heads = np.concatenate([inside, inside.sum(axis=-1, keepdims=True)], axis=-1)
    names = ["scenario", "step", "state"]
    index = pd.MultiIndex.from_product([[scenario], range(len(mean)), [*states, ALL_STATES]], names=names)
    values = {"share": share.ravel(), "low": low.ravel(), "high": high.ravel(), "heads": heads.ravel()}
    return pd.DataFrame(values, index=index).reset_index()
