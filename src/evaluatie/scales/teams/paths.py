"""The paths of a link x -> mediator -> y, and the indirect effect with its Monte Carlo interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
from scipy import special

from evaluatie.result import Estimate
from evaluatie.scales.answers import Floats
from evaluatie.scales.teams.random_intercept import Regression, between_regression, depends, within_regression

#: Squares of a column, as a share of those of its values, that are a rounding error
ROUNDING = 1e-24


@dataclass(frozen=True)
class Paths:
    """A link in one part of the data: people as they are, people within units, or units.

    Attributes
    ----------
    indirect : Estimate
        a times b in points of y per point of x, with Sobel's standard error and a Monte Carlo interval.
    standardised_indirect : Estimate
        The same in standard deviations of y per standard deviation of x in this part, both taken as known.
    a, b : Estimate
        From x to the mediator, and from the mediator to y at the same x.
    direct, total : Estimate
        From x to y at the same mediator, and without looking at the mediator.

    Notes
    -----
    ``n`` counts people, in the part between units too. An indirect effect has no p value: its interval tells whether
    it is apart from 0, and the z test with Sobel's standard error takes a skewed product for a normal one.
    """

    indirect: Estimate
    standardised_indirect: Estimate
    a: Estimate
    b: Estimate
    direct: Estimate
    total: Estimate

    def estimates(self) -> tuple[Estimate, ...]:
        """Give them all.

        Returns
        -------
        tuple of Estimate
            In the order of the fields.
        """
        return tuple(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True)
class Equations:
    """The three regressions of a link.

    Attributes
    ----------
    mediator : Regression
        Of the mediator on x, then covariates.
    outcome : Regression
        Of y on x and the mediator, then covariates.
    total : Regression
        Of y on x, then covariates.
    deviations : float
        Standard deviation of x over that of y.
    """

    mediator: Regression
    outcome: Regression
    total: Regression
    deviations: float


def varies(columns: Floats, values: Floats) -> npt.NDArray[np.bool_]:
    """Tell which columns vary more than by rounding.

    Parameters
    ----------
    columns : ndarray of float, shape (m, k)
        Deviations from a mean.
    values : ndarray of float, shape (n, k)
        What they were made from.

    Returns
    -------
    ndarray of bool, shape (k,)
        True where they do.

    Examples
    --------
    >>> varies(np.array([[1e-17, 1.0], [0.0, -1.0]]), np.ones((2, 2)))
    array([False,  True])
    """
    return np.asarray((columns**2).sum(axis=0) > ROUNDING * (values**2).sum(axis=0))


def within_equations(columns: Floats, names: Sequence[object], units: int) -> Equations:
    """Fit the three regressions to deviations from unit means.

    Parameters
    ----------
    columns : ndarray of float, shape (n, 3 + k)
        Deviations of x, mediator, y and covariates, which all vary.
    names : sequence of str
        Of the columns.
    units : int
        How many means were taken out; 1 for ordinary regressions.

    Returns
    -------
    Equations
        By least squares.

    Raises
    ------
    NotEnoughData
        With too few people, or an exact fit.
    ValueError
        If a predictor is determined by others.

    Examples
    --------
    >>> columns = np.array([[-2.0, -1, 0], [-1, -1, -2], [0, 1, 0], [1, -1, 0], [2, 2, 2]])
    >>> found = within_equations(columns, ["x", "m", "y"], 1)
    >>> found.mediator.coefficients, found.outcome.coefficients
    (array([0.6]), array([0.27272727, 0.54545455]))
    """
    _refuse_collinear(columns, names, "" if units == 1 else " within units")
    x, mediator, y, *covariates = columns.T
    base = np.column_stack([x, *covariates])
    return Equations(
        within_regression(mediator, base, units),
        within_regression(y, np.column_stack([x, mediator, *covariates]), units),
        within_regression(y, base, units),
        float(np.sqrt((x**2).sum() / (y**2).sum())),
    )


def between_equations(
    columns: Floats, names: Sequence[object], deviations: Floats, sizes: npt.NDArray[np.intp]
) -> Equations:
    """Fit the three regressions to unit means, with a random intercept per unit.

    Parameters
    ----------
    columns : ndarray of float, shape (u, 3 + k)
        Unit means of x, mediator, y and covariates, each with mean 0, which all vary.
    names : sequence of str
        Of the columns.
    deviations : ndarray of float, shape (n, 3 + l)
        Of people from their unit's mean: x (zeros where it does not vary), mediator, y and covariates.
    sizes : ndarray of int, shape (u,)
        People in each unit.

    Returns
    -------
    Equations
        By restricted maximum likelihood.

    Raises
    ------
    NotEnoughData
        With too few people, or an exact fit within units.
    ValueError
        If a predictor is determined by others.

    Examples
    --------
    >>> means = np.array([[-1.5, -1, 1], [-0.5, 0, 1], [0.5, -0.5, -0.5], [0.5, 1, -1], [1, 0.5, -0.5]])
    >>> people = np.array([[-1.0, 1, 1], [1, -1, -1], [1, 1, 0], [-1, -1, 0], [1, 2, -1], [-1, -2, 1], [0, 1, 1],
    ...                    [0, -1, -1], [1, 0, 1], [-1, 0, -1]])
    >>> found = between_equations(means, ["x", "m", "y"], people, np.array([2, 2, 2, 2, 2]))
    >>> found.mediator.coefficients.round(4), found.outcome.coefficients.round(4)
    (array([0.5625]), array([-0.7342, -0.1392]))
    """
    _refuse_collinear(columns, names, " between units")
    x, mediator, y, *covariates = columns.T
    x_in, mediator_in, y_in, *covariates_in = deviations.T
    inner = [*([x_in] if x_in.any() else []), *covariates_in]

    def fit(outcome: Floats, means: list[Floats], outcome_in: Floats, predictors: list[Floats]) -> Regression:
        # without predictors there are still deviations, of shape (n, 0)
        people = np.array(predictors).reshape(len(predictors), len(outcome_in)).T
        left = within_regression(outcome_in, people, len(sizes))
        df = len(outcome_in) - len(sizes) - len(predictors)
        return between_regression(outcome, np.column_stack(means), sizes, left.variance_within * df, df)

    return Equations(
        fit(mediator, [x, *covariates], mediator_in, inner),
        fit(y, [x, mediator, *covariates], y_in, [mediator_in, *inner]),
        fit(y, [x, *covariates], y_in, inner),
        float(np.sqrt((x**2).sum() / (y**2).sum())),
    )


def paths(found: Equations, part: str, n: int, *, confidence: float, draws: int, seed: int) -> Paths:
    """Turn regressions into paths with t intervals, and an indirect effect with a Monte Carlo interval.

    Parameters
    ----------
    found : Equations
        The regressions.
    part : str
        What to add to the terms: ``"_within"``, ``"_between"`` or nothing.
    n : int
        People.
    confidence : float
        Level of the intervals.
    draws, seed : int
        Of the Monte Carlo interval.

    Returns
    -------
    Paths
        With terms such as ``indirect_within``.

    Examples
    --------
    >>> columns = np.array([[-2.0, -1, 0], [-1, -1, -2], [0, 1, 0], [1, -1, 0], [2, 2, 2]])
    >>> found = within_equations(columns, ["x", "m", "y"], 1)
    >>> made = paths(found, "_within", 5, confidence=0.95, draws=1000, seed=0)
    >>> made.indirect.term, round(made.indirect.estimate, 4), made.b.df
    ('indirect_within', 0.3273, 2.0)
    """

    def path(term: str, of: Regression, at: int) -> Estimate:
        estimate, se, df = float(of.coefficients[at]), float(of.errors[at]), float(of.df[at])
        reach = float(special.stdtrit(df, (1 + confidence) / 2)) * se
        p = 2 * float(special.stdtr(df, -abs(estimate / se)))
        low, high = estimate - reach, estimate + reach
        return Estimate(f"{term}{part}", estimate, se, estimate / se, df, p, low, high, n)

    a, b = path("a", found.mediator, 0), path("b", found.outcome, 1)
    low, high = product_interval(
        (a.estimate, b.estimate),
        (float(found.mediator.errors[0]), float(found.outcome.errors[1])),
        (float(found.mediator.df[0]), float(found.outcome.df[1])),
        confidence=confidence,
        draws=draws,
        seed=seed,
    )
    indirect = np.array([a.estimate * b.estimate, sobel(a, b), low, high])
    plain, standardised = (
        Estimate(f"{term}{part}", values[0], se=values[1], ci_low=values[2], ci_high=values[3], n=n)
        for term, values in (("indirect", indirect), ("standardised_indirect", indirect * found.deviations))
    )
    return Paths(plain, standardised, a, b, path("direct", found.outcome, 0), path("total", found.total, 0))


def sobel(a: Estimate, b: Estimate) -> float:
    """Give Sobel's standard error of a b, the root of a^2 se_b^2 + b^2 se_a^2.

    Sobel (1982, *Sociological Methodology* 13, 290-312).

    Parameters
    ----------
    a, b : Estimate
        Paths with their standard errors.

    Returns
    -------
    float
        In points of y per point of x.

    Examples
    --------
    >>> round(sobel(Estimate("a", 0.5, se=0.1), Estimate("b", 0.4, se=0.2)), 4)
    0.1077
    """
    return float(np.hypot(a.estimate * (b.se or 0.0), b.estimate * (a.se or 0.0)))


def product_interval(
    estimates: tuple[float, float],
    errors: tuple[float, float],
    df: tuple[float, float],
    *,
    confidence: float,
    draws: int,
    seed: int,
) -> tuple[float, float]:
    """Give a Monte Carlo interval of a b: quantiles of the products of draws of a and of b.

    The product of two estimates is skewed, which an interval of plus and minus so many standard errors overlooks
    (MacKinnon, Lockwood & Williams 2004, *Multivariate Behavioral Research* 39, 99-128; Preacher & Selig 2012,
    *Communication Methods and Measures* 6, 77-98). They draw from normal distributions. Here a and b come from t
    distributions with their degrees of freedom, which is the same with many people, and with 20 units keeps the
    interval's promise where the normal one is too narrow. a and b are uncorrelated, as the second equation holds x.

    Parameters
    ----------
    estimates, errors, df : pair of float
        Of a and b; infinite degrees of freedom draw from the normal distribution.
    confidence : float
        Level of the interval.
    draws, seed : int
        How many draws, and where the generator starts.

    Returns
    -------
    tuple of float
        Lower and upper limit.

    Examples
    --------
    >>> limits = product_interval((0.5, 0.6), (0.1, 0.1), (50, 50), confidence=0.95, draws=20_000, seed=0)
    >>> [round(limit, 2) for limit in limits]
    [0.16, 0.47]
    """
    generator = np.random.default_rng(seed)
    a, b = (
        estimate + se * (generator.standard_t(freedom, draws) if np.isfinite(freedom) else generator.normal(size=draws))
        for estimate, se, freedom in zip(estimates, errors, df, strict=True)
    )
    low, high = np.quantile(a * b, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def _refuse_collinear(columns: Floats, names: Sequence[object], where: str) -> None:
    order = [0, 1, *range(3, columns.shape[1])]
    if (at := depends(columns[:, order])) is not None:
        others = ", ".join(repr(names[before]) for before in order[:at])
        raise ValueError(f"{names[order[at]]!r} follows exactly from {others}{where}: leave one of them out")
