"""Personnel files of made-up organisations: rates are the stated ones, and who answered was employed."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.evaluation.standings import employed
from evaluatie.flows import flow_rates
from evaluatie.study import load_study
from evaluatie.study.demonstration import CareerModel, DemoModel, DemoStudy, Shift, demo_study, true_rates, true_values
from evaluatie.study.demonstration.organisations import WATERSCHAP

ABROAD = {"origin": "buiten-europa"}
BEGAN = datetime.date(2020, 3, 1)
LARGE = DemoModel(
    persons=20_000, units=400, exposed=1.0, leaving=0.1, leaving_before=(Shift(0.5, ABROAD),),
    careers=CareerModel(until=datetime.date(2021, 12, 31), transferred=0.1, reason_unknown=0.0),
)  # fmt: skip
# standard errors that one seed may be off, in any of some figures
FAR = 4.5


@pytest.fixture(scope="module")
def large() -> DemoStudy:
    return demo_study(20261130, LARGE)


@pytest.mark.parametrize("period", ["before", "since"])
def test_rates_of_a_large_organisation_are_the_stated_ones(period: str, large: DemoStudy) -> None:
    first, last = {"before": ("2015-10-02", "2020-02-29"), "since": ("2020-03-01", "2021-12-31")}[period]
    persons = large.personnel.drop(columns=["unit", "exposed"])
    found = flow_rates(persons, large.positions, "origin", start=first, end=last, ladder=LARGE.careers.scales).table
    found = found[found["year"] == "all"].set_index("level")
    true = true_rates(LARGE).query("period == @period").set_index(["flow", "origin"])["rate"]
    for flow, count, years in (
        ("outflow", "outflow", "person_years"),
        ("voluntary", "voluntary", "person_years"),
        ("promotion", "promotions", "years_at_risk"),
    ):
        for origin in LARGE.origins:
            events, time = found.loc[origin, count], found.loc[origin, years]
            expected = true[flow, origin] * time
            # of who stays belonging is a little higher than of all, which the stated rates do not hold
            assert abs(events - expected) < FAR * np.sqrt(expected) + 0.02 * expected, (flow, origin)


def test_the_stated_chance_to_leave_holds_what_was_different_before(large: DemoStudy) -> None:
    first = large.people[large.people["employed_t0"]]
    true = true_values(LARGE).query("quantity == 'leaves' and characteristic == 'origin'").set_index("level")["value"]
    for origin, people in first.groupby("origin"):
        left = float((~people["employed_t1"]).mean())
        assert left == pytest.approx(true[origin], abs=FAR * np.sqrt(0.2 / len(people)))


def test_files_end_on_the_day_that_is_asked_for(large: DemoStudy) -> None:
    last = pd.Timestamp("2021-12-31")
    assert large.personnel["entry"].max() <= last
    assert large.personnel["exit"].max() <= last
    assert large.personnel["person"].is_unique
    later = large.personnel["entry"] > pd.Timestamp(LARGE.dates[-1])
    expected = LARGE.persons * LARGE.joining * (last - pd.Timestamp(LARGE.dates[-1])).days / 365.25
    assert later.sum() == pytest.approx(expected, abs=1)
    assert set(large.people["person"]) <= set(large.personnel["person"])
    assert large.personnel["reason"].isna().equals(large.personnel["exit"].isna())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"leaving_before": (Shift(-0.1, ABROAD),)}, "not negative"),
        ({"leaving_before": (Shift(0.1, ABROAD),), "careers": CareerModel(began=None)}, "until when"),
        ({"careers": CareerModel(until=datetime.date(2021, 1, 1))}, "before the last wave"),
        ({"careers": CareerModel(transferred=1.0)}, "between 0 and 1"),
    ],
)
def test_an_impossible_model_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        DemoModel(**change)


def test_who_answered_was_employed_by_the_committed_file(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / WATERSCHAP.id
    shutil.copytree(root / "data" / "raw" / WATERSCHAP.id, folder)
    study = load_study(folder)
    assert study.persons is not None
    days = study.persons.set_index("person").loc[study.survey["respondent"]]
    for wave in study.config.waves:
        there = employed(days, pd.Timestamp(wave.date))[(study.survey["wave"] == wave.id).to_numpy()]
        assert there.all()
        assert employed(study.persons, pd.Timestamp(wave.date)).sum() == wave.invited
