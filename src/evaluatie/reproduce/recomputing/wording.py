"""Words for a recomputation, in Dutch and in English."""

from __future__ import annotations

from functools import cache
from typing import Any

from evaluatie.reproduce.recomputing import words
from evaluatie.reproduce.recomputing.judged import Judged, Reason
from evaluatie.shipped import shipped


@cache
def _words(name: str) -> Any:
    return shipped(words.__file__, f"{name}.yml")


def reason_in_words(reason: Reason, language: str) -> str:
    """Write a reason out.

    Parameters
    ----------
    reason : Reason
        Why a figure may not follow, or cannot be recomputed.
    language : {"nl", "en"}
        In which language.

    Returns
    -------
    str
        A clause without a full stop.

    Examples
    --------
    >>> reason_in_words(Reason("left_out", {"names": "age"}), "en")
    'it comes out with age left out of the model'
    """
    if reason.text is not None:
        return str(getattr(reason.text, language)).rstrip(".")
    return str(_words("reasons")[reason.code][language]).format(**reason.told)


def reasons_in_words(one: Judged, language: str) -> str:
    """Write the reasons of a figure or claim out; that several fit is said.

    Parameters
    ----------
    one : Judged
        Any.
    language : {"nl", "en"}
        In which language.

    Returns
    -------
    str
        Empty without reasons.
    """
    told = [reason_in_words(reason, language) for reason in one.reasons]
    if len(told) < 2:
        return "".join(told)
    several = {"nl": "meer dan één verklaring past", "en": "more than one explanation fits"}[language]
    return f"{several}: {'; '.join(f'({at}) {text}' for at, text in enumerate(told, 1))}"
