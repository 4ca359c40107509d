"""Dots with intervals: who took part, means, and changes."""

from __future__ import annotations

from dataclasses import replace

from evaluatie.report.numerals import Number
from evaluatie.report.picture.common import (
    ALSO,
    Built,
    Display,
    drawn_mark,
    hidden_mark,
    joined,
    limits_of,
    mean_words,
    names_of_outcome,
    outcome_of,
    people,
    shown_number,
)
from evaluatie.report.picture.model import Dots, Mark, Panel
from evaluatie.report.reading import Reader


def response(display: Display, reader: Reader) -> Built:
    """Read who took part; at several measurements beside each other, which is no picture of change."""
    say = reader.wording.text
    rated = any(row["cells"][1] is not None for row in display["rows"])
    marks = tuple(_response_mark(row, reader, rated) for row in display["rows"])
    if rated:
        panel = Panel((0, 1), say("figure.axis_rate"), marks)
        return Built("response", Dots((panel,)), (say("note.response"),), "alt.response", context=())
    highest = max((mark.value for mark in marks if mark.value is not None), default=1.0)
    panel = Panel((0, highest), say("figure.axis_count"), marks)
    return Built("counts", Dots((panel,)), (say("note.response_counts"),), "alt.response", context=())


def _response_mark(row: Display, reader: Reader, rated: bool) -> Mark:
    label, say = reader.head(row["head"]), reader.wording.text
    count, rate = row["cells"]
    counted = reader.shown(count)
    if counted.state != "shown":
        return hidden_mark(label, "", reader)
    beside = say("figure.people", n=counted.text)
    if not rated:
        alternative = say("alt.response_count_row", label=label, n=counted.text)
        return Mark(label, "", reader.number(count["ref"])["estimate"], None, None, None, (beside,), alternative)
    if rate is None or reader.shown(rate).state != "shown":
        alternative = say("alt.response_count_row", label=label, n=counted.text)
        return Mark(label, "", None, None, None, None, (beside, say("figure.rate_unknown")), alternative)
    number = reader.number(rate["ref"])
    alternative = say(
        "alt.response_row",
        label=label,
        n=counted.text,
        value=reader.numerals.percent(number["estimate"]),
        interval=reader.numerals.interval(number) or "",
    )
    return drawn_mark(label, "", number, None, (reader.shown(rate).text, beside), alternative)


def means(display: Display, reader: Reader) -> Built:
    """Read means, one row per outcome."""
    panels = []
    for scale, rows in _by_scale(display, reader):
        low, high = (reader.numerals.setting(limit) for limit in scale)
        axis = reader.wording.text("figure.axis_means", low=low, high=high)
        marks = [_mean_mark(row, reader, low, high) for row in rows]
        panels.append(Panel(scale, axis, _without_repeats(marks)))
    return Built("means", Dots(tuple(panels)), (reader.wording.text("note.means"),), "alt.means")


def _mean_mark(row: Display, reader: Reader, low: str, high: str) -> Mark:
    label, note = names_of_outcome(row, reader)
    shown, number = shown_number(row["cells"][0], reader)
    if number is None:
        return hidden_mark(label, note, reader)
    alternative = reader.wording.text(
        "alt.means_row", label=joined(label, note), low=low, high=high, **mean_words(number, reader, signed=False)
    )
    return drawn_mark(label, note, number, None, (shown, people(number, reader)), alternative)


def change(display: Display, reader: Reader) -> Built:
    """Read changes, one row per outcome and estimate."""
    say, panels = reader.wording.text, []
    scales = _by_scale(display, reader)
    for scale, rows in scales:
        low, high = (reader.numerals.setting(limit) for limit in scale)
        axis = say("figure.axis_change")
        if len(scales) > 1:
            axis = f"{axis} ({say('figure.scale', low=low, high=high)})"
        panels.append(Panel(None, axis, _without_repeats([_change_mark(row, reader) for row in rows])))
    narrower = any(_same_by_narrower(row, reader) for row in display["rows"])
    notes = (say("note.change"), *([say("note.change_narrower")] if narrower else []))
    return Built("change", Dots(tuple(panels)), notes, "alt.change")


def overview(display: Display, reader: Reader) -> Built:
    """Read the changes of a report's main outcomes, one row each: names stand on fewer lines, so that it is low."""
    return change(display, reader)._replace(kind="overview")


def _same_by_narrower(row: Display, reader: Reader) -> bool:
    """Say whether a change is practically none by its 90% interval while the 95% one sticks out."""
    number, bound = (shown_number(cell, reader)[1] for cell in row["cells"][:2])
    narrow = reader.bundle["numbers"].get(_narrow_id(row)) if number is not None and bound is not None else None
    if number is None or bound is None or narrow is None or narrow["suppressed"] is not None:
        return False
    return _within(narrow, bound["estimate"]) and not _within(number, bound["estimate"])


def _narrow_id(row: Display) -> str:
    return f"{row['cells'][0]['ref'].removesuffix('.mean_change')}.equivalence"


def _within(number: Number, bound: float) -> bool:
    low, high = number["ci_low"], number["ci_high"]
    return low is not None and high is not None and -bound < low <= high < bound


def _change_mark(row: Display, reader: Reader) -> Mark:
    label, note = names_of_outcome(row, reader)
    shown, number = shown_number(row["cells"][0], reader)
    if number is None:
        return hidden_mark(label, note, reader)
    bound = row["cells"][1] if len(row["cells"]) > 1 else None
    smallest = reader.shown(bound)
    say = reader.wording.text
    words = mean_words(number, reader, signed=True)
    if smallest.state == "shown" and bound is not None:
        words["bound"] = say("alt.change_bound", bound=smallest.text)
        band = reader.number(bound["ref"])["estimate"] if "ref" in bound else bound["setting"]
    else:
        words["bound"], band = say("alt.change_no_bound"), None
    alternative = say("alt.change_row", label=joined(label, note), **words)
    return drawn_mark(label, note, number, band, (shown, people(number, reader)), alternative)


def _by_scale(display: Display, reader: Reader) -> list[tuple[tuple[float, float], list[Display]]]:
    """Collect neighbouring rows whose outcomes have the same range: they may share an axis."""
    groups: list[tuple[tuple[float, float], list[Display]]] = []
    for row in display["rows"]:
        scale = limits_of(outcome_of(row, reader), reader)
        if not groups or groups[-1][0] != scale:
            groups.append((scale, []))
        groups[-1][1].append(row)
    return groups


def _without_repeats(marks: list[Mark]) -> tuple[Mark, ...]:
    """Name an outcome once where several rows are about it."""
    kept = []
    for position, mark in enumerate(marks):
        same = position > 0 and mark.note and marks[position - 1].label == mark.label
        kept.append(replace(mark, label="", note=mark.note.partition(ALSO)[0]) if same else mark)
    return tuple(kept)
