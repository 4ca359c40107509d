"""Correlation matrices: those that were rounded pass, and what is called impossible is proven to be."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from evaluatie.amiss import InputError
from evaluatie.reproduce.checks import correlation_matrix_possible
from evaluatie.reproduce.checks.matrix.projecting import search_box
from evaluatie.reproduce.checks.matrix.triples import impossible_triples


def triangle(matrix: np.ndarray, decimals: int) -> list[list[str]]:
    return [[f"{matrix[i, j]:.{decimals}f}" for j in range(i)] for i in range(len(matrix))]


def of_people(rng: np.random.Generator, people: int, variables: int) -> np.ndarray:
    return np.corrcoef(
        rng.standard_normal((people, variables)) @ rng.standard_normal((variables, variables)), rowvar=False
    )


@pytest.mark.parametrize("seed", range(12))
def test_what_was_rounded_from_people_passes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    variables, decimals = int(rng.integers(2, 15)), int(rng.integers(1, 4))
    # as many people as variables or fewer: singular, so that rounding often makes an eigenvalue negative
    people = int(rng.choice([max(3, variables // 2), variables, 200]))
    found = correlation_matrix_possible(triangle(of_people(rng, people, variables), decimals))
    assert found.verdict == "consistent"


def test_a_total_with_its_parts_passes_although_rounding_spoils_it() -> None:
    rng = np.random.default_rng(1)
    spoilt = 0
    for _ in range(20):
        parts = rng.standard_normal((50, 4))
        matrix = np.corrcoef(np.column_stack([parts, parts.sum(axis=1)]), rowvar=False)
        found = correlation_matrix_possible(triangle(matrix, 2))
        assert found.verdict == "consistent"
        spoilt += found.low < 0
    assert spoilt > 5


@pytest.mark.parametrize("seed", range(10))
def test_none_is_proven(seed: int) -> None:
    rng = np.random.default_rng(seed)
    variables = int(rng.integers(3, 9))
    matrix = np.tril(rng.uniform(-0.95, 0.95, (variables, variables)), -1)
    matrix = matrix + matrix.T + np.eye(variables)
    half = 0.005 * (1 - np.eye(variables))
    found = search_box(matrix - half, matrix + half)
    assert found.answer != "undecided"
    if found.answer == "none":
        # with any positive semidefinite matrix the product is 0 or more: random corners of the box are all below
        assert np.linalg.eigvalsh(found.proof)[0] > -1e-12
        for _ in range(50):
            signs = np.tril(rng.choice([-1, 1], matrix.shape), -1)
            assert (found.proof * (matrix + half * (signs + signs.T))).sum() < 0
    else:
        assert np.linalg.eigvalsh(found.matrix)[0] >= -1e-9
        assert (np.abs(found.matrix - matrix) <= half + 1e-12).all()


def test_three_variables_against_the_determinant() -> None:
    # without rounding three correlations go together where 1 + 2abc - a² - b² - c² is 0 or more
    for a, b, c in product(np.arange(-0.95, 1, 0.19), repeat=3):
        matrix = np.array([[1, a, b], [a, 1, c], [b, c, 1]])
        determinant = 1 + 2 * a * b * c - a * a - b * b - c * c
        if abs(determinant) > 1e-6:
            assert (impossible_triples(matrix, matrix) == []) == (determinant > 0)
            half = 1e-9 * (1 - np.eye(3))
            assert search_box(matrix - half, matrix + half).answer == ("exists" if determinant > 0 else "none")


def test_triples_within_rounding_against_the_search() -> None:
    rng = np.random.default_rng(3)
    for _ in range(200):
        a, b = rng.uniform(-0.95, 0.95, 2)
        edge = a * b + rng.choice([-1, 1]) * np.sqrt((1 - a * a) * (1 - b * b))
        c = np.clip(edge + rng.uniform(-0.1, 0.1), -0.98, 0.98)
        matrix, half = np.array([[1, a, b], [a, 1, c], [b, c, 1]]), 0.02 * (1 - np.eye(3))
        answer = search_box(matrix - half, matrix + half).answer
        if answer != "undecided":
            assert (impossible_triples(matrix - half, matrix + half) == []) == (answer == "exists")


def test_the_variables_that_make_it_impossible_are_named() -> None:
    rows = [[], [".30"], [".80", ".20"], [".70", ".25", "-.10"]]
    found = correlation_matrix_possible(rows, ["trust", "pay", "climate", "voice"])
    assert found.verdict == "impossible"
    assert "(trust, climate, voice)" in found.explanation.en
    assert "pay" not in found.explanation.en


def test_four_that_go_together_by_three_are_named_together() -> None:
    # equal correlations of -.40: any three are possible (above -1/2), four are not (below -1/3); the fifth is innocent
    rows = [[], ["-.40"], ["-.40"] * 2, ["-.40"] * 3, ["-.05"] * 4]
    found = correlation_matrix_possible(rows)
    assert found.verdict == "impossible"
    assert "(1, 2, 3, 4)" in found.explanation.en
    assert correlation_matrix_possible([[], ["-.33"], ["-.33"] * 2, ["-.33"] * 3]).verdict == "consistent"
    # one decimal: -.3 stands for -.25 to -.35
    assert correlation_matrix_possible([["-.4"], ["-.4"] * 2, ["-.3"] * 3]).verdict == "consistent"


def test_what_cannot_be_read_is_refused() -> None:
    assert correlation_matrix_possible([["1.04"]]).verdict == "impossible"
    with pytest.raises(InputError, match="row 3: 1 numbers, where 2 are needed"):
        correlation_matrix_possible([[], [".30"], [".20"]])
    with pytest.raises(InputError) as told:
        correlation_matrix_possible([[], [".30"], [0.2, "x"]])  # type: ignore[list-item]
    assert len(told.value.problems) == 2
    with pytest.raises(InputError, match="names: 1 for 2 variables"):
        correlation_matrix_possible([[], [".30"]], ["a"])
