"""Kappas and alpha against R, published examples, derivatives, the jackknife, and simulated coverage."""

from __future__ import annotations

import json
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluatie.agreement import (
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    pair_agreement,
    specific_agreement,
    step_distances,
)
from evaluatie.agreement.distances import level_distances
from evaluatie.agreement.many_coders import _alpha
from evaluatie.wilson import wilson_interval, wilson_limits
from tolerances import CLOSED_FORM, NEAR_ZERO, SAME_FIGURE

DATA = Path(__file__).parent / "data"
FIGURES = {f["name"]: f["value"] for f in json.loads((DATA / "agreement_reference.json").read_text("utf-8"))["figures"]}
PAIRS = ("diagnoses rater 2 and 3", "diagnoses rater 1 and 6", "anxiety rater 1 and 2")
VALUES = np.arange(1.0, 6)


def counted(name: str) -> np.ndarray:
    """Count how often each unit got each value."""
    frame = pd.read_csv(DATA / f"{name}.csv")
    values = sorted(pd.Series(frame.to_numpy().ravel()).dropna().unique())
    return np.stack([(frame == value).sum(axis=1) for value in values], axis=1)


@pytest.mark.parametrize("pair", PAIRS)
def test_cohen_s_kappa_and_its_standard_error_are_those_of_vcd(pair: str) -> None:
    table = FIGURES[f"{pair}: cross-table"]["values"]
    theirs = FIGURES[f"{pair}: vcd Kappa: unweighted and equal-spacing weighted, value and ASE"]
    quadratic = FIGURES[f"{pair}: vcd Kappa: quadratic (Fleiss-Cohen) weighted, value and ASE"]
    for weights, figure in (("none", theirs["unweighted"]), ("linear", theirs["weighted"]), ("quadratic", quadratic)):
        ours = cohen_kappa(table, weights)
        assert (ours.estimate, ours.se) == pytest.approx((figure["value"], figure["ASE"]), rel=CLOSED_FORM)
        assert ours.low < ours.estimate < ours.high


@pytest.mark.parametrize("pair", PAIRS)
def test_the_estimate_and_its_standard_error_make_the_limits_of_psych(pair: str) -> None:
    found = cohen_kappa(FIGURES[f"{pair}: cross-table"]["values"])
    name = f"{pair}: Cohen and quadratic weighted kappa with 95% CI (Fleiss-Cohen-Everitt variance) and their variances"
    low, estimate, high = FIGURES[name]["ci"]["values"][0]
    assert found.estimate == pytest.approx(estimate, rel=CLOSED_FORM)
    wald = found.estimate - 1.959963984540054 * found.se, found.estimate + 1.959963984540054 * found.se
    assert wald == pytest.approx((low, high), rel=CLOSED_FORM)


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize(("weights", "name"), [("none", "unweighted"), ("linear", "equal"), ("quadratic", "squared")])
def test_cohen_s_kappa_is_that_of_irr(pair: str, weights: str, name: str) -> None:
    theirs = FIGURES[f"{pair}: Cohen kappa, weights {name}: value, z, p (null se)"]["kappa"]
    assert cohen_kappa(FIGURES[f"{pair}: cross-table"]["values"], weights).estimate == pytest.approx(
        theirs, rel=CLOSED_FORM
    )


@pytest.mark.parametrize("name", ["diagnoses", "anxiety"])
def test_fleiss_kappa_is_that_of_irr(name: str) -> None:
    theirs = FIGURES[f"{name}: Fleiss kappa: value, z, p"]["kappa"]
    assert fleiss_kappa(counted(name)).estimate == pytest.approx(theirs, rel=CLOSED_FORM)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("data", ["diagnoses", "anxiety", "krippendorff"])
def test_alpha_is_that_of_irr(data: str, level: str) -> None:
    counts = counted(data)
    found = krippendorff_alpha(counts, np.arange(1.0, counts.shape[1] + 1), level)
    # by its own definition: 1 - observed / expected disagreement
    assert found.estimate == pytest.approx(1 - found.observed / found.expected, rel=CLOSED_FORM)
    if data == "krippendorff":
        theirs = FIGURES[f"Krippendorff textbook data: alpha {level}"]
    else:
        # irr 0.84.1 divides pairs of codes by m - 1 only if one is missing; without, its n is m - 1 times too large
        ratings, others = counts.sum(), counts[0].sum() - 1
        wrong = (ratings * others - 1) / (ratings * others)
        theirs = 1 - (1 - FIGURES[f"{data}: Krippendorff alpha {level}"]) / wrong * (ratings - 1) / ratings
    assert found.estimate == pytest.approx(theirs, rel=CLOSED_FORM)


def test_the_published_examples() -> None:
    # Fleiss (1971), tables 1 and 2: kappa .430
    assert fleiss_kappa(counted("diagnoses")).estimate == pytest.approx(0.430, abs=5e-4)
    # Krippendorff (2011), sections C to E: .743, .815, .849, .797; 11 units, since one of 12 has one value only
    found = [krippendorff_alpha(counted("krippendorff"), VALUES, level) for level in ("nominal", "ordinal", "interval")]
    assert [one.estimate for one in found] == pytest.approx([0.743, 0.815, 0.849], abs=5e-4)
    assert {one.n for one in found} == {11}
    # Krippendorff (2011), section A: two observers, ten units, binary: .095
    assert krippendorff_alpha([[2, 0]] * 5 + [[1, 1]] * 4 + [[0, 2]], [0, 1]).estimate == pytest.approx(0.095, abs=5e-4)
    # Fleiss, Cohen & Everitt (1969), their example of 200 cases: kappa .429 with se .054
    table = np.array([[106, 10, 4], [22, 28, 10], [2, 12, 6]])
    found = cohen_kappa(table)
    assert (found.estimate, found.se) == pytest.approx((0.429, 0.054), abs=5e-4)


def test_a_table_that_is_read_by_hand() -> None:
    found = cohen_kappa([[20, 5], [10, 15]])
    assert (found.observed, found.expected, found.n) == (pytest.approx(0.3), pytest.approx(0.5), 50)
    assert found.estimate == pytest.approx(0.4, rel=CLOSED_FORM)
    assert step_distances(3, "linear").tolist() == [[0, 0.5, 1], [0.5, 0, 0.5], [1, 0.5, 0]]


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_the_standard_error_of_alpha_is_the_infinitesimal_jackknife(level: str) -> None:
    counts = counted("krippendorff")
    counts = counts[counts.sum(axis=1) > 1].astype(float)
    n, step = len(counts), 1e-4

    def weighted(weights: np.ndarray) -> float:
        """Alpha with weighted units, from sums over pairs of values in plain Python's order."""
        ratings = weights @ counts
        ranks = np.cumsum(ratings) - ratings / 2
        rank = {"ordinal": ranks}.get(level, VALUES)
        apart = np.subtract.outer(rank, rank) ** 2
        if level == "nominal":
            apart = 1 - np.eye(5)
        if level == "ratio":
            apart = (np.subtract.outer(VALUES, VALUES) / np.add.outer(VALUES, VALUES)) ** 2
        within = sum(w * (c @ apart @ c) / (c.sum() - 1) for w, c in zip(weights, counts, strict=True))
        return 1 - (ratings.sum() - 1) * within / (ratings @ apart @ ratings)

    assert weighted(np.ones(n)) == pytest.approx(krippendorff_alpha(counts, VALUES, level).estimate, rel=CLOSED_FORM)
    moved = [weighted(1 + step * row) - weighted(1 - step * row) for row in np.eye(n)]
    variance = n / (n - 1) * ((np.array(moved) / (2 * step)) ** 2).sum()
    assert krippendorff_alpha(counts, VALUES, level).se == pytest.approx(np.sqrt(variance), rel=1e-6)


def test_the_standard_errors_are_close_to_a_jackknife_over_units() -> None:
    counts = np.repeat(counted("diagnoses"), 10, axis=0)
    without = np.array([fleiss_kappa(np.delete(counts, at, axis=0)).estimate for at in range(0, 300, 10)])
    jackknife = np.sqrt(299 / 300 * 10 * ((without - without.mean()) ** 2).sum())
    assert fleiss_kappa(counts).se == pytest.approx(jackknife, rel=0.01)
    table = 10 * np.array(FIGURES["anxiety rater 1 and 2: cross-table"]["values"])
    n, sum_of_squares = table.sum(), 0.0
    for cell in zip(*np.nonzero(table), strict=True):
        smaller = table.copy()
        smaller[cell] -= 1
        sum_of_squares += (
            table[cell] * (cohen_kappa(smaller, "linear").estimate - cohen_kappa(table, "linear").estimate) ** 2
        )
    assert cohen_kappa(table, "linear").se == pytest.approx(np.sqrt((n - 1) / n * sum_of_squares), rel=0.02)


def test_fleiss_error_is_gwet_s_formula() -> None:
    counts = counted("diagnoses").astype(float)
    found, n = fleiss_kappa(counts), len(counts)
    # Gwet (2021), equations 10 to 12, by category and unit
    shares = counts.sum(axis=0) / counts.sum()
    chance = (shares**2).sum()
    agreement = (counts * (counts - 1)).sum(axis=1) / 30
    by_unit = (agreement - chance) / (1 - chance)
    chance_by_unit = counts @ shares / 6
    kappa = by_unit.mean()
    shifted = by_unit - 2 * (1 - kappa) * (chance_by_unit - chance) / (1 - chance)
    assert found.estimate == pytest.approx(kappa, rel=CLOSED_FORM)
    assert found.se == pytest.approx(np.sqrt(((shifted - kappa) ** 2).sum() / (n * (n - 1))), rel=CLOSED_FORM)


def test_two_coders_of_fleiss_and_alpha_differ_by_the_correction_only() -> None:
    counts = np.array([[2, 0, 0], [1, 1, 0], [0, 2, 0], [0, 0, 2], [1, 0, 1], [0, 2, 0]])
    fleiss, alpha = fleiss_kappa(counts), krippendorff_alpha(counts, [1, 2, 3])
    assert 1 - alpha.estimate == pytest.approx((1 - fleiss.estimate) * 11 / 12, rel=CLOSED_FORM)


@st.composite
def tables(draw):
    k = draw(st.integers(2, 4))
    cells = draw(st.lists(st.integers(0, 6), min_size=k * k, max_size=k * k).filter(lambda some: sum(some) > 1))
    return np.array(cells).reshape(k, k)


@settings(max_examples=150)
@given(tables(), st.sampled_from(["none", "linear", "quadratic"]))
def test_limits_lie_within_one_and_hold_the_estimate(table, weights) -> None:
    found = cohen_kappa(table, weights)
    if found.estimate is None:
        assert (found.se, found.low, found.high, found.expected) == (None, None, None, 0)
        return
    assert -1 - NEAR_ZERO <= found.estimate <= 1
    assert -1 <= found.low <= found.estimate + NEAR_ZERO
    assert found.estimate - NEAR_ZERO <= found.high <= 1
    assert found.low < found.high
    assert found.se is None or found.se > 0
    wider = cohen_kappa(table, weights, confidence=0.99)
    assert wider.low <= found.low
    assert wider.high >= found.high


@settings(max_examples=50)
@given(tables(), st.randoms(use_true_random=False))
def test_names_of_categories_and_coders_do_not_matter(table, random) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    found, other, turned = cohen_kappa(table), cohen_kappa(table[np.ix_(order, order)]), cohen_kappa(table.T)
    for name in ("estimate", "se", "low", "high"):
        figures = [getattr(one, name) for one in (found, other, turned)]
        assert figures[0] is figures[1] is figures[2] is None or figures == pytest.approx(
            figures[:1] * 3, rel=SAME_FIGURE, abs=NEAR_ZERO
        )
    backwards = cohen_kappa(table[::-1, ::-1], "linear")
    assert backwards.low == (None if found.low is None else pytest.approx(cohen_kappa(table, "linear").low))


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(st.integers(0, 3), min_size=3, max_size=3).filter(lambda row: sum(row) > 1), min_size=2, max_size=9
    ),
    st.sampled_from(["nominal", "ordinal", "interval", "ratio"]),
)
def test_alpha_is_that_of_the_library_and_its_limits_hold_it(counts, level) -> None:
    found, values = krippendorff_alpha(counts, [1, 2, 5], level), np.array([1.0, 2, 5])
    if found.estimate is None:
        assert (np.array(counts).sum(axis=0) > 0).sum() == 1
        return
    library = krippendorff.alpha(value_counts=np.array(counts), value_domain=values, level_of_measurement=level)
    assert found.estimate == library
    ours = _alpha(np.array(counts, dtype=float), values, level, 1.0, np.zeros((3, 3)))[0]
    assert ours == pytest.approx(library, abs=NEAR_ZERO)
    assert -1 <= found.low <= max(library, -1) + NEAR_ZERO
    assert library - NEAR_ZERO <= found.high <= 1


def test_ordinal_alpha_looks_at_order_only_and_interval_at_distance_only() -> None:
    counts = counted("anxiety")
    values = np.arange(1.0, 7)
    ordinal = krippendorff_alpha(counts, values, "ordinal")
    assert krippendorff_alpha(counts, values**3, "ordinal") == ordinal
    interval = krippendorff_alpha(counts, values, "interval")
    moved = krippendorff_alpha(counts, 100 + 7 * values, "interval")
    assert (moved.estimate, moved.se, moved.low) == pytest.approx((interval.estimate, interval.se, interval.low))
    backwards = krippendorff_alpha(counts[:, ::-1], values, "ordinal")
    assert (backwards.estimate, backwards.se) == pytest.approx((ordinal.estimate, ordinal.se), rel=SAME_FIGURE)


def test_full_agreement_is_no_certainty() -> None:
    for n in (3, 10, 100):
        for found in (
            cohen_kappa(np.diag([n, n, n])),
            fleiss_kappa(np.repeat(3 * np.eye(3), n, axis=0)),
            krippendorff_alpha(np.repeat(2 * np.eye(3), n, axis=0), [1, 2, 3], "ordinal"),
        ):
            assert (found.estimate, found.se, found.high) == (1.0, None, 1.0)
            assert found.low < 1 - 0.5 / n


def test_one_category_leaves_nothing_to_compare_with() -> None:
    for found in (cohen_kappa([[7, 0], [0, 0]]), fleiss_kappa([[3, 0]] * 7), krippendorff_alpha([[2, 0]] * 7, [1, 2])):
        assert (found.estimate, found.se, found.low, found.high) == (None, None, None, None)
        assert (found.observed, found.expected, found.n) == (0, 0, 7)


def test_units_with_one_value_say_nothing_about_agreement() -> None:
    counts = counted("krippendorff")
    more = np.vstack([counts, [[1, 0, 0, 0, 0]] * 5])
    assert krippendorff_alpha(more, VALUES, "ordinal") == krippendorff_alpha(counts, VALUES, "ordinal")


def test_agreement_of_two_coders_has_wilson_s_limits() -> None:
    counts = np.array([[2.0, 0.0]] * 6 + [[0.0, 2.0]] * 11 + [[1.0, 1.0]] * 3)
    assert pair_agreement(counts, 0.95) == pytest.approx((0.85, *wilson_interval(17, 20, 0.95)), rel=CLOSED_FORM)
    assert pair_agreement(counts[:17], 0.9) == pytest.approx((1, wilson_interval(17, 17, 0.9)[0], 1), rel=CLOSED_FORM)


def test_specific_agreement_is_counted_by_hand() -> None:
    # two coders: 2 x 6 / (2 x 6 + 3); three: of 3 + 3 + 2 + 1 ratings, 2 x 3, 2 x 3, 1 x 2 and none of two others each
    assert specific_agreement(np.array([[2.0, 0]] * 6 + [[1, 1]] * 3), 0, 0.95)[0] == pytest.approx(0.8)
    counts = np.array([[3.0, 0], [3, 0], [2, 1], [1, 2], [0, 3]])
    assert specific_agreement(counts, 0, 0.95)[0] == pytest.approx((6 + 6 + 2) / (2 * 9))
    assert specific_agreement(np.array([[0.0, 2.0]]), 0, 0.95) is None


def test_units_that_differ_are_worth_fewer_and_units_that_do_not_are_worth_their_number() -> None:
    counts = np.array([[4.0, 0], [2, 2], [3, 1], [1, 3], [4, 0], [1, 3]])
    agreed = sum(a * (a - 1) for a, _ in counts) / 3
    given_ = sum(a for a, _ in counts)
    share = agreed / given_
    variance = sum((a * (a - 1) / 3 - share * a) ** 2 for a, _ in counts) / given_**2
    worth = share * (1 - share) / variance
    assert worth < 6 * 2  # else the most that six units of four coders are worth would hide it
    t = stats.t.ppf(0.975, 5)
    found = specific_agreement(counts, 0, 0.95)
    assert found == pytest.approx((share, *wilson_limits(share, worth, t)), rel=CLOSED_FORM)
    same = specific_agreement(np.array([[2.0, 1.0]] * 5), 0, 0.95)
    assert same == pytest.approx((0.5, *wilson_limits(0.5, 5, stats.t.ppf(0.975, 4))), rel=CLOSED_FORM)


@pytest.mark.parametrize("row", [[1, 2, 4], [2, 1, 0], [1, 1, 1]])
def test_units_that_are_all_alike_have_no_error(row: list[int]) -> None:
    assert fleiss_kappa([row] * 7).se is None


def test_two_values_of_zero_are_no_distance_apart() -> None:
    # Krippendorff (2011): the squared ratio of difference to sum, which is 0 / 0 for zero and itself
    values = [0.0, 1.0, 4.0]
    by_hand = [[0 if a == b else ((a - b) / (a + b)) ** 2 for b in values] for a in values]
    assert level_distances(np.array(values), "ratio", np.ones(3)).tolist() == by_hand


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cohen_kappa([[1, 2]]), "square"),
        (lambda: cohen_kappa([[1.5, 0], [0, 2]]), "whole numbers"),
        (lambda: cohen_kappa([[-1, 2], [3, 4]]), "whole numbers"),
        (lambda: cohen_kappa([[1, 0], [0, 0]]), "at least 2 units"),
        (lambda: cohen_kappa([[1, 2], [3, 4]], "cubic"), "weights must be none, linear or quadratic"),
        (lambda: fleiss_kappa([[2, 0], [1, 2]]), "the same number of codes"),
        (lambda: fleiss_kappa([[2, 0], [0, 2], [1, 0]]), "the same number of codes"),
        (lambda: krippendorff_alpha([[2, 0], [1, 0]], [1, 2]), "at least 2 units with 2 codes"),
        (lambda: krippendorff_alpha([[2, 0], [1, 1]], [1, 2, 3]), "2 columns of counts and 3 values"),
        (lambda: krippendorff_alpha([[2, 0], [1, np.nan]], [1, 2]), "whole numbers"),
        (lambda: krippendorff_alpha([[2, 0], [1, 1]], [1, 2], "ordered"), "level must be"),
    ],
)
def test_what_cannot_be_counted_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("n", "top", "seen", "least"),
    [(20, 0.5, 0.9, 0.93), (20, 0.85, 0.6, 0.93), (40, 0.92, 0.8, 0.93), (12, 0.5, 0.5, 0.94)],
)
def test_intervals_of_cohen_s_kappa_hold_the_truth(n: int, top: float, seen: float, least: float) -> None:
    prevalence = np.array([top, 1 - top])
    by_truth = seen * np.eye(2) + (1 - seen) * prevalence
    cells = np.einsum("t,ta,tb->ab", prevalence, by_truth, by_truth)
    truth = 1 - (1 - np.trace(cells)) / (1 - (prevalence**2).sum())
    drawn = np.random.default_rng(n).multinomial(n, cells.ravel(), size=1500)
    found = [cohen_kappa(table.reshape(2, 2)) for table in drawn]
    defined = [one for one in found if one.estimate is not None]
    held = np.mean([one.low <= truth <= one.high for one in defined])
    wald = np.mean([abs(one.estimate - truth) <= 1.96 * (one.se or 0) for one in defined])
    assert least < held < 0.995
    # the usual interval would not have
    assert wald < held


@pytest.mark.parametrize(("level", "least"), [("nominal", 0.935), ("ordinal", 0.93), ("interval", 0.90)])
def test_intervals_of_alpha_hold_the_truth(level: str, least: float) -> None:
    rng = np.random.default_rng(8)

    def drawn(units: int) -> np.ndarray:
        trait = rng.standard_normal((units, 1)) + 0.8 * rng.standard_normal((units, 4))
        codes = np.searchsorted([-1.0, 0.5, 1.5], trait)
        codes[rng.random(codes.shape) < 0.2] = -1
        return np.stack([(codes == place).sum(axis=1) for place in range(4)], axis=1)

    truth = krippendorff_alpha(drawn(200_000), VALUES[:4], level).estimate
    found = [krippendorff_alpha(drawn(20), VALUES[:4], level) for _ in range(600)]
    assert least < np.mean([one.low <= truth <= one.high for one in found]) < 0.99
