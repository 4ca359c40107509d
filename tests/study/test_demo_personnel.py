"""Personnel files of made-up organisations: rates are the stated ones, and who answered was employed."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.evaluation.standings import employed
from evaluatie.flows import FlowRates, exit_reasons, flow_rates, flow_rates_from_counts
from evaluatie.study import Study, load_study
from evaluatie.study.demonstration import CareerModel, DemoModel, DemoStudy, Shift, demo_study, true_rates, true_values
from evaluatie.study.demonstration.contradictions import CONTRADICTIONS
from evaluatie.study.demonstration.exit_interviews import draw_exit_interviews, named_shares
from evaluatie.study.demonstration.organisations import GEMEENTE, RIJKSDIENST, WATERSCHAP, ZORG, Organisation

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


def test_nobody_worked_for_longer_than_a_working_life(large: DemoStudy) -> None:
    last = large.personnel["exit"].fillna(large.personnel["entry"].max())
    assert (last - large.personnel["entry"]).dt.days.max() <= 66 * 365.25 - 18 * 365.25 + 8 * 365.25


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


@pytest.mark.parametrize("organisation", [WATERSCHAP, GEMEENTE], ids=lambda one: one.id)
def test_who_answered_was_employed_by_the_committed_file(
    organisation: Organisation, root: Path, tmp_path: Path
) -> None:
    study = taken_in(organisation, root, tmp_path)
    assert study.persons is not None
    for wave in study.config.waves:
        there = set(study.persons.loc[employed(study.persons, pd.Timestamp(wave.date)), "person"])
        assert set(study.survey.loc[study.survey["wave"] == wave.id, "respondent"]) <= there
        assert len(there) == wave.invited


@pytest.fixture(scope="module")
def gemeente(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    return taken_in(GEMEENTE, root, tmp_path_factory.mktemp("raw"))


def taken_in(organisation: Organisation, root: Path, place: Path) -> Study:
    """Load from a copy, which stays out of data/processed."""
    shutil.copytree(root / "data" / "raw" / organisation.id, place / organisation.id)
    return load_study(place / organisation.id)


def settled(study: Study, start: datetime.date | None = None, end: datetime.date | None = None) -> FlowRates:
    extract = study.config.staff.extract
    assert extract is not None
    assert study.persons is not None
    return flow_rates(study.persons, study.positions, "origin", start=start or extract.from_, end=end or extract.to,
                      ladder=study.config.staff.ladder)  # fmt: skip


def test_contradictions_are_settled_and_counted(gemeente: Study) -> None:
    many = list(CONTRADICTIONS.values())
    found = settled(gemeente)
    counted = ("overlapping_periods", "renewed_contracts", "double_rows", None, "secondments", "re_entries",
               "positions_outside_employment", "people_with_overlapping_positions", None)  # fmt: skip
    for name, count in zip(counted, many, strict=True):
        assert name is None or found.decisions[name] == count, name
    assert found.decisions["returns_from_secondment"] == found.decisions["secondments"]
    aside = [note["text"] for note in gemeente.intake["notes"] if note["key"] == "persons_set_aside"]
    assert aside == [f"personeel.xlsx: {many[3]} rows end before they begin and were set aside."]
    assert "in scale 6 went to 7" in found.notes[0]


def test_rows_that_contradict_each_other_hide_nothing(gemeente: Study) -> None:
    made = GEMEENTE.made()
    personnel = made.personnel.assign(origin=made.personnel["origin"].where(made.personnel["origin_known"]))
    extract = gemeente.config.staff.extract
    assert extract is not None
    clean = flow_rates(personnel.drop(columns=["unit", "exposed"]), made.positions, "origin", start=extract.from_,
                       end=extract.to, ladder=made.model.careers.scales).table  # fmt: skip
    keys, flows = ["year", "level"], ["outflow", "voluntary", "transferred_out", "promotions"]
    one, other = (table.set_index(keys)[[*flows, "inflow"]] for table in (clean, settled(gemeente).table))
    assert one.index.equals(other.index)
    # who moves up on the day of the rescaling anyway
    assert (one[flows[:-1]] == other[flows[:-1]]).all(axis=None)
    assert (one - other).abs().max(axis=None) <= 1


@pytest.mark.parametrize("organisation", [WATERSCHAP, GEMEENTE], ids=lambda one: one.id)
def test_intervals_of_the_committed_files_hold_the_true_rates(
    organisation: Organisation, root: Path, tmp_path: Path
) -> None:
    study, true = taken_in(organisation, root, tmp_path), true_rates(organisation.model)
    day = datetime.timedelta(days=1)
    for period, (start, end) in {"before": (None, BEGAN - day), "since": (BEGAN, None)}.items():
        found = settled(study, start, end).table
        found = found[found["year"] == "all"].set_index("level")
        for (flow, origin), rates in true[true["period"] == period].groupby(["flow", "origin"])["rate"]:
            # the file does not know the reason of all exits
            known = 1 - organisation.model.careers.reason_unknown if flow == "voluntary" else 1
            assert found.loc[origin, f"{flow}_low"] < rates.max() * known, (period, flow, origin)
            assert found.loc[origin, f"{flow}_high"] > rates.min() * known, (period, flow, origin)


def test_numbers_of_staff_are_rounded_and_hold_the_true_rate(root: Path, tmp_path: Path) -> None:
    counts = taken_in(ZORG, root, tmp_path).staff_counts
    assert counts is not None
    numbers = counts[["stock", "inflow", "outflow", "promotions"]].to_numpy().ravel()
    assert 0.1 < (numbers == "<5").mean() < 0.5
    assert all(int(number) % 5 == 0 for number in numbers if number != "<5")
    assert set(counts["level"]) == {"all", "vrouw", "man", "nederland", "europa", "buiten-europa", "unknown"}
    found = flow_rates_from_counts(counts, rounded_to=5).table.query("scale == 'all' and characteristic == 'origin'")
    true = true_rates(ZORG.model).query("period == 'before'").set_index(["flow", "origin"])["rate"]
    for flow, name in (("outflow", "outflow"), ("promotions", "promotion")):
        for origin in ("nederland", "buiten-europa"):
            rows = found[(found["flow"] == flow) & (found["level"] == origin) & (found["year"] < 2020)]
            assert ((rows["ci_low"] < true[name, origin]) & (rows["ci_high"] > true[name, origin])).all()


def test_exit_interviews_name_reasons_as_often_as_is_stated(root: Path, tmp_path: Path) -> None:
    exits, shares = taken_in(RIJKSDIENST, root, tmp_path).exits, named_shares(RIJKSDIENST.model)
    assert exits is not None
    assert 150 <= exits["exit"].nunique() <= 250
    found = exit_reasons(exits, "exit", "reason", "origin", "nederland").table.set_index(["reason", "group"])
    for place, name in enumerate(shares.index, start=1):
        for origin in shares.columns:
            row = found.loc[str(place), origin]
            assert row["ci_low"] <= shares.loc[name, origin] <= row["ci_high"], (name, origin)


def test_stated_shares_of_reasons_are_those_of_many_interviews() -> None:
    made = DemoStudy(RIJKSDIENST.model, 1, *[pd.DataFrame()] * 2, many_exits(40_000), pd.DataFrame())
    told = draw_exit_interviews(made)
    named = told[told["first"] >= 0]
    assert (named["first"] != named["second"]).all()
    for origin, shares in named_shares(RIJKSDIENST.model).items():
        theirs = named[named["origin"] == origin]
        for place, share in enumerate(shares):
            found = ((theirs["first"] == place) | (theirs["second"] == place)).mean()
            assert found == pytest.approx(share, abs=FAR * np.sqrt(share * (1 - share) / len(theirs)))


def many_exits(count: int) -> pd.DataFrame:
    origins = np.resize(list(RIJKSDIENST.model.origins), count)
    day = pd.Timestamp("2020-01-01")
    return pd.DataFrame({"origin": origins, "gender": "man", "exposed": "yes", "exit": day, "origin_known": True})
