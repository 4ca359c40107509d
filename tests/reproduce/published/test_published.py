"""The findings that ship: each figure's verdict is pinned, so that no change of an analysis goes by unseen."""

import csv
import re
from pathlib import Path

import pytest

import evaluatie as ev
from held import HELD as FINDINGS

PINNED = Path(__file__).parent / "verdicts.csv"
DATA = Path(ev.reproduce.__file__).parent / "published" / "data"


def pinned() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    with PINNED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["finding"], {})[row["id"]] = row["verdict"]
    return found


def test_every_finding_is_pinned_and_there_are_fifteen_or_more() -> None:
    assert sorted(pinned()) == [one.id for one in FINDINGS]
    assert len(FINDINGS) >= 15


@pytest.mark.parametrize("finding", [one.id for one in FINDINGS])
def test_the_verdict_of_every_figure_and_claim(finding: str) -> None:
    table = ev.recompute(finding).table
    assert dict(zip(table["id"], table["verdict"], strict=True)) == pinned()[finding]


@pytest.mark.parametrize("finding", [one.id for one in FINDINGS])
def test_where_it_stands_can_be_found(finding: str) -> None:
    held = FINDINGS[finding]
    assert held.address is None or held.address.startswith("https://")
    assert held.doi is None or re.fullmatch(r"10\.\d{4,9}/\S+", held.doi)
    for data in held.inputs.data.values():
        assert data.origin
        assert data.licence


def test_no_data_set_lies_about() -> None:
    named = {data.file for one in FINDINGS for data in one.inputs.data.values()}
    beside = {str(file.relative_to(DATA)) for file in DATA.rglob("*.csv")}
    assert beside <= named


@pytest.mark.parametrize(
    ("finding", "id_", "why"),
    [("qi2019", "support_mediates", "inclusive_leadership left out"), ("tran_choi2019", "tli_factors", "impossible")],
)
def test_the_claims_that_do_not_follow_are_found_and_explained(finding: str, id_: str, why: str) -> None:
    row = ev.recompute(finding).table.set_index("id").loc[id_]
    assert row["verdict"] == "does not follow"
    assert why in row["reason"]
