"""Mutated study folders: one or two mutations of a demonstration organisation, told by a seed and a number."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hostile import cells, days, encodings, files, headings, rows, settings, workbooks
from hostile.kinds import Kind, Place, Spot
from hostile.organisations import FILES, WAVES
from hostile.tables import NotThisFileError

MODULES = (cells, days, encodings, headings, rows, files, workbooks, settings)
KINDS: tuple[Kind, ...] = tuple(kind for module in MODULES for kind in module.KINDS)
_TRIES = 600
#: how often each is drawn: those that take long to read are drawn less
WEIGHTS = {
    "demo-waterschap": 3, "demo-gemeente": 1, "demo-rijksdienst": 1, "demo-zorg": 3, "demo-bouwbedrijf": 3,
}  # fmt: skip


@dataclass(frozen=True)
class Mutated:
    """A mutated folder, and what was done to it."""

    organisation: str
    folder: Path
    done: list[tuple[Kind, Place]]


def copied(raw: Path, organisation: str, root: Path) -> Path:
    """Lay out a workspace with one organisation and nothing made."""
    folder = root / "data" / "raw" / organisation
    shutil.copytree(raw / organisation, folder)
    return folder


def mutated(
    raw: Path,
    root: Path,
    seed: int,
    number: int,
    *,
    kinds: tuple[Kind, ...] = KINDS,
    organisations: Sequence[str] = tuple(FILES),
) -> Mutated:
    """Make a folder: the kind goes around with the number, and every second folder has another one as well.

    Parameters
    ----------
    raw : pathlib.Path
        Where the organisations stand.
    root : pathlib.Path
        The workspace to be made.
    seed, number : int
        The same make the same folder.
    kinds : tuple of Kind
        What is done.
    organisations : sequence of str
        To whom.
    """
    draw = np.random.default_rng([seed, number])
    first = kinds[number % len(kinds)]
    for _ in range(_TRIES):
        spot = _spot(first, draw, root, organisations)
        if spot is None:
            continue
        folder = copied(raw, spot.organisation, root)
        place = _done(first, spot)
        if place is None:
            shutil.rmtree(root)
            continue
        done = [(first, place)]
        if number % 2:
            done += _second(kinds, draw, spot)
        return Mutated(spot.organisation, folder, done)
    raise LookupError(f"nowhere can be done: {first.name}")


def _second(kinds: tuple[Kind, ...], draw: Any, before: Spot) -> Iterator[tuple[Kind, Place]]:
    """Mutate another file of the same organisation as well; a mutation that does not come about is left."""
    others = [kind for kind in kinds if kind.family not in ("files", "study.yml")]
    for _ in range(_TRIES):
        kind = others[int(draw.integers(len(others)))]
        spot = _spot(kind, draw, before.folder.parents[2], (before.organisation,))
        if spot is None or spot.file == before.file or not spot.path.is_file() or spot.path.is_symlink():
            continue
        kept = spot.path.read_bytes()
        place = _done(kind, spot)
        if place is not None:
            yield kind, place
            return
        spot.path.write_bytes(kept)


def _done(kind: Kind, spot: Spot) -> Place | None:
    try:
        return kind.mutate(spot)
    except NotThisFileError:
        return None


def _spot(kind: Kind, draw: Any, root: Path, organisations: Sequence[str]) -> Spot | None:
    """Draw an organisation, a file and a column where a kind of mutation can be made."""
    weights = np.array([WEIGHTS[name] for name in organisations], dtype=float)
    organisation = str(draw.choice(list(organisations), p=weights / weights.sum()))
    if organisation in kind.without:
        return None
    folder = root / "data" / "raw" / organisation
    if kind.suffixes == (".yml",):
        return Spot(folder, organisation, "study.yml", None, draw)
    known = FILES[organisation]
    names = [name for name in known if name.endswith(kind.suffixes) and (not kind.waves or name in WAVES[organisation])]
    names = [name for name in names if not kind.roles or any(role in known[name] for role in kind.roles)]
    if not names:
        return None
    file = str(draw.choice(names))
    columns = [column for role in kind.roles for column in known[file].get(role, ())]
    column = str(draw.choice(columns)) if columns else None
    roles = tuple(role for role, of in known[file].items() if column in of)
    alike = known[file][roles[0]] if roles else ()
    return Spot(folder, organisation, file, column, draw, alike, roles)
