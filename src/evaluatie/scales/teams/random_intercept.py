"""Regressions within units, and between units with a random intercept by restricted maximum likelihood (REML)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluatie.result import NotEnoughData
from evaluatie.scales.answers import Floats
from evaluatie.scales.teams.oneway import GRID, rising_root

#: What is left of a column beside the columns before it, as a share of its squares, that counts as nothing
NOTHING_LEFT = 1e-16
#: What is left of the outcome's squares that counts as an exact fit
EXACT = 1e-20


@dataclass(frozen=True)
class Regression:
    """Coefficients of one regression.

    Attributes
    ----------
    coefficients : ndarray of float, shape (k,)
        In the order of the predictors, without an intercept.
    errors : ndarray of float, shape (k,)
        Standard errors.
    df : ndarray of float, shape (k,)
        Degrees of freedom of each.
    variance_between, variance_within : float
        Of what is left: the random intercept's (0 where there is none) and that of people within units.
    """

    coefficients: Floats
    errors: Floats
    df: Floats
    variance_between: float
    variance_within: float


def depends(predictors: Floats) -> int | None:
    """Find the first predictor that the ones before it determine.

    Parameters
    ----------
    predictors : ndarray of float, shape (n, k)
        Each with mean 0.

    Returns
    -------
    int or None
        Its place.

    Examples
    --------
    >>> depends(np.array([[-1.0, 1.0, -2.0], [0.0, -2.0, 0.0], [1.0, 1.0, 2.0]]))
    2
    """
    squares = (predictors**2).sum(axis=0)
    _, triangle = np.linalg.qr(predictors / np.sqrt(np.where(squares > 0, squares, 1.0)))
    left = np.zeros(predictors.shape[1])  # more predictors than rows: nothing is left of the last ones
    left[: len(triangle)] = np.diag(triangle) ** 2
    found = np.flatnonzero(left <= NOTHING_LEFT)
    return int(found[0]) if len(found) else None


def within_regression(outcome: Floats, predictors: Floats, units: int) -> Regression:
    """Regress deviations from unit means, which is least squares with a dummy for every unit (fixed effects).

    Whatever differs between units, measured or not, has no part in it. Under normal errors the coefficients over their
    standard errors are exactly t with n - units - k degrees of freedom. With one unit it is the ordinary regression.

    Parameters
    ----------
    outcome : ndarray of float, shape (n,)
        Deviations from the unit's mean.
    predictors : ndarray of float, shape (n, k)
        The same, k from 0.
    units : int
        How many means were taken out.

    Returns
    -------
    Regression
        With no variance between units.

    Raises
    ------
    NotEnoughData
        With too few people, or an outcome that the predictors fit exactly.

    Examples
    --------
    >>> found = within_regression(np.array([-1.0, 1.0, -2.0, 2.0]), np.array([[-1.0], [1.0], [-1.0], [1.0]]), 2)
    >>> found.coefficients, found.errors.round(3), found.df
    (array([1.5]), array([0.5]), array([1.]))
    """
    n, k = predictors.shape
    df = n - units - k
    if df < 1:
        where = "" if units == 1 else f" in {units} units"
        raise NotEnoughData(f"at least {units + k + 1} people with complete answers{where} are needed: got {n}")
    basis, triangle = np.linalg.qr(predictors)
    inverse = np.linalg.inv(triangle)
    coefficients = inverse @ (basis.T @ outcome)
    left = float(((outcome - predictors @ coefficients) ** 2).sum())
    if left <= EXACT * float((outcome**2).sum()):
        raise NotEnoughData("the answers fit exactly: how uncertain the paths are cannot be told")
    errors = np.sqrt(left / df * (inverse**2).sum(axis=1))
    return Regression(coefficients, errors, np.full(k, float(df)), 0.0, left / df)


def between_regression(
    outcome: Floats, predictors: Floats, sizes: npt.NDArray[np.intp], ss_within: float, df_within: int
) -> Regression:
    """Regress unit means with a random intercept per unit, its variance by REML.

    Predictors that are split into deviations and unit means are orthogonal under a random intercept, so that the whole
    model of people falls apart: the deviations have the coefficients of :func:`within_regression`, and the means those
    of least squares with weights n_j / (S + n_j T), S within and T between units (Mundlak 1978, *Econometrica* 46,
    69-85). Of the deviations the restricted likelihood needs only what they leave of the outcome. Degrees of freedom
    are those of Satterthwaite (1946, *Biometrics Bulletin* 2, 110-114) with the observed information about S and T.
    Where T is 0 that information says nothing, and they are u - k - 1, as in a regression of the unit means.

    Parameters
    ----------
    outcome : ndarray of float, shape (u,)
        Unit means.
    predictors : ndarray of float, shape (u, k)
        Unit means, without an intercept.
    sizes : ndarray of int, shape (u,)
        People in each unit.
    ss_within : float
        Sum of squares that the regression within units leaves; above 0.
    df_within : int
        Its degrees of freedom.

    Returns
    -------
    Regression
        With ``variance_between`` 0 where REML ends at the boundary.

    Examples
    --------
    >>> means, sizes = np.array([1.0, 3.0, 5.0, 4.0]), np.array([2, 2, 2, 2])
    >>> found = between_regression(means, np.array([[0.0], [1.0], [2.0], [3.0]]), sizes, 4.0, 4)
    >>> found.coefficients.round(4), found.errors.round(4), round(found.variance_between, 4)
    (array([1.1]), array([0.5196]), 0.85)
    """
    design = np.column_stack([np.ones(len(outcome)), predictors])
    freedom = df_within + len(outcome) - design.shape[1]

    def weigh(share: Floats) -> tuple[Floats, Floats, Floats]:
        return _profile(share / (1 - share), outcome, design, sizes, ss_within, freedom)

    # very unequal sizes can make a second valley: the search stays in the deepest one
    deepest = int(weigh(GRID)[0].argmin())
    low, high = GRID[[max(deepest - 1, 0)]], GRID[[min(deepest + 1, len(GRID) - 1)]]
    share = rising_root(lambda guess: weigh(guess)[1], low, high)
    within = float(weigh(share)[2][0]) / freedom
    between = float(share[0] / (1 - share[0])) * within
    coefficients, covariance, df = _satterthwaite(outcome, design, sizes, (within, between), ss_within, df_within)
    plain = len(outcome) - design.shape[1]
    df = np.where((between > 0) & np.isfinite(df) & (df >= 1), df, float(plain))
    return Regression(coefficients[1:], np.sqrt(np.diag(covariance))[1:], df[1:], between, within)


def _profile(
    ratio: Floats, outcome: Floats, design: Floats, sizes: npt.NDArray[np.intp], ss_within: float, freedom: int
) -> tuple[Floats, Floats, Floats]:
    """-2 log restricted likelihood but for a constant, its slope, and the squares left, at each ratio T / S."""
    weights = sizes / (1 + ratio[:, None] * sizes)
    cross = np.einsum("gu,up,uq->gpq", weights, design, design)
    coefficients = np.linalg.solve(cross, (weights * outcome @ design)[..., None])[..., 0]
    residuals = outcome - coefficients @ design.T
    left = ss_within + (weights * residuals**2).sum(axis=1)
    deviance = np.log1p(ratio[:, None] * sizes).sum(axis=1) + np.linalg.slogdet(cross)[1] + freedom * np.log(left)
    leverage = np.trace(
        np.linalg.solve(cross, np.einsum("gu,up,uq->gpq", weights**2, design, design)), axis1=1, axis2=2
    )
    slope = weights.sum(axis=1) - leverage - freedom * (weights**2 * residuals**2).sum(axis=1) / left
    return deviance, slope, left


def _satterthwaite(
    outcome: Floats,
    design: Floats,
    sizes: npt.NDArray[np.intp],
    variances: tuple[float, float],
    ss_within: float,
    df_within: int,
) -> tuple[Floats, Floats, Floats]:
    """Coefficients, their covariance, and 2 (variance)^2 / variance of the variance, by the delta method."""
    within, between = variances
    weights = sizes / (within + sizes * between)
    covariance = np.asarray(np.linalg.inv(design.T @ (weights[:, None] * design)), dtype=np.float64)
    coefficients = covariance @ (design.T @ (weights * outcome))
    pull = weights * (outcome - design @ coefficients)
    # how the variance of a unit's mean, S / n + T, moves with S and with T
    moves = np.array([1 / sizes, np.ones(len(sizes))])
    inner = np.einsum("iu,up,uq->ipq", moves * weights**2, design, design)
    double = np.einsum("iu,ju,up,uq->ijpq", moves, moves * weights**3, design, design)
    trace = (
        np.einsum("iu,ju->ij", moves, moves * weights**2)
        - 2 * np.einsum("pq,ijqp->ij", covariance, double)
        + np.einsum("pq,iqr,rs,jsp->ij", covariance, inner, covariance, inner)
    )
    pulled = moves * pull
    across = (pulled * weights) @ design
    information = -trace + 2 * ((pulled * weights) @ pulled.T - across @ covariance @ across.T)
    information[0, 0] += 2 * ss_within / within**3 - df_within / within**2
    slopes = np.einsum("pq,iqr,rp->pi", covariance, inner, covariance)
    spread = np.einsum("pi,ij,pj->p", slopes, 2 * np.linalg.inv(information), slopes)
    return coefficients, covariance, np.asarray(2 * np.diag(covariance) ** 2 / spread, dtype=np.float64)
