"""Mutated study folders: a slice of what `benchmarks/hostile_folders.py` tries a thousand of, and what it wrote."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from evaluatie.study import Problem
from hostile.judging import Found, check, judge
from hostile.kinds import REFUSED, UNCHANGED, Kind, Place
from hostile.mutating import KINDS, copied, mutated
from hostile.organisations import FILES
from hostile.tables import read_table

#: those that are read soonest
SMALL = ("demo-bouwbedrijf", "demo-zorg")
SEED = 5
SLICE = 40
#: what these have no place for: many days, days of exit, another separator than commas, days of answering
ELSEWHERE = (
    "day and month of a column swapped", "an exit before entry", "commas, decimal commas in quotes",
    "files of two waves exchanged",
)  # fmt: skip
OF_UNITS = [kind for kind in KINDS if kind.name in ("units in capitals at one wave", "no units at one wave")]


@pytest.fixture(scope="module")
def unmutated(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    raw = root / "data" / "raw"
    return {name: check(copied(raw, name, tmp_path_factory.mktemp(name) / "w")) for name in SMALL}


def _doable() -> tuple[Kind, ...]:
    """Give the kinds that can be done to the small ones, some of each family."""
    there = {role for name in SMALL for roles in FILES[name].values() for role in roles}
    doable = [
        kind for kind in KINDS
        if set(kind.suffixes) & {".csv", ".yml"} and (not kind.roles or set(kind.roles) & there)
        and kind.name not in ELSEWHERE
    ]  # fmt: skip
    return tuple(doable[:: max(1, len(doable) // SLICE)][:SLICE])


@pytest.mark.parametrize("number", range(SLICE))
def test_a_mutated_folder_is_refused_in_words_or_gives_the_same_figures(
    number: int, root: Path, tmp_path: Path, unmutated: dict[str, Found]
) -> None:
    made = mutated(root / "data" / "raw", tmp_path / "w", SEED, number, kinds=_doable(), organisations=SMALL)
    verdict = judge(check(made.folder), unmutated[made.organisation], made.done)
    assert not verdict.failures, ([(kind.name, place) for kind, place in made.done], verdict.failures)


@pytest.fixture(scope="module")
def waterschap(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Found:
    return check(copied(root / "data" / "raw", "demo-waterschap", tmp_path_factory.mktemp("waterschap") / "w"))


@pytest.mark.parametrize("number", [0, 2, 6])
@pytest.mark.parametrize("kind", OF_UNITS, ids=lambda kind: kind.name)
def test_units_that_one_wave_spells_otherwise_or_leaves_out_are_told(
    kind: Kind, number: int, root: Path, tmp_path: Path, waterschap: Found
) -> None:
    # even numbers have no second mutation
    raw, whose = root / "data" / "raw", ("demo-waterschap",)
    made = mutated(raw, tmp_path / "w", SEED, number, kinds=(kind,), organisations=whose)
    found = check(made.folder)
    assert not judge(found, waterschap, made.done).failures
    ((_, place),) = made.done
    assert any("unit" in note and f"column {place.column}" in note and place.file in note for note in found.notes)


def test_a_file_written_again_as_it_stands_is_the_same(root: Path, tmp_path: Path, unmutated: dict[str, Found]) -> None:
    """The mutator itself changes nothing but what it means to."""
    folder = copied(root / "data" / "raw", "demo-bouwbedrijf", tmp_path / "w")
    for file in FILES["demo-bouwbedrijf"]:
        read_table(folder / file).save()
    assert check(folder).figures == unmutated["demo-bouwbedrijf"].figures


def test_the_judge_sees_what_must_not_be(unmutated: dict[str, Found]) -> None:
    """A harness that lets everything pass would be no evidence."""
    before = unmutated["demo-zorg"]
    strict = next(kind for kind in KINDS if kind.name == "a word where a number belongs")
    same = next(kind for kind in KINDS if kind.name == "UTF-8")
    place = Place("summary.csv", 3, "mean")
    other = Found(0, "", figures={**before.figures, "survey": "otherwise"}, notes=before.notes)
    assert judge(other, before, [(same, Place("summary.csv"))]).failures
    assert judge(before, before, [(strict, place)]).failures
    right = Problem("summary.csv", 3, "mean", "This is not a number.", "Correct it.")
    for wrong in ({"file": "x.csv"}, {"row": 4}, {"column": "sd"}):
        told = Found(1, "", (Problem(**{**vars(right), **wrong}),))
        assert judge(told, before, [(strict, place)]).failures
    assert judge(Found(1, "", (right,)), before, [(strict, place)]).failures == ()
    assert judge(Found(1, "", (right,)), before, [(same, Place("summary.csv"))]).failures


def test_every_kind_says_what_may_come_of_it() -> None:
    assert len({(kind.family, kind.name) for kind in KINDS}) == len(KINDS) >= 150
    assert all(set(kind.may) and set(kind.names.split()) <= {"file", "row", "column"} for kind in KINDS)
    assert sum(REFUSED in kind.may for kind in KINDS) > 90
    assert sum(kind.may == (UNCHANGED,) for kind in KINDS) > 30


@pytest.fixture(scope="module")
def command(root: Path) -> Iterator[ModuleType]:
    sys.path.insert(0, str(root / "benchmarks"))
    try:
        import hostile_folders

        yield hostile_folders
    finally:
        sys.path.remove(str(root / "benchmarks"))


def test_the_page_has_the_table_of_the_history(root: Path, command: ModuleType) -> None:
    rows = command.read(command.HISTORY)
    page = (root / "docs" / "trust" / "hostile.md").read_text(encoding="utf-8")
    assert command.written(page, rows) == page
    assert all(row["commit"] in page and row["date"] in page and row["version"] in page for row in rows)
    assert str(command.SEED) in page


def test_the_history_is_whole_and_without_a_failure(command: ModuleType) -> None:
    rows = command.read(command.HISTORY)
    assert [int(row["number"]) for row in rows] == list(range(len(rows)))
    assert len(rows) >= 1000
    assert {(row["family"], row["kind"]) for row in rows} == {(kind.family, kind.name) for kind in KINDS}
    assert not [row["failures"] for row in rows if row["failures"]]
