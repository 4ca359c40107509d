"""Two groups, or the same people twice."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import special

from evaluatie.effects import paired_change
from evaluatie.effects.standardised import hedges_factor
from evaluatie.effects.t_interval import t_interval, two_sided_p
from evaluatie.reproduce.recomputing.methods.datasets import columns_of, rows_where
from evaluatie.reproduce.recomputing.methods.keys import ChoiceKey, DataKey, NumbersKey, TextKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method

_CONFIDENCE = 0.95
_CHANGE = ("mean_change", "se", "df", "p", "ci_low", "ci_high", "n", "d_z", "d_av", "d_rm", "g_z", "g_av", "mean_pre",
           "mean_post", "sd_pre", "sd_post", "correlation")  # fmt: skip


@method(
    "paired_change",
    keys={"data": DataKey(), "pre": TextKey(), "post": TextKey(), "where": TextKey(required=False)},
    gives=("t", *_CHANGE),
)
def change_of_people(data: Path, pre: str, post: str, where: str | None = None) -> Quantities:
    """Test the mean change of the same people, from their answers before and after."""
    people = columns_of(data, (pre, post), rows_where(where))
    fit = paired_change(people[pre], people[post])
    values = {name: getattr(fit, name) for name in _CHANGE} | {"t": fit.statistic}
    return {name: math.nan if value is None else float(value) for name, value in values.items()}


@method(
    "mean_difference",
    keys={
        "means": NumbersKey(count=2), "sds": NumbersKey(count=2), "ns": NumbersKey(count=2),
        "variances": ChoiceKey(options=("equal", "unequal")),
    },
    gives=("difference", "se", "t", "df", "p", "ci_low", "ci_high", "d", "g", "sd_pooled"),
)  # fmt: skip
def mean_difference(
    means: Sequence[float], sds: Sequence[float], ns: Sequence[float], variances: str = "equal"
) -> Quantities:
    """Compare two means, the first less the second: Student's t (Welch's with unequal variances), d and Hedges' g."""
    (n1, n2), (v1, v2) = ns, (sd**2 for sd in sds)
    pooled = ((n1 - 1) * v1 + (n2 - 1) * v2) / (n1 + n2 - 2)
    if variances == "equal":
        squared, df = pooled * (1 / n1 + 1 / n2), n1 + n2 - 2
    else:
        squared = v1 / n1 + v2 / n2
        df = squared**2 / ((v1 / n1) ** 2 / (n1 - 1) + (v2 / n2) ** 2 / (n2 - 1))
    difference, se = means[0] - means[1], math.sqrt(squared)
    (low, high), d = t_interval(difference, se, df, _CONFIDENCE), difference / math.sqrt(pooled)
    return {
        "difference": difference, "se": se, "t": difference / se, "df": df,
        "p": two_sided_p(difference / se, df), "ci_low": low, "ci_high": high, "d": d,
        "g": d * hedges_factor(n1 + n2 - 2), "sd_pooled": math.sqrt(pooled),
    }  # fmt: skip


@method(
    "proportions",
    keys={"events": NumbersKey(count=2), "totals": NumbersKey(count=2)},
    gives=("percent_first", "percent_second", "difference", "ratio", "odds_ratio", "chi2", "p"),
)
def proportions(events: Sequence[float], totals: Sequence[float]) -> Quantities:
    """Compare two shares: Pearson's chi-square without correction, the difference in percentage points."""
    first, second = (event / total for event, total in zip(events, totals, strict=True))
    share = sum(events) / sum(totals)
    chi2 = (first - second) ** 2 / (share * (1 - share) * sum(1 / total for total in totals))
    with np.errstate(all="ignore"):
        ratio, odds = np.divide(first, second), np.divide(first * (1 - second), second * (1 - first))
    return {
        "percent_first": 100 * first, "percent_second": 100 * second, "difference": 100 * (first - second),
        "ratio": float(ratio), "odds_ratio": float(odds), "chi2": chi2, "p": float(special.chdtrc(1, chi2)),
    }  # fmt: skip


@method(
    "describe",
    keys={"data": DataKey(), "column": TextKey(), "by": TextKey(required=False), "where": TextKey(required=False)},
    gives=("n", "mean", "sd", "median", "min", "max"),
    gives_by_term=("group_n", "group_mean", "group_sd", "percent"),
)
def describe_column(data: Path, column: str, by: str | None = None, where: str | None = None) -> Quantities:
    """Describe a column of answers; with ``by``, per group, and the percentage of people in each."""
    people = columns_of(data, (column,) if by is None else (column, by), rows_where(where)).dropna(subset=[column])
    values = people[column].astype(float)
    found: Quantities = {"n": float(len(values))}
    found |= {name: float(getattr(values, "std" if name == "sd" else name)()) for name in ("mean", "sd", "median")}
    found |= {name: float(getattr(values, name)()) for name in ("min", "max")}
    if by is not None:
        groups = values.groupby(people[by].astype(str))
        found |= {f"group_{name}": _by_group(getattr(groups, of)()) for name, of in _OF_GROUP.items()}
        found["percent"] = {str(group): 100 * float(size) / len(values) for group, size in groups.count().items()}
    return found


_OF_GROUP = {"n": "count", "mean": "mean", "sd": "std"}


def _by_group(series: object) -> dict[str, float]:
    return {str(group): float(value) for group, value in dict(series).items()}  # type: ignore[call-overload]
