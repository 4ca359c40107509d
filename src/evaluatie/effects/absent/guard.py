"""A rule that says when two waves are hardly comparable."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.effects.absent.reading import UNKNOWN, as_numbers, columns_of, level_texts
from evaluatie.effects.absent.stayers import rows_of
from evaluatie.result import Estimate, NotEnoughData, Result

METHOD = (
    "Rules on response and make-up: standardised differences (Austin 2009; Rubin 2001; Stuart 2010), dissimilarity"
    " index (Duncan & Duncan 1955), R-indicator (Schouten, Cobben & Bethlehem 2009), ratio of response rates"
)
COMPARABLE, CARE, HARDLY = "comparable", "with care", "hardly comparable"
WORDS = (COMPARABLE, CARE, HARDLY)


@dataclass(frozen=True)
class ResponseGuard(Result):
    """Whether two waves were answered by comparable people.

    Attributes
    ----------
    verdict : str
        ``"comparable"``, ``"with care"`` or ``"hardly comparable"``: the worst of the rules.
    tripped : tuple of str
        Which rules were not met, worst first.
    table : DataFrame
        ``rule, value, care, hardly, where, verdict, source``: one row per rule that could be applied.
    n_first, n_last : int
        People who answered.
    """

    verdict: str
    tripped: tuple[str, ...]
    table: pd.DataFrame
    n_first: int
    n_last: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the value of every rule.

        Returns
        -------
        tuple of Estimate
            Terms ``rate_ratio``, ``standardised_difference``, ``dissimilarity``, ``r_indicator``.
        """
        rows = self.table.to_dict("records")
        return tuple(Estimate(str(row["rule"]), row["value"], n=self.n_first + self.n_last) for row in rows)


def response_guard(
    first: Any,
    last: Any,
    *,
    invited: tuple[int, int] | None = None,
    r_indicators: tuple[float, ...] = (),
    rate_ratio: tuple[float, float] = (0.80, 0.50),
    difference: tuple[float, float] = (0.10, 0.25),
    dissimilarity: tuple[float, float] = (0.10, 0.25),
    representativity: tuple[float, float] = (0.80, 0.60),
) -> ResponseGuard:
    """Say whether two waves were answered by people alike enough to compare.

    Four rules, each with a value from which care is needed and one from which waves are hardly comparable. Largest
    standardised difference of a characteristic: .10 (Austin 2009, *Statistics in Medicine* 28, 3083-3107) and .25
    (Rubin 2001, *Health Services & Outcomes Research Methodology* 2, 169-188; Stuart 2010, *Statistical Science* 25,
    1-21). Dissimilarity index, half the sum of the differences in shares (Duncan & Duncan 1955, *American Sociological
    Review* 20, 210-217): the share of people who would have to be of another kind. Lowest R-indicator (Schouten et al.
    2009). Ratio of the lower to the higher response rate. The literature has no limits for the last three: those here
    are this package's, and arguments.

    Parameters
    ----------
    first, last : DataFrame or mapping of columns
        Characteristics of who answered at either wave, the same columns; one row per person. Unknown is a level.
    invited : pair of int, optional
        How many were invited at either wave, for the ratio of response rates.
    r_indicators : tuple of float, optional
        Such as ``(r_indicator(...).r, r_indicator(...).r)``; the lowest counts.
    rate_ratio, difference, dissimilarity, representativity : (care, hardly)
        The limits; a value at the limit trips it.

    Returns
    -------
    ResponseGuard
        A verdict, and which rules tripped.

    Raises
    ------
    NotEnoughData
        With fewer than 2 people at a wave.
    ValueError
        If the columns differ, fewer were invited than answered, or limits are out of order.

    Examples
    --------
    >>> guard = response_guard({"gender": ["v"] * 50 + ["m"] * 50}, {"gender": ["v"] * 35 + ["m"] * 65})
    >>> guard.verdict, guard.tripped
    ('hardly comparable', ('standardised_difference', 'dissimilarity'))
    """
    columns, n_first, n_last = _stacked(first, last)
    limits = {"difference": difference, "dissimilarity": dissimilarity}
    limits_down = {"rate_ratio": rate_ratio, "representativity": representativity}
    _check_limits(limits, limits_down)
    at_last = np.arange(n_first + n_last) >= n_first
    rules = [
        ("standardised_difference", *_largest_difference(columns, at_last), difference, "Rubin 2001; Stuart 2010"),
        ("dissimilarity", *_largest_dissimilarity(columns, at_last), dissimilarity, "Duncan & Duncan 1955"),
        ("rate_ratio", _rate_ratio(invited, n_first, n_last), "", rate_ratio, "this package"),
        ("r_indicator", _lowest(r_indicators), "", representativity, "Schouten et al. 2009"),
    ]
    rows = [_judged(*rule) for rule in rules if not math.isnan(rule[1])]
    worst = max((WORDS.index(row["verdict"]) for row in rows), default=0)
    tripped = [row for row in rows if row["verdict"] != COMPARABLE]
    tripped.sort(key=lambda row: -WORDS.index(row["verdict"]))
    absent = [rule[0] for rule in rules if math.isnan(rule[1])]
    notes: tuple[str, ...] = (f"not applied, for want of figures: {', '.join(absent)}",) if absent else ()
    if min(n_first, n_last) < 100:
        notes += ("with fewer than 100 people at a wave, differences of this size also come about by chance",)
    return ResponseGuard(
        METHOD, notes, WORDS[worst], tuple(row["rule"] for row in tripped), pd.DataFrame(rows), n_first, n_last
    )


def _stacked(first: Any, last: Any) -> tuple[dict[str, pd.Series[Any]], int, int]:
    sizes = [len(frame) if isinstance(frame, pd.DataFrame) else _length(frame) for frame in (first, last)]
    before, after = (columns_of(frame, n) for frame, n in zip((first, last), sizes, strict=True))
    if set(before) != set(after) or not before:
        raise ValueError(f"first and last must have the same columns: got {', '.join(before)} and {', '.join(after)}")
    if min(sizes) < 2:
        raise NotEnoughData(f"at least 2 people at each wave are needed: got {sizes[0]} and {sizes[1]}")
    both = {}
    for name in before:
        parts = [before[name], after[name]]
        if as_numbers(pd.concat([part.astype(object) for part in parts]), name) is None:
            parts = [pd.Series(level_texts(part), dtype=object) for part in parts]
        both[name] = pd.concat([part.astype(object) for part in parts], ignore_index=True)
    return both, sizes[0], sizes[1]


def _length(frame: Any) -> int:
    if not isinstance(frame, dict) or not frame:
        raise TypeError(f"first and last must be DataFrames or named columns: got {type(frame).__name__}")
    return len(next(iter(frame.values())))


def _check_limits(up: dict[str, tuple[float, float]], down: dict[str, tuple[float, float]]) -> None:
    for name, (care, hardly) in up.items():
        if not 0 <= care <= hardly:
            raise ValueError(f"{name} must be (care, hardly) with care the smaller: got {(care, hardly)}")
    for name, (care, hardly) in down.items():
        if not care >= hardly >= 0:
            raise ValueError(f"{name} must be (care, hardly) with care the larger: got {(care, hardly)}")


def _largest_difference(columns: dict[str, pd.Series[Any]], at_last: Any) -> tuple[float, str]:
    rows = [row for name, column in columns.items() for row in rows_of(name, column, at_last, 0.95)]
    # a level that only one wave has, or a number that moved without spread, differs without bound
    sizes = [abs(row["d"]) if not math.isnan(row["d"]) else _boundless(row["difference"]) for row in rows]
    at = int(np.argmax([-1.0 if math.isnan(size) else size for size in sizes]))
    return sizes[at], f"{rows[at]['column']} {rows[at]['level']}".strip()


def _boundless(difference: float) -> float:
    return math.inf if abs(difference) > 0 else math.nan


def _largest_dissimilarity(columns: dict[str, pd.Series[Any]], at_last: Any) -> tuple[float, str]:
    found = [
        (_dissimilarity(column, at_last), name) for name, column in columns.items() if as_numbers(column, name) is None
    ]
    return max(found, default=(math.nan, ""))


def _dissimilarity(column: pd.Series[Any], at_last: Any) -> float:
    texts = column.where(column.notna(), UNKNOWN).astype(str).to_numpy(dtype=object)
    shares = [{level: float((texts[who] == level).mean()) for level in set(texts)} for who in (~at_last, at_last)]
    return sum(abs(shares[1][level] - shares[0][level]) for level in sorted(shares[0])) / 2


def _rate_ratio(invited: tuple[int, int] | None, n_first: int, n_last: int) -> float:
    if invited is None:
        return math.nan
    if len(invited) != 2 or invited[0] < n_first or invited[1] < n_last:
        raise ValueError(f"invited must be at least who answered, {(n_first, n_last)}: got {invited}")
    rates = n_first / invited[0], n_last / invited[1]
    return min(rates) / max(rates)


def _lowest(r_indicators: tuple[float, ...]) -> float:
    if any(not r <= 1 for r in r_indicators):
        raise ValueError(f"r_indicators are at most 1: got {r_indicators}")
    return min(r_indicators, default=math.nan)


def _judged(rule: str, value: float, where: str, limits: tuple[float, float], source: str) -> dict[str, Any]:
    # the last digits of a share are no reason to trip
    upwards = limits[0] <= limits[1] and rule in ("standardised_difference", "dissimilarity")
    beyond = [value >= limit - 1e-12 if upwards else value <= limit + 1e-12 for limit in limits]
    verdict = HARDLY if beyond[1] else CARE if beyond[0] else COMPARABLE
    care, hardly = limits
    return {
        "rule": rule, "value": value, "care": care, "hardly": hardly, "where": where, "verdict": verdict,
        "source": source,
    }  # fmt: skip
