"""A straight line through the figures of some years, with a step at every break: the numbers only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from evaluatie.effects.t_interval import t_interval, two_sided_p
from evaluatie.reproduce.monitor.weighing import scatter_beyond, whitener

Floats: TypeAlias = npt.NDArray[np.float64]

#: fewest degrees of freedom of what is left around the line for which an interval is given
FEWEST_DF = 2


@dataclass(frozen=True)
class LineFit:
    """A fitted line.

    Attributes
    ----------
    level : float
        At the mean of the years, in the wording of the first segment.
    slope : float
        Points per year.
    se : float or None
        Of the slope; None with fewer than two degrees of freedom.
    df : int
        Years minus level, slope and steps.
    variance : float
        Around the line, at least that of rounding.
    factor : float
        Variance of the slope in units of that variance.
    rounding : float
        How much rounding can have moved the slope at most.
    steps : tuple of float
        At each break that two segments with figures stand around.
    fitted : ndarray of float, shape (n,)
        The line at each year.
    floored : bool
        Whether the figures lie nearer to the line than rounding allows.
    known_se : float or None
        Standard error of the slope if years varied by their known variances alone; None where these are unknown.
    """

    level: float
    slope: float
    se: float | None
    df: int
    variance: float
    factor: float
    rounding: float
    steps: tuple[float, ...]
    fitted: Floats
    floored: bool
    known_se: float | None = None

    def interval(self, confidence: float) -> tuple[float, float]:
        """Give the t interval of the slope, never narrower than known variances alone make it; NaN without one."""
        if self.se is None:
            return math.nan, math.nan
        low, high = t_interval(self.slope, self.se, self.df, confidence)
        half = NormalDist().inv_cdf((1 + confidence) / 2) * (self.known_se or 0.0)
        return min(low, self.slope - half), max(high, self.slope + half)


def line_through(
    years: Floats,
    values: Floats,
    halves: Floats,
    breaks: Sequence[int] = (),
    rho: float = 0.0,
    known: Floats | None = None,
) -> LineFit:
    """Fit a line with steps by (generalised) least squares.

    value = level + slope (year - mean year) + step at each break + error. Errors have one variance and, with `rho`
    above 0, the correlation rho^|years apart| (a first-order autoregression); the standard error is the usual one on
    the years minus the coefficients. The variance is at least that of rounding alone, mean(half^2) / 3: figures
    that lie on the line exactly do so since they are rounded.

    With known variances of the years (:func:`sampling_variances`) errors have the variance tau^2 + known, tau^2 by
    restricted maximum likelihood, and the standard error is that of Knapp & Hartung (2003, *Statistics in Medicine* 22,
    2693-2710): precise years weigh more.

    Parameters
    ----------
    years, values, halves : ndarray of float, shape (n,)
        Years, figures, and half a unit of their last decimal.
    breaks : sequence of int
        First years of a new wording.
    rho : float, default 0
        Correlation of neighbouring years, 0 or more and below 1.
    known : ndarray of float, shape (n,), optional
        Known variance of each year, in squared points.

    Returns
    -------
    LineFit

    Raises
    ------
    ValueError
        With fewer than two years within every segment: there is no slope.

    Examples
    --------
    >>> fit = line_through(np.arange(2015.0, 2020.0), np.array([60.0, 62.0, 61.0, 64.0, 65.0]), np.full(5, 0.5))
    >>> round(fit.slope, 4), round(fit.se or 0, 4), fit.df, round(fit.rounding, 4)
    (1.2, 0.3055, 3, 0.3)
    """
    design = _design(years, breaks)
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise ValueError("a slope needs two years within one wording")
    df = len(values) - design.shape[1]
    relative, alone = (np.ones(len(years)), None) if known is None or not df else _weights(design, values, known, rho)
    white = whitener(years, relative, rho)
    x, y = white @ design, white @ values
    inverse = np.linalg.inv(x.T @ x)
    weights = inverse @ x.T @ white
    coefficients = weights @ values
    residuals = y - x @ coefficients
    least = 0.0 if alone is not None else float(np.mean(halves**2)) / 3
    found = float(residuals @ residuals) / df if df else math.nan
    variance = max(found, least) if df else math.nan
    se = math.sqrt(variance * inverse[1, 1]) if df >= FEWEST_DF else None
    return LineFit(
        float(coefficients[0]), float(coefficients[1]), se, df, variance, float(inverse[1, 1]),
        float(np.abs(weights[1]) @ halves), tuple(float(step) for step in coefficients[2:]),
        np.asarray(design @ coefficients), bool(df and found < least), alone,
    )  # fmt: skip


def _weights(design: Floats, values: Floats, known: Floats, rho: float) -> tuple[Floats, float | None]:
    """Give each year's spread in units of a typical year's, and the slope's standard error by known variances alone."""
    total = known + scatter_beyond(design, values, known, rho)
    x = whitener(design[:, 1], np.sqrt(known), rho) @ design
    return np.sqrt(total / total.mean()), math.sqrt(float(np.linalg.inv(x.T @ x)[1, 1]))


def _design(years: Floats, breaks: Sequence[int]) -> Floats:
    held = tuple(year for year in breaks if (years < year).any() and (years >= year).any())
    steps = [(years >= year).astype(float) for year in held]
    return np.column_stack([np.ones(len(years)), years - years.mean(), *steps])


def restricted_deviance(years: Floats, values: Floats, halves: Floats, breaks: Sequence[int], rho: float) -> float:
    """Give minus the restricted log-likelihood of a correlation of neighbouring years, the variance profiled out.

    Parameters
    ----------
    years, values, halves, breaks, rho
        As :func:`line_through`.

    Returns
    -------
    float
        Up to a constant; 0 without degrees of freedom.

    Examples
    --------
    >>> years = np.arange(2010.0, 2016.0)
    >>> wave = np.array([1.0, 1.2, 1.1, -1.0, -1.2, -1.1])
    >>> plain, bound = (restricted_deviance(years, wave, np.full(6, 0.05), (), rho) for rho in (0.0, 0.5))
    >>> bound < plain
    True
    """
    design = _design(years, breaks)
    df = len(values) - design.shape[1]
    if df < 1 or np.linalg.matrix_rank(design) < design.shape[1]:
        return 0.0
    white = whitener(years, np.ones(len(years)), rho)
    x, y = white @ design, white @ values
    _, upper = np.linalg.qr(x)
    residuals = y - x @ np.linalg.solve(x.T @ x, x.T @ y)
    squares: float = max(float(residuals @ residuals), df * float(np.mean(halves**2)) / 3)
    log_correlation = -2.0 * float(np.log(np.diag(white)).sum())
    log_design = float(np.log(np.abs(np.diag(upper))).sum())
    return float(0.5 * df * math.log(squares) + 0.5 * log_correlation + log_design)


def slopes_differ(years: Floats, values: Floats, halves: Floats, last: int, rho: float = 0.0) -> float | None:
    """Give the p value that the line rises as much from a break on as before it.

    Parameters
    ----------
    years, values, halves, rho
        As :func:`line_through`.
    last : int
        First year of the new wording.

    Returns
    -------
    float or None
        None with fewer than two degrees of freedom, or a side of one year.

    Examples
    --------
    >>> years = np.arange(2010.0, 2020.0)
    >>> bent = np.where(years < 2015, years, 2 * 2015 - years) + np.tile([0.1, -0.1], 5)
    >>> (slopes_differ(years, bent, np.full(10, 0.05), 2015) or 1) < 0.001
    True
    """
    after = years >= last
    if after.sum() < 2 or (~after).sum() < 2:
        return None
    design = np.column_stack([np.ones(len(years)), years - last, after, np.where(after, years - last, 0.0)])
    df = len(years) - 4
    if df < FEWEST_DF:
        return None
    white = whitener(years, np.ones(len(years)), rho)
    x, y = white @ design, white @ values
    inverse = np.linalg.inv(x.T @ x)
    residuals = y - x @ (inverse @ x.T @ y)
    variance = max(float(residuals @ residuals) / df, float(np.mean(halves**2)) / 3)
    return two_sided_p(float((inverse @ x.T @ y)[3]) / math.sqrt(variance * inverse[3, 3]), df)
