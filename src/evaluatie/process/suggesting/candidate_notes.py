"""What a careful reader of candidate interventions must know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from evaluatie.process.suggesting.aim_links import AimLink
from evaluatie.process.suggesting.baseline_reading import Baseline, Position
from evaluatie.process.suggesting.choosing import Candidate
from evaluatie.process.suggesting.grounds import Ground, doubts

SUGGESTION = (
    "these are suggestions to discuss in the project group and with those concerned, no proof that an intervention "
    "will work here: neither the link from outcome to intervention nor the guide's evidence is a test of it"
)
COMPARED = (
    "compare positions of different scales with care: how readily people agree differs by question, and overlap of "
    "intervals is a rule of thumb, as the same people answered"
)


def reading_notes(read: Baseline, links: Mapping[str, AimLink], totals: Sequence[str]) -> Iterator[str]:
    """Say what was left out.

    Parameters
    ----------
    read : Baseline
        What was read.
    links : mapping of str to AimLink
        Of outcomes that have one.
    totals : sequence of str
        Totals that were left out for their scales.

    Yields
    ------
    str
        A note.
    """
    outcomes = dict.fromkeys(each.outcome for each in (*read.levels, *read.gaps))
    unlinked = [outcome for outcome in outcomes if outcome not in links]
    without = [outcome for outcome in outcomes if outcome in links and not links[outcome].aims]
    if read.unknown:
        yield f"left out, without a value or an interval: {_listed(read.unknown)}"
    if read.ambiguous:
        yield f"left out, as neither higher nor lower is better: {_listed(read.ambiguous)}"
    if unlinked:
        yield f"left out, as no aim is known of them (links says which): {_listed(unlinked)}"
    if without:
        yield f"left out, as no intervention is to change them: {_listed(without)}"
    if totals:
        yield f"left out of the order, as its scales are there: {_listed(totals)}"


def ground_notes(
    low: Sequence[Ground], wide: Sequence[Ground], compared: Sequence[Position], read: Baseline, limit: float
) -> Iterator[str]:
    """Say how sure the grounds are.

    Parameters
    ----------
    low, wide : sequence of Ground
        The lowest scales and the widest gaps that count.
    compared : sequence of Position
        All scales that were compared.
    read : Baseline
        What was read.
    limit : float
        Position from which a scale is not low.

    Yields
    ------
    str
        A note.
    """
    if compared and not low:
        yield f"no scale is low: all lie at {limit:g} or above"
    yield from doubts(low, compared, limit)
    if len(compared) > 1:
        yield COMPARED
    if read.gaps and not wide:
        yield "no gap to a group's disadvantage is clear: every interval holds 0, which does not prove there is none"
    better = [f"{gap.outcome} ({gap.group})" for gap in read.gaps if gap.ci_low > 0]
    if better:
        yield f"the group is better off, which gives no reason here: {_listed(better)}"
    if len(read.gaps) > 1 and wide:
        yield (
            f"{len(read.gaps)} gaps were looked at: the more there are, the more leave out 0 by chance, and the widest "
            "is likely to be wider than it truly is"
        )


def choice_notes(
    grounds: Sequence[Ground], found: Sequence[Candidate], given: Sequence[Candidate], asked: int,
    links: Mapping[str, AimLink],
) -> Iterator[str]:  # fmt: skip
    """Say what the choice leaves out, and what it rests on.

    Parameters
    ----------
    grounds : sequence of Ground
        All that count.
    found, given : sequence of Candidate
        All candidates, and those that are given.
    asked : int
        On how many levels interventions are to act.
    links : mapping of str to AimLink
        Of the outcomes of the grounds.

    Yields
    ------
    str
        A note.
    """
    if not grounds:
        yield "no candidates: nothing is low and no gap is clear"
        return
    if not found:
        yield "no candidates: the catalogue has no intervention for these outcomes"
        return
    indirect = [ground.position.outcome for ground in grounds if links[ground.position.outcome].kind == "consequence"]
    if indirect:
        yield f"expected to follow from inclusion, not inclusion itself: {_listed(indirect)}"
    if len(given) < len(found):
        yield f"{len(given)} of {len(found)} candidates are given"
    if len({each.intervention.level for each in given}) < asked:
        yield f"all candidates are on one level; the visual advises to work on {asked} or more"
    if len(given) == 1:
        yield "there is one candidate; the visual advises several that hang together"
    yield "check first whether what exists already is carried out, as the visual advises"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))
