"""From grounds to interventions: which are candidates, in what order, and over how many levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluatie.process.cataloguing.catalogue import InterventionCatalogue
from evaluatie.process.cataloguing.intervention import Intervention
from evaluatie.process.suggesting.aim_links import AimLink
from evaluatie.process.suggesting.grounds import Ground


@dataclass(frozen=True)
class Candidate:
    """An intervention with the grounds that it answers to.

    Attributes
    ----------
    intervention : Intervention
        Itself.
    grounds : tuple of Ground
        At least one.
    aims : tuple of str
        The aims by which it is linked to them.
    """

    intervention: Intervention
    grounds: tuple[Ground, ...]
    aims: tuple[str, ...]

    @property
    def reason(self) -> str:
        """``lowest`` or ``gap``, or ``both`` where it answers to either kind."""
        kinds = {ground.kind for ground in self.grounds}
        return "both" if len(kinds) > 1 else kinds.pop()


def candidates_for(
    catalogue: InterventionCatalogue, grounds: Sequence[Ground], links: Mapping[str, AimLink]
) -> list[Candidate]:
    """Give every intervention that answers to a ground, best first.

    Parameters
    ----------
    catalogue : InterventionCatalogue
        Where they come from; only those that change something for people themselves.
    grounds : sequence of Ground
        Gaps from wide to narrow, scales from low to high.
    links : mapping of str to AimLink
        Of the outcomes of all grounds.

    Returns
    -------
    list of Candidate
        In turns: each ground puts forward its best candidate that is not there yet, so that none is crowded out. Best
        is who answers to both kinds of ground, then who has the strongest evidence in the guide, then who comes first
        in the catalogue.
    """
    grades = list(catalogue.grades)
    found = [
        candidate
        for one in catalogue.values()
        if one.role == "change" and (candidate := _candidate(one, grounds, links)) is not None
    ]
    best = sorted(found, key=lambda each: (each.reason != "both", grades.index(each.intervention.evidence)))
    return _in_turns(best, grounds)


def _in_turns(best: list[Candidate], grounds: Sequence[Ground]) -> list[Candidate]:
    waiting, ordered = list(best), []
    while waiting:
        for ground in grounds:
            put_forward = next((each for each in waiting if ground in each.grounds), None)
            if put_forward is not None:
                waiting.remove(put_forward)
                ordered.append(put_forward)
    return ordered


def _candidate(one: Intervention, grounds: Sequence[Ground], links: Mapping[str, AimLink]) -> Candidate | None:
    answered = []
    aims: dict[str, None] = {}
    for ground in grounds:
        link = links[ground.position.outcome]
        shared = [aim for aim in one.aims if aim in link.aims]
        if shared and (not link.levels or one.level in link.levels):
            answered.append(ground)
            aims |= dict.fromkeys(shared)
    return Candidate(one, tuple(answered), tuple(aims)) if answered else None


def spread(
    candidates: Sequence[Candidate], most: int, levels: int, catalogue: InterventionCatalogue
) -> list[Candidate]:
    """Take the first candidates, from as many levels as are asked for where there are so many.

    Parameters
    ----------
    candidates : sequence of Candidate
        Best first.
    most : int
        How many to take.
    levels : int
        On how many levels they are to act.
    catalogue : InterventionCatalogue
        Says what must come before what.

    Returns
    -------
    list of Candidate
        Best first, but after what they need.
    """
    taken = list(candidates[:most])
    for candidate in candidates[most:]:
        on = [each.intervention.level for each in taken]
        spare = [at for at, level in enumerate(on) if on.count(level) > 1]
        if len(set(on)) < levels and candidate.intervention.level not in on and spare:
            taken[spare[-1] :] = [*taken[spare[-1] + 1 :], candidate]
    by_id = {each.intervention.id: each for each in taken}
    return [by_id[id_] for id_ in catalogue.in_order(by_id) if id_ in by_id]
