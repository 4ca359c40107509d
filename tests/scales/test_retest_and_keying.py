"""Test-retest against psych::ICC, items keyed the wrong way, and the bootstrap of alpha."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.result import NotEnoughData
from evaluatie.scales import reliability, stability
from evaluatie.scales.keying import wrongly_keyed
from evaluatie.scales.resampled import bootstrap_alpha
from tolerances import CLOSED_FORM

DATA = Path(__file__).parent / "data"
BFI = pd.read_csv(DATA / "bfi.csv")
LEADERSHIP = pd.read_csv(DATA / "lq2002.csv").filter(like="LEAD")
FORMS = next(
    {row["type"]: row for row in figure["value"]}
    for figure in json.loads((DATA / "omega_reference.json").read_text())["figures"]
    if figure["name"].startswith("anxiety: ICC")
)


def long(scores: np.ndarray) -> pd.DataFrame:
    """Give one row per person (row) and wave (column)."""
    people, waves = scores.shape
    who, when = np.repeat(np.arange(people), waves), np.tile(np.arange(waves), people)
    return pd.DataFrame({"who": who, "when": when, "score": scores.ravel()})


def retest(scores: np.ndarray, **choices) -> stability.Retest:
    return stability.test_retest(long(scores), "score", "who", "when", **choices)


def test_intraclass_correlations_are_those_of_psych() -> None:
    ours = retest(pd.read_csv(DATA / "anxiety.csv").to_numpy(float))
    for name, form in (("icc_agreement", FORMS["ICC2"]), ("icc_consistency", FORMS["ICC3"])):
        found = [getattr(ours, name + end) for end in ("", "_low", "_high")]
        assert found == pytest.approx([form["ICC"], form["lower bound"], form["upper bound"]], rel=CLOSED_FORM)
    assert (ours.n, ours.waves, ours.correlation) == (20, 3, None)
    assert ours.notes == ("the correlation is of two waves: choose them with waves=(one, other)",)


def test_error_of_measurement_by_hand() -> None:
    scores = np.array([[1.0, 2], [2, 4], [4, 5], [5, 5], [3, 5]])
    difference = scores[:, 1] - scores[:, 0]
    ours = retest(scores)
    assert ours.sem_consistency == pytest.approx(difference.std(ddof=1) / math.sqrt(2), rel=CLOSED_FORM)
    # of two waves, the variance between them without its share of noise
    shift = (difference.mean() ** 2 - difference.var(ddof=1) / 5) / 2
    assert ours.sem == pytest.approx(math.sqrt(ours.sem_consistency**2 + shift), rel=CLOSED_FORM)
    assert ours.smallest_detectable_change == pytest.approx(1.959963984540054 * math.sqrt(2) * ours.sem)
    assert ours.correlation == pytest.approx(np.corrcoef(scores.T)[0, 1], rel=CLOSED_FORM)
    terms = ["icc_agreement", "icc_consistency", "correlation", "sem", "sem_consistency", "smallest_detectable_change"]
    assert list(ours.tidy()["term"]) == terms


def test_who_missed_a_wave_is_left_out_and_counted() -> None:
    frame = long(np.array([[1.0, 2], [2, 2], [4, 5], [5, 4], [3, np.nan]]))
    ours = stability.test_retest(frame, "score", "who", "when")
    assert (ours.n, ours.notes) == (4, ("1 of 5 people left out: a wave was missing",))


def test_the_same_scores_twice_agree_entirely() -> None:
    ours = retest(np.array([[1.0, 1], [2, 2], [4, 4], [5, 5]]))
    assert (ours.icc_agreement, ours.icc_agreement_low, ours.sem, ours.smallest_detectable_change) == (1, 1, 0, 0)
    moved = retest(np.array([[1.0, 2], [2, 3], [4, 5], [5, 6]]))
    assert moved.icc_consistency == 1
    assert moved.icc_agreement < 1
    assert moved.sem > moved.sem_consistency == 0


@pytest.mark.parametrize(
    ("frame", "choices", "error", "words"),
    [
        (long(np.ones((5, 2))), {}, NotEnoughData, "do not differ"),
        (long(np.ones((5, 1))), {}, NotEnoughData, r"at least 2 different waves are needed: got 1 \(0\)"),
        (long(np.eye(3)), {"waves": (0, 0)}, NotEnoughData, r"got 1 \(0\)"),
        (long(np.array([[1.0, 3], [2, 2], [3, 1]])), {}, NotEnoughData, "everyone has the same mean over the waves"),
        (long(np.array([[1.0, 6], [2, 5], [4, 3], [5, 2]])), {}, NotEnoughData, "who scored high at one"),
        (long(np.eye(2)), {}, NotEnoughData, "at least 3 people .* got 2"),
        (long(np.eye(3)[:, :2]), {"waves": (0, 7)}, ValueError, "no rows of wave 7; the waves are: 0, 1"),
        (pd.concat([long(np.eye(3))] * 2), {}, ValueError, "respondent 0 is there more than once"),
        (long(np.eye(3)).rename(columns={"who": "w"}), {}, ValueError, "no column 'who'; it has: 'w'"),
        (long(np.eye(3)).astype({"score": str}), {}, TypeError, "which is not a number"),
        ([1, 2], {}, TypeError, "must be a DataFrame"),
    ],
)
def test_bad_waves_are_refused_in_words(frame, choices, error, words) -> None:
    with pytest.raises(error, match=words):
        stability.test_retest(frame, "score", "who", "when", **choices)


def test_intervals_of_test_retest_hold_the_truth_as_often_as_they_say() -> None:
    rng, held = np.random.default_rng(4), np.zeros(3)
    # people's variance 1, error 0.5, and a shift of 0.4 points between two waves: variance 0.08
    icc, sem = 1 / 1.5, math.sqrt(0.5 + 0.4**2 / 2)
    for _ in range(300):
        scores = rng.normal(size=(60, 1)) + math.sqrt(0.5) * rng.normal(size=(60, 2)) + [0, 0.4]
        ours = retest(scores)
        held += (
            ours.icc_consistency_low <= icc <= ours.icc_consistency_high,
            ours.sem_consistency_low <= math.sqrt(0.5) <= ours.sem_consistency_high,
            ours.sem_low <= sem <= ours.sem_high,
        )
    assert ((held / 300 > 0.92) & (held / 300 < 0.98)).all()


REVERSED = {"A": ("A1",), "C": ("C4", "C5"), "E": ("E1", "E2"), "N": (), "O": ("O2", "O5")}


@pytest.mark.parametrize("scale", REVERSED)
def test_the_reversed_items_of_bfi_are_found(scale: str) -> None:
    items = BFI.filter(like=scale)
    ours = wrongly_keyed(items)
    assert (ours.turn, ours.uncertain) == (REVERSED[scale], ())
    advice = [f"turn {name} round: 7 - {name}, if its lowest and highest answer were given" for name in ours.turn]
    assert list(ours.notes[1:]) == advice
    assert wrongly_keyed(items.assign(**{name: 7 - items[name] for name in ours.turn})).turn == ()


def test_an_item_that_goes_with_nothing_is_not_turned() -> None:
    rng = np.random.default_rng(6)
    items = pd.DataFrame(rng.normal(size=(200, 1)) + rng.normal(size=(200, 4)), columns=list("abcd"))
    ours = wrongly_keyed(items.assign(lone=rng.normal(size=200) - 0.02 * items.sum(axis=1)))
    assert (ours.turn, ours.uncertain) == ((), ("lone",))
    assert ours.notes == ("lone hardly goes with the others, one way or the other: read its wording before turning it",)
    assert list(ours.tidy()["term"]) == ["a", "b", "c", "d", "lone"]


def test_as_many_items_one_way_as_the_other_cannot_be_told_apart() -> None:
    rng = np.random.default_rng(7)
    items = pd.DataFrame(rng.normal(size=(200, 1)) * [1, -1, 1, -1] + rng.normal(size=(200, 4)), columns=list("abcd"))
    ours = wrongly_keyed(items)
    assert ours.turn == ("b", "d")
    assert ours.notes[0].startswith("as many items point one way as the other")


def test_too_little_to_say_which_item_is_wrong_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="at least 3 items"):
        wrongly_keyed(BFI[["A1", "A2"]])
    with pytest.raises(NotEnoughData, match="item 'A1' has the same answer"):
        wrongly_keyed(BFI[["A1", "A2", "A3"]].assign(A1=1))


def naive_alpha(answers: np.ndarray) -> float:
    k = answers.shape[1]
    return k / (k - 1) * (1 - answers.var(axis=0, ddof=1).sum() / answers.sum(axis=1).var(ddof=1))


def test_each_drawn_alpha_is_that_of_the_people_drawn() -> None:
    ours = bootstrap_alpha(LEADERSHIP, draws=250, seed=3)
    people = np.random.default_rng(3).integers(0, len(LEADERSHIP), size=(100, len(LEADERSHIP)))
    answers = LEADERSHIP.to_numpy(float)
    assert ours.drawn[:100] == pytest.approx(np.array([naive_alpha(answers[row]) for row in people]), rel=CLOSED_FORM)
    assert ours.alpha == pytest.approx(reliability(LEADERSHIP).alpha, rel=CLOSED_FORM)
    assert ours == bootstrap_alpha(LEADERSHIP, draws=250, seed=3)
    assert ours.drawn[100:].mean() != bootstrap_alpha(LEADERSHIP, draws=250, seed=4).drawn[100:].mean()


def test_draws_without_an_alpha_are_left_out_and_counted() -> None:
    ours = bootstrap_alpha(pd.DataFrame({"a": [1, 1, 1, 5], "b": [1, 1, 1, 4]}), draws=1000)
    assert ours.draws < 1000
    assert ours.notes == (f"{1000 - ours.draws} of 1000 draws left out: the sum of the items did not vary in them",)


@pytest.mark.parametrize(
    ("items", "draws", "error", "words"),
    [
        (LEADERSHIP, 99, ValueError, "at least 100 draws are needed: got 99"),
        (LEADERSHIP.iloc[:2], 100, NotEnoughData, "at least 3 people"),
        (pd.DataFrame({"a": [1, 2, 3], "b": [3, 2, 1]}), 100, NotEnoughData, "does not vary"),
    ],
)
def test_a_bootstrap_of_too_little_is_refused(items, draws, error, words) -> None:
    with pytest.raises(error, match=words):
        bootstrap_alpha(items, draws=draws)


def test_bootstrap_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng, held = np.random.default_rng(12), np.zeros(2)
    for seed in range(300):
        ours = bootstrap_alpha(rng.normal(size=(80, 1)) + rng.normal(size=(80, 4)), draws=400, seed=seed)
        held += (
            ours.percentile_low <= 0.8 <= ours.percentile_high,
            ours.alpha_low <= 0.8 <= ours.alpha_high,
        )
    assert ((held / 300 > 0.91) & (held / 300 < 0.98)).all()
