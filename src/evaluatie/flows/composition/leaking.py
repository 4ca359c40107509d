"""The leaking pipeline: how a group's share falls from the entry to the top."""

from __future__ import annotations

import itertools
from statistics import NormalDist
from typing import Any

import numpy as np

from evaluatie.flows.composition.leaks import Pipeline, Rung
from evaluatie.flows.composition.odds_and_trend import cochran_armitage, odds_ratio, trend_slope
from evaluatie.flows.reading.heads import (
    Floats,
    as_tuple,
    focal_and_unknown,
    label_of,
    levels_in_order,
    read_counts,
    take_column,
)
from evaluatie.flows.selecting.score import koopman_limits
from evaluatie.result import NotEnoughData, check_confidence
from evaluatie.wilson import wilson_interval

METHOD = (
    "Shares per rung (Wilson 1927), ratio to the rung below (Koopman 1984), trend (Cochran 1954; Armitage 1955), "
    "odds of being above a rung (Woolf 1955)"
)
SNAPSHOT = (
    "a picture of one moment is no record of careers: a lower share higher up may also come from hiring of years ago"
)


def pipeline(
    frame: Any,
    group: Any,
    focal: Any,
    scale: Any,
    ladder: Any = None,
    *,
    n: Any = None,
    unknown: Any = "unknown",
    confidence: float = 0.95,
) -> Pipeline:
    """Give a group's share on every rung of the ladder, and how it changes on the way up.

    Parameters
    ----------
    frame : DataFrame
        One row per person, or per combination with a count in column `n`.
    group : hashable
        Column of the group; missing is unknown.
    focal : level or levels
        Whose share.
    scale : hashable
        Column of the rung.
    ladder : sequence, optional
        Rungs from entry to top; people on others are left out and counted. By default all levels in natural order.
    n : hashable, optional
        Column of counts.
    unknown : level or levels, default "unknown"
        Levels that say that the group is not known.
    confidence : float, default 0.95
        Level of the intervals.

    Returns
    -------
    Pipeline
        Rungs and trend.

    Raises
    ------
    ValueError
        If nobody is in the focal group and its level is not a category either.
    NotEnoughData
        If nobody stands on the ladder.

    Examples
    --------
    >>> import pandas as pd
    >>> staff = pd.DataFrame({"scale": ["S2", "S2", "S10", "S10"], "origin": ["m", "n"] * 2, "heads": [40, 60, 10, 90]})
    >>> seen = pipeline(staff, "origin", "m", "scale", n="heads")
    >>> [(rung.level, rung.share) for rung in seen.rungs], seen.rungs[1].leak_ratio
    ([('S2', 0.4), ('S10', 0.1)], 0.25)
    >>> round(seen.trend_chi2, 2)
    24.0
    """
    check_confidence(confidence)
    rung, groups, counts = take_column(frame, scale), take_column(frame, group), read_counts(frame, n)
    is_focal, is_unknown, notes = focal_and_unknown(groups, focal, unknown)
    order = levels_in_order(rung) if ladder is None else list(as_tuple(ladder))
    place = rung.astype(object).map({level: at for at, level in enumerate(order)})
    off = int(counts[place.isna()].sum())
    if off:
        notes = (*notes, f"{off} person(s) on no rung of the ladder: left out")
    on = place.notna().to_numpy()
    at = place[on].astype(int)
    tallied = [np.bincount(at, counts[on] * kind[on], len(order)) for kind in (is_focal, is_unknown, is_focal | True)]
    heads: Floats = np.array(tallied, dtype=np.float64).T
    filled = np.flatnonzero(heads[:, 2])
    if not len(filled):
        raise NotEnoughData("nobody stands on the ladder")
    empty = [label_of(order[at]) for at in range(len(order)) if at not in filled]
    if empty:
        notes = (*notes, f"nobody on {', '.join(empty)}: the rung above is compared with the next one below")
    rungs = _with_odds(_with_leaks([_rung(order[at], heads[at], confidence) for at in filled], confidence), confidence)
    return Pipeline(
        METHOD,
        (*notes, *_notes(rungs)),
        rungs=tuple(rungs),
        **_trend(heads[filled], filled.astype(np.float64) + 1, confidence),
        n=int(heads[:, 2].sum()),
        n_known=int((heads[:, 2] - heads[:, 1]).sum()),
        focal=tuple(label_of(level) for level in as_tuple(focal)),
        confidence=confidence,
    )


def _rung(level: Any, heads: Floats, confidence: float) -> Rung:
    focal, hidden, n = (int(held) for held in heads)
    known = n - hidden
    low, high = wilson_interval(focal, known, confidence) if known else (None, None)
    share = focal / known if known else None
    return Rung(label_of(level), n, known, focal, hidden, share, low, high, focal / n, (focal + hidden) / n)


def _with_leaks(rungs: list[Rung], confidence: float) -> list[Rung]:
    changed = rungs[:1]
    for below, above in itertools.pairwise(rungs):
        facts = dict(vars(above))
        if below.share and above.share is not None:
            facts["leak_ratio"] = above.share / below.share
        if below.n_known and above.n_known:
            limits = koopman_limits(above.n_focal, above.n_known, below.n_focal, below.n_known, confidence)
            facts["leak_low"], facts["leak_high"] = limits if below.share else (None, None)
        ends = (
            ("leak_bound_low", above.share_no_unknown_focal, below.share_all_unknown_focal),
            ("leak_bound_high", above.share_all_unknown_focal, below.share_no_unknown_focal),
        )
        facts |= {name: top / bottom for name, top, bottom in ends if top is not None and bottom}
        changed.append(Rung(**facts))
    return changed


def _with_odds(rungs: list[Rung], confidence: float) -> list[Rung]:
    focal = np.array([rung.n_focal for rung in rungs])
    others = np.array([rung.n_known - rung.n_focal for rung in rungs])
    changed = []
    for at, rung in enumerate(rungs):
        up = slice(at + 1, None)
        above, others_above = int(focal[up].sum()), int(others[up].sum())
        found = odds_ratio(above, focal.sum() - above, others_above, others.sum() - others_above, confidence)
        names = ("odds_ratio", "odds_low", "odds_high")
        changed.append(Rung(**{**vars(rung), **(dict(zip(names, found, strict=True)) if found else {})}))
    return changed


def _trend(heads: Floats, scores: Floats, confidence: float) -> dict[str, float | None]:
    known = heads[:, 2] - heads[:, 1]
    some = known > 0
    names = ("trend_statistic", "trend_chi2", "trend_p", "slope", "slope_low", "slope_high")
    if some.sum() < 2:
        return dict.fromkeys(names)
    x, n, s = heads[some, 0], known[some], scores[some]
    tested = cochran_armitage(x, n, s)
    slope, se = trend_slope(x, n, s)
    half = NormalDist().inv_cdf((1 + confidence) / 2) * se
    z, p = tested if tested else (None, None)
    return dict(zip(names, (z, None if z is None else z * z, p, slope, slope - half, slope + half), strict=True))


def _notes(rungs: list[Rung]) -> tuple[str, ...]:
    hidden, n = sum(rung.n_unknown for rung in rungs), sum(rung.n for rung in rungs)
    notes = [SNAPSHOT]
    if hidden:
        notes.append(
            f"the group of {hidden} of {n} is not known: shares, ratios and trend are of the others; bounds are beside"
        )
    if len(rungs) < 2:
        notes.append("only one rung holds people: no ratio and no trend")
    if any(not rung.n_focal and rung.n_known for rung in rungs):
        notes.append("a rung without anyone of the focal group gives no ratio for the rung above")
    if any(rung.odds_ratio is not None and not _all_cells(rungs, at) for at, rung in enumerate(rungs)):
        notes.append("odds ratios with an empty cell have half a person added to every cell")
    return tuple(notes)


def _all_cells(rungs: list[Rung], at: int) -> bool:
    sides = (rungs[: at + 1], rungs[at + 1 :])
    return all(
        sum(r.n_focal for r in side) and sum(r.n_known - r.n_focal for r in side) for side in sides
    )  # fmt: skip
