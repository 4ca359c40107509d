"""The release plan: which groups, at which waves, may be shown for which outcome. Decided once per organisation.

The plan depends on counts and the policy only, not on any section, so that sections that run in separate processes
agree. A cell is a group at a wave, or the people of a group who answered at two waves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.disclosure.absences import absence_cells
from evaluatie.disclosure.delivered import delivered_cells, delivered_sums
from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.disclosure.reasons import COMPLEMENT, CROSSING, DIFFERENCE, SMALL, UNIFORM
from evaluatie.disclosure.sums import Classes, Sums, wave_bases
from evaluatie.disclosure.suppression import hide_until_safe
from evaluatie.evaluation.scored import scored_survey
from evaluatie.evaluation.section import EVERYONE, Cell
from evaluatie.study import TAKING_PART, Problem, StudyError

if TYPE_CHECKING:
    from evaluatie.study import Study

KEY = ["outcome", "waves", "characteristic", "level"]
SumsOf = Callable[[pd.DataFrame], Sums]

Positions = NDArray[np.intp]
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
    """

    policy: DisclosurePolicy
    cells: pd.DataFrame

    def reason(self, cell: Cell) -> str | None:
        """Say why a cell may not be shown; None when it may.

        A cell that the plan does not know is hidden: what was not counted cannot be judged.
        """
        if cell.unit is not None and cell.characteristic != EVERYONE and not self.policy.background_by_unit:
            return CROSSING
        characteristic, level = ("unit", cell.unit) if cell.unit is not None else (cell.characteristic, cell.level)
        return self._reasons.get((cell.outcome or TAKING_PART, cell.waves, characteristic, level), SMALL)

    @cached_property
    def _reasons(self) -> dict[tuple[str, tuple[str, ...], str, str], str | None]:
        keys = self.cells[KEY].itertuples(index=False, name=None)
        return dict(zip(keys, self.cells["reason"].replace({np.nan: None}), strict=True))


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
    absent = absence_cells(study, cells, policy)
    return ReleasePlan(policy, pd.concat([cells, absent.assign(outcome=TAKING_PART)], ignore_index=True))


def _of_people(study: Study, policy: DisclosurePolicy) -> tuple[pd.DataFrame, SumsOf]:
    """Count the cells and judge each by itself; say how an outcome's cells are sums over people."""
    survey = scored_survey(study).assign(**{TAKING_PART: 1.0})
    cells = _count(study, survey)
    cells["reason"] = _primary(cells, policy)
    characteristics = _characteristics(study, survey)
    classes = {
        outcome: Classes(survey[survey[outcome].notna()], characteristics, study.waves)
        for outcome in pd.unique(cells["outcome"])
    }

    def sums(of_outcome: pd.DataFrame) -> Sums:
        outcome = of_outcome["outcome"].iloc[0]
        return Sums.of(classes[outcome], of_outcome, policy.minimum_group, counts=outcome == TAKING_PART)

    return cells, sums


def _hide_until_nothing_follows(cells: pd.DataFrame, sums: SumsOf) -> None:
    hidden = -1
    while int(cells["reason"].notna().sum()) > hidden:
        hidden = int(cells["reason"].notna().sum())
        _hide_alike(cells)
        for _, of_outcome in cells.groupby("outcome", sort=False):
            _hide_what_follows(cells, of_outcome, sums(of_outcome))


def _hide_alike(cells: pd.DataFrame) -> None:
    """Hide a group for every outcome when it is hidden for one: its n at one outcome tells its n at another."""
    groups = cells["characteristic"] != EVERYONE
    hidden = cells["reason"].notna().groupby([cells[name] for name in KEY[1:]], sort=False).transform("any")
    cells.loc[groups & hidden & cells["reason"].isna(), "reason"] = COMPLEMENT


def _hide_what_follows(cells: pd.DataFrame, of_outcome: pd.DataFrame, sums: Sums) -> None:
    shown = of_outcome["reason"].isna().to_numpy()
    for row, target in hide_until_safe(sums.figures, shown, sums.targets, _worth(of_outcome), sums.known).items():
        cells.loc[of_outcome.index[row], "reason"] = DIFFERENCE if sums.apart[target] else COMPLEMENT


def policy_of(study: Study) -> DisclosurePolicy:
    """Give the policy that a study asks for.

    Raises
    ------
    StudyError
        When its ``disclosure`` block asks for less than the preset.
    """
    block = study.config.disclosure
    policy = DisclosurePolicy.preset_named(block.preset)
    asked = {"minimum_group": block.minimum_group, "dominance": block.dominance}
    problems = [problem for name, value in asked.items() if (problem := _loosened(policy, name, value)) is not None]
    if problems:
        raise StudyError(problems)
    return policy.tightened(minimum_group=block.minimum_group, dominance=block.dominance)


def _loosened(policy: DisclosurePolicy, name: str, value: float | None) -> Problem | None:
    try:
        policy.tightened(**{name: value})  # type: ignore[arg-type]
    except ValueError as error:
        hint = f"Leave {name} out, or ask for more people or a smaller share than the preset does."
        return Problem("study.yml", None, f"disclosure.{name}", f"It asks for too little: {error}.", hint)
    return None


def _count(study: Study, survey: pd.DataFrame) -> pd.DataFrame:
    """Count the people of every cell, and the share of them that gave the most frequent answer (or change of it)."""
    everyone = pd.Series(EVERYONE, index=survey.index)
    groups = {EVERYONE: pd.factorize(everyone)}
    groups |= {name: pd.factorize(survey[name].astype(str)) for name in _characteristics(study, survey)}
    rows = []
    for outcome in (TAKING_PART, *(outcome.id for outcome in study.outcomes)):
        for waves in wave_bases(study.waves):
            at, values = _values(survey, outcome, waves)
            for characteristic, (codes, levels) in groups.items():
                stays = codes[at[0]] == codes[at[-1]]
                n, share = _sizes(codes[at[0]][stays], [answers[stays] for answers in values], len(levels))
                rows += [(outcome, waves, characteristic, *cell) for cell in zip(levels, n, share, strict=True)]
    cells = pd.DataFrame(rows, columns=[*KEY, "n", "share"])
    cells.loc[cells["outcome"] == TAKING_PART, "share"] = np.nan
    return cells


def _characteristics(study: Study, survey: pd.DataFrame) -> list[str]:
    return [*study.config.groups, *(["unit"] if "unit" in survey else [])]


def _values(survey: pd.DataFrame, outcome: str, waves: tuple[str, ...]) -> tuple[list[Positions], list[Floats]]:
    """Give the rows of the people at each of the waves, and their answers; of the linked before, after, and changes."""
    wave, value = survey["wave"].to_numpy(dtype=object), survey[outcome].to_numpy(dtype=float)
    known = ~np.isnan(value)
    first = np.flatnonzero((wave == waves[0]) & known)
    if len(waves) == 1:
        return [first], [value[first]]
    respondent = pd.Index(survey["respondent"])
    last = np.flatnonzero((wave == waves[1]) & known)
    place = respondent[last].get_indexer(respondent[first])
    before, after = first[place >= 0], last[place[place >= 0]]
    return [before, after], [value[before], value[after], value[after] - value[before]]


def _sizes(codes: Positions, values: list[Floats], groups: int) -> tuple[Positions, Floats]:
    """Give n and the largest share with one value, per group; an empty group has n = 0 and no share."""
    n = np.bincount(codes, minlength=groups)
    largest = np.zeros(groups)
    for answers in values:
        # rounded, so that 3.6666667 - 2.6666667 and 1.0 count as the same change
        kinds, kind = np.unique(answers.round(9), return_inverse=True)
        if len(kinds):
            times = np.bincount(codes * len(kinds) + kind, minlength=groups * len(kinds)).reshape(groups, -1)
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
    named = ~cells["level"].isin(["unknown", "other", "nan"]).to_numpy()
    people = cells["n"].to_numpy(dtype=float)
    of_group = 1e8 * named + 1e7 * np.select([first, linked], [2.0, 1.0], 0.0) + people
    return np.where(everyone, 1e9 * np.select([linked, first], [3.0, 2.0], 1.0), of_group)
