"""How long until people leave, or are promoted: survival analysis."""

from evaluatie.flows.duration.change_result import HazardChange
from evaluatie.flows.duration.changing import hazard_change
from evaluatie.flows.duration.comparing_groups import GroupTest
from evaluatie.flows.duration.cox.hazard_ratios import hazard_ratio
from evaluatie.flows.duration.cox.result import HazardRatio
from evaluatie.flows.duration.incidence import cumulative_incidence
from evaluatie.flows.duration.incidence_result import CumulativeIncidence
from evaluatie.flows.duration.retaining import retention
from evaluatie.flows.duration.retention_result import Retention
from evaluatie.flows.duration.splitting import split_time

__all__ = [
    "CumulativeIncidence",
    "GroupTest",
    "HazardChange",
    "HazardRatio",
    "Retention",
    "cumulative_incidence",
    "hazard_change",
    "hazard_ratio",
    "retention",
    "split_time",
]
