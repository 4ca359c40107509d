"""Scales: from answers to scores, how consistent they are, and whether they mean the same everywhere."""

from evaluatie.scales.consistency import Reliability, reliability
from evaluatie.scales.factor import CfaFit, Invariance, ModelError, cfa, invariance, longitudinal_invariance
from evaluatie.scales.scoring import score, turned_items

__all__ = [
    "CfaFit",
    "Invariance",
    "ModelError",
    "Reliability",
    "cfa",
    "invariance",
    "longitudinal_invariance",
    "reliability",
    "score",
    "turned_items",
]
