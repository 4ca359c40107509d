"""Print the figures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from _batch.figures import Figure
from _batch.history import Earlier

SLOWER = 1.25
_SIDE_BY_SIDE = (
    "evaluatie: wall", "usual way: wall", "merged: wall", "usual way / evaluatie: wall", "merged / evaluatie: wall",
    "evaluatie: CPU", "usual way: CPU", "merged: CPU", "usual way / evaluatie: CPU",
)  # fmt: skip
QUIET = 0.05
_WIDTH = 140


def print_figures(about: dict[str, Any], figures: Sequence[Figure], earlier: Earlier) -> None:
    """Print every figure, what it should be, and what it was.

    Parameters
    ----------
    about : dict
        What is measured, and on what.
    figures : sequence of Figure
        In order; a line is drawn between groups.
    earlier : dict
        Values of the last run that measured the same on such a machine.
    """
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    console.print(_title(about), markup=False)
    for group, members in groupby(figures, key=lambda figure: figure.group):
        console.print(_table(group, list(members), earlier))
    if any(figure.name == _SIDE_BY_SIDE[0] and "organisation" in figure.group for figure in figures):
        console.print(_side_by_side(figures))
    console.print(_closing(figures, earlier), markup=False)


def _title(about: dict[str, Any]) -> str:
    commit = f", commit {about['commit']}{' and changes' * about['changed_since']}" if about["commit"] else ""
    what = f"evaluatie {about['version']}{commit}, Python {about['python']}"
    where = f"{about['cpus']} x {about['cpu']}; {about['jobs']} at a time, medians of {about['repeats']}"
    busy = f"Other programs took {about['others']:.0%} of the processors' time."
    if about["others"] > QUIET:
        busy += " That is too much for figures on the clock; CPU seconds suffer less, ratios the least."
    return f"{about['date']}: {what}\n{where}\n{busy}\n"


def _table(group: str, figures: Sequence[Figure], earlier: Earlier) -> Table:
    table = Table(box=SIMPLE_HEAD, title=group, title_justify="left", title_style="bold")
    table.add_column("figure", min_width=40)
    for column in ("median", "lowest to highest", "target"):
        table.add_column(column, justify="right")
    table.add_column("met")
    for column in ("before", "now / before"):
        table.add_column(column, justify="right")
    for figure in figures:
        table.add_row(figure.name, *_measured(figure), *_judged(figure), *_compared(figure, earlier))
    return table


def _side_by_side(figures: Sequence[Figure]) -> Table:
    """Put the ways beside each other: one row for each number of organisations."""
    medians = {(figure.group, figure.name): f"{_number(figure.median)} {figure.unit}".strip() for figure in figures}
    table = Table(box=SIMPLE_HEAD, title="side by side", title_justify="left", title_style="bold")
    table.add_column("", no_wrap=True)
    for name in _SIDE_BY_SIDE:
        table.add_column(name.replace(" / evaluatie", " /\nevaluatie").replace(": ", ",\n"), justify="right")
    for group in dict.fromkeys(figure.group for figure in figures if "organisation" in figure.group):
        table.add_row(group, *(medians.get((group, name), "") for name in _SIDE_BY_SIDE))
    return table


def _measured(figure: Figure) -> tuple[str, str]:
    low, high = min(figure.values), max(figure.values)
    return f"{_number(figure.median)} {figure.unit}".strip(), f"{_number(low)} to {_number(high)}"


def _judged(figure: Figure) -> tuple[str, str]:
    if figure.target is None:
        return "", ""
    return str(figure.target), "met" if figure.target.met(figure.median) else "MISSED"


def _compared(figure: Figure, earlier: Earlier) -> tuple[str, str]:
    before = earlier.get((figure.group, figure.name))
    if before is None:
        return "", ""
    comparable = figure.better != "neither" and before > 0 and figure.median > 0
    ratio = f"{figure.median / before:.2f}" if comparable else ""
    return _number(before), f"{ratio} SLOWER" if _is_slower(figure, before) else ratio


def _is_slower(figure: Figure, before: float) -> bool:
    if figure.better == "neither" or before <= 0 or figure.median <= 0:
        return False
    ratio = figure.median / before
    return (ratio if figure.better == "lower" else 1 / ratio) > SLOWER


def _closing(figures: Sequence[Figure], earlier: Earlier) -> str:
    judged = [figure.target.met(figure.median) for figure in figures if figure.target is not None]
    before = ((figure, earlier.get((figure.group, figure.name))) for figure in figures)
    slower = sum(_is_slower(figure, value) for figure, value in before if value is not None)
    return (
        f"{sum(judged)} of {len(judged)} targets met; more than {SLOWER} times worse than before: {slower}.\n"
        "Ratios to the usual way were measured side by side and hold on other machines; seconds hold on this one."
    )


def _number(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:.0f}" if value >= 1000 else f"{value:.3g}"
