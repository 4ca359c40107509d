"""The normal likelihood of answers, complete or not, with all its derivatives.

With W the inverse of the covariances of the items that were answered (0 elsewhere), d the difference of means and
T = S + d d' of each pattern, minus the log-likelihood per person is 1/2 (p log 2 pi + log|Sigma| + tr(W T)). Its
derivatives with respect to Sigma and mu are G = 1/2 (W - W T W) and g = -W d; those of second order follow from
d W = -W (d Sigma) W (Little and Rubin 2020, ch. 11; Savalei 2010). Complete answers are one pattern.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evaluatie.scales.factor.answers import Answers, Floats

_CHUNK = 2**22  # numbers that a table of people may have at a time


class NotPositiveError(ArithmeticError):
    """These covariances cannot be those of anything."""


@dataclass(frozen=True)
class Slopes:
    """Derivatives of Sigma and mu with respect to some parameters; shapes (q, p, p) and (q, p)."""

    covariance: Floats
    mean: Floats

    @cached_property
    def flat(self) -> Floats:
        """Those of Sigma, a row per parameter."""
        return self.covariance.reshape(len(self.covariance), -1)


class Likelihood:
    """The likelihood of one group's answers at some means and covariances, per person.

    Parameters
    ----------
    answers : Answers
        The answers.
    covariance : array, shape (p, p)
        Sigma.
    mean : array, shape (p,), or None
        Mu; None: the means that were found, which are then no part of the model.

    Raises
    ------
    NotPositiveError
        Sigma is not positive definite.
    """

    def __init__(self, answers: Answers, covariance: Floats, mean: Floats | None) -> None:
        self._answers = answers
        self._share = answers.times / answers.n
        mask = answers.answered
        both = mask[:, :, None] & mask[:, None, :]
        padded = np.where(both, covariance, 0.0) + np.eye(len(covariance)) * ~mask[:, :, None]
        try:
            self._root = np.linalg.cholesky(padded)
        except np.linalg.LinAlgError:
            raise NotPositiveError from None
        self._weight = np.where(both, np.linalg.inv(padded), 0.0)
        self._off = np.zeros_like(answers.means) if mean is None else np.where(mask, answers.means - mean, 0.0)
        self._mean = answers.means[0] if mean is None else mean

    @cached_property
    def _total(self) -> Floats:
        return self._answers.covariances + self._off[:, :, None] * self._off[:, None, :]

    @cached_property
    def _weighed(self) -> Floats:
        """W T W."""
        return self._weight @ self._total @ self._weight

    @cached_property
    def _pull(self) -> Floats:
        """W d."""
        return (self._weight @ self._off[:, :, None])[:, :, 0]

    @cached_property
    def value(self) -> float:
        """Minus the log-likelihood per person."""
        logs = 2 * np.log(np.diagonal(self._root, axis1=1, axis2=2)).sum(axis=1)
        traces = (self._weight * self._total).sum(axis=(1, 2))
        known = self._answers.answered.sum(axis=1) * np.log(2 * np.pi)
        return float(self._share @ (known + logs + traces)) / 2

    @cached_property
    def gradient(self) -> tuple[Floats, Floats]:
        """Its derivatives with respect to Sigma (G, with dF = tr(G dSigma)) and mu."""
        by_covariance = np.tensordot(self._share, self._weight - self._weighed, 1) / 2
        return by_covariance, -self._share @ self._pull

    def expected_information(self, slopes: Slopes) -> Floats:
        """Give the expected second derivatives per person; shape (q, q)."""
        mean = slopes.mean @ np.tensordot(self._share, self._weight, 1) @ slopes.mean.T
        return mean + slopes.flat @ self._paired(self._weight / 2) @ slopes.flat.T

    def observed_information(self, slopes: Slopes) -> Floats:
        """Give the second derivatives per person, as far as Sigma and mu are linear in the parameters."""
        p = len(self._mean)
        mean = slopes.mean @ np.tensordot(self._share, self._weight, 1) @ slopes.mean.T
        weight, pull = self._weight.reshape(-1, p * p), self._pull
        crossed = ((self._share[:, None] * weight).T @ pull).reshape(p, p * p)
        cross = slopes.mean @ crossed @ slopes.flat.T
        return mean + cross + cross.T + slopes.flat @ self._paired(self._weighed - self._weight / 2) @ slopes.flat.T

    def crossed_scores(self, slopes: Slopes) -> Floats:
        """Give the mean over people of the products of their own derivatives; shape (q, q)."""
        people, pattern = self._answers.people, self._answers.pattern
        if people is None:
            raise ValueError("the answers of people are needed")
        constant = self._weight.reshape(len(self._weight), -1) @ slopes.flat.T
        crossed = np.zeros((len(slopes.mean), len(slopes.mean)))
        step = max(1, _CHUNK // slopes.flat.shape[1])
        for start in range(0, len(people), step):
            which = pattern[start : start + step]
            off = np.where(self._answers.answered[which], people[start : start + step] - self._mean, 0.0)
            pull = self._pulled(off, which)
            square = (pull[:, :, None] * pull[:, None, :]).reshape(len(pull), -1)
            scores = pull @ slopes.mean.T + (square @ slopes.flat.T - constant[which]) / 2
            crossed += scores.T @ scores
        return crossed / self._answers.n

    def _pulled(self, off: Floats, pattern: NDArray[np.intp]) -> Floats:
        """Give W d of each of the people, who are sorted by pattern."""
        pulled = np.empty_like(off)
        edges = np.flatnonzero(np.diff(pattern)) + 1
        for part in np.split(np.arange(len(pattern)), edges):
            pulled[part] = off[part] @ self._weight[pattern[part[0]]]
        return pulled

    def _paired(self, other: Floats) -> Floats:
        """Give N with tr(W D B D') = vec(D)' N vec(D'), summed over patterns, for B the other."""
        p = len(self._mean)
        weight = self._weight.reshape(-1, p * p) * self._share[:, None]
        paired = (weight.T @ other.reshape(-1, p * p)).reshape(p, p, p, p)
        return paired.transpose(3, 0, 1, 2).reshape(p * p, p * p)
