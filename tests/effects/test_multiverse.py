"""multiverse: every allowed combination once, and shares of variance that follow from how the estimates were made."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from evaluatie.effects.multiverses import multiverse
from evaluatie.effects.paired import paired_change
from evaluatie.effects.ranks import rank_change
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM

CHOICES = {"people": {"all": 0.0, "linked": 3.0}, "score": {"mean": 0.0, "sum": 1.0, "factor": 5.0}}


def additive(people: float, score: float) -> SimpleNamespace:
    estimate = people + score
    return SimpleNamespace(estimate=estimate, ci_low=estimate - 2, ci_high=estimate + 2, n=100)


def test_every_combination_is_run_once_in_order() -> None:
    found = multiverse(additive, CHOICES)
    assert found.k == found.k_estimated == 6
    assert found.table[["people", "score"]].to_numpy().tolist() == [
        [people, score] for people in ("all", "linked") for score in ("mean", "sum", "factor")
    ]
    assert found.table["estimate"].tolist() == [0, 1, 5, 3, 4, 8]
    assert (found.median, found.minimum, found.maximum, found.range) == (3.5, 0, 8, 8)
    assert found.share_positive == pytest.approx(5 / 6)
    assert found.share_above == pytest.approx(4 / 6)
    assert found.share_below == 0


def test_shares_of_variance_are_those_of_the_main_effects() -> None:
    found = multiverse(additive, CHOICES).dimension_table.set_index(["dimension", "option"])
    between_people, between_scores = 1.5**2, np.var([0, 1, 5])
    total = between_people + between_scores
    assert found.loc[("people", "all"), "share_of_variance"] == pytest.approx(between_people / total, rel=CLOSED_FORM)
    assert found.loc[("score", "sum"), "share_of_variance"] == pytest.approx(between_scores / total, rel=CLOSED_FORM)
    assert found["mean_estimate"].tolist() == pytest.approx([2, 5, 1.5, 2.5, 6.5])
    assert found["specifications"].tolist() == [3, 3, 2, 2, 2]


def test_an_interaction_belongs_to_no_dimension() -> None:
    found = multiverse(lambda a, b: SimpleNamespace(estimate=a * b), {"a": [-1, 1], "b": [-1, 1]})
    assert found.dimension_table["share_of_variance"].tolist() == pytest.approx([0, 0, 0, 0], abs=CLOSED_FORM)
    assert math.isnan(found.share_above)
    assert any("4 estimate(s) without an interval" in note for note in found.notes)


def test_the_order_of_dimensions_and_options_does_not_matter() -> None:
    turned = {name: dict(reversed(options.items())) for name, options in reversed(CHOICES.items())}
    one, other = multiverse(additive, CHOICES), multiverse(additive, turned)
    keys = ["dimension", "option"]
    first, second = (each.dimension_table.sort_values(keys)["share_of_variance"].tolist() for each in (one, other))
    assert first == pytest.approx(second)
    assert (one.median, one.range) == (other.median, other.range)


def test_the_headline_has_a_rank_and_its_interval() -> None:
    found = multiverse(additive, CHOICES, headline={"people": "linked", "score": "mean"})
    assert (found.headline_estimate, found.headline_rank) == (3, 3)
    row = found.tidy().iloc[0]
    assert (row["term"], row["ci_low"], row["ci_high"], row["n"]) == ("headline", 1, 5, 100)
    assert multiverse(additive, CHOICES).headline_rank == 1
    tied = multiverse(lambda **_: SimpleNamespace(estimate=1.0), {"a": [1, 2, 3]})
    assert tied.headline_rank == 2
    assert tied.dimension_table["share_of_variance"].isna().all()


def test_specifications_without_an_estimate_are_kept_with_their_reason() -> None:
    pre, post = [2, 3, 4, 3, 2, 3], [3, 3, 5, 4, 4, 5]

    def analyse(people: int, points: float):
        return paired_change(np.multiply(pre[:people], points), np.multiply(post[:people], points))

    found = multiverse(analyse, {"people": [6, 5, 1], "points": {"five": 1.0, "hundred": 20.0}})
    assert (found.k, found.k_estimated) == (6, 4)
    assert found.table["reason"].dropna().tolist() == ["at least 2 pairs are needed: got 1"] * 2
    assert found.table["n"].dropna().tolist() == [6, 6, 5, 5]
    assert "2 specification(s) without an estimate: at least 2 pairs are needed: got 1" in found.notes
    last = multiverse(analyse, {"people": [6, 1], "points": [1.0]}, headline={"people": "1", "points": "1.0"})
    assert (last.headline_estimate, last.headline_rank) == (None, None)
    assert last.tidy()["term"].tolist() == ["median", "minimum", "maximum"]


def test_combinations_that_make_no_sense_are_left_out_and_counted() -> None:
    found = multiverse(additive, CHOICES, allowed=lambda people, score: not (people == 3.0 and score == 5.0))
    assert (found.k, found.k_excluded) == (5, 1)
    assert found.notes[0].startswith("1 combination(s) excluded beforehand")
    # without the excluded one the additive model still fits exactly; what each adds to the other is less than all
    shares = found.dimension_table.groupby("dimension")["share_of_variance"].first()
    assert 0 < shares["people"] < 1
    assert 0 < shares["score"] < 1


def test_nothing_joint_is_claimed() -> None:
    notes = " ".join(multiverse(additive, CHOICES).notes)
    assert "no p values" in notes
    assert "defensible" in notes


def test_an_estimate_that_is_not_a_number_is_a_reason() -> None:
    found = multiverse(lambda a: SimpleNamespace(mean_change=a, se=None), {"a": {"x": 1.0, "y": None}})
    assert found.table["reason"].tolist()[1] == "the analysis gave no estimate"
    assert found.k_estimated == 1


def test_a_number_or_any_result_of_the_package_will_do() -> None:
    found = multiverse(lambda a: a, {"a": [1, 2.5, np.float64(4)]}).table
    assert found["estimate"].tolist() == [1.0, 2.5, 4.0]
    assert found["se"].isna().all()
    pre, post = np.arange(12.0), np.arange(12.0) ** 1.1
    ranked = multiverse(lambda a: rank_change(pre, post + a), {"a": [0, 1]}).table
    assert ranked["estimate"].tolist() == [rank_change(pre, post + a).pseudo_median for a in (0, 1)]
    assert (ranked["ci_low"] < ranked["estimate"]).all()


def no_data(**_choices: object) -> None:
    raise NotEnoughData("too few")


@pytest.mark.parametrize(
    ("analyse", "choices", "options", "error", "words"),
    [
        (additive, {}, {}, ValueError, "at least one dimension"),
        (additive, {"people": []}, {}, ValueError, "needs options"),
        (additive, {"people": [1, 1]}, {}, ValueError, "different labels"),
        (additive, {"people": "all"}, {}, ValueError, "several options"),
        (additive, {"n": [1]}, {}, ValueError, "column of the table"),
        (additive, {1: [1]}, {}, ValueError, "named by a text"),
        (additive, CHOICES, {"headline": {"people": "all"}}, ValueError, "one option of every dimension"),
        (additive, CHOICES, {"headline": {"people": "all", "score": "x"}}, ValueError, "one option of every"),
        (additive, CHOICES, {"allowed": lambda **_: False}, ValueError, "no combination"),
        (lambda a: str(a), {"a": [1]}, {}, TypeError, "a number, or a result .*: got str"),
        (no_data, CHOICES, {}, NotEnoughData, "none of 6 specifications .* too few"),
    ],
)
def test_what_is_no_multiverse_is_refused(analyse, choices, options, error, words) -> None:
    with pytest.raises(error, match=words):
        multiverse(analyse, choices, **options)


def test_errors_of_the_analysis_itself_are_not_swallowed() -> None:
    def broken(a: int) -> None:
        raise KeyError("a bug")

    with pytest.raises(KeyError, match="a bug"):
        multiverse(broken, {"a": [1]})
