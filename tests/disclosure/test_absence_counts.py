"""An attack on released numbers of absent people: everything that the three sections show, by linear algebra.

The attacker knows which ways of standing at the waves occur at all, and nothing of who is in which group or left which
outcome open: there is an unknown number of people for every such way x group at each wave x answers given. Every number
that is shown, and the size of every group that one rests upon, is an equation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, combinations, product

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.disclosure import absences as rules
from evaluatie.evaluation import Analysis, Cell
from staffing import patterns_of, staff_of, staffed, waves_of

LEVELS = "abc"
OUTCOMES = ("wellbeing", "other")
SCORES = {name: {"column": name, "range": [1, 5], "direction": "higher", "label": name} for name in OUTCOMES}
GROUPS = {"g": {"column": "g", "reference": "a", "focal": ["b", "c"]}}
FEWEST = 10
MakeStudy = Callable[..., ev.Study]
State = tuple[str, tuple[str, ...], tuple[frozenset[str], ...]]

# the ways of standing at two waves that each kind of number counts, in the letters of staffing
KINDS = {
    "left": {"A-"}, "silent_last": {"As"}, "unknown_last": {"A?"}, "joined": {"-A"}, "silent_first": {"sA"},
    "unknown_first": {"?A"}, "never": {"ss"}, "once": {"As", "sA"}, "employed": {"AA", "As", "sA", "ss"},
    "employed_first": {"ss", "s-"}, "employed_last": {"ss", "-s"}, "employed_both": {"ss"},
}  # fmt: skip


def random_numbers(rng: np.random.Generator, waves: int) -> dict[str, int]:
    """Draw how many people stand how: often nobody, often a few."""
    ways = ["".join(way) for letters in ("As-", "A?") for way in product(letters, repeat=waves)]
    ways = [way for way in dict.fromkeys(ways) if set(way) not in ({"-"}, {"?"})]
    numbers = {way: int(rng.choice([0, 0, 3, 6, 9, 12, 30])) for way in ways}
    return {way: number for way, number in numbers.items() if number} | {"A" * waves: int(rng.integers(8, 40))}


def random_study(make_study: MakeStudy, seed: int, waves: int) -> tuple[ev.Study, dict[str, int]]:
    rng = np.random.default_rng(seed)
    numbers = random_numbers(rng, waves)
    patterns = patterns_of(numbers)
    group = rng.choice(list(LEVELS), len(patterns), p=[0.6, 0.3, 0.1])
    frames = {}
    for name, frame in waves_of(patterns).items():
        moved = np.where(rng.random(len(frame)) < 0.05, rng.choice(list(LEVELS), len(frame)), group[frame["code"]])
        frames[name] = frame.assign(g=moved, other=rng.integers(1, 6, len(frame)).astype(float))
        frames[name].loc[rng.random(len(frame)) < 0.1, "other"] = np.nan
    survey = {"respondent": "code", "scores": SCORES}
    return staffed(make_study, numbers, waves=frames, survey=survey, groups=GROUPS), numbers


def shown_analyses(study: ev.Study) -> Iterator[Analysis]:
    for make in (ev.response, ev.baseline, ev.change):
        section = make(study)
        numbers = ev.release(section).bundle["numbers"]
        for id_, analysis, _ in section.numbers():
            if id_ in numbers and numbers[id_]["suppressed"] is None:
                yield analysis


def states(numbers: dict[str, int]) -> list[State]:
    answers = [frozenset(chosen) for chosen in (OUTCOMES, OUTCOMES[:1], OUTCOMES[1:])]
    return [
        (way, groups, given)
        for way in numbers
        for groups in product(*(LEVELS if letter == "A" else "." for letter in way))
        for given in product(*(answers if letter == "A" else [frozenset()] for letter in way))
    ]


def inside(cell: Cell, state: State) -> bool:
    way, groups, given = state
    at = [int(wave[1:]) for wave in cell.waves]
    if cell.characteristic == "absence-kind":
        return "".join(way[wave] for wave in at) in KINDS[cell.level]
    return all(
        way[wave] == "A"
        and (cell.outcome is None or cell.outcome in given[wave])
        and (cell.characteristic == "all" or groups[wave] == cell.level)
        for wave in at
    )


class Attack:
    def __init__(self, cells: set[Cell], known_states: list[State]) -> None:
        rows = np.array([[inside(cell, state) for state in known_states] for cell in cells], dtype=float)
        _, sizes, directions = np.linalg.svd(rows, full_matrices=False)
        self._basis = directions[sizes > 1e-9 * sizes.max(initial=1.0)]

    def finds(self, target: np.ndarray) -> bool:
        rest = target - (self._basis @ target) @ self._basis
        return bool(np.abs(rest).max() < 1e-7)


def few_people(numbers: dict[str, int]) -> Iterator[frozenset[str]]:
    """List the sets of ways of standing that a few people have: one way over all waves, or some over two."""
    yield from (frozenset({way}) for way, number in numbers.items() if number < FEWEST)
    for last in range(1, len(next(iter(numbers)))):
        over_two = {way[0] + way[last] for way in numbers} & set().union(*KINDS.values())
        for some in chain.from_iterable(combinations(sorted(over_two), size) for size in range(1, len(over_two) + 1)):
            who = frozenset(way for way in numbers if way[0] + way[last] in some)
            if sum(numbers[way] for way in who) < FEWEST:
                yield who


def given_away(study: ev.Study, numbers: dict[str, int]) -> tuple[list[str], int]:
    """Name what the numbers of absent people give away that the others do not; and say how many of them are shown."""
    cells = {cell for analysis in shown_analyses(study) for cell in analysis.cells}
    unknown = states(numbers)
    others = {cell for cell in cells if cell.characteristic != "absence-kind"}
    everything, without = Attack(cells, unknown), Attack(others, unknown)
    found = []
    for who in set(few_people(numbers)):
        target = np.array([way in who for way, _, _ in unknown], dtype=float)
        if everything.finds(target) and not without.finds(target):
            found.append("+".join(sorted(who)))
    plan = ev.release_plan(study).cells
    hidden = plan[(plan["outcome"] == "") & (plan["characteristic"] != "absence-kind") & plan["reason"].notna()]
    for row in hidden[hidden["n"] > 0].itertuples():
        target = np.array([inside(Cell(row.waves, None, row.characteristic, row.level), state) for state in unknown])
        if everything.finds(target.astype(float)) and not without.finds(target.astype(float)):
            found.append(f"{row.waves} {row.characteristic}={row.level}")
    return found, len(cells) - len(others)


@pytest.mark.parametrize("waves", [2, 3])
@pytest.mark.parametrize("seed", [*range(8), 12, 25])
def test_no_few_people_follow_from_the_numbers_of_absent_people(make_study: MakeStudy, seed: int, waves: int) -> None:
    found, _ = given_away(*random_study(make_study, seed, waves))
    assert found == []


@pytest.fixture
def several(make_study: MakeStudy) -> list[tuple[ev.Study, dict[str, int]]]:
    return [random_study(partial(make_study, name=f"org-{seed}"), seed, 2) for seed in range(12)]


def test_some_numbers_are_shown(several: list[tuple[ev.Study, dict[str, int]]]) -> None:
    assert sum(given_away(*made)[1] > 0 for made in several) >= 6


def test_the_attack_wins_when_only_small_numbers_are_hidden(
    several: list[tuple[ev.Study, dict[str, int]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "_following", lambda *_: [])
    assert sum(bool(given_away(*made)[0]) for made in several) >= 6


def test_numbers_employed_do_not_give_away_the_few_who_left_or_joined(make_study: MakeStudy) -> None:
    survey = {"scores": {"wellbeing": SCORES["wellbeing"]}}
    for at, (left, joined) in enumerate([(4, 30), (30, 4), (4, 4), (30, 30)]):
        numbers = {"AA": 50, "A-": left, "-A": joined, "ss": 20}
        study = staffed(make_study, numbers, survey=survey, name=f"org-{at}")
        bundle = ev.release(ev.response(study)).bundle["numbers"]
        first, last, both = (
            bundle[f"response.t0-t1/employed_{name}.count"]["suppressed"] is None for name in ("first", "last", "both")
        )
        assert not (left < FEWEST and first and both)
        assert not (joined < FEWEST and last and both)
        assert (left, joined) != (30, 30) or (first and last and both)


def test_who_left_between_two_later_waves_does_not_follow_from_two_pairs(make_study: MakeStudy) -> None:
    numbers = {"AAA": 60, "A--": 30, "As-": 4, "Ass": 30, "-AA": 30, "sss": 40, "AA-": 20}
    study = staffed(make_study, numbers)
    assert given_away(study, numbers)[0] == []
    shown = {cell for analysis in shown_analyses(study) for cell in analysis.cells if cell.level == "silent_last"}
    # 34 were silent at t1 and 30 at t2, all of whom were silent at t1
    assert len(shown) < 2


def test_no_group_of_a_study_can_have_the_name_of_an_absence(make_study: MakeStudy) -> None:
    frame = pd.DataFrame({"code": range(20), "wellbeing": [1, 2, 3, 4] * 5, "g": "a"})
    with pytest.raises(ev.StudyError, match="cannot be a name"):
        make_study({"t0": frame}, groups={"absence-kind": {"column": "g", "reference": "a", "focal": ["b"]}})


def test_the_files_of_the_attack_hold_everyone_once() -> None:
    patterns = patterns_of({"A-A": 2, "??": 0})
    assert len(staff_of(patterns)) == 4
