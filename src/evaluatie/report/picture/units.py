"""Means of teams beside each other, and the mean of all."""

from __future__ import annotations

from evaluatie.report.picture.common import (
    Built,
    Display,
    drawn_mark,
    hidden_mark,
    joined,
    limits_of,
    mean_words,
    names_of,
    people,
    shown_number,
)
from evaluatie.report.picture.model import Dots, Mark, Panel
from evaluatie.report.reading import BundleError, Reader

MOST_WITH_NUMBERS = 25  # with more rows than this, they stand close and their numbers in a table only


def units(display: Display, reader: Reader) -> Built:
    """Read the means of teams: a row is a team, its cells its mean and the mean of all teams."""
    limits = limits_of(_outcome(display, reader), reader)
    low, high = (reader.numerals.setting(limit) for limit in limits)
    axis, say = reader.wording.text("figure.axis_means", low=low, high=high), reader.wording.text
    marks = tuple(
        _mark(row, say("alt.unit", number=str(place)), reader, (low, high))
        for place, row in enumerate(_ordered(display, reader), start=1)
    )
    line, mean = _mean_of_all(display, reader)
    content = Dots((Panel(limits, axis, marks, line),), dense=len(marks) > MOST_WITH_NUMBERS)
    notes = [say("note.units"), *([] if line is None else [say("note.units_all", value=mean)])]
    closing = () if line is None else (say("alt.units_all", value=mean),)
    return Built("units", content, tuple(notes), "alt.units", closing)


def _ordered(display: Display, reader: Reader) -> list[Display]:
    """Put teams without a name in the order of their means, so that their place tells no more than the figure does.

    One that is not shown is left out: it would have a place among the others.
    """
    rows: list[Display] = list(display["rows"])
    if any(row["head"] for row in rows):
        return rows
    known = [(number["estimate"], row) for row in rows if (number := shown_number(row["cells"][0], reader)[1])]
    return [row for _, row in sorted(known, key=lambda pair: float(pair[0]))]


def _outcome(display: Display, reader: Reader) -> str:
    match display["caption"].get("slots", {}).get("outcome"):
        case {"label": ["outcome", str(outcome)]}:
            return outcome
    raise BundleError(f"section {reader.section}: the caption of the figure '{display['id']}' names no outcome")


def _mark(row: Display, place: str, reader: Reader, scale: tuple[str, str]) -> Mark:
    """Read a team; without a name it is called by its place, in the alternative text only."""
    label, note = names_of(row, reader)
    shown, number = shown_number(row["cells"][0], reader)
    name = joined(label, note) or place
    if number is None:
        return hidden_mark(label, note, reader, name)
    words = mean_words(number, reader, signed=False)
    alternative = reader.wording.text("alt.means_row", label=name, low=scale[0], high=scale[1], **words)
    return drawn_mark(label, note, number, None, (shown, people(number, reader)), alternative)


def _mean_of_all(display: Display, reader: Reader) -> tuple[float | None, str]:
    """Give the mean of all teams, which every row carries."""
    for row in display["rows"]:
        text, number = shown_number(row["cells"][1] if len(row["cells"]) > 1 else None, reader)
        if number is not None:
            return number["estimate"], text
    return None, ""
