"""What a group's answers say of means and covariances, per pattern of which items were answered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evaluatie.scales.factor.coordinates import Floats, Lower

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Answers:
    """One group's answers; what was not answered counts as 0 everywhere.

    Attributes
    ----------
    times : array of float, shape (patterns,)
        How many people answered so.
    answered : array of bool, shape (patterns, p)
        Which items they answered.
    means : array, shape (patterns, p)
        Their means.
    covariances : array, shape (patterns, p, p)
        Their covariances, with n in the denominator.
    people : array, shape (n, p), or None
        Their answers, pattern by pattern; None where only means and covariances are known.
    """

    times: Floats
    answered: Flags
    means: Floats
    covariances: Floats
    people: Floats | None = None

    @classmethod
    def of_people(cls, items: Floats) -> Answers:
        """Sort people by what they answered.

        Parameters
        ----------
        items : array, shape (n, p)
            Answers, with NaN where there is none; somebody without any answer is left out.
        """
        answered = ~np.isnan(items)
        if answered.all():
            mean = items.mean(axis=0)
            covariance = (items - mean).T @ (items - mean) / len(items)
            one = np.array([float(len(items))])
            return cls(one, answered[:1], mean[None], covariance[None], items)
        items, answered = items[answered.any(axis=1)], answered[answered.any(axis=1)]
        patterns, times = np.unique(answered, axis=0, return_counts=True)
        order = by_pattern(answered)
        people = np.where(answered, items, 0.0)[order]
        starts = np.concatenate([[0], np.cumsum(times)[:-1]])
        means = np.add.reduceat(people, starts) / times[:, None]
        centred = (people - np.repeat(means, times, axis=0)) * np.repeat(patterns, times, axis=0)
        ends = starts + times
        covariances = np.array(
            [centred[a:b].T @ centred[a:b] / (b - a) for a, b in zip(starts, ends, strict=True)]
        )  # fmt: skip
        return cls(times.astype(float), patterns, means, covariances, people)

    @classmethod
    def of_moments(cls, covariance: Floats, mean: Floats | None, n: float) -> Answers:
        """Take covariances (with n in the denominator) and means as printed somewhere."""
        p = len(covariance)
        means = np.zeros((1, p)) if mean is None else np.asarray(mean, dtype=float).reshape(1, p)
        return cls(np.array([float(n)]), np.ones((1, p), dtype=bool), means, covariance[None])

    @cached_property
    def n(self) -> float:
        """How many people."""
        return float(self.times.sum())

    @cached_property
    def alone(self) -> tuple[Floats, Floats]:
        """The mean and the variance of each item, over those who answered it."""
        mask = self.answered.astype(float)
        count = mask.T @ self.times
        mean = self.means.T @ self.times / count
        squares = np.einsum("kii->ki", self.covariances) + mask * (self.means - mean) ** 2
        return mean, squares.T @ self.times / count

    @cached_property
    def complete(self) -> bool:
        """Whether everyone answered every item."""
        return bool(self.answered.all())

    @cached_property
    def together(self) -> Flags:
        """Which items were answered together; shape (patterns, p, p)."""
        together: Flags = self.answered[:, :, None] & self.answered[:, None, :]
        return together

    @cached_property
    def apart(self) -> Floats:
        """One on the diagonal where an item was not answered; shape (patterns, p, p)."""
        apart: Floats = np.eye(self.answered.shape[1]) * ~self.answered[:, :, None]
        return apart

    @cached_property
    def lower(self) -> Lower:
        """Where the covariances of items stand in a row."""
        return Lower(self.answered.shape[1])

    @cached_property
    def pattern(self) -> NDArray[np.intp]:
        """The pattern of each of the people."""
        return np.repeat(np.arange(len(self.times)), self.times.astype(int))


def by_pattern(answered: Flags) -> NDArray[np.intp]:
    """Give the order of people in which all who answered the same items stand together.

    Parameters
    ----------
    answered : array of bool, shape (n, p)
        Which items each answered.

    Returns
    -------
    array of int, shape (n,)
        The place of each among those given.

    Examples
    --------
    >>> by_pattern(np.array([[True, True], [False, True], [True, True]])).tolist()
    [1, 0, 2]
    """
    pattern = np.unique(answered, axis=0, return_inverse=True)[1]
    return np.argsort(pattern.ravel(), kind="stable")
