"""From records of people at moments to what a forecast needs: stock, moves, inflow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.moving.estimating import transitions
from evaluatie.flows.moving.panel import Panel, read_panel
from evaluatie.flows.moving.transition_result import Transitions
from evaluatie.flows.reading.heads import label_of
from evaluatie.result import NotEnoughData


@dataclass(frozen=True)
class ForecastInputs:
    """Stock, moves and inflow of one organisation.

    Attributes
    ----------
    stock : DataFrame, groups x states
        Heads at the last moment.
    transitions : Transitions
        With a matrix per group, and leaving as an absorbing state.
    inflow : DataFrame, groups x states
        Mean number per step whose first record is later than the first moment.
    inflow_years : int
        Steps that the mean is of.
    """

    stock: pd.DataFrame
    transitions: Transitions
    inflow: pd.DataFrame
    inflow_years: int


def forecast_inputs(
    frame: Any, person: Any, time: Any, state: Any, group: Any, *, states: Any = None, left: Any = "left"
) -> ForecastInputs:
    """Work out what :func:`forecast` needs from yearly records.

    Parameters
    ----------
    frame : DataFrame
        One row per person and moment in the staff.
    person, time, state, group : hashable
        Columns. People whose group is missing are in no table.
    states : sequence, optional
        The states from low to high.
    left : state, default "left"
        Name of the state of people whose records stop.

    Returns
    -------
    ForecastInputs
        For ``forecast(i.stock, i.transitions, i.inflow, inflow_years=i.inflow_years)``.

    Raises
    ------
    NotEnoughData
        If there is only one moment.

    Examples
    --------
    >>> frame = pd.DataFrame({"who": [1, 1, 2, 2, 3, 3], "year": [2019, 2020, 2019, 2020, 2020, 2021],
    ...                       "scale": ["S1", "S1", "S2", "S2", "S1", "S2"], "origin": list("aabbaa")})
    >>> seen = forecast_inputs(frame, "who", "year", "scale", "origin")
    >>> seen.stock.loc["a"].tolist(), seen.inflow.loc["a"].tolist(), seen.inflow_years
    ([0, 1], [0.5, 0.0], 2)
    """
    panel = read_panel(frame, person, time, state, states, (left,), group, None)
    last = int(panel.records["at"].max())
    if last < 1 or not panel.regular:
        raise NotEnoughData("a forecast needs records at two or more moments that lie on a grid of equal steps")
    moved = transitions(frame, person, time, state, states=states, left=left, group=group)
    first = ~panel.records["person"].duplicated() & (panel.records["at"] > 0)
    return ForecastInputs(heads_at(panel, last, left), moved, _heads(panel, first, left) / last, last)


def heads_at(panel: Panel, at: int, left: Any) -> pd.DataFrame:
    """Count the staff at one moment.

    Parameters
    ----------
    panel : Panel
        Records.
    at : int
        Steps since the first moment.
    left : state
        Which state is outside the staff.

    Returns
    -------
    DataFrame, groups x states
        Heads, of people whose group is known.

    Examples
    --------
    >>> frame = pd.DataFrame({"who": [1, 2], "year": [2019, 2019], "scale": ["S1", "S1"], "origin": ["a", "b"]})
    >>> heads_at(read_panel(frame, "who", "year", "scale", None, (), "origin", None), 0, "left").loc["a", "S1"]
    np.int64(1)
    """
    return _heads(panel, panel.records["at"] == at, left)


def _heads(panel: Panel, rows: pd.Series[bool], left: Any) -> pd.DataFrame:
    records = panel.records
    groups = sorted({label_of(held) for held in records["group"].dropna()})
    staff = [code for code, held in enumerate(panel.states) if held != left]
    chosen = records[rows & records["group"].notna()]
    counted = pd.crosstab(chosen["group"].map(label_of), chosen["state"])
    table = counted.reindex(index=groups, columns=staff, fill_value=0)
    names = pd.Index([panel.states[code] for code in staff], dtype=object)
    return pd.DataFrame(np.asarray(table, dtype=np.int64), index=pd.Index(groups, dtype=object), columns=names)
