"""The course of outcomes over time: a mean at every measurement, and the events between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from evaluatie.report.picture.common import (
    Built,
    Display,
    hidden_sentence,
    joined,
    limits_of,
    mean_words,
    names_of_outcome,
    outcome_of,
    people,
    shown_number,
)
from evaluatie.report.picture.context import around, context_note, event_names, wave_days
from evaluatie.report.picture.cropping import cropped
from evaluatie.report.picture.over_time import Course, Event, Moment, Trend
from evaluatie.report.picture.times import Times, times
from evaluatie.report.reading import BundleError, Reader, Slot

Limits = tuple[float, float]


def course(display: Display, reader: Reader) -> Built:
    """Read outcomes over time.

    A row is an outcome (and a group); its cells are its means, one per measurement, and the smallest effect of interest
    where that is given. The columns name the measurements.
    """
    columns = _columns(display, reader)
    days = [_date(column, reader) for column in columns]
    moved = times(days)
    waves = tuple(_wave(column, reader, dated=bool(moved.dates)) for column in columns)
    axes = _axes(display, reader, len(columns))
    trends = tuple(_trend(row, waves, axes[outcome_of(row, reader)], reader) for row in display["rows"])
    during, outside = around(days[0], days[-1], reader) if len(days) > 1 else ((), ())
    events = tuple(_events(during, moved, reader))
    content = Course(waves, moved.at, trends, events)
    notes = (*_notes(content, moved, reader), *context_note(outside, reader, "note.context_outside"))
    listed = "; ".join(f"{event.number}. {event.name}" for event in events)
    closing = (reader.wording.text("alt.course_events", events=listed),) if events else ()
    # what cannot be drawn is named
    return Built("course", content, notes, "alt.course", closing, () if events else context_note(during, reader))


def _columns(display: Display, reader: Reader) -> Sequence[Mapping[str, Any]]:
    columns: Sequence[Mapping[str, Any]] = display.get("columns", ())
    if not columns or any(len(row["cells"]) - len(columns) not in (0, 1) for row in display["rows"]):
        raise BundleError(
            f"section {reader.section}: the figure '{display['id']}' must name as many measurements as its rows have "
            "means, with at most the smallest effect after them"
        )
    return columns


def _date(column: Mapping[str, Any], reader: Reader) -> date | None:
    for slot in column.get("slots", {}).values():
        match slot:
            case {"label": ["wave", str(id_)]}:
                return wave_days(reader).get(id_)
    return None


def _wave(column: Mapping[str, Any], reader: Reader, dated: bool) -> tuple[str, ...]:
    day, name = _date(column, reader), reader.heading(column)
    return (name, reader.numerals.date(day.isoformat())) if dated and day is not None else (name,)


def _axes(display: Display, reader: Reader, waves: int) -> dict[str, Limits]:
    """Give each outcome's axis: those of one scale are equally long, so that lines that rise alike look alike."""
    reaches: dict[Limits, dict[str, Limits]] = {}
    for row in display["rows"]:
        ends = _ends(row, reader, waves)
        outcome = outcome_of(row, reader)
        own = reaches.setdefault(limits_of(outcome, reader), {})
        if ends:
            low, high = own.get(outcome, (ends[0], ends[0]))
            own[outcome] = min(low, *ends), max(high, *ends)
    axes = {outcome_of(row, reader): limits_of(outcome_of(row, reader), reader) for row in display["rows"]}
    for scale, own in reaches.items():
        axes |= dict(zip(own, cropped(scale, list(own.values())), strict=True)) if own else {}
    return axes


def _ends(row: Display, reader: Reader, waves: int) -> list[float]:
    """Give all that is drawn of a row; at least two values where there is anything."""
    numbers = [number for cell in row["cells"][:waves] if (number := shown_number(cell, reader)[1])]
    ends = [number[end] for number in numbers for end in ("estimate", "ci_low", "ci_high") if number[end] is not None]
    first, band = shown_number(row["cells"][0], reader)[1], _smallest(row, reader, waves)[1]
    around: list[float] = []
    if first is not None and band is not None:
        # a band that would leave the scale does not take the axis with it
        low, high = limits_of(outcome_of(row, reader), reader)
        around = [max(first["estimate"] - band, low), min(first["estimate"] + band, high)]
    return [float(end) for end in (*ends, *ends[:1], *around)]


def _smallest(row: Display, reader: Reader, waves: int) -> tuple[str, float | None]:
    """Give the smallest effect of interest, in words too."""
    slot: Slot | None = row["cells"][waves] if len(row["cells"]) > waves else None
    shown = reader.shown(slot)
    if slot is None or shown.state != "shown":
        return "", None
    return shown.text, float(reader.number(slot["ref"])["estimate"] if "ref" in slot else slot["setting"])


def _trend(row: Display, waves: Sequence[tuple[str, ...]], limits: Limits, reader: Reader) -> Trend:
    (label, note), say = names_of_outcome(row, reader), reader.wording.text
    scale = limits_of(outcome_of(row, reader), reader)
    low, high, bottom, top = (_short(end, reader) for end in (*limits, *scale))
    whole = say("figure.axis_means", low=bottom, high=top)
    part = say("figure.axis_course", first=low, last=high, low=bottom, high=top)
    moments, parts = zip(*(_moment(*pair, reader) for pair in zip(row["cells"], waves, strict=False)), strict=True)
    if all(moment.value is None for moment in moments):
        return Trend(label, note, "", limits, moments, None, hidden_sentence(joined(label, note), reader))
    smallest, band = _smallest(row, reader, len(waves))
    said = [*parts, *([] if band is None else [say("alt.change_bound", bound=smallest)])]
    alternative = say("alt.course_row", label=joined(label, note), low=bottom, high=top, parts="; ".join(said))
    if moments[0].value is None:
        band = None
    return Trend(label, note, whole if limits == scale else part, limits, moments, band, alternative)


def _short(score: float, reader: Reader) -> str:
    """Write a score with no more decimals than it needs."""
    tenths = round(10 * score, 6)
    return reader.numerals.decimal(score, 1) if tenths.is_integer() and tenths % 10 else reader.numerals.setting(score)


def _moment(cell: Slot | None, wave: tuple[str, ...], reader: Reader) -> tuple[Moment, str]:
    """Give a mean, and how it is said."""
    say, name = reader.wording.text, f"{wave[0]} ({wave[1]})" if len(wave) > 1 else wave[0]
    _, number = shown_number(cell, reader)
    if number is None:
        why = {"hidden": "hidden.cell", "empty": "hidden.empty"}.get(reader.shown(cell).state, "hidden.unknown")
        return Moment(None, None, None, "", say(why)), say("alt.course_missing", wave=name, why=say(why))
    words = mean_words(number, reader, signed=False)
    moment = Moment(number["estimate"], number["ci_low"], number["ci_high"], words["value"], people(number, reader))
    return moment, say("alt.course_moment", wave=name, **words)


def _events(during: Iterable[Mapping[str, Any]], moved: Times, reader: Reader) -> Iterator[Event]:
    """Give the events a number and a place; none has one where the measurements are not all dated, in order."""
    placed = [
        (place, event) for event in during if (place := moved.place(date.fromisoformat(event["date"]))) is not None
    ]
    names = event_names((event for _, event in placed), reader)
    for number, ((place, _), name) in enumerate(zip(placed, names, strict=True), start=1):
        yield Event(str(number), place, name)


def _notes(content: Course, moved: Times, reader: Reader) -> tuple[str, ...]:
    said = {
        "note.course": True,
        "note.course_scale": len([trend for trend in content.trends if not trend.hidden]) > 1,
        "note.course_gap": any(
            moment.value is None for trend in content.trends if not trend.hidden for moment in trend.moments
        ),
        "note.course_band": any(trend.band is not None for trend in content.trends),
        "note.course_events": bool(content.events),
        "note.course_even": not moved.true,
    }
    return tuple(reader.wording.text(key) for key, needed in said.items() if needed)
