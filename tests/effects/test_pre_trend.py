"""pre_trend: the difference in change before exposure is difference_in_differences on the waves before."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluatie.effects import equivalence
from evaluatie.effects.comparing import difference_in_differences, pre_trend
from evaluatie.effects.t_interval import detectable_change
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM


def waves(labels: list, drift: float = 0.0, people: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(10)
    frame = pd.DataFrame(
        [(who, who % 12, int(who % 12 < 5), label) for who in range(people) for label in labels],
        columns=["who", "team", "ex", "wave"],
    )
    steps = {label: place for place, label in enumerate(labels)}
    trend = frame["wave"].map(steps).astype(float) * (0.1 + drift * frame["ex"])
    team, person = rng.normal(size=12)[frame["team"]] * 0.3, rng.normal(size=people)[frame["who"]] * 0.6
    return frame.assign(score=3 + trend + team + person + rng.normal(size=len(frame)) * 0.5)


def test_it_is_the_comparison_of_the_waves_before() -> None:
    frame = waves(["t0", "t1", "t2", "t3"])
    found = pre_trend(frame, "score", "wave", "ex", "t3", "team", respondent="who", bound=0.5)
    whole = difference_in_differences(frame, "score", "wave", "ex", "team", respondent="who", waves=("t0", "t2"))
    assert found.waves == ("t0", "t1", "t2")
    for name in ("estimate", "se", "df", "p", "ci_low", "ci90_low", "ci90_high", "n"):
        assert getattr(found, name) == getattr(whole, name)
    steps = [step.estimate for step in found.steps]
    assert len(steps) == 2
    assert sum(steps) == pytest.approx(found.estimate, rel=CLOSED_FORM)
    assert list(found.tidy()["term"]) == ["pre_trend", "pre_trend_step", "pre_trend_step"]
    assert list(found.tidy()["wave"].iloc[1:]) == ["t1", "t2"]
    test = equivalence(whole.estimate, whole.se, whole.df, 0.5)
    assert (found.equivalence_p, found.parallel) == (test.p, test.p < 0.05)
    assert found.detectable == detectable_change(whole.se, whole.df)


def test_parting_trends_are_seen_and_small_ones_called_parallel_only_within_the_bound() -> None:
    parted = pre_trend(waves(["t0", "t1", "t2"], drift=0.8), "score", "wave", "ex", "t2", "team", bound=0.3)
    assert parted.p < 0.05
    assert parted.parallel is False
    alike = waves(["t0", "t1", "t2"], people=600)
    assert pre_trend(alike, "score", "wave", "ex", "t2", bound=0.5).parallel is True
    # not significant, and yet not shown to be parallel
    small = pre_trend(waves(["t0", "t1", "t2"]), "score", "wave", "ex", "t2", "team", bound=0.1)
    assert small.p > 0.05
    assert small.parallel is False
    assert pre_trend(alike, "score", "wave", "ex", "t2").parallel is None
    assert any("does not prove" in note for note in small.notes)
    assert any("80% probability" in note for note in small.notes)


@pytest.mark.parametrize(
    ("labels", "first"),
    [
        (["t8", "t9", "t10", "t11"], "t10"),
        ([2018, 2019, 2021], 2021),
        (list(pd.to_datetime(["2018-01-01", "2019-01-01", "2021-01-01"])), pd.Timestamp("2021-01-01")),
    ],
)
def test_waves_are_ordered_whatever_their_labels(labels: list, first) -> None:
    frame = waves(labels)
    found = pre_trend(frame.sample(frac=1, random_state=1), "score", "wave", "ex", first)
    assert found.waves == tuple(labels[: labels.index(first)])


def test_words_need_an_order() -> None:
    frame = waves(["spring", "summer", "autumn"])
    with pytest.raises(ValueError, match=r"waves=\(first, ..., last\)"):
        pre_trend(frame, "score", "wave", "ex", "autumn")
    told = pre_trend(frame, "score", "wave", "ex", "autumn", waves=["spring", "summer", "autumn"])
    frame["wave"] = pd.Categorical(frame["wave"], ["spring", "summer", "autumn"], ordered=True)
    assert pre_trend(frame, "score", "wave", "ex", "autumn").estimate == told.estimate


@pytest.mark.parametrize(("first", "words"), [("t1", "there is 1 before 't1'"), ("t0", "there are 0 before 't0'")])
def test_without_two_waves_before_it_says_that_it_cannot_be_tested(first: str, words: str) -> None:
    with pytest.raises(NotEnoughData, match=f"parallel trends cannot be tested: .*{words}"):
        pre_trend(waves(["t0", "t1"]), "score", "wave", "ex", first)


def test_what_will_not_do_is_refused_in_words() -> None:
    frame = waves(["t0", "t1", "t2"])
    with pytest.raises(ValueError, match="first_exposure must be one of the waves: got 't9'"):
        pre_trend(frame, "score", "wave", "ex", "t9")
    with pytest.raises(ValueError, match="bound must be above 0"):
        pre_trend(frame, "score", "wave", "ex", "t2", bound=-0.1)
    with pytest.raises(ValueError, match="no column 'moment'"):
        pre_trend(frame, "score", "moment", "ex", "t2")
