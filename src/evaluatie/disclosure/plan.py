"""The release plan: which groups, at which waves, may be shown for which outcome. Decided once per organisation.

The plan depends on counts and the policy only, not on any section, so that sections that run in separate processes
agree. A cell is a group at a wave, or the people of a group who answered at two waves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.disclosure.absences import absence_cells
from evaluatie.disclosure.delivered import delivered_cells, delivered_sums
from evaluatie.disclosure.handed import handed_plan
from evaluatie.disclosure.ledgers import ledger_cells
from evaluatie.disclosure.numbers import Numbers
from evaluatie.disclosure.parts import part_cells
from evaluatie.disclosure.policy import DisclosurePolicy, policy_of
from evaluatie.disclosure.reasons import ANSWERS, COMPLEMENT, CROSSING, SMALL
from evaluatie.disclosure.secondary import KEY, NumbersOf, PlanLoss, SumsOf, hide_what_follows
from evaluatie.disclosure.sums import Classes, Sums, wave_bases
from evaluatie.disclosure.thresholds import primary
from evaluatie.effects.long_frame import places
from evaluatie.evaluation.columns import Columns, columns_of
from evaluatie.evaluation.section import EVERYONE, Cell
from evaluatie.study import TAKING_PART

if TYPE_CHECKING:
    from evaluatie.study import Study

Codes = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ReleasePlan:
    """What may be shown of one organisation.

    Attributes
    ----------
    policy : DisclosurePolicy
        The thresholds that it was made with.
    cells : pandas.DataFrame
        One row per outcome x waves x characteristic x level: ``n`` people, the largest ``share`` with one answer, and
        ``reason``, why the cell is hidden (missing where it may be shown).
    parts : pandas.DataFrame
        The same of parts of groups, see :func:`evaluatie.disclosure.parts.part_cells`, and of numbers of staff, see
        :func:`evaluatie.disclosure.ledgers.ledger_cells`.
    loss : PlanLoss
        What is hidden of groups, and whether less cannot be: for whoever releases a report.
    """

    policy: DisclosurePolicy
    cells: pd.DataFrame
    parts: pd.DataFrame
    loss: PlanLoss

    def reason(self, cell: Cell) -> str | None:
        """Say why a cell may not be shown; None when it may.

        A cell that the plan does not know is hidden: what was not counted cannot be judged.
        """
        if cell.unit is not None and cell.characteristic != EVERYONE and not self.policy.background_by_unit:
            return CROSSING
        characteristic, level = ("unit", cell.unit) if cell.unit is not None else (cell.characteristic, cell.level)
        if cell.part is not None:
            return self._of_parts.get((str(cell.outcome), cell.waves, characteristic, level, cell.part), SMALL)
        return self._reasons.get((cell.outcome or TAKING_PART, cell.waves, characteristic, level), SMALL)

    @cached_property
    def _reasons(self) -> dict[tuple[str, tuple[str, ...], str, str], str | None]:
        return _by_key(self.cells, KEY)

    @cached_property
    def _of_parts(self) -> dict[tuple[str, tuple[str, ...], str, str, str], str | None]:
        return _by_key(self.parts, [*KEY, "part"])


def _by_key(cells: pd.DataFrame, key: list[str]) -> dict[Any, str | None]:
    reasons = (None if pd.isna(reason) else reason for reason in cells["reason"])
    return dict(zip(cells[key].itertuples(index=False, name=None), reasons, strict=True))


@lru_cache(maxsize=4)
def release_plan(study: Study) -> ReleasePlan:
    """Decide which cells of group x wave x unit may be shown, for every outcome and for taking part.

    First what is hidden for itself: too few people, or nearly everyone in it gave the same answer. Then what must be
    hidden as well, because otherwise a hidden cell, a few people together, or the few who answered only once would
    follow from the totals, the other groups, the other waves and the linked people.

    Parameters
    ----------
    study : Study
        The study; its ``disclosure`` block names the preset and may tighten it.

    Returns
    -------
    ReleasePlan
    """
    return handed_plan(study) or _made(study)


def _made(study: Study) -> ReleasePlan:
    policy = policy_of(study)
    if study.aggregates is None:
        cells, sums, numbers = _of_people(study, policy)
        _hide_what_is_asked(study, cells)
        loss = hide_what_follows(cells, sums, numbers)
    else:
        cells = delivered_cells(study, policy)
        _hide_what_is_asked(study, cells)
        loss = hide_what_follows(cells, partial(delivered_sums, minimum=policy.minimum_answers))
    absent, parts = absence_cells(study, cells, policy), part_cells(study, cells, policy)
    parts = pd.concat([parts, ledger_cells(study, policy)], ignore_index=True)
    return ReleasePlan(policy, pd.concat([cells, absent.assign(outcome=TAKING_PART)], ignore_index=True), parts, loss)


def _hide_what_is_asked(study: Study, cells: pd.DataFrame) -> None:
    """Hide what the run found to give something away."""
    asked = [
        (None if outcome == TAKING_PART else outcome, waves, characteristic, level, None) in study.hidden
        for outcome, waves, characteristic, level in cells[KEY].itertuples(index=False, name=None)
    ]
    cells.loc[np.array(asked, dtype=bool) & cells["reason"].isna(), "reason"] = COMPLEMENT


def _of_people(study: Study, policy: DisclosurePolicy) -> tuple[pd.DataFrame, SumsOf, NumbersOf]:
    """Count the cells and judge each by itself; say how an outcome's cells, and its numbers, are sums over people."""
    columns = columns_of(study)
    scores = {TAKING_PART: np.ones(len(columns.who)), **columns.scores}
    cells = _count(columns, scores)
    cells["reason"] = primary(study, cells, policy)
    classes = {outcome: Classes(columns, ~np.isnan(of_outcome)) for outcome, of_outcome in scores.items()}

    def sums(of_outcome: pd.DataFrame) -> Sums:
        outcome = of_outcome["outcome"].iloc[0]
        return Sums.of(classes[outcome], of_outcome, policy.minimum_answers, counts=outcome == TAKING_PART)

    def numbers(of_outcome: pd.DataFrame, choice: Codes) -> Numbers:
        told = of_outcome["reason"].map({SMALL: policy.most_hidden, ANSWERS: policy.minimum_answers - 1}).astype(float)
        of = classes[of_outcome["outcome"].iloc[0]]
        reach = max(policy.protection, policy.minimum_answers)
        return Numbers.of(of, of_outcome.assign(at_most=told.fillna(np.inf)), choice, policy.minimum_answers, reach)

    return cells, sums, numbers


def _count(columns: Columns, scores: Mapping[str, Floats]) -> pd.DataFrame:
    """Count the people of every cell, and the share of them that gave the most frequent answer (or change of it)."""
    rows = []
    for outcome, of_outcome in scores.items():
        for waves in wave_bases(columns.waves):
            at, answers = _answers(columns, of_outcome, waves)
            for characteristic, (codes, levels) in columns.groups.items():
                stays = codes[at[0]] == codes[at[-1]]
                n, share = _sizes(codes[at[0]][stays], [kinds[stays] for kinds in answers], len(levels))
                rows += [(outcome, waves, characteristic, *cell) for cell in zip(levels, n, share, strict=True)]
    cells = pd.DataFrame(rows, columns=[*KEY, "n", "share"])
    cells.loc[cells["outcome"] == TAKING_PART, "share"] = np.nan
    return cells


def _answers(columns: Columns, scores: Floats, waves: tuple[str, ...]) -> tuple[list[Codes], list[Codes]]:
    """Give the rows of the people at each of the waves, and a number per kind of answer.

    Of the linked these are their answers before, after, and how much they changed.
    """
    rows = [at[~np.isnan(scores[at])] for at in map(columns.rows, waves)]
    if len(waves) == 1:
        return rows, [_kinds(scores[rows[0]])]
    first, last = rows
    place = places(columns.who[first], columns.who[last])
    before, after = first[place >= 0], last[place[place >= 0]]
    return [before, after], [_kinds(scores[before]), _kinds(scores[after]), _kinds(scores[after] - scores[before])]


def _kinds(answers: Floats) -> Codes:
    # rounded, so that 3.6666667 - 2.6666667 and 1.0 count as the same change
    return pd.factorize(answers.round(9))[0]


def _sizes(codes: Codes, answers: list[Codes], groups: int) -> tuple[Codes, Floats]:
    """Give n and the largest share with one kind of answer, per group; an empty group has n = 0 and no share."""
    n = np.bincount(codes, minlength=groups)
    largest = np.zeros(groups)
    for kind in answers:
        if len(kind):
            kinds = kind.max() + 1
            times = np.bincount(codes * kinds + kind, minlength=groups * kinds).reshape(groups, -1)
            largest = np.maximum(largest, times.max(axis=1))
    return n, np.divide(largest, n, out=np.full(groups, np.nan), where=n > 0)
