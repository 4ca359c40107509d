"""The city's growth panels as data: rounds, participants, themes, responses, returns, advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluatie.shipped import shipped

_LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class GrowthPanels:
    """Conversations between directorates of a city and a panel of experts on their plans for inclusion, in two rounds.

    No frame joins a theme with a directorate: what was said in a conversation was agreed to stay in it.

    Attributes
    ----------
    source : mapping of str to object
        ``publisher``, ``title``, ``version``, ``author`` (made anonymous), ``office``, ``date`` (None: not printed),
        ``language`` of the document.
    rounds : pandas.DataFrame
        ``round``, ``announced`` (directorates that the document speaks of; missing where it gives no number), ``names``
        (that it lists), ``unused`` (slots that nobody took; missing where nothing is said), ``themes_announced``,
        ``themes_described``.
    participants : pandas.DataFrame
        One row per name that is printed: ``round``, ``place`` (in its list), ``listed`` (``"first_time"`` or
        ``"second_time"``), ``name``, ``unit`` (the same for names of one directorate), ``maybe`` (a unit that it may be
        the same as; missing where there is no doubt).
    themes : pandas.DataFrame
        ``round``, ``place``, ``theme``, ``printed`` (its name, shortened where it is long; missing for a theme that is
        announced and never named), ``nl``, ``en`` (our words), ``described``.
    responses : pandas.DataFrame
        What the programme says it set up after round 1, per theme of that round: ``theme``, ``kind`` (``"acted"``,
        ``"declined"`` or ``"ended"``), ``nl``, ``en``, ``reading``, ``reason`` of the kind.
    returns : pandas.DataFrame
        Themes of round 1 that are found again in round 2: ``first``, ``second``, ``main`` (the closest one),
        ``strength`` (``"clear"``: the same problem; ``"partial"``: a neighbouring problem, or the remedy only),
        ``reading``, ``reason_nl``, ``reason_en``. A theme that is not found again has one row without ``second``.
    advice : pandas.DataFrame
        What the panel advised in round 2: ``theme``, ``place``, ``nl``, ``en``.
    talk : pandas.DataFrame
        Themes of the talk between the panel and the top management: ``place``, ``printed``, ``en``.
    not_computable : pandas.DataFrame
        What the source cannot tell: ``what``, ``reason_nl``, ``reason_en``.
    notes : tuple of str
        What is odd about the source or open, and what is our reading.
    """

    source: Mapping[str, Any]
    rounds: pd.DataFrame
    participants: pd.DataFrame
    themes: pd.DataFrame
    responses: pd.DataFrame
    returns: pd.DataFrame
    advice: pd.DataFrame
    talk: pd.DataFrame
    not_computable: pd.DataFrame
    notes: tuple[str, ...]


def growth_panels() -> GrowthPanels:
    """Give the growth panels on inclusion of the city of Amsterdam (Groeipanel, analysis of common threads, V1.5).

    They were encoded by hand from the document, in other words than the document's. Which themes return, and what kind
    of response there was, is our reading, each with its reason.

    Returns
    -------
    GrowthPanels
        New frames at every call, so that changing them changes nothing elsewhere.

    Examples
    --------
    >>> panels = growth_panels()
    >>> panels.rounds[["round", "names", "themes_announced", "themes_described"]].values.tolist()
    [[1, 15, 12, 12], [2, 14, 8, 7]]
    >>> panels.responses.set_index("theme")["kind"].to_dict()["monitoring"]
    'declined'
    """
    told = shipped(__file__, "panels.yml")
    participants = pd.DataFrame(_participants(told["participants"]))
    themes = pd.DataFrame(_themes(told))
    return GrowthPanels(
        source=told["source"],
        rounds=_rounds(told["rounds"], participants, themes),
        participants=participants,
        themes=themes,
        responses=pd.DataFrame(_responses(told["first"])),
        returns=pd.DataFrame(_returns(told["first"])),
        advice=pd.DataFrame(_advice(told["second"])),
        talk=pd.DataFrame([{"place": at, **each} for at, each in enumerate(told["talk"], start=1)]),
        not_computable=pd.DataFrame([{"what": each["what"], **_reason(each)} for each in told["not_computable"]]),
        notes=tuple(told["notes"]),
    )


def _rounds(told: list[dict[str, Any]], participants: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    rounds = pd.DataFrame(told).astype({"announced": "Int64", "unused": "Int64"})
    return pd.DataFrame(
        {
            "round": rounds["round"],
            "announced": rounds["announced"],
            "names": rounds["round"].map(participants["round"].value_counts()),
            "unused": rounds["unused"],
            "themes_announced": rounds["themes_announced"],
            "themes_described": rounds["round"].map(themes.groupby("round")["described"].sum()),
        }
    )


def _participants(lists: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in lists:
        for place, name in enumerate(each["names"], start=1):
            yield {
                "round": each["round"], "place": place, "listed": each["listed"], "name": name["name"],
                "unit": name["unit"], "maybe": name.get("maybe"),
            }  # fmt: skip


def _themes(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for at, described in ((1, told["first"]), (2, told["second"])):
        for place, each in enumerate(described, start=1):
            texts = {name: each[name] for name in ("theme", "printed", *_LANGUAGES)}
            yield {"round": at, "place": place, **texts, "described": True}
        announced = told["rounds"][at - 1]["themes_announced"]
        for place in range(len(described) + 1, announced + 1):
            untold = {"theme": "not-stated", "printed": None, "nl": "Niet vermeld.", "en": "Not stated."}
            yield {"round": at, "place": place, **untold, "described": False}


def _responses(first: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in first:
        if "response" in each:
            told = {name: each["response"][name] for name in ("kind", *_LANGUAGES)}
            yield {"theme": each["theme"], **told, "reading": "ours", "reason": each["response"]["reason"]}


def _returns(first: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in first:
        ours = {"first": each["theme"], "reading": "ours"}
        for at, link in enumerate(each["returns"]):
            yield {**ours, "second": link["in"], "main": at == 0, "strength": link["strength"], **_reason(link)}
        if not each["returns"]:
            yield {**ours, "second": None, "main": False, "strength": None, **_reason(each["absent"])}


def _advice(second: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in second:
        for place, advice in enumerate(each["advice"], start=1):
            yield {"theme": each["theme"], "place": place, **advice}


def _reason(texts: Mapping[str, str]) -> dict[str, str]:
    return {f"reason_{language}": texts[language] for language in _LANGUAGES}
