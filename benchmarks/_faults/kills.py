"""kill -9 of a batch at a random moment: the parent alone, with its group, or every process of it at once."""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

import psutil

from _faults.looking import contents, differences, halves, leftovers, orphans, stamps, untold, working
from _faults.outcome import Case, Outcome, outcome
from _faults.places import ALL, Command, Place, make_place
from _faults.reporting import Start

Kill = Callable[[Place, Command], None]


@cache
def empty_start(folder: Path) -> Start:
    """Begin with raw data only."""
    return _start(make_place(folder / "e0"), folder / "e1")


@cache
def older_start(folder: Path) -> Start:
    """Begin with reports that stand, made when the organisations were called otherwise: all have to be made again."""
    place = make_place(folder / "o0")
    names = {path: path.read_bytes() for path in sorted(place.raw.glob("*/study.yml"))}
    for path, content in names.items():
        path.write_bytes(re.sub(rb"( name: )(\S)", rb"\1Voorheen \2", content, count=1))
    _well(place.report())
    for path, content in names.items():
        path.write_bytes(content)
    return _start(place, folder / "o1")


def _start(place: Place, again: Path) -> Start:
    copy = place.copy_to(again)
    _well(copy.report())  # what only the first run on a machine does, such as compiling, is done by now
    copy.remove()
    copy = place.copy_to(again)
    began = time.monotonic()
    _well(copy.report())
    seconds = time.monotonic() - began
    start = Start(place, contents(place.reports), contents(copy.reports), seconds)
    copy.remove()
    return start


def _well(ended: object) -> None:
    if getattr(ended, "code", 1):
        raise RuntimeError(f"the undisturbed run failed:\n{ended}")


def kill_parent(_: Place, running: Command) -> None:
    """Kill the process that was started, and nothing else."""
    running.process.kill()


def kill_group(_: Place, running: Command) -> None:
    """Kill the process group, as a shell does with a job."""
    os.killpg(running.process.pid, signal.SIGKILL)


def kill_everything(place: Place, _: Command) -> None:
    """Kill every process of the run at once, as a container or a machine short of memory does."""
    family = working(place)
    for stop in (psutil.Process.suspend, psutil.Process.kill):
        for process in family:
            with suppress(psutil.Error):
                stop(process)


def killed(kill: Kill, begin: Callable[[Path], Start], writing: bool, folder: Path, draw: random.Random) -> Outcome:
    """Kill a batch, look at what stands, and run it again."""
    start = begin(folder)
    place = start.place.copy_to(folder / "k")
    try:
        return _killed(kill, start, writing, place, draw)
    finally:
        place.remove()


def _killed(kill: Kill, start: Start, writing: bool, place: Place, draw: random.Random) -> Outcome:
    raw, before = stamps(place.raw), stamps(place.sections)
    running = place.start(*ALL)
    began = time.monotonic()
    if writing:
        _until_writing(place, running)
        time.sleep(draw.random() * 0.02)
    else:
        time.sleep(draw.random() * start.seconds)
    moment = time.monotonic() - began
    kill(place, running)
    code = running.ended().code
    wrong = [*orphans(place), *halves(place, start.old, start.new), *differences(stamps(place.raw), raw, "raw data")]
    finished = {name: stamp for name, stamp in stamps(place.sections).items() if _is_new(name, stamp, before)}
    standing = [name for name in finished if name.endswith("/report.json")]
    again = place.report()
    now = stamps(place.sections)
    wrong += [*_amiss(place, start, again.code, again.told), *differences(stamps(place.raw), raw, "raw data")]
    redone = [name for name, stamp in finished.items() if now.get(name) != stamp]
    unchanged = re.search(r"(\d+) unchanged", again.out)
    if (int(unchanged[1]) if unchanged else 0) != len(standing):
        wrong.append(f"{len(standing)} reports were finished, and the next run says {unchanged and unchanged[0]}")
    wrong += [f"made again though finished: {name}" for name in redone]
    return outcome(wrong, code, moment=moment, kept=len(finished), redone=len(redone))


def _is_new(name: str, stamp: object, before: dict[str, tuple[int, int, int]]) -> bool:
    """Tell whether a section or a report's record was finished by the run that was killed."""
    made = "/" in name and not Path(name).name.startswith(".") and Path(name).name != "before.json"
    return made and before.get(name) != stamp


def _until_writing(place: Place, running: Command) -> None:
    """Wait until a report is being written."""
    while running.process.poll() is None:
        with suppress(OSError):
            if any(place.reports.glob(".*")):
                return
        time.sleep(0.0005)


def _amiss(place: Place, start: Start, code: int, told: str) -> Iterator[str]:
    """Name what is not as after an undisturbed run."""
    if code:
        yield f"the next run ended with {code}: {told[-300:]}"
    yield from untold(told)
    yield from differences(contents(place.reports), start.new, "reports")
    yield from leftovers(place)
    yield from orphans(place)


_KILLS: dict[str, Kill] = {"the parent": kill_parent, "its group": kill_group, "every process": kill_everything}
_STARTS = {"first run": empty_start, "older reports stand": older_start}
CASES = [
    *(
        Case("kill -9", f"{whom}, any moment, {state}", rounds, partial(killed, kill, begin, False))
        for (whom, kill), counts in zip(_KILLS.items(), ((17, 17), (17, 17), (16, 16)), strict=True)
        for (state, begin), rounds in zip(_STARTS.items(), counts, strict=True)
    ),
    Case("kill -9", "the parent, while a report is written", 10, partial(killed, kill_parent, older_start, True)),
    Case(
        "kill -9", "every process, while a report is written", 10, partial(killed, kill_everything, older_start, True)
    ),
]
