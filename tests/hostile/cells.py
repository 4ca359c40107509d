"""Mutations of single cells: wrong types, numbers written otherwise, words that stand for nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hostile.kinds import CHANGED, NOTED, REFUSED, UNCHANGED, Kind, Place, Spot

NUMBERS = ("item", "answer", "score", "count", "number", "mean")
ANSWERS = ("item", "answer")
CELL = "file row column"
TEXTS = (".csv", ".xlsx")


def _put(*values: Any) -> Any:
    return lambda spot: spot.set(spot.pick(values))


def _decimals_turned(spot: Spot) -> Place | None:
    """Write the decimals of a column with a comma where they had a point, and the other way around."""
    turned = str.maketrans(",.", ".,")
    if not isinstance(spot.value, str):
        return None
    return spot.each(lambda cell: cell.translate(turned))


def _with_zeros(spot: Spot) -> Place | None:
    """Write whole numbers of a column with a decimal: 4 as 4.0."""
    if not str(spot.value).isdigit():
        return None
    return spot.each(lambda cell: f"{cell}.0" if str(cell).isdigit() else cell)


def _as_text(spot: Spot) -> Place | None:
    return spot.each(lambda cell: cell if cell is None or isinstance(cell, str) else str(cell))


def _thousands(spot: Spot) -> Place | None:
    value = str(spot.value)
    return spot.set(f"{value[:-3] or 1}.{value[-3:]}") if value.isdigit() and len(value) >= 3 else None


def _other_digits(spot: Spot) -> Place | None:
    value = str(spot.value)
    if not value.isdigit():
        return None
    first = spot.pick((0xFF10, 0x0660, 0x0966))
    return spot.set("".join(chr(first + int(digit)) for digit in value))


def _spaced(spot: Spot) -> Place | None:
    space = spot.pick((" ", "  ", "\u00a0", "\t"))
    return spot.each(lambda cell: f"{space}{cell}{space}" if isinstance(cell, str) and cell else cell)


def _legal(spot: Spot) -> Place | None:
    """Give another answer that is as good."""
    at = spot.table.at(str(spot.column))
    others = {row[at] for row in spot.table.cells[spot.table.body :]} - {spot.value, None, ""}
    return spot.set(spot.pick(sorted(others, key=str))) if others else None


def _beyond(spot: Spot) -> Place | None:
    return spot.set(spot.pick((77.0, -3.0) if spot.path.suffix == ".sav" else (77, -3)))


def _fraction(spot: Spot) -> Place | None:
    return spot.set(2.5 if spot.path.suffix == ".sav" else "2.5")


def _upper(spot: Spot) -> Place | None:
    return spot.each(lambda cell: cell.upper() if isinstance(cell, str) else cell)


def _misspelt(spot: Spot) -> Place | None:
    value = spot.value
    return spot.set(f"{value}x") if isinstance(value, str) and len(value) > 1 else None


def _misspelt_throughout(spot: Spot) -> Place | None:
    """Write one value otherwise in all rows."""
    wrong = spot.value
    return spot.each(lambda cell: f"{cell}x" if cell == wrong else cell) if isinstance(wrong, str) else None


def _emptied(spot: Spot) -> Place | None:
    return spot.each(lambda _: "")


def _unanswered(spot: Spot) -> Place:
    put = spot.pick(("", "NA", "#NULL!"))
    place = spot.set(put)
    # a missing answer of SPSS in a text, and an error in a workbook
    error = put == "#NULL!" and spot.path.suffix == ".xlsx"
    return replace(place, may=frozenset({REFUSED})) if error else place


def _no_code(spot: Spot) -> Place | None:
    return spot.set("")


def _codes_lowered(spot: Spot) -> Place | None:
    return spot.each(lambda cell: cell.lower() if isinstance(cell, str) else cell)


KINDS = (
    Kind(
        "cells", "a word where a number belongs", _put("veel", "vier", "?", "1 of 2"), (REFUSED,), CELL, NUMBERS, TEXTS
    ),
    Kind("cells", "a truth value where a number belongs", _put("TRUE", "ja", "waar"), (REFUSED,), CELL, NUMBERS, TEXTS),
    Kind(
        "cells", "a number that is none", _put("nan", "inf", "-inf", "1e999", "NaN"), (REFUSED,), CELL, NUMBERS, TEXTS
    ),
    Kind("cells", "an answer out of range", _beyond, (REFUSED,), CELL, ANSWERS),
    Kind("cells", "an answer between two answers", _fraction, (REFUSED, NOTED), CELL, ANSWERS),
    Kind("cells", "a huge number", _put("99999999999999999999", "1e300"), (REFUSED,), CELL, NUMBERS, TEXTS),
    Kind(
        "cells",
        "decimal comma for point, point for comma",
        _decimals_turned,
        (REFUSED, UNCHANGED),
        CELL,
        ("score", "number", "mean"),
        TEXTS,
    ),
    Kind("cells", "whole numbers with a decimal", _with_zeros, (UNCHANGED,), CELL, ("item", "count"), TEXTS),
    Kind("cells", "numbers as text", _as_text, (UNCHANGED,), CELL, ("year", "number"), (".xlsx",)),
    Kind("cells", "a point for thousands", _thousands, (REFUSED,), CELL, ("count",), TEXTS),
    Kind("cells", "digits of another script", _other_digits, (REFUSED, UNCHANGED), CELL, ("item", "count"), (".csv",)),
    Kind(
        "cells",
        "spaces around all cells",
        _spaced,
        (UNCHANGED,),
        CELL,
        ("item", "answer", "count", "word", "group", "unit", "place", "code", "day"),
        TEXTS,
    ),
    Kind(
        "cells",
        "an emptied answer",
        _unanswered,
        (CHANGED,),
        CELL,
        ANSWERS,
        TEXTS,
        why="an empty cell is a missing answer",
    ),
    Kind("cells", "another answer", _legal, (CHANGED, UNCHANGED), CELL, ANSWERS, why="any answer may have been given"),
    Kind("cells", "levels in capitals", _upper, (UNCHANGED,), CELL, ("group",), TEXTS),
    Kind("cells", "a misspelt level", _misspelt, (REFUSED, NOTED), CELL, ("group",), TEXTS),
    Kind(
        "cells", "a level misspelt throughout", _misspelt_throughout, (REFUSED, NOTED), "file column", ("group",), TEXTS
    ),
    Kind("cells", "a word that is not in the list", _misspelt, (REFUSED,), CELL, ("word",), TEXTS),
    Kind("cells", "no linking code", _no_code, (REFUSED, NOTED), CELL, ("code",)),
    Kind("cells", "linking codes in small letters", _codes_lowered, (REFUSED, NOTED, UNCHANGED), "", ("code",)),
    Kind(
        "cells",
        "a cell of 100,000 letters",
        _put("x" * 100_000, "9" * 100_000),
        (REFUSED,),
        CELL,
        (*NUMBERS, "day", "word"),
        (".csv",),
    ),
    Kind(
        "cells",
        "a name of a unit of 100,000 letters",
        _put("x" * 100_000),
        (REFUSED, CHANGED),
        "file column",
        ("unit", "place"),
        (".csv",),
        why="a unit may have any name",
    ),
    Kind(
        "cells",
        "an emoji or a text from right to left",
        _put("\U0001f600", "أربعة", "\u202e4"),
        (REFUSED,),
        CELL,
        (*NUMBERS, "day", "word"),
        TEXTS,
    ),
    Kind(
        "cells",
        "an emoji or a text from right to left as a unit",
        _put("\U0001f600", "أربعة"),
        (REFUSED, CHANGED),
        "file column",
        ("unit", "place"),
        TEXTS,
        why="a unit may have any name",
    ),
    Kind(
        "cells",
        "a character that cannot be seen",
        lambda spot: spot.set(f"{spot.value}\u200b"),
        (REFUSED, UNCHANGED),
        CELL,
        (*NUMBERS, "word", "day"),
        (".csv",),
    ),
    Kind(
        "cells",
        "a control character",
        lambda spot: spot.set(f"{spot.value}\x07\x1b[2J"),
        (REFUSED,),
        CELL,
        (*NUMBERS, "day", "word"),
        (".csv",),
    ),
    Kind("cells", "a formula as text", lambda spot: spot.set(f"=1+{spot.value}"), (REFUSED,), CELL, NUMBERS, (".csv",)),
    Kind("cells", "units in capitals at one wave", _upper, (NOTED,), "file column", ("unit",), TEXTS, waves=True),
    Kind("cells", "no units at one wave", _emptied, (NOTED,), "file column", ("unit",), TEXTS, waves=True),
)
