"""Whether the analyses of a finding can be done: their keys, and the quantities that figures take from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from evaluatie.amiss import did_you_mean
from evaluatie.reproduce.finding import Finding
from evaluatie.reproduce.finding.model import Analysis, Quantity
from evaluatie.reproduce.recomputing.lacking import INTERCEPT
from evaluatie.reproduce.recomputing.methods import METHODS, Method
from evaluatie.reproduce.recomputing.methods.keys import Asked

KeyPath = tuple[str | int, ...]


class AnalysisProblem(NamedTuple):
    """What is wrong in the analyses of a finding.

    Attributes
    ----------
    path : tuple of str or int
        The key, from the top of the file.
    message, hint : str
        What is wrong, and what to do.
    """

    path: KeyPath
    message: str
    hint: str


def check_analyses(finding: Finding) -> list[AnalysisProblem]:
    """Hold a finding's analyses against their methods, and its figures, claims and lesson against its analyses.

    Parameters
    ----------
    finding : Finding
        As it was read.

    Returns
    -------
    list of AnalysisProblem
        All that is wrong; empty if the finding can be recomputed.
    """
    found: list[AnalysisProblem] = []
    wrong: set[str] = set()
    for name, analysis in finding.analyses.items():
        problems = list(_of_analysis(name, analysis, finding))
        found += problems
        wrong |= {name} if problems else set()
    for path, wanted in quantities_of(finding):
        # what is taken from an analysis that is wrong means nothing
        if wanted.analysis not in wrong:
            found += _of_quantity(path, wanted, finding)
    return found


def quantities_of(finding: Finding) -> Iterator[tuple[KeyPath, Quantity]]:
    """Go through everything that is taken from an analysis, with the key where it stands.

    Parameters
    ----------
    finding : Finding
        Any.

    Yields
    ------
    tuple of (path, Quantity)
    """
    for at, figure in enumerate(finding.figures):
        if figure.of is not None:
            yield ("figures", at, "of"), figure.of
    for at, claim in enumerate(finding.claims):
        yield from ((("claims", at, "needs", which), need) for which, need in enumerate(claim.needs))
    for at, alternative in enumerate(finding.lesson.alternatives):
        for which, beside in enumerate(alternative.compare):
            yield ("lesson", "alternatives", at, "compare", which, "here"), beside.here
            yield ("lesson", "alternatives", at, "compare", which, "there"), beside.there
    for at, exercise in enumerate(finding.lesson.exercises):
        yield ("lesson", "exercises", at, "answer"), exercise.answer


def _of_analysis(name: str, analysis: Analysis, finding: Finding) -> Iterator[AnalysisProblem]:
    path: KeyPath = ("analyses", name)
    if analysis.method not in METHODS:
        hint = did_you_mean(analysis.method, METHODS)
        yield AnalysisProblem((*path, "method"), f"there is no method {analysis.method!r}", hint)
        return
    method, choices = METHODS[analysis.method], analysis.choices
    for key in method.keys:
        if method.keys[key].required and key not in choices:
            yield AnalysisProblem(path, f"method {method.name} needs the key {key!r}", f"add {key}:")
    for key, value in choices.items():
        if key not in method.keys:
            hint = did_you_mean(key, method.keys)
            yield AnalysisProblem((*path, key), f"method {method.name} has no key {key!r}", hint)
            continue
        for trouble in method.keys[key].problems(Asked(value, finding, choices)):
            yield AnalysisProblem((*path, key, *trouble.path), trouble.message, trouble.hint)
    yield from (AnalysisProblem(path, message, hint) for message, hint in _together(method, choices))
    yield from _apart(path, method, choices)


def _together(method: Method, choices: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Tell which of several keys is missing, where a method needs one of them."""
    for one_of in method.one_of:
        given = [key for key in one_of if key in choices]
        if len(given) != 1:
            told = "neither is given" if not given else "both are given"
            yield f"method {method.name} needs one of {' and '.join(one_of)}: {told}", f"give {' or '.join(one_of)}"
    for first, second in method.together:
        if first in choices and second not in choices:
            yield f"method {method.name} needs {second!r} with {first!r}", f"add {second}:"


def _apart(path: KeyPath, method: Method, choices: dict[str, Any]) -> Iterator[AnalysisProblem]:
    """Tell which variable stands in two places that exclude each other, such as an outcome among its predictors."""
    first: dict[str, str] = {}
    for key in method.apart:
        value = choices.get(key, [])
        names = [(value, (*path, key))] if isinstance(value, str) else []
        names += [(name, (*path, key, at)) for at, name in enumerate(value)] if isinstance(value, list) else []
        for name, where in names:
            if isinstance(name, str) and first.setdefault(name, key) != key:
                message = f"variable {name!r} stands under {first[name]} as well"
                yield AnalysisProblem(where, message, f"take it out of {key}, or out of {first[name]}")


def _of_quantity(path: KeyPath, wanted: Quantity, finding: Finding) -> Iterator[AnalysisProblem]:
    if wanted.analysis not in finding.analyses:
        hint = did_you_mean(wanted.analysis, finding.analyses)
        yield AnalysisProblem((*path, "analysis"), f"there is no analysis {wanted.analysis!r}", hint)
        return
    analysis = finding.analyses[wanted.analysis]
    method = METHODS[analysis.method]
    if wanted.quantity not in (*method.gives, *method.gives_by_term):
        hint = did_you_mean(wanted.quantity, (*method.gives, *method.gives_by_term))
        message = f"method {method.name} gives no quantity {wanted.quantity!r}"
        yield AnalysisProblem((*path, "quantity"), message, hint)
    elif wanted.quantity in method.gives and wanted.quantity not in method.gives_by_term:
        if wanted.term is not None:
            yield AnalysisProblem((*path, "term"), f"{wanted.quantity} has no term", "take the key term away")
    elif wanted.term is None:
        if wanted.quantity not in method.gives:
            yield AnalysisProblem((*path, "term"), f"{wanted.quantity} is one of each term", "add term:")
    elif wanted.term == INTERCEPT and analysis.choices.get("standardised") == "true":
        yield AnalysisProblem((*path, "term"), "a standardised regression has no intercept", "take standardised away")
    else:
        known = method.known_terms(analysis.choices)
        if known is not None and wanted.term not in known:
            hint = did_you_mean(wanted.term, known)
            yield AnalysisProblem((*path, "term"), f"analysis {wanted.analysis} has no term {wanted.term!r}", hint)
