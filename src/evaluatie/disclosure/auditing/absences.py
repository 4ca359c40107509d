"""The attack on numbers of absent people: who left, who joined, who stayed silent, and who answered once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import product
from math import isnan

from evaluatie.disclosure.auditing.attack import Attacked, attack_on
from evaluatie.disclosure.auditing.claims import Claim
from evaluatie.disclosure.auditing.solvable import Solvable
from evaluatie.disclosure.auditing.targets import Target
from evaluatie.disclosure.auditing.unknowns import Unknowns
from evaluatie.disclosure.auditing.views import ALL, Basis, Views
from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.evaluation.standings import ANSWERED, KINDS, UNLINKED_KINDS

_STANDS = range(4)
_MOST = 4  # waves that are looked at together: with more there would be thousands of ways of standing at them
Stands = tuple[int, ...]


def attack_absences(views: Views, policy: DisclosurePolicy) -> Attacked:
    """Try to work out every hidden number of absent people.

    The unknowns are how many people stand in each way at the waves: answered, employed but silent, out of employment,
    or not known. Every number of absent people, and every number of people who answered, is a sum of some of them.

    Parameters
    ----------
    views : Views
        The releases of an organisation.
    policy : DisclosurePolicy
        What counts as few, and as too close.
    """
    said = [claim for claims in views.releases for claim in claims.said]
    absent = [claim for claim in said if claim.kind == "absent"]
    waves = sorted({wave for claim in absent for wave in views.basis(claim)})
    if len(waves) <= _MOST:
        return _attack(views, said, tuple(waves), policy)
    bases = dict.fromkeys(views.basis(claim) for claim in absent)
    return _together([_attack(views, said, basis, policy) for basis in bases])


def _attack(views: Views, said: Sequence[Claim], waves: Basis, policy: DisclosurePolicy) -> Attacked:
    known = Unknowns()
    targets: list[Target] = []
    for claim in said:
        basis = views.basis(claim)
        if not set(basis) <= set(waves) or claim.outcome is not None or views.atoms(claim) != (ALL,):
            continue
        sum_ = dict(_sum(claim, basis, waves))
        source = (claim.release, claim.id)
        if not sum_:
            continue
        if not claim.hidden and not isnan(claim.low):
            known.know(sum_, claim.low, claim.high, source)
        elif claim.hidden and claim.kind == "absent":
            if claim.at_most < float("inf"):
                known.know(sum_, 0, claim.at_most, source, told=True)
            about = f"{claim.part.replace('_', ' ')} at {' and '.join(date for date, _ in basis)}"
            targets.append(Target(about, "group", sum_, "people", None, (), (basis, claim.part), cells=(source,)))
    for stands in product(_STANDS, repeat=len(waves)):
        known.know({(waves, stands): 1.0}, 0, float("inf"))
    system = Solvable.of(known)
    if not targets:
        return Attacked()
    if not system.possible():
        return Attacked(possible=False)
    return attack_on(system, targets, policy, (0.0, 1.0))


def _sum(claim: Claim, basis: Basis, waves: Basis) -> Iterator[tuple[Hashable, float]]:
    """Write a number as a sum of ways of standing at the waves."""
    places = [waves.index(wave) for wave in basis]
    for stands in product(_STANDS, repeat=len(waves)):
        if _counts(claim, tuple(stands[place] for place in places)):
            yield (waves, stands), 1.0


def _counts(claim: Claim, stands: Stands) -> bool:
    """Tell whether people who stand so are in a number."""
    match claim.kind:
        case "absent":
            return stands in (KINDS | UNLINKED_KINDS)[claim.part]
        case "n":
            return all(stand == ANSWERED for stand in stands)
        case "once_n":
            return stands[claim.at] == ANSWERED and stands[1 - claim.at] != ANSWERED
    return False


def _together(attacked: Sequence[Attacked]) -> Attacked:
    return Attacked(
        tuple(found for one in attacked for found in one.found),
        sum(one.hidden for one in attacked),
        min((one.narrowest for one in attacked), default=float("inf")),
        possible=all(one.possible for one in attacked),
    )
