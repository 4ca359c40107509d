"""What items that do not mean the same do to a difference of means."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evaluatie.scales.factor.fitted import CfaFit
from evaluatie.scales.factor.syntax import Term, items_of


def group_shifts(fit: CfaFit) -> pd.DataFrame:
    """Part each group's difference in the mean of items into what factors explain and what they do not."""
    first, rows = fit.groups[0], []
    for group in fit.groups[1:]:
        for factor, items in _measured(fit).items():
            observed = (fit.found_means(group)[items] - fit.found_means(first)[items]).mean()
            latent = (_by_factors(fit, group)[items] - _by_factors(fit, first)[items]).mean()
            rows.append({"group": group, "factor": factor, "observed": observed, "latent": latent})
    frame = pd.DataFrame(rows, columns=["group", "factor", "observed", "latent"])
    return frame.assign(bias=frame["observed"] - frame["latent"])


def wave_shifts(fit: CfaFit, terms: Sequence[Term], waves: Sequence[str]) -> pd.DataFrame:
    """Part each wave's difference in the mean of items likewise."""
    known, rows = items_of(terms), []
    means, explained = fit.found_means(), _by_factors(fit, None)
    for wave in waves[1:]:
        for factor in dict.fromkeys(term.lhs for term in terms if term.op == "=~" and term.rhs in known):
            items = [term.rhs for term in terms if term.op == "=~" and term.lhs == factor and term.rhs in known]
            there, before = ([f"{item}.{at}" for item in items] for at in (wave, waves[0]))
            observed = means[there].mean() - means[before].mean()
            latent = explained[there].mean() - explained[before].mean()
            rows.append({"wave": wave, "factor": factor, "observed": observed, "latent": latent})
    frame = pd.DataFrame(rows, columns=["wave", "factor", "observed", "latent"])
    return frame.assign(bias=frame["observed"] - frame["latent"])


def _by_factors(fit: CfaFit, group: str | None) -> pd.Series:
    """Give of each item's mean what all factors together make of it."""
    _, mean = fit.implied(group)
    rows = fit.parameters
    own = rows[(rows["op"] == "~1") & (rows["group"] == (group or ""))].set_index("lhs")["estimate"]
    return mean - own[mean.index]


def _measured(fit: CfaFit) -> dict[str, list[str]]:
    rows = fit.parameters
    factors = set(rows.loc[rows["op"] == "=~", "lhs"])
    own = rows[(rows["op"] == "=~") & ~rows["rhs"].isin(factors)].drop_duplicates(["lhs", "rhs"])
    return {str(factor): list(of["rhs"]) for factor, of in own.groupby("lhs", sort=False)}
