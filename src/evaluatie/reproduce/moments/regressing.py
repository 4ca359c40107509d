"""Regression from a printed table of correlations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import special

from evaluatie.reproduce.moments.explained import r2_interval
from evaluatie.reproduce.moments.solving import Solved, f_probability, solve, two_sided
from evaluatie.reproduce.moments.table import Floats, PerVariable, Table, read_table
from evaluatie.result import Estimate, Result, check_confidence

METHOD = (
    "Ordinary least squares from correlations; standard errors of standardised coefficients by the delta method (Yuan "
    "& Chan 2011); exact interval of R2 for predictors that vary (Fisher 1928)"
)
NO_SD = (
    "Without standard deviations b is the standardised coefficient, and its se, t, p and interval are those of the "
    "coefficient on the variables' own scale divided by their standard deviations as if these were known; that is what "
    "most papers and programs print. beta_se and its interval allow for their being estimated."
)
INTERCEPT = "intercept"


@dataclass(frozen=True)
class MatrixRegression(Result):
    """A regression from correlations.

    Attributes
    ----------
    outcome : str
        What is explained.
    coefficients : DataFrame of float
        By term (the predictors, then ``intercept`` where means are known): ``b, se, t, p, ci_low, ci_high``, and of the
        standardised coefficient ``beta, beta_se, beta_ci_low, beta_ci_high``; ``beta_se_naive``, as many programs print
        it; ``partial`` and ``semipartial`` correlations with the outcome; ``vif``.
    r2, adjusted_r2 : float
        Share of variance explained, as found, and as Ezekiel (1930) adjusts it: 1 - (1 - R2)(n - 1)/(n - p - 1).
    f, df_model, df_residual, p : float, int, int, float
        Test that nothing is explained.
    n : int
        People.
    confidence : float
        Level of the intervals.
    """

    outcome: str
    coefficients: pd.DataFrame = field(compare=False, repr=False)
    r2: float
    adjusted_r2: float
    f: float
    df_model: int
    df_residual: int
    p: float
    n: int
    confidence: float

    @cached_property
    def r2_limits(self) -> tuple[float, float]:
        """The interval of R2 (see :func:`evaluatie.reproduce.moments.explained.r2_interval`)."""
        return r2_interval(self.r2, self.n, self.df_model, self.confidence)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the coefficients, the standardised ones (``beta: term``), and R2.

        Returns
        -------
        tuple of Estimate
        """
        rows = self.coefficients.to_dict("index")
        found = [
            Estimate(
                str(term), row["b"], row["se"], row["t"], self.df_residual, row["p"],
                ci_low=row["ci_low"], ci_high=row["ci_high"], n=self.n,
            )
            for term, row in rows.items()
        ]  # fmt: skip
        found += [
            Estimate(
                f"beta: {term}", row["beta"], row["beta_se"], df=self.df_residual,
                ci_low=row["beta_ci_low"], ci_high=row["beta_ci_high"], n=self.n,
            )
            for term, row in rows.items() if term != INTERCEPT
        ]  # fmt: skip
        low, high = self.r2_limits
        return (*found, Estimate("r2", self.r2, p=self.p, ci_low=low, ci_high=high, n=self.n))


def regression_from_matrix(
    correlation: pd.DataFrame,
    outcome: str,
    predictors: Sequence[str],
    n: int,
    *,
    sd: PerVariable | None = None,
    mean: PerVariable | None = None,
    confidence: float = 0.95,
) -> MatrixRegression:
    """Recompute a regression from the correlations that a paper printed.

    b = S_xx^-1 s_xy; its standard errors, t with n - p - 1 degrees of freedom, R2 and F are those of least squares on
    the answers themselves, and differ from them by rounding only. Standard errors of standardised coefficients are by
    the delta method under normality (Yuan & Chan 2011, *Psychometrika* 76, 670-690), divided by n - p - 1.

    Parameters
    ----------
    correlation : DataFrame of float, shape (k, k)
        With names; other variables may be there too. A moderation can be recomputed only where the product is one of
        the variables.
    outcome : str
        What is explained.
    predictors : sequence of str, length p
        By what.
    n : int
        People, at least p + 2.
    sd, mean : mapping, Series or sequence of float, optional
        Standard deviations (n - 1 in the denominator) and means, by name or in the order of the matrix. Without ``sd``
        coefficients are standardised; without ``mean``, or without ``sd``, there is no intercept.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    MatrixRegression

    Raises
    ------
    InputError
        Everything that is wrong with the input at once: names, a matrix that is not symmetric or not positive definite,
        too few people.
    ValueError
        If ``confidence`` is none.

    Examples
    --------
    >>> r = pd.DataFrame([[1, 0.5, 0.3], [0.5, 1, 0.2], [0.3, 0.2, 1]], ["y", "a", "b"], ["y", "a", "b"])
    >>> fit = regression_from_matrix(r, "y", ["a", "b"], 100)
    >>> fit.coefficients[["b", "se", "beta_se"]].round(4)
            b      se  beta_se
    a  0.4583  0.0872   0.0785
    b  0.2083  0.0872   0.0859
    >>> round(fit.r2, 4), round(fit.f, 2), [round(limit, 2) for limit in fit.r2_limits]
    (0.2917, 19.97, [0.14, 0.43])
    """
    confidence = check_confidence(confidence)
    predictors = [predictors] if isinstance(predictors, str) else list(predictors)
    wrong = [] if predictors else ["predictors: name at least one"]
    table = read_table(
        correlation, [outcome, *predictors], n, sd=sd, mean=mean, wrong=wrong,
        least=len(predictors) + 2, why=f"{len(predictors)} predictors",
    )  # fmt: skip
    solved, p = solve(table.correlation, table.n), len(predictors)
    f = solved.r2 / p / ((1 - solved.r2) / solved.df)
    return MatrixRegression(
        METHOD,
        (NO_SD,) if table.sd is None else (),
        outcome,
        _coefficients(table, solved, confidence),
        solved.r2,
        1 - (1 - solved.r2) * (table.n - 1) / solved.df,
        f,
        p,
        solved.df,
        f_probability(f, p, solved.df),
        table.n,
        confidence,
    )


def _coefficients(table: Table, solved: Solved, confidence: float) -> pd.DataFrame:
    quantile = float(special.stdtrit(solved.df, (1 + confidence) / 2))
    unit = np.ones(len(solved.beta)) if table.sd is None else table.sd[0] / table.sd[1:]
    b, se, terms = solved.beta * unit, solved.naive_se * unit, list(table.names[1:])
    if table.sd is not None and table.mean is not None:
        at, spread = _intercept(table, solved, b)
        b, se, terms = np.append(b, at), np.append(se, spread), [*terms, INTERCEPT]
    t = b / se
    ratio = solved.beta / solved.naive_se
    half = quantile * solved.se
    of_slopes = {
        "beta": solved.beta,
        "beta_se": solved.se,
        "beta_ci_low": solved.beta - half,
        "beta_ci_high": solved.beta + half,
        "beta_se_naive": solved.naive_se,
        "partial": ratio / np.sqrt(ratio**2 + solved.df),
        "semipartial": solved.beta / np.sqrt(np.diag(solved.inverse)),
        "vif": np.diag(solved.inverse),
    }
    columns = {"b": b, "se": se, "t": t, "p": two_sided(t, solved.df), "ci_low": b - quantile * se}
    columns["ci_high"] = b + quantile * se
    columns |= {name: np.pad(of, (0, len(b) - len(of)), constant_values=np.nan) for name, of in of_slopes.items()}
    return pd.DataFrame(columns, index=terms)


def _intercept(table: Table, solved: Solved, b: Floats) -> tuple[float, float]:
    """Give the intercept and its standard error: s^2 (1/n + xbar' S_xx^-1 xbar / (n - 1))."""
    assert table.sd is not None  # noqa: S101 - looked at by the caller
    assert table.mean is not None  # noqa: S101
    standard = table.mean[1:] / table.sd[1:]
    left = table.sd[0] ** 2 * (1 - solved.r2) * (table.n - 1) / solved.df
    spread = np.sqrt(left * (1 / table.n + standard @ solved.inverse @ standard / (table.n - 1)))
    return float(table.mean[0] - b @ table.mean[1:]), float(spread)
