"""Rates per unit of exposure, and one rate against another."""

from evaluatie.flows.rating.rates import EventRate, event_rate, garwood_limits, poisson_limits
from evaluatie.flows.rating.ratios import RateRatio, rate_ratio

__all__ = ["EventRate", "RateRatio", "event_rate", "garwood_limits", "poisson_limits", "rate_ratio"]
