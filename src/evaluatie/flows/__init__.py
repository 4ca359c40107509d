"""Flows: who comes, who moves up, who leaves."""

from evaluatie.flows.careers import Careers, settle_careers
from evaluatie.flows.counting import person_time
from evaluatie.flows.flow_ratios import FlowRatios, flow_ratios
from evaluatie.flows.flowing import FlowRates, flow_rates
from evaluatie.flows.rating import EventRate, RateRatio, event_rate, rate_ratio
from evaluatie.flows.selecting import (
    SelectionRatio,
    SelectionRatios,
    StratifiedSelectionRatio,
    selection_ratio,
    selection_ratios,
    stratified_selection_ratio,
)
from evaluatie.flows.standardising import StandardisedRates, standardised_rates

__all__ = [
    "Careers",
    "EventRate",
    "FlowRates",
    "FlowRatios",
    "RateRatio",
    "SelectionRatio",
    "SelectionRatios",
    "StandardisedRates",
    "StratifiedSelectionRatio",
    "event_rate",
    "flow_rates",
    "flow_ratios",
    "person_time",
    "rate_ratio",
    "selection_ratio",
    "selection_ratios",
    "settle_careers",
    "standardised_rates",
    "stratified_selection_ratio",
]
