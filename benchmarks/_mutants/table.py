"""The tables of what was found, in markdown, and their places in the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from _mutants.history import key
from _mutants.killing import KILLED, STOPPED
from _mutants.rooms import ROOMS

HEAD = (
    "room", "mutants", "drawn", "run", "killed at first", "share, % (95%)", "less what changes nothing, % (95%)",
    "killed now", "change nothing", "live",
)  # fmt: skip
#: of the standard normal distribution, for 95%
NORMAL = 1.959964


def tables(found: Sequence[dict[str, Any]], judged: dict[tuple[Any, ...], str]) -> dict[str, str]:
    """Make the tables by their names."""
    return {
        "measured": _measured(found),
        "rooms": _rooms(found, judged),
        "living": _living(found, judged),
        "judged": _judged(found, judged),
    }


def written(page: str, parts: dict[str, str]) -> str:
    """Put the tables into a page, each between its marks."""
    for name, text in parts.items():
        marks = re.compile(rf"(<!-- table: {name} -->\n).*?(\n<!-- end -->)", re.DOTALL)
        if len(marks.findall(page)) != 1:
            raise ValueError(f"the page must have one table {name}")
        page = marks.sub(lambda found, text=text: f"{found[1]}\n{text}\n{found[2]}", page)
    return page


def _measured(found: Sequence[dict[str, Any]]) -> str:
    last = max(found, key=lambda row: row["date"])
    dates = sorted({row["date"] for row in found})
    days = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    return f"Version {last['version']}, commits of {days}, seed {last['seed']}."


def _rooms(found: Sequence[dict[str, Any]], judged: dict[tuple[Any, ...], str]) -> str:
    rows: list[tuple[Any, ...]] = []
    finished: list[Stratum] = []
    mutants = drawn = 0
    for room in ROOMS:
        of_room = [row for row in found if row["room"] == room.name]
        if not of_room:
            rows.append((f"{room.name} (not begun)", "", room.mutants, 0, *[""] * 6))
            continue
        there = int(of_room[0]["of"])
        wanted = min(room.mutants, there)
        mutants, drawn = mutants + there, drawn + wanted
        done = len(of_room) >= wanted
        rows.append((room.name if done else f"{room.name} (unfinished)", there, wanted, *_shares(of_room, judged)))
        if done:
            finished.append(_stratum(there, of_room, judged))
    rows.append(("**those run, each counted once**", mutants, drawn, *_shares(found, judged)))
    if finished:
        size = sum(stratum.size for stratum in finished)
        run = sum(stratum.run for stratum in finished)
        name = f"**weighted by size: {len(finished)} finished rooms of {len(ROOMS)}**"
        rows.append((name, size, run, run, "", weighted(finished, all_count=True), weighted(finished), *[""] * 3))
    return _table(HEAD, rows)


@dataclass(frozen=True)
class Stratum:
    """A room of which all that were drawn were run.

    Attributes
    ----------
    size : int
        How many mutants it has.
    run, killed, nothing : int
        How many were run; killed at first; live and change nothing.
    """

    size: int
    run: int
    killed: int
    nothing: int


def _stratum(size: int, rows: Sequence[dict[str, Any]], judged: dict[tuple[Any, ...], str]) -> Stratum:
    killed = sum(row["first"] in (KILLED, STOPPED) for row in rows)
    return Stratum(size, len(rows), killed, sum(_lives(row) and key(row) in judged for row in rows))


def weighted(strata: Sequence[Stratum], *, all_count: bool = False) -> str:
    """Give the share that was killed at first, each room weighted by its size, with a stratified 95% interval.

    A ratio of stratified totals with its linearised variance (Cochran 1977, *Sampling techniques*, sections 6.10-6.11,
    finite rooms counted); Wilson's interval of as many mutants drawn at random as would have that variance.

    Parameters
    ----------
    strata : sequence of Stratum
        The rooms.
    all_count : bool, default False
        Whether those that change nothing count as missed; else they are left out.

    Returns
    -------
    str

    Examples
    --------
    >>> weighted([Stratum(900, 50, 40, 0), Stratum(100, 50, 50, 0)])
    '82.0 (70.4 to 89.7)'
    """
    from evaluatie.wilson import wilson_limits

    nothing = [0 if all_count else stratum.nothing for stratum in strata]
    killed = sum(one.size * one.killed / one.run for one in strata)
    counted = sum(one.size * (one.run - none) / one.run for one, none in zip(strata, nothing, strict=True))
    share = killed / counted
    variance = 0.0
    for one, none in zip(strata, nothing, strict=True):
        off = (one.killed, 1 - share), (one.run - none - one.killed, -share), (none, 0.0)
        mean = sum(times * value for times, value in off) / one.run
        spread = sum(times * (value - mean) ** 2 for times, value in off) / max(one.run - 1, 1)
        variance += one.size**2 * (1 - one.run / one.size) * spread / one.run
    worth = share * (1 - share) / (variance / counted**2) if variance else float(sum(one.run for one in strata))
    low, high = wilson_limits(share, worth, NORMAL)
    return f"{100 * share:.1f} ({100 * low:.1f} to {100 * high:.1f})"


def _shares(rows: Sequence[dict[str, Any]], judged: dict[tuple[Any, ...], str]) -> tuple[Any, ...]:
    first, now = (sum(row[when] in (KILLED, STOPPED) for row in rows) for when in ("first", "outcome"))
    nothing = sum(_lives(row) and key(row) in judged for row in rows)
    rest = len(rows) - nothing
    return len(rows), first, _share(first, len(rows)), _share(first, rest), now, nothing, rest - now


def _share(part: int, whole: int) -> str:
    from evaluatie.wilson import wilson_interval

    low, high = (100 * limit for limit in wilson_interval(part, whole, 0.95))
    return f"{100 * part / whole:.1f} ({low:.1f} to {high:.1f})"


def _living(found: Sequence[dict[str, Any]], judged: dict[tuple[Any, ...], str]) -> str:
    rows = [
        (_place(row), _code(row["before"]), _code(row["after"]), row["outcome"])
        for row in found
        if _lives(row) and key(row) not in judged
    ]
    return _table(("where", "line", "with the mistake", "outcome"), rows) if rows else "None."


def _judged(found: Sequence[dict[str, Any]], judged: dict[tuple[Any, ...], str]) -> str:
    rows = [
        (_place(row), _code(row["before"]), _code(row["after"]), judged[key(row)])
        for row in found
        if _lives(row) and key(row) in judged
    ]
    return _table(("where", "line", "with the mistake", "why it changes nothing"), rows) if rows else "None."


def _lives(row: dict[str, Any]) -> bool:
    return row["outcome"] not in (KILLED, STOPPED)


def _place(row: dict[str, Any]) -> str:
    return f"{row['file'].removeprefix('src/evaluatie/')}, {row['scope'] or 'the file'}"


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|").replace("`", "'") + "`"


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in (head, ["---"] * len(head), *rows))
