"""What a printed table of means, standard deviations and correlations gives without the answers themselves."""

from evaluatie.reproduce.moments.comparing import (
    CorrelationDifference,
    compare_correlations,
    compare_independent_correlations,
)
from evaluatie.reproduce.moments.consistency import composite_alpha, pooled_sd, reliability_from_matrix
from evaluatie.reproduce.moments.correlating import (
    Correlation,
    correlation_test,
    partial_correlation,
    semipartial_correlation,
)
from evaluatie.reproduce.moments.mediating import MatrixMediation, mediation_from_matrix
from evaluatie.reproduce.moments.paths import PathFit, path_from_matrix
from evaluatie.reproduce.moments.regressing import MatrixRegression, regression_from_matrix
from evaluatie.reproduce.moments.steps import HierarchicalRegression, hierarchical_regression
from evaluatie.reproduce.moments.triangle import correlation_frame

__all__ = [
    "Correlation",
    "CorrelationDifference",
    "HierarchicalRegression",
    "MatrixMediation",
    "MatrixRegression",
    "PathFit",
    "compare_correlations",
    "compare_independent_correlations",
    "composite_alpha",
    "correlation_frame",
    "correlation_test",
    "hierarchical_regression",
    "mediation_from_matrix",
    "partial_correlation",
    "path_from_matrix",
    "pooled_sd",
    "regression_from_matrix",
    "reliability_from_matrix",
    "semipartial_correlation",
]
