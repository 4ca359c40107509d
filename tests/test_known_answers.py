"""The real organisations: results.json carries what R and scipy give, to ten significant digits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import evaluatie as ev
from evaluatie.report import results_json
from univbct import known_answers


@pytest.fixture(scope="module")
def results(root: Path) -> dict[str, dict[str, dict]]:
    made = {}
    for battalion in {row["battalion"] for row in known_answers()}:
        study = ev.load_study(root / "data" / "raw" / f"univbct-{battalion}")
        bundle = ev.release(ev.change(study)).bundle
        made[battalion] = {row["id"]: row for row in json.loads(results_json([bundle]))["results"]}
    return made


def ten_digits(text: str) -> float:
    return float(f"{float(text):.10g}")


@pytest.mark.parametrize("row", known_answers(), ids=lambda row: f"{row['battalion']}-{row['outcome']}")
def test_linked_change_is_the_known_answer(row: dict[str, str], results: dict[str, dict[str, dict]]) -> None:
    key = f"change.{row['outcome'].lower()}/all/t0-t1/linked"
    found = results[row["battalion"]]
    change, d_z, d_av = (found[f"{key}.{term}"] for term in ("mean_change", "d_z", "d_av"))
    assert change["n"] == int(row["n_linked"])
    assert change["estimate"] == pytest.approx(ten_digits(row["mean_change"]), rel=2e-10)
    assert change["interval"] == pytest.approx([ten_digits(row["ci_low"]), ten_digits(row["ci_high"])], rel=2e-10)
    assert change["statistic"] == pytest.approx(ten_digits(row["t"]), rel=2e-10)
    assert change["p"] == pytest.approx(ten_digits(row["p"]), rel=2e-10)
    assert d_z["estimate"] == pytest.approx(ten_digits(row["d_z"]), rel=2e-10)
    assert d_av["estimate"] == pytest.approx(ten_digits(row["d_av"]), rel=2e-10)
