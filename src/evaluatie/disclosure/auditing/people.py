"""The people of one organisation as unknowns: numbers and sums of scores of every group, and what is known of them.

Of every group at every wave, and of those who are linked over two waves: how many people took part, how many gave an
outcome, and the sum of their scores. Known to anyone is that groups make up everyone, that the linked are among those
of either wave, and that scores lie within the range of answers. Known from a report is what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from evaluatie.disclosure.auditing.claims import Claim
from evaluatie.disclosure.auditing.said import Said
from evaluatie.disclosure.auditing.solvable import Solvable
from evaluatie.disclosure.auditing.terms import Ends, Group, Outcome, minus, people, scores
from evaluatie.disclosure.auditing.unknowns import Sum, Unknowns
from evaluatie.disclosure.auditing.views import ALL, Atom, Basis, Division, Views
from evaluatie.evaluation.section import EVERYONE

_INF = float("inf")


@dataclass
class People:
    """What is known of one outcome of an organisation, beside taking part.

    Attributes
    ----------
    views : Views
        The organisation's releases.
    outcome : str or None
        The outcome; None for taking part alone.
    range : tuple of two float
        The range of its scores.
    parts : dict of str to None
        Where it is divided into parts, such as bands of answers: these; then there are no scores.
    """

    views: Views
    outcome: Outcome
    range: Ends
    parts: dict[str, None] = field(default_factory=dict)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """What is said of it, or of taking part."""
        said = [claim for claims in self.views.releases for claim in claims.said]
        own = [claim for claim in said if claim.outcome == self.outcome]
        # of taking part only what the outcome is about as well: the rest was attacked by itself
        groups = {claim.group[0] for claim in own} | {EVERYONE}
        waves = {wave for claim in own for wave in self.views.basis(claim)}
        return (
            *own,
            *(
                claim
                for claim in said
                if claim.outcome is None and self.outcome is not None
                and claim.group[0] in groups and waves.issuperset(self.views.basis(claim))
            ),
        )  # fmt: skip

    @cached_property
    def divisions(self) -> dict[str, Division]:
        """The characteristics that something is said of."""
        named = {claim.group[0] for claim in self.claims}
        return {name: division for name, division in self.views.divisions.items() if name in named}

    @cached_property
    def bases(self) -> tuple[Basis, ...]:
        """All waves and pairs of waves that something is said of."""
        found = {self.views.basis(claim) for claim in self.claims}
        found |= {(wave,) for basis in found for wave in basis}
        return tuple(sorted(found, key=lambda basis: (len(basis), basis)))

    @cached_property
    def groups(self) -> tuple[Atom, ...]:
        """Everyone, and the groups that are not divided further."""
        return (ALL, *(atom for division in self.divisions.values() for atom in division.atoms))

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Taking part, and the outcome where there is one."""
        return (None,) if self.outcome is None else (None, self.outcome)

    def system(self) -> Solvable:
        """Write down all that is known."""
        known = Unknowns()
        for basis in self.bases:
            for outcome in self.outcomes:
                self._levels(known, outcome, basis)
            for atom in self.groups:
                self._group(known, basis, atom)
        for one, other in self.views.nested:
            if {one, other} <= set(self.bases):
                self._added(known, one, other)
        Said(self.views, self.claims, self.numbers).to(known)
        return Solvable.of(known)

    @cached_property
    def numbers(self) -> dict[tuple[Outcome, Basis, Group], float]:
        """Numbers of people that are said outright."""
        return {
            (claim.outcome, self.views.basis(claim), self.views.atoms(claim)): claim.low
            for claim in self.claims
            if claim.kind == "n" and not claim.hidden and claim.low == claim.high
        }

    def _levels(self, known: Unknowns, outcome: Outcome, basis: Basis) -> None:
        """Say that the levels of a characteristic make up everyone, beside people without one where there are any."""
        for name, division in self.divisions.items():
            rest = self._has_rest(name, basis)
            every, apart = (self._kinds(outcome, basis, group) for group in ((ALL,), division.atoms))
            for number, (whole, parts) in enumerate(zip(every, apart, strict=True)):
                without: Sum = {("rest", outcome, basis, name, number): 1.0} if rest else {}
                known.know(minus(minus(whole, parts), without), 0, 0)

    def _kinds(self, outcome: Outcome, basis: Basis, group: Group) -> list[Sum]:
        """Write down all that is added up over a group: its people, their scores, its parts."""
        kinds: list[Sum] = [people(outcome, basis, group)]
        if outcome is not None and self.parts:
            kinds += [people(outcome, basis, group, part) for part in self.parts]
        elif outcome is not None:
            kinds += [scores(outcome, basis, at, group) for at in range(len(basis))]
        return kinds

    def _has_rest(self, name: str, basis: Basis) -> bool:
        """Tell whether people without a level are seen, or move between levels from one wave to the next."""
        if len(basis) == 2 and self.divisions[name].aged:
            return True
        return any((name, len(basis)) == found for found in self._rests)

    @cached_property
    def _rests(self) -> set[tuple[str, int]]:
        """Characteristics of which the levels are all shown somewhere, and are fewer people than everyone."""
        found = set()
        for (outcome, basis, group), everyone in self.numbers.items():
            if group != (ALL,):
                continue
            for name, division in self.divisions.items():
                for way in range(len(division.ways)):
                    levels = [division.inside(way, level) for level in division.ways[way]]
                    numbers = [self.numbers.get((outcome, basis, level)) for level in levels]
                    if None not in numbers and sum(n for n in numbers if n is not None) < everyone:
                        found.add((name, len(basis)))
        return found

    def _group(self, known: Unknowns, basis: Basis, atom: Atom) -> None:
        """Who gave an outcome took part; the linked answered at both waves; scores lie within their range."""
        group = (atom,)
        if self.outcome is not None:
            known.know(minus(people(None, basis, group), people(self.outcome, basis, group)), 0, _INF)
        if self.parts:
            of_parts = {name: -1.0 for part in self.parts for name in people(self.outcome, basis, group, part)}
            known.know({**people(self.outcome, basis, group), **of_parts}, 0, _INF if self._open else 0)
        for outcome in self.outcomes:
            for at, wave in enumerate(basis):
                if len(basis) > 1:
                    known.know(minus(people(outcome, (wave,), group), people(outcome, basis, group)), 0, _INF)
                if outcome is not None and not self.parts:
                    self._within(known, scores(outcome, basis, at, group), people(outcome, basis, group))
                    if len(basis) > 1:
                        once = minus(scores(outcome, (wave,), 0, group), scores(outcome, basis, at, group))
                        n = minus(people(outcome, (wave,), group), people(outcome, basis, group))
                        self._within(known, once, n)

    @cached_property
    def _open(self) -> bool:
        """Whether there is something beside the parts that are named."""
        shown = [claim for claim in self.claims if claim.kind == "part" and not claim.hidden]
        by_group: dict[tuple[Basis, Group], list[Claim]] = {}
        for claim in shown:
            by_group.setdefault((self.views.basis(claim), self.views.atoms(claim)), []).append(claim)
        for (basis, group), found in by_group.items():
            n = self.numbers.get((self.outcome, basis, group))
            if len(found) == len(self.parts) and n is not None and sum(claim.high for claim in found) < n - 0.5:
                return True
        return False

    def _within(self, known: Unknowns, sum_: Sum, n: Sum) -> None:
        low, high = self.range
        known.know(minus(sum_, n, low), 0, _INF)
        known.know(minus(sum_, n, high), -_INF, 0)

    def _added(self, known: Unknowns, one: Basis, other: Basis) -> None:
        """People who were added between two releases are people as well."""
        for atom in self.groups:
            for outcome in self.outcomes:
                n = minus(people(outcome, other, (atom,)), people(outcome, one, (atom,)))
                known.know(n, 0, _INF)
                for part in self.parts if outcome else ():
                    more = people(outcome, one, (atom,), part)
                    known.know(minus(people(outcome, other, (atom,), part), more), 0, _INF)
                for at in range(len(one)) if outcome is not None and not self.parts else ():
                    sum_ = minus(scores(outcome, other, at, (atom,)), scores(outcome, one, at, (atom,)))
                    self._within(known, sum_, n)


def outcomes_of(views: Views) -> Iterable[tuple[Outcome, Ends, dict[str, None]]]:
    """Go through what was answered: taking part, the outcomes with their range, and what is divided into parts."""
    yield None, (0.0, 0.0), {}
    ranges: dict[str, Ends] = {}
    for claims in views.releases:
        for id_, about in claims.content["outcomes"].items():
            ends = float(about["low"]), float(about["high"])
            known = ranges.get(id_, ends)
            ranges[id_] = min(known[0], ends[0]), max(known[1], ends[1])
    for id_, ends in ranges.items():
        yield id_, ends, {}
    yield from _divided(views)


def _divided(views: Views) -> Iterator[tuple[Outcome, Ends, dict[str, None]]]:
    parts: dict[str, dict[str, None]] = {}
    for claims in views.releases:
        for claim in claims.said:
            if claim.kind == "part" and claim.outcome is not None:
                parts.setdefault(claim.outcome, {})[claim.part] = None
    for outcome, of in parts.items():
        yield outcome, (0.0, 0.0), of if len(of) > 1 else {**of, "": None}
