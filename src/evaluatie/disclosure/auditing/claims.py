"""What a released number says, as an attacker takes it: how many people, the mean or change of whom, when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.evaluation.section import EVERYONE

Kind = Literal[
    "n", "mean", "change", "difference", "shift", "union", "pair_n", "once_n", "once_mean", "part", "absent"
]  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """One thing that a released number says, or hides.

    Attributes
    ----------
    release : int
        Place of the release among those that are attacked.
    id : str
        The number.
    kind : str
        ``n`` people; their ``mean``; ``change`` of the linked; ``difference`` with the reference group; ``shift``
        between everyone's means at two waves; ``union`` of the people at two waves; ``pair_n`` people of a group and
        its reference; ``once_n`` and ``once_mean`` of those who answered at one of two waves; a ``part`` of a group;
        ``absent`` people of one kind of absence.
    outcome : str or None
        What was answered; None for taking part.
    group : tuple of two str
        Characteristic and level.
    waves : tuple of str
        One wave, or the two over which people are linked.
    low, high : float
        Between what the value lies, as far as it was rounded; both are missing where it is hidden.
    hidden : str or None
        Why it is hidden.
    at : int
        Which of two waves a mean is of.
    part : str
        Which part of a group, or which absence.
    at_most : float
        Of a number of people that is hidden: the most that it can be, as the reason tells.
    """

    release: int
    id: str
    kind: Kind
    outcome: str | None
    group: tuple[str, str]
    waves: tuple[str, ...]
    low: float = float("nan")
    high: float = float("nan")
    hidden: str | None = None
    at: int = 0
    part: str = ""
    at_most: float = float("inf")


@dataclass(frozen=True)
class Claims:
    """All that one organisation's release says.

    Attributes
    ----------
    release : int
        Its place among those that are attacked.
    content : mapping
        The release.
    said : tuple of Claim
        What its numbers say.
    hidden : tuple of Claim
        What its numbers hide, also where another number shows it.
    policy : DisclosurePolicy
        By what it was made.
    read : frozenset of str
        The numbers that say something.
    """

    release: int
    content: Mapping[str, Any]
    said: tuple[Claim, ...]
    hidden: tuple[Claim, ...]
    policy: DisclosurePolicy
    read: frozenset[str]

    @cached_property
    def levels(self) -> dict[str, tuple[str, ...]]:
        """The levels of each characteristic that the release names, shown or hidden."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for claim in self.said:
            if claim.group[0] != EVERYONE:
                found[claim.group[0]][claim.group[1]] = None
        return {name: tuple(sorted(levels)) for name, levels in found.items()}

    @cached_property
    def references(self) -> dict[str, str]:
        """The reference level of each characteristic: the only one that is never compared with it."""
        compared: dict[str, set[str]] = defaultdict(set)
        for row in self.content["results"]:
            name, _, level = row["group"].partition("=")
            if row["term"] in ("difference", "gap_change"):
                compared[name].add(level)
        left = {name: set(levels) - compared[name] for name, levels in self.levels.items() if compared[name]}
        return {name: levels.pop() for name, levels in left.items() if len(levels) == 1}
