"""Standardised solutions, with standard errors by the delta method."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluatie.scales.factor.coordinates import Floats
from evaluatie.scales.factor.estimating import Point
from evaluatie.scales.factor.table import ParameterTable, Row

_STEP = 1e-30
_STILL = 1e-12  # a standardised value that moves less does not move at all


def standardised(point: Point, *, observed: bool = True) -> Floats:
    """Give each row of the table in standard deviations of factors and, where wanted, of items; shape (rows,)."""
    found: Floats = standardised_at(point, point.parameters, observed=observed).real
    return found


def standardised_errors(point: Point, covariance: Floats, *, observed: bool = True) -> Floats:
    """Give the standard errors of the standardised rows; NaN where a row cannot vary; shape (rows,)."""
    slopes = standardised_slopes(point, observed=observed)
    variances = np.einsum("ri,ij,rj->r", slopes, covariance, slopes)
    errors: Floats = np.sqrt(np.maximum(variances, 0.0))
    return np.where(np.abs(slopes).max(axis=1, initial=0.0) > _STILL, errors, np.nan)


def standardised_slopes(point: Point, *, observed: bool = True) -> Floats:
    """Give how fast each standardised row moves with each free parameter; shape (rows, free)."""
    moved = point.parameters + 1j * _STEP * np.eye(len(point.parameters))  # one parameter at a time
    slopes: Floats = standardised_at(point, moved, observed=observed).imag.T / _STEP
    return slopes


def standardised_at(point: Point, values: NDArray[Any], *, observed: bool) -> NDArray[Any]:
    """Give each row of the table in standard deviations at some values, real or complex; shape (..., rows)."""
    table, at = point.model.table, point.model.structure.matrices(values)
    variances = np.concatenate([_diagonal(at.factor_covariance), _diagonal(at.covariance)], axis=-1)
    left = np.concatenate([_diagonal(at.psi), _diagonal(at.theta)], axis=-1)
    if not observed:
        variances[..., len(table.latent) :] = left[..., len(table.latent) :] = 1.0
    units = [
        (_roots(table, variances[..., group, :]), _roots(table, left[..., group, :])) for group in range(table.groups)
    ]
    every = []
    with np.errstate(divide="ignore", invalid="ignore"):  # units of negative variances are NaN
        for row in table.rows:
            own = values[..., row.free] if row.free >= 0 else np.full(values.shape[:-1], row.value, dtype=values.dtype)
            every.append(_in_units(row, own, *units[row.group]))
    return np.stack(every, axis=-1)


def _diagonal(matrix: NDArray[Any]) -> NDArray[Any]:
    return np.diagonal(matrix, axis1=-2, axis2=-1)


def _roots(table: ParameterTable, variances: NDArray[Any]) -> dict[str, Any]:
    """Give standard deviations by name; NaN where a variance is negative."""
    there = variances.real >= 0
    roots = np.where(there, np.sqrt(np.where(there, variances, 1.0)), np.nan)
    return dict(zip((*table.latent, *table.observed), np.moveaxis(roots, -1, 0), strict=True))


def _in_units(row: Row, value: Any, unit: dict[str, Any], left: dict[str, Any]) -> Any:
    """Divide by standard deviations; a covariance of residuals by theirs."""
    if row.op == "=~":
        return value * unit[row.lhs] / unit[row.rhs]
    if row.op == "~":
        return value * unit[row.rhs] / unit[row.lhs]
    if row.op == "~1":
        return value / unit[row.lhs]
    spread = unit[row.lhs] ** 2 if row.lhs == row.rhs else left[row.lhs] * left[row.rhs]
    return value / np.where(spread == 0, np.nan, spread)
