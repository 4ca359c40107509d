"""Parts of groups: fields and bands of answers under the release plan, and an attack on what it lets through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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
        assert len(hidden) != 1
        assert hidden["n"].sum() == 0 or hidden["n"].sum() >= 10 or len(hidden) == len(of_group)


@pytest.mark.parametrize("name", ["demo-waterschap", "demo-gemeente", "demo-rijksdienst"])
def test_no_part_is_hidden_by_itself(root: Path, name: str) -> None:
    # what the others leave is that part: hiding it protects nobody, and its bar could not be drawn
    parts = ev.release_plan(ev.load_study(root / "data" / "raw" / name)).parts
    of_groups = parts[parts["outcome"] == "pgis.fields"].assign(hidden=lambda part: part["reason"].notna())
    hidden = of_groups.groupby(["waves", "characteristic", "level"])["hidden"].sum()
    assert (hidden != 1).all()
    assert (hidden > 1).any()


def test_a_part_that_holds_nearly_all_of_a_group_is_hidden(make_study: MakeStudy) -> None:
    frame = wave(200, 2)
    frame.loc[frame["g"] == "a", ["bel", "aut"]] = 4.5
    plan = ev.release_plan(make_study({"t0": frame}, survey=SURVEY, groups=GROUPS, plan={}))
    assert plan.reason(Cell(("t0",), "pgis.fields", "g", "a", part="both")) is not None


def test_an_unknown_part_is_hidden(make_study: MakeStudy) -> None:
    plan = ev.release_plan(make_study({"t0": wave(120, 3)}, survey=SURVEY, groups=GROUPS, plan={}))
    assert plan.reason(Cell(("t0",), "pgis.fields", part="nowhere")) == "small"
    assert plan.reason(Cell(("t0",), "pgis.fields", part="both")) is None


def unknowns(study: ev.Study) -> pd.DataFrame:
    """Count the people of every combination of groups and field, those without people too."""
    survey = study.survey.reset_index(drop=True)
    known = survey["pgis.belonging"].notna() & survey["pgis.authenticity"].notna()
    high = [(survey[f"pgis.{scale}"] > 3).astype(int) for scale in ("belonging", "authenticity")]
    survey["part"] = np.array(PARTS)[(high[0] + 2 * high[1]).to_numpy()]
    sizes = survey[known].groupby(["g", "h", "part"]).size()
    pairs = survey[known][["g", "h"]].drop_duplicates().itertuples(index=False)
    every = pd.MultiIndex.from_tuples([(g, h, part) for g, h in pairs for part in PARTS], names=["g", "h", "part"])
    return sizes.reindex(every, fill_value=0).rename("n").reset_index()


def attacked(study: ev.Study) -> tuple[int, int]:
    """Attack by rank: how many sensitive sums there are, and how many follow from what is shown and known."""
    table, cells, plan = unknowns(study), shown(study), ev.release_plan(study)
    sizes, rows, sums, nobody = table["n"].to_numpy(), [], [], np.zeros(len(table), dtype=bool)
    for name, level in dict.fromkeys(zip(cells["characteristic"], cells["level"], strict=True)):
        member = np.ones(len(table), dtype=bool) if name == "all" else (table[name] == level).to_numpy()
        if plan.reason(Cell(("t0",), None, name, level)) is None:
            rows.append(member)
        for part in PARTS:
            of_part = member & (table["part"] == part).to_numpy()
            is_shown = plan.reason(Cell(("t0",), "pgis.fields", name, level, part=part)) is None
            sums.append((of_part, is_shown))
            if is_shown:
                rows.append(of_part)
                nobody |= of_part if not sizes[of_part].sum() else False
    targets = [one for one, is_shown in sums if not is_shown and 0 < sizes[one].sum() < 10]
    targets += [
        large & ~small
        for large, _ in sums
        for small, _ in sums
        if small.any() and not (small & ~large).any() and 0 < sizes[large & ~small].sum() < 10
    ]
    matrix = np.array(rows, dtype=float)[:, ~nobody]
    rank, left = np.linalg.matrix_rank(matrix), [target[~nobody].astype(float) for target in targets]
    found = [target for target in left if np.linalg.matrix_rank(np.vstack([matrix, target])) == rank]
    return len(targets), len(found)


@pytest.mark.parametrize("seed", range(12))
def test_no_small_part_follows_from_what_is_shown(make_study: MakeStudy, seed: int) -> None:
    frame = wave(int(np.random.default_rng(seed).integers(60, 260)), seed + 100)
    sensitive, found = attacked(make_study({"t0": frame}, survey=SURVEY, groups=GROUPS, plan={}))
    assert sensitive
    assert not found


@pytest.mark.parametrize("seed", range(12))
def test_no_few_people_follow_by_whom_one_group_exceeds_another_within_it(make_study: MakeStudy, seed: int) -> None:
    frame = wave(180, seed + 300)
    frame["h"] = np.where((frame["g"] == "a") & (np.random.default_rng(seed).random(180) < 0.6), "x", "y")
    sensitive, found = attacked(make_study({"t0": frame}, survey=SURVEY, groups=GROUPS, plan={}))
    assert sensitive
    assert not found


def test_a_group_of_which_all_are_in_one_part_shows_none_of_its_parts(make_study: MakeStudy) -> None:
    frame = wave(240, 4)
    frame.loc[frame["g"] == "b", ["bel", "aut"]] = 4.5
    study = make_study({"t0": frame}, survey=SURVEY, groups=GROUPS, plan={})
    plan = ev.release_plan(study)
    assert all(plan.reason(Cell(("t0",), "pgis.fields", "g", "b", part=part)) for part in PARTS)
    numbers = ev.release(ev.baseline(study)).bundle["numbers"]
    # why a part is hidden would tell how many people are in it
    reasons = {number["suppressed"] for id_, number in numbers.items() if ".fields/" in id_}
    assert reasons == {None, "part"}


def test_bands_of_answers_are_shown_for_everyone_only(make_study: MakeStudy) -> None:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(rng.integers(1, 6, (90, 16)), columns=[f"q{k}" for k in range(1, 17)]).assign(code=range(90))
    survey = {"respondent": "code", "items": {"pgis": "q{n}"}}
    parts = ev.release_plan(make_study({"t0": frame}, survey=survey, plan={})).parts
    items = parts[parts["outcome"].str.match(r"pgis_\d")]
    assert set(items["characteristic"]) == {"all"}
    assert set(items["part"]) == {"1-2", "3", "4-5"}
    assert items["reason"].isna().all()
