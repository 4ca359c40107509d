"""What invariance says of answers that cannot be used: one message in words, or that there are too few people."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from evaluatie.scales.factor import Invariance, ModelError, cfa, invariance, longitudinal_invariance

MODEL = "f =~ q1 + q2 + q3 + q4\ng =~ q5 + q6 + q7 + q8"
ITEMS = [f"q{number}" for number in range(1, 9)]
EVERY_WAY = [(estimator, missing) for estimator in ("ml", "mlr") for missing in ("listwise", "fiml")]


def people(seed: int = 0) -> pd.DataFrame:
    """Draw 600 people: two factors of four items; by turns in one of two groups, or at two waves in turn."""
    rng = np.random.default_rng(seed)
    one = rng.normal(size=(600, 1))
    other = 0.5 * one + rng.normal(size=(600, 1))
    answers = np.hstack([one + rng.normal(size=(600, 4)), other + rng.normal(size=(600, 4))])
    frame = pd.DataFrame(answers, columns=ITEMS)
    return frame.assign(group=["a", "b"] * 300, person=np.repeat(np.arange(300), 2), wave=[1, 2] * 300)


DATA = people()
B, LATER = DATA["group"] == "b", DATA["wave"] == 2
QUARTER = DATA.index % 4
REFUSED = {
    "text": (DATA.assign(q1="often"), "q1: these answers are not numbers"),
    "some text": (
        DATA.assign(q1=DATA["q1"].astype(object).where(DATA.index > 0, "often")),
        "q1: these answers are not",
    ),
    "a row of text": (
        DATA.astype(object).assign(q2=DATA["q2"].astype(object).where(DATA.index > 0, "often")),
        "^q2: these answers are not numbers",
    ),
    "infinite": (DATA.assign(q1=DATA["q1"].where(DATA.index > 0, np.inf)), "An answer is infinite"),
    "constant in one group": (DATA.assign(q1=DATA["q1"].where(~B, 0.1)), "q1: everyone in group b gave the same"),
    "twice the same item": (DATA.assign(q2=DATA["q1"]), "or two are the same"),
    "twice the same in one group": (DATA.assign(q2=DATA["q2"].where(~B, DATA["q1"])), "in group b .* two are the same"),
    "a sum of items": (DATA.assign(q2=DATA["q1"] + DATA["q3"]), "an item is a sum of others"),
    "one group": (DATA[~B], "there is only one group"),
    "nobody": (DATA.head(0), "nobody has a group"),
    "no groups": (DATA.assign(group=np.nan), "nobody has a group"),
    "no frame": (DATA.to_numpy(), "must be a DataFrame, not ndarray"),
}


@pytest.mark.parametrize(("estimator", "missing"), EVERY_WAY)
@pytest.mark.parametrize("name", REFUSED)
def test_answers_that_cannot_be_used_are_refused(name: str, estimator: str, missing: str) -> None:
    data, told = REFUSED[name]
    with pytest.raises(ModelError, match=told):
        invariance(MODEL, data, "group", estimator=estimator, missing=missing)


@pytest.mark.parametrize("estimator", ["ml", "mlr"])
def test_a_subscale_that_a_group_did_not_get_is_told(estimator: str) -> None:
    data = DATA.assign(**{name: DATA[name].where(~B) for name in ITEMS[4:]})
    listwise = invariance(MODEL, data, "group", estimator=estimator)
    assert listwise.verdict == "too few people to test"
    assert listwise.notes == (
        "300 of 300 people in b have a missing answer and are not counted",
        "q5, q6, q7, q8: nobody in b answered",
        "configural: Of 300 people 0 in group b answered all items: too few for a factor model.",
    )
    with pytest.raises(ModelError, match="q5: nobody in group b answered it"):
        invariance(MODEL, data, "group", estimator=estimator, missing="fiml")


@pytest.mark.parametrize("estimator", ["ml", "mlr"])
def test_a_subscale_that_a_wave_did_not_have_is_told(estimator: str) -> None:
    data = DATA.assign(**{name: DATA[name].where(~LATER) for name in ITEMS[4:]})
    listwise = longitudinal_invariance(MODEL, data, "person", "wave", estimator=estimator)
    assert listwise.verdict == "too few people to test"
    assert listwise.notes[1] == "q5.2, q6.2, q7.2, q8.2: nobody answered"
    assert listwise.caveat.endswith("or ask more people; q5.2, q6.2, q7.2, q8.2: nobody answered")
    with pytest.raises(ModelError, match=r"q5\.2: nobody answered it"):
        longitudinal_invariance(MODEL, data, "person", "wave", estimator=estimator, missing="fiml")


@pytest.mark.parametrize(("estimator", "missing"), EVERY_WAY)
def test_eight_people_are_too_few(estimator: str, missing: str) -> None:
    def asked(fewest: int | None) -> Invariance:
        data = pd.concat([DATA[~B], DATA[B].head(8)])
        return invariance(MODEL, data, "group", estimator=estimator, missing=missing, fewest=fewest)

    assert asked(None).verdict == "too few people to test"
    with pytest.raises(ModelError, match="8 people in group b and 8 items"):
        asked(2)
    many = invariance(MODEL, DATA.assign(group=DATA.index % 100), "group")
    assert many.caveat.startswith("6 in 0, 6 in 1, 6 in 2, 6 in 3, 6 in 4, 6 in 5, and 94 more such: the rules")


def test_fewer_people_than_the_rules_ask_for_are_a_choice_that_is_told() -> None:
    for none in (0, -3, float("nan"), "many"):
        with pytest.raises(ModelError, match="fewest: at least 1 person per group is needed"):
            invariance(MODEL, DATA, "group", fewest=none)
        with pytest.raises(ModelError, match="fewest: at least 1"):
            longitudinal_invariance(MODEL, DATA, "person", "wave", fewest=none)
    note = "the rules were found with at least 150 people; here 40 are taken to be enough"
    assert note in invariance(MODEL, DATA, "group", fewest=40).notes
    assert not any("taken to be enough" in said for said in invariance(MODEL, DATA, "group", fewest=200).notes)
    many = invariance(MODEL, DATA, "group", fewest=500)
    assert many.caveat.startswith("300 in a, 300 in b: here are asked for at least 500; leave smaller groups out")


def test_items_that_were_never_answered_together_are_told() -> None:
    halves = DATA.assign(q1=DATA["q1"].where((QUARTER < 2) | ~B), q2=DATA["q2"].where((QUARTER >= 2) | ~B))
    with pytest.raises(ModelError, match="q1 and q2 were never both answered by the same person in group b"):
        invariance(MODEL, halves, "group", missing="fiml")
    assert invariance(MODEL, halves, "group").verdict == "too few people to test"
    # people of whom each answered at one wave only
    with pytest.raises(ModelError, match=r"q1\.1 and q1\.2 were never both answered"):
        longitudinal_invariance(MODEL, DATA.assign(person=DATA.index), "person", "wave", missing="fiml")


def test_items_that_hardly_anyone_answered_together_are_told() -> None:
    hardly = DATA.assign(q1=DATA["q1"].where(QUARTER < 2), q2=DATA["q2"].where((QUARTER >= 2) | (DATA.index < 40)))
    note = "q1 and q2 were both answered by only 10 of 300 people in b"
    assert note in invariance(MODEL, hardly, "group", missing="fiml").notes
    once = DATA.assign(q1=DATA["q1"].where(QUARTER < 2), q2=DATA["q2"].where((QUARTER >= 2) | (DATA.index < 4)))
    with pytest.raises(ModelError, match="The answers say too little"):
        invariance(MODEL, once, "group", missing="fiml", estimator="mlr")


@pytest.mark.parametrize(
    "asked",
    [
        lambda: invariance(MODEL, DATA, "group", estimator="wlsmv"),
        lambda: longitudinal_invariance(MODEL, DATA, "person", "wave", estimator="wlsmv"),
    ],
)
def test_ordered_answers_are_no_matter_of_groups_here(asked: Callable[[], Invariance]) -> None:
    with pytest.raises(ModelError, match="with ml or mlr"):
        asked()


def test_noise_is_no_scale() -> None:
    """Without factors nothing converges; that is said after some hundreds of steps, not thousands."""
    noise = pd.DataFrame(np.random.default_rng(0).normal(size=(600, 8)), columns=ITEMS).assign(group=DATA["group"])
    with pytest.raises(ModelError, match="No best values were found"):
        invariance(MODEL, noise, "group")


def test_a_level_that_does_not_converge_asks_nothing_where_the_answer_is_known() -> None:
    """Unequal loadings mean that means may not be compared, whatever becomes of equal intercepts."""
    nearly = people(1)
    rest = (nearly["group"] == "a") | (nearly.index < 2)
    found = invariance(MODEL, nearly.assign(q1=nearly["q1"].where(rest, 3.0)), "group")
    assert found.holds == {"configural": True, "metric": False}
    assert found.verdict == "may not be compared"
    assert found.notes[0].startswith("scalar: No best values were found")


def test_standardised_values_of_a_negative_variance_are_left_out() -> None:
    noise = np.random.default_rng(28).normal(size=(600, 4))
    fit = cfa("f =~ q1 + q2 + q3 + q4", pd.DataFrame(noise, columns=ITEMS[:4]))
    assert not fit.proper
    assert fit.notes[0].startswith("the (residual) variance of factor f came out negative")
    loadings = fit.parameters[fit.parameters["op"] == "=~"]
    assert loadings["std_all"].isna().all()
    assert loadings["estimate"].notna().all()
