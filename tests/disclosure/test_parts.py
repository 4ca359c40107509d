"""Parts of groups: fields and bands of answers under the release plan, and an attack on what it lets through."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.evaluation import Cell

MakeStudy = Callable[..., ev.Study]
GROUPS = {
    "g": {"column": "g", "reference": "a", "focal": ["b", "c"]},
    "h": {"column": "h", "reference": "x", "focal": ["y"]},
}
SURVEY = {
    "respondent": "code",
    "scores": {"pgis.belonging": {"column": "bel"}, "pgis.authenticity": {"column": "aut"}},
}
PARTS = ("neither", "belonging_only", "authenticity_only", "both")


def wave(n: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    scores = {name: rng.uniform(1, 5, n).round(2) for name in ("bel", "aut")}
    frame = pd.DataFrame({"code": np.arange(n), **scores})
    frame.loc[rng.random(n) < 0.05, "bel"] = np.nan
    frame["g"] = rng.choice(["a", "b", "c", "z"], n, p=[0.6, 0.2, 0.15, 0.05])
    return frame.assign(h=rng.choice(["x", "y"], n))


def shown(study: ev.Study) -> pd.DataFrame:
    parts = ev.release_plan(study).parts
    return parts[parts["outcome"] == "pgis.fields"]


def test_small_parts_are_hidden_and_what_would_give_them_away(make_study: MakeStudy) -> None:
    cells = shown(make_study({"t0": wave(120, 1)}, survey=SURVEY, groups=GROUPS, plan={}))
    small = cells[(cells["n"] > 0) & (cells["n"] < 10)]
    assert len(small) > 3
    assert small["reason"].notna().all()
    for _, of_group in cells.groupby(["characteristic", "level"]):
        hidden = of_group[of_group["reason"].notna()]
        assert len(hidden) != 1 or hidden["n"].iloc[0] == 0
        assert hidden["n"].sum() == 0 or hidden["n"].sum() >= 10 or len(hidden) == len(of_group)


def test_a_part_that_holds_nearly_all_of_a_group_is_hidden(make_study: MakeStudy) -> None:
    frame = wave(200, 2)
    frame.loc[frame["g"] == "a", ["bel", "aut"]] = 4.5
    plan = ev.release_plan(make_study({"t0": frame}, survey=SURVEY, groups=GROUPS, plan={}))
    assert plan.reason(Cell(("t0",), "pgis.fields", "g", "a", part="both")) is not None


def test_an_unknown_part_is_hidden(make_study: MakeStudy) -> None:
    plan = ev.release_plan(make_study({"t0": wave(120, 3)}, survey=SURVEY, groups=GROUPS, plan={}))
    assert plan.reason(Cell(("t0",), "pgis.fields", part="nowhere")) == "small"
    assert plan.reason(Cell(("t0",), "pgis.fields", part="both")) is None


@pytest.mark.parametrize("seed", range(12))
def test_no_small_part_follows_from_what_is_shown(make_study: MakeStudy, seed: int) -> None:
    """Attack by rank, over the people themselves: a hidden count must not be a sum of shown ones and group totals."""
    frame = wave(int(np.random.default_rng(seed).integers(60, 260)), seed + 100)
    study = make_study({"t0": frame}, survey=SURVEY, groups=GROUPS, plan={})
    cells = shown(study)
    survey = study.survey.reset_index(drop=True)
    known = survey["pgis.belonging"].notna() & survey["pgis.authenticity"].notna()
    high = [(survey[f"pgis.{scale}"] > 3).astype(int) for scale in ("belonging", "authenticity")]
    field = np.array(PARTS)[(high[0] + 2 * high[1]).to_numpy()]
    plan = ev.release_plan(study)
    rows, targets = [], []
    for name, level in {(row.characteristic, row.level) for row in cells.itertuples()}:
        member = known & (True if name == "all" else survey[name] == level)
        if plan.reason(Cell(("t0",), None, name, level)) is None:
            rows.append(member.to_numpy(dtype=float))
        for part in PARTS:
            of_part = (member & (field == part)).to_numpy(dtype=float)
            hidden = plan.reason(Cell(("t0",), "pgis.fields", name, level, part=part)) is not None
            if hidden and of_part.sum() > 0:
                targets.append(of_part)
            elif not hidden:
                rows.append(of_part)
    matrix = np.array(rows)
    rank = np.linalg.matrix_rank(matrix)
    assert targets
    for target in targets:
        assert np.linalg.matrix_rank(np.vstack([matrix, target])) > rank


def test_bands_of_answers_are_shown_for_everyone_only(make_study: MakeStudy) -> None:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(rng.integers(1, 6, (90, 16)), columns=[f"q{k}" for k in range(1, 17)]).assign(code=range(90))
    survey = {"respondent": "code", "items": {"pgis": "q{n}"}}
    parts = ev.release_plan(make_study({"t0": frame}, survey=survey, plan={})).parts
    items = parts[parts["outcome"].str.match(r"pgis_\d")]
    assert set(items["characteristic"]) == {"all"}
    assert set(items["part"]) == {"1-2", "3", "4-5"}
    assert items["reason"].isna().all()
