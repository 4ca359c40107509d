"""implementation: hand-computed figures of a small log, every error at once, intervals, and what may not matter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import evaluatie.process as process
from evaluatie.effects import cluster_robust
from evaluatie.process.implementing import remarks
from evaluatie.process.implementing.weighted_mean import mean_of_shares
from evaluatie.result import NotEnoughData
from evaluatie.wilson import wilson_interval
from tolerances import CLOSED_FORM, FITTED

NEEDS = {"mentoring": ["mentor-training"], "dialogue": "charter", "onboarding": ["buddies"]}
COLUMNS = (
    "intervention", "level", "step", "target", "start", "end", "invited", "reached", "dose", "fidelity", "responsible",
    "status", "planned_start", "planned_end", "dose_planned", "adjustments",
)  # fmt: skip
CAUSAL = (
    "effect of", "led to", "caused", "because of", "thanks to", "leidde tot", "dankzij", "als gevolg van",
)  # fmt: skip


def log() -> pd.DataFrame:
    rows = [
        ("dialogue", "team", 6, "everyone", "2020-02-01", "2020-04-01", 100, 60, 4, 0.8, "hr", "done",
         "2020-01-15", "2020-04-01", 4, 1),
        ("dialogue", "team", 6, "everyone", "2020-05-01", None, 100, 20, 2, 0.5, "hr", "running",
         "2020-05-01", "2020-09-01", 4, 2),
        ("dialogue", "manager", 6, "managers", "2020-02-01", "2020-03-01", 20, 19, 2, 1.0, "hr", "done",
         None, None, None, None),
        ("mentor-training", "manager", 5, "mentors", "2020-03-01", "2020-06-01", 12, 12, 8, 0.9, None, "done",
         "2020-03-01", "2020-05-01", 10, None),
        ("mentoring", "team", 6, "mentees", "2020-05-15", None, 30, 10, 3, 0.4, "board", "running",
         None, None, None, None),
        ("charter", "organisation", 4, "board", "2021-01-01", None, None, None, None, None, "board", "planned",
         None, None, 1, None),
        ("network", "hr", 6, "staff", "2020-01-01", "2020-02-01", None, 5, None, None, "board", "stopped",
         "2020-01-01", "2020-12-31", None, None),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def account(**options):
    return process.implementation(log(), **{"today": "2021-02-01", "catalogue_needs": NEEDS, **options})


def test_interventions_are_counted_by_hand() -> None:
    before = log()
    given = before.copy(deep=True)
    found = process.implementation(given, today="2021-02-01").interventions.set_index("intervention")
    pd.testing.assert_frame_equal(given, before)
    assert found.index.tolist() == ["network", "dialogue", "mentor-training", "mentoring", "charter"]
    row = found.loc["dialogue"]
    assert (row["level"], row["target"], row["responsible"]) == ("manager, team", "everyone, managers", "hr")
    assert (row["parts"], row["done"], row["running"], row["status"]) == (3, 2, 1, "running")
    assert (row["invited"], row["reached"], row["reach"]) == (220, 99, 0.45)
    # Wilson by hand: centre (p + z2/2n) / (1 + z2/n), n = 220, p = .45
    z = stats.norm.ppf(0.975)
    centre, half = 0.45 + z**2 / 440, z * np.sqrt(0.45 * 0.55 / 220 + z**2 / (4 * 220**2))
    limits = (centre - half) / (1 + z**2 / 220), (centre + half) / (1 + z**2 / 220)
    assert (row["reach_low"], row["reach_high"]) == pytest.approx(limits, rel=CLOSED_FORM)
    # dose: 4 + 2 + 2 in all; of the two parts with a plan 4 + 2 of 4 + 4
    assert (row["dose"], row["dose_ratio"], row["dose_parts"]) == (8.0, 0.75, 2)
    assert row["fidelity"] == pytest.approx((100 * 0.8 + 100 * 0.5 + 20 * 1.0) / 220, rel=CLOSED_FORM)
    assert (row["fidelity_least"], row["fidelity_most"], row["fidelity_parts"]) == (0.5, 1.0, 3)
    assert row["fidelity_weighted"]
    # one began 17 days late and one on its day; one ended on its day and one should have ended in September
    assert (row["start_due"], row["start_on_time"], row["start_delay"], row["start_overdue"]) == (2, 0.5, 8.5, 0)
    assert (row["start_on_time_low"], row["start_on_time_high"]) == pytest.approx(wilson_interval(1, 2, 0.95))
    assert (row["end_due"], row["end_on_time"], row["end_delay"], row["end_overdue"]) == (2, 0.5, 0.0, 1)
    assert (row["adjustments"], row["start"], pd.isna(row["end"])) == (3, pd.Timestamp("2020-02-01"), True)
    trained = found.loc["mentor-training"]
    assert (trained["end_delay"], trained["end_on_time"], trained["dose_ratio"]) == (31.0, 0.0, 0.8)
    assert trained["end"] == pd.Timestamp("2020-06-01")
    planned = found.loc["charter"]
    assert (planned["status"], planned["start_overdue"], planned["start_on_time"]) == ("planned", 1, 0.0)
    # what was stopped has no end to be on time for, and a count of reached without invited is no reach
    stopped = found.loc["network"]
    assert (stopped["end_due"], stopped["status"], stopped["reach_parts"]) == (0, "stopped", 0)
    assert pd.isna(stopped["invited"])
    assert np.isnan(stopped["reach"])


def test_the_same_log_gives_an_account_that_is_equal() -> None:
    assert account() == account()
    assert account() != account(today="2021-03-01")


def test_levels_are_counted_by_hand() -> None:
    found = account().levels.set_index("level")
    assert found.index.tolist() == ["organisation", "hr", "manager", "team"]
    assert found["interventions"].tolist() == [1, 1, 2, 2]
    assert found["begun"].tolist() == [0, 1, 2, 2]
    team = found.loc["team"]
    assert (team["invited"], team["reached"], team["reach"]) == (230, 90, pytest.approx(90 / 230, rel=CLOSED_FORM))
    assert team["fidelity"] == pytest.approx((100 * 0.8 + 100 * 0.5 + 30 * 0.4) / 230, rel=CLOSED_FORM)
    # the ratio of dialogue only: mentoring has no plan
    assert (team["dose_ratio"], team["dose_interventions"]) == (0.75, 1)
    assert (found.loc["manager", "dose_ratio"], found.loc["manager", "dose_interventions"]) == (0.8, 1)


def test_order_and_levels_are_looked_at() -> None:
    found = account()
    assert found.order[["intervention", "needs", "finding", "in_order", "days_early"]].to_numpy().tolist() == [
        ["dialogue", "charter", "not done yet", False, pytest.approx(np.nan, nan_ok=True)],
        ["mentoring", "mentor-training", "too early", False, 17.0],
    ]
    assert (found.out_of_order, found.n_levels, found.several_levels) == (2, 3, True)
    assert (found.n_interventions, found.n_begun, found.n_parts, found.today) == (5, 4, 7, "2021-02-01")
    assert "mentoring began 17 day(s) before mentor-training, which it needs, was done" in found.notes
    assert "dialogue began, and charter, which it needs, is not done" in found.notes


@pytest.mark.parametrize(
    ("start", "need", "finding", "in_order"),
    [
        ("2020-06-01", "mentor-training", "in order", True),
        ("2020-05-31", "mentor-training", "too early", False),
        ("2020-06-01", "network", "not done yet", False),
        ("2020-06-01", "elsewhere", "not in the log", None),
    ],
)
def test_order_at_its_edges(start, need, finding, in_order) -> None:
    given = log()
    given.loc[4, "start"] = start
    order = process.implementation(given, catalogue_needs={"mentoring": [need]}).order
    assert order[["finding", "in_order"]].to_numpy().tolist() == [[finding, in_order]]
    assert order["days_early"].dropna().tolist() == ([1.0] if finding == "too early" else [])
    later = process.implementation(given, catalogue_needs={"charter": [need]}).order
    assert later["finding"].tolist() == ["not begun"]


def test_the_timeline_has_a_row_per_part() -> None:
    found = account().timeline
    assert found["intervention"].tolist() == [
        "network", "dialogue", "dialogue", "mentor-training", "dialogue", "mentoring", "charter",
    ]  # fmt: skip
    assert found.groupby(["intervention", "level"])["part"].max()["dialogue", "team"] == 2
    assert found["open"].tolist() == [False, False, False, False, True, True, False]
    # the charter was to start on 1 January 2021, a part of dialogue to end on 1 September 2020
    assert found["days_overdue"].dropna().tolist() == [153.0, 31.0]
    assert pd.isna(found["start"].iloc[-1])
    assert found["planned_start"].iloc[-1] == pd.Timestamp("2021-01-01")
    assert found["step"].tolist() == [6, 6, 6, 5, 6, 6, 4]


def test_dates_that_have_not_come_are_plans_and_own_plans_stand() -> None:
    given = log()
    given.loc[4, ["end", "planned_end"]] = "2021-03-01", None
    given.loc[1, "end"] = "2021-03-01"
    found = process.implementation(given, today="2020-06-01")
    timeline = found.timeline[found.timeline["status"] == "running"]
    assert timeline["end"].isna().all()
    assert timeline["planned_end"].tolist() == [pd.Timestamp("2020-09-01"), pd.Timestamp("2021-03-01")]
    assert found.notes[0].startswith("3 date(s) of parts")
    assert found.interventions["end_overdue"].tolist() == [0, 0, 0, 0, 0]


def test_without_a_day_nothing_is_overdue_and_it_is_said() -> None:
    found = account(today=None)
    assert found.today is None
    assert found.timeline["days_overdue"].isna().all()
    assert found.interventions[["start_overdue", "end_overdue"]].to_numpy().sum() == 0
    row = found.interventions.set_index("intervention").loc["dialogue"]
    assert (row["end_due"], row["end_on_time"]) == (1, 1.0)
    assert any("no day was given" in note for note in found.notes)


def test_tidy_has_every_figure_with_its_number() -> None:
    tidy = account().tidy()
    reach = tidy[(tidy["term"] == "reach") & (tidy["group"] == "dialogue")].iloc[0]
    assert (reach["estimate"], reach["n"]) == (0.45, 220)
    assert reach["ci_low"] < 0.45 < reach["ci_high"]
    levels = tidy[tidy["term"] == "dose_ratio: level"]
    assert levels[["group", "n"]].to_numpy().tolist() == [["manager", 1], ["team", 1]]
    assert tidy["estimate"].notna().all()
    assert tidy["n"].ge(1).all()
    assert (
        not tidy.loc[tidy["term"].str.startswith("dose") | tidy["term"].str.contains("delay"), "ci_low"].notna().any()
    )
    on_time = tidy[tidy["term"].str.contains("on_time")]
    assert (on_time["ci_low"] <= on_time["estimate"]).all()
    assert (on_time["estimate"] <= on_time["ci_high"]).all()
    assert account().glance()["out_of_order"].item() == 2
    assert "network" not in tidy.loc[tidy["term"] == "reach", "group"].tolist()


def test_notes_say_what_is_not_known_and_of_what() -> None:
    notes = account().notes
    for note in (
        remarks.CENSUS,
        remarks.REACH,
        remarks.PEOPLE,
        remarks.LEVEL_DOSE,
        remarks.FIDELITY,
        "parts of dialogue are added up: a person invited to two parts counts twice",
        "charter: nothing began yet, so that there is no reach, dose or fidelity",
        "network: no reach: the log does not tell both who was invited and who was reached",
        "dialogue, mentoring: still running, so that figures are those until now",
        "network: no dose is told",
        "network: no fidelity is told",
        "mentoring: no planned dose is told, so that there is a total only",
        "dialogue: the dose ratio leaves out parts that do not tell both doses",
        "mentor-training, mentoring: fewer than 3 parts tell fidelity, so that there is a range only",
        "mentor-training: nobody is named as responsible",
        "mentoring: no timeliness, since no planned day has come or was told",
        "charter: a part is overdue, it did not begin when it was planned to",
        "dialogue: a part is overdue, it did not end when it was planned to",
    ):
        assert note in notes
    one = process.implementation(log().iloc[[4]])
    assert remarks.ADVICE.format("one, team") in one.notes
    assert "no intervention at the level(s) organisation, hr, manager" in one.notes
    assert (one.several_levels, one.n_levels) == (False, 1)
    assert any("order of interventions was not looked at" in note for note in one.notes)
    assert any(
        "nothing that has to come first" in n for n in process.implementation(log(), catalogue_needs={"x": "y"}).notes
    )
    given = log()
    given.loc[2, "invited"] = None
    unequal = process.implementation(given)
    assert "dialogue: reach leaves out parts without both counts" in unequal.notes
    assert "dialogue: not every part tells how many were invited: for fidelity all parts count alike" in unequal.notes
    fidelity = unequal.interventions.set_index("intervention").loc["dialogue", "fidelity"]
    assert fidelity == pytest.approx((0.8 + 0.5 + 1.0) / 3, rel=CLOSED_FORM)
    same = process.implementation(log().assign(fidelity=[0.7, 0.7, 0.7, 0.9, 0.4, None, None]))
    assert "dialogue: all parts have the same fidelity: how much it varies cannot be estimated" in same.notes


def test_what_did_not_begin_yet_counts_in_status_and_not_in_what_was_delivered() -> None:
    given = log()
    yet = {"start": "2021-05-01", "end": None, "invited": 500, "reached": 0, "dose": 0, "fidelity": None}
    given.loc[7] = {**given.loc[0], **yet, "status": "planned", "planned_start": None, "planned_end": None}
    given.loc[8] = {**given.loc[3], **yet, "status": "planned", "planned_start": None, "planned_end": None}
    before, after = (process.implementation(frame).interventions.set_index("intervention") for frame in (log(), given))
    names = ["invited", "reached", "reach", "dose", "dose_ratio", "dose_parts", "fidelity", "start_on_time"]
    pd.testing.assert_frame_equal(after[names], before[names])
    trained = after.loc["mentor-training"]
    assert (trained["status"], trained["done"], trained["planned"]) == ("running", 1, 1)
    assert pd.isna(trained["end"])
    levels = process.implementation(given).levels
    pd.testing.assert_frame_equal(levels[["reach", "dose_ratio"]], account().levels[["reach", "dose_ratio"]])
    # of what mentoring needs a part is still to come
    order = process.implementation(given, catalogue_needs=NEEDS).order
    assert order["finding"].tolist() == ["not done yet", "not done yet"]


def test_the_planned_day_itself_is_on_time_and_delays_are_medians() -> None:
    given = pd.concat([log().iloc[[3]]] * 4, ignore_index=True).assign(target=list("abcd"), planned_end="2020-06-01")
    given["start"] = ["2020-03-01", "2020-03-03", "2020-03-31", "2020-03-01"]
    given.loc[3, ["status", "start", "end", "reached", "dose", "fidelity", "planned_start"]] = (
        "planned", None, None, None, None, None, "2020-07-01",
    )  # fmt: skip
    given.loc[3, "planned_end"] = "2020-08-01"
    row = process.implementation(given, today="2020-07-01").interventions.iloc[0]
    assert (row["start_due"], row["start_on_time"], row["start_delay"]) == (3, pytest.approx(1 / 3), 2.0)
    assert (row["start_overdue"], row["end_on_time"]) == (0, 1.0)
    late = process.implementation(given, today="2020-07-02").interventions.iloc[0]
    assert (late["start_due"], late["start_overdue"]) == (4, 1)


# ---------------------------------------------------------------- errors


def test_everything_wrong_is_named_at_once_with_rows_and_remedy() -> None:
    given = log().astype(object)
    given.loc[0, ["reached", "fidelity"]] = 101, 80
    given.loc[1, ["level", "start", "dose"]] = "teem", "01-05-2020", -1
    given.loc[2, ["start", "status"]] = "2020-04-01", "finished"
    given.loc[3, ["end", "planned_end", "dose_planned"]] = None, "2020-01-01", 0
    given.loc[4, ["step", "invited", "start"]] = 7, "thirty", None
    given.loc[5, ["reached", "intervention"]] = 4, None
    given = pd.concat([given, given.iloc[[6]]])
    with pytest.raises(ValueError, match="rows are counted from 1") as raised:
        process.implementation(given)
    lines = str(raised.value).splitlines()
    assert lines[0] == "16 problems (rows are counted from 1):"
    assert lines[1:] == [
        "- log, row 6: intervention is empty",
        "- log, row 2: level 'teem' is not known; did you mean 'team'?",
        "- log, row 5: step is 7; it must be between 1 and 6",
        "- log, row 2: start is '01-05-2020', which is no date; write dates as 2021-03-01, or give real dates",
        "- log, row 5: invited is 'thirty'; it must be a number",
        "- log, row 2: dose is -1; it must be 0 or more",
        "- log, row 1: fidelity is 80; it must be between 0 and 1; divide percentages by 100",
        "- log, row 3: status 'finished' is not known; known: planned, running, done, stopped",
        "- log, row 1: reached is more than invited; count who came uninvited as invited",
        "- log, row 3: end lies before start",
        "- log, row 4: planned_end lies before planned_start",
        "- log, row 5: it has begun and has no start; give the day, at least about",
        "- log, row 4: status is done or stopped without an end; give the day",
        "- log, row 4: dose_planned is 0; leave it empty where no dose was planned",
        "- log, row 6: status is planned, and people were reached or something was delivered; "
        "set it to running, done or stopped",
        "- log, row 8: the same as a row above it; take it out, or add a column that tells them apart, "
        "such as a session's number",
    ]


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [
        ("reached", 3.5, "reached is 3.5; it must be a whole number"),
        ("invited", 30.5, "invited is 30.5; it must be a whole number"),
        ("adjustments", 1.5, "adjustments is 1.5; it must be a whole number"),
        ("invited", True, "invited is True; it must be a number"),
        ("dose", float("inf"), "dose is inf; it must be a number"),
        ("start", 44256, "start is 44256, which is no date"),
        ("start", "2020-02-30", "start is '2020-02-30', which is no date"),
        ("status", "  ", "status is empty"),
        ("status", "Done", "did you mean 'done'"),
        ("fidelity", -0.1, "fidelity is -0.1; it must be between 0 and 1"),
        ("adjustments", -1, "adjustments is -1"),
        ("end", "2021-05-01", "it happened after today"),
    ],
)
def test_each_wrong_cell_is_named(column, value, word) -> None:
    given = log().astype(object)
    given.loc[0, column] = value
    with pytest.raises(ValueError, match="log, row 1: ") as raised:
        process.implementation(given, today="2021-02-01")
    assert word in str(raised.value)


def test_columns_that_are_absent_or_misspelt_are_named() -> None:
    given = log().rename(columns={"reached": "reachd", "planned_start": "plannedstart"}).drop(columns="target")
    with pytest.raises(ValueError, match="no column 'target'") as raised:
        process.implementation(given)
    assert "no column 'reached'; did you mean 'reachd'?" in str(raised.value)
    assert "no column 'planned_start'; did you mean 'plannedstart'? Rename it, or take it out" in str(raised.value)
    doubled = pd.concat([log(), log()[["dose"]]], axis=1)
    with pytest.raises(ValueError, match="more than one column 'dose'"):
        process.implementation(doubled)
    shorter = process.implementation(log().drop(columns=list(COLUMNS[12:])))
    assert shorter.interventions["dose_ratio"].isna().all()


@pytest.mark.parametrize(
    ("options", "error", "word"),
    [
        ({"today": "tomorrow"}, ValueError, "today is 'tomorrow', which is no date"),
        ({"levels": "team"}, ValueError, "levels must be different names"),
        ({"levels": ["team", "team"]}, ValueError, "levels must be different names"),
        ({"levels": ["team"]}, ValueError, "level 'manager' is not known"),
        ({"catalogue_needs": ["a"]}, TypeError, "must map each intervention"),
        ({"catalogue_needs": {"a": 3}}, TypeError, "must map each intervention"),
        ({"catalogue_needs": {"a": "b", "b": ["c"], "c": "a"}}, ValueError, "(a needs b|b needs c) needs (c|a) needs"),
        ({"confidence": 95}, ValueError, "confidence"),
    ],
)
def test_wrong_options_are_refused(options, error, word) -> None:
    with pytest.raises(error, match=word):
        account(**options)


def test_no_log_is_no_account() -> None:
    with pytest.raises(NotEnoughData, match="no rows"):
        process.implementation(log().iloc[:0])
    with pytest.raises(TypeError, match="log must be a DataFrame"):
        process.implementation([{"intervention": "a"}])


def test_own_levels_and_kinds_of_dates_are_read() -> None:
    given = log().assign(level=["shop", "shop", "staff", "staff", "shop", "staff", "shop"])
    given["start"] = pd.to_datetime(given["start"])
    given["end"] = [None if pd.isna(day) else pd.Timestamp(day).date() for day in given["end"]]
    found = process.implementation(given, levels=["staff", "shop"])
    assert found.levels["level"].tolist() == ["staff", "shop"]
    texts = process.implementation(
        given.assign(start=log()["start"] + "T09:30", end=log()["end"]), levels=["staff", "shop"]
    )
    pd.testing.assert_frame_equal(found.timeline, texts.timeline)


# ---------------------------------------------------------------- what may not matter


@settings(max_examples=15)
@given(st.permutations(range(7)))
def test_the_order_and_the_index_of_rows_do_not_matter(order) -> None:
    whole, shuffled = account(), process.implementation(
        log().iloc[list(order)], today="2021-02-01", catalogue_needs=NEEDS
    )  # fmt: skip
    for name in ("interventions", "levels", "order", "timeline"):
        pd.testing.assert_frame_equal(getattr(whole, name), getattr(shuffled, name), rtol=CLOSED_FORM)
    assert whole.notes == shuffled.notes


@settings(max_examples=15)
@given(st.integers(0, 4), st.data())
def test_writing_a_part_down_as_two_changes_no_reach_dose_or_fidelity(at, data) -> None:
    given = log()
    row = given.loc[at]
    invited, reached = int(row["invited"]), int(row["reached"])
    some = data.draw(st.integers(1, invited - 1))
    came = data.draw(st.integers(max(0, reached - (invited - some)), min(some, reached)))
    first, second = row.copy(), row.copy()
    first[["target", "invited", "reached"]] = "the first half", some, came
    second[["invited", "reached"]] = invited - some, reached - came
    for name in ("dose", "dose_planned"):
        first[name], second[name] = row[name] / 4, row[name] * 3 / 4
    split = pd.concat([given.drop(index=at), pd.DataFrame([first, second])]).infer_objects()
    names = ["invited", "reached", "reach", "reach_low", "reach_high", "dose_ratio", "fidelity"]
    whole, halves = process.implementation(given), process.implementation(split)
    pd.testing.assert_frame_equal(whole.interventions[names], halves.interventions[names], rtol=CLOSED_FORM)
    pd.testing.assert_frame_equal(whole.levels[names], halves.levels[names], rtol=CLOSED_FORM)


# ---------------------------------------------------------------- the interval of fidelity


@pytest.mark.parametrize("weights", [np.ones(6), np.array([1.0, 2.0, 3.0, 20.0, 5.0, 9.0])])
def test_the_interval_is_cr2_of_a_weighted_mean(weights) -> None:
    # cluster_robust is held against R's clubSandwich in tests/effects
    shares = np.array([0.5, 0.55, 0.45, 0.6, 0.4, 0.52])
    ours = mean_of_shares(shares, weights)
    theirs = cluster_robust(shares, np.ones((6, 1)), np.arange(6), weights=weights).coefficients[0]
    assert (ours.mean, ours.low, ours.high) == pytest.approx(
        (theirs.estimate, theirs.ci_low, theirs.ci_high), rel=FITTED
    )


def test_with_equal_weights_it_is_the_t_interval() -> None:
    shares = np.array([0.6, 0.7, 0.8, 0.65])
    limits = stats.t.interval(0.9, 3, shares.mean(), stats.sem(shares))
    found = mean_of_shares(shares, np.full(4, 7.0), 0.9)
    assert (found.low, found.high) == pytest.approx(limits, rel=CLOSED_FORM)
    wide = mean_of_shares(np.array([0.0, 1.0, 1.0]), np.ones(3))
    assert (wide.low, wide.high, wide.least, wide.most) == (0.0, 1.0, 0.0, 1.0)
    for few in ([0.5, 0.9], [0.7, 0.7, 0.7]):
        none = mean_of_shares(np.array(few), np.ones(len(few)))
        assert np.isnan([none.low, none.high]).all()


@pytest.mark.parametrize("weights", [np.ones(5), np.geomspace(1, 10, 5)])
def test_the_interval_covers(weights) -> None:
    rng = np.random.default_rng(5)
    found = [mean_of_shares(shares, weights) for shares in rng.beta(7, 3, size=(1500, 5))]
    covered = np.mean([one.low <= 0.7 <= one.high for one in found])
    assert 0.92 < covered < 0.995


# ---------------------------------------------------------------- wording


def test_nothing_here_speaks_of_causes() -> None:
    folder = Path(process.__file__).parent
    files = [*(folder / "implementing").glob("*.py"), *(folder / "contributing").glob("*"), folder / "exposing.py"]
    texts = {path.name: path.read_text(encoding="utf-8").casefold() for path in files if path.is_file()}
    assert len(texts) > 12
    assert not [(name, word) for name, text in texts.items() for word in CAUSAL if word in text]
    assert not [word for word in CAUSAL for note in account().notes if word in note]
