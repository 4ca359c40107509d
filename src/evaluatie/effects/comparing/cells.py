"""Two waves of two groups: who of the exposed and of the others answered before and after."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.effects.comparing.exposure import read_exposed
from evaluatie.effects.comparing.least_squares import read_clusters, renumber
from evaluatie.effects.long_frame import (
    NO_WAVE,
    UNANSWERED,
    Codes,
    _first_and_last,
    _notes,
    _refuse_doubles,
    _rows_of,
    check_columns,
    places,
)
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import NotEnoughData

CELLS = ("comparison_pre", "comparison_post", "exposed_pre", "exposed_post")


@dataclass(frozen=True)
class FourCells:
    """Answers of two groups at two waves, complete.

    Attributes
    ----------
    answers, post, exposed : ndarray of float, shape (n,)
        The answers; 1 for the last wave and 0 for the first; 1 for exposed and 0 for not, or how much.
    unit, who : ndarray of int, shape (n,), or None
        Numbers of units (0 up, none empty) and of people (-1 where it is not known who); None where not asked for.
    first, last : label
        The two waves.
    notes : tuple of str
        Rows that were left out, and why.
    """

    answers: Floats
    post: Floats
    exposed: Floats
    unit: Codes | None
    who: Codes | None
    first: Any
    last: Any
    notes: tuple[str, ...]

    @property
    def cell(self) -> Codes:
        """The place of each answer's cell in ``CELLS``, shape (n,)."""
        return (2 * self.exposed + self.post).astype(np.intp)

    @property
    def design(self) -> Floats:
        """The columns 1, post, exposed, post x exposed, shape (n, 4)."""
        return np.column_stack([np.ones(len(self.answers)), self.post, self.exposed, self.post * self.exposed])


@dataclass(frozen=True)
class Linked:
    """The changes of the people who answered at both waves, in one group.

    Attributes
    ----------
    before, changes, exposed : ndarray of float, shape (people,)
        First answer; last minus first answer; 1 for exposed and 0 for not, or how much.
    unit : ndarray of int, shape (people,), or None
        Numbers of their units at the first wave.
    notes : tuple of str
        Who was left out, and why.
    """

    before: Floats
    changes: Floats
    exposed: Floats
    unit: Codes | None
    notes: tuple[str, ...]


def four_cells(
    frame: pd.DataFrame,
    value: str,
    wave: str,
    exposed: str,
    cluster: str | None = None,
    respondent: str | None = None,
    waves: Sequence[Hashable] | None = None,
) -> FourCells:
    """Take the answers of two groups at two waves out of a long frame.

    Parameters
    ----------
    frame : DataFrame
        One row per respondent and wave.
    value, wave, exposed : str
        Its columns.
    cluster, respondent : str, optional
        Columns with the unit and the person.
    waves : pair of labels, optional
        First and last wave: needed where there are more than two, or their order is not plain.

    Returns
    -------
    FourCells
        Rows without an answer, exposure or (if asked for) unit are left out, and counted.

    Raises
    ------
    NotEnoughData
        If one of the four cells is empty.
    TypeError
        If an answer is not a number.
    ValueError
        If a column is not there, a respondent is doubled, or waves or exposure are not plain.

    Examples
    --------
    >>> frame = pd.DataFrame({"when": [0, 1, 0, 1], "score": [1, 2, 3, 5], "in_pilot": [0, 0, 1, 1]})
    >>> four_cells(frame, "score", "when", "in_pilot").cell
    array([0, 1, 2, 3])
    """
    cells = _two_waves_of(frame, value, wave, exposed, _marks, cluster, respondent, waves)
    _require_cells(cells.post, cells.exposed, exposed)
    return cells


def dosed_answers(
    frame: pd.DataFrame,
    value: str,
    wave: str,
    dose: str,
    cluster: str | None = None,
    respondent: str | None = None,
    waves: Sequence[Hashable] | None = None,
) -> FourCells:
    """Take the answers at two waves out of a long frame, of people who took part to a different degree.

    Parameters
    ----------
    frame : DataFrame
        One row per respondent and wave.
    value, wave, dose : str
        Its columns; the dose is a number, at both waves alike.
    cluster, respondent : str, optional
        Columns with the unit and the person.
    waves : pair of labels, optional
        First and last wave: needed where there are more than two, or their order is not plain.

    Returns
    -------
    FourCells
        With the dose in place of the marks; there are as many cells as doses.

    Raises
    ------
    NotEnoughData
        If no two doses occur at one of the waves.
    TypeError
        If an answer or a dose is not a number.
    ValueError
        If a column is not there, a respondent is doubled, a dose is below 0, or waves are not plain.

    Examples
    --------
    >>> frame = pd.DataFrame({"when": [0, 1, 0, 1], "score": [1, 2, 3, 5], "hours": [0, 0, 6, 6]})
    >>> dosed_answers(frame, "score", "when", "hours").design[-1]
    array([1., 1., 6., 6.])
    """
    cells = _two_waves_of(frame, value, wave, dose, _doses, cluster, respondent, waves)
    for mark, label in ((0, cells.first), (1, cells.last)):
        if len(np.unique(cells.exposed[cells.post == mark])) < 2:
            raise NotEnoughData(f"everyone who answered at {label!r} has the same {dose}: a change cannot go with it")
    return cells


def _marks(column: pd.Series[Any], name: str) -> Floats:
    return read_exposed(column, name).marks


def _doses(column: pd.Series[Any], name: str) -> Floats:
    doses = read_values(column, name)
    if (doses < 0).any():
        raise ValueError(f"{name} must be 0 or more: got {float(np.nanmin(doses))}")
    return doses


def _two_waves_of(
    frame: pd.DataFrame,
    value: str,
    wave: str,
    exposed: str,
    read: Callable[[pd.Series[Any], str], Floats],
    cluster: str | None,
    respondent: str | None,
    waves: Sequence[Hashable] | None,
) -> FourCells:
    check_columns(frame, tuple(name for name in (value, wave, exposed, cluster, respondent) if name is not None))
    first, last = _first_and_last(frame[wave], waves)
    at_first, at_last = (_rows_of(frame[wave], label) for label in (first, last))
    if respondent is not None:
        for rows, label in ((at_first, first), (at_last, last)):
            _refuse_doubles(frame.loc[rows, respondent], label)
    chosen = frame.loc[at_first | at_last]
    answers, group = read_values(chosen[value], value), read(chosen[exposed], exposed)
    unit = None if cluster is None else read_clusters(chosen[cluster], cluster)[0]
    who = None if respondent is None else read_clusters(chosen[respondent], respondent)[0]
    lost = [(np.isnan(answers), UNANSWERED), (np.isnan(group), "row(s) left out: exposure not known")]
    if unit is not None:
        lost.append((unit < 0, f"row(s) left out: no {cluster}"))
    counts, kept = _count_lost(lost, len(answers))
    notes = _notes((int(frame[wave].isna().sum()), NO_WAVE), *counts)
    post = at_last[at_first | at_last].to_numpy().astype(float)
    return FourCells(
        answers[kept], post[kept], group[kept], None if unit is None else renumber(unit[kept]),
        None if who is None else who[kept], first, last, notes,
    )  # fmt: skip


def linked_changes(cells: FourCells) -> Linked | None:
    """Take the changes of the people who answered twice.

    Parameters
    ----------
    cells : FourCells
        With ``who``.

    Returns
    -------
    Linked or None
        None where it is not known who answered. People whose group differs between the waves are left out.

    Examples
    --------
    >>> two, group, who = np.array([0.0, 1, 0, 1]), np.array([0.0, 0, 1, 1]), np.array([0, 0, 1, 1])
    >>> linked_changes(FourCells(np.array([1.0, 2, 3, 5]), two, group, None, who, 0, 1, ())).changes
    array([1., 2.])
    """
    if cells.who is None:
        return None
    before, after = np.flatnonzero(cells.post == 0), np.flatnonzero(cells.post == 1)
    at = places(cells.who[before], cells.who[after])
    before, after = before[at >= 0], after[at[at >= 0]]
    same = cells.exposed[before] == cells.exposed[after]
    notes = _notes((int((~same).sum()), "person(s) who changed group left out of the changes per person"))
    before, after = before[same], after[same]
    first = cells.answers[before]
    changes = cells.answers[after] - first
    if cells.unit is None:
        return Linked(first, changes, cells.exposed[before], None, notes)
    moved = int((cells.unit[before] != cells.unit[after]).sum())
    notes += _notes((moved, "person(s) changed unit between the waves: counted in their first"))
    return Linked(first, changes, cells.exposed[before], renumber(cells.unit[before]), notes)


def unit_changes(cells: FourCells) -> tuple[Floats, Floats] | None:
    """Give the mean change of each unit that answered at both waves.

    Parameters
    ----------
    cells : FourCells
        With ``unit``.

    Returns
    -------
    tuple of ndarray of float, shape (units,), or None
        Changes, and 1 for exposed units; None where there are no units, or a unit holds both exposed and others.

    Examples
    --------
    >>> two, group, unit = np.array([0.0, 1, 0, 1]), np.array([0.0, 0, 1, 1]), np.array([0, 0, 1, 1])
    >>> unit_changes(FourCells(np.array([1.0, 2, 3, 5]), two, group, unit, None, 0, 1, ()))[0]
    array([1., 2.])
    """
    if cells.unit is None:
        return None
    by_unit = pd.DataFrame({"unit": cells.unit, "post": cells.post, "value": cells.answers, "exposed": cells.exposed})
    groups = by_unit.groupby("unit")["exposed"].agg(["min", "max"])
    if (groups["min"] != groups["max"]).any():
        return None
    before, after = (by_unit[by_unit["post"] == at].groupby("unit")["value"].mean() for at in (0, 1))
    changes = (after - before).dropna()
    return changes.to_numpy(dtype=float), groups.loc[changes.index, "min"].to_numpy(dtype=float)


def _count_lost(lost: list[tuple[Any, str]], rows: int) -> tuple[list[tuple[int, str]], Any]:
    kept, counts = np.ones(rows, dtype=bool), []
    for missing, why in lost:
        counts.append((int((kept & missing).sum()), why))
        kept &= ~missing
    return counts, kept


def _require_cells(post: Floats, group: Floats, exposed: str) -> None:
    sizes = np.bincount((2 * group + post).astype(np.intp), minlength=4)
    if sizes.all():
        return
    if not sizes.any():
        raise NotEnoughData("no row of these two waves has everything that is needed: an answer, exposure and its unit")
    if not sizes[2:].any() or not sizes[:2].any():
        who = "no one" if not sizes[2:].any() else "everyone"
        raise NotEnoughData(f"{exposed} marks {who} who answered as exposed: a group to compare with is needed")
    empty = ", ".join(name.replace("_", " ") for name, size in zip(CELLS, sizes, strict=True) if not size)
    hint = f"; {exposed} must mark who belongs to the exposed group at both waves, also before the interventions"
    raise NotEnoughData(f"no answers of: {empty}" + (hint if not sizes[2] else ""))
