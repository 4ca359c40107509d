"""A finding recomputed from its own inputs, and each printed figure judged between its rounding limits."""

from evaluatie.reproduce.recomputing.checking import AnalysisProblem, check_analyses
from evaluatie.reproduce.recomputing.judged import VERDICTS, Judged, Reason
from evaluatie.reproduce.recomputing.methods import METHODS
from evaluatie.reproduce.recomputing.reading import Reading, reading_of
from evaluatie.reproduce.recomputing.recomputation import Recomputation, recompute

__all__ = [
    "METHODS",
    "VERDICTS",
    "AnalysisProblem",
    "Judged",
    "Reading",
    "Reason",
    "Recomputation",
    "check_analyses",
    "reading_of",
    "recompute",
]
