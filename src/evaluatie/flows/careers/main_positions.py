"""From the rows of a positions file to one position per person and day, by stated rules that are counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluatie.flows.careers.days import NO_DAY, OPEN, Ints, read_days

_WIDE = 2 * OPEN
# positions of one person that overlap: beyond, it is no person, and all their crossings would fill the memory
_MOST = 1000


@dataclass(frozen=True)
class Pieces:
    """Stretches of time in which a position is a person's main one; they never overlap.

    Attributes
    ----------
    person, first, last : ndarray of int, shape (n,)
        The person's number, the first and the last day.
    row : ndarray of int, shape (n,)
        The row of the positions file, by position.
    """

    person: Ints
    first: Ints
    last: Ints
    row: Ints


def main_positions(positions: pd.DataFrame, numbers: Ints, ranks: Ints, decisions: dict[str, int]) -> Pieces:
    """Give each person one position a day.

    Rows without a start, or with an end before it, are set aside. A position without an end ends where the same
    person's next one starts. Where positions overlap all the same, the one with most hours is the main one; of equal
    hours the one in the highest scale, then the one that started last, then the one further down the file.

    Parameters
    ----------
    positions : pandas.DataFrame, shape (n, ...)
        ``start``, ``end``; ``hours`` where there is one.
    numbers : ndarray of int, shape (n,)
        The person of each row, as a number from 0; -1 for who is not in the personnel file.
    ranks : ndarray of int, shape (n,)
        The scale's place from low to high, -1 where it is unknown.
    decisions : dict of str to int
        Gets how often each rule was needed.

    Returns
    -------
    Pieces
        In the order of people and time.
    """
    first, last = read_days(positions["start"], "start"), read_days(positions["end"], "end", missing="never")
    kept = _usable(numbers, first, last, decisions)
    kept = kept[np.lexsort((kept, last[kept], first[kept], numbers[kept]))]
    person, first, last = numbers[kept], first[kept], _ended_by_the_next(numbers[kept], first[kept], last[kept])
    crowded = _people_with_overlap(person, first, last)
    overlapping = np.isin(person, crowded) if len(crowded) else np.zeros(len(person), bool)
    decisions["people_with_overlapping_positions"] = len(crowded)
    plain = Pieces(person[~overlapping], first[~overlapping], last[~overlapping], kept[~overlapping])
    if not len(crowded):
        return plain
    hours = _hours(positions)
    chosen = _swept(person[overlapping], first[overlapping], last[overlapping], kept[overlapping], hours, ranks)
    both = Pieces(
        *(np.concatenate([getattr(plain, name), getattr(chosen, name)]) for name in ("person", "first", "last", "row"))
    )
    order = np.lexsort((both.first, both.person))
    return Pieces(both.person[order], both.first[order], both.last[order], both.row[order])


def _usable(numbers: Ints, first: Ints, last: Ints, decisions: dict[str, int]) -> Ints:
    stranger = numbers < 0
    no_start, turned = (first == NO_DAY) & ~stranger, (first != NO_DAY) & (last < first) & ~stranger
    decisions |= {
        "positions_of_nobody": int(stranger.sum()),
        "positions_without_start": int(no_start.sum()),
        "positions_end_before_start": int(turned.sum()),
    }
    return np.flatnonzero(~(stranger | no_start | turned))


def _ended_by_the_next(person: Ints, first: Ints, last: Ints) -> Ints:
    """End what has no end where the same person's next position starts, if that is later."""
    # among rows that start together, the next start is that of the row after all of them
    if not len(person):
        return last
    starts = np.append(True, (person[1:] != person[:-1]) | (first[1:] != first[:-1]))
    following = np.append(np.flatnonzero(starts)[1:], len(person))[np.cumsum(starts) - 1]
    at = np.minimum(following, len(person) - 1)
    ends = (following < len(person)) & (person[at] == person) & (last >= OPEN)
    return np.where(ends, first[at] - 1, last)


def _people_with_overlap(person: Ints, first: Ints, last: Ints) -> Ints:
    reach = np.maximum.accumulate(person * _WIDE + last) - person * _WIDE
    overlaps = (person[1:] == person[:-1]) & (first[1:] <= reach[:-1])
    return np.unique(person[1:][overlaps])


def _hours(positions: pd.DataFrame) -> pd.Series[float]:
    if "hours" not in positions:
        return pd.Series(np.zeros(len(positions)))
    try:
        hours = pd.to_numeric(positions["hours"])
    except (ValueError, TypeError):
        raise ValueError("hours must be numbers, with a point where there are decimals") from None
    return hours.astype("float64").fillna(0).reset_index(drop=True)


def _swept(person: Ints, first: Ints, last: Ints, row: Ints, hours: pd.Series[float], ranks: Ints) -> Pieces:
    """Cut the time of each person wherever a position starts or ends, and choose in every stretch."""
    most = int(np.unique(person, return_counts=True)[1].max())
    if most > _MOST:
        raise ValueError(
            f"{most} positions of one code in persons overlap: does it stand for people whose code is not known?"
        )
    rows = pd.DataFrame({"person": person, "first": first, "last": last, "row": row})
    edges = np.concatenate([first, last + 1])
    cuts = pd.DataFrame({"person": np.tile(person, 2), "cut": edges}).drop_duplicates().sort_values(["person", "cut"])
    cuts["next"] = cuts.groupby("person")["cut"].shift(-1)
    stretches = cuts.dropna().astype({"next": "int64"}).merge(rows, on="person")
    stretches = stretches[(stretches["first"] <= stretches["cut"]) & (stretches["last"] >= stretches["cut"])]
    chosen = stretches.assign(
        hours=hours.to_numpy()[stretches["row"]], rank=ranks[stretches["row"].to_numpy()]
    ).sort_values(["person", "cut", "hours", "rank", "first", "row"])
    chosen = chosen.drop_duplicates(["person", "cut"], keep="last")
    return _joined(chosen)


def _joined(chosen: pd.DataFrame) -> Pieces:
    """Join stretches of one row that follow each other."""
    person, cut = chosen["person"].to_numpy(np.int64), chosen["cut"].to_numpy(np.int64)
    until, row = chosen["next"].to_numpy(np.int64), chosen["row"].to_numpy(np.int64)
    goes_on = (person[1:] == person[:-1]) & (row[1:] == row[:-1]) & (cut[1:] == until[:-1])
    opening = np.flatnonzero(np.concatenate([[True], ~goes_on]))
    closing = np.append(opening[1:], len(person)) - 1
    return Pieces(person[opening], cut[opening], until[closing] - 1, row[opening])
