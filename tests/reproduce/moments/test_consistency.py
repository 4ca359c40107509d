"""Reliability from correlations: that of the answers themselves, which other tests hold against R."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluatie.amiss import InputError
from evaluatie.reproduce.checks import alpha_possible
from evaluatie.reproduce.moments import composite_alpha, correlation_frame, pooled_sd, reliability_from_matrix
from evaluatie.scales import reliability
from tolerances import CLOSED_FORM, SAME_FIGURE


@pytest.fixture(scope="module")
def items() -> pd.DataFrame:
    """Answers on three visual and three verbal tests of Holzinger and Swineford."""
    return pd.read_csv(Path(__file__).parents[2] / "scales" / "data" / "holzinger.csv")[[f"x{i}" for i in range(1, 7)]]


def test_everything_is_as_the_answers_have_it(items: pd.DataFrame) -> None:
    ours, theirs = reliability_from_matrix(items.corr(), len(items), sd=items.std()), reliability(items)
    for name in ("alpha", "alpha_low", "alpha_high", "alpha_standardised"):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=CLOSED_FORM), name
    for name in ("omega_total", "omega_low", "omega_high"):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=SAME_FIGURE), name
    assert ours.item_rest.tolist() == pytest.approx(theirs.item_rest.tolist(), rel=CLOSED_FORM)
    assert ours.alpha_if_dropped.tolist() == pytest.approx(theirs.alpha_if_dropped.tolist(), rel=CLOSED_FORM)
    assert ours.notes == ()


def test_without_standard_deviations_alpha_is_the_standardised_one(items: pd.DataFrame) -> None:
    ours = reliability_from_matrix(items.corr(), len(items))
    assert ours.alpha == ours.alpha_standardised
    assert ours.alpha_standardised == pytest.approx(reliability(items).alpha_standardised, rel=CLOSED_FORM)
    assert any("standardised items" in note for note in ours.notes)


def test_alpha_of_the_mean_correlation_is_standardised_alpha(items: pd.DataFrame) -> None:
    below = items.corr().to_numpy()[np.tril_indices(6, -1)]
    assert composite_alpha(below.mean(), 6) == pytest.approx(reliability(items).alpha_standardised, rel=CLOSED_FORM)


def test_two_items_have_an_alpha_and_no_omega() -> None:
    found = reliability_from_matrix(correlation_frame(["a", "b"], [[], [0.5]]), 80)
    assert found.alpha == pytest.approx(2 / 3)
    assert found.omega_total is None
    assert any("omega is not given" in note for note in found.notes)


def test_the_pooled_spread_is_that_within_groups(items: pd.DataFrame) -> None:
    parts = [items["x1"][:50], items["x1"][50:80], items["x1"][80:]]
    within = sum(((part - part.mean()) ** 2).sum() for part in parts) / (len(items) - 3)
    found = pooled_sd([part.std() for part in parts], [len(part) for part in parts])
    assert found == pytest.approx(np.sqrt(within), rel=CLOSED_FORM)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="two items at least"):
        reliability_from_matrix(pd.DataFrame([[1.0]], ["a"], ["a"]), 50)
    with pytest.raises(InputError, match=r"cannot correlate -0\.5 on average"):
        composite_alpha(-0.5, 4)
    for k in (1, 0.5, 2.5):
        with pytest.raises(InputError, match="alpha needs a whole number of items, two at least"):
            composite_alpha(0.3, k)
    # as of a printed alpha
    assert alpha_possible(".30", 1).verdict == "impossible"
    with pytest.raises(InputError, match="3 problems"):
        pooled_sd([1.0, -1.0], [10, 1, 5])
