"""Numeric checks whether printed statistics are possible: each a function of printed numbers that gives a verdict."""

from evaluatie.reproduce.checks.check import Check, Checks
from evaluatie.reproduce.checks.correlations import correlation_matrix_possible
from evaluatie.reproduce.checks.deviations import debit, grimmer, sd_bounds
from evaluatie.reproduce.checks.effect_sizes import effect_size_agrees
from evaluatie.reproduce.checks.fit_indices import fit_indices_possible, nested_models_possible
from evaluatie.reproduce.checks.intervals import interval_agrees
from evaluatie.reproduce.checks.mean_differences import mean_difference_agrees, t_df_agrees
from evaluatie.reproduce.checks.means import grim, grim_percent
from evaluatie.reproduce.checks.percentages import percentage_agrees, percentages_add_up
from evaluatie.reproduce.checks.reliabilities import alpha_possible, attenuation

__all__ = [
    "Check",
    "Checks",
    "alpha_possible",
    "attenuation",
    "correlation_matrix_possible",
    "debit",
    "effect_size_agrees",
    "fit_indices_possible",
    "grim",
    "grim_percent",
    "grimmer",
    "interval_agrees",
    "mean_difference_agrees",
    "nested_models_possible",
    "percentage_agrees",
    "percentages_add_up",
    "sd_bounds",
    "t_df_agrees",
]
