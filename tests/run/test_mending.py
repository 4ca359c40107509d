"""What gives something away, alone or together with earlier reports, is hidden and the report made again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.evaluation.section import Cell
from evaluatie.run import RunError, batch, run_report
from evaluatie.run.mending import to_hide
from evaluatie.run.sections import ExecutedSection
from evaluatie.run.store import Store
from evaluatie.study import StudyError, Workspace
from evaluatie.study.tightening import hiding, read_hiding

SIZES = {"a": 60, "b": 14, "c": 12, "d": 6}


@pytest.fixture
def place(write_study: Callable[..., Path], root: Path) -> Workspace:
    """Give a workspace with one organisation: one group is too small, and the smallest other one goes with it."""
    level = np.repeat(list(SIZES), list(SIZES.values()))
    rng = np.random.default_rng(3)
    answers = pd.DataFrame({"code": np.arange(len(level)), "wellbeing": rng.integers(1, 6, len(level)), "part": level})
    group = {"column": "part", "reference": "a", "focal": ["b", "c", "d"], "label": "part"}
    workspace = Workspace(write_study({"t0": answers}, groups={"part": group}).parents[2])
    workspace.notebooks.mkdir()
    for name in ("10_response.ipynb", "20_baseline.ipynb"):
        shutil.copy(root / "notebooks" / name, workspace.notebooks)
    return workspace


def shown(workspace: Workspace) -> dict[str, float | None]:
    rows = json.loads((workspace.reports / "org-a" / "results.json").read_bytes())["results"]
    counts = [row for row in rows if row["term"] == "count" and row["group"].startswith("part=")]
    return {row["group"].removeprefix("part="): row["estimate"] for row in counts}


def hidden_by(run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a run hide more than the plan asks for, as one that was made otherwise may have."""
    monkeypatch.setattr(batch, "_checked", lambda _: (run,))
    monkeypatch.setattr(batch, "refusal", lambda *_: None)


def test_what_an_earlier_report_hid_is_hidden_again(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as once:
        hidden_by(hiding(Cell(("t0",), None, "part", "b")), once)
        run_report("org-a", root=place.root)
    assert shown(place) == {"a": 60, "b": None, "c": 12, "d": None}
    # by itself the next one would hide c beside d and show b: with what was sent before, d would be the rest
    run = run_report("org-a", root=place.root)
    assert shown(place) == {"a": 60, "b": None, "c": 12, "d": None}
    assert run.executed == ("10_response.ipynb", "20_baseline.ipynb")
    kept = (place.reports / "org-a" / "notebooks" / "10_response.ipynb").read_text()
    assert hiding(Cell(("t0",), None, "part", "b")).replace('"', r"\\\"") in kept
    assert ev.audit(place.reports).passed

    again = run_report("org-a", root=place.root)
    assert not again.written
    forced = run_report("org-a", root=place.root, force=True)
    assert forced.written
    assert shown(place) == {"a": 60, "b": None, "c": 12, "d": None}


def test_all_sections_can_be_made_again_by_force(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as once:
        hidden_by(hiding(Cell(("t0",), None, "part", "b")), once)
        run_report("org-a", root=place.root)
    shutil.rmtree(place.sections)  # so that it has to find out anew what gives something away
    run_report("org-a", root=place.root, force=True)
    assert shown(place) == {"a": 60, "b": None, "c": 12, "d": None}


def test_it_begins_anew_when_the_data_changed(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as once:
        hidden_by(hiding(Cell(("t0",), None, "part", "b")), once)
        run_report("org-a", root=place.root)
    run_report("org-a", root=place.root)
    store = Store(place.sections / "org-a")
    assert store.report() is not None
    assert store.report().hidden
    shutil.rmtree(place.reports)  # never sent
    settings = place.raw("org-a") / "study.yml"
    settings.write_text(f"{settings.read_text()}\n# another look\n")
    run_report("org-a", root=place.root)
    assert shown(place) == {"a": 60, "b": 14, "c": None, "d": None}
    assert store.report().hidden == []


def test_a_few_people_more_cannot_be_mended(place: Workspace) -> None:
    run_report("org-a", root=place.root)
    before = sorted(path.name for path in place.reports.rglob("*"))
    answers = pd.read_csv(place.raw("org-a") / "t0.csv")
    more = pd.concat([answers, answers.iloc[[0]].assign(code=1000, wellbeing=5)])
    more.to_csv(place.raw("org-a") / "t0.csv", index=False)
    with pytest.raises(RunError, match="leave out the few people by whom this report differs"):
        run_report("org-a", root=place.root)
    assert sorted(path.name for path in place.reports.rglob("*")) == before


def section(numbers: dict[str, int], cells: dict[str, list[Cell]]) -> ExecutedSection:
    ids = list(numbers)
    keys = [[[c.outcome, list(c.waves), c.characteristic, c.level, c.unit, c.part] for c in cells[id_]] for id_ in ids]
    rests = {"rests": [{"cells": key, "sources": []} for key in keys], "of": {id_: at for at, id_ in enumerate(ids)}}
    return ExecutedSection("10.ipynb", (), {"numbers": {id_: {"n": n} for id_, n in numbers.items()}}, (), rests)


class Found:
    """A finding and an audit, as far as choosing asks for them."""

    def __init__(self, *culprits: tuple[str, str], organisation: str = "org-a") -> None:
        self.organisation = organisation
        self.culprits = [type("Culprit", (), {"release": release, "id": id_}) for release, id_ in culprits]


def audit(*findings: Found) -> object:
    return type("Audit", (), {"findings": findings})


EVERYONE, LARGE, SMALL, UNKNOWN = (
    Cell(("t0",), "w"), Cell(("t0",), "w", "g", "a"), Cell(("t0",), "w", "g", "b"), Cell(("t0",), "w", "g", "unknown"),
)  # fmt: skip
PART = Cell(("t0",), "bands", "g", "a", part="low")


def of_staff(level: str, part: str) -> Cell:
    return Cell((), "staff", "all" if level == "all" else "g", level, part=part)


YEAR, PERIOD, PEOPLE = (of_staff("a", part) for part in ("outflow:2020", "outflow", "people"))


@pytest.mark.parametrize(
    ("cells", "chosen"),
    [
        ([EVERYONE, LARGE, SMALL], SMALL), ([EVERYONE, LARGE], LARGE), ([LARGE, SMALL, UNKNOWN], UNKNOWN),
        ([EVERYONE], EVERYONE), ([UNKNOWN, PART], PART), ([LARGE, Cell(("t0",))], LARGE),
        ([PEOPLE, PERIOD, YEAR], YEAR), ([PERIOD, PEOPLE], PERIOD), ([of_staff("all", "outflow:2020"), PERIOD], PERIOD),
        ([YEAR, of_staff("unknown", "outflow:2020")], of_staff("unknown", "outflow:2020")),
        ([of_staff("unknown", "outflow"), YEAR], YEAR),
    ],
)  # fmt: skip
def test_what_is_missed_least_is_hidden(cells: list[Cell], chosen: Cell) -> None:
    sizes = {EVERYONE: 90, LARGE: 60, SMALL: 12, UNKNOWN: 20, PART: 15}
    numbers = {f"s.{at}": sizes.get(cell, 95) for at, cell in enumerate(cells)}
    made = section(numbers, {f"s.{at}": [cell] for at, cell in enumerate(cells)})
    found = Found(*(("this", id_) for id_ in numbers))
    assert to_hide(audit(found), "this", [made]) == (hiding(chosen),)


def test_one_is_enough_for_findings_that_share_it_and_nothing_helps_against_what_is_told_of_everyone() -> None:
    made = section({"s.0": 90, "s.1": 12}, {"s.0": [EVERYONE], "s.1": [SMALL]})
    both = Found(("this", "s.0"), ("this", "s.1"))
    assert to_hide(audit(both, both), "this", [made]) == (hiding(SMALL),)
    assert to_hide(audit(both, Found(("this", "s.0"), ("earlier", "s.0"))), "this", [made]) == ()
    assert to_hide(audit(Found(("earlier", "s.1"))), "this", [made]) == ()
    assert to_hide(audit(Found(("this", "s.1"), organisation="synthesis")), "this", [made]) == ()


def test_what_is_hidden_is_read_or_refused(place: Workspace) -> None:
    folder = place.raw("org-a")
    study = ev.load_study(folder, tighten=["minimum_group=11", hiding(Cell(("t0",), "wellbeing", "part", "a"))])
    assert study.tightened == {"minimum_group": 11}
    assert ev.release_plan(study).reason(Cell(("t0",), "wellbeing", "part", "a")) == "complement"
    for nonsense in ("hide=everyone", "hide=[1, 2]", "hide={}"):
        with pytest.raises(StudyError, match="does not say what is to be hidden"):
            ev.load_study(folder, tighten=[nonsense])


def test_only_a_run_hides_so() -> None:
    with pytest.raises(StudyError, match="no threshold that a run can tighten"):
        run_report("org-a", root=None, tighten=['hide=[null, ["t0"], "g", "a", null]'])


@pytest.mark.parametrize(
    "nonsense",
    [
        "hide=" + "[" * 100_000, 'hide="abcde"', 'hide={"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}',
        'hide=[null, "t0", "g", "a", null]', 'hide=[null, [], "g", "a", null]', 'hide=[null, [0], "g", "a", null]',
        'hide=[NaN, ["t0"], "g", "a", null]', 'hide=[null, ["t0"], "g", "a", NaN]', 'hide=[1, ["t0"], "g", "a", null]',
        'hide=[null, ["t0"], null, "a", null]', 'hide=[null, ["t0"], "g", 1, null]', 'hide=[null, ["t0"], "g", "a"]',
        'hide=[null, ["t0"], "g", "a", null, null]', "hide=", 3, None, b"hide=", ["hide="],
    ],
)  # fmt: skip
def test_only_what_says_who_is_to_be_hidden_is_read(nonsense: str) -> None:
    with pytest.raises(StudyError, match="does not say what is to be hidden"):
        read_hiding(["minimum_group=11", nonsense])


@pytest.mark.parametrize("cell", [Cell(("t0",), None, "part", "b"), Cell(("t0", "t1"), "é", "part", "", "leads=ja")])
def test_what_was_written_is_read_back(cell: Cell) -> None:
    about = (cell.outcome, cell.waves, cell.characteristic, cell.level, cell.part)
    assert read_hiding([hiding(cell), "dominance=0.8"]) == (["dominance=0.8"], frozenset({about}))
