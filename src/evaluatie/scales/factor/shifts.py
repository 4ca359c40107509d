"""What items that do not mean the same do to a difference of means."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from evaluatie.scales.factor.fitted import CfaFit
from evaluatie.scales.factor.syntax import Term


def group_shifts(fit: CfaFit) -> pd.DataFrame:
    """Part each group's difference in the mean of items into what factors explain and what they do not."""
    first, rows = fit.groups[0], []
    for group in fit.groups[1:]:
        for factor, items in _measured(fit, group).items():
            observed = (fit.found_means(group)[items] - fit.found_means(first)[items]).mean()
            loadings = _loadings(fit, group, factor, items)
            latent = (loadings * (fit.factor_means(group)[factor] - fit.factor_means(first)[factor])).mean()
            rows.append({"group": group, "factor": factor, "observed": observed, "latent": latent})
    frame = pd.DataFrame(rows, columns=["group", "factor", "observed", "latent"])
    return frame.assign(bias=frame["observed"] - frame["latent"])


def wave_shifts(fit: CfaFit, terms: Sequence[Term], waves: Sequence[str]) -> pd.DataFrame:
    """Part each wave's difference in the mean of items likewise."""
    latent = {term.lhs for term in terms if term.op == "=~"}
    rows = []
    for wave in waves[1:]:
        for factor in dict.fromkeys(term.lhs for term in terms if term.op == "=~" and term.rhs not in latent):
            items = [term.rhs for term in terms if term.op == "=~" and term.lhs == factor]
            there, before = ([f"{item}.{at}" for item in items] for at in (wave, waves[0]))
            means, factors = fit.found_means(), fit.factor_means()
            observed = (means[there].to_numpy() - means[before].to_numpy()).mean()
            loadings = _loadings(fit, None, f"{factor}.{wave}", there)
            moved = (loadings * (factors[f"{factor}.{wave}"] - factors[f"{factor}.{waves[0]}"])).mean()
            rows.append({"wave": wave, "factor": factor, "observed": observed, "latent": moved})
    frame = pd.DataFrame(rows, columns=["wave", "factor", "observed", "latent"])
    return frame.assign(bias=frame["observed"] - frame["latent"])


def _measured(fit: CfaFit, group: str) -> dict[str, list[str]]:
    rows = fit.parameters
    factors = set(rows.loc[rows["op"] == "=~", "lhs"])
    own = rows[(rows["op"] == "=~") & (rows["group"] == group) & ~rows["rhs"].isin(factors)]
    return {str(factor): list(of["rhs"]) for factor, of in own.groupby("lhs", sort=False)}


def _loadings(fit: CfaFit, group: str | None, factor: str, items: Sequence[str]) -> np.ndarray:
    rows = fit.parameters
    own = rows[(rows["op"] == "=~") & (rows["lhs"] == factor) & (rows["group"] == (group or ""))]
    return own.set_index("rhs").loc[list(items), "estimate"].to_numpy()
