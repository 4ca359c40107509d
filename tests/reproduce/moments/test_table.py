"""What is wrong with a printed table: each thing by itself, and all of it at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluatie.amiss import InputError
from evaluatie.reproduce.moments import (
    correlation_frame,
    hierarchical_regression,
    mediation_from_matrix,
    path_from_matrix,
    regression_from_matrix,
    reliability_from_matrix,
)
from evaluatie.reproduce.moments.table import read_table

GOOD = correlation_frame(["y", "a", "b"], [[], [0.5], [0.3, 0.2]])


def changed(row: str, column: str, value: float) -> pd.DataFrame:
    table = GOOD.copy()
    table.loc[row, column] = value
    return table


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (GOOD.to_numpy(), "correlation_frame makes one"),
        (GOOD.set_axis(["y", "a", "a"], axis=1), "more than once"),
        (GOOD.set_axis(["y", "a", "c"], axis=0), "do not have the same names"),
        (GOOD.astype(object).replace(0.5, "half"), "not all of it is numbers"),
        (changed("a", "y", 0.4), "a with y is 0.4 below the diagonal, 0.5 above"),
        (changed("a", "a", 2.5), "a with itself is 2.5, where it must be 1"),
        (changed("a", "y", np.nan), "a with y missing"),
        (
            correlation_frame(["y", "a", "b"], [[], [0.5], [0.3, 0.2]]) * np.array([[1, 3, 1], [3, 1, 1], [1, 1, 1]]),
            "a with y is 1.5",
        ),
    ],
)
def test_a_matrix_that_is_none(table: Any, told: str) -> None:
    with pytest.raises(InputError, match=told.replace(".", r"\.")):
        regression_from_matrix(table, "y", ["a", "b"], 50)


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"n": 3}, "2 predictors: at least 4 are needed"),
        ({"n": 50.5}, "no whole number"),
        ({"n": None}, "no whole number"),
        ({"sd": [1.0, 2.0]}, "2 numbers for 3 variables"),
        ({"sd": {"y": 1.0, "a": 0.0, "b": 1.0}}, "a must be above 0"),
        ({"sd": {"y": 1.0, "a": 1.0}}, "none for b"),
        ({"mean": {"y": 1.0, "a": 1.0, "b": float("nan")}}, "none for b"),
        ({"sd": {"y": 1.0, "a": 1.0, "b": 1.0, "ab": 1.0}}, "the table has no variable 'ab'"),
        ({"sd": ["one", 1.0, 1.0]}, "not all of it is numbers"),
        ({"predictors": []}, "name at least one"),
        ({"predictors": ["a", "y"]}, "y is named more than once"),
    ],
)
def test_what_goes_with_a_matrix_and_does_not_fit(choices: dict[str, Any], told: str) -> None:
    given = {"predictors": ["a", "b"], "n": 50} | choices
    with pytest.raises(InputError, match=told):
        regression_from_matrix(GOOD, "y", given.pop("predictors"), given.pop("n"), **given)


def test_what_is_wrong_with_other_variables_does_not_matter() -> None:
    table = changed("b", "y", np.nan)
    assert regression_from_matrix(table, "y", ["a"], 50, sd={"y": 1, "a": 2}).coefficients.loc["a", "b"] == 0.25


def test_everything_is_told_at_once() -> None:
    with pytest.raises(InputError) as told:
        regression_from_matrix(changed("a", "y", 0.4), "y", ["a", "bb"], 2, sd={"y": -1.0}, mean=["x"] * 3)
    assert len(told.value.problems) == 6


def test_the_order_of_rows_and_names_that_are_no_text_do_not_matter() -> None:
    table = pd.DataFrame([[0.5, 1.0], [1.0, 0.5]], [2, 1], [1, 2])
    assert read_table(table, ["2", "1"], 20).correlation.tolist() == [[1.0, 0.5], [0.5, 1.0]]


@pytest.mark.parametrize(
    ("names", "triangle", "told"),
    [
        (["a", "a"], [[], [0.5]], "a is there more than once"),
        (["a", "b", "c"], [[], [0.5]], None),
        (["a", "b", "c"], [[], [0.5], [0.5]], "row of c has 1 numbers; it needs 2"),
        (["a", "b"], [[], [1.5]], "between -1 and 1"),
        (["a", "b", "c", "d"], [[]], "1 rows for 4 variables"),
    ],
)
def test_a_triangle_that_is_none(names: list[str], triangle: list[list[float]], told: str | None) -> None:
    with pytest.raises(InputError, match=told):
        correlation_frame(names, triangle)


def test_a_triangle_may_leave_the_first_row_out_or_have_a_diagonal() -> None:
    for triangle in ([[0.5], [0.3, 0.2]], [[1], [0.5, 1], [0.3, 0.2, 1]]):
        pd.testing.assert_frame_equal(correlation_frame(["y", "a", "b"], triangle), GOOD)


def named(matrix: list[list[float]], names: str) -> pd.DataFrame:
    return pd.DataFrame(np.array(matrix, dtype=float), names.split(), names.split())


def test_an_empty_table_and_perfect_correlations_are_told_as_such() -> None:
    empty = pd.DataFrame(np.empty((0, 0)))
    makes = (
        lambda: regression_from_matrix(empty, "y", ["x"], 100),
        lambda: hierarchical_regression(empty, "y", ["x"], 100),
        lambda: mediation_from_matrix(empty, "y", "x", ["m"], 100),
        lambda: reliability_from_matrix(empty, 100),
        lambda: path_from_matrix("y ~ x", empty, 100),
    )
    for make in makes:
        with pytest.raises(InputError, match="the table is empty"):
            make()
    twice = named([[1, 1, 0.3], [1, 1, 0.3], [0.3, 0.3, 1]], "sat age pay")
    with pytest.raises(InputError, match="sat and age correlate perfectly"):
        regression_from_matrix(twice, "sat", ["age", "pay"], 100)


def test_a_step_of_one_may_be_a_name() -> None:
    table = named([[1, 0.5, 0.3], [0.5, 1, 0.2], [0.3, 0.2, 1]], "sat age pay")
    as_names, as_lists = (hierarchical_regression(table, "sat", of, 100) for of in (["age", "pay"], [["age"], ["pay"]]))
    pd.testing.assert_frame_equal(as_names.steps, as_lists.steps)
    with pytest.raises(InputError, match="name at least one step"):
        hierarchical_regression(table, "sat", [], 100)


def test_paths_that_are_nought_have_no_z() -> None:
    found = mediation_from_matrix(named(np.eye(3).tolist(), "y x m"), "y", "x", ["m"], 100)
    row = found.indirect.loc["m"]
    assert (row["ab"], row["se"]) == (0.0, 0.0)
    assert np.isnan(row[["z", "p", "proportion"]].to_numpy(dtype=float)).all()
    assert row["ci_low"] < 0 < row["ci_high"]
    assert any("z is not given" in note for note in found.notes)
    with pytest.raises(InputError, match="seed: -1 is below 0"):
        mediation_from_matrix(named(np.eye(3).tolist(), "y x m"), "y", "x", ["m"], 100, seed=-1)
