"""Numbers at risk: few at risk and few in between are not shown."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.disclosure.curves import shown_times

STRICT = ev.DisclosurePolicy.preset_named("strict")


def falling(seed: int, curves: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    left = rng.integers(0, 9, (8, curves))
    return pd.DataFrame(70 - left.cumsum(axis=0))


def may_be_shown(counts: np.ndarray) -> bool:
    steps = np.abs(np.diff(counts, axis=0))
    return bool((counts >= 10).all() and ((steps == 0) | (steps >= 10)).all())


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("curves", [1, 2])
def test_no_more_times_go_together_with_the_first(seed: int, curves: int) -> None:
    at_risk = falling(seed, curves)
    times = shown_times(at_risk, STRICT)
    counts = at_risk.to_numpy()
    assert may_be_shown(counts[times])
    others = (some for size in range(8) for some in combinations(range(1, 8), size))
    assert len(times) == max(1 + len(some) for some in others if may_be_shown(counts[[0, *some]]))


def test_of_few_at_risk_nothing_is_shown() -> None:
    assert shown_times(pd.DataFrame({"a": [9, 4]}), STRICT) == []
    assert shown_times(pd.DataFrame({"a": [60, 40, 9]}, index=["t0", "t1", "t2"]), STRICT) == ["t0", "t1"]
    assert shown_times(pd.DataFrame({"a": [60, 40], "b": [40, 9]}), STRICT) == [0]


def test_few_who_left_for_one_reason_are_not_shown_either() -> None:
    at_risk = pd.DataFrame({"all": [90, 70, 50]})
    assert shown_times(at_risk, STRICT) == [0, 1, 2]
    assert shown_times(at_risk, STRICT, pd.DataFrame({"promoted": [0, 3, 11], "left": [0, 17, 29]})) == [0, 2]


def test_what_are_no_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        shown_times(pd.DataFrame({"a": [40, np.nan]}), STRICT)
