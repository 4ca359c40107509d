"""Mutation testing: its page is that of its history, and its runner tells a mistake from none."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

#: a mistake that the test notices, one that none runs, and a change that is none
PLANTED = """
import json, sys
from dataclasses import replace
from pathlib import Path
sys.path.append(sys.argv[1])
from rich.console import Console
from _mutants.covering import groups
from _mutants.forking import warm
from _mutants.killing import judged
from _mutants.rooms import Room
from _mutants.sites import mutants
warm(())
root = Path.cwd()
room = Room("tiny", ("mean.py",), ("tests",), 9)
known = groups(room, root, root / "kept", Console(file=sys.stderr))
found = {mutant.after: mutant for mutant in mutants(root / "src/evaluatie/mean.py", root)}
divided = found["return sum(values) * len(values)"]
others = (divided, replace(divided, text=" /"), found["return -a"], found["ENDS = 1"])
print(json.dumps([judged(each, known, root) for each in others]))
"""
SOURCE = "ENDS = 2\n\n\ndef mean(values):\n    return sum(values) / len(values)\n\n\ndef unused(a):\n    return - -a\n"
TEST = "from evaluatie.mean import ENDS, mean\n\n\ndef test_mean():\n    assert mean([1, 3]) == ENDS\n"


@pytest.fixture(scope="module")
def benchmarks() -> Iterator[Path]:
    path = Path(__file__).resolve().parents[1] / "benchmarks"
    sys.path.append(str(path))
    try:
        yield path
    finally:
        sys.path.remove(str(path))


@pytest.fixture(scope="module")
def history(benchmarks: Path) -> ModuleType:
    from _mutants import history

    return history


def test_the_tables_on_the_page_are_those_of_the_history(root: Path, benchmarks: Path, history: ModuleType) -> None:
    from _mutants.table import tables, written

    page = (root / "docs" / "trust" / "mutants.md").read_text(encoding="utf-8")
    found = history.read(benchmarks / "history" / "mutants.csv")
    judged = history.judged(benchmarks / "_mutants" / "equivalent.csv")
    assert written(page, tables(found, judged)) == page


def test_the_overview_has_the_weighted_share_and_says_what_is_unfinished(
    root: Path, benchmarks: Path, history: ModuleType
) -> None:
    from _mutants.table import tables

    found = history.read(benchmarks / "history" / "mutants.csv")
    judged = history.judged(benchmarks / "_mutants" / "equivalent.csv")
    rows = [line.split(" | ") for line in tables(found, judged)["rooms"].splitlines()]
    told = " ".join((root / "docs" / "trust.md").read_text(encoding="utf-8").partition("- **Mutants**")[2].split())
    raw, weighted = (row[5].replace(" (", "% (", 1) for row in rows[-2:])
    assert raw in told
    assert weighted in told
    rooms = [row[0].strip("| ") for row in rows]
    assert all(
        f"*{name.partition(' (')[0]}*" in told for name in rooms if name.endswith(("(unfinished)", "(not begun)"))
    )


def test_a_room_counts_by_its_size_and_its_own_error(benchmarks: Path) -> None:
    from _mutants.table import Stratum, weighted

    alone = Stratum(10**9, 60, 45, 0)
    assert weighted([alone], all_count=True) == "75.0 (62.7 to 84.3)"  # nearly Wilson's of 45 of 60: 62.8 to 84.2
    assert weighted([Stratum(900, 50, 40, 0), Stratum(100, 50, 50, 0)]).startswith("82.0 ")
    assert weighted([Stratum(100, 50, 40, 10)]).startswith("100.0 ")


def test_what_was_judged_to_change_nothing_is_what_lives(benchmarks: Path, history: ModuleType) -> None:
    found = {history.key(row): row["outcome"] for row in history.read(benchmarks / "history" / "mutants.csv")}
    judged = history.judged(benchmarks / "_mutants" / "equivalent.csv")
    assert {found.get(key) for key in judged} <= {"survived"}
    assert all(judged.values())


def test_a_planted_mistake_is_noticed_and_no_mistake_is_not(tmp_path: Path, benchmarks: Path) -> None:
    for name, text in (
        ("src/evaluatie/__init__.py", ""),
        ("src/evaluatie/mean.py", SOURCE),
        ("tests/test_mean.py", TEST),
        ("pyproject.toml", '[tool.pytest.ini_options]\naddopts = "--import-mode=importlib --doctest-modules"\n'),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PLANTED, benchmarks], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    by = "tests/test_mean.py::test_mean"
    assert json.loads(done.stdout) == [["killed", by], ["survived", ""], ["not run", ""], ["killed", by]]
    assert (tmp_path / "src/evaluatie/mean.py").read_text(encoding="utf-8") == SOURCE


def test_every_mutant_can_be_read_and_says_something_else(root: Path, benchmarks: Path) -> None:
    from _mutants.sites import differs, mutants

    path = root / "src" / "evaluatie" / "newcombe.py"
    source = path.read_text(encoding="utf-8")
    found = mutants(path, root)
    assert all(differs(mutant, source) for mutant in found)
    assert len({mutant.key for mutant in found}) == len(found)
    told = {line for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Expr) for line in _lines(node)}
    assert not told & {mutant.line for mutant in found}
    assert {mutant.kind for mutant in found} >= {"arithmetic", "boundary", "comparison", "constant", "returned"}


def test_kinds_are_drawn_in_proportion(benchmarks: Path) -> None:
    from _mutants.sampling import shares

    assert shares({"constant": 60, "swapped": 39, "keyword": 1}, 10) == {"constant": 6, "swapped": 3, "keyword": 1}
    assert shares({"constant": 2, "swapped": 1}, 40) == {"constant": 2, "swapped": 1}


def _lines(node: ast.Expr) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)
