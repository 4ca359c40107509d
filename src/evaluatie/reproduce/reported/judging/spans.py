"""Every way in which a printed statistic can be read and computed, each with the p between which it lies."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from evaluatie.reproduce.reported.judging.chances import Span, p_between, p_of, ratio_between, sizes
from evaluatie.reproduce.reported.judging.ranksums import u_spans
from evaluatie.reproduce.reported.reading.items import Freedom, Statistic
from evaluatie.reproduce.reported.reading.numbers import Amount

#: of these no p is computed, whatever stands in their brackets
_NOT_COMPUTED = ("W", "other")


@dataclass(frozen=True)
class Reading:
    """One way to read a statistic.

    Attributes
    ----------
    value : Amount
        Its value.
    freedom : tuple of Amount
        Its degrees of freedom.
    spans : tuple of (float, float)
        The least and largest p, once per way to compute it; the first is the usual one.
    halves : bool
        Whether the test can be one-sided.
    correlation : bool
        Whether it is a correlation with printed degrees of freedom.
    """

    value: Amount
    freedom: Freedom
    spans: tuple[Span, ...]
    halves: bool = True
    correlation: bool = False


def ways_to_read(statistic: Statistic, *, loose_df: bool = False) -> list[Reading]:
    """Give every way to read a statistic.

    Parameters
    ----------
    statistic : Statistic
    loose_df : bool
        Whether whole degrees of freedom may have been rounded, as after Welch's correction.

    Returns
    -------
    list of Reading
        The likeliest first; empty where nothing can be computed.
    """
    return [
        Reading(
            value,
            freedom,
            tuple(spans),
            halves=_halves(statistic.kind, freedom),
            correlation=statistic.kind == "r" and bool(statistic.freedoms),
        )
        for value in statistic.values
        for freedom in freedoms_of(statistic)
        if (spans := list(_spans(statistic, value, freedom, loose_df=loose_df)))
    ]


def _halves(kind: str, freedom: Freedom) -> bool:
    """Say whether a test can be one-sided: of those without a sign, the ones that are the square of a t or z."""
    if kind in ("F", "chi2", "Wald"):
        return not freedom or freedom[0].value == 1
    return kind in ("t", "r", "rho", "z", "b", "U")


def freedoms_of(statistic: Statistic) -> list[Freedom]:
    """Give the ways to read the degrees of freedom; of a correlation from n, where those are not printed."""
    if statistic.freedoms:
        return statistic.freedoms
    if statistic.kind in ("r", "rho"):
        return [(Amount(Decimal(n - 2)),) for n in statistic.counts[:1]]
    return [()]


def _spans(statistic: Statistic, value: Amount, freedom: Freedom, *, loose_df: bool) -> Iterator[Span]:
    kind, relation = statistic.kind, statistic.relation
    if kind == "U" and relation == "=" and len(statistic.counts) >= 2:
        yield from u_spans(value, statistic.counts[0], statistic.counts[1])
    elif kind == "b":
        if (ratio := ratio_between(value, statistic.se[0]) if statistic.se else None) is not None:
            by = ("t", [freedom[0].value]) if freedom and freedom[0].value > 0 else ("z", [])
            yield p_of(by[0], ratio[1], by[1]), p_of(by[0], ratio[0], by[1])
    elif kind == "z":
        yield p_between("z", value, relation, ())
    elif kind == "Wald" and not freedom:
        yield p_between("chi2", value, relation, (Amount(Decimal(1)),))
        yield p_between("z", value, relation, ())
    elif kind not in _NOT_COMPUTED and freedom and all(one.value > 0 for one in freedom):
        yield p_between(kind, value, relation, freedom, loose_df=loose_df)
        if kind == "rho":
            least, largest = sizes(kind, value, relation)
            root = math.sqrt(freedom[0].value + 1)
            yield p_of("z", largest * root), p_of("z", least * root)
