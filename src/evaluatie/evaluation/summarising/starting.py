"""What was found where there is one wave: where the organisation stands, and where a group stands apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.judgement import estimated
from evaluatie.evaluation.scored import Scores, leading, planned
from evaluatie.evaluation.section import Analysis, Finding, Slot
from evaluatie.evaluation.starting_numbers import gaps_at, means_at
from evaluatie.evaluation.summarising.left import left
from evaluatie.evaluation.summarising.names import FOUND, LEAST, NAME, ROWS, STANDING, UNKNOWN, Groups, largest_group
from evaluatie.evaluation.workforce.rated import verdict

Results = Mapping[str, Analysis]
DISCUSS = "discuss"


def analyses(scores: Scores) -> dict[str, Analysis]:
    """Give the means that are drawn and the gap that is told."""
    (wave,) = scores.study.waves
    drawn = {f"{one.id}/all/mean" for one in planned(scores.study, wave)[:ROWS]}
    found = {key: one for key, one in means_at(scores, wave) if key in drawn}
    gap, leaving = _gap_key(scores), left(scores.study)
    found |= {key: one for key, one in gaps_at(scores, wave) if key == gap}
    return found | ({} if leaving is None else leaving[0])


def findings(scores: Scores, results: Results) -> Iterator[Finding]:
    """Say where the organisation stands, what is not known, and what to discuss."""
    (wave,) = scores.study.waves
    for outcome in leading(scores.study, wave)[0][:LEAST]:
        key = f"{outcome.id}/all/mean"
        hidden = Finding("summary.unknown.mean", {"outcome": say.outcome(outcome.id)}, topic=UNKNOWN)
        told = estimated(results, key)
        yield replace(say.mean(NAME, key, outcome, wave), topic=STANDING, otherwise=hidden) if told else hidden
    yield from _gap(scores, results)
    leaving = left(scores.study)
    if leaving is not None:
        yield replace(leaving[1], topic=STANDING if leaving[1].topic == FOUND else leaving[1].topic)
    yield Finding("conclusions.one_wave", topic=UNKNOWN)
    yield Finding("summary.unknown.causes", topic=UNKNOWN)
    for name in ("conclusions.discuss.recognise", "summary.discuss.start", "summary.discuss.plan"):
        yield Finding(name, topic=DISCUSS)


def _groups(scores: Scores) -> Groups | None:
    (wave,) = scores.study.waves
    occurring = set(scores.levels(wave))
    found = [
        (name, group.reference, level)
        for name, group in scores.study.config.groups.items()
        for level in group.focal
        if {(name, level), (name, group.reference)} <= occurring
    ]
    return largest_group(scores, found, wave)


def _gap_key(scores: Scores) -> str | None:
    groups = _groups(scores)
    outcome = leading(scores.study, scores.study.waves[0])[0][0]
    return None if groups is None else f"{outcome.id}/{groups[0]}={groups[2]}/gap"


def _gap(scores: Scores, results: Results) -> Iterator[Finding]:
    key, groups = _gap_key(scores), _groups(scores)
    if key is None or groups is None or not estimated(results, key):
        return
    outcome = leading(scores.study, scores.study.waves[0])[0][0]
    side = verdict(results[key].result.estimates()[0], 0.0)
    who: dict[str, Slot] = {
        "outcome": say.outcome(outcome.id),
        "level": say.group(groups[0], groups[2]),
        "reference": say.group(groups[0], groups[1]),
    }
    numbers: dict[str, Slot] = {
        "difference": say.ref(NAME, key, "difference", "signed"),
        "interval": say.ref(NAME, key, "difference", "interval"),
        "n": say.ref(NAME, key, "difference", "n"),
    }
    hidden = Finding("summary.unknown.gap_there", topic=UNKNOWN)
    topic = UNKNOWN if side == "unclear" else STANDING
    yield Finding(f"baseline.gap.{side}", {**who, **numbers}, topic=topic, otherwise=hidden)
