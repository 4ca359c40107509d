"""Ratios of groups to a reference group: how many times as often, on an axis of ratios."""

from __future__ import annotations

from dataclasses import replace

from evaluatie.report.picture.common import (
    Built,
    Display,
    drawn_mark,
    joined,
    names_of,
    shown_number,
    unshown_sentence,
    why_not,
)
from evaluatie.report.picture.model import Dots, Mark, Panel
from evaluatie.report.reading import Reader

MOST = 8.0  # times as much or as little: what reaches further does not make the axis longer, and is cut
_LEAST = 2.2  # an axis reaches at least this far: half and twice as much have their places on it


def ratios(display: Display, reader: Reader) -> Built:
    """Read ratios: a row is a group and a way of leaving or moving, its cell how many times as often."""
    say = reader.wording.text
    marks = tuple(_mark(row, reader) for row in display["rows"])
    limits = limits_of_ratios(marks)
    content = Dots((Panel(limits, say("figure.axis_ratios"), _without_repeats(marks), 1.0),))
    cut = any(end is not None and not limits[0] <= end <= limits[1] for mark in marks for end in (mark.low, mark.high))
    beyond = any(mark.value is not None and not limits[0] <= mark.value <= limits[1] for mark in marks)
    notes = [say("note.ratios"), *([say("note.ratios_cut")] if cut or beyond else [])]
    return Built("ratios", content, tuple(notes), "alt.ratios")


def limits_of_ratios(marks: tuple[Mark, ...]) -> tuple[float, float]:
    """Give an axis on which as many times more and less reach equally far."""
    values = [times for mark in marks for times in (mark.value,) if times]
    ends = [min(max(end, 1 / MOST), MOST) for mark in marks for end in (mark.low, mark.high) if end is not None]
    reach = max([_LEAST, *(1.08 * max(value, 1 / value) for value in (*values, *ends) if value > 0)])
    return 1 / reach, reach


def _mark(row: Display, reader: Reader) -> Mark:
    label, note = names_of(row, reader)
    shown, number = shown_number(row["cells"][0], reader)
    if number is None:
        # against nobody who left, a ratio cannot be calculated
        why = why_not(row["cells"], reader)
        alternative = unshown_sentence(joined(label, note), why, reader)
        return Mark(label, note, None, None, None, None, (why,), alternative)
    say, numerals = reader.wording.text, reader.numerals
    alternative = say(
        "alt.ratios_row",
        label=joined(label, note),
        value=numerals.decimal(number["estimate"]),
        interval=numerals.interval(number, "ratio_ci") or say("hidden.unknown"),
    )
    # of a ratio of rates n counts events
    times = "" if number["n"] is None else say("figure.events", n=numerals.count(number["n"]))
    return drawn_mark(label, note, number, None, (shown, times), alternative)


def _without_repeats(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Name a group once where several rows are about it."""
    before = ("", *(mark.label for mark in marks))
    return tuple(
        replace(mark, label="") if mark.note and mark.label == label else mark
        for mark, label in zip(marks, before, strict=False)
    )
