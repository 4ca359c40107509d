"""controlled_effect_size: Morris (2008), and what many samples show of its variance and interval."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from evaluatie.effects.comparing import controlled_effect_size
from evaluatie.effects.comparing.pretest_posttest import correction, d_ppc2_variance
from evaluatie.result import NotEnoughData
from tolerances import CLOSED_FORM


def samples(rng: np.random.Generator, n: int, delta: float, rho: float) -> np.ndarray:
    pre = rng.normal(size=n)
    return np.stack([pre, delta + rho * pre + np.sqrt(1 - rho**2) * rng.normal(size=n)])


def test_figures_are_those_worked_out_by_hand() -> None:
    exposed = np.array([[2.0, 4, 3, 5, 6], [4.0, 5, 5, 6, 7]])
    others = np.array([[1.0, 3, 5, 4], [2.0, 3, 6, 4]])
    found = controlled_effect_size(*exposed, *others)
    # sums of squares before 10 and 8.75, after 5.2 and 8.75, products 7 and 8.25; 7 degrees of freedom
    sd = np.sqrt(18.75 / 7)
    factor = 1 - 3 / 27
    rho = 15.25 / np.sqrt(18.75 * 13.95)
    assert (found.change_exposed, found.change_comparison, found.difference) == pytest.approx((1.4, 0.5, 0.9))
    assert found.sd_pre == pytest.approx(sd, rel=CLOSED_FORM)
    assert found.correction == pytest.approx(factor, rel=CLOSED_FORM)
    assert found.correlation == pytest.approx(rho, rel=CLOSED_FORM)
    d = factor * 0.9 / sd
    assert found.d_ppc2 == pytest.approx(d, rel=CLOSED_FORM)
    # eq. 25 as printed
    sizes = 9 / 20
    variance = 2 * factor**2 * (1 - rho) * sizes * (7 / 5) * (1 + d**2 / (2 * (1 - rho) * sizes)) - d**2
    assert found.variance == pytest.approx(variance, rel=CLOSED_FORM)
    assert found.se == pytest.approx(np.sqrt(variance), rel=CLOSED_FORM)
    half = special.ndtri(0.975) * found.se
    assert (found.ci_low, found.ci_high) == pytest.approx((d - half, d + half), rel=CLOSED_FORM)
    assert (found.n, found.n_exposed, found.n_comparison) == (9, 5, 4)


@pytest.mark.parametrize(("n_exposed", "n_others", "rho", "delta"), [(12, 20, 0.5, 0.8), (30, 30, 0.7, 0.3)])
def test_mean_variance_and_coverage_over_many_samples(n_exposed, n_others, rho, delta) -> None:
    rng = np.random.default_rng(12)
    found = [
        controlled_effect_size(*samples(rng, n_exposed, delta, rho), *samples(rng, n_others, 0.0, rho))
        for _ in range(600)
    ]
    d = np.array([one.d_ppc2 for one in found])
    # four Monte Carlo errors: of the mean, of a variance (relative error sqrt(2/600)), and of a share near .95
    assert d.mean() == pytest.approx(delta, abs=4 * d.std() / np.sqrt(600))
    assert d_ppc2_variance(delta, rho, n_exposed, n_others) == pytest.approx(d.var(), rel=4 * np.sqrt(2 / 600))
    covered = np.mean([one.ci_low <= delta <= one.ci_high for one in found])
    assert covered == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 600))


def test_shift_scale_and_exchange_of_groups() -> None:
    rng = np.random.default_rng(3)
    a, b = samples(rng, 9, 0.5, 0.6), samples(rng, 14, 0.1, 0.6)
    plain, moved, turned = (controlled_effect_size(*x, *y) for x, y in ((a, b), (7 + 3 * a, 7 + 3 * b), (b, a)))
    assert (moved.d_ppc2, moved.se) == pytest.approx((plain.d_ppc2, plain.se), rel=CLOSED_FORM)
    assert (turned.d_ppc2, turned.se) == pytest.approx((-plain.d_ppc2, plain.se), rel=CLOSED_FORM)


def test_the_correction_is_close_to_hedges_exact_factor() -> None:
    from evaluatie.effects.standardised import hedges_factor

    assert correction(20) == pytest.approx(hedges_factor(20), abs=1e-4)


def test_missing_answers_and_unequal_spread_are_told() -> None:
    pre, post = [1, 2, 3, 4, None], [1, 5, 9, 13, 4]
    found = controlled_effect_size(pre, post, [1, 2, 3, 4], [2, 4, 9, 11])
    assert found.notes[0] == "1 of 5 exposed pairs left out: an answer was missing"
    assert any("times the sd before" in note and "too narrow" in note for note in found.notes)
    wide = controlled_effect_size([1, 2, 3, 4], [1, 3, 2, 4], [10, 20, 30, 40], [11, 19, 33, 40])
    assert any("standard deviations before differ" in note for note in wide.notes)


@pytest.mark.parametrize(
    ("groups", "error", "words"),
    [
        (([1], [2], [1, 2, 3, 4], [1, 2, 3, 5]), NotEnoughData, "got 1 exposed and 4 others"),
        (([1, 2], [2, 1], [1, 2], [1, 3]), NotEnoughData, "5 in all"),
        (([1, 2, 3], [2, 1], [1, 2, 3], [1, 3, 2]), ValueError, "pre_exposed and post_exposed must pair up"),
        (([3, 3, 3], [2, 1, 4], [3, 3, 3], [1, 3, 2]), NotEnoughData, "nothing to divide by"),
        (([1, 2, 3], [2, 3, 4], [1, 2, 3], [1, 2, 3]), NotEnoughData, "follow exactly"),
        ((["a", 2, 3], [2, 3, 4], [1, 2, 3], [1, 2, 3]), TypeError, "not a number"),
    ],
)
def test_what_will_not_do_is_refused_in_words(groups, error, words) -> None:
    with pytest.raises(error, match=words):
        controlled_effect_size(*groups)
