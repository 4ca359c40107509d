"""What stays true when answers are not normal: standard errors of the sandwich kind and scaled chi-squares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evaluatie.scales.factor.answers import Answers
from evaluatie.scales.factor.coordinates import Floats
from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.estimating import Point
from evaluatie.scales.factor.fitindices import ChiSquare
from evaluatie.scales.factor.likelihood import Likelihood
from evaluatie.scales.factor.saturated import Moments


def sandwich(point: Point) -> Floats:
    """Give the covariances of estimates by the sandwich of Huber (1967) and White (1980); shape (free, free)."""
    bread = inverted(point.observed_information)
    covariance: Floats = bread @ point.crossed_scores @ bread / point.model.n
    return covariance


class Saturated:
    """The answers under no model: what the information of a model is compared with.

    Parameters
    ----------
    answers : sequence of Answers
        One for each group.
    moments : sequence of Moments
        Their means and covariances.
    means : bool
        Whether means are part of the model that it is compared with.
    """

    def __init__(self, answers: Sequence[Answers], moments: Sequence[Moments], *, means: bool) -> None:
        n, p = sum(of.n for of in answers), len(moments[0].mean)
        self._count = p * (p + 1) // 2 + (p if means else 0)
        self._shares = [of.n / n for of in answers]
        self._likelihoods = [Likelihood(one, at.covariance, at.mean) for one, at in zip(answers, moments, strict=True)]
        self._if_complete = [_complete(at, at) for at in moments]

    @cached_property
    def trace(self) -> float:
        """The sum of the expected squares of the saturated model: its share in the scaling factor."""
        parts = zip(self._inverses, self._crossed_scores, strict=True)
        return sum(float((one * other).sum()) for one, other in parts)

    def incomplete_trace(self, point: Point) -> float:
        """Give what a complete-data chi-square of the estimated moments is on average when the model holds.

        This is FIML-C(V3) of Zhang and Savalei (2023), tr(L A L M): the covariances W^-1 M W^-1 of the moments as they
        were estimated, with what the model explains taken out, weighed as complete answers would be (A).
        L = W^-1 - D V D' with V = (D' W D)^-1 for the derivatives D of the moments; all but D is the same for all
        models.
        """
        slopes = [of[:, : self._count] for of in point.slopes]
        explained = inverted(self._between(slopes, self._information))
        one, other = (self._between(slopes, of) for of in (self._as_complete, self._crossed_scores))
        both = self._between(slopes, self._weighed)
        of_moments = sum(float((x * y.T).sum()) for x, y in zip(self._inverses, self._weighed, strict=True))
        return of_moments - 2 * float((explained * both).sum()) + float(np.trace(explained @ one @ explained @ other))

    def _between(self, slopes: Sequence[Floats], of_moments: Sequence[Floats]) -> Floats:
        parts = zip(self._shares, slopes, of_moments, strict=True)
        return sum(share * one @ of @ one.T for share, one, of in parts)  # type: ignore[return-value]

    @cached_property
    def _information(self) -> list[Floats]:
        return [self._cut(of.observed_information) for of in self._likelihoods]

    @cached_property
    def _inverses(self) -> list[Floats]:
        return [inverted(of) for of in self._information]

    @cached_property
    def _crossed_scores(self) -> list[Floats]:
        return [self._cut(of.crossed_scores) for of in self._likelihoods]

    @cached_property
    def _as_complete(self) -> list[Floats]:
        return [self._cut(of.observed_information) for of in self._if_complete]

    @cached_property
    def _weighed(self) -> list[Floats]:
        """A W^-1 M of each group."""
        parts = zip(self._as_complete, self._inverses, self._crossed_scores, strict=True)
        return [one @ inverse @ other for one, inverse, other in parts]

    def _cut(self, matrix: Floats) -> Floats:
        return matrix[: self._count, : self._count]


def _complete(moments: Moments, implied: Moments) -> Likelihood:
    """Give the likelihood of complete answers with such moments, as far as their size does not matter."""
    answers = Answers.of_moments(moments.covariance, moments.mean, 1.0)
    return Likelihood(answers, implied.covariance, implied.mean)


def scaling_factor(point: Point, saturated: Saturated, df: float) -> float:
    """Give the factor of Yuan and Bentler (2000), as Asparouhov and Muthen (2005) compute it: NaN without df."""
    if df == 0:
        return float("nan")
    of_model = float((inverted(point.observed_information) * point.crossed_scores).sum())
    return (saturated.trace - of_model) / df


@dataclass(frozen=True)
class Corrected:
    """A chi-square that is not scaled, and what it is per degree of freedom when the model holds."""

    test: ChiSquare
    weight: float


def corrected_for_missing(point: Point, moments: Sequence[Moments], saturated: Saturated, df: float) -> Corrected:
    """Give the complete-data chi-square of the estimated moments with its weight (Zhang and Savalei 2023)."""
    value = 0.0
    for group, (share, of) in enumerate(zip(point.model.shares, moments, strict=True)):
        implied = Moments(point.matrices.covariance[group], point.matrices.mean[group])
        value += 2 * share * (_complete(of, implied).value - _complete(of, of).value)
    weight = saturated.incomplete_trace(point) / df if df > 0 else float("nan")
    return Corrected(ChiSquare(point.model.n * value, df), weight)


def inverted(matrix: Floats) -> Floats:
    """Invert a matrix of information, whatever the units of what it is about.

    Raises
    ------
    ModelError
        There is no information about something.
    """
    diagonal = np.diag(matrix)
    if not (diagonal > 0).all():
        raise _uninformed()
    unit = 1 / np.sqrt(diagonal)
    scaled = np.outer(unit, unit)
    try:
        inverse: Floats = np.linalg.inv(matrix * scaled) * scaled
    except np.linalg.LinAlgError:
        raise _uninformed() from None
    return inverse


def _uninformed() -> ModelError:
    return ModelError(
        "The answers say too little to work out standard errors and tests: perhaps two items were hardly ever answered "
        "by the same people, or there are too few people."
    )
