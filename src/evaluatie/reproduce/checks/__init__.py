"""Numeric checks whether printed statistics are possible: each a function of printed numbers that gives a verdict."""

from evaluatie.reproduce.checks.check import Check, Checks
from evaluatie.reproduce.checks.deviations import debit, grimmer, sd_bounds
from evaluatie.reproduce.checks.fit_indices import fit_indices_possible, nested_models_possible
from evaluatie.reproduce.checks.means import grim, grim_percent

__all__ = [
    "Check",
    "Checks",
    "debit",
    "fit_indices_possible",
    "grim",
    "grim_percent",
    "grimmer",
    "nested_models_possible",
    "sd_bounds",
]
