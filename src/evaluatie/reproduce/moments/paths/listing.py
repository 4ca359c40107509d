"""A fitted path model's parameters in a table, with those that it defines, and what it explains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from evaluatie.reproduce.moments.paths.completing import STAND_IN, Roles, hidden
from evaluatie.reproduce.moments.paths.definitions import Definition
from evaluatie.scales.factor.coordinates import Floats
from evaluatie.scales.factor.estimating import Point
from evaluatie.scales.factor.listing import NORMAL, parameters_of
from evaluatie.scales.factor.standardised import standardised_at

_STEP = 1e-30


def parameters_told(point: Point, covariance: Floats, defined: Sequence[Definition]) -> pd.DataFrame:
    """List all parameters under the names that the model has for them, then those that it defines.

    Parameters
    ----------
    point : Point
        Where the model fits best.
    covariance : ndarray of float, shape (free, free)
        Of the errors of the free parameters.
    defined : sequence of Definition
        What the model defines.

    Returns
    -------
    DataFrame
    """
    table = point.model.table
    whole = parameters_of(point, covariance, ()).drop(columns="group")
    tied = {row.rhs for row in table.rows if hidden(row)}
    shown = [
        not hidden(row) and not (row.free < 0 and row.lhs in tied and row.op in ("~~", "~1")) for row in table.rows
    ]
    listed = whole[shown].reset_index(drop=True)
    for side in ("lhs", "rhs"):
        listed[side] = listed[side].str.removesuffix(STAND_IN)
    if not defined:
        return listed
    return pd.concat([listed, _defined(point, covariance, defined)], ignore_index=True)


def _defined(point: Point, covariance: Floats, defined: Sequence[Definition]) -> pd.DataFrame:
    """Work out what the model defines, with standard errors by the delta method."""
    plain = _labelled(point, covariance, defined, _own)
    of_all, of_factors = (
        _labelled(
            point,
            covariance,
            defined,
            lambda at, values, observed=observed: standardised_at(at, values, observed=observed),
        )
        for observed in (True, False)
    )
    rows = []
    for at, definition in enumerate(defined):
        (value, se), (standard, standard_se) = plain[at], of_all[at]
        z = value / se if se > 0 else np.nan
        rows.append(
            {
                "lhs": definition.name, "op": ":=", "rhs": definition.text, "label": definition.name, "free": False,
                "estimate": value, "se": se, "z": z, "p": 2 * special.ndtr(-abs(z)),
                "ci_low": value - NORMAL * se, "ci_high": value + NORMAL * se,
                "std_lv": of_factors[at][0], "std_all": standard, "std_all_se": standard_se,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _labelled(
    point: Point, covariance: Floats, defined: Sequence[Definition], rows_at: Any
) -> list[tuple[float, float]]:
    """Give the value and the standard error of each definition, where labels stand for rows at some scale."""
    here = _worked(point, defined, rows_at(point, point.parameters))
    moved = point.parameters + 1j * _STEP * np.eye(len(point.parameters))
    slopes = _worked(point, defined, rows_at(point, moved))
    found = []
    for definition in defined:
        slope = np.broadcast_to(np.imag(slopes[definition.name]) / _STEP, len(point.parameters))
        variance = float(slope @ covariance @ slope)
        found.append((float(np.real(here[definition.name])), float(np.sqrt(max(variance, 0.0)))))
    return found


def _worked(point: Point, defined: Sequence[Definition], rows: NDArray[Any]) -> Mapping[str, Any]:
    """Give the values of labels and, one after the other, of definitions."""
    values: dict[str, Any] = {}
    for at, row in enumerate(point.model.table.rows):
        if row.label:
            values.setdefault(row.label, rows[..., at])
    for definition in defined:
        values[definition.name] = definition.at(values)
    return values


def _own(point: Point, values: NDArray[Any]) -> NDArray[Any]:
    """Give each row of the table as it is; shape (..., rows)."""
    every = [
        values[..., row.free] if row.free >= 0 else np.full(values.shape[:-1], row.value, dtype=values.dtype)
        for row in point.model.table.rows
    ]
    return np.stack(every, axis=-1)


def explained_by(point: Point, roles: Roles) -> dict[str, float]:
    """Give the share of variance explained, of whatever is explained or measures a factor.

    Parameters
    ----------
    point : Point
        Where the model fits best.
    roles : Roles
        Who is what.

    Returns
    -------
    dict of str to float
        NaN where the variance that is left came out negative.
    """
    table, at, found = point.model.table, point.matrices, {}
    for name in (*roles.observed, *roles.latent):
        if name not in roles.measures | roles.explained:
            continue
        inner = name + STAND_IN if name in roles.stood_in else name
        if inner in table.latent:
            place = table.latent.index(inner)
            left, whole = at.psi[0, place, place], at.factor_covariance[0, place, place]
        else:
            place = table.observed.index(inner)
            left, whole = at.theta[0, place, place], at.covariance[0, place, place]
        found[name] = float(1 - left / whole) if left >= 0 else float("nan")
    return found
