"""How well several people agree who judge the same things."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd

from evaluatie.reproduce.moments.table import Floats
from evaluatie.reproduce.recomputing.methods.datasets import columns_of
from evaluatie.reproduce.recomputing.methods.keys import ChoiceKey, DataKey, NamesKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method
from evaluatie.themes import coder_agreement


@method(
    "agreement",
    keys={
        "data": DataKey(), "raters": NamesKey(),
        "measure": ChoiceKey(required=True, options=("cohen", "weighted", "fleiss", "krippendorff")),
        "level": ChoiceKey(options=("nominal", "ordinal", "interval", "ratio")),
        "weights": ChoiceKey(options=("linear", "quadratic")), "categories": NamesKey(required=False),
    },
    gives=("value", "ci_low", "ci_high", "z", "n", "percent_all", "percent_pairs", "mean_of_pairs"),
)  # fmt: skip
def agreement(
    data: Path,
    raters: tuple[str, ...],
    measure: str,
    level: str = "nominal",
    weights: str | None = None,
    categories: tuple[str, ...] | None = None,
) -> Quantities:
    """Give agreement beyond chance; z (of kappa) holds it against agreement by chance alone, if nothing is missing."""
    judged = columns_of(data, raters)
    found = coder_agreement(judged, measure, level, weights=weights, categories=categories)
    complete = judged.dropna()
    given: Quantities = {
        "value": _number(found.estimate), "ci_low": _number(found.ci_low), "ci_high": _number(found.ci_high),
        "n": float(found.n), "percent_pairs": 100 * _number(found.percent_agreement),
        "mean_of_pairs": float(found.pairs["estimate"].mean()),
        "percent_all": 100 * float(complete.eq(complete.iloc[:, 0], axis=0).all(axis=1).mean()),
    }  # fmt: skip
    if measure != "krippendorff":
        kinds = list(categories or sorted(pd.unique(complete.to_numpy().ravel())))
        null = _of_many(complete, kinds) if measure == "fleiss" else _of_two(complete, kinds, weights)
        given["z"] = _number(found.estimate) / null
    return given


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _of_many(judged: pd.DataFrame, kinds: list[str]) -> float:
    """Give the standard error of Fleiss' kappa if raters agree by chance alone: Fleiss, Nee & Landis (1979)."""
    units, raters = judged.shape
    p = np.array([(judged == kind).to_numpy().mean() for kind in kinds])
    spread = float((p * (1 - p)).sum())
    beyond = spread**2 - float((p * (1 - p) * (1 - 2 * p)).sum())
    return math.sqrt(2 * beyond / (units * raters * (raters - 1))) / spread


def _of_two(judged: pd.DataFrame, kinds: list[str], weights: str | None) -> float:
    """Give the same of Cohen's kappa, weighted or not: Fleiss, Cohen & Everitt (1969), formula 9."""
    first, second = (np.array([(judged[name] == kind).mean() for kind in kinds]) for name in judged)
    weight = _weights(len(kinds), weights)
    chance = np.outer(first, second)
    expected = float((weight * chance).sum())
    marginal = (weight @ second)[:, None] + (first @ weight)[None, :]
    variance = (float((chance * (weight - marginal) ** 2).sum()) - expected**2) / (len(judged) * (1 - expected) ** 2)
    return math.sqrt(variance)


def _weights(k: int, weights: str | None) -> Floats:
    apart = np.abs(np.subtract.outer(np.arange(k), np.arange(k))) / max(k - 1, 1)
    found = np.eye(k) if weights is None else 1 - apart if weights == "linear" else 1 - apart**2
    return np.asarray(found, dtype=np.float64)
