"""Selection within vacancies, departments or levels: what is left of a difference when like is compared with like."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.reading.count_table import CountTable, read_count_table
from evaluatie.flows.reading.labels import label_text, shown
from evaluatie.flows.selecting.mantel_haenszel import (
    Common,
    Strata,
    breslow_day,
    cochran_mantel_haenszel,
    common_difference,
    common_odds_ratio,
    common_ratio,
    ratio_homogeneity,
    woolf,
)
from evaluatie.flows.selecting.odds import Table, exact_odds_ratio
from evaluatie.flows.selecting.score import koopman_limits
from evaluatie.flows.selecting.selection import SelectionRatio, selection_ratio
from evaluatie.result import Estimate, NotEnoughData, Result, check_confidence

METHOD = (
    "Mantel-Haenszel selection ratio over strata with Greenland & Robins' (1985) limits; Cochran-Mantel-Haenszel test; "
    "homogeneity by Cochran's Q (ratios) and Breslow-Day with Tarone's correction (odds ratios)"
)
REVERSED = (
    "taken together and within strata the groups differ in opposite directions: the groups stand for selection where "
    "different shares are selected (Simpson's paradox; Bickel, Hammel & O'Connell 1975)"
)


@dataclass(frozen=True)
class StratifiedSelectionRatio(Result):
    """The share selected of a group against that of a reference, within strata.

    Attributes
    ----------
    ratio, ci_low, ci_high : float or None
        Mantel-Haenszel's ratio of shares with Greenland & Robins' limits; the limits None where the ratio is 0, or does
        not exist.
    log_ratio, log_ratio_se : float or None
        Its natural logarithm and standard error.
    difference, difference_low, difference_high : float
        Mantel-Haenszel's difference of shares, with Sato's standard error.
    odds_ratio, odds_ratio_low, odds_ratio_high : float or None
        Mantel-Haenszel's, with the limits of Robins, Breslow & Greenland.
    cmh, p : float or None
        Cochran-Mantel-Haenszel chi-squared without continuity correction, 1 degree of freedom, and its p value.
    cmh_corrected, p_corrected : float or None
        The same with continuity correction, as R's ``mantelhaen.test`` has it unasked.
    exact_odds_ratio, exact_low, exact_high, exact_p : float or None
        Conditional odds ratio with exact limits and the central p value that agrees with them: for few people.
    exact_p_minimum_likelihood : float
        The exact p value that R prints.
    homogeneity, homogeneity_df, homogeneity_p : float, int, float or None
        Cochran's Q of the strata's ratios being equal.
    breslow_day, breslow_day_p, tarone, tarone_p, woolf, woolf_p : float or None
        Tests of the strata's odds ratios being equal. Read Tarone's.
    crude : SelectionRatio
        All strata taken together.
    table : DataFrame
        One row per stratum: ``stratum, selected, total, share, selected_ref, total_ref, share_ref, ratio, ci_low,
        ci_high`` (Koopman's limits).
    four_fifths : bool or None
        Whether the Mantel-Haenszel ratio is below .8.
    n, n_strata : int
        People and strata that the figures rest upon: those with people of both groups.
    group, reference : str
        Which groups.
    confidence : float
        Level of all intervals.
    """

    ratio: float | None
    ci_low: float | None
    ci_high: float | None
    log_ratio: float | None
    log_ratio_se: float | None
    difference: float
    difference_low: float
    difference_high: float
    odds_ratio: float | None
    odds_ratio_low: float | None
    odds_ratio_high: float | None
    cmh: float | None
    p: float | None
    cmh_corrected: float | None
    p_corrected: float | None
    exact_odds_ratio: float | None
    exact_low: float
    exact_high: float | None
    exact_p: float
    exact_p_minimum_likelihood: float
    homogeneity: float | None
    homogeneity_df: int
    homogeneity_p: float | None
    breslow_day: float | None
    breslow_day_p: float | None
    tarone: float | None
    tarone_p: float | None
    woolf: float | None
    woolf_p: float | None
    crude: SelectionRatio
    table: pd.DataFrame = field(compare=False)
    four_fifths: bool | None
    n: int
    n_strata: int
    group: str
    reference: str
    confidence: float

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the ratio, difference and odds ratios within strata, and the crude ratio, as far as they exist.

        Returns
        -------
        tuple of Estimate
            Of the focal group.
        """
        crude = self.crude
        known = (
            ("selection_ratio_within", self.ratio, self.cmh, self.p, self.ci_low, self.ci_high, self.n),
            (
                "share_difference_within",
                self.difference,
                None,
                None,
                self.difference_low,
                self.difference_high,
                self.n,
            ),
            ("odds_ratio_within", self.odds_ratio, None, None, self.odds_ratio_low, self.odds_ratio_high, self.n),
            ("odds_ratio_exact", self.exact_odds_ratio, None, self.exact_p, self.exact_low, self.exact_high, self.n),
            ("selection_ratio_crude", crude.ratio, None, crude.p, crude.ci_low, crude.ci_high, crude.n),
        )
        return tuple(
            Estimate(
                term,
                value,
                statistic=statistic,
                df=None if statistic is None else 1,
                p=p,
                ci_low=low,
                ci_high=high,
                n=n,
                group=self.group,
            )
            for term, value, statistic, p, low, high, n in known
            if value is not None
        )


def stratified_selection_ratio(
    frame: pd.DataFrame,
    strata: str | Sequence[str],
    group: str,
    reference: Hashable,
    *,
    focal: Hashable | None = None,
    selected: str = "selected",
    total: str = "total",
    confidence: float = 0.95,
) -> StratifiedSelectionRatio:
    """Compare the shares selected of two groups within strata.

    The ratio and its limits are those of R's metafor ``rma.mh(measure = "RR")``, the test that of ``mantelhaen.test``.
    One common ratio says little where the strata's own ratios differ: see ``homogeneity_p`` and ``table``. Strata are
    what people apply to or start from; what selection itself brought about (the level that was reached) is none.

    Parameters
    ----------
    frame : DataFrame
        One or more rows per group and stratum, which are summed.
    strata : str or sequence of str
        Column or columns whose combinations are the strata. A missing label is a stratum of its own, and noted.
    group : str
        Column of groups. Rows without one are left out, and counted in the notes.
    reference : label
        The group that the other is compared with.
    focal : label or None
        The group to compare; may be left out where there are two.
    selected, total : str
        Columns of whole numbers. Rows where one is missing are left out, and counted.
    confidence : float, default 0.95
        Level of all intervals.

    Returns
    -------
    StratifiedSelectionRatio
        Ratio below 1: within strata, the focal group is selected less often.

    Raises
    ------
    NotEnoughData
        If no stratum has people of both groups.
    TypeError
        If a column holds no numbers.
    ValueError
        If a column or group is not there, ``focal`` must be named, or more are selected than there were.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "job": ["a", "a", "b", "b"], "origin": ["nl", "abroad", "nl", "abroad"],
    ...     "selected": [40, 9, 4, 20], "total": [80, 16, 40, 160],
    ... })
    >>> within = stratified_selection_ratio(frame, "job", "origin", "nl")
    >>> round(within.crude.ratio, 2), round(within.ratio, 2), within.n_strata
    (0.45, 1.17, 2)
    """
    check_confidence(confidence)
    counts = read_count_table(frame, group, strata, selected, total, whole_sizes=True)
    here, there = _two(counts, reference, focal)
    people = counts.sizes[[here, there]]
    both, some = np.all(people > 0, axis=0).tolist(), np.any(people > 0, axis=0).tolist()
    if not any(both):
        raise NotEnoughData("no stratum has people of both groups: within strata nothing can be compared")
    tables = [_table(counts, here, there, at) for at in range(len(counts.strata)) if both[at]]
    names = label_text(counts.groups[here]), label_text(counts.groups[there])
    crude = selection_ratio(*(int(value) for value in _totals(counts, here, there)), confidence=confidence)
    labels = [label for label, kept in zip(counts.strata, both, strict=True) if kept]
    figures = _figures(tables, confidence)
    only_one = [label for label, kept, any_ in zip(counts.strata, both, some, strict=True) if any_ and not kept]
    return StratifiedSelectionRatio(
        METHOD,
        (
            *counts.notes,
            *_notes(tables, only_one, people.sum() - sum(n1 + n0 for _, n1, _, n0 in tables), crude.ratio, figures),
        ),
        crude=crude,
        table=_by_stratum(labels, tables, confidence),
        n=sum(n1 + n0 for _, n1, _, n0 in tables),
        n_strata=len(tables),
        group=names[0],
        reference=names[1],
        confidence=confidence,
        **figures,
    )


def _two(counts: CountTable, reference: Hashable, focal: Hashable | None) -> tuple[int, int]:
    there = counts.place_of(reference, "reference")
    if focal is None:
        others = [label for label in counts.groups if label != counts.groups[there]]
        if not others:
            raise NotEnoughData(f"a comparison needs two groups: got {shown(counts.groups)}")
        if len(others) > 1:
            raise ValueError(f"focal must say which of these groups to compare: {shown(others)}")
        focal = others[0]
    here = counts.place_of(focal, "focal")
    if here == there:
        raise ValueError(f"focal and reference must be two different groups: got {focal!r} twice")
    return here, there


def _table(counts: CountTable, here: int, there: int, at: int) -> Table:
    x, n = counts.counts, counts.sizes
    return int(x[here, at]), int(n[here, at]), int(x[there, at]), int(n[there, at])


def _totals(counts: CountTable, here: int, there: int) -> tuple[float, ...]:
    x, n = counts.counts.sum(axis=1), counts.sizes.sum(axis=1)
    return x[here], n[here], x[there], n[there]


def _figures(tables: list[Table], confidence: float) -> dict[str, Any]:
    strata, z = Strata.of(tables), NormalDist().inv_cdf((1 + confidence) / 2)
    ratio, odds, difference = common_ratio(strata), common_odds_ratio(strata), common_difference(strata)
    exact = exact_odds_ratio(tables, confidence)
    plain, corrected = (cochran_mantel_haenszel(strata, correct=correct) for correct in (False, True))
    same, spread = ratio_homogeneity(strata, ratio.estimate), woolf(strata)
    day, tarone = (breslow_day(strata, odds.estimate, tarone=correct) for correct in (False, True))
    half = z * (difference.se or 0.0)
    shift = difference.estimate or 0.0
    return {
        **_with_limits("", ratio, z),
        **_with_limits("odds_ratio_", odds, z),
        "log_ratio": math.log(ratio.estimate) if ratio.estimate else None,
        "log_ratio_se": ratio.se,
        "difference": shift,
        "difference_low": max(-1.0, shift - half),
        "difference_high": min(1.0, shift + half),
        "cmh": plain.statistic,
        "p": plain.p,
        "cmh_corrected": corrected.statistic,
        "p_corrected": corrected.p,
        "exact_odds_ratio": exact.odds_ratio,
        "exact_low": exact.low,
        "exact_high": exact.high,
        "exact_p": exact.p,
        "exact_p_minimum_likelihood": exact.p_minimum_likelihood,
        "homogeneity": same.statistic,
        "homogeneity_df": same.df,
        "homogeneity_p": same.p,
        "breslow_day": day.statistic,
        "breslow_day_p": day.p,
        "tarone": tarone.statistic,
        "tarone_p": tarone.p,
        "woolf": spread.statistic,
        "woolf_p": spread.p,
        "four_fifths": None if ratio.estimate is None else ratio.estimate < 0.8,
    }


def _with_limits(prefix: str, common: Common, z: float) -> dict[str, float | None]:
    name, low, high = ("ratio", "ci_low", "ci_high") if not prefix else ("odds_ratio", f"{prefix}low", f"{prefix}high")
    if common.estimate is None or common.se is None:
        return {name: common.estimate, low: None, high: None}
    factor = math.exp(z * common.se)
    return {name: common.estimate, low: common.estimate / factor, high: common.estimate * factor}


def _by_stratum(labels: list[Hashable], tables: list[Table], confidence: float) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "stratum": label_text(label),
                "selected": x1,
                "total": n1,
                "share": x1 / n1,
                "selected_ref": x0,
                "total_ref": n0,
                "share_ref": x0 / n0,
                "ratio": x1 / n1 / (x0 / n0) if x0 else np.nan,
                "ci_low": low,
                "ci_high": np.nan if high is None else high,
            }
            for label, (x1, n1, x0, n0) in zip(labels, tables, strict=True)
            for low, high in (koopman_limits(x1, n1, x0, n0, confidence),)
        ]
    )


def _notes(
    tables: list[Table], only_one: list[Hashable], people: float, crude: float | None, figures: dict[str, Any]
) -> tuple[str, ...]:
    notes = []
    if only_one:
        notes.append(
            f"{len(only_one)} strata with {int(people)} people left out of the comparison within strata, for they have "
            f"people of one group only: {shown(only_one)}"
        )
    same = sum(x1 + x0 in (0, n1 + n0) for x1, n1, x0, n0 in tables)
    if same:
        notes.append(f"in {same} of {len(tables)} strata everyone or nobody was selected: they say nothing of the odds")
    if figures["ratio"] is None:
        notes.append("nobody of the reference group was selected: the ratio within strata has no finite estimate")
    elif figures["log_ratio"] is None:
        notes.append(
            "nobody of this group was selected: the ratio is 0, and has no limits of this kind; see exact_high"
        )
    if crude and figures["log_ratio"] and (crude - 1) * figures["log_ratio"] < 0:
        notes.append(REVERSED)
    if figures["homogeneity_p"] is not None and figures["homogeneity_p"] < 0.05:
        notes.append("the strata's own ratios differ: one common ratio hides how (see table)")
    return tuple(notes)
