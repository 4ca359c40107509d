"""What a finding's analyses can be: each method a function with its keys and the quantities that it gives."""

from evaluatie.reproduce.recomputing.methods import fit, formulas, matrices, mediating, models, scales
from evaluatie.reproduce.recomputing.methods.registry import METHODS, Method, Quantities

__all__ = ["METHODS", "Method", "Quantities", "fit", "formulas", "matrices", "mediating", "models", "scales"]
