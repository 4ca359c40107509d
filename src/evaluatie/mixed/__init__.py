"""Linear mixed models with one grouping factor, for every room that has people within something."""

from evaluatie.mixed.fit import MixedFit, fit_means, fit_mixed
from evaluatie.mixed.sums import ExactFit, Inseparable, dependent_column

__all__ = ["ExactFit", "Inseparable", "MixedFit", "dependent_column", "fit_means", "fit_mixed"]
