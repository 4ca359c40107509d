"""The study of faults: its tables in the documentation are those of its history, and what was found held."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def study(root: Path) -> Iterator[tuple[ModuleType, pd.DataFrame]]:
    sys.path.insert(0, str(root / "benchmarks"))
    try:
        from _faults import table
        from _faults.history import read

        yield table, read(root / "benchmarks" / "history" / "faults.csv")
    finally:
        sys.path.remove(str(root / "benchmarks"))


def test_the_tables_in_the_documentation_are_those_of_the_history(
    root: Path, study: tuple[ModuleType, pd.DataFrame]
) -> None:
    table, found = study
    page = (root / "docs" / "trust" / "faults.md").read_text(encoding="utf-8")
    assert table.written(page, found) == page
    told = sum(page.count(table.start_of(name)) for name in table.tables(found))
    assert told == len(table.tables(found))


def test_every_round_is_of_a_case_that_there_is(study: tuple[ModuleType, pd.DataFrame]) -> None:
    from _faults.cases import CASES

    known = {(case.fault, case.name) for case in CASES}
    assert len(known) == len(CASES)
    assert set(study[1][["fault", "case"]].itertuples(index=False, name=None)) <= known
    assert not study[1].duplicated(["fault", "case", "round"]).any()


def test_what_was_finished_was_not_made_again_and_all_held(study: tuple[ModuleType, pd.DataFrame]) -> None:
    _, found = study
    assert len(found[found["fault"] == "kill -9"]) > 0
    assert found["redone"].astype(int).sum() == 0
    assert found.loc[found["wrong"] != "", ["fault", "case", "round", "wrong"]].to_dict("records") == []
