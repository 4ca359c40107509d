"""The tables of docs/trust/truth.md, from the history."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import pandas as pd

from _truth.elsewhere import ELSEWHERE
from _truth.history import DONE, done
from _truth.marks import (
    COLUMNS,
    ENOUGH,
    KNOWN,
    NOMINAL,
    POOLED,
    SILENT,
    Bias,
    Cell,
    biases,
    cells,
    could_be_missed,
    groups,
    marked,
    share,
)
from _truth.saying import BETTER, NOTHING, UNCHANGED, UNDECIDED, WORSE
from _truth.worlds import WORLDS

_BLOCK = re.compile(r"(<!-- table: (?P<name>[a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)
#: coverage beyond what was promised, and bias beyond chance
STAR, DAGGER = " *", " \u2020"
#: percent: intervals of this level stand in the short table
WHOLE = 95
#: what would be starred once more: the same change in other units, and the paired t test that counts no units
AGAIN = re.compile(r"standardised change .*|change, paired")
LABELS = {world.name: world.label for world in WORLDS}
#: kinds of intervals that the short table takes together
FAMILIES = {
    "mean at a wave": r"mean at a wave",
    "change, where units count": r"change, (mixed|linked|everyone|unlinked|weighted|imputed)",
    "standardised change, where units count": r"standardised change .*(?<!paired)",
    "change in other ways (choices, per year, trimmed, ranks)": r"change (by|per|of trimmed) .*|(pseudo|rank)-.*",
    "difference in change, as it is told": r"difference in change, (everyone|linked|ancova|cr2)",
    "gap between groups at a wave": r"gap between groups at a wave",
    "change of a gap": r"change of a gap",
    "first scores by who answered again": r".*first score by who answered again",
    "shares, response among them": r"share .*|response",
    "rates of leaving and rising": r"rate of .*",
    "ratios of rates, hazard ratios": r"(standardised )?ratio of rates, .*|hazard ratio, .*",
    "years stayed": r"years stayed .*",
    "reliability (alpha, omega), loadings, ICC1, links": (
        r"reliability: (alpha|omega)|loading .*|correlation of the parts .*|how alike .*|link .*"
    ),
}


def with_tables(page: str, history: pd.DataFrame) -> str:
    """Give a page with each of its tables made anew."""
    return _BLOCK.sub(lambda block: f"{block[1]}\n{TABLES[block['name']](history)}\n\n{block[3]}", page)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _written(head: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> str:
    rule = ["---"] * left + ["--:"] * (len(head) - left)
    return "\n".join([_line(head), f"|{'|'.join(rule)}|", *map(_line, rows)])


def organisations(history: pd.DataFrame) -> str:
    """Tell what was drawn, how often, from which seed on, and by which version and commit it was measured."""
    rows: list[tuple[str, ...]] = [
        (world.label, str(len(done(history, world))), str(world.organisations), str(world.seeds[0]))
        for world in WORLDS
    ]  # fmt: skip
    everyone = (sum(int(row[place]) for row in rows) for place in (1, 2))
    rows.append(("all", *map(str, everyone), ""))
    return f"{_written(('organisations', 'measured', 'planned', 'first seed'), rows)}\n\n{_measured(history)}"


def _measured(history: pd.DataFrame) -> str:
    by = history.loc[history["kind"] == DONE, "measure"].value_counts().sort_index()
    if len(by) < 2:
        return f"Measured by: {by.index[0]}." if len(by) else "Nothing is measured yet."
    parts = "; ".join(f"{count} organisations by {name}" for name, count in by.items())
    return f"**Mixed**: {parts}. Figures of several commits are added up here; what changed between them is in none."


def in_short(history: pd.DataFrame) -> str:
    """Tell the lowest and the highest share of each family of intervals, in each column."""
    found = [cell for cell in cells(history, COLUMNS) if cell.kind == "interval" and cell.nominal == WHOLE]
    rows = [(family, *(_range(found, pattern, column) for column in COLUMNS)) for family, pattern in FAMILIES.items()]
    return _written(("95% intervals of", *(f"hold, %: {column}" for column in COLUMNS)), rows)


def _range(found: Iterable[Cell], pattern: str, column: str) -> str:
    shares = [
        cell.found.share
        for cell in found
        if cell.where == column and cell.found.organisations >= ENOUGH and re.fullmatch(pattern, cell.name)
    ]
    if not shares:
        return "-"
    low, high = f"{min(shares):.1f}", f"{max(shares):.1f}"
    return low if low == high else f"{low} to {high}"


def stars(history: pd.DataFrame) -> str:
    """Tell how many marks there are among how many cells, and how many chance would give."""
    rows: list[tuple[str, ...]] = []
    for name, places in (("by column", COLUMNS), ("by world", POOLED)):
        enough = [cell for cell in cells(history, places) if cell.found.organisations >= ENOUGH]
        for kind in ("interval", "verdict"):
            mine = [cell for cell in enough if cell.kind == kind]
            rows.append(_counted(f"{kind}s, {name}", [cell.starred for cell in mine], 0.005))
            rest = [cell.starred for cell in mine if cell.where != SILENT and not KNOWN.fullmatch(cell.name)]
            if len(rest) < len(mine):
                rows.append(_counted(f"{kind}s, {name}, without those known beforehand", rest, 0.005))
    found = [one.marked for *_, one in biases(history) if one.organisations >= ENOUGH]
    rows.append(_counted("biases, usual", found, 0.01))
    return _written(("what", "cells", "marked", "by chance, about"), rows)


def _counted(what: str, marks: Sequence[bool], chance: float) -> tuple[str, ...]:
    return what, str(len(marks)), str(sum(marks)), f"{len(marks) * chance:.1f}"


def by_world(history: pd.DataFrame) -> str:
    """Name what has a star in one world of a column of several, beside the other worlds of that column."""
    rows = []
    for cell in cells(history, POOLED):
        if cell.starred and not AGAIN.fullmatch(cell.name):
            column = next(name for name, of in COLUMNS.items() if cell.where in of)
            others = {"others": [world for world in COLUMNS[column] if world != cell.where]}
            rest = next((each for each in cells(_like(history, cell), others)), None)
            rows.append((cell.name, cell.whom, LABELS[cell.where], str(cell.found.organisations), _shown(cell),
                         "-" if rest is None else _shown(rest)))  # fmt: skip
    head = ("interval or verdict", "whose, or what it says", "world", "organisations", "holds or says so, %",
            "in the other worlds of its column, %")  # fmt: skip
    return _written(head, rows, left=3)


def _like(history: pd.DataFrame, cell: Cell) -> pd.DataFrame:
    what = "whom" if cell.kind == "interval" else "detail"
    same = (history["kind"] == cell.kind) & (history["measure"] == cell.name) & (history[what] == cell.whom)
    return history[same & (history["detail"] == f"{cell.nominal:.0f}")] if cell.kind == "interval" else history[same]


def intervals(history: pd.DataFrame) -> str:
    """Tell how often each interval holds what is true, and how far estimates are off."""
    shown: dict[tuple[str, str, float], dict[str, Cell]] = {}
    for cell in cells(history, COLUMNS):
        if cell.kind == "interval":
            shown.setdefault((cell.name, cell.whom, cell.nominal), {})[cell.where] = cell
    off = {(name, whom, nominal): found for name, whom, nominal, found in biases(history)}
    rows = []
    for key, by in shown.items():
        n = sum(cell.found.n for cell in by.values())
        parts = (_shown(by[column]) if column in by else "-" for column in COLUMNS)
        rows.append((*key[:2], f"{n:,}", *parts, *_bias(off.get(key))))
    head = ("interval", "whose", "n", *(f"holds, %: {column}" for column in COLUMNS), "bias, usual (its error)",
            "in standard errors")  # fmt: skip
    return _written(head, rows, left=2)


def _shown(cell: Cell) -> str:
    found, digits = cell.found, 0 if cell.kind == "interval" else 1
    return f"{found.share:.1f}{STAR * cell.starred} ({found.low:.{digits}f} to {found.high:.{digits}f})"


def _bias(found: Bias | None) -> tuple[str, str]:
    if found is None:
        return "-", "-"
    of_error = "-" if found.of_error is None else f"{found.of_error:+.2f}"
    return f"{found.bias:+.4f}{DAGGER * found.marked} ({found.error:.4f})", of_error


def false_verdicts(history: pd.DataFrame) -> str:
    """Tell how often a report says that something became better, or worse, where nothing did."""
    shown: dict[tuple[str, str], dict[str, Cell]] = {}
    for cell in cells(history, COLUMNS):
        if cell.kind == "verdict":
            shown.setdefault((cell.name, cell.whom), {})[cell.where] = cell
    rows = [
        (*key, f"{sum(cell.found.n for cell in by.values()):,}",
         *(_shown(by[column]) if column in by else "-" for column in COLUMNS))
        for key, by in shown.items()
    ]  # fmt: skip
    return _written(("verdict on", "says", "n", *(f"says so, %: {column}" for column in COLUMNS)), rows, left=2)


def above_nominal(history: pd.DataFrame) -> str:
    """Name the verdicts that were false more often than nominal as counted, star or none, where no one is silent."""
    rows = [
        (cell.name, cell.whom, cell.where, f"{cell.found.n:,}", _shown(cell))
        for cell in cells(history, COLUMNS)
        if cell.kind == "verdict" and cell.where != SILENT and cell.found.share > NOMINAL
    ]
    return _written(("verdict on", "says", "worlds", "n", "says so, %"), rows, left=3)


def missed(history: pd.DataFrame) -> str:
    """Tell from which rate on a false verdict would have got a star in four studies of five."""
    least: dict[str, dict[str, float]] = {}
    for cell in cells(history, COLUMNS):
        if cell.kind == "verdict" and cell.found.organisations >= ENOUGH:
            worth = least.setdefault(cell.name, {})
            worth[cell.where] = min(worth.get(cell.where, cell.found.worth), cell.found.worth)
    columns = [column for column in COLUMNS if column != SILENT]
    rows = [
        (name, *(f"{could_be_missed(worth[column]):.0f}" if column in worth else "-" for column in columns))
        for name, worth in least.items()
    ]
    return _written(("verdict on", *(f"from, %: {column}" for column in columns)), rows)


def true_changes(history: pd.DataFrame) -> str:
    """Tell what a report says where something did change, by the size of it."""
    changed = history[(history["kind"] == "verdict") & (history["whom"] != NOTHING)]
    rows = []
    for (about, true), of in groups(changed, "verdict", ["measure", "whom"]):
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
        for (name, why), of in groups(history, "unmeasured", ["measure", "detail"])
    ]  # fmt: skip
    return _written(("interval", "why it is not measured here", "n"), rows, left=2)


def elsewhere(_: pd.DataFrame) -> str:
    """Tell which intervals only other designs of reports have, and where they are tested."""
    return _written(("interval", "where it is tested"), [(one.what, one.where) for one in ELSEWHERE], left=2)


TABLES: dict[str, Callable[[pd.DataFrame], str]] = {
    "organisations": organisations,
    "in short": in_short,
    "intervals": intervals,
    "by world": by_world,
    "stars": stars,
    "false verdicts": false_verdicts,
    "above nominal": above_nominal,
    "could be missed": missed,
    "true changes": true_changes,
    "not measured": not_measured,
    "elsewhere": elsewhere,
}
__all__ = ["TABLES", "marked", "share", "with_tables"]
