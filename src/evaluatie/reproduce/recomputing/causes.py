"""Why an analysis has no answer, as a key of words: errors themselves are in English, and in words of programmers."""

from __future__ import annotations

import numpy as np

from evaluatie.result import NotEnoughData
from evaluatie.scales.factor.errors import ModelError

#: what stands in the message of an error of our own, and what it comes down to
_TOLD = {
    "positive definite": "not_together_r", "people": "too_few", "math domain": "no_number",
    "no real number": "no_number", "is not there": "no_data",
}  # fmt: skip


def cause_of(error: Exception) -> str:
    """Give the key of the words for an error of an analysis.

    Parameters
    ----------
    error : Exception
        That a method raised.

    Returns
    -------
    str
        A key of ``words/causes.yml``.

    Examples
    --------
    >>> cause_of(ZeroDivisionError("float division by zero")), cause_of(ValueError("math domain error"))
    ('by_zero', 'no_number')
    """
    match error:
        case ZeroDivisionError():
            return "by_zero"
        case OverflowError() | FloatingPointError():
            return "too_large"
        case np.linalg.LinAlgError():
            return "not_together_r"
        case ModelError():
            return "no_fit"
        case NotEnoughData():
            return "too_few"
    return next((cause for told, cause in _TOLD.items() if told in str(error)), "no_answer")
