"""Comparing the changes of people or units that had interventions with those that had not."""

from evaluatie.effects.comparing.adjusting import AncovaChange, ancova_change
from evaluatie.effects.comparing.did_result import DifferenceInDifferences
from evaluatie.effects.comparing.difference import difference_in_differences
from evaluatie.effects.comparing.dosed import DoseResponse, dose_response
from evaluatie.effects.comparing.permutation import UnitPermutation, unit_permutation
from evaluatie.effects.comparing.pretest_posttest import ControlledEffectSize, controlled_effect_size
from evaluatie.effects.comparing.regressing import RegressionToTheMean, regression_to_the_mean
from evaluatie.effects.comparing.robust import ClusterRobust, cluster_robust
from evaluatie.effects.comparing.trends import PreTrend, pre_trend
from evaluatie.effects.comparing.wild import WildBootstrap, wild_cluster_bootstrap

__all__ = [
    "AncovaChange",
    "ClusterRobust",
    "ControlledEffectSize",
    "DifferenceInDifferences",
    "DoseResponse",
    "PreTrend",
    "RegressionToTheMean",
    "UnitPermutation",
    "WildBootstrap",
    "ancova_change",
    "cluster_robust",
    "controlled_effect_size",
    "difference_in_differences",
    "dose_response",
    "pre_trend",
    "regression_to_the_mean",
    "unit_permutation",
    "wild_cluster_bootstrap",
]
