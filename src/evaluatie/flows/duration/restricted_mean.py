"""The restricted mean: time stayed, on average, up to a horizon."""

from __future__ import annotations

import numpy as np

from evaluatie.flows.duration.columns import Floats
from evaluatie.flows.duration.risk_table import RiskTable


def restricted_mean(table: RiskTable, survival: Floats, start: float, horizon: float) -> tuple[float, float] | None:
    """Integrate a curve of survival up to a horizon.

    Irwin (1949); its variance is the sum, over the events, of the squared area after each times d / (n (n - d)). The
    figures of R's ``survfit`` with ``rmean``.

    Parameters
    ----------
    table : RiskTable
        At m times.
    survival : ndarray of float, shape (m,)
        The curve.
    start, horizon : float
        The ends of the area.

    Returns
    -------
    tuple of float, or None
        Area and standard error, in units of time. None where the curve is not known up to the horizon; no standard
        error (NaN) where nobody left before it.

    Examples
    --------
    >>> table = RiskTable(np.array([1.0, 2.0]), np.array([2, 1]), np.array([[1], [1]]), np.array([0, 0]))
    >>> mean, se = restricted_mean(table, np.array([0.5, 0.0]), 0.0, 2.0)
    >>> mean, round(se, 4)
    (1.5, 0.3536)
    """
    if not len(table.time) or (horizon > table.time[-1] * (1 + 1e-9) and survival[-1] > 0):
        return None
    inside = table.time < horizon
    n, d = table.at_risk[inside].astype(float), table.all_events()[inside].astype(float)
    edges = np.r_[start, table.time[inside], horizon]
    areas = np.r_[1.0, survival[inside]] * np.diff(edges)
    after = np.cumsum(areas[::-1])[::-1][1:]
    some_left = (d > 0) & (n > d)
    greenwood = np.zeros(len(n))
    greenwood[some_left] = d[some_left] / (n[some_left] * (n[some_left] - d[some_left]))
    variance = float((after**2 * greenwood).sum())
    return float(areas.sum()), float(np.sqrt(variance)) if variance > 0 else float("nan")
