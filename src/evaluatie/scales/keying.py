"""Items that are keyed the wrong way round: reversed in the questionnaire, but not in the data, or the other way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.scales.alpha import item_rest_correlations
from evaluatie.scales.answers import Floats
from evaluatie.scales.items import complete_rows, read_items

METHOD = "Sign of each item on the first principal component, and its correlation with the rest (Fisher's interval)"
EVEN = "as many items point one way as the other: the wording must say which are reversed ({turn}, or all the others)"


@dataclass(frozen=True)
class Keying(Result):
    """Which items go against the others.

    Attributes
    ----------
    turn : tuple
        Items to turn round (minimum + maximum - answer); empty where all go one way.
    uncertain : tuple
        Items that may go against the others, but whose interval holds zero: they go with nothing.
    table : DataFrame
        Per item: ``loading`` on the first principal component; ``item_rest``, the correlation with the sum of the
        others once those are turned that should be, with ``ci_low`` and ``ci_high``; ``turn``.
    confidence : float
        Level of the intervals.
    n, k : int
        People with complete answers, and items.
    """

    turn: tuple[Any, ...]
    uncertain: tuple[Any, ...]
    table: pd.DataFrame = field(compare=False)
    confidence: float
    n: int
    k: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give each item's correlation with the sum of the others, those turned that should be.

        Returns
        -------
        tuple of Estimate
            A term per item, in their order.
        """
        return tuple(
            Estimate(str(name), row["item_rest"], ci_low=row["ci_low"], ci_high=row["ci_high"], n=self.n)
            for name, row in zip(self.table.index, self.table.to_dict("records"), strict=True)
        )


def wrongly_keyed(items: pd.DataFrame | npt.ArrayLike, confidence: float = 0.95) -> Keying:
    """Find the items that go against the others.

    The signs on the first principal component of the correlations split the items in two sides; the lesser side, by
    the sum of squared loadings, is suspected (compare ``check.keys`` in R's psych). An item of that side is to be
    turned if its correlation with the sum of the others, those on the lesser side turned, is below zero with its whole
    interval (Fisher's z). So an item that goes with nothing is not turned by chance, and several reversed items do not
    hide each other.

    Parameters
    ----------
    items : DataFrame or array, shape (n, k)
        People by items.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    Keying
        With what to do in the notes.

    Raises
    ------
    NotEnoughData
        With fewer than 3 items, fewer than 4 complete people, or an item with one answer only.
    TypeError
        If an answer is not a number.
    ValueError
        If an answer is infinite, or ``confidence`` is no level.

    Examples
    --------
    >>> good = np.array([1, 2, 3, 4, 5, 2, 4, 3])
    >>> items = pd.DataFrame({"a": good, "b": good + [0, 1, 0, 0, 0, 0, 1, 0], "not_c": 6 - good})
    >>> wrongly_keyed(items).turn
    ('not_c',)
    """
    confidence = check_confidence(confidence)
    names, answers = read_items(items)
    complete, notes = complete_rows(answers, least=4)
    n, k = complete.shape
    if k < 3:
        raise NotEnoughData(f"at least 3 items are needed to say which goes against the others: got {k}")
    still = np.ptp(complete, axis=0) == 0
    if still.any():
        raise NotEnoughData(f"item {names[still][0]!r} has the same answer from everyone: it goes with nothing")
    loadings, even = _sided(np.atleast_2d(np.corrcoef(complete, rowvar=False)))
    against = loadings < 0
    rest = item_rest_correlations(complete * np.where(against, -1, 1))
    own = np.where(against, -rest, rest)
    low, high = _interval(own, n, confidence)
    turn = against & (high < 0)
    uncertain = (own < 0) & ~turn
    table = pd.DataFrame(
        {"loading": loadings, "item_rest": own, "ci_low": low, "ci_high": high, "turn": turn}, index=names
    )
    return Keying(
        METHOD,
        notes + _advice(names, complete, turn, uncertain, even),
        tuple(names[turn]),
        tuple(names[uncertain]),
        table,
        confidence,
        n,
        k,
    )


def _sided(correlations: Floats) -> tuple[Floats, bool]:
    """Give loadings on the first component, the greater side positive, and whether both sides have as many items."""
    values, vectors = np.linalg.eigh(correlations)
    loadings = vectors[:, -1] * np.sqrt(values[-1])
    positive = loadings >= 0
    even = 2 * int(positive.sum()) == len(loadings)
    # where as many items point either way, the first item's side is taken for the right one
    weights = (loadings**2)[positive].sum(), (loadings**2)[~positive].sum()
    turned = not positive[0] if even else weights[0] < weights[1]
    return (-loadings if turned else loadings), even


def _interval(r: Floats, n: int, confidence: float) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore"):
        middle = np.arctanh(r)
    reach = special.ndtri((1 + confidence) / 2) / np.sqrt(n - 3)
    return np.tanh(middle - reach), np.tanh(middle + reach)


def _advice(
    names: pd.Index[Any], answers: Floats, turn: npt.NDArray[np.bool_], uncertain: npt.NDArray[np.bool_], even: bool
) -> tuple[str, ...]:
    notes: tuple[str, ...] = ()
    if even and turn.any():
        notes += (EVEN.format(turn=", ".join(map(str, names[turn]))),)
    for name, ends in zip(names[turn], (answers.min(axis=0) + answers.max(axis=0))[turn], strict=True):
        notes += (f"turn {name} round: {ends:g} - {name}, if its lowest and highest answer were given",)
    for name in names[uncertain]:
        notes += (f"{name} hardly goes with the others, one way or the other: read its wording before turning it",)
    return notes
