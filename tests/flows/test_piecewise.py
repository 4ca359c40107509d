"""split_time and hazard_change: nothing is lost in a split, and a change is that of R's coxph on split rows."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluatie.flows.duration import hazard_change, hazard_ratio, split_time
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, FITTED, SAME_FIGURE

DATA = Path(__file__).parent / "data"
FIGURES = {f["name"]: f["value"] for f in json.loads((DATA / "survival_reference.json").read_text())["figures"]}
DELAYED = pd.read_csv(DATA / "delayed_made.csv").assign(left=lambda f: f["event"] > 0)
ROW = np.arange(1, len(DELAYED) + 1)
#: as in the R script that made the figures: a moment per row, for one in five none
CUT = DELAYED.assign(cut=np.where(ROW % 5 == 0, np.nan, (ROW * 7) % 45 - 5.0))


def change(frame: pd.DataFrame = CUT, **options):
    return hazard_change(frame, "duration", "left", "cut", entry="entry", **options)


@pytest.mark.parametrize("group", [None, "group"])
def test_the_model_is_that_of_coxph_on_split_rows(group: str | None) -> None:
    result = change(group=group, covariates="x")
    case = "change by group" if group else "change"
    theirs = pd.DataFrame(FIGURES[f"{case}: coefficients"]).set_index("row")
    ours = result.model.coefficients
    levels = ours["level"].fillna("")
    names = [
        f"{name}{level}".replace("after:", "after:group") for name, level in zip(ours["covariate"], levels, strict=True)
    ]
    assert ours["coefficient"].tolist() == pytest.approx(theirs.loc[names, "coef"].tolist(), rel=FITTED)
    assert ours["se"].tolist() == pytest.approx(theirs.loc[names, "se(coef)"].tolist(), rel=FITTED)
    whole = FIGURES[f"{case}: whole"]
    assert result.model.loglik == pytest.approx(whole["ll1"], rel=FITTED)
    assert (result.n, result.model.n, result.n_events) == (len(DELAYED), whole["n"], whole["events"])
    first = pd.DataFrame(FIGURES[f"{case}: ratios"]).set_index("row").loc["after"]
    row = result.changes.iloc[0]
    limits = (first["exp(coef)"], first["lower .95"], first["upper .95"])
    assert (row["hazard_ratio"], row["ci_low"], row["ci_high"]) == pytest.approx(limits, rel=FITTED)
    assert "61 of 307 rows have no moment of change: all their time is before" in result.notes


def test_each_groups_change_is_the_references_times_the_ratio() -> None:
    result = change(group="group")
    changes = result.changes.set_index("group")
    for row in result.ratios.to_dict("records"):
        assert row["reference"] == result.reference == "a"
        together = changes.loc["a", "hazard_ratio"] * row["ratio"]
        assert changes.loc[row["group"], "hazard_ratio"] == pytest.approx(together, rel=CLOSED_FORM)
    # with another reference the same change of c, interval included
    other = DELAYED.assign(cut=CUT["cut"], group=pd.Categorical(DELAYED["group"], ["c", "b", "a"]))
    again = change(other, group="group").changes.set_index("group")
    names = ["hazard_ratio", "ci_low", "ci_high", "events_before", "time_after"]
    for group in "abc":
        assert again.loc[group, names].tolist() == pytest.approx(changes.loc[group, names].tolist(), rel=SAME_FIGURE)


def test_time_and_events_before_and_after_add_up() -> None:
    changes = change(group="group").changes
    assert changes[["events_before", "events_after"]].to_numpy().sum() == DELAYED["left"].sum()
    time = (DELAYED["duration"] - DELAYED["entry"]).sum()
    assert changes[["time_before", "time_after"]].to_numpy().sum() == pytest.approx(time, rel=CLOSED_FORM)


def test_a_moment_before_everyone_started_or_after_is_refused_in_words() -> None:
    with pytest.raises(NotEnoughData, match="no event after the moment in group 'all'"):
        change(CUT.assign(cut=1000))
    with pytest.raises(NotEnoughData, match="no event before the moment in group 'a', 'b', 'c'"):
        change(CUT.assign(cut=-1), group="group")
    with pytest.raises(ValueError, match="named once"):
        change(group="group", covariates="group")


def test_a_change_that_was_put_in_is_found() -> None:
    rng = np.random.default_rng(6)
    n = 8000
    hired, group = rng.uniform(0, 60, n), rng.integers(0, 2, n)
    moment = 30 - hired
    rate, ratio = 0.03 * np.where(group == 1, 1.5, 1.0), np.where(group == 1, 0.6, 1.2)
    due, until = rng.exponential(size=n), np.maximum(moment, 0)
    leave = np.where(due < rate * until, due / rate, until + (due - rate * until) / (rate * ratio))
    frame = pd.DataFrame({"t": np.minimum(leave, 60 - hired), "d": leave <= 60 - hired, "at": moment, "g": group})
    # numbers are groups here, not amounts
    result = hazard_change(frame, "t", "d", "at", group="g")
    for row, truth in zip(result.changes.to_dict("records"), (1.2, 0.6), strict=True):
        assert abs(np.log(row["hazard_ratio"] / truth)) < 3 * row["se"]
    ratios = result.ratios.iloc[0]
    assert abs(np.log(ratios["ratio"] / 0.5)) < 3 * ratios["se"] < 0.5
    assert set(result.tidy()["term"]) == {"hazard_ratio", "ratio_of_hazard_ratios"}


def test_standard_errors_may_allow_for_teams() -> None:
    plain, robust = change(covariates="x"), change(covariates="x", cluster="team")
    assert plain.changes["hazard_ratio"][0] == pytest.approx(robust.changes["hazard_ratio"][0], rel=CLOSED_FORM)
    assert plain.changes["se"][0] != robust.changes["se"][0]
    assert robust.model.n_clusters == DELAYED["team"].nunique()
    assert robust.changes["small_sample_low"][0] < robust.changes["ci_low"][0]
    assert "hazard_ratio_small_sample" in set(robust.tidy()["term"])


def test_what_happens_at_a_cut_belongs_before_it() -> None:
    staff = pd.DataFrame({"t": [6, 7], "left": [True, True]}, index=[5, 5])
    split = split_time(staff, "t", 6, event="left", id="who")
    assert split.to_dict("list") == {
        "t": [6, 6, 7], "left": [True, False, True], "who": [0, 1, 1], "entry": [0, 0, 6], "interval": [0, 0, 1],
    }  # fmt: skip
    assert split["left"].dtype == bool


def test_rows_with_something_missing_are_kept_whole() -> None:
    staff = pd.DataFrame({"t": [6, None, 9], "left": pd.array([None, True, True], dtype="boolean"), "at": [3, 3, None]})
    split = split_time(staff, "t", "at", event="left", id="t0")
    assert split["t"].fillna(-1).tolist() == [3, 6, -1, 9]
    assert split["left"].isna().tolist() == [True, True, False, False]
    staff["kind"] = pd.Categorical([1, 2, 0])
    assert split_time(staff, "t", 5, event="kind")["kind"].tolist() == [0, 1, 2, 0, 0]


def test_columns_that_would_be_lost_are_refused() -> None:
    staff = pd.DataFrame({"t": [6], "left": [1], "interval": [1]})
    with pytest.raises(ValueError, match="a column 'interval' already"):
        split_time(staff, "t", 3, event="left")
    with pytest.raises(ValueError, match="a column 'entry' already"):
        split_time(staff.rename(columns={"interval": "entry"}), "t", 3, event="left")
    with pytest.raises(ValueError, match="cuts must be times"):
        split_time(staff.drop(columns="interval"), "t", [3, None], event="left")


cuts = st.lists(st.floats(-2, 40, allow_nan=False), max_size=5)


@settings(deadline=None, max_examples=8)
@given(cuts, st.sampled_from(["efron", "breslow"]))
def test_nothing_is_lost_in_a_split_and_the_model_is_the_same(cuts: list, ties: str) -> None:
    before = DELAYED.copy(deep=True)
    split = split_time(DELAYED, "duration", cuts, event="left", entry="entry", id="who")
    pd.testing.assert_frame_equal(DELAYED, before)
    lengths = split["duration"] - split["entry"]
    assert (lengths > 0).all()
    assert lengths.groupby(split["who"]).sum().tolist() == pytest.approx(
        (DELAYED["duration"] - DELAYED["entry"]).tolist()
    )
    assert split.groupby("who")["left"].sum().tolist() == DELAYED["left"].astype(int).tolist()
    options = {"entry": "entry", "cluster": "team", "ties": ties}
    whole = hazard_ratio(DELAYED, "duration", "left", ["x", "group"], **options)
    parts = hazard_ratio(split, "duration", "left", ["x", "group"], **options)
    for name in ("coefficient", "se", "model_se"):
        assert parts.coefficients[name].tolist() == pytest.approx(whole.coefficients[name].tolist(), rel=CLOSED_FORM)
    assert parts.loglik == pytest.approx(whole.loglik, rel=CLOSED_FORM)
