"""Target figures (streefcijfers): where the share is, how fast it moves, and what it takes to get there."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.aiming.head_recursion import Course, exit_needed, inflow_needed, share_after
from evaluatie.flows.aiming.pace import Pace, mover_limits, pace_of
from evaluatie.flows.aiming.target_result import TargetProgress
from evaluatie.flows.reading.heads import Floats, read_counts, take_column
from evaluatie.result import NotEnoughData, check_confidence
from evaluatie.wilson import wilson_interval

METHOD = (
    "Share (Wilson 1927); yearly change as the drift of a random walk; required inflow from "
    "N[t+1] = N[t] (1 - exit) + inflow * share"
)
WORTH = "the required inflow is arithmetic on rates that stay as they are, no forecast"


def target_progress(
    shares: Any,
    target: float,
    by_year: Any,
    *,
    year: Any = "year",
    focal: Any = "focal",
    total: Any = "total",
    inflow: float | None = None,
    inflow_focal: float | None = None,
    outflow_focal: float | None = None,
    outflow_rest: float | None = None,
    person_years_focal: float | None = None,
    person_years_rest: float | None = None,
    confidence: float = 0.95,
) -> TargetProgress:
    """Compare a group's share with its target, and say what it takes to reach it.

    Parameters
    ----------
    shares : DataFrame
        One row per moment, in any order: a year (number or date), people of the focal group, people in all. Leave
        people of unknown group out of both counts.
    target : float
        Share wanted, between 0 and 1 (both excluded).
    by_year : number or date
        When.
    year, focal, total : hashable
        Columns of `shares`.
    inflow : float, optional
        People who come in per year.
    inflow_focal : float, optional
        How many of them are focal now; for retention as the alternative to hiring.
    outflow_focal, outflow_rest : float, optional
        Share of the focal group, and of the rest, who leave per year (people who left / heads), between 0 and 1.
    person_years_focal, person_years_rest : float, optional
        Years of employment over which these shares were counted, such as 400 for 100 people during four years. The
        limits of the required inflow rest on them; without, on one year of the people there are now.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    TargetProgress
        Status, pace, requirements.

    Raises
    ------
    ValueError
        If a share, rate or count is impossible, or a year occurs twice.
    NotEnoughData
        If there is no moment with people.

    Examples
    --------
    >>> counts = pd.DataFrame({"year": range(2017, 2021), "focal": [76, 80, 85, 90], "total": [1000, 1000, 1010, 1005]})
    >>> seen = target_progress(counts, 0.15, 2025, inflow=100, outflow_focal=0.12, outflow_rest=0.08)
    >>> seen.status, seen.distance_persons, round(seen.required_inflow_share, 4)
    ('behind', 61, 0.2861)
    """
    check_confidence(confidence)
    if not 0 < target < 1:
        raise ValueError(f"target must be a share between 0 and 1, such as 0.30: got {target!r}")
    years, counts, totals, notes = _read(shares, year, focal, total)
    until = float(_years(pd.Series([by_year]))[0])
    now, people = int(counts[-1]), int(totals[-1])
    pace = pace_of(years, counts, totals, confidence)
    share, left = now / people, until - float(years[-1])
    needed = (target - share) / left if left > 0 else None
    low, high = wilson_interval(now, people, confidence)
    rates = (inflow, inflow_focal, outflow_focal, outflow_rest)
    counted = tuple(
        heads if at_risk is None else at_risk
        for heads, at_risk in ((now, person_years_focal), (people - now, person_years_rest))
    )
    required, more = _required(rates, counted, now, people, target, left, confidence)
    return TargetProgress(
        METHOD,
        (*notes, *_pace_notes(pace, len(years)), *more),
        year=float(years[-1]),
        by_year=until,
        share=share,
        ci_low=low,
        ci_high=high,
        focal=now,
        total=people,
        target=float(target),
        distance=target - share,
        distance_persons=max(0, math.ceil(target * people - now - 1e-9)),
        years_left=left,
        needed_per_year=needed,
        observed_per_year=pace.per_year if pace else None,
        observed_low=pace.low if pace else None,
        observed_high=pace.high if pace else None,
        projected=min(1.0, max(0.0, share + pace.per_year * left)) if pace and left > 0 else None,
        status=_status(share, target, needed, pace),
        **required,
        confidence=confidence,
    )


_LAST_YEAR = 9999


def _read(shares: Any, year: Any, focal: Any, total: Any) -> tuple[Floats, Floats, Floats, tuple[str, ...]]:
    when = take_column(shares, year)
    dated = when.notna().to_numpy()
    kept = shares[dated]
    counts, totals = read_counts(kept, focal), read_counts(kept, total)
    if (counts > totals).any():
        raise ValueError(f"{int((counts > totals).sum())} row(s) have more focal people than people in all")
    years = _years(when[dated].reset_index(drop=True))
    used = totals > 0
    if not used.any():
        raise NotEnoughData("no moment with a year and people")
    if len(np.unique(years[used])) < used.sum():
        raise ValueError("a year occurs twice in shares: give one row per moment")
    order = np.argsort(years[used])
    dropped = len(when) - int(used.sum())
    notes = (f"{dropped} row(s) left out: no year, or nobody",) if dropped else ()
    columns = (years[used][order], counts[used][order].astype(np.float64), totals[used][order].astype(np.float64))
    return *columns, notes


def _years(when: pd.Series[Any]) -> Floats:
    """Give moments in years: the whole years of a date, and its day as a part of its year."""
    if isinstance(when.dtype, pd.PeriodDtype):
        when = when.dt.to_timestamp()
    if when.map(lambda held: hasattr(held, "year")).all():
        dates = pd.to_datetime(when)
        length = np.where(dates.dt.is_leap_year, 366, 365)
        return np.asarray(dates.dt.year + (dates.dt.day_of_year - 1) / length, dtype=np.float64)
    numbers = pd.to_numeric(when.astype(object), errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    # a step is taken per year, so that years without end would never be done
    if not (np.abs(numbers) <= _LAST_YEAR).all():
        raise ValueError(f"a year must be a number or a date, up to the year {_LAST_YEAR}")
    return np.asarray(numbers)


def _status(share: float, target: float, needed: float | None, pace: Pace | None) -> str:
    if share >= target - 1e-12:
        return "reached"
    if needed is None:
        return "behind"
    if pace is None or pace.low < needed <= pace.high:
        return "uncertain"
    return "on course" if pace.low >= needed else "behind"


def _pace_notes(pace: Pace | None, moments: int) -> tuple[str, ...]:
    if pace is None:
        return ("figures of one moment: no pace, and no saying whether the target is on course",)
    if moments == 2:
        return (
            "two moments: the pace is compared as if two separate workforces had been counted, and its interval is "
            "wider than need be where most people are in both",
        )
    return ("the pace is taken from the yearly changes; its interval knows no new policy",)


RATE_FIELDS = (
    "required_inflow_share",
    "required_inflow_low",
    "required_inflow_high",
    "required_inflow_share_equal_exit",
    "share_without_change",
    "share_equal_exit",
    "share_all_inflow_focal",
    "required_exit_focal",
)


def _required(
    rates: tuple[float | None, ...],
    counted: tuple[float, ...],
    now: int,
    people: int,
    target: float,
    left: float,
    confidence: float,
) -> tuple[dict[str, float | None], tuple[str, ...]]:
    fields: dict[str, float | None] = dict.fromkeys(RATE_FIELDS)
    inflow, inflow_focal, exit_focal, exit_rest = (None if rate is None else float(rate) for rate in rates)
    _check_rates(inflow, inflow_focal, exit_focal, exit_rest)
    if not all(0 <= at_risk < math.inf for at_risk in counted):
        raise ValueError(f"person_years_focal and person_years_rest must be numbers of years, not {counted}")
    years = math.floor(left + 0.05)
    if exit_focal is None or exit_rest is None or inflow is None:
        return fields, ("no required inflow: it needs inflow, outflow_focal and outflow_rest",)
    if years < 1:
        return fields, ("no required inflow: less than a year is left",)
    course = Course(now, people - now, exit_focal, exit_rest, inflow, years)
    notes = [WORTH]
    if abs(years - left) > 0.05:
        notes.append(f"whole years only: {years} of the {left:.1f} years that are left")
    equal = replace(course, exit_focal=exit_rest)
    fields |= _hiring(course, equal, target, counted, confidence, notes)
    if inflow_focal is not None and inflow > 0:
        part = inflow_focal / inflow
        fields["share_without_change"] = share_after(course, part)
        fields["share_equal_exit"] = share_after(equal, part)
        fields["required_exit_focal"] = exit_needed(course, target, part)
        if fields["required_exit_focal"] is None:
            notes.append("with the present inflow the target is not reached even if nobody of the focal group leaves")
    return fields, tuple(notes)


def _hiring(
    course: Course, equal: Course, target: float, counted: tuple[float, ...], confidence: float, notes: list[str]
) -> dict[str, float | None]:
    needed = inflow_needed(course, target)
    if needed is None:
        notes.append("nobody comes in: hiring cannot change the share")
        return {}
    fields: dict[str, float | None] = {"share_all_inflow_focal": share_after(course, 1.0)}
    fields["required_inflow_low"], fields["required_inflow_high"] = _needed_limits(
        course, target, counted, needed, confidence
    )
    if needed > 1:
        notes.append("not even an inflow of the focal group alone reaches the target by then")
    elif needed < 0:
        notes.append("the target is reached even if nobody of the focal group comes in")
    fields["required_inflow_share"] = _possible(needed)
    fields["required_inflow_share_equal_exit"] = _possible(inflow_needed(equal, target))
    return fields


def _possible(share: float | None) -> float | None:
    return None if share is None or share > 1 else max(0.0, share)


def _needed_limits(
    course: Course, target: float, counted: tuple[float, ...], needed: float, confidence: float
) -> tuple[float, float]:
    """Carry Wilson's limits of both exit rates, each a share of the years they were counted over, into the inflow."""
    ends = {}
    rates = ("exit_focal", course.exit_focal), ("exit_rest", course.exit_rest)
    for (name, rate), at_risk in zip(rates, counted, strict=True):
        n = max(1, round(at_risk))
        ends[name] = wilson_interval(min(n, round(rate * n)), n, confidence)

    def at(way: int) -> tuple[float, ...]:
        # more leavers of the focal group ask for more hiring, more leavers of the rest for less
        courses = (
            replace(course, exit_focal=ends["exit_focal"][way]),
            replace(course, exit_rest=ends["exit_rest"][1 - way]),
        )
        return tuple(needed if (value := inflow_needed(one, target)) is None else value for one in courses)

    low, high = mover_limits(needed, at(0), at(1))
    return max(0.0, low), max(0.0, high)


def _check_rates(
    inflow: float | None, inflow_focal: float | None, exit_focal: float | None, exit_rest: float | None
) -> None:
    for name, rate in (("outflow_focal", exit_focal), ("outflow_rest", exit_rest)):
        if rate is not None and not 0 <= rate <= 1:
            raise ValueError(
                f"{name} must be the share who leave per year, between 0 and 1: got {rate}. Divide the number of "
                "people who left by the heads of their group"
            )
    if inflow is not None and not 0 <= inflow < math.inf:
        raise ValueError(f"inflow must be a number of people per year: got {inflow}")
    if inflow_focal is not None and (inflow is None or not 0 <= inflow_focal <= inflow):
        raise ValueError(f"inflow_focal must be a number of people, part of inflow: got {inflow_focal} of {inflow}")
