"""The release plan: its four rules one by one, and an attack on what it lets through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import evaluatie as ev
from evaluatie.disclosure import ReleasePlan
from evaluatie.disclosure.handed import PLAN_FILE, hand_on, handed_plan
from evaluatie.disclosure.secondary import PlanLoss, worth_of
from evaluatie.evaluation import Cell
from evaluatie.evaluation.section import EVERYONE

GROUPS = {"groups": {"g": {"column": "g", "reference": "a", "focal": ["b", "c"]}}}


def people(sizes: dict[str, int], start: int = 0, seed: int = 1) -> pd.DataFrame:
    """Make a wave: so many people per group, with codes from `start` on."""
    labels = [label for label, size in sizes.items() for _ in range(size)]
    values = np.random.default_rng(seed).integers(1, 6, len(labels))
    codes = np.arange(start, start + len(labels))
    return pd.DataFrame({"code": codes, "g": labels, "wellbeing": values})


def reason(plan: ReleasePlan, *waves: str, level: str = "all", outcome: str | None = "wellbeing") -> str | None:
    return plan.reason(Cell(waves, outcome, "all" if level == "all" else "g", level))


def test_small_groups_are_hidden_and_another_so_that_the_total_does_not_give_them_away(
    make_study: Callable[..., ev.Study],
) -> None:
    plan = ev.release_plan(make_study({"t0": people({"a": 40, "b": 15, "c": 5})}, **GROUPS))
    assert reason(plan, "t0") is None
    assert reason(plan, "t0", level="a") is None
    assert reason(plan, "t0", level="b") == "complement"
    assert reason(plan, "t0", level="c") == "small"
    assert reason(plan, "t0", level="c", outcome=None) == "small"


def test_a_group_that_answers_as_one_is_hidden(make_study: Callable[..., ev.Study]) -> None:
    wave = people({"a": 40, "b": 20, "c": 20})
    wave.loc[wave["g"] == "b", "wellbeing"] = [4] * 19 + [2]
    plan = ev.release_plan(make_study({"t0": wave}, **GROUPS))
    assert reason(plan, "t0", level="b") == "uniform"
    # its n at one outcome would tell its n at another
    assert reason(plan, "t0", level="b", outcome=None) == "complement"


def test_everyone_and_the_linked_may_not_differ_by_a_few_people_of_one_wave(
    make_study: Callable[..., ev.Study],
) -> None:
    first = people({"a": 40, "b": 20, "c": 20})
    joined = pd.concat([people({"a": 40, "b": 20, "c": 20}, seed=2), people({"a": 4}, start=900)])
    plan = ev.release_plan(make_study({"t0": first, "t1": joined}, **GROUPS))
    assert reason(plan, "t0", "t1") is None
    assert reason(plan, "t0") is None
    assert reason(plan, "t1") == "difference"
    # the parts would add up to the hidden total, so not all of them are shown
    assert [reason(plan, "t1", level=level) for level in "abc"].count(None) < 3


def test_a_background_is_never_crossed_with_a_team(make_study: Callable[..., ev.Study]) -> None:
    wave = people({"a": 40, "b": 30}).assign(team="north")
    study = make_study(
        {"t0": wave},
        groups=GROUPS["groups"],
        survey={
            "respondent": "code",
            "unit": "team",
            "scores": {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": "higher", "label": "w"}},
        },
    )
    plan = ev.release_plan(study)
    assert plan.reason(Cell(("t0",), "wellbeing", unit="north")) is None
    assert plan.reason(Cell(("t0",), "wellbeing", "g", "a", unit="north")) == "crossing"


def test_the_few_who_named_no_team_do_not_follow_from_the_others(make_study: Callable[..., ev.Study]) -> None:
    teams = ["north"] * 40 + ["south"] * 30 + [None] * 4
    scores = {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": "higher", "label": "w"}}
    study = make_study(
        {"t0": people({"a": 74}).assign(team=teams)}, survey={"respondent": "code", "unit": "team", "scores": scores}
    )
    plan = ev.release_plan(study)
    reasons = {unit: plan.reason(Cell(("t0",), "wellbeing", unit=unit)) for unit in ("north", "south", "unknown")}
    assert reasons == {"north": None, "south": "complement", "unknown": "small"}
    assert reason(plan, "t0") is None


def test_what_the_plan_does_not_know_is_hidden(make_study: Callable[..., ev.Study]) -> None:
    plan = ev.release_plan(make_study({"t0": people({"a": 40})}, **GROUPS))
    assert reason(plan, "t9") == "small"
    assert plan.reason(Cell(("t0",), "another")) == "small"


def test_a_policy_that_is_loosened_is_one_clear_message(make_study: Callable[..., ev.Study]) -> None:
    study = make_study({"t0": people({"a": 40})}, disclosure={"preset": "strict", "minimum_group": 5})
    with pytest.raises(ev.StudyError, match="may only be tightened"):
        ev.release_plan(study)


def test_who_changes_group_is_not_found_between_the_waves(make_study: Callable[..., ev.Study]) -> None:
    first = people({"a": 30, "b": 30})
    second = people({"a": 30, "b": 30}, seed=2)
    second.loc[second["code"] == 0, "g"] = "b"
    plan = ev.release_plan(make_study({"t0": first, "t1": second}, **GROUPS))
    about = zip(plan.cells["outcome"], plan.cells["waves"], plan.cells["level"], strict=True)
    assert dict(zip(about, plan.cells["n"], strict=True))["wellbeing", ("t0", "t1"), "a"] == 29
    shown = [reason(plan, *waves, level=level) is None for waves in (("t0",), ("t1",), ("t0", "t1")) for level in "ab"]
    assert not all(shown)


def test_the_few_between_two_nested_groups_are_not_found(make_study: Callable[..., ev.Study]) -> None:
    wave = people({"a": 40, "b": 3, "c": 40})
    wave["wide"] = wave["g"].replace({"a": "ab", "b": "ab"})
    groups = {**GROUPS["groups"], "wide": {"column": "wide", "reference": "ab", "focal": ["c"]}}
    plan = ev.release_plan(make_study({"t0": wave}, groups=groups))
    shown = [plan.reason(Cell(("t0",), "wellbeing", *group)) is None for group in (("wide", "ab"), ("g", "a"))]
    assert not all(shown)


def test_one_leaver_and_one_joiner_are_not_found_together(make_study: Callable[..., ev.Study]) -> None:
    first, second = people({"a": 40}), people({"a": 40}, start=1, seed=2)
    plan = ev.release_plan(make_study({"t0": first, "t1": second}))
    assert reason(plan, "t0", "t1") is None
    assert reason(plan, "t1") == "difference"


def test_a_group_is_hidden_for_all_outcomes_alike(make_study: Callable[..., ev.Study]) -> None:
    wave = people({"a": 80, "b": 12, "c": 5}).assign(other=lambda frame: frame["wellbeing"])
    wave.loc[wave["g"] == "a", "other"] = 3
    scores = {
        name: {"column": name, "range": [1, 5], "direction": "higher", "label": name} for name in ("wellbeing", "other")
    }
    plan = ev.release_plan(make_study({"t0": wave}, survey={"respondent": "code", "scores": scores}, **GROUPS))
    hidden = {
        outcome: {level for level in "abc" if reason(plan, "t0", level=level, outcome=outcome)}
        for outcome in (None, "wellbeing", "other")
    }
    assert hidden[None] == hidden["wellbeing"] == hidden["other"]


# ---- an attack -------------------------------------------------------------------------------------------------


def random_waves(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    sizes = {level: int(rng.integers(1, 40)) for level in "abc"}
    first = people(sizes, seed=int(rng.integers(1 << 30)))
    stays = rng.random(len(first)) < rng.choice([0.7, 0.95, 1.0])
    joins = {level: int(rng.choice([0, 0, 3, 12])) for level in "abc"}
    new = people(joins, start=900, seed=int(rng.integers(1 << 30)))
    second = pd.concat([first[stays].assign(wellbeing=rng.integers(1, 6, int(stays.sum()))), new])
    return {"t0": first, "t1": second}


def recovered(waves: dict[str, pd.DataFrame], shown: Callable[..., bool]) -> set[tuple[str, str]]:
    """Name the small groups whose sum follows from the released sums by linear algebra alone.

    Unknowns per level: the sums at t0 and at t1 of those who answered twice, and of those who answered once.
    """
    first, second = waves["t0"].set_index("code")["g"], waves["t1"].set_index("code")["g"]
    both = first.index.intersection(second.index)
    counts = {
        (level, kind): int((group == level).sum())
        for kind, group in (
            ("both", first[both]),
            ("only0", first.drop(both)),
            ("only1", second.drop(both)),
        )
        for level in "abc"
    }
    names = [(level, kind) for level in "abc" for kind in ("both0", "both1", "only0", "only1")]

    def vector(levels: str, **weights: float) -> np.ndarray:
        # a sum over nobody is known to be nought, so it takes no part
        exists = {name: counts[name[0], name[1].rstrip("01") if "both" in name[1] else name[1]] > 0 for name in names}
        return np.array([weights.get(kind, 0) * (level in levels) * exists[level, kind] for level, kind in names])

    bases = {
        ("t0",): {"both0": 1, "only0": 1},
        ("t1",): {"both1": 1, "only1": 1},
        ("t0", "t1"): {"both1": 1, "both0": -1},
    }
    size = {
        ("t0",): ("both", "only0"),
        ("t1",): ("both", "only1"),
        ("t0", "t1"): ("both",),
    }
    released = [
        vector(levels, **weights)
        for levels in ("abc", "a", "b", "c")
        for waves_, weights in bases.items()
        if shown(waves_, "all" if len(levels) == 3 else levels)
    ]
    matrix = np.array(released) if released else np.zeros((1, len(names)))
    found = set()
    for levels in ("abc", "a", "b", "c"):
        for waves_, weights in {**bases, ("only0",): {"only0": 1}, ("only1",): {"only1": 1}}.items():
            kinds = size.get(waves_, waves_)
            n = sum(counts[level, kind] for level in levels for kind in kinds)
            target = vector(levels, **weights)
            if 0 < n < 10 and in_row_space(matrix, target):
                found.add((levels, "-".join(waves_)))
    return found


def in_row_space(matrix: np.ndarray, target: np.ndarray) -> bool:
    rank = np.linalg.matrix_rank(matrix)
    return bool(np.linalg.matrix_rank(np.vstack([matrix, target])) == rank)


@pytest.mark.parametrize("seed", range(40))
def test_no_small_groups_sum_follows_from_what_is_shown(seed: int, make_study: Callable[..., ev.Study]) -> None:
    waves = random_waves(np.random.default_rng(seed))
    plan = ev.release_plan(make_study(waves, **GROUPS))
    assert recovered(waves, lambda w, level: reason(plan, *w, level=level) is None) == set()


def between(waves: dict[str, pd.DataFrame], shown: Callable[..., bool]) -> list[tuple[float, float]]:
    """Give between what the number of people of each small group lies, for who knows the numbers that are shown.

    Unknowns per level: how many answered twice, and how many at t0 or t1 only.
    """
    first, second = waves["t0"].set_index("code")["g"], waves["t1"].set_index("code")["g"]
    both = first.index.intersection(second.index)
    people = [first[both], first.drop(both), second.drop(both)]
    n = np.array([(of == level).sum() for level in "abc" for of in people], dtype=float)
    kinds = {("t0",): [1, 1, 0], ("t1",): [1, 0, 1], ("t0", "t1"): [1, 0, 0]}
    cells = {
        (w, level): np.concatenate([np.array(of, dtype=float) * (level in ("all", one)) for one in "abc"])
        for w, of in kinds.items()
        for level in ("all", *"abc")
    }
    known = np.array([cell for key, cell in cells.items() if shown(*key)]).reshape(-1, 9)
    found = []
    for cell in (cell for cell in cells.values() if 0 < cell @ n < 10):
        ends = [linprog(sign * cell, A_eq=known, b_eq=known @ n, bounds=(0, None)) for sign in (1, -1)]
        found.append((ends[0].fun, np.inf if ends[1].status == 3 else -ends[1].fun))
    return found


def is_narrow(low: float, high: float) -> bool:
    """Say whether fewer than ten whole numbers are possible."""
    return np.floor(high + 1e-6) - np.ceil(low - 1e-6) + 1 < 10


@pytest.mark.parametrize("seed", range(40, 52))
def test_no_small_number_of_people_is_narrowed_down(seed: int, make_study: Callable[..., ev.Study]) -> None:
    waves = random_waves(np.random.default_rng(seed))
    plan = ev.release_plan(make_study(waves, **GROUPS))
    assert plan.loss.proven
    ends = between(waves, lambda w, level: reason(plan, *w, level=level, outcome=None) is None)
    assert not any(is_narrow(*one) for one in ends)


def test_small_numbers_are_narrowed_down_when_only_small_groups_are_hidden() -> None:
    narrowed = 0
    for seed in range(40, 52):
        waves = random_waves(np.random.default_rng(seed))
        groups = {(w,): waves[w].set_index("code")["g"] for w in waves}
        groups["t0", "t1"] = groups["t0",][groups["t0",].index.intersection(groups["t1",].index)]

        def large(w: tuple[str, ...], level: str, groups: dict = groups) -> bool:
            return int((groups[w].isin(list("abc" if level == "all" else level))).sum()) >= 10

        narrowed += any(is_narrow(*one) for one in between(waves, large))
    assert narrowed >= 5


def test_a_group_that_nearly_all_came_back_of_is_not_told_from_the_next_wave(
    make_study: Callable[..., ev.Study],
) -> None:
    """Of 60 and 60 people 57 answered twice: of c, 10 at t1 would give away that there were 7 to 13 at t0."""
    first = people({"a": 36, "b": 15, "c": 9})
    second = pd.concat([first.iloc[3:], people({"a": 2, "c": 1}, start=900)], ignore_index=True)
    plan = ev.release_plan(make_study({"t0": first, "t1": second}, **GROUPS))
    assert reason(plan, "t0", level="c", outcome=None) == "small"
    assert reason(plan, "t1", level="c", outcome=None) is not None


def test_a_plan_is_handed_on_for_the_very_same_study_only(
    make_study: Callable[..., ev.Study], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = make_study({"t0": people({"a": 40, "b": 15, "c": 5})}, **GROUPS)
    plan, file = ev.release_plan(study), tmp_path / "plan"
    hand_on(study, plan, file)
    monkeypatch.setenv(PLAN_FILE, str(file))
    again = handed_plan(replace(study))
    assert again is not None
    assert again.cells.equals(plan.cells)
    assert again.parts.equals(plan.parts)
    assert (again.policy, again.loss) == (plan.policy, plan.loss)
    others = [
        replace(study, survey=study.survey.iloc[1:]),
        replace(study, survey=study.survey.assign(wellbeing=study.survey["wellbeing"].to_numpy()[::-1])),
        replace(study, tightened={"minimum_group": 12.0}),
        replace(study, hidden=frozenset({(None, ("t0",), "g", "a", None)})),
        replace(study, outcomes=()),
        replace(study, selection=pd.DataFrame({"stage": ["letter"], "total": [10], "selected": [3]})),
    ]
    assert [handed_plan(other) for other in others] == [None] * len(others)
    for broken in (b"", b"no plan"):
        file.write_bytes(broken)
        assert handed_plan(study) is None
    monkeypatch.setenv(PLAN_FILE, str(tmp_path / "nowhere"))
    assert handed_plan(study) is None


def test_the_plan_says_what_it_costs(make_study: Callable[..., ev.Study]) -> None:
    plan = ev.release_plan(make_study({"t0": people({"a": 40, "b": 15, "c": 5})}, **GROUPS))
    # the group b, of taking part and of the outcome
    assert plan.loss == PlanLoss(primary=2, secondary=2, people=30, proven=True)


def test_the_attack_wins_when_only_small_groups_are_hidden(make_study: Callable[..., ev.Study]) -> None:
    won = 0
    for seed in range(40):
        waves = random_waves(np.random.default_rng(seed))
        first, second = (waves[w].set_index("code")["g"] for w in ("t0", "t1"))
        linked = first[first.index.intersection(second.index)]
        groups = {("t0",): first, ("t1",): second, ("t0", "t1"): linked}

        def large(w: tuple[str, ...], level: str, groups: dict = groups) -> bool:
            return int((groups[w].isin(list("abc" if level == "all" else level))).sum()) >= 10

        won += bool(recovered(waves, large))
    assert won >= 20


def test_what_is_given_up_first_is_unnamed_then_later_then_small() -> None:
    rows = [
        ("origin", "other", ("t0",), 90),
        ("origin", "europa", ("t1",), 20),
        ("origin", "europa", ("t1",), 30),
        ("origin", "europa", ("t0", "t1"), 12),
        ("origin", "europa", ("t0",), 11),
        (EVERYONE, EVERYONE, ("t1",), 100),
        (EVERYONE, EVERYONE, ("t0",), 100),
        (EVERYONE, EVERYONE, ("t0", "t1"), 50),
    ]
    cells = pd.DataFrame(rows, columns=["characteristic", "level", "waves", "n"])
    assert (np.diff(worth_of(cells)) > 0).all()
