"""Who took part: exposure of units or persons, to join to an analysis of change."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.amiss import refuse
from evaluatie.process.cells import is_empty
from evaluatie.process.checked_frame import ROWS, CheckedFrame
from evaluatie.result import Estimate, NotEnoughData, Result

METHOD = "Exposure from participation, counted per {}"
CENSUS = "a count of all {}s, which are no sample: it has no interval"
CHOSEN = (
    "who took part chose to, or was chosen: they may have differed from the others beforehand, and may have changed "
    "otherwise without taking part (regression to the mean, where they were chosen for low scores)"
)
SPILL = "people of a unit that is not exposed may still have met the intervention through others"
BETWEEN = (
    "several interventions: share_reached is that of the one that reached most, since the same people may have taken "
    "part in another; share_at_most is as if they were all different"
)


@dataclass(frozen=True)
class Exposure(Result):
    """Who was exposed to interventions.

    Attributes
    ----------
    table : DataFrame
        One row per unit or person, in the order given: ``unit`` or ``person``, ``exposed`` (True or False), ``dose``,
        ``interventions`` (how many); of units also ``headcount``, ``reached``, ``share_reached``, ``share_at_most``.
    by : str
        ``"unit"`` or ``"person"``.
    n, n_exposed : int
        Units or persons, and those of them that were exposed.
    share_exposed : float
        The second of the first.
    at_least : float or None
        From which share (of units) or dose (of persons) on one counts as exposed; None: from anything above 0.
    """

    table: pd.DataFrame = field(compare=False)
    by: str
    n: int
    n_exposed: int
    share_exposed: float
    at_least: float | None

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the share that was exposed.

        Returns
        -------
        tuple of Estimate
            Without an interval: it is a count of all.
        """
        return (Estimate("share_exposed", self.share_exposed, n=self.n),)


def exposure(
    participation: pd.DataFrame,
    everyone: Mapping[Hashable, int] | pd.Series[Any] | Iterable[Hashable],
    *,
    column: str | None = None,
    at_least: float | None = None,
) -> Exposure:
    """Tell of every unit or person whether, and how much, they were exposed to interventions.

    Whoever does not occur in the participation was not exposed, and stays in the table: without them there is no one
    to compare with. From which share or dose on a unit or person counts as exposed is to be chosen before the changes
    are seen.

    Parameters
    ----------
    participation : DataFrame
        Per unit: one row per unit and intervention, with ``unit``, ``reached`` (people, each counted once) and where
        known ``dose`` (hours or sessions that each of them got) and ``intervention``. Per person: one row per person
        and session, or with the number of ``sessions``, with ``person`` (a pseudonym) and where known ``intervention``.
    everyone : mapping or Series of unit to headcount, or iterable of persons
        All units, with the people in them; or all persons. Which of both decides what is counted.
    column : str, optional
        Column of the unit or person, where it is not called ``unit`` or ``person``; a log's ``target``, for example.
    at_least : float, optional
        From which share reached (of units, 0 to 1) or dose (of persons) on one counts as exposed; without, from
        anything above 0.

    Returns
    -------
    Exposure
        ``dose`` of a person is the number of sessions; of a unit, hours or sessions per head: what those reached got,
        spread over all. It is empty where no dose was told, 0 where nobody was reached. Join the table by its first
        column: ``exposed`` suits a difference in differences, ``dose`` a cluster-robust regression of change.

    Raises
    ------
    NotEnoughData
        If there are no units or persons.
    TypeError
        If ``participation`` is no DataFrame.
    ValueError
        If a unit or person is not known or occurs twice in ``everyone``, more people were reached than there are (a
        share above 1), a number is wrong, or ``at_least`` is: all at once, with row numbers that count from 1.

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": ["sales", "care"], "reached": [5, 8], "dose": [4, 2]})
    >>> found = exposure(rows, {"sales": 10, "care": 8, "office": 12})
    >>> found.table[["unit", "exposed", "share_reached", "dose"]].values.tolist()
    [['sales', True, 0.5, 2.0], ['care', True, 1.0, 2.0], ['office', False, 0.0, 0.0]]
    >>> exposure(pd.DataFrame({"person": ["p1", "p1"]}), ["p1", "p2"]).table["dose"].tolist()
    [2.0, 0.0]
    """
    by = "unit" if isinstance(everyone, Mapping | pd.Series) else "person"
    problems: list[str] = []
    names, heads, labels = _everyone(everyone, by, problems)
    key = column or by
    needed, optional = ((key, "reached"), ("dose",)) if by == "unit" else ((key,), ("sessions",))
    frame = CheckedFrame(participation, "participation", needed, (*optional, "intervention"), problems)
    rows = pd.DataFrame({"who": frame.words(key), "what": frame.words("intervention", blank=True)})
    rows["what"] = rows["what"].fillna("")
    frame.fault(rows["who"].notna() & ~rows["who"].isin(names), _unknown(rows["who"], names, by))
    top = 1.0 if by == "unit" else np.inf
    if at_least is not None and not 0 < at_least <= top:
        problems.append(f"at_least must be above 0{' and at most 1' if by == 'unit' else ''}: got {at_least!r}")
    table = _units(frame, rows, names, heads) if by == "unit" else _persons(frame, rows, names)
    refuse(problems, ROWS)
    table[by] = labels
    amount = table["share_reached"] if by == "unit" else table["dose"]
    exposed = amount > 0 if at_least is None else amount >= at_least
    table.insert(1, "exposed", exposed)
    count = int(exposed.sum())
    notes = _notes(table, by, count, frame)
    return Exposure(METHOD.format(by), notes, table, by, len(table), count, count / len(table), at_least)


def _everyone(everyone: Any, by: str, problems: list[str]) -> tuple[list[str], list[float], pd.Series[Any]]:
    """Give the names to look for, the headcounts, and the labels as they were given, to join by."""
    if isinstance(everyone, str | pd.DataFrame) or not isinstance(everyone, Iterable):
        raise TypeError(f"everyone must map units to headcounts, or list persons: got {type(everyone).__name__}")
    pairs = list(everyone.items()) if isinstance(everyone, Mapping | pd.Series) else [(one, 1) for one in everyone]
    if not pairs:
        raise NotEnoughData(f"everyone is empty: there is no {by} to count")
    given = pd.DataFrame(pairs, columns=[by, "headcount"])
    frame = CheckedFrame(given, "everyone", (by, "headcount"), (), problems)
    names, heads = frame.words(by), frame.numbers("headcount", low=1, whole=True)
    frame.fault(frame.empty("headcount"), "headcount is empty")
    frame.refuse_repeated(pd.DataFrame({by: names}), [by], f"this {by} stands above; give each once")
    return list(names), list(heads), given[by]


def _unknown(who: pd.Series[Any], names: list[str], by: str) -> str:
    if by == "person":  # a pseudonym has no place in a message
        return "this person is not among everyone"
    strange = dict.fromkeys(name for name in who if not is_empty(name) and name not in names)
    return f"not among the units: {', '.join(strange)}"


def _units(frame: CheckedFrame, rows: pd.DataFrame, names: list[str], heads: list[float]) -> pd.DataFrame:
    headcount = pd.Series(heads, index=names, dtype=float)
    rows["reached"] = frame.numbers("reached", whole=True)
    rows["dose"] = frame.numbers("dose")
    frame.fault(frame.empty("reached"), "reached is empty; leave the row out if nobody was, or it is not known")
    heads_of = rows["who"].map(headcount[~headcount.index.duplicated()])
    together = rows.groupby(["who", "what"])["reached"].transform("sum")
    frame.fault(
        together > heads_of,
        "more people were reached than the unit has; count each person once per unit and intervention",
    )
    rows["people_dose"] = (rows["reached"] * rows["dose"]).where(rows["reached"] > 0, 0.0)
    # of a unit with a row that does not tell its dose the dose is not known
    per_unit = rows.groupby("who")
    dose = per_unit["people_dose"].sum().where(~per_unit["people_dose"].apply(lambda told: told.isna().any()))
    each = rows.groupby(["who", "what"])["reached"].sum()
    most, total = each.groupby("who").max(), each.groupby("who").sum()
    table = pd.DataFrame({"unit": names, "headcount": heads})
    table["reached"] = table["unit"].map(most).fillna(0.0)
    table["share_reached"] = table["reached"] / table["headcount"]
    table["share_at_most"] = (table["unit"].map(total).fillna(0.0) / table["headcount"]).clip(upper=1.0)
    table["dose"] = (table["unit"].map(dose) / table["headcount"]).where(table["reached"] > 0, 0.0)
    return table.assign(interventions=_interventions(rows, "reached", table["unit"]))


def _persons(frame: CheckedFrame, rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    counted = "sessions" in frame.frame
    rows["sessions"] = frame.numbers("sessions") if counted else 1.0
    if counted:
        frame.fault(frame.empty("sessions"), "sessions is empty; write 0 for who was invited and did not come")
    table = pd.DataFrame({"person": names})
    table["dose"] = table["person"].map(rows.groupby("who")["sessions"].sum()).fillna(0.0)
    return table.assign(interventions=_interventions(rows, "sessions", table["person"]))


def _interventions(rows: pd.DataFrame, amount: str, who: pd.Series[Any]) -> pd.Series[Any]:
    """Count the interventions that reached each."""
    there = rows[rows[amount] > 0].groupby("who")["what"].nunique()
    return who.map(there).fillna(0).astype(int)


def _notes(table: pd.DataFrame, by: str, exposed: int, frame: CheckedFrame) -> tuple[str, ...]:
    notes = [CENSUS.format(by), CHOSEN, *((SPILL,) if by == "unit" else ())]
    if exposed in (0, len(table)):
        who = "no" if not exposed else "every"
        notes.append(f"{who} {by} was exposed: there is no one to compare with")
    if (table["interventions"] > 1).any() and by == "unit":
        notes.append(BETWEEN)
    unknown = int(table["dose"].isna().sum())
    if unknown:
        notes.append(f"the dose of {unknown} {by}(s) is not known: not every row tells one")
    if by == "person" and "sessions" not in frame.frame:
        notes.append("each row counts as one session")
    return tuple(notes)
