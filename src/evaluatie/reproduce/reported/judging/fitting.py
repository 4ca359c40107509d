"""Whether a printed p can stand for a recomputed one."""

from __future__ import annotations

from evaluatie.reproduce.reported.judging.chances import Span
from evaluatie.reproduce.reported.reading.lexicon import Relation
from evaluatie.reproduce.reported.reading.numbers import Amount

#: what floating point may make of a p that lies on a border
_SLACK = 1e-9


def fits(span: Span, relation: Relation, printed: Amount, least: Amount | None = None) -> bool:
    """Say whether any p within a span is printed so.

    Parameters
    ----------
    span : tuple of float
        The least and the largest p that the statistic's rounding allows.
    relation : str
        ``=``: rounded half up or half to even, both are right; or an inequality.
    printed : Amount
        The printed p. Zero stands for less than half of its last digit's worth, also behind ``<``.
    least : Amount, optional
        The lower limit of a double inequality.

    Returns
    -------
    bool

    Examples
    --------
    >>> from decimal import Decimal
    >>> fits((0.0402, 0.0412), "=", Amount(Decimal("0.04"))), fits((0.0402, 0.0412), "=", Amount(Decimal("0.042")))
    (True, False)
    """
    low, high = span
    if least is not None and high < least.value * (1 - _SLACK):
        return False
    if relation == "=" or printed.value == 0:
        return low <= printed.high * (1 + _SLACK) and high >= printed.low * (1 - _SLACK)
    if relation in ("<", "<="):
        return low < printed.value or (relation == "<=" and low <= printed.value * (1 + _SLACK))
    return high > printed.value or (relation == ">=" and high >= printed.value * (1 - _SLACK))


def truncated(span: Span, relation: Relation, printed: Amount) -> bool:
    """Say whether the printed p is a recomputed one with its further digits cut off.

    Parameters
    ----------
    span, relation, printed
        As for :func:`fits`.

    Returns
    -------
    bool
    """
    unit = 2 * float(printed.half_unit)
    return relation == "=" and span[0] < printed.value + unit and span[1] >= printed.value


def halved(span: Span) -> Span:
    """Give the p of a one-sided test in the direction that was found."""
    return span[0] / 2, span[1] / 2


def opposite(relation: Relation) -> Relation:
    """Turn the sign of an inequality round."""
    turned: dict[Relation, Relation] = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
    return turned.get(relation, relation)


def significant(relation: Relation, printed: Amount, alpha: float) -> bool | None:
    """Say whether a printed p is a claim of significance: at most alpha; None where it tells neither.

    Parameters
    ----------
    relation, printed
        As for :func:`fits`.
    alpha : float
        The level.

    Returns
    -------
    bool or None
    """
    if relation == "=":
        return printed.value <= alpha
    if relation in ("<", "<="):
        return True if printed.value <= alpha else (False if printed.value > alpha else None)
    return False if printed.value >= alpha else None


def crosses(span: Span, claimed: bool | None, alpha: float) -> bool:
    """Say whether all of a span lies on the other side of alpha than what was claimed."""
    if claimed is None:
        return False
    return span[0] > alpha if claimed else span[1] <= alpha
