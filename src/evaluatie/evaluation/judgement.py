"""Results that only a report has: a change with its verdict, a gap, the smallest effect in points, nothing to tell."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from evaluatie.effects import Change, Moments, Verdict, verdict
from evaluatie.evaluation.section import Analysis
from evaluatie.result import Estimate, NotEnoughData, Result
from evaluatie.scales.factor import ModelError


@dataclass(frozen=True)
class NotEstimable(Result):
    """What stands where too few people answered for an estimate.

    It has the place of the estimate, so that what is hidden and what does not exist look the same from outside.

    Attributes
    ----------
    term : str
        The main term of the estimate that is missing.
    """

    term: str

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the term without a number."""
        return (Estimate(self.term, math.nan),)


def attempt(term: str, estimate: Callable[[], Result]) -> Result:
    """Estimate, or say that it cannot be done: too few people, or a model that does not suit the answers.

    Parameters
    ----------
    term : str
        The estimate's main term.
    estimate : callable
        Makes the estimate.

    Returns
    -------
    Result
        The estimate; :class:`NotEstimable`, with the reason, where there is none.
    """
    try:
        return estimate()
    except (NotEnoughData, ModelError) as error:
        return NotEstimable(str(error), (), term)


def estimated(results: Mapping[str, Analysis], key: str) -> bool:
    """Say whether there is an estimate under a key."""
    return key in results and not isinstance(results[key].result, NotEstimable)


@dataclass(frozen=True)
class Gap(Result):
    """The difference between a focal and a reference group at one wave.

    Attributes
    ----------
    difference : Change
        Focal minus reference, as the difference of two independent samples.
    """

    difference: Change

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the difference in points, term ``difference``, and Hedges-corrected by the root mean variance, ``g``."""
        names = {"mean_change": "difference", "g_av": "g"}
        return tuple(
            replace(estimate, term=names[estimate.term])
            for estimate in self.difference.estimates()
            if estimate.term in names
        )


@dataclass(frozen=True)
class Bound(Result):
    """The smallest effect of interest in scale points.

    Attributes
    ----------
    points : float
        Smallest effect (in standard deviations) times the standard deviation of everyone at the first wave.
    smallest_effect : float
        As the study's plan states it.
    n : int
        People that the standard deviation rests upon.
    """

    points: float
    smallest_effect: float
    n: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the bound as term ``bound``."""
        return (Estimate("bound", self.points, n=self.n),)


def bound_in_points(values: Moments, smallest_effect: float | None) -> Bound | None:
    """Turn a standardised smallest effect into scale points.

    Parameters
    ----------
    values : Moments
        Of everyone at the first wave.
    smallest_effect : float or None
        In standard deviations; None when the plan names none.

    Returns
    -------
    Bound or None
        None when there is no smallest effect or no spread to express it in.

    Examples
    --------
    >>> round(bound_in_points(Moments(4, 2.5, 5 / 3, 4.0), 0.2).points, 4)
    0.2582
    """
    if smallest_effect is None or not values.variance > 0:
        return None
    spread = math.sqrt(values.variance)
    method = "smallest effect of interest x standard deviation of everyone at the first wave"
    return Bound(method, (), smallest_effect * spread, smallest_effect, values.n)


@dataclass(frozen=True)
class JudgedChange(Result):
    """A change with the verdict on it.

    Attributes
    ----------
    change : Change
        The estimate and its standardised forms.
    verdict : Verdict
        What may be concluded, and the smallest change that would have been detected.
    """

    change: Change
    verdict: Verdict

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the estimates, the 90% interval as ``equivalence``, the smallest ``detectable`` change in points.

        Of d_av and d_rm of pairs, and of their corrected forms, the limits that count the standardiser as estimated:
        the others hold the true value less often than they say (Bonett 2008).
        """
        found = tuple(self._bonett(estimate) for estimate in self.change.estimates())
        low, high = self.verdict.ci90_low, self.verdict.ci90_high
        if self.verdict.detectable is None or low is None:
            return found
        n = self.change.n
        narrow = Estimate("equivalence", self.change.mean_change, ci_low=low, ci_high=high, n=n)
        return (*found, narrow, Estimate("detectable", self.verdict.detectable, n=n))

    def _bonett(self, estimate: Estimate) -> Estimate:
        se, low, high = (getattr(self.change, f"{estimate.term}_bonett_{part}", None) for part in ("se", "low", "high"))
        return estimate if low is None else replace(estimate, se=se, ci_low=low, ci_high=high)

    @property
    def word(self) -> str:
        """The verdict's word; ``_clear`` is added when the interval clears the smallest effect."""
        return f"{self.verdict.word}_clear" if self.verdict.clears_bound else self.verdict.word


def judge(result: Result, bound: Bound | None, direction: str) -> Result:
    """Give a change with the verdict on it; what could not be estimated stays as it is."""
    if not isinstance(result, Change):
        return result
    judged = verdict(result, bound=None if bound is None else bound.points, direction=direction)
    return JudgedChange(result.method, result.notes, result, judged)
