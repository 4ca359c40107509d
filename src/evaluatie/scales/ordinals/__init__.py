"""Ordered answers: correlations of what lies behind them, and reliability from these."""

from evaluatie.scales.ordinals.latent_correlations import Polychoric, polychoric
from evaluatie.scales.ordinals.ordinal import OrdinalReliability, ordinal_reliability

__all__ = ["OrdinalReliability", "Polychoric", "ordinal_reliability", "polychoric"]
