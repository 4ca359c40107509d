"""Pooling: from the effects of many studies or organisations to one, and what that rests upon."""

from evaluatie.effects.pooling.moderators import MetaRegression, meta_regression
from evaluatie.effects.pooling.pooled import Synthesis
from evaluatie.effects.pooling.sensitivity import Influence, LeaveOneOut, influence, leave_one_out
from evaluatie.effects.pooling.synthesising import synthesise

__all__ = [
    "Influence",
    "LeaveOneOut",
    "MetaRegression",
    "Synthesis",
    "influence",
    "leave_one_out",
    "meta_regression",
    "synthesise",
]
