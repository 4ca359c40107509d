"""The scores of a study, people's own or the means that were delivered in their place: what all sections start from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evaluatie.effects import Moments, moments, summary_moments
from evaluatie.effects.clustered import Teams
from evaluatie.evaluation.columns import Columns, Floats, columns_of
from evaluatie.evaluation.comparability import asked_otherwise, same_group
from evaluatie.evaluation.section import EVERYONE
from evaluatie.study import TAKING_PART

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study


@dataclass(frozen=True, eq=False)
class Scores:
    """The scores of a study, whoever holds them.

    Attributes
    ----------
    study : Study
        The study.
    """

    study: Study

    @property
    def columns(self) -> Columns:
        """The scores of every respondent; none where only means were delivered."""
        return columns_of(self.study)

    def levels(self, *waves: str) -> Iterator[tuple[str, str]]:
        """Go through the groups that occur, and that are the same groups at all of the waves that are named.

        Reference first, then the focal ones, then other and unknown.
        """
        for characteristic, group in self.study.config.groups.items():
            occurring = self._occurring(characteristic)
            for level in (group.reference, *group.focal, "other", "unknown"):
                if level in occurring and same_group(self.study, characteristic, level, waves):
                    yield characteristic, level

    def moments(self, outcome: str, wave: str, characteristic: str = EVERYONE, level: str = EVERYONE) -> Moments:
        """Give the number, mean and variance of a group's scores at a wave; nobody's where they were not delivered."""
        if self.study.aggregates is None:
            return moments(self.columns.answers(outcome, self.columns.rows(wave, characteristic, level)))
        n, mean, sd = self._delivered.get((outcome, wave, characteristic, level), (pd.NA, 0.0, 0.0))
        return summary_moments(0, 0.0, None) if pd.isna(n) or pd.isna(mean) else summary_moments(int(n), mean, sd)

    def in_units(
        self, outcome: str, wave: str, characteristic: str = EVERYONE, level: str = EVERYONE
    ) -> tuple[Floats, Teams] | None:
        """Give a group's scores at a wave and the units these people are in; None without units, and of means only."""
        if self.study.aggregates is not None or "unit" not in self.columns.groups:
            return None
        rows = self.columns.rows(wave, characteristic, level)
        known = rows[~np.isnan(self.columns.scores[outcome][rows])]
        return self.columns.scores[outcome][known], Teams(self.columns.units[known], None)

    def respondents(self, wave: str, characteristic: str = EVERYONE, level: str = EVERYONE) -> int:
        """Count the people of a group who took part at a wave; where only means were delivered, at least so many."""
        if self.study.aggregates is None:
            return len(self.columns.rows(wave, characteristic, level))
        scored = [outcome.id for outcome in self.study.outcomes]
        outcomes = [TAKING_PART] if self.counted(wave, characteristic, level) else scored
        found = (self._delivered.get((outcome, wave, characteristic, level)) for outcome in outcomes)
        return max((int(row[0]) for row in found if row is not None and not pd.isna(row[0])), default=0)

    def counted(self, wave: str, characteristic: str = EVERYONE, level: str = EVERYONE) -> bool:
        """Say whether those who took part were counted, and not only those who have some score."""
        return self.study.aggregates is None or (TAKING_PART, wave, characteristic, level) in self._delivered

    def _occurring(self, characteristic: str) -> set[str]:
        rows = self.study.aggregates
        if rows is None:
            return set(self.columns.groups[characteristic].names)
        return set(rows.loc[rows["characteristic"] == characteristic, "level"])

    @cached_property
    def _delivered(self) -> dict[tuple[str, str, str, str], tuple[Any, float, float]]:
        rows = self.study.aggregates
        if rows is None:
            return {}
        about = zip(rows["outcome"], rows["wave"], rows["characteristic"], rows["level"], strict=True)
        return dict(zip(about, zip(rows["n"], rows["mean"], rows["sd"], strict=True), strict=True))


def fewest(study: Study) -> int:
    """Give the fewest people whom a figure should rest upon, so that it need not be hidden: ten, or as the study says.

    What may leave is decided by the release plan; this is for choosing a figure that can.
    """
    return max(10, study.config.disclosure.minimum_group or 0, int(study.tightened.get("minimum_group", 0)))


def compared(study: Study, wave: str) -> list[Outcome]:
    """Give, in the order of the plan, the outcomes that were asked at a wave as at the first one."""
    return [outcome for outcome in in_plan_order(study) if not asked_otherwise(study, outcome.id, wave)]


def leading(study: Study, wave: str) -> tuple[list[Outcome], list[Outcome]]:
    """Divide the outcomes that were asked alike: those that are to be decided upon, and the others.

    Where a plan names none, or none that was asked alike, all are in the first list.
    """
    outcomes = compared(study, wave)
    first = [outcome for outcome in outcomes if outcome.id in study.config.plan.primary]
    return (first, [one for one in outcomes if one not in first]) if first else (outcomes, [])


def planned(study: Study, wave: str) -> list[Outcome]:
    """Give the outcomes that were asked alike and that the plan names; where it names none, all."""
    named = {*study.config.plan.primary, *study.config.plan.secondary}
    outcomes = compared(study, wave)
    return [outcome for outcome in outcomes if outcome.id in named] or outcomes


def in_plan_order(study: Study) -> list[Outcome]:
    """Give the outcomes as a reader wants them: the plan's primary ones, its secondary ones, the others."""
    plan = study.config.plan
    named = [*plan.primary, *plan.secondary]
    place = {outcome: number for number, outcome in reversed(list(enumerate(named)))}
    return sorted(study.outcomes, key=lambda outcome: place.get(outcome.id, len(named)))
