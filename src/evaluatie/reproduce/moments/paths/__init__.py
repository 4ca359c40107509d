"""Path models with observed and latent variables, as lavaan's ``sem`` fits them."""

from evaluatie.reproduce.moments.paths.fitted_paths import PathFit
from evaluatie.reproduce.moments.paths.fitting import path_from_matrix

__all__ = ["PathFit", "path_from_matrix"]
