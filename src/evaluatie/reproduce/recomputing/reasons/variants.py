"""Slips in the model: a predictor left out or put in, one person more or fewer in the formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from evaluatie.reproduce.finding.model import Analysis, Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.evaluating import UNDEFINED, evaluate, pick
from evaluatie.reproduce.recomputing.given import Given
from evaluatie.reproduce.recomputing.judged import Judged
from evaluatie.reproduce.recomputing.methods import METHODS
from evaluatie.reproduce.recomputing.methods.expressions import read_expression
from evaluatie.reproduce.recomputing.methods.keys import NumberKey
from evaluatie.reproduce.recomputing.methods.mediating import WITHOUT_TREATMENT
from evaluatie.reproduce.recomputing.reasons.candidate import Candidate
from evaluatie.reproduce.recomputing.rounding import Attained, Landscape, attained

#: the key of each method that lists variables of which some could have been left out
_LISTED = {
    "regression": "predictors", "mediation": "covariates", "partial_correlation": "given", "reliability": "items",
}  # fmt: skip
_MOST_LEFT_OUT = 2
_LARGEST_COUNT = 2000


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
    return Candidate(code, _value(other, wanted, bench.base), {"names": names}, _range_by(other, wanted, bench))


def _range_by(other: Analysis, wanted: Quantity, bench: Bench) -> Callable[[], Attained]:
    finding = bench.finding.model_copy(update={"analyses": {wanted.analysis: other}})
    return lambda: _range(Landscape(finding, [wanted.analysis], bench.base), wanted)


def _range_from(base: Given, wanted: Quantity, bench: Bench) -> Callable[[], Attained]:
    return lambda: _range(Landscape(bench.finding, [wanted.analysis], base), wanted)


def _range(landscape: Landscape, wanted: Quantity) -> Attained:
    return attained(landscape.height(wanted), landscape.box)


def other_counts(wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Count one person more or fewer: n - 1 in the place of n, or n in the place of n - 1.

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
    choices = analysis.choices
    for step, code in ((-1, "n_less_one"), (1, "n_more_one")):
        if isinstance(choices.get("n"), str):
            other = Analysis.model_validate({"method": analysis.method, **choices, "n": f"({choices['n']}) + {step}"})
            yield Candidate(code, _value(other, wanted, bench.base), range=_range_by(other, wanted, bench))
        elif "table" in choices:
            table = bench.base.tables[choices["table"]]
            tables = {**bench.base.tables, choices["table"]: replace(table, n=table.n + step)}
            base = replace(bench.base, tables=tables)
            yield Candidate(code, _value(analysis, wanted, base), range=_range_from(base, wanted, bench))


def another_count(one: Judged, wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Put another whole number in the place of a count: the one that comes nearest, if no other fits as well.

    Parameters
    ----------
    one : Judged
        The figure.
    wanted : Quantity
        What it should be.
    bench : Bench
        The finding.

    Yields
    ------
    Candidate
    """
    analysis, counts = bench.finding.analyses[wanted.analysis], bench.finding.inputs.counts
    for name in dict.fromkeys(_named(analysis)):
        count = counts.get(name)
        if not isinstance(count, int) or not 1 < count <= _LARGEST_COUNT:
            continue
        others = [other for other in range(count // 2, 2 * count + 1) if other != count]
        values = {other: _value(analysis, wanted, _counted(bench.base, name, other)) for other in others}
        ranked = sorted((abs(value - one.printed.value), other) for other, value in values.items() if value == value)
        for _, other in ranked[:1]:
            if any(one.printed.stands_for(values[more]) for _, more in ranked[1:]):
                break
            told = {"names": str(other), "count": str(count), "of": name}
            within = _range_from(_counted(bench.base, name, other), wanted, bench)
            yield Candidate("another_count", values[other], told, within, last=True)


def _counted(base: Given, name: str, count: int) -> Given:
    return replace(base, numbers={**base.numbers, name: float(count)})


def _named(analysis: Analysis) -> Iterator[str]:
    """Go through the names in an analysis' formulas."""
    keys = METHODS[analysis.method].keys
    for key, value in analysis.choices.items():
        if isinstance(keys[key], NumberKey) and isinstance(value, str):
            yield from read_expression(value).names


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


def _value(analysis: Analysis, wanted: Quantity, given: Given) -> float:
    try:
        with np.errstate(all="ignore"):
            return pick(evaluate(analysis, given), wanted)
    except UNDEFINED:
        return float("nan")
