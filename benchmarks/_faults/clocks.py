"""Clocks that are wrong, jump while a run works, or are in another time zone; files whose dates lie."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import time
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from _faults.looking import contents, differences, leftovers, orphans, untold
from _faults.outcome import Case, Outcome, outcome
from _faults.places import ALL, Place
from _faults.reporting import goes_on, small_start, told

#: read by every Python process before all else
_JUMPING = """
import pathlib
import time

_offset = pathlib.Path(__file__).with_name("offset")
_seconds = time.time


def _jumped():
    try:
        return _seconds() + float(_offset.read_text())
    except (OSError, ValueError):
        return _seconds()


time.time = _jumped
time.time_ns = lambda: int(_jumped() * 10**9)
"""
_SOURCE = Path(__file__).with_name("clock.c")


def no_compiler() -> str:
    """Say why the clock cannot be set for a run alone; nothing where it can."""
    return "" if shutil.which("cc") else "there is no C compiler (cc)"


def _clock(says: str, folder: Path) -> dict[str, str]:
    """Give what sets the clock of a command and all that it starts, to a time (ISO) or by days."""
    library = folder / "clock.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", str(library), str(_SOURCE)], check=True)  # noqa: S603, S607
    days = re.fullmatch(r"([-+]\d+)d", says)
    seconds = int(days[1]) * 86_400 if days else round(datetime.fromisoformat(says).timestamp() - time.time())
    return {"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(seconds)}


def whole_run(more: Mapping[str, str], clock: str, folder: Path, _: random.Random) -> Outcome:
    """Make the reports with another clock, then look with the right one: nothing is to be made again."""
    start = small_start(folder)
    place = start.place.copy_to(folder / "k")
    try:
        ended = place.report(more={**more, **(_clock(clock, place.around) if clock else {})})
        wrong = [f"ended with {ended.code}: {ended.told[-300:]}"] * bool(ended.code)
        wrong += [*untold(ended.told), *differences(contents(place.reports), start.new, "reports"), *leftovers(place)]
        again = place.report()
        wrong += [*told(again, "3 unchanged"), *orphans(place)]
        return outcome(wrong, ended.code)
    finally:
        place.remove()


def jumping(days: int, folder: Path, draw: random.Random) -> Outcome:
    """Have the clock that Python tells the time by jump while a run works, in every process of it."""
    start = small_start(folder)
    place = start.place.copy_to(folder / "k")
    try:
        own = place.around / "own"
        own.mkdir()
        (own / "sitecustomize.py").write_text(_JUMPING, encoding="utf-8")
        path = {"PYTHONPATH": f"{own}{os.pathsep}{place.environment()['PYTHONPATH']}"}
        running = place.start(*ALL, more=path)
        moment = draw.random() * start.seconds
        time.sleep(moment)
        (own / "offset").write_text(f"{days * 86_400}", encoding="ascii")
        ended = running.ended()
        wrong = [f"ended with {ended.code}: {ended.told[-300:]}"] * bool(ended.code)
        wrong += [*untold(ended.told), *differences(contents(place.reports), start.new, "reports")]
        wrong += goes_on(place, start)
        return outcome(wrong, ended.code, moment=moment)
    finally:
        place.remove()


def dated(seconds: float | None, folder: Path, _: random.Random) -> Outcome:
    """Give every file another date: nothing is made again. Then change one and date it back: that one is seen."""
    start = small_start(folder)
    place = start.place.copy_to(folder / "k")
    try:
        wrong = list(goes_on(place, start))
        _date_all(place, seconds)
        again = place.report()
        wrong += told(again, "3 unchanged")
        path = next(iter(sorted((place.raw / "demo-zorg").glob("study.yml"))))
        dates = path.stat()
        content = path.read_bytes()
        path.write_bytes(re.sub(rb"( name: )(\w)", rb"\1X", content, count=1))  # as many bytes
        os.utime(path, ns=(dates.st_atime_ns, dates.st_mtime_ns))
        changed = place.report()
        wrong += told(changed, "2 unchanged")
        path.write_bytes(content)
        os.utime(path, ns=(dates.st_atime_ns, dates.st_mtime_ns - 10**9))
        wrong += [f"ended with {one.code}" for one in (again, changed) if one.code]
        wrong += orphans(place)
        back = place.report()
        wrong += told(back, "2 unchanged")
        return outcome(wrong, back.code)
    finally:
        place.remove()


def _date_all(place: Place, seconds: float | None) -> None:
    for path in sorted(place.root.rglob("*")):
        if seconds is not None:
            os.utime(path, (seconds, seconds))


_ZONES = ("Pacific/Kiritimati", "Pacific/Niue", "Asia/Kathmandu", "Europe/Amsterdam")
_TIMES = (
    "1975-06-01 12:00:00",
    "1999-12-31 23:59:50",
    "2037-01-01 00:00:00",
    "2061-07-01 12:00:00",
    "-3d",
    "+400d",
)
_JUMPS = {"back a day": -1, "back thirty years": -10_957, "forward a day": 1, "forward thirty years": 10_957}
CASES = [
    *(
        Case("clock", f"set to {says}", 2, partial(whole_run, {}, says), no_compiler)
        for says in _TIMES
    ),
    *(Case("clock", f"time zone {zone}", 2, partial(whole_run, {"TZ": zone}, "")) for zone in _ZONES),
    *(Case("clock", f"jumps {how} during a run", 3, partial(jumping, days)) for how, days in _JUMPS.items()),
    Case("clock", "files dated 1975", 2, partial(dated, 170_000_000.0)),
    Case("clock", "files dated 2061", 2, partial(dated, 2_880_000_000.0)),
]  # fmt: skip
