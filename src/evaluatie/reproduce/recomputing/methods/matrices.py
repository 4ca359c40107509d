"""Methods on a printed table of correlations."""

from __future__ import annotations

import pandas as pd

from evaluatie.reproduce.moments import (
    Correlation,
    correlation_test,
    hierarchical_regression,
    partial_correlation,
    regression_from_matrix,
    semipartial_correlation,
)
from evaluatie.reproduce.recomputing.given import Table
from evaluatie.reproduce.recomputing.methods.keys import ChoiceKey, Key, NumberKey, TableKey, VariablesKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method

_PER_TERM = (
    "b",
    "beta",
    "se",
    "beta_se",
    "beta_se_naive",
    "t",
    "p",
    "ci_low",
    "ci_high",
    "partial",
    "semipartial",
    "vif",
)
_WHOLE = ("r2", "adjusted_r2", "f", "df_model", "df_residual", "n")
_TESTED = ("r", "t", "df", "p", "ci_low", "ci_high")
_STEPS = ("r2", "adjusted_r2", "r2_change", "f_change", "p_change")
_MOMENTS = TableKey(parts=("r", "sd", "mean"))
TABLE: dict[str, Key] = {"table": TableKey(), "outcome": VariablesKey(count=1), "standardised": ChoiceKey()}


def by_term(frame: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Give the columns that a frame has, each as numbers by the frame's index.

    Parameters
    ----------
    frame : DataFrame of float
        Terms are its index.
    columns : tuple of str
        Which.

    Returns
    -------
    dict of str to dict

    Examples
    --------
    >>> by_term(pd.DataFrame({"b": [1.0]}, ["x"]), ("b", "se"))
    {'b': {'x': 1.0}}
    """
    held = [column for column in columns if column in frame]
    return {column: {str(term): float(value) for term, value in frame[column].items()} for column in held}


@method(
    "regression",
    keys={**TABLE, "table": _MOMENTS, "predictors": VariablesKey()},
    gives=(*_WHOLE, "p_model"),
    gives_by_term=_PER_TERM,
    terms=("predictors",),
    also=("intercept",),
    scaled=("b", "se", "ci_low", "ci_high"),
    apart=("outcome", "predictors"),
)
def regression(table: Table, outcome: str, predictors: tuple[str, ...], standardised: str = "false") -> Quantities:
    """Regress an outcome on predictors by least squares."""
    part = table.of((outcome, *predictors))
    sd, mean = (None if standardised == "true" else part.named(name) for name in ("sd", "mean"))
    fit = regression_from_matrix(part.frame(), outcome, list(predictors), table.n, sd=sd, mean=mean)
    whole = {name: float(getattr(fit, name)) for name in _WHOLE}
    return {**whole, "p_model": float(fit.p), **by_term(fit.coefficients, _PER_TERM)}


@method(
    "regression_steps",
    keys={**TABLE, "first": VariablesKey(), "added": VariablesKey()},
    gives=(*_STEPS, "adjusted_r2_change", "f"),
    apart=("outcome", "first", "added"),
)
def regression_steps(
    table: Table, outcome: str, first: tuple[str, ...], added: tuple[str, ...], standardised: str = "false"
) -> Quantities:
    """Test by how much predictors that enter in a second step add to R2."""
    part = table.of((outcome, *first, *added))
    sd = None if standardised == "true" else part.named("sd")
    fit = hierarchical_regression(part.frame(), outcome, [list(first), list(added)], table.n, sd=sd)
    found: Quantities = {name: float(fit.steps[name].iloc[-1]) for name in _STEPS}
    return {**found, "adjusted_r2_change": float(fit.steps["adjusted_r2"].diff().iloc[-1]), "f": float(fit.fits[-1].f)}


def _tested(found: Correlation) -> Quantities:
    return {name: float(getattr(found, name)) for name in _TESTED}


@method(
    "correlation",
    keys={
        "table": TableKey(required=False, parts=("r",)), "between": VariablesKey(required=False, count=2),
        "r": NumberKey(required=False), "n": NumberKey(required=False),
    },
    one_of=(("table", "r"),),
    together=(("table", "between"), ("r", "n")),
    gives=_TESTED,
)  # fmt: skip
def correlation(
    table: Table | None = None, between: tuple[str, ...] = (), r: float | None = None, n: float | None = None
) -> Quantities:
    """Test a correlation of a table, or r with n; the interval is by Fisher's z."""
    if table is not None:
        r, n = float(table.of(between).correlation[0, 1]), table.n if n is None else n
    if r is None or n is None:
        raise ValueError("a correlation is tested with r and n, or with a table")
    return _tested(correlation_test(r, int(n)))


@method(
    "partial_correlation",
    keys={"table": TableKey(parts=("r",)), "between": VariablesKey(count=2), "given": VariablesKey()},
    gives=_TESTED,
    apart=("between", "given"),
)
def partial(table: Table, between: tuple[str, ...], given: tuple[str, ...]) -> Quantities:
    """Correlate two variables with what others explain of both taken out."""
    frame = table.of((*between, *given)).frame()
    return _tested(partial_correlation(frame, between[0], between[1], list(given), table.n))


@method(
    "semipartial_correlation",
    keys={"table": TableKey(parts=("r",)), "between": VariablesKey(count=2), "given": VariablesKey()},
    gives=_TESTED,
    apart=("between", "given"),
)
def semipartial(table: Table, between: tuple[str, ...], given: tuple[str, ...]) -> Quantities:
    """Correlate two variables with what others explain of the first one taken out of it."""
    frame = table.of((*between, *given)).frame()
    return _tested(semipartial_correlation(frame, between[0], between[1], list(given), table.n))
