"""A fitted model's parameters in a table, with their standardised values, and what the model explains."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from evaluatie.scales.factor.coordinates import Floats
from evaluatie.scales.factor.estimating import Point
from evaluatie.scales.factor.standardised import standardised, standardised_errors

NORMAL = 1.959963984540054


def parameters_of(point: Point, covariance: Floats, groups: tuple[str, ...], *, observed: bool = True) -> pd.DataFrame:
    """List all parameters; standardised by the items' standard deviations too, unless these are 1 by definition."""
    table = point.model.table
    errors = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    free = np.array([row.free for row in table.rows])
    estimates = np.array(
        [float(row.value or 0.0) if row.free < 0 else point.parameters[row.free] for row in table.rows]
    )
    se = np.where(free < 0, np.nan, errors[free])
    with np.errstate(divide="ignore", invalid="ignore"):
        z = estimates / se
    return pd.DataFrame(
        {
            "lhs": [row.lhs for row in table.rows],
            "op": [row.op for row in table.rows],
            "rhs": [row.rhs for row in table.rows],
            "group": [groups[row.group] if groups else "" for row in table.rows],
            "label": [row.label for row in table.rows],
            "free": free >= 0,
            "estimate": estimates,
            "se": se,
            "z": z,
            "p": 2 * special.ndtr(-np.abs(z)),
            "ci_low": estimates - NORMAL * se,
            "ci_high": estimates + NORMAL * se,
            "std_lv": standardised(point, observed=False),
            "std_all": standardised(point, observed=observed),
            "std_all_se": standardised_errors(point, covariance, observed=observed),
        }
    )


def explained(point: Point, groups: tuple[str, ...]) -> dict[str, float]:
    """Give the share of variance that the model explains of each item, and of each factor below others."""
    table = point.model.table
    explained = {}
    at = point.matrices
    for group in range(table.groups):
        prefix = f"{groups[group]}: " if groups else ""
        below = {row.rhs for row in table.rows if row.op == "=~"} | {row.lhs for row in table.rows if row.op == "~"}
        for place, item in enumerate(table.observed):
            explained[prefix + item] = float(1 - at.theta[group, place, place] / at.covariance[group, place, place])
        for place, factor in enumerate(table.latent):
            if factor in below:
                explained[prefix + factor] = float(
                    1 - at.psi[group, place, place] / at.factor_covariance[group, place, place]
                )
    return explained
