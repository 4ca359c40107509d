"""The release plan: which groups, at which waves, may be shown for which outcome. Decided once per organisation.

The plan depends on counts and the policy only, not on any section, so that sections that run in separate processes
agree. A cell is a group at a wave, or the people of a group who answered at two waves.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.disclosure.absences import absence_cells
from evaluatie.disclosure.delivered import delivered_cells, delivered_sums
from evaluatie.disclosure.parts import part_cells
from evaluatie.disclosure.policy import DisclosurePolicy, policy_of
from evaluatie.disclosure.reasons import COMPLEMENT, CROSSING, DIFFERENCE, SMALL, UNIFORM
from evaluatie.disclosure.sums import Classes, Sums, wave_bases
from evaluatie.disclosure.suppression import hide_until_safe
from evaluatie.effects.long_frame import places
from evaluatie.evaluation.columns import Columns, columns_of
from evaluatie.evaluation.section import EVERYONE, Cell
from evaluatie.study import TAKING_PART

if TYPE_CHECKING:
    from evaluatie.study import Study

KEY = ["outcome", "waves", "characteristic", "level"]
SumsOf = Callable[[pd.DataFrame], Sums]

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
        The same of parts of groups, see :func:`evaluatie.disclosure.parts.part_cells`.
    """

    policy: DisclosurePolicy
    cells: pd.DataFrame
    parts: pd.DataFrame

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
    policy = policy_of(study)
    if study.aggregates is None:
        cells, sums = _of_people(study, policy)
    else:
        cells, sums = delivered_cells(study, policy), partial(delivered_sums, minimum=policy.minimum_group)
    _hide_until_nothing_follows(cells, sums)
    absent, parts = absence_cells(study, cells, policy), part_cells(study, cells, policy)
    return ReleasePlan(policy, pd.concat([cells, absent.assign(outcome=TAKING_PART)], ignore_index=True), parts)


def _of_people(study: Study, policy: DisclosurePolicy) -> tuple[pd.DataFrame, SumsOf]:
    """Count the cells and judge each by itself; say how an outcome's cells are sums over people."""
    columns = columns_of(study)
    scores = {TAKING_PART: np.ones(len(columns.who)), **columns.scores}
    cells = _count(columns, scores)
    cells["reason"] = _primary(cells, policy)
    classes = {outcome: Classes(columns, ~np.isnan(of_outcome)) for outcome, of_outcome in scores.items()}

    def sums(of_outcome: pd.DataFrame) -> Sums:
        outcome = of_outcome["outcome"].iloc[0]
        return Sums.of(classes[outcome], of_outcome, policy.minimum_group, counts=outcome == TAKING_PART)

    return cells, sums


def _hide_until_nothing_follows(cells: pd.DataFrame, sums: SumsOf) -> None:
    attacked: dict[Hashable, set[int]] = {}
    laid_out = {name: (sums(of), _worth(of)) for name, of in cells.groupby("outcome", sort=False)}
    hidden = -1
    while int(cells["reason"].notna().sum()) > hidden:
        hidden = int(cells["reason"].notna().sum())
        _hide_alike(cells)
        for outcome, of_outcome in cells.groupby("outcome", sort=False):
            rows = set(of_outcome.index[of_outcome["reason"].notna()])
            # the same attack a second time finds the same
            if attacked.get(outcome) != rows:
                attacked[outcome] = rows
                _hide_what_follows(cells, of_outcome, *laid_out[outcome])


def _hide_alike(cells: pd.DataFrame) -> None:
    """Hide a group for every outcome when it is hidden for one: its n at one outcome tells its n at another."""
    groups = cells["characteristic"] != EVERYONE
    hidden = cells["reason"].notna().groupby([cells[name] for name in KEY[1:]], sort=False).transform("any")
    cells.loc[groups & hidden & cells["reason"].isna(), "reason"] = COMPLEMENT


def _hide_what_follows(cells: pd.DataFrame, of_outcome: pd.DataFrame, sums: Sums, worth: Floats) -> None:
    shown = of_outcome["reason"].isna().to_numpy()
    targets, apart = sums.targets(~shown & ~(of_outcome["n"] == 0).to_numpy())  # of nobody there is nothing to find
    chosen = hide_until_safe(sums.figures, shown, targets, worth, sums.known)
    if chosen:
        why = [DIFFERENCE if apart[target] else COMPLEMENT for target in chosen.values()]
        cells.loc[of_outcome.index[list(chosen)], "reason"] = why


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


def _primary(cells: pd.DataFrame, policy: DisclosurePolicy) -> pd.Series:
    reason = pd.Series(None, index=cells.index, dtype="object")
    reason[cells["share"] >= policy.dominance] = UNIFORM
    reason[cells["n"] < policy.minimum_group] = SMALL
    return reason


def _worth(cells: pd.DataFrame) -> Floats:
    """Say what is given up last: everyone before groups, named groups before others, larger before smaller ones.

    Of everyone the change of the linked is kept longest, then the first wave; of a group the first wave, which its
    baseline shows, then the change of the linked.
    """
    everyone = (cells["characteristic"] == EVERYONE).to_numpy()
    linked = cells["waves"].map(len).to_numpy() == 2
    first = (cells["waves"] == cells["waves"].iloc[0]).to_numpy()
    named = ~cells["level"].isin(["unknown", "other"]).to_numpy()
    people = cells["n"].to_numpy(dtype=float)
    of_group = 1e8 * named + 1e7 * np.select([first, linked], [2.0, 1.0], 0.0) + people
    return np.where(everyone, 1e9 * np.select([linked, first], [3.0, 2.0], 1.0), of_group)
