"""The unknowns of an organisation by name: numbers of people and sums of scores of every group, and sums of these."""

from __future__ import annotations

from collections.abc import Hashable

from evaluatie.disclosure.auditing.unknowns import Sum
from evaluatie.disclosure.auditing.views import Atom, Basis

Group = tuple[Atom, ...]
Outcome = str | None
Ends = tuple[float, float]


def people(outcome: Outcome, basis: Basis, group: Group, part: str = "") -> dict[Hashable, float]:
    """Write a number of people as a sum of unknowns."""
    return {("n", outcome, basis, atom, part): 1.0 for atom in group}


def scores(outcome: Outcome, basis: Basis, at: int, group: Group) -> dict[Hashable, float]:
    """Write a sum of scores at one of the waves of a basis."""
    return {("s", outcome, basis, at, atom): 1.0 for atom in group}


def minus(one: Sum, other: Sum, times: float = 1.0) -> dict[Hashable, float]:
    """Subtract a sum, so many times, from another."""
    found = dict(one)
    for name, weight in other.items():
        found[name] = found.get(name, 0.0) - times * weight
    return found
