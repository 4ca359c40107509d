"""The one channel: a section goes in, a bundle of protected numbers, sentences and displays comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from evaluatie.disclosure.origins import Origin, origin_of
from evaluatie.disclosure.reasons import PART, SMALL
from evaluatie.disclosure.released import SCHEMA, Evidence, Released, rounded
from evaluatie.disclosure.strict import check_section
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

_FIELDS = ("estimate", "se", "statistic", "df", "p", "ci_low", "ci_high", "n")


def release(section: Section) -> Released:
    """Protect a section by what it comes from, an organisation's release plan, and give what may be shown of it.

    Parameters
    ----------
    section : Section
        A section as the functions of ``evaluatie.evaluation`` make it: of a study, or of results released before.

    Returns
    -------
    Released
        In a notebook it shows itself as one output of type ``application/vnd.evaluatie+json``. A number is hidden
        when any group that it rests upon is hidden, and with it every sentence and table cell that would show it.

    Raises
    ------
    NotReleasable
        The section holds what no section holds: a result of one's own, free text, a loose number.
    """
    origin = origin_of(section)
    about = origin.about(section)
    check_section(section, about["labels"], origin.settings())
    numbers, places = _numbers(section, origin)
    shown = _Shown(numbers, places)
    bundle = {
        **({"title": dict(section.title)} if section.title else {}),
        "schema": SCHEMA,
        "section": section.name,
        "package_version": version("evaluatie"),
        "policy": origin.policy.as_data(),
        **about,
        "numbers": numbers,
        "findings": [shown.finding(finding) for finding in shown.sayable(section.findings)],
        "displays": [shown.display(display) for display in section.displays],
        "hidden": _summary(numbers),
        "methods": sorted({number["method"] for number in numbers.values() if number["method"] is not None}),
    }
    return Released(bundle, Evidence.of_section(section, bundle))


def _numbers(section: Section, origin: Origin) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Give the numbers that leave, and where each number of the section is to be found among them.

    Of a hidden analysis one number without values is left: how many terms it has, and by which method it was made,
    would tell how many people there are.
    """
    numbers: dict[str, dict[str, Any]] = {}
    places: dict[str, str] = {}
    stands_in: dict[int, str] = {}
    reasons: dict[int, str | None] = {}
    for id_, analysis, estimate in section.numbers():
        if id(analysis) not in reasons:
            reasons[id(analysis)] = origin.reason(analysis)
        suppressed = reasons[id(analysis)] or _too_few(origin, analysis, estimate)
        place = stands_in.setdefault(id(analysis), id_) if suppressed else id_
        numbers.setdefault(place, _number(analysis, estimate, suppressed))
        places[id_] = place
    return numbers, places


def _too_few(origin: Origin, analysis: Analysis, estimate: Estimate) -> str | None:
    """Whatever a section names, a number on too few people never leaves.

    Of parts it is not told apart from what is hidden for another reason: that would tell nobody from few.
    """
    if estimate.n is None or estimate.n >= origin.policy.minimum_answers:
        return None
    return PART if any(cell.part is not None for cell in analysis.cells) else SMALL


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
            case Ref(number, show, instead):
                here = instead if instead is not None and not self._visible(slot) else number
                return {"ref": self._place(here), "show": show}
            case Word(key, about, instead):
                # a verdict tells where its number lies, so a hidden number hides its verdict
                hidden = about is not None and not self._visible(slot)
                return {"ref": self._place(str(instead or about)), "show": "points"} if hidden else {"word": key}
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
