"""Which figures to hide so that no sensitive one follows from those that are still shown.

Every figure is a sum over people, so what can be worked out exactly from a set of shown figures is the row space of
their coefficients. The figures that must not be found are *targets*; as long as one lies in that space, the least
valuable figure that gives it away is hidden as well. What can be narrowed down without being found exactly (bounds)
is another attack, and not this one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.disclosure.policy import DisclosurePolicy

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]
_TOLERANCE = 1e-8
_RANK = 1e-11


def follows(shown: Matrix, targets: Matrix) -> tuple[Flags, Matrix]:
    """Say which targets follow exactly from the shown figures, and how.

    Parameters
    ----------
    shown : array of float, shape (figures, unknowns)
        Each shown figure as a sum of unknowns.
    targets : array of float, shape (targets, unknowns)
        The sums that must not be found.

    Returns
    -------
    tuple of two arrays, of bool, shape (targets,), and of float, shape (targets, figures)
        Whether each target is found, and the weights of the shown figures that add up to it.

    Examples
    --------
    >>> total, part = [1.0, 1.0, 1.0], [1.0, 0.0, 0.0]
    >>> found, weights = follows(np.array([total, part]), np.array([[0.0, 1.0, 1.0], [0.0, 1.0, 0.0]]))
    >>> found.tolist(), weights[0].round(6).tolist()
    ([True, False], [1.0, -1.0])
    """
    if len(shown) == 0 or len(targets) == 0:
        return np.zeros(len(targets), dtype=bool), np.zeros((len(targets), len(shown)))
    weights = _least_squares(shown, targets)
    residual = np.abs(weights @ shown - targets).max(axis=1)
    return (residual < _TOLERANCE) & np.any(targets != 0, axis=1), weights


def _least_squares(shown: Matrix, targets: Matrix) -> Matrix:
    """Solve weights @ shown = targets, with the smallest weights where there are several."""
    values, vectors = np.linalg.eigh(shown @ shown.T)
    kept = vectors[:, values > _RANK * max(values[-1], 1.0)]
    inverse = kept / values[values > _RANK * max(values[-1], 1.0)]
    weights: Matrix = (targets @ shown.T) @ inverse @ kept.T
    return weights


def hide_until_safe(
    figures: Matrix, shown: Flags, targets: Matrix, worth: NDArray[np.float64], known: Matrix | None = None
) -> dict[int, int]:
    """Choose which further figures to hide, so that no target follows from what is left.

    Parameters
    ----------
    figures : array of float, shape (figures, unknowns)
        Each figure as a sum of unknowns.
    shown : array of bool, shape (figures,)
        Which of them are shown at first; it is not changed.
    targets : array of float, shape (targets, unknowns)
        The sums that must not be found.
    worth : array of float, shape (figures,)
        What is given up first: the figure with the lowest worth among those that give a target away.
    known : array of float, shape (equations, unknowns), optional
        What anyone knows beforehand, such as public totals.

    Returns
    -------
    dict of int to int
        Figure to hide -> the target that it would give away.
    """
    known = np.zeros((0, figures.shape[1])) if known is None else known
    left = shown.copy()
    chosen: dict[int, int] = {}
    while True:
        rows = np.flatnonzero(left)
        found, weights = follows(np.vstack([figures[rows], known]), targets)
        before = len(chosen)
        for target in np.flatnonzero(found):
            culprits = rows[np.abs(weights[target, : len(rows)]) > _TOLERANCE]
            if len(culprits) and left[culprits].all():
                worst = culprits[np.argmin(worth[culprits])]
                left[worst] = False
                chosen[int(worst)] = int(target)
        if len(chosen) == before:
            return _without_the_needless(chosen, left, figures, known, targets, worth)


def _without_the_needless(
    chosen: dict[int, int], left: Flags, figures: Matrix, known: Matrix, targets: Matrix, worth: NDArray[np.float64]
) -> dict[int, int]:
    """Show again, the most valuable first, what later choices made it needless to hide."""
    needed = dict(chosen)
    for row in sorted(chosen, key=lambda row: -worth[row]):
        left[row] = True
        found, _ = follows(np.vstack([figures[left], known]), targets)
        if found[_avoidable(known, targets)].any():
            left[row] = False
        else:
            del needed[row]
    return needed


def _avoidable(known: Matrix, targets: Matrix) -> Flags:
    """Say which targets do not follow from what anyone knows beforehand: hiding figures can only help those."""
    return ~follows(known, targets)[0]


def protect(table: pd.DataFrame, policy: DisclosurePolicy) -> pd.DataFrame:
    """Mask a table of counts whose row totals and column totals are public.

    Small counts are hidden first, then further counts (the smallest first) until no hidden one, and no few people
    together, follow from the totals and the counts that are shown. A count of nobody is not hidden by itself.

    Parameters
    ----------
    table : pandas.DataFrame of int, shape (rows, columns)
        Counts of people, without margins.
    policy : DisclosurePolicy
        The thresholds.

    Returns
    -------
    pandas.DataFrame of Int64, shape (rows, columns)
        The counts, with missing values where a count is hidden.

    Raises
    ------
    ValueError
        When a count is negative, missing or not whole.

    Examples
    --------
    >>> table = pd.DataFrame({"t0": [50, 30, 4], "t1": [48, 28, 12]}, index=["a", "b", "c"])
    >>> protect(table, DisclosurePolicy.preset_named("strict"))
         t0    t1
    a    50    48
    b  <NA>  <NA>
    c  <NA>  <NA>
    """
    counts = _counts(table)
    small = (counts > 0) & (counts < policy.minimum_group)
    lines = [(slice(None), column) for column in range(counts.shape[1])] + [(row,) for row in range(counts.shape[0])]
    margins = [_picked(counts.shape, line) for line in lines]
    targets = [_picked(counts.shape, cell) for cell in np.argwhere(small)]
    targets += [
        line * small.ravel() for line in margins if 0 < (line * small.ravel()) @ counts.ravel() < policy.minimum_group
    ]
    cells, worth = np.eye(counts.size), np.where(counts.ravel() == 0, np.inf, counts.ravel().astype(float))
    hidden = small.ravel().copy()
    if targets:
        hidden[list(hide_until_safe(cells, ~hidden, np.array(targets), worth, np.array(margins)))] = True
    shown = pd.DataFrame(counts, index=table.index, columns=table.columns).astype("Int64")
    return shown.mask(hidden.reshape(counts.shape))


def _picked(shape: tuple[int, ...], where: Any) -> Matrix:
    picked = np.zeros(shape)
    picked[tuple(where)] = 1.0
    return picked.ravel()


def _counts(table: pd.DataFrame) -> NDArray[np.int64]:
    values = table.to_numpy(dtype=float)
    if not np.all(np.isfinite(values)) or np.any(values < 0) or np.any(values != np.floor(values)):
        raise ValueError("a table of counts holds whole numbers from 0 up, and no missing ones")
    return values.astype(np.int64)
