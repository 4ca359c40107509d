"""Figures that come as tables: rounded and suppressed counts, percentages, and people who are not in them."""

from evaluatie.flows.aggregated.barometers import Barometer, CompositionDifference, barometer, compare_barometers
from evaluatie.flows.aggregated.counted_flows import CountedFlows, count_ratios, flow_rates_from_counts
from evaluatie.flows.aggregated.opting_out import OptOutBounds, opt_out_bounds, opt_out_effect
from evaluatie.flows.aggregated.rounded_counts import count_limits, rate_limits, share_limits

__all__ = [
    "Barometer",
    "CompositionDifference",
    "CountedFlows",
    "OptOutBounds",
    "barometer",
    "compare_barometers",
    "count_limits",
    "count_ratios",
    "flow_rates_from_counts",
    "opt_out_bounds",
    "opt_out_effect",
    "rate_limits",
    "share_limits",
]
