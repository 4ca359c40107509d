"""Made-up organisations with known truth, for demonstration and for testing methods."""

from evaluatie.study.demonstration.career_model import CareerModel
from evaluatie.study.demonstration.made import DemoStudy, demo_careers, demo_study
from evaluatie.study.demonstration.model import DemoModel, DemoScale
from evaluatie.study.demonstration.shifts import Effect, Shift
from evaluatie.study.demonstration.true_rates import true_rates
from evaluatie.study.demonstration.truth import true_values

__all__ = [
    "CareerModel",
    "DemoModel",
    "DemoScale",
    "DemoStudy",
    "Effect",
    "Shift",
    "demo_careers",
    "demo_study",
    "true_rates",
    "true_values",
]
