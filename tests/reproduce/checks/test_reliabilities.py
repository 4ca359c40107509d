"""Alpha, omega and attenuation against their definitions."""

from __future__ import annotations

import numpy as np
import pytest

from evaluatie.reproduce.checks import alpha_possible, attenuation


@pytest.mark.parametrize("seed", range(5))
def test_the_average_correlation_that_goes_with_a_standardised_alpha(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(40):
        items = int(rng.integers(2, 12))
        answers = rng.standard_normal((60, items)) + rng.uniform(-0.2, 1.5) * rng.standard_normal((60, 1))
        matrix = np.corrcoef(answers, rowvar=False)
        # by its definition: from the variances of the standardised items and of their sum
        alpha = items / (items - 1) * (1 - items / matrix.sum())
        mean_r = matrix[np.triu_indices(items, 1)].mean()
        found = alpha_possible(f"{alpha:.2f}", items, f"{mean_r:.2f}", standardised=True)
        assert not found.alarms
        assert found.named("alpha").low <= mean_r <= found.named("alpha").high
        wrong = f"{mean_r + 0.35 * (1 - mean_r):.2f}"
        assert alpha_possible(f"{alpha:.2f}", items, wrong, standardised=True).named("mean_r").alarms or alpha < 0.3


def test_a_plain_alpha_proves_nothing_about_the_average_correlation() -> None:
    assert alpha_possible(".80", 4, ".30").named("mean_r").verdict == "cannot be checked"
    assert alpha_possible(".80", 4, ".50").named("mean_r").verdict == "consistent"


def test_what_cannot_be() -> None:
    assert alpha_possible("1.01", 5).verdict == "impossible"
    assert alpha_possible("1.00", 5).verdict == "consistent"
    assert alpha_possible(".90", 1).verdict == "impossible"
    assert alpha_possible("-.40", 5).verdict == "consistent"
    assert "turned round" in alpha_possible("-.40", 5).named("alpha").explanation.en
    # five items cannot correlate below -1/4 on average
    assert alpha_possible("-.40", 5, "-.30").named("mean_r").verdict == "impossible"
    assert alpha_possible(".80", 5, omega="1.20").verdict == "impossible"
    assert alpha_possible(".80", 5, omega=".84").named("omega").verdict == "consistent"
    assert alpha_possible(".80", 5, omega=".70").named("omega").verdict == "cannot be checked"


def test_attenuation() -> None:
    found = attenuation(".50", ".80", ".70")
    assert found.low < 0.5 / np.sqrt(0.56) < found.high
    assert found.notes == ()
    assert attenuation("-.85", ".80", ".70").notes
    assert not attenuation("-.85", ".80", ".70").alarms
    assert attenuation("1.20", ".80", ".70").verdict == "impossible"
    assert attenuation(".20", "-.10", ".70").verdict == "cannot be checked"
