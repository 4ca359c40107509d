"""Positions within employment: stretches of one person in one position, and how each begins and ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluatie.flows.careers.days import OPEN, Ints
from evaluatie.flows.careers.employments import Employments
from evaluatie.flows.careers.main_positions import Pieces

#: What became of a scale when a position ended within employment.
MOVED = ("none", "up", "down", "level", "unclear", "rescaled")
NONE, UP, DOWN, LEVEL, UNCLEAR, RESCALED = range(len(MOVED))


@dataclass(frozen=True)
class Episodes:
    """Stretches of one person in one position, in the order of people and time.

    Attributes
    ----------
    employment : ndarray of int, shape (n,)
        The place of the period of employment.
    start, stop : ndarray of int, shape (n,)
        The first day, and the day after the last.
    row : ndarray of int, shape (n,)
        The row of the positions file; -1 where no position is known.
    rank : ndarray of int, shape (n,)
        The scale's place from low to high; -1 where it is unknown.
    moved : ndarray of int, shape (n,)
        How it ended within employment, a place in ``MOVED``; none where it ends with employment.
    """

    employment: Ints
    start: Ints
    stop: Ints
    row: Ints
    rank: Ints
    moved: Ints


def place_positions(
    found: Employments,
    pieces: Pieces,
    ranks: Ints,
    grace: int,
    period: tuple[int, int],
    decisions: dict[str, int],
) -> Episodes:
    """Lay positions into periods of employment.

    Days outside employment are cut off. A position lasts until the next one starts, also where the file leaves a gap.
    Before the first one nothing is known of scale and unit, unless it starts within `grace` days of entry.

    Parameters
    ----------
    found : Employments
        Periods of employment.
    pieces : Pieces
        Main positions.
    ranks : ndarray of int
        The scale's place of each row of the positions file.
    grace : int
        Days after entry by which a position may be in the file and count from entry.
    period : tuple of int
        First and last day covered: only what lies in it is counted among the decisions.
    decisions : dict of str to int
        Gets how often each rule was needed.

    Returns
    -------
    Episodes
    """
    at, piece = _meetings(found, pieces, period, decisions)
    start, stop = np.maximum(found.first[at], pieces.first[piece]), np.minimum(found.last[at], pieces.last[piece]) + 1
    order = np.lexsort((start, at))
    at, start, stop, row = at[order], start[order], stop[order], pieces.row[piece[order]]
    opening = np.concatenate([[True], at[1:] != at[:-1]]) if len(at) else np.zeros(0, bool)
    soon = opening & (start - found.first[at] <= grace)
    gaps = ~opening[1:] & (start[1:] > stop[:-1]) & (start[1:] >= period[0]) & (stop[:-1] <= period[1])
    decisions["gaps_between_positions"] = int(gaps.sum())
    start = np.where(soon, found.first[at], start)
    return _chained(found, _with_unknown_beginnings(found, at, start, row, opening & ~soon), ranks)


def _meetings(
    found: Employments, pieces: Pieces, period: tuple[int, int], decisions: dict[str, int]
) -> tuple[Ints, Ints]:
    """Pair each period of employment with the pieces of the same person that overlap it."""
    low = np.searchsorted(pieces.person, found.person, "left")
    many = np.searchsorted(pieces.person, found.person, "right") - low
    at = np.repeat(np.arange(len(found.person)), many)
    piece = np.arange(len(at)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(low, many)
    meets = (pieces.first[piece] <= found.last[at]) & (pieces.last[piece] >= found.first[at])
    at, piece = at[meets], piece[meets]
    seen = (pieces.last >= period[0]) & (pieces.first <= period[1])
    seen[piece] = False
    early = (pieces.first[piece] < found.first[at]) & (found.first[at] >= period[0])
    # a position without an end ends with employment, as it should
    late = (pieces.last[piece] > found.last[at]) & (pieces.last[piece] < OPEN) & (found.last[at] <= period[1])
    decisions |= {
        "positions_outside_employment": int(seen.sum()),
        "positions_cut_to_employment": int((early | late).sum()),
    }
    return at, piece


def _with_unknown_beginnings(
    found: Employments, at: Ints, start: Ints, row: Ints, late: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints, Ints]:
    """Add a stretch without a position where employment begins before the first one, or has none."""
    without = np.setdiff1d(np.arange(len(found.person)), at)
    added = np.concatenate([at[late], without])
    ats, rows = np.concatenate([at, added]), np.concatenate([row, np.full(len(added), -1)])
    starts = np.concatenate([start, found.first[added]])
    order = np.lexsort((starts, ats))
    return ats[order], starts[order], rows[order]


def _chained(found: Employments, stretches: tuple[Ints, Ints, Ints], ranks: Ints) -> Episodes:
    """Let each stretch last until the next one, and say whether the scale went up or down."""
    at, start, row = stretches
    follows = np.append(at[1:] == at[:-1], False) if len(at) else np.zeros(0, bool)
    stop = np.where(follows, np.append(start[1:], 0), found.last[at] + 1) if len(at) else start
    rank = np.where(row >= 0, np.append(ranks, -1)[row], -1)
    then = np.append(rank[1:], -1) if len(at) else rank
    unclear = (rank < 0) | (then < 0)
    moved = np.select([~follows, unclear, then > rank, then < rank], [NONE, UNCLEAR, UP, DOWN], LEVEL)
    return Episodes(at, start, stop, row, rank, moved.astype(np.int64))
