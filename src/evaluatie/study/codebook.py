"""What every column of the survey means, and where it comes from. It depends on study.yml and the instruments only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evaluatie.study.gate.askedalike import asked_at, declared_differences
from evaluatie.study.groups.grouping import OTHER, UNKNOWN
from evaluatie.study.layout import Layout, Variable
from evaluatie.study.outcomes import Outcome
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.measured import Group

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
        "outcomes": [_outcome(outcome) | _asked_otherwise(outcome, config, layout) for outcome in layout.outcomes],
    }


def with_classifications(codebook: dict[str, Any], waves: list[dict[str, Any]]) -> dict[str, Any]:
    """Add by which classification of origin people are grouped at each wave, as the files turned out to allow.

    Parameters
    ----------
    codebook : dict
        As :func:`make_codebook` gives it; it is not changed.
    waves : list of dict
        The facts of the waves, with ``id`` and ``classifications``.

    Returns
    -------
    dict
        Entries of groups that have one get ``classification``, by wave.
    """
    variables = []
    for entry in codebook["variables"]:
        name = entry["variable"]
        by_wave = {wave["id"]: wave["classifications"][name] for wave in waves if name in wave["classifications"]}
        variables.append({**entry, "classification": by_wave} if by_wave else entry)
    return {**codebook, "variables": variables}


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
        "kind": variable.kind,
        "label": _label(variable, layout),
        "column": variable.column,
        "range": list(variable.limits),
        "missing_codes": list(variable.missing_codes),
    }
    if variable.kind == "item":
        known = layout.instruments[str(variable.instrument)]
        entry |= {"instrument": known.id, "reversed": variable.number in known.reversed}
    return entry


def _label(variable: Variable, layout: Layout) -> dict[str, str]:
    if variable.kind == "score":
        return next(outcome.label for outcome in layout.outcomes if outcome.id == variable.name)
    known = layout.instruments[str(variable.instrument)]
    return {"nl": f"{known.name.nl}, item {variable.number}", "en": f"{known.name.en}, item {variable.number}"}


def _asked_otherwise(outcome: Outcome, config: StudyConfig, layout: Layout) -> dict[str, Any]:
    """Say at which waves an instrument was asked in another way than at the first one, and in what."""
    if outcome.instrument is None:
        return {}
    known = layout.instruments[outcome.instrument]
    first, *later = [(wave.id, asked_at(config.survey, wave, known)) for wave in config.waves]
    found = {wave: sorted(declared_differences(first[1], asked)) for wave, asked in later}
    differences = {wave: kinds for wave, kinds in found.items() if kinds}
    return {"asked_otherwise": differences} if differences else {}


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
