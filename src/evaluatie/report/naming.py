"""What a number is about, in the words of the study where it has them and else by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evaluatie.report.numerals import Number
    from evaluatie.report.reading import Reader


def outcome_name(number: Number, reader: Reader) -> str:
    """Give the name of the outcome that a number is about; empty where it is about none."""
    id_ = number["outcome"]
    known = id_ is not None and id_ in reader.bundle["labels"].get("outcome", {})
    return reader.label("outcome", id_) if known else id_ or ""


def group_name(number: Number, reader: Reader) -> str:
    """Give the name of the group that a number is about."""
    name, level = number["characteristic"], number["level"]
    if name == "all":
        return reader.wording.text("everyone")
    held = reader.bundle["labels"].get("level", {})
    if f"{name}={level}" in held:
        return reader.label("level", f"{name}={level}")
    key = f"level.{level}"
    return reader.wording.text(key) if key in reader.wording.texts else f"{name}={level}"


def waves_name(number: Number, reader: Reader) -> str:
    """Give the names of the waves that a number is about."""
    held = reader.bundle["labels"].get("wave", {})
    return ", ".join(reader.label("wave", wave) if wave in held else wave for wave in number["waves"])
