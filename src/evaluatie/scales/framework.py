"""The inclusion framework: belonging and being oneself, each below or above the middle of its scale."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence
from evaluatie.scales.answers import Floats, read_answers
from evaluatie.wilson import wilson_interval

#: The four fields: low on both, high on belonging only, high on authenticity only, high on both
FIELDS = ("neither", "belonging_only", "authenticity_only", "both")
METHOD = (
    "Belonging x authenticity (Jansen et al. 2014) cut at the middle of the scale, a convention; shares with Wilson's "
    "interval (Wilson 1927)"
)


@dataclass(frozen=True)
class InclusionFields(Result):
    """How people are divided over the four fields of inclusion.

    Attributes
    ----------
    table : DataFrame, one row per field
        ``n`` people, ``share`` of all, ``ci_low`` and ``ci_high`` (Wilson).
    near, near_low, near_high : float or None
        Share of people who are within one standard error of measurement of the cut on at least one of the two
        scales, and so may as well stand in another field; None where that error is not known.
    cut : tuple of float
        Of belonging and of authenticity; who is exactly on it is not above it.
    confidence : float
        Level of the intervals.
    n : int
        People with both scores.
    """

    table: pd.DataFrame = field(compare=False)
    near: float | None
    near_low: float | None
    near_high: float | None
    cut: tuple[float, float]
    confidence: float
    n: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the share of each field and, where known, of the people near the cut.

        Returns
        -------
        tuple of Estimate
            Terms as the fields are called, then ``near``.
        """
        found = [
            Estimate(str(name), row["share"], ci_low=row["ci_low"], ci_high=row["ci_high"], n=self.n)
            for name, row in zip(self.table.index, self.table.to_dict("records"), strict=True)
        ]
        if self.near is not None:
            found.append(Estimate("near", self.near, ci_low=self.near_low, ci_high=self.near_high, n=self.n))
        return tuple(found)


def inclusion_fields(
    belonging: Any,
    authenticity: Any,
    response_range: tuple[float, float],
    *,
    errors: tuple[float, float] | None = None,
    confidence: float = 0.95,
) -> InclusionFields:
    """Divide people over four fields: whether they belong, and whether they can be themselves.

    Inclusion is belonging and authenticity together (Jansen, Otten, van der Zee & Jans 2014, *European Journal of
    Social Psychology* 44, 370-385). No norm is known of their scale, so the cut is its middle: a convention, which
    says where people answered more positively than neutrally and nothing more. Shore et al. (2011, *Journal of
    Management* 37, 1262-1289) have a figure of the same shape, whose second axis is uniqueness; their names of the
    fields are about that, and are not used here.

    Parameters
    ----------
    belonging, authenticity : sequence of float, shape (n,)
        People's scores; who lacks one of the two is left out, and counted in the notes.
    response_range : pair of float
        Lowest and highest possible score.
    errors : pair of float, optional
        Standard error of measurement of each score, see :func:`measurement_error`.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    InclusionFields

    Raises
    ------
    NotEnoughData
        If nobody has both scores.
    TypeError
        If a score is not a number.
    ValueError
        If the columns differ in length, a score lies outside the range, or an argument is out of bounds.

    Examples
    --------
    >>> result = inclusion_fields([4.5, 2.0, 4.0, 1.5], [4.0, 4.5, 3.0, 2.0], (1, 5), errors=(0.3, 0.3))
    >>> result.table["n"].to_dict()
    {'neither': 1, 'belonging_only': 1, 'authenticity_only': 1, 'both': 1}
    >>> result.near
    0.25
    """
    confidence = check_confidence(confidence)
    low, high = _pair(response_range, "response_range")
    if errors is not None and min(errors := _pair(errors, "errors")) < 0:
        raise ValueError(f"errors must not be negative: got {errors[0]:g} and {errors[1]:g}")
    one, other = (read_answers(pd.Series(list(scores)), name) for scores, name in (
        (belonging, "belonging"), (authenticity, "authenticity")
    ))  # fmt: skip
    if len(one) != len(other):
        raise ValueError(f"belonging and authenticity must be of the same people: got {len(one)} and {len(other)}")
    if not low < high:
        raise ValueError(f"response_range must rise from low to high: got {low:g} to {high:g}")
    for name, scores in (("belonging", one), ("authenticity", other)):
        if ((scores < low) | (scores > high)).any():
            raise ValueError(f"{name} holds scores outside {low:g} to {high:g}")
    cut = (low + high) / 2
    codes = field_codes(one, other, (cut, cut))
    n = int((codes >= 0).sum())
    if n == 0:
        raise NotEnoughData("nobody has both a score for belonging and one for authenticity")
    near = None if errors is None else int(near_cut(one, other, (cut, cut), errors)[codes >= 0].sum())
    counts = np.bincount(codes[codes >= 0], minlength=len(FIELDS))
    limits = [wilson_interval(int(count), n, confidence) for count in counts]
    table = pd.DataFrame(
        {
            "n": counts,
            "share": counts / n,
            "ci_low": [low for low, _ in limits],
            "ci_high": [high for _, high in limits],
        },
        index=pd.Index(FIELDS, name="field"),
    )
    left = len(codes) - n
    notes = (f"{left} of {len(codes)} people left out: a score was missing",) if left else ()
    share = None if near is None else near / n
    near_low, near_high = (None, None) if near is None else wilson_interval(near, n, confidence)
    return InclusionFields(METHOD, notes, table, share, near_low, near_high, (cut, cut), confidence, n)


def _pair(given: Any, name: str) -> tuple[float, float]:
    """Read two numbers."""
    try:
        one, other = (float(value) for value in given)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a pair of numbers: got {given!r}") from None
    if not (math.isfinite(one) and math.isfinite(other)):
        raise ValueError(f"{name} must be a pair of numbers: got {one:g} and {other:g}")
    return one, other


def field_codes(belonging: Floats, authenticity: Floats, cut: tuple[float, float]) -> npt.NDArray[np.intp]:
    """Give each person's field, by its place in :data:`FIELDS`.

    Parameters
    ----------
    belonging, authenticity : ndarray of float, shape (n,)
        Scores, NaN where missing.
    cut : pair of float
        Above which a score is high; a score on the cut is not.

    Returns
    -------
    ndarray of int, shape (n,)
        -1 for who lacks a score.

    Examples
    --------
    >>> field_codes(np.array([4.0, 3.0, np.nan]), np.array([2.0, 5.0, 5.0]), (3, 3))
    array([ 1,  2, -1])
    """
    known = ~np.isnan(belonging) & ~np.isnan(authenticity)
    high = (belonging > cut[0]) + 2 * (authenticity > cut[1])
    return np.where(known, high, -1).astype(np.intp)


def near_cut(
    belonging: Floats, authenticity: Floats, cut: tuple[float, float], errors: tuple[float, float]
) -> npt.NDArray[np.bool_]:
    """Say who is within one standard error of measurement of the cut on at least one of the scales.

    Parameters
    ----------
    belonging, authenticity : ndarray of float, shape (n,)
        Scores, NaN where missing.
    cut, errors : pair of float
        Cut and standard error of measurement of each.

    Returns
    -------
    ndarray of bool, shape (n,)

    Examples
    --------
    >>> near_cut(np.array([4.0, 3.2]), np.array([2.0, 5.0]), (3, 3), (0.3, 0.3))
    array([False,  True])
    """
    # a hair wider, so that 3.3 counts as within 0.3 of 3
    apart = [np.abs(scores - at) <= error + 1e-9 for scores, at, error in zip(
        (belonging, authenticity), cut, errors, strict=True
    )]  # fmt: skip
    return np.asarray(apart[0] | apart[1])


def measurement_error(sd: float, reliability: float) -> float:
    """Give the standard error of measurement of a score, sd sqrt(1 - reliability) (Lord & Novick 1968).

    Parameters
    ----------
    sd : float
        Standard deviation of the score over people.
    reliability : float
        Of the score, such as omega or alpha; at most 1.

    Returns
    -------
    float
        In points of the scale.

    Examples
    --------
    >>> round(measurement_error(0.8, 0.91), 4)
    0.24
    """
    return sd * math.sqrt(1 - min(reliability, 1.0))
