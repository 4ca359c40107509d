"""The steps of measurement invariance: which rules a step is judged by, and what follows from all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import isnan
from numbers import Real
from typing import Any, Literal

import pandas as pd
from scipy import special

from evaluatie.result import Estimate, Result
from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.fitted import CfaFit
from evaluatie.shipped import shipped

Verdict = Literal["may be compared", "only with this caveat", "may not be compared", "too few people to test"]
LEVELS = ("configural", "metric", "scalar", "strict")
_ROWS = ("configural", "metric", "scalar", "partial scalar", "strict")
_BEFORE = {"metric": "configural", "scalar": "metric", "partial scalar": "metric", "strict": "scalar"}
_COLUMNS = (
    "level", "chi2", "df", "p", "cfi", "rmsea", "srmr", "aic", "bic",
    "chi2_diff", "df_diff", "p_diff", "cfi_diff", "rmsea_diff", "srmr_diff", "holds",
)  # fmt: skip
_SHOWN = 6  # groups that are too small and named
_CHANCE = 0.05  # level of the test of an intercept, shared out over all (Bonferroni)
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
    "scalar": "equal intercepts fit worse, and letting go of single items does not mend it",
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
        One row per level, and where intercepts were let go one for "partial scalar", behind "scalar":
        ``level, chi2, df, p, cfi, rmsea, srmr, aic, bic``, the change (``chi2_diff, df_diff, p_diff, cfi_diff,
        rmsea_diff, srmr_diff``) against the level before, of "partial scalar" against "metric" and of "strict" against
        "scalar", and ``holds``, whether it and all before it hold. With "mlr" chi-square is scaled, and CFI and RMSEA
        are the robust ones.
    holds : dict of str to bool
        The same per row of the table; empty where there are too few people to test: the table then has
        the fit of the levels that could be fitted, and no word on what holds.
    verdict : {"may be compared", "only with this caveat", "may not be compared", "too few people to test"} or None
        What follows for means; None where equal intercepts were not asked about.
    caveat : str
        What must be said with the verdict; empty where nothing.
    rules : str
        The name of the rule set.
    n : dict of str to int
        People per group, or at each wave.
    reference : str
        The group or wave that the others are compared with.
    released : tuple of str
        Parameters that had to differ for means to be compared at all (partial invariance), as the model names them.
    shifts : DataFrame
        Per group or wave but the first, and factor: ``observed``, the difference of the mean of the items from the
        first; ``latent``, what of it the factor explains; ``bias``, the rest, which comes of items that do not mean
        the same.
    """

    table: pd.DataFrame = field(compare=False)
    holds: dict[str, bool]
    verdict: Verdict | None
    caveat: str
    rules: str
    n: dict[str, int]
    reference: str
    released: tuple[str, ...]
    shifts: pd.DataFrame = field(compare=False, repr=False)
    fits: dict[str, CfaFit] = field(compare=False, repr=False)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the chi-square difference of each step."""
        steps = self.table[self.table["df_diff"].notna()]
        people = next(iter(self.fits.values())).n if self.fits else None
        return tuple(
            Estimate(f"{row['level']} chi2_diff", row["chi2_diff"], df=row["df_diff"], p=row["p_diff"], n=people)
            for row in steps.to_dict("records")
        )


def difference_test(stricter: CfaFit, looser: CfaFit) -> tuple[float, int, float]:
    """Compare nested models by chi-square, scaled where they are (Satorra and Bentler 2001).

    Parameters
    ----------
    stricter, looser : CfaFit
        The model with more and the one with fewer equal parameters, of the same people.

    Returns
    -------
    tuple of float, int, float
        The difference, its degrees of freedom and its p value; NaN where the scaled difference is not defined.

    Raises
    ------
    ValueError
        They are of other people, or only one of them is scaled.
    """
    if stricter.n != looser.n or (stricter.scaled is None) != (looser.scaled is None):
        raise ValueError("models are compared that are of the same people and fitted in the same way")
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
    own: int  # people that the rules themselves ask for
    fewest: int  # that are asked for
    limits: dict[str, dict[str, float]]

    @classmethod
    def named(cls, name: str, people: int, fewest: int | None) -> Rules:
        """Give a rule set for so many people; raises ModelError where there is none of that name."""
        if fewest is not None and not _is_count(fewest):
            raise ModelError(f"fewest: at least 1 person per group is needed, got {fewest!r}")
        known = {one: rule for one, rule in _rule_sets().items() if one != "adequate"}
        if name not in known:
            raise ModelError(f"rules: {name!r} is none of {', '.join(known)}")
        rule = known[name]
        small = "small" in rule and people <= rule["small"]["up_to"]
        limits = {level: of for level, of in rule["small" if small else "large"].items() if level in LEVELS}
        own = rule["fewest"]
        return cls(name, rule["source"], own, own if fewest is None else fewest, limits)

    @property
    def overridden(self) -> tuple[str, ...]:
        """Say that fewer people are asked for than the rules were found with."""
        if self.fewest >= self.own:
            return ()
        return (f"the rules were found with at least {self.own} people; here {self.fewest} are taken to be enough",)

    def hold(self, level: str, change: Mapping[str, float]) -> bool:
        """Tell whether a level fits worse than the one before it by less than the limits."""
        limits = self.limits[level]
        worse = {"cfi": -change["cfi"], "rmsea": change["rmsea"], "srmr": change["srmr"]}
        if any(isnan(worse[name]) for name in limits):
            raise ModelError(f"{level}: its fit cannot be compared with that of the level before it")
        if worse["cfi"] >= limits["cfi"]:
            return False
        # CFI decides, with one of the others beside it where the rules have them
        others = [worse[name] < limits[name] for name in ("rmsea", "srmr") if name in limits]
        return not others or any(others)


def fewest_people(rules: str = "chen2007") -> int:
    """Give the people per group below which a rule set says nothing.

    Examples
    --------
    >>> fewest_people()
    150
    """
    return Rules.named(rules, 0, None).fewest


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
    notes: tuple[str, ...] = ()
    uncounted: tuple[str, ...] = ()  # who is not among the sizes, and why; told where these are too small
    silent: tuple[str, ...] = ()  # which items nobody answered somewhere; told likewise

    def answered(self) -> Invariance:
        """Fit all levels, judge each step, and say what follows for means."""
        if self._too_few():
            who = [f"{n} in {name}" for name, n in self._too_few().items()]
            more = [f"and {len(who) - _SHOWN} more such"] if len(who) > _SHOWN else []
            asked = "the rules were found with" if self.rules.fewest == self.rules.own else "here are asked for"
            advice = f"{asked} at least {self.rules.fewest}; leave smaller groups out, or ask more people"
            told = "; ".join((f"{', '.join(who[:_SHOWN] + more)}: {advice}", *self.silent))
            fits, failed = self._fits_of_few()
            table = self._table(fits).assign(holds=None)  # fit that hardly changes is no sign of anything here
            return self._told(
                fits, table, {}, "too few people to test", told, notes=(*self.uncounted, *self.silent, *failed)
            )
        fits, failed = self._fits()
        table = self._table(fits)
        holds = _holds(table)
        broken = next((level for level in ("configural", "metric") if not holds.get(level, True)), None)
        if broken is not None:
            return self._told(fits, table, holds, "may not be compared", _FAILS[broken], notes=failed)
        if "scalar" not in holds:
            return self._told(fits, table, holds, None, "equal intercepts were not tested", notes=failed)
        if holds["scalar"]:
            caveat = _let_go(self.partial)
            verdict: Verdict = "only with this caveat" if caveat else "may be compared"
            return self._told(fits, table, holds, verdict, caveat, self.partial, notes=failed)
        released, partial = self._released(fits)
        if partial is None:
            return self._told(fits, table, holds, "may not be compared", _FAILS["scalar"], notes=failed)
        fits = {**fits, "partial scalar": partial}
        table = self._table(fits)
        return self._told(
            fits, table, _holds(table), "only with this caveat", _let_go(released), released, notes=failed
        )

    def _too_few(self) -> dict[str, int]:
        return {name: n for name, n in self.sizes.items() if n < self.rules.fewest}

    def _fits(self) -> tuple[dict[str, CfaFit], tuple[str, ...]]:
        """Fit the levels; what cannot be fitted ends the row of them, and is said."""
        fits: dict[str, CfaFit] = {}
        for level in self.levels:
            try:
                fits[level] = self.fit(level, self.partial)
            except ModelError as error:
                # without the levels before it, and unless one of these answers the question, nothing can be said
                if level != "strict" and self._table(fits)["holds"].all():
                    raise ModelError(f"{level}: {error}") from None
                return fits, (f"{level}: {error}",)
        return fits, ()

    def _fits_of_few(self) -> tuple[dict[str, CfaFit], tuple[str, ...]]:
        """Fit what can be fitted, for who wants to look: nothing follows from it."""
        try:
            return self._fits()
        except ModelError as error:
            return {}, (str(error),)

    def _released(self, fits: Mapping[str, CfaFit]) -> tuple[tuple[str, ...], CfaFit | None]:
        """Let go, one by one, of the intercept whose equality fits worst, as long as each factor keeps most.

        Gives what was let go and the model without it; no model where that does not mend the fit.
        """
        released = list(self.partial)
        base, stricter = fits["metric"], fits["scalar"]
        while not self.rules.hold("scalar", _change(stricter, base)):
            worst = _worst_intercept(stricter, released, self.item)
            if worst is None:
                return (), None
            released.append(worst)
            stricter = self.fit("scalar", released)
        return tuple(released), stricter

    def _table(self, fits: Mapping[str, CfaFit]) -> pd.DataFrame:
        """Judge each level against the one before; one that follows on a level that fails does not hold either."""
        rows: list[dict[str, Any]] = []
        for level, fit in sorted(fits.items(), key=lambda one: _ROWS.index(one[0])):
            before = fits[_BEFORE[level]] if level in _BEFORE else None
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
                row["holds"] = self.rules.hold("scalar" if level == "partial scalar" else level, change)
            row["holds"] = bool(row["holds"]) and all(one["holds"] for one in rows if one["level"] in _needed(level))
            rows.append(row)
        return pd.DataFrame(rows, columns=list(_COLUMNS))

    def _told(
        self,
        fits: dict[str, CfaFit],
        table: pd.DataFrame,
        holds: dict[str, bool],
        verdict: Verdict | None,
        caveat: str,
        released: Sequence[str] = (),
        notes: Sequence[str] = (),
    ) -> Invariance:
        comparable = verdict in ("may be compared", "only with this caveat")
        last = fits.get("partial scalar", fits.get("scalar")) if comparable else None
        if last is not None and not last.proper:
            verdict = "only with this caveat"
            caveat = "; ".join(filter(None, [caveat, "the model came out with impossible values, see the notes"]))
        counted = [note for fit in list(fits.values())[:1] for note in fit.notes if fit.proper or "left out" in note]
        improper = [f"{level}: {note}" for level, fit in fits.items() for note in _impossible(fit)]
        return Invariance(
            method=_METHOD.format(source=self.rules.source),
            notes=(*self.notes, *counted, *notes, *improper, *self.rules.overridden),
            table=table,
            holds=holds,
            verdict=verdict,
            caveat=caveat,
            rules=self.rules.name,
            n=dict(self.sizes),
            reference=next(iter(self.sizes)),
            released=tuple(released),
            shifts=pd.DataFrame() if last is None else self.shifts(last),
            fits=fits,
        )


def _is_count(given: object) -> bool:
    return isinstance(given, Real) and float(given) >= 1


def _holds(table: pd.DataFrame) -> dict[str, bool]:
    return dict(zip(table["level"], table["holds"].astype(bool), strict=True))


def _needed(level: str) -> tuple[str, ...]:
    """Give the levels on which one rests."""
    before = _BEFORE.get(level)
    return () if before is None else (*_needed(before), before)


def _impossible(fit: CfaFit) -> list[str]:
    return [] if fit.proper else [note for note in fit.notes if "left out" not in note]


@cache
def _rule_sets() -> dict[str, dict[str, Any]]:
    known: dict[str, dict[str, Any]] = shipped(__file__, "invariance_rules.yml")
    return known


def _let_go(released: Sequence[str]) -> str:
    """Say which items differ: of those named, who have a loading or an intercept of their own."""
    items = dict.fromkeys(item for name in released if (item := _item_of(name)) is not None)
    if not items:
        return ""
    are, their = ("is", "its") if len(items) == 1 else ("are", "their")
    return (
        f"not all items mean the same: {', '.join(items)} {are} answered otherwise than the other items of {their} "
        "factor, on which the comparison of means rests"
    )


def _item_of(spelled: str) -> str | None:
    name = "".join(spelled.split())
    if "=~" in name:
        return name.partition("=~")[2]
    return None if "~~" in name else name.partition("~")[0]


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
    """Give the equal intercept that fits worst; None where it is no worse than chance makes one, or may not go.

    More than half of a factor's items have to stay equal: of two halves nobody can tell which one is the odd one.
    """
    loadings = fit.parameters[fit.parameters["op"] == "=~"]
    tests = fit.equality_tests().dropna(subset="mi")  # what cannot be told from the rest cannot be let go either
    gone = {_item_of(spelled) for spelled in released}
    left = tests[(tests["op"] == "~1") & tests["lhs"].isin(loadings["rhs"]) & ~tests["lhs"].map(name).isin(gone)]
    if left.empty or not left["p"].iloc[0] < _CHANCE / len(left):
        return None
    worst = left["lhs"].iloc[0]
    for _, of in loadings[loadings["lhs"].isin(loadings.loc[loadings["rhs"] == worst, "lhs"])].groupby("lhs"):
        items = set(map(name, of["rhs"]))
        kept = len(items - gone) - 1
        if kept < _KEPT or kept <= len(items) / 2:
            return None
    return f"{name(worst)} ~ 1"
