"""The normal likelihood of answers, complete or not, with all its derivatives.

With W the inverse of the covariances of the items that were answered (0 elsewhere), d the difference of means and
T = S + d d' of each pattern, minus the log-likelihood per person is 1/2 (p log 2 pi + log|Sigma| + tr(W T)). Its
derivatives with respect to Sigma and mu are G = 1/2 (W - W T W) and g = -W d; those of second order follow from
d W = -W (d Sigma) W (Little and Rubin 2020, ch. 11; Savalei 2010). Complete answers are one pattern.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evaluatie.scales.factor.answers import Answers
from evaluatie.scales.factor.coordinates import Floats

_CHUNK = 2**22  # numbers that a table of people may have at a time


class NotPositiveError(ArithmeticError):
    """These covariances cannot be those of anything."""


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
        self._answers, self._lower = answers, answers.lower
        self._share = answers.times / answers.n
        # what was not answered is uncorrelated with variance 1, until the inverse is taken
        padded = np.where(answers.together, covariance, answers.apart)
        try:
            self._root = np.linalg.cholesky(padded)
        except np.linalg.LinAlgError:
            raise NotPositiveError from None
        self._weight = np.where(answers.together, np.linalg.inv(padded), 0.0)
        self._off = (
            np.zeros_like(answers.means) if mean is None else np.where(answers.answered, answers.means - mean, 0.0)
        )
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
        by_covariance = self._shared(self._weight - self._weighed) / 2
        return by_covariance, -self._share @ self._pull

    @cached_property
    def slope(self) -> Floats:
        """Its derivatives in a row: with respect to the lower triangle of Sigma, then mu."""
        by_covariance, by_mean = self.gradient
        return np.concatenate([self._lower.twice * self._lower.of(by_covariance), by_mean])

    @cached_property
    def expected_information(self) -> Floats:
        """The expected second derivatives per person, in the same row; shape (c, c)."""
        return self._information(self._weight / 2)

    @cached_property
    def observed_information(self) -> Floats:
        """The second derivatives per person; shape (c, c)."""
        information, count, p = (
            self._information(self._weighed - self._weight / 2),
            len(self._lower.rows),
            len(self._mean),
        )
        weight = self._share[:, None] * self._weight.reshape(-1, p * p)
        crossed = (weight.T @ self._pull).reshape(p, p, p)  # of a mean, with each pair of items in either order
        crossed = self._lower.of(crossed + crossed.mT) * (self._lower.twice / 2)
        information[count:, :count], information[:count, count:] = crossed, crossed.T
        return information

    def scores(self) -> Iterator[Floats]:
        """Give everyone's own derivatives, many people at a time; shape (people, c)."""
        people, pattern = self._answers.people, self._answers.pattern
        if people is None:
            raise ValueError("the answers of people are needed")
        lower, weights = self._lower, self._lower.of(self._weight)
        step = max(1, _CHUNK // len(lower.rows))
        for start in range(0, len(people), step):
            which = pattern[start : start + step]
            off = np.where(self._answers.answered[which], people[start : start + step] - self._mean, 0.0)
            pull = self._pulled(off, which)
            squares = pull[:, lower.rows] * pull[:, lower.columns] - weights[which]
            yield np.hstack([squares * (lower.twice / 2), pull])

    @cached_property
    def crossed_scores(self) -> Floats:
        """The mean over people of the products of their own derivatives; shape (c, c)."""
        crossed: Floats = np.sum([of.T @ of for of in self.scores()], axis=0) / self._answers.n
        return crossed

    def _pulled(self, off: Floats, pattern: NDArray[np.intp]) -> Floats:
        """Give W d of each of the people, who are sorted by pattern."""
        pulled = np.empty_like(off)
        edges = np.flatnonzero(np.diff(pattern)) + 1
        for part in np.split(np.arange(len(pattern)), edges):
            pulled[part] = off[part] @ self._weight[pattern[part[0]]]
        return pulled

    def _information(self, other: Floats) -> Floats:
        """Give what Sigma has in tr(W D B D'), summed over patterns, for B the other, and what mu has."""
        lower, count = self._lower, len(self._lower.rows)
        weight = self._share[:, None] * lower.of(self._weight)
        information = np.zeros((count + len(self._mean),) * 2)
        information[:count, :count] = lower.paired(weight.T @ lower.of(other))
        information[count:, count:] = self._shared(self._weight)
        return information

    def _shared(self, matrices: Floats) -> Floats:
        """Give the mean over people of what each pattern has."""
        shared: Floats = (self._share @ matrices.reshape(len(matrices), -1)).reshape(matrices.shape[1:])
        return shared
