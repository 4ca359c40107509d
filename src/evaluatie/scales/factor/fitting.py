"""Confirmatory factor analysis."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.estimating import Model, Point, estimate, starting_values
from evaluatie.scales.factor.fitted import CfaFit
from evaluatie.scales.factor.gathering import Groups, check_frame, of_paper, of_people
from evaluatie.scales.factor.ordered import fit_ordered
from evaluatie.scales.factor.results import fitted
from evaluatie.scales.factor.sample import Sample
from evaluatie.scales.factor.saturated import Moments
from evaluatie.scales.factor.syntax import Term, parse
from evaluatie.scales.factor.table import ParameterTable, parameter_table

Estimator = Literal["ml", "mlr", "wlsmv"]
Missing = Literal["listwise", "fiml"]
_BEGIN_WITH = (0.5, 0.8, 0.2)  # shares of variance that are no factor's, to begin with


def cfa(
    model: str | Sequence[Term],
    data: pd.DataFrame | None = None,
    *,
    covariance: pd.DataFrame | np.ndarray | None = None,
    mean: Sequence[float] | pd.Series | None = None,
    n: int | None = None,
    estimator: Estimator = "ml",
    missing: Missing = "listwise",
    group: str | None = None,
    equal: Collection[str] = (),
    partial: Collection[str] = (),
    std_lv: bool = False,
    meanstructure: bool = False,
) -> CfaFit:
    """Fit a factor model.

    Parameters
    ----------
    model : str or sequence of Term
        In lavaan's syntax, or as :func:`evaluatie.scales.factor.syntax.parse` reads it.
    data : DataFrame, optional
        People by items, with NaN where an answer is missing.
    covariance : DataFrame or array, shape (p, p), optional
        In place of people: covariances with n - 1 in the denominator, as papers print them. An array is in the order in
        which the model names the items.
    mean : Series or sequence of float, shape (p,), optional
        Means that go with them.
    n : int, optional
        How many people they are of.
    estimator : {"ml", "mlr", "wlsmv"}
        "mlr" has standard errors and a test that allow for answers that are not normal; "wlsmv" is for ordered answers
        of few categories, in one group: thresholds and polychoric correlations in place of means and covariances.
    missing : {"listwise", "fiml"}
        Use people with complete answers only, or every answer there is (full information maximum likelihood).
    group : str, optional
        Column with the groups: the model is fitted in each at the same time.
    equal : collection of str
        What is equal over groups: "loadings", "intercepts", "residuals", "residual.covariances", "lv.variances",
        "lv.covariances", "means", "regressions".
    partial : collection of str
        Parameters that differ nevertheless, such as ``"x3 ~ 1"``.
    std_lv : bool
        Fix the variance of each factor at 1 rather than its first loading.
    meanstructure : bool
        Model means too, where nothing else asks for it.

    Returns
    -------
    CfaFit

    Raises
    ------
    ModelError
        The model cannot be read, is not identified, did not converge, or these data cannot be used, and why.

    Notes
    -----
    Estimates and fit are those of R's lavaan 0.6 with its defaults for ``cfa`` (likelihood "normal": n in the
    denominator; expected information with "ml" and "listwise", observed with "fiml" and with "mlr").

    Examples
    --------
    >>> paper = np.array([[1.0, 0.6, 0.5], [0.6, 1.0, 0.4], [0.5, 0.4, 1.0]])
    >>> fit = cfa("f =~ a + b + c", covariance=paper, n=200)
    >>> fit.df, fit.parameters["std_all"].round(3).tolist()[:3]
    (0, [0.866, 0.693, 0.577])
    """
    terms = parse(model) if isinstance(model, str) else model
    check_choices(estimator, missing)
    _check_given(estimator, missing, data, covariance, n)
    if equal and group is None:
        raise ModelError("equal: over which groups? Name the column with group=")
    if mean is not None and data is not None:
        raise ModelError("mean goes with covariances; with people's answers use meanstructure=True.")
    if estimator == "wlsmv":
        if data is None or group is not None or missing == "fiml" or meanstructure or partial:
            raise ModelError("wlsmv is for people's complete answers, in one group and without means.")
        return fit_ordered(terms, data, std_lv=std_lv)
    groups = Groups.of(data, group)
    table = parameter_table(
        terms, groups=max(1, len(groups.names)), means=meanstructure or mean is not None or missing == "fiml",
        std_lv=std_lv, equal=equal, partial=partial,
    )  # fmt: skip
    if data is not None:
        sample = of_people(data, table.observed, group, groups, missing, means=table.means)
    else:
        sample = of_paper(covariance, mean, n or 0, table.observed, means=table.means)
    return fitted_to(sample, table, estimator)


def fitted_to(sample: Sample, table: ParameterTable, estimator: Estimator) -> CfaFit:
    """Fit a model to answers that are at hand.

    Parameters
    ----------
    sample : Sample
        The answers to the model's items; the same for many models.
    table : ParameterTable
        The model's parameters.
    estimator : {"ml", "mlr"}
        See :func:`cfa`.
    """
    _check_count(table)
    point = _best(Model(table, sample.answers), sample.found)
    return fitted(point, sample, estimator)


def _best(model: Model, found: Sequence[Moments]) -> Point:
    """Begin at other values where the first lead nowhere."""
    first: ModelError | None = None
    for left in _BEGIN_WITH:
        try:
            return estimate(model, starting_values(model.table, found, left))
        except ModelError as error:
            first = first or error
    raise first or ModelError("The model did not converge.")


def check_choices(estimator: str, missing: str) -> None:
    """Refuse what is no way to estimate, or to do with missing answers."""
    if estimator not in get_args(Estimator):
        raise ModelError(f"estimator: {estimator!r} is none of {', '.join(get_args(Estimator))}")
    if missing not in get_args(Missing):
        raise ModelError(f"missing: {missing!r} is neither listwise nor fiml")


def _check_given(estimator: str, missing: str, data: Any, covariance: Any, n: Any) -> None:
    if (data is None) == (covariance is None):
        raise ModelError("Give people's answers as data, or else covariance and n, as a paper prints them.")
    if data is not None:
        check_frame(data)
    if data is not None and n is not None:
        raise ModelError("n goes with covariances; with people's answers they are counted.")
    if data is None and not (isinstance(n, int | float | np.number) and n >= 2):
        raise ModelError("n: covariances say little without the number of people that they are of.")
    if data is None and (estimator != "ml" or missing != "listwise"):
        raise ModelError(f"{estimator} with {missing} needs people's answers; covariances allow ml only.")


def _check_count(table: ParameterTable) -> None:
    p = len(table.observed)
    moments = table.groups * (p * (p + 1) // 2 + (p if table.means else 0))
    if table.free > moments:
        raise ModelError(
            f"The model is not identified: it has {table.free} free parameters, but {p} items give {moments} "
            f"{'means, ' if table.means else ''}variances and covariances. Give factors more items, or make parameters "
            "equal."
        )
