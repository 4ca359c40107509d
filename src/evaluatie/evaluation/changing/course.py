"""The level of every outcome at each wave, and the picture of its course with what else happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing.keys import NAME
from evaluatie.evaluation.comparability import asked_otherwise
from evaluatie.evaluation.scored import Scores, in_plan_order
from evaluatie.evaluation.section import Analysis, Figure, Row
from evaluatie.evaluation.starting_numbers import mean_at

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study


def analyses(scores: Scores) -> Iterator[tuple[str, Analysis]]:
    """Give the mean of everyone who answered, of every outcome at every wave at which it was asked alike."""
    for outcome in in_plan_order(scores.study):
        for wave in _alike(scores.study, outcome):
            yield _key(outcome, wave), mean_at(scores, outcome.id, wave, digits=4)


def figure(study: Study) -> Iterator[Figure]:
    """Draw the means of the plan's outcomes over the waves; one that was asked otherwise than at first is left out."""
    named = {*study.config.plan.primary, *study.config.plan.secondary}
    drawn = [one for one in in_plan_order(study) if len(_alike(study, one)) > 1]
    drawn = [one for one in drawn if one.id in named] or drawn
    rows = tuple(
        Row(
            (say.outcome(outcome.id),),
            tuple(
                say.ref(NAME, _key(outcome, wave), "mean", "points_ci") if wave in _alike(study, outcome) else None
                for wave in study.waves
            ),
        )
        for outcome in drawn
    )
    columns = tuple(say.phrase("column.wave_label", wave=say.wave(wave)) for wave in study.waves)
    if rows:
        yield Figure("figure-course", "course", say.phrase("figure.course"), rows, columns)


def _key(outcome: Outcome, wave: str) -> str:
    return f"{outcome.id}/all/{wave}/mean"


def _alike(study: Study, outcome: Outcome) -> list[str]:
    return [wave for wave in study.waves if not asked_otherwise(study, outcome.id, wave)]
