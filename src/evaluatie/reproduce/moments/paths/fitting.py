"""Path models with observed and latent variables, from a printed table of correlations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from evaluatie.reproduce.moments.paths.completing import STAND_IN, Roles, completed
from evaluatie.reproduce.moments.paths.definitions import Definition, taken_apart
from evaluatie.reproduce.moments.paths.fitted_paths import PathFit
from evaluatie.reproduce.moments.paths.listing import explained_by, parameters_told
from evaluatie.reproduce.moments.paths.telling import notes_on
from evaluatie.reproduce.moments.table import Floats, PerVariable, Table, read_table
from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.estimating import Model, Point, estimate, starting_values
from evaluatie.scales.factor.fitindices import ChiSquare, cfi_tli, residual_correlations, rmsea, srmr
from evaluatie.scales.factor.gathering import of_paper
from evaluatie.scales.factor.robust import inverted
from evaluatie.scales.factor.sample import Sample
from evaluatie.scales.factor.saturated import Moments
from evaluatie.scales.factor.syntax import read_terms
from evaluatie.scales.factor.table import ParameterTable

METHOD = (
    "Path model by maximum likelihood with normal-theory standard errors (Jöreskog 1970), completed as lavaan's sem "
    "completes it; defined parameters by the delta method"
)
_BEGIN_WITH = (0.5, 0.8, 0.2)


def path_from_matrix(
    model: str,
    correlation: pd.DataFrame,
    n: int,
    *,
    sd: PerVariable | None = None,
    mean: PerVariable | None = None,
    fixed_x: bool = True,
) -> PathFit:
    """Recompute a path model, with observed and latent variables, from the correlations that a paper printed.

    Estimates, standard errors and fit are those of R's lavaan 0.6 with the defaults of ``sem``: residual variances are
    free, as are covariances of factors that nothing explains, and of variables that are explained and explain nothing;
    covariances have n in the denominator.

    Parameters
    ----------
    model : str
        In lavaan's syntax: ``=~`` (is measured by), ``~`` (is regressed on), ``~~`` (covaries with), ``~ 1``, labels,
        and ``:=`` for parameters that are defined by labels.
    correlation : DataFrame of float, shape (k, k)
        With names; other variables may be there too.
    n : int
        People.
    sd, mean : mapping, Series or sequence of float, optional
        Standard deviations (n - 1 in the denominator), and means if these are to be modelled. Without ``sd`` a matrix
        of correlations is analysed as if it were one of covariances; the notes say what that does.
    fixed_x : bool
        Keep variances and covariances of observed predictors that nothing explains as they were found, without error.

    Returns
    -------
    PathFit

    Raises
    ------
    InputError
        Everything that is wrong with the table at once.
    ModelError
        The model cannot be read, is not identified, or did not converge, and why.

    Examples
    --------
    >>> names = ["x", "m", "y"]
    >>> table = pd.DataFrame([[1, 0.4, 0.3], [0.4, 1, 0.5], [0.3, 0.5, 1]], names, names)
    >>> fit = path_from_matrix("m ~ a*x; y ~ b*m; ab := a*b", table, 200)
    >>> fit.df, round(fit.chi2, 3), [round(float(fit.parameter("ab")[name]), 3) for name in ("estimate", "std_all")]
    (1, 3.2, [0.2, 0.2])
    """
    formulas, defined = taken_apart(model)
    terms = read_terms(formulas)
    if not terms:
        raise ModelError("The model has no formula of its own. Write, for example: m ~ a*x; y ~ b*m + x; ab := a*b")
    observed = Roles(terms, fixed_x).observed
    table = read_table(
        correlation, observed, n, sd=sd, mean=mean, least=len(observed) + 1, why=f"{len(observed)} variables"
    )
    given = None if table.mean is None else table.mean
    asked = any(term.op == "~1" for term in terms)
    if asked and given is None:
        raise ModelError("The model has means (~ 1): give those of the paper as mean.")
    sample = of_paper(table.covariance, given, table.n, observed, means=given is not None)
    parameters, roles = completed(terms, means=given is not None, fixed_x=fixed_x, moments=_by_name(sample))
    _check_count(parameters, sample, roles)
    _check_definitions(defined, parameters)
    try:
        point = _best(Model(parameters, sample.answers), sample)
    except ModelError as error:
        raise ModelError(str(error).replace(STAND_IN, "")) from None
    return _told(point, sample, table, roles, defined)


def _by_name(sample: Sample) -> dict[tuple[str, str], float]:
    found, names = sample.found[0], sample.items
    moments = {
        (one, other): float(found.covariance[i, j]) for i, one in enumerate(names) for j, other in enumerate(names)
    }
    return moments | {(name, ""): float(found.mean[at]) for at, name in enumerate(names)}


def _check_count(parameters: ParameterTable, sample: Sample, roles: Roles) -> None:
    moments = sample.moments - _fixed_moments(roles, sample)
    if parameters.free > moments:
        what = "means, variances and covariances" if sample.means else "variances and covariances"
        raise ModelError(
            f"The model is not identified: it has {parameters.free} free parameters, but {len(sample.items)} variables "
            f"give {moments} {what} to explain. Leave a path or a covariance out, or fix one."
        )


def _check_definitions(defined: Sequence[Definition], parameters: ParameterTable) -> None:
    values: dict[str, float] = {row.label: 1.0 for row in parameters.rows if row.label}
    for definition in defined:
        if definition.name in values:
            raise ModelError(f"{definition.name} is defined, and a label as well: give one of them another name.")
        values[definition.name] = definition.at(values)


def _fixed_moments(roles: Roles, sample: Sample) -> int:
    """Count what is not to be explained: moments of fixed predictors."""
    k = len(roles.given) if roles.fixed_x else 0
    return k * (k + 1) // 2 + (k if sample.means else 0)


def _best(model: Model, sample: Sample) -> Point:
    """Begin at other values where the first lead nowhere."""
    first: ModelError | None = None
    for left in _BEGIN_WITH:
        try:
            return estimate(model, starting_values(model.table, sample.found, left))
        except ModelError as error:
            first = first or error
    raise first or ModelError("The model did not converge.")


def _baseline(sample: Sample, roles: Roles) -> ChiSquare:
    """Test the model in which nothing covaries but what nothing explains, as lavaan has it, with ``fixed_x`` or not."""
    covariance, places = sample.found[0].covariance, [roles.observed.index(name) for name in roles.given]
    alone = np.delete(np.diag(covariance), places)
    value = np.log(alone).sum() + _log_determinant(covariance, places) - np.linalg.slogdet(covariance)[1]
    p, k = len(covariance), len(places)
    return ChiSquare(sample.n * float(value), (p * (p + 1) - k * (k + 1)) // 2 - len(alone))


def _log_determinant(covariance: Floats, places: list[int]) -> float:
    return float(np.linalg.slogdet(covariance[np.ix_(places, places)])[1]) if places else 0.0


def _log_likelihood(point: Point, sample: Sample, roles: Roles) -> float:
    """Give the log-likelihood, less that of fixed predictors."""
    places = [roles.observed.index(name) for name in roles.given] if roles.fixed_x else []
    of_given = len(places) * (1 + np.log(2 * np.pi)) + _log_determinant(sample.found[0].covariance, places)
    return float(sample.n * (of_given / 2 - point.value))


def _told(point: Point, sample: Sample, table: Table, roles: Roles, defined: Sequence[Definition]) -> PathFit:
    """Tell all about a fitted model."""
    n, parameters, found = table.n, point.model.table, sample.found[0]
    test = ChiSquare(sample.test(point).value, sample.moments - _fixed_moments(roles, sample) - parameters.free)
    baseline = _baseline(sample, roles)
    cfi, tli = cfi_tli(test, baseline)
    approximation = rmsea(test, n, 1)
    implied = Moments(point.matrices.covariance[0], point.matrices.mean[0])
    loglik = _log_likelihood(point, sample, roles)
    covariance = inverted(point.expected_information) / n
    problems, notes = notes_on(point, roles, table)
    return PathFit(
        method=METHOD, notes=(*problems, *notes),
        chi2=test.value, df=int(test.df), p=test.p, cfi=cfi, tli=tli,
        rmsea=approximation.value, rmsea_low=approximation.low, rmsea_high=approximation.high,
        rmsea_p_close=approximation.p_close,
        srmr=srmr(sample.found, [implied], [1.0], means=sample.means),
        aic=-2 * loglik + 2 * parameters.free, bic=-2 * loglik + np.log(n) * parameters.free, loglik=loglik,
        n=n, free=parameters.free, baseline_chi2=baseline.value, baseline_df=int(baseline.df), proper=not problems,
        parameters=parameters_told(point, covariance, defined), r2=explained_by(point, roles),
        residuals=pd.DataFrame(residual_correlations(found, implied), sample.items, sample.items),
    )  # fmt: skip
