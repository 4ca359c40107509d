"""Scales: from answers to scores, and how consistent they are."""

from evaluatie.scales.consistency import Reliability, reliability
from evaluatie.scales.scoring import score, turned_items

__all__ = ["Reliability", "reliability", "score", "turned_items"]
