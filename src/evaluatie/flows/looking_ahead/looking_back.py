"""How well would the forecast have done: forecast from the first moments, compare with what came."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.looking_ahead.forecast_result import ALL_STATES
from evaluatie.flows.looking_ahead.forecasting import forecast
from evaluatie.flows.looking_ahead.from_records import forecast_inputs, heads_at
from evaluatie.flows.looking_ahead.summing_up import focal_shares
from evaluatie.flows.moving.grid import grid_positions
from evaluatie.flows.moving.panel import read_panel
from evaluatie.flows.reading.heads import as_tuple, label_of, take_column
from evaluatie.result import Estimate, NotEnoughData, Result


@dataclass(frozen=True)
class Backtest(Result):
    """A forecast beside what came true.

    Attributes
    ----------
    table : DataFrame
        Columns step, state (``all``: the whole staff), share, low, high, observed, inside, now (share at the start).
    inside : float
        Share of rows with a share that lie within the bands.
    error, error_unchanged : float
        Mean absolute error of the focal share of the whole staff, and that of saying that the share stays as it is.
    learned, compared : int
        Steps that the rates rest on, and steps that were forecast.
    confidence : float
        Level of the bands.
    """

    table: pd.DataFrame = field(compare=False)
    inside: float
    error: float
    error_unchanged: float
    learned: int
    compared: int
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the share of rows inside the bands, both errors, and per step how far the forecast was off.

        Returns
        -------
        tuple of Estimate
            Terms ``inside``, ``error``, ``error_unchanged``, ``forecast_share`` and ``observed_share``.
        """
        rows = [row for row in self.table.to_dict("records") if row["state"] == ALL_STATES]
        paired = (
            estimate
            for row in rows
            for estimate in (
                Estimate("forecast_share", row["share"], ci_low=row["low"], ci_high=row["high"], wave=str(row["step"])),
                Estimate("observed_share", row["observed"], wave=str(row["step"])),
            )
        )
        whole = ("inside", "error", "error_unchanged")
        return (*(Estimate(name, getattr(self, name), n=len(self.table)) for name in whole), *paired)


def backtest(
    frame: Any,
    person: Any,
    time: Any,
    state: Any,
    group: Any,
    *,
    focal: Any,
    states: Any = None,
    learn: int | None = None,
    simulations: int = 1000,
    seed: int = 1,
    confidence: float = 0.95,
) -> Backtest:
    """Forecast the later moments from the earlier ones, and compare with what came.

    Parameters
    ----------
    frame : DataFrame
        One row per person and moment in the staff.
    person, time, state, group : hashable
        Columns.
    focal : group or groups
        Whose share is compared.
    states : sequence, optional
        The states from low to high.
    learn : int, optional
        Steps to learn the rates from; by default half of them, rounded down, and at least one.
    simulations, seed, confidence
        As :func:`forecast` takes them.

    Returns
    -------
    Backtest
        Per step and state.

    Raises
    ------
    NotEnoughData
        With fewer than three moments.

    Examples
    --------
    >>> rows = [(who, year, "S1" if who % 3 else "S2", "a" if who % 2 else "b")
    ...         for who in range(60) for year in range(2015, 2021)]
    >>> frame = pd.DataFrame(rows, columns=["who", "year", "scale", "origin"])
    >>> backtest(frame, "who", "year", "scale", "origin", focal="a", simulations=50).inside
    1.0
    """
    moments = take_column(frame, time)
    place = np.full(len(moments), -1.0)
    place[moments.notna()], regular = grid_positions(moments.dropna())
    last = int(place.max()) if regular and len(place) else 0
    cut = max(1, last // 2) if learn is None else learn
    if not 1 <= cut < last:
        raise NotEnoughData(f"learning from {cut} step(s) and comparing later ones needs more moments than {last + 1}")
    known = read_panel(frame, person, time, state, states, ("left",), group, None)
    inputs = forecast_inputs(frame[place <= cut], person, time, state, group, states=known.states[:-1])
    ahead = forecast(
        inputs.stock, inputs.transitions, inputs.inflow, last - cut,
        focal=focal, inflow_years=inputs.inflow_years, simulations=simulations, seed=seed, confidence=confidence,
    )  # fmt: skip
    table = _compared(ahead.shares, [heads_at(known, at, "left") for at in range(cut, last + 1)], focal)
    return _backtest(table, ahead.notes, cut, last - cut, confidence)


def _compared(shares: pd.DataFrame, seen: list[pd.DataFrame], focal: Any) -> pd.DataFrame:
    members = seen[0].index.isin([label_of(group) for group in as_tuple(focal)])
    staff = np.ones(seen[0].shape[1], dtype=bool)
    observed = np.stack([focal_shares(table.to_numpy(dtype=float), members, staff) for table in seen])
    table = shares.drop(columns=["scenario", "heads"]).assign(observed=observed.ravel())
    table["now"] = np.tile(observed[0], len(observed))
    usable = table[(table["step"] > 0) & table[["share", "low", "observed"]].notna().all(axis=1)]
    held = usable["observed"].between(usable["low"] - 1e-12, usable["high"] + 1e-12)
    return usable.assign(inside=held).reset_index(drop=True)


def _backtest(table: pd.DataFrame, notes: tuple[str, ...], learned: int, compared: int, level: float) -> Backtest:
    whole = table[table["state"] == ALL_STATES]
    error = float((whole["share"] - whole["observed"]).abs().mean())
    unchanged = float((whole["now"] - whole["observed"]).abs().mean())
    said = "one organisation and one cut: rows hang together, so that few or many inside prove little"
    better = "saying that the share stays as it is would have been closer" if unchanged < error - 1e-9 else ""
    return Backtest(
        "Back-test: forecast from the first moments, compared with the later ones",
        (said, *((better,) if better else ()), *notes),
        table=table,
        inside=float(table["inside"].mean()),
        error=error,
        error_unchanged=unchanged,
        learned=learned,
        compared=compared,
        confidence=level,
    )
