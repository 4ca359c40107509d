"""People who answer four five-point items at two waves: drawn, and exactly what is true of them.

Behind the answers lies a normal level, alike at both waves, and lower for people with the characteristic x. The mean
of an answer is a sum of normal probabilities; the distribution of the scale mean comes from quadrature. No truth is
simulated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]

ITEMS, POINTS = 4, 5
THRESHOLDS = np.array([-2.2, -1.3, -0.3, 1.1]) + np.array([-0.2, -0.1, 0.1, 0.2])[:, None]
#: standard deviation of what is the item's own
OWN = 0.9
#: possible scale means: 1, 1.25, ..., 5
SCORES = np.arange(ITEMS, ITEMS * POINTS + 1) / ITEMS
_NODES, _RAW = np.polynomial.hermite_e.hermegauss(40)
_WEIGHTS = _RAW / _RAW.sum()


@dataclass(frozen=True)
class Population:
    """People at two waves.

    Attributes
    ----------
    shift : float
        What is added to everyone's level at the second wave.
    sd_last : float
        Standard deviation of the level at the second wave; 1 at the first.
    stable : float
        Correlation of the levels at both waves.
    x_effect, x_share : float
        What having x adds to the level, and the share of people who have it.
    base : float
        Mean level at the first wave of people without x.
    """

    shift: float = 0.0
    sd_last: float = 1.0
    stable: float = 0.72
    x_effect: float = -0.5
    x_share: float = 0.4
    base: float = 0.0

    def with_change(self, change: float) -> Population:
        """Give the population whose mean changes by exactly so many points."""
        found = optimize.brentq(lambda shift: replace(self, shift=shift).change - change, -3, 3, xtol=1e-13)
        return replace(self, shift=float(found))

    @cached_property
    def change(self) -> float:
        """Mean scale score at the second wave minus that at the first."""
        shares = np.array([1 - self.x_share, self.x_share])
        return float(shares @ [self.mean(1, x) - self.mean(0, x) for x in (0, 1)])

    def mean(self, wave: int, x: int) -> float:
        """Give the mean scale score of people with x, or without, at a wave: 1 plus the chances to be above."""
        level, sd = self._level(wave, x)
        return 1 + float(special.ndtr((level - THRESHOLDS) / np.hypot(sd, OWN)).sum()) / ITEMS

    def draw(self, x: Floats, rng: np.random.Generator) -> Floats:
        """Draw people's scale scores at both waves: shape (2, people)."""
        common, own = rng.standard_normal(len(x)), rng.standard_normal((2, len(x)))
        spread = np.sqrt(self.stable) * common + np.sqrt(1 - self.stable) * own
        level = spread * [[1.0], [self.sd_last]] + self.base + self.x_effect * x + [[0.0], [self.shift]]
        behind = level[:, :, None] + OWN * rng.standard_normal((2, len(x), ITEMS))
        above = (behind[..., None] > THRESHOLDS).sum(axis=(2, 3))
        return np.asarray(1 + above / ITEMS)

    def scores(self, wave: int, x: int) -> Floats:
        """Give the distribution of the scale score of people with x, or without."""
        level, sd = self._level(wave, x)
        return np.asarray(_WEIGHTS @ _given(level + sd * _NODES))

    def changes(self) -> tuple[Floats, Floats]:
        """Give the possible changes and the chance of each."""
        total = np.zeros(2 * len(SCORES) - 1)
        for x, share in ((0, 1 - self.x_share), (1, self.x_share)):
            first, last = (self._given_common(wave, x) for wave in (0, 1))
            pairs = zip(_WEIGHTS, first, last, strict=True)
            total += share * sum(weight * np.convolve(after, before[::-1]) for weight, before, after in pairs)
        return np.arange(len(total)) / ITEMS - (SCORES[-1] - SCORES[0]), total

    def _given_common(self, wave: int, x: int) -> Floats:
        """Give the distribution of the score for each node of what both waves share."""
        level, sd = self._level(wave, x)
        common, own = sd * np.sqrt(self.stable) * _NODES, sd * np.sqrt(1 - self.stable) * _NODES
        return np.stack([_WEIGHTS @ _given(level + each + own) for each in common])

    def _level(self, wave: int, x: int) -> tuple[float, float]:
        return self.base + self.x_effect * x + (self.shift if wave else 0.0), (self.sd_last if wave else 1.0)


def _given(levels: Floats) -> Floats:
    """Give the distribution of the sum of the items for people of given levels: shape (levels, scores)."""
    found = np.ones((len(levels), 1))
    for thresholds in THRESHOLDS:
        above = special.ndtr((levels[:, None] - thresholds) / OWN)
        item = -np.diff(np.column_stack([np.ones(len(levels)), above, np.zeros(len(levels))]))
        wider = np.zeros((len(levels), found.shape[1] + POINTS - 1))
        for points, chance in enumerate(item.T):
            wider[:, points : points + found.shape[1]] += chance[:, None] * found
        found = wider
    return found


def trimmed_mean(values: Floats, chances: Floats, trim: float = 0.2) -> float:
    """Give the trimmed mean of a discrete distribution."""
    upto = np.cumsum(chances)
    kept = np.clip(upto, trim, 1 - trim) - np.clip(upto - chances, trim, 1 - trim)
    return float(values @ kept / (1 - 2 * trim))


def pseudo_median(values: Floats, chances: Floats) -> float:
    """Give the median of the mean of two independent draws from a discrete distribution on a grid."""
    pairs = np.convolve(chances, chances)
    grid = np.linspace(values[0], values[-1], len(pairs))
    return float(grid[int(np.searchsorted(np.cumsum(pairs), 0.5))])


def marginal(population: Population, wave: int) -> Floats:
    """Give the distribution of everyone's scale score."""
    share = population.x_share
    return (1 - share) * population.scores(wave, 0) + share * population.scores(wave, 1)


@dataclass(frozen=True)
class Silence:
    """Who keeps silent at the second wave: a logistic function of a score (the lower, the more silent) and of x."""

    intercept: float
    slope: float = 1.0
    x_effect: float = 0.5

    def chance(self, scores: Any, x: Any) -> Any:
        """Give the chance of silence."""
        return special.expit(self.intercept - self.slope * (scores - 3.5) + self.x_effect * x)

    def whatever_score(self, population: Population, wave: int) -> Floats:
        """Give the chance of people without x and with x, over their scores at a wave."""
        return np.array([population.scores(wave, x) @ self.chance(SCORES, x) for x in (0, 1)])


def silence(population: Population, wave: int, share: float) -> Silence:
    """Give the silence that depends on the score at a wave and that keeps this share of all people silent."""
    shares = np.array([1 - population.x_share, population.x_share])
    found = optimize.brentq(
        lambda intercept: float(shares @ Silence(intercept).whatever_score(population, wave)) - share, -8, 8
    )
    return Silence(float(found))
