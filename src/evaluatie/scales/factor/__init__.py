"""Factor models of questionnaires: confirmatory factor analysis, and whether a scale means the same everywhere."""

from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.fitted import CfaFit, ScaledFit
from evaluatie.scales.factor.fitting import cfa
from evaluatie.scales.factor.same_meaning import invariance, longitudinal_invariance
from evaluatie.scales.factor.steps import Invariance, difference_test, fewest_people

__all__ = [
    "CfaFit",
    "Invariance",
    "ModelError",
    "ScaledFit",
    "cfa",
    "difference_test",
    "fewest_people",
    "invariance",
    "longitudinal_invariance",
]
