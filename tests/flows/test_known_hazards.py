"""Made-up organisations with known hazards: what is counted of their personnel files is what they were drawn from."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr, ndtri

from evaluatie.flows import flow_rates, flow_ratios, hazard_change, hazard_ratio, settle_careers
from evaluatie.flows.careers import DAYS_PER_YEAR, Careers
from evaluatie.flows.clocks import time_to_exit, time_to_promotion
from evaluatie.study.demonstration import DemoModel, demo_careers
from evaluatie.study.demonstration.responses import FIELDWORK

MODEL = DemoModel(persons=30_000, units=600)
TRUE = MODEL.careers
GROUPS = ["nederland", "buiten-europa"]
# five standard errors: one seed, some figures
FAR = 5.0


@pytest.fixture(scope="module")
def careers() -> Careers:
    personnel, positions = demo_careers(20261129, MODEL)
    start = MODEL.dates[0] - datetime.timedelta(days=round(TRUE.history * DAYS_PER_YEAR))
    end = MODEL.dates[-1] + datetime.timedelta(days=FIELDWORK - 1)
    persons = personnel.drop(columns="exposed").assign(origin=personnel["origin"].where(personnel["origin_known"]))
    exposed = positions["unit"] < MODEL.exposed_units
    return settle_careers(persons, positions.assign(exposed=exposed), start=start, end=end, ladder=TRUE.scales)


def two_groups(frame: pd.DataFrame) -> pd.DataFrame:
    kept = frame[frame["origin"].isin(GROUPS)]
    return kept.assign(origin=kept["origin"].cat.set_categories(GROUPS))


def log_ratio(frame: pd.DataFrame, event: str) -> tuple[float, float]:
    found = hazard_ratio(frame, "duration", event, ["origin"], entry="entry", cluster="person").coefficients.iloc[0]
    return float(found["coefficient"]), float(found["se"])


def waits(careers: Careers) -> pd.DataFrame:
    found = two_groups(time_to_promotion(careers, ["origin", "exposed"]))
    since = (found["day"] + pd.Timedelta(days=1) - pd.Timestamp(TRUE.began)).dt.days / DAYS_PER_YEAR
    return found.assign(promoted=(found["event"] == 1).astype(int), began=found["duration"] - since)


def test_rates_of_leaving_and_their_ratio_are_true(careers: Careers) -> None:
    rates = flow_rates(careers.persons, careers.positions, "origin", start=_day(careers.start), end=_day(careers.end),
                       ladder=TRUE.scales)  # fmt: skip
    whole = rates.table.query("year == 'all' and level == 'nederland'").iloc[0]
    # of who is there belonging is nearly standard normal: those who stay longer have a little more of it
    expected = MODEL.leaving * np.exp(MODEL.leaving_by_belonging**2 / 2)
    assert whole["outflow_rate"] == pytest.approx(expected, rel=FAR / np.sqrt(whole["outflow"]))
    known = whole["voluntary"] + whole["other"]
    assert whole["voluntary"] / known == pytest.approx(TRUE.voluntary, abs=FAR * 0.5 / np.sqrt(known))
    true = {"outflow": MODEL.leaving_shifts[0].size}
    chance = ndtr(ndtri(TRUE.voluntary) + TRUE.voluntary_shifts[0].size)
    true["voluntary"] = true["outflow"] + np.log(chance / TRUE.voluntary)
    found = {one.flow: one.ratio for one in flow_ratios(rates, "origin", *GROUPS).comparisons}
    for flow, value in true.items():
        assert found[flow].log_ratio == pytest.approx(value, abs=FAR * found[flow].log_ratio_se)


def test_the_hazard_ratio_of_leaving_is_true(careers: Careers) -> None:
    found, se = log_ratio(two_groups(time_to_exit(careers, ["origin"])), "left")
    assert found == pytest.approx(MODEL.leaving_shifts[0].size, abs=FAR * se)
    assert se < 0.1


def test_the_hazard_ratio_of_promotion_before_the_interventions_is_true(careers: Careers) -> None:
    found = waits(careers)
    before = found[found["entry"] < found["began"]]
    late = before["duration"] > before["began"]
    cut = before.assign(promoted=before["promoted"].where(~late, 0), duration=before[["duration", "began"]].min(axis=1))
    ratio, se = log_ratio(cut, "promoted")
    assert ratio == pytest.approx(TRUE.promotion_shifts[0].size, abs=FAR * se)
    rate = cut.groupby("origin", observed=True)[["promoted"]].sum()["promoted"] / (
        cut.assign(time=cut["duration"] - cut["entry"]).groupby("origin", observed=True)["time"].sum()
    )
    assert rate["nederland"] == pytest.approx(TRUE.promotion, rel=0.05)


def test_the_change_of_promotion_where_interventions_were_is_true(careers: Careers) -> None:
    found = waits(careers)
    for exposed, true in (("True", TRUE.promotion_after[0].size), ("False", 0.0)):
        theirs = found[(found["exposed"] == exposed) & (found["origin"] == GROUPS[1])]
        change = hazard_change(theirs, "duration", "promoted", "began", entry="entry", cluster="person").changes.iloc[0]
        width = np.log(change["ci_high"] / change["ci_low"]) / 3.92
        assert np.log(change["hazard_ratio"]) == pytest.approx(true, abs=FAR * width)


def test_a_wait_is_at_risk_only_while_the_files_look(careers: Careers) -> None:
    found = time_to_promotion(careers)
    years = careers.episodes
    assert (found["entry"] >= 0).all()
    total = float((found["duration"] - found["entry"]).sum())
    below = (years.rank >= 0) & (years.rank < len(careers.ladder) - 1)
    low, high = np.maximum(years.start, careers.start), np.minimum(years.stop, careers.end + 1)
    assert total == pytest.approx(float(np.maximum(high - low, 0)[below].sum()) / DAYS_PER_YEAR)


def _day(number: int) -> str:
    return str(np.datetime64(number, "D"))
