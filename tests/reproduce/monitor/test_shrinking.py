"""Figures drawn towards their mean, against closed forms, quadrature and known truths."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate
from scipy.special import gammainc

from evaluatie.reproduce.monitor import organisation_trends
from evaluatie.reproduce.monitor.shrinking import shrink
from monitor_worlds import world


@pytest.mark.parametrize(("spread", "k"), [(0.1, 8), (1.0, 6), (3.0, 5), (0.5, 40)])
def test_with_equal_variances_the_weight_is_that_of_a_truncated_gamma(spread: float, k: int) -> None:
    # 1 - weight = V / (V + A); flat in A, its density is that of a gamma with (k - 3) / 2 cut off at 1 (Morris 1983)
    figures, variance = np.random.default_rng(3).normal(0, spread, k), 0.7
    half = ((figures - figures.mean()) ** 2).sum() / (2 * variance)
    shape = (k - 3) / 2
    left = shape / half * gammainc(shape + 1, half) / gammainc(shape, half)
    found = shrink(figures, np.full(k, variance))
    np.testing.assert_allclose(found.weight, 1 - left, rtol=2e-4)
    np.testing.assert_allclose(
        found.level, figures.mean() + (1 - left) * (figures - figures.mean()), rtol=1e-3, atol=1e-4
    )
    # the second moment of what is left: how uncertain the weight is
    second = shape * (shape + 1) / half**2 * gammainc(shape + 2, half) / gammainc(shape, half)
    squares = (figures - figures.mean()) ** 2
    expected = variance * (1 - left) + variance * left / k + (second - left**2) * squares
    np.testing.assert_allclose(found.se**2, expected, rtol=1e-3)


def test_with_unequal_variances_it_is_the_integral_over_the_spread() -> None:
    # estimates and standard errors of the eight schools (Rubin 1981, Journal of Educational Statistics 6, 377-401)
    figures = np.array([28.39, 7.94, -2.75, 6.82, -0.64, 0.63, 18.01, 12.16])
    variances = np.array([14.9, 10.2, 16.3, 11.0, 9.4, 11.4, 10.4, 17.6]) ** 2

    def parts(tau2: float) -> tuple[float, np.ndarray]:
        precision = 1 / (tau2 + variances)
        mean = (precision * figures).sum() / precision.sum()
        log = 0.5 * np.log(precision).sum() - 0.5 * (precision * (figures - mean) ** 2).sum()
        return float(np.exp(log - 0.5 * np.log(precision.sum()))), mean + tau2 * precision * (figures - mean)

    most = max(parts(tau2)[0] for tau2 in np.linspace(0, 500, 500))

    def over(of: int | None) -> float:
        def what(log: float) -> float:
            likelihood, levels = parts(np.exp(log))
            return likelihood / most * np.exp(log) * (1.0 if of is None else float(levels[of]))

        return float(integrate.quad(what, -10, 18, limit=400)[0])

    found, total = shrink(figures, variances), over(None)
    np.testing.assert_allclose(found.level, [over(at) / total for at in range(8)], rtol=1e-3)


@pytest.mark.parametrize(("k", "tau"), [(5, 0.0), (5, 1.0), (12, 0.5), (12, 2.0)])
def test_intervals_hold_the_truth_also_where_few_tell_the_spread(k: int, tau: float) -> None:
    rng, held, plain = np.random.default_rng(4), [], []
    for _ in range(300):
        true, variances = rng.normal(0, tau, k), rng.uniform(0.5, 1.5, k)
        figures = true + rng.normal(0, np.sqrt(variances))
        found = shrink(figures, variances)
        held += list(np.abs(found.level - true) < 1.96 * found.se)
        plain += [((found.level - true) ** 2).mean() / ((figures - true) ** 2).mean()]
    assert np.mean(held) > 0.935
    assert tau > 1 or np.median(plain) < 0.9


def test_figures_that_are_alike_stay_alike() -> None:
    found = shrink(np.full(6, 3.0), np.linspace(0.5, 2, 6))
    np.testing.assert_allclose(found.level, 3.0)
    assert (found.se > 0).all()


def test_shrunken_trends_of_a_dozen_organisations_hold_the_truth() -> None:
    rng, held = np.random.default_rng(5), []
    for _ in range(60):
        made = world(rng, organisations=12, years=6, rho=0.0)
        table = organisation_trends(made.figures).table.dropna(subset=["shrunken"])
        apart = made.slopes.loc[table.index] - made.slopes.mean()
        held += list((table["shrunken_low"] <= apart) & (apart <= table["shrunken_high"]))
    assert np.mean(held) > 0.92
