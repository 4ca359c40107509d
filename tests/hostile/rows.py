"""Mutations of rows: twice, too many, too few, too short, in another order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hostile.kinds import CHANGED, NOTED, REFUSED, UNCHANGED, Kind, Place, Spot

TEXTS = (".csv", ".xlsx")


def _at_end(spot: Spot, row: list[Any]) -> Place:
    spot.table.cells.append(row)
    spot.table.save()
    return Place(spot.file, spot.table.number(len(spot.table.cells) - 1))


def _twice(spot: Spot) -> Place:
    return _at_end(spot, list(spot.table.cells[spot.row]))


def _answers_twice(spot: Spot) -> Place:
    """Put a row of answers at the end once more; a message names the first of both."""
    _twice(spot)
    return Place(spot.file, spot.table.number(spot.row))


def _person_twice(spot: Spot) -> Place | None:
    """Give a person the code of another one of the same file."""
    codes = [row[spot.table.at(str(spot.column))] for row in spot.table.cells[spot.table.body :]]
    place = spot.set(spot.pick(sorted({code for code in codes if code} - {spot.value})))
    # changed, since a person holds one position after the other: nobody knows whose this one was
    several = spot.file.startswith("functies")
    return replace(place, may=frozenset({REFUSED, NOTED, CHANGED})) if several else place


def _blank(where: str) -> Any:
    def mutate(spot: Spot) -> Place:
        cells = spot.table.cells
        empty = [None if spot.path.suffix == ".xlsx" else ""] * len(cells[0])
        for _ in range(int(spot.draw.integers(1, 6))):
            at = len(cells) if where == "end" else int(spot.draw.integers(spot.table.body, len(cells)))
            cells.insert(at, list(empty))
        spot.table.save()
        return Place(spot.file)

    return mutate


def _short(spot: Spot) -> Place:
    del spot.table.cells[spot.row][-1]
    spot.table.save()
    return Place(spot.file, spot.table.number(spot.row))


def _long(spot: Spot) -> Place:
    spot.table.cells[spot.row].insert(1, "3")
    spot.table.save()
    return Place(spot.file, spot.table.number(spot.row))


def _shuffled(spot: Spot) -> Place:
    body = spot.table.body
    rows = spot.table.cells[body:]
    spot.table.cells[body:] = [rows[at] for at in spot.draw.permutation(len(rows))]
    spot.table.save()
    return Place(spot.file)


def _none(spot: Spot) -> Place:
    del spot.table.cells[spot.table.body :]
    spot.table.save()
    return Place(spot.file)


def _total(spot: Spot) -> Place:
    """Put a row of totals beneath, as a spreadsheet makes it."""
    width = len(spot.table.names)
    return _at_end(spot, ["Totaal", *["1234"] * (width - 1)])


def _remark(spot: Spot) -> Place:
    width = len(spot.table.names)
    return _at_end(spot, ["Bron: eigen administratie", *[""] * (width - 1)])


def _less(spot: Spot) -> Place:
    del spot.table.cells[spot.row]
    spot.table.save()
    return Place(spot.file)


def _person_and_organisation(spot: Spot) -> Place:
    """Have the rows of everyone twice, as where an export was pasted beneath itself."""
    spot.table.cells += [list(row) for row in spot.table.cells[spot.table.body :]]
    spot.table.save()
    return Place(spot.file, spot.table.number(len(spot.table.cells) - 1))


KINDS = (
    Kind("rows", "a row of answers twice", _answers_twice, (REFUSED, NOTED), "file row", waves=True),
    Kind("rows", "a person twice", _person_twice, (REFUSED, NOTED), "file", ("code",)),
    Kind("rows", "everything twice", _person_and_organisation, (REFUSED, NOTED), "file", waves=True),
    Kind(
        "rows",
        "a row twice that is about one thing",
        _twice,
        (REFUSED, CHANGED),
        "file row",
        ("word",),
        TEXTS,
        why="where study.yml says so, periods that are there twice are settled, and counted, by the flows",
    ),
    Kind("rows", "empty rows between", _blank("between"), (UNCHANGED,), suffixes=TEXTS),
    Kind("rows", "empty rows at the end", _blank("end"), (UNCHANGED,), suffixes=TEXTS),
    Kind("rows", "a row with a cell less", _short, (REFUSED,), "file row", suffixes=(".csv",)),
    Kind("rows", "a row with a cell more", _long, (REFUSED,), "file row", suffixes=(".csv",)),
    Kind("rows", "rows in another order", _shuffled, (UNCHANGED,)),
    Kind("rows", "no rows", _none, (REFUSED,), suffixes=TEXTS),
    Kind("rows", "a row of totals", _total, (REFUSED,), "file row", suffixes=TEXTS),
    Kind("rows", "a remark beneath the rows", _remark, (REFUSED, UNCHANGED, NOTED), "file row", suffixes=TEXTS),
    Kind("rows", "a respondent less", _less, (CHANGED,), waves=True, why="nobody knows of an answer that is not there"),
)
