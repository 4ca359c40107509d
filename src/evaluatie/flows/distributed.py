"""Counting flows past one machine: the parts of a Dask frame are counted where they are, and the counts add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from evaluatie.flows.careers import Careers, Move, Together, about_decisions, rescaled, settle_careers
from evaluatie.flows.careers.levels import UNKNOWN, levels_of
from evaluatie.flows.careers.rescaling import candidates, collective, moves_together, people_there
from evaluatie.flows.counting import CountedFlows, Margins, add_margins, margins, require_owners


def count_distributed(
    persons: Any,
    positions: Any | None,
    by: Sequence[str],
    *,
    start: Any,
    end: Any,
    ladder: Sequence[Any] | None,
    ages: Sequence[int],
    tenures: Sequence[float],
    bridge_days: int,
    rescalings: Mapping[Move, Together] | None,
) -> CountedFlows:
    """Count as :func:`count_flows` does, part by part.

    All rows of a person are brought together in one part; on a cluster no row comes to this process. The collective
    moves are those of all parts together, so that a rescaling which is spread over them is seen.

    Parameters
    ----------
    persons, positions : dask.dataframe.DataFrame
    by : sequence of str
        Characteristics.
    start, end : date
        First and last day that the files cover.
    ladder, ages, tenures, bridge_days, rescalings
        As :func:`flow_rates` takes them.

    Returns
    -------
    CountedFlows
        The same as on one machine.

    Raises
    ------
    ValueError
        If there is no start or end, and as :func:`settle_careers`.
    """
    import dask

    if start is None or end is None:
        raise ValueError("give start and end, the first and last day that these files cover")
    scales, notes = _ladder(positions, ladder)
    settled = {"start": start, "end": end, "ladder": scales, "bridge_days": bridge_days, "rescalings": {}}
    settle = dask.delayed(partial(settle_careers, **settled))
    parts = dask.persist(*(settle(theirs, held) for theirs, held in _parts(persons, positions)))
    moves = _rescalings(parts) if rescalings is None else rescalings
    counts = dask.compute(*map(dask.delayed(partial(_counted, moves=moves, by=by, ages=ages, tenures=tenures)), parts))
    decisions = _summed(account.decisions for _, account in counts)
    require_owners(decisions, sum(account.positions for _, account in counts))
    account = counts[0][1]
    told = (*notes, *account.notes, *about_decisions(decisions))
    return CountedFlows(
        add_margins([found for found, _ in counts]), account.start, account.end, account.ladder, decisions, told
    )


class _Account:
    """What is said of the careers of a part: none of its rows."""

    def __init__(self, careers: Careers) -> None:
        self.start, self.end, self.ladder = careers.start, careers.end, careers.ladder
        self.decisions, self.notes = careers.decisions, careers.notes
        self.positions = len(careers.positions)


def _counted(
    part: Careers, moves: Mapping[Move, Together], by: Sequence[str], ages: Sequence[int], tenures: Sequence[float]
) -> tuple[Margins, _Account]:
    careers = rescaled(part, moves)
    return margins(careers, by, ages, tenures), _Account(careers)


def _ladder(positions: Any | None, ladder: Sequence[Any] | None) -> tuple[Sequence[Any] | None, tuple[str, ...]]:
    """Give the scales of all parts together, with a note where their order is a guess."""
    if positions is None or ladder is not None or "scale" not in positions.columns:
        return ladder, ()
    found = levels_of(pd.Series(positions["scale"].unique().compute()))
    scales = [label for label in found.labels if label != UNKNOWN]
    guessed = not getattr(positions["scale"].dtype, "ordered", False) and len(scales) > 1
    return scales, (f"the scales are taken in this order: {', '.join(scales)}",) if guessed else ()


def _parts(persons: Any, positions: Any | None) -> Iterable[tuple[Any, Any]]:
    """Bring the rows of each person together, persons and positions in parts that belong to each other."""
    persons = _as_text(persons)
    many = max(persons.npartitions, 0 if positions is None else positions.npartitions)
    theirs = persons.shuffle(on="person", npartitions=many).to_delayed()
    held = [None] * many
    if positions is not None:
        positions = _as_text(positions)
        if positions["person"].dtype != (kind := persons["person"].dtype):
            # the same code lands in the same part only if it is of the same kind
            raise ValueError(
                f"person is {kind} in persons and {positions['person'].dtype} in positions: make them alike"
            )
        held = positions.shuffle(on="person", npartitions=many).to_delayed()
    return zip(theirs, held, strict=True)


def _as_text(frame: Any) -> Any:
    """Give codes that are categories as text: categories may differ between frames."""
    categories = isinstance(frame["person"].dtype, pd.CategoricalDtype)
    return frame.assign(person=frame["person"].astype("str")) if categories else frame


def _rescalings(parts: Sequence[Any]) -> dict[Move, Together]:
    import dask

    moved: Counter[Move] = Counter()
    for counts in dask.compute(*map(dask.delayed(_moves), parts)):
        moved.update(counts)
    asked = candidates(moved)
    if not asked:
        return {}
    there: Counter[tuple[int, int]] = Counter()
    for people in dask.compute(*map(dask.delayed(partial(_people, asked=asked)), parts)):
        there.update(people)
    return collective(moved, there)


def _moves(part: Careers) -> dict[Move, int]:
    return moves_together(part.episodes, part.start, part.end)


def _people(part: Careers, asked: Sequence[Move]) -> dict[tuple[int, int], int]:
    return people_there(part.episodes, asked)


def _summed(decisions: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in decisions:
        total.update(one)
    return dict(total)
