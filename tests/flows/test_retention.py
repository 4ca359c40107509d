"""retention against R's survfit and survdiff, against loops, and where people are first seen late."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluatie.flows.duration import retention
from evaluatie.flows.duration.retention_result import records
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, NEAR_ZERO, SAME_FIGURE

DATA = Path(__file__).parent / "data"
FIGURES = {f["name"]: f["value"] for f in json.loads((DATA / "survival_reference.json").read_text())["figures"]}
LUNG = pd.read_csv(DATA / "lung.csv")
VETERAN = pd.read_csv(DATA / "veteran.csv")
DELAYED = pd.read_csv(DATA / "delayed_made.csv")
CASES = {
    "lung by sex": ((LUNG["time"], LUNG["status"] == 2, "sex" + LUNG["sex"].astype(str)), [30, 90, 180, 365, 730]),
    "veteran by treatment": (
        (VETERAN["time"], VETERAN["status"], "trt" + VETERAN["trt"].astype(str)),
        [30, 90, 180, 365],
    ),
    "veteran by cell type": ((VETERAN["time"], VETERAN["status"], VETERAN["celltype"]), [30, 90, 180]),
    "delayed": ((DELAYED["duration"], DELAYED["event"] > 0, DELAYED["group"], DELAYED["entry"]), [2, 5, 10, 20, 40]),
}
QUARTILES = ("lower_quartile", "median", "upper_quartile")


def numbers(values) -> list:
    return [None if value is None or value != value else float(value) for value in values]


def close(ours, theirs, rel: float = CLOSED_FORM) -> None:
    ours, theirs = numbers(ours), numbers(theirs)
    assert [value is None for value in ours] == [value is None for value in theirs]
    assert [v for v in ours if v is not None] == pytest.approx([v for v in theirs if v is not None], rel=rel)


def run(case: str, **options):
    arguments, times = CASES[case]
    return retention(*arguments, at=times, horizon=max(times), minimum_at_risk=1, **options)


@pytest.mark.parametrize("interval", ["log-log", "log", "plain"])
@pytest.mark.parametrize("case", CASES)
def test_curves_and_limits_are_those_of_r(case: str, interval: str) -> None:
    for group, table in run(case, interval=interval).table.groupby("group"):
        suffix = "" if case == "delayed" else " 95% CI"
        theirs = pd.DataFrame(FIGURES[f"{case}: Kaplan-Meier {group}, {interval}{suffix}"])
        for ours, name in (("survival", "survival"), ("se", "se"), ("ci_low", "lower"), ("ci_high", "upper")):
            close(table[ours], theirs[name])
        if case != "delayed":  # with late entry R counts at the next event, not at the time asked for
            assert table["at_risk"].tolist() == theirs["n_risk"].tolist()


@pytest.mark.parametrize("case", CASES)
def test_quartiles_and_restricted_means_are_those_of_r(case: str) -> None:
    _, times = CASES[case]
    late = case == "delayed"
    for row in records(run(case, interval="log-log" if late else "log").groups):
        whole = f"restricted mean to {max(times)} {row['group']}"
        mean = FIGURES[f"{case}: {whole}" if late else f"{case}: records, events, median with CI, {whole}"]
        quartiles = FIGURES[f"{case}: quartiles {row['group']}"]
        for ending, theirs in (("", "q"), ("_low", "lower"), ("_high", "upper")):
            close([row[name + ending] for name in QUARTILES], quartiles[theirs].values())
        close([row["restricted_mean"], row["restricted_mean_se"]], [mean["rmean"], mean["se(rmean)"]])
        assert (row["n"], row["events"]) == (mean["records"], mean["events"])


@pytest.mark.parametrize("group", ["squamous", "smallcell", "adeno", "large"])
def test_log_log_limits_of_quartiles_are_those_of_r(group: str) -> None:
    row = next(r for r in records(run("veteran by cell type").groups) if r["group"] == group)
    theirs = FIGURES[f"veteran: quartiles log-log {group}"]
    close([row[f"{name}_low"] for name in QUARTILES], theirs["lower"].values())
    close([row[f"{name}_high"] for name in QUARTILES], theirs["upper"].values())


@pytest.mark.parametrize("case", ["lung by sex", "veteran by treatment", "veteran by cell type"])
def test_tests_of_groups_are_those_of_survdiff(case: str) -> None:
    result = run(case)
    for test, name in ((result.log_rank, "log-rank"), (result.peto, "Peto-Peto (rho=1)")):
        theirs = FIGURES[f"{case}: {name} test: chi2, df, p; observed; expected"]
        close([test.statistic, test.df, test.p], [theirs["chisq"], theirs["df"], theirs["p"]])
        close(test.table["observed"], theirs["observed"].values())
        close(test.table["expected"], theirs["expected"].values())


def test_the_log_rank_test_with_late_entry_is_the_score_test_of_coxph() -> None:
    untied = DELAYED["duration"] + np.arange(1, len(DELAYED) + 1) / 1000
    result = retention(untied, DELAYED["event"] > 0, DELAYED["group"], DELAYED["entry"], minimum_at_risk=1)
    theirs = FIGURES["delayed, row number / 1000 added to duration: log-rank any event"]
    close([result.log_rank.statistic, result.log_rank.p], [theirs["chisq"], theirs["p"]])
    close(result.log_rank.table["observed"], theirs["observed"].values())
    close(result.log_rank.table["expected"], theirs["expected"].values())


def test_nelson_aalen_is_that_of_r_and_late_entry_that_of_statsmodels() -> None:
    curve = run("delayed").curve
    for group in "abc":
        one = curve[curve["group"] == group].set_index("time")
        for row in FIGURES[f"delayed: Nelson-Aalen {group}"]:
            last = one[one.index <= row["time"]].iloc[-1]
            close([last["hazard"], last["hazard_se"]], [row["cumhaz"], row["se"]])
    everyone = retention(DELAYED["duration"], DELAYED["event"] > 0, entry=DELAYED["entry"], minimum_at_risk=1)
    theirs = pd.DataFrame(FIGURES["statsmodels: delayed Kaplan-Meier, everyone"])
    ours = everyone.curve.set_index("time").loc[theirs["time"]]
    assert ours["at_risk"].tolist() == theirs["n_risk"].tolist()
    close(ours["survival"], theirs["survival"])
    close(ours["se"], theirs["se"])


def by_hand(duration, event, entry, when: float) -> tuple[float, float, int]:
    """Kaplan-Meier, Greenwood and the number at risk, person by person."""
    survival, total = 1.0, 0.0
    for t in sorted({t for t, d in zip(duration, event, strict=True) if d and t <= when}):
        n = sum(e < t <= u for e, u in zip(entry, duration, strict=True))
        d = sum(u == t and bool(happened) for u, happened in zip(duration, event, strict=True))
        survival *= 1 - d / n
        total += d / (n * (n - d)) if n > d else float("nan")
    return survival, survival * total**0.5, sum(e < when <= u for e, u in zip(entry, duration, strict=True))


def log_rank_by_hand(duration, event, entry, group) -> float:
    difference, variance = 0.0, 0.0
    for t in sorted({t for t, d in zip(duration, event, strict=True) if d}):
        at_risk = (entry < t) & (duration >= t)
        n, n1 = at_risk.sum(), (at_risk & group).sum()
        d, d1 = (event & (duration == t)).sum(), (event & (duration == t) & group).sum()
        difference += d1 - d * n1 / n
        variance += d * n1 / n * (1 - n1 / n) * (n - d) / (n - 1) if n > 1 else 0.0
    return difference**2 / variance


@pytest.mark.parametrize("seed", range(6))
def test_small_files_give_what_a_loop_gives(seed: int) -> None:
    rng = np.random.default_rng(seed)
    entry = rng.integers(0, 5, 30)
    duration, event, group = entry + rng.integers(1, 9, 30), rng.random(30) < 0.6, rng.random(30) < 0.5
    times = [1, 3, 4.5, 6, 8]
    result = retention(duration, event, entry=entry, at=times, minimum_at_risk=1)
    for row in records(result.table):
        survival, se, at_risk = by_hand(duration, event, entry, row["time"])
        if row["survival"] is not None:
            assert row["survival"] == pytest.approx(survival, abs=CLOSED_FORM)
        assert row["at_risk"] == at_risk
        if row["se"] is not None:
            assert row["se"] == pytest.approx(se, rel=CLOSED_FORM)
    test = retention(duration, event, group, entry, minimum_at_risk=1).log_rank
    assert test.statistic == pytest.approx(log_rank_by_hand(duration, event, entry, group), rel=CLOSED_FORM)


def test_who_enters_at_the_time_of_an_event_is_not_at_risk_at_it() -> None:
    curve = retention([3, 5, 5, 8], [1, 1, 0, 1], entry=[0, 3, 0, 5], minimum_at_risk=1).curve
    assert curve["at_risk"].tolist() == [2, 2, 2, 1]
    assert curve["survival"].tolist() == [1, 0.5, 0.25, 0]


def staff(rng, n: int) -> tuple[np.ndarray, ...]:
    """Draw people who are in service when the data begin, or start later; only those who stayed so long are seen."""
    whole = 40 * rng.weibull(0.8, 4 * n)
    since = np.maximum(0, rng.uniform(-20, 60, 4 * n))
    seen = np.flatnonzero(whole > since)[:n]
    last = since[seen] + rng.uniform(10, 40, len(seen))
    return np.minimum(whole[seen], last), whole[seen] <= last, since[seen]


def test_late_entry_recovers_the_truth_that_is_missed_without_it() -> None:
    duration, event, entry = staff(np.random.default_rng(7), 20_000)
    times = np.array([10, 20, 40])
    truth = np.exp(-((times / 40) ** 0.8))
    right = retention(duration, event, entry=entry, at=times).table
    wrong = retention(duration, event, at=times).table
    assert (np.abs(right["survival"] - truth) < 4 * right["se"]).all()
    assert (wrong["survival"] - truth > 0.05).all()


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    duration, event, entry = staff(np.random.default_rng(11), 150 * 100)
    # a hundred and fifty files at once, as groups; whole months
    duration, entry = np.ceil(duration), np.floor(entry)
    files = np.arange(len(duration)) % 150
    result = retention(duration, event, files, entry, at=[20], horizon=40, minimum_at_risk=1)
    truth = np.exp(-(0.5**0.8))
    assert 0.9 < ((result.table["ci_low"] <= truth) & (truth <= result.table["ci_high"])).mean() < 0.98
    fine = np.linspace(0, 40, 4001)
    area = np.trapezoid(np.exp(-((fine / 40) ** 0.8)), fine)
    groups = result.groups
    assert 0.9 < ((groups["restricted_mean_low"] <= area) & (area <= groups["restricted_mean_high"])).mean() < 0.98


def test_a_curve_does_not_start_while_a_handful_is_at_risk() -> None:
    duration, entry = [3, 20, *range(40, 70)], [2, 4, *[10] * 30]
    naive = retention(duration, [1] * 32, entry=entry, minimum_at_risk=1)
    assert naive.curve["survival"].iloc[-1] == 0
    assert any("all who were at risk at time 3 left, and others entered later" in note for note in naive.notes)
    careful = retention(duration, [1] * 32, entry=entry)
    assert careful.start == 3
    assert careful.curve["time"].iloc[0] == 3
    assert any("start there (Klein & Moeschberger" in note for note in careful.notes)
    assert careful.table["survival"].iloc[0] > 0.9
    assert careful.n == 31
    # those at risk from the start on are no handful, whatever their number
    assert retention([1, 2, 3], [1, 1, 1], entry=[0, 0, 0]).start == 0


def test_before_its_start_nothing_is_known_of_a_curve() -> None:
    duration, entry = [3, 20, *range(40, 70)], [2, 4, *[10] * 30]
    late = retention(duration, [1] * 32, entry=entry, at=[1, 2, 40])
    assert late.start == 3
    assert late.table["survival"].isna().tolist() == [True, True, False]
    assert late.table["events"].tolist()[:2] == [0, 0]
    alone = retention(duration, [1] * 32, entry=entry, at=[40]).table
    pd.testing.assert_frame_equal(late.table.tail(1).reset_index(drop=True), alone)
    with pytest.raises(NotEnoughData, match="horizon must be later than the start"):
        retention(duration, [1] * 32, entry=entry, horizon=2)


def test_groups_start_together() -> None:
    duration, entry = [3, 20, *range(40, 70)], [2, 4, *[10] * 30]
    result = retention(duration * 2, [1] * 64, ["late"] * 32 + ["early"] * 32, entry + [0] * 32)
    assert result.start == 3
    assert (result.curve.groupby("group")["time"].min() == 3).all()


def test_the_horizon_is_named_and_common() -> None:
    result = run("lung by sex")
    free = retention(*CASES["lung by sex"][0])
    last = LUNG.groupby("sex")["time"].max().min()
    assert free.horizon == last
    assert f"restricted means go to {last}" in free.notes[0]
    row = result.differences.iloc[0]
    means = result.groups.set_index("group")
    assert row["difference"] == means.loc["sex2", "restricted_mean"] - means.loc["sex1", "restricted_mean"]
    assert row["se"] == pytest.approx(np.hypot(*means["restricted_mean_se"]), rel=CLOSED_FORM)
    assert (result.reference, row["reference"]) == ("sex1", "sex1")


def test_the_first_category_is_the_reference() -> None:
    sex = pd.Categorical(LUNG["sex"].map({1: "m", 2: "f"}), categories=["x", "m", "f"])
    result = retention(LUNG["time"], LUNG["status"] == 2, sex)
    assert (result.reference, result.groups["group"].tolist()) == ("m", ["m", "f"])
    assert "nobody in group 'x': left out" in result.notes


def test_where_nobody_left_there_is_no_interval() -> None:
    result = retention([1, 2, 3, 4], [0, 0, 1, 1], ["a", "a", "b", "b"])
    a = records(result.groups)[0]
    assert (a["median"], a["restricted_mean"], a["restricted_mean_se"], a["restricted_mean_low"]) == (
        None,
        2,
        None,
        None,
    )
    assert records(result.differences)[0]["se"] is None
    assert result.log_rank is None
    assert "nobody of group 'a' left: its curve has no interval" in result.notes
    assert "nobody of group 'b' left before 2: its restricted mean has no interval" in result.notes
    assert all(value is None for row in records(result.table) for value in (row["ci_low"], row["se"]))


def test_nothing_is_said_of_times_after_the_last() -> None:
    result = retention([1, 2, 3, 9], [1, 0, 0, 0], ["a", "b", "a", "b"], horizon=5, at=[2, 5])
    a = [row for row in records(result.table) if row["group"] == "a"]
    assert [row["survival"] for row in a] == [0.5, None]
    assert "group 'a' was not seen up to 5: no restricted mean" in result.notes


@pytest.mark.parametrize("dtype", ["Int64", "float", "object"])
def test_missing_values_and_dtypes(dtype: str) -> None:
    duration = pd.Series([5, None, 3, 8, 2], dtype=dtype, index=list("abcde"))
    event = pd.array([True, True, None, False, True], dtype="boolean")
    result = retention(duration, event, pd.Series([1.0, 2.0, 1.0, 1.0, np.nan]))
    assert (result.n, result.n_events) == (2, 1)
    assert result.groups["group"].tolist() == ["1"]
    assert result.notes[0] == "3 of 5 people left out: a duration, event, group or entry is missing"


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (([], []), NotEnoughData, "nobody has a complete"),
        (([1, 2], ["yes", "no"]), TypeError, "event must hold numbers.*'yes'"),
        ((pd.to_timedelta([1, 2], "D"), [1, 0]), TypeError, "duration must hold numbers, such as days"),
        (([-1, 2], [1, 0]), ValueError, "cannot be negative: got -1"),
        (([1, 2], [1, 2]), ValueError, "got 2; code one kind of event as 1, or use cumulative_incidence"),
        (([1, 2], [1]), ValueError, "of one length: got duration 2, event 1"),
        (([1, np.inf], [1, 0]), ValueError, "infinite"),
        (([1, 2], [1, 0], [1, "1"]), ValueError, "written alike"),
        (([[1], [2]], [1, 0]), ValueError, "must be one column"),
        ((3, [1, 0]), TypeError, "must be a column"),
    ],
)
def test_what_will_not_do_is_refused_in_words(arguments, error, words) -> None:
    with pytest.raises(error, match=words):
        retention(*arguments)


@pytest.mark.parametrize(
    "options", [{"interval": "exact"}, {"horizon": 0}, {"at": [-1]}, {"minimum_at_risk": 0}, {"confidence": 95}]
)
def test_options_that_are_none_are_refused(options) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        retention([1, 2], [1, 0], **options)


def test_inputs_stay_and_results_show() -> None:
    duration, event = DELAYED["duration"].copy(), DELAYED["event"].gt(0)
    result = retention(duration, event, DELAYED["group"], DELAYED["entry"])
    pd.testing.assert_series_equal(duration, DELAYED["duration"])
    assert {"restricted_mean", "restricted_mean_difference", "median", "log_rank"} <= set(result.tidy()["term"])
    assert result.glance()["n"].iloc[0] == len(DELAYED)
    assert "Kaplan" in result._repr_html_()


people = st.lists(
    st.tuples(st.integers(0, 6), st.integers(1, 8), st.booleans(), st.sampled_from("ab")), min_size=6, max_size=40
)


@settings(deadline=None, max_examples=8)
@given(people, st.randoms(), st.sampled_from([1 / 365.25, 0.1, 7.0]))
def test_order_unit_and_names_do_not_matter(drawn, random, unit: float) -> None:
    frame = pd.DataFrame(drawn, columns=["entry", "stay", "event", "group"])
    frame["duration"] = frame["entry"] + frame["stay"]
    first = retention(frame["duration"], frame["event"], frame["group"], frame["entry"])
    order = list(range(len(frame)))
    random.shuffle(order)
    mixed = frame.iloc[order]
    names = pd.Categorical(mixed["group"].map({"a": "z", "b": "y"}), categories=["z", "y", "nobody"])
    again = retention(mixed["duration"] * unit, mixed["event"], names, mixed["entry"] * unit)
    close(again.curve["survival"], first.curve["survival"], SAME_FIGURE)
    close(again.curve["ci_high"], first.curve["ci_high"], SAME_FIGURE)
    close(again.curve["time"] / unit, first.curve["time"], SAME_FIGURE)
    close(again.groups["restricted_mean"] / unit, first.groups["restricted_mean"], SAME_FIGURE)
    assert (again.log_rank is None) == (first.log_rank is None)
    if first.log_rank is not None:
        assert again.log_rank.statistic == pytest.approx(first.log_rank.statistic, rel=SAME_FIGURE, abs=NEAR_ZERO)
