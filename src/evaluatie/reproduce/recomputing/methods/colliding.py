"""How much predictors say the same."""

from __future__ import annotations

import numpy as np

from evaluatie.reproduce.recomputing.given import Table
from evaluatie.reproduce.recomputing.methods.keys import TableKey, VariablesKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method


@method(
    "collinearity",
    keys={"table": TableKey(parts=("r",)), "predictors": VariablesKey()},
    gives_by_term=("tolerance", "vif"),
    terms=("predictors",),
)
def collinearity(table: Table, predictors: tuple[str, ...]) -> Quantities:
    """Give the part of each predictor that the others do not explain, and the variance inflation that follows."""
    inflation = np.linalg.inv(table.of(predictors).correlation).diagonal()
    vif = dict(zip(predictors, map(float, inflation), strict=True))
    return {"vif": vif, "tolerance": {name: 1 / factor for name, factor in vif.items()}}
