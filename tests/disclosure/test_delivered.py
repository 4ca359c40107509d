"""The release plan where only means were delivered, and an attack that knows in which groups everyone is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from delivered import GROUPS, summarised, write
from evaluatie.evaluation import Cell

LEVELS = ("nederland", "europa", "buiten-europa")
BY_GENDER = {**GROUPS, "gender": {"column": "geslacht", "reference": "man", "focal": ["vrouw"]}}
Reason = Callable[..., str | None]


def table(*rows: tuple[str, str, object]) -> str:
    """Write a table of one scale: wave, group and n; the means and standard deviations are all alike."""
    lines = [f"{wave},{group},welzijn,{n},{'3.0,0.9' if str(n).isdigit() else '*,*'}" for wave, group, n in rows]
    return "\n".join(["wave,group,scale,n,mean,sd", *lines, ""])


def reasons(tmp_path: Path, *rows: tuple[str, str, object], **blocks: object) -> Reason:
    waves = [{"id": wave, "label": wave} for wave in dict.fromkeys(row[0] for row in rows)]
    plan = ev.release_plan(ev.load_study(write(tmp_path / "org", table(*rows), waves=waves, **blocks)))

    def reason(wave: str, level: str = "all", characteristic: str = "origin", outcome: str | None = "wellbeing"):
        return plan.reason(Cell((wave,), outcome, "all" if level == "all" else characteristic, level))

    return reason


def test_a_small_group_is_hidden_and_another_so_that_everyone_does_not_give_it_away(tmp_path: Path) -> None:
    reason = reasons(
        tmp_path, ("t0", "all", 60), ("t0", "nederland", 40), ("t0", "europa", 15), ("t0", "buiten-europa", 5)
    )
    assert [reason("t0", level) for level in ("all", *LEVELS)] == [None, None, "complement", "small"]
    assert [reason("t0", level, outcome=None) for level in ("all", *LEVELS)] == [None, None, "complement", "small"]


def test_with_enough_people_in_no_group_no_other_group_needs_to_go(tmp_path: Path) -> None:
    reason = reasons(
        tmp_path, ("t0", "all", 90), ("t0", "nederland", 40), ("t0", "europa", 15), ("t0", "buiten-europa", 5)
    )
    assert [reason("t0", level) for level in LEVELS] == [None, None, "small"]


def test_the_few_who_belong_to_no_group_are_not_found(tmp_path: Path) -> None:
    reason = reasons(tmp_path, ("t0", "all", 60), ("t0", "nederland", 40), ("t0", "europa", 15))
    assert [reason("t0", level) for level in ("all", "nederland", "europa")] == [None, None, "difference"]


def test_a_small_group_and_the_few_in_no_group_are_not_found_together(tmp_path: Path) -> None:
    reason = reasons(
        tmp_path, ("t0", "all", 60), ("t0", "nederland", 40), ("t0", "europa", 12), ("t0", "buiten-europa", 5)
    )
    assert reason("t0", "europa") is not None


@pytest.mark.parametrize("mark", ["<10", "*", "nb"])
def test_what_was_withheld_stays_hidden_and_does_not_follow(tmp_path: Path, mark: str) -> None:
    reason = reasons(
        tmp_path, ("t0", "all", 60), ("t0", "nederland", 30), ("t0", "europa", 25), ("t0", "buiten-europa", mark)
    )
    assert [reason("t0", level) for level in ("all", *LEVELS)] == [None, None, "complement", "source"]


def test_where_everyone_was_withheld_the_groups_do_not_give_it_away(tmp_path: Path) -> None:
    reason = reasons(tmp_path, ("t0", "all", "*"), ("t0", "nederland", 40), ("t0", "europa", 30))
    assert [reason("t0", level) is None for level in ("all", "nederland", "europa")].count(True) == 1
    assert reason("t0") == "source"


def test_a_group_without_any_spread_answers_as_one(tmp_path: Path) -> None:
    text = table(("t0", "all", 90), ("t0", "nederland", 40), ("t0", "europa", 20))
    text = text.replace("europa,welzijn,20,3.0,0.9", "europa,welzijn,20,3.0,0.0")
    study = ev.load_study(write(tmp_path / "org", text, waves=[{"id": "t0", "label": "t0"}]))
    assert ev.release_plan(study).reason(Cell(("t0",), "wellbeing", "origin", "europa")) == "uniform"


def test_a_group_is_hidden_for_all_outcomes_alike_and_only_at_that_wave(tmp_path: Path) -> None:
    rows = [(wave, group, n) for wave in ("t0", "t1") for group, n in (("all", 90), ("nederland", 50), ("europa", 30))]
    text = table(*rows)
    text += (
        text.partition("\n")[2]
        .replace("welzijn", "trots")
        .replace("europa,trots,30,3.0,0.9\nt1", "europa,trots,9,3.0,0.9\nt1")
    )
    score = {"column": "trots", "range": [1, 5], "direction": "higher", "label": "pride"}
    scores = {"pride": score, "wellbeing": {**score, "column": "welzijn"}}
    plan = ev.release_plan(ev.load_study(write(tmp_path / "org", text, survey={"scores": scores})))
    found = {
        (wave, outcome): plan.reason(Cell((wave,), outcome, "origin", "europa"))
        for wave in ("t0", "t1")
        for outcome in ("pride", "wellbeing", None)
    }
    assert found == {
        ("t0", "pride"): "small", ("t0", "wellbeing"): "complement", ("t0", None): "complement",
        ("t1", "pride"): None, ("t1", "wellbeing"): None, ("t1", None): None,
    }  # fmt: skip


def test_what_was_not_delivered_is_hidden(tmp_path: Path) -> None:
    reason = reasons(tmp_path, ("t0", "all", 90), ("t0", "nederland", 50))
    assert reason("t0", "europa") == "small"
    assert reason("t1") == "small"
    assert reason("t0", outcome="pride") == "small"


def random_people(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Make waves of people in two characteristics, of which some people have no delivered group."""
    waves = {}
    for wave in ("t0", "t1"):
        n = int(rng.integers(25, 150))
        shares = rng.dirichlet([4, 2, 1, 0.5])
        origin = rng.choice([*LEVELS, ""], n, p=shares)
        gender = rng.choice(["man", "vrouw", ""], n, p=[0.5, 0.45, 0.05])
        waves[wave] = pd.DataFrame(
            {"herkomst": origin, "geslacht": gender, "welzijn": np.clip(rng.normal(3, 1, n).round(2), 1, 5)}
        )
    return waves


def delivered(waves: dict[str, pd.DataFrame], rng: np.random.Generator) -> str:
    """Print them as a supplier would, who withheld some of it."""
    rows = summarised(waves, ("welzijn",), ("herkomst", "geslacht"))
    rows = rows[~rows["group"].isin(["herkomst=", "geslacht="])].astype(object)
    withheld = (rows["group"] != "all") & (rng.random(len(rows)) < 0.15)
    rows.loc[withheld, ["n", "mean", "sd"]] = "*"
    return rows.to_csv(index=False)


def found_by_attack(people: pd.DataFrame, shown: Callable[[str, str], bool]) -> set[tuple[str, ...]]:
    """Work out what follows for one who knows, unlike the plan, of everyone in which groups they are.

    The unknowns are the sums of the scores of people of the same origin and gender; every set of groups of one
    characteristic with fewer than ten people in it is sought.
    """
    classes = list(dict.fromkeys(zip(people["herkomst"], people["geslacht"], strict=True)))
    column = {"herkomst": 0, "geslacht": 1}

    def who(name: str, levels: tuple[str, ...]) -> np.ndarray:
        return np.array([one[column[name]] in levels for one in classes], dtype=float)

    names = {"herkomst": LEVELS, "geslacht": ("man", "vrouw")}
    matrix = [np.ones(len(classes))] if shown("all", "all") else []
    matrix += [who(name, (level,)) for name, levels in names.items() for level in levels if shown(name, level)]
    found = set()
    for name, levels in names.items():
        groups = (*levels, "")
        for chosen in chain.from_iterable(combinations(groups, size) for size in range(1, len(groups) + 1)):
            n = int(people[name].isin(chosen).sum())
            target = who(name, chosen)
            if 0 < n < 10 and matrix and in_row_space(np.array(matrix), target):
                found.add((name, *chosen))
    return found


def in_row_space(matrix: np.ndarray, target: np.ndarray) -> bool:
    return bool(np.linalg.matrix_rank(np.vstack([matrix, target])) == np.linalg.matrix_rank(matrix))


KEYS = {"herkomst": "origin", "geslacht": "gender", "all": "all"}


@pytest.mark.parametrize("seed", range(30))
def test_no_few_people_and_nothing_withheld_follow_from_what_is_shown(seed: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    waves = random_people(rng)
    text = delivered(waves, rng)
    study = ev.load_study(write(tmp_path / "org", text, groups=BY_GENDER))
    plan = ev.release_plan(study)
    for outcome in ("wellbeing", None):
        for wave, people in waves.items():

            def shown(name: str, level: str, outcome: str | None = outcome, wave: str = wave) -> bool:
                return plan.reason(Cell((wave,), outcome, KEYS[name], level)) is None

            assert found_by_attack(people, shown) == set()
            rows = study.aggregates[(study.aggregates["wave"] == wave) & study.aggregates["withheld"]]
            assert not any(
                plan.reason(Cell((wave,), outcome, row.characteristic, row.level)) is None for row in rows.itertuples()
            )


def test_the_attack_wins_when_only_small_groups_are_hidden() -> None:
    won = 0
    for seed in range(30):
        for people in random_people(np.random.default_rng(seed)).values():

            def large(name: str, level: str, people: pd.DataFrame = people) -> bool:
                return name == "all" or int((people[name] == level).sum()) >= 10

            won += bool(found_by_attack(people, large))
    assert won >= 20


def test_a_withheld_mean_does_not_follow_from_exhaustive_groups(tmp_path: Path) -> None:
    """Everyone's mean times n, less what the groups that are shown have, is no withheld group's sum."""
    for seed in range(8):
        rng = np.random.default_rng(seed)
        counts = rng.integers(12, 60, 3)
        rows = [
            ("t0", "all", int(counts.sum())),
            *(("t0", level, int(n)) for level, n in zip(LEVELS, counts, strict=True)),
        ]
        hidden = int(rng.integers(1, 4))
        rows[hidden] = (*rows[hidden][:2], "*")
        reason = reasons(tmp_path / str(seed), *rows)
        shown = [level for level in LEVELS if reason("t0", level) is None]
        assert len(shown) < 2 or reason("t0") is not None
