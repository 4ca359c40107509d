"""What can be said of shares when some people asked to be left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.reading.heads import label_of
from evaluatie.result import Estimate, NotEnoughData, Result

#: more people than there are
_MOST = 10**12


@dataclass(frozen=True)
class OptOutBounds(Result):
    """Shares between which the truth lies when the group of some is not known.

    Attributes
    ----------
    groups : tuple of str
        Groups, in the order given.
    shares : tuple of float
        Shares of those who were counted.
    low, high : tuple of float
        Lowest and highest share that is possible.
    n, opted_out : int
        People counted, and people left out.
    """

    groups: tuple[str, ...]
    shares: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    n: int
    opted_out: int

    def table(self) -> pd.DataFrame:
        """Give the groups as rows.

        Returns
        -------
        DataFrame
            Columns share, low, high; index the groups.
        """
        columns = {"share": self.shares, "low": self.low, "high": self.high}
        return pd.DataFrame(columns, index=pd.Index(self.groups, name="group"))

    def estimates(self) -> tuple[Estimate, ...]:
        """Give a row per group; the limits are bounds, which hold no chance.

        Returns
        -------
        tuple of Estimate
            Term ``share``.
        """
        rows = zip(self.groups, self.shares, self.low, self.high, strict=True)
        return tuple(
            Estimate("share", share, ci_low=low, ci_high=high, n=self.n, group=group)
            for group, share, low, high in rows
        )


def opt_out_bounds(delivered: Any, opted_out: int) -> OptOutBounds:
    """Give the shares in everybody that counts without those who opted out allow.

    Who opts out may all be of one group, or of none: a group of d people among N counted has between d / (N + o) and
    (d + o) / (N + o) of everybody, with o people left out.

    Parameters
    ----------
    delivered : mapping of group to count, Series, or sequence of counts
        People counted per group.
    opted_out : int
        People of unknown group who were left out by their own choice.

    Returns
    -------
    OptOutBounds
        Per group.

    Raises
    ------
    ValueError
        If a count is no whole number of 0 or more.
    NotEnoughData
        If nobody was counted.

    Examples
    --------
    The worked example of Statistics Netherlands (Barometer Culturele Diversiteit): 380, 60 and 60 people, of whom 25
    opt out, all from the first or all from the third group. The true 76% and 12% lie within the bounds:

    >>> from_first = opt_out_bounds({"Nederlands": 355, "Westers": 60, "Niet-westers": 60}, 25)
    >>> [round(100 * share) for share in from_first.shares]
    [75, 13, 13]
    >>> [(round(100 * low), round(100 * high)) for low, high in zip(from_first.low, from_first.high)]
    [(71, 76), (12, 17), (12, 17)]
    >>> from_third = opt_out_bounds({"Nederlands": 380, "Westers": 60, "Niet-westers": 35}, 25)
    >>> [round(100 * share) for share in from_third.shares]
    [80, 13, 7]
    """
    groups, counts, left = _read(delivered, opted_out)
    n = int(counts.sum())
    if not n:
        raise NotEnoughData("nobody was counted")
    everybody = n + left
    return OptOutBounds(
        "Bounds without assumptions (Manski 1989) on who opted out",
        (
            f"{left} of {everybody} people opted out: the bounds hold whoever they are; nothing narrower is known "
            "unless opting out has nothing to do with the group",
        ),
        groups=groups,
        shares=tuple((counts / n).tolist()),
        low=tuple((counts / everybody).tolist()),
        high=tuple(((counts + left) / everybody).tolist()),
        n=n,
        opted_out=left,
    )


def opt_out_effect(counts: Any, opted_out: int) -> OptOutBounds:
    """Give the shares that could be printed if some of a known staff opted out: how far they can mislead.

    Parameters
    ----------
    counts : mapping of group to count, Series, or sequence of counts
        Everybody, per group.
    opted_out : int
        How many opt out.

    Returns
    -------
    OptOutBounds
        ``shares`` are the true ones, ``low`` and ``high`` the lowest and highest that could be printed.

    Raises
    ------
    ValueError
        If a count is no whole number of 0 or more.
    NotEnoughData
        If everybody opts out.

    Examples
    --------
    >>> seen = opt_out_effect({"Nederlands": 380, "Westers": 60, "Niet-westers": 60}, 25)
    >>> [(round(100 * low), round(100 * high)) for low, high in zip(seen.low, seen.high)]
    [(75, 80), (7, 13), (7, 13)]
    """
    groups, held, left = _read(counts, opted_out)
    n = int(held.sum())
    if left >= n:
        raise NotEnoughData(f"{left} of {n} people opt out: nobody is left to count")
    # as many leave from the group as can, or from the others as can
    low = np.maximum(held - left, 0) / (n - left)
    high = np.minimum(held, n - left) / (n - left)
    return OptOutBounds(
        "Shares that could be printed, whoever opts out",
        (f"{left} of {n} people opt out, of any groups",),
        groups=groups,
        shares=tuple((held / n).tolist()),
        low=tuple(low.tolist()),
        high=tuple(high.tolist()),
        n=n,
        opted_out=left,
    )


def _read(counts: Any, opted_out: Any) -> tuple[tuple[str, ...], Any, int]:
    if isinstance(counts, pd.Series):
        counts = counts.to_dict()
    named = counts if isinstance(counts, Mapping) else {at + 1: count for at, count in enumerate(counts)}
    numbers = [*named.values(), opted_out]
    if any(
        pd.isna(x) or isinstance(x, str | bool) or not 0 <= x <= _MOST or not float(x).is_integer() for x in numbers
    ):
        raise ValueError(f"counts must be whole numbers of 0 or more: got {numbers}")
    return tuple(label_of(group) for group in named), np.array(numbers[:-1], dtype=np.int64), int(opted_out)
