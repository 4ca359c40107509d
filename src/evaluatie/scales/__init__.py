"""Scales: from answers to scores, and how consistent they are."""

from evaluatie.scales.consistency import Reliability, reliability
from evaluatie.scales.scoring import score

__all__ = ["Reliability", "reliability", "score"]
