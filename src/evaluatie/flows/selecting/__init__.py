"""Selection: shares of those selected, one group against another, over stages and within strata."""

from evaluatie.flows.selecting.selection import SelectionRatio, selection_ratio
from evaluatie.flows.selecting.stages import SelectionRatios, selection_ratios
from evaluatie.flows.selecting.stratified import StratifiedSelectionRatio, stratified_selection_ratio

__all__ = [
    "SelectionRatio",
    "SelectionRatios",
    "StratifiedSelectionRatio",
    "selection_ratio",
    "selection_ratios",
    "stratified_selection_ratio",
]
