"""The attack on numbers about staff: who was there, came, moved up, left, was selected, or said why they left.

The unknowns are how many people of each group there are in each part: a year's stock and flows, a reason, a band of
scales. Groups of a characteristic make up everyone; years make up the period; a year's stock with who came, less who
left, is the next one's, unless the release tells of people who came or went otherwise.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import permutations

from evaluatie.disclosure.auditing.attack import Attacked, attack_on
from evaluatie.disclosure.auditing.solvable import Solvable
from evaluatie.disclosure.auditing.staff_periods import Periods
from evaluatie.disclosure.auditing.staff_said import StaffTold, Told
from evaluatie.disclosure.auditing.targets import Target
from evaluatie.disclosure.auditing.terms import minus
from evaluatie.disclosure.auditing.unknowns import Unknowns
from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.disclosure.together import taken_together
from evaluatie.evaluation.conversing.names import HELD
from evaluatie.evaluation.conversing.names import NAME as SAID
from evaluatie.evaluation.intervening.names import AT, REACH, levels_of
from evaluatie.evaluation.section import ALL, UNKNOWN, Group
from evaluatie.evaluation.workforce.names import INTERVIEWS, REASONS, SELECTION, STAFF, YEARLY, unknown_part

TOPICS = (STAFF, SELECTION, INTERVIEWS, REACH)
Sum_ = dict[Hashable, float]


def topics_of(releases: Sequence[StaffTold]) -> tuple[str, ...]:
    """Name what releases tell numbers of people about, rounds of conversations among it."""
    rounds = {one.topic for release in releases for one in release.told if one.topic.startswith(SAID)}
    return (*TOPICS, *sorted(rounds))


def attack_staff(
    releases: Sequence[StaffTold], policy: DisclosurePolicy, topic: str, *, together: bool = True
) -> Attacked:
    """Try to work out every number of few people about staff.

    Parameters
    ----------
    releases : sequence of StaffTold
        What the releases of an organisation say of staff.
    policy : DisclosurePolicy
        What counts as few, and as too close.
    topic : str
        One of ``TOPICS``.
    together : bool
        Whether numbers that may be of the same period in several releases are taken to be the same.
    """
    periods = Periods([release for release in releases if release.of(topic)], topic, together=together)
    known = Unknowns()
    targets: dict[frozenset[tuple[Hashable, float]], Target] = {}
    for at, release in enumerate(periods.releases):
        one = _Release(release, at, periods, topic)
        one.tell(known)
        for target in one.targets():
            key = frozenset(target.n.items())
            cells = (*targets[key].cells, *target.cells) if key in targets else target.cells
            targets[key] = replace(target, cells=cells)
    if not targets:
        return Attacked()
    system = Solvable.of(known)
    if not system.possible():
        return Attacked(possible=False)
    # a number of staff is few by the same measure as a group of people who belong to it
    few = replace(policy, minimum_answers=policy.minimum_group)
    return attack_on(system, list(targets.values()), few, (0.0, 1.0))


@dataclass(frozen=True, eq=False)
class _Release:
    """What one release says of a topic, as sums of unknowns."""

    of: StaffTold
    at: int
    periods: Periods
    topic: str

    @cached_property
    def told(self) -> list[Told]:
        return self.of.of(self.topic)

    @cached_property
    def parts(self) -> dict[str, None]:
        return dict.fromkeys(one.part for one in self.told)

    @cached_property
    def groups(self) -> list[Group]:
        return list(dict.fromkeys([ALL, *(one.group for one in self.told)]))

    @cached_property
    def divisions(self) -> dict[str, tuple[str, ...]]:
        """The levels of each characteristic: all are named, hidden or not."""
        names = dict.fromkeys(name for name, _ in self.groups if name != ALL[0])
        return {name: tuple(sorted(level for of, level in self.groups if of == name)) for name in names}

    @cached_property
    def shown(self) -> dict[tuple[Group, str], tuple[float, float]]:
        """Between what each number that is shown lies."""
        found: dict[tuple[Group, str], tuple[float, float]] = {}
        for one in self.told:
            if not one.hidden:
                low, high = found.get((one.group, one.part), (one.low, one.high))
                found[one.group, one.part] = max(low, one.low), min(high, one.high)
        return found

    def atoms(self, part: str) -> tuple[str, ...]:
        """Give the smallest parts that a part is the sum of."""
        if self.topic == STAFF and part in YEARLY:
            return tuple(f"{part}:{year}" for year in self.periods.years[self.at])
        if self.topic == SELECTION and part.startswith("total:"):
            stage = part.partition(":")[2]
            return f"selected:{stage}", f"passed:{stage}"
        if self.topic == REACH:
            return tuple(self._at_levels(part))
        return (part,)

    def _at_levels(self, part: str) -> Iterator[str]:
        """Divide who was invited to an intervention, or to all of a level, by level and by whether they took part."""
        what, _, name = part.partition(":")
        whole = what.startswith("level_")
        kinds = ("reached", "missed") if what.endswith("invited") else (what.removeprefix("level_"),)
        named = dict.fromkeys(one.partition(":")[2] for one in self.parts if one.startswith(("invited:", "reached:")))
        for other in named:
            intervention, levels = levels_of(other)
            for level in levels:
                if level == name if whole else other == name:
                    yield from (f"{kind}:{intervention}{AT}{level}" for kind in kinds)

    def sum(self, group: Group, *parts: str) -> Sum_:
        """Write a number of people as a sum of unknowns."""
        # groups that were divided otherwise are others
        who = (*group, self.divisions.get(group[0], ()))
        return {(who, atom, self.periods.of(self.at, atom)): 1.0 for part in parts for atom in self.atoms(part)}

    def tell(self, known: Unknowns) -> None:
        """Add all that the release says, and what anyone knows of such numbers."""
        for one in self.told:
            if not one.hidden:
                known.know(self.sum(one.group, one.part), one.low, one.high, (one.release, one.id))
        ties = list(self._ties())
        for group in self.groups:
            for more, less, at_most in ties:
                known.know(minus(self.sum(group, *more), self.sum(group, *less)), 0, at_most)
        every = dict.fromkeys([*self.parts, *(part for tie in ties for side in tie[:2] for part in side)])
        for name, levels in self.divisions.items():
            if not self._adds_up(name, levels):
                continue
            for atom in dict.fromkeys(atom for part in every for atom in self.atoms(part)):
                sum_ = {key: 1.0 for level in levels for key in self.sum((name, level), atom)}
                known.know(minus(sum_, self.sum(ALL, atom)), 0, 0)
        for group in self.groups:
            for key in self.sum(group, *every):
                known.know({key: 1.0}, 0, float("inf"))

    def _adds_up(self, name: str, levels: Sequence[str]) -> bool:
        """Tell whether groups may be everyone together: a file of selection may leave people out of a division."""
        for part in self.parts:
            whole = self.shown.get((ALL, part))
            each = [self.shown.get(((name, level), part)) for level in levels]
            there = [ends for ends in each if ends is not None]
            if whole is None:
                continue
            if sum(low for low, _ in there) > whole[1]:
                return False
            if len(there) == len(levels) and sum(high for _, high in there) < whole[0]:
                return False
        return True

    def _ties(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], float]]:
        """Give parts that make up others in every group: sums, and how much the first may be more than the second."""
        match self.topic:
            case "staff":
                yield from self._of_staff()
            case "selection":
                stages = [part.partition(":")[2] for part in self.parts if part.startswith("total:")]
                for one, other in permutations(stages, 2):
                    went, stood = (self.shown.get((ALL, part)) for part in (f"selected:{one}", f"total:{other}"))
                    if went is not None and went == stood and went[0] == went[1]:
                        yield (f"selected:{one}",), (f"total:{other}",), 0
            case "exit_interviews":
                reasons = [part for part in self.parts if part.startswith("reason:")]
                for reason in reasons:
                    yield ("interviews",), (reason,), float("inf")
                # each names one reason at least
                yield tuple(reasons), ("interviews",), float("inf")
            case topic if topic.startswith(SAID):
                for part in self.parts:
                    if part.startswith("theme:"):
                        yield (HELD,), (part, part.replace("theme:", "without:", 1)), 0

    def _of_staff(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], float]]:
        years = self.periods.years[self.at]
        if not self.of.moved and self._balances():
            for year, after in zip(years, [*years[1:], "end"], strict=True):
                yield (f"stock:{year}", f"inflow:{year}"), (f"stock:{after}", f"outflow:{year}"), 0
        if "reason:voluntary" in self.parts:
            yield ("outflow",), tuple(f"reason:{reason}" for reason in REASONS), 0
        for what in ("band", "manager"):
            parts = tuple(part for part in self.parts if part.startswith(f"{what}:"))
            if parts and "stock:end" in self.parts:
                yield ("stock:end",), (*parts, f"{what}:otherwise"), 0

    def _balances(self) -> bool:
        """Tell whether stocks and flows of everyone, where all are shown, balance in every year."""
        years = self.periods.years[self.at]
        for year, after in zip(years, [*years[1:], "end"], strict=True):
            ends = [
                self.shown.get((ALL, part))
                for part in (f"stock:{year}", f"inflow:{year}", f"stock:{after}", f"outflow:{year}")
            ]
            if None not in ends:
                before, came, later, left = (of[0] for of in ends if of is not None)
                if before + came != later + left:
                    return False
        return True

    def targets(self) -> Iterator[Target]:
        """Give every number of people of a group that is known, and what is left of others that are told.

        Of how many people no reason is known, or no scale, tells nothing of anybody.
        """
        said: dict[tuple[Group, str], list[Told]] = {}
        for one in self.told:
            if not unknown_part(one.part):
                said.setdefault((one.group, one.part), []).append(one)
        for (group, part), of in said.items():
            if group[1] != UNKNOWN:
                yield self._target(part, [group], tuple((one.release, one.id) for one in of if one.hidden))
        for group in self.groups:
            for part in self._left(group) if group[1] != UNKNOWN else ():
                yield self._target(part, [group], ())
        yield from self._together(said)

    def _left(self, group: Group) -> Iterator[str]:
        stages = [part.partition(":")[2] for part in self.parts]
        for whole, part in (
            ("manager:yes", "manager:otherwise"),
            *((f"total:{stage}", f"passed:{stage}") for stage in stages),
            *((f"reached:{stage}", f"missed:{stage}") for stage in stages),
            *((f"theme:{stage}", f"without:{stage}") for stage in stages),
        ):
            if whole in self.parts and (group, part) not in self.shown:
                yield part

    def _together(self, said: Mapping[tuple[Group, str], Sequence[Told]]) -> Iterator[Target]:
        """Give hidden groups of a part, some at a time: together they may be few."""
        for part in self.parts:
            for name, levels in self.divisions.items():
                away = [
                    level
                    for level in levels
                    if level != UNKNOWN and ((name, level), part) in said and ((name, level), part) not in self.shown
                ]
                for some in taken_together(away):
                    groups = [(name, level) for level in some]
                    cells = tuple((one.release, one.id) for group in groups for one in said[group, part])
                    yield self._target(part, groups, cells)

    def _target(self, part: str, groups: Sequence[Group], cells: tuple[tuple[int, str], ...]) -> Target:
        name, kind = groups[0][0], "group" if len(groups) == 1 else "together"
        sum_ = {key: 1.0 for group in groups for key in self.sum(group, part)}
        who = "everyone" if groups[0] == ALL else f"{name}={' or '.join(level for _, level in groups)}"
        characteristics = () if groups[0] == ALL else (name,)
        return Target(f"{who}, {part}", kind, sum_, "people", None, characteristics, (part, who), cells=cells)
