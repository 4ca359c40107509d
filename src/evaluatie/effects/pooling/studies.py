"""The studies that are pooled: an effect, its sampling variance and a label each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluatie.effects.values import Floats, read_values


@dataclass(frozen=True)
class Studies:
    """Studies (here: organisations) with an effect and its sampling variance.

    Attributes
    ----------
    effects, variances : ndarray of float, shape (k,)
        Without missing values; every variance is above zero.
    labels : tuple of str
        One per study.
    kept : ndarray of bool, shape (studies that were given,)
        Which of those that were given are these.
    notes : tuple of str
        Studies that were left out, and why.
    """

    effects: Floats
    variances: Floats
    labels: tuple[str, ...]
    kept: np.ndarray[Any, np.dtype[np.bool_]]
    notes: tuple[str, ...]

    def subset(self, which: np.ndarray[Any, np.dtype[np.bool_]]) -> Studies:
        """Give some of the studies.

        Parameters
        ----------
        which : ndarray of bool, shape (k,)
            True for those to keep.

        Returns
        -------
        Studies
            In the same order.
        """
        kept = self.kept.copy()
        kept[self.kept] = which
        labels = tuple(label for label, keep in zip(self.labels, which, strict=True) if keep)
        return Studies(self.effects[which], self.variances[which], labels, kept, self.notes)


def read_studies(effects: Any, variances: Any, labels: Iterable[object] | None = None) -> Studies:
    """Read effects and sampling variances.

    Parameters
    ----------
    effects, variances : sequence of numbers, shape (k,)
        Estimates in one unit, and the squares of their standard errors, in the same order. A study of which either is
        missing is left out, and named in the notes.
    labels : sequence, optional
        Names of the studies; else ``1`` to ``k``.

    Returns
    -------
    Studies
        Those that are complete.

    Raises
    ------
    TypeError
        If an effect or a variance is not a number.
    ValueError
        If the lengths differ, a number is infinite, a variance is zero or less, or a label is doubled.

    Examples
    --------
    >>> read_studies([0.2, None, 0.4], [0.01, 0.02, 0.04], ["a", "b", "c"]).labels
    ('a', 'c')
    """
    y, v = read_values(effects, "effects"), read_values(variances, "variances")
    if len(y) != len(v):
        raise ValueError(f"every effect needs its variance: got {len(y)} effects and {len(v)} variances")
    names = _names(labels, len(y))
    if (v <= 0).any():
        at = int(np.flatnonzero(v <= 0)[0])
        raise ValueError(
            f"variances must be above zero (squares of standard errors): got {v[at]:g} for study {names[at]!r}"
        )
    kept = ~(np.isnan(y) | np.isnan(v))
    gone = [name for name, keep in zip(names, kept, strict=True) if not keep]
    notes = (f"left out, no effect or no variance: {', '.join(gone)}",) if gone else ()
    everyone = Studies(y, v, names, np.ones(len(y), dtype=bool), notes)
    return everyone.subset(kept)


def _names(labels: Iterable[object] | None, k: int) -> tuple[str, ...]:
    if labels is None:
        return tuple(str(number) for number in range(1, k + 1))
    names = tuple(str(label) for label in labels)
    if len(names) != k:
        raise ValueError(f"every effect needs one label: got {k} effects and {len(names)} labels")
    if len(set(names)) < k:
        doubled = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"labels must differ: {doubled!r} is there more than once")
    return names
