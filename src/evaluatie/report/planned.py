"""The plan that was fixed beforehand, part by part, and what was done otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluatie.report.reading import Reader
from evaluatie.report.wording import capitalise

_DEVIATION = "change.deviation."
#: the part of the plan that a departure is from
_PARTS = {"estimator": "estimator", "comparison": "comparison", "said": "other"}


@dataclass(frozen=True)
class PlanRow:
    """A part of the plan.

    Attributes
    ----------
    part, planned : str
        What it is, and what was planned.
    departures : tuple of str
        What was done otherwise.
    """

    part: str
    planned: str
    departures: tuple[str, ...] = ()


def plan_rows(readers: Sequence[Reader]) -> tuple[PlanRow, ...]:
    """Set what was planned beside what was done otherwise.

    Parameters
    ----------
    readers : sequence of Reader
        The sections of an organisation's report.

    Returns
    -------
    tuple of PlanRow
        Empty for several organisations together, which have no plan of their own.
    """
    reader = readers[0]
    if reader.of_several:
        return ()
    plan, say = reader.bundle["plan"], reader.wording.text
    departed: dict[str, list[str]] = {}
    for part, text in _departures(readers, plan):
        departed.setdefault(part, []).append(text)
    planned = dict(_planned(reader, plan))
    rows = planned | {part: "" for part in departed if part not in planned}
    return tuple(
        PlanRow(say(f"account.plan.{part}"), capitalise(text), tuple(map(capitalise, departed.get(part, ()))))
        for part, text in rows.items()
    )


def _planned(reader: Reader, plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    say, none = reader.wording.text, reader.wording.text("account.value.none")
    yield "fixed_on", _fixed(reader, plan)
    for part in ("primary", "secondary"):
        yield part, "; ".join(reader.label("outcome", id_) for id_ in plan[part]) or none
    yield "smallest_effect", say("account.value.sd", number=reader.numerals.setting(plan["smallest_effect"]))
    used = say(f"account.value.{plan['estimator']}")
    chosen = plan.get("planned_estimator")
    yield "estimator", say(f"account.value.{chosen}") if chosen else say("account.value.default", used=used)
    yield "adjust", "; ".join(reader.label("characteristic", name) for name in plan.get("adjust", ())) or none
    yield "comparison", _comparison(reader, plan) or none


def _fixed(reader: Reader, plan: Mapping[str, Any]) -> str:
    say = reader.wording.text
    if plan.get("fixed_on") is None:
        return say("account.value.undated")
    when = "before" if plan["fixed_beforehand"] else "after"
    return say(f"account.value.{when}", date=reader.numerals.date(plan["fixed_on"]))


def _comparison(reader: Reader, plan: Mapping[str, Any]) -> str:
    say, by = reader.wording.text, plan.get("comparison")
    if by is None:
        return ""
    named = by in ("units", "exposure")
    who = say(f"account.value.{by}") if named else say(
        "account.value.characteristic", name=reader.label("characteristic", by)
    )  # fmt: skip
    return say(f"account.value.{plan['allocation']}", who=who)


def _departures(readers: Sequence[Reader], plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for reader in readers:
        for finding in reader.bundle["findings"]:
            if finding["key"].startswith(_DEVIATION):
                what, slots = finding["key"].removeprefix(_DEVIATION), finding["slots"]
                yield _part(what, slots, plan), _told(reader, what, slots)


def _part(what: str, slots: Mapping[str, Any], plan: Mapping[str, Any]) -> str:
    if what != "not_compared":
        return _PARTS[what]
    return "primary" if slots["outcome"]["label"][1] in plan["primary"] else "secondary"


def _told(reader: Reader, what: str, slots: Mapping[str, Any]) -> str:
    told = {name: reader.shown(slot).text for name, slot in slots.items()}
    return told["text"] if what == "said" else reader.wording.text(f"account.departed.{what}", **told)
