"""Mediation from a printed table."""

from __future__ import annotations

import math

from scipy import special

from evaluatie.reproduce.moments import MatrixMediation, mediation_from_matrix, regression_from_matrix
from evaluatie.reproduce.recomputing.given import Table
from evaluatie.reproduce.recomputing.methods.keys import ChoiceKey, VariablesKey
from evaluatie.reproduce.recomputing.methods.matrices import TABLE, by_term
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method

#: the second step as it should not be: b then holds what the treatment does by itself
WITHOUT_TREATMENT = "without_treatment"
_NORMAL = 1.959963984540054
_PATHS = ("a", "b", "ab")
_PARTS = ("se", "p", "ci_low", "ci_high")


@method(
    "mediation",
    keys={
        **TABLE, "treatment": VariablesKey(count=1), "mediators": VariablesKey(),
        "covariates": VariablesKey(required=False, least=0),
        "second_step": ChoiceKey(options=("with_treatment", WITHOUT_TREATMENT)),
    },
    gives=("c", "c_prime", *(f"{path}_{part}" for path in ("c", "c_prime") for part in _PARTS)),
    gives_by_term=(*_PATHS, *(f"{path}_{part}" for path in _PATHS for part in _PARTS), "sobel_z", "proportion"),
    terms=("mediators",),
    also=("total",),
    scaled=tuple(
        name
        for path in ("a", "b", "ab", "c", "c_prime")
        for name in (path, f"{path}_se", f"{path}_ci_low", f"{path}_ci_high")
    ),
    apart=("outcome", "treatment", "mediators", "covariates"),
)  # fmt: skip
def mediation(
    table: Table,
    outcome: str,
    treatment: str,
    mediators: tuple[str, ...],
    covariates: tuple[str, ...] = (),
    standardised: str = "false",
    second_step: str = "with_treatment",
) -> Quantities:
    """Split the effect of a treatment into what goes through mediators and what does not (Sobel, Monte Carlo)."""
    part = table.of((outcome, treatment, *mediators, *covariates))
    frame, sd = part.frame(), None if standardised == "true" else part.named("sd")
    fit = mediation_from_matrix(
        frame, outcome, treatment, list(mediators), table.n, covariates=list(covariates), sd=sd
    )  # fmt: skip
    found = _as_quantities(fit)
    if second_step == WITHOUT_TREATMENT:
        second = regression_from_matrix(frame, outcome, [*mediators, *covariates], table.n, sd=sd)
        return {**found, **_without_treatment(fit, by_term(second.coefficients.loc[list(mediators)], ("b", *_PARTS)))}
    return found


def _as_quantities(fit: MatrixMediation) -> Quantities:
    found: Quantities = {}
    for path, row in (("c", fit.c), ("c_prime", fit.c_prime)):
        found |= {path: float(row["b"]), **{f"{path}_{part}": float(row[part]) for part in _PARTS}}
    for path, frame, value in (("a", fit.a, "b"), ("b", fit.b, "b"), ("ab", fit.indirect, "ab")):
        columns = by_term(frame, (value, *_PARTS))
        found |= {path if column == value else f"{path}_{column}": held for column, held in columns.items()}
    columns = by_term(fit.indirect, ("z", "proportion"))
    return {**found, "sobel_z": columns["z"], "proportion": columns["proportion"]}


def _without_treatment(fit: MatrixMediation, second: dict[str, dict[str, float]]) -> Quantities:
    """Give b and ab (Sobel 1982) where the second step left the treatment out."""
    found: Quantities = {"b": second["b"], **{f"b_{part}": second[part] for part in _PARTS}}
    names = ("ab", *(f"ab_{part}" for part in _PARTS), "sobel_z", "proportion")
    indirect: dict[str, dict[str, float]] = {name: {} for name in names}
    first = by_term(fit.a, ("b", "se"))
    for mediator, b in second["b"].items():
        a, se_a = first["b"][mediator], first["se"][mediator]
        ab, se = a * b, math.hypot(a * second["se"][mediator], b * se_a)
        values = (ab, se, float(2 * special.ndtr(-abs(ab / se))), ab - _NORMAL * se, ab + _NORMAL * se, ab / se)
        for name, value in zip(names, (*values, ab / float(fit.c["b"])), strict=True):
            indirect[name][mediator] = value
    return found | indirect
