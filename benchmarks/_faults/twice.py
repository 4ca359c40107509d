"""Two commands at once on the same folder: one of them works, the other waits, says so, or does no harm."""

from __future__ import annotations

import random
import time
from functools import partial
from pathlib import Path

from _faults.looking import contents, differences, halves, leftovers, orphans
from _faults.outcome import Case, Outcome, outcome
from _faults.places import ALL
from _faults.reporting import goes_on, line_of, small_start, told

_BUSY = "another run is making reports in this folder; wait until it has ended or stop it, then run this again"


def at_once(
    first: tuple[str, ...], second: tuple[str, ...], refused: bool, folder: Path, draw: random.Random
) -> Outcome:
    """Start a command, and a second one at a random moment of it."""
    start = small_start(folder)
    place = start.place.copy_to(folder / "k")
    try:
        if first is not ALL:
            list(goes_on(place, start))
        running = place.start(*first)
        moment = draw.random() * (start.seconds * 0.7 if first is ALL else 1.0)
        time.sleep(moment)
        other = place.run(*second)
        ended = running.ended()
        wrong = [*told(ended), *told(other)]
        codes = sorted([ended.code, other.code])
        wrong += [f"ended with {codes}"] * (codes not in ([[0, 1], [0, 0]] if refused else [[0, 0]]))
        one = other if other.code else ended
        wrong += told(one, _BUSY) if any(codes) else []
        wrong += [*halves(place, start.old, start.new), *differences(contents(place.reports), start.new, "reports")]
        wrong += [*leftovers(place), *orphans(place), *goes_on(place, start)]
        return outcome(wrong, other.code, moment=moment, told=line_of(one, "another run") if any(codes) else "")
    finally:
        place.remove()


_CHECK = ("check", "demo-zorg", "univbct-4")
CASES = [
    Case("two at once", "two runs of report", 6, partial(at_once, ALL, ALL, True)),
    Case("two at once", "report and check", 4, partial(at_once, ALL, _CHECK, False)),
    Case("two at once", "two exports", 4, partial(at_once, ("export", "univbct-4"), ("export", "univbct-4"), False)),
    Case("two at once", "two checks", 4, partial(at_once, _CHECK, _CHECK, False)),
]
