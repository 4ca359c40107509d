"""People who did not answer: imputed, weighted, compared, and what their absence may do to the conclusion."""

from evaluatie.effects.absent.attrition import attrition_weights
from evaluatie.effects.absent.guard import ResponseGuard, response_guard
from evaluatie.effects.absent.imputed_change import ImputedChange, impute_change
from evaluatie.effects.absent.mcar import McarTest, mcar_test
from evaluatie.effects.absent.pooling import Pooled, pool_imputations
from evaluatie.effects.absent.propensity import propensity_weights
from evaluatie.effects.absent.raking import Raked, rake
from evaluatie.effects.absent.representativity import RIndicator, r_indicator
from evaluatie.effects.absent.stayers import Stayers, compare_stayers
from evaluatie.effects.absent.tipping import TippingPoint, tipping_point
from evaluatie.effects.absent.weighted_changes import WeightedChange, weighted_change, weighted_overlapping
from evaluatie.effects.absent.weighted_groups import (
    DoublyRobust,
    WeightedDifference,
    doubly_robust,
    weighted_difference,
)
from evaluatie.effects.absent.weights import Weights

__all__ = [
    "DoublyRobust",
    "ImputedChange",
    "McarTest",
    "Pooled",
    "RIndicator",
    "Raked",
    "ResponseGuard",
    "Stayers",
    "TippingPoint",
    "WeightedChange",
    "WeightedDifference",
    "Weights",
    "attrition_weights",
    "compare_stayers",
    "doubly_robust",
    "impute_change",
    "mcar_test",
    "pool_imputations",
    "propensity_weights",
    "r_indicator",
    "rake",
    "response_guard",
    "tipping_point",
    "weighted_change",
    "weighted_difference",
    "weighted_overlapping",
]
