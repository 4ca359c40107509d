"""Four fields of one group: low or high on each of two qualities."""

from __future__ import annotations

from evaluatie.report.picture.common import Built, Display, hidden_sentence, people, shown_number
from evaluatie.report.picture.model import Field, Fields
from evaluatie.report.reading import BundleError, Reader

_PLACES = ("low_low", "high_low", "low_high", "high_high")


def fields(display: Display, reader: Reader) -> Built:
    """Read four shares: low and high on the first quality, first low, then high on the second."""
    if len(display["rows"]) != len(_PLACES):
        raise BundleError(
            f"section {reader.section}: the figure '{display['id']}' of kind 'fields' must have four rows, "
            f"not {len(display['rows'])}"
        )
    say = reader.wording.text
    rows = zip(display["rows"], _PLACES, strict=True)
    lower_left, lower_right, upper_left, upper_right = (_field(row, place, reader) for row, place in rows)
    content = Fields(say("figure.fields_x"), say("figure.fields_y"), (lower_left, lower_right, upper_left, upper_right))
    return Built("fields", content, (say("note.fields"), *_rest_upon(display, reader)), "alt.fields")


def _field(row: Display, place: str, reader: Reader) -> Field:
    name, say = reader.head(row["head"]), reader.wording.text
    label = say(f"alt.fields_{place}", label=name)
    text, number = shown_number(row["cells"][0], reader)
    if number is None:
        return Field(name, None, say("hidden.cell"), (), hidden_sentence(label, reader))
    value = reader.numerals.percent(number["estimate"])
    interval = reader.numerals.interval(number, "percent_ci")
    said = say("hidden.unknown") if interval is None else interval
    _, bracket, limits = text.partition(" [")
    lines = (bracket.strip() + limits,) if bracket else ()
    alternative = say("alt.fields_row", label=label, value=value, interval=said)
    return Field(name, number["estimate"], value, lines, alternative)


def _rest_upon(display: Display, reader: Reader) -> tuple[str, ...]:
    """Say on how many people the shares rest: all four on the same."""
    numbers = (shown_number(row["cells"][0], reader)[1] for row in display["rows"])
    counts = {people(number, reader) for number in numbers if number is not None and number["n"] is not None}
    return tuple(reader.wording.text("note.fields_people", people=counted) for counted in sorted(counts)[:1])
