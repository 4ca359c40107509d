"""Where moments lie on the data's own grid: 0, 1, 2, ... steps after the first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.reading.heads import Floats, levels_in_order


def grid_positions(moments: pd.Series[Any]) -> tuple[Floats, bool]:
    """Give each moment its place on the grid.

    One step is the smallest distance between two moments that occur: a year for yearly extracts, whether they are
    written as numbers, texts of digits, dates (which count in months where every month occurs once) or periods.
    Other texts and Categoricals lie one step apart in their order.

    Parameters
    ----------
    moments : Series, shape (rows,)
        Without missing values.

    Returns
    -------
    positions : ndarray of float, shape (rows,)
        Steps since the first moment.
    regular : bool
        Whether every distance is a whole number of steps.

    Examples
    --------
    >>> grid_positions(pd.Series([2020, 2016, 2018]))
    (array([2., 0., 1.]), True)
    >>> grid_positions(pd.to_datetime(pd.Series(["2019-12-31", "2020-12-31", "2022-12-31"])))
    (array([0., 1., 3.]), True)
    >>> grid_positions(pd.Series(["t0", "t10", "t2"]))
    (array([0., 2., 1.]), True)
    """
    numbers = _numbers(moments)
    distinct = np.unique(numbers)
    if len(distinct) < 2:
        return np.zeros(len(numbers)), True
    positions = (numbers - distinct[0]) / np.diff(distinct).min()
    whole = np.round(positions)
    regular = bool(np.allclose(positions, whole, rtol=0, atol=1e-6))
    return (whole if regular else positions), regular


def _numbers(moments: pd.Series[Any]) -> Floats:
    if isinstance(moments.dtype, pd.PeriodDtype):
        moments = moments.dt.to_timestamp()
    if isinstance(moments.dtype, pd.CategoricalDtype):
        return _ranks(moments)
    if pd.api.types.is_datetime64_any_dtype(moments.dtype):
        return _dates(moments)
    if pd.api.types.is_numeric_dtype(moments.dtype):
        return np.asarray(moments.to_numpy(dtype=np.float64), dtype=np.float64)
    if moments.map(lambda held: isinstance(held, str) and held.strip().isdecimal()).all():
        return np.array([float(held) for held in moments])
    if moments.map(lambda held: hasattr(held, "year") and hasattr(held, "month")).all():
        return _dates(pd.to_datetime(moments))
    return _ranks(moments)


def _ranks(moments: pd.Series[Any]) -> Floats:
    place = {level: at for at, level in enumerate(levels_in_order(moments))}
    return np.array([place[held] for held in moments.astype(object)], dtype=np.float64)


def _dates(moments: pd.Series[Any]) -> Floats:
    months = moments.dt.year * 12 + moments.dt.month
    if months.nunique() == moments.nunique():
        return np.asarray(months, dtype=np.float64)
    return np.asarray((moments - moments.min()).dt.days, dtype=np.float64)
