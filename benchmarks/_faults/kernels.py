"""A kernel that dies or hangs in one section of one organisation: that report is told, and the others are made."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil

from _faults.looking import working
from _faults.outcome import Case, Outcome, outcome
from _faults.places import ALL, Place
from _faults.reporting import BEFALLEN, NOTEBOOK, Start, goes_on, line_of, small_start, stands, told

LIMIT = 30.0  # seconds that a section may take
_ROOM = 45.0  # seconds beyond twice the limit, since it is tried twice, that a run may take on a busy machine

_DYING = {
    "leaves without a word": "os._exit(1)",
    "killed": "import signal; os.kill(os.getpid(), signal.SIGKILL)",
    "a crash in C": "import ctypes; ctypes.string_at(0)",
}
_HANGING = {
    "sleeps": "import time; time.sleep(3600)",
    "computes for ever": "while True: pass",
    "in C, deaf to interrupts": "import ctypes; ctypes.PyDLL(None).sleep(3600)",
    "interrupts ignored": (
        "import signal, time\nfor one in (signal.SIGINT, signal.SIGTERM): signal.signal(one, signal.SIG_IGN)\n"
        "time.sleep(3600)"
    ),
    "stopped": "import signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "with children that hang": "import subprocess, time; subprocess.Popen(['sleep', '3600']); time.sleep(3600)",
}
#: dies the first time only
_ONCE = "gone = fault.with_name('gone'); first = not gone.exists(); gone.touch()\nif first: {}"


def befallen(source: str, words: tuple[str, ...], kernels: str, folder: Path, _: random.Random) -> Outcome:
    """Have a section of one organisation die or hang; the others are made, and the next run makes that one."""
    start = small_start(folder)
    place = start.place.copy_to(folder / "k")
    try:
        fault = place.around / "fault.py"
        fault.write_text(source, encoding="utf-8")
        began = time.monotonic()
        ended = place.report("--time-limit", f"{LIMIT:g}", "--kernels", kernels)
        wrong = [*_failed_alone(place, start, ended.code, time.monotonic() - began), *told(ended, NOTEBOOK, *words)]
        wrong += stands(place, start)
        fault.unlink()
        wrong += goes_on(place, start)
        return outcome(wrong, ended.code, told=line_of(ended, NOTEBOOK))
    finally:
        place.remove()


def _failed_alone(place: Place, start: Start, code: int, seconds: float) -> Iterator[str]:
    if code != 1:
        yield f"ended with {code}, not 1"
    if seconds > 2 * LIMIT + _ROOM + start.seconds:
        yield f"took {seconds:.0f} seconds"
    for one in sorted(path.name for path in place.raw.iterdir()):
        page = (place.reports / one / "report.html").read_bytes()
        if page != (start.old if one == BEFALLEN else start.new)[f"{one}/report.html"]:
            yield f"the report of {one} is not the one that should stand"


def once(source: str, folder: Path, _: random.Random) -> Outcome:
    """Have a kernel die the first time: it is tried again, and all is made."""
    start = small_start(folder)
    place = start.place.copy_to(folder / "k")
    try:
        (place.around / "fault.py").write_text(_ONCE.format(source), encoding="utf-8")
        ended = place.report()
        wrong = [f"ended with {ended.code}"] * bool(ended.code)
        wrong += [*told(ended), *stands(place, start), *goes_on(place, start)]
        return outcome(wrong, ended.code)
    finally:
        place.remove()


def from_outside(signum: int, folder: Path, draw: random.Random) -> Outcome:
    """Kill or stop any one process below the run at a random moment: fork server, study's process, kernel."""
    start = small_start(folder)
    place = start.place.copy_to(folder / "k")
    try:
        running = place.start(*ALL, "--time-limit", f"{LIMIT:g}")
        moment = draw.random() * start.seconds
        time.sleep(moment)
        struck = _strike(place, running.process.pid, signum, draw)
        ended = running.ended(400)
        wrong = [f"ended with {ended.code}"] * (ended.code not in (0, 1))
        wrong += [*told(ended), *stands(place, start), *goes_on(place, start)]
        return outcome(wrong, ended.code, moment=moment, told=struck)
    finally:
        place.remove()


def _strike(place: Place, parent: int, signum: int, draw: random.Random) -> str:
    below = [process for process in sorted(working(place), key=lambda one: one.pid) if process.pid != parent]
    if not below:
        return "nothing ran below it"
    chosen = draw.choice(below)
    with suppress(psutil.Error, ProcessLookupError):
        what = " ".join(chosen.cmdline())[-60:].replace(str(place.around), "...")
        os.kill(chosen.pid, signum)
        return f"struck: {chosen.name()} {what}"
    return "it had just ended"


_DIED, _SLOW = ("the kernel died", "--jobs"), ("took longer than 30 seconds", "--time-limit")
CASES = [
    *(Case("a kernel dies", way, 2, partial(befallen, source, _DIED, "fork")) for way, source in _DYING.items()),
    Case("a kernel dies", "killed, plain kernels", 2, partial(befallen, _DYING["killed"], _DIED, "plain")),
    Case("a kernel dies", "the first time only", 3, partial(once, _DYING["killed"])),
    Case("a kernel dies", "any process of the run, at any moment", 20, partial(from_outside, signal.SIGKILL)),
    *(Case("a kernel hangs", way, 2, partial(befallen, source, _SLOW, "fork")) for way, source in _HANGING.items()),
    Case("a kernel hangs", "stopped, plain kernels", 2, partial(befallen, _HANGING["stopped"], _SLOW, "plain")),
    Case("a kernel hangs", "any process of the run stopped, at any moment", 12, partial(from_outside, signal.SIGSTOP)),
]
