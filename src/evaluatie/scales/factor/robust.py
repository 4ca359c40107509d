"""What stays true when answers are not normal: standard errors of the sandwich kind and scaled chi-squares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from evaluatie.scales.factor.answers import Answers, Floats
from evaluatie.scales.factor.estimating import Point
from evaluatie.scales.factor.fitindices import ChiSquare
from evaluatie.scales.factor.likelihood import Likelihood, Slopes
from evaluatie.scales.factor.saturated import Moments, basis


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
        n = sum(of.n for of in answers)
        self.shares = [of.n / n for of in answers]
        self._slopes = _slopes(len(moments[0].mean), means=means)
        pairs = zip(answers, moments, strict=True)
        likelihoods = [Likelihood(one, of.covariance, of.mean) for one, of in pairs]
        self.information = [of.observed_information(self._slopes) for of in likelihoods]
        self.crossed_scores = [of.crossed_scores(self._slopes) for of in likelihoods]
        complete = [Answers.of_moments(of.covariance, of.mean, 1.0) for of in moments]
        self._if_complete = [Likelihood(one, one.covariances[0], one.means[0]) for one in complete]

    def trace(self) -> float:
        """Give the sum of the expected squares of the saturated model: its share in the scaling factor."""
        parts = zip(self.information, self.crossed_scores, strict=True)
        return sum(float((inverted(one) * other).sum()) for one, other in parts)

    def incomplete_trace(self, point: Point) -> float:
        """Give what a complete-data chi-square of the estimated moments is on average when the model holds.

        This is FIML-C(V3) of Zhang and Savalei (2023): the covariances of the moments as they were estimated, with what
        the model explains taken out, weighed as complete answers would be.
        """
        complete = [of.observed_information(self._slopes) for of in self._if_complete]
        blocks = [share * one for share, one in zip(self.shares, self.information, strict=True)]
        scores = [share * one for share, one in zip(self.shares, self.crossed_scores, strict=True)]
        weight, meat = linalg.block_diag(*blocks), linalg.block_diag(*scores)
        as_complete = linalg.block_diag(*[share * one for share, one in zip(self.shares, complete, strict=True)])
        slopes = np.vstack([self.coordinates(of) for of in point.slopes])
        # what the model leaves of the moments' directions
        left = inverted(weight) - slopes @ inverted(slopes.T @ weight @ slopes) @ slopes.T
        return float(np.trace(left @ as_complete @ left @ meat))

    def coordinates(self, slopes: Slopes) -> Floats:
        """Give the derivatives of the covariances (lower triangle), and of the means where they are modelled."""
        rows, columns = np.tril_indices(slopes.mean.shape[1])
        lower = slopes.covariance[:, rows, columns].T
        return np.vstack([lower, slopes.mean.T]) if len(self._slopes.mean) > len(rows) else lower


def scaling_factor(point: Point, saturated: Saturated, df: float) -> float:
    """Give the factor of Yuan and Bentler (2000), as Asparouhov and Muthen (2005) compute it: NaN without df."""
    if df == 0:
        return float("nan")
    of_model = float((inverted(point.observed_information) * point.crossed_scores).sum())
    return (saturated.trace() - of_model) / df


@dataclass(frozen=True)
class Corrected:
    """A chi-square that is not scaled, and what it is per degree of freedom when the model holds."""

    test: ChiSquare
    weight: float


def corrected_for_missing(point: Point, moments: Sequence[Moments], saturated: Saturated, df: float) -> Corrected:
    """Give the complete-data chi-square of the estimated moments with its weight (Zhang and Savalei 2023)."""
    value = 0.0
    for share, of, at in zip(point.model.shares, moments, point.matrices, strict=True):
        complete = Answers.of_moments(of.covariance, of.mean, 1.0)
        modelled = Likelihood(complete, at.covariance, at.mean).value
        value += 2 * share * (modelled - Likelihood(complete, of.covariance, of.mean).value)
    weight = saturated.incomplete_trace(point) / df if df > 0 else float("nan")
    return Corrected(ChiSquare(point.model.n * value, df), weight)


def inverted(matrix: Floats) -> Floats:
    """Invert a matrix of information, whatever the units of what it is about."""
    unit = 1 / np.sqrt(np.diag(matrix))
    scaled = np.outer(unit, unit)
    inverse: Floats = np.linalg.inv(matrix * scaled) * scaled
    return inverse


def _slopes(p: int, *, means: bool) -> Slopes:
    every = basis(p)
    count = len(every.mean) if means else p * (p + 1) // 2
    return Slopes(every.covariance[:count], every.mean[:count])
