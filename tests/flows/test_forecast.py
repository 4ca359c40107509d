"""forecast against matrix products of R, brute force, and organisations drawn from known matrices."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluatie.flows.looking_ahead.forecasting import forecast
from evaluatie.flows.looking_ahead.from_records import forecast_inputs
from evaluatie.flows.looking_ahead.looking_back import backtest
from evaluatie.flows.moving.estimating import transitions
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, SAME_FIGURE

DATA = Path(__file__).parent / "data"
FIGURES = {f["name"]: f["value"] for f in json.loads((DATA / "transitions_reference.json").read_text())["figures"]}
MALES = pd.read_csv(DATA / "males.csv.gz")
PSOR = pd.read_csv(DATA / "psor.csv")

NAMES = ["S1", "S2", "S3", "left"]
MOVES = {
    "m": pd.DataFrame([[80, 6, 0, 14], [2, 82, 5, 11], [0, 2, 90, 8], [0, 0, 0, 1]], NAMES, NAMES),
    "o": pd.DataFrame([[234, 36, 0, 30], [3, 252, 21, 24], [0, 3, 276, 21], [0, 0, 0, 1]], NAMES, NAMES),
}
STOCK = pd.DataFrame({"S1": [40, 120], "S2": [20, 90], "S3": [6, 60]}, index=["m", "o"])
COMING = pd.DataFrame({"S1": [6, 14], "S2": [1, 4], "S3": [0, 1]}, index=["m", "o"])


def ahead(**options):
    given = {"steps": 4, "focal": "m", "exits": "left", "simulations": 60, **options}
    return forecast(given.pop("stock", STOCK), given.pop("moves", MOVES), given.pop("inflow", COMING), **given)


def mean(seen, scenario: str = "nothing changes") -> np.ndarray:
    """Expected heads as an array steps x groups x states, exits last."""
    rows = seen.counts[(seen.counts["scenario"] == scenario) & (seen.counts["state"] != "all")]
    return rows["mean"].to_numpy().reshape(seen.steps + 1, -1, len(NAMES))


def total_share(seen, scenario: str = "nothing changes") -> list[float]:
    return seen.shares.query("state == 'all' and scenario == @scenario")["share"].tolist()


@pytest.mark.parametrize("label", ["union", "occupation (9 states)", "union, ethnicity black"])
def test_the_mean_path_is_the_matrix_product_of_r(label: str) -> None:
    frame = MALES[MALES["ethn"] == "black"] if "black" in label else MALES
    moved = transitions(frame, "nr", "year", "occupation" if "occupation" in label else "union")
    stock = FIGURES[f"{label}: starting counts (first observed state)"]
    seen = forecast(stock, moved, steps=5, simulations=20)
    for step in range(1, 6):
        rows = seen.counts[(seen.counts["step"] == step) & (seen.counts["state"] != "all")]
        theirs = FIGURES[f"{label}: forecast head-count after {step} steps"]
        assert dict(zip(rows["state"], rows["mean"], strict=True)) == pytest.approx(theirs, rel=CLOSED_FORM)


def test_the_mean_path_of_an_absorbing_chain_is_that_of_r() -> None:
    label = "psoriatic arthritis damage states by visit"
    moved = transitions(PSOR, "ptnum", "months", "state", gap="bridge", absorbing="s4")
    stock = FIGURES[f"{label}: starting counts (first observed state)"]
    seen = forecast({k: v for k, v in stock.items() if k != "s4"}, moved, steps=5, simulations=20)
    for step in range(1, 6):
        rows = seen.counts[(seen.counts["step"] == step) & (seen.counts["state"] != "all")]
        theirs = FIGURES[f"{label}: forecast head-count after {step} steps"]
        assert dict(zip(rows["state"], rows["mean"], strict=True)) == pytest.approx(theirs, rel=CLOSED_FORM)
    assert seen.states == ("s1", "s2", "s3")


def test_the_mean_path_with_groups_and_inflow_is_that_of_a_plain_loop() -> None:
    seen = mean(ahead())
    for g, group in enumerate(["m", "o"]):
        p = (MOVES[group] / MOVES[group].sum(axis=1).to_numpy()[:, None]).to_numpy()
        heads = np.append(STOCK.loc[group].to_numpy(float), 0)
        for step in range(5):
            assert seen[step, g] == pytest.approx(heads, rel=CLOSED_FORM)
            heads = heads @ p + np.append(COMING.loc[group], 0)


def test_the_simulated_heads_have_the_mean_of_the_path() -> None:
    seen = ahead(simulations=1500, confidence=0.5, steps=2)
    rows = seen.counts[seen.counts["state"].isin(NAMES[:3])]
    assert (rows["low"] <= rows["mean"] + 1).all()
    assert (rows["high"] >= rows["mean"] - 1).all()
    wide, narrow = ahead(confidence=0.99), ahead(confidence=0.8)
    last = wide.counts["step"] == 4
    widths = [(seen.counts["high"] - seen.counts["low"])[last].sum() for seen in (wide, narrow)]
    assert widths[0] > widths[1]
    now = wide.counts[wide.counts["step"] == 0]
    assert now["low"].tolist() == now["high"].tolist() == now["mean"].tolist()


def test_scenarios_do_what_they_say() -> None:
    names = ["nothing changes", "equal promotion", "equal exit", "target on inflow", "equal promotion + equal exit"]
    seen = ahead(scenarios=names, inflow_share=0.5)
    pooled = sum(MOVES.values())
    pooled = pooled / pooled.sum(axis=1).to_numpy()[:, None]
    own = MOVES["m"] / MOVES["m"].sum(axis=1).to_numpy()[:, None]
    heads, coming = np.append(STOCK.loc["m"].to_numpy(float), 0), np.append(COMING.loc["m"], 0)

    def first_step(promotion: bool, leaving: bool) -> np.ndarray:
        p = own.to_numpy().copy()
        for i in range(3):
            for j in range(4):
                if (promotion and i < j < 3) or (leaving and j == 3):
                    p[i, j] = pooled.iloc[i, j]
            p[i, i] = 1 - p[i].sum() + p[i, i]
        return heads @ p + coming

    assert mean(seen, "equal promotion")[1, 0] == pytest.approx(first_step(True, False), rel=CLOSED_FORM)
    assert mean(seen, "equal exit")[1, 0] == pytest.approx(first_step(False, True), rel=CLOSED_FORM)
    both = mean(seen, "equal promotion + equal exit")
    assert both[1, 0] == pytest.approx(first_step(True, True), rel=CLOSED_FORM)
    assert both[:, 1] == pytest.approx(mean(seen)[:, 1], rel=CLOSED_FORM)
    hired = mean(seen, "target on inflow") - mean(seen)
    assert hired[1, :, :3] == pytest.approx(np.array([[4, 1.5, 0.5], [-4, -1.5, -0.5]]), rel=CLOSED_FORM)
    assert hired[1:].sum(axis=(1, 2)) == pytest.approx(np.zeros(4), abs=SAME_FIGURE)
    assert seen.differences.index.equals(pd.RangeIndex(len(seen.differences)))  # no row has another's label
    last = seen.differences[seen.differences["step"] == 4].set_index("scenario")
    for name in names[1:]:
        found = total_share(seen, name)[-1] - total_share(seen)[-1]
        assert last.loc[name, "difference"] == pytest.approx(found, rel=CLOSED_FORM)
    assert last.loc["target on inflow", "low"] > 0.05
    assert last.loc["equal exit", "low"] <= last.loc["equal exit", "difference"] <= last.loc["equal exit", "high"]


def test_known_retirements_replace_exits_and_are_not_added() -> None:
    usual, none = ahead(steps=1), ahead(steps=1, retirements={("m", "S1"): 0})
    assert mean(none) == pytest.approx(mean(usual), rel=CLOSED_FORM)
    # 5.6 of the 40 are expected to leave: 4 known ones are part of them, 10 known ones are more
    few, many = (mean(ahead(steps=1, retirements={("m", "S1"): n}))[1, 0] for n in (4, 10))
    assert few == pytest.approx(mean(usual)[1, 0], rel=CLOSED_FORM)
    assert few[3] - many[3] == pytest.approx(5.6 - 10, rel=CLOSED_FORM)
    assert many.sum() == pytest.approx(66 + 7, rel=CLOSED_FORM)
    all_go = mean(ahead(steps=1, retirements={("m", "S3"): 6}))[1, 0]
    assert all_go[2] == pytest.approx(20 * 0.05, rel=CLOSED_FORM)
    drawn = ahead(steps=1, retirements={("m", "S3"): 6.0})
    rows = drawn.counts.query("group == 'm' and state == 'left' and step == 1")
    assert rows["low"].item() >= 6
    with pytest.raises(ValueError, match="retirements need a state to go to"):
        ahead(retirements={("m", "S1"): 1}, exits=())


def test_a_state_of_retirement_takes_only_those_who_reach_the_age() -> None:
    names = ["S1", "left", "retired"]
    counts = pd.DataFrame([[80, 10, 10], [0, 1, 0], [0, 0, 1]], names, names)
    options = {"steps": 2, "exits": ["left", "retired"], "simulations": 50}
    seen = forecast({"S1": 100}, counts, retirements=[{"S1": 20}, {"S1": 0}], retired="retired", **options)
    heads = seen.counts.pivot_table(index="step", columns="state", values="mean")
    assert heads.loc[1, "retired"] == heads.loc[2, "retired"] == 20
    assert heads.loc[1, "S1"] == pytest.approx(80 * 8 / 9, rel=CLOSED_FORM)
    assert heads.loc[2, "S1"] == pytest.approx(80 * (8 / 9) ** 2, rel=CLOSED_FORM)


def test_bands_hold_what_comes_true() -> None:
    rng = np.random.default_rng(42)
    truth = {group: (m / m.sum(axis=1).to_numpy()[:, None]).to_numpy() for group, m in MOVES.items()}
    inside, steps, trials = np.zeros(2), (3, 5), 25
    for trial in range(trials):
        counts = {
            group: pd.DataFrame([rng.multinomial(n, row) for n, row in zip([*STOCK.loc[group] * 2, 1], p, strict=True)],
                                NAMES, NAMES)
            for group, p in truth.items()
        }  # fmt: skip
        seen = ahead(moves=counts, steps=5, simulations=200, seed=trial)
        heads = {group: np.append(STOCK.loc[group], 0) for group in truth}
        for step in range(1, 6):
            for group, p in truth.items():
                moved = sum(rng.multinomial(n, row) for n, row in zip(heads[group], p, strict=True))
                heads[group] = moved + rng.poisson(np.append(COMING.loc[group], 0))
            share = heads["m"][:3].sum() / sum(held[:3].sum() for held in heads.values())
            row = seen.shares.query("state == 'all' and step == @step")
            if step in steps:
                inside[steps.index(step)] += row["low"].item() <= share <= row["high"].item()
    assert (inside / trials >= 0.84).all()


def test_uncertain_inflow_and_counts_widen_the_bands() -> None:
    def width(**options) -> float:
        row = ahead(simulations=800, **options).shares.query("state == 'all' and step == 4")
        return row["high"].item() - row["low"].item()

    known = {group: m / m.sum(axis=1).to_numpy()[:, None] for group, m in MOVES.items()}
    assert width(moves=known) < width() < width(inflow_years=1)
    assert any("taken as known" in note for note in ahead(moves=known).notes)


def test_a_row_that_a_group_was_not_seen_to_leave_is_borrowed_or_refused() -> None:
    bare = {**MOVES, "m": MOVES["m"].copy()}
    bare["m"].loc["S3"] = 0
    seen = ahead(moves=bare)
    assert any("no moves seen of m in S3: the moves of all groups together" in note for note in seen.notes)
    p = MOVES["o"].loc["S3"] / MOVES["o"].loc["S3"].sum()
    assert mean(seen)[1, 0, 2] == pytest.approx(6 * p["S3"] + 20 * 0.05, rel=CLOSED_FORM)
    nobody = {group: m.assign(S3=m["S3"]).copy() for group, m in bare.items()}
    nobody["o"].loc["S3"] = 0
    with pytest.raises(ValueError, match="no move from S3 was seen in any group"):
        ahead(moves=nobody)
    few = {**MOVES, "m": (MOVES["m"] / 20).round().astype(int)}
    assert any("fewer than 10 moves were seen of m in S1" in note for note in ahead(moves=few).notes)


def test_tables_may_have_other_shapes() -> None:
    long = STOCK.stack()  # noqa: PD013
    usual = ahead()
    assert mean(ahead(stock=long)) == pytest.approx(mean(usual))
    assert mean(ahead(inflow=[COMING] * 4)) == pytest.approx(mean(usual))
    shuffled = ahead(stock=STOCK[["S3", "S1", "S2"]].iloc[::-1], inflow=COMING.astype("Int64"))
    assert total_share(shuffled) == pytest.approx(total_share(usual), rel=CLOSED_FORM)
    one = forecast({1: 10, 2: 5}, np.array([[8, 2], [1, 9]]), steps=1, simulations=20)
    assert one.counts.query("step == 1 and state == '1'")["mean"].item() == pytest.approx(8.5)
    assert one.shares.empty
    assert {row.term for row in one.estimates()} == {"heads: all"}
    assert any("nobody leaves in this forecast" in note for note in one.notes)
    assert any("no inflow was given" in note for note in one.notes)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"scenarios": "equal pay"}, "no scenario 'equal pay'"),
        ({"scenarios": "target on inflow"}, "needs inflow_share between 0 and 1"),
        ({"scenarios": "equal exit", "focal": None}, "needs focal="),
        ({"scenarios": []}, "at least one scenario"),
        ({"focal": "x"}, "unknown focal groups: 'x'"),
        ({"inflow": {("m", "S9"): 1}}, "unknown states in inflow: 'S9'"),
        ({"inflow": {("m", "left"): 1}}, "outside the staff"),
        ({"inflow": [COMING]}, "1 tables for 4 steps"),
        ({"stock": -STOCK}, "negative"),
        ({"moves": {"m": MOVES["m"]}}, "no transition matrix for group 'o'"),
        ({"moves": {g: m * 1.5 + 0.1 for g, m in MOVES.items()}}, "counts of moves, or probabilities"),
        ({"exits": "gone"}, "unknown exits"),
        ({"steps": 0}, "from 1 to 1,000"),
        ({"confidence": 95}, "confidence"),
    ],
)
def test_what_cannot_be_is_said(options: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ahead(**options)


def test_nobody_in_a_state_gives_no_share() -> None:
    stock = STOCK.assign(S3=0)
    seen = ahead(stock=stock, steps=1, inflow=None)
    now = seen.shares.query("state == 'S3' and step == 0")
    assert now["share"].isna().all()
    assert now["low"].isna().all()
    assert all(np.isfinite(row.estimate) for row in seen.estimates())
    seen._repr_html_()


@settings(deadline=None, max_examples=6)
@given(st.integers(2, 5), st.permutations(["m", "o"]))
def test_scale_and_order_of_groups_do_not_change_expected_shares(times: int, order: list[str]) -> None:
    usual = ahead(simulations=5)
    larger = ahead(stock=STOCK.loc[order] * times, inflow=COMING * times, simulations=5)
    assert total_share(larger) == pytest.approx(total_share(usual), rel=CLOSED_FORM)
    again = ahead(simulations=5)
    pd.testing.assert_frame_equal(again.counts, usual.counts)


def staff(seed: int = 1, years: int = 7) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    truth = {group: (m / m.sum(axis=1).to_numpy()[:, None]).to_numpy() for group, m in MOVES.items()}
    rows, who = [], 0
    for group, p in truth.items():
        present = []
        for year in range(years):
            present = [(w, rng.choice(4, p=p[s])) for w, s in present]
            present = [(w, s) for w, s in present if s < 3]
            new = STOCK.loc[group] if year == 0 else rng.poisson(COMING.loc[group])
            for s, n in enumerate(new):
                present += [(who + at, s) for at in range(n)]
                who += n
            rows += [(w, 2015 + year, NAMES[s], group) for w, s in present]
    return pd.DataFrame(rows, columns=["who", "year", "scale", "origin"])


def test_inputs_from_records_add_up() -> None:
    frame = staff()
    seen = forecast_inputs(frame, "who", "year", "scale", "origin")
    last = frame[frame["year"] == 2021]
    assert seen.stock.loc["m", "S1"] == ((last["origin"] == "m") & (last["scale"] == "S1")).sum()
    first = frame.sort_values("year").drop_duplicates("who")
    assert seen.inflow.to_numpy().sum() * 6 == pytest.approx((first["year"] > 2015).sum())
    leavers = seen.transitions.counts["left"].sum() - seen.transitions.counts.loc["left", "left"]
    assert leavers == (frame.groupby("who")["year"].max() < 2021).sum()
    result = forecast(seen.stock, seen.transitions, seen.inflow, 3, focal="m", inflow_years=6, simulations=100)
    assert result.states == ("S1", "S2", "S3")


def test_the_back_test_compares_with_what_came() -> None:
    frame = staff(3, 9)
    seen = backtest(frame, "who", "year", "scale", "origin", focal="m", simulations=300)
    assert (seen.learned, seen.compared) == (4, 4)
    last = frame[frame["year"] == 2023]
    row = seen.table.query("state == 'all' and step == 4")
    assert row["observed"].item() == pytest.approx((last["origin"] == "m").mean(), rel=CLOSED_FORM)
    assert seen.inside >= 0.75
    assert 0 <= seen.error < 0.1
    with pytest.raises(NotEnoughData, match="needs more moments"):
        backtest(frame[frame["year"] < 2017], "who", "year", "scale", "origin", focal="m")
