"""The survey with a column per outcome, and who belongs to which group: what all sections start from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from evaluatie.effects import Moments, moments, summary_moments
from evaluatie.evaluation.comparability import asked_otherwise, same_group
from evaluatie.scales import score
from evaluatie.study import TAKING_PART

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study


@dataclass(frozen=True, eq=False)
class Scores:
    """The scores of a study, whoever holds them: people's own, or the means that were delivered in their place.

    Attributes
    ----------
    study : Study
        The study.
    survey : pandas.DataFrame
        As :func:`scored_survey` gives it; without rows where only means were delivered.
    """

    study: Study
    survey: pd.DataFrame

    def levels(self, *waves: str) -> Iterator[tuple[str, str]]:
        """Go through the groups that occur, and that are the same groups at all of the waves that are named.

        Reference first, then the focal ones, then other and unknown.
        """
        delivered = self.study.aggregates
        found = levels(self.study, self.survey) if delivered is None else _delivered_levels(self.study, delivered)
        return (group for group in found if same_group(self.study, *group, waves))

    def moments(self, outcome: str, wave: str, characteristic: str = "all", level: str = "all") -> Moments:
        """Give the number, mean and variance of a group's scores at a wave; nobody's where they were not delivered."""
        if self.study.aggregates is None:
            values = answers(people(self.survey, characteristic, level), outcome, wave)
            return moments(values.to_numpy(dtype=float))
        n, mean, sd = self._delivered.get((outcome, wave, characteristic, level), (pd.NA, 0.0, 0.0))
        return summary_moments(0, 0.0, None) if pd.isna(n) or pd.isna(mean) else summary_moments(int(n), mean, sd)

    def respondents(self, wave: str, characteristic: str = "all", level: str = "all") -> int:
        """Count the people of a group who took part at a wave; where only means were delivered, at least so many."""
        if self.study.aggregates is None:
            return int((people(self.survey, characteristic, level)["wave"] == wave).sum())
        scored = [outcome.id for outcome in self.study.outcomes]
        outcomes = [TAKING_PART] if self.counted(wave, characteristic, level) else scored
        found = (self._delivered.get((outcome, wave, characteristic, level)) for outcome in outcomes)
        return max((int(row[0]) for row in found if row is not None and not pd.isna(row[0])), default=0)

    def counted(self, wave: str, characteristic: str = "all", level: str = "all") -> bool:
        """Say whether those who took part were counted, and not only those who have some score."""
        return self.study.aggregates is None or (TAKING_PART, wave, characteristic, level) in self._delivered

    @cached_property
    def _delivered(self) -> dict[tuple[str, str, str, str], tuple[Any, float, float]]:
        rows = self.study.aggregates
        if rows is None:
            return {}
        about = zip(rows["outcome"], rows["wave"], rows["characteristic"], rows["level"], strict=True)
        return dict(zip(about, zip(rows["n"], rows["mean"], rows["sd"], strict=True), strict=True))


def scores_of(study: Study) -> Scores:
    """Give the scores of a study."""
    return Scores(study, scored_survey(study))


def scored_survey(study: Study) -> pd.DataFrame:
    """Give the survey with one column per outcome: scale scores from items, ready scores as they came.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    pandas.DataFrame
        The survey's rows in their order; its columns, and one float column per outcome id.
    """
    columns = {}
    for name in dict.fromkeys(outcome.instrument for outcome in study.outcomes if outcome.source == "items"):
        items = next(outcome for outcome in study.outcomes if outcome.instrument == name)
        scores = _scores(study, items)
        wanted = [outcome.id for outcome in study.outcomes if outcome.instrument == name and outcome.id in scores]
        columns.update({column: scores[column] for column in wanted})
    return study.survey.assign(**columns)


def _scores(study: Study, outcome: Outcome) -> pd.DataFrame:
    """Score an instrument by the range of answers that each wave had: reversed items are turned within it."""
    asked = study.instruments[str(outcome.instrument)]
    at, range_of = study.survey["wave"], study.config.survey.range_of
    parts = [
        score(study.survey[at == wave.id], asked, response_range=range_of(asked, wave)) for wave in study.config.waves
    ]
    return pd.concat(parts).reindex(study.survey.index)


def compared(study: Study, wave: str) -> list[Outcome]:
    """Give, in the order of the plan, the outcomes that were asked at a wave as at the first one."""
    return [outcome for outcome in in_plan_order(study) if not asked_otherwise(study, outcome.id, wave)]


def in_plan_order(study: Study) -> list[Outcome]:
    """Give the outcomes as a reader wants them: the plan's primary ones, its secondary ones, the others."""
    plan = study.config.plan
    named = [*plan.primary, *plan.secondary]
    place = {outcome: number for number, outcome in reversed(list(enumerate(named)))}
    return sorted(study.outcomes, key=lambda outcome: place.get(outcome.id, len(named)))


def levels(study: Study, survey: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Go through the groups that occur: reference first, then the focal ones, then other and unknown."""
    for characteristic in study.config.groups:
        yield from _in_order(study, characteristic, set(survey[characteristic]))


def _delivered_levels(study: Study, rows: pd.DataFrame) -> Iterator[tuple[str, str]]:
    for characteristic in study.config.groups:
        yield from _in_order(study, characteristic, set(rows.loc[rows["characteristic"] == characteristic, "level"]))


def _in_order(study: Study, characteristic: str, occurring: set[str]) -> Iterator[tuple[str, str]]:
    group = study.config.groups[characteristic]
    for level in (group.reference, *group.focal, "other", "unknown"):
        if level in occurring:
            yield characteristic, level


def people(survey: pd.DataFrame, characteristic: str, level: str) -> pd.DataFrame:
    """Give the rows of one group; ``"all"`` gives every row."""
    return survey if characteristic == "all" else survey[survey[characteristic] == level]


def answers(survey: pd.DataFrame, outcome: str, wave: str) -> pd.Series:
    """Give the known values of an outcome at a wave, indexed by respondent."""
    rows = survey[(survey["wave"] == wave) & survey[outcome].notna()]
    return rows.set_index("respondent")[outcome].astype(float)


def linked_answers(survey: pd.DataFrame, outcome: str, first: str, last: str) -> tuple[pd.Series, pd.Series]:
    """Give the values at two waves of those who answered at both, in the order of the first wave.

    Returns
    -------
    tuple of two pandas.Series, each of shape (pairs,)
        Values at the first and at the last wave, indexed by respondent.
    """
    before, after = answers(survey, outcome, first), answers(survey, outcome, last)
    both = before.index[before.index.isin(after.index)]
    return before.loc[both], after.loc[both]
