"""Interventions as they were carried out, and how they relate to what changed."""

from evaluatie.process.contributing import Contribution, PatternFacts, contribution_table, pattern_facts
from evaluatie.process.exposing import Exposure, exposure
from evaluatie.process.implementing import Implementation, implementation

__all__ = [
    "Contribution",
    "Exposure",
    "Implementation",
    "PatternFacts",
    "contribution_table",
    "exposure",
    "implementation",
    "pattern_facts",
]
