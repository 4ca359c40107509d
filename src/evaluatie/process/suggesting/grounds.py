"""Where a baseline gives ground for intervening: its lowest scales, and its widest clear gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluatie.process.suggesting.baseline_reading import Position


@dataclass(frozen=True)
class Ground:
    """A reason to intervene.

    Attributes
    ----------
    kind : "lowest" or "gap"
        What it is.
    position : Position
        Of the scale, or of the gap.
    """

    kind: str
    position: Position


def lowest_scales(levels: Sequence[Position], most: int, good_from: float) -> list[Ground]:
    """Give the scales with the lowest positions, as far as they are not good.

    Parameters
    ----------
    levels : sequence of Position
        Of all scales that are compared.
    most : int
        How many at most.
    good_from : float
        Position from which a scale is not low.

    Returns
    -------
    list of Ground
        Lowest first; of equal ones the first given.

    Examples
    --------
    >>> scales = [Position("a", 60, 55, 65, 90), Position("b", 50, 45, 55, 90), Position("c", 80, 75, 85, 90)]
    >>> [ground.position.outcome for ground in lowest_scales(scales, 3, 75)]
    ['b', 'a']
    """
    low = sorted((each for each in levels if each.at < good_from), key=lambda each: each.at)
    return [Ground("lowest", each) for each in low[:most]]


def widest_gaps(gaps: Sequence[Position], most: int) -> list[Ground]:
    """Give the widest gaps to a group's disadvantage of which the interval leaves out 0.

    That of a total stands back where the same group has one on a scale of the same instrument: it is made of it.

    Parameters
    ----------
    gaps : sequence of Position
        Of all groups and outcomes.
    most : int
        How many at most.

    Returns
    -------
    list of Ground
        Widest first; of equal ones the first given.

    Examples
    --------
    >>> gaps = [Position("a", -9, -19, 1, 90, "x"), Position("b", -5, -8, -2, 90, "x"), Position("c", 6, 2, 9, 90, "x")]
    >>> [ground.position.outcome for ground in widest_gaps(gaps, 3)]
    ['b']
    """
    clear = [each for each in gaps if each.ci_high < 0]
    kept = [
        each for group in dict.fromkeys(each.group for each in clear)
        for each in without_totals([own for own in clear if own.group == group])[0]
    ]  # fmt: skip
    return [Ground("gap", each) for each in sorted(kept, key=lambda each: each.at)[:most]]


def possible_ranks(position: Position, levels: Sequence[Position]) -> tuple[int, int]:
    """Give between which ranks a scale may stand: those whose intervals overlap may change places. The lowest is 1.

    Parameters
    ----------
    position : Position
        The scale.
    levels : sequence of Position
        All scales, itself among them.

    Returns
    -------
    tuple of int
        First and last rank.

    Examples
    --------
    >>> scales = [Position("a", 60, 52, 65, 90), Position("b", 50, 45, 55, 90), Position("c", 80, 75, 85, 90)]
    >>> [possible_ranks(each, scales) for each in scales]
    [(1, 2), (1, 2), (3, 3)]
    """
    below = sum(other.ci_high < position.ci_low for other in levels)
    above = sum(other.ci_low > position.ci_high for other in levels)
    return below + 1, len(levels) - above


def without_totals(levels: Sequence[Position]) -> tuple[list[Position], list[str]]:
    """Leave out the total of an instrument of which scales are there as well: it holds the same answers.

    Parameters
    ----------
    levels : sequence of Position
        Of all scales.

    Returns
    -------
    kept : list of Position
        The others.
    left_out : list of str
        Totals that were left out.

    Examples
    --------
    >>> kept, left_out = without_totals([Position("a.x", 60, 55, 65, 9), Position("a.total", 60, 55, 65, 9)])
    >>> len(kept), left_out
    (1, ['a.total'])
    """
    scales = {each.outcome.rpartition(".")[0] for each in levels if not each.outcome.endswith(".total")}

    def is_spare(each: Position) -> bool:
        instrument, _, scale = each.outcome.rpartition(".")
        return scale == "total" and instrument in scales

    return [each for each in levels if not is_spare(each)], [each.outcome for each in levels if is_spare(each)]


def doubts(chosen: Sequence[Ground], levels: Sequence[Position], good_from: float) -> Iterator[str]:
    """Say how sure it is that the chosen scales are the lowest, in this order, and low.

    Parameters
    ----------
    chosen : sequence of Ground
        The lowest scales.
    levels : sequence of Position
        All scales that were compared.
    good_from : float
        Position from which a scale is not low.

    Yields
    ------
    str
        A note.

    Examples
    --------
    >>> scales = [Position("a", 60, 52, 65, 90), Position("b", 50, 45, 55, 90)]
    >>> next(doubts(lowest_scales(scales, 1, 75), scales, 75))
    'which scale is lowest is uncertain: the interval of b overlaps with that of a'
    """
    names = [ground.position.outcome for ground in chosen]
    for ground in chosen:
        one = ground.position
        near = [
            other.outcome for other in levels
            if other.outcome != one.outcome and other.ci_low <= one.ci_high and one.ci_low <= other.ci_high
            and (other.outcome not in names or names.index(other.outcome) > names.index(one.outcome))
        ]  # fmt: skip
        if near:
            scale = "scale is" if len(chosen) == 1 else "scales are"
            others = ", ".join(near)
            yield f"which {scale} lowest is uncertain: the interval of {one.outcome} overlaps with that of {others}"
        if one.ci_high >= good_from:
            yield f"whether {one.outcome} lies below {good_from:g} is uncertain: its interval reaches {one.ci_high:.0f}"
