"""Reliability of scales, and whether answers may be aggregated to teams."""

from __future__ import annotations

from pathlib import Path

from evaluatie.reproduce.recomputing.methods.datasets import columns_of, rows_where
from evaluatie.reproduce.recomputing.methods.keys import DataKey, NamesKey, TextKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method
from evaluatie.scales import reliability


@method(
    "reliability",
    keys={"data": DataKey(), "items": NamesKey(), "where": TextKey(required=False)},
    gives=("alpha", "alpha_low", "alpha_high", "alpha_standardised", "omega_total", "k", "n"),
    gives_by_term=("item_rest",),
    terms=("items",),
)
def of_scale(data: Path, items: tuple[str, ...], where: str | None = None) -> Quantities:
    """Give the reliability of a scale from people's answers or from a table."""
    fit = reliability(columns_of(data, items, rows_where(where)))
    names = ("alpha", "alpha_low", "alpha_high", "alpha_standardised", "omega_total", "k", "n")
    found: Quantities = {name: float(getattr(fit, name)) for name in names if getattr(fit, name) is not None}
    return {**found, "item_rest": {str(item): float(value) for item, value in fit.item_rest.items()}}
