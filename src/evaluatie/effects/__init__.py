"""Effects: how much changed, how sure that is, and what may be said of it."""

from evaluatie.effects.changes import Change
from evaluatie.effects.describing import Count, Mean, Proportion, count, mean, proportion
from evaluatie.effects.independent import independent_change
from evaluatie.effects.overlapping import overlapping_change
from evaluatie.effects.paired import paired_change
from evaluatie.effects.tost import Equivalence, equivalence
from evaluatie.effects.verdicts import Verdict, verdict
from evaluatie.result import NotEnoughData

__all__ = [
    "Change",
    "Count",
    "Equivalence",
    "Mean",
    "NotEnoughData",
    "Proportion",
    "Verdict",
    "count",
    "equivalence",
    "independent_change",
    "mean",
    "overlapping_change",
    "paired_change",
    "proportion",
    "verdict",
]
