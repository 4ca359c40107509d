"""What a finding's analyses can be: each method a function with its keys and the quantities that it gives."""

from evaluatie.reproduce.recomputing.methods import (
    agreeing,
    colliding,
    comparing,
    fit,
    formulas,
    levels,
    matrices,
    mediating,
    models,
    people,
    pooling,
    scales,
    surviving,
    teams,
)
from evaluatie.reproduce.recomputing.methods.registry import METHODS, Method, Quantities

__all__ = [
    "METHODS", "Method", "Quantities", "agreeing", "colliding", "comparing", "fit", "formulas", "levels", "matrices",
    "mediating", "models", "people", "pooling", "scales", "surviving", "teams",
]  # fmt: skip
