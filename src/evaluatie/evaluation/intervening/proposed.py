"""Interventions that the baseline gives reason to discuss: a suggestion, and it says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.intervening.names import NAME
from evaluatie.evaluation.judgement import estimated
from evaluatie.evaluation.scored import Scores
from evaluatie.evaluation.section import Analysis, Finding, Label, Slot, Word
from evaluatie.evaluation.starting_numbers import gaps_at, means_at
from evaluatie.evaluation.topic import Topic
from evaluatie.process import candidate_interventions
from evaluatie.result import NotEnoughData

if TYPE_CHECKING:
    from evaluatie.study import Study

_MOST = 6


def proposed(study: Study) -> Topic:
    """Suggest interventions from the lowest scales and the widest gaps of the first wave.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    Topic
        A sentence per candidate with the number that gives reason for it, and how strong the guide's ground is: it is
        not said where that number is hidden. Nothing where no scale is low and no gap is clear.
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
    for row in found.candidates.to_dict("records"):
        _sentence(topic, numbers, row)
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
        if analysis.method == "gap_welch" and key.endswith("/gap/before"):
            row, outcome = analysis.result.estimates()[0], ranges[str(analysis.outcome)]
            yield {
                "outcome": outcome.id, "group": f"{analysis.characteristic}={analysis.level}",
                "difference": row.estimate, "ci_low": row.ci_low, "ci_high": row.ci_high, "n": row.n,
            }  # fmt: skip


def _sentence(topic: Topic, numbers: Mapping[str, Analysis], row: Mapping[Any, Any]) -> None:
    """Say a candidate with the first thing that gives reason for it."""
    outcome = str(row["outcomes"]).split(", ")[0]
    group = str(row["groups"]).split(", ")[0] if row["groups"] else ""
    gap = row["reason"] != "lowest" and bool(group)
    key = f"{outcome}/{group}/gap/before" if gap else f"{outcome}/all/mean/before"
    if key not in numbers:
        return
    topic.results[key] = numbers[key]
    term, show = ("difference", "signed") if gap else ("mean", "points")
    slots: dict[str, Slot | None] = {
        "intervention": Label("intervention", row["id"]),
        "outcome": say.outcome(outcome),
        "value": topic.ref(key, term, show),  # type: ignore[arg-type]
        "interval": topic.ref(key, term, "interval"),
        "ground": Word(f"doing.ground.{row['evidence']}"),
    }
    if gap:
        name, _, level = group.partition("=")
        slots["level"] = say.group(name, level)
    topic.say(f"doing.candidate.{'gap' if gap else 'lowest'}", **slots)
