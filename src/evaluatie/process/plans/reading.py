"""A plan as it is given, as a mapping or as a frame: its parts, each with what comes with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluatie.amiss import did_you_mean, refuse
from evaluatie.frames import check_frame
from evaluatie.process.meant import meant, misspelt, plain
from evaluatie.process.plans.forms import cell_text
from evaluatie.shipped import shipped

PLAN: dict[str, Any] = shipped(__file__, "plan.yml")
_KEYS = ("text", "id", "goal", "owner", "indicator")


@dataclass(frozen=True)
class Item:
    """One thing that a plan says.

    Attributes
    ----------
    part : str
        Which part it belongs to: ``"status_quo"``, ``"horizon"``, ``"sub_goals"``, ``"steps"`` or ``"accountability"``.
    text : str
        What it says.
    id : str
        By which steps point to a sub-goal; the text where there is none.
    goals : tuple of str
        Ids of the sub-goals that a step serves.
    owner, indicator : str
        Who is responsible for a step; what shows that a sub-goal is reached. Empty where nothing is said.
    """

    part: str
    text: str
    id: str
    goals: tuple[str, ...]
    owner: str
    indicator: str


def read_plan(plan: Any) -> tuple[Item, ...]:
    """Read a plan.

    Parameters
    ----------
    plan : mapping or pandas.DataFrame
        A mapping from parts to a text, a mapping (``text`` and perhaps ``id``, ``goal``, ``owner``, ``indicator``) or a
        list of these; or a frame with ``part`` and these columns. Parts in Dutch or English.

    Returns
    -------
    tuple of Item
        What it says; parts that say nothing are left out.

    Raises
    ------
    TypeError
        If it is neither.
    ValueError
        One error that names every unknown part, misspelt key, item without a text, doubled id, and step that serves a
        sub-goal which is not there.

    Examples
    --------
    >>> plan = {"Stip op de horizon": "a fair chance", "stappen": [{"text": "train", "owner": "HR"}]}
    >>> [item.part for item in read_plan(plan)]
    ['horizon', 'steps']
    """
    if isinstance(plan, pd.DataFrame):
        check_frame(plan, ["part", "text"])
        problems = misspelt(plan.columns, ("part", *_KEYS))
        given = [(row.pop("part"), row) for row in plan.to_dict("records")]
    elif isinstance(plan, Mapping):
        problems, given = [], list(_pairs(plan))
    else:
        raise TypeError(f"a plan must be a mapping or a DataFrame: got {type(plan).__name__}")
    items = [item for part, said in given for item in _item(part, said, problems)]
    problems += _wrong_links(items)
    refuse(list(dict.fromkeys(problems)))
    return tuple(items)


def _pairs(plan: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    for part, said in plan.items():
        for each in said if isinstance(said, list | tuple) else [said]:
            yield part, each


def _item(part: Any, said: Any, problems: list[str]) -> Iterator[Item]:
    named = meant(PLAN["parts"]).get(plain(part))
    if named is None:
        problems.append(f"unknown part {part!r}: {did_you_mean(part, PLAN['parts'])}")
        return
    if isinstance(said, Mapping):
        problems += misspelt(said, _KEYS)
    elif said is not None and not isinstance(said, str):
        problems.append(f"{named}: a text or a mapping is needed, got {type(said).__name__}")
        return
    cells = said if isinstance(said, Mapping) else {"text": said}
    text, links = cell_text(cells.get("text")), cells.get("goal")
    told = {name: cell_text(cells.get(name)) for name in ("id", "owner", "indicator")}
    if not text and (any(told.values()) or named in ("sub_goals", "steps")):
        problems.append(f"{named}: an item has no text ({_shown(cells)}); say what it is, or leave it out")
    elif text:
        yield Item(named, text, told["id"] or text, _links(links), told["owner"], told["indicator"])


def _shown(cells: Mapping[Any, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in cells.items() if cell_text(value)) or "nothing in it"


def _links(given: Any) -> tuple[str, ...]:
    """Give the ids that a step names; ids that are texts may stand in one cell, with commas between them."""
    several = given if isinstance(given, list | tuple) else re.split(r"\s*[,;]\s*", cell_text(given))
    return tuple(text for text in map(cell_text, several) if text)


def _wrong_links(items: Sequence[Item]) -> Iterator[str]:
    ids = [item.id for item in items if item.part == "sub_goals"]
    for doubled in dict.fromkeys(id_ for id_ in ids if ids.count(id_) > 1):
        yield f"sub-goal {doubled!r} stands in the plan {ids.count(doubled)} times: give each its own id"
    for item in items:
        for goal in item.goals:
            if goal not in ids and item.part == "steps":
                yield f"step {item.id!r} serves sub-goal {goal!r}, which is not in the plan; {did_you_mean(goal, ids)}"
