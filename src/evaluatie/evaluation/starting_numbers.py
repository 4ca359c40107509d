"""How outcomes stand at a wave: means of everyone and of groups, and differences between groups."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from evaluatie.effects import Moments, change_from_moments, mean_from_moments
from evaluatie.evaluation.judgement import Gap, attempt
from evaluatie.evaluation.scored import Scores, in_plan_order
from evaluatie.evaluation.section import EVERYONE, Analysis, Cell


def means_at(scores: Scores, wave: str) -> Iterator[tuple[str, Analysis]]:
    """Give the mean of every outcome in every group, by keys such as ``pgis.total/origin=europa/mean``."""
    groups = [(EVERYONE, EVERYONE), *scores.levels(wave)]
    for outcome in in_plan_order(scores.study):
        for characteristic, level in groups:
            values = scores.moments(outcome.id, wave, characteristic, level)
            result = attempt("mean", partial(mean_from_moments, values))
            cells = (Cell((wave,), outcome.id, characteristic, level),)
            analysis = Analysis(result, "mean_t", (wave,), cells, outcome.id, characteristic, level)
            yield f"{outcome.id}/{group_key(characteristic, level)}/mean", analysis


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
                    welch_gap(scores, outcome.id, wave, characteristic, level),
                )


def welch_gap(scores: Scores, outcome: str, wave: str, characteristic: str, level: str) -> Analysis:
    """Give the difference of a focal group from its reference in an outcome at a wave."""
    levels = (scores.study.config.groups[characteristic].reference, level)
    reference, focal = (scores.moments(outcome, wave, characteristic, name) for name in levels)
    result = attempt("difference", partial(_gap, reference, focal))
    cells = tuple(Cell((wave,), outcome, characteristic, name) for name in levels)
    return Analysis(result, "gap_welch", (wave,), cells, outcome, characteristic, level)


def _gap(reference: Moments, focal: Moments) -> Gap:
    difference = change_from_moments(reference, focal)
    return Gap(difference.method, difference.notes, difference)
