"""How chosen outcomes stand at every wave: of everyone, and by group, with whether the groups may be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from evaluatie.evaluation import meaning_shown
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.meaning import Meanings, over_groups
from evaluatie.evaluation.scored import Scores
from evaluatie.evaluation.section import ALL, Analysis, Cell, Finding, Group, Row, Setting, Slot
from evaluatie.evaluation.starting_numbers import gap_at, group_key, mean_at
from evaluatie.evaluation.topic import Topic, heads

if TYPE_CHECKING:
    from evaluatie.study import Outcome

_DIGITS = 4


def add_means(own: Topic, scores: Scores, outcomes: Sequence[Outcome]) -> None:
    """Add the means of everyone: a sentence per outcome and wave, a picture, and a table per wave."""
    waves = scores.study.waves
    for outcome in outcomes:
        for wave in waves:
            own.results[_mean_key(outcome, wave, ALL)] = _mean(scores, outcome, wave, ALL)
            own.findings.append(say.mean(own.section, _mean_key(outcome, wave, ALL), outcome, wave))
    rows = [
        Row((say.outcome(one.id),), tuple(own.ref(_mean_key(one, wave, ALL), "mean", "points_ci") for wave in waves))
        for one in outcomes
    ]
    columns = tuple(say.phrase("column.wave_label", wave=say.wave(wave)) for wave in waves)
    if len(waves) > 1:
        own.show_figure("figure-own", "course", say.phrase("figure.course"), rows, columns)
    else:
        own.show_figure("figure-own", "means", say.phrase("figure.means", wave=say.wave(waves[0])), rows)
    for wave in waves:
        caption = say.phrase("table.baseline", wave=say.wave(wave))
        named = heads("outcome", "n", "mean", "sd", "lowest", "highest")
        own.show_table(f"table-own-{wave}", caption, named, [_row(own, outcome, wave) for outcome in outcomes])


def add_groups(own: Topic, scores: Scores, outcomes: Sequence[Outcome], characteristic: str) -> None:
    """Add a table per wave of the means of a characteristic's groups, and where these may not be compared."""
    study = scores.study
    for wave in study.waves:
        levels = _levels(scores, wave, characteristic)
        meanings: dict[Group, Meanings] = {}
        for group in levels:
            for outcome in outcomes:
                own.results[_mean_key(outcome, wave, group)] = _mean(scores, outcome, wave, group)
            if group != levels[0] and levels[0][1] == study.config.groups[characteristic].reference:
                meanings[group] = _compare(own, scores, outcomes, wave, group)
        rows = [_group_row(own, outcome, wave, group, meanings) for outcome in outcomes for group in levels]
        named = heads("outcome", "group", "n", "mean", "difference", "comparable")
        caption = say.phrase(
            "table.baseline_groups", wave=say.wave(wave), characteristic=say.characteristic(characteristic)
        )
        own.show_table(f"table-own-{wave}-{characteristic}", caption, named, rows)


def _mean(scores: Scores, outcome: Outcome, wave: str, group: Group) -> Analysis:
    return mean_at(scores, outcome.id, wave, group, _DIGITS)


def _compare(own: Topic, scores: Scores, outcomes: Sequence[Outcome], wave: str, group: Group) -> Meanings:
    """Add the differences of a focal group from its reference, and whether the scales mean the same in both."""
    study, reference = scores.study, scores.study.config.groups[group[0]].reference

    def cells(outcome: str) -> tuple[Cell, ...]:
        return tuple(Cell((wave,), outcome, group[0], level) for level in (reference, group[1]))

    for outcome in outcomes:
        gap = gap_at(scores, outcome.id, wave, *group)
        own.results[_gap_key(outcome, wave, group)] = replace(gap, digits=_DIGITS)
    if study.aggregates is not None:
        return Meanings({}, {})
    meanings, suffix = over_groups(study, outcomes, wave, *group), _suffix(wave, group)
    own.results |= dict(meanings.analyses(suffix, (wave,), cells, *group))
    own.findings += _not_comparable(own, meanings, outcomes, wave, group, reference)
    return meanings


def _not_comparable(
    own: Topic, meanings: Meanings, outcomes: Sequence[Outcome], wave: str, group: Group, reference: str
) -> Iterator[Finding]:
    """Say of which outcomes the two groups may not be compared; of the others the table tells it."""
    slots: dict[str, Slot] = {"level": say.group(*group), "reference": say.group(group[0], reference)}
    for outcome in outcomes:
        guard = own.ref(_gap_key(outcome, wave, group), "difference", "signed")
        about = slots if guard is None else {**slots, "guard": guard}
        said = meaning_shown.sentences(meanings, own.section, _suffix(wave, group), "groups", [outcome], about)
        yield from (finding for finding in said if finding.key == "meaning.groups.not")


def _row(own: Topic, outcome: Outcome, wave: str) -> Row:
    key = _mean_key(outcome, wave, ALL)
    numbers = (own.ref(key, "mean", "n"), own.ref(key, "mean", "points_ci"), own.ref(key, "sd", "points"))
    low, high = (Setting(end, "count") for end in outcome.range)
    return Row((say.outcome(outcome.id),), (*numbers, low, high))


def _group_row(own: Topic, outcome: Outcome, wave: str, group: Group, meanings: dict[Group, Meanings]) -> Row:
    key = _mean_key(outcome, wave, group)
    tested = meanings.get(group)
    return Row(
        (say.outcome(outcome.id), say.group(*group)),
        (
            own.ref(key, "mean", "n"),
            own.ref(key, "mean", "points_ci"),
            own.ref(_gap_key(outcome, wave, group), "difference", "signed_ci"),
            None if tested is None else tested.word(outcome.id, own.section, _suffix(wave, group)),
        ),
    )


def _levels(scores: Scores, wave: str, characteristic: str) -> list[Group]:
    """Give the groups that are named in study.yml and occur, the reference first."""
    named = (scores.study.config.groups[characteristic].reference, *scores.study.config.groups[characteristic].focal)
    return [(name, level) for name, level in scores.levels(wave) if name == characteristic and level in named]


def _mean_key(outcome: Outcome, wave: str, group: Group) -> str:
    return f"{outcome.id}/{group_key(*group)}/{wave}/mean"


def _gap_key(outcome: Outcome, wave: str, group: Group) -> str:
    return f"{outcome.id}/{group_key(*group)}/{wave}/gap"


def _suffix(wave: str, group: Group) -> str:
    return f"{group_key(*group)}/{wave}"
