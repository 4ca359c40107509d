"""Effects: how much changed, how sure that is, and what may be said of it."""

from evaluatie.effects.absent import (
    ImputedChange,
    Pooled,
    Raked,
    TippingPoint,
    Weights,
    attrition_weights,
    compare_stayers,
    doubly_robust,
    impute_change,
    mcar_test,
    pool_imputations,
    propensity_weights,
    r_indicator,
    rake,
    response_guard,
    tipping_point,
    weighted_change,
    weighted_difference,
    weighted_overlapping,
)
from evaluatie.effects.changes import Change, Moments, moments
from evaluatie.effects.clustered import in_clusters, mean_over_teams
from evaluatie.effects.comparing import (
    AncovaChange,
    DifferenceInDifferences,
    ancova_change,
    cluster_robust,
    controlled_effect_size,
    difference_in_differences,
    dose_response,
    pre_trend,
    regression_to_the_mean,
    unit_permutation,
    wild_cluster_bootstrap,
)
from evaluatie.effects.decomposition import Decomposition, kitagawa_oaxaca_blinder
from evaluatie.effects.describing import Count, Mean, Proportion, count, mean, mean_from_moments, proportion
from evaluatie.effects.detectable import Detectable, minimal_detectable_effect
from evaluatie.effects.gaps import GapChange, gap_change
from evaluatie.effects.independent import change_from_moments, independent_change
from evaluatie.effects.mixed import mixed_change
from evaluatie.effects.mixed_result import MixedChange
from evaluatie.effects.multiplicity import adjust_p, familywise_confidence
from evaluatie.effects.multiverses import Multiverse, multiverse
from evaluatie.effects.overlapping import overlapping_change
from evaluatie.effects.paired import paired_change
from evaluatie.effects.pooling import Synthesis, influence, leave_one_out, meta_regression, synthesise
from evaluatie.effects.ranks import RankChange, RankDifference, rank_change, rank_difference
from evaluatie.effects.reliable import ReliableChange, reliable_change
from evaluatie.effects.summaries import summary_change, summary_mean, summary_moments
from evaluatie.effects.tost import Equivalence, equivalence
from evaluatie.effects.trimmed import TrimmedChange, trimmed_change
from evaluatie.effects.verdicts import Verdict, verdict, verdict_on
from evaluatie.result import NotEnoughData

__all__ = [
    "AncovaChange",
    "Change",
    "Count",
    "Decomposition",
    "Detectable",
    "DifferenceInDifferences",
    "Equivalence",
    "GapChange",
    "ImputedChange",
    "Mean",
    "MixedChange",
    "Moments",
    "Multiverse",
    "NotEnoughData",
    "Pooled",
    "Proportion",
    "Raked",
    "RankChange",
    "RankDifference",
    "ReliableChange",
    "Synthesis",
    "TippingPoint",
    "TrimmedChange",
    "Verdict",
    "Weights",
    "adjust_p",
    "ancova_change",
    "attrition_weights",
    "change_from_moments",
    "cluster_robust",
    "compare_stayers",
    "controlled_effect_size",
    "count",
    "difference_in_differences",
    "dose_response",
    "doubly_robust",
    "equivalence",
    "familywise_confidence",
    "gap_change",
    "impute_change",
    "in_clusters",
    "independent_change",
    "influence",
    "kitagawa_oaxaca_blinder",
    "leave_one_out",
    "mcar_test",
    "mean",
    "mean_from_moments",
    "mean_over_teams",
    "meta_regression",
    "minimal_detectable_effect",
    "mixed_change",
    "moments",
    "multiverse",
    "overlapping_change",
    "paired_change",
    "pool_imputations",
    "pre_trend",
    "propensity_weights",
    "proportion",
    "r_indicator",
    "rake",
    "rank_change",
    "rank_difference",
    "regression_to_the_mean",
    "reliable_change",
    "response_guard",
    "summary_change",
    "summary_mean",
    "summary_moments",
    "synthesise",
    "tipping_point",
    "trimmed_change",
    "unit_permutation",
    "verdict",
    "verdict_on",
    "weighted_change",
    "weighted_difference",
    "weighted_overlapping",
    "wild_cluster_bootstrap",
]
