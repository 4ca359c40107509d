"""Arithmetic on printed numbers."""

from __future__ import annotations

from evaluatie.reproduce.recomputing.methods.keys import NumberKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method


@method("formula", keys={"expression": NumberKey()}, gives=("value",))
def formula(expression: float) -> Quantities:
    """Work out a formula of values, counts, printed figures and cells of tables."""
    return {"value": expression}
