"""What the policy plan has and lacks on paper, and which of its goals are SMART in form."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.intervening.names import NAME, told_id
from evaluatie.evaluation.section import Label, Row, Setting, Slot, Word
from evaluatie.evaluation.topic import Topic, heads

if TYPE_CHECKING:
    from evaluatie.process import PlanCompleteness, SmartCheck
    from evaluatie.study import Study

_SHOWN = ("specific", "measurable", "relevant", "time_bound")
_TO_ASK = ("weak", "not_found")
_COUNTED = ("indicators", "owners")


class Plan(NamedTuple):
    """What was read of a plan: what it has, and the form of its goals where it has any."""

    has: PlanCompleteness
    goals: SmartCheck | None


@lru_cache(maxsize=4)
def plan_of(study: Study) -> Plan | None:
    """Read the policy plan of a study; None without one."""
    from evaluatie.process import plan_completeness, smart_check

    rows = study.policy_plan
    if rows is None or rows.empty:
        return None
    goals = _goals(rows)
    columns = ["text", "indicator", "baseline", "target", "deadline", "owner", "outcome"]
    checked = smart_check(goals[columns].assign(id=range(1, len(goals) + 1))) if len(goals) else None
    # a step and a goal may have the same number
    named = rows["id"].where(rows["part"] != "steps", "step " + rows["id"].astype("str"))
    told = rows[["part", "text", "goal", "owner", "indicator"]].assign(id=named)
    return Plan(plan_completeness(told), checked)


def _goals(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["part"] == "sub_goals"].reset_index(names="row")


def plan_labels(study: Study) -> dict[str, dict[str, Any]]:
    """Give the texts of a plan that a report prints, and what to ask where something lacks.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    dict
        Labels of the kinds ``told`` (texts of goals) and ``plan_ask``.
    """
    plan, rows = plan_of(study), study.policy_plan
    if plan is None or rows is None:
        return {"told": {}, "plan_ask": {}}
    printed = rows["text"][rows["printed"] & (rows["part"] == "sub_goals")]
    texts = {told_id("policy_plan", int(str(row)), "text"): text for row, text in printed.items()}
    asked = {row["lack"]: {"nl": row["ask_nl"], "en": row["ask_en"]} for row in plan.has.lacks.to_dict("records")}
    steps = rows.loc[rows["part"] == "steps", "id"]
    asked |= {f"step.{number}": {"nl": f"stap {number}", "en": f"step {number}"} for number in steps}
    for row in [] if plan.goals is None else plan.goals.details.dropna(subset=["ask_nl"]).to_dict("records"):
        asked[f"{row['goal']}.{row['criterion']}"] = {"nl": row["ask_nl"], "en": row["ask_en"]}
    return {"told": texts, "plan_ask": asked}


def planned(study: Study) -> Topic:
    """Show what the policy plan has on paper.

    Parameters
    ----------
    study : Study
        The study; `policy_plan` of study.yml names its file.

    Returns
    -------
    Topic
        Which parts are there, what to ask of those that are not; the form of each goal, and what to ask of it. Nothing
        without such a file. It tells form, and not whether the plan is good.
    """
    topic, plan, rows = Topic("doing_plan", NAME), plan_of(study), study.policy_plan
    if plan is None or rows is None:
        return topic
    there = int((plan.has.parts["state"] == "there").sum())
    counts = {"there": there, "parts": len(plan.has.parts), "goals": plan.has.n_sub_goals, "steps": plan.has.n_steps}
    topic.say("doing.plan", **{name: Setting(float(n), "count") for name, n in counts.items()})
    if plan.goals is not None:
        numbers = {"found": plan.goals.n_found, "goals": plan.goals.n_goals}
        topic.say("doing.plan_goals", **{name: Setting(float(n), "count") for name, n in numbers.items()})
    parts = [_part(row) for row in plan.has.parts.to_dict("records")]
    topic.show_table(
        "table-doing-plan",
        say.phrase("table.doing_plan"),
        heads("plan_part", "plan_state", "plan_has", "plan_of"),
        parts,
    )
    lacks = [_lack(rows, row) for row in plan.has.lacks.to_dict("records")]
    columns = heads("plan_part", "plan_item", "to_ask")
    topic.show_table("table-doing-plan-lacks", say.phrase("table.doing_plan_lacks"), columns, lacks)
    if plan.goals is not None:
        _goals_shown(topic, rows, plan.goals)
    topic.say("doing.plan_form", "caveat")
    return topic


def _part(row: Mapping[Any, Any]) -> Row:
    # of the other parts it is told whether they are there, not of how many goals or steps
    counted = row["part"] in _COUNTED and row["n"]
    counts = (Setting(float(row[name]), "count") if counted else None for name in ("n_there", "n"))
    return Row((Word(f"doing.plan_part.{row['part']}"),), (Word(f"doing.plan_state.{row['state']}"), *counts))


def _lack(rows: pd.DataFrame, row: Mapping[Any, Any]) -> Row:
    """Tell what lacks, of which goal or step, and what to ask."""
    item: Slot | None = Word("doing.plan_whole")
    if not pd.isna(row["item"]):
        kind, _, number = str(row["item"]).rpartition(" ")
        item = Label("plan_ask", f"step.{number}") if kind == "step" else _goal(rows, int(number))
    return Row((Word(f"doing.plan_part.{row['part']}"),), (item, Label("plan_ask", row["lack"])))


def _goal(rows: pd.DataFrame, number: int) -> Slot:
    """Give the text of a goal, unless it is one that no report prints."""
    row = _goals(rows).iloc[number - 1]
    return Label("told", told_id("policy_plan", int(row["row"]), "text")) if row["printed"] else Word("doing.plan_own")


def _goals_shown(topic: Topic, rows: pd.DataFrame, checked: SmartCheck) -> None:
    shown, asked = [], []
    for row in checked.goals.to_dict("records"):
        number = Setting(float(row["goal"]), "count")
        verdicts = tuple(Word(f"doing.smart.{row[name]}") for name in _SHOWN)
        shown.append(Row((number, _goal(rows, row["goal"])), verdicts))
        for name in _SHOWN:
            if row[name] in _TO_ASK:
                about = (Word(f"doing.smart_criterion.{name}"), Label("plan_ask", f"{row['goal']}.{name}"))
                asked.append(Row((number,), about))
    columns = heads("plan_goal_number", "plan_goal", *(f"smart_{name}" for name in _SHOWN))
    topic.show_table("table-doing-goals", say.phrase("table.doing_goals"), columns, shown)
    columns = heads("plan_goal_number", "smart_criterion", "to_ask")
    topic.show_table("table-doing-goals-ask", say.phrase("table.doing_goals_ask"), columns, asked)
