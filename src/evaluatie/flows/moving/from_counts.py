"""Estimate transition probabilities from a table of moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.flows.moving.chain import Absorption, Steady, absorption_of, steady_of
from evaluatie.flows.moving.chain_tests import ChainTest, independence_test
from evaluatie.flows.moving.classes import closed_classes
from evaluatie.flows.moving.transition_result import Transitions, table
from evaluatie.flows.reading.heads import Floats, Ints, label_of
from evaluatie.wilson import wilson_interval

METHOD = (
    "Markov chain, maximum likelihood (Anderson & Goodman 1957); multinomial standard errors, Wilson's limits per cell"
)


def transitions_from_counts(
    counts: Ints,
    states: tuple[Any, ...],
    absorbing: tuple[Any, ...] = (),
    confidence: float = 0.95,
    group: str | None = None,
    n_people: int | None = None,
    notes: tuple[str, ...] = (),
    tests: Mapping[str, ChainTest | None] | None = None,
    by_group: Mapping[str, Transitions] | None = None,
) -> Transitions:
    """Estimate transition probabilities from a table of moves.

    Parameters
    ----------
    counts : ndarray of int, shape (k, k)
        Moves from the state in the row to the state in the column.
    states : tuple
        k states.
    absorbing : tuple
        States that are never left.
    confidence : float, default 0.95
        Level of the intervals.
    group : str or None
        Whose moves these are.
    n_people : int or None
        People who moved; None: as many as there are moves.
    notes : tuple of str
        What happened before.
    tests : mapping, optional
        Of ``time_homogeneity``, ``second_order``, ``equal_groups``.
    by_group : mapping, optional
        The same per group.

    Returns
    -------
    Transitions
        As :func:`transitions` gives it.

    Examples
    --------
    >>> made = transitions_from_counts(np.array([[90, 10], [0, 0]]), ("in", "out"), ("out",))
    >>> made.expected_steps.round(6).tolist()
    [10.0]
    """
    counts = np.asarray(counts)
    if counts.dtype.kind not in "iu" or counts.shape != (len(states), len(states)):
        raise ValueError(f"counts must be whole numbers, a row and a column per state ({len(states)} of each)")
    n = counts.sum(axis=1)
    p = _probabilities(counts, [states.index(held) for held in absorbing])
    with np.errstate(divide="ignore", invalid="ignore"):
        se = np.where(n[:, None] > 0, np.sqrt(p * (1 - p) / n[:, None]), np.nan)
        r_se = np.where(n[:, None] > 0, np.where(counts > 0, p / np.sqrt(counts), 0.0), np.nan)
        log_p = np.where(counts > 0, counts * np.log(p), 0.0)
    low, high = _wilson(counts, n, confidence)
    whole = bool(np.isfinite(p).all())
    absorption, steady = _long_run(p, counts, confidence) if whole else (None, None)
    done = dict(tests or {})
    return Transitions(
        method=METHOD,
        notes=(*notes, *_row_notes(p, counts, states), *_long_run_notes(p, counts, absorption is None, steady)),
        states=states,
        absorbing=absorbing,
        counts=table(counts, states),
        probabilities=table(p, states),
        se=table(se, states),
        se_markovchain=table(r_se, states),
        ci_low=table(low, states),
        ci_high=table(high, states),
        moves_from=pd.Series(n, index=table(counts, states).index),
        n=int(n.sum()),
        n_people=int(n.sum()) if n_people is None else n_people,
        log_likelihood=float(log_p.sum()),
        independence=independence_test(counts),
        time_homogeneity=done.get("time_homogeneity"),
        second_order=done.get("second_order"),
        equal_groups=done.get("equal_groups"),
        absorption=absorption,
        steady=steady,
        by_group=by_group or {},
        group=group,
        confidence=confidence,
    )


def _probabilities(counts: Ints, absorbing: list[int]) -> Floats:
    n = counts.sum(axis=1, keepdims=True)
    p = np.full(counts.shape, np.nan)
    np.divide(counts, n, out=p, where=n > 0)
    p[absorbing] = np.eye(len(counts))[absorbing]
    return p


def _wilson(counts: Ints, n: Ints, confidence: float) -> tuple[Floats, Floats]:
    low, high = np.full(counts.shape, np.nan), np.full(counts.shape, np.nan)
    for i, j in np.argwhere(n[:, None] * np.ones_like(counts) > 0):
        low[i, j], high[i, j] = wilson_interval(int(counts[i, j]), int(n[i]), confidence)
    return low, high


def _long_run(p: Floats, counts: Ints, confidence: float) -> tuple[Absorption | None, Steady | None]:
    """Work out the long run of the states that were seen; a declared state that nobody came to has no part in it."""
    seen = _seen(counts)
    inside, n = p[np.ix_(seen, seen)], counts.sum(axis=1)[seen].astype(float)
    absorption, steady = absorption_of(inside, n, confidence), steady_of(inside, n, confidence)
    if absorption is not None:
        absorption = replace(absorption, transient=seen[absorption.transient], absorbing=seen[absorption.absorbing])
    if steady is None or len(seen) == len(p):
        return absorption, steady
    spread = np.eye(len(p))[seen]
    names = ("shares", "shares_se", "shares_low", "shares_high")
    whole = {name: getattr(steady, name) @ spread for name in names}
    return absorption, replace(steady, **whole, passage=None, recurrence=None)


def _seen(counts: Ints) -> npt.NDArray[np.int64]:
    return np.flatnonzero(counts.sum(axis=1) + counts.sum(axis=0))


def _row_notes(p: Floats, counts: Ints, states: tuple[Any, ...]) -> tuple[str, ...]:
    n, named = counts.sum(axis=1), np.array([label_of(held) for held in states], dtype=object)
    never = [held for at, held in enumerate(named) if at not in _seen(counts) and np.isfinite(p[at]).all()]
    unseen = [label_of(held) for held, row in zip(states, p, strict=True) if not np.isfinite(row).all()]
    stuck = [label_of(held) for held, stays, total in zip(states, np.diag(p), n, strict=True) if total and stays == 1]
    notes = []
    if never:
        notes.append(f"nobody was seen to come to {', '.join(never)}")
    if unseen:
        notes.append(f"no move was seen from {', '.join(unseen)}: no probabilities; not the same as never leaving")
    if stuck:
        notes.append(f"nobody was seen to leave {', '.join(stuck)}: treated as never left")
    return tuple(notes)


def _long_run_notes(p: Floats, counts: Ints, no_absorption: bool, steady: Any) -> tuple[str, ...]:
    if not np.isfinite(p).all():
        return ("no long-run figures: a row of the matrix is not known",)
    notes, seen = [], _seen(counts)
    p = p[np.ix_(seen, seen)]
    if no_absorption and (np.diag(p) == 1).any() and not (np.diag(p) == 1).all():
        notes.append("no expected steps to absorption: from some states no absorbing state is ever reached")
    if steady is None:
        notes.append(
            f"no single steady state: {len(closed_classes(p))} sets of states are never left, and where people end "
            "depends on where they start"
        )
    elif steady.periodic:
        notes.append("the chain is periodic: the steady state is a long-run average, which no moment comes to")
    return tuple(notes)
