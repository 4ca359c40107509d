"""Reports of three small organisations, of which one has a section that a fault befalls."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from _faults.looking import Contents, contents, differences, halves, leftovers, orphans, untold
from _faults.places import MARK, Ended, Place, make_place

#: whose section it befalls
BEFALLEN = "demo-zorg"
NOTEBOOK = "10_response.ipynb"
_SOURCE = f"""
import os, pathlib
fault = pathlib.Path(os.environ["{MARK}"]) / "fault.py"
if organisation == "{BEFALLEN}" and fault.exists():
    exec(fault.read_text())
"""
_CELL = {"cell_type": "code", "id": "fault", "metadata": {}, "outputs": [], "execution_count": None, "source": _SOURCE}


@dataclass(frozen=True)
class Start:
    """A state in which older reports stand, and what an undisturbed run makes of it.

    Attributes
    ----------
    place : Place
        The state; every round has a copy of its own.
    old, new : dict of str to bytes
        The reports before and after.
    seconds : float
        How long the run took.
    """

    place: Place
    old: Contents
    new: Contents
    seconds: float


def made(place: Place, again: Path) -> Start:
    """Make the reports of a copy of a place, undisturbed."""
    copy = place.copy_to(again)
    began = time.monotonic()
    well(copy.report())
    start = Start(place, contents(place.reports), contents(copy.reports), time.monotonic() - began)
    copy.remove()
    return start


@cache
def small_start(folder: Path) -> Start:
    """Begin with reports that stand and have to be made again, of sections into which a fault can be put."""
    place = make_place(folder / "s0", notebooks=(NOTEBOOK,))
    well(place.report())
    path = place.root / "notebooks" / NOTEBOOK
    notebook = json.loads(path.read_bytes())
    last = max(at for at, cell in enumerate(notebook["cells"]) if cell["cell_type"] == "code")
    notebook["cells"].insert(last, _CELL)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return made(place, folder / "s1")


def well(ended: Ended) -> None:
    """Go on only where a run that nothing befell ended well."""
    if ended.code:
        raise RuntimeError(f"the undisturbed run failed:\n{ended.told}")


def stands(place: Place, start: Start) -> Iterator[str]:
    """Name what does not stand as it should right after a fault: half reports, hidden files, processes."""
    yield from orphans(place)
    yield from halves(place, start.old, start.new)
    yield from leftovers(place)


def goes_on(place: Place, start: Start) -> Iterator[str]:
    """Run again when the fault is gone; name what is not as after an undisturbed run."""
    again = place.report()
    if again.code:
        yield f"the next run ended with {again.code}: {again.told[-300:]}"
    yield from untold(again.told)
    yield from differences(contents(place.reports), start.new, "reports")
    yield from leftovers(place)
    yield from orphans(place)


def told(ended: Ended, *words: str) -> Iterator[str]:
    """Name the words that a command should have printed and did not, and what it never should."""
    plain = " ".join(ended.told.replace("│", " ").split())
    for word in words:
        if word not in plain:
            yield f"does not say {word!r} but: {plain[-400:]}"
    yield from untold(ended.told)


def line_of(ended: Ended, word: str) -> str:
    """Give what a command printed around a word."""
    plain = " ".join(ended.told.replace("│", " ").split())
    at = plain.find(word)
    return plain[max(at - 60, 0) : at + 220] if at >= 0 else plain[-200:]
