"""The attack on one outcome of one organisation: which few people something can be worked out about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evaluatie.disclosure.auditing.people import People
from evaluatie.disclosure.auditing.search import Search
from evaluatie.disclosure.auditing.solvable import Solvable
from evaluatie.disclosure.auditing.targets import Target, cells_of, targets_of
from evaluatie.disclosure.auditing.unknowns import Source
from evaluatie.disclosure.policy import DisclosurePolicy

_EPS = 1e-6


@dataclass(frozen=True)
class Found:
    """A target that was narrowed down too far, from which facts, and the numbers that hide it."""

    target: Target
    low: float
    high: float
    people: tuple[int, int]
    sources: tuple[Source, ...]
    cells: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Attacked:
    """What came of the attack on one outcome.

    Attributes
    ----------
    found : tuple of Found
        What was narrowed down too far.
    hidden : int
        How many targets there were.
    narrowest : float
        A number of few people, that was not found, may be this many different whole numbers or more.
    narrowest_mean : float
        The mean of few people, that was not found, may lie anywhere in this share of the range of scores or more.
    possible : bool
        Whether the figures do not contradict each other.
    """

    found: tuple[Found, ...] = ()
    hidden: int = 0
    narrowest: float = np.inf
    narrowest_mean: float = np.inf
    possible: bool = True


def attack(of: People, policy: DisclosurePolicy) -> Attacked:
    """Try to work out every number and mean of few people.

    Parameters
    ----------
    of : People
        What is known.
    policy : DisclosurePolicy
        What counts as few, and as too close.

    Returns
    -------
    Attacked
    """
    system = of.system()
    if not system.facts:
        return Attacked()
    if not system.possible():
        # a reason for hiding a number may be that of another cell
        system = system.without(at for at, fact in enumerate(system.facts) if fact.told)
        if not system.possible():
            return Attacked(possible=False)
    attacked = attack_on(system, targets_of(of), policy, of.range)
    return replace(attacked, found=tuple(replace(one, cells=cells_of(of, one.target)) for one in attacked.found))


def attack_on(
    system: Solvable, targets: Sequence[Target], policy: DisclosurePolicy, ends: tuple[float, float]
) -> Attacked:
    """Try to work out targets from what is known.

    Parameters
    ----------
    system : Solvable
        What is known.
    targets : sequence of Target
        What to work out.
    policy : DisclosurePolicy
        What counts as few, and as too close.
    ends : tuple of two float
        The range of scores.
    """
    return _Judge(system, policy, ends).all(targets)


@dataclass(frozen=True)
class _Judge:
    system: Solvable
    policy: DisclosurePolicy
    range: tuple[float, float]

    def all(self, targets: Sequence[Target]) -> Attacked:
        search = Search(self.system, targets, lambda target, of: self._seen(target, of) is not None, self._many)
        counted = search.intervals()
        few = [(targets[at], np.array(ends)) for at, ends in sorted(counted.items()) if self._few(targets[at], *ends)]
        means = iter(self._means(self.system, [target for target, _ in few if target.quantity != "people"]))
        judged = [self._judged(target, of, of if target.quantity == "people" else next(means)) for target, of in few]
        seen = [
            (target, width)
            for target, of in zip(targets, search.values, strict=True)
            if (width := self._seen(target, of)) is not None
        ]
        left = [*seen, *((found.target, width) for found, width, close in judged if not close)]
        return Attacked(
            tuple(found for found, _, close in judged if close),
            len(few) + len(seen),
            min((width for target, width in left if target.quantity == "people"), default=np.inf),
            min((width for target, width in left if target.quantity != "people"), default=np.inf),
        )

    def _many(self, target: Target, least: float) -> bool:
        return _whole(least, least)[0] >= self.policy.minimum_answers and not target.guarded

    def _seen(self, target: Target, examples: np.ndarray) -> float | None:
        """Give how much a target differs between examples, where that is enough; None where it is not."""
        sums, n = examples.T
        if len(n) == 0 or target.kind == "pool":
            return None
        if target.quantity == "people":
            least, most = _whole(n.min(), n.max())
            width = float(most - least + 1)
            return width if least < self.policy.minimum_answers and width >= self.policy.protection else None
        there = n >= 1
        if not there.any() or n[there].min() >= self.policy.minimum_answers:
            return None
        means = sums[there] / n[there]
        share = float(means.max() - means.min()) / (self.range[1] - self.range[0])
        return share if share >= self.policy.mean_protection else None

    def _judged(self, target: Target, of: np.ndarray, ends: np.ndarray) -> tuple[Found, float, bool]:
        """Say whether a target was found: then with its culprits."""
        low, high = float(ends[0]), float(ends[1])
        n = _whole(*of)
        if target.quantity == "people":
            close, width, fails = self._close(self.system, target, low, high), n[1] - n[0] + 1.0, self._counted(target)
            low, high = n
        else:
            close, fails = self._near(low, high), self._averaged(target)
            width = (high - low) / (self.range[1] - self.range[0])
        sources = _culprits(self.system, target, fails) if close else ()
        return Found(target, low, high, n, sources, target.cells), width, close

    def _few(self, target: Target, low: float, high: float) -> bool:
        """Tell whether it may be about somebody, and about few or about people whose mean is guarded anyhow."""
        least, most = _whole(low, high)
        return most >= 1 and (least < self.policy.minimum_answers or target.guarded)

    def _close(self, system: Solvable, target: Target, low: float, high: float) -> bool:
        """Tell whether a number of few people is known too closely.

        Who is told that a number is hidden for being small knows as much: of the numbers that are left, half that the
        policy asks for must be possible. So for hidden groups together, each of which is protected by itself.
        """
        least, most = _whole(low, high)
        if most < 1 or least >= self.policy.minimum_answers or most - least + 1 >= self.policy.protection:
            return False
        if most - least + 1 < self.policy.protection / 2:
            return True
        if target.kind == "together":
            return False
        told = [at for at, fact in enumerate(system.facts) if fact.told]
        first, last = _whole(*system.without(told).intervals([target.n])[0]) if told else (least, most)
        return last - first + 1 < self.policy.protection

    def _near(self, low: float, high: float) -> bool:
        return high - low < self.policy.mean_protection * (self.range[1] - self.range[0]) - _EPS

    def _means(self, system: Solvable, targets: Sequence[Target]) -> np.ndarray:
        if targets and targets[0].kind == "pool":  # there the mean itself is an unknown
            return system.intervals([target.sum or {} for target in targets])
        return system.ratios([(target.sum or {}, target.n) for target in targets])

    def _counted(self, target: Target) -> Callable[[Solvable], bool]:
        return lambda system: self._close(system, target, *system.intervals([target.n])[0])

    def _averaged(self, target: Target) -> Callable[[Solvable], bool]:
        def near(system: Solvable) -> bool:
            few = self._few(target, *system.intervals([target.n])[0])
            return few and self._near(*self._means(system, [target])[0])

        return near


def _culprits(system: Solvable, target: Target, fails: Callable[[Solvable], bool]) -> tuple[Source, ...]:
    """Leave out released numbers one by one, for as long as the target is still found."""
    with_source = {at for at, fact in enumerate(system.facts) if fact.sources}
    kept = system.needed(target.n)
    if target.quantity != "people":
        own = system.needed(target.sum or {}, None if target.kind == "pool" else target.n)
        kept = sorted({*kept, *own})
    if not fails(system.without(with_source - set(kept))):
        kept = sorted(with_source)
    for at in list(kept):
        fewer = [other for other in kept if other != at]
        if fails(system.without(with_source - set(fewer))):
            kept = fewer
    return tuple(dict.fromkeys(source for at in kept for source in system.facts[at].sources))


def _whole(low: float, high: float) -> tuple[int, int]:
    """Give the fewest and the most people; no upper bound is more than any policy asks for."""
    most = 10**9 if high == np.inf else int(np.floor(high + _EPS))
    return (max(0, int(np.ceil(low - _EPS))) if low > -np.inf else 0), most
