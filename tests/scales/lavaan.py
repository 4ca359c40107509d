"""Figures of R's lavaan, and how a fit of ours is held against them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evaluatie.scales.factor import CfaFit
from tolerances import FITTED, LAVAAN_EM, LAVAAN_ESTIMATE, LAVAAN_ROOT, NEAR_ZERO

DATA = Path(__file__).parent / "data"
_FIT = {
    "chisq": "chi2",
    "df": "df",
    "cfi": "cfi",
    "tli": "tli",
    "rmsea": "rmsea",
    "rmsea.ci.lower": "rmsea_low",
    "rmsea.ci.upper": "rmsea_high",
    "rmsea.pvalue": "rmsea_p_close",
    "srmr": "srmr",
    "logl": "loglik",
    "aic": "aic",
    "bic": "bic",
    "npar": "free",
    "ntotal": "n",
    "baseline.chisq": "baseline_chi2",
    "baseline.df": "baseline_df",
}
_SCALED = {
    "chisq.scaled": "chi2",
    "chisq.scaling.factor": "scaling",
    "cfi.scaled": "cfi",
    "tli.scaled": "tli",
    "rmsea.scaled": "rmsea",
    "rmsea.ci.lower.scaled": "rmsea_low",
    "rmsea.ci.upper.scaled": "rmsea_high",
    "cfi.robust": "cfi_robust",
    "tli.robust": "tli_robust",
    "rmsea.robust": "rmsea_robust",
    "rmsea.ci.lower.robust": "rmsea_robust_low",
    "rmsea.ci.upper.robust": "rmsea_robust_high",
}
_PARAMETERS = {"est": "estimate", "se": "se", "std.all": "std_all", "std.lv": "std_lv"}


def figures(name: str) -> dict[str, Any]:
    """Read the figures of a case, by name."""
    content = json.loads((DATA / f"{name}_reference.json").read_text())
    return {figure["name"]: figure["value"] for figure in content["figures"]}


def check_fit(ours: CfaFit, theirs: dict[str, float]) -> None:
    """Hold fit measures against lavaan's."""
    for name, field in _FIT.items():
        if name in theirs:
            # SRMR moves with the estimates in the first order, chi-square and all that hangs on it in the second
            rel = LAVAAN_EM if name == "srmr" else FITTED
            # a general root finder gives the limits, to 1e-4 of the noncentrality
            rel = LAVAAN_ROOT if name.startswith(("rmsea.ci", "rmsea.p")) else rel
            assert getattr(ours, field) == pytest.approx(theirs[name], rel=rel, abs=NEAR_ZERO), name


def check_scaled(ours: CfaFit, theirs: dict[str, float], *, missing: bool = False) -> None:
    """Hold the scaled and robust versions against lavaan's."""
    assert ours.scaled is not None
    for name, field in _SCALED.items():
        corrected = missing and name.endswith(".robust")
        rel = LAVAAN_ROOT if ".ci." in name or corrected else LAVAAN_EM
        assert getattr(ours.scaled, field) == pytest.approx(theirs[name], rel=rel, abs=LAVAAN_EM), name


def check_parameters(ours: CfaFit, theirs: list[dict[str, Any]]) -> None:
    """Hold every parameter against lavaan's; both lists must have the same."""
    known = {}
    for row in ours.parameters.to_dict("records"):
        group = ours.groups.index(row["group"]) + 1 if row["group"] else 1
        known[row["lhs"], row["op"], row["rhs"], group] = row
    assert len(known) == len(theirs)
    for row in theirs:
        mine = known[row["lhs"], row["op"], row["rhs"], row.get("group", 1)]
        for name, field in _PARAMETERS.items():
            if row.get(name) is not None:
                value = 0.0 if np.isnan(mine[field]) else mine[field]  # what is fixed has a standard error of 0 there
                assert value == pytest.approx(row[name], rel=LAVAAN_ESTIMATE, abs=LAVAAN_EM), (row, name)
