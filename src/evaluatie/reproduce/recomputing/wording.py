"""Words for a recomputation, in Dutch and in English."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing import words
from evaluatie.reproduce.recomputing.judged import VERDICTS, Judged, Met, Reason, Verdict, shown
from evaluatie.shipped import shipped


@cache
def _words(name: str) -> Any:
    return shipped(words.__file__, f"{name}.yml")


def _word(name: str, language: str) -> str:
    return str(_words("reading")[name][language])


def verdict_in_words(verdict: Verdict, language: str) -> str:
    """Write a verdict out.

    Parameters
    ----------
    verdict : str
        One of :data:`evaluatie.reproduce.recomputing.judged.VERDICTS`.
    language : {"nl", "en"}
        In which language.

    Returns
    -------
    str

    Examples
    --------
    >>> verdict_in_words("follows within rounding", "nl")
    'volgt binnen afronding'
    """
    return str(_words("reading")["verdicts"][verdict][language])


def judged_in_words(one: Judged, language: str) -> str:
    """Write the verdict on a figure or claim out: where nothing was rounded, it is the fit that is not exact.

    Parameters
    ----------
    one : Judged
        Any.
    language : {"nl", "en"}
        In which language.

    Returns
    -------
    str
    """
    return _word("precision", language) if one.within_precision else verdict_in_words(one.verdict, language)


def conditions_in_words(one: Judged, language: str) -> str:
    """Write all that a claim needs out, each with what came out.

    Parameters
    ----------
    one : Judged
        A claim.
    language : {"nl", "en"}
        In which language.

    Returns
    -------
    str
        A clause per condition: which ones fail is said where there are several.
    """
    named = names_of_conditions(one, language)
    return "; ".join(
        _condition(met, name, len(named) > 1, language) for met, name in zip(one.conditions, named, strict=True)
    )


def _condition(met: Met, name: str, several: bool, language: str) -> str:
    need = met.need
    told = {
        "quantity": name,
        "printed": _number(need.holds.text, language),
        "shown": _number(shown(met.value, need.holds), language) or "?",
    }
    text = _word("condition", language).format(**told)
    return text + failing(met, language) if several else text


def failing(met: Met, language: str) -> str:
    """Say of a condition that it fails, in brackets.

    Parameters
    ----------
    met : Met
        One of several conditions.
    language : {"nl", "en"}
        In which language.

    Returns
    -------
    str
        Empty if it does not.
    """
    failed = met.verdict in ("does not follow", "cannot be recomputed")
    return f" ({verdict_in_words(met.verdict, language)})" if failed else ""


def names_of_conditions(one: Judged, language: str) -> list[str]:
    """Name the quantities of all that a claim needs, with their analyses where they are otherwise the same.

    Parameters
    ----------
    one : Judged
        A claim.
    language : {"nl", "en"}
        In which language.

    Returns
    -------
    list of str
    """
    wanted = [met.need for met in one.conditions]
    named = [quantity_named(need, language) for need in wanted]
    if len({(name, need.analysis) for name, need in zip(named, wanted, strict=True)}) == len(set(named)):
        return named
    return [f"{name} ({need.analysis})" for name, need in zip(named, wanted, strict=True)]


def quantity_named(wanted: Quantity, language: str) -> str:
    """Name a quantity, with its term; where a formula gives just a value, by its analysis.

    Parameters
    ----------
    wanted : Quantity
        Any.
    language : {"nl", "en"}
        In which language.

    Returns
    -------
    str

    Examples
    --------
    >>> quantity_named(Quantity(analysis="model", quantity="b", term="age"), "en")
    'b of age'
    """
    name = wanted.analysis if wanted.quantity == "value" else wanted.quantity
    return f"{name} {_word('of', language)} {wanted.term}" if wanted.term else name


def head_in_words(name: str, language: str) -> str:
    """Write the head of a column out.

    Parameters
    ----------
    name : str
        A column of a recomputation's table.
    language : {"nl", "en"}
        In which language.

    Returns
    -------
    str

    Examples
    --------
    >>> head_in_words("shown", "nl")
    'nagerekend'
    """
    return str(_words("reading")["heads"][name][language])


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
    told = {**reason.told}
    if "cause" in told:
        told["cause"] = _words("causes")[told["cause"]][language]
    numbers = {name: _number(told[name], language) for name in ("low", "high", "tli", "cfi") if name in told}
    return str(_words("reasons")[reason.code][language]).format(**told | numbers)


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
    return f"{_word('several', language)}: {'; '.join(f'({at}) {text}' for at, text in enumerate(told, 1))}"


def sentence(one: Judged, language: str) -> str:
    """Say of a figure or claim what was printed, what comes out, the verdict and why.

    Parameters
    ----------
    one : Judged
        Any.
    language : {"nl", "en"}
        In which language.

    Returns
    -------
    str
        One or two sentences.
    """
    reason = reasons_in_words(one, language)
    told = {
        "what": str(getattr(one.label, language)),
        "printed": _number(one.printed.text, language),
        "shown": _number(one.shown, language),
        "verdict": judged_in_words(one, language),
        "reason": f"{reason[:1].upper()}{reason[1:]}." if reason else "",
    }
    if one.kind == "claim":
        told["Verdict"] = told["verdict"][:1].upper() + told["verdict"][1:]
        return _word("claim", language).format(**told, needed=conditions_in_words(one, language)).strip()
    if math.isnan(one.value):
        return _word("unknown", language).format(**told).strip()
    if one.low == one.high:
        return _word("exact", language).format(**told).strip()
    limits = {
        name: _number(f"{value:.{one.printed.decimals + 1}f}", language)
        for name, value in (("low", one.low), ("high", one.high))
    }
    return _word("figure", language).format(**told, **limits).strip()


def _number(text: str, language: str) -> str:
    return text.replace(".", ",") if language == "nl" else text


def summary(judged: Sequence[Judged], language: str) -> str:
    """Count the verdicts in a sentence.

    Parameters
    ----------
    judged : sequence of Judged
        Of one finding.
    language : {"nl", "en"}
        In which language.

    Returns
    -------
    str
        With a word of caution where something does not follow.
    """
    counts = Counter(one.verdict for one in judged)
    names = ("follows", "rounding", "cannot", "wrong")
    told = {name: counts[verdict] for name, verdict in zip(names, VERDICTS, strict=True)}
    text = _word("summary", language).format(of=len(judged), **told)
    return f"{text} {_word('caution', language)}" if told["wrong"] else text
