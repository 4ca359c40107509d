"""How long until something happens."""

from __future__ import annotations

import math
from pathlib import Path

from evaluatie.flows import hazard_ratio, retention
from evaluatie.reproduce.recomputing.methods.datasets import columns_of
from evaluatie.reproduce.recomputing.methods.keys import ChoiceKey, DataKey, NamesKey, NumberKey, TextKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method

_HAPPENED = NumberKey(required=False)
_GROUP = {"n": "n", "events": "events", "median": "median", "median_low": "median_low", "median_high": "median_high"}
_TERM = {
    "coefficient": "coefficient", "se": "se", "z": "statistic", "p": "p", "hazard_ratio": "hazard_ratio",
    "ratio_low": "ci_low", "ratio_high": "ci_high",
}  # fmt: skip
_WHOLE = ("lr", "lr_p", "wald", "wald_p", "score", "score_p", "concordance", "concordance_se", "n", "n_events")


@method(
    "survival",
    keys={
        "data": DataKey(), "duration": TextKey(), "event": TextKey(), "happened": _HAPPENED, "group": TextKey(),
        "interval": ChoiceKey(options=("log-log", "log", "plain")),
    },
    gives=("chi2", "df", "p"),
    gives_by_term=(*_GROUP, "expected", "share"),
)  # fmt: skip
def survival(
    data: Path, duration: str, event: str, group: str, happened: float = 1.0, interval: str = "log-log"
) -> Quantities:
    """Give Kaplan and Meier's medians by group, and the log-rank test between the groups."""
    people = columns_of(data, (duration, event, group))
    stay = retention(people[duration], people[event] == happened, people[group], interval=interval)  # type: ignore[arg-type]
    rows = {str(row["group"]): row for row in stay.groups.to_dict("records")}
    found: Quantities = {name: {term: _number(row[of]) for term, row in rows.items()} for name, of in _GROUP.items()}
    test = stay.log_rank
    if test is None:
        return found
    expected = {str(row["group"]): float(row["expected"]) for row in test.table.to_dict("records")}
    found |= {"chi2": test.statistic, "df": float(test.df), "p": test.p, "expected": expected}
    found["share"] = {term: (rows[term]["events"] - n) ** 2 / n for term, n in expected.items()}
    return found


@method(
    "hazard",
    keys={
        "data": DataKey(), "duration": TextKey(), "event": TextKey(), "happened": _HAPPENED, "covariates": NamesKey(),
        "ties": ChoiceKey(options=("efron", "breslow")),
    },
    apart=("duration", "event", "covariates"),
    gives=_WHOLE,
    gives_by_term=tuple(_TERM),
    terms=("covariates",),
)  # fmt: skip
def hazard(
    data: Path, duration: str, event: str, covariates: tuple[str, ...], happened: float = 1.0, ties: str = "efron"
) -> Quantities:
    """Give hazard ratios by Cox's regression."""
    people = columns_of(data, (duration, event, *covariates))
    people[event] = people[event] == happened
    fit = hazard_ratio(people, duration, event, covariates, ties=ties)  # type: ignore[arg-type]
    rows = fit.coefficients.to_dict("records")
    found: Quantities = {name: float(getattr(fit, name)) for name in _WHOLE}
    return found | {name: {str(row["covariate"]): float(row[of]) for row in rows} for name, of in _TERM.items()}


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)
