"""Which figures to hide so that no sensitive one follows from those that are still shown.

Every figure is a sum over people, so what can be worked out exactly from a set of shown figures is the row space of
their coefficients. The figures that must not be found are *targets*; as long as one lies in that space, the least
valuable figure that gives it away is hidden as well. What can be narrowed down without being found exactly (bounds)
is another attack, and not this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.disclosure.policy import DisclosurePolicy

if TYPE_CHECKING:
    from evaluatie.disclosure.protected import ProtectedTable

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
    attack = Attack(figures, targets, known)
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
    chosen: dict[int, int], left: Flags, attack: Attack, worth: NDArray[np.float64]
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


class Attack:
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


def protect(
    table: pd.DataFrame, policy: DisclosurePolicy | str = "strict", *, margins: bool = True, seconds: float = 60.0
) -> ProtectedTable:
    """Mask a table of counts at the lowest loss of information.

    Small counts are hidden, and further counts with them, until nobody who knows the totals and the counts that are
    shown can narrow a small count, or few people in several small counts of one line together, to less than the
    policy's protection interval: each of them can be anything from nobody to as many people as the policy asks. Where
    totals alone say more than that, the counts that are shown add nothing to it.

    Of all choices that do, this is one with the fewest people in the counts hidden, and of those one with the fewest
    counts. Totals are hidden only where no other choice is safe, the widest last. So is that nobody is in a cell, as a
    reader often knows that anyway.

    What is not looked at is dominance: whether nearly everyone in a line gave one answer. A shown count of 58 of 60
    says much of each of the 60, however many they are.

    Parameters
    ----------
    table : pandas.DataFrame of int, shape (rows, columns)
        Counts of people. A MultiIndex on either side is a hierarchy, such as organisation > department > team. A line
        is the total of the others when it is named so in its label (All, Total, Totaal, ...; of a department, such as
        ``("finance", "Total")``, after the prefix). So is one with such a word among others ("Total finance"), with an
        empty label, or without any such name among three or more, if it is the sum of the others.
        A total that is a line of the table is treated as any other count. Totals over a whole side that are no line of
        it are taken to be known to everyone. Other subtotals may be shown beside it, except ``hidden_subtotals``.
    policy : DisclosurePolicy or str
        The thresholds, or the name of a preset.
    margins : bool
        Whether lines that are totals are looked for. Without, every line is one of its own.
    seconds : float
        How long to look for the best choice. After that a safe choice is made, from which nothing can be shown again,
        that may not be the best; making it may take as long again, and it may differ from one machine to the next.

    Returns
    -------
    ProtectedTable
        The counts as a DataFrame of Int64, with missing values where a count is hidden. For the reader: ``.reasons``
        and ``.told()``, and of the same people ``.percentages()`` and ``.masked(means)``, which hide what goes with a
        hidden count. Not for the reader: ``.primary``, ``.secondary``, ``.hidden_subtotals`` and ``.loss``: how many
        counts and people are hidden, whether that is proven to be the least, and what public totals alone tell.

    Raises
    ------
    KeyError
        When no preset has that name.
    TypeError
        When the table is no DataFrame of numbers, or the policy is neither a DisclosurePolicy nor a name.
    ValueError
        When a count is negative, missing, not whole or more than 10**12, a row or column stands there twice, or a
        line that is named a total is not the sum.

    Notes
    -----
    The attacker knows that counts are whole and not negative, and not by which rule each was hidden. The choice is
    made as in Fischetti and Salazar-González (2001), by HiGHS through scipy: see
    :func:`evaluatie.disclosure.optimal.least_hidden`. Tables that share counts with each other are to be protected as
    one: what several of them tell together is for the audit to find.

    Examples
    --------
    >>> table = pd.DataFrame({"t0": [50, 30, 4], "t1": [48, 28, 12]}, index=["a", "b", "c"])
    >>> shown = protect(table, "strict")
    >>> shown
         t0    t1
    a    50    48
    b  <NA>  <NA>
    c  <NA>  <NA>
    >>> shown.loss.secondary
    Hidden(counts=3, people=70)
    """
    # the solver takes a while to import, and a release plan needs none
    from evaluatie.disclosure.masking import masked

    rules = DisclosurePolicy.preset_named(policy) if isinstance(policy, str) else policy
    if not isinstance(rules, DisclosurePolicy):
        raise TypeError(f"a policy is a DisclosurePolicy or the name of a preset, not {policy!r}")
    return masked(table, rules, seconds, margins=margins)
