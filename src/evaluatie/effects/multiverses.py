"""One change under every defensible choice of analysis."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.effects.specifications import (
    FOUND,
    dimension_table,
    estimate_one,
    read_headline,
    read_options,
    values_of,
)
from evaluatie.result import Estimate, NotEnoughData, Result

METHOD = "Multiverse analysis (Steegen et al. 2016; specification curve: Simonsohn, Simmons & Nelson 2020)"
DEPENDENT = (
    "specifications share the same people and are not independent: shares of specifications are no p values, and "
    "nothing is inferred from them jointly"
)
DEFENSIBLE = (
    "the spread means something only if every choice was as defensible as any other (Del Giudice & Gangestad 2021): "
    "an estimate from a poorer choice says nothing against a better one"
)


@dataclass(frozen=True)
class Multiverse(Result):
    """The estimates of all specifications, and which choices move them.

    Attributes
    ----------
    table : DataFrame
        One row per specification: a column per dimension with the choice's label, then ``estimate, se, ci_low,
        ci_high, p, n`` and ``reason`` (why there is no estimate).
    dimension_table : DataFrame
        One row per dimension and option: ``dimension, option, specifications, mean_estimate`` and
        ``share_of_variance``, the part of the variance between specifications that goes with the dimension alone.
    median, minimum, maximum, range : float
        Of the estimates.
    share_positive, share_above, share_below : float
        Of the estimates above zero; of the intervals wholly above, and wholly below zero (NaN without intervals).
    headline_estimate, headline_rank : float or None
        The headline specification's estimate, and its rank from below (ties share their mean rank); None where it
        gave none.
    k, k_estimated, k_excluded : int
        Specifications, those that gave an estimate, and combinations that were excluded beforehand.
    """

    table: pd.DataFrame = field(compare=False)
    dimension_table: pd.DataFrame = field(compare=False)
    median: float
    minimum: float
    maximum: float
    range: float
    share_positive: float
    share_above: float
    share_below: float
    headline_estimate: float | None
    headline_rank: float | None
    k: int
    k_estimated: int
    k_excluded: int
    _headline: dict[str, str] = field(compare=False, repr=False)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the headline (where it has an estimate), then median, minimum and maximum over the specifications.

        Returns
        -------
        tuple of Estimate
            Terms ``headline``, ``median``, ``minimum``, ``maximum``; only the first has an interval and a number of
            people.
        """
        spread = tuple(Estimate(term, getattr(self, term)) for term in ("median", "minimum", "maximum"))
        if self.headline_estimate is None:
            return spread
        row = self.table[_matches(self.table, self._headline)].iloc[0]
        found: dict[str, Any] = {name: None if pd.isna(row[name]) else row[name] for name in FOUND}
        return (Estimate("headline", **found), *spread)


def multiverse(
    analyse: Callable[..., Any],
    choices: Mapping[str, Mapping[str, Any] | Iterable[Any]],
    *,
    allowed: Callable[..., bool] | None = None,
    headline: Mapping[str, str] | None = None,
) -> Multiverse:
    """Estimate one change under all combinations of choices.

    Steegen, Tuerlinckx, Gelman & Vanpaemel (2016), *Perspectives on Psychological Science* 11, 702-712; Simonsohn,
    Simmons & Nelson (2020), *Nature Human Behaviour* 4, 1208-1214; which choices belong in one: Del Giudice & Gangestad
    (2021), *Advances in Methods and Practices in Psychological Science* 4(1). A dimension's share of the variance is
    what the additive model of all dimensions explains more than the one without it; over all combinations that is its
    main effect's share, and what is left over are interactions.

    Parameters
    ----------
    analyse : callable
        Takes one choice per dimension, by name, and returns a result with ``estimate`` or ``mean_change`` and, where
        it has them, ``se, ci_low, ci_high, p, n``. Where it raises NotEnoughData the specification stays in the table
        with the reason.
    choices : mapping of str to (mapping of str to anything, or sequence)
        Dimension -> label -> what ``analyse`` is given; of a sequence, the values' texts are the labels.
    allowed : callable, optional
        Takes one choice per dimension, by name, and tells whether they make sense together.
    headline : mapping of str to str, optional
        Dimension -> label of the specification that is reported; else the first option of each dimension.

    Returns
    -------
    Multiverse
        All estimates and what they hang on. No joint inference is made.

    Raises
    ------
    NotEnoughData
        If no specification gives an estimate.
    TypeError
        If what ``analyse`` returns has no estimate.
    ValueError
        If a dimension has no option, a name or label is doubled or reserved, no combination is allowed, or the
        headline is none.

    Examples
    --------
    >>> from evaluatie.effects.paired import paired_change
    >>> pre, post = np.array([2, 3, 4, 3, 2, 3]), np.array([3, 3, 5, 4, 4, 5])
    >>> def analyse(people, scale):
    ...     return paired_change(pre[people] * scale, post[people] * scale)
    >>> people = {"all": slice(None), "without the last": slice(None, -1)}
    >>> found = multiverse(analyse, {"people": people, "scale": {"sum": 1.0, "mean": 0.5}})
    >>> found.k, round(found.minimum, 3), round(found.maximum, 3), found.headline_rank
    (4, 0.5, 1.167, 4.0)
    """
    options = read_options(choices)
    specifications = [
        dict(zip(options, labels, strict=True)) for labels in itertools.product(*map(list, options.values()))
    ]
    chosen = read_headline(headline, options)
    kept = [labels for labels in specifications if allowed is None or allowed(**values_of(options, labels))]
    if not kept:
        raise ValueError("no combination of choices is allowed: see what allowed() returns")
    columns = [*options, *FOUND, "reason"]
    table = pd.DataFrame(
        [{**labels, **estimate_one(analyse, values_of(options, labels))} for labels in kept], columns=columns
    )
    done = table[table["estimate"].notna()]
    if done.empty:
        raise NotEnoughData(
            f"none of {len(table)} specifications gave an estimate; the first: {table['reason'].iloc[0]}"
        )
    return Multiverse(
        METHOD,
        (*_notes(table, len(specifications) - len(kept)), DEPENDENT, DEFENSIBLE),
        table,
        dimension_table(done, options),
        **_spread(done),
        **_place(done, chosen),
        k=len(table),
        k_estimated=len(done),
        k_excluded=len(specifications) - len(kept),
        _headline=chosen,
    )


def _spread(done: pd.DataFrame) -> dict[str, Any]:
    estimates = done["estimate"].to_numpy(dtype=float)
    limits = done[["ci_low", "ci_high"]].dropna()
    low, high = float(estimates.min()), float(estimates.max())
    return {
        "median": float(np.median(estimates)),
        "minimum": low,
        "maximum": high,
        "range": high - low,
        "share_positive": float((estimates > 0).mean()),
        "share_above": float((limits["ci_low"] > 0).mean()) if len(limits) else math.nan,
        "share_below": float((limits["ci_high"] < 0).mean()) if len(limits) else math.nan,
    }


def _place(done: pd.DataFrame, chosen: dict[str, str]) -> dict[str, Any]:
    here = _matches(done, chosen)
    if not here.any():
        return {"headline_estimate": None, "headline_rank": None}
    estimate, rank = done["estimate"][here].iloc[0], done["estimate"].rank()[here].iloc[0]
    return {"headline_estimate": float(estimate), "headline_rank": float(rank)}


def _matches(table: pd.DataFrame, labels: Mapping[str, str]) -> pd.Series[bool]:
    same: pd.Series[bool] = (table[list(labels)] == pd.Series(labels)).all(axis=1)
    return same


def _notes(table: pd.DataFrame, excluded: int) -> tuple[str, ...]:
    notes: tuple[str, ...] = ()
    if excluded:
        notes += (f"{excluded} combination(s) excluded beforehand: they make no sense together",)
    reasons = table["reason"].dropna().value_counts()
    notes += tuple(f"{count} specification(s) without an estimate: {reason}" for reason, count in reasons.items())
    without = int((table["estimate"].notna() & (table["ci_low"].isna() | table["ci_high"].isna())).sum())
    if without:
        notes += (f"{without} estimate(s) without an interval: not in the shares of intervals",)
    if excluded or len(reasons):
        notes += ("not every combination has an estimate: shares of variance overlap, and need not add up",)
    return notes
