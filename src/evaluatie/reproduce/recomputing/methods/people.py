"""Regression and mediation on people's answers."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from evaluatie.reproduce.moments import regression_from_matrix
from evaluatie.reproduce.recomputing.methods.datasets import columns_of, rows_where
from evaluatie.reproduce.recomputing.methods.keys import DataKey, NamesKey, TextKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method
from evaluatie.scales import mediated_link

_COLUMNS = ("b", "se", "t", "p", "ci_low", "ci_high", "beta", "vif")
_WHOLE = {"r2": "r2", "adjusted_r2": "adjusted_r2", "f": "f", "p_model": "p", "n": "n"}
_PATHS = {"a": "a", "b": "b", "ab": "indirect", "c_prime": "direct", "c": "total"}


@method(
    "least_squares",
    keys={"data": DataKey(), "outcome": TextKey(), "predictors": NamesKey(), "where": TextKey(required=False)},
    apart=("outcome", "predictors"),
    gives=tuple(_WHOLE),
    gives_by_term=_COLUMNS,
    terms=("predictors",),
    also=("intercept",),
)
def least_squares(data: Path, outcome: str, predictors: tuple[str, ...], where: str | None = None) -> Quantities:
    """Fit a regression to people's answers by ordinary least squares."""
    people = columns_of(data, (outcome, *predictors), rows_where(where)).dropna().astype(float)
    fit = regression_from_matrix(
        people.corr(), outcome, list(predictors), len(people), sd=people.std(), mean=people.mean()
    )
    found: Quantities = {name: float(getattr(fit, of)) for name, of in _WHOLE.items()}
    rows = fit.coefficients.to_dict("index")
    return found | {name: {str(term): float(row[name]) for term, row in rows.items()} for name in _COLUMNS}


@method(
    "mediated_link",
    keys={
        "data": DataKey(), "outcome": TextKey(), "treatment": TextKey(), "mediator": TextKey(),
        "within": TextKey(required=False), "covariates": NamesKey(required=False),
    },
    apart=("outcome", "treatment", "mediator", "covariates"),
    gives=(*(f"{name}{more}" for name in _PATHS for more in ("", "_se", "_p", "_ci_low", "_ci_high")), "sobel_z"),
)  # fmt: skip
def mediation_of_people(
    data: Path,
    outcome: str,
    treatment: str,
    mediator: str,
    within: str | None = None,
    covariates: tuple[str, ...] = (),
) -> Quantities:
    """Give the paths of a mediation from people's answers; ``within`` compares people of one team only."""
    names = (outcome, treatment, mediator, *covariates)
    people = columns_of(data, names if within is None else (*names, within))
    link = mediated_link(people, treatment, mediator, outcome, within, covariates=list(covariates))
    part = link.people if within is None else link.within
    if part is None:
        raise ValueError(f"there are no two people of one {within} with complete answers")
    found: Quantities = {}
    for name, of in _PATHS.items():
        path = getattr(part, of)
        found |= {name: _number(path.estimate), f"{name}_se": _number(path.se), f"{name}_p": _number(path.p)}
        found |= {f"{name}_ci_low": _number(path.ci_low), f"{name}_ci_high": _number(path.ci_high)}
    return found | {"sobel_z": part.indirect.estimate / _number(part.indirect.se)}


def _number(value: float | None) -> float:
    return math.nan if value is None else float(np.float64(value))
