"""What `representation` returns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from evaluatie.result import Estimate, Result
from evaluatie.wilson import wilson_interval


@dataclass(frozen=True)
class Share:
    """The focal group's part in one level, or in all.

    Attributes
    ----------
    level : str or None
        Text of the level; None: everybody.
    n, n_known, n_focal, n_unknown : int
        People; those whose group is known, is focal, is not known.
    share_known, ci_low, ci_high : float or None
        Focal of those whose group is known, with Wilson's limits; None where nobody's is.
    share_no_unknown_focal, share_all_unknown_focal : float or None
        Lowest and highest share of everybody that the unknown allow.
    bound_low, bound_high : float or None
        Wilson's lower limit of the lowest, upper limit of the highest.
    share_unknown : float or None
        People whose group is not known, as a part of everybody.
    reference, index, index_low, index_high, difference, difference_low, difference_high : float or None
        The reference population's share, taken as known; share_known divided by it, and minus it.
    """

    level: str | None
    n: int
    n_known: int
    n_focal: int
    n_unknown: int
    share_known: float | None
    ci_low: float | None
    ci_high: float | None
    share_no_unknown_focal: float | None
    share_all_unknown_focal: float | None
    bound_low: float | None
    bound_high: float | None
    share_unknown: float | None
    reference: float | None = None
    index: float | None = None
    index_low: float | None = None
    index_high: float | None = None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None


@dataclass(frozen=True)
class Representation(Result):
    """Shares of the focal group.

    Attributes
    ----------
    rows : tuple of Share
        Per level, in order; empty without `by`.
    total : Share
        Everybody, also those without a level. Its reference, if one per level was given, is the share that the staff
        would have if every level had its own.
    composition : tuple of (level, group, n)
        People per level and group, the unknown with group None; level None for everybody.
    by, focal : tuple of str
        Columns and focal levels.
    confidence : float
        Level of the intervals.
    """

    rows: tuple[Share, ...]
    total: Share
    composition: tuple[tuple[str | None, str | None, int], ...]
    by: tuple[str, ...]
    focal: tuple[str, ...]
    confidence: float

    def table(self) -> pd.DataFrame:
        """Give the levels, and everybody last, as rows.

        Returns
        -------
        DataFrame
            Columns as the fields of :class:`Share`; NaN where there is no figure.
        """
        return pd.DataFrame([vars(row) for row in (*self.rows, self.total)])

    def estimates(self) -> tuple[Estimate, ...]:
        """Give everybody first, then every level.

        Returns
        -------
        tuple of Estimate
            Terms ``share_known``, ``share_no_unknown_focal``, ``share_all_unknown_focal``, ``share_unknown``,
            ``representation_index``, ``difference``; ``group`` is the level.
        """
        return tuple(row for share in (self.total, *self.rows) for row in _estimates(share, self.confidence))


def _estimates(share: Share, confidence: float) -> Iterator[Estimate]:
    if share.share_known is not None:
        yield Estimate(
            "share_known", share.share_known, ci_low=share.ci_low, ci_high=share.ci_high, n=share.n_known,
            group=share.level,
        )  # fmt: skip
    if share.n:
        heads = {
            "share_no_unknown_focal": share.n_focal,
            "share_all_unknown_focal": share.n_focal + share.n_unknown,
            "share_unknown": share.n_unknown,
        }
        for term, count in heads.items():
            low, high = wilson_interval(count, share.n, confidence)
            yield Estimate(term, count / share.n, ci_low=low, ci_high=high, n=share.n, group=share.level)
    for term, field in (("representation_index", "index"), ("difference", "difference")):
        value = getattr(share, field)
        if value is not None:
            low, high = getattr(share, f"{field}_low"), getattr(share, f"{field}_high")
            yield Estimate(term, value, ci_low=low, ci_high=high, n=share.n_known, group=share.level)
