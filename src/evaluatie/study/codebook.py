"""What every column of the survey means, and where it comes from. It depends on study.yml and the instruments only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evaluatie.instruments import instrument
from evaluatie.study.config import StudyConfig
from evaluatie.study.grouping import OTHER, UNKNOWN
from evaluatie.study.layout import Layout, Variable
from evaluatie.study.measured import Group
from evaluatie.study.outcomes import Outcome

SCHEMA = 1


def make_codebook(config: StudyConfig, layout: Layout) -> dict[str, Any]:
    """Describe the survey's columns.

    Parameters
    ----------
    config : StudyConfig
        study.yml.
    layout : Layout
        What its items and scores mean.

    Returns
    -------
    dict
        ``variables``: one entry per column in order, with variable, kind, label, source column, and where they apply
        values, range, reversed and missing codes. ``outcomes``: one entry per outcome.
    """
    return {
        "schema": SCHEMA,
        "organisation": config.organisation.id,
        "variables": [
            *_people(config),
            *(_group(name, group) for name, group in config.groups.items()),
            *(_number(variable, layout) for variable in layout.variables),
        ],
        "outcomes": [_outcome(outcome) for outcome in layout.outcomes],
    }


def _people(config: StudyConfig) -> Iterator[dict[str, Any]]:
    survey = config.survey
    label = {"nl": "respondent (pseudoniem)", "en": "respondent (pseudonym)"}
    yield {"variable": "respondent", "kind": "respondent", "label": label, "column": survey.respondent}
    yield {
        "variable": "wave",
        "kind": "wave",
        "label": {"nl": "meting", "en": "wave"},
        "column": None,
        "values": {wave.id: wave.label for wave in config.waves},
    }
    if survey.unit:
        yield {"variable": "unit", "kind": "unit", "label": {"nl": "eenheid", "en": "unit"}, "column": survey.unit}


def _group(name: str, group: Group) -> dict[str, Any]:
    rest = {OTHER: {"nl": "anders", "en": "other"}, UNKNOWN: {"nl": "onbekend", "en": "unknown"}}
    return {
        "variable": name,
        "kind": "group",
        "label": group.label,
        "column": group.column,
        "values": {**{level: group.labels[level] for level in group.levels}, **rest},
        "reference": group.reference,
        "bands": None if group.bands is None else list(group.bands),
        "missing_codes": list(group.missing_codes),
    }


def _number(variable: Variable, layout: Layout) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "variable": variable.name,
        "kind": "item" if variable.instrument else "score",
        "label": _label(variable, layout),
        "column": variable.column,
        "range": list(variable.limits),
        "missing_codes": list(variable.missing_codes),
    }
    if variable.instrument:
        number = int(variable.name.rpartition("_")[2])
        entry |= {"instrument": variable.instrument, "reversed": number in instrument(variable.instrument).reversed}
    return entry


def _label(variable: Variable, layout: Layout) -> dict[str, str]:
    if variable.instrument is None:
        return next(outcome.label for outcome in layout.outcomes if outcome.id == variable.name)
    name = instrument(variable.instrument).name
    number = variable.name.rpartition("_")[2]
    return {"nl": f"{name.nl}, item {number}", "en": f"{name.en}, item {number}"}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "outcome": outcome.id,
        "label": outcome.label,
        "range": list(outcome.range),
        "direction": outcome.direction,
        "source": outcome.source,
        "instrument": outcome.instrument,
        "items": list(outcome.items),
        "scale": outcome.scale,
    }
