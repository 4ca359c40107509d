"""Other ways than hiding counts: coarser levels, so that none is small, and rounding all counts to a base.

References
----------
Cox, L. H. (1987). A constructive procedure for unbiased controlled rounding. Journal of the American Statistical
Association, 82(398), 520-524. The zero-restricted kind: every count goes to a multiple of the base next to it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.disclosure.tables import Side, read_counts

Floats = NDArray[np.float64]
#: above this many levels without an order, trying every way of merging takes too long
_TRIED = 10


def levels_to_merge(table: pd.DataFrame, policy: DisclosurePolicy, *, ordered: bool) -> list[list[object]]:
    """Suggest which rows to merge so that no count is small and nothing has to be hidden.

    Parameters
    ----------
    table : pandas.DataFrame of int, shape (levels, columns)
        Counts of people, without margins.
    policy : DisclosurePolicy
        The thresholds.
    ordered : bool
        Whether only levels next to each other may be merged, such as bands of age.

    Returns
    -------
    list of list
        The levels that belong together, in the order of the table: as many groups as possible, and of those of the most
        even size. Without an order and with more than ten levels the smallest are merged first, which may give fewer
        groups than possible. Empty when even all levels together have a small count.

    Raises
    ------
    ValueError
        When a count is negative, missing or not whole.

    Examples
    --------
    >>> ages = pd.DataFrame({"m": [4, 12, 30, 7], "v": [9, 15, 20, 21]}, index=["-25", "25-34", "35-54", "55+"])
    >>> levels_to_merge(ages, DisclosurePolicy.preset_named("strict"), ordered=True)
    [['-25', '25-34'], ['35-54', '55+']]
    """
    counts = read_counts(table)

    def fits(levels: tuple[int, ...]) -> bool:
        together = counts[list(levels)].sum(axis=0)
        return not ((together > 0) & (together < policy.minimum_group)).any()

    every = tuple(range(len(counts)))
    if not fits(every) or not every:
        return []
    if not ordered and len(every) > _TRIED:
        groups = _smallest_first(counts, policy)
    else:
        groups = _most_groups(counts, fits, ordered)
    return [[table.index[level] for level in group] for group in sorted(groups)]


def _most_groups(counts: Floats, fits: Callable[[tuple[int, ...]], bool], ordered: bool) -> list[tuple[int, ...]]:
    """Try every way of merging: the first level left, with each choice of others."""
    size = counts.sum(axis=1)

    def choices(left: tuple[int, ...]) -> list[tuple[int, ...]]:
        if ordered:
            return [left[: end + 1] for end in range(len(left))]
        return [(left[0], *more) for number in range(len(left)) for more in combinations(left[1:], number)]

    @cache
    def best(left: tuple[int, ...]) -> tuple[int, float, tuple[tuple[int, ...], ...]] | None:
        if not left:
            return 0, 0.0, ()
        found = []
        for group in choices(left):
            rest = best(tuple(level for level in left if level not in group)) if fits(group) else None
            if rest is not None:
                found.append((rest[0] - 1, rest[1] + float(size[list(group)].sum()) ** 2, (group, *rest[2])))
        return min(found, default=None)

    answer = best(tuple(range(len(counts))))
    return [] if answer is None else list(answer[2])


def _smallest_first(counts: Floats, policy: DisclosurePolicy) -> list[tuple[int, ...]]:
    """Merge the group with the smallest count with the smallest other group, until no count is small."""
    groups: dict[tuple[int, ...], Floats] = {(level,): of for level, of in enumerate(counts)}
    while True:
        small = {group: of for group, of in groups.items() if ((of > 0) & (of < policy.minimum_group)).any()}
        if not small:
            return list(groups)
        one = min(small, key=lambda group: (small[group].sum(), group))
        other = min((group for group in groups if group != one), key=lambda group: (groups[group].sum(), group))
        groups[tuple(sorted(one + other))] = groups.pop(one) + groups.pop(other)


def round_to_base(table: pd.DataFrame, base: int, seed: int | None = None) -> pd.DataFrame:
    """Round every count to a multiple of a base next to it, so that totals and subtotals are rounded likewise.

    Totals are sums of the rounded counts, and are themselves multiples next to the true totals: controlled rounding.
    Where hierarchies on both sides leave no such table, totals may lie further off, by as little as possible. A count
    shown as m was anything between a base below m and a base above it, by itself; true totals must not be shown beside
    it. Whether the totals together narrow it down further is not checked here.

    Parameters
    ----------
    table : pandas.DataFrame of int, shape (rows, columns)
        Counts of people, without margins; a MultiIndex is a hierarchy.
    base : int
        What every count becomes a multiple of.
    seed : int, optional
        Round up by chance, as often as a count is near the multiple above: what is added and taken away is about nought
        over many tables. Without a seed all counts are as near as possible to the true ones.

    Returns
    -------
    pandas.DataFrame of Int64, shape (rows, columns)
        The rounded counts.

    Raises
    ------
    ValueError
        When a count is negative, missing or not whole, or the base is below 2.

    Examples
    --------
    >>> round_to_base(pd.DataFrame({"m": [4, 12, 33], "v": [9, 15, 18]}), 5).to_dict("list")
    {'m': [5, 10, 35], 'v': [10, 15, 20]}
    """
    if base < 2:
        raise ValueError(f"the base is {base}: give a whole number from 2 up")
    counts = read_counts(table)
    below = np.floor(counts / base)
    up = np.zeros(counts.shape)
    if counts.size:
        up = _rounded_up(counts / base - below, _totals(table, counts, base, below), seed).reshape(counts.shape)
    return pd.DataFrame((below + up) * base, index=table.index, columns=table.columns).astype("Int64")


def _totals(table: pd.DataFrame, counts: Floats, base: int, below: Floats) -> tuple[Floats, Floats, Floats]:
    """Give the sums of more than one count, and between how many of them at least and at most must be rounded up."""
    rows, columns = Side.of(table.index).members * 1.0, Side.of(table.columns).members * 1.0
    totals = np.kron(rows, columns)
    totals = totals[totals.sum(axis=1) > 1]
    share, taken = totals @ counts.ravel() / base, totals @ below.ravel()
    return totals, np.floor(share) - taken, np.ceil(share) - taken


def _rounded_up(part: Floats, totals: tuple[Floats, Floats, Floats], seed: int | None) -> Floats:
    """Choose the counts that go up; a total may be a multiple further off, at a cost above all else."""
    part = part.ravel()
    wish = 1 - 2 * part if seed is None else np.where(np.random.default_rng(seed).random(part.size) < part, -1.0, 1.0)
    sums, least, most = totals
    lines, cells = sums.shape
    slack = np.hstack([np.eye(lines), -np.eye(lines)])
    found = milp(
        np.concatenate([wish, np.full(2 * lines, 2.0 * cells)]),
        integrality=1,
        bounds=Bounds(0, np.concatenate([np.ceil(part), np.full(2 * lines, np.inf)])),
        constraints=[LinearConstraint(np.hstack([sums, slack]), least, most)] if lines else [],
        options={"mip_rel_gap": 0.0},
    )
    up: Floats = np.round(found.x[:cells])
    return up
