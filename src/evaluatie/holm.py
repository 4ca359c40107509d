"""Holm's adjustment: one formula for every room that tests several things at once."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

METHOD = "p values adjusted for their number by Holm (1979, Scandinavian Journal of Statistics 6, 65-70)"


def holm(p: Any) -> Floats:
    """Adjust the p values of one family for their number, as R's ``p.adjust``.

    Parameters
    ----------
    p : sequence of float, shape (m,)
        None of them missing.

    Returns
    -------
    ndarray of float, shape (m,)
        In the same order, at most 1.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    array([0.03, 0.06, 0.06])
    """
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(np.maximum.accumulate(np.arange(len(values), 0, -1) * values[order]), 1.0)
    return adjusted
