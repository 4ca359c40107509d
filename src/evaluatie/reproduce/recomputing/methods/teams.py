"""Whether answers of people may stand for their team."""

from __future__ import annotations

import math
from pathlib import Path

from evaluatie.reproduce.recomputing.methods.datasets import columns_of
from evaluatie.reproduce.recomputing.methods.keys import DataKey, NamesKey, NumbersKey, TextKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method
from evaluatie.scales import aggregation

_FIELDS = {
    "icc1": "icc1", "icc1_n0": "icc1_n0", "icc1_reml": "icc1_reml", "icc2": "icc2", "icc2_reml": "icc2_reml", "f": "f",
    "eta_squared": "eta_squared", "ms_between": "ms_between", "ms_within": "ms_within", "rwg_j_mean": "rwg_j",
    "rwg_j_median": "rwg_j_median", "n": "n", "units": "units", "size_mean": "size_mean",
}  # fmt: skip


@method(
    "aggregation",
    keys={"data": DataKey(), "unit": TextKey(), "items": NamesKey(), "response_range": NumbersKey(count=2)},
    gives=(*_FIELDS, "eta", "rwg_j_min"),
)
def of_teams(data: Path, unit: str, items: tuple[str, ...], response_range: list[float]) -> Quantities:
    """Give ICC(1), ICC(2) and agreement within teams; ``response_range`` is the lowest and highest answer there is."""
    lowest, highest = response_range
    found = aggregation(columns_of(data, (*items, unit)), list(items), unit, (lowest, highest))
    least = float(found.table["rwg_j" if len(items) > 1 else "rwg"].min())
    fields = {name: float(getattr(found, of)) for name, of in _FIELDS.items()}
    return {**fields, "eta": math.sqrt(found.eta_squared), "rwg_j_min": least}
