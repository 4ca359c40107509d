"""What released numbers say of the unknowns: the facts that an attacker takes from a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evaluatie.disclosure.auditing.claims import Claim
from evaluatie.disclosure.auditing.terms import Ends, Group, Outcome, minus, people, scores
from evaluatie.disclosure.auditing.unknowns import Source, Sum, Unknowns
from evaluatie.disclosure.auditing.views import Basis, Views
from evaluatie.evaluation.section import EVERYONE

_INF = float("inf")
Side = tuple[Basis, Group]


@dataclass(frozen=True)
class Said:
    """What releases say of one outcome, and of taking part.

    Attributes
    ----------
    views : Views
        The releases.
    claims : sequence of Claim
        What they say of it.
    numbers : mapping
        Numbers of people that are said outright.
    """

    views: Views
    claims: Sequence[Claim]
    numbers: Mapping[tuple[Outcome, Basis, Group], float]

    def to(self, known: Unknowns) -> None:
        """Add it to what is known."""
        for claim in self.claims:
            self._said(known, claim)
        for claim in self.claims:
            self._compared(known, claim)

    @cached_property
    def _means(self) -> dict[Side, tuple[float, float, Claim]]:
        return {
            (self.views.basis(claim), self.views.atoms(claim)): (claim.low, claim.high, claim)
            for claim in self.claims
            if claim.kind == "mean" and not claim.hidden and len(claim.waves) == 1
        }

    def _said(self, known: Unknowns, claim: Claim) -> None:
        basis, group = self.views.basis(claim), self.views.atoms(claim)
        source = (claim.release, claim.id)
        n = people(claim.outcome, basis, group, claim.part if claim.kind == "part" else "")
        if claim.hidden:
            if claim.kind in ("n", "part"):
                # the reason for hiding it tells how many they are at most
                known.know(n, 0 if np.isfinite(claim.at_most) else -_INF, claim.at_most, source, told=True)
            return
        low, high = claim.low, claim.high
        if np.isnan(low):
            return
        wave = basis[claim.at : claim.at + 1]
        match claim.kind:
            case "n" | "part":
                known.know(n, *_whole(low, high), source)
                self._enough(known, claim)
            case "mean":
                self._mean(known, scores(claim.outcome, basis, claim.at, group), n, (low, high), source)
            case "change":
                sum_ = minus(scores(claim.outcome, basis, 1, group), scores(claim.outcome, basis, 0, group))
                self._mean(known, sum_, n, (low, high), source)
            case "once_n":
                known.know(minus(people(claim.outcome, wave, group), n), low, high, source)
            case "once_mean":
                once = minus(scores(claim.outcome, wave, 0, group), scores(claim.outcome, basis, claim.at, group))
                self._mean(known, once, minus(people(claim.outcome, wave, group), n), (low, high), source)
            case "union":
                both = [people(claim.outcome, (one,), group) for one in basis]
                known.know(minus({**both[0], **both[1]}, n), low, high, source)

    def _mean(self, known: Unknowns, sum_: Sum, n: Sum, ends: Ends, *sources: Source) -> None:
        known.know(minus(sum_, n, ends[0]), 0, _INF, *sources)
        known.know(minus(sum_, n, ends[1]), -_INF, 0, *sources)

    def _compared(self, known: Unknowns, claim: Claim) -> None:
        """Differences between means: of a group and its reference, and of everyone at two waves."""
        if claim.hidden or claim.kind not in ("difference", "shift", "pair_n") or np.isnan(claim.low):
            return
        sides = self._sides(claim)
        if sides is None:
            return
        (basis, group), (other_basis, other) = sides
        source = (claim.release, claim.id)
        for side in sides:
            # the policy tells that there are enough people in what is shown
            known.know(people(claim.outcome, *side), self._fewest(claim.release), _INF, source, told=True)
        if claim.kind == "pair_n":
            both = {**people(claim.outcome, basis, group), **people(claim.outcome, other_basis, other)}
            known.know(both, claim.low, claim.high, source)
            return
        for mine, theirs, sign in ((sides[0], sides[1], 1), (sides[1], sides[0], -1)):
            if theirs in self._means:
                mean = self._means[theirs]
                ends = sorted((sign * claim.low, sign * claim.high))
                about = scores(claim.outcome, mine[0], 0, mine[1]), people(claim.outcome, *mine)
                by = (mean[2].release, mean[2].id)
                self._mean(known, *about, (mean[0] + ends[0], mean[1] + ends[1]), source, by)
        if not any(side in self._means for side in sides):
            numbers = [self.numbers.get((claim.outcome, *side)) for side in sides]
            if all(numbers):
                sums = [scores(claim.outcome, side[0], 0, side[1]) for side in sides]
                first = {name: weight / float(numbers[0] or 1) for name, weight in sums[0].items()}
                known.know(minus(first, sums[1], 1 / float(numbers[1] or 1)), claim.low, claim.high, source)

    def _enough(self, known: Unknowns, claim: Claim) -> None:
        """Know that enough people gave each outcome: a group is hidden for all outcomes or for none."""
        if claim.kind != "n" or claim.group[0] == EVERYONE:
            return
        basis, group = self.views.basis(claim), self.views.atoms(claim)
        for outcome in {one.outcome for one in self.claims if one.kind != "part"}:
            listed = (claim.release, outcome, claim.group) in self._listed
            if listed and (outcome, basis, group) not in self._hidden:
                least = self._fewest(claim.release)
                known.know(people(outcome, basis, group), least, _INF, (claim.release, claim.id), told=True)

    @cached_property
    def _listed(self) -> frozenset[tuple[int, Outcome, tuple[str, str]]]:
        """Groups that a release has in its lists, shown or hidden: as evaluatie writes it, every outcome lists them."""
        return frozenset((claim.release, claim.outcome, claim.group) for claim in self.claims)

    @cached_property
    def _hidden(self) -> frozenset[tuple[Outcome, Basis, Group]]:
        """Numbers of people that are hidden."""
        hidden = (claim for claim in self.claims if claim.hidden and claim.kind in ("n", "part"))
        return frozenset((claim.outcome, self.views.basis(claim), self.views.atoms(claim)) for claim in hidden)

    def _fewest(self, release: int) -> float:
        """Give the fewest people of whom a release shows a number."""
        return next(float(one.policy.minimum_answers) for one in self.views.releases if one.release == release)

    def _sides(self, claim: Claim) -> tuple[Side, Side] | None:
        """Give whom a difference is between: it is the first's mean less the second's."""
        basis, group = self.views.basis(claim), self.views.atoms(claim)
        if claim.kind == "shift":
            return (basis[1:], group), (basis[:1], group)
        release = next(one for one in self.views.releases if one.release == claim.release)
        reference = release.references.get(claim.group[0])
        if reference is None or reference == claim.group[1]:
            return None
        return (basis, group), (basis, self.views.group(claim.release, (claim.group[0], reference)))


def _whole(low: float, high: float) -> Ends:
    """Give the whole numbers between two ends, if there are any."""
    least, most = np.ceil(low - 1e-6), np.floor(high + 1e-6)
    return (float(least), float(most)) if least <= most else (low, high)
