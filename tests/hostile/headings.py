"""Mutations of the names of columns, and of columns as a whole."""

from __future__ import annotations

from typing import Any

from hostile.kinds import CHANGED, NOTED, REFUSED, UNCHANGED, Kind, Place, Spot

ROLES = ("item", "answer", "score", "code", "group", "unit", "day", "count", "word", "mean", "theme")
NEEDED = ("item", "answer", "code", "group", "unit", "mean", "theme")
COLUMN = "file column"


def _told(spot: Spot) -> str | None:
    """Give the column that a message must name; one that files may call in several ways is told by what it holds."""
    return None if "theme" in spot.roles else spot.column


def _named(change: Any) -> Any:
    """Give the column another name."""

    def mutate(spot: Spot) -> Place | None:
        at = spot.table.at(str(spot.column))
        spot.table.names[at] = change(str(spot.column))
        spot.table.save()
        return Place(spot.file, None, _told(spot))

    return mutate


def _all_named(change: Any) -> Any:
    def mutate(spot: Spot) -> Place:
        spot.table.cells[0] = [change(name) for name in spot.table.names]
        spot.table.save()
        return Place(spot.file)

    return mutate


def _doubled(spot: Spot) -> Place | None:
    """Give another column, that nobody asks for, the name of this one."""
    for row, index in zip(spot.table.cells, range(len(spot.table.cells)), strict=True):
        row.append(spot.column if index == 0 else row[0])
    spot.table.save()
    return Place(spot.file, None, spot.column)


def _removed(spot: Spot) -> Place:
    at = spot.table.at(str(spot.column))
    for row in spot.table.cells:
        del row[at]
    spot.table.save()
    return Place(spot.file, None, _told(spot))


def _shuffled(spot: Spot) -> Place:
    order = spot.draw.permutation(len(spot.table.names))
    spot.table.cells = [[row[at] for at in order] for row in spot.table.cells]
    spot.table.save()
    return Place(spot.file)


def _added(name: str, *values: str) -> Any:
    def mutate(spot: Spot) -> Place:
        spot.table.names.append(name)
        for row in spot.table.cells[1:]:
            row.append(values[int(spot.draw.integers(len(values)))])
        spot.table.save()
        return Place(spot.file, None, name)

    return mutate


def _swapped(spot: Spot) -> Place | None:
    """Exchange the names of two items."""
    others = [name for name in spot.also if name != spot.column]
    if not others:
        return None
    one, two = spot.table.at(str(spot.column)), spot.table.at(spot.pick(others))
    names = spot.table.names
    names[one], names[two] = names[two], names[one]
    spot.table.save()
    return Place(spot.file, None, spot.column)


def _without(spot: Spot) -> Place:
    del spot.table.cells[0]
    spot.table.save()
    return Place(spot.file)


def _title(spot: Spot) -> Place:
    width = len(spot.table.names)
    spot.table.cells.insert(0, ["Export van de vragenlijst", *[""] * (width - 1)])
    spot.table.save()
    return Place(spot.file)


def _repeated(spot: Spot) -> Place:
    """Have the names stand again among the rows, as where files were pasted together."""
    at = spot.row
    spot.table.cells.insert(at, list(spot.table.names))
    spot.table.save()
    return Place(spot.file, spot.table.number(at))


TEXTS = (".csv", ".xlsx")
KINDS = (
    Kind(
        "headings", "a misspelt name", _named(lambda name: f"{name[:-1]}_{name[-1]}q"), (REFUSED, NOTED), COLUMN, NEEDED
    ),
    Kind("headings", "an empty name", _named(lambda _: ""), (REFUSED, NOTED), "file", NEEDED, TEXTS),
    Kind("headings", "a name in other capitals", _named(str.swapcase), (REFUSED, UNCHANGED), COLUMN, ROLES, TEXTS),
    Kind(
        "headings",
        "blanks around all names",
        _all_named(lambda name: f" {name}  " if name else name),
        (UNCHANGED,),
        suffixes=TEXTS,
    ),
    Kind(
        "headings",
        "a character in a name that cannot be seen",
        _named(lambda name: f"{name}\u200b"),
        (REFUSED, UNCHANGED),
        COLUMN,
        NEEDED,
        (".csv",),
    ),
    Kind("headings", "a name twice", _doubled, (REFUSED,), COLUMN, ROLES, TEXTS),
    Kind("headings", "a column less", _removed, (REFUSED, NOTED), COLUMN, NEEDED),
    Kind("headings", "columns in another order", _shuffled, (UNCHANGED,)),
    Kind("headings", "a column more", _added("weging_x", "1", "2"), (UNCHANGED,), suffixes=TEXTS),
    Kind(
        "headings",
        "a column with names of people",
        _added("Achternaam", "Jansen", "De Vries"),
        (REFUSED,),
        COLUMN,
        suffixes=TEXTS,
    ),
    Kind(
        "headings",
        "a column with e-mail addresses",
        _added("contact", "a@voorbeeld.nl", "b@voorbeeld.nl"),
        (REFUSED,),
        COLUMN,
        suffixes=TEXTS,
    ),
    Kind(
        "headings",
        "two items exchanged",
        _swapped,
        (REFUSED, CHANGED),
        "file",  # it shows in either of the two
        ("item", "answer"),
        TEXTS,
        why="what was asked in a column only its name tells",
    ),
    Kind("headings", "no names at all", _without, (REFUSED,), "file", suffixes=TEXTS),
    Kind("headings", "a title above the names", _title, (REFUSED,), "file", suffixes=TEXTS),
    Kind("headings", "the names once more among the rows", _repeated, (REFUSED,), "file row", suffixes=TEXTS),
)
