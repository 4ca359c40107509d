"""What was carried out: reach, dose, fidelity, timeliness and order of interventions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from evaluatie.process.implementing.delivered import dose_of, fidelity_of, reach_of, status_of
from evaluatie.process.implementing.implementation_result import Implementation
from evaluatie.process.implementing.log import Log, read_log
from evaluatie.process.implementing.ordering import check_order, read_needs
from evaluatie.process.implementing.remarks import remarks
from evaluatie.process.implementing.timing import days_overdue, timing_of
from evaluatie.result import check_confidence

METHOD = (
    "Reach, dose, fidelity and timeliness of interventions (Saunders, Evans & Joshi 2005; Carroll et al. 2007), reach "
    "with Wilson's limits, mean fidelity with a small-sample t interval (Bell & McCaffrey 2002) cut off at 0 and 1"
)
_TIMELINE = (
    "intervention", "level", "part", "step", "status", "start", "end", "planned_start", "planned_end", "open",
    "days_overdue",
)  # fmt: skip
_COUNTS = {"invited": "Int64", "reached": "Int64", "adjustments": "Int64"}


def implementation(
    log: pd.DataFrame,
    *,
    catalogue_needs: Mapping[str, str | Iterable[str]] | None = None,
    levels: Sequence[str] | None = None,
    today: Any = None,
    confidence: float = 0.95,
) -> Implementation:
    """Account for what was carried out, per intervention and per level.

    Reach, dose and fidelity are those of a process evaluation (Saunders, Evans & Joshi 2005, *Health Promotion
    Practice* 6, 134-147) and of implementation fidelity, where content, coverage and duration together say how far what
    was planned was carried out (Carroll et al. 2007, *Implementation Science* 2, 40). They are taken over the parts
    that began; what did not begin yet stands under status and timeliness. Order and levels are looked at since the
    guide for employers (Hummel, Verhoef, Huijs & Emmert 2022, TNO R10501) advises interventions at more than one level,
    in a fitting order.

    Parameters
    ----------
    log : DataFrame
        One row per intervention, or part of one, as it was carried out: ``intervention`` (name), ``level``, ``step``
        (1 to 6), ``target`` (whom it was meant for), ``start``, ``end`` (dates), ``invited``, ``reached`` (people),
        ``dose`` (hours or sessions delivered; the same unit within an intervention), ``fidelity`` (0 to 1: the share of
        the planned elements that was delivered), ``responsible``, ``status`` (planned, running, done, stopped); and
        where they are known ``planned_start``, ``planned_end``, ``dose_planned``, ``adjustments`` (how many). Rows of
        one intervention are pooled. Cells may be empty but those of intervention, level and status, the start of what
        began and the end of what is over. Of a planned part ``start`` and ``end``, and of a running part ``end``, are
        plans.
    catalogue_needs : mapping of str to list of str, optional
        From an intervention to those that come first, such as a mentors' training before mentoring.
    levels : sequence of str, optional
        The levels in order; without, organisation, hr, manager and team.
    today : date or text, optional
        The day as of which to say what is overdue. The clock is never read: without a day nothing is said of it.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    Implementation
        Figures that are not known are empty, and the notes say which and why.

    Raises
    ------
    NotEnoughData
        If the log has no rows.
    TypeError
        If the log is no DataFrame, or ``catalogue_needs`` no mapping.
    ValueError
        If anything in the log cannot be: everything is named at once, with row numbers that count from 1 and the
        remedy. Or if needs go round in a circle, or ``confidence`` is no level.

    Examples
    --------
    >>> log = pd.DataFrame({
    ...     "intervention": ["mentor-training", "mentoring", "mentoring"], "level": ["manager", "team", "team"],
    ...     "step": 6, "target": ["mentors", "mentees", "mentees"],
    ...     "start": ["2021-01-10", "2021-02-01", "2021-03-01"], "end": ["2021-02-10", "2021-06-01", None],
    ...     "invited": [12, 20, 20], "reached": [9, 10, 20], "dose": [8, 6, 3], "dose_planned": [8, 8, 4],
    ...     "fidelity": [0.9, 0.5, 0.7], "responsible": "hr", "status": ["done", "done", "running"],
    ... })
    >>> found = implementation(log, catalogue_needs={"mentoring": ["mentor-training"]})
    >>> found.interventions[["intervention", "reached", "invited", "reach", "dose_ratio"]].values.tolist()
    [['mentor-training', 9, 12, 0.75, 1.0], ['mentoring', 30, 40, 0.75, 0.75]]
    >>> found.order[["needs", "finding", "days_early"]].values.tolist(), found.several_levels
    ([['mentor-training', 'too early', 9.0]], True)
    """
    check_confidence(confidence)
    needs = read_needs(catalogue_needs)
    read = read_log(log, levels, today)
    interventions = _interventions(read, confidence)
    per_level = _levels(read, confidence)
    order = check_order(read.rows, needs)
    timeline = _timeline(read)
    n_levels = int((per_level["begun"] > 0).sum())
    return Implementation(
        METHOD,
        (*read.notes, *remarks(interventions, per_level, order, needs_given=bool(needs), dated=pd.notna(read.today))),
        interventions=interventions,
        levels=per_level,
        order=order,
        timeline=timeline,
        n_interventions=len(interventions),
        n_begun=int((interventions["status"] != "planned").sum()),
        n_parts=len(read.rows),
        n_levels=n_levels,
        several_levels=n_levels > 1,
        out_of_order=int((order["in_order"] == False).sum()),  # noqa: E712 - None is neither
        today=None if pd.isna(read.today) else f"{read.today:%Y-%m-%d}",
        confidence=confidence,
    )


def _figures(rows: pd.DataFrame, today: Any, confidence: float) -> dict[str, Any]:
    begun = rows[rows["begun"]]
    figures = {**reach_of(begun, confidence), **dose_of(begun), **fidelity_of(begun, confidence)}
    adjusted = rows["adjustments"].sum(min_count=1)
    adjustments = pd.NA if pd.isna(adjusted) else int(adjusted)
    return {**status_of(rows), **figures, **timing_of(rows, today, confidence), "adjustments": adjustments}


def _interventions(log: Log, confidence: float) -> pd.DataFrame:
    found = []
    for name, rows in log.rows.groupby("intervention", sort=False):
        figures = _figures(rows, log.today, confidence)
        over = figures["status"] in ("done", "stopped")
        found.append(
            {
                "intervention": name,
                "level": ", ".join(level for level in log.levels if level in set(rows["level"])),
                "target": ", ".join(sorted(set(rows["target"].dropna()))),
                "responsible": ", ".join(sorted(set(rows["responsible"].dropna()))),
                "start": rows["start"].min(),
                "end": rows["end"].max() if over else pd.NaT,
                **figures,
            }
        )
    return pd.DataFrame(found).astype(_COUNTS)


def _levels(log: Log, confidence: float) -> pd.DataFrame:
    found = []
    for level in log.levels:
        rows = log.rows[log.rows["level"] == level]
        each = [dose_of(part[part["begun"]])["dose_ratio"] for _, part in rows.groupby("intervention")]
        ratios = pd.Series(each, dtype=float).dropna()
        figures = _figures(rows, log.today, confidence)
        # hours of one intervention and sessions of another have no sum, only ratios to average
        for name in ("status", "dose", "dose_parts"):
            del figures[name]
        figures |= {"dose_ratio": float(ratios.mean()), "dose_interventions": len(ratios)}
        begun = rows.loc[rows["begun"], "intervention"].nunique()
        found.append({"level": level, "interventions": rows["intervention"].nunique(), "begun": begun, **figures})
    return pd.DataFrame(found).astype(_COUNTS)


def _timeline(log: Log) -> pd.DataFrame:
    rows = log.rows.assign(
        part=log.rows.groupby(["intervention", "level"]).cumcount() + 1,
        open=log.rows["begun"] & log.rows["end"].isna(),
        days_overdue=days_overdue(log.rows, log.today),
    )
    return rows[list(_TIMELINE)].astype({"step": "Int64"})
