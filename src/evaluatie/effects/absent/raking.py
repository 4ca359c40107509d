"""Weights that give the people who answered the make-up of the workforce."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.effects.absent.reading import columns_of, read_weights
from evaluatie.effects.absent.weights import effective_size
from evaluatie.effects.long_frame import Codes
from evaluatie.effects.values import Floats, read_values
from evaluatie.result import Estimate, NotEnoughData, Result

METHOD = "Raking to known margins by iterative proportional fitting (Deming & Stephan 1940)"
TRIMMED = "; weights above {:g} times the mean set to that at every round, and raked again (DeBell & Krosnick 2009)"


@dataclass(frozen=True)
class Raked(Result):
    """Raking weights.

    Attributes
    ----------
    weights : ndarray of float, shape (n,)
        They add up to the margins' total; where margins are shares they average 1.
    converged : bool
        Whether every margin was met within the tolerance.
    iterations : int
        Rounds.
    design_effect, effective_n : float
        Kish's 1 + CV^2 of the weights, and people over it.
    margins : DataFrame
        ``column, level, n, target, before, achieved``: people, and shares of the population, of who answered with
        the weights they came with, and with the new weights.
    largest_deviation : float
        Largest difference between an achieved and a target share.
    n, trimmed : int
        People, and weights at the limit.
    smallest, largest : float
        Weights over their mean.
    """

    weights: Floats
    converged: bool
    iterations: int
    design_effect: float
    effective_n: float
    margins: pd.DataFrame
    largest_deviation: float
    n: int
    trimmed: int
    smallest: float
    largest: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the effective size, the design effect, then the achieved shares.

        Returns
        -------
        tuple of Estimate
            Terms ``effective_n``, ``design_effect``, and the columns with the level as group.
        """
        rows = self.margins.to_dict("records")
        return (
            Estimate("effective_n", self.effective_n, n=self.n),
            Estimate("design_effect", self.design_effect, n=self.n),
            *(Estimate(str(row["column"]), row["achieved"], n=row["n"], group=str(row["level"])) for row in rows),
        )


@dataclass(frozen=True)
class _Margin:
    column: str
    levels: list[Any]
    target: Floats  # shares
    codes: npt.NDArray[np.intp]  # -1 where not known
    total: float


def rake(
    frame: Any,
    margins: Mapping[str, Any],
    *,
    weights: Any = None,
    trim: float | None = None,
    tolerance: float = 1e-8,
    max_iterations: int = 1000,
) -> Raked:
    """Weigh the people who answered, so that each characteristic has its share in the workforce.

    Multiply the weights within each level by target over achieved, one characteristic after the other, until all fit
    (Deming & Stephan 1940, *Annals of Mathematical Statistics* 11, 427-444). Without trimming the weights are those of
    R's ``survey::rake``. Who is unknown on a characteristic keeps their share there.

    Parameters
    ----------
    frame : DataFrame or mapping of columns
        One row per person who answered, at least with the columns that ``margins`` names.
    margins : mapping of column to mapping (or Series) of level to number or share of people
        The workforce. All margins have the same total.
    weights : sequence of numbers, optional
        Weights that people came with, above zero.
    trim : float, optional
        Largest weight, in mean weights (such as 5), above 1.
    tolerance : float, default 1e-8
        Largest difference of a share that counts as met.
    max_iterations : int, default 1000
        Rounds before giving up, which ``converged`` and a note say.

    Returns
    -------
    Raked
        Weights, design effect and achieved margins.

    Raises
    ------
    NotEnoughData
        If a level of the workforce has nobody who answered, or there is nobody.
    ValueError
        If a level is in the answers and not in the margins, totals differ, a number is negative, a column is not
        there, or an argument is none of those named.

    Examples
    --------
    >>> raked = rake({"gender": ["v", "v", "v", "m"]}, {"gender": {"v": 50, "m": 50}})
    >>> raked.weights.round(4), round(raked.effective_n, 4)
    (array([16.6667, 16.6667, 16.6667, 50.    ]), 3.0)
    """
    n = _rows(frame)
    _check_settings(trim, tolerance, max_iterations)
    if not margins:
        raise ValueError("margins must name at least one column: got none")
    columns = columns_of(frame, n)
    read = [_margin(columns, str(name), margins[name]) for name in margins]
    total = _one_total(read)
    start = np.ones(n) if weights is None else read_weights(weights, n)
    if not (start > 0).all():
        raise ValueError("weights must be known and above zero for everyone who is raked")
    raked, rounds, gap = _fit(start / start.mean(), read, trim, tolerance, max_iterations)
    size = effective_size(raked)
    notes = tuple(
        f"{margin.column}: {int((margin.codes < 0).sum())} of {n} people unknown: they keep their share"
        for margin in read
        if (margin.codes < 0).any()
    )
    if gap > tolerance:
        notes += (f"not converged after {rounds} rounds: a share is still {gap:.2g} off its target",)
    return Raked(
        METHOD + (TRIMMED.format(trim) if trim else ""),
        notes,
        weights=raked * (1.0 if np.isclose(total, 1.0) else total / n),
        converged=gap <= tolerance,
        iterations=rounds,
        design_effect=n / size,
        effective_n=size,
        margins=pd.concat([_achieved(margin, start, raked) for margin in read], ignore_index=True),
        largest_deviation=gap,
        n=n,
        trimmed=int((raked >= trim * (1 - 1e-9)).sum()) if trim else 0,
        smallest=float(raked.min()),
        largest=float(raked.max()),
    )


def rake_codes(
    codes: Sequence[Codes], targets: Sequence[Floats], trim: float | None = None, tolerance: float = 1e-8,
    max_iterations: int = 1000,
) -> Floats:  # fmt: skip
    """Rake people whose levels are numbered already.

    Parameters
    ----------
    codes : sequence of ndarray of int, shape (n,)
        For each characteristic the number of everyone's level, -1 where it is not known.
    targets : sequence of ndarray of float, shape (levels,)
        For each characteristic the numbers or shares of people in the workforce; a level of nobody is left out.
    trim, tolerance, max_iterations
        As in :func:`rake`.

    Returns
    -------
    ndarray of float, shape (n,)
        Weights in mean weights: those of :func:`rake` but for their total.

    Raises
    ------
    NotEnoughData
        If a level of the workforce has nobody who answered, or there is nobody.
    ValueError
        If totals differ, or someone is in a level of nobody.

    Examples
    --------
    >>> rake_codes([np.array([0, 0, 0, 1])], [np.array([50.0, 50.0])]).round(4)
    array([0.6667, 0.6667, 0.6667, 2.    ])
    """
    if not len(codes[0]):
        raise NotEnoughData("nobody answered: there is nothing to weigh")
    read = []
    for number, (own, target) in enumerate(zip(codes, targets, strict=True), start=1):
        counts = np.bincount(own[own >= 0], minlength=len(target))
        if ((counts > 0) & ~(target > 0)).any():
            raise ValueError(f"characteristic {number} holds a level with nobody in the margins")
        if ((counts == 0) & (target > 0)).any():
            raise NotEnoughData(f"nobody who answered has some level of characteristic {number}: leave the margin out")
        renumbered = np.append(np.cumsum(target > 0) - 1, -1)[own]
        kept = target[target > 0]
        levels = list(range(len(kept)))
        read.append(_Margin(f"characteristic {number}", levels, kept / kept.sum(), renumbered, float(target.sum())))
    _one_total(read)
    return _fit(np.ones(len(codes[0])), read, trim, tolerance, max_iterations)[0]


def _rows(frame: Any) -> int:
    if not isinstance(frame, pd.DataFrame | Mapping):
        raise TypeError(f"frame must be a DataFrame or named columns: got {type(frame).__name__}")
    n = len(frame) if isinstance(frame, pd.DataFrame) else len(next(iter(frame.values()), ()))
    if n == 0:
        raise NotEnoughData("nobody answered: there is nothing to weigh")
    return n


def _check_settings(trim: Any, tolerance: Any, max_iterations: Any) -> None:
    if trim is not None and (isinstance(trim, bool | str) or not 1 < trim < np.inf):
        raise ValueError(f"trim must be a largest weight above 1, in mean weights: got {trim!r}")
    if not 0 < tolerance < 1:
        raise ValueError(f"tolerance must lie between 0 and 1: got {tolerance!r}")
    if max_iterations < 1:
        raise ValueError(f"max_iterations must be 1 or more: got {max_iterations!r}")


def _margin(columns: Mapping[str, pd.Series[Any]], name: str, given: Any) -> _Margin:
    if name not in columns:
        raise ValueError(f"margins name column {name!r}, which is not there; the columns are: {', '.join(columns)}")
    if not isinstance(given, Mapping | pd.Series):
        raise TypeError(f"margins of {name!r} must map levels to numbers of people: got {type(given).__name__}")
    wanted = dict(given.items())
    numbers = read_values(list(wanted.values()), f"margins of {name!r}")
    if np.isnan(numbers).any() or (numbers < 0).any():
        raise ValueError(f"margins of {name!r} must be known numbers of 0 or more: got {list(wanted.values())}")
    if not numbers.sum() > 0:
        raise ValueError(f"margins of {name!r} add up to 0: give the number or share of people per level")
    column = columns[name].astype(object)
    present = list(column.dropna().unique())
    strange = [level for level in present if not wanted.get(level, 0) > 0]
    if strange:
        raise ValueError(
            f"{name!r} holds level(s) with nobody in the margins: {_listed(strange)}; they have {_listed(wanted)}"
        )
    empty = [level for level, value in wanted.items() if value > 0 and level not in present]
    if empty:
        raise NotEnoughData(
            f"nobody who answered has {name!r} {_listed(empty)}: join it with another level, or leave the margin out"
        )
    levels = [level for level in wanted if wanted[level] > 0]
    lookup = {level: at for at, level in enumerate(levels)}
    codes = np.array([-1 if unknown else lookup[v] for v, unknown in zip(column, column.isna(), strict=True)])
    kept = numbers[numbers > 0]
    return _Margin(name, levels, kept / kept.sum(), codes, float(numbers.sum()))


def _listed(levels: Any) -> str:
    return ", ".join(repr(level) for level in levels)


def _one_total(margins: list[_Margin]) -> float:
    totals = [margin.total for margin in margins]
    if max(totals) - min(totals) > 1e-6 * max(totals):
        said = ", ".join(f"{margin.column} {margin.total:g}" for margin in margins)
        raise ValueError(f"margins must have the same total: got {said}")
    return totals[0]


def _shares(margin: _Margin, weights: Floats) -> Floats:
    known = margin.codes >= 0
    sums = np.bincount(margin.codes[known], weights[known], len(margin.levels))
    return np.asarray(sums / sums.sum(), dtype=np.float64)


def _fit(
    weights: Floats, margins: list[_Margin], trim: float | None, tolerance: float, most: int
) -> tuple[Floats, int, float]:
    gap, rounds = np.inf, 0
    while gap > tolerance and rounds < most:
        rounds += 1
        for margin in margins:
            factors = np.append(margin.target / _shares(margin, weights), 1.0)  # the last is for -1, unknown
            weights = weights * factors[margin.codes]
        weights = weights / weights.mean()
        if trim:
            weights = np.minimum(weights, trim)
            weights = np.minimum(weights / weights.mean(), trim)
        gap = max(float(np.abs(_shares(margin, weights) - margin.target).max()) for margin in margins)
    return weights, rounds, gap


def _achieved(margin: _Margin, start: Floats, weights: Floats) -> pd.DataFrame:
    counts = np.bincount(margin.codes[margin.codes >= 0], minlength=len(margin.levels))
    shares = {"target": margin.target, "before": _shares(margin, start), "achieved": _shares(margin, weights)}
    return pd.DataFrame({"column": margin.column, "level": margin.levels, "n": counts} | shares)
