"""The few people by whom a group differs between two releases of a wave, where these are not about the same people.

Where people were only added, linear programs find it with all else. Here people may also have left a group, moved to
another or corrected an answer: a group's number and sum of scores in one release, less those in the other, are about
those few all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from evaluatie.disclosure.auditing.attack import Found
from evaluatie.disclosure.auditing.claims import Claim, Claims
from evaluatie.disclosure.auditing.targets import Target
from evaluatie.disclosure.auditing.terms import Outcome
from evaluatie.disclosure.auditing.unknowns import Source
from evaluatie.disclosure.auditing.views import ALL, Atom, Basis, Views

_KINDS = {"n": "people", "mean": "mean", "change": "change"}
Place = tuple[Outcome, tuple[str, ...], tuple[Atom, ...]]


def differences(views: Views, minimum: int, dates: Sequence[str] | None) -> Iterator[tuple[Found, Outcome]]:
    """Compare every two releases that are not about the same people.

    Parameters
    ----------
    views : Views
        The releases of one organisation.
    minimum : int
        Fewer people are few.
    dates : sequence of str or None
        Waves to compare where they are not of the same people; every group of every wave where None.

    Yields
    ------
    tuple of Found and (str or None)
        What follows of whom, and of which outcome.
    """
    said = {claims.release: dict(_said(views, claims)) for claims in views.releases}
    for first, last in combinations(said, 2):
        for place, claims in said[last].items():
            before = said[first].get(place)
            if before is None or not _other(views, before["n"], claims["n"], dates):
                continue
            more = claims["n"].low - before["n"].low
            if 0 < abs(more) < minimum:
                yield from _found(views, place, before, claims)


def _said(views: Views, of: Claims) -> Iterator[tuple[Place, dict[str, Claim]]]:
    """Give the groups of which a release shows how many people they are, with what else it shows of them."""
    found: dict[Place, dict[str, Claim]] = {}
    for claim in of.said:
        if claim.kind in _KINDS and not claim.hidden:
            dates = tuple(date for date, _ in views.basis(claim))
            found.setdefault((claim.outcome, dates, views.atoms(claim)), {})[claim.kind] = claim
    yield from ((place, claims) for place, claims in found.items() if "n" in claims and claims["n"].low >= 0)


def _other(views: Views, one: Claim, other: Claim, dates: Sequence[str] | None) -> bool:
    """Tell whether a group that is to be compared may not be of the same people in both.

    Where figures contradict each other somebody may have moved to another group while the wave stayed as it was.
    """
    pairs = zip(views.basis(one), views.basis(other), strict=True)
    return dates is None or any(a != b and a[0] in dates for a, b in pairs)


def _found(
    views: Views, place: Place, before: dict[str, Claim], after: dict[str, Claim]
) -> Iterator[tuple[Found, Outcome]]:
    outcome, dates, group = place
    more = after["n"].low - before["n"].low
    people = (int(abs(more)), int(abs(more)))
    names = " or ".join(dict.fromkeys(f"{atom[0]}={atom[-1]}" for atom in group if atom != ALL)) or "everyone"
    about = f"{names} at {' and '.join(dates)}, in one of two releases only"
    characteristics = tuple(dict.fromkeys(atom[0] for atom in group if atom != ALL))
    basis: Basis = views.basis(after["n"])
    for kind in _KINDS:
        if kind not in before or kind not in after or (kind == "n" and len(before.keys() & after.keys()) > 1):
            continue  # a mean tells more than that there are few
        sources: tuple[Source, ...] = tuple(
            dict.fromkeys((claim.release, claim.id) for of in (before, after) for claim in (of["n"], of[kind]))
        )
        target = Target(about, "added", {}, _KINDS[kind], None, characteristics, (basis, group, kind))
        ends = (float(people[0]), float(people[0])) if kind == "n" else _ends(before, after, kind)
        yield Found(target, *ends, people, sources), outcome


def _ends(before: dict[str, Claim], after: dict[str, Claim], kind: str) -> tuple[float, float]:
    """Give between what the mean lies of those by whom a group is larger, less what left it."""
    more = after["n"].low - before["n"].low
    sums = [
        after["n"].low * one - before["n"].low * other
        for one in (after[kind].low, after[kind].high)
        for other in (before[kind].low, before[kind].high)
    ]
    return min(sum_ / more for sum_ in sums), max(sum_ / more for sum_ in sums)
