"""A cell of the study: samples drawn from one world, and how often each estimator's interval holds what is true."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

#: the seed of the study; each cell adds its name
SEED = 20080601
#: true change in points where there is one
CHANGE = 0.25
#: first samples of each cell, in which the direct calls are compared with the package's public functions
COMPARED = 3


@dataclass(frozen=True)
class Judged:
    """What an estimator made of one sample.

    Attributes
    ----------
    estimator : str
        Its name.
    change : float
        The true change of the world: 0, or ``CHANGE``.
    parameter : float
        What the estimator estimates, where that is something else.
    error : float or None
        Estimate minus parameter; None where nothing was estimated.
    holds, rejects : bool
        Whether the 95% interval holds the parameter, and leaves out 0.
    width : float
        Of the interval; NaN where only the test was worked out.
    """

    estimator: str
    change: float
    parameter: float
    error: float | None
    holds: bool = False
    rejects: bool = False
    width: float = float("nan")


#: an estimate and its limits
Found: TypeAlias = tuple[float, float | None, float | None]
#: draws one sample and judges every estimator; True asks it to compare itself with the public functions
Sample: TypeAlias = Callable[[np.random.Generator, bool], Iterable[Judged]]


@dataclass(frozen=True)
class Cell:
    """A cell: the world, the situation in it, its size, and how a sample is drawn.

    Attributes
    ----------
    world, situation : str
        Names, as the table shows them.
    size : int
        People, units or organisations.
    change : str
        True change, or ``both`` where one sample tells of both.
    prepare : callable
        Makes what draws samples.
    """

    world: str
    situation: str
    size: int
    change: str
    prepare: Callable[[], Sample]

    @property
    def name(self) -> str:
        """Its name."""
        return f"{self.world}/{self.situation}/{self.size}/{self.change}"

    def run(self, replications: int) -> list[dict[str, Any]]:
        """Draw the samples, and give a row per estimator and true change."""
        sample, rng = self.prepare(), np.random.default_rng([SEED, zlib.crc32(self.name.encode())])
        found: dict[tuple[str, float], list[Judged]] = defaultdict(list)
        for turn in range(replications):
            for judged in sample(rng, turn < COMPARED):
                found[judged.estimator, judged.change].append(judged)
        about = {"world": self.world, "situation": self.situation, "size": self.size, "cell": self.change}
        return [about | _summary(*key, judged) for key, judged in found.items()]


def judged(estimator: str, change: float, found: Found | None, parameter: float | None = None) -> Judged:
    """Judge an estimate with its limits; None where there is none."""
    true = change if parameter is None else parameter
    if found is None or found[1] is None or found[2] is None:
        return Judged(estimator, change, true, None)
    estimate, low, high = found[0], found[1], found[2]
    return Judged(estimator, change, true, estimate - true, low <= true <= high, not low <= 0 <= high, high - low)


def shifted(estimator: str, found: Found | None, by: float = CHANGE) -> Iterator[Judged]:
    """Judge an estimate from a sample without change, and what it would be had everyone changed by so much more."""
    yield judged(estimator, 0.0, found)
    given = found is not None and found[1] is not None and found[2] is not None
    yield judged(estimator, by, (found[0] + by, found[1] + by, found[2] + by) if given else None)  # type: ignore


def limits(result: Any, estimate: str = "mean_change") -> Found:
    """Give estimate and limits of a result."""
    return getattr(result, estimate), result.ci_low, result.ci_high


def compare(ours: tuple[Any, ...], result: Any, estimate: str = "mean_change") -> None:
    """Refuse a direct call that gives other figures than the public function."""
    np.testing.assert_allclose(np.array(ours), np.array(limits(result, estimate)), rtol=1e-8, atol=1e-10)


def _summary(estimator: str, change: float, all_judged: list[Judged]) -> dict[str, Any]:
    given = [one for one in all_judged if one.error is not None]
    share = len(given) or float("nan")
    errors = np.array([one.error for one in given], dtype=float)
    return {
        "true": change,
        "estimator": estimator,
        "replications": len(all_judged),
        "given": len(given),
        "parameter": all_judged[0].parameter,
        "bias": float(errors.mean()) if len(given) else float("nan"),
        "sd": float(errors.std()) if len(given) else float("nan"),
        "covered": sum(one.holds for one in given) / share,
        "rejected": sum(one.rejects for one in given) / share,
        "width": float(np.mean([one.width for one in given])) if len(given) else float("nan"),
    }
