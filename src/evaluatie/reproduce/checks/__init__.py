"""Numeric checks whether printed statistics are possible: each a function of printed numbers that gives a verdict."""

from evaluatie.reproduce.checks.check import Check, Checks
from evaluatie.reproduce.checks.correlations import correlation_matrix_possible
from evaluatie.reproduce.checks.deviations import debit, grimmer, sd_bounds
from evaluatie.reproduce.checks.fit_indices import fit_indices_possible, nested_models_possible
from evaluatie.reproduce.checks.means import grim, grim_percent
from evaluatie.reproduce.checks.reliabilities import alpha_possible, attenuation

__all__ = [
    "Check",
    "Checks",
    "alpha_possible",
    "attenuation",
    "correlation_matrix_possible",
    "debit",
    "fit_indices_possible",
    "grim",
    "grim_percent",
    "grimmer",
    "nested_models_possible",
    "sd_bounds",
]
