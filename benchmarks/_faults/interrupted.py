"""Ctrl-C, a scheduler's SIGTERM or a closed terminal while a command reads or writes: the old is there, or the new."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from _faults.looking import Contents, contents, differences, halves, leftovers, orphans, soon, untold
from _faults.outcome import Case, Outcome, outcome
from _faults.places import REPOSITORY, Place
from _faults.reporting import small_start, well

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
#: stands for the files that an organisation delivered
DELIVERED = "{delivered}"
_STOPPED = "Stopped. What was finished stays; nothing is half-written."


@dataclass(frozen=True)
class Ready:
    """A state to begin from, what a command that nobody interrupts makes of it, and how long that takes.

    Attributes
    ----------
    place : Place
        The state.
    before, after : dict of str to bytes
        Its files, and what they are then.
    seconds : float
        How long the command takes from when it heeds signals.
    """

    place: Place
    before: Contents
    after: Contents
    seconds: float


def _files(place: Place) -> Contents:
    """Give all that a command may write, but for what is about the moment: the register of versions is in it too."""
    return {name: content for name, content in contents(place.root).items() if not name.endswith("run.lock")}


@cache
def ready(folder: Path, command: tuple[str, ...]) -> Ready:
    """Make the reports, clear what the command is to make, and see what it makes undisturbed."""
    start = small_start(folder)
    place = start.place.copy_to(folder / f"i{abs(hash(command)) % 10**6}")
    if command[0] != "report":
        well(place.report())
    if command[0] in ("check", "new"):
        shutil.rmtree(place.processed)
    if command[0] == "new":  # the delivered files of an organisation that is not there yet
        (place.raw / "demo-bouwbedrijf").rename(place.around / "delivered")
        for written in ("study.yml", "README.md"):
            (place.around / "delivered" / written).unlink(missing_ok=True)
    if command[0] == "synthesis":
        shutil.copy(REPOSITORY / "notebooks" / "synthesis.ipynb", place.root / "notebooks")
    copy = place.copy_to(folder / "c")
    running = copy.start(*_where(command, copy))
    heeds(running.process.pid, signal.SIGTERM)
    began = time.monotonic()
    well(running.ended())
    made = Ready(place, _files(place), _files(copy), time.monotonic() - began)
    copy.remove()
    return made


def heeds(process: int, signum: int, within: float = 30.0) -> bool:
    """Wait until a process handles a signal; False where it never comes to, since it ignores it or ends before."""

    def handles() -> bool | None:
        try:
            status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
        except OSError:
            return None
        masks = dict(line.split(":\t", 1) for line in status.splitlines() if line.startswith("Sig"))
        return None if not masks or "Z (zombie)" in status else bool(int(masks["SigCgt"], 16) >> signum - 1 & 1)

    return soon(lambda: handles() is not False, within) and handles() is True


def _where(command: tuple[str, ...], place: Place) -> list[str]:
    delivered = [str(path) for path in sorted((place.around / "delivered").glob("*"))]
    return [word for part in command for word in (delivered if part == DELIVERED else [part])]


def interrupted(command: tuple[str, ...], signum: int, folder: Path, draw: random.Random) -> Outcome:
    """Interrupt a command at a random moment, then let it do its work."""
    begin = ready(folder, command)
    place = begin.place.copy_to(folder / "k")
    try:
        running = place.start(*_where(command, place))
        moment = draw.random() * begin.seconds
        # SIGTERM is the last that Python and the command come to handle; what comes before ends Python in its own way
        heard = all(heeds(running.process.pid, one) for one in (signum, signal.SIGTERM))
        time.sleep(moment)
        # a terminal tells all of the command's processes, a scheduler only its own
        (os.killpg if signum == signal.SIGINT else os.kill)(running.process.pid, signum)
        ended = running.ended()
        wrong = ["the signal was not heeded"] * (not heard)
        # Python may end by the signal itself, in order or when all is done: shells tell 130, 143 or 129 then too
        done = _STOPPED in ended.err or _files(place) == begin.after
        wrong += [f"ended with {ended.code}"] * (ended.code not in (0, 128 + signum, *([-signum] if done else [])))
        wrong += [*untold(ended.told), *_orderly(ended.code, ended.err), *orphans(place), *_half(place, begin)]
        wrong += [*leftovers(place), *_done(place, command, begin)]
        return outcome(wrong, ended.code, moment=moment, told=ended.err.strip()[-100:])
    finally:
        place.remove()


def _orderly(code: int, printed: str) -> Iterator[str]:
    if code > 128 and _STOPPED not in printed:
        yield f"does not say that it was stopped: {printed[-200:]!r}"


def _half(place: Place, begin: Ready) -> Iterator[str]:
    """Name the files that are neither as before nor as after; those that grow are looked at by :func:`halves`."""
    yield from halves(place, _reports(begin.before), _reports(begin.after))
    for name, content in _files(place).items():
        if name.startswith(("data/processed/", "exports/")):
            folder = name.split("/")[:3]
            if content not in (begin.before.get(name), begin.after.get(name)) and len(folder) > 2:
                yield f"{name} is neither the old nor the new one"


def _reports(files: Contents) -> Contents:
    return {name.removeprefix("reports/"): content for name, content in files.items() if name.startswith("reports/")}


def _done(place: Place, command: tuple[str, ...], begin: Ready) -> Iterator[str]:
    """Run the command again, or see that it had been done."""
    again = place.run(*_where(command, place))
    there = command[0] == "new" and "already" in again.told  # it writes over nothing
    if again.code and not there:
        yield f"the next run ended with {again.code}: {again.told[-300:]}"
    yield from untold(again.told)
    yield from differences(_files(place), begin.after, "workspace")
    yield from leftovers(place)


_COMMANDS = {
    "evaluatie check": ("check", "demo-bouwbedrijf", "demo-zorg"),
    "evaluatie new": ("new", "demo-bouwbedrijf", DELIVERED, "--yes"),
    "evaluatie report": ("report", "--all", "--jobs", "2"),
    "evaluatie verify": ("verify", "demo-zorg"),
    "evaluatie export": ("export", "univbct-4"),
    "evaluatie export --zip": ("export", "univbct-4", "--zip"),
    "evaluatie audit": ("audit", "--json", "found.json"),
    "evaluatie synthesis": ("synthesis",),
}
_ROUNDS = {"evaluatie check": 8, "evaluatie report": 8, "evaluatie verify": 5, "evaluatie synthesis": 4}
CASES = [
    Case("interrupted", f"{name}, {signum.name}", _ROUNDS.get(name, 4), partial(interrupted, command, signum))
    for name, command in _COMMANDS.items() for signum in SIGNALS
]  # fmt: skip
