"""Careers: persons and positions as delivered become employment and positions that can be counted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.careers.days import Ints, as_dates, day_of
from evaluatie.flows.careers.employments import Employments, settle_employments
from evaluatie.flows.careers.episodes import MOVED, RESCALED, UNCLEAR, Episodes, place_positions
from evaluatie.flows.careers.levels import Levels, levels_of
from evaluatie.flows.careers.main_positions import main_positions
from evaluatie.flows.careers.rescaling import (
    Move,
    Together,
    candidates,
    collective,
    made_by,
    moves_together,
    people_there,
)
from evaluatie.flows.reading.heads import label_of

BRIDGE_DAYS = 31


@dataclass(frozen=True, eq=False, repr=False)
class Careers:
    """Employment and positions of the people in a personnel file, settled by stated rules.

    Attributes
    ----------
    employments : Employments
        Periods of employment.
    episodes : Episodes
        Stretches in one position within them.
    persons, positions : pandas.DataFrame
        As they were given: they tell characteristics.
    ladder : tuple of str
        The scales from low to high.
    numbers : ndarray of int
        The person of each row of `persons`, as a number.
    start, end : int
        First and last day covered, in days since 1970-01-01.
    decisions : dict of str to int
        How often each rule was needed.
    notes : tuple of str
        What a careful reader must know.
    """

    employments: Employments
    episodes: Episodes
    persons: pd.DataFrame
    positions: pd.DataFrame
    numbers: Ints
    ladder: tuple[str, ...]
    start: int
    end: int
    decisions: dict[str, int]
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        # never the rows: what is shown by accident shows nobody
        return f"<careers: {len(self.employments.person)} periods of employment, {len(self.episodes.start)} positions>"

    def characteristic(self, name: str) -> Levels:
        """Give the level of a characteristic in each episode; one of positions may differ between them.

        Parameters
        ----------
        name : str
            A column of the positions or the persons.

        Returns
        -------
        Levels

        Raises
        ------
        ValueError
            If there is no such column.
        """
        if name in self.positions and name in self.persons:
            raise ValueError(f"{name!r} is a column of persons and of positions: rename one of them")
        if name in self.positions:
            found = levels_of(self.positions[name], self.ladder if name == "scale" else None)
            return found.at(self.episodes.row)
        if name in self.persons:
            return self._of_people(levels_of(self.persons[name]))
        columns = sorted({*map(str, self.persons), *map(str, self.positions)} - _FIXED)
        raise ValueError(f"{name!r} is no characteristic: there are {', '.join(columns) or 'none'}")

    def _of_people(self, levels: Levels) -> Levels:
        """Give the level of each episode: of the row that tells its period, else the last one known of the person."""
        unknown = len(levels.labels) - 1
        known = np.flatnonzero((levels.codes != unknown) & (self.numbers >= 0))
        last = np.full(int(self.numbers.max(initial=-1)) + 1, unknown)
        # of several rows of a person the one further down comes later here, and stays
        last[self.numbers[known]] = levels.codes[known]
        employment = self.episodes.employment
        codes = levels.codes[self.employments.row[employment]]
        person = self.employments.person[employment]
        return Levels(np.where(codes == unknown, last[person], codes), levels.labels, levels.unknown)

    def table(self) -> pd.DataFrame:
        """List the episodes: one row per person, period of employment and position.

        Returns
        -------
        pandas.DataFrame
            ``person`` (a number), ``employment``, ``start`` and ``end`` (days), ``scale``, ``moved``.
        """
        e, scales = self.episodes, np.array([*self.ladder, None], dtype=object)
        return pd.DataFrame(
            {
                "person": self.employments.person[e.employment],
                "employment": e.employment,
                "start": as_dates(e.start),
                "end": as_dates(e.stop - 1),
                "scale": scales[e.rank],
                "moved": np.array(MOVED, dtype=object)[e.moved],
            }
        )


_FIXED = {"person", "entry", "exit", "reason", "start", "end", "hours", "born"}


def settle_careers(
    persons: pd.DataFrame,
    positions: pd.DataFrame | None = None,
    *,
    start: Any,
    end: Any,
    ladder: Sequence[Any] | None = None,
    bridge_days: int = BRIDGE_DAYS,
    rescalings: Mapping[Move, Together] | None = None,
) -> Careers:
    """Settle what personnel files leave open, by stated rules that are counted.

    Employment: rows that overlap or follow within `bridge_days` are one period; after a longer gap the person left and
    came back. Transfers and secondments are neither outflow nor inflow. Positions: one a day; the one with most
    hours, of equal hours the highest scale. A position lasts until the next one starts. Collective rescaling: at
    least 10 people and at least half of a scale who go to the same other scale on one day.

    Parameters
    ----------
    persons : pandas.DataFrame, shape (n, ...)
        One row per period of employment: ``person``, ``entry``, ``exit`` (the last day; missing for who is still
        employed); where there are any ``reason`` (``voluntary``, ``transfer``, ``secondment``, or any other word),
        ``organisation``, ``born`` (a year), and characteristics.
    positions : pandas.DataFrame, shape (m, ...), optional
        One row per position: ``person``, ``start``, ``end``; where there are any ``scale``, ``hours``, ``unit``,
        ``manager`` and other characteristics.
    start, end : date
        First and last day that the files cover.
    ladder : sequence, optional
        The scales from low to high; in natural order (S2 before S10) where it is not given.
    bridge_days : int, default 31
        Days without employment that count as no gap.
    rescalings : mapping of Move to Together, optional
        The collective moves, and how many people made them; they are looked for where they are not given.

    Returns
    -------
    Careers

    Raises
    ------
    ValueError
        If a column is missing, a date is no date, a scale is not on the ladder, or the period is turned around.

    Examples
    --------
    >>> persons = pd.DataFrame(
    ...     {"person": ["a", "b"], "entry": ["2019-01-01", "2020-06-01"], "exit": ["2020-03-31", None]}
    ... )
    >>> careers = settle_careers(persons, start="2020-01-01", end="2020-12-31")
    >>> careers.table()["end"].dt.year.tolist()
    [2020.0, nan]
    """
    if bridge_days < 0:
        raise ValueError(f"bridge_days must be 0 or more: got {bridge_days!r}")
    first, last = day_of(start, "start"), day_of(end, "end")
    if last < first:
        raise ValueError(f"the period ends before it starts: {start} to {end}")
    _require(persons, "persons", ("person", "entry", "exit"))
    given = pd.DataFrame({"person": [], "start": [], "end": []}) if positions is None else positions
    _require(given, "positions", ("person", "start", "end"))
    _require_codes(persons["person"], given["person"])
    numbers, people = pd.factorize(persons["person"])
    found = settle_employments(persons, numbers.astype(np.int64), first, last, bridge_days)
    decisions = dict(found.decisions)
    scales, ranks, notes = _ranks(given, ladder)
    theirs = pd.Index(people).get_indexer(pd.Index(given["person"])).astype(np.int64)
    pieces = main_positions(given, theirs, ranks, decisions)
    episodes = place_positions(found, pieces, ranks, bridge_days, (first, last), decisions)
    seen = (episodes.moved == UNCLEAR) & (episodes.stop >= first) & (episodes.stop <= last)
    decisions["moves_from_or_to_an_unknown_scale"] = int(seen.sum()) if scales else 0
    who = numbers.astype(np.int64)
    careers = Careers(found, episodes, persons, given, who, scales, first, last, decisions, notes)
    return rescaled(careers, _look_for_rescaling(careers) if rescalings is None else rescalings)


def _require(frame: pd.DataFrame, name: str, columns: Sequence[str]) -> None:
    lacking = [column for column in columns if column not in frame]
    if lacking:
        raise ValueError(f"{name} lacks {', '.join(lacking)}: it has {', '.join(map(str, frame.columns))}")


def _require_codes(*columns: Iterable[Any]) -> None:
    if any(isinstance(code, float) and math.isinf(code) for column in columns for code in column):
        raise ValueError("person holds inf, which is nobody's code: a number was lost before it came here")


def _ranks(positions: pd.DataFrame, ladder: Sequence[Any] | None) -> tuple[tuple[str, ...], Ints, tuple[str, ...]]:
    """Give the scales, each row's place among them, and a note where the order is a guess."""
    if "scale" not in positions:
        return tuple(map(label_of, ladder or ())), np.full(len(positions), -1), ()
    named = None if ladder is None else tuple(map(label_of, ladder))
    found = levels_of(positions["scale"], named)
    scales = tuple(label for label in found.labels if label != found.unknown)
    if ladder is not None:
        absent = [label for label in scales if label not in set(named or ())]
        if absent:
            raise ValueError(f"scales that are not on the ladder: {', '.join(absent[:10])}")
    note = f"the scales are taken in this order: {', '.join(scales)}" if ladder is None and len(scales) > 1 else ""
    if ladder is None and getattr(positions["scale"].dtype, "ordered", False):
        note = ""
    ranks = np.where(found.codes < len(scales), found.codes, -1)
    return scales, ranks, (note,) if note else ()


def rescaled(careers: Careers, found: Mapping[Move, Together]) -> Careers:
    """Take collective moves for what they are.

    Parameters
    ----------
    careers : Careers
        Settled without looking for any.
    found : mapping of Move to Together
        The moves.

    Returns
    -------
    Careers
        With a note about each of the moves.
    """
    places = made_by(careers.episodes, found)
    moved = careers.episodes.moved.copy()
    moved[places] = RESCALED
    return replace(
        careers,
        episodes=replace(careers.episodes, moved=moved),
        decisions={**careers.decisions, "rescaled_moves": len(places)},
        notes=(*careers.notes, *(_rescaling(move, of, careers.ladder) for move, of in found.items())),
    )


def _look_for_rescaling(careers: Careers) -> dict[Move, Together]:
    moved = moves_together(careers.episodes, careers.start, careers.end)
    return collective(moved, people_there(careers.episodes, candidates(moved)))


def about_decisions(decisions: Mapping[str, int]) -> Iterator[str]:
    """Say which of the decisions change what is counted."""
    if strangers := decisions["positions_of_nobody"]:
        yield f"{strangers} positions belong to nobody in persons: they are set aside"
    if twice := decisions["periods_in_two_organisations"]:
        yield f"{twice} periods of employment run beside one in another organisation: such people count in each"
    if open_ := decisions["secondments"] - decisions["returns_from_secondment"]:
        yield f"{open_} people who were seconded did not come back in these files: they are in no outflow"
    if unclear := decisions["moves_from_or_to_an_unknown_scale"]:
        yield f"{unclear} moves are from or to a position of unknown scale: none of them counts as a promotion"


def _rescaling(move: Move, of: Any, ladder: tuple[str, ...]) -> str:
    day = as_dates(np.array([move.day])).dt.strftime("%Y-%m-%d").iloc[0]
    return (
        f"on {day} {of.moved} of the {of.there} people in scale {ladder[move.rank]} went to {ladder[move.to]}: "
        "collective rescaling, and no promotion"
    )
