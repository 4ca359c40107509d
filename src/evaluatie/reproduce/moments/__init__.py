"""What a printed table of means, standard deviations and correlations gives without the answers themselves."""

from evaluatie.reproduce.moments.regressing import MatrixRegression, regression_from_matrix
from evaluatie.reproduce.moments.triangle import correlation_frame

__all__ = ["MatrixRegression", "correlation_frame", "regression_from_matrix"]
