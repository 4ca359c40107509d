"""Rates of groups as if they were composed alike: direct and indirect standardisation."""

from evaluatie.flows.standardising.rates import standardised_rates
from evaluatie.flows.standardising.result import StandardisedRates

__all__ = ["StandardisedRates", "standardised_rates"]
