"""One analysis at one point between the rounding limits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from evaluatie.amiss import did_you_mean
from evaluatie.reproduce.finding.model import Analysis, Quantity
from evaluatie.reproduce.recomputing.given import Given
from evaluatie.reproduce.recomputing.lacking import without_scale
from evaluatie.reproduce.recomputing.methods import METHODS, Quantities

#: what a method may raise where its inputs allow no answer: InputError, NotEnoughData and ModelError are ValueErrors
UNDEFINED = (ValueError, ArithmeticError, np.linalg.LinAlgError, IndexError, KeyError)


def evaluate(analysis: Analysis, given: Given) -> Quantities:
    """Do an analysis.

    Parameters
    ----------
    analysis : Analysis
        That :func:`evaluatie.reproduce.recomputing.checking.check_analyses` has nothing against.
    given : Given
        Its inputs.

    Returns
    -------
    dict
        By quantity: a number, or numbers by term; without those that need standard deviations where there are none.

    Raises
    ------
    ValueError, ArithmeticError
        If the inputs allow no answer, with why.
    """
    method = METHODS[analysis.method]
    found = method.compute(**method.read(analysis.choices, given))
    if not without_scale(analysis.choices, given.tables):
        return found
    return {name: value for name, value in found.items() if name not in method.scaled}


def pick(quantities: Quantities, wanted: Quantity) -> float:
    """Take one number out of what an analysis gave.

    Parameters
    ----------
    quantities : dict
        From :func:`evaluate`.
    wanted : Quantity
        Which.

    Returns
    -------
    float
        NaN where the analysis gave no such number.

    Raises
    ------
    ValueError
        If the analysis has no such term.
    """
    found: Any = quantities.get(wanted.quantity, math.nan)
    if not isinstance(found, dict):
        return float(found)
    if wanted.term not in found:
        hint = did_you_mean(wanted.term, found)
        raise ValueError(f"analysis {wanted.analysis} has no {wanted.quantity} of {wanted.term!r}: {hint}")
    return float(found[wanted.term])
