"""The release plan: which groups, at which waves, may be shown for which outcome. Decided once per organisation.

The plan depends on counts and the policy only, not on any section, so that sections that run in separate processes
agree. A cell is a group at a wave, or the people of a group who answered at two waves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.disclosure.sums import Sums, wave_bases
from evaluatie.disclosure.suppression import hide_until_safe
from evaluatie.evaluation.scored import scored_survey
from evaluatie.evaluation.section import EVERYONE, Cell
from evaluatie.study import Problem, StudyError

if TYPE_CHECKING:
    from evaluatie.study import Study

SMALL, UNIFORM, COMPLEMENT, DIFFERENCE, CROSSING = "small", "uniform", "complement", "difference", "crossing"
KEY = ["outcome", "waves", "characteristic", "level"]
TAKING_PART = ""


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
    survey = scored_survey(study).assign(**{TAKING_PART: 1.0})
    cells = _count(study, survey)
    cells["reason"] = _primary(cells, policy)
    for outcome, of_outcome in cells.groupby("outcome", sort=False):
        answered = survey[survey[str(outcome)].notna()]
        sums = Sums.of(answered, of_outcome, policy.minimum_group, counts=outcome == TAKING_PART)
        shown = of_outcome["reason"].isna().to_numpy()
        for row, target in hide_until_safe(sums.figures, shown, sums.targets, _worth(of_outcome), sums.known).items():
            cells.loc[of_outcome.index[row], "reason"] = DIFFERENCE if sums.answered_once[target] else COMPLEMENT
    return ReleasePlan(policy, cells)


def policy_of(study: Study) -> DisclosurePolicy:
    """Give the policy that a study asks for.

    Raises
    ------
    StudyError
        When its ``disclosure`` block asks for less than the preset.
    """
    block = study.config.disclosure
    policy = DisclosurePolicy.preset_named(block.preset)
    try:
        return policy.tightened(minimum_group=block.minimum_group, dominance=block.dominance)
    except ValueError as error:
        hint = "Leave it out, or ask for more people or a smaller share than the preset does."
        raise StudyError([Problem("study.yml", None, "disclosure", f"{str(error).capitalize()}.", hint)]) from None


def _count(study: Study, survey: pd.DataFrame) -> pd.DataFrame:
    """Count the people of every cell, and the share of them that gave the most frequent answer (or change of it)."""
    groups = {EVERYONE: pd.Series(EVERYONE, index=survey.index)}
    groups |= {name: survey[name].astype(str) for name in _characteristics(study, survey)}
    rows = [
        (outcome, waves, characteristic, level, n, share)
        for outcome in (TAKING_PART, *(outcome.id for outcome in study.outcomes))
        for waves in wave_bases(study.waves)
        for characteristic, labels in groups.items()
        for level, (n, share) in _sizes(_values(survey, outcome, waves), labels).items()
    ]
    cells = pd.DataFrame(rows, columns=[*KEY, "n", "share"])
    cells.loc[cells["outcome"] == TAKING_PART, "share"] = np.nan
    return cells


def _characteristics(study: Study, survey: pd.DataFrame) -> list[str]:
    return [*study.config.groups, *(["unit"] if "unit" in survey else [])]


def _values(survey: pd.DataFrame, outcome: str, waves: tuple[str, ...]) -> list[pd.Series]:
    """Give the answers at a wave; or of the linked the answers before and after and the changes, by row before."""
    first = survey.loc[(survey["wave"] == waves[0]) & survey[outcome].notna(), ["respondent", outcome]]
    if len(waves) == 1:
        return [first[outcome]]
    last = survey.loc[(survey["wave"] == waves[1]) & survey[outcome].notna()].set_index("respondent")[outcome]
    both = first[first["respondent"].isin(last.index)]
    after = pd.Series(last.loc[both["respondent"]].to_numpy(), index=both.index)
    return [both[outcome], after, after - both[outcome]]


def _sizes(values: list[pd.Series], labels: pd.Series) -> dict[str, tuple[int, float]]:
    """Give n and the largest share with one value per group; groups in which nobody is have n = 0."""
    n = labels.loc[values[0].index].value_counts(sort=False)
    share = pd.concat([_modal_share(series, labels) for series in values], axis=1).max(axis=1)
    return {str(level): (int(n.get(level, 0)), float(share.get(level, np.nan))) for level in pd.unique(labels)}


def _modal_share(values: pd.Series, labels: pd.Series) -> pd.Series:
    # rounded, so that 3.6666667 - 2.6666667 and 1.0 count as the same change
    times = pd.Series(1, index=[labels.loc[values.index], values.round(9)]).groupby(level=[0, 1]).size()
    return times.groupby(level=0).max() / times.groupby(level=0).sum()


def _primary(cells: pd.DataFrame, policy: DisclosurePolicy) -> pd.Series:
    reason = pd.Series(None, index=cells.index, dtype="object")
    reason[cells["share"] >= policy.dominance] = UNIFORM
    reason[cells["n"] < policy.minimum_group] = SMALL
    return reason


def _worth(cells: pd.DataFrame) -> np.ndarray:
    """Say what is given up last: everyone, linked before the first wave before later ones; then the larger groups."""
    everyone = (cells["characteristic"] == EVERYONE).to_numpy()
    linked = cells["waves"].map(len).to_numpy() == 2
    order = np.select([linked, (cells["waves"] == cells["waves"].iloc[0]).to_numpy()], [3.0, 2.0], 1.0)
    named = ~cells["level"].isin(["unknown", "other", "nan"]).to_numpy()
    people_in_it = cells["n"].to_numpy(dtype=float)
    return np.where(everyone, 1e9 * order, 1e6 * named - 1e5 * linked + people_in_it)
