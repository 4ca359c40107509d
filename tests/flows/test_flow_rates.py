"""flow_rates and flow_ratios: against R's pyears, identities of stock and flow, left truncation, parts on a cluster."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.flows import event_rate, flow_rates, flow_ratios, person_time, settle_careers, time_to_promotion
from evaluatie.flows.careers import DAYS_PER_YEAR
from tolerances import CLOSED_FORM

DATA = Path(__file__).parent / "data"
MADE = pd.read_csv(DATA / "flows_made.csv")
PERIOD = {"start": "2016-04-01", "end": "2020-09-30"}
LADDER = ["6", "8", "10", "12"]


def national(seed: int, people: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make clean files of many people with two or three positions each."""
    rng = np.random.default_rng(seed)
    entry = np.datetime64("2008-01-01") + rng.integers(0, 4700, people)
    exit_ = entry + np.ceil(rng.exponential(2500, people)).astype(int)
    persons = pd.DataFrame({"person": [f"p{at:06d}" for at in range(people)], "entry": entry, "exit": exit_})
    persons = persons.assign(
        origin=rng.choice(["nl", "elders"], people), reason=rng.choice(["voluntary", "pension"], people), born=1980
    )
    persons["exit"] = persons["exit"].where(persons["exit"] < "2020-12-31")
    held, at = np.repeat(np.arange(people), 3), np.tile(np.arange(3), people)
    start = entry[held] + at * 400
    scale = np.array(LADDER)[np.minimum(rng.integers(0, 3, people)[held] + at * rng.integers(0, 2, people)[held], 3)]
    positions = pd.DataFrame(
        {"person": persons["person"].to_numpy()[held], "start": start, "end": pd.NaT, "scale": scale}
    )
    return persons, positions.assign(unit=rng.choice(["a", "b", "c"], len(held)))


def test_person_years_by_year_origin_and_tenure_are_those_of_r() -> None:
    reference = pd.read_csv(DATA / "flows_pyears.csv").astype({"yr": int})
    careers = settle_careers(MADE, **PERIOD)
    ours = person_time(careers, ["origin", "tenure"]).query("person_years > 0")
    bands = dict(zip(ours["tenure"].cat.categories, ["0", "1", "2", "5", "10"], strict=True))
    ours = ours.assign(ten=ours["tenure"].astype(str).map(bands).astype(int), yr=ours["year"])
    both = ours.merge(reference, on=["yr", "origin", "ten"], how="outer")
    assert len(both) == len(reference) == len(ours)
    assert both["person_years"].to_numpy() == pytest.approx(both["pyears"].to_numpy(), rel=CLOSED_FORM)
    assert both["unknown"].tolist() == both["event"].tolist()


def test_stock_at_the_start_and_flows_make_the_stock_at_the_end() -> None:
    persons, positions = national(1, 2000)
    found = flow_rates(persons, positions, ["origin", "scale", "unit", "tenure"], **PERIOD, ladder=LADDER).table
    flows = found["inflow"] - found["outflow"] + found["moved"]
    assert (found["stock_start"] + flows == found["stock_end"]).all()
    years = found[found["year"] != "all"]
    for (name, _), rows in years.groupby(["characteristic", "level"], sort=False):
        if name != "tenure":
            assert rows["stock_end"].tolist()[:-1] == rows["stock_start"].tolist()[1:]
    assert (found.loc[found["characteristic"] == "origin", "moved"] == 0).all()
    everyone = years[years["characteristic"] == "all"].set_index("year")
    for name in ("origin", "scale", "unit"):
        parts = years[years["characteristic"] == name].groupby("year")
        for count in ("stock_start", "inflow", "outflow", "promotions"):
            assert (parts[count].sum() == everyone[count]).all()


def test_who_left_before_the_extract_is_no_time_at_risk() -> None:
    """Of an extract from 2016 on, the naive account from entry puts the rate far too low; ours holds the truth."""
    rng = np.random.default_rng(4)
    entry = np.datetime64("2006-01-01") + rng.integers(0, 4000, 40_000)
    exit_ = entry + np.ceil(rng.exponential(DAYS_PER_YEAR / 0.2, 40_000)).astype(int)
    persons = pd.DataFrame({"person": range(40_000), "entry": entry, "exit": exit_})
    persons = persons[persons["exit"] >= PERIOD["start"]].assign(
        exit=persons["exit"].where(persons["exit"] <= PERIOD["end"])
    )
    whole = flow_rates(persons, **PERIOD).table.query("year == 'all'").iloc[0]
    # the last day counts as worked: half a day a person is 0.0003 on a rate of 0.2
    assert whole["outflow_low"] < 0.2 < whole["outflow_high"]
    naive = flow_rates(persons, start="2006-01-01", end=PERIOD["end"]).table.query("year == 'all'").iloc[0]
    assert naive["outflow_high"] < 0.15


def test_the_bounds_put_everyone_of_unknown_group_on_one_side() -> None:
    rng = np.random.default_rng(9)
    exits = np.where(rng.random(400) < 0.4, np.datetime64("2020-07-01"), np.datetime64("NaT", "D"))
    origin = rng.choice(["nl", "elders", "unknown"], 400, p=[0.5, 0.25, 0.25])
    persons = pd.DataFrame({"person": range(400), "entry": "2018-01-01", "exit": exits, "origin": origin})
    year = {"start": "2020-01-01", "end": "2020-12-31"}
    found = flow_ratios(flow_rates(persons, by="origin", **year), "origin", "nl").table().set_index("flow")
    for put, column in (("elders", "unknown_focal"), ("nl", "unknown_reference")):
        moved = persons.assign(origin=persons["origin"].replace("unknown", put))
        again = flow_ratios(flow_rates(moved, by="origin", **year), "origin", "nl").table().set_index("flow")
        assert found.loc["outflow", column] == pytest.approx(again.loc["outflow", "ratio"], rel=CLOSED_FORM)


def test_unknown_levels_years_and_characteristics_are_named() -> None:
    found = flow_rates(MADE, by="origin", **PERIOD)
    with pytest.raises(ValueError, match="no level 'mars'"):
        flow_ratios(found, "origin", "mars")
    with pytest.raises(ValueError, match="no rates of unit in all: there are those of origin"):
        flow_ratios(found, "unit", "a")
    with pytest.raises(ValueError, match="'unit' is no characteristic: there are origin"):
        flow_rates(MADE, by="unit", **PERIOD)
    with pytest.raises(ValueError, match="no position belongs to anybody"):
        flow_rates(MADE, pd.DataFrame({"person": ["x"], "start": ["2019-01-01"], "end": [None]}), **PERIOD)


def test_parts_on_two_workers_give_the_same_table() -> None:
    frames = pytest.importorskip("dask.dataframe")
    distributed = pytest.importorskip("distributed")
    persons, positions = national(3, 3000)
    risen = persons["person"][(persons["entry"] < "2017-12-01") & ~(persons["exit"] < "2018-02-01")]
    together = pd.DataFrame({"person": risen, "start": pd.Timestamp("2018-01-01"), "end": pd.NaT, "scale": "12"})
    positions = pd.concat([positions, together], ignore_index=True)
    by = ["origin", "scale", "unit", "age", "tenure", "reason"]
    here = flow_rates(persons, positions, by, **PERIOD, ladder=LADDER)
    assert here.decisions["rescaled_moves"] > 10
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        ) as cluster,
        distributed.Client(cluster),
    ):
        parts = (frames.from_pandas(frame, npartitions=5) for frame in (persons, positions))
        there = flow_rates(*parts, by, **PERIOD, ladder=LADDER)
    pd.testing.assert_frame_equal(there.table, here.table)
    assert (there.decisions, there.notes) == (here.decisions, here.notes)


def test_limits_of_rates_are_exact() -> None:
    found = flow_rates(MADE, **PERIOD).table
    for row in found.to_dict("records"):
        exact = event_rate(row["outflow"], row["person_years"])
        limits = (exact.rate, exact.ci_low, exact.ci_high)
        assert (row["outflow_rate"], row["outflow_low"], row["outflow_high"]) == pytest.approx(limits, rel=CLOSED_FORM)


def test_without_reasons_nothing_is_said_of_the_kind_of_exit() -> None:
    found = flow_rates(MADE, by="origin", **PERIOD)
    rows = found.table[found.table["outflow"] > 0]
    assert rows[["voluntary_rate", "other_rate", "voluntary_low"]].isna().all(axis=None)
    assert rows["outflow_rate"].notna().all()
    ratios = flow_ratios(found, "origin", "nederland").table()
    assert set(ratios["flow"]) == {"inflow", "outflow"}


def test_reasons_that_are_not_known_bound_the_ratio_of_voluntary_exits() -> None:
    people = pd.DataFrame({"person": range(2000), "entry": "2015-01-01", "origin": ["nl", "elders"] * 1000})
    left = people["person"] % 1000 < 300
    reason = np.where(left & ((people["origin"] == "nl") | (people["person"] % 10 < 4)), "voluntary", None)
    persons = people.assign(exit=np.where(left, np.datetime64("2020-07-01"), np.datetime64("NaT", "D")), reason=reason)
    rates = flow_rates(persons, by="origin", start="2020-01-01", end="2020-12-31")
    unknown = int((left & (reason != "voluntary")).sum())
    assert f"of {unknown} of the {int(left.sum())} exits no reason is known" in " ".join(rates.notes)
    known = flow_rates(persons.assign(reason="voluntary"), by="origin", start="2020-01-01", end="2020-12-31")
    assert "no reason is known" not in " ".join(known.notes)
    found = flow_ratios(rates, "origin", "nl")
    (note,) = [note for note in found.notes if note.startswith("voluntary, elders")]
    assert note == "voluntary, elders: between 0.40 and 1.00, whatever the reasons of exit that are not known"


def test_without_anybody_in_the_period_there_is_a_note() -> None:
    for persons in (MADE.iloc[:0], MADE):
        found = flow_rates(persons, by="origin", start="1990-01-01", end="1990-12-31")
        assert found.table.empty
        assert "nobody was employed in this period" in found.notes


def test_a_contract_that_ends_in_the_future_does_not_stretch_the_period() -> None:
    rows = [(1, "2018-01-01", "2030-12-31"), (2, "2019-01-01", "2020-06-30"), (3, "2020-03-01", "2999-12-31")]
    found = flow_rates(pd.DataFrame(rows, columns=["person", "entry", "exit"]))
    assert found.table["year"].tolist() == [2018, 2019, 2020, "all"]
    assert "taken from the files: 2018-01-01 to 2020-06-30" in found.notes[0]


def test_collective_moves_can_be_named_or_denied() -> None:
    persons = pd.DataFrame({"person": range(20), "entry": "2018-01-01", "exit": None})
    held = {"person": [*range(20)] * 2, "start": ["2018-01-01"] * 20 + ["2020-07-01"] * 20, "end": None}
    positions = pd.DataFrame({**held, "scale": ["6"] * 20 + ["8"] * 20})
    for rescalings, promoted in ((None, 0), ({}, 20)):
        found = flow_rates(persons, positions, **PERIOD, ladder=LADDER, rescalings=rescalings)
        assert found.table["promotions"].max() == promoted


def test_clocks_and_counts_agree_at_the_borders_of_years() -> None:
    moves = [f"{year}-01-01" for year in range(2016, 2022)]
    persons = pd.DataFrame({"person": range(60), "entry": "2015-01-01", "exit": None})
    rows = [
        (person, day, scale) for person in range(60) for day, scale in (("2015-01-01", "6"), (moves[person % 6], "8"))
    ]
    positions = pd.DataFrame(rows, columns=["person", "start", "scale"]).assign(end=None)
    careers = settle_careers(persons, positions, start="2017-01-01", end="2020-12-31", ladder=LADDER, rescalings={})
    waits, counted = time_to_promotion(careers), person_time(careers, [])
    assert (waits["event"] == 1).sum() == counted["promotions"].sum() == 30
    assert (waits["duration"] - waits["entry"]).sum() == pytest.approx(counted["years_at_risk"].sum())


def test_only_known_levels_that_differ_are_compared() -> None:
    found = flow_rates(MADE, by="origin", **PERIOD)
    for reference, focal in (("unknown", None), ("nederland", "nederland")):
        with pytest.raises(ValueError, match="known levels that differ"):
            flow_ratios(found, "origin", reference, focal)
    assert flow_ratios(found, "origin", "nederland", year="2018").year == "2018"


def test_positions_in_one_scale_are_one_wait() -> None:
    persons = pd.DataFrame({"person": ["a"], "entry": ["2016-01-01"], "exit": [None]})
    held = {"person": "a", "start": ["2016-01-01", "2018-01-01", "2020-01-01", "2020-07-01"], "end": None}
    positions = pd.DataFrame({**held, "scale": ["6", "6", "8", "6"], "unit": list("abcd")})
    waits = time_to_promotion(settle_careers(persons, positions, **PERIOD, ladder=LADDER))
    assert waits[["entry", "duration"]].round(2).to_numpy().tolist() == [[0.25, 4.0], [0.0, 0.5], [0.0, 0.25]]
    # a move down ends a wait without promotion
    assert waits["event"].tolist() == [1, 0, 0]


def test_codes_of_two_kinds_are_refused_on_a_cluster() -> None:
    frames = pytest.importorskip("dask.dataframe")
    persons, positions = national(3, 50)
    numbers = positions.assign(person=range(len(positions)))
    parts = (frames.from_pandas(frame, npartitions=2) for frame in (persons, numbers))
    with pytest.raises(ValueError, match="make them alike"):
        flow_rates(*parts, **PERIOD, ladder=LADDER)
