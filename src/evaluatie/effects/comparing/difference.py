"""Difference in differences: how much more an exposed group changed than a comparison group."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.effects.changes import Moments, moments
from evaluatie.effects.comparing.cells import CELLS, FourCells, four_cells, linked_changes
from evaluatie.effects.comparing.did_result import DifferenceInDifferences
from evaluatie.effects.comparing.least_squares import least_squares
from evaluatie.effects.comparing.methods import (
    cluster_rows_of,
    hc2_row,
    linked_row,
    lonely,
    ols_row,
    people_codes,
    unit_rows,
    wild_row,
)
from evaluatie.effects.comparing.robust import FEW_DF
from evaluatie.effects.long_frame import Codes
from evaluatie.effects.t_interval import t_interval
from evaluatie.effects.values import Floats
from evaluatie.result import Estimate, check_confidence

METHOD = "Difference in differences (least squares: wave x exposure)"
BY_CLUSTER = (
    "CR2 standard error by {} with Satterthwaite degrees of freedom (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018)"
)
BY_CELL = "HC2 standard error (MacKinnon & White 1985) with Welch-Satterthwaite degrees of freedom (Welch 1947)"
PARALLEL = (
    "says what the interventions added only if, without them, both groups would have changed alike (parallel trends); "
    "two waves cannot show whether they would: see pre_trend where there are earlier waves"
)
RANDOMISED = "called an effect because exposure is said to have been drawn by lot"
ALONE = (
    "{} rest(s) upon one {}: how much units differ cannot be estimated, so no inference over units is possible; rows "
    "without clusters in the table take people as independent, and are too sure"
)
FEW_UNITS = 4
FEW_CLUSTERS_NOTE = "only {} clusters: intervals over units are rough guides at best"
FEW_EXPOSED_NOTE = (
    "one of the groups has only {} units: the wild bootstrap can then reject too often or too seldom (MacKinnon & Webb "
    "2018); the permutation is safer where exposure could as well have fallen to other units"
)
EVERY_UNIT_ONCE = "permutation and unit_changes count every unit once, whatever its size: another mean than elsewhere"


def difference_in_differences(
    frame: pd.DataFrame,
    value: str,
    wave: str,
    exposed: str,
    cluster: str | None = None,
    *,
    respondent: str | None = None,
    waves: Sequence[Hashable] | None = None,
    randomised: bool = False,
    confidence: float = 0.95,
    seed: int = 0,
    resamples: int = 4999,
) -> DifferenceInDifferences:
    """Compare the change of an exposed group with that of a comparison group.

    The estimate is the interaction of wave and exposure in a least-squares regression, from everyone who answered
    (repeated cross-sections). With ``cluster`` its uncertainty counts that people of one unit are alike: CR2 with
    Satterthwaite degrees of freedom (R's clubSandwich) is the headline, and beside it stand, with few units, the
    wild cluster bootstrap, and where whole units were exposed, a permutation of units and Welch's test of the units'
    mean changes. Without units, the two answers of one person are counted as belonging together where ``respondent``
    says who that is; else every row counts as another person. ``table`` gives every method, also R's ``lm()``.

    Parameters
    ----------
    frame : DataFrame
        One row per respondent and wave.
    value, wave, exposed : str
        Its columns. ``exposed`` marks the group, at both waves alike: 0/1, False/True, or an ordered categorical of
        two labels, the exposed one second.
    cluster : str, optional
        Column with the unit (team, department) that shares its exposure or its circumstances.
    respondent : str, optional
        Column with the person: gives the difference among those who answered twice beside everyone's.
    waves : pair of labels, optional
        First and last wave: needed where there are more than two, or their order is not plain from their labels.
    randomised : bool, default False
        Exposure was drawn by lot: only then is the difference called an effect.
    confidence : float, default 0.95
        Level of the intervals.
    seed, resamples : int, default 0 and 4999
        Of the bootstrap and the permutation, where not every resample can be worked out.

    Returns
    -------
    DifferenceInDifferences
        With ``n`` the number of answers.

    Raises
    ------
    NotEnoughData
        If one of the four cells is empty (no comparison group, or nobody exposed), or there are 4 answers only.
    TypeError
        If an answer is not a number.
    ValueError
        If a column is not there, a respondent answered twice at a wave, or waves or exposure are not plain.

    Notes
    -----
    How often each test rejected, in percent, where nothing differed: 1,000 to 2,000 samples each of units of 5 to 80
    people, with a unit's level (sd .4) and its own change (sd .3) beside the people's sd of 1, at level 5%.

    ==========================  ====  ====  ====  ===========  ============
    units, exposed              OLS   CR2   wild  permutation  unit_changes
    ==========================  ====  ====  ====  ===========  ============
    8, 4 at random              17.4   4.9   5.9          2.3           3.5
    8, 2 at random              17.8   2.3   3.4          3.8           7.4
    8, the 2 largest            17.9   5.8   9.4          1.4           5.6
    12, 6 at random             20.8   6.4   6.7          4.2           3.5
    12, 3 at random             17.8   3.6   5.4          5.1           5.4
    12, the 3 largest           18.5   4.2   5.2          2.3           5.8
    ==========================  ====  ====  ====  ===========  ============

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "wave": ["t0", "t1"] * 8,
    ...     "pilot": [0] * 8 + [1] * 8,
    ...     "team": list("aabbccddeeffgghh"),
    ...     "score": [2, 3, 3, 3, 4, 4, 3, 4, 2, 4, 3, 5, 3, 4, 2, 4],
    ... })
    >>> found = difference_in_differences(frame, "score", "wave", "pilot", "team")
    >>> found.estimate, found.design, found.n_clusters
    (1.25, 'difference in change', 8)
    >>> round(found.se, 4), round(found.df, 4), round(found.p, 4)
    (0.3819, 6.0, 0.017)
    """
    check_confidence(confidence)
    cells = four_cells(frame, value, wave, exposed, cluster, respondent, waves)
    groups = [moments(cells.answers[cells.cell == at]) for at in range(len(CELLS))]
    scale = max(group.scale for group in groups)
    fit = least_squares(cells.answers, cells.design)
    rows: tuple[Estimate, ...] = (ols_row(fit, 3, confidence, scale),)
    hc2 = hc2_row(groups, confidence)
    notes = (*cells.notes, *(() if hc2 else ("a cell holds one answer: no standard error without equal variances",)))
    rows += (hc2,) if hc2 is not None else ()
    robust, more = _clustered(cells, cluster, resamples, seed, confidence, scale)
    rows, notes = (*robust, *rows), (*notes, *more)
    linked, linked_notes = _linked(cells, confidence, scale)
    rows += (linked,) if linked is not None else ()
    head, how = _headline(rows, cells, cluster, respondent)
    notes = (*notes, *linked_notes, *_warnings(head), RANDOMISED if randomised else PARALLEL)
    return DifferenceInDifferences(
        f"{METHOD}, {how}",
        notes,
        **_tested(head, confidence),
        design="effect" if randomised else "difference in change",
        **_facts(groups, cells),
        **_linked_facts(linked, cells),
        rows=rows,
    )


def _clustered(
    cells: FourCells, cluster: str | None, resamples: int, seed: int, confidence: float, scale: float
) -> tuple[tuple[Estimate, ...], tuple[str, ...]]:
    """Give the rows that count clusters: units, else people, else none."""
    if cells.unit is None:
        if cells.who is None:
            return (), ()
        return cluster_rows_of(cells, people_codes(cells.who), confidence, scale), ()
    rows, notes = unit_rows(cells, resamples, seed, confidence)
    notes += (EVERY_UNIT_ONCE,) if rows else ()
    alone = lonely(cells.cell, cells.unit, len(CELLS))
    if alone:
        names = ", ".join(CELLS[at].replace("_", " ") for at in alone)
        return rows, (ALONE.format(names, cluster), *notes)
    wild, wild_notes = wild_row(cells, resamples, seed, confidence)
    rows = (*cluster_rows_of(cells, cells.unit, confidence, scale), *((wild,) if wild else ()), *rows)
    return rows, (*_few_units(cells.unit, cells.exposed), *wild_notes, *notes)


def _few_units(unit: Codes, exposed: Floats) -> tuple[str, ...]:
    units = int(unit.max()) + 1
    if units < FEW_UNITS:
        return (FEW_CLUSTERS_NOTE.format(units),)
    sides = [len(np.unique(unit[exposed == mark])) for mark in (0, 1)]
    return (FEW_EXPOSED_NOTE.format(min(sides)),) if min(sides) < FEW_UNITS else ()


def _linked(cells: FourCells, confidence: float, scale: float) -> tuple[Estimate | None, tuple[str, ...]]:
    linked = linked_changes(cells)
    if linked is None:
        return None, ()
    row = linked_row(linked, confidence, scale)
    if row is None:
        return None, (*linked.notes, "fewer than 2 people of a group answered twice: no comparison of their changes")
    unknown = int((cells.who < 0).sum()) if cells.who is not None else 0
    nobody = (f"{unknown} answer(s) without a respondent: linked to nobody",) if unknown else ()
    return row, (*nobody, *linked.notes)


def _headline(
    rows: tuple[Estimate, ...], cells: FourCells, cluster: str | None, respondent: str | None
) -> tuple[Estimate, str]:
    """Choose the row that speaks: CR2 where there are clusters (without an interval if it has none), else HC2."""
    named = {row.term: row for row in rows}
    if "cr2" in named:
        return named["cr2"], BY_CLUSTER.format(cluster if cells.unit is not None else respondent)
    if cells.unit is not None:
        return Estimate("none", named["ols"].estimate), "without a standard error: too few units"
    if "hc2" in named:
        return named["hc2"], BY_CELL
    return named["ols"], "standard error of equal variances in the four cells"


def _tested(head: Estimate, confidence: float) -> dict[str, Any]:
    low90, high90 = (None, None)
    if head.se is not None and head.df is not None:
        low90, high90 = t_interval(head.estimate, head.se, head.df, 0.90)
    return {
        **{name: getattr(head, name) for name in ("se", "statistic", "df", "p", "ci_low", "ci_high")},
        "ci90_low": low90,
        "ci90_high": high90,
        "confidence": confidence,
        "headline": head.term,
    }


def _facts(groups: list[Moments], cells: FourCells) -> dict[str, Any]:
    means = {f"mean_{name}": group.mean for name, group in zip(CELLS, groups, strict=True)}
    sizes = {f"n_{name}": group.n for name, group in zip(CELLS, groups, strict=True)}
    # the fit gives the same to its last digits; these add up with the means that are printed
    changes = groups[1].mean - groups[0].mean, groups[3].mean - groups[2].mean
    unit, df = cells.unit, groups[0].n + groups[2].n - 2
    spread = sum((groups[at].n - 1) * groups[at].variance for at in (0, 2) if groups[at].n > 1)
    return {
        "n": len(cells.answers),
        "n_people": None if cells.who is None else int(people_codes(cells.who).max()) + 1,
        "n_clusters": None if unit is None else int(unit.max()) + 1,
        "n_exposed_clusters": None if unit is None else len(np.unique(unit[cells.exposed == 1])),
        **means,
        **sizes,
        "estimate": changes[1] - changes[0],
        "change_comparison": changes[0],
        "change_exposed": changes[1],
        "sd_pre": math.sqrt(spread / df) if df > 0 else None,
    }


def _linked_facts(row: Estimate | None, cells: FourCells) -> dict[str, Any]:
    names = ("estimate", "se", "df", "p", "ci_low", "ci_high")
    people = linked_changes(cells)
    facts: dict[str, Any] = {f"linked_{name}": None if row is None else getattr(row, name) for name in names}
    return {**facts, "n_linked": None if people is None else len(people.changes)}


def _warnings(head: Estimate) -> tuple[str, ...]:
    if head.se is None:
        return () if head.term == "none" else ("no spread within the groups: how sure the difference is is not known",)
    if head.df is not None and head.df < FEW_DF:
        return (f"fewer than {FEW_DF} degrees of freedom: p and interval are rough guides",)
    return ()
