"""The real organisations: what R and scipy give.

For univbct-*, results.json carries it to ten significant digits. For lq2002 (leadership, 11 items, 2,042 soldiers in 49
companies) it is known to four decimals.
"""

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


@pytest.fixture(scope="module")
def soldiers(root: Path) -> ev.Study:
    return ev.load_study(root / "data" / "raw" / "lq2002")


def test_alpha_of_leadership_is_the_known_answer(soldiers: ev.Study) -> None:
    bundle = ev.release(ev.baseline(soldiers)).bundle
    found = {row["id"]: row for row in json.loads(results_json([bundle]))["results"]}
    alpha = found["baseline.lead.total/all/alpha.alpha"]
    assert (round(alpha["estimate"], 4), alpha["n"]) == (0.9022, 2042)


def test_companies_agree_on_leadership_as_is_known(soldiers: ev.Study) -> None:
    lead = next(outcome for outcome in soldiers.outcomes if outcome.id == "lead.total")
    found = ev.aggregation(soldiers.survey, lead.items, "unit", lead.range)
    assert (found.n, found.units, found.k) == (2042, 49, 11)
    assert (round(found.icc1, 4), round(found.icc2, 4)) == (0.0880, 0.8008)
    agreement = found.table["rwg_j"].agg(["mean", "median", "min"])
    assert agreement.round(4).tolist() == [0.8678, 0.8701, 0.7749]
    assert (round(found.rwg_j, 4), round(found.rwg_j_median, 4)) == (0.8678, 0.8701)
