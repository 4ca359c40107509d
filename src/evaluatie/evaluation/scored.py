"""The survey with a column per outcome, and who belongs to which group: what all sections start from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from evaluatie.instruments import instrument
from evaluatie.scales import score

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study


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
        scores = score(study.survey, instrument(str(name)), response_range=items.range)
        wanted = [outcome.id for outcome in study.outcomes if outcome.instrument == name and outcome.id in scores]
        columns.update({column: scores[column] for column in wanted})
    return study.survey.assign(**columns)


def in_plan_order(study: Study) -> list[Outcome]:
    """Give the outcomes as a reader wants them: the plan's primary ones, its secondary ones, the others."""
    plan = study.config.plan
    named = [*plan.primary, *plan.secondary]
    place = {outcome: number for number, outcome in reversed(list(enumerate(named)))}
    return sorted(study.outcomes, key=lambda outcome: place.get(outcome.id, len(named)))


def levels(study: Study, survey: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Go through the groups that occur: reference first, then the focal ones, then other and unknown."""
    for characteristic, group in study.config.groups.items():
        occurring = set(survey[characteristic])
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
