"""Flows: who comes, who moves up, who leaves."""

from evaluatie.flows.careers import Careers, settle_careers
from evaluatie.flows.counting import person_time
from evaluatie.flows.duration import (
    CumulativeIncidence,
    HazardChange,
    HazardRatio,
    Retention,
    cumulative_incidence,
    hazard_change,
    hazard_ratio,
    retention,
    split_time,
)
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
    "CumulativeIncidence",
    "EventRate",
    "FlowRates",
    "FlowRatios",
    "HazardChange",
    "HazardRatio",
    "RateRatio",
    "Retention",
    "SelectionRatio",
    "SelectionRatios",
    "StandardisedRates",
    "StratifiedSelectionRatio",
    "cumulative_incidence",
    "event_rate",
    "flow_rates",
    "flow_ratios",
    "hazard_change",
    "hazard_ratio",
    "person_time",
    "rate_ratio",
    "retention",
    "selection_ratio",
    "selection_ratios",
    "settle_careers",
    "split_time",
    "standardised_rates",
    "stratified_selection_ratio",
]
