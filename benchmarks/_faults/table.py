"""The tables of what was found, in markdown, and their places in the documentation."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

END = "<!-- end -->"
HEAD = ("how", "rounds", "exit codes", "finished before", "made again though finished", "not as it should be", "commit")
_FAULTS = {
    "kills": "kill -9", "disks": "disk full", "read-only": "read-only", "memory": "no memory", "dying": "a kernel dies",
    "hanging": "a kernel hangs", "clocks": "clock", "twice": "two at once", "interrupted": "interrupted",
}  # fmt: skip


def start_of(name: str) -> str:
    """Give the mark before a table."""
    return f"<!-- table: {name} -->"


def tables(found: pd.DataFrame) -> dict[str, str]:
    """Make a table of each kind of fault, with a row for each way."""
    return {name: _table(found[found["fault"] == fault]) for name, fault in _FAULTS.items()}


def table(found: pd.DataFrame) -> str:
    """Make all tables, one below the other."""
    return "\n\n".join(f"**{_FAULTS[name]}**\n\n{text}" for name, text in tables(found).items())


def written(page: str, found: pd.DataFrame) -> str:
    """Put every table into a page, between its two marks."""
    for name, text in tables(found).items():
        before, mark, rest = page.partition(start_of(name))
        if not mark:
            raise ValueError(f"the page has no line {start_of(name)}")
        page = f"{before}{mark}\n\n{text}\n\n{END}{rest.partition(END)[2]}"
    return page


def _table(found: pd.DataFrame) -> str:
    if found.empty:
        return "No round was run yet."
    return "\n".join([_row(HEAD), _row(["---", *["--:"] * 5, "---"]), *_rows(found)])


def _rows(found: pd.DataFrame) -> Iterator[str]:
    for case, rounds in found.groupby("case", sort=False):
        codes = ", ".join(str(code) for code in sorted(rounds["exit"].astype(int).unique()))
        amiss = [text for text in rounds["wrong"] if text]
        commits = ", ".join(f"{commit} ({date})" for commit, date in _commits(rounds))
        counts = (len(rounds), codes, rounds["kept"].astype(int).sum(), rounds["redone"].astype(int).sum())
        yield _row((case, *counts, f"{len(amiss)}" if not amiss else f"**{len(amiss)}**", commits))


def _commits(rounds: pd.DataFrame) -> list[tuple[str, str]]:
    return sorted({(row.commit, row.date) for row in rounds[["commit", "date"]].itertuples(index=False)})


def _row(cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"  # type: ignore[attr-defined]
