"""Reliability and loadings when people of one unit count as alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.effects.few_teams import Common
from evaluatie.evaluation.scale_results import ScaleModel
from evaluatie.evaluation.scale_units import (
    Placed,
    hierarchical_over_units,
    model_over_units,
    placed,
    reliability_over_units,
    spread_of,
)
from evaluatie.scales import cfa, hierarchical_omega, reliability

ITEMS = [f"x{at}" for at in range(6)]
MODEL = "f =~ " + " + ".join(ITEMS)
FACETS = {"one": ITEMS[:2], "two": ITEMS[2:4], "three": ITEMS[4:]}


def drawn(seed: int, units: int, size: int, alike: float) -> tuple[pd.DataFrame, np.ndarray]:
    """Draw people in units, of which how much they have in common differs."""
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(units), size)
    latent = rng.normal(size=len(unit)) * np.sqrt(1 - alike) + rng.normal(size=units)[unit] * np.sqrt(alike)
    # teams differ in how carefully they answer, so that errors are alike too
    noise = rng.normal(size=(len(unit), 6)) * np.exp(0.3 * rng.normal(size=units))[unit, None]
    return pd.DataFrame(latent[:, None] + noise, columns=ITEMS), unit


@pytest.fixture(scope="module")
def alike() -> tuple[pd.DataFrame, np.ndarray]:
    return drawn(2, 20, 20, 0.3)


def test_intervals_are_wider_and_estimates_are_the_same(alike: tuple[pd.DataFrame, np.ndarray]) -> None:
    items, units = alike
    alone = reliability(items)
    together = reliability_over_units(alone, items, Placed(units, None))
    assert (together.alpha, together.omega_total) == (alone.alpha, alone.omega_total)
    assert together.alpha_low < alone.alpha_low < alone.alpha_high < together.alpha_high
    assert together.omega_low < alone.omega_low < alone.omega_high < together.omega_high
    assert together.method.endswith("Pustejovsky & Tipton 2018)")
    model = ScaleModel("", (), cfa(MODEL, items, estimator="mlr"), 1)
    wide = model_over_units(model, items, Placed(units, None))
    widths = [[row.ci_high - row.ci_low for row in one.estimates() if row.term.startswith("loading")]
              for one in (model, wide)]  # fmt: skip
    assert all(new >= old for old, new in zip(*widths, strict=True))
    assert sum(widths[1]) > 1.1 * sum(widths[0])


def test_so_it_is_of_what_facets_share() -> None:
    items, units = drawn(4, 30, 20, 0.3)
    rng = np.random.default_rng(9)
    items += np.repeat(rng.normal(size=(len(items), 3)), 2, axis=1)
    alone = hierarchical_omega(items, FACETS)
    together = hierarchical_over_units(alone, items, FACETS, Placed(units, None))
    assert together.omega_hierarchical == alone.omega_hierarchical
    assert together.omega_hierarchical_low < alone.omega_hierarchical_low
    assert together.omega_total_high > alone.omega_total_high
    assert hierarchical_over_units(alone, items, FACETS, Placed(np.zeros(len(items), dtype=int), None)) is alone


def test_everyone_twice_in_one_unit_tells_no_more_than_once() -> None:
    items, _ = drawn(5, 300, 1, 0.0)
    once = reliability_over_units(reliability(items), items, Placed(np.arange(300), None))
    twice = pd.concat([items, items], ignore_index=True)
    alone, together = (
        reliability(twice),
        reliability_over_units(reliability(twice), twice, Placed(np.tile(np.arange(300), 2), None)),
    )
    assert alone.alpha_high - alone.alpha_low < 0.8 * (once.alpha_high - once.alpha_low)
    from evaluatie.scales.influence import alpha_influence

    single, double = (
        spread_of(alpha_influence(one.to_numpy()), Placed(np.tile(np.arange(300), len(one) // 300), None))
        for one in (items, twice)
    )
    assert single is None  # nobody is with anybody: there is no team to count
    assert double is not None
    assert double.se == pytest.approx(np.std(alpha_influence(items.to_numpy()), ddof=1) / 300**0.5, rel=1e-9)
    assert together.alpha_high - together.alpha_low == pytest.approx(once.alpha_high - once.alpha_low, rel=0.3)


def test_one_unit_or_people_who_are_not_alike_change_nothing(alike: tuple[pd.DataFrame, np.ndarray]) -> None:
    items, _ = alike
    alone = reliability(items)
    assert reliability_over_units(alone, items, Placed(np.zeros(len(items), dtype=int), None)) is alone
    assert reliability_over_units(alone, items, placed([items] * 4, np.full(len(items), -1))) is alone


def test_two_units_that_tell_next_to_nothing_give_limits_that_can_be_read() -> None:
    items, _ = drawn(8, 60, 1, 0.0)
    units, common = np.repeat([0, 1], [57, 3]), Common(1.0, 1.0, 2)
    found = reliability_over_units(reliability(items), items, Placed(units, common))
    assert found.alpha_high - found.alpha_low > 0.5
    assert 0 <= found.alpha_low < found.alpha < found.alpha_high <= 1
    assert 0 <= found.omega_low < found.omega_total < found.omega_high <= 1


def test_alpha_holds_its_truth_where_units_differ() -> None:
    """Of twelve units 95% intervals of independent people hold it in less than 85%; with units in about 95%."""
    many, _ = drawn(1, 4000, 20, 0.3)
    true, held = reliability(many).alpha, np.zeros(2)
    for seed in range(100, 220):
        items, units = drawn(seed, 12, 20, 0.3)
        alone = reliability(items)
        for at, found in enumerate((alone, reliability_over_units(alone, items, Placed(units, None)))):
            held[at] += found.alpha_low <= true <= found.alpha_high
    assert held[0] < 0.85 * 120
    assert held[1] > 0.89 * 120


def test_a_scale_to_which_all_answer_alike_tells_nothing_of_others() -> None:
    items, units = drawn(6, 4, 60, 0.3)
    flat = pd.DataFrame(np.full((240, 3), 3.0))
    assert placed([items, items, items, flat], units).common is None
    same = items[["x0", "x0", "x0"]].set_axis(["a", "b", "c"], axis=1)  # alpha is 1: nobody moves it
    assert placed([items, items, items, same], units).common is None
    assert placed([items, items, items, items, flat, same], units).common == placed([items] * 4, units).common


def test_over_few_units_it_is_what_people_of_one_have_in_common_over_all_scales() -> None:
    items, units = drawn(6, 4, 60, 0.3)
    alone = reliability(items)
    assert reliability_over_units(alone, items, placed([items] * 3, units)) is alone
    people = placed([items, items[ITEMS[:3]], items[ITEMS[3:]], items[ITEMS[1:5]]], units)
    assert people.common is not None
    assert people.common.icc == round(people.common.icc, 2) >= 0.01
    together = reliability_over_units(alone, items, people)
    assert together.alpha_low < alone.alpha_low < alone.alpha_high < together.alpha_high
    assert together.method.endswith("over all outcomes, is counted")
    model = ScaleModel("", (), cfa(MODEL, items, estimator="mlr"), 1)
    assert model_over_units(model, items, people).method.endswith("over all outcomes, is counted")


def test_a_report_counts_units(root) -> None:
    found = dict(ev.baseline(ev.load_study(root / "data" / "raw" / "lq2002")).results)
    assert found["hostil.total/all/alpha"].method == "reliability_units"
    assert found["hostil.total/all/model"].method == "factor_model_units"
    assert found["hostil.total/all/alpha"].result.alpha == pytest.approx(0.8732, abs=1e-3)
