"""The steps of measurement invariance: which rules a step is judged by, and what follows from all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import pandas as pd
from scipy import special

from evaluatie.result import Estimate, Result
from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.fitted import CfaFit
from evaluatie.shipped import shipped

Verdict = Literal["may be compared", "only with this caveat", "may not be compared", "too few people to test"]
LEVELS = ("configural", "metric", "scalar", "strict")
_COLUMNS = (
    "level", "chi2", "df", "p", "cfi", "rmsea", "srmr", "aic", "bic",
    "chi2_diff", "df_diff", "p_diff", "cfi_diff", "rmsea_diff", "srmr_diff", "holds",
)  # fmt: skip
_KEPT = 2  # items per factor that must be equal (Byrne, Shavelson and Muthen 1989)
EQUAL: dict[str, tuple[str, ...]] = {
    "configural": (),
    "metric": ("loadings",),
    "scalar": ("loadings", "intercepts"),
    "strict": ("loadings", "intercepts", "residuals"),
}
_FAILS = {
    "configural": "the items do not measure the same factors everywhere",
    "metric": "the items are not tied to their factors equally strongly everywhere",
    "scalar": "people with the same score on the factors answer too many items differently",
}
_METHOD = (
    "Measurement invariance by nested factor models (Meredith 1993; Vandenberg and Lance 2000); "
    "a step holds by {source}"
)


@dataclass(frozen=True)
class Invariance(Result):
    """Whether a scale means the same in groups, or at waves.

    Attributes
    ----------
    table : DataFrame
        One row per level: ``level, chi2, df, p, cfi, rmsea, srmr, aic, bic``, the change against the level before
        (``chi2_diff, df_diff, p_diff, cfi_diff, rmsea_diff, srmr_diff``) and ``holds``. With "mlr" chi-square is
        scaled, and CFI and RMSEA are the robust ones.
    holds : dict of str to bool
        Per level, whether it and all before it hold; empty where there are too few people to test.
    verdict : {"may be compared", "only with this caveat", "may not be compared", "too few people to test"}
        What follows for means.
    caveat : str
        What must be said with the verdict; empty where nothing.
    rules : str
        The name of the rule set.
    n : dict of str to int
        People per group; at waves, all of them under "all".
    released : tuple of str
        Parameters that had to differ for means to be compared at all (partial invariance), as the model names them.
    shifts : DataFrame
        Per group or wave but the first, and factor: ``observed``, the difference of the mean of the items from the
        first; ``latent``, what of it the factor explains; ``bias``, the rest, which comes of items that do not mean
        the same.
    """

    table: pd.DataFrame = field(compare=False)
    holds: dict[str, bool]
    verdict: Verdict
    caveat: str
    rules: str
    n: dict[str, int]
    released: tuple[str, ...]
    shifts: pd.DataFrame = field(compare=False, repr=False)
    fits: dict[str, CfaFit] = field(compare=False, repr=False)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the chi-square difference of each step."""
        steps = self.table[self.table["df_diff"].notna()]
        people = sum(self.n.values())
        return tuple(
            Estimate(f"{row['level']} chi2_diff", row["chi2_diff"], df=row["df_diff"], p=row["p_diff"], n=people)
            for row in steps.to_dict("records")
        )


def difference_test(stricter: CfaFit, looser: CfaFit) -> tuple[float, int, float]:
    """Compare nested models by chi-square, scaled where they are (Satorra and Bentler 2001).

    Parameters
    ----------
    stricter, looser : CfaFit
        The model with more and the one with fewer equal parameters.

    Returns
    -------
    tuple of float, int, float
        The difference, its degrees of freedom and its p value; NaN where the scaled difference is not defined.
    """
    df = stricter.df - looser.df
    difference = stricter.chi2 - looser.chi2
    if df <= 0:
        return float("nan"), df, float("nan")
    if stricter.scaled is not None and looser.scaled is not None:
        of_looser = looser.df * looser.scaled.scaling if looser.df else 0.0
        scaling = (stricter.df * stricter.scaled.scaling - of_looser) / df
        if not scaling > 0:
            return float("nan"), df, float("nan")
        difference /= scaling
    return difference, df, float(special.chdtrc(df, max(difference, 0.0)))


@dataclass(frozen=True)
class Rules:
    """A rule set, for so many people."""

    name: str
    source: str
    fewest: int
    limits: dict[str, dict[str, float]]

    @classmethod
    def named(cls, name: str, sizes: Mapping[str, int], fewest: int | None) -> Rules:
        """Give a rule set for groups of these sizes; raises ModelError where there is none of that name."""
        known = {one: rule for one, rule in _rule_sets().items() if one != "adequate"}
        if name not in known:
            raise ModelError(f"rules: {name!r} is none of {', '.join(known)}")
        rule = known[name]
        small = "small" in rule and sum(sizes.values()) <= rule["small"]["up_to"]
        limits = {level: of for level, of in rule["small" if small else "large"].items() if level in LEVELS}
        return cls(name, rule["source"], rule["fewest"] if fewest is None else fewest, limits)

    def hold(self, level: str, change: Mapping[str, float]) -> bool:
        """Tell whether a level fits no worse than the one before it by more than the limits."""
        limits = self.limits[level]
        worse = {"cfi": -change["cfi"], "rmsea": change["rmsea"], "srmr": change["srmr"]}
        if not worse["cfi"] <= limits["cfi"]:
            return False
        # CFI decides, with one of the others beside it where the rules have them
        others = [worse[name] <= limits[name] for name in ("rmsea", "srmr") if name in limits]
        return not others or any(others)


@dataclass(frozen=True)
class Steps:
    """What is asked: how to fit a level, with which levels, by which rules, of how many people."""

    fit: Callable[[str, Collection[str]], CfaFit]
    levels: tuple[str, ...]
    partial: tuple[str, ...]
    rules: Rules
    sizes: dict[str, int]
    shifts: Callable[[CfaFit], pd.DataFrame]
    item: Callable[[str], str]  # of an item as the model has it, its name in the data

    def answered(self) -> Invariance:
        """Fit all levels, judge each step, and say what follows for means."""
        small = {name: n for name, n in self.sizes.items() if n < self.rules.fewest}
        if small or not self.sizes:
            who = ", ".join(f"{n} in {name}" for name, n in small.items())
            told = f"{who}: the rules were found with at least {self.rules.fewest}"
            return self._told({}, pd.DataFrame(columns=_COLUMNS), {}, "too few people to test", told)
        fits = {level: self.fit(level, self.partial) for level in self.levels}
        table = self._table(fits)
        holds = dict(zip(table["level"], table["holds"].cummin().astype(bool), strict=True))
        if holds.get("scalar", False):
            verdict: Verdict = "only with this caveat" if self.partial else "may be compared"
            return self._told(fits, table, holds, verdict, _let_go(self.partial), self.partial)
        if not {"metric", "scalar"} <= set(self.levels):
            return self._told(fits, table, holds, "may not be compared", "equal intercepts were not tested")
        if not holds.get("configural", True) or not holds["metric"]:
            return self._told(fits, table, holds, "may not be compared", _FAILS[_failed(holds)])
        released = self._released(fits)
        if released is None:
            return self._told(fits, table, holds, "may not be compared", _FAILS["scalar"])
        fits = {**fits, "partial scalar": self.fit("scalar", released)}
        return self._told(fits, table, holds, "only with this caveat", _let_go(released), released)

    def _released(self, fits: Mapping[str, CfaFit]) -> tuple[str, ...] | None:
        """Let go, one by one, of the intercept whose equality fits worst, as long as each factor keeps two."""
        released = list(self.partial)
        base, stricter = fits["metric"], fits["scalar"]
        while not self.rules.hold("scalar", _change(stricter, base)):
            worst = _worst_intercept(stricter, released, self.item)
            if worst is None:
                return None
            released.append(worst)
            stricter = self.fit("scalar", released)
        return tuple(released)

    def _table(self, fits: Mapping[str, CfaFit]) -> pd.DataFrame:
        rows = []
        before: CfaFit | None = None
        for level, fit in fits.items():
            row: dict[str, Any] = {"level": level, **_indices(fit)}
            if before is None:
                row |= dict.fromkeys(_COLUMNS[9:-1], float("nan"))
                adequate = _rule_sets()["adequate"]  # the first has none to be compared with
                row["holds"] = bool(row["cfi"] >= adequate["cfi"] or row["rmsea"] <= adequate["rmsea"])
            else:
                chi2, df, p = difference_test(fit, before)
                change = _change(fit, before)
                row |= {"chi2_diff": chi2, "df_diff": df, "p_diff": p}
                row |= {f"{name}_diff": value for name, value in change.items()}
                row["holds"] = self.rules.hold(level, change)
            rows.append(row)
            before = fit
        return pd.DataFrame(rows, columns=list(_COLUMNS))

    def _told(
        self,
        fits: dict[str, CfaFit],
        table: pd.DataFrame,
        holds: dict[str, bool],
        verdict: Verdict,
        caveat: str,
        released: Sequence[str] = (),
    ) -> Invariance:
        last = fits.get("partial scalar", fits.get("scalar"))
        improper = [f"{level}: {note}" for level, fit in fits.items() for note in fit.notes if not fit.proper]
        return Invariance(
            method=_METHOD.format(source=self.rules.source),
            notes=tuple(dict.fromkeys(improper)),
            table=table,
            holds=holds,
            verdict=verdict,
            caveat=caveat,
            rules=self.rules.name,
            n=dict(self.sizes),
            released=tuple(released),
            shifts=pd.DataFrame() if last is None else self.shifts(last),
            fits=fits,
        )


@cache
def _rule_sets() -> dict[str, dict[str, Any]]:
    known: dict[str, dict[str, Any]] = shipped(__file__, "invariance_rules.yml")
    return known


def _let_go(released: Sequence[str]) -> str:
    if not released:
        return ""
    items = ", ".join(dict.fromkeys(name.split("~")[0].strip() for name in released))
    return f"not all items mean the same: {items} differ, and the comparison of means rests on the other items"


def _failed(holds: Mapping[str, bool]) -> str:
    return next(level for level, held in holds.items() if not held)


def _indices(fit: CfaFit) -> dict[str, float]:
    scaled = fit.scaled
    if scaled is None:
        test = {"chi2": fit.chi2, "df": fit.df, "p": fit.p, "cfi": fit.cfi, "rmsea": fit.rmsea}
    else:
        test = {
            "chi2": scaled.chi2, "df": fit.df, "p": scaled.p, "cfi": scaled.cfi_robust, "rmsea": scaled.rmsea_robust,
        }  # fmt: skip
    return {**test, "srmr": fit.srmr, "aic": fit.aic, "bic": fit.bic}


def _change(stricter: CfaFit, looser: CfaFit) -> dict[str, float]:
    one, other = _indices(stricter), _indices(looser)
    return {name: one[name] - other[name] for name in ("cfi", "rmsea", "srmr")}


def _worst_intercept(fit: CfaFit, released: Sequence[str], name: Callable[[str], str]) -> str | None:
    """Give the equal intercept that fits worst, of a factor that keeps two others that are equal."""
    tests = fit.equality_tests()
    loadings = fit.parameters[fit.parameters["op"] == "=~"]
    gone = {spelled.split("~")[0].strip() for spelled in released}
    factor = dict(zip(loadings["rhs"], loadings["lhs"], strict=True))
    left = {str(lhs): set(map(name, of["rhs"])) - gone for lhs, of in loadings.groupby("lhs")}
    for lhs in tests.loc[tests["op"] == "~1", "lhs"]:
        if name(lhs) not in gone and len(left[factor[lhs]]) > _KEPT:
            return f"{name(lhs)} ~ 1"
    return None
