"""Flows: who comes, who moves up, who leaves."""

from evaluatie.flows.aggregated import (
    Barometer,
    CountedFlows,
    OptOutBounds,
    barometer,
    compare_barometers,
    count_limits,
    count_ratios,
    flow_rates_from_counts,
    opt_out_bounds,
    opt_out_effect,
    rate_limits,
    share_limits,
)
from evaluatie.flows.aiming import TargetProgress, target_progress
from evaluatie.flows.careers import Careers, settle_careers
from evaluatie.flows.clocks import time_to_exit, time_to_promotion
from evaluatie.flows.composition import Pipeline, Representation, Segregation, pipeline, representation, segregation
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
from evaluatie.flows.flowing import FlowRates, flow_rates, flow_rates_of
from evaluatie.flows.flows_compared import FlowRatios, flow_ratios
from evaluatie.flows.looking_ahead import Backtest, Forecast, backtest, forecast, forecast_inputs
from evaluatie.flows.moving import Transitions, transitions, transitions_from_counts
from evaluatie.flows.rating import EventRate, RateRatio, event_rate, rate_ratio
from evaluatie.flows.reasons import ExitReasons, exit_reasons
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
    "Backtest",
    "Barometer",
    "Careers",
    "CountedFlows",
    "CumulativeIncidence",
    "EventRate",
    "ExitReasons",
    "FlowRates",
    "FlowRatios",
    "Forecast",
    "HazardChange",
    "HazardRatio",
    "OptOutBounds",
    "Pipeline",
    "RateRatio",
    "Representation",
    "Retention",
    "Segregation",
    "SelectionRatio",
    "SelectionRatios",
    "StandardisedRates",
    "StratifiedSelectionRatio",
    "TargetProgress",
    "Transitions",
    "backtest",
    "barometer",
    "compare_barometers",
    "count_limits",
    "count_ratios",
    "cumulative_incidence",
    "event_rate",
    "exit_reasons",
    "flow_rates",
    "flow_rates_from_counts",
    "flow_rates_of",
    "flow_ratios",
    "forecast",
    "forecast_inputs",
    "hazard_change",
    "hazard_ratio",
    "opt_out_bounds",
    "opt_out_effect",
    "person_time",
    "pipeline",
    "rate_limits",
    "rate_ratio",
    "representation",
    "retention",
    "segregation",
    "selection_ratio",
    "selection_ratios",
    "settle_careers",
    "share_limits",
    "split_time",
    "standardised_rates",
    "stratified_selection_ratio",
    "target_progress",
    "time_to_exit",
    "time_to_promotion",
    "transitions",
    "transitions_from_counts",
]
