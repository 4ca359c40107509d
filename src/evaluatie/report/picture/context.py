"""What else went on between the measurements of a figure: the dated events of the study's context."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from evaluatie.report.picture.common import Display
from evaluatie.report.reading import Reader

Events = tuple[Mapping[str, Any], ...]


class Around(NamedTuple):
    """Events by when they happened, in the order of time.

    Attributes
    ----------
    during : tuple of mapping
        Those between the first measurement and the last, or of which that cannot be told.
    outside : tuple of mapping
        Those before the first or after the last.
    """

    during: Events
    outside: Events


def wave_days(reader: Reader) -> dict[str, date | None]:
    """Give the days of the study's measurements, in their order; None where that is not known."""
    known = {str(wave["id"]): wave["date"] for wave in reader.bundle.get("waves", ())}
    return {id_: date.fromisoformat(day) if day else None for id_, day in known.items()}


def around(first: date | None, last: date | None, reader: Reader) -> Around:
    """Part the events by the days of two measurements; these days themselves lie between them."""
    if first is not None and last is not None and first >= last:
        first = last = None  # not in order: nothing can be told from them
    events = sorted(reader.bundle.get("context", ()), key=lambda event: str(event["date"]))
    during = [event for event in events if _between(first, date.fromisoformat(event["date"]), last)]
    return Around(tuple(during), tuple(event for event in events if event not in during))


def _between(first: date | None, day: date, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def context_of(display: Display, reader: Reader) -> tuple[str, ...]:
    """Name the events between the first and the last measurement that a figure is about; it is told by its numbers.

    A figure of one measurement shows no change, and names none.
    """
    if not reader.bundle.get("context"):
        return ()
    numbers = [reader.number(cell["ref"]) for row in display["rows"] for cell in row["cells"] if cell and "ref" in cell]
    shown = {str(wave) for number in numbers for wave in number["waves"]}
    if len(shown) < 2:
        return ()
    days = [day for wave, day in wave_days(reader).items() if wave in shown]
    first, last = (days[0], days[-1]) if len(days) == len(shown) else (None, None)
    return context_note(around(first, last, reader).during, reader)


def context_note(events: Iterable[Mapping[str, Any]], reader: Reader, key: str = "note.context") -> tuple[str, ...]:
    """Say in one sentence which events there were, where there are any."""
    names = event_names(events, reader)
    return (reader.wording.text(key, events="; ".join(names)),) if names else ()


def event_names(events: Iterable[Mapping[str, Any]], reader: Reader) -> tuple[str, ...]:
    """Name events with their dates."""
    return tuple(
        reader.wording.text(
            "note.context_event", label=in_language(event["label"], reader), date=reader.numerals.date(event["date"])
        )
        for event in events
    )


def in_language(label: Mapping[str, str] | str, reader: Reader) -> str:
    """Give a name of the study in the reader's language, or else in the one that it has."""
    if isinstance(label, str):
        return label
    return label.get(reader.language) or next(iter(label.values()))
