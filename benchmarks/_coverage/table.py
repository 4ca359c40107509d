"""The table of what was found, in markdown, and its place in the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pandas as pd

from _coverage.expected import band, expected, within

START, END = "<!-- table: coverage -->", "<!-- end -->"
TITLES = {
    "stayers": "Change of people employed at both waves (30, 100, 500 people; 10% silent at first, 35% at last)",
    "two samples": "Two samples, unequal spread (30, 100, 500 people at the first wave, 70% of that at the second)",
    "gap": "Change of the gap between two groups (30, 100, 500 people a wave)",
    "workforce": "Level of a workforce (30, 100, 500 answers a wave)",
    "units": "People in units of 5 to 80 (8, 12, 30 units)",
    "few units": "People in units of 30 to 80, six outcomes (3, 4, 6 units)",
    "organisations": "Organisations pooled (3, 5, 10 organisations)",
}
HEAD = ("situation", "estimator", "holds, %", "false alarms, %", "power, %", "bias, points", "expected")
#: shown where an interval was given in fewer samples than this
GIVEN = 0.995


def table(found: pd.DataFrame) -> str:
    """Make the table: a part per world, a row per situation and estimator, the sizes beside each other."""
    parts = []
    for world, title in TITLES.items():
        of_world = found[found["world"] == world]
        if len(of_world):
            parts.append(
                "\n".join([f"**{title}**", "", _row(HEAD), _row(["---"] * len(HEAD)), *_rows(world, of_world)])
            )
    return "\n\n".join(parts)


def written(page: str, text: str) -> str:
    """Put the table into a page, between its two marks."""
    if START not in page:
        raise ValueError(f"the page has no line {START}")
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n\n{text}\n\n{END}{after}"


def lines(found: pd.DataFrame) -> Iterator[tuple[dict[Any, Any], bool]]:
    """Give each row of the history, and whether it is as expected."""
    records: list[dict[Any, Any]] = found.to_dict("records")
    for row in records:
        kind = expected(row["world"], row["situation"], row["estimator"]).kind
        yield row, within(kind, 100 * row["covered"], band(row["world"], row["size"])) or not row["given"]


def _rows(world: str, found: pd.DataFrame) -> Iterator[str]:
    order = found.assign(place=found.groupby(["situation", "estimator"], sort=False).ngroup())
    records = order.sort_values(["situation", "estimator", "size"]).to_dict("records")
    for (situation, estimator), group in groupby(records, key=lambda row: (row["situation"], row["estimator"])):
        rows = list(group)
        still = {row["size"]: row for row in rows if not row["true"]}
        moved = {row["size"]: row for row in rows if row["true"]}
        what = expected(world, situation, estimator)
        yield _row(
            (
                situation, estimator, _beside(_holds(world, what.kind, still, moved, size) for size in sorted(still)),
                _beside(f"{100 * row['rejected']:.1f}" if row["given"] else "-" for row in _sorted(still)),
                _beside(f"{100 * row['rejected']:.0f}" if row["given"] else "-" for row in _sorted(moved)),
                _beside(f"{row['bias']:+.3f}" for row in _sorted({**still, **moved})), what.words,
            )
        )  # fmt: skip


def _sorted(rows: dict[int, Any]) -> list[Any]:
    return [rows[size] for size in sorted(rows)]


def _holds(world: str, kind: str, still: dict[int, Any], moved: dict[int, Any], size: int) -> str:
    """Give the coverage where there is a change, with a mark if it, or that without one, is not as expected."""
    rows = [rows[size] for rows in (moved, still) if size in rows]
    if not rows[0]["given"]:
        return "-"
    good = all(within(kind, 100 * row["covered"], band(world, size)) for row in rows)
    given = rows[0]["given"] / rows[0]["replications"]
    few = f" (of the {given:.0%} given)" if given < GIVEN else ""
    return f"{100 * rows[0]['covered']:.1f}{'' if good else ' **!**'}{few}"


def _beside(cells: Any) -> str:
    return " · ".join(cells)


def _row(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"
