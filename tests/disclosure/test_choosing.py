"""The cheapest choice of figures to hide, against trying every choice; and the numbers of people in a plan."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from evaluatie.disclosure.choosing import Figures, cheapest, made_safe
from evaluatie.disclosure.numbers import _ways
from evaluatie.disclosure.sums import Sums


def follows(rows: np.ndarray, target: np.ndarray) -> bool:
    if not len(rows):
        return False
    return bool(np.linalg.matrix_rank(np.vstack([rows, target])) == np.linalg.matrix_rank(rows))


def drawn(seed: int) -> tuple[list[Figures], np.ndarray, list[np.ndarray]]:
    """Draw two outcomes of nine figures over six unknowns: seven are hidden together with one of the other outcome."""
    rng = np.random.default_rng(seed)
    outcomes = []
    for more in (0, 2):
        figures = np.vstack([np.ones(6), rng.integers(0, 2, (8, 6))])
        figures[figures.sum(axis=1) == 0, 0] = 1
        others = np.eye(6)[rng.choice(6, 1)]
        choice = np.append(np.arange(7), [7 + more, 8 + more])
        outcomes.append(Figures(Sums(figures, others, np.ones(1, dtype=bool)), choice, np.ones(9, dtype=bool)))
    fixed = np.zeros(11, dtype=bool)
    fixed[rng.choice(np.arange(1, 7), 2, replace=False)] = True
    return outcomes, fixed, [np.eye(11)[0], rng.integers(1, 9, 11).astype(float)]


def is_safe(outcomes: list[Figures], hidden: np.ndarray) -> bool:
    for of in outcomes:
        away = hidden[of.choice]
        targets = [*of.sums.figures[away], *of.sums.others]
        if any(follows(of.sums.figures[~away], target) for target in targets):
            return False
    return True


@pytest.mark.parametrize("seed", range(6))
def test_no_safe_choice_is_cheaper(seed: int) -> None:
    outcomes, fixed, losses = drawn(seed)
    start = made_safe(outcomes, fixed, losses, fixed)
    assert is_safe(outcomes, start)
    found = cheapest(outcomes, fixed, losses, start)
    assert found.proven
    assert is_safe(outcomes, found.hidden)
    choices = (np.array(one, dtype=bool) | fixed for one in product([False, True], repeat=len(fixed)))
    cheaper = tuple(loss @ found.hidden for loss in losses)
    assert not any(is_safe(outcomes, one) for one in choices if tuple(loss @ one for loss in losses) < cheaper)


def test_of_very_many_choices_the_safe_one_is_taken_and_not_called_the_cheapest() -> None:
    start = np.arange(1501) % 2 == 0
    found = cheapest([], np.zeros(1501, dtype=bool), [np.ones(1501)], start)
    assert found.hidden is start
    assert not found.proven


def test_what_is_given_up_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes, fixed, losses = drawn(1)
    start = made_safe(outcomes, fixed, losses, fixed)
    monkeypatch.setattr("evaluatie.disclosure.choosing._ROUNDS", 0)
    found = cheapest(outcomes, fixed, losses, start)
    assert not found.proven
    assert (found.hidden == start).all()


def test_where_the_solver_finds_none_the_safe_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes, fixed, losses = drawn(1)
    start = made_safe(outcomes, fixed, losses, fixed)
    monkeypatch.setattr("evaluatie.disclosure.choosing._chosen", lambda *_: (None, []))
    found = cheapest(outcomes, fixed, losses, start)
    assert found.hidden is start
    assert not found.proven


def test_everyone_may_have_had_any_level_at_each_wave_at_which_they_answered() -> None:
    classes: Any = SimpleNamespace(waves=("t0", "t1"), levels={"age": 2}, of=lambda _: np.array([[1, 1], [1, 2]]))
    assert _ways(classes, "age").tolist() == [[0, 1], [0, 2], [1, 0], [1, 1], [1, 2], [2, 0], [2, 2]]
