"""Interventions over time: when each part of them was, how it stands, the measurements and what else went on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple, get_args

from evaluatie.report.picture.common import Built, Display
from evaluatie.report.picture.context import around, context_note, event_names, in_language
from evaluatie.report.picture.over_time import Event
from evaluatie.report.picture.spans import Landmark, Span, Status, Timeline
from evaluatie.report.reading import BundleError, Reader
from evaluatie.report.wording import capitalise

_STATUS = "doing.status."
_OWN_FORMS: tuple[Status, ...] = ("running", "planned", "stopped")  # their bars differ from that of what is done
_LEAST = 3  # months on the axis
_DAY = timedelta(days=1)


class _Part(NamedTuple):
    """A row: the intervention's id, name and level, its first and its last day, and its status."""

    id: str
    label: str
    level: str
    first: date
    last: date
    status: Status


class _Axis(NamedTuple):
    """First day of the axis, and the day after its last."""

    first: date
    last: date

    def place(self, day: date) -> float:
        return (day - self.first) / (self.last - self.first)


def timeline(display: Display, reader: Reader) -> Built:
    """Read interventions over time.

    A row is a part of an intervention: its head is the intervention and its level, its cells are the first and the last
    day, and the status. Parts of one intervention come under each other.
    """
    parts = _parts(display, reader)
    waves = sorted(_dated(reader), key=lambda wave: wave[0])
    if not parts:
        return Built("timeline", Timeline(date.min, date.max, (), (), ()), (), "alt.timeline")
    axis = _axis([day for part in parts for day in (part.first, part.last)] + [day for day, _ in waves])
    during, outside = around(axis.first, axis.last, reader)
    places = (axis.place(date.fromisoformat(event["date"])) for event in during)
    named = zip(places, event_names(during, reader), strict=True)
    events = tuple(Event(str(number), place, name) for number, (place, name) in enumerate(named, start=1))
    landmarks = tuple(_landmark(day, name, axis, reader) for day, name in waves)
    content = Timeline(*axis, tuple(_spans(parts, axis, reader)), landmarks, events)
    notes = (*_notes(content, reader), *context_note(outside, reader, "note.timeline_outside"))
    return Built("timeline", content, notes, "alt.timeline", tuple(_closing(waves, events, reader)), ())


def _parts(display: Display, reader: Reader) -> list[_Part]:
    """Read the rows, those of one intervention under each other: in the order in which interventions come first."""
    read = [_part(row, reader) for row in display["rows"]]
    wrong = [str(number) for number, part in enumerate(read, start=1) if part is None]
    if wrong:
        raise BundleError(
            f"section {reader.section}: these rows of the figure '{display['id']}' are none of a timeline: "
            f"{', '.join(wrong)}. A row's head is an intervention and the word of its level; its cells are its first "
            "day, its last, which is not before the first, and the word of its status: "
            f"{', '.join(_STATUS + status for status in get_args(Status))}"
        )
    parts = [part for part in read if part is not None]
    order = list(dict.fromkeys(part.id for part in parts))
    return sorted(parts, key=lambda part: order.index(part.id))


def _part(row: Display, reader: Reader) -> _Part | None:
    match row:
        case {
            "head": [{"label": ["intervention", str(id_)]}, {"word": str()}],
            "cells": [
                {"setting": str(first), "show": "date"},
                {"setting": str(last), "show": "date"},
                {"word": str(word)},
            ],
        }:
            days, status = _days(first, last), _status(word)
            if days is not None and status is not None:
                label, level = reader.head(row["head"][:1]), reader.shown(row["head"][1]).text
                return _Part(id_, label, level, *days, status)
    return None


def _days(first: str, last: str) -> tuple[date, date] | None:
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    return days if days[0] <= days[1] else None


def _status(word: str) -> Status | None:
    statuses: tuple[Status, ...] = get_args(Status)
    return next((status for status in statuses if word == _STATUS + status), None)


def _dated(reader: Reader) -> Iterator[tuple[date, str]]:
    for wave in reader.bundle.get("waves", ()):
        if wave["date"]:
            yield date.fromisoformat(wave["date"]), in_language(wave["label"], reader)


def _axis(days: Iterable[date]) -> _Axis:
    """Give the whole months in which these days lie, and no fewer than make an axis."""
    months = [12 * day.year + day.month - 1 for day in days]
    first, last = min(months), max(max(months) + 1, min(months) + _LEAST)
    return _Axis(*(date(month // 12, month % 12 + 1, 1) for month in (first, last)))


def _spans(parts: Sequence[_Part], axis: _Axis, reader: Reader) -> Iterator[Span]:
    """Make the rows; what the row above says of the same intervention is not said again."""
    for above, part in zip((None, *parts[:-1]), parts, strict=True):
        level = reader.wording.text("figure.level", level=part.level)
        status = reader.wording.text(_STATUS + part.status)
        yield Span(
            "" if above and above.id == part.id else part.label,
            "" if above and (above.id, above.level) == (part.id, part.level) else level,
            axis.place(part.first),
            axis.place(part.last + _DAY),
            part.status,
            (capitalise(status), _said(part, "figure.timeline", reader, short=True)),
            reader.wording.text(
                "alt.timeline_row",
                label=part.label,
                level=level,
                days=_said(part, "alt.timeline", reader),
                status=status,
            ),
        )


def _said(part: _Part, key: str, reader: Reader, *, short: bool = False) -> str:
    """Say from when to when; what is running has no last day."""
    first, last = (reader.numerals.date(day.isoformat(), short=short) for day in (part.first, part.last))
    if part.status == "running":
        return reader.wording.text(f"{key}_since", first=first, last=last)
    if part.first == part.last:
        return reader.wording.text(f"{key}_day", first=first)
    return reader.wording.text(f"{key}_days", first=first, last=last)


def _landmark(day: date, name: str, axis: _Axis, reader: Reader) -> Landmark:
    return Landmark(axis.place(day), capitalise(name), reader.numerals.date(day.isoformat(), short=True))


def _closing(waves: Iterable[tuple[date, str]], events: Iterable[Event], reader: Reader) -> Iterator[str]:
    """Say when the measurements were, and what else went on."""
    say = reader.wording.text
    named = [say("note.context_event", label=name, date=reader.numerals.date(day.isoformat())) for day, name in waves]
    if named:
        yield say("alt.timeline_waves", waves="; ".join(named))
    if listed := "; ".join(f"{event.number}. {event.name}" for event in events):
        yield say("alt.course_events", events=listed)


def _notes(content: Timeline, reader: Reader) -> Iterator[str]:
    """Say how to read the bars and the lines, and of which measurements it is not known when they were."""
    say, drawn = reader.wording.text, {span.status for span in content.spans}
    forms = (say(f"note.timeline_{status}") for status in _OWN_FORMS if status in drawn)
    yield " ".join((say("note.timeline"), *forms))
    lines = {"note.timeline_waves": content.waves, "note.timeline_events": content.events}
    if said := " ".join(say(key) for key, shown in lines.items() if shown):
        yield said
    undated = [in_language(wave["label"], reader) for wave in reader.bundle.get("waves", ()) if not wave["date"]]
    if undated:
        yield say("note.timeline_undated", waves="; ".join(undated))
