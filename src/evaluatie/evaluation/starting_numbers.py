"""How outcomes stand at a wave: means of everyone and of groups, and differences between groups."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from evaluatie.effects import Change, change_from_moments, mean_from_moments
from evaluatie.effects.clustered import Teams, in_teams, spread_in_teams
from evaluatie.effects.describing import Mean
from evaluatie.effects.few_teams import mean_in_few
from evaluatie.evaluation.in_common import in_common
from evaluatie.evaluation.judgement import Gap, attempt
from evaluatie.evaluation.scored import Scores, in_plan_order
from evaluatie.evaluation.section import EVERYONE, Analysis, Cell
from evaluatie.evaluation.unit_spread import named, over_units


def means_at(scores: Scores, wave: str) -> Iterator[tuple[str, Analysis]]:
    """Give the mean of every outcome in every group, by keys such as ``pgis.total/origin=europa/mean``."""
    groups = [(EVERYONE, EVERYONE), *scores.levels(wave)]
    for outcome in in_plan_order(scores.study):
        for group in groups:
            yield f"{outcome.id}/{group_key(*group)}/mean", mean_at(scores, outcome.id, wave, group)


def mean_at(
    scores: Scores, outcome: str, wave: str, group: tuple[str, str] = (EVERYONE, EVERYONE), digits: int | None = None
) -> Analysis:
    """Give the mean of a group, of everyone by default, in an outcome at a wave.

    Its method is ``mean_t_units`` where people are in units enough to tell how units differ, ``mean_t_few_units`` where
    outcomes enough tell what people of one have in common, else ``mean_t``.
    """
    result = attempt("mean", partial(mean_from_moments, scores.moments(outcome, wave, *group)))
    found, people = result, scores.in_units(outcome, wave, *group)
    if isinstance(result, Mean) and result.se is not None and people is not None:
        common = in_common(scores.columns).scores
        found = over_units(result, lambda alone: spread_in_teams(alone, *people), common, mean_in_few)
    cells = (Cell((wave,), outcome, *group),)
    return Analysis(found, named("mean_t", found), (wave,), cells, outcome, *group, digits=digits)


def group_key(characteristic: str, level: str) -> str:
    """Name a group in a key."""
    return EVERYONE if characteristic == EVERYONE else f"{characteristic}={level}"


def gaps_at(scores: Scores, wave: str) -> Iterator[tuple[str, Analysis]]:
    """Give the difference of every focal group from its reference, by keys such as ``pgis.total/origin=europa/gap``."""
    occurring = set(scores.levels(wave))
    for outcome in in_plan_order(scores.study):
        for characteristic, group in scores.study.config.groups.items():
            for level in group.focal:
                if not {(characteristic, level), (characteristic, group.reference)} <= occurring:
                    continue
                yield (
                    f"{outcome.id}/{characteristic}={level}/gap",
                    gap_at(scores, outcome.id, wave, characteristic, level),
                )


def gap_at(scores: Scores, outcome: str, wave: str, characteristic: str, level: str) -> Analysis:
    """Give the difference of a focal group from its reference in an outcome at a wave.

    Its method is ``gap_welch_units`` where people are in units enough to tell how units differ, else ``gap_welch``.
    """
    groups = [(characteristic, one) for one in (scores.study.config.groups[characteristic].reference, level)]
    reference, focal = (scores.moments(outcome, wave, *group) for group in groups)
    result = attempt("difference", partial(change_from_moments, reference, focal))
    found = result
    if isinstance(result, Change):
        found = _gap_over_units(scores, result, outcome, wave, groups)
    told = Gap(found.method, found.notes, found) if isinstance(found, Change) else found
    cells = tuple(Cell((wave,), outcome, *group) for group in groups)
    return Analysis(told, named("gap_welch", found), (wave,), cells, outcome, characteristic, level)


def _gap_over_units(scores: Scores, alone: Change, outcome: str, wave: str, groups: list[tuple[str, str]]) -> Change:
    people = [scores.in_units(outcome, wave, *group) for group in groups]
    reference, focal = people
    if reference is None or focal is None:
        return alone
    nobody = [np.full(len(values), np.nan) for values, _ in (reference, focal)]
    pre, post = np.concatenate([reference[0], nobody[1]]), np.concatenate([nobody[0], focal[0]])
    teams = Teams(np.concatenate([reference[1].codes, focal[1].codes]), None)
    return over_units(alone, lambda found: in_teams(found, pre, post, teams))
