"""Keys of the change section's analyses: one place that says how they are spelt."""

from __future__ import annotations

from evaluatie.evaluation.section import EVERYONE

NAME = "change"

Pair = tuple[str, str]


def key_of(outcome: str, characteristic: str, level: str, pair: Pair, estimator: str) -> str:
    """Give the key of a change, for example ``jobsat/all/t0-t1/linked``."""
    group = EVERYONE if characteristic == EVERYONE else f"{characteristic}={level}"
    return f"{outcome}/{group}/{pair[0]}-{pair[1]}/{estimator}"


def bound_key(outcome: str, pair: Pair) -> str:
    """Give the key of an outcome's smallest effect in points."""
    return f"{outcome}/all/{pair[0]}-{pair[1]}/smallest_effect"
