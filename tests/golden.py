"""Figures of the organisations that ship with evaluatie, as they came out when somebody last looked at each change."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluatie.run.verifying.tolerances import within

GOLDEN = Path(__file__).parent / "golden"
#: as many digits as tolerances ask for, and one more
DIGITS = 8
NUMBERS = ("estimate", "se", "low", "high", "statistic", "df", "p", "n")
COLUMNS = ("id", "method", *NUMBERS, "suppressed")
Rows = Mapping[str, Mapping[str, Any]]


def rows_of(results: Path) -> dict[str, dict[str, Any]]:
    """Give the figures of a results.json by id, to as many digits as are kept."""
    found = {}
    for row in json.loads(results.read_bytes())["results"]:
        low, high = row["interval"] or (None, None)
        one = {**row, "low": low, "high": high}
        found[row["id"]] = {name: _rounded(one[name]) for name in COLUMNS}
    return found


def kept(name: str) -> dict[str, dict[str, Any]]:
    """Read the figures that are kept of an organisation; none where it is new."""
    path = place_of(name)
    if not path.is_file():
        return {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as opened:
        return {row["id"]: {key: _read(key, text) for key, text in row.items()} for row in csv.DictReader(opened)}


def keep(name: str, rows: Rows) -> None:
    """Keep figures as a packed table; the same figures give the same bytes."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: "" if value is None else value for key, value in row.items()} for row in rows.values())
    place_of(name).parent.mkdir(exist_ok=True)
    place_of(name).write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


def place_of(name: str) -> Path:
    """Give the file that keeps an organisation's figures."""
    return GOLDEN / f"{name}.csv.gz"


def apart(before: Rows, now: Rows) -> Iterator[str]:
    """Say of every figure that is otherwise, new or gone what it was and is."""
    for id_ in dict.fromkeys((*before, *now)):
        one, other = before.get(id_), now.get(id_)
        if one is None or other is None:
            yield f"{id_} is {'new' if one is None else 'gone'}"
        elif not within(_number(one), _number(other), exact=False):
            names = [name for name in COLUMNS if one[name] != other[name]]
            yield f"{id_}: " + ", ".join(f"{name} was {one[name]}, is {other[name]}" for name in names)


def _number(row: Mapping[str, Any]) -> dict[str, Any]:
    interval = None if row["low"] is None else (row["low"], row["high"])
    return {**row, "interval": interval}


def _rounded(value: Any) -> Any:
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def _read(key: str, text: str) -> Any:
    if not text:
        return None
    return (int(text) if text.lstrip("-").isdigit() else float(text)) if key in NUMBERS else text
