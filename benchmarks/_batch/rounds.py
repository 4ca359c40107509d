"""One round of measuring: every way once, each in a fresh workspace, and what follows from what they cost."""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from _batch.processes import Cost, Processes
from _batch.ways import Way, merged_way, usual_way, with_evaluatie
from _batch.workspaces import Workbench, make_empty_workspace, make_workspace

Values = dict[str, float]
_KIB = 1024
_ONE_JOB = "evaluatie, one job"
_IN_TURN = "usual way, one at a time"
_ONE_BY_ONE = (_ONE_JOB, _IN_TURN)


@dataclass(frozen=True)
class Bench:
    """What is measured with.

    Attributes
    ----------
    place : pathlib.Path
        A temporary folder.
    processes : Processes
        Runs the commands.
    jobs : int
        Notebooks of the usual ways at a time; evaluatie chooses for itself.
    tell : callable
        Told what is being done.
    """

    place: Path
    processes: Processes
    jobs: int
    tell: Callable[[str], None]

    @contextmanager
    def workspace(self, organisations: int) -> Iterator[Workbench]:
        """Give a fresh workspace, and remove it."""
        root = self.place / "w"
        try:
            yield make_workspace(root, organisations) if organisations else make_empty_workspace(root)
        finally:
            shutil.rmtree(root, ignore_errors=True)


def warm_up(bench: Bench) -> None:
    """Have every way run once, so that nobody compiles modules or looks for fonts while being measured."""
    bench.tell("warming up")
    for way in (with_evaluatie, usual_way):
        with bench.workspace(1) as workspace:
            way(bench.processes, workspace, bench.jobs)


def organisations_round(bench: Bench, count: int, turn: int, *, usual: bool) -> Values:
    """Measure reports of so many organisations.

    Parameters
    ----------
    bench : Bench
        What to measure with.
    count : int
        How many organisations.
    turn : int
        The number of the round: every second one goes through the ways in the other order.
    usual : bool
        Whether to measure the ways without evaluatie.

    Returns
    -------
    dict of str to float
        By name: seconds, KiB, MiB, counts and ratios; the same names in the same order in every round.
    """
    ways: dict[str, tuple[Way, int | None]] = {"evaluatie": (with_evaluatie, None), _ONE_JOB: (with_evaluatie, 1)}
    if usual:
        ways |= {"usual way": (usual_way, bench.jobs), "merged": (merged_way, bench.jobs)}
    if usual and count == 1:
        ways[_IN_TURN] = (usual_way, 1)
    costs: dict[str, Cost] = {}
    inside: dict[str, float] = {}
    again: Values = {}
    for name in list(ways)[:: -1 if turn % 2 else 1]:
        bench.tell(f"{count} organisations, round {turn + 1}: {name}")
        with bench.workspace(count) as workspace:
            way, jobs = ways[name]
            costs[name] = way(bench.processes, workspace, jobs)
            if way is with_evaluatie:
                inside[name] = workspace.cell_seconds()
                sections = count * len(workspace.notebooks)
            if name == "evaluatie":
                again = {**_sizes(workspace), **_again(bench, workspace)}
    costs = {name: costs[name] for name in ways}
    return {**_costs(costs), **_ratios(costs, count), **_overhead(costs, inside, sections), **again}


def respondents_round(bench: Bench, employees: int, turn: int) -> Values:
    """Measure the report of one made-up organisation of so many employees."""
    bench.tell(f"{employees} employees, round {turn + 1}")
    with bench.workspace(0) as workspace:
        folder = workspace.root / "data" / "raw" / "growth"
        maker = Path(__file__).with_name("respondents.py")
        made = bench.processes.output([sys.executable, str(maker), str(folder), str(employees)], workspace.root)
        cost = with_evaluatie(bench.processes, workspace)
        return {"respondents": float(made), **_costs({"evaluatie": cost}), **_sizes(workspace)}


def _costs(costs: dict[str, Cost]) -> Values:
    values: Values = {}
    for name, cost in costs.items():
        values[f"{name}: wall"] = cost.wall
        if name not in _ONE_BY_ONE:  # processor and memory are as for two at a time
            values |= {f"{name}: CPU": cost.cpu, f"{name}: peak": cost.peak / _KIB**2}
    return values


def _overhead(costs: dict[str, Cost], inside: dict[str, float], sections: int) -> Values:
    """Tell the work inside cells from what is around it."""
    cost, cells = costs["evaluatie"], inside["evaluatie"]
    # with one job nothing runs side by side, so that the clock outside cells is what starting and collecting takes
    waiting = costs[_ONE_JOB].wall - inside[_ONE_JOB]
    return {
        "sections": float(sections),
        "inside cells: CPU": cells,
        "overhead per section: CPU": (cost.cpu - cells) / sections,
        "overhead per section: wall": waiting / sections,
        "wall / (cells + overhead)": cost.wall / cost.cpu,
        "wall / cells": cost.wall / cells,
    }


def _ratios(costs: dict[str, Cost], count: int) -> Values:
    ours = costs["evaluatie"]
    values: Values = {"per organisation: wall": ours.wall / count}
    for name in ("usual way", "merged"):
        if name in costs:
            values[f"{name} / evaluatie: wall"] = costs[name].wall / ours.wall
            values[f"{name} / evaluatie: CPU"] = costs[name].cpu / ours.cpu
    return values


def _sizes(workspace: Workbench) -> Values:
    return {name: statistics.median(workspace.sizes(name)) / _KIB for name in ("report.html", "results.json")}


def _again(bench: Bench, workspace: Workbench) -> Values:
    """Run evaluatie again: with nothing changed, then with one file changed."""
    values = _rerun(bench, workspace, "unchanged rerun")
    workspace.change_one()
    return values | _rerun(bench, workspace, "one file changed")


def _rerun(bench: Bench, workspace: Workbench, name: str) -> Values:
    before = workspace.reports()
    cost = with_evaluatie(bench.processes, workspace)
    after = workspace.reports()
    remade = sum(before.get(organisation) != place for organisation, place in after.items())
    return {f"{name}: wall": cost.wall, f"{name}: CPU": cost.cpu, f"{name}: remade": float(remade)}
