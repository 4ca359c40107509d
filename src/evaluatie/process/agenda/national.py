"""The national agenda for cultural diversity at work, as data: goals, actions, parties, commitments, backlog."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluatie.shipped import shipped


@dataclass(frozen=True)
class Agenda:
    """An agenda of actions that several parties agreed upon.

    Attributes
    ----------
    source : mapping of str to object
        ``ministry``, ``title``, ``date`` (a date), ``language`` of the document.
    goals : pandas.DataFrame
        ``goal``, ``part_of`` (the goal that it is a part of; missing for a goal itself), ``nl``, ``en``.
    actions : pandas.DataFrame
        ``action``, ``title_nl``, ``title_en``, ``meant_nl``, ``meant_en``, ``later_nl``, ``later_en`` (ideas for later;
        missing where there are none), ``goals`` (tuple of those that are printed with it; empty where none is legible),
        ``goals_legible``.
    parties : pandas.DataFrame
        ``party``, ``name``, ``role`` (``"party"`` promised something, ``"named"`` is mentioned only), ``about`` (in
        Dutch), ``spellings`` (tuple of those that are printed), ``reading`` (whether it is our reading that these are
        one).
    commitments : pandas.DataFrame
        ``commitment``, ``action``, ``heading_nl``, ``heading_en``, ``parties`` (tuple), ``partners`` (tuple of who else
        is named), ``part_of`` (the commitment that it stands under, if any), ``what_nl``, ``what_en``, ``due`` (a date;
        missing where no period is printed), ``printed_term``.
    quantities : pandas.DataFrame
        Numbers that are printed: ``commitment``, ``value`` (missing where only words say how much), ``about`` (a rough
        number), ``nl``, ``en``.
    backlog : pandas.DataFrame
        Ideas without an owner: ``idea``, ``nl``, ``en``.
    notes : tuple of str
        What is odd about the source, and what is our reading.
    """

    source: Mapping[str, Any]
    goals: pd.DataFrame
    actions: pd.DataFrame
    parties: pd.DataFrame
    commitments: pd.DataFrame
    quantities: pd.DataFrame
    backlog: pd.DataFrame
    notes: tuple[str, ...]


def national_agenda() -> Agenda:
    """Give the Dutch national agenda for cultural diversity at work (Ministry of Social Affairs, 29 September 2021).

    It was encoded by hand from the document, in other words than the document's, one commitment per bullet.

    Returns
    -------
    Agenda
        New frames at every call, so that changing them changes nothing elsewhere.

    Examples
    --------
    >>> agenda = national_agenda()
    >>> len(agenda.actions), len(agenda.commitments), len(agenda.backlog)
    (7, 65, 3)
    >>> agenda.commitments.set_index("commitment").loc["A2", "parties"]
    ('abu', 'awvn', 'nbbu', 'vno_ncw')
    """
    told = shipped(__file__, "agenda.yml")
    actions = shipped(__file__, "commitments.yml")
    commitments = list(_commitments(actions))
    return Agenda(
        source=told["source"],
        goals=pd.DataFrame(_goals(told["goals"])),
        actions=pd.DataFrame(map(_action, actions)),
        parties=pd.DataFrame(
            [
                {"party": each["id"], **{name: each[name] for name in ("name", "role", "about")}}
                | {"spellings": tuple(each["spellings"]), "reading": each["reading"]}
                for each in told["parties"]
            ]
        ),
        commitments=pd.DataFrame([_commitment(*each) for each in commitments]),
        quantities=pd.DataFrame(
            [
                {"commitment": promise["id"], "value": each["value"], "about": each.get("about", False)}
                | {"nl": each["nl"], "en": each["en"]}
                for _, _, promise in commitments
                for each in promise.get("quantities", [])
            ]
        ),
        backlog=pd.DataFrame([{"idea": each["id"], "nl": each["nl"], "en": each["en"]} for each in told["backlog"]]),
        notes=tuple(told["notes"]),
    )


def _goals(goals: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for goal in goals:
        yield {"goal": goal["id"], "part_of": None, "nl": goal["nl"], "en": goal["en"]}
        for part in goal["parts"]:
            yield {"goal": part["id"], "part_of": goal["id"], "nl": part["nl"], "en": part["en"]}


def _action(action: dict[str, Any]) -> dict[str, Any]:
    texts = {
        f"{name}_{language}": (action[name] or {}).get(language)
        for name in ("title", "meant", "later")
        for language in ("nl", "en")
    }
    return {"action": action["id"], **texts, "goals": tuple(action["goals"]), "goals_legible": bool(action["goals"])}


def _commitments(actions: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, str], dict[str, Any]]]:
    for action in actions:
        for heading in action["headings"]:
            for promise in heading["commitments"]:
                yield action["id"], heading["title"], promise


def _commitment(action: str, heading: dict[str, str], promise: dict[str, Any]) -> dict[str, Any]:
    return {
        "commitment": promise["id"],
        "action": action,
        "heading_nl": heading["nl"],
        "heading_en": heading["en"],
        "parties": tuple(promise["parties"]),
        "partners": tuple(promise.get("partners", ())),
        "part_of": promise.get("part_of"),
        "what_nl": promise["what"]["nl"],
        "what_en": promise["what"]["en"],
        "due": promise.get("due"),
        "printed_term": promise.get("printed_term"),
    }
