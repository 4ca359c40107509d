"""What a careful reader must know when rounds of conversations are compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evaluatie.amiss import listed
from evaluatie.themes.alikeness import Shares, unit_notes
from evaluatie.themes.comparing.changes import absent_limit
from evaluatie.themes.comparing.paired import Part
from evaluatie.themes.reading.labels import natural


@dataclass(frozen=True)
class Side:
    """One of the two rounds.

    Attributes
    ----------
    label : label
        The round.
    part : Part
        Its documents.
    shares : Shares
        Of its themes.
    units : frozenset of labels
        Units it has documents of.
    coders : frozenset of labels
        Who read documents of it.
    several : int
        Documents that several of them read.
    """

    label: Any
    part: Part
    shares: Shares
    units: frozenset[Any]
    coders: frozenset[Any]
    several: int


def side_notes(first: Side, last: Side, confidence: float) -> Iterator[str]:
    """Say what stands between two rounds and a comparison of them.

    Parameters
    ----------
    first, last : Side
        The rounds.
    confidence : float
        Level of the limits.

    Yields
    ------
    str
        Notes on what was not found, on units and on coders.

    Examples
    --------
    >>> import numpy as np
    >>> from evaluatie.themes.alikeness import shares_of
    >>> occurs, units = np.array([[True], [True]]), np.arange(2)
    >>> shares, part = shares_of(occurs, units, 0.95), Part(occurs, units)
    >>> first, last = (Side(f"t{at}", part, shares, frozenset("ab"), frozenset([at + 1]), 0) for at in (0, 1))
    >>> for note in side_notes(first, last, 0.95):
    ...     print(note)
    2 units are in both rounds, 0 only in t0, 0 only in t1
    coded by other people (t0: 1; t1: 2): a change may be theirs
    """
    for side in (first, last):
        absent = side.shares.effective[side.shares.counts == 0]
        if len(absent):
            limit = absent_limit(float(absent.min()), confidence)
            yield (
                f"found in none of {side.shares.total} documents of {side.label} is no proof of absence: such a theme "
                f"may have a share of up to {limit:.2f} ({confidence:.0%} one-sided)"
            )
    for side in (first, last):
        yield from (f"{side.label}: {note}" for note in unit_notes(side.part.units, side.shares.effective))
    yield from _unit_notes(first, last)
    if first.coders != last.coders:
        coders = ((side.label, sorted(side.coders, key=natural)) for side in (first, last))
        who = "; ".join(f"{label}: {listed(map(repr, names))}" for label, names in coders)
        yield f"coded by other people ({who}): a change may be theirs"
    if first.several * last.shares.total != last.several * first.shares.total:
        how = " and ".join(f"{side.several} of {side.shares.total} of {side.label}" for side in (first, last))
        yield (
            f"of the documents, {how} were read by several coders: the rule for when a theme counts makes themes rarer "
            "there (majority) or commoner (any), which looks like change"
        )


def _unit_notes(first: Side, last: Side) -> Iterator[str]:
    both = first.units & last.units
    single = first.part.single() and last.part.single()
    if not single:
        yield "no p values: documents of one unit are alike, for which neither exact test allows; read the intervals"
    if not first.units and not last.units:
        return
    yield (
        f"{len(both)} units are in both rounds, {len(first.units - both)} only in {first.label}, "
        f"{len(last.units - both)} only in {last.label}"
    )
    if len(both) < 2:
        yield "fewer than two units are in both rounds: a change may be one of who took part, and none is paired"
