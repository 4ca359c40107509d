"""minimal_detectable_effect against R's power.t.test, and at the ends where samples overlap wholly or not at all."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from evaluatie.effects.detectable import design_effect, minimal_detectable_effect
from evaluatie.effects.overlapping import overlapping_change
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM, NONCENTRAL_REFERENCE

# R 4.2.2, stats::power.t.test(n =, power =, sd =, sig.level =, type =, strict = TRUE, tol = 1e-12)$delta; of a paired
# test sd is that of the changes, sqrt(2 (1 - r))
REFERENCE = json.loads((Path(__file__).parent / "data" / "synthesis_reference.json").read_text())["power"]
# the same with tol = 1e-13 and sd = 1: type, n, power, delta
MORE = [
    ("paired", 2, 0.8, 11.549888435864),
    ("two.sample", 2, 0.95, 7.77166316114367),
    ("paired", 5, 0.5, 1.15315801068683),
    ("two.sample", 8, 0.8, 1.50663422787625),
    ("two.sample", 200, 0.5, 0.196459450829194),
    ("paired", 5000, 0.95, 0.0509896146743762),
]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("two30", {"n_pre": 30}),
        ("two8_90", {"n_pre": 8, "power": 0.9, "alpha": 0.01}),
        ("two200", {"n_pre": 200, "sd": 0.7}),
        ("two3", {"n_pre": 3}),
        ("paired40", {"n_pre": 40, "n_pairs": 40, "correlation": 0.6}),
        ("paired5", {"n_pre": 5, "n_pairs": 5, "correlation": 0.3}),
    ],
)
def test_the_exact_form_is_that_of_r(name: str, arguments: dict[str, float]) -> None:
    found = minimal_detectable_effect(**arguments)
    assert found.points_exact == pytest.approx(REFERENCE[name], rel=NONCENTRAL_REFERENCE)
    assert found.effect_exact * found.sd == pytest.approx(found.points_exact, rel=CLOSED_FORM)


@pytest.mark.parametrize(("kind", "n", "power", "delta"), MORE)
def test_the_exact_form_is_that_of_r_for_few_and_many(kind: str, n: int, power: float, delta: float) -> None:
    linked = {"n_pairs": n, "correlation": 0.5} if kind == "paired" else {}
    found = minimal_detectable_effect(n, **linked, power=power)
    assert found.effect_exact == pytest.approx(delta, rel=CLOSED_FORM)


@pytest.mark.parametrize(
    ("n_pairs", "correlation", "se", "df"),
    [
        (0, None, math.sqrt(2 / 50), 98),
        (50, 0.6, math.sqrt(2 * 0.4 / 50), 49),
        (20, 0.6, math.sqrt(2 / 50 - 2 * 0.6 * 20 / 2500), 19 + (98 - 19) * 60 / 100),
    ],
)
def test_blooms_form_by_hand(n_pairs: int, correlation: float | None, se: float, df: float) -> None:
    found = minimal_detectable_effect(50, 50, n_pairs, correlation, 0.8)
    assert (found.se, found.df) == pytest.approx((0.8 * se, df), rel=CLOSED_FORM)
    multiplier = stats.t.ppf(0.975, df) + stats.t.ppf(0.8, df)
    assert found.effect == pytest.approx(multiplier * se, rel=CLOSED_FORM)
    assert found.points == pytest.approx(0.8 * found.effect, rel=CLOSED_FORM)
    assert found.n == 100 - n_pairs


def test_the_standard_error_is_that_of_the_change_itself() -> None:
    import pandas as pd

    rng = np.random.default_rng(8)
    shared = rng.normal(size=60)
    pre, post = shared + rng.normal(size=60), shared[:40] + rng.normal(size=40)
    # brought to the same spread, which is what is supposed beforehand
    pre, post = (values / values.std(ddof=1) for values in (pre, post))
    who = [f"p{number}" for number in range(60)]
    frame = pd.DataFrame(
        {"who": who + who[:40], "wave": ["t0"] * 60 + ["t1"] * 40, "score": np.concatenate([pre, post])}
    )
    change = overlapping_change(frame, "score", "wave", "who")
    found = minimal_detectable_effect(60, 40, 40, change.correlation)
    assert (found.se, found.df) == pytest.approx((change.se, change.df), rel=CLOSED_FORM)


@pytest.mark.parametrize("df_of", [15, 30, 200])
def test_how_far_blooms_form_is_from_the_exact_one(df_of: int) -> None:
    near = minimal_detectable_effect(df_of, n_pairs=df_of, correlation=0.0)
    assert near.effect == pytest.approx(near.effect_exact, rel=0.001)
    assert not any("read the exact one" in note for note in near.notes)
    few = minimal_detectable_effect(5, n_pairs=5, correlation=0.0)
    assert few.effect == pytest.approx(0.988 * few.effect_exact, rel=0.001)  # too small by 1.2% at 4 degrees
    assert any("read the exact one" in note for note in few.notes)


def test_two_groups_of_clusters_by_hand() -> None:
    found = minimal_detectable_effect(200, 200, clusters=10, icc=0.05)
    se = math.sqrt(2 * (0.05 / 10 + 0.95 / 200))  # Bloom (2005): variance between and within clusters
    multiplier = stats.t.ppf(0.975, 18) + stats.t.ppf(0.8, 18)
    assert (found.df, found.design_effect) == (18, pytest.approx(1.95))
    assert found.effect == pytest.approx(multiplier * se, rel=CLOSED_FORM)
    unequal = minimal_detectable_effect(200, 100, clusters=(10, 8), icc=0.05, size_variation=0.6)
    deff = [1 + (1.36 * size - 1) * 0.05 for size in (20, 12.5)]
    assert unequal.se == pytest.approx(math.sqrt(deff[0] / 200 + deff[1] / 100), rel=CLOSED_FORM)
    assert (unequal.df, unequal.clusters_pre, unequal.clusters_post) == (16, 10, 8)
    assert design_effect(1, 0.3) == pytest.approx(1)


def test_clusters_of_one_person_and_no_clustering_only_cost_nothing_in_variance() -> None:
    plain = minimal_detectable_effect(30, 40)
    assert minimal_detectable_effect(30, 40, clusters=(30, 40), icc=0.4).se == pytest.approx(plain.se, rel=CLOSED_FORM)
    assert minimal_detectable_effect(30, 40, clusters=(3, 4), icc=0.0).se == pytest.approx(plain.se, rel=CLOSED_FORM)


def test_more_people_more_linking_and_less_power_find_smaller_changes() -> None:
    def effect(*arguments, **options):
        return minimal_detectable_effect(*arguments, **options).effect

    assert effect(100) < effect(50)
    assert effect(100, 100, 80, 0.6) < effect(100, 100, 40, 0.6) < effect(100, 100)
    assert effect(100, power=0.8) < effect(100, power=0.9)
    assert effect(100, alpha=0.05) < effect(100, alpha=0.01)


@pytest.mark.parametrize(
    "arguments",
    [
        {"n_pre": 10**9},
        {"n_pre": 2},
        {"n_pre": 2, "n_pairs": 2, "correlation": -1.0},
        {"n_pre": 2, "n_pairs": 2, "correlation": 0.9, "power": 0.999, "alpha": 1e-6},
        {"n_pre": 30, "power": 0.051},
        {"n_pre": np.int64(40), "n_pairs": np.int64(10), "correlation": 0.5},
    ],
)
def test_odd_but_possible_designs(arguments) -> None:
    found = minimal_detectable_effect(**arguments)
    assert found.effect_exact > 0
    assert math.isfinite(found.points)
    assert found.tidy()["term"].tolist()[0] == "detectable_effect"


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"n_pre": 1}, NotEnoughData, "at least 2 people"),
        ({"n_pre": 10.5}, ValueError, "n_pre must be a whole number"),
        ({"n_pre": True}, ValueError, "n_pre must be a whole number"),
        ({"n_pre": 10, "n_pairs": 11, "correlation": 0.5}, ValueError, "n_pairs cannot exceed"),
        ({"n_pre": 10, "n_pairs": 5}, ValueError, "give correlation"),
        ({"n_pre": 10, "n_pairs": 5, "correlation": 1.0}, ValueError, "correlation must be"),
        ({"n_pre": 10, "n_pairs": 5, "correlation": float("nan")}, ValueError, "correlation must be"),
        ({"n_pre": 10, "sd": 0.0}, ValueError, "sd must be"),
        ({"n_pre": 10, "power": 1.0}, ValueError, "alpha and power"),
        ({"n_pre": 10, "power": 0.04}, ValueError, "alpha and power"),
        ({"n_pre": 10, "icc": 0.1}, ValueError, "give clusters"),
        ({"n_pre": 10, "clusters": 2}, ValueError, "intraclass correlation"),
        ({"n_pre": 10, "clusters": 2, "icc": 1.5}, ValueError, "intraclass correlation"),
        ({"n_pre": 10, "clusters": 11, "icc": 0.1}, ValueError, "no more than its people"),
        ({"n_pre": 10, "clusters": 1, "icc": 0.1}, NotEnoughData, "at least 3 clusters"),
        ({"n_pre": 10, "clusters": 2, "icc": 0.1, "size_variation": -1.0}, ValueError, "size_variation"),
        ({"n_pre": 10, "n_pairs": 5, "correlation": 0.5, "clusters": 2, "icc": 0.1}, ValueError, "separate groups"),
    ],
)
def test_what_is_no_design_is_refused(arguments, error, words) -> None:
    with pytest.raises(error, match=words):
        minimal_detectable_effect(**arguments)
