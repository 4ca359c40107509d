"""Stacked bars: the answers to a scale's questions on both sides of zero, and the parts that a group is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluatie.report.picture.common import (
    Built,
    Display,
    hidden_sentence,
    joined,
    names_of,
    people,
    shown_number,
)
from evaluatie.report.picture.model import Bar, Bars, Part
from evaluatie.report.reading import BundleError, Reader, Slot

Slots = Sequence[Slot | None]


def answers(display: Display, reader: Reader) -> Built:
    """Read the answers to questions: a row is a question, a cell the share that gave a band of answers."""
    names, say = _names_of_parts(display, reader), reader.wording.text
    # the other answers would tell what is left for a hidden one
    bars = tuple(_bar(row, names, reader, least_hidden=len(names)) for row in display["rows"])
    content = Bars(names, say("hidden.cell"), say("figure.axis_answers"), bars, centred=True)
    halves = "note.answers_odd" if len(names) % 2 else "note.answers_even"
    return Built("answers", content, (say("note.answers"), say(halves)), "alt.answers")


def shares(display: Display, reader: Reader) -> Built:
    """Read the parts of groups: a row is a group, a cell the share of a part."""
    names, say = _names_of_parts(display, reader), reader.wording.text
    # one hidden part by itself would be what the others leave
    bars = tuple(_bar(row, names, reader, least_hidden=2) for row in display["rows"])
    content = Bars(names, say("hidden.cell"), say("figure.axis_shares"), bars, centred=False)
    return Built("shares", content, (say("note.shares"),), "alt.shares")


def pipeline(display: Display, reader: Reader) -> Built:
    """Read the parts of each stage: rows go from the bottom of an organisation to its top, which stands on top."""
    read = shares({**display, "rows": display["rows"][::-1]}, reader)
    say = reader.wording.text
    return Built("pipeline", read.content, (say("note.pipeline"),), "alt.pipeline")


def _names_of_parts(display: Display, reader: Reader) -> tuple[str, ...]:
    columns = display.get("columns", ())
    if not columns or any(len(row["cells"]) != len(columns) for row in display["rows"]):
        raise BundleError(
            f"section {reader.section}: the figure '{display['id']}' must name as many columns as its rows have cells"
        )
    return tuple(reader.heading(column) for column in columns)


def _bar(row: Display, names: tuple[str, ...], reader: Reader, least_hidden: int) -> Bar:
    """Read a row; with hidden parts, but fewer than these, nothing of it is shown."""
    label, note = names_of(row, reader)
    parts = tuple(_part(cell, reader) for cell in row["cells"])
    hidden = parts.count(None)
    if hidden == len(parts) or 0 < hidden < least_hidden:
        return Bar(label, note, (), reader.wording.text("hidden.cell"), hidden_sentence(joined(label, note), reader))
    beside = _people(row["cells"], reader)
    said = [*_said(row["cells"], names, reader), *filter(None, [beside])]
    alternative = reader.wording.text("alt.bar_row", label=joined(label, note), parts="; ".join(said))
    return Bar(label, note, parts, beside, alternative)


def _part(cell: Slot | None, reader: Reader) -> Part | None:
    _, number = shown_number(cell, reader)
    return None if number is None else Part(number["estimate"], reader.numerals.percent(number["estimate"]))


def _people(cells: Slots, reader: Reader) -> str:
    """Say on how many people a bar rests: all its parts rest on the same."""
    numbers = (shown_number(cell, reader)[1] for cell in cells)
    return next((people(number, reader) for number in numbers if number is not None), "")


def _said(cells: Slots, names: tuple[str, ...], reader: Reader) -> Iterator[str]:
    for cell, name in zip(cells, names, strict=True):
        _, number = shown_number(cell, reader)
        if cell is None or number is None:
            yield reader.wording.text("alt.part_hidden", name=name)
            continue
        interval = reader.numerals.interval(number, cell["show"]) if cell["show"] == "percent_ci" else None
        value = reader.numerals.percent(number["estimate"])
        if interval is None:
            yield reader.wording.text("alt.part", name=name, value=value)
        else:
            yield reader.wording.text("alt.part_interval", name=name, value=value, interval=interval)
