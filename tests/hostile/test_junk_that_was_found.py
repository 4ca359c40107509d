"""Arguments over which public functions once stumbled: each is refused in words that name it.

Each was an error of Python or of a library: StopIteration, OverflowError, IndexError, KeyError and the like.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.flows.reading.counts import read_count
from evaluatie.flows.selecting.selection import flagged_by_chance
from evaluatie.reproduce.monitor import civil_service_survey, figures_of, link_organisations

STATUSES = pd.DataFrame([["A1", "2021-12-01", "started", "x", "x"]],
                        columns=["commitment", "date", "status", "evidence", "evidence"])  # fmt: skip
STEPS = pd.DataFrame([["1", "yes", "board", "board"]], columns=["step", "done", "by", "by"])
TARGETS = pd.DataFrame({"year": [2020, 2021], "focal": [7, 8], "total": [90, 91]})
SURVEY = pd.DataFrame([["a", "t0", "t0"]], columns=["respondent", "wave", "wave"])
SCORES = pd.DataFrame([["a", "t0", 1.0, 2.0]], columns=["who", "wave", "score", "score"])
STATES = ["S1", "left"]
MOVES = {group: pd.DataFrame([[80, 20], [0, 1]], STATES, STATES) for group in ("m", "o")}
STOCK = pd.DataFrame({"S1": [20, 60]}, index=["m", "o"])
PERSONS = pd.DataFrame({"person": ["a", "b"], "entry": ["2019-01-01", "2020-06-01"], "exit": ["2020-03-31", None]})
PANEL = pd.DataFrame({"who": 1, "year": range(2015, 2021), "scale": "S1", "origin": None})
COUNTS = pd.DataFrame({"year": 2020, "characteristic": "b", "level": ["a", "b"], "stock": [50, 60], "outflow": [4, 5]})
OWN = pd.DataFrame({"year": [2023], "organisation": "ours", "measure": "item_valued", "value": [70], "n": [90]})


def _others() -> object:
    return figures_of(link_organisations(civil_service_survey()), "item_valued")


FOUND: dict[str, tuple[Callable[[], object], str]] = {
    "a doubled column of statuses": (lambda: ev.agenda_progress(ev.national_agenda(), STATUSES), "'evidence'"),
    "a doubled column of steps": (lambda: ev.six_steps(STEPS), "'by'"),
    "nobody with a group": (
        lambda: ev.backtest(PANEL, "who", "year", "scale", "origin", focal="a"), "no group in the stock"),
    "half a person": (lambda: ev.compare_independent_correlations(0.3, math.nan, 0.2, 50), "n1: nan"),
    "a year that is a mapping": (
        lambda: ev.count_ratios(ev.flow_rates_from_counts(COUNTS), "b", "b", year={}), "year must be a number"),
    "a date of infinity": (
        lambda: ev.settle_careers(PERSONS.assign(entry=[math.inf, "2020-01-01"]), start="2020-01-01", end="2020-12-31"),
        "which is no date"),
    "a person called infinity": (
        lambda: ev.settle_careers(PERSONS.assign(person=[math.inf, "b"]), start="2020-01-01", end="2020-12-31"),
        "nobody's code"),
    "steps beyond all years": (
        lambda: ev.forecast({"S1": 10}, pd.DataFrame([[9]], ["S1"], ["S1"]), None, 1e60), "from 1 to 1,000"),
    "a figure that is a word": (lambda: ev.impossible_percentages(OWN.assign(value="x")), "row 1: value is x"),
    "a year of infinity": (lambda: ev.impossible_percentages(OWN.assign(year=math.inf)), "row 1: year is inf"),
    "a measure without a name": (lambda: ev.impossible_percentages(OWN.assign(measure=3)), "row 1: measure is 3"),
    "own figures that are none": (lambda: ev.own_latest(_others(), OWN.drop(columns="n")), "'n'"),
    "infinitely many respondents": (lambda: ev.own_beside(_others(), 84.0, math.inf, 2024, "x"), "n must be"),
    "choices that are none": (lambda: ev.multiverse(lambda: None, math.nan), "choices must be a mapping"),
    "an infinite spread": (lambda: ev.pooled_sd([math.inf, 2.0], [11, 31]), "sds: inf"),
    "infinitely many people": (lambda: ev.pooled_sd([1.0, 2.0], [math.inf, 31]), "ns: inf"),
    "a doubled column of counts": (
        lambda: ev.protect(pd.DataFrame([[50, 48, 50]], ["a"], ["t0", "t1", "t0"]), "strict"), "stands there twice"),
    "more events than people": (lambda: ev.rate_ratio(1e60, 10, 3, 10), "events must be at most"),
    "a merge of no key": (
        lambda: ev.reidentification_risk(PERSONS, ["entry"], together=[("entri", ("a", "b"))]), "'entri' is no key"),
    "a doubled key": (
        lambda: ev.reidentification_risk(PERSONS.set_axis(["a", "b", "b"], axis=1), ["b"]), "several columns 'b'"),
    "a kind of event of 1e60": (lambda: ev.retention([2, 3, 3], [1, 0, 1e60]), "event must be 0"),
    "a doubled item": (
        lambda: ev.score(pd.DataFrame([[3] * 4], columns=[f"job_satisfaction_{at}" for at in (1, 2, 3, 1)]),
                         "job_satisfaction"), "'job_satisfaction_1'"),
    "a mean of infinitely many": (lambda: ev.summary_change(math.inf, 3, 1, 40, 3.2, 1), "n must be a whole number"),
    "no columns": (lambda: ev.mcar_test({}), "no column was given"),
    "people of 1e300": (lambda: ev.opt_out_effect({"a": 380, "b": 1e300}, 25), "whole numbers"),
    "limits that are none": (lambda: ev.count_limits(["<5"], suppressed=()), "a lower and an upper limit"),
    "half a move": (lambda: ev.transitions_from_counts(np.array([[0.5, 1], [0, 0]]), ("in", "out")), "whole numbers"),
    "moves that are not square": (
        lambda: ev.transitions_from_counts(np.array([[5, 1]]), ("in", "out")), "a row and a column per state"),
    "no stock": (lambda: ev.flow_rates_from_counts(pd.DataFrame({"year": [2020]})), "no column 'stock'"),
    "a column without a name": (
        lambda: ev.hazard_change(pd.DataFrame({"m": [1, 2], "e": [1, 1]}), "m", "e", None), "name of a column"),
    "a year of 1e60": (
        lambda: ev.target_progress(TARGETS, 0.2, 1e60, inflow=9), "a year must be a number or a date"),
    "names that are none": (lambda: ev.theme_lists(["pay"], ["climate"], 4.0), "new names by old ones"),
    "a model of infinitely many": (
        lambda: ev.cfa("f =~ a + b + c", covariance=np.eye(3) + 0.5, n=math.inf), "no number of people"),
    "a correlation of infinitely many": (lambda: ev.correlation_test(0.3, math.inf), "people"),
    "steps without end": (lambda: ev.forecast(STOCK, MOVES, None, math.inf, focal="m"), "steps must be a whole number"),
    "two waves of one answer": (lambda: ev.link_waves(SURVEY), "several columns 'wave'"),
    "two scores of one answer": (
        lambda: ev.overlapping_change(SCORES, "score", "wave", "who"), "several columns 'score'"),
    "half a column": (
        lambda: ev.wild_cluster_bootstrap([2, 3, 3, 4, 2, 4], np.ones((6, 2)), list("aabbcc"), 0.5), "must be a place"),
}  # fmt: skip


@pytest.mark.parametrize("what", FOUND)
def test_it_is_refused_in_words(what: str) -> None:
    call, words = FOUND[what]
    with pytest.raises((ValueError, TypeError)) as caught:
        call()
    assert words in str(caught.value)


def test_an_empty_table_of_counts_has_no_rate() -> None:
    assert ev.flow_rates_from_counts(COUNTS.iloc[:0]).table.empty


def test_far_out_in_the_tail_the_selected_lie_at_the_cutoff() -> None:
    found = ev.regression_to_the_mean(3.5, 0.8, cutoff=-1e5, sd=0.5)
    assert found.expected_change == pytest.approx(0.2 * 100_003.5, rel=1e-6)
    assert ev.regression_to_the_mean(3.5, 0.8, cutoff=1e60, sd=0.5).expected_change == 0


def test_the_four_fifths_rule_of_many_people_is_that_of_few_counted() -> None:
    counted = flagged_by_chance(999_999, 1_000_000, 0.00003)
    approximated = flagged_by_chance(999_999, 1_000_001, 0.00003)
    assert counted == pytest.approx(approximated, abs=0.03)
    with pytest.raises(ValueError, match="at most"):
        read_count(10**11, "total")
