"""Effects: how much changed, how sure that is, and what may be said of it."""

from evaluatie.effects.changes import Change, Moments, moments
from evaluatie.effects.describing import Count, Mean, Proportion, count, mean, mean_from_moments, proportion
from evaluatie.effects.independent import change_from_moments, independent_change
from evaluatie.effects.overlapping import overlapping_change
from evaluatie.effects.paired import paired_change
from evaluatie.effects.summaries import summary_change, summary_mean, summary_moments
from evaluatie.effects.tost import Equivalence, equivalence
from evaluatie.effects.verdicts import Verdict, verdict
from evaluatie.result import NotEnoughData

__all__ = [
    "Change",
    "Count",
    "Equivalence",
    "Mean",
    "Moments",
    "NotEnoughData",
    "Proportion",
    "Verdict",
    "change_from_moments",
    "count",
    "equivalence",
    "independent_change",
    "mean",
    "mean_from_moments",
    "moments",
    "overlapping_change",
    "paired_change",
    "proportion",
    "summary_change",
    "summary_mean",
    "summary_moments",
    "verdict",
]
