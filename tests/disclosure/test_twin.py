"""The synthetic twin: the columns and codes of the real data, its released margins, and nobody in it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.disclosure.twin import matches_by_chance, matching_rows, synthetic_twin
from evaluatie.study import StudyError

MakeStudy = Callable[..., ev.Study]
GROUPS = {
    "groups": {
        "origin": {"column": "origin", "reference": "nl", "focal": ["eu", "rare"]},
        "gender": {"column": "gender", "reference": "m", "focal": ["f"]},
    }
}


def people(size: int, seed: int, rare: int = 3) -> pd.DataFrame:
    """Give the first so many of the same people, with answers of their own each time."""
    rng = np.random.default_rng(seed)
    code = np.arange(size)
    origin = np.where(code < rare, "rare", np.where(code % 4 == 0, "eu", "nl"))
    wellbeing = np.clip(rng.normal(3.2, 0.7, size).round(2), 1, 5)
    items = {f"q{at}": np.clip(rng.normal(5, 1.2, size).round(), 1, 7) for at in range(1, 4)}
    gender, team = np.where(code % 2 == 0, "m", "f"), np.array(list("abc"))[code % 3]
    about = {"code": code, "origin": origin, "gender": gender, "team": team}
    return pd.DataFrame({**about, "wellbeing": wellbeing, **items})


@pytest.fixture
def study(make_study: MakeStudy) -> ev.Study:
    score = {"column": "wellbeing", "range": [1, 5], "direction": "higher", "label": "w"}
    survey = {
        "respondent": "code", "unit": "team", "scores": {"wellbeing": score}, "items": {"turnover_intention": "q{n}"},
    }  # fmt: skip
    return make_study({"t0": people(160, 1), "t1": people(140, 2)}, survey=survey, **GROUPS)


def test_it_has_the_columns_types_and_codes_of_the_survey(study: ev.Study) -> None:
    twin = synthetic_twin(study)
    assert list(twin.survey.columns) == list(study.survey.columns)
    assert (twin.survey.dtypes == study.survey.dtypes).all()
    for name in ("wave", "origin", "gender"):
        known = {entry["variable"]: entry for entry in study.codebook["variables"]}[name]["values"]
        assert set(twin.survey[name]) <= set(known)
    for name in ("turnover_intention_1", "turnover_intention_2", "turnover_intention_3"):
        answers = twin.survey[name].dropna()
        assert set(answers) <= set(map(float, range(1, 8)))
    assert twin.survey["wellbeing"].dropna().between(1, 5).all()
    assert not set(twin.survey["respondent"]) & set(study.survey["respondent"])
    assert not set(twin.survey["unit"]) & set(study.survey["unit"])


def test_shown_margins_are_as_released_and_a_hidden_level_is_not(study: ev.Study) -> None:
    twin = synthetic_twin(study).survey
    first = twin[twin["wave"] == "t0"]
    numbers = ev.release(ev.response(study)).bundle["numbers"]
    assert len(first) == numbers["response.t0/respondents.count"]["estimate"] == 160
    assert abs(first["wellbeing"].mean() - study.survey.loc[study.survey["wave"] == "t0", "wellbeing"].mean()) < 0.2
    hidden = [id_ for id_, number in numbers.items() if "t0/origin=rare" in id_ and number["suppressed"]]
    assert hidden
    assert (first["origin"] == "rare").sum() != 3


def test_the_same_seed_gives_the_same_twin_and_another_another(study: ev.Study) -> None:
    pd.testing.assert_frame_equal(synthetic_twin(study, 3).survey, synthetic_twin(study, 3).survey)
    assert not synthetic_twin(study, 3).survey.equals(synthetic_twin(study, 4).survey)


def test_no_row_is_a_real_one_more_often_than_by_chance_and_a_copy_would_be_seen(study: ev.Study) -> None:
    twin = synthetic_twin(study).survey
    chance = matches_by_chance(study.survey, twin)
    assert matching_rows(study.survey, twin) <= chance + 3 * np.sqrt(max(chance, 1))
    copied = pd.concat([study.survey.sample(30, random_state=1), twin.iloc[30:]], ignore_index=True)
    assert matching_rows(study.survey, copied) >= 30 > chance + 3 * np.sqrt(max(chance, 1))


def test_it_depends_on_what_is_released_only(study: ev.Study) -> None:
    """Swapping answers between people, within a wave and group, changes every row and no released margin."""
    from dataclasses import replace

    rng = np.random.default_rng(5)
    swapped = study.survey.copy()
    for name in ("wellbeing",):
        for _, part in study.survey.groupby(["wave", "origin", "gender", "unit"], sort=False):
            swapped.loc[part.index, name] = rng.permutation(part[name].to_numpy())
    other = replace(study, survey=swapped)
    before, after = synthetic_twin(study).survey, synthetic_twin(other).survey
    pd.testing.assert_frame_equal(before, after)


def test_means_only_have_no_twin(root: object) -> None:
    with pytest.raises(StudyError, match="There are no answers of people"):
        synthetic_twin(ev.load_study(root / "data" / "raw" / "demo-zorg"))  # type: ignore[operator]
