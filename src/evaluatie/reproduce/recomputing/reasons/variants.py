"""Slips in the model: a predictor left out or put in, another choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np

from evaluatie.reproduce.finding.model import Analysis, Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.evaluating import UNDEFINED, evaluate, pick
from evaluatie.reproduce.recomputing.given import Given
from evaluatie.reproduce.recomputing.methods.mediating import WITHOUT_TREATMENT
from evaluatie.reproduce.recomputing.reasons.candidate import Candidate
from evaluatie.reproduce.recomputing.rounding import Attained, Landscape, attained

#: the key of each method that lists variables of which some could have been left out
_LISTED = {
    "regression": "predictors", "mediation": "covariates", "partial_correlation": "given",
    "semipartial_correlation": "given", "reliability": "items",
}  # fmt: skip
_MOST_LEFT_OUT = 2
#: with all of what is given left out, a plain correlation is left
_PARTIAL = frozenset({"partial_correlation", "semipartial_correlation"})


def left_out(wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Leave one or two variables out, or all but the one in question.

    Parameters
    ----------
    wanted : Quantity
        What the figure should be.
    bench : Bench
        The finding.

    Yields
    ------
    Candidate
    """
    analysis = bench.finding.analyses[wanted.analysis]
    key = _LISTED.get(analysis.method)
    if key is None:
        return
    held = list(analysis.choices.get(key, []))
    spare = [name for name in held if name != wanted.term]
    subsets = [left for k in range(1, _MOST_LEFT_OUT + 1) for left in combinations(spare, k)]
    if len(spare) > _MOST_LEFT_OUT:
        subsets.append(tuple(spare))
    for left in subsets:
        kept = [name for name in held if name not in left]
        if kept or analysis.method == "mediation":
            yield variant("left_out", ", ".join(left), analysis, {key: kept}, wanted, bench)
    if analysis.method in _PARTIAL:
        plain = {key: analysis.choices[key] for key in ("table", "between")}
        other = Analysis.model_validate({"method": "correlation", **plain})
        told = {"names": ", ".join(held)}
        yield Candidate("left_out", value_of(other, wanted, bench.base), told, range_by(other, wanted, bench))


def put_in(wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Put one more variable of the table in.

    Parameters
    ----------
    wanted : Quantity
        What the figure should be.
    bench : Bench
        The finding.

    Yields
    ------
    Candidate
    """
    analysis = bench.finding.analyses[wanted.analysis]
    key = _LISTED.get(analysis.method)
    if key is None:
        return
    held = analysis.choices.get(key, [])
    for name in _others(analysis, bench):
        yield variant("put_in", name, analysis, {key: [*held, name]}, wanted, bench)


def _others(analysis: Analysis, bench: Bench) -> list[str]:
    """Name the table's variables that the analysis does not use."""
    choices = analysis.choices
    if "table" not in choices:
        return []
    used = {
        name for value in choices.values() for name in ([value] if isinstance(value, str) else value)
    }  # fmt: skip
    return [name for name in bench.finding.inputs.tables[choices["table"]].variables if name not in used]


def variant(
    code: str, names: str, analysis: Analysis, changed: dict[str, Any], wanted: Quantity, bench: Bench
) -> Candidate:
    """Change keys of an analysis.

    Parameters
    ----------
    code : str
        A key of ``words/reasons.yml``.
    names : str
        What the words name.
    analysis : Analysis
        As the finding has it.
    changed : dict
        Keys with other values.
    wanted : Quantity
        What the figure should be.
    bench : Bench
        The finding.

    Returns
    -------
    Candidate
    """
    other = Analysis.model_validate({"method": analysis.method, **analysis.choices, **changed})
    return Candidate(code, value_of(other, wanted, bench.base), {"names": names}, range_by(other, wanted, bench))


def range_by(analysis: Analysis, wanted: Quantity, bench: Bench, base: Given | None = None) -> Callable[[], Attained]:
    """Give what an analysis can give within rounding.

    Parameters
    ----------
    analysis : Analysis
        In the place of the figure's.
    wanted : Quantity
        What the figure should be.
    bench : Bench
        The finding.
    base : Given, optional
        Other inputs than the finding's.

    Returns
    -------
    callable
    """

    def ends() -> Attained:
        finding = bench.finding.model_copy(update={"analyses": {wanted.analysis: analysis}})
        landscape = Landscape(finding, [wanted.analysis], base or bench.base)
        return attained(landscape.height(wanted), landscape.box)

    return ends


def treatment_left_out(wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Take the second step of a mediation without the treatment: then b holds what the treatment does by itself.

    Parameters
    ----------
    wanted : Quantity
        What the figure should be.
    bench : Bench
        The finding.

    Yields
    ------
    Candidate
    """
    analysis = bench.finding.analyses[wanted.analysis]
    if analysis.method != "mediation" or wanted.term is None or wanted.quantity.partition("_")[0] not in ("b", "ab"):
        return
    if analysis.choices.get("second_step") != WITHOUT_TREATMENT:
        names = analysis.choices["treatment"]
        yield variant("treatment_left_out", names, analysis, {"second_step": WITHOUT_TREATMENT}, wanted, bench)


def value_of(analysis: Analysis, wanted: Quantity, given: Given) -> float:
    """Do an analysis with some inputs and take the figure's number.

    Parameters
    ----------
    analysis : Analysis
        Not needfully one of the finding.
    wanted : Quantity
        Which number.
    given : Given
        The inputs.

    Returns
    -------
    float
        NaN where there is no answer.
    """
    try:
        with np.errstate(all="ignore"):
            return pick(evaluate(analysis, given), wanted)
    except UNDEFINED:
        return float("nan")
