"""Telling promotion from collective rescaling: many people of one scale who move to another on one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from evaluatie.flows.careers.days import Ints
from evaluatie.flows.careers.episodes import DOWN, UP, Episodes

#: From how many people, and from which part of a scale, moving together is the scale's doing and not theirs.
FEWEST, PART = 10, 0.5


@dataclass(frozen=True)
class Move:
    """A day, the rank left and the rank come to."""

    day: int
    rank: int
    to: int


@dataclass(frozen=True)
class Together:
    """How many made a move, and how many were in the scale that day."""

    moved: int
    there: int


def moves_together(episodes: Episodes, start: int, end: int) -> dict[Move, int]:
    """Count the people who go from one scale to another on the same day.

    Parameters
    ----------
    episodes : Episodes
    start, end : int
        First and last day that are looked at.

    Returns
    -------
    dict of Move to int
        Every move that anybody made.
    """
    at = np.flatnonzero(np.isin(episodes.moved, (UP, DOWN)) & (episodes.stop >= start) & (episodes.stop <= end))
    moves = np.column_stack([episodes.stop[at], episodes.rank[at], episodes.rank[at + 1]])
    distinct, counts = np.unique(moves, axis=0, return_counts=True)
    return {Move(*map(int, move)): int(count) for move, count in zip(distinct, counts, strict=True)}


def candidates(moved: Mapping[Move, int]) -> list[Move]:
    """List the moves that enough people made to ask who was there."""
    return [move for move, count in moved.items() if count >= FEWEST]


def people_there(episodes: Episodes, moves: Iterable[Move]) -> dict[tuple[int, int], int]:
    """Count who was in the scale that is left, on the day before.

    Parameters
    ----------
    episodes : Episodes
    moves : iterable of Move
        Those of which it is asked.

    Returns
    -------
    dict of (day, rank) to int
    """
    asked = sorted({(move.day, move.rank) for move in moves})
    found: dict[tuple[int, int], int] = {}
    for rank in sorted({rank for _, rank in asked}):
        mine = episodes.rank == rank
        starts, stops = np.sort(episodes.start[mine]), np.sort(episodes.stop[mine])
        days = np.array([day for day, of in asked if of == rank], dtype=np.int64)
        there = np.searchsorted(starts, days, "left") - np.searchsorted(stops, days, "left")
        found |= {(int(day), rank): int(many) for day, many in zip(days, there, strict=True)}
    return found


def collective(moved: Mapping[Move, int], there: Mapping[tuple[int, int], int]) -> dict[Move, Together]:
    """Tell which moves are collective.

    Parameters
    ----------
    moved : dict of Move to int
        How many people made each move.
    there : dict of (day, rank) to int
        How many were in the scale; at least for all moves that `FEWEST` made.

    Returns
    -------
    dict of Move to Together
        Those that at least 10 people made, and at least half of a scale.

    Examples
    --------
    >>> collective({Move(9, 1, 2): 12}, {(9, 1): 15})
    {Move(day=9, rank=1, to=2): Together(moved=12, there=15)}
    >>> collective({Move(9, 1, 2): 12}, {(9, 1): 80})
    {}
    """
    many = {move: Together(moved[move], there[move.day, move.rank]) for move in candidates(moved)}
    return {move: of for move, of in many.items() if of.moved >= PART * of.there}


def made_by(episodes: Episodes, moves: Iterable[Move]) -> Ints:
    """Find the episodes that ended with one of some moves.

    Parameters
    ----------
    episodes : Episodes
    moves : iterable of Move

    Returns
    -------
    ndarray of int
        Their places.
    """
    at = np.flatnonzero(np.isin(episodes.moved, (UP, DOWN)))
    wanted = set(moves)
    if not wanted:
        return at[:0]
    days = np.isin(episodes.stop[at], [move.day for move in wanted])
    at = at[days]
    made = zip(episodes.stop[at].tolist(), episodes.rank[at].tolist(), episodes.rank[at + 1].tolist(), strict=True)
    places: Ints = at[np.fromiter((Move(*move) in wanted for move in made), bool, len(at))]
    return places
