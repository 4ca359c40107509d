"""A finding recomputed from its own inputs, and each printed figure judged between its rounding limits."""

from evaluatie.reproduce.recomputing.checking import AnalysisProblem, check_analyses
from evaluatie.reproduce.recomputing.methods import METHODS

__all__ = ["METHODS", "AnalysisProblem", "check_analyses"]
