"""Mutations of files as a whole: cut off, exchanged, of another kind, not there."""

from __future__ import annotations

import os
import shutil
from typing import Any

import numpy as np

from hostile.kinds import CHANGED, NOTED, REFUSED, UNCHANGED, Kind, Place, Spot
from hostile.organisations import FILES, WAVES
from hostile.tables import read_table


def _cut(spot: Spot) -> Place:
    """Keep the first part of the bytes."""
    raw = spot.path.read_bytes()
    at = int(spot.draw.integers(len(raw) // 5, len(raw) - 1))
    spot.path.write_bytes(raw[:at])
    if spot.path.suffix != ".csv":
        return Place(spot.file)
    kept = read_table(spot.path)
    whole = len(kept.cells[-1]) == len(kept.cells[0])
    # where the last row has all its cells, nothing shows that there were more, or that the last was longer
    return Place(spot.file, None if whole else len(kept.cells), may=frozenset({REFUSED, CHANGED}) if whole else None)


def _gone(spot: Spot) -> Place:
    spot.path.unlink()
    return Place("study.yml")


def _folder(spot: Spot) -> Place:
    spot.path.unlink()
    spot.path.mkdir()
    return Place("study.yml")


def _linked(target: str) -> Any:
    def mutate(spot: Spot) -> Place:
        if target == "beside":
            spot.path.rename(spot.folder / "elders.dat")
            spot.path.symlink_to("elders.dat")
        elif target == "out":
            outside = spot.folder.parents[2] / spot.file
            spot.path.rename(outside)
            spot.path.symlink_to(outside)
        else:
            spot.path.unlink()
            spot.path.symlink_to(target)
        return Place("study.yml")

    return mutate


def _pipe(spot: Spot) -> Place:
    spot.path.unlink()
    os.mkfifo(spot.path)
    return Place("study.yml")


def _named_otherwise(suffix: str) -> Any:
    """Give the file another extension, and study.yml that name."""

    def mutate(spot: Spot) -> Place | None:
        if spot.path.suffix == suffix:
            return None
        new = f"{spot.path.stem}{suffix}"
        spot.path.rename(spot.folder / new)
        text = spot.settings.read_text(encoding="utf-8")
        spot.settings.write_text(text.replace(spot.file, new), encoding="utf-8")
        return Place(new)

    return mutate


def _waves_swapped(spot: Spot) -> Place | None:
    first, *_, last = (spot.folder / name for name in WAVES[spot.organisation])
    one, two = first.read_bytes(), last.read_bytes()
    first.write_bytes(two)
    last.write_bytes(one)
    # this one's answers have no day, no code and no dates of birth
    later = WAVES[spot.organisation][-1]
    return Place(later, may=frozenset({CHANGED, REFUSED}) if spot.organisation == "demo-bouwbedrijf" else None)


def _same_wave_twice(spot: Spot) -> Place | None:
    first, *_, last = WAVES[spot.organisation]
    shutil.copyfile(spot.folder / first, spot.folder / last)
    return Place(last)


def _exchanged(spot: Spot) -> Place | None:
    """Exchange two files of one kind that hold other things."""
    own = FILES[spot.organisation]
    others = [
        name for name in own
        if name != spot.file and name.endswith(spot.path.suffix) and own[name].keys() != own[spot.file].keys()
    ]  # fmt: skip
    if not others:
        return None
    other = spot.folder / spot.pick(others)
    one, two = spot.path.read_bytes(), other.read_bytes()
    spot.path.write_bytes(two)
    other.write_bytes(one)
    return Place(spot.file)


def _noise(spot: Spot) -> Place:
    spot.path.write_bytes(spot.draw.integers(0, 256, 5000, dtype=np.uint8).tobytes())
    return Place(spot.file)


def _page(spot: Spot) -> Place:
    """Put a page in its place, as a portal gives that asks to log in."""
    spot.path.write_text("<!doctype html>\n<html><body><table><tr><td>Log in</td></tr></table></body></html>\n")
    return Place(spot.file)


def _more(spot: Spot) -> Place:
    """Put files in the folder that nobody names."""
    (spot.folder / "Thumbs.db").write_bytes(b"\0\1\2")
    (spot.folder / "~$nulmeting.xlsx").write_bytes(b"\0")
    (spot.folder / "kopie van nulmeting.csv").write_text("a;b\n1;2\n")
    (spot.folder / "map").mkdir()
    return Place(spot.file)


def _flipped(spot: Spot) -> Place:
    raw = bytearray(spot.path.read_bytes())
    for at in spot.draw.integers(0, len(raw), max(20, len(raw) // 50)):
        raw[int(at)] = int(spot.draw.integers(256))
    spot.path.write_bytes(bytes(raw))
    return Place(spot.file)


BOOKS = (".xlsx", ".sav")
KINDS = (
    Kind("files", "a text cut off", _cut, (REFUSED,), "file row", suffixes=(".csv",)),
    Kind("files", "a workbook or .sav cut off", _cut, (REFUSED,), suffixes=BOOKS),
    Kind("files", "bytes of a workbook or .sav changed", _flipped, (REFUSED,), suffixes=BOOKS),
    Kind("files", "noise under the name of a file", _noise, (REFUSED,)),
    Kind("files", "a page of a portal under the name of a file", _page, (REFUSED,)),
    Kind("files", "not there", _gone, (REFUSED,)),
    Kind("files", "a folder of that name", _folder, (REFUSED,)),
    Kind("files", "a pipe of that name", _pipe, (REFUSED,)),
    Kind("files", "a link to a file beside it", _linked("beside"), (UNCHANGED,)),
    Kind("files", "a link out of the folder", _linked("out"), (REFUSED,)),
    Kind("files", "a link to nothing", _linked("nergens.csv"), (REFUSED,)),
    Kind("files", "a link to itself", _linked("study.yml/.."), (REFUSED,)),
    Kind("files", "a text called .xlsx", _named_otherwise(".xlsx"), (REFUSED,), suffixes=(".csv",)),
    Kind("files", "a workbook or .sav called .csv", _named_otherwise(".csv"), (REFUSED,), suffixes=BOOKS),
    Kind("files", "a workbook called .sav", _named_otherwise(".sav"), (REFUSED,), suffixes=(".xlsx",)),
    Kind("files", "a text called .CSV", _named_otherwise(".CSV"), (UNCHANGED,), suffixes=(".csv",)),
    Kind("files", "waves swapped", _waves_swapped, (REFUSED, NOTED), "file", waves=True),
    Kind("files", "one wave delivered twice", _same_wave_twice, (REFUSED, NOTED), "file", waves=True),
    Kind("files", "two files exchanged", _exchanged, (REFUSED,)),
    Kind("files", "files that nobody names", _more, (UNCHANGED,)),
)
