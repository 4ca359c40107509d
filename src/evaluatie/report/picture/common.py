"""What the kinds of figures share: how a builder answers, and words that all of them need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from evaluatie.report.numerals import Number
from evaluatie.report.picture.model import Content, Mark
from evaluatie.report.reading import BundleError, Reader, Slot

Display = Mapping[str, Any]
ALSO = "; "  # between which estimate it is and how to read the outcome


class Built(NamedTuple):
    """A kind, what is drawn, how to read it, and how the alternative text begins and ends.

    `context` are sentences that name events of the context, for kinds that see to these themselves.
    """

    kind: str
    content: Content
    notes: tuple[str, ...]
    opening: str
    closing: tuple[str, ...] = ()
    context: tuple[str, ...] | None = None


def drawn_mark(
    label: str, note: str, number: Number, band: float | None, lines: tuple[str, ...], alternative: str
) -> Mark:
    """Make a row from a number that is shown."""
    return Mark(label, note, number["estimate"], number["ci_low"], number["ci_high"], band, lines, alternative)


def hidden_mark(label: str, note: str, reader: Reader, name: str = "") -> Mark:
    """Make a row that is not shown; `name` is what the alternative text calls it where it has no label."""
    alternative = hidden_sentence(name or joined(label, note), reader)
    return Mark(label, note, None, None, None, None, (reader.wording.text("hidden.cell"),), alternative)


def hidden_sentence(label: str, reader: Reader) -> str:
    """Say that something is not shown."""
    return reader.wording.text("alt.hidden_row", label=label)


def why_not(cells: Iterable[Slot | None], reader: Reader) -> str:
    """Say why there is nothing to be shown: hidden where any of it is, else not to be calculated, or no number."""
    states = {reader.shown(cell).state for cell in cells}
    state = next((one for one in ("hidden", "unknown") if one in states), "empty")
    return reader.wording.text({"hidden": "hidden.cell", "unknown": "hidden.unknown", "empty": "hidden.empty"}[state])


def unshown_sentence(label: str, why: str, reader: Reader) -> str:
    """Say that something is not shown, or why else there is no number of it."""
    if why == reader.wording.text("hidden.cell"):
        return hidden_sentence(label, reader)
    return reader.wording.text("alt.unshown_row", label=label, why=why)


def shown_number(slot: Slot | None, reader: Reader) -> tuple[str, Number | None]:
    """Give a number and how it is written; None where there is none to be shown."""
    shown = reader.shown(slot)
    if slot is None or "ref" not in slot or shown.state != "shown":
        return "", None
    return shown.text, reader.number(slot["ref"])


def mean_words(number: Number, reader: Reader, signed: bool) -> dict[str, str]:
    """Give what fills the blanks of a sentence about a mean or a change."""
    numerals = reader.numerals
    return {
        "value": numerals.decimal(number["estimate"], signed=signed),
        "interval": numerals.interval(number) or reader.wording.text("hidden.unknown"),
        "n": numerals.count(number["n"]) if number["n"] is not None else reader.wording.text("hidden.unknown"),
    }


def people(number: Number, reader: Reader) -> str:
    """Say on how many people a number rests; nothing where that is not known."""
    return "" if number["n"] is None else reader.wording.text("figure.people", n=reader.numerals.count(number["n"]))


def joined(label: str, note: str) -> str:
    """Give a row's name on one line."""
    return f"{label}, {note}" if note else label


def limits_of(outcome: str, reader: Reader) -> tuple[float, float]:
    """Give the lowest and highest score of an outcome."""
    try:
        range_ = reader.bundle["outcomes"][outcome]
    except KeyError:
        raise BundleError(f"section {reader.section} draws the outcome '{outcome}', which it does not hold") from None
    return float(range_["low"]), float(range_["high"])


def names_of(row: Display, reader: Reader) -> tuple[str, str]:
    """Give a row's label and what stands under it."""
    return reader.head(row["head"][:1]), ", ".join(reader.shown(slot).text for slot in row["head"][1:])


def outcome_of(row: Display, reader: Reader) -> str:
    """Give the outcome that a row is about."""
    for slot in row["head"]:
        if slot.get("label", ("",))[0] == "outcome":
            return str(slot["label"][1])
    raise BundleError(f"section {reader.section} has a figure with a row that names no outcome")


def names_of_outcome(row: Display, reader: Reader) -> tuple[str, str]:
    """Give a row's label and what stands under it, with how to read the outcome."""
    label, note = names_of(row, reader)
    direction = reader.bundle["outcomes"][outcome_of(row, reader)]["direction"]
    if direction != "higher":
        # the reading direction is news only where it is not the usual one
        note = ALSO.join(filter(None, [note, reader.wording.text(f"direction.{direction}")]))
    return label, note
