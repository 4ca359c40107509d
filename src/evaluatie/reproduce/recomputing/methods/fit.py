"""Fit indices of a structural model from its chi-square, and from what is known of the baseline model."""

from __future__ import annotations

import math

from scipy import special

from evaluatie.reproduce.recomputing.methods.keys import NumberKey
from evaluatie.reproduce.recomputing.methods.registry import Quantities, method

_OPTIONAL = NumberKey(required=False)


@method(
    "fit_indices",
    keys={
        "chi2": NumberKey(), "df": NumberKey(), "n": _OPTIONAL, "baseline_chi2": _OPTIONAL, "baseline_df": _OPTIONAL,
        "observed": _OPTIONAL, "cfi": _OPTIONAL, "nfi": _OPTIONAL, "tli": _OPTIONAL, "gfi": _OPTIONAL,
    },
    gives=(
        "chi2_df", "p", "rmsea", "cfi", "tli", "nfi", "ifi", "agfi", "baseline_chi2", "baseline_df", "observed",
    ),
)  # fmt: skip
def fit_indices(chi2: float, df: float, n: float | None = None, **known: float) -> Quantities:
    """Give fit indices from chi-square, df and n, and from two facts about the baseline."""
    found = {"chi2_df": chi2 / df, "p": float(special.chdtrc(df, chi2)), **known}
    if n is not None:
        found["rmsea"] = math.sqrt(max(chi2 - df, 0.0) / (df * n))
    if "gfi" in known and "observed" in known:
        # Joreskog & Sorbom (1989): adjusted for the number of moments, k (k + 1) / 2
        found["agfi"] = 1 - known["observed"] * (known["observed"] + 1) / (2 * df) * (1 - known["gfi"])
    return dict(found | _beside_baseline(chi2, df, known))


def _beside_baseline(chi2: float, df: float, known: dict[str, float]) -> dict[str, float]:
    """Give what the baseline model's chi-square and degrees of freedom tell; what is known of them may be enough."""
    beyond = max(chi2 - df, 0.0)
    found = _baseline(chi2, df, beyond, known)
    base_df, base_chi2 = found.get("baseline_df"), found.get("baseline_chi2")
    if base_df is not None:
        found["observed"] = (1 + math.sqrt(1 + 8 * base_df)) / 2 if base_df >= 0 else math.nan
        if "cfi" in known and chi2 > df:
            # Bentler (1990), Tucker & Lewis (1973): (1 - TLI) / (1 - CFI) is the ratio of the degrees of freedom
            found["tli"] = 1 - (1 - known["cfi"]) * base_df / df
    if base_chi2 is not None and base_chi2 > 0:
        found["nfi"] = 1 - chi2 / base_chi2
        found["ifi"] = (base_chi2 - chi2) / (base_chi2 - df)
    if base_df is None or base_chi2 is None or base_chi2 <= base_df:
        return found
    found["cfi"] = 1 - beyond / max(base_chi2 - base_df, beyond)
    found["tli"] = 1 - (chi2 / df - 1) / (base_chi2 / base_df - 1) if base_df > 0 else math.nan
    return found


def _baseline(chi2: float, df: float, beyond: float, known: dict[str, float]) -> dict[str, float]:
    found: dict[str, float] = {name: known[name] for name in ("baseline_chi2", "baseline_df") if name in known}
    if "observed" in known and "baseline_df" not in found:
        found["baseline_df"] = known["observed"] * (known["observed"] - 1) / 2
    if "nfi" in known and "baseline_chi2" not in found:
        found["baseline_chi2"] = chi2 / (1 - known["nfi"])
    if "cfi" in known and beyond > 0 and len(found) == 1:
        excess = beyond / (1 - known["cfi"])
        if "baseline_df" in found:
            found["baseline_chi2"] = found["baseline_df"] + excess
        else:
            found["baseline_df"] = found["baseline_chi2"] - excess
    if "tli" in known and len(found) == 1:
        ratio = 1 + (chi2 / df - 1) / (1 - known["tli"])
        if "baseline_df" in found:
            found["baseline_chi2"] = found["baseline_df"] * ratio
        else:
            found["baseline_df"] = found["baseline_chi2"] / ratio
    return found
