"""What a plan has and lacks: where it starts, where it goes, by which steps of whom, and how that is accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluatie.process.plans.reading import PLAN, Item, read_plan
from evaluatie.result import Estimate, Result

METHOD = (
    "Parts of a plan as the guide of the pilot Behoud & Doorstroom has them (TNO and Dutch Ministry of Social "
    "Affairs and Employment 2021): status quo, dot on the horizon, sub-goals, indicators, steps, owners, accountability"
)
THERE_ONLY = (
    "this tells what the plan says, not whether what it says is good; whether sub-goals are SMART in form, smart_check "
    "reads"
)
COUNTED = "shares count everything in the plan: they are no estimates from a sample, and have no interval"


@dataclass(frozen=True)
class PlanCompleteness(Result):
    """What a plan has and lacks.

    Attributes
    ----------
    parts : pandas.DataFrame
        One row per part, in the guide's order: ``part``, ``state`` (``"there"``, ``"partly"`` or ``"lacks"``), ``n``
        (sub-goals or steps that it is about, texts for the others) and ``n_there`` (those that have it).
    lacks : pandas.DataFrame
        One row per thing that is lacking: ``part``, ``item`` (id of the sub-goal or step; missing where the whole part
        lacks), ``lack``, ``ask_nl``, ``ask_en``.
    complete : bool
        Whether nothing lacks.
    n_sub_goals, n_steps, n_lacks : int
        How many of each.
    """

    parts: pd.DataFrame
    lacks: pd.DataFrame
    complete: bool
    n_sub_goals: int
    n_steps: int
    n_lacks: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the share of parts that are wholly there, and of sub-goals and steps that have what they need.

        Returns
        -------
        tuple of Estimate
            ``n`` counts parts, sub-goals or steps; without intervals.
        """
        shares = [("parts", float((self.parts["state"] == "there").mean()), len(self.parts))]
        terms = (
            ("sub_goals_with_indicator", "no_indicator", self.n_sub_goals),
            ("sub_goals_with_step", "no_step", self.n_sub_goals),
            ("steps_with_owner", "no_owner", self.n_steps), ("steps_with_goal", "no_goal", self.n_steps),
        )  # fmt: skip
        shares += [(term, 1 - (self.lacks["lack"] == lack).sum() / n, n) for term, lack, n in terms if n]
        return tuple(Estimate(term, share, n=n) for term, share, n in shares)


def plan_completeness(plan: Mapping[str, Any] | pd.DataFrame) -> PlanCompleteness:
    """Tell what a plan has and lacks.

    The guide asks of a policy paper where the organisation stands, what it works towards, and how and by whom the steps
    are taken; it has the distant goal broken down into sub-goals with indicators, and a way to account for it.

    Parameters
    ----------
    plan : mapping or pandas.DataFrame
        A mapping with ``status_quo``, ``horizon``, ``sub_goals``, ``steps`` and ``accountability`` (Dutch names too):
        each a text, or a list of texts or of mappings with ``text``, ``id``, ``indicator`` (sub-goals), ``goal`` (id or
        ids that a step serves) and ``owner`` (steps). Or a frame with ``part`` and those columns. Words such as "tbd"
        count as nothing.

    Returns
    -------
    PlanCompleteness
        Parts, and what lacks with the question to ask.

    Raises
    ------
    TypeError
        If it is neither.
    ValueError
        One error that names every unknown part, misspelt key, item without a text, doubled id, and step that serves a
        sub-goal which is not there.

    Examples
    --------
    >>> found = plan_completeness({
    ...     "status_quo": "few promotions", "stip op de horizon": "a fair chance for everyone",
    ...     "subdoelen": [{"id": "g1", "text": "15% by 2026", "indicator": "share promoted"}],
    ...     "stappen": [{"text": "train managers", "goal": "g1"}]})
    >>> dict(zip(found.parts["part"], found.parts["state"]))["owners"], found.complete
    ('lacks', False)
    >>> found.lacks[["part", "item", "lack"]].values.tolist()
    [['owners', 'train managers', 'no_owner'], ['accountability', None, 'no_accountability']]
    """
    items = read_plan(plan)
    held = {part: [item for item in items if item.part == part] for part in PLAN["parts"]}
    found = list(_parts(held))
    lacks = pd.DataFrame(
        [
            (part, item, lack, PLAN["ask"][lack]["nl"], PLAN["ask"][lack]["en"])
            for part, _, _, missing in found
            for item, lack in missing
        ],
        columns=["part", "item", "lack", "ask_nl", "ask_en"],
        dtype=object,
    )
    parts = [(part, _state(there, missing), n, there) for part, n, there, missing in found]
    return PlanCompleteness(
        METHOD,
        (THERE_ONLY, COUNTED),
        parts=pd.DataFrame(parts, columns=["part", "state", "n", "n_there"]),
        lacks=lacks,
        complete=lacks.empty,
        n_sub_goals=len(held["sub_goals"]),
        n_steps=len(held["steps"]),
        n_lacks=len(lacks),
    )


#: A part, how many things it is about, how many have it, and what lacks
Part = tuple[str, int, int, Sequence[tuple[str | None, str]]]


def _parts(held: Mapping[str, Sequence[Item]]) -> Iterator[Part]:
    goals, steps = held["sub_goals"], held["steps"]
    served = {goal for step in steps for goal in step.goals}
    yield _said("status_quo", held)
    yield _said("horizon", held)
    yield _said("sub_goals", held)
    no_indicator = [(goal.id, "no_indicator") for goal in goals if not goal.indicator]
    yield "indicators", len(goals), len(goals) - len(no_indicator), no_indicator
    name, n, there, none = _said("steps", held)
    unserved = [(goal.id, "no_step") for goal in goals if goal.id not in served] if steps else []
    aimless = [(step.id, "no_goal") for step in steps if not step.goals]
    yield name, n, there, [*none, *unserved, *aimless]
    no_owner = [(step.id, "no_owner") for step in steps if not step.owner]
    yield "owners", len(steps), len(steps) - len(no_owner), no_owner
    yield _said("accountability", held)


def _said(part: str, held: Mapping[str, Sequence[Item]]) -> Part:
    n = len(held[part])
    return part, n, n, [] if n else [(None, f"no_{part}")]


def _state(there: int, missing: Sequence[object]) -> str:
    if not there:
        return "lacks"
    return "partly" if missing else "there"
