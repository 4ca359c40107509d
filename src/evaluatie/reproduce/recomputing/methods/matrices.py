"""Methods on a printed table of correlations."""

from __future__ import annotations

import pandas as pd

from evaluatie.reproduce.moments import regression_from_matrix
from evaluatie.reproduce.recomputing.given import Table
from evaluatie.reproduce.recomputing.methods.keys import ChoiceKey, TableKey, VariablesKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method

_PER_TERM = ("b", "beta", "se", "beta_se", "t", "p", "ci_low", "ci_high")


def by_term(frame: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Give the columns that a frame has as numbers by its index."""
    held = [column for column in columns if column in frame]
    return {column: {str(term): float(value) for term, value in frame[column].items()} for column in held}


@method(
    "regression",
    keys={
        "table": TableKey(parts=("r", "sd", "mean")), "outcome": VariablesKey(count=1), "predictors": VariablesKey(),
        "standardised": ChoiceKey(),
    },
    gives=("r2", "adjusted_r2", "f", "p_model", "n", "df_model", "df_residual"),
    gives_by_term=_PER_TERM,
    terms=("predictors",),
    also=("intercept",),
)  # fmt: skip
def regression(table: Table, outcome: str, predictors: tuple[str, ...], standardised: str = "false") -> Quantities:
    """Regress an outcome on predictors by least squares."""
    part = table.of((outcome, *predictors))
    sd = None if standardised == "true" else part.named("sd")
    fit = regression_from_matrix(part.frame(), outcome, list(predictors), table.n, sd=sd, mean=part.named("mean"))
    whole = {name: float(getattr(fit, name)) for name in ("r2", "adjusted_r2", "f", "df_model", "df_residual", "n")}
    return {**whole, "p_model": float(fit.p), **by_term(fit.coefficients, _PER_TERM)}
