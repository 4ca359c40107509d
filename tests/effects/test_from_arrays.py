"""Estimates from arrays of people are those of the functions that take frames and labels."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluatie.effects.absent import impute_change, rake, tipping_point, weighted_overlapping
from evaluatie.effects.absent.imputed_change import change_from_completed, complete_waves
from evaluatie.effects.absent.raking import rake_codes
from evaluatie.effects.absent.tipping import tipping_from_completed
from evaluatie.effects.absent.weighted_changes import weighted_from_people
from evaluatie.effects.clustered import (
    Teams,
    in_clusters,
    in_teams,
    mean_in_teams,
    mean_over_teams,
    read_teams,
    variances_in_teams,
)
from evaluatie.effects.comparing import cluster_robust
from evaluatie.effects.comparing.least_squares import least_squares
from evaluatie.effects.comparing.robust import robust_coefficient
from evaluatie.effects.comparing.sandwich import cluster_covariance, clustered_variances
from evaluatie.effects.decomposition import Cells, decompose, kitagawa_oaxaca_blinder
from evaluatie.effects.gaps import Answers, GapLabels, gap_change, gap_from_answers
from evaluatie.effects.group_frame import read_covariate
from evaluatie.effects.mixed import mixed_change, mixed_from_people
from evaluatie.effects.overlapping import overlapping_change
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, NEAR_ZERO

Floats = np.ndarray


def test_a_percentage_is_no_level_of_confidence() -> None:
    answers = Answers(np.array([1.0, 2, 3, 4] * 2), np.repeat([0, 1, 2, 3], 2), np.arange(8))
    with pytest.raises(ValueError, match="confidence"):
        gap_from_answers(answers, GapLabels("here", "there", "t0", "t1"), confidence=95)


def people(seed: int, n: int = 120, *, missing: float = 0.3, ties: bool = False) -> tuple[Floats, Floats]:
    """Draw people's answers at two waves, some of them missing."""
    rng = np.random.default_rng(seed)
    pre = rng.normal(3, 1, n)
    post = 0.6 * pre + rng.normal(1.4, 0.7, n)
    if ties:
        pre, post = pre.round(), post.round()
    pre[rng.random(n) < missing], post[rng.random(n) < missing] = np.nan, np.nan
    return pre, post


def frame_of(pre: Floats, post: Floats, **more: Any) -> pd.DataFrame:
    """Lay the answers under each other, in an order of their own."""
    n = len(pre)
    columns = {"value": np.concatenate([pre, post]), "wave": np.repeat([0, 1], n), "who": np.tile(np.arange(n), 2)}
    frame = pd.DataFrame(columns | {name: np.tile(np.asarray(column), 2) for name, column in more.items()})
    return frame.dropna(subset="value").sample(frac=1, random_state=5)


def plain(value: Any) -> Iterator[Any]:
    """Go through all numbers and texts of a result."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from plain(getattr(value, field.name))
    elif isinstance(value, pd.DataFrame):
        for name in value.columns:
            yield from value[name].tolist()
    elif isinstance(value, tuple | list | np.ndarray):
        for each in value:
            yield from plain(each)
    else:
        yield value


def same(one: Any, other: Any) -> None:
    """Refuse results that differ in more than rounding."""
    first, second = list(plain(one)), list(plain(other))
    assert len(first) == len(second)
    for a, b in zip(first, second, strict=True):
        if isinstance(a, float) and isinstance(b, float):
            assert b == pytest.approx(a, rel=CLOSED_FORM, abs=NEAR_ZERO, nan_ok=True)
        else:
            assert a == b


SAMPLES = {
    "everyone twice": people(1, missing=0.0),
    "some silent": people(2),
    "ties": people(3, ties=True),
    "few people": people(4, 9),
    "people do not differ": tuple(np.random.default_rng(9).normal(3, 1, (2, 40))),
    "nobody twice": (np.append(people(5, missing=0)[0][:60], [np.nan] * 60),
                     np.append([np.nan] * 60, people(5, missing=0)[1][:60])),
    "one pair": (np.append(people(6, missing=0)[0][:30], [np.nan] * 29),
                 np.append([np.nan] * 29, people(6, missing=0)[1][:30])),
    "one change for all": (np.array([1.0, 2, 3, 4, np.nan]), np.array([2.0, 3, 4, np.nan, 5])),
    "no spread": (np.full(6, 3.0), np.append(np.full(4, 3.0), [np.nan] * 2)),
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_mixed(name: str) -> None:
    pre, post = SAMPLES[name]
    expected = mixed_change(frame_of(pre, post), "value", "wave", "who", waves=(0, 1))
    same(expected, mixed_from_people(pre, post, covariance="intercept"))


def test_mixed_with_covariates() -> None:
    pre, post = people(7)
    rng = np.random.default_rng(8)
    about = np.column_stack([rng.random(120) < 0.4, np.ones(120), rng.normal(size=120)]).astype(float)
    frame = frame_of(pre, post, a=about[:, 0], b=about[:, 1], c=about[:, 2])
    expected = mixed_change(frame, "value", "wave", "who", waves=(0, 1), adjust=["a", "b", "c"], confidence=0.9)
    found = mixed_from_people(pre, post, about, ["a", "b", "c"], covariance="intercept", confidence=0.9)
    same(expected, found)
    assert found.notes == ("b left out of the model: it does not vary",)


@pytest.mark.parametrize(
    ("pre", "post"),
    [([1.0, np.nan, 2], [np.nan, 2.0, np.nan]), ([np.nan] * 3, [1.0, 2, 3]), ([1.0, np.nan], [np.nan, 2.0])],
)
def test_mixed_refuses_a_wave_of_few(pre: list[float], post: list[float]) -> None:
    with pytest.raises(NotEnoughData, match="at least 2 answers are needed in each wave"):
        mixed_from_people(np.array(pre), np.array(post))


def test_mixed_refuses_a_covariate_that_follows() -> None:
    pre, post = people(7)
    column = (np.arange(120) % 3 == 0).astype(float)
    with pytest.raises(ValueError, match="'b' follows from the columns before it"):
        mixed_from_people(pre, post, np.column_stack([column, 1 - column]), ["a", "b"])


LABELS = np.array([None if at % 17 == 0 else f"team {at % 11}" for at in range(120)], dtype=object)
STRATA = np.array(["with" if at % 11 < 6 else "without" for at in range(120)], dtype=object)


@pytest.mark.parametrize("strata", [None, STRATA])
@pytest.mark.parametrize("correlation", [0.0, 0.6])
@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_teams_by_number_and_by_label(missing: float, correlation: float, strata: Any) -> None:
    pre, post = people(11, missing=missing)
    change = overlapping_change(frame_of(pre, post), "value", "wave", "who", waves=(0, 1))
    expected = in_clusters(change, pre, post, LABELS, strata=strata, working_correlation=correlation)
    numbers = {label: 40 - 3 * at for at, label in enumerate(sorted({one for one in LABELS if one}))}
    codes = np.array([numbers.get(label, -1) for label in LABELS])
    teams = Teams(codes, None if strata is None else (strata == "with").astype(np.intp))
    found = in_teams(change, pre, post, teams, correlation)
    same(expected, found)
    assert found.se != change.se


def test_a_coefficient_alone_is_that_of_the_whole_table() -> None:
    rng = np.random.default_rng(12)
    design = np.column_stack([np.ones(90), rng.normal(size=(90, 2))])
    outcome, codes, weights = rng.normal(size=90), np.arange(90) % 13 * 2, rng.uniform(0.5, 2, 90)
    for of in (None, weights):
        whole = cluster_robust(outcome, design, codes, weights=of).coefficients
        for at in range(3):
            same(whole[at], robust_coefficient(outcome, design, codes, at, of))


def test_many_small_clusters_and_few_large_ones_add_up_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(13)
    design = np.column_stack([np.ones(200), rng.normal(size=(200, 2))])
    fit, codes = least_squares(rng.normal(size=200), design), np.arange(200) % 40
    at_once = cluster_covariance(fit, codes)
    monkeypatch.setattr("evaluatie.effects.comparing.sandwich.ROOM", 0)
    for one, other in zip(at_once, cluster_covariance(fit, codes), strict=True):
        np.testing.assert_allclose(one, other, rtol=CLOSED_FORM)


def test_many_outcomes_have_the_variances_of_each() -> None:
    rng = np.random.default_rng(14)
    design = np.column_stack([np.ones(80), rng.normal(size=80)])
    outcomes, codes = rng.normal(size=(7, 80)), np.arange(80) % 12
    variances, df = clustered_variances(least_squares(outcomes[3], design), outcomes, codes, 1)
    for variance, outcome in zip(variances, outcomes, strict=True):
        covariance, freedom = cluster_covariance(least_squares(outcome, design), codes)
        assert variance == pytest.approx(covariance[1, 1], rel=CLOSED_FORM)
        assert df == pytest.approx(freedom[1], rel=CLOSED_FORM)


@pytest.mark.parametrize("strata", [None, STRATA])
def test_means_of_many_rows(strata: Any) -> None:
    values = np.random.default_rng(15).normal(size=(20, 120))
    variances, df = variances_in_teams(values, read_teams(LABELS, strata, 120))
    for row, variance in zip(values, variances, strict=True):
        expected = mean_over_teams(row, LABELS, strata=strata)
        assert expected.se is not None
        assert variance == pytest.approx(expected.se**2, rel=CLOSED_FORM)
        assert df == pytest.approx(expected.df, rel=CLOSED_FORM)


def test_means_of_many_rows_are_refused_as_each_is() -> None:
    teams = read_teams(LABELS, None, 120)
    values = np.random.default_rng(16).normal(size=(3, 120))
    values[1] = 2.5
    with pytest.raises(NotEnoughData, match="no spread between teams"):
        variances_in_teams(values, teams)
    few = Teams(np.arange(120) % 7, None)
    for refused in (lambda: variances_in_teams(values, few), lambda: mean_in_teams(values[0], few)):
        with pytest.raises(NotEnoughData, match="at least 8 teams"):
            refused()


def test_teams_need_a_label_for_everyone() -> None:
    with pytest.raises(ValueError, match="one label per person"):
        read_teams(["a", "b"], None, 3)


def gap_data(seed: int, n: int = 160) -> tuple[pd.DataFrame, Answers]:
    """Draw two groups at two waves; some people change group."""
    rng = np.random.default_rng(seed)
    pre, post = people(seed, n)
    first = rng.random(n) < 0.4
    group = np.concatenate([first, np.where(rng.random(n) < 0.05, ~first, first)])
    frame = pd.DataFrame(
        {"value": np.concatenate([pre, post]), "wave": np.repeat(["t0", "t1"], n), "who": np.tile(np.arange(n), 2),
         "group": np.where(group, "there", "here"), "sex": np.tile(rng.choice(["m", "v", "x"], n), 2),
         "age": np.tile(rng.normal(40, 9, n), 2)}
    ).dropna(subset="value")  # fmt: skip
    cell = 2 * (frame["group"] == "there") + (frame["wave"] == "t1")
    who = pd.factorize(frame["who"])[0]
    return frame, Answers(frame["value"].to_numpy(), cell.to_numpy(dtype=np.intp), who)


GROUPS: dict[str, Any] = {"respondent": "who", "reference": "here", "focal": "there", "waves": ("t0", "t1")}


@pytest.mark.parametrize("seed", [21, 22])
def test_gap(seed: int) -> None:
    frame, answers = gap_data(seed)
    expected = gap_change(frame, "value", "wave", "group", **GROUPS)
    same(expected, gap_from_answers(answers, GapLabels("here", "there", "t0", "t1")))
    assert expected.notes[0].endswith("their answers in either group are not linked")


def test_adjusted_gap() -> None:
    frame, answers = gap_data(23)
    expected = gap_change(frame, "value", "wave", "group", covariates=["sex", "age"], **GROUPS)
    columns = np.hstack([read_covariate(frame[name], name).columns for name in ("sex", "age")])
    labels = GapLabels("here", "there", "t0", "t1", ("sex", "age"))
    same(expected, gap_from_answers(answers, labels, columns))


def test_gap_refuses_a_group_that_is_hardly_there() -> None:
    answers = Answers(np.arange(7.0), np.array([0, 0, 1, 1, 2, 2, 3]), np.arange(7))
    with pytest.raises(NotEnoughData, match="group 'there' has 1 at wave 't1'"):
        gap_from_answers(answers, GapLabels("here", "there", "t0", "t1"))


def test_decomposition_of_a_gap() -> None:
    frame, answers = gap_data(24)
    expected = kitagawa_oaxaca_blinder(frame, "value", "wave", ["sex", "age"], group="group", **GROUPS)
    read = [read_covariate(frame[name], name) for name in ("sex", "age")]
    places = tuple(np.flatnonzero(answers.cell == number) for number in range(4))
    found = decompose(Cells(answers.scores, answers.who, places, ("a", "b", "c", "d")), read, "there minus here")
    same(expected, found)


@pytest.mark.parametrize("name", ["everyone twice", "some silent", "ties", "few people", "nobody twice", "no spread"])
def test_weighted_change(name: str) -> None:
    pre, post = SAMPLES[name]
    weights = np.random.default_rng(31).uniform(0.5, 2, (2, len(pre)))
    frame = frame_of(pre, post)
    frame["w"] = weights[frame["wave"], frame["who"]]
    expected = weighted_overlapping(frame, "value", "wave", "who", "w", waves=(0, 1))
    same(expected, weighted_from_people(pre, post, *weights))


@pytest.mark.parametrize("trim", [None, 1.5])
def test_raking(trim: float | None) -> None:
    rng = np.random.default_rng(32)
    sex, team = rng.choice(["m", "v"], 90, p=[0.7, 0.3]), rng.choice(["a", "b", "c", None], 90)
    margins = {"sex": {"v": 300, "m": 200, "nobody": 0}, "team": {"a": 100, "b": 150, "c": 250}}
    expected = rake({"sex": sex, "team": team}, margins, trim=trim).weights
    codes = [np.array([list(margins[name]).index(one) if one else -1 for one in column])
             for name, column in (("sex", sex), ("team", team))]  # fmt: skip
    found = rake_codes(codes, [np.array(list(margins[name].values()), dtype=float) for name in margins], trim)
    np.testing.assert_allclose(found / found.mean(), expected / expected.mean(), rtol=CLOSED_FORM)


@pytest.mark.parametrize(
    ("codes", "targets", "error", "words"),
    [
        ([[0, 0]], [[1, 1]], NotEnoughData, "nobody who answered"),
        ([[]], [[1, 1]], NotEnoughData, "nobody answered"),
        ([[0, 1]], [[1, 0]], ValueError, "nobody in the margins"),
        ([[0, 1], [0, 1]], [[5, 5], [3, 3]], ValueError, "same total"),
    ],
)
def test_raking_refuses(codes: Any, targets: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        rake_codes([np.array(one, dtype=np.intp) for one in codes], [np.array(one, dtype=float) for one in targets])


def test_imputed_once_for_the_change_and_for_the_tipping_point() -> None:
    pre, post = people(41)
    pre[np.isnan(pre) & np.isnan(post)] = 3.0
    about = np.random.default_rng(42).normal(size=(120, 2))
    done = complete_waves(pre, post, about, 20, 3, "robust", 5)
    same(impute_change(pre, post, about, seed=3), change_from_completed(done))
    same(impute_change(pre, post, about, seed=3, delta=-0.5), change_from_completed(done, delta=-0.5))
    expected = tipping_point(pre, post, about, seed=3, response_range=(1, 5))
    same(expected, tipping_from_completed(done, (1.0, 5.0)))
    assert expected.tipping_delta is not None


def test_imputed_changes_of_people_in_teams_one_by_one_and_at_once() -> None:
    pre, post = people(43)
    pre[np.isnan(pre) & np.isnan(post)] = 3.0

    def one_by_one(changes: Floats) -> tuple[float, float]:
        found = mean_over_teams(changes, LABELS, strata=STRATA)
        return float(found.se or 0) ** 2, float(found.df or 0)

    done = complete_waves(pre, post, None, 20, 3, "robust", 5)
    teams = read_teams(LABELS, STRATA, 120)
    at_once = change_from_completed(done, within=lambda changes: variances_in_teams(changes, teams))
    same(impute_change(pre, post, seed=3, within=one_by_one), at_once)


def test_the_tipping_point_lies_where_the_conclusion_changes() -> None:
    pre, post = people(44, 200)
    pre[np.isnan(pre) & np.isnan(post)] = 3.0
    done = complete_waves(pre, post, None, 20, 3, "robust", 5)
    found = tipping_from_completed(done, (1.0, 5.0))
    delta = found.tipping_delta
    assert delta is not None
    beside = [change_from_completed(done, delta=delta + step).ci_low > 0 for step in (-1e-9, 1e-9)]
    other = [change_from_completed(done, delta=delta + step).ci_high < 0 for step in (-1e-9, 1e-9)]
    assert beside[0] != beside[1] or other[0] != other[1]
