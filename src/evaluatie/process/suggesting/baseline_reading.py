"""Read levels and gaps of a baseline as positions on one range, and name everything that is wrong at once."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from evaluatie.amiss import did_you_mean
from evaluatie.frames import check_frame
from evaluatie.process.cells import cell_text

DIRECTIONS = ("higher", "lower", "ambiguous")
_RANGE = ("range_low", "range_high", "direction")
_LEVELS = ("outcome", "mean", "ci_low", "ci_high", "n", *_RANGE)
_GAPS = ("outcome", "group", "difference", "ci_low", "ci_high", "n")


@dataclass(frozen=True)
class Position:
    """A mean, or a difference of a group from its reference, on the range from 0 (worst) to 100 (best).

    Attributes
    ----------
    outcome : str
        What was measured.
    at : float
        The position, or the difference in positions: below 0 where the group is worse off.
    ci_low, ci_high : float
        Limits of its interval.
    n : int
        People.
    group : str or None
        The group, of a difference.
    """

    outcome: str
    at: float
    ci_low: float
    ci_high: float
    n: int
    group: str | None = None


@dataclass
class Baseline:
    """What was read.

    Attributes
    ----------
    levels, gaps : list of Position
        As they came.
    ambiguous : list of str
        Outcomes without a better side.
    unknown : list of str
        Rows without a value or an interval.
    problems : list of str
        What is wrong.
    """

    levels: list[Position] = field(default_factory=list)
    gaps: list[Position] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Range:
    low: float
    high: float
    direction: str

    def share(self, value: float) -> float:
        """Give a difference as hundredths of the range, above 0 where it is for the better."""
        return (-100 if self.direction == "lower" else 100) * value / (self.high - self.low)

    def position(self, value: float) -> float:
        """Give where a value lies, from 0 (worst) to 100 (best)."""
        return self.share(value - (self.high if self.direction == "lower" else self.low))


def read_baseline(levels: pd.DataFrame, gaps: pd.DataFrame | None) -> Baseline:
    """Read both frames.

    The position of a mean is its percentage of the maximum possible, 100 (mean - low) / (high - low), counted from the
    other end where lower is better (Cohen, Cohen, Aiken & West 1999, *Multivariate Behavioral Research* 34, 315-346).
    Limits go along, as the range is fixed.

    Parameters
    ----------
    levels : pandas.DataFrame
        One row per outcome.
    gaps : pandas.DataFrame or None
        One row per outcome and group.

    Returns
    -------
    Baseline
        Positions, and what could not be read.

    Examples
    --------
    >>> levels = pd.DataFrame({"outcome": ["leave"], "mean": [2.0], "ci_low": [1.8], "ci_high": [2.2], "n": [90],
    ...                        "range_low": [1], "range_high": [5], "direction": ["lower"]})
    >>> [(each.at, round(each.ci_low), round(each.ci_high)) for each in read_baseline(levels, None).levels]
    [(75.0, 70, 80)]
    """
    check_frame(levels, _LEVELS)
    read = Baseline()
    ranges: dict[str, _Range] = {}
    for at, row in enumerate(levels.to_dict("records"), start=1):
        _read_level(row, f"levels, row {at}", ranges, read)
    if gaps is not None:
        check_frame(gaps, _GAPS)
        seen: set[tuple[str, str]] = set()
        for at, row in enumerate(gaps.to_dict("records"), start=1):
            _read_gap(row, f"gaps, row {at}", ranges, seen, read)
    return read


Row = Mapping[Hashable, Any]


def _read_level(row: Row, place: str, ranges: dict[str, _Range], read: Baseline) -> None:
    outcome, problems = cell_text(row["outcome"]), read.problems
    if not outcome or outcome in ranges:
        problems.append(f"{place}: {'the outcome is missing' if not outcome else f'{outcome} stands there twice'}")
        return
    scale = _range(row, f"{place} ({outcome})", problems)
    if scale is None:
        return
    ranges[outcome] = scale
    numbers = _numbers(row, "mean", f"{place} ({outcome})", read, outcome)
    if numbers is None:
        return
    mean, low, high, n = numbers
    if not scale.low <= mean <= scale.high:
        problems.append(f"{place} ({outcome}): the mean {mean:g} lies outside {scale.low:g} to {scale.high:g}")
    elif scale.direction == "ambiguous":
        read.ambiguous.append(outcome)
    else:
        limits = sorted((scale.position(low), scale.position(high)))
        read.levels.append(Position(outcome, scale.position(mean), limits[0], limits[1], n))


def _read_gap(row: Row, place: str, ranges: dict[str, _Range], seen: set[tuple[str, str]], read: Baseline) -> None:
    outcome, group, problems = cell_text(row["outcome"]), cell_text(row["group"]), read.problems
    place = f"{place} ({outcome}, {group})"
    if not outcome or not group or (outcome, group) in seen:
        problems.append(f"{place}: {'stands there twice' if outcome and group else 'outcome and group are needed'}")
        return
    seen.add((outcome, group))
    own = any(cell_text(row.get(name)) for name in _RANGE)
    scale = _range(row, place, problems) if own else ranges.get(outcome)
    if scale is None and not own:
        problems.append(f"{place}: its range is not known; add the outcome to levels, or {', '.join(_RANGE)} to gaps")
    numbers = _numbers(row, "difference", place, read, f"{outcome} ({group})")
    if scale is None or numbers is None:
        return
    difference, low, high, n = numbers
    if abs(difference) > scale.high - scale.low:
        problems.append(f"{place}: the difference {difference:g} is wider than the range")
    elif scale.direction == "ambiguous":
        read.ambiguous.append(outcome)
    else:
        limits = sorted((scale.share(low), scale.share(high)))
        read.gaps.append(Position(outcome, scale.share(difference), limits[0], limits[1], n, group))


def _range(row: Row, place: str, problems: list[str]) -> _Range | None:
    low, high = (_number(row.get(name)) for name in _RANGE[:2])
    direction = cell_text(row.get("direction"))
    if direction not in DIRECTIONS:
        problems.append(f"{place}: there is no direction {direction!r}: {did_you_mean(direction, DIRECTIONS)}")
    if low is None or high is None or low >= high:
        problems.append(f"{place}: range_low and range_high must be numbers, the lowest first")
        return None
    return _Range(low, high, direction) if direction in DIRECTIONS else None


def _numbers(row: Row, value: str, place: str, read: Baseline, name: str) -> tuple[float, float, float, int] | None:
    """Give value, limits and n; nothing where a value or its interval is not known, or is no number."""
    names = (value, "ci_low", "ci_high")
    if any(not cell_text(row[each]) for each in names):
        read.unknown.append(name)
        return None
    found = [_number(row[each]) for each in (*names, "n")]
    wrong = [each for each, number in zip((*names, "n"), found, strict=True) if number is None]
    if wrong:
        read.problems.append(f"{place}: {', '.join(wrong)} must be a number")
        return None
    estimate, low, high, n = (number for number in found if number is not None)
    if not low <= estimate <= high or n < 1:
        read.problems.append(f"{place}: {value} must lie between ci_low and ci_high, and n be 1 or more")
        return None
    return estimate, low, high, int(n)


def _number(value: Any) -> float | None:
    try:
        number = float(value) if not isinstance(value, bool | str) else math.nan
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None
