"""The tables of docs/trust/truth.md, from the history."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from _truth.history import DONE, done
from _truth.judged import KEYS, SUMS
from _truth.saying import BETTER, NOTHING, UNCHANGED, UNDECIDED, WORSE
from _truth.worlds import WORLDS
from evaluatie.wilson import wilson_limits

_BLOCK = re.compile(r"(<!-- table: (?P<name>[a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)
#: worlds that stand in one column: where what a report relies upon holds, and where something is short
COLUMNS: dict[str, tuple[str, ...]] = {
    "usual": ("nothing", "changed", "large", "unlinked", "unlinked, changed", "three waves"),
    "4 units": ("few units",),
    "150 people": ("small", "small, changed"),
    "silent by level": ("silent",),
}
#: a mark stands where all of this interval of the simulation lies on the wrong side
MONTE_CARLO, QUANTILE = 99, 2.5758
#: of a verdict that something became better, and so of one that it became worse
NOMINAL = 2.5
#: errors of a share are told of this many organisations or more
ENOUGH = 5
MARK = " *"


@dataclass(frozen=True)
class Share:
    """A share of intervals or verdicts, with its interval of the simulation, all in percent."""

    n: int
    organisations: int
    share: float
    low: float
    high: float


def share(sums: Mapping[str, float]) -> Share | None:
    """Give a share; figures of one organisation hang together, so that its error is that of organisations."""
    n, organisations = sums["n"], int(sums["organisations"])
    if not n:
        return None
    found = sums["hits"] / n
    spread = max(sums["hh"] - 2 * found * sums["nh"] + found**2 * sums["nn"], 0.0) / n**2
    plain = found * (1 - found) / n
    # where all or none did there is no spread to tell how much they hang together: each organisation counts once
    worth = n * min(plain / spread, 1.0) if spread > 0 else float(organisations)
    low, high = wilson_limits(found, max(worth, 1.0), QUANTILE)
    return Share(int(n), organisations, 100 * found, 100 * low, 100 * high)


def with_tables(page: str, history: pd.DataFrame) -> str:
    """Give a page with each of its tables made anew."""
    return _BLOCK.sub(lambda block: f"{block[1]}\n{TABLES[block['name']](history)}\n\n{block[3]}", page)


def marked(history: pd.DataFrame) -> Iterator[str]:
    """Name what has a mark in a table: ``interval: measure, whom, column`` or ``verdict: about, word, column``."""
    for (name, whom, nominal), rows in _groups(history, "interval", ["measure", "whom", "detail"]):
        for column, found in _by_column(rows):
            if found is not None and found.high < float(nominal) and found.organisations >= ENOUGH:
                yield f"interval: {name}, {whom}, {column}"
    for about, rows in _groups(_of_nothing(history), "verdict", ["measure"]):
        for word in (BETTER, WORSE):
            for column, found in _by_column(rows[rows["detail"] == word]):
                if found is not None and found.low > NOMINAL and found.organisations >= ENOUGH:
                    yield f"verdict: {about[0]}, {word}, {column}"


def _groups(history: pd.DataFrame, kind: str, by: list[str]) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    for key, rows in history[history["kind"] == kind].groupby(by, sort=True):
        yield tuple(map(str, key)), rows


def _of_nothing(history: pd.DataFrame) -> pd.DataFrame:
    return history[(history["kind"] == "verdict") & (history["whom"] == NOTHING)]


def _by_column(rows: pd.DataFrame) -> Iterator[tuple[str, Share | None]]:
    for column, worlds in COLUMNS.items():
        yield column, share(_sum(rows[rows["world"].isin(worlds)]))


def _sum(rows: pd.DataFrame) -> dict[str, float]:
    return {name: float(rows[name].sum()) for name in SUMS}


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _written(head: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> str:
    rule = ["---"] * left + ["--:"] * (len(head) - left)
    return "\n".join([_line(head), f"|{'|'.join(rule)}|", *map(_line, rows)])


def organisations(history: pd.DataFrame) -> str:
    """Tell what was drawn, how often, from which seed on, and by which version it was measured."""
    rows = [
        (world.label, str(len(done(history, world))), str(world.organisations), str(world.seeds[0]))
        for world in WORLDS
    ]  # fmt: skip
    everyone = (sum(int(row[place]) for row in rows) for place in (1, 2))
    rows.append(("all", *map(str, everyone), ""))
    by = sorted(set(history.loc[history["kind"] == DONE, "measure"]))
    told = f"Measured by: {'; '.join(by)}." if by else "Nothing is measured yet."
    return f"{_written(('organisations', 'measured', 'planned', 'first seed'), rows)}\n\n{told}"


def intervals(history: pd.DataFrame) -> str:
    """Tell how often each interval holds what is true, and how far estimates are off."""
    rows = []
    for (name, whom, nominal), of in _groups(history, "interval", ["measure", "whom", "detail"]):
        usual = of[of["world"].isin(COLUMNS["usual"])]
        cells = [_covered(found, float(nominal)) for _, found in _by_column(of)]
        rows.append((name, whom, f"{int(of['n'].sum()):,}", *cells, _bias(_sum(usual))))
    head = ("interval", "whose", "n", *(f"holds, %: {column}" for column in COLUMNS), "bias, usual (its error)")
    return _written(head, rows, left=2)


def _covered(found: Share | None, nominal: float) -> str:
    if found is None:
        return "-"
    mark = MARK if found.high < nominal and found.organisations >= ENOUGH else ""
    return f"{found.share:.1f}{mark} ({found.low:.0f} to {found.high:.0f})"


def _bias(sums: Mapping[str, float]) -> str:
    n = sums["n"]
    if not n:
        return "-"
    bias = sums["error"] / n
    error = math.sqrt(max(sums["ee"] - 2 * bias * sums["ne"] + bias**2 * sums["nn"], 0.0)) / n
    return f"{bias:+.4f} ({error:.4f})"


def false_verdicts(history: pd.DataFrame) -> str:
    """Tell how often a report says that something became better, or worse, where nothing did."""
    rows = []
    for (about,), of in _groups(_of_nothing(history), "verdict", ["measure"]):
        for word in (BETTER, WORSE):
            mine = of[of["detail"] == word]
            cells = [_false(found) for _, found in _by_column(mine)]
            rows.append((about, word, f"{int(mine['n'].sum()):,}", *cells))
    return _written(("verdict on", "says", "n", *(f"says so, %: {column}" for column in COLUMNS)), rows, left=2)


def _false(found: Share | None) -> str:
    if found is None:
        return "-"
    mark = MARK if found.low > NOMINAL and found.organisations >= ENOUGH else ""
    return f"{found.share:.1f}{mark} ({found.low:.1f} to {found.high:.1f})"


def true_changes(history: pd.DataFrame) -> str:
    """Tell what a report says where something did change, by the size of it."""
    changed = history[(history["kind"] == "verdict") & (history["whom"] != NOTHING)]
    rows = []
    for (about, true), of in _groups(changed, "verdict", ["measure", "whom"]):
        n = int(of.loc[of["detail"] == BETTER, "n"].sum())
        said = {
            word: 100 * float(of.loc[of["detail"] == word, "hits"].sum()) / n
            for word in (BETTER, WORSE, UNCHANGED, UNDECIDED)
        }
        right, wrong = (said[BETTER], said[WORSE]) if true.startswith(BETTER) else (said[WORSE], said[BETTER])
        rows.append(
            (about, true, f"{n:,}", *(f"{value:.1f}" for value in (right, wrong, said[UNCHANGED], said[UNDECIDED])))
        )
    head = ("verdict on", "what is true", "n", "right, %", "wrong way, %", "practically unchanged, %", "undecided, %")
    return _written(head, rows, left=2)


def not_measured(history: pd.DataFrame) -> str:
    """Tell which printed intervals are not measured, and why."""
    rows = [
        (name, why, f"{int(of['n'].sum()):,}")
        for (name, why), of in _groups(history, "unmeasured", ["measure", "detail"])
    ]  # fmt: skip
    return _written(("interval", "why it is not measured here", "n"), rows, left=2)


TABLES: dict[str, Callable[[pd.DataFrame], str]] = {
    "organisations": organisations,
    "intervals": intervals,
    "false verdicts": false_verdicts,
    "true changes": true_changes,
    "not measured": not_measured,
}
__all__ = ["KEYS", "TABLES", "marked", "share", "with_tables"]
