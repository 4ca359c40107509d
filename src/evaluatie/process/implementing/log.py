"""Read the log of interventions: what was carried out, by whom, for whom and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluatie.amiss import listed, refuse
from evaluatie.process.cells import the_day
from evaluatie.process.checked_frame import ROWS, CheckedFrame
from evaluatie.result import NotEnoughData

#: Levels of the guide for employers (Hummel, Verhoef, Huijs & Emmert 2022, TNO R10501), in its order
LEVELS = ("organisation", "hr", "manager", "team")
STATUSES = ("planned", "running", "done", "stopped")
NEEDED = (
    "intervention", "level", "step", "target", "start", "end", "invited", "reached", "dose", "fidelity", "responsible",
    "status",
)  # fmt: skip
OPTIONAL = ("planned_start", "planned_end", "dose_planned", "adjustments")
_DATES = ("start", "end", "planned_start", "planned_end")
_SHARE = "divide percentages by 100"


@dataclass(frozen=True)
class Log:
    """A log without faults.

    Attributes
    ----------
    rows : DataFrame
        The columns of ``NEEDED`` and ``OPTIONAL``, ``begun`` (whether the part began) and ``first`` (the day on which
        it did, or was to). In order of that day, whatever the order in which they were given.
    levels : tuple of str
        The levels that there are, in order.
    today : Timestamp or NaT
        The day as of which the log is read.
    notes : tuple of str
        Dates that were taken as plans.
    """

    rows: pd.DataFrame
    levels: tuple[str, ...]
    today: Any
    notes: tuple[str, ...]


def read_log(log: Any, levels: Sequence[str] | None, today: Any) -> Log:
    """Read a log, or name everything that is wrong in it.

    A date that has not come yet is a plan: ``start`` and ``end`` of a planned part, and ``end`` of a running one, count
    as ``planned_start`` and ``planned_end`` where those are empty, and never as what happened.

    Parameters
    ----------
    log : DataFrame
        As for :func:`implementation`.
    levels : sequence of str, optional
        The organisation's own levels in order.
    today : date or text, optional
        The day as of which the log is read.

    Returns
    -------
    Log
        Rows sorted by day and name.

    Raises
    ------
    NotEnoughData
        If the log is empty.
    TypeError
        If it is no DataFrame.
    ValueError
        If anything in it is wrong: all of it, with row numbers.

    Examples
    --------
    >>> row = dict(intervention="training", level="manager", step=6, target="managers", start="2021-01-10",
    ...            end="2021-03-10", invited=20, reached=15, dose=8, fidelity=0.9, responsible="hr", status="done")
    >>> read_log(pd.DataFrame([row]), None, None).rows["begun"].tolist()
    [True]
    """
    problems: list[str] = []
    frame = CheckedFrame(log, "log", NEEDED, OPTIONAL, problems)
    if not len(frame) and not problems:
        raise NotEnoughData("the log has no rows: nothing is known of what was carried out")
    known, day = _levels(levels, problems), the_day(today, "today", problems)
    rows = _columns(frame, known)
    _contradictions(frame, rows, day)
    refuse(problems, ROWS)
    rows, notes = _plans_apart(rows)
    rows["begun"] = rows["status"] != "planned"
    rows["first"] = rows["start"].fillna(rows["planned_start"])
    return Log(rows.sort_values(["first", *rows.columns[:-1]], ignore_index=True), known, day, notes)


def _levels(levels: Sequence[str] | None, problems: list[str]) -> tuple[str, ...]:
    if levels is None:
        return LEVELS
    given = () if isinstance(levels, str) else tuple(levels)
    if not given or len(set(given)) < len(given) or not all(isinstance(level, str) for level in given):
        problems.append(f"levels must be different names, such as {listed(LEVELS)}: got {levels!r}")
        return LEVELS
    return given


def _columns(frame: CheckedFrame, levels: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "intervention": frame.words("intervention"),
            "level": frame.words("level", levels),
            "step": frame.numbers("step", low=1, high=6, whole=True),
            "target": frame.words("target", blank=True),
            **{name: frame.dates(name) for name in _DATES},
            "invited": frame.numbers("invited", whole=True),
            "reached": frame.numbers("reached", whole=True),
            "dose": frame.numbers("dose"),
            "dose_planned": frame.numbers("dose_planned"),
            "fidelity": frame.numbers("fidelity", high=1, remedy=_SHARE),
            "adjustments": frame.numbers("adjustments", whole=True),
            "responsible": frame.words("responsible", blank=True),
            "status": frame.words("status", STATUSES),
        }
    )


def _contradictions(frame: CheckedFrame, rows: pd.DataFrame, today: Any) -> None:
    """Gather what cannot be true together."""
    status, start, end = rows["status"], rows["start"], rows["end"]
    begun, over = status.isin(STATUSES[1:]), status.isin(STATUSES[2:])
    frame.fault(rows["reached"] > rows["invited"], "reached is more than invited; count who came uninvited as invited")
    frame.fault(end < start, "end lies before start")
    frame.fault(rows["planned_end"] < rows["planned_start"], "planned_end lies before planned_start")
    frame.fault(begun & frame.empty("start"), "it has begun and has no start; give the day, at least about")
    frame.fault(over & frame.empty("end"), "status is done or stopped without an end; give the day")
    frame.fault(rows["dose_planned"] == 0, "dose_planned is 0; leave it empty where no dose was planned")
    delivered = rows[["reached", "dose", "fidelity"]].fillna(0).gt(0).any(axis=1)
    frame.fault(
        (status == "planned") & delivered,
        "status is planned, and people were reached or something was delivered; set it to running, done or stopped",
    )
    ahead = (begun & (start > today)) | (over & (end > today))
    frame.fault(ahead, "it happened after today; correct the date, the status, or the day that is given as today")
    frame.fault(
        frame.frame.astype(str).duplicated(),
        "the same as a row above it; take it out, or add a column that tells them apart, such as a session's number",
    )


def _plans_apart(rows: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Take dates that have not come yet as plans."""
    planned, running = rows["status"] == "planned", rows["status"] == "running"
    moved = int((planned & rows["start"].notna()).sum() + ((planned | running) & rows["end"].notna()).sum())
    for name, yet_to_come in (("start", planned), ("end", planned | running)):
        plan = f"planned_{name}"
        rows[plan] = rows[plan].where(~(yet_to_come & rows[plan].isna()), rows[name])
        rows[name] = rows[name].where(~yet_to_come)
    notes = (f"{moved} date(s) of parts that were not there yet count as plans, not as what happened",) if moved else ()
    return rows, notes
