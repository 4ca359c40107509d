"""The tables of what was found, in markdown, and their places in the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from _mutants.history import key
from _mutants.killing import KILLED, STOPPED
from _mutants.rooms import ROOMS

HEAD = (
    "room", "mutants", "drawn", "run", "killed at first", "share, % (95%)", "less what changes nothing, % (95%)",
    "killed now", "change nothing", "live",
)  # fmt: skip


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
    mutants = drawn = 0
    for room in ROOMS:
        of_room = [row for row in found if row["room"] == room.name]
        if of_room:
            there = int(of_room[0]["of"])
            mutants, drawn = mutants + there, drawn + min(room.mutants, there)
            rows.append((room.name, there, min(room.mutants, there), *_shares(of_room, judged)))
        else:
            rows.append((room.name, "", room.mutants, 0, *[""] * 6))
    rows.append(("**those run**", mutants, drawn, *_shares(found, judged)))
    return _table(HEAD, rows)


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
