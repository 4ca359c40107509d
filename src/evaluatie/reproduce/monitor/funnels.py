"""A funnel in place of a league table: who lies outside what chance makes, given how many people answered."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from evaluatie.amiss import listed
from evaluatie.holm import METHOD as HOLM
from evaluatie.holm import holm
from evaluatie.reproduce.monitor.limits import Kind, between_variance, control_limit, overdispersion, standardised
from evaluatie.reproduce.monitor.names import spelt_alike
from evaluatie.reproduce.monitor.notes import Figure, note
from evaluatie.reproduce.monitor.shares import REMEDY, taken_for_shares
from evaluatie.result import Estimate, NotEnoughData, Result

Overdispersed = Literal["additive", "multiplicative", "ignored"]
METHOD = "Funnel plot with {kind} binomial limits at 95% and 99.8% (Spiegelhalter 2005)"
LIMITS = {"95": 0.95, "99.8": 0.998}


@dataclass(frozen=True, kw_only=True)
class Funnel(Result):
    """A funnel plot's numbers.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per organisation: ``name``, ``n``, ``percent``, ``low_95``, ``high_95``, ``low_99.8``, ``high_99.8`` (in
        percent), ``z``, ``p``, ``p_adjusted``, ``outside`` (``""``, ``"95"`` or ``"99.8"``).
    curve : pandas.DataFrame
        The limits along a range of n, for drawing: ``n``, ``low_95``, ...
    target : float
        In percent.
    phi : float
        By what factor the percentages vary more than answers of people alone make them (winsorised).
    factor : float
        By what the variance of the limits was multiplied; 1 where it was not.
    between : float
        Standard deviation of true percentages that was added to the limits, in points; 0 where none was.
    k, outside, outside_far, outside_adjusted : int
        Organisations; outside 95%, outside 99.8%, and told apart after adjustment for their number.
    by_chance : float
        Expected outside 95% if none differed.
    """

    table: pd.DataFrame
    curve: pd.DataFrame
    target: float
    phi: float
    factor: float
    between: float
    k: int
    outside: int
    outside_far: int
    outside_adjusted: int
    by_chance: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the target, then each organisation's percentage."""
        rows = (
            Estimate("percent", row["percent"], statistic=row["z"], p=row["p"], n=row["n"], group=row["name"])
            for row in self.table.to_dict("records")
        )
        return (Estimate("target", self.target), *rows)


def funnel_limits(
    percent: Any,
    n: Any,
    names: Iterable[Any],
    *,
    target: float | None = None,
    kind: Kind = "exact",
    overdispersed: Overdispersed = "additive",
    rounded: float = 0.0,
    small: bool = False,
) -> Funnel:
    """Set percentages of organisations in a funnel around a target.

    Where percentages vary more than chance makes them (phi above the 97.5% point of chi-squared / k), the limits are
    those of the normal distribution with true differences added (default: numbers of people may differ much) or with
    its variance multiplied (Spiegelhalter 2005, *Quality and Safety in Health Care* 14, 347-351).

    Parameters
    ----------
    percent, n : sequence of numbers, shape (k,)
        Percentages and the numbers of people they are of.
    names : iterable
        Of the organisations.
    target : float, optional
        In percent; without it that of all people together.
    kind : {"exact", "normal"}
        The limits where there is no overdispersion.
    overdispersed : {"additive", "multiplicative", "ignored"}
        How limits are widened where organisations vary more than chance makes them.
    rounded : float, default 0
        Half a unit of the last decimal of the percentages.
    small : bool, default False
        That values up to 1 are percentages indeed, and no shares of 1.

    Returns
    -------
    Funnel

    Raises
    ------
    NotEnoughData
        With fewer than 3 organisations.
    ValueError
        If lengths differ, a percentage lies outside 0-100 or looks like a share (0.62 where 62 is meant), n is no
        positive whole number, or a name stands there twice (capitals, spaces and punctuation aside).

    Examples
    --------
    >>> found = funnel_limits([10, 12, 30, 11], [100, 250, 80, 400], "abcd", target=11.0, overdispersed="ignored")
    >>> found.table.set_index("name").outside.to_dict(), found.outside_adjusted
    ({'a': '', 'b': '', 'c': '99.8', 'd': ''}, 1)
    """
    shares, people, labels = _read(percent, n, names, small)
    aim = float(shares @ people / people.sum()) if target is None else target / 100
    if not 0 < aim < 1:
        raise ValueError(f"the target must lie between 0 and 100: got {100 * aim:g}")
    z = standardised(shares, people, aim)
    phi = overdispersion(z)
    used = _model(z, people, aim, kind, overdispersed)
    table = pd.DataFrame({"name": labels, "n": people.astype(int), "percent": 100 * shares})
    table = table.join(_limits(people, aim, used))
    table["z"] = z / np.sqrt(used.factor + used.between * people / (aim * (1 - aim)))
    table["p"] = _p(shares, people, aim, used, table["z"].to_numpy())
    table["p_adjusted"] = holm(table["p"].to_numpy())
    table["outside"] = [_outside(row) for _, row in table.iterrows()]
    expected = 0.05 * len(z)
    notes = [note("funnel_target")] if target is None else []
    if used.between:
        notes.append(note("funnel_dispersed", phi=Figure(phi), between=Figure(100 * math.sqrt(used.between))))
    if used.factor > 1:
        notes.append(note("funnel_spread", factor=Figure(used.factor)))
    notes += [note("funnel_rounded")] if rounded else []
    return Funnel(
        f"{METHOD.format(kind=used.kind)}; {HOLM}",
        (*notes, note("funnel_chance", expected=Figure(expected), k=len(z))),
        table=table,
        curve=_curve(people, aim, used),
        target=100 * aim,
        phi=phi,
        factor=used.factor,
        between=100 * math.sqrt(used.between),
        k=len(z),
        outside=int((table["outside"] != "").sum()),
        outside_far=int((table["outside"] == "99.8").sum()),
        outside_adjusted=int((table["p_adjusted"] < 0.05).sum()),
        by_chance=expected,
    )


def _read(percent: Any, n: Any, names: Iterable[Any], small: bool) -> tuple[Any, Any, list[str]]:
    shares, people, labels = np.asarray(percent, float) / 100, np.asarray(n, float), [str(name) for name in names]
    if not len(shares) == len(people) == len(labels):
        raise ValueError(f"percent, n and names must pair up: got {len(shares)}, {len(people)} and {len(labels)}")
    if len(shares) < 3:
        raise NotEnoughData(f"a funnel needs at least 3 organisations: got {len(shares)}")
    problems = list(_wrong(shares, people, labels, small))
    if problems:
        raise ValueError("; ".join(problems))
    return shares, people, labels


def _wrong(shares: Any, people: Any, labels: list[str], small: bool) -> Iterator[str]:
    """Tell of every fault in the input, with whose it is."""
    outside = [label for label, share in zip(labels, shares, strict=True) if not 0 <= share <= 1]
    if outside:
        yield f"a percentage must lie between 0 and 100: look at {listed(outside)}"
    looks = [] if small or outside else taken_for_shares(list(100 * shares))
    if looks:
        what = f"percentages look like shares of 1: look at {listed(labels[place] for place in looks)}"
        yield f"{what}; {REMEDY}, or say small=True if less than 1 percent is meant"
    wrong = [label for label, one in zip(labels, people, strict=True) if not (one >= 1 and float(one).is_integer())]
    if wrong:
        yield f"n must be a positive whole number: look at {listed(wrong)}"
    met = Counter(map(spelt_alike, labels))
    twice = [label for label in labels if met[spelt_alike(label)] > 1]
    if twice:
        yield f"names must differ in more than capitals, spaces and punctuation: look at {listed(twice)}"


@dataclass(frozen=True)
class _Model:
    """How limits are made."""

    kind: Kind
    factor: float = 1.0
    between: float = 0.0


def _model(z: Any, people: Any, aim: float, kind: Kind, overdispersed: Overdispersed) -> _Model:
    phi = overdispersion(z)
    if overdispersed == "ignored" or phi <= float(stats.chi2.ppf(0.975, len(z))) / len(z):
        return _Model(kind)
    if overdispersed == "multiplicative":
        return _Model("normal", factor=phi)
    return _Model("normal", between=between_variance(z, people, aim))


def _limits(people: Any, aim: float, used: _Model) -> pd.DataFrame:
    columns = {}
    for name, level in LIMITS.items():
        for side, area in (("low", (1 - level) / 2), ("high", (1 + level) / 2)):
            limit = control_limit(aim, people, area, used.kind, factor=used.factor, between=used.between)
            columns[f"{side}_{name}"] = 100 * limit
    return pd.DataFrame(columns)


def _p(shares: Any, people: Any, aim: float, used: _Model, z: Any) -> Any:
    """Give two-sided p values: mid-p of the binomial where limits are exact, as their interpolation is."""
    if used.kind == "normal":
        return 2 * stats.norm.sf(np.abs(z))
    counts = np.round(shares * people)
    middle = 0.5 * stats.binom.pmf(counts, people, aim)
    below, above = stats.binom.cdf(counts, people, aim) - middle, stats.binom.sf(counts, people, aim) + middle
    return np.minimum(2 * np.minimum(below, above), 1.0)


def _outside(row: pd.Series[Any]) -> str:
    for name in ("99.8", "95"):
        if not row[f"low_{name}"] <= row["percent"] <= row[f"high_{name}"]:
            return name
    return ""


def _curve(people: Any, aim: float, used: _Model) -> pd.DataFrame:
    along = np.unique(np.round(np.geomspace(max(people.min() * 0.8, 2), people.max() * 1.15, 80)))
    return pd.DataFrame({"n": along}).join(_limits(along, aim, used))
