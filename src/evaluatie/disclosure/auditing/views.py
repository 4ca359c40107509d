"""Which figures of several releases are about the same people, and how their groups lie over each other.

Two releases of one organisation are about the same people at a wave as long as no figure that both give differs. Where
one does, somebody was added or left out between them: those few are then a group of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise, product

from evaluatie.disclosure.auditing.claims import Claim, Claims
from evaluatie.evaluation.section import EVERYONE

#: a characteristic and one level of it in each of the ways in which releases divide it; everyone has no levels
Atom = tuple[str, ...]
#: the waves that people are linked over, each as it was in one or more releases: its name, and which version of it
Basis = tuple[tuple[str, int], ...]

ALL: Atom = (EVERYONE,)
_N = r"(\d{1,9})"
#: bands in the words that people write them with, without "years", and how far the first and the last number are inside
_BANDS = tuple(
    (re.compile(pattern), low, high)
    for pattern, low, high in (
        (f"{_N} (?:-|–|—|t/m|tot en met|to|through) {_N}", 0, 0),
        # "35 tot 50" ends before 50, and "35 tot 49" with 49
        (f"{_N} (?:tot (?=\\d*[05]$)|to under |tot onder ){_N}", 0, -1),
        (f"{_N} tot {_N}", 0, 0),
        (f"(?:<|tot|under|onder|below|beneden|jonger dan|younger than|less than|minder dan) {_N}", None, -1),
        (f"(?:<=|≤|-|t/m|tot en met|up to|hoogstens|at most) {_N}", None, 0),
        (f"{_N} (?:of|en|or|and) (?:jonger|minder|lager|younger|under|less|below)", None, 0),
        (f"(?:>|ouder dan|older than|over|meer dan|more than|above|boven) {_N}", 1, None),
        (f"(?:>=|≥|vanaf|from|at least|minstens) {_N}", 0, None),
        (f"{_N} (?:\\+|plus|(?:of|en|or|and) (?:ouder|meer|hoger|older|over|more|up|above))", 0, None),
    )
)
_YEARS = re.compile(r"\b(?:jaar|jr|years?|yrs?)\b|\bof age\b")
_APART = ("other",)  # what is left of two divisions need not be the same
_OPEN = 10**6
_LONGEST = 80


def band_of(level: str) -> tuple[int, int] | None:
    """Give the lowest and highest whole number of a level that is a band of them; None where it is no band.

    Examples
    --------
    >>> band_of("35-49"), band_of("<35"), band_of("50+"), band_of("europa")
    ((35, 49), (0, 34), (50, 1000000), None)
    >>> band_of("35 tot 50 jaar"), band_of("t/m 34 jaar"), band_of("65 jaar of ouder"), band_of("> 39")
    ((35, 49), (0, 34), (65, 1000000), (40, 1000000))
    """
    signs = re.sub(r"(<=|>=|[<>≤≥+–—-])", r" \1 ", _YEARS.sub(" ", level.lower()[:_LONGEST]))
    text = " ".join(signs.split())
    for pattern, low, high in _BANDS:
        if match := pattern.fullmatch(text):
            numbers = list(map(int, match.groups()))
            first, last = 0 if low is None else numbers[0] + low, _OPEN if high is None else numbers[-1] + high
            return (first, last) if first <= last else None
    return None


@dataclass(frozen=True)
class Division:
    """How releases divide people by one characteristic.

    Attributes
    ----------
    name : str
        The characteristic.
    ways : tuple of (tuple of str)
        The levels of every way in which it was divided.
    """

    name: str
    ways: tuple[tuple[str, ...], ...]

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """The groups that are not divided further by any way."""
        return tuple((self.name, *levels) for levels in product(*self.ways) if self._possible(levels))

    @property
    def unread(self) -> bool:
        """Whether it was divided in several ways, by bands of which some cannot be read."""
        read = [band_of(level) is not None for way in self.ways for level in way if level not in ("unknown", "other")]
        return len(self.ways) > 1 and any(read) and not all(read)

    def inside(self, way: int, level: str) -> tuple[Atom, ...]:
        """Give the atoms that a level consists of."""
        return tuple(atom for atom in self.atoms if atom[1 + way] == level)

    @cached_property
    def aged(self) -> bool:
        """Whether people move on to another level by themselves: bands of numbers."""
        return any(band_of(level) is not None for way in self.ways for level in way)

    def _possible(self, levels: Sequence[str]) -> bool:
        pairs = ((a, b) for a in range(len(levels)) for b in range(a))
        return all(self._overlap(levels[a], self.ways[a], levels[b], self.ways[b]) for a, b in pairs)

    @staticmethod
    def _overlap(one: str, way: Sequence[str], other: str, other_way: Sequence[str]) -> bool:
        mine, theirs = band_of(one), band_of(other)
        if mine is not None and theirs is not None:
            return max(mine[0], theirs[0]) <= min(mine[1], theirs[1])
        if one == other:
            return True
        # a group of the same name is the same group
        return not any(level in there and level not in _APART for level, there in ((one, other_way), (other, way)))


@dataclass
class Views:
    """The waves and divisions of one organisation's releases.

    Attributes
    ----------
    releases : sequence of Claims
        What they say, in the order of time.
    basis_of : dict
        By release and waves: which versions of which waves these are.
    nested : list of two Basis
        The first is within the second: people were added between them.
    unclear : list of str
        Waves of which figures differ between releases while it cannot be said that people were only added.
    divisions : dict of str to Division
        By characteristic.
    """

    releases: Sequence[Claims]
    basis_of: dict[tuple[int, tuple[str, ...]], Basis] = field(default_factory=dict)
    nested: list[tuple[Basis, Basis]] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        ways: dict[str, dict[tuple[str, ...], None]] = {}
        self._way: dict[tuple[int, str], int] = {}
        for claims in self.releases:
            for name, levels in claims.levels.items():
                known = ways.setdefault(name, {})
                known.setdefault(levels)
                self._way[claims.release, name] = list(known).index(levels)
        self.divisions = {name: Division(name, tuple(known)) for name, known in ways.items()}
        self._versions()
        self._nest()

    def atoms(self, claim: Claim) -> tuple[Atom, ...]:
        """Give the atoms of the group that a claim is about."""
        return self.group(claim.release, claim.group)

    def group(self, release: int, group: tuple[str, str]) -> tuple[Atom, ...]:
        """Give the atoms of a group of a release."""
        name, level = group
        return (ALL,) if name == EVERYONE else self.divisions[name].inside(self._way[release, name], level)

    def basis(self, claim: Claim) -> Basis:
        """Give the waves that a claim is about, as they were in its release."""
        return self.basis_of[claim.release, claim.waves]

    def _versions(self) -> None:
        """Decide which releases are about the same people at each wave."""
        facts: dict[str, list[dict[object, tuple[float, float]]]] = {}
        for claims in self.releases:
            dates = {wave["id"]: str(wave["date"] or wave["id"]) for wave in claims.content["waves"]}
            version = {}
            for wave, date in dates.items():
                own = dict(self._facts(claims, wave))
                known = facts.setdefault(date, [])
                same = [at for at, others in enumerate(known) if not _contradict(own, others)]
                if not same:
                    known.append({})
                at = same[-1] if same else len(known) - 1
                known[at].update(own)
                version[wave] = (date, at)
            for claim in claims.said:
                self.basis_of[claims.release, claim.waves] = tuple(version[wave] for wave in claim.waves)
        self._people = {
            (date, at): own.get(("n", None, ALL)) for date, of in facts.items() for at, own in enumerate(of)
        }

    def _facts(self, claims: Claims, wave: str) -> Iterator[tuple[object, tuple[float, float]]]:
        for claim in claims.said:
            if claim.waves == (wave,) and claim.kind in ("n", "mean") and not claim.hidden:
                yield (claim.kind, claim.outcome, *self.atoms(claim)), (claim.low, claim.high)

    def _nest(self) -> None:
        """Order the versions of each wave, and the linked people of each pair of them, by how many they are."""
        within: dict[tuple[str, int], tuple[str, int]] = {}
        by_date: dict[str, list[tuple[float, tuple[str, int]]]] = {}
        for version, people in self._people.items():
            if people is not None:
                by_date.setdefault(version[0], []).append((people[0], version))
            elif version[1]:
                self.unclear.append(version[0])
        for date, versions in by_date.items():
            ordered = sorted(versions)
            for (few, one), (many, other) in pairwise(ordered):
                if few < many:
                    within[one] = other
                else:
                    self.unclear.append(date)
        bases = sorted(set(self.basis_of.values()))
        for fewer, more in product(bases, bases):
            steps = [(a, b) for a, b in zip(fewer, more, strict=False) if a != b]
            if len(fewer) == len(more) and steps and all(within.get(a) == b for a, b in steps):
                self.nested.append((fewer, more))


def _contradict(own: Mapping[object, tuple[float, float]], others: Mapping[object, tuple[float, float]]) -> bool:
    """Tell whether figures that both give cannot be the same."""
    both = own.keys() & others.keys()
    return any(own[key][0] > others[key][1] + 1e-9 or own[key][1] < others[key][0] - 1e-9 for key in both)
