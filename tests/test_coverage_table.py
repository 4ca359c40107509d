"""The coverage study: its table in the documentation is that of its history, and what must hold does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def root() -> Path:
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def table(root: Path) -> Iterator[ModuleType]:
    sys.path.insert(0, str(root / "benchmarks"))
    try:
        from _coverage import table

        yield table
    finally:
        sys.path.remove(str(root / "benchmarks"))


@pytest.fixture(scope="module")
def found(root: Path, table: ModuleType) -> pd.DataFrame:
    from _coverage.history import read

    frame: pd.DataFrame = read(root / "benchmarks" / "history" / "coverage.csv")
    return frame


def test_the_table_in_the_documentation_is_that_of_the_history(
    root: Path, table: ModuleType, found: pd.DataFrame
) -> None:
    page = (root / "docs" / "methods.md").read_text(encoding="utf-8")
    assert page.count(table.START) == 1
    assert table.written(page, table.table(found)) == page


def test_every_cell_was_run_often_enough(table: ModuleType, found: pd.DataFrame) -> None:
    from _coverage.worlds import all_cells

    done = {"/".join(map(str, row)) for row in found[["world", "situation", "size", "cell"]].itertuples(index=False)}
    assert done == {cell.name for cell in all_cells()}
    assert found["replications"].min() >= 5000


def test_what_must_hold_is_inside_its_band(table: ModuleType, found: pd.DataFrame) -> None:
    outside: list[dict[str, Any]] = [row for row, good in table.lines(found) if not good]
    assert not outside, pd.DataFrame(outside).to_string()


def test_some_are_expected_not_to_hold_and_do_not(table: ModuleType, found: pd.DataFrame) -> None:
    """The table would be no evidence if everything held: linked people when those who stay differ, for one."""
    linked = found.query("world == 'stayers' and situation == 'silent at random' and estimator == 'linked'")
    assert linked.loc[linked["size"] == 500, "covered"].max() < 0.94
    alone = found.query("world == 'units' and estimator == 'everyone, as if alone'")
    assert alone["covered"].max() < 0.92


@pytest.mark.parametrize(
    ("kind", "covered", "good"),
    [
        ("both", 95.0, True),
        ("both", 96.1, False),
        ("both", 93.9, False),
        ("least", 99.0, True),
        ("least", 93.9, False),
    ],
)
def test_the_bands(table: ModuleType, kind: str, covered: float, good: bool) -> None:
    from _coverage.expected import band, within

    assert within(kind, covered, band("stayers", 100)) is good
