"""The difference of two groups' changes by each method: rows of a table."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from evaluatie.effects.changes import Moments, is_zero, moments
from evaluatie.effects.comparing.cells import FourCells, Linked, unit_changes
from evaluatie.effects.comparing.least_squares import LeastSquares, least_squares, renumber
from evaluatie.effects.comparing.permutation import unit_permutation
from evaluatie.effects.comparing.robust import robust_coefficients, robust_row
from evaluatie.effects.comparing.wild import wild_from_complete
from evaluatie.effects.independent import welch_df
from evaluatie.effects.long_frame import Codes
from evaluatie.effects.values import Floats
from evaluatie.result import Estimate, NotEnoughData

COLUMNS = ("constant", "post", "exposed", "post:exposed")
#: with more clusters than this, CR2 needs no bootstrap beside it
FEW_CLUSTERS = 50


def ols_row(fit: LeastSquares, at: int, confidence: float, scale: float) -> Estimate:
    """Test a coefficient as ordinary least squares does: independent rows of one variance.

    Parameters
    ----------
    fit : LeastSquares
        The regression, without weights.
    at : int
        Which coefficient.
    confidence : float
        Level of the interval.
    scale : float
        Size of the answers: what rounding errors are measured against.

    Returns
    -------
    Estimate
        With term ``ols``.

    Examples
    --------
    >>> fit = least_squares(np.array([1.0, 2.0, 4.0, 5.0]), np.column_stack([np.ones(4), [0, 0, 1, 1]]))
    >>> round(ols_row(fit, 1, 0.95, 5.0).se, 6)
    0.707107
    """
    n, k = fit.basis.shape
    se = 0.0 if is_zero(fit.spread / 100, scale) else fit.spread * float(np.sqrt((fit.rotation[at] ** 2).sum()))
    return robust_row("ols", float(fit.coefficients[at]), se, n - k, confidence, n)


def hc2_row(cells: list[Moments], confidence: float) -> Estimate | None:
    """Test the difference of two changes with a variance per cell.

    The HC2 standard error (MacKinnon & White 1985) of this saturated model is sqrt(sum of s^2/n over the four cells);
    degrees of freedom as Welch (1947, *Biometrika* 34, 28-35) and Satterthwaite (1946) have them for any contrast
    of means.

    Parameters
    ----------
    cells : list of Moments
        Comparison before, comparison after, exposed before, exposed after.
    confidence : float
        Level of the interval.

    Returns
    -------
    Estimate or None
        With term ``hc2``; None where a cell holds one answer.

    Examples
    --------
    >>> row = hc2_row([Moments(10, mean, 1.0, 5.0) for mean in (2.0, 2.5, 2.0, 3.5)], 0.95)
    >>> row.estimate, round(row.se, 4), round(row.df, 4)
    (1.0, 0.6325, 36.0)
    """
    if min(cell.n for cell in cells) < 2:
        return None
    estimate = (cells[3].mean - cells[2].mean) - (cells[1].mean - cells[0].mean)
    parts = np.array([cell.variance / cell.n for cell in cells])
    n, total = sum(cell.n for cell in cells), float(parts.sum())
    if is_zero(math.sqrt(total), max(cell.scale for cell in cells)):
        return Estimate("hc2", estimate, n=n)
    # in shares of the total, so that very small or very large variances neither vanish nor overflow
    df = 1 / float(((parts / total) ** 2 / (np.array([cell.n for cell in cells]) - 1)).sum())
    return robust_row("hc2", estimate, math.sqrt(total), df, confidence, n)


def cluster_rows_of(cells: FourCells, codes: Codes, confidence: float, scale: float) -> tuple[Estimate, ...]:
    """Test the difference with each cluster-robust covariance.

    Parameters
    ----------
    cells : FourCells
        The answers.
    codes : ndarray of int, shape (n,)
        Numbers of the clusters, from 0 up, none of them empty.
    confidence : float
        Level of the intervals.
    scale : float
        Size of the answers.

    Returns
    -------
    tuple of Estimate
        Terms ``cr2``, ``cr1``, ``cr1s`` and ``cr0``.

    Examples
    --------
    >>> two, group, unit = np.tile([0.0, 1.0], 8), np.repeat([0.0, 1.0], 8), np.repeat(np.arange(4), 4)
    >>> cells = FourCells(np.arange(16.0) % 5, two, group, unit, None, 0, 1, ())
    >>> [row.term for row in cluster_rows_of(cells, unit, 0.95, 5.0)]
    ['cr2', 'cr1', 'cr1s', 'cr0']
    """
    fit = least_squares(cells.answers, cells.design)
    kinds = ("CR2", "CR1", "CR1S", "CR0")
    rows = [robust_coefficients(fit, codes, kind, COLUMNS, confidence, scale)[0][3] for kind in kinds]
    return tuple(replace(row, term=kind.lower()) for row, kind in zip(rows, kinds, strict=True))


def wild_row(cells: FourCells, resamples: int, seed: int, confidence: float) -> tuple[Estimate | None, tuple[str, ...]]:
    """Test the difference by the wild cluster bootstrap.

    Parameters
    ----------
    cells : FourCells
        With ``unit``.
    resamples, seed : int
        Draws where not every pattern of signs is worked out.
    confidence : float
        Level of the interval.

    Returns
    -------
    tuple of Estimate or None, and tuple of str
        With term ``wild`` (None where the bootstrap cannot be done, or is not needed), and notes.

    Examples
    --------
    >>> two, group = np.array([0.0, 1, 0, 1]), np.array([0.0, 0, 1, 1])
    >>> wild_row(FourCells(np.ones(4), two, group, None, None, 0, 1, ()), 99, 0, 0.95)
    (None, ())
    """
    if cells.unit is None or int(cells.unit.max()) + 1 > FEW_CLUSTERS:
        return None, ()
    try:
        found = wild_from_complete(
            cells.answers, cells.design, cells.unit, 3, resamples=resamples, seed=seed, confidence=confidence
        )
    except NotEnoughData as reason:
        return None, (f"no wild cluster bootstrap: {reason}",)
    return found.estimates()[0], found.notes


def unit_rows(
    cells: FourCells, resamples: int, seed: int, confidence: float
) -> tuple[tuple[Estimate, ...], tuple[str, ...]]:
    """Compare the mean changes of exposed and other units, every unit counting once.

    Parameters
    ----------
    cells : FourCells
        With ``unit``.
    resamples, seed : int
        Draws where not every assignment is worked out.
    confidence : float
        Level of the intervals.

    Returns
    -------
    tuple of tuple of Estimate, and tuple of str
        Terms ``permutation`` and ``unit_changes`` (Welch's test), where they can be done, and notes.

    Examples
    --------
    >>> two, group = np.array([0.0, 1, 0, 1]), np.array([0.0, 0, 1, 1])
    >>> unit_rows(FourCells(np.ones(4), two, group, None, None, 0, 1, ()), 99, 0, 0.95)
    ((), ())
    """
    if cells.unit is None:
        return (), ()
    found = unit_changes(cells)
    if found is None:
        return (), ("some units hold both exposed and other people: no permutation of units",)
    changes, exposed = found
    if not 0 < exposed.sum() < len(exposed):
        return (), ("no unit of one of the groups answered at both waves: no comparison of units",)
    permuted = unit_permutation(changes, exposed, resamples=resamples, seed=seed, confidence=confidence)
    notes = tuple(f"permutation of units: {note}" for note in permuted.notes)
    absent = int(cells.unit.max()) + 1 - len(changes)
    if absent:
        notes += (f"{absent} unit(s) answered at one wave only: left out of the comparisons of units",)
    rows = permuted.estimates()
    welch = welch_row("unit_changes", changes, exposed, confidence)
    return (*rows, *((welch,) if welch is not None else ())), notes


def welch_row(term: str, changes: Floats, exposed: Floats, confidence: float) -> Estimate | None:
    """Compare two groups' changes by Welch's test.

    Parameters
    ----------
    term : str
        What to call the row.
    changes, exposed : ndarray of float, shape (n,)
        Changes, and 1 for exposed.
    confidence : float
        Level of the interval.

    Returns
    -------
    Estimate or None
        None with fewer than 2 on a side.

    Examples
    --------
    >>> welch_row("units", np.array([1.0, 2.0, 4.0, 5.0]), np.array([0.0, 0.0, 1.0, 1.0]), 0.95).estimate
    3.0
    """
    if min((exposed == 0).sum(), (exposed == 1).sum()) < 2:
        return None
    first, last = (moments(changes[exposed == mark]) for mark in (0, 1))
    se, n = math.sqrt(first.variance / first.n + last.variance / last.n), first.n + last.n
    if is_zero(se, max(first.scale, last.scale)):
        return Estimate(term, last.mean - first.mean, n=n)
    return robust_row(term, last.mean - first.mean, se, welch_df(first, last), confidence, n)


def linked_row(linked: Linked, confidence: float, scale: float) -> Estimate | None:
    """Compare the changes of the people who answered twice.

    Parameters
    ----------
    linked : Linked
        Their changes.
    confidence : float
        Level of the interval.
    scale : float
        Size of the answers.

    Returns
    -------
    Estimate or None
        Term ``linked_cr2`` with units, ``linked_welch`` without; without an interval where a group's people come
        from one unit. None with fewer than 2 people on a side.

    Examples
    --------
    >>> people = Linked(np.ones(4), np.array([1.0, 2.0, 4.0, 5.0]), np.array([0.0, 0.0, 1.0, 1.0]), None, ())
    >>> linked_row(people, 0.95, 5.0).term
    'linked_welch'
    """
    welch = welch_row("linked_welch", linked.changes, linked.exposed, confidence)
    if welch is None or linked.unit is None:
        return welch
    if lonely(linked.exposed.astype(np.intp), linked.unit, 2):
        return Estimate("linked_cr2", welch.estimate, n=welch.n)
    fit = least_squares(linked.changes, np.column_stack([np.ones(len(linked.changes)), linked.exposed]))
    rows, _ = robust_coefficients(fit, linked.unit, "CR2", ("constant", "exposed"), confidence, scale)
    return replace(rows[1], term="linked_cr2")


def lonely(cell: Codes, unit: Codes, cells: int) -> tuple[int, ...]:
    """Find the cells that rest upon one unit: nothing tells how much units differ there.

    Parameters
    ----------
    cell, unit : ndarray of int, shape (n,)
        Numbers of each row's cell and unit.
    cells : int
        How many cells there are.

    Returns
    -------
    tuple of int
        Numbers of the cells with one unit.

    Examples
    --------
    >>> lonely(np.array([0, 0, 1, 1]), np.array([0, 1, 2, 2]), 2)
    (1,)
    """
    pairs = np.unique(np.column_stack([cell, unit]), axis=0)
    counts: Any = np.bincount(pairs[:, 0], minlength=cells)
    return tuple(int(at) for at in np.flatnonzero(counts == 1))


def people_codes(who: Codes) -> Codes:
    """Give people numbers from 0 up, and every row without a person a number of its own.

    Parameters
    ----------
    who : ndarray of int, shape (n,)
        Numbers of people, -1 where it is not known who.

    Returns
    -------
    ndarray of int, shape (n,)
        From 0 up, none of them empty.

    Examples
    --------
    >>> people_codes(np.array([0, -1, 0, -1]))
    array([0, 1, 0, 2])
    """
    own = who.copy()
    unknown = who < 0
    own[unknown] = who.max(initial=-1) + 1 + np.arange(int(unknown.sum()))
    return renumber(own)
