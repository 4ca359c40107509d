"""Analyses of people's answers as Python: ``people`` holds the rows, evaluatie's function does the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

#: how the names of a method's keys are those of the function
_CFA = ("estimator", "missing", "group", "equal")


def _least_squares(told: dict[str, Any]) -> Iterator[str]:
    yield f"outcome, predictors = {told['outcome']!r}, {list(told['predictors'])!r}"
    yield "people = people[[outcome, *predictors]].dropna().astype(float)"
    yield "found = ev.reproduce.moments.regression_from_matrix("
    yield "    people.corr(), outcome, predictors, len(people), sd=people.std(), mean=people.mean()"
    yield ")"


def _mediated_link(told: dict[str, Any]) -> Iterator[str]:
    named = [repr(told[name]) for name in ("treatment", "mediator", "outcome")]
    named += [repr(told["within"])] if "within" in told else []
    named += [f"covariates={list(told['covariates'])!r}"] if told.get("covariates") else []
    yield f"link = ev.scales.mediated_link(people, {', '.join(named)})"
    yield f"found = link.{'within' if 'within' in told else 'people'}"


def _mixed(told: dict[str, Any]) -> Iterator[str]:
    predictors = list(told.get("predictors", ()))
    likeliest = told.get("estimator") == "ml"
    yield "import numpy as np"
    if likeliest:
        yield "from evaluatie.reproduce.recomputing.methods.levels import likeliest"
    else:
        yield "from evaluatie.mixed import fit_mixed"
    yield ""
    yield f"people = people[{[told['value'], told['within'], *predictors]!r}].dropna()"
    yield f"y = people[{told['value']!r}].to_numpy(dtype=float)"
    yield f"design = np.column_stack([np.ones(len(y)), people[{predictors!r}].to_numpy(dtype=float)])"
    yield f"cluster = people[{told['within']!r}].to_numpy()"
    if "slope" in told:
        yield f"slope = people[{told['slope']!r}].to_numpy(dtype=float)"
    slope = ", slope" if "slope" in told else ""
    yield f"found = {'likeliest' if likeliest else 'fit_mixed'}(y, design, cluster{slope})"


def _cfa(told: dict[str, Any]) -> Iterator[str]:
    options = [f"{name}={told[name]!r}" for name in _CFA if name in told]
    options += ["std_lv=True"] if told.get("std_lv") == "true" else []
    options += ["meanstructure=True"] if told.get("means") == "true" else []
    lines = str(told["model"]).strip().splitlines()
    yield 'model = """'
    yield from (line.strip() for line in lines)
    yield '"""'
    yield f"found = ev.cfa({', '.join(['model', 'people', *options])})"


def _agreement(told: dict[str, Any]) -> Iterator[str]:
    options = [repr(told["measure"])]
    options += [f"{name}={told[name]!r}" for name in ("level", "weights", "categories") if name in told]
    yield f"raters = {list(told['raters'])!r}"
    yield f"found = ev.coder_agreement(people[raters], {', '.join(options)})"


def _aggregation(told: dict[str, Any]) -> Iterator[str]:
    lowest, highest = (f"{limit:g}" for limit in told["response_range"])
    yield f"found = ev.aggregation(people, {list(told['items'])!r}, {told['unit']!r}, ({lowest}, {highest}))"


def _happened(told: dict[str, Any]) -> str:
    return f"people[{told['event']!r}] == {told.get('happened', 1.0):g}"


def _survival(told: dict[str, Any]) -> Iterator[str]:
    interval = f", interval={told['interval']!r}" if "interval" in told else ""
    yield f"happened = {_happened(told)}"
    yield f"found = ev.retention(people[{told['duration']!r}], happened, people[{told['group']!r}]{interval})"


def _hazard(told: dict[str, Any]) -> Iterator[str]:
    ties = f", ties={told['ties']!r}" if "ties" in told else ""
    yield f"people = people.assign(happened={_happened(told)})"
    yield f"found = ev.hazard_ratio(people, {told['duration']!r}, 'happened', {list(told['covariates'])!r}{ties})"


def _reliability(told: dict[str, Any]) -> Iterator[str]:
    yield f"found = ev.reliability(people[{list(told['items'])!r}])"


def _paired(told: dict[str, Any]) -> Iterator[str]:
    yield f"found = ev.paired_change(people[{told['pre']!r}], people[{told['post']!r}])"


#: by method: from what the method gets to lines of Python
PEOPLE: dict[str, Callable[[dict[str, Any]], Iterator[str]]] = {
    "least_squares": _least_squares,
    "mediated_link": _mediated_link,
    "mixed_model": _mixed,
    "cfa": _cfa,
    "agreement": _agreement,
    "aggregation": _aggregation,
    "survival": _survival,
    "hazard": _hazard,
    "reliability": _reliability,
    "paired_change": _paired,
}
