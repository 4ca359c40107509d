"""Keys of the change section's analyses, and the names of its estimators: one place that says how they are spelt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluatie.evaluation.section import EVERYONE

if TYPE_CHECKING:
    from evaluatie.study import Study

NAME = "change"

Pair = tuple[str, str]

#: Whose change an estimator speaks of: people who were employed at both waves, or the workforce's level
STAYERS, WORKFORCE = "stayers", "workforce"
ESTIMAND = {
    "mixed": STAYERS,
    "linked": STAYERS,
    "trimmed": STAYERS,
    "ranks": STAYERS,
    "weighted": STAYERS,
    "imputed": STAYERS,
    "everyone": WORKFORCE,
    "raked": WORKFORCE,
    "unlinked": WORKFORCE,
}
#: The estimators of which any may be the headline, in the order in which one takes another's place
MAIN = ("mixed", "linked", "everyone")


def estimators(study: Study) -> tuple[str, ...]:
    """Name a study's main estimators, the headline first: that of the plan, or the one that suits how waves are linked.

    Where all answers can be linked the headline is the change of people who were employed at both waves.
    """
    if study.linking == "unlinked":
        return ("unlinked",)
    headline = study.config.plan.estimator or ("mixed" if study.linking == "linked" else "everyone")
    return (headline, *(name for name in MAIN if name != headline))


def shown_as(study: Study, estimator: str) -> str:
    """Give the name under which a report shows an estimator.

    Without a personnel file nobody knows who had left: a mixed model is then of all who answered at least once.
    """
    return "answered" if estimator == "mixed" and study.persons is None else estimator


def of_whom(study: Study, estimator: str) -> str:
    """Name those whose change an estimator tells: stayers, workforce, or who answered at least once."""
    shown = shown_as(study, estimator)
    return ESTIMAND.get(shown, shown)


def key_of(outcome: str, characteristic: str, level: str, pair: Pair, estimator: str) -> str:
    """Give the key of a change, for example ``jobsat/all/t0-t1/linked``."""
    group = EVERYONE if characteristic == EVERYONE else f"{characteristic}={level}"
    return f"{outcome}/{group}/{pair[0]}-{pair[1]}/{estimator}"


def bound_key(outcome: str, pair: Pair) -> str:
    """Give the key of an outcome's smallest effect in points."""
    return f"{outcome}/all/{pair[0]}-{pair[1]}/smallest_effect"
