"""Gaps between groups over time: what they came to, adjusted, and by who answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.evaluation import Section
from evaluatie.evaluation.judgement import NotEstimable
from evaluatie.report.reading import Reader

MakeStudy = Callable[..., ev.Study]
KEY = "wellbeing/g=b/t0-t1"
GROUPS = {"g": {"column": "g", "reference": "a", "focal": ["b"]}}
WITH_SEX = GROUPS | {"sex": {"column": "sex", "reference": "m", "focal": ["f"]}}
PLAN = {"primary": ["wellbeing"], "smallest_effect": 0.2}


def spread(n: int, mean: float, width: float, seed: int) -> np.ndarray:
    """Scores with exactly this mean, in an order of chance."""
    return np.random.default_rng(seed).permutation(mean + width * np.linspace(-1, 1, n))


def waves(first: float, last: float, width: float = 0.6, n: int = 40) -> dict[str, pd.DataFrame]:
    """Make a gap of `first` at the first and of `last` at the last wave: group a stays at 3."""
    frames = {}
    for name, gap, seed in (("t0", first, 1), ("t1", last, 3)):
        scores = np.concatenate([spread(n, 3.0, width, seed), spread(n, 3.0 + gap, width, seed + 1)])
        frames[name] = pd.DataFrame({"code": range(2 * n), "wellbeing": scores, "g": ["a"] * n + ["b"] * n})
    return frames


def keys(section: Section) -> list[str]:
    return [finding.key for finding in section.findings if finding.key.startswith("gap.")]


@pytest.mark.parametrize(
    ("first", "last", "width", "word"),
    [
        (-0.9, -0.2, 0.6, "narrowed"),
        (0.9, 0.2, 0.6, "narrowed"),
        (-0.2, -0.9, 0.6, "widened"),
        (0.2, 0.9, 0.6, "widened"),
        (-0.3, 0.8, 0.6, "crossed"),
        (0.3, -0.8, 0.6, "crossed"),
        # it changed sides, and is smaller than it was
        (0.9, -0.2, 0.6, "narrowed"),
        (-0.5, -0.5, 0.1, "unchanged"),
        (-0.5, -0.45, 1.5, "inconclusive"),
    ],
)
def test_what_a_gap_came_to(make_study: MakeStudy, first: float, last: float, width: float, word: str) -> None:
    section = ev.change(make_study(waves(first, last, width), groups=GROUPS))
    gap = section.results[f"{KEY}/gap"].result
    assert gap.word == word
    found = {one.term: one.estimate for one in gap.estimates()}
    assert (found["gap_first"], found["gap_last"], found["gap_change"]) == pytest.approx((first, last, last - first))
    assert keys(section) == [f"gap.{word}"]
    table = next(display for display in section.displays if display.id == "table-gaps-t0-t1-g")
    assert table.rows[0].cells[3].key == f"gap_word.{word}"
    bundle = ev.release(section).bundle
    said = [finding for finding in bundle["findings"] if finding["key"].startswith("gap.")]
    for language in ("nl", "en"):
        assert Reader(bundle, language).text(said[0])


def test_a_gap_is_the_same_whichever_way_the_scale_runs(make_study: MakeStudy) -> None:
    words = set()
    for direction in ("higher", "lower", "ambiguous"):
        scores = {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": direction, "label": "w"}}
        study = make_study(
            waves(-0.9, -0.2), groups=GROUPS, survey={"respondent": "code", "scores": scores}, name=direction
        )
        words.add(ev.change(study).results[f"{KEY}/gap"].result.word)
    assert words == {"narrowed"}


def with_sex(shares: tuple[tuple[int, int], tuple[int, int]], seed: int = 5) -> dict[str, pd.DataFrame]:
    """Make men score .8 higher than women, whatever their group; say how many women of 40 each group has, per wave."""
    frames = {}
    for place, of_wave in enumerate(shares):
        parts = []
        for group, women in zip("ab", of_wave, strict=True):
            sex = np.array(["f"] * women + ["m"] * (40 - women))
            own = np.random.default_rng(seed + 10 * place + ord(group)).normal(0, 0.4, 40)
            scores = 3.0 + 0.8 * (sex == "m") - 0.3 * (group == "b") + own
            parts.append(pd.DataFrame({"wellbeing": scores.round(6), "g": group, "sex": sex}))
        # different people at each wave
        frames[f"t{place}"] = pd.concat(parts).assign(code=np.arange(80) + 1000 * place)
    return frames


def test_a_gap_is_adjusted_as_a_regression_with_the_characteristic_does(make_study: MakeStudy) -> None:
    frames = with_sex(((12, 28), (20, 20)))
    section = ev.change(make_study(frames, groups=WITH_SEX, plan=PLAN | {"adjust": ["sex"]}))
    both = pd.concat(frames, names=["wave"]).reset_index()
    last, focal, woman = (both[name] == level for name, level in (("wave", "t1"), ("g", "b"), ("sex", "f")))
    plain = np.column_stack([np.ones(160), last, focal, last & focal]).astype(float)
    for name, design in (("gap", plain), ("gap_adjusted", np.column_stack([plain, woman]).astype(float))):
        beta = np.linalg.lstsq(design, both["wellbeing"].to_numpy(), rcond=None)[0]
        found = {one.term: one.estimate for one in section.results[f"{KEY}/{name}"].result.estimates()}
        assert found["gap_change"] == pytest.approx(beta[3], abs=1e-8)
        assert found["gap_first"] == pytest.approx(beta[2], abs=1e-8)


def test_of_a_change_of_composition_nothing_is_left_after_adjusting(make_study: MakeStudy) -> None:
    # women were many in group b at the first wave, and as many as in group a at the last
    frames = with_sex(((12, 28), (20, 20)))
    section = ev.change(make_study(frames, groups=WITH_SEX, plan=PLAN | {"adjust": ["sex"]}))
    changed = {
        name: section.results[f"{KEY}/{name}"].result.estimates()[0].estimate for name in ("gap", "gap_adjusted")
    }
    parts = {one.term: one.estimate for one in section.results[f"{KEY}/composition"].result.estimates()}
    assert changed["gap"] > 0.2
    assert abs(changed["gap_adjusted"]) < 0.15
    # sixteen women of forty fewer, each .8 lower
    assert parts["composition"] == pytest.approx(0.8 * 16 / 40, abs=0.05)
    assert parts["total"] == pytest.approx(changed["gap"], abs=1e-8)


def test_where_nobody_else_answered_the_composition_is_nothing(make_study: MakeStudy) -> None:
    section = ev.change(make_study(with_sex(((20, 20), (20, 20))), groups=WITH_SEX, plan=PLAN | {"adjust": ["sex"]}))
    parts = {one.term: one.estimate for one in section.results[f"{KEY}/composition"].result.estimates()}
    assert parts["composition"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("adjust", "expected"), [([], set()), (["g"], {"sex=f"}), (["sex"], {"g=b"}), (["sex", "g"], {"g=b", "sex=f"})]
)
def test_gaps_are_adjusted_as_the_plan_says_and_never_by_their_own_groups(
    make_study: MakeStudy, adjust: list[str], expected: set[str]
) -> None:
    section = ev.change(make_study(with_sex(((14, 26), (20, 20))), groups=WITH_SEX, plan=PLAN | {"adjust": adjust}))
    for name in ("gap_adjusted", "composition"):
        assert {key.split("/")[1] for key in section.results if key.endswith(f"/{name}")} == expected
    for table in section.displays:
        if table.id.startswith("table-gaps-t0-t1-"):
            adjusted = f"{table.id.removeprefix('table-gaps-t0-t1-')}" in {group.split("=")[0] for group in expected}
            assert ("column.gap_adjusted" in [column.key for column in table.columns]) == adjusted


def test_a_characteristic_that_is_the_same_for_everyone_cannot_be_adjusted_for(make_study: MakeStudy) -> None:
    section = ev.change(make_study(with_sex(((0, 0), (0, 0))), groups=WITH_SEX, plan=PLAN | {"adjust": ["sex"]}))
    assert isinstance(section.results[f"{KEY}/gap_adjusted"].result, NotEstimable)
    assert section.results[f"{KEY}/gap"].result.gap.gap_change is not None
    assert ev.release(section).bundle["findings"]


@pytest.mark.parametrize("linked", [True, False])
def test_gaps_count_people_of_eight_units_as_alike(make_study: MakeStudy, linked: bool) -> None:
    frames = waves(-0.9, -0.2)
    moves = np.random.default_rng(2).normal(0, 0.4, 10)
    for frame in frames.values():
        frame["team"] = [f"team{number % 10}" for number in range(80)]
    frames["t1"]["wellbeing"] += np.tile(moves, 8)
    scores = {"wellbeing": {"column": "wellbeing", "range": [0, 7], "direction": "higher", "label": "w"}}
    survey: dict[str, Any] = {"scores": scores, **({"respondent": "code"} if linked else {})}
    plain = ev.change(make_study(frames, groups=GROUPS, survey=survey, name="plain"))
    teams = ev.change(make_study(frames, groups=GROUPS, survey=survey | {"unit": "team"}))
    one, other = (section.results[f"{KEY}/gap"] for section in (plain, teams))
    assert (one.method, other.method) == ("gap", "gap_units")
    assert one.result.gap.gap_change == other.result.gap.gap_change
    assert one.result.gap.se != pytest.approx(other.result.gap.se, rel=1e-3)
    # without characteristics to adjust for, the gap at a wave is the regression of that wave's answers on the group
    for wave, found in (("t0", other.result.gap.gap_first), ("t1", other.result.gap.gap_last)):
        frame = frames[wave]
        design = np.column_stack([np.ones(len(frame)), frame["g"] == "b"])
        row = ev.cluster_robust(frame["wellbeing"], design, frame["team"]).estimates()[1]
        assert (found.estimate, found.se, found.df) == pytest.approx((row.estimate, row.se, row.df), rel=1e-9)
        assert (found.ci_low, found.ci_high, found.p) == pytest.approx((row.ci_low, row.ci_high, row.p), rel=1e-9)


def test_a_gap_of_few_is_not_told_in_any_way(make_study: MakeStudy) -> None:
    frames = waves(-0.9, -0.2)
    frames["t1"] = frames["t1"].drop(index=range(40, 73))  # seven of group b are left
    section = ev.change(make_study(frames, groups=GROUPS))
    bundle = ev.release(section).bundle
    assert {finding["key"] for finding in bundle["findings"] if finding["key"].startswith("gap.")} == {"gap.not_shown"}
    shown = [id_ for id_, one in bundle["numbers"].items() if "g=b" in id_ and one["suppressed"] is None]
    assert not [id_ for id_ in shown if "/gap" in id_]
