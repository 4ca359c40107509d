"""cumulative_incidence against R's survfit and cmprsk, and against an account person by person."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluatie.flows.duration import cumulative_incidence, retention
from evaluatie.flows.duration.retention_result import records
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, FITTED, ROOT, SAME_FIGURE

DATA = Path(__file__).parent / "data"
FIGURES = {f["name"]: f["value"] for f in json.loads((DATA / "survival_reference.json").read_text())["figures"]}
MGUS = pd.read_csv(DATA / "mgus2.csv")
VETERAN = pd.read_csv(DATA / "veteran.csv")
DELAYED = pd.read_csv(DATA / "delayed_made.csv")
TWO_CAUSES = np.where(VETERAN["status"] == 1, np.where(VETERAN["karno"] < 55, 1, 2), 0)
CMPRSK = {
    "mgus2": (
        (MGUS["etime"], MGUS["event"], MGUS["sex"]),
        [12, 60, 120, 240, 360],
        "mgus2 by sex: cumulative incidence estimates and variances (cmprsk; event codes 1.. in factor order)",
        "mgus2 by sex: Gray test: statistic, p, df per event",
    ),
    "veteran": (
        (VETERAN["time"], TWO_CAUSES, VETERAN["celltype"]),
        [30, 90, 180],
        "veteran: cumulative incidence by cell type",
        "veteran: Gray test, four cell types, cause 1 if karno < 55 and 2 otherwise",
    ),
    "delayed": (
        (DELAYED["duration"], DELAYED["event"], DELAYED["group"]),
        [2, 5, 10, 20, 40],
        "delayed, entry left out: cumulative incidence",
        "delayed, entry left out: Gray test, three groups",
    ),
}


def close(ours, theirs) -> None:
    ours = [None if value != value else value for value in ours]
    theirs = [None if value is None or value != value else value for value in theirs]
    # R writes a standard error of 0 before the first event: we write none
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if not (a is None and b == 0)]
    assert [a is None for a, _ in pairs] == [b is None for _, b in pairs]
    kept = [(a, b) for a, b in pairs if a is not None]
    assert [a for a, _ in kept] == pytest.approx([b for _, b in kept], rel=CLOSED_FORM)


def test_incidences_and_limits_are_those_of_survfit() -> None:
    causes = {1: "pcm", 2: "death"}
    result = cumulative_incidence(MGUS["etime"], MGUS["event"], MGUS["sex"], causes=causes, at=[12, 60, 120, 240, 360])
    for (group, cause), table in result.table.groupby(["group", "cause"]):
        theirs = pd.DataFrame(FIGURES[f"mgus2 by sex: Aalen-Johansen {group}"])
        assert table["at_risk"].tolist() == theirs["n_risk"].tolist()
        for ours, name in (("incidence", "p"), ("se", "se"), ("ci_low", "lower"), ("ci_high", "upper")):
            close(table[ours], theirs[f"{name}_{cause}"])


@pytest.mark.parametrize("interval", ["log", "log-log"])
def test_late_entry_is_that_of_survfit(interval: str) -> None:
    result = cumulative_incidence(
        DELAYED["duration"], DELAYED["event"], DELAYED["group"], entry=DELAYED["entry"], causes={1: "one", 2: "two"},
        at=[2, 5, 10, 20, 40], interval=interval, minimum_at_risk=1,
    )  # fmt: skip
    for (group, cause), table in result.table.groupby(["group", "cause"]):
        theirs = pd.DataFrame(FIGURES[f"delayed: Aalen-Johansen {group}, {interval}"])
        for ours, name in (("incidence", "p"), ("se", "se"), ("ci_low", "lower"), ("ci_high", "upper")):
            close(table[ours], theirs[f"{name}_{cause}"])


@pytest.mark.parametrize("case", CMPRSK)
def test_the_other_standard_error_and_grays_test_are_those_of_cmprsk(case: str) -> None:
    arguments, times, curves, tests = CMPRSK[case]
    result = cumulative_incidence(*arguments, at=times)
    rows, theirs = FIGURES[curves]["est"]["rows"], FIGURES[curves]
    for (group, cause), table in result.table.groupby(["group", "cause"]):
        at = rows.index(f"{group} {cause}")
        close(table["incidence"], theirs["est"]["values"][at])
        close(table["se_aalen"] ** 2, theirs["var"]["values"][at])
    for test, row in zip(result.tests.values(), FIGURES[tests]["values"], strict=True):
        assert (test.name, test.df) == ("Gray", row[2])
        close([test.statistic, test.p], row[:2])


def test_statsmodels_gives_the_same() -> None:
    women = MGUS[MGUS["sex"] == "F"]
    result = cumulative_incidence(women["etime"], women["event"], at=[12, 60, 120, 240])
    theirs = pd.DataFrame(FIGURES["statsmodels: mgus2 F cumulative incidence"])
    for cause, name in (("1", "one"), ("2", "two")):
        close(result.table.loc[result.table["cause"] == cause, "incidence"], theirs[name])


def test_with_late_entry_hazards_are_compared_and_it_is_said() -> None:
    untied = DELAYED["duration"] + np.arange(1, len(DELAYED) + 1) / 1000
    result = cumulative_incidence(untied, DELAYED["event"], DELAYED["group"], entry=DELAYED["entry"], minimum_at_risk=1)
    for cause, test in result.tests.items():
        assert test.name == "log-rank"
        theirs = FIGURES[f"delayed, row number / 1000 added to duration: log-rank event {cause}"]
        close([test.statistic, *test.table["expected"]], [theirs["chisq"], *theirs["expected"].values()])
    assert any("Gray's test was not made" in note for note in result.notes)
    assert "Gray" not in result.method


def influence_by_hand(entry, duration, cause, kind: int, when: float) -> float:
    """Weigh every person a little more, one at a time: the sum of the squared slopes."""

    def incidence(weight: np.ndarray) -> float:
        survival, total = 1.0, 0.0
        for t in np.unique(duration[(cause > 0) & (duration <= when)]):
            n = weight[(entry < t) & (duration >= t)].sum()
            total += survival * weight[(duration == t) & (cause == kind)].sum() / n
            survival *= 1 - weight[(duration == t) & (cause > 0)].sum() / n
        return total

    ones, step = np.ones(len(duration)), 1e-5
    slopes = [
        (incidence(ones + step * (ones.cumsum() == i + 1)) - incidence(ones - step * (ones.cumsum() == i + 1)))
        / 2
        / step
        for i in range(len(duration))
    ]
    return float(np.sqrt(np.square(slopes).sum()))


@pytest.mark.parametrize("seed", range(4))
def test_the_standard_error_is_what_each_person_adds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    entry = rng.integers(0, 4, 25)
    duration, cause = entry + rng.integers(1, 8, 25), rng.integers(0, 3, 25)
    result = cumulative_incidence(duration, cause, entry=entry, at=[3, 5, 8], minimum_at_risk=1)
    for row in records(result.table):
        if row["se"] is not None:
            by_hand = influence_by_hand(entry, duration, cause, int(row["cause"]), row["time"])
            assert row["se"] == pytest.approx(by_hand, rel=FITTED, abs=ROOT)  # slopes by small differences


def test_causes_add_up_to_what_leaving_takes_away() -> None:
    result = cumulative_incidence(DELAYED["duration"], DELAYED["event"], entry=DELAYED["entry"], at=[5, 10, 30])
    assert not any("Gray's test" in note for note in result.notes)  # of one group there is nothing to test
    stay = retention(DELAYED["duration"], DELAYED["event"] > 0, entry=DELAYED["entry"], at=[5, 10, 30])
    both = result.table.groupby("time")["incidence"].sum()
    assert (1 - both).tolist() == pytest.approx(stay.table["survival"].tolist(), rel=CLOSED_FORM)


def test_intervals_and_grays_test_hold_their_level() -> None:
    rng = np.random.default_rng(3)
    n = 150 * 60
    leave, end = np.ceil(rng.exponential(30, n)), rng.integers(10, 80, n)
    cause = np.where(leave <= end, np.where(rng.random(n) < 0.4, 1, 2), 0)
    duration, files = np.minimum(leave, end), np.arange(n) % 150
    table = cumulative_incidence(duration, cause, files, at=[20], interval="log-log").table
    table, truth = table[table["cause"] == "1"], 0.4 * (1 - np.exp(-20 / 30))
    assert 0.91 < ((table["ci_low"] <= truth) & (truth <= table["ci_high"])).mean() < 0.98
    statistics = [
        cumulative_incidence(duration[at : at + 150], cause[at : at + 150], files[:150] % 3).tests["1"].statistic
        for at in range(0, n, 300)
    ]
    # chi-squared with two degrees of freedom
    assert 1.3 < np.mean(statistics) < 2.8


def test_causes_have_names_and_may_not_happen() -> None:
    result = cumulative_incidence([1, 2, 3, 4], [1, 1, 0, 0], ["a", "b", "a", "b"], causes={1: "left", 2: "promoted"})
    assert result.causes == ("left", "promoted")
    assert result.tests["promoted"] is None
    promoted = [row for row in records(result.table) if row["cause"] == "promoted"]
    assert {(row["incidence"], row["se"], row["ci_low"]) for row in promoted} == {(0, None, None)}
    assert result.groups.to_dict("list") == {"group": ["a", "b"], "n": [2, 2], "left": [1, 1], "promoted": [0, 0]}


def test_a_group_without_events_says_so() -> None:
    result = cumulative_incidence([1, 2, 3, 4], [1, 0, 2, 0], ["a", "b", "a", "b"])
    assert "nothing has happened to anyone of group 'b': its incidence has no interval" in result.notes


@pytest.mark.parametrize(
    ("arguments", "options", "error", "words"),
    [
        (([1, 2], [0, 0]), {}, NotEnoughData, "nothing has happened to anyone"),
        (([1, 2], [1, 3]), {"causes": {1: "left"}}, ValueError, r"events \[1, 3\]"),
        (([1, 2], [1, 2]), {"causes": {0: "stayed", 1: "left", 2: "promoted"}}, ValueError, "a number above 0"),
        (([1, 2], [1, 1.5]), {}, ValueError, "whole number for the kind of event: got 1.5"),
        (([1, 2], [1, -1]), {}, ValueError, "whole number for the kind of event: got -1"),
        (([1, 2], ["left", "stayed"]), {}, TypeError, "event must hold numbers"),
        (([1, 2], [1, 0]), {"interval": "plain"}, ValueError, "interval must be one of log, log-log"),
        (([1, 2], [1, 0]), {"minimum_at_risk": 0}, ValueError, "minimum_at_risk"),
    ],
)
def test_what_will_not_do_is_refused_in_words(arguments, options, error, words) -> None:
    with pytest.raises(error, match=words):
        cumulative_incidence(*arguments, **options)


rows = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 7), st.integers(0, 2)), min_size=8, max_size=40)


@settings(deadline=None, max_examples=8)
@given(rows, st.randoms(), st.booleans())
def test_order_unit_and_names_do_not_matter(drawn, random, late: bool) -> None:
    frame = pd.DataFrame(drawn, columns=["entry", "stay", "event"]).assign(entry=lambda f: f["entry"] * late)
    frame["duration"], frame["group"] = frame["entry"] + frame["stay"], np.arange(len(frame)) % 2
    causes = {1: "left", 2: "promoted"}
    first = cumulative_incidence(frame["duration"], frame["event"], frame["group"], entry=frame["entry"], causes=causes)
    order = list(range(len(frame)))
    random.shuffle(order)
    mixed = frame.iloc[order]
    again = cumulative_incidence(
        mixed["duration"] / 365.25, mixed["event"], mixed["group"] == 1, entry=mixed["entry"] / 365.25, causes=causes
    )
    for name in ("incidence", "se", "ci_low"):
        assert again.curve[name].to_numpy() == pytest.approx(
            first.curve[name].to_numpy(), rel=ROOT, abs=SAME_FIGURE, nan_ok=True
        )
    for cause in causes.values():
        assert (again.tests[cause] is None) == (first.tests[cause] is None)
        if first.tests[cause] is not None:
            assert again.tests[cause].statistic == pytest.approx(
                first.tests[cause].statistic, rel=ROOT, abs=SAME_FIGURE
            )
