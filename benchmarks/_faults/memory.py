"""No memory: one section that asks for more than there is, and a whole run that may not have enough."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

from _faults.kernels import befallen
from _faults.outcome import Case, Outcome, outcome
from _faults.reporting import goes_on, line_of, small_start, stands, told

_MEGABYTE = 2**20
_ASKING = {
    "an array larger than the machine": "import numpy; numpy.ones(10**14)",
    "little by little, up to a bound": (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30))\n"
        "held = []\nwhile True: held.append(bytearray(2**24))"
    ),
}


def bounded(folder: Path, draw: random.Random) -> Outcome:
    """Bound the address space of every process of a run: it makes its reports, or says why it cannot."""
    start = small_start(folder)
    place = start.place.copy_to(folder / "k")
    try:
        room = draw.randrange(150, 1500) * _MEGABYTE
        # where memory is short, OpenBLAS asks for it again for ever: a section then ends at its limit
        ended = place.report("--time-limit", "20", before=("prlimit", f"--as={room}", "--"))
        wrong = [f"ended with {ended.code}"] * (ended.code not in (0, 1))
        wrong += told(ended, *(["memory"] if ended.code else []))
        wrong += [*stands(place, start), *goes_on(place, start)]
        return outcome(wrong, ended.code, told=f"{room // _MEGABYTE} MB: {line_of(ended, 'memory')}")
    finally:
        place.remove()


_WORDS = ("not enough memory", "--jobs")
CASES = [
    *(
        Case("no memory", f"one section: {way}", 2, partial(befallen, asks, _WORDS, "fork"))
        for way, asks in _ASKING.items()
    ),
    Case("no memory", "every process bounded, 150 to 1500 MB", 20, bounded),
]
