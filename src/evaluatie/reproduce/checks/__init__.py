"""Numeric checks whether printed statistics are possible: each a function of printed numbers that gives a verdict."""

from evaluatie.reproduce.checks.check import Check, Checks
from evaluatie.reproduce.checks.deviations import debit, grimmer, sd_bounds
from evaluatie.reproduce.checks.means import grim, grim_percent

__all__ = ["Check", "Checks", "debit", "grim", "grim_percent", "grimmer", "sd_bounds"]
