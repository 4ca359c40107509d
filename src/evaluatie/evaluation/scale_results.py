"""Results that only a report has: how well a scale's model fits, how its items do, how its meaning was tested."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from evaluatie.result import Estimate, Result
from evaluatie.scales import CfaFit, Invariance, Reliability

#: the normal quantile of a 95% interval
_NORMAL = 1.959963984540054


@dataclass(frozen=True)
class ScaleModel(Result):
    """A factor model of a scale.

    Attributes
    ----------
    fit : CfaFit
        The model.
    factors : int
        How many factors measure its items.
    by_units : mapping of int to (float, float)
        Where people of one unit count as alike, the standard error of a standardised row of the model, and half the
        width of its interval.
    """

    fit: CfaFit = field(compare=False)
    factors: int
    by_units: Mapping[int, tuple[float, float]] = field(default_factory=dict)

    @property
    def cfi(self) -> float:
        """The robust CFI, where there is one."""
        return self.fit.cfi if self.fit.scaled is None else self.fit.scaled.cfi_robust

    @property
    def rmsea(self) -> float:
        """The robust RMSEA, where there is one."""
        return self.fit.rmsea if self.fit.scaled is None else self.fit.scaled.rmsea_robust

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the fit (robust, as far as it is defined) and the standardised loading of each item."""
        fit, scaled, n = self.fit, self.fit.scaled, self.fit.n
        low, high = (
            (fit.rmsea_low, fit.rmsea_high) if scaled is None else (scaled.rmsea_robust_low, scaled.rmsea_robust_high)
        )
        chi2, p = (fit.chi2, fit.p) if scaled is None else (scaled.chi2, scaled.p)
        found = []
        if fit.df > 0:  # without degrees of freedom every model fits, which says nothing
            found += [
                Estimate("cfi", self.cfi, n=n),
                Estimate("rmsea", self.rmsea, ci_low=_known(low), ci_high=_known(high), n=n),
                Estimate("srmr", fit.srmr, n=n),
                Estimate("chi2", chi2, statistic=_known(chi2), df=fit.df, p=_known(p), n=n),
            ]
        parts = self.parts
        loadings = (self._standardised(at, row) for at, row in _rows(self.loadings))
        return (*found, *([] if parts is None else [parts]), *loadings)

    @property
    def parts(self) -> Estimate | None:
        """The lowest correlation between two factors, as term ``parts``; None with one factor."""
        rows = self.fit.parameters
        both = rows[(rows["op"] == "~~") & (rows["lhs"] != rows["rhs"]) & rows["lhs"].isin(self.loadings["lhs"])]
        if both.empty:
            return None
        at, lowest = min(_rows(both), key=lambda row: float(row[1]["std_all"]))
        return replace(self._standardised(at, lowest), term="parts")

    @property
    def loadings(self) -> pd.DataFrame:
        """The rows of the model's loadings: ``lhs`` the factor, ``rhs`` the item."""
        rows = self.fit.parameters
        return rows[rows["op"] == "=~"]

    @property
    def reaches(self) -> dict[int, float]:
        """Half the width of the interval of each standardised row, as of independent people."""
        errors = enumerate(self.fit.parameters["std_all_se"].tolist())
        return {at: _NORMAL * se for at, se in errors if not math.isnan(se)}

    def _standardised(self, at: int, row: Mapping[Hashable, Any]) -> Estimate:
        value, alone = float(row["std_all"]), float(row["std_all_se"])
        se, reach = self.by_units.get(at, (alone, _NORMAL * alone))
        low, high = value - reach, value + reach
        if at in self.by_units:  # over few units it may reach further than a standardised loading can
            low, high = max(low, min(-1.0, value)), min(high, max(1.0, value))
        limits = (None, None) if math.isnan(se) else (low, high)
        return Estimate(
            f"loading:{row['rhs']}", value, se=_known(se), ci_low=limits[0], ci_high=limits[1], n=self.fit.n
        )


def _rows(table: pd.DataFrame) -> list[tuple[int, dict[Hashable, Any]]]:
    """Give rows with their place in the model, by which the index numbers them."""
    return list(zip(table.index.tolist(), table.to_dict("records"), strict=True))


@dataclass(frozen=True)
class ItemFacts(Result):
    """How one item goes with the others of its scale.

    Attributes
    ----------
    item_rest : float
        Correlation with the sum of the others.
    alpha_if_dropped, omega_if_dropped : float
        Of the others; NaN where not defined.
    n : int
        People with complete answers.
    """

    item_rest: float
    alpha_if_dropped: float
    omega_if_dropped: float
    n: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the three figures, as far as they are defined."""
        names = ("item_rest", "alpha_if_dropped", "omega_if_dropped")
        return tuple(Estimate(name, getattr(self, name), n=self.n) for name in names)


def item_facts(found: Reliability) -> dict[str, ItemFacts]:
    """Take the facts about each item from a scale's reliability.

    Parameters
    ----------
    found : Reliability
        Of the scale.

    Returns
    -------
    dict of str to ItemFacts
        By item.
    """
    return {
        str(item): ItemFacts(
            found.method, (), float(found.item_rest[item]), float(found.alpha_if_dropped[item]),
            float(found.omega_if_dropped[item]), found.n,
        )
        for item in found.item_rest.index
    }  # fmt: skip


@dataclass(frozen=True)
class MeaningTest(Result):
    """A test of whether a scale means the same in groups or at waves.

    Attributes
    ----------
    test : Invariance
        The nested models, and what follows.
    """

    test: Invariance = field(compare=False)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the fit at each level, the test of each step, and the bias that unlike items bring to the difference."""
        n = next(iter(self.test.fits.values())).n
        found = []
        for row in self.test.table.to_dict("records"):
            level = level_word(row["level"])
            found += [Estimate(f"{level}.{name}", row[name], n=n) for name in ("cfi", "rmsea", "srmr")]
            if not math.isnan(row["p_diff"]):
                statistic, df, p = row["chi2_diff"], row["df_diff"], row["p_diff"]
                found.append(Estimate(f"{level}.difference", statistic, statistic=statistic, df=df, p=p, n=n))
        found += [Estimate("bias", float(bias), n=n) for bias in self.test.shifts.get("bias", ())[:1]]
        return tuple(found)


def level_word(level: str) -> str:
    """Write a level as part of an id.

    Examples
    --------
    >>> level_word("partial scalar")
    'partial_scalar'
    """
    return level.replace(" ", "_")


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
