"""Interventions that the baseline gives reason to discuss: a suggestion, and it says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.intervening.names import NAME
from evaluatie.evaluation.judgement import Gap, estimated
from evaluatie.evaluation.scored import Scores
from evaluatie.evaluation.section import Analysis, Finding, Label, Slot, Word
from evaluatie.evaluation.starting_numbers import gaps_at, means_at
from evaluatie.evaluation.topic import Topic
from evaluatie.process import candidate_interventions
from evaluatie.result import NotEnoughData

if TYPE_CHECKING:
    from evaluatie.study import Study

#: candidates in all, and those that one reason is told with
_MOST, _TOGETHER = 8, 3


def proposed(study: Study) -> Topic:
    """Suggest interventions from the lowest scales and the widest gaps of the first wave.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    Topic
        A sentence per scale or gap that gives reason, with what the guide has for it and how strong its ground is: it
        is not said where the number is hidden. Nothing where no scale is low and no gap is clear.
    """
    topic = Topic("doing_candidates", NAME)
    scores, wave = Scores(study), study.waves[0]
    numbers = {**dict(means_at(scores, wave)), **dict(gaps_at(scores, wave))}
    numbers = {f"{key}/before": one for key, one in numbers.items() if estimated(numbers, key)}
    levels, gaps = pd.DataFrame(_levels(study, numbers)), pd.DataFrame(_gaps(study, numbers))
    if levels.empty:
        return topic
    try:
        found = candidate_interventions(levels, None if gaps.empty else gaps, most=_MOST)
    except NotEnoughData:
        return topic
    grounds: dict[tuple[str, str], list[Mapping[Any, Any]]] = {}
    for row in found.candidates.to_dict("records"):
        grounds.setdefault(_ground(row), []).append(row)
    for ground, rows in grounds.items():
        _sentence(topic, numbers, ground, rows[:_TOGETHER])
    if topic.findings:
        topic.findings.insert(0, Finding("doing.candidates", topic=topic.heading))
        topic.say("doing.candidates_worth", "caveat")
    return topic


def _levels(study: Study, numbers: Mapping[str, Analysis]) -> Iterator[dict[str, Any]]:
    for outcome in study.outcomes:
        analysis = numbers.get(f"{outcome.id}/all/mean/before")
        if analysis is not None:
            row = analysis.result.estimates()[0]
            yield {
                "outcome": outcome.id, "mean": row.estimate, "ci_low": row.ci_low, "ci_high": row.ci_high, "n": row.n,
                "range_low": outcome.range[0], "range_high": outcome.range[1], "direction": outcome.direction,
            }  # fmt: skip


def _gaps(study: Study, numbers: Mapping[str, Analysis]) -> Iterator[dict[str, Any]]:
    ranges = {outcome.id: outcome for outcome in study.outcomes}
    for key, analysis in numbers.items():
        if key.endswith("/gap/before") and isinstance(analysis.result, Gap):
            row, outcome = analysis.result.estimates()[0], ranges[str(analysis.outcome)]
            yield {
                "outcome": outcome.id, "group": f"{analysis.characteristic}={analysis.level}",
                "difference": row.estimate, "ci_low": row.ci_low, "ci_high": row.ci_high, "n": row.n,
            }  # fmt: skip


def _ground(row: Mapping[Any, Any]) -> tuple[str, str]:
    """Give the outcome that gives most reason for a candidate, and the group whose gap it is: empty for the scale."""
    outcome, group = (str(row[name]).split(", ")[0] if row[name] else "" for name in ("outcomes", "groups"))
    return outcome, group if row["reason"] != "lowest" else ""


def _sentence(
    topic: Topic, numbers: Mapping[str, Analysis], ground: tuple[str, str], rows: list[Mapping[Any, Any]]
) -> None:
    """Say what gives reason, and what the guide has for it, with how strong its own ground is."""
    outcome, group = ground
    key = f"{outcome}/{group}/gap/before" if group else f"{outcome}/all/mean/before"
    if key not in numbers:
        return
    topic.results[key] = numbers[key]
    slots: dict[str, Slot | None] = {"outcome": say.outcome(outcome), "interval": None}
    if group:
        name, _, level = group.partition("=")
        slots |= {"level": say.group(name, level), "value": topic.ref(key, "difference", "signed")}
        slots["interval"] = topic.ref(key, "difference", "interval")
    else:
        slots |= {"value": topic.ref(key, "mean", "points"), "interval": topic.ref(key, "mean", "interval")}
    for letter, row in zip("abc", rows, strict=False):
        slots |= {letter: Label("intervention", row["id"]), f"{letter}_ground": Word(f"doing.ground.{row['evidence']}")}
    topic.say(f"doing.candidate.{'gap' if group else 'lowest'}.{len(rows)}", **slots)
