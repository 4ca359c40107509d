"""Estimate transition probabilities from records of people at moments."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.moving.chain_tests import ChainTest, count_cube, doubt_notes, strata_test
from evaluatie.flows.moving.from_counts import transitions_from_counts
from evaluatie.flows.moving.panel import Moves, find_moves, group_labels, read_panel, vanished_note
from evaluatie.flows.moving.transition_result import Transitions
from evaluatie.flows.reading.heads import Ints, as_tuple, label_of, natural_key, require_keys
from evaluatie.result import NotEnoughData, check_confidence


def transitions(
    frame: Any,
    person: Any,
    time: Any,
    state: Any,
    *,
    states: Any = None,
    absorbing: Any = (),
    left: Any = None,
    gap: str = "break",
    group: Any = None,
    confidence: float = 0.95,
    seed: int = 1,
) -> Transitions:
    """Estimate the probabilities of moving between states from one moment to the next.

    A move is counted between a person's records at two consecutive moments; one step is the smallest distance between
    moments in the data. Probabilities are those of R's ``markovchain::markovchainFit(method = "mle")``; its
    standard errors are not (see ``se_markovchain``). Intervals take the moves as independent draws: they are too narrow
    where people differ in ways that the states do not show.

    Parameters
    ----------
    frame : DataFrame
        One row per person and moment, in any order. Records without a person, moment or state are left out and
        counted; a missing state makes a gap.
    person, time, state : hashable
        Columns. Moments are numbers, dates, periods, texts in natural order, or an ordered Categorical.
    states : sequence, optional
        The states in their order, also those that nobody is in; by default those that occur, in natural order.
    absorbing : state or states
        States that are never left, such as having left the organisation.
    left : state, optional
        Give this state, which is absorbing, to people whose records stop before the last moment, one step after.
    gap : {"break", "bridge"}
        A person without a record at a moment makes no move over the gap; ``"bridge"``: the next record is the next
        step, however much later (visits).
    group : hashable, optional
        Column of a group, as it is at the start of a move; adds ``by_group`` and a test of equal matrices.
    confidence : float, default 0.95
        Level of the intervals.
    seed : int, default 1
        For p values from drawn tables, where counts are too small for the chi-square distribution.

    Returns
    -------
    Transitions
        Counts, probabilities, tests, the long run.

    Raises
    ------
    ValueError
        If a person has two records at one moment, a move leaves an absorbing state, a state is unknown, or the moments
        lie on no grid.
    NotEnoughData
        If nobody has records at two consecutive moments.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "who": [1, 1, 1, 2, 2, 2], "year": [2019, 2020, 2021] * 2, "scale": ["S1", "S1", "S2", "S1", "S2", "S2"]})
    >>> moved = transitions(frame, "who", "year", "scale")
    >>> moved.counts.to_numpy().tolist(), moved.n, moved.n_people
    ([[1, 2], [0, 1]], 4, 2)
    >>> round(moved.probabilities.loc["S1", "S2"], 4)
    np.float64(0.6667)
    """
    check_confidence(confidence)
    fixed = tuple(dict.fromkeys((*as_tuple(absorbing), *as_tuple(left))))
    panel = read_panel(frame, person, time, state, states, fixed, group, left)
    moves = find_moves(panel, gap)
    if not len(moves.start):
        raise NotEnoughData(
            "nobody has records at two consecutive moments: no move can be counted. If people are seen at moments of "
            "their own, use gap='bridge'"
        )
    k, known = len(panel.states), panel.states
    counts = count_cube(np.zeros_like(moves.start), moves.start, moves.end, k)[0]
    _refuse_return(counts, known, fixed)
    parts = _groups(moves, k) if group is not None else {}
    tests = _tests(moves, k, panel.regular, parts, seed)
    by_group = {
        name: transitions_from_counts(part, known, fixed, confidence, name, people)
        for name, (part, people) in parts.items()
    }
    vanished = vanished_note(panel, fixed) if gap == "break" else ()
    notes = (*panel.notes, *moves.notes, *vanished, *_group_note(moves, group), *doubt_notes(tests))
    people = int(pd.Series(moves.person).nunique())
    return transitions_from_counts(counts, known, fixed, confidence, None, people, notes, tests, by_group)


def _refuse_return(counts: Ints, states: tuple[Any, ...], absorbing: tuple[Any, ...]) -> None:
    require_keys(absorbing, states, "absorbing states")
    for held in absorbing:
        at = states.index(held)
        returned = int(counts[at].sum() - counts[at, at])
        if returned:
            raise ValueError(
                f"{returned} move(s) leave {held!r}, which was said to be absorbing: check the records, or do not call "
                "it absorbing"
            )


def _groups(moves: Moves, k: int) -> dict[str, tuple[Ints, int]]:
    labels = np.array(group_labels(moves.group), dtype=object)
    parts = {}
    for raw in sorted(set(moves.group[[held is not None for held in labels]]), key=natural_key):
        rows = labels == label_of(raw)
        counts = count_cube(np.zeros_like(moves.start[rows]), moves.start[rows], moves.end[rows], k)[0]
        parts[label_of(raw)] = (counts, int(pd.Series(moves.person[rows]).nunique()))
    return parts


def _group_note(moves: Moves, group: Any) -> tuple[str, ...]:
    if group is None:
        return ()
    unknown = sum(label is None for label in group_labels(moves.group))
    return (f"{unknown} move(s) of people whose group is not known: in no group's matrix",) if unknown else ()


def _tests(
    moves: Moves, k: int, regular: bool, parts: dict[str, tuple[Ints, int]], seed: int
) -> dict[str, ChainTest | None]:
    when = moves.moment.astype(np.int64)
    by_time = count_cube(when, moves.start, moves.end, k)
    known = moves.previous >= 0
    by_past = count_cube(moves.previous[known], moves.start[known], moves.end[known], k)
    groups = np.array([part for part, _ in parts.values()], dtype=np.int64).reshape(-1, k, k)
    return {
        "time_homogeneity": strata_test("time_homogeneity", by_time, seed) if regular else None,
        "second_order": strata_test("second_order", by_past, seed),
        "equal_groups": strata_test("equal_groups", groups, seed) if len(parts) > 1 else None,
    }
