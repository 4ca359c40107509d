"""What a figure draws and what its alternative text says: both from the same rows, so that they cannot disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from evaluatie.report.numerals import Number
from evaluatie.report.reading import BundleError, Reader

Display = Mapping[str, Any]


_ALSO = "; "  # between which estimate it is and how to read the outcome


@dataclass(frozen=True)
class Mark:
    """One row of a figure.

    Attributes
    ----------
    label : str
        What the row is about; empty when it is the same as in the row above.
    note : str
        A second line under the label: which estimate, or how to read the outcome.
    value, low, high : float or None
        The dot and its interval; value is None where nothing may be, or can be, drawn.
    band : float or None
        Smallest effect of interest, drawn as a band on both sides of zero.
    lines : tuple of str
        The numbers in words, written beside the dot: the value with its interval, and on how many people.
    alternative : str
        The row as a sentence.
    """

    label: str
    note: str
    value: float | None
    low: float | None
    high: float | None
    band: float | None
    lines: tuple[str, ...]
    alternative: str


@dataclass(frozen=True)
class Panel:
    """Rows that share one axis.

    Attributes
    ----------
    limits : tuple of float or None
        Lowest and highest value of the axis where the quantity has them.
    axis : str
        The axis's title.
    marks : tuple of Mark
        The rows from top to bottom.
    """

    limits: tuple[float, float] | None
    axis: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Picture:
    """A figure before it is drawn.

    Attributes
    ----------
    kind : str
        ``"response"``, ``"counts"`` (no response rate known), ``"means"`` or ``"change"``.
    panels : tuple of Panel
        From top to bottom.
    alternative : str
        The alternative text: what kind of figure it is, and every row with its numbers.
    notes : tuple of str
        How to read the figure; dated events of the context where it shows change.
    reasons : tuple of str
        Why rows are hidden.
    """

    kind: str
    panels: tuple[Panel, ...]
    alternative: str
    notes: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to draw."""
        return all(mark.value is None for panel in self.panels for mark in panel.marks)


def picture(display: Display, reader: Reader) -> Picture:
    """Read a figure's rows.

    Parameters
    ----------
    display : mapping
        A display of type ``"figure"`` of a bundle.
    reader : Reader
        Reads that bundle in one language.

    Returns
    -------
    Picture

    Raises
    ------
    BundleError
        When the kind is unknown.
    """
    builders = {"response": _response, "means": _means, "change": _change}
    if display["kind"] not in builders:
        raise BundleError(f"section {reader.section} holds a figure of the unknown kind '{display['kind']}'")
    kind, panels, notes = builders[display["kind"]](display, reader)
    rows = [mark.alternative for panel in panels for mark in panel.marks]
    alternative = " ".join([reader.wording.text(f"alt.{display['kind']}"), *rows])
    return Picture(kind, panels, alternative, notes, _hidden_reasons(display, reader))


def _response(display: Display, reader: Reader) -> tuple[str, tuple[Panel, ...], tuple[str, ...]]:
    say = reader.wording.text
    rated = any(row["cells"][1] is not None for row in display["rows"])
    marks = tuple(_response_mark(row, reader, rated) for row in display["rows"])
    if rated:
        return "response", (Panel((0, 1), say("figure.axis_rate"), marks),), (say("note.response"),)
    highest = max((mark.value for mark in marks if mark.value is not None), default=1.0)
    panel = Panel((0, highest), say("figure.axis_count"), marks)
    return "counts", (panel,), (say("note.response_counts"),)


def _response_mark(row: Display, reader: Reader, rated: bool) -> Mark:
    label, say = reader.head(row["head"]), reader.wording.text
    count, rate = row["cells"]
    people = reader.shown(count)
    if people.state != "shown":
        return _hidden_mark(label, "", reader)
    beside = say("figure.people", n=people.text)
    if not rated:
        alternative = say("alt.response_count_row", label=label, n=people.text)
        return Mark(label, "", reader.number(count["ref"])["estimate"], None, None, None, (beside,), alternative)
    if rate is None or reader.shown(rate).state != "shown":
        alternative = say("alt.response_count_row", label=label, n=people.text)
        return Mark(label, "", None, None, None, None, (beside, say("figure.rate_unknown")), alternative)
    number = reader.number(rate["ref"])
    alternative = say(
        "alt.response_row",
        label=label,
        n=people.text,
        value=reader.numerals.percent(number["estimate"]),
        interval=reader.numerals.interval(number) or "",
    )
    return _drawn(label, "", number, None, (reader.shown(rate).text, beside), alternative)


def _means(display: Display, reader: Reader) -> tuple[str, tuple[Panel, ...], tuple[str, ...]]:
    panels = []
    for scale, rows in _by_scale(display, reader):
        low, high = (reader.numerals.setting(limit) for limit in scale)
        axis = reader.wording.text("figure.axis_means", low=low, high=high)
        marks = [_mean_mark(row, reader, low, high) for row in rows]
        panels.append(Panel(scale, axis, _without_repeats(marks)))
    return "means", tuple(panels), (reader.wording.text("note.means"),)


def _mean_mark(row: Display, reader: Reader, low: str, high: str) -> Mark:
    label, note = _names(row, reader)
    shown, number = _number_of(row, reader)
    if number is None:
        return _hidden_mark(label, note, reader)
    alternative = reader.wording.text(
        "alt.means_row", label=_joined(label, note), low=low, high=high, **_words(number, reader, signed=False)
    )
    return _drawn(label, note, number, None, (shown, _people(number, reader)), alternative)


def _change(display: Display, reader: Reader) -> tuple[str, tuple[Panel, ...], tuple[str, ...]]:
    say, panels = reader.wording.text, []
    scales = _by_scale(display, reader)
    for scale, rows in scales:
        low, high = (reader.numerals.setting(limit) for limit in scale)
        axis = say("figure.axis_change")
        if len(scales) > 1:
            axis = f"{axis} ({say('figure.scale', low=low, high=high)})"
        panels.append(Panel(None, axis, _without_repeats([_change_mark(row, reader) for row in rows])))
    events = [
        say("note.context_event", label=_in_language(event["label"], reader), date=reader.numerals.date(event["date"]))
        for event in reader.bundle.get("context", ())
    ]
    context = (say("note.context", events="; ".join(events)),) if events else ()
    return "change", tuple(panels), (say("note.change"), *context)


def _change_mark(row: Display, reader: Reader) -> Mark:
    label, note = _names(row, reader)
    shown, number = _number_of(row, reader)
    if number is None:
        return _hidden_mark(label, note, reader)
    bound = row["cells"][1] if len(row["cells"]) > 1 else None
    smallest = reader.shown(bound)
    say = reader.wording.text
    words = _words(number, reader, signed=True)
    if smallest.state == "shown" and bound is not None:
        words["bound"] = say("alt.change_bound", bound=smallest.text)
        band = reader.number(bound["ref"])["estimate"] if "ref" in bound else bound["setting"]
    else:
        words["bound"], band = say("alt.change_no_bound"), None
    alternative = say("alt.change_row", label=_joined(label, note), **words)
    return _drawn(label, note, number, band, (shown, _people(number, reader)), alternative)


def _by_scale(display: Display, reader: Reader) -> list[tuple[tuple[float, float], list[Display]]]:
    """Collect neighbouring rows whose outcomes have the same range: they may share an axis."""
    groups: list[tuple[tuple[float, float], list[Display]]] = []
    for row in display["rows"]:
        outcome = reader.bundle["outcomes"][_outcome(row, reader)]
        scale = (float(outcome["low"]), float(outcome["high"]))
        if not groups or groups[-1][0] != scale:
            groups.append((scale, []))
        groups[-1][1].append(row)
    return groups


def _outcome(row: Display, reader: Reader) -> str:
    for slot in row["head"]:
        if slot.get("label", ("",))[0] == "outcome":
            return str(slot["label"][1])
    raise BundleError(f"section {reader.section} has a figure with a row that names no outcome")


def _names(row: Display, reader: Reader) -> tuple[str, str]:
    label = reader.head(row["head"][:1])
    note = ", ".join(reader.shown(slot).text for slot in row["head"][1:])
    direction = reader.bundle["outcomes"][_outcome(row, reader)]["direction"]
    if direction != "higher":
        # the reading direction is news only where it is not the usual one
        note = _ALSO.join(filter(None, [note, reader.wording.text(f"direction.{direction}")]))
    return label, note


def _number_of(row: Display, reader: Reader) -> tuple[str, Number | None]:
    slot = row["cells"][0]
    shown = reader.shown(slot)
    return (shown.text, reader.number(slot["ref"])) if slot is not None and shown.state == "shown" else ("", None)


def _words(number: Number, reader: Reader, signed: bool) -> dict[str, str]:
    numerals = reader.numerals
    return {
        "value": numerals.decimal(number["estimate"], signed=signed),
        "interval": numerals.interval(number) or reader.wording.text("hidden.unknown"),
        "n": numerals.count(number["n"]) if number["n"] is not None else reader.wording.text("hidden.unknown"),
    }


def _people(number: Number, reader: Reader) -> str:
    return "" if number["n"] is None else reader.wording.text("figure.people", n=reader.numerals.count(number["n"]))


def _joined(label: str, note: str) -> str:
    return f"{label}, {note}" if note else label


def _in_language(label: Mapping[str, str] | str, reader: Reader) -> str:
    if isinstance(label, str):
        return label
    return label.get(reader.language) or next(iter(label.values()))


def _drawn(label: str, note: str, number: Number, band: float | None, lines: tuple[str, ...], alternative: str) -> Mark:
    return Mark(label, note, number["estimate"], number["ci_low"], number["ci_high"], band, lines, alternative)


def _hidden_mark(label: str, note: str, reader: Reader) -> Mark:
    alternative = reader.wording.text("alt.hidden_row", label=_joined(label, note))
    return Mark(label, note, None, None, None, None, (reader.wording.text("hidden.cell"),), alternative)


def _without_repeats(marks: list[Mark]) -> tuple[Mark, ...]:
    """Name an outcome once where several rows are about it."""
    kept = []
    for position, mark in enumerate(marks):
        same = position > 0 and mark.note and marks[position - 1].label == mark.label
        kept.append(replace(mark, label="", note=mark.note.partition(_ALSO)[0]) if same else mark)
    return tuple(kept)


def _hidden_reasons(display: Display, reader: Reader) -> tuple[str, ...]:
    cells = (reader.shown(cell) for row in display["rows"] for cell in row["cells"])
    return tuple(cell.reason for cell in cells if cell.reason is not None)
