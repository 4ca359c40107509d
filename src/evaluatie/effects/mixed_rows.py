"""The rows and columns of a mixed model of change."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.effects.absent.reading import read_design
from evaluatie.effects.long_frame import ManyWaves, all_waves
from evaluatie.effects.values import Floats
from evaluatie.mixed import dependent_column
from evaluatie.result import NotEnoughData

INTERCEPT = "(Intercept)"
CONSTANT = "left out of the model: it does not vary"


@dataclass(frozen=True)
class ModelRows:
    """Answers with their design.

    Attributes
    ----------
    waves : ManyWaves
        The answers, when they were given, and by whom.
    times : ndarray of float, shape (w, t)
        The columns of time at each wave: one per wave but the first, or the time itself.
    levels : tuple of str
        Groups, the reference first; empty without groups.
    shares : ndarray of float, shape (levels,)
        Each group's share of the people.
    people : tuple of int
        People in each group.
    covariates : ndarray of float, shape (c,)
        Mean over people of each column of the covariates.
    design : ndarray of float, shape (n, p)
        Intercept, time, group, covariates, time by group.
    terms : tuple of str
        Names of its columns, as in R.
    notes : tuple of str
        Rows and columns that were left out, and why.
    """

    waves: ManyWaves
    times: Floats
    levels: tuple[str, ...]
    shares: Floats
    people: tuple[int, ...]
    covariates: Floats
    design: Floats
    terms: tuple[str, ...]
    notes: tuple[str, ...]

    def at(self, wave: int, group: Floats | None = None) -> Floats:
        """Give the row of the design for one wave.

        Parameters
        ----------
        wave : int
            Number of the wave; -1 for the last.
        group : ndarray of float, shape (levels,), optional
            Share of each group; that of the people if left out.

        Returns
        -------
        ndarray of float, shape (p,)
            With the covariates at their mean over people.
        """
        focal = (self.shares if group is None else group)[1:]
        return design_rows(self.times[[wave]], focal[None], self.covariates[None]).ravel()


def model_rows(
    frame: pd.DataFrame,
    names: tuple[str, str, str],
    group: str | None,
    adjust: Sequence[str],
    waves: Sequence[Hashable] | None,
    linear: bool,
) -> ModelRows:
    """Read the rows of a mixed model of change.

    Parameters
    ----------
    frame : DataFrame
        One row per respondent and wave.
    names : tuple of str
        Columns of the answer, the wave, the respondent.
    group : str or None
        Column of the groups.
    adjust : sequence of str
        Columns of the covariates.
    waves : sequence of labels or None
        The waves to take, in order.
    linear : bool
        Time as a number in place of a category per wave.

    Returns
    -------
    ModelRows
        Complete rows.

    Raises
    ------
    NotEnoughData
        With fewer than 2 answers at the first or last wave, one group only, or a group that nobody of answered at a
        wave.
    ValueError
        If a covariate follows from the others, or time is linear with fewer than 3 waves.

    Examples
    --------
    >>> frame = pd.DataFrame({"who": ["a", "b", "a", "b"], "when": ["t0", "t0", "t1", "t1"], "score": [1, 2, 3, 4]})
    >>> rows = model_rows(frame, ("score", "when", "who"), None, [], None, False)
    >>> rows.terms, rows.at(-1)
    (('(Intercept)', 'whent1'), array([1., 1.]))
    """
    wave = names[1]
    found = all_waves(frame, *names, waves, [*adjust, *([group] if group else [])])
    _require_answers(found)
    times, time_names, notes = _times(found.labels, wave, linear)
    chosen = frame.iloc[found.rows]
    levels, places = _groups(chosen[group]) if group else ((), np.zeros(len(found.who), dtype=np.intp))
    if group:
        _require_cells(found, levels, places, group, linear)
    covariates, covariate_names, more = _covariates(chosen, adjust)
    notes = (*found.notes, *notes, *more)
    return _laid_out(found, times, time_names, levels, places, group or "", covariates, covariate_names, notes)


def _laid_out(
    found: ManyWaves, times: Floats, time_names: list[str], levels: tuple[str, ...], places: Any, group: str,
    covariates: Floats, covariate_names: list[str], notes: tuple[str, ...],
) -> ModelRows:  # fmt: skip
    members = (places[:, None] == np.arange(len(levels))).astype(float)
    notes = (*notes, *_movers(found, places)) if levels else notes
    terms = _terms(time_names, [f"{group}{level}" for level in levels[1:]], covariate_names)
    design = design_rows(times[found.at], members[:, 1:], covariates)
    if len(design) <= len(terms):
        raise NotEnoughData(f"more answers than coefficients are needed: got {len(design)} and {len(terms)}")
    gone = dependent_column(design)
    if gone is not None:
        raise ValueError(f"{terms[gone]!r} follows from the columns before it: leave it, or one of those, out")
    return ModelRows(
        found, times, levels, _over_people(members, found), _members(found, places, len(levels)) if levels else (),
        _over_people(covariates, found), design, terms, notes,
    )  # fmt: skip


def rows_of_people(pre: Floats, post: Floats, covariates: Floats, names: Sequence[str]) -> ModelRows:
    """Lay out the rows of a mixed model of change between two waves from people's answers.

    Parameters
    ----------
    pre, post : ndarray of float, shape (people,)
        Their answers; NaN where there is none.
    covariates : ndarray of float, shape (people, c)
        Known of everyone.
    names : sequence of str
        Of the covariates.

    Returns
    -------
    ModelRows
        As :func:`model_rows` reads them from a frame with waves 0 and 1.

    Raises
    ------
    NotEnoughData, ValueError
        As :func:`model_rows` raises them.

    Examples
    --------
    >>> rows = rows_of_people(np.array([1.0, 2, np.nan]), np.array([3.0, np.nan, 4]), np.empty((3, 0)), ())
    >>> rows.waves.answers, rows.waves.who
    (array([1., 2., 3., 4.]), array([0, 1, 0, 2]))
    """
    who = np.concatenate([np.flatnonzero(~np.isnan(answers)) for answers in (pre, post)])
    first = int((~np.isnan(pre)).sum())
    at = (np.arange(len(who)) >= first).astype(np.intp)
    answers = np.where(at == 0, pre[who], post[who])
    number = np.cumsum(~np.isnan(pre) | ~np.isnan(post)) - 1
    found = ManyWaves((0, 1), answers, at, number[who], who, ())
    _require_answers(found)
    columns = covariates[who]
    varying = columns.min(axis=0, initial=np.inf) < columns.max(axis=0, initial=-np.inf)
    notes = tuple(f"{name} {CONSTANT}" for name, varies in zip(names, varying, strict=True) if not varies)
    kept = [name for name, varies in zip(names, varying, strict=True) if varies]
    nobody = np.zeros(len(who), dtype=np.intp)
    return _laid_out(found, np.array([[0.0], [1.0]]), ["wave1"], (), nobody, "", columns[:, varying], kept, notes)


def design_rows(times: Floats, focal: Floats, covariates: Floats) -> Floats:
    """Lay out the columns of a design: intercept, time, group, covariates, time by group.

    Parameters
    ----------
    times, focal, covariates : ndarray of float, shapes (n, t), (n, g) and (n, c)
        Columns of time, of membership of each group but the reference, and of the covariates.

    Returns
    -------
    ndarray of float, shape (n, 1 + t + g + c + t g)
        In the order of R's ``time * group + covariates``.

    Examples
    --------
    >>> design_rows(np.array([[2.0]]), np.array([[1.0]]), np.empty((1, 0)))
    array([[1., 2., 1., 2.]])
    """
    crossed = (focal[:, :, None] * times[:, None, :]).reshape(len(times), -1)
    return np.column_stack([np.ones(len(times)), times, focal, covariates, crossed])


def _terms(times: list[str], focal: list[str], covariates: list[str]) -> tuple[str, ...]:
    return (INTERCEPT, *times, *focal, *covariates, *(f"{time}:{group}" for group in focal for time in times))


def _require_answers(found: ManyWaves) -> None:
    counts = np.bincount(found.at, minlength=len(found.labels))
    if min(counts[0], counts[-1]) < 2:
        raise NotEnoughData(
            f"at least 2 answers are needed in each wave: got {counts[0]} before and {counts[-1]} after"
        )
    if not counts.all():
        raise NotEnoughData(f"no answers at wave {found.labels[int(counts.argmin())]!r}: leave it out of waves")


def _times(labels: tuple[Any, ...], wave: str, linear: bool) -> tuple[Floats, list[str], tuple[str, ...]]:
    if not linear:
        return np.eye(len(labels))[:, 1:], [f"{wave}{label}" for label in labels[1:]], ()
    if len(labels) < 3:
        raise ValueError(f"random='slope' needs at least 3 waves: got {len(labels)}; use random='intercept'")
    numeric = all(isinstance(label, int | float | np.number) and not isinstance(label, bool) for label in labels)
    if numeric:
        return np.array([[float(label)] for label in labels]), [wave], ()
    shown = ", ".join(f"{label} = {number}" for number, label in enumerate(labels))
    return np.arange(len(labels), dtype=float)[:, None], [wave], (f"time is the order of the waves: {shown}",)


def _groups(column: pd.Series[Any]) -> tuple[tuple[str, ...], Any]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        present = [label for label in column.cat.categories.tolist() if (column == label).any()]
    else:
        present = column.unique().tolist()
        present = sorted(present, key=str) if any(isinstance(label, str) for label in present) else sorted(present)
    if len(present) < 2:
        raise NotEnoughData(f"at least two groups are needed: got {', '.join(map(repr, present))}")
    numbers = {label: number for number, label in enumerate(present)}
    return tuple(str(label) for label in present), np.array([numbers[label] for label in column], dtype=np.intp)


def _require_cells(found: ManyWaves, levels: tuple[str, ...], places: Any, group: str, linear: bool) -> None:
    counts = np.zeros((len(levels), len(found.labels)), dtype=int)
    np.add.at(counts, (places, found.at), 1)
    for level, row in zip(levels, counts, strict=True):
        if linear and (row > 0).sum() < 2:
            raise NotEnoughData(f"answers at two waves or more are needed of {group} {level!r}")
        if not linear and not row.all():
            label = found.labels[int(row.argmin())]
            raise NotEnoughData(f"nobody of {group} {level!r} answered at wave {label!r}")


def _covariates(chosen: pd.DataFrame, adjust: Sequence[str]) -> tuple[Floats, list[str], tuple[str, ...]]:
    constant = [name for name in adjust if chosen[name].nunique() < 2]
    design = read_design(chosen[[name for name in adjust if name not in constant]], len(chosen), fill=False)
    notes = tuple(f"{name} {CONSTANT}" for name in constant)
    return design.matrix, list(design.terms), notes


def _movers(found: ManyWaves, places: Any) -> tuple[str, ...]:
    pairs = np.unique(np.column_stack([found.who, places]), axis=0)
    moved = len(pairs) - int(found.who.max()) - 1
    return (f"{moved} time(s) someone's group differs between waves: each answer counts in its own",) if moved else ()


def _members(found: ManyWaves, places: Any, levels: int) -> tuple[int, ...]:
    pairs = np.unique(np.column_stack([found.who, places]), axis=0)
    return tuple(int(count) for count in np.bincount(pairs[:, 1], minlength=levels))


def _over_people(columns: Floats, found: ManyWaves) -> Floats:
    """Mean over people of each column, whatever the number of answers of each."""
    share = 1 / np.bincount(found.who)[found.who]
    return np.asarray(share @ columns / share.sum(), dtype=np.float64)
