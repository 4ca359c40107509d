"""What was delivered of a number of parts: reach, dose, fidelity and where they stand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.process.implementing.log import STATUSES
from evaluatie.process.implementing.weighted_mean import mean_of_shares
from evaluatie.wilson import wilson_interval


def status_of(rows: pd.DataFrame) -> dict[str, Any]:
    """Count where parts stand, and say it of all of them together.

    Together they are *planned* where none began; *running* where one runs, or some began and others did not yet;
    *stopped* where none runs and one was stopped; else *done*.

    Parameters
    ----------
    rows : DataFrame
        Rows of a log, at least one.

    Returns
    -------
    dict
        ``parts``, ``status`` and a count of each status.

    Examples
    --------
    >>> status_of(pd.DataFrame({"status": ["done", "planned"]}))
    {'parts': 2, 'status': 'running', 'planned': 1, 'running': 0, 'done': 1, 'stopped': 0}
    """
    counts = {name: int((rows["status"] == name).sum()) for name in STATUSES}
    if counts["planned"] == len(rows):
        status = "planned"
    elif counts["running"] or counts["planned"]:
        status = "running"
    else:
        status = "stopped" if counts["stopped"] else "done"
    return {"parts": len(rows), "status": status, **counts}


def reach_of(begun: pd.DataFrame, confidence: float) -> dict[str, Any]:
    """Give the share of the invited who were reached.

    Parameters
    ----------
    begun : DataFrame
        Rows of parts that began.
    confidence : float
        Level of Wilson's interval.

    Returns
    -------
    dict
        ``invited``, ``reached``, ``reach``, ``reach_low``, ``reach_high`` over the rows that know both (their number
        is ``reach_parts``); counts are missing where no row does, and the share is NaN where nobody was invited.

    Examples
    --------
    >>> rows = pd.DataFrame({"invited": [20.0, 20.0, 5.0], "reached": [10.0, 20.0, float("nan")]})
    >>> [round(value, 4) for value in reach_of(rows, 0.95).values()]
    [2, 40, 30, 0.75, 0.5981, 0.8581]
    """
    known = begun.dropna(subset=["invited", "reached"])
    if known.empty:
        return {"reach_parts": 0, "invited": pd.NA, "reached": pd.NA, **_NO_REACH}
    invited, reached = int(known["invited"].sum()), int(known["reached"].sum())
    counts = {"reach_parts": len(known), "invited": invited, "reached": reached}
    if not invited:
        return {**counts, **_NO_REACH}
    low, high = wilson_interval(reached, invited, confidence)
    return {**counts, "reach": reached / invited, "reach_low": low, "reach_high": high}


def dose_of(begun: pd.DataFrame) -> dict[str, float]:
    """Give the dose that was delivered, and how much that is of what was planned.

    Parameters
    ----------
    begun : DataFrame
        Rows of parts that began.

    Returns
    -------
    dict
        ``dose``: the total, NaN where no row tells one. ``dose_ratio``: delivered over planned, over the rows that know
        both (``dose_parts``); NaN where none does. Above 1 where more was delivered than planned.

    Examples
    --------
    >>> dose_of(pd.DataFrame({"dose": [6.0, 3.0, 4.0], "dose_planned": [8.0, 4.0, float("nan")]}))
    {'dose': 13.0, 'dose_ratio': 0.75, 'dose_parts': 2}
    """
    both = begun.dropna(subset=["dose", "dose_planned"])
    ratio = float(both["dose"].sum() / both["dose_planned"].sum()) if len(both) else math.nan
    return {"dose": float(begun["dose"].sum(min_count=1)), "dose_ratio": ratio, "dose_parts": len(both)}


def fidelity_of(begun: pd.DataFrame, confidence: float) -> dict[str, Any]:
    """Give the mean share of the planned elements that was delivered.

    Each part counts for the people who were invited to it, so that a part that is written down as two counts the same;
    where a part with a fidelity does not tell how many were invited, or nobody was, all parts count alike.

    Parameters
    ----------
    begun : DataFrame
        Rows of parts that began.
    confidence : float
        Level of the interval, given from three parts that differ.

    Returns
    -------
    dict
        ``fidelity`` with ``_low`` and ``_high`` (the interval), ``_least`` and ``_most`` (the range), ``_parts`` (rows
        that tell it) and ``_weighted`` (whether by the invited).

    Examples
    --------
    >>> found = fidelity_of(pd.DataFrame({"fidelity": [0.5, 0.9], "invited": [30.0, 10.0]}), 0.95)
    >>> round(found["fidelity"], 4), found["fidelity_low"], found["fidelity_least"], found["fidelity_weighted"]
    (0.6, nan, 0.5, True)
    """
    told = begun.dropna(subset=["fidelity"])
    if told.empty:
        values: tuple[float, ...] = (math.nan,) * 5
        return {**dict(zip(_FIDELITY, values, strict=True)), "fidelity_parts": 0, "fidelity_weighted": False}
    weighted = bool((told["invited"] > 0).all())
    weights = told["invited"].to_numpy(dtype=np.float64) if weighted else np.ones(len(told))
    mean = mean_of_shares(told["fidelity"].to_numpy(dtype=np.float64), weights, confidence)
    values = mean.mean, mean.low, mean.high, mean.least, mean.most
    return {**dict(zip(_FIDELITY, values, strict=True)), "fidelity_parts": mean.n, "fidelity_weighted": weighted}


_NO_REACH = dict.fromkeys(("reach", "reach_low", "reach_high"), math.nan)
_FIDELITY = ("fidelity", "fidelity_low", "fidelity_high", "fidelity_least", "fidelity_most")
