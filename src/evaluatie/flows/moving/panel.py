"""From records of people at moments to the moves between one moment and the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.flows.moving.grid import grid_positions
from evaluatie.flows.reading.heads import as_tuple, label_of, levels_in_order, natural_key, require_keys, take_column
from evaluatie.result import NotEnoughData


@dataclass(frozen=True)
class Panel:
    """Records in order, one per person and moment.

    Attributes
    ----------
    records : DataFrame
        Columns person, at (steps since the first moment), state (code), group (label or None); sorted by person and at.
    states : tuple
        The states that the codes stand for.
    regular : bool
        Whether the moments lie on a grid.
    notes : tuple of str
        What was left out.
    """

    records: pd.DataFrame
    states: tuple[Any, ...]
    regular: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Moves:
    """Moves from one moment to the next.

    Attributes
    ----------
    start, end, previous : ndarray of int, shape (moves,)
        Codes of the state at the first moment, at the next, and one step before the first (-1 where not seen).
    moment : ndarray of float, shape (moves,)
        Place on the grid of the first moment.
    group : ndarray of object, shape (moves,)
        Group at the first moment.
    person : ndarray, shape (moves,)
        Who moved.
    notes : tuple of str
        Gaps that were not bridged.
    """

    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    previous: npt.NDArray[np.int64]
    moment: npt.NDArray[np.float64]
    group: npt.NDArray[np.object_]
    person: npt.NDArray[Any]
    notes: tuple[str, ...]


def read_panel(
    frame: Any, person: Any, time: Any, state: Any, states: Any, absorbing: tuple[Any, ...], group: Any, left: Any
) -> Panel:
    """Read, check and sort the records.

    Parameters
    ----------
    frame : DataFrame
        One row per person and moment.
    person, time, state, group : hashable
        Columns; `group` may be None.
    states : sequence or None
        The states in their order; None: those that occur, then `left` and `absorbing`.
    absorbing : tuple
        States that are never left.
    left : label or None
        State to give to people whose records stop, one step after their last.

    Returns
    -------
    Panel
        Complete records.

    Raises
    ------
    ValueError
        If a person has two records at one moment, or a state is not among `states`.
    NotEnoughData
        If no complete record is left.

    Examples
    --------
    >>> frame = pd.DataFrame({"who": [1, 1], "year": [2020, 2021], "scale": ["S1", "S2"]})
    >>> read_panel(frame, "who", "year", "scale", None, (), None, None).records["state"].tolist()
    [0, 1]
    """
    raw = pd.DataFrame({"person": take_column(frame, person), "time": take_column(frame, time)})
    raw["state"] = take_column(frame, state)
    raw["group"] = take_column(frame, group) if group is not None else None
    complete = raw["person"].notna() & raw["time"].notna() & raw["state"].notna()
    notes = _left_out(raw, complete)
    kept = raw[complete].reset_index(drop=True)
    if kept.empty:
        raise NotEnoughData("no record has a person, a moment and a state")
    _refuse_doubles(kept)
    known = _states(kept["state"], states, (*as_tuple(left), *absorbing))
    positions, regular = grid_positions(kept["time"])
    codes = kept["state"].astype(object).map({held: at for at, held in enumerate(known)}).astype(np.int64)
    records = pd.DataFrame({"person": kept["person"], "at": positions, "state": codes, "group": kept["group"]})
    if left is not None:
        records, note = _add_leaving(records, known.index(left), [known.index(held) for held in absorbing])
        notes = (*notes, *note)
    records = records.sort_values(["person", "at"], kind="stable", key=_sortable).reset_index(drop=True)
    return Panel(records, tuple(known), regular, notes)


def _sortable(column: pd.Series[Any]) -> Any:
    return pd.Series(pd.factorize(column)[0], index=column.index) if column.name == "person" else column


def _left_out(raw: pd.DataFrame, complete: pd.Series[bool]) -> tuple[str, ...]:
    nobody, never = raw["person"].isna(), raw["time"].isna() & raw["person"].notna()
    stateless = ~complete & ~nobody & ~never
    counted = ((nobody, "no person"), (never, "no moment"), (stateless, "no state (no move to or from it is counted)"))
    return tuple(f"{int(rows.sum())} record(s) left out: {why}" for rows, why in counted if rows.any())


def _refuse_doubles(kept: pd.DataFrame) -> None:
    doubled = kept.duplicated(["person", "time"], keep=False)
    if doubled.any():
        first = kept.loc[doubled].iloc[0]
        pairs = int(kept.loc[doubled].drop_duplicates(["person", "time"]).shape[0])
        raise ValueError(
            f"{pairs} combination(s) of person and moment occur more than once, for example {first['person']!r} at "
            f"{first['time']!s}: give one record per person and moment"
        )


def _states(column: pd.Series[Any], states: Any, more: tuple[Any, ...]) -> list[Any]:
    if states is None:
        found = levels_in_order(column)
        first = [held for held in found if held not in more]
        return [*first, *dict.fromkeys(more)]
    known = list(as_tuple(states))
    if len(known) != len(list(states)):
        raise ValueError("a state is given twice in states")
    require_keys(sorted(set(column.unique()), key=natural_key), known, "states")
    return [*known, *(held for held in dict.fromkeys(more) if held not in known)]


def _add_leaving(records: pd.DataFrame, left: int, absorbing: list[int]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    last = records.loc[records.groupby("person", sort=False, observed=True)["at"].idxmax()]
    gone = last[(last["at"] < records["at"].max()) & ~last["state"].isin([left, *absorbing])]
    added = gone.assign(at=gone["at"] + 1, state=left)
    note = (f"{len(gone)} person(s) without a record at the last moment: counted as leaving one step after theirs",)
    return pd.concat([records, added], ignore_index=True), note if len(gone) else ()


def find_moves(panel: Panel, gap: str) -> Moves:
    """Pair every record with the same person's next one.

    Parameters
    ----------
    panel : Panel
        Sorted records.
    gap : {"break", "bridge"}
        Whether a longer distance than one step makes no move, or a move like another.

    Returns
    -------
    Moves
        In the order of the records.

    Raises
    ------
    ValueError
        If moments must be one step apart and do not lie on a grid, or `gap` is unknown.

    Examples
    --------
    >>> frame = pd.DataFrame({"who": [1, 1, 1], "year": [2020, 2021, 2023], "scale": ["S1", "S2", "S2"]})
    >>> panel = read_panel(frame, "who", "year", "scale", None, (), None, None)
    >>> find_moves(panel, "break").end, find_moves(panel, "bridge").end
    (array([1]), array([1, 1]))
    """
    if gap not in ("break", "bridge"):
        raise ValueError(f"gap must be 'break' or 'bridge': got {gap!r}")
    if gap == "break" and not panel.regular:
        raise ValueError(
            "the moments do not lie on a grid of equal steps: number the visits, or use gap='bridge' to take each "
            "person's next record as the next step"
        )
    rows = panel.records
    who = pd.factorize(rows["person"])[0]
    at, state = rows["at"].to_numpy(dtype=float), rows["state"].to_numpy(dtype=np.int64)
    same = who[1:] == who[:-1]
    near = same & (np.diff(at) == 1) if gap == "break" else same
    before = np.concatenate([[-1], np.where(near, state[:-1], -1)])
    first = np.flatnonzero(near)
    notes = _gap_note(int((same & ~near).sum()))
    group, person = rows["group"].to_numpy(dtype=object), rows["person"].to_numpy()
    return Moves(state[first], state[first + 1], before[first], at[first], group[first], person[first], notes)


def _gap_note(gaps: int) -> tuple[str, ...]:
    return (f"{gaps} gap(s) of more than one step between a person's records: no move counted",) if gaps else ()


def vanished_note(panel: Panel, absorbing: tuple[Any, ...]) -> tuple[str, ...]:
    """Say how many people's records stop before the last moment while they were in no absorbing state.

    Parameters
    ----------
    panel : Panel
        Sorted records.
    absorbing : tuple
        States that are never left.

    Returns
    -------
    tuple of str
        A note, or nothing.

    Examples
    --------
    >>> frame = pd.DataFrame({"who": [1, 1, 2], "year": [2020, 2021, 2020], "scale": ["S1", "S2", "S1"]})
    >>> len(vanished_note(read_panel(frame, "who", "year", "scale", None, (), None, None), ()))
    1
    """
    rows = panel.records
    last = rows[~rows["person"].duplicated(keep="last")]
    held = last["state"].isin([panel.states.index(state) for state in absorbing])
    gone = int(((last["at"] < rows["at"].max()) & ~held).sum())
    if not gone:
        return ()
    return (
        f"{gone} person(s) have no record at the last moment: their leaving is no move here, so the probabilities are "
        "those of people who stayed; name a state in left= to count leaving",
    )


def group_labels(values: npt.NDArray[np.object_]) -> list[str | None]:
    """Give the text of each move's group, None where it is not known.

    Parameters
    ----------
    values : ndarray of object
        Labels.

    Returns
    -------
    list of str or None
        Texts.

    Examples
    --------
    >>> group_labels(np.array(["a", None, 2.0], dtype=object))
    ['a', None, '2']
    """
    return [None if pd.isna(value) else label_of(value) for value in values]
