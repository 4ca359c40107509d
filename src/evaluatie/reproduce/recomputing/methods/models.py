"""Factor and path models, on people's answers or on a printed table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from evaluatie.reproduce.moments import path_from_matrix
from evaluatie.reproduce.recomputing.given import Table
from evaluatie.reproduce.recomputing.methods.datasets import columns_of, rows_where
from evaluatie.reproduce.recomputing.methods.keys import ChoiceKey, Choices, DataKey, NamesKey, TableKey, TextKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method
from evaluatie.scales import cfa

if TYPE_CHECKING:
    import pandas as pd

FIT = (
    "chi2", "df", "p", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high", "rmsea_p_close", "srmr", "aic", "bic",
    "loglik", "n",
)  # fmt: skip
#: on the variables' own scale; the other figures are the same for correlations
SCALED = ("aic", "bic", "loglik", "estimate", "se", "std_lv")
_SCALED = ("chi2", "p", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high", "cfi_robust", "tli_robust", "rmsea_robust")
_COLUMNS = {"estimate": "estimate", "se": "se", "std_all": "std", "std_lv": "std_lv", "z": "z", "p": "p_of"}


def named_in(choices: Choices, held: tuple[str, ...]) -> tuple[str, ...]:
    """Give the variables of a table that a model names."""
    words = set(re.findall(r"[^\W\d][\w.]*", str(choices.get("model", ""))))
    return tuple(name for name in held if name in words)


def of_parameters(parameters: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Give a model's parameters by name: ``f =~ x``, ``y ~ x``; behind it the group, where there are groups."""
    columns = [name for name in _COLUMNS if name in parameters]
    found: dict[str, dict[str, float]] = {_COLUMNS[name]: {} for name in columns}
    for row in parameters.to_dict("records"):
        group = f" [{row['group']}]" if row.get("group") else ""
        term = f"{row['lhs']} {row['op']} {row['rhs']}".strip() + group
        for name in columns:
            found[_COLUMNS[name]][term] = float(row[name])
    return found


@method(
    "cfa",
    keys={
        "model": TextKey(), "table": TableKey(required=False), "data": DataKey(required=False),
        "where": TextKey(required=False), "estimator": ChoiceKey(options=("ml", "mlr", "wlsmv")),
        "missing": ChoiceKey(options=("listwise", "fiml")), "group": TextKey(required=False),
        "equal": NamesKey(required=False), "std_lv": ChoiceKey(), "means": ChoiceKey(),
    },
    gives=(*FIT, "baseline_chi2", "baseline_df", *(f"scaled_{name}" for name in _SCALED), "scaling"),
    gives_by_term=tuple(_COLUMNS.values()),
    one_of=(("table", "data"),),
    scaled=SCALED,
    observed=named_in,
    precision=1e-6,
)  # fmt: skip
def factor_model(
    model: str,
    table: Table | None = None,
    data: Path | None = None,
    where: str | None = None,
    std_lv: str = "false",
    means: str = "false",
    **options: Any,
) -> Quantities:
    """Fit a factor model in lavaan's syntax, to people's answers or to a table."""
    if data is not None:
        people = columns_of(data, (), rows_where(where))
        fit = cfa(model, people, std_lv=std_lv == "true", meanstructure=means == "true", **options)
    else:
        covariance, n = _covariance(table, model)
        fit = cfa(model, covariance=covariance, n=n, std_lv=std_lv == "true", **options)
    found: Quantities = {name: float(getattr(fit, name)) for name in (*FIT, "baseline_chi2", "baseline_df")}
    if fit.scaled is not None:
        found |= {f"scaled_{name}": float(getattr(fit.scaled, name)) for name in _SCALED}
        found["scaling"] = float(fit.scaled.scaling)
    return {**found, **of_parameters(fit.parameters)}


def _covariance(table: Table | None, model: str) -> tuple[pd.DataFrame, int]:
    import pandas as pd

    if table is None:
        raise ValueError("name a table or a data set")
    part = table.of(named_in({"model": model}, table.variables))
    sd = np.ones(len(part.variables)) if part.sd is None else part.sd
    names = list(part.variables)
    return pd.DataFrame(part.correlation * np.outer(sd, sd), names, names), part.n


@method(
    "path",
    keys={"model": TextKey(), "table": TableKey(), "standardised": ChoiceKey()},
    gives=(*FIT, "baseline_chi2", "baseline_df"),
    gives_by_term=(*_COLUMNS.values(), "r2"),
    scaled=SCALED,
    observed=named_in,
    precision=1e-6,
)
def path_model(model: str, table: Table, standardised: str = "false") -> Quantities:
    """Fit a path model in lavaan's syntax, with observed and latent variables, to a table."""
    part = table.of(named_in({"model": model}, table.variables))
    sd = None if standardised == "true" else part.named("sd")
    fit = path_from_matrix(model, part.frame(), part.n, sd=sd)
    whole: Quantities = {name: float(getattr(fit, name)) for name in (*FIT, "baseline_chi2", "baseline_df")}
    return {**whole, **of_parameters(fit.parameters), "r2": dict(fit.r2)}
