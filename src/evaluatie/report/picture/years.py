"""Shares over time: who is still employed years after entry, and the share of a group over the years."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from evaluatie.report.picture.common import (
    Built,
    Display,
    joined,
    names_of,
    people,
    shown_number,
    unshown_sentence,
    why_not,
)
from evaluatie.report.picture.context import around, context_note
from evaluatie.report.picture.curves import Curves, Point, Role, Series
from evaluatie.report.reading import BundleError, Reader, Slot

_NONE = "–"  # as in a table: not shown
OBSERVED = "series.observed"


class _Time(NamedTuple):
    at: float
    name: str
    phrase: str


def retention(display: Display, reader: Reader) -> Built:
    """Read who was still employed: a row is a group, a cell the share so many years after entry.

    A number's n is the number of people who could still be followed then.
    """
    say, times = reader.wording.text, _times(display, reader)
    start = None if times[0].at <= 0 else 0.0
    series = tuple(_group(row, times, reader) for row in display["rows"])
    content = Curves(
        say("figure.axis_retention"),
        say("figure.axis_employed"),
        tuple(time.at for time in times),
        tuple(time.name for time in times),
        start,
        _limits(series, 1.0),
        series,
        say("figure.at_risk"),
    )
    return Built("retention", content, tuple(_notes("note.retention", content, reader)), "alt.retention")


def over_years(display: Display, reader: Reader) -> Built:
    """Read shares over the years: a row is what was observed, a way of looking ahead, or a target."""
    say, times = reader.wording.text, _times(display, reader)
    # where nothing is said to be observed, there is nothing to tell it from
    told_apart = any(_head(row) == OBSERVED for row in display["rows"])
    series = tuple(_series(row, times, told_apart, reader) for row in display["rows"])
    content = Curves(
        "",
        say("figure.axis_share"),
        tuple(time.at for time in times),
        tuple(time.name for time in times),
        None,
        _limits(series),
        series,
    )
    notes = tuple(_notes("note.over_years", content, reader))
    return Built("over_years", content, notes, "alt.over_years", context=_around(content, reader))


def _around(content: Curves, reader: Reader) -> tuple[str, ...]:
    """Name the events in the years of which something is known."""
    known = [place for one in content.series if one.role == "observed" for place in one.shown]
    if not known:
        return ()
    first, last = (date(int(content.times[place]), 1, 1) for place in (min(known), max(known)))
    return context_note(around(first, last.replace(month=12, day=31), reader).during, reader)


def _times(display: Display, reader: Reader) -> list[_Time]:
    """Read where each column stands in time: its setting tells."""
    columns = display.get("columns", ())
    fit = columns and all(len(row["cells"]) == len(columns) for row in display["rows"])
    found = [
        _Time(float(slot["setting"]), reader.shown(slot).text, reader.heading(column))
        for column in columns
        for slot in column.get("slots", {}).values()
        if "setting" in slot and not isinstance(slot["setting"], str)
    ]
    if not fit or len(found) != len(columns) or any(one.at >= other.at for one, other in pairwise(found)):
        raise BundleError(
            f"section {reader.section}: the columns of the figure '{display['id']}' must be times, one for every cell, "
            "each with its number of years, in the order of time"
        )
    return found


def _group(row: Display, times: Sequence[_Time], reader: Reader) -> Series:
    label, note = names_of(row, reader)
    points, said, last = [], [], ""
    for cell, time in zip(row["cells"], times, strict=True):
        _, number = shown_number(cell, reader)
        if number is None:
            hidden = reader.shown(cell).state != "empty"
            points.append(Point(None, None, None, _NONE if hidden else ""))
            said.append(_missing(cell, time, reader))
            continue
        people_left = "" if number["n"] is None else reader.numerals.count(number["n"])
        points.append(Point(number["estimate"], number["ci_low"], number["ci_high"], people_left))
        value = reader.numerals.percent(number["estimate"])
        last = reader.wording.text("figure.at_time", value=value, time=_inside(time.phrase))
        said.append(
            reader.wording.text(
                "alt.retention_point",
                time=time.phrase,
                value=value,
                interval=reader.numerals.interval(number, "percent_ci") or reader.wording.text("hidden.unknown"),
                n=people_left or reader.wording.text("hidden.unknown"),
            )
        )
    return _told(label, note, "observed", points, said, last or why_not(row["cells"], reader), reader)


def _head(row: Display) -> str:
    return str(row["head"][0].get("word", "")) if row["head"] else ""


def _series(row: Display, times: Sequence[_Time], told_apart: bool, reader: Reader) -> Series:
    label, note = names_of(row, reader)
    points, said, last = [], [], ""
    for cell, time in zip(row["cells"], times, strict=True):
        point, text, value = _year(cell, time, reader)
        points.append(point)
        if cell is not None:
            # years that a series is not about are no news
            said.append(text)
        last = value or last
    settings = ["setting" in cell for cell in row["cells"] if cell is not None]
    role: Role = "projected" if told_apart and _head(row) != OBSERVED else "observed"
    if settings and all(settings):
        role = "target"
    return _told(label, note, role, points, said, last or why_not(row["cells"], reader), reader)


def _year(cell: Slot | None, time: _Time, reader: Reader) -> tuple[Point, str, str]:
    """Give a point, the point in words, and how it is written beside the last one."""
    say = reader.wording.text
    if cell is not None and "setting" in cell:
        value = reader.numerals.percent(cell["setting"])
        text = say("alt.over_years_plain", time=time.phrase, value=value)
        return Point(float(cell["setting"]), None, None), text, value
    _, number = shown_number(cell, reader)
    if number is None:
        return Point(None, None, None), _missing(cell, time, reader), ""
    value = reader.numerals.percent(number["estimate"])
    interval = reader.numerals.interval(number, "percent_ci")
    point = Point(number["estimate"], number["ci_low"], number["ci_high"])
    last = say("figure.in_year", value=value, time=_inside(time.phrase))
    if interval is None:
        return point, say("alt.over_years_plain", time=time.phrase, value=value), last
    counted = people(number, reader)
    text = say("alt.over_years_point", time=time.phrase, value=value, interval=interval)
    return point, f"{text}, {counted}" if counted else text, last


def _missing(cell: Slot | None, time: _Time, reader: Reader) -> str:
    return reader.wording.text("alt.course_missing", wave=time.phrase, why=why_not([cell], reader))


def _inside(phrase: str) -> str:
    """Write a column's head as it stands within a line."""
    return phrase[:1].lower() + phrase[1:]


def _told(label: str, note: str, role: Role, points: list[Point], said: list[str], last: str, reader: Reader) -> Series:
    name = joined(label, note)
    if all(point.value is None for point in points):
        return Series(label, note, role, tuple(points), last, unshown_sentence(name, last, reader))
    alternative = reader.wording.text("alt.bar_row", label=name, parts="; ".join(said))
    return Series(label, note, role, tuple(points), last, alternative)


def _limits(series: Sequence[Series], *reached: float) -> tuple[float, float]:
    """Give round ends of the axis: from zero, but for what lies wholly in the upper half of it."""
    points = [point for one in series for point in one.points]
    ends = [end for point in points for end in (point.value, point.low, point.high) if end is not None]
    if not ends:
        return 0.0, 1.0
    high = max(*ends, *reached, 0.0)
    step = next(step for step in (0.01, 0.02, 0.05, 0.1, 0.2) if high <= 6 * step or step == 0.2)
    top = min(1.0, math.ceil(high / step - 1e-9) * step) or step
    low = min(ends)
    bottom = math.floor(2 * low / step + 1e-9) * step / 2 if low > 0.5 * top else 0.0
    if top - bottom < 2 * step:
        bottom = max(0.0, top - 2 * step)
    return round(bottom, 10), round(top, 10)


def _notes(key: str, content: Curves, reader: Reader) -> Sequence[str]:
    roles = {one.role for one in content.drawn}
    whiskers = any(point.low is not None for one in content.drawn for point in one.points)
    gaps = any(any(point.value is None for point in one.points[one.shown[0] : one.shown[-1]]) for one in content.drawn)
    said = {
        key: True,
        "note.curves_band": whiskers and content.banded,
        "note.curves_whiskers": whiskers and not content.banded,
        "note.curves_beside": whiskers and not content.banded and len(content.drawn) > 1,
        "note.over_years_projected": "projected" in roles,
        "note.over_years_target": "target" in roles,
        "note.curves_gap": gaps,
        "note.curves_cropped": content.limits[0] > 0,
    }
    return [reader.wording.text(name) for name, needed in said.items() if needed]
