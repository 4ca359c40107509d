"""The survey as columns of numbers: groups and links are those that plain selections of the frame give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.evaluation.columns import columns_of
from evaluatie.evaluation.scored import Scores

MakeStudy = Callable[..., ev.Study]
GROUPS = {"g": {"column": "g", "reference": "a", "focal": ["b"]}}
PAIR = ("t0", "t1")


def wave(start: int, seed: int) -> pd.DataFrame:
    """Make a wave in which some people are in another group than before, and some left the question open."""
    rng = np.random.default_rng(seed)
    codes = rng.permutation(np.arange(start, start + 60))
    answers = pd.Series(rng.integers(1, 6, 60), dtype="Int64").mask(rng.random(60) < 0.1)
    return pd.DataFrame({"code": codes, "g": rng.choice(["a", "b", "c"], 60), "wellbeing": answers, "other": 3})


@pytest.fixture
def study(make_study: MakeStudy) -> ev.Study:
    ready = {name: {"column": name, "range": [1, 5], "direction": "higher"} for name in ("wellbeing", "other")}
    survey = {"respondent": "code", "scores": ready}
    return make_study({"t0": wave(0, 1), "t1": wave(20, 2)}, groups=GROUPS, survey=survey)


@pytest.mark.parametrize("group", [("all", "all"), ("g", "a"), ("g", "b"), ("g", "other"), ("g", "nowhere")])
def test_a_group_has_the_scores_that_the_survey_gives_it(study: ev.Study, group: tuple[str, str]) -> None:
    columns, rows = columns_of(study), study.survey
    chosen = rows if group[0] == "all" else rows[rows["g"] == group[1]]
    before, after = (chosen[chosen["wave"] == one].set_index("respondent")["wellbeing"] for one in PAIR)
    assert columns.rows("t1", *group).tolist() == chosen.index[chosen["wave"] == "t1"].tolist()
    assert Scores(study).respondents("t0", *group) == len(before)
    assert Scores(study).moments("wellbeing", "t0", *group).n == before.notna().sum()
    two = columns.two_waves("wellbeing", PAIR, *group)
    pairs = pd.concat([before, after], axis=1, keys=PAIR, join="inner").dropna()
    assert two.pre.tolist() == before.dropna().tolist()
    assert two.post.tolist() == after.dropna().tolist()
    assert two.pairs_pre.tolist() == pairs["t0"].reindex(before.index).dropna().tolist()
    assert two.pairs_post.tolist() == pairs["t1"].reindex(before.index).dropna().tolist()


def test_who_took_part_twice_is_counted_whatever_was_answered(study: ev.Study) -> None:
    assert columns_of(study).linked("t0", "t1") == int(ev.link_waves(study.survey).all(axis=1).sum())


def test_a_respondent_with_two_rows_at_a_wave_is_refused(study: ev.Study) -> None:
    doubled = replace(study, survey=pd.concat([study.survey, study.survey.tail(1)], ignore_index=True))
    with pytest.raises(ValueError, match="more than one row at a wave"):
        ev.change(doubled)
