"""The range of a number over its rounding box, beside ranges known in closed form."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.given import Given
from evaluatie.reproduce.recomputing.rounding import Box, attained, nearest_to
from evaluatie.reproduce.recomputing.rounding.feasible import repaired_correlations
from made_findings import finding_of, of

NOTHING = Given({}, {}, dict[str, Path]())


def box(*limits: tuple[float, float]) -> Box:
    low, high = (np.array(side, dtype=float) for side in zip(*limits, strict=True))
    slots = tuple(("value", f"x{at}", ()) for at in range(len(limits)))
    return Box(slots, (low + high) / 2, low, high, NOTHING)


@pytest.mark.parametrize(
    ("height", "limits", "low", "high"),
    [
        (lambda x: x[0] * x[1], [(0.5345, 0.5355), (0.2165, 0.2175)], 0.5345 * 0.2165, 0.5355 * 0.2175),
        (lambda x: x[0] / x[1], [(1.5, 2.5), (0.05, 0.15)], 1.5 / 0.15, 2.5 / 0.05),
        (lambda x: x[0] - x[1] + 0 * x[2], [(0, 1), (0, 1), (5, 6)], -1, 1),
        (lambda x: x[0] * x[1], [(-0.5, 0.5), (-0.5, 0.5)], -0.25, 0.25),  # a saddle at the printed inputs
        (lambda x: x[0] ** 2, [(-0.5, 0.5)], 0, 0.25),  # a valley there
        (lambda x: abs(x[0]) + abs(x[1] - 1), [(-0.5, 0.5), (0.5, 1.5)], 0, 1),  # with a sharp bottom
        (lambda x: 1 - (x[0] - 0.3) ** 2, [(0, 1)], 0.51, 1),  # a hill between the limits
        (lambda x: math.sin(x[0]) + x[1], [(0, 3), (0, 1)], 0, 2),
        (lambda x: math.exp(8 * x[0] * x[1]), [(0.5, 1.5), (-0.5, 0.5)], math.exp(-6), math.exp(6)),
        (lambda x: max(x[0], x[1]), [(0, 1), (0.2, 0.8)], 0.2, 1),
    ],
)
def test_the_range_is_the_analytic_one(
    height: Callable[[np.ndarray], float], limits: list[tuple[float, float]], low: float, high: float
) -> None:
    found = attained(lambda point: float(height(point)), box(*limits))
    assert found.low == pytest.approx(low, abs=2e-4 * (high - low))
    assert found.high == pytest.approx(high, abs=2e-4 * (high - low))


def test_an_exact_input_has_no_range() -> None:
    empty = Box((), np.empty(0), np.empty(0), np.empty(0), NOTHING)
    found = attained(lambda _: 3.5, empty)
    assert (found.nominal, found.low, found.high) == (3.5, 3.5, 3.5)


def test_many_hills_are_climbed_towards_what_was_printed() -> None:
    # the highest of four hills is not the one beside the printed input
    def hills(point: np.ndarray) -> float:
        return float(sum(np.exp(-40 * (point[0] - at) ** 2) * (0.5 + at) for at in (0.1, 0.4, 0.7, 0.95)))

    first = attained(hills, box((0.0, 1.0)))
    assert nearest_to(hills, box((0.0, 1.0)), 1.4, 1.6, first).high >= 1.4


def test_a_number_without_a_value_at_the_printed_inputs_is_looked_for_beside_them() -> None:
    found = attained(lambda x: math.sqrt(x[0] - 0.7) if x[0] >= 0.7 else math.nan, box((0.0, 1.0)))
    assert math.isnan(found.nominal)
    assert found.low == pytest.approx(0, abs=1e-3)
    assert found.high == pytest.approx(math.sqrt(0.3), abs=1e-6)


def test_a_number_without_a_value_anywhere_has_no_range() -> None:
    found = attained(lambda _: math.nan, box((0.0, 1.0)))
    assert math.isnan(found.low)


def three(*triangle: str) -> Bench:
    table = {"n": 100, "variables": ["a", "b", "c"], "correlations": [[], [triangle[0]], list(triangle[1:])]}
    analyses = {
        "model": {"method": "regression", "table": "t", "outcome": "c", "predictors": ["a", "b"]},
        "pair": {"method": "correlation", "table": "t", "between": ["a", "b"]},
    }
    return Bench(finding_of(tables={"t": table}, analyses=analyses, figures=[("r", "1", of("pair", "r"))]))


def test_r2_of_two_predictors_has_the_range_that_its_formula_has() -> None:
    bench = three(".30", ".20", ".40")

    def explained(r12: float, r1: float, r2: float) -> float:
        return (r1**2 + r2**2 - 2 * r1 * r2 * r12) / (1 - r12**2)

    grid = [explained(r12, r1, r2) for r12 in (0.295, 0.305) for r1 in (0.195, 0.205) for r2 in (0.395, 0.405)]
    found = bench.range_of(Quantity(analysis="model", quantity="r2"))
    assert (found.low, found.high) == pytest.approx((min(grid), max(grid)), abs=1e-9)


def test_the_p_value_of_a_correlation_printed_as_nought_is_at_most_one() -> None:
    bench = three(".00", ".20", ".40")
    found = bench.range_of(Quantity(analysis="pair", quantity="p"))
    at_limit = bench.landscape(["pair"]).height(Quantity(analysis="pair", quantity="p"))
    assert found.high == pytest.approx(1.0)
    assert found.low == pytest.approx(at_limit(np.array([0.005])))


def test_correlations_that_cannot_go_together_are_mended_within_rounding() -> None:
    # with .9 and .9 the third correlation is at least 2 x .81 - 1 = .62
    mended = three(".90", ".90", ".617")
    point = repaired_correlations(mended.landscape(["model"]).box)
    assert np.all(np.abs(point - [0.9, 0.9, 0.617]) <= [0.00501, 0.00501, 0.000501])
    matrix = np.array([[1, point[0], point[1]], [point[0], 1, point[2]], [point[1], point[2], 1]])
    assert np.linalg.eigvalsh(matrix)[0] > 0


def test_correlations_that_cannot_go_together_at_all_have_no_regression() -> None:
    bench = three(".90", ".90", ".10")
    wanted = Quantity(analysis="model", quantity="r2")
    assert math.isnan(bench.range_of(wanted).low)
    assert bench.why(wanted) == "not_together_r"
