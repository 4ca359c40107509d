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
_TOLERANCE = 1e-7
_RANK = 1e-11


def hide_until_safe(
    figures: Any, shown: Flags, targets: Any, worth: NDArray[np.float64], known: Any = None
) -> dict[int, int]:
    """Choose which further figures to hide, so that no target follows from what is left.

    Parameters
    ----------
    figures : array or sparse array of float, shape (figures, unknowns)
        Each figure as a sum of unknowns.
    shown : array of bool, shape (figures,)
        Which of them are shown at first; it is not changed.
    targets : array or sparse array of float, shape (targets, unknowns)
        The sums that must not be found.
    worth : array of float, shape (figures,)
        What is given up first: the figure with the lowest worth among those that give a target away.
    known : array of float, shape (equations, unknowns), optional
        What anyone knows beforehand, such as public totals.

    Returns
    -------
    dict of int to int
        Figure to hide -> the target that it would give away.

    Examples
    --------
    A total, three parts of which the last is hidden: the smaller of the others has to go as well.

    >>> total, parts = np.ones((1, 3)), np.eye(3)
    >>> hide_until_safe(np.vstack([total, parts]), np.array([True, True, True, False]), parts[[2]],
    ...                 worth=np.array([9.0, 5.0, 4.0, 1.0]))
    {2: 0}
    """
    attack = _Attack(figures, targets, known)
    left = shown.copy()
    chosen: dict[int, int] = {}
    while True:
        rows = np.flatnonzero(left)
        found, weights = attack.follows(rows)
        before = len(chosen)
        for target in np.flatnonzero(found):
            culprits = rows[np.abs(weights[target, : len(rows)]) > _TOLERANCE]
            if len(culprits) and left[culprits].all():
                worst = culprits[np.argmin(worth[culprits])]
                left[worst] = False
                chosen[int(worst)] = int(target)
        if len(chosen) == before:
            return _without_the_needless(chosen, left, attack, worth)


def _without_the_needless(
    chosen: dict[int, int], left: Flags, attack: _Attack, worth: NDArray[np.float64]
) -> dict[int, int]:
    """Show again, the most valuable first, what later choices made it needless to hide."""
    needed = dict(chosen)
    unavoidable, _ = attack.follows(np.array([], dtype=int))
    for row in sorted(chosen, key=lambda row: -worth[row]):
        left[row] = True
        found, _ = attack.follows(np.flatnonzero(left))
        if (found & ~unavoidable).any():
            left[row] = False
        else:
            del needed[row]
    return needed


class _Attack:
    """Says which targets follow from which figures, from the inner products of all of them alone."""

    def __init__(self, figures: Any, targets: Any, known: Any = None) -> None:
        known = figures[:0] if known is None else known
        self._figures, self._known, self._targets = figures.shape[0], known.shape[0], targets.shape[0]
        self._figure_figure = dense(figures @ figures.T)
        self._known_figure, self._known_known = dense(known @ figures.T), dense(known @ known.T)
        self._target_figure, self._target_known = dense(targets @ figures.T), dense(targets @ known.T)
        self._target_size = np.asarray((targets * targets).sum(axis=1)).ravel()

    def follows(self, rows: NDArray[np.intp]) -> tuple[Flags, Matrix]:
        """Say which targets are sums of these figures and of what is known, and with which weights.

        Returns
        -------
        tuple of two arrays, of bool, shape (targets,), and of float, shape (targets, rows + known)
        """
        if self._targets == 0 or len(rows) + self._known == 0:
            return np.zeros(self._targets, dtype=bool), np.zeros((self._targets, len(rows) + self._known))
        inner = np.block(
            [
                [self._figure_figure[np.ix_(rows, rows)], self._known_figure[:, rows].T],
                [self._known_figure[:, rows], self._known_known],
            ]
        )
        with_targets = np.hstack([self._target_figure[:, rows], self._target_known])
        weights = with_targets @ _inverse(inner)
        # squared distance between a target and its projection on the figures
        distance = (
            self._target_size - 2 * (weights * with_targets).sum(axis=1) + ((weights @ inner) * weights).sum(axis=1)
        )
        return (distance < _TOLERANCE * np.maximum(self._target_size, 1.0)) & (self._target_size > 0), weights


def _inverse(inner: Matrix) -> Matrix:
    """Give the pseudo-inverse of a symmetric matrix: weights are the smallest where there are several."""
    values, vectors = np.linalg.eigh(inner)
    kept = values > _RANK * max(values[-1], 1.0)
    inverse: Matrix = (vectors[:, kept] / values[kept]) @ vectors[:, kept].T
    return inverse


def dense(product: Any) -> Matrix:
    """Give an array or a sparse array as an array."""
    whole: Matrix = product.toarray() if hasattr(product, "toarray") else np.asarray(product, dtype=float)
    return whole


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
