"""What an attacker is after: the number, the mean and the change of every group that may be of few people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from evaluatie.disclosure.auditing.claims import Claim
from evaluatie.disclosure.auditing.people import People
from evaluatie.disclosure.auditing.terms import minus, people, scores
from evaluatie.disclosure.auditing.unknowns import Source, Sum
from evaluatie.disclosure.auditing.views import ALL, Atom, Basis
from evaluatie.disclosure.together import taken_together

#: the claims that a number, a mean or a change is hidden by
_HIDES = {"people": ("n", "part"), "mean": ("mean", "n"), "change": ("change", "n")}


@dataclass(frozen=True)
class Target:
    """Something that an attacker is after.

    Attributes
    ----------
    about : str
        Whom it is about, in words.
    kind : str
        As for :func:`evaluatie.disclosure.auditing.findings.remedy`.
    n : mapping
        Their number as a sum of unknowns.
    quantity : str
        ``"people"``, ``"mean"`` or ``"change"``.
    sum : mapping or None
        Of which the mean is taken.
    characteristics : tuple of str
        The characteristics that their group is of.
    key : tuple
        The same for every outcome.
    guarded : bool
        Whether the mean must not be found however many they are.
    cells : tuple of Source
        The numbers that hide it, where these are known beforehand.
    """

    about: str
    kind: str
    n: Sum
    quantity: str
    sum: Sum | None
    characteristics: tuple[str, ...]
    key: tuple[object, ...]
    guarded: bool = False
    cells: tuple[Source, ...] = ()


def targets_of(of: People) -> list[Target]:
    """List what an attacker is after, each thing once.

    Parameters
    ----------
    of : People
        Whom it is about, and what is known of them.
    """
    found: dict[object, Target] = {}
    for target in _targets(of):
        key = (target.quantity, frozenset(target.n.items()), frozenset((target.sum or {}).items()))
        found.setdefault(key, target)
    return list(found.values())


def cells_of(of: People, target: Target) -> tuple[Source, ...]:
    """Give the released numbers that hide a target; none for people by whom two figures differ.

    Parameters
    ----------
    of : People
        Whom it is about, and what is known of them.
    target : Target
        What was found.
    """
    if target.kind not in ("group", "once", "together"):
        return ()
    basis, group, *more = target.key
    part = next((name for name in more if isinstance(name, str)), "")
    kinds = ("once_mean", "once_n") if target.kind == "once" else _HIDES[target.quantity]
    found = [
        claim
        for claims in of.views.releases
        for claim in claims.hidden
        if claim.kind in kinds and claim.outcome == of.outcome
        and of.views.basis(claim) == basis and claim.part == part and _within(of, claim, target, group)
    ]  # fmt: skip
    first = sorted(found, key=lambda claim: (kinds.index(claim.kind), claim.release, claim.id))
    return tuple(dict.fromkeys((claim.release, claim.id) for claim in first))


def _within(of: People, claim: Claim, target: Target, group: object) -> bool:
    atoms = of.views.atoms(claim)
    return set(atoms) <= set(group) if target.kind == "together" else atoms == group  # type: ignore[call-overload]


def _targets(of: People) -> Iterator[Target]:
    for basis in of.bases:
        for name, group, kind in _groups(of):
            characteristics = tuple(dict.fromkeys(atom[0] for atom in group if atom != ALL))
            about = f"{name} at {_waves(basis)}"
            yield from _of_group(
                of, basis, group, Target(about, kind, {}, "people", None, characteristics, (basis, group))
            )
    for one, other in of.views.nested:
        if {one, other} <= set(of.bases):
            yield from _added(of, one, other)


def _groups(of: People) -> Iterator[tuple[str, tuple[Atom, ...], str]]:
    """Go through everyone, the levels, what lies in several levels at once, and the hidden levels together."""
    yield "everyone", (ALL,), "group"
    hidden = {(claim.release, claim.group) for claim in of.claims if claim.hidden and claim.group[0] != ALL[0]}
    for name, division in of.divisions.items():
        for way, levels in enumerate(division.ways):
            for level in levels:
                yield f"{name}={level}", division.inside(way, level), "group"
        if len(division.ways) > 1:
            for atom in division.atoms:
                yield f"{name}={' and '.join(dict.fromkeys(atom[1:]))}", (atom,), "divided"
    for claims in of.views.releases:
        for name in sorted(of.divisions.keys() & claims.levels.keys()):
            away = sorted(level for release, (of_, level) in hidden if release == claims.release and of_ == name)
            for some in taken_together(away):
                group = tuple(atom for level in some for atom in of.views.group(claims.release, (name, level)))
                yield f"{name}={' or '.join(some)}", group, "together"


def _of_group(of: People, basis: Basis, group: tuple[Atom, ...], base: Target) -> Iterator[Target]:
    own = of.outcome
    if own is None:
        yield replace(base, n=people(None, basis, group))
        return
    if of.parts:
        for part in of.parts:
            named = f"{base.about}, {own.partition(':')[0]} {part or 'otherwise'}"
            yield replace(base, about=named, n=people(own, basis, group, part), key=(*base.key, part))
        return
    n = people(own, basis, group)
    yield replace(base, n=n)
    for at, wave in enumerate(basis):
        sum_ = scores(own, basis, at, group)
        guarded = len(basis) == 1 and _uniform(of, basis, group)
        yield replace(base, n=n, quantity="mean", sum=sum_, key=(*base.key, at), guarded=guarded)
        if len(basis) == 2:
            other = basis[1 - at][0]
            about = base.about.replace(_waves(basis), f"{wave[0]}, who did not answer at {other}")
            once = minus(people(own, (wave,), group), n), minus(scores(own, (wave,), 0, group), sum_)
            yield replace(
                base, about=about, kind="once", n=once[0], quantity="mean", sum=once[1], key=(*base.key, at, 1)
            )
    if len(basis) == 2:
        sum_ = minus(scores(own, basis, 1, group), scores(own, basis, 0, group))
        yield replace(base, n=n, quantity="change", sum=sum_)


def _uniform(of: People, basis: Basis, group: tuple[Atom, ...]) -> bool:
    """Tell whether nearly all of a group gave the same answer: then their mean is as good as an answer."""
    return any(
        claim.hidden == "uniform" and claim.outcome == of.outcome and claim.kind in ("mean", "n")
        and of.views.basis(claim) == basis and of.views.atoms(claim) == group
        for claim in of.claims
    )  # fmt: skip


def _added(of: People, one: Basis, other: Basis) -> Iterator[Target]:
    """Go through the people by whom a later release is larger."""
    for name, group, _ in _groups(of):
        characteristics = tuple(dict.fromkeys(atom[0] for atom in group if atom != ALL))
        n = minus(people(of.outcome, other, group), people(of.outcome, one, group))
        about = f"{name} at {_waves(other)}, in one of two releases only"
        base = Target(about, "added", n, "people", None, characteristics, (one, other, group))
        for part in of.parts if of.outcome else ():
            more = minus(people(of.outcome, other, group, part), people(of.outcome, one, group, part))
            yield replace(base, n=more, key=(*base.key, part))
        if not of.parts or of.outcome is None:
            yield base
        for at in range(len(one)) if of.outcome is not None and not of.parts else ():
            sum_ = minus(scores(of.outcome, other, at, group), scores(of.outcome, one, at, group))
            yield replace(base, quantity="mean", sum=sum_, key=(*base.key, at))


def _waves(basis: Basis) -> str:
    return " and ".join(wave for wave, _ in basis)
