"""How sure a share of documents is when documents of one unit are alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.themes.reading.coders import Bools, Ints
from evaluatie.wilson import wilson_interval

Floats: TypeAlias = npt.NDArray[np.float64]
#: With fewer units the data hardly say how alike documents of one unit are
FEW_UNITS = 5
METHOD = (
    "Wilson's limits at the number of independent documents that those of units are worth (design effect 1 + (m - 1) "
    "ICC, analysis of variance over units; Donner & Klar 2000)"
)


@dataclass(frozen=True)
class Shares:
    """In how many documents each theme occurs.

    Attributes
    ----------
    counts : ndarray of int, shape (T,)
        Documents with the theme.
    total : int
        All documents.
    share, low, high : ndarray of float, shape (T,)
        Counts over total, with limits.
    effective : ndarray of float, shape (T,)
        How many independent documents they are worth; ``total`` where documents do not come in units.
    """

    counts: Ints
    total: int
    share: Floats
    low: Floats
    high: Floats
    effective: Floats


def unit_codes(units: pd.Series[Any] | None, documents: int) -> Ints:
    """Give each unit a number; a document without one stands alone.

    Parameters
    ----------
    units : Series, or None
        Unit of each document, None where it has none.
    documents : int
        How many there are.

    Returns
    -------
    ndarray of int, shape (documents,)
        The same number for documents of the same unit.

    Examples
    --------
    >>> unit_codes(pd.Series(["a", None, "a", None]), 4).tolist()
    [0, 1, 0, 3]
    """
    if units is None:
        return np.arange(documents)
    codes = pd.factorize(units)[0]
    alone = codes.max(initial=-1) + np.arange(documents)
    return np.where(codes >= 0, codes, alone).astype(np.int64)


def design_effects(occurs: Bools, units: Ints) -> Floats:
    """Give how many times larger the variance of each share is than if documents were independent.

    1 + (m - 1) ICC (Donner & Klar 2000, *Design and Analysis of Cluster Randomization Trials*), with the ICC of the
    analysis of variance over units, at least 0, and m the mean number of documents in a document's unit. One theme
    says little of how alike documents are, so that each gets the larger of its own and that of all themes together.

    Parameters
    ----------
    occurs : ndarray of bool, shape (D, T)
        Documents by themes.
    units : ndarray of int, shape (D,)
        Number of each document's unit.

    Returns
    -------
    ndarray of float, shape (T,)
        At least 1; 1 where no unit has two documents, or there is one unit.

    Examples
    --------
    >>> occurs = np.array([[1, 0], [1, 1], [0, 1], [0, 0]], dtype=bool)
    >>> design_effects(occurs, np.array([0, 0, 1, 1])).round(2)
    array([2.  , 1.33])
    """
    _, codes = np.unique(units, return_inverse=True)
    sizes = np.bincount(codes).astype(np.float64)
    documents, several = sizes.sum(), len(sizes)
    if several in (1, documents) or not occurs.size:
        return np.ones(occurs.shape[1])
    inside = np.stack([np.bincount(codes, weights=column, minlength=several) for column in occurs.T.astype(float)])
    own = inside / sizes
    between = (sizes * (own - inside.sum(axis=1, keepdims=True) / documents) ** 2).sum(axis=1) / (several - 1)
    within = (inside * (1 - own)).sum(axis=1) / (documents - several)
    mean_size = (documents - (sizes**2).sum() / documents) / (several - 1)
    pooled = _icc(between.sum(keepdims=True), within.sum(keepdims=True), mean_size)
    alike = np.maximum(_icc(between, within, mean_size), pooled)
    effects: Floats = 1 + ((sizes**2).sum() / documents - 1) * alike
    return effects


def _icc(between: Floats, within: Floats, size: float) -> Floats:
    total = between + (size - 1) * within
    found = np.zeros_like(total)
    np.divide(between - within, total, out=found, where=total > 0)
    return np.clip(found, 0.0, 1.0)


def shares_of(occurs: Bools, units: Ints, confidence: float) -> Shares:
    """Give the share of documents in which each theme occurs.

    Counted over samples of 3 to 30 units with 2 to 4 documents each, shares of .05 to .5 and ICCs of 0 to .4, nominal
    95% limits cover .93 to .98, where Wilson's for independent documents go down to .81; with one theme only and three
    units of an ICC of .4 they cover .89.

    Parameters
    ----------
    occurs : ndarray of bool, shape (D, T)
        Documents by themes; D is above 0.
    units : ndarray of int, shape (D,)
        Number of each document's unit.
    confidence : float
        Level between 0 and 1.

    Returns
    -------
    Shares
        With limits.

    Examples
    --------
    >>> alone = shares_of(np.array([[True], [False]]), np.array([0, 1]), 0.95)
    >>> alone.share.item(), round(alone.low.item(), 3), round(alone.high.item(), 3)
    (0.5, 0.095, 0.905)
    """
    counts, total = occurs.sum(axis=0), len(occurs)
    share = counts / total
    effective = total / design_effects(occurs, units)
    limits = [wilson_interval(part * size, size, confidence) for part, size in zip(share, effective, strict=True)]
    low, high = np.array(limits, dtype=np.float64).reshape(-1, 2).T
    return Shares(counts, total, share, low, high, effective)


def unit_notes(units: Ints, effective: Floats) -> list[str]:
    """Say what it means that documents come from units.

    Parameters
    ----------
    units : ndarray of int, shape (D,)
        Number of each document's unit.
    effective : ndarray of float, shape (T,)
        Independent documents that they are worth.

    Returns
    -------
    list of str
        Nothing where no unit has two documents.

    Examples
    --------
    >>> unit_notes(np.array([0, 0, 1]), np.array([2.4, 3.0]))[0]
    '3 documents come from 2 units, and those of one unit are alike: they are worth 2.4 to 3.0 independent ones'
    """
    documents, several = len(units), len(np.unique(units))
    if several == documents:
        return []
    if several == 1:
        return [f"all {documents} documents come from one unit: nothing here holds beyond it"]
    least, most = (f"{end:.1f}" for end in (effective.min(), effective.max()))
    worth = least if least == most else f"{least} to {most}"
    notes = [
        f"{documents} documents come from {several} units, and those of one unit are alike: they are worth {worth} "
        "independent ones"
    ]
    if several < FEW_UNITS:
        notes.append(f"{several} units hardly say how alike documents of one unit are: intervals may be too narrow")
    return notes
