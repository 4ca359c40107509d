"""Selection in stages: applications to shortlist to appointment, promotion, a talent programme."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from evaluatie.flows.reading.count_table import CountTable, Floats, read_count_table
from evaluatie.flows.reading.labels import label_text, shown
from evaluatie.flows.selecting.selection import CONVENTION, METHOD, SelectionRatio, selection_ratio
from evaluatie.result import Estimate, Result, check_confidence

MOST_SELECTED = (
    "against the most selected group: that group is picked after seeing the shares, so that these ratios are too low "
    "on average, and their limits do not account for it"
)

_COLUMNS = (
    "stage", "group", "reference", "selected", "total", "share", "share_low", "share_high", "selected_ref", "total_ref",
    "share_ref", "ratio", "ci_low", "ci_high", "p", "difference", "difference_low", "difference_high", "odds_ratio",
    "odds_ratio_low", "odds_ratio_high", "odds_ratio_p", "four_fifths", "four_fifths_clear", "four_fifths_by_chance",
    "n",
)  # fmt: skip


@dataclass(frozen=True)
class SelectionRatios(Result):
    """Selection ratios of every focal group at every stage; iterating gives ``ratios``.

    Attributes
    ----------
    ratios : tuple of SelectionRatio
        One per stage and focal group, against the reference; each has ``stage``, ``group`` and ``reference``.
    overall : tuple of SelectionRatio
        Over stages that follow on each other: the selected of the last against the total of the first.
    against_most_selected : tuple of SelectionRatio
        Of every stage, and overall, each group against the one of which the largest share was selected.
    table : DataFrame
        All of them, a row each; ``comparison`` is ``reference`` or ``most selected``, ``overall`` says whether the row
        spans stages.
    stages : tuple of str
        In order.
    reference : str
        The reference group.
    confidence : float
        Level of all intervals.
    """

    ratios: tuple[SelectionRatio, ...]
    overall: tuple[SelectionRatio, ...]
    against_most_selected: tuple[SelectionRatio, ...]
    table: pd.DataFrame = field(compare=False)
    stages: tuple[str, ...]
    reference: str
    confidence: float

    def __iter__(self) -> Iterator[SelectionRatio]:
        return iter(self.ratios)

    def __len__(self) -> int:
        return len(self.ratios)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the estimates of all ratios against the reference; the stage follows the term, after a colon.

        Returns
        -------
        tuple of Estimate
            Per stage and focal group, then overall.
        """
        return tuple(
            replace(estimate, term=f"{estimate.term}: {ratio.stage}")
            for ratio in (*self.ratios, *self.overall)
            for estimate in ratio.estimates()
        )


def selection_ratios(
    frame: pd.DataFrame,
    group: str,
    reference: Hashable,
    *,
    stage: str | None = "stage",
    selected: str = "selected",
    total: str = "total",
    confidence: float = 0.95,
) -> SelectionRatios:
    """Compare the shares selected of several groups, stage by stage.

    Stages come in the order of their categories; without categories the one with most people comes first. Where, for
    every group, the total of a stage is the number selected in the one before, they follow on each other, and the ratio
    over them all is given too.

    Parameters
    ----------
    frame : DataFrame
        One or more rows per group and stage, which are summed.
    group : str
        Column of groups. Rows without one are left out, and counted in the notes.
    reference : label
        The group that others are compared with.
    stage : str or None
        Column of stages; None where there is one. A missing label is a stage of its own, and noted.
    selected, total : str
        Columns of whole numbers. Rows where one is missing are left out, and counted.
    confidence : float, default 0.95
        Level of all intervals.

    Returns
    -------
    SelectionRatios
        A stage at which nobody of a group stood for selection has no ratio of it, and a note.

    Raises
    ------
    NotEnoughData
        If no row is complete.
    TypeError
        If a column holds no numbers.
    ValueError
        If a column or the reference is not there, a number is negative or not whole, or more are selected than there
        were.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "stage": ["letter", "letter", "talk", "talk"], "origin": ["nl", "abroad"] * 2,
    ...     "selected": [40, 20, 20, 5], "total": [100, 80, 40, 20],
    ... })
    >>> ratios = selection_ratios(frame, "origin", "nl")
    >>> [(ratio.stage, round(ratio.ratio, 3)) for ratio in (*ratios, *ratios.overall)]
    [('letter', 0.625), ('talk', 0.5), ('letter to talk', 0.312)]
    """
    check_confidence(confidence)
    counts = read_count_table(frame, group, stage, selected, total, whole_sizes=True)
    there = counts.place_of(reference, "reference")
    ordered = isinstance(frame[stage].dtype, pd.CategoricalDtype) if stage is not None else True
    order = list(range(len(counts.strata))) if ordered else _by_size(counts)
    single = [(label_text(counts.strata[at]), counts.counts[:, at], counts.sizes[:, at]) for at in order]
    spanning = [_span(counts, chain) for chain in _chains(counts, order)]
    ratios, overall = (_against(counts, parts, there, confidence) for parts in (single, spanning))
    most = tuple(
        ratio
        for part in (*single, *spanning)
        for ratio in _against(counts, [part], _most_selected(part[1], part[2]), confidence)
    )
    return SelectionRatios(
        METHOD,
        (*counts.notes, *_notes(counts, single, there, bool(spanning), most)),
        ratios=ratios,
        overall=overall,
        against_most_selected=most,
        table=_table(ratios, overall, most, {name for name, _, _ in spanning}),
        stages=tuple(name for name, _, _ in single),
        reference=label_text(counts.groups[there]),
        confidence=confidence,
    )


#: a stage's name, and the selected and total of each group
_Part = tuple[str, Floats, Floats]


def _by_size(counts: CountTable) -> list[int]:
    totals, selected = counts.sizes.sum(axis=0), counts.counts.sum(axis=0)
    # a missing label keeps its place at the end
    return sorted(
        range(len(counts.strata)),
        key=lambda at: (counts.strata[at] is None, -totals[at], -selected[at], at),
    )


def _chains(counts: CountTable, order: list[int]) -> list[list[int]]:
    """Find runs of two or more stages in which the total of each is the selected of the one before."""
    runs = [[order[0]]]
    for before, after in pairwise(order):
        follows = np.array_equal(counts.counts[:, before], counts.sizes[:, after]) and counts.sizes[:, after].any()
        if follows:
            runs[-1].append(after)
        else:
            runs.append([after])
    return [run for run in runs if len(run) > 1]


def _span(counts: CountTable, chain: list[int]) -> _Part:
    first, last = chain[0], chain[-1]
    name = f"{label_text(counts.strata[first])} to {label_text(counts.strata[last])}"
    return name, counts.counts[:, last], counts.sizes[:, first]


def _against(
    counts: CountTable, parts: list[_Part], there: int | None, confidence: float
) -> tuple[SelectionRatio, ...]:
    return tuple(
        replace(
            selection_ratio(x[at], n[at], x[there], n[there], confidence=confidence),
            group=label_text(counts.groups[at]),
            reference=label_text(counts.groups[there]),
            stage=name,
        )
        for name, x, n in parts
        for at in range(len(counts.groups))
        if there is not None and at != there and n[at] and n[there]
    )


def _most_selected(selected: Floats, total: Floats) -> int | None:
    """Find the group of which the largest share was selected; of several, the one with most people, then the first."""
    if not total.any():
        return None
    share = np.where(total > 0, selected / np.maximum(total, 1), -1.0)
    return int(np.lexsort((-np.arange(len(total)), total, share))[-1])


def _table(
    ratios: tuple[SelectionRatio, ...],
    overall: tuple[SelectionRatio, ...],
    most: tuple[SelectionRatio, ...],
    spanning: set[str],
) -> pd.DataFrame:
    rows = [
        {**{name: getattr(ratio, name) for name in _COLUMNS}, "comparison": kind, "overall": ratio.stage in spanning}
        for kind, found in (("reference", (*ratios, *overall)), ("most selected", most))
        for ratio in found
    ]
    return pd.DataFrame(rows, columns=[*_COLUMNS, "comparison", "overall"])


def _notes(
    counts: CountTable, parts: list[_Part], there: int, spans: bool, most: tuple[SelectionRatio, ...]
) -> tuple[str, ...]:
    notes = [CONVENTION]
    if len(counts.groups) == 1:
        notes.append(f"only the group {shown(counts.groups)} is there: nothing to compare it with")
    for name, _, n in parts:
        absent = [label for label, people in zip(counts.groups, n, strict=True) if not people]
        if absent:
            what = "no ratios at all" if not n[there] else "no ratio of them"
            notes.append(f"{name}: nobody of {shown(absent)} stood for selection, so {what} against the reference")
    if len(parts) > 1 and not spans:
        notes.append("no ratio over stages: in no stage is the total what was selected in the one before")
    if most:
        chosen = dict.fromkeys((ratio.stage, ratio.reference) for ratio in most)
        notes.append(f"{MOST_SELECTED} ({'; '.join(f'{name}: {group}' for name, group in chosen)})")
    return tuple(notes)
