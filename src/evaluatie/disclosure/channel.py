"""The one channel: a section goes in, a bundle of protected numbers, sentences and displays comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from evaluatie.disclosure.plan import ReleasePlan, release_plan
from evaluatie.disclosure.reasons import PART, SMALL
from evaluatie.disclosure.released import SCHEMA, Released, rounded
from evaluatie.evaluation.section import (
    Analysis,
    Figure,
    Finding,
    Label,
    Ref,
    Row,
    Section,
    Setting,
    Slot,
    Table,
    Word,
)  # fmt: skip
from evaluatie.result import Estimate

if TYPE_CHECKING:
    from evaluatie.study import Study

_FIELDS = ("estimate", "se", "statistic", "df", "p", "ci_low", "ci_high", "n")


def release(section: Section) -> Released:
    """Protect a section by the organisation's release plan and give what may be shown of it.

    Parameters
    ----------
    section : Section
        A section as the functions of ``evaluatie.evaluation`` make it.

    Returns
    -------
    Released
        In a notebook it shows itself as one output of type ``application/vnd.evaluatie+json``. A number is hidden
        when any group that it rests upon is hidden, and with it every sentence and table cell that would show it.
    """
    study = section.study
    plan = release_plan(study)
    numbers, places = _numbers(section, plan)
    shown = _Shown(numbers, places)
    bundle = {
        "schema": SCHEMA,
        "section": section.name,
        "package_version": version("evaluatie"),
        "policy": {
            "preset": plan.policy.preset,
            "minimum_group": plan.policy.minimum_group,
            "dominance": plan.policy.dominance,
        },
        **_about(study, _named_units(section)),
        "numbers": numbers,
        "findings": [shown.finding(finding) for finding in shown.sayable(section.findings)],
        "displays": [shown.display(display) for display in section.displays],
        "hidden": _summary(numbers),
        "methods": sorted({number["method"] for number in numbers.values() if number["method"] is not None}),
    }
    return Released(bundle)


def _numbers(section: Section, plan: ReleasePlan) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Give the numbers that leave, and where each number of the section is to be found among them.

    Of a hidden analysis one number without values is left: how many terms it has, and by which method it was made,
    would tell how many people there are.
    """
    numbers: dict[str, dict[str, Any]] = {}
    places: dict[str, str] = {}
    stands_in: dict[int, str] = {}
    for id_, analysis, estimate in section.numbers():
        suppressed = _hidden(plan, analysis, estimate)
        place = stands_in.setdefault(id(analysis), id_) if suppressed else id_
        numbers.setdefault(place, _number(analysis, estimate, suppressed))
        places[id_] = place
    return numbers, places


def _hidden(plan: ReleasePlan, analysis: Analysis, estimate: Estimate) -> str | None:
    for cell in analysis.cells:
        reason = plan.reason(cell)
        if reason is not None:
            # why a part is hidden bounds how many people are in it
            return reason if cell.part is None else PART
    # whatever cells a section names, a number on too few people never leaves
    if estimate.n is not None and estimate.n < plan.policy.minimum_group:
        return SMALL
    return None


def _number(analysis: Analysis, estimate: Estimate, suppressed: str | None) -> dict[str, Any]:
    values = {name: None if suppressed else _written(getattr(estimate, name), analysis.digits) for name in _FIELDS}
    return {
        "outcome": analysis.outcome,
        "characteristic": analysis.characteristic,
        "level": analysis.level,
        "waves": list(analysis.waves),
        "method": None if suppressed else analysis.method,
        "term": estimate.term,
        **values,
        "suppressed": suppressed,
    }


def _written(value: float | None, digits: int | None) -> float | int | None:
    if value is None or digits is None or isinstance(value, int):
        return rounded(value)
    return rounded(round(value, digits))


class _Shown:
    """Turns sentences and displays into plain data, leaving out what shows a hidden number."""

    def __init__(self, numbers: Mapping[str, Mapping[str, Any]], places: Mapping[str, str]) -> None:
        self._numbers, self._places = numbers, places

    def sayable(self, findings: Iterable[Finding]) -> Iterable[Finding]:
        for finding in findings:
            candidate: Finding | None = finding
            while candidate is not None and not all(map(self._visible, candidate.slots.values())):
                candidate = candidate.otherwise
            if candidate is not None:
                yield candidate

    def finding(self, finding: Finding) -> dict[str, Any]:
        return {**self._phrase(finding), "role": finding.role, **_topic(finding)}

    def display(self, display: Table | Figure) -> dict[str, Any]:
        common = {
            "id": display.id,
            "caption": self._phrase(display.caption),
            "rows": [self._row(row) for row in display.rows],
            **_topic(display),
        }
        columns = [self._phrase(column) for column in display.columns]
        if isinstance(display, Figure):
            more = {"columns": columns} if columns else {}
            technical = {"technical": True} if display.technical else {}
            return {"type": "figure", "kind": display.kind, **common, **more, **technical}
        return {"type": "table", **common, "columns": columns, "technical": display.technical}

    def _phrase(self, finding: Finding) -> dict[str, Any]:
        return {"key": finding.key, "slots": {name: self._slot(slot) for name, slot in finding.slots.items()}}

    def _row(self, row: Row) -> dict[str, Any]:
        return {
            "head": [self._slot(slot) for slot in row.head],
            "cells": [None if slot is None else self._slot(slot) for slot in row.cells],
        }

    def _visible(self, slot: Slot) -> bool:
        number = slot.number if isinstance(slot, Ref) else slot.about if isinstance(slot, Word) else None
        return number is None or self._numbers[self._place(number)]["suppressed"] is None

    def _place(self, number: str) -> str:
        if number not in self._places:
            raise KeyError(f"a display refers to '{number}', which no analysis of the section gives")
        return self._places[number]

    def _slot(self, slot: Slot) -> dict[str, Any]:
        match slot:
            case Ref(number, show):
                return {"ref": self._place(number), "show": show}
            case Word(key, about):
                # a verdict tells where its number lies, so a hidden number hides its verdict
                hidden = about is not None and not self._visible(slot)
                return {"ref": self._place(str(about)), "show": "points"} if hidden else {"word": key}
            case Label(kind, id_):
                return {"label": [kind, id_]}
            case Setting(value, show):
                return {"setting": value, "show": show}


def _topic(shown: Finding | Table | Figure) -> dict[str, str]:
    return {"topic": shown.topic} if shown.topic else {}


def _summary(numbers: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    by_group: dict[str, list[str]] = {}
    for number in numbers.values():
        if number["suppressed"]:
            by_group.setdefault(number["characteristic"], []).append(number["suppressed"])
    return [
        {"characteristic": name, "reasons": sorted(set(reasons)), "numbers": len(reasons)}
        for name, reasons in by_group.items()
    ]


def _about(study: Study, units: Sequence[str]) -> dict[str, Any]:
    config = study.config
    return {
        "organisation": {
            "id": config.organisation.id,
            "name": config.organisation.name,
            "synthetic": config.organisation.synthetic,
        },
        "language": config.report.language,
        "labels": _labels(study, units),
        "outcomes": {
            outcome.id: {"low": outcome.range[0], "high": outcome.range[1], "direction": outcome.direction}
            for outcome in study.outcomes
        },
        "context": [{"date": event.date.isoformat(), "label": event.event} for event in config.context],
    }


def _named_units(section: Section) -> list[str]:
    """List the units that a section names, which takes the works council's word."""
    if not section.study.config.works_council.consent:
        return []
    return sorted({analysis.level for analysis in section.results.values() if analysis.characteristic == "unit"})


def _labels(study: Study, units: Sequence[str]) -> dict[str, dict[str, Any]]:
    groups = study.config.groups
    return {
        "outcome": {outcome.id: outcome.label for outcome in study.outcomes},
        "wave": {wave.id: wave.label for wave in study.config.waves},
        "instrument": {id_: {"nl": one.name.nl, "en": one.name.en} for id_, one in study.instruments.items()},
        "item": {
            entry["variable"]: {"number": entry["variable"].rpartition("_")[2], "column": str(entry["column"])}
            for entry in study.codebook["variables"]
            if entry["kind"] == "item"
        },
        "characteristic": {name: group.label for name, group in groups.items()},
        "level": {
            f"{name}={level}": group.labels.get(level, level)
            for name, group in groups.items()
            for level in (group.reference, *group.focal)
        }
        | {f"unit={name}": name for name in units},
    }
