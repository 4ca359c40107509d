"""Studies pooled."""

from __future__ import annotations

import math

import numpy as np

from evaluatie.effects import synthesise
from evaluatie.reproduce.moments.table import Floats
from evaluatie.reproduce.recomputing.methods.keys import ChoiceKey, NumbersKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method

_MORE = NumbersKey(required=False)
_FIELDS = ("estimate", "se", "p", "ci_low", "ci_high", "tau2", "tau2_low", "tau2_high", "i2", "q", "k")


@method(
    "meta_analysis",
    keys={
        "effects": _MORE, "variances": _MORE, "events": _MORE, "totals": _MORE,
        "events_ref": _MORE, "totals_ref": _MORE,
        "measure": ChoiceKey(options=("log_risk_ratio", "log_odds_ratio")),
        "model": ChoiceKey(options=("reml", "dl", "pm")), "interval": ChoiceKey(options=("knapp_hartung", "normal")),
    },
    one_of=(("effects", "events"),),
    gives=(*_FIELDS, "z", "tau", "h2", "q_df", "q_p", "ratio", "ratio_low", "ratio_high"),
    gives_by_term=("effect", "variance"),
)  # fmt: skip
def meta_analysis(
    effects: list[float] | None = None,
    variances: list[float] | None = None,
    model: str = "reml",
    interval: str = "knapp_hartung",
    measure: str = "log_risk_ratio",
    **counts: list[float],
) -> Quantities:
    """Pool studies under the random-effects model, from their effects or from counts in two groups."""
    if effects is None:
        y, v = _from_counts(measure, **{name: np.asarray(values, dtype=float) for name, values in counts.items()})
    else:
        y, v = np.asarray(effects, dtype=float), np.asarray(variances, dtype=float)
    pooled = synthesise(y, v, model, interval == "knapp_hartung")
    found: Quantities = {name: _number(getattr(pooled, name)) for name in _FIELDS}
    found |= {
        "z": pooled.estimate / pooled.se, "tau": math.sqrt(pooled.tau2 or 0.0), "q_df": len(y) - 1.0,
        "h2": 1 / (1 - _number(pooled.i2) / 100), "q_p": _number(pooled.q_p), "ratio": math.exp(pooled.estimate),
        "ratio_low": math.exp(pooled.ci_low), "ratio_high": math.exp(pooled.ci_high),
        "effect": {str(at + 1): float(one) for at, one in enumerate(y)},
        "variance": {str(at + 1): float(one) for at, one in enumerate(v)},
    }  # fmt: skip
    return found


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _from_counts(
    measure: str, events: Floats, totals: Floats, events_ref: Floats, totals_ref: Floats
) -> tuple[Floats, Floats]:
    """Give log ratios with their large-sample variances: Fleiss & Berlin (2009), as in metafor's escalc."""
    rest, rest_ref = totals - events, totals_ref - events_ref
    if measure == "log_odds_ratio":
        return np.log(events * rest_ref / (rest * events_ref)), 1 / events + 1 / rest + 1 / events_ref + 1 / rest_ref
    ratio = np.log(events / totals) - np.log(events_ref / totals_ref)
    return ratio, 1 / events - 1 / totals + 1 / events_ref - 1 / totals_ref
