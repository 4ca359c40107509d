"""Made-up organisations with known truth, for demonstration and for testing methods."""

from evaluatie.study.demonstration.made import DemoStudy, demo_study
from evaluatie.study.demonstration.model import DemoModel, DemoScale, Effect, Shift
from evaluatie.study.demonstration.truth import true_values

__all__ = ["DemoModel", "DemoScale", "DemoStudy", "Effect", "Shift", "demo_study", "true_values"]
