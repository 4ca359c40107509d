"""What a number is about, in words: its outcome and its group, as the page words them and never by a bare id."""

from __future__ import annotations

from evaluatie.report.numerals import Number
from evaluatie.report.reading import Reader
from evaluatie.report.wording import capitalise

_EVERYONE = "all"


def outcome_name(id_: str, number: Number, reader: Reader) -> str:
    """Name a number's outcome.

    Parameters
    ----------
    id_ : str
        The number's id; its last part tells which field or answer it is about.
    number : mapping
        The number.
    reader : Reader
        Reads its bundle in one language.

    Returns
    -------
    str
        The study's name; of a question its number and column, of the fields which one; empty where there is none.
    """
    outcome, labels = number["outcome"], reader.bundle["labels"]
    if outcome is None or outcome in labels.get("outcome", {}):
        return "" if outcome is None else reader.label("outcome", outcome)
    if outcome in labels.get("item", {}):
        return _of_instrument(outcome.rpartition("_")[0], reader.label("item", outcome), reader)
    instrument, _, what = outcome.rpartition(".")
    which = id_.rpartition("/")[2].partition(".")[0]
    key = next((key for key in (f"field.{which}", f"workbook.{what}.{which}") if key in reader.wording.texts), None)
    return outcome if key is None else _of_instrument(instrument, reader.wording.text(key), reader)


def group_name(number: Number, reader: Reader) -> str:
    """Name the group of people that a number is about.

    Parameters
    ----------
    number : mapping
        The number.
    reader : Reader
        Reads its bundle in one language.

    Returns
    -------
    str
        The study's name of the group; where it has none, the words of the page, with the characteristic if need be.
    """
    name, level = number["characteristic"], number["level"]
    say, known = reader.wording.text, reader.wording.texts
    if name == _EVERYONE:
        return say("everyone")
    if f"{name}={level}" in reader.bundle["labels"].get("level", {}):
        return reader.label("level", f"{name}={level}")
    if (own := f"workbook.{name}.{level}") in known:
        return say(own)
    key = "workbook.every_group" if level == _EVERYONE else f"level.{level}"
    what = say(key) if key in known else level
    if not reader.has_label("characteristic", name):  # of a version whose bundles are not at hand
        return f"{name}={level}"
    return say("workbook.group", characteristic=reader.label("characteristic", name), group=what)


def waves_name(number: Number, reader: Reader) -> str:
    """Name the waves that a number is about."""
    return ", ".join(reader.label("wave", wave) if reader.has_label("wave", wave) else wave for wave in number["waves"])


def _of_instrument(instrument: str, what: str, reader: Reader) -> str:
    held = reader.bundle["labels"].get("instrument", {})
    return f"{capitalise(reader.label('instrument', instrument))}: {what}" if instrument in held else capitalise(what)
