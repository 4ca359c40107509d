"""Reliability of scales."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from evaluatie.reproduce.moments import reliability_from_matrix
from evaluatie.reproduce.recomputing.given import Table
from evaluatie.reproduce.recomputing.methods.datasets import columns_of, rows_where
from evaluatie.reproduce.recomputing.methods.keys import DataKey, TableKey, TextKey, VariablesKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method
from evaluatie.scales import reliability

if TYPE_CHECKING:
    import pandas as pd

_WHOLE = ("alpha", "alpha_low", "alpha_high", "alpha_standardised", "omega_total", "k", "n")


@method(
    "reliability",
    keys={
        "table": TableKey(required=False), "data": DataKey(required=False), "items": VariablesKey(),
        "where": TextKey(required=False),
    },
    one_of=(("table", "data"),),
    gives=_WHOLE,
    gives_by_term=("item_rest", "item_total"),
    terms=("items",),
    scaled=("alpha", "alpha_low", "alpha_high", "omega_total", "item_rest", "item_total"),
    precision=1e-7,
)  # fmt: skip
def of_scale(
    items: tuple[str, ...], table: Table | None = None, data: Path | None = None, where: str | None = None
) -> Quantities:
    """Give the reliability of a scale from people's answers or from a table."""
    if table is not None:
        part = table.of(items)
        fit = reliability_from_matrix(part.frame(), part.n, sd=part.named("sd"))
    elif data is not None:
        fit = reliability(columns_of(data, items, rows_where(where)))
    else:
        raise ValueError("a reliability is of a table or of a data set")
    found: Quantities = {name: float(getattr(fit, name)) for name in _WHOLE if getattr(fit, name) is not None}
    shared = fit.covariance.sum(axis=1)
    total: pd.Series[float] = shared / np.sqrt(np.diag(fit.covariance.to_numpy()) * float(shared.sum()))
    for name, values in (("item_rest", fit.item_rest), ("item_total", total)):
        found[name] = {str(item): float(value) for item, value in values.items()}
    return found
