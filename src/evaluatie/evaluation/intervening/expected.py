"""What was expected of interventions, beside what was found: two tables that stay apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.intervening.labels import told_id
from evaluatie.evaluation.intervening.names import NAME, reach_key
from evaluatie.evaluation.intervening.observed import FLOWS, Observed, group_of, observed
from evaluatie.evaluation.section import ALL, Label, Row, Setting, Slot, Word
from evaluatie.evaluation.topic import Topic, heads
from evaluatie.process import Implementation, contribution_table

if TYPE_CHECKING:
    from evaluatie.study import Study

_JUDGED = {"not_supported": "not supported", "cannot_say": "cannot say"}


def expected(study: Study, done: Implementation, carried: Topic) -> Topic:
    """Lay what was expected beside what was found.

    Parameters
    ----------
    study : Study
        The study, with a theory of change.
    done : Implementation
        What was carried out.
    carried : Topic
        The section's first part, which holds how many people were reached.

    Returns
    -------
    Topic
        A table of what was expected beforehand, with the problem and why it would work; one of what was found
        afterwards, with the evaluator's judgement; a sentence per expectation. None of it says what caused a change.
    """
    topic = Topic("doing_expected", NAME)
    theory = study.theory
    if theory is None:
        return topic
    changes = observed(study, theory)
    topic.results |= {_key(*about): one.analysis for about, one in changes.items()}
    waves = study.config.waves
    table = contribution_table(
        theory.drop(columns=["judgement", "reason"]), done, _as_frame(changes),
        baseline=waves[0].date, opened=waves[1].date if len(waves) > 1 else None, judgements=_judgements(theory),
    ).table  # fmt: skip
    links = table.iloc[: len(theory)]
    for row in links.to_dict("records"):
        _sentence(topic, row, changes.get((row["outcome"], row["group"])))
    afterwards = int((links["kind"] != "expected").sum())
    if afterwards:
        topic.say("doing.added_afterwards", n=Setting(float(afterwards), "count"))
    _tables(topic, carried, done, links, changes)
    topic.say("doing.no_cause", "caveat")
    topic.say("doing.judged_by", "method")
    if study.config.context:
        topic.say("doing.rivals", "caveat")
    return topic


def _tables(
    topic: Topic, carried: Topic, done: Implementation, links: pd.DataFrame, changes: Mapping[tuple[str, str], Observed]
) -> None:
    """Show what was expected beforehand, and what was found afterwards: the numbers say which rows belong together."""
    levels = dict(zip(done.interventions["intervention"], done.interventions["level"], strict=True))
    rows = links.to_dict("records")
    names = ("expectation", "intervention", "expected_outcome", "group", "expected_direction", "problem", "mechanism")
    beforehand = [_expected(row, at) for at, row in enumerate(rows)]
    topic.show_table(
        "table-doing-expected", say.phrase("table.doing_expected"), heads(*names, "declared"), beforehand
    )  # fmt: skip
    found = []
    for at, row in enumerate(rows):
        key = reach_key(row["intervention"], levels.get(row["intervention"], ""))
        reach = carried.ref(key, "proportion", "percent_ci")
        found.append(_found(topic, reach, row, at, changes.get((row["outcome"], row["group"]))))
    names = ("expectation", "reach", "as_planned", "began_in_time", "change", "as_expected", "judgement")
    topic.show_table(
        "table-doing-found", say.phrase("table.doing_found"), heads(*names, "reason_of_judgement"), found
    )  # fmt: skip


def _key(outcome: str, group: str) -> str:
    return f"{outcome}/{group}/expected"


def _as_frame(changes: Mapping[tuple[str, str], Observed]) -> pd.DataFrame:
    rows = [(*about, one.verdict, one.estimate, one.low, one.high, one.n, one.design) for about, one in changes.items()]
    columns = ["outcome", "group", "verdict", "estimate", "ci_low", "ci_high", "n", "design"]
    return pd.DataFrame(rows, columns=columns)


def _judgements(theory: pd.DataFrame) -> pd.DataFrame:
    judged = theory.dropna(subset=["judgement"])
    words = judged["judgement"].replace(_JUDGED)
    return judged[["intervention", "outcome", "group", "reason"]].assign(judgement=words)


def _outcome(row: Mapping[Any, Any]) -> Slot:
    flow = FLOWS.get(row["outcome"], row["outcome"])
    return Word(f"flow.{flow}") if row["outcome"] in (*FLOWS, "inflow") else say.outcome(row["outcome"])


def _group(row: Mapping[Any, Any]) -> Slot:
    group = group_of(row["group"])
    return Word("everyone") if group == ALL else say.group(*group)


def _sentence(topic: Topic, row: Mapping[Any, Any], change: Observed | None) -> None:
    """Say of an expectation whether it went so; of what may not be shown, that it is not shown."""
    slots: dict[str, Slot | None] = {
        "intervention": Label("intervention", row["intervention"]),
        "outcome": _outcome(row),
        "group": _group(row),
        "direction": Word(f"doing.direction.{row['direction']}"),
    }
    if change is None:
        topic.say("doing.link.not_measured", **slots)
        return
    hidden = topic.sentence("doing.link.not_shown", **slots)
    key = f"doing.{'flow' if row['outcome'] in FLOWS else 'link'}.{row['direction_found'].replace(' ', '_')}"
    number = topic.ref(_key(row["outcome"], row["group"]), change.term, _show(row, "signed"))
    interval = topic.ref(_key(row["outcome"], row["group"]), change.term, "interval")
    topic.say_or(hidden, key, change=number, interval=interval, **slots)


def _show(row: Mapping[Any, Any], otherwise: str) -> Any:
    flow = row["outcome"] in FLOWS
    return {"signed": "ratio", "signed_ci": "ratio_ci"}[otherwise] if flow else otherwise


def _number(at: int) -> Slot:
    return Setting(float(at + 1), "count")


def _expected(row: Mapping[Any, Any], at: int) -> Row:
    declared = row["declared"]
    day = None if pd.isna(declared) else Setting(pd.Timestamp(declared).date().isoformat(), "date")
    words = (_told(row, at, "problem"), _told(row, at, "mechanism"))
    head = (_number(at), Label("intervention", row["intervention"]), _outcome(row), _group(row))
    return Row(head, (Word(f"doing.direction.{row['direction']}"), *words, day))


def _told(row: Mapping[Any, Any], at: int, column: str) -> Slot | None:
    return None if pd.isna(row[column]) else Label("told", told_id("theory", at, column))


def _found(topic: Topic, reach: Slot | None, row: Mapping[Any, Any], at: int, change: Observed | None) -> Row:
    key = _key(row["outcome"], row["group"])
    number = None if change is None else topic.ref(key, change.term, _show(row, "signed_ci"))
    about = None if change is None else f"{NAME}.{key}.{change.term}"
    fidelity = None if pd.isna(row["fidelity"]) else Setting(float(row["fidelity"]), "percent")
    return Row(
        (_number(at),),
        (
            reach,
            fidelity,
            Word(f"doing.timing.{row['timing'].replace(' ', '_')}"),
            number,
            Word(f"doing.found.{row['direction_found'].replace(' ', '_')}", about),
            Word(f"doing.judgement.{row['judgement'].replace(' ', '_')}"),
            _told(row, at, "reason") if "reason" in row else None,
        ),
    )
