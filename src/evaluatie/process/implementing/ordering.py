"""Whether interventions began after what has to come before them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

import pandas as pd

#: What a check may come to, and whether that is in order; None where it cannot be told: what is not in the log may have
#: been there already
FINDINGS = {"too early": False, "not done yet": False, "in order": True, "not in the log": None, "not begun": None}
COLUMNS = ("intervention", "needs", "finding", "in_order", "began", "needed_done", "days_early")


def read_needs(needs: Any) -> dict[str, tuple[str, ...]]:
    """Read what has to come before each intervention.

    Parameters
    ----------
    needs : mapping of str to str or iterable of str, or None
        From an intervention to those that come first.

    Returns
    -------
    dict
        Each with its needs, once.

    Raises
    ------
    TypeError
        If it is no mapping.
    ValueError
        If interventions need each other in a circle.

    Examples
    --------
    >>> read_needs({"mentoring": "mentor-training"})
    {'mentoring': ('mentor-training',)}
    """
    if needs is None:
        return {}
    if not isinstance(needs, Mapping) or not all(isinstance(first, Iterable) for first in needs.values()):
        raise TypeError(f"catalogue_needs must map each intervention to a list of those that come first: got {needs!r}")
    read = {
        str(intervention): tuple(dict.fromkeys(map(str, [first] if isinstance(first, str) else first)))
        for intervention, first in needs.items()
    }
    try:
        TopologicalSorter(read).prepare()
    except CycleError as error:
        raise ValueError(f"catalogue_needs goes round in a circle: {' needs '.join(error.args[1][::-1])}") from None
    return read


def check_order(rows: pd.DataFrame, needs: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Hold the day on which each intervention began against the day on which what it needs was done.

    An intervention is done where all its parts are; one that was stopped never is. Beginning on the day on which the
    other was done is in order.

    Parameters
    ----------
    rows : DataFrame
        Rows of a log.
    needs : mapping of str to tuple of str
        As :func:`read_needs` gives them; interventions that are not in the log are passed over.

    Returns
    -------
    DataFrame
        A row per intervention in the log and what it needs: ``finding`` is one of ``FINDINGS``, ``in_order`` what
        that amounts to, ``days_early`` is how many days before the other was done it began.

    Examples
    --------
    >>> rows = pd.DataFrame({"intervention": ["training", "mentoring"], "status": ["done", "running"],
    ...     "begun": True, "start": pd.to_datetime(["2021-01-01", "2021-02-01"]),
    ...     "end": pd.to_datetime(["2021-02-11", None])})
    >>> check_order(rows, {"mentoring": ("training",)})[["finding", "days_early"]].values.tolist()
    [['too early', 10.0]]
    """
    there = list(dict.fromkeys(rows["intervention"]))
    found = [_held(rows, each, need) for each in there for need in needs.get(each, ())]
    return pd.DataFrame(found, columns=list(COLUMNS)).astype({"days_early": float, "in_order": object})


def _held(rows: pd.DataFrame, intervention: str, need: str) -> dict[str, Any]:
    mine, theirs = rows[rows["intervention"] == intervention], rows[rows["intervention"] == need]
    began = mine.loc[mine["begun"], "start"].min()
    done = theirs["end"].max() if len(theirs) and (theirs["status"] == "done").all() else pd.NaT
    early = float((done - began).days) if began < done else float("nan")
    if pd.isna(began):
        finding = "not begun"
    elif theirs.empty:
        finding = "not in the log"
    elif pd.isna(done):
        finding = "not done yet"
    else:
        finding = "too early" if began < done else "in order"
    values = intervention, need, finding, FINDINGS[finding], began, done, early
    return dict(zip(COLUMNS, values, strict=True))
