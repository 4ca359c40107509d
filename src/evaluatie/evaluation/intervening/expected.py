"""What was expected of interventions, beside what was found: two tables that stay apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing.stayed import answered_again
from evaluatie.evaluation.conversing.rounds import rounds_of
from evaluatie.evaluation.conversing.shares import shares_in
from evaluatie.evaluation.intervening.labels import Carried, carried_shares
from evaluatie.evaluation.intervening.names import NAME, reach_key, told_id
from evaluatie.evaluation.intervening.observed import FLOWS, Observed, group_of, observed
from evaluatie.evaluation.scored import Scores
from evaluatie.evaluation.section import ALL, Label, Row, Setting, Slot, Word
from evaluatie.evaluation.topic import Topic, heads
from evaluatie.process import Implementation, contribution_table
from evaluatie.study.codes import folded

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
        Tables of what was expected beforehand, with the problem and why it would work; of what was found afterwards;
        and of the evaluator's judgement. A sentence per expectation. None of it says what caused a change.
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
    for row in links[links["kind"] == "expected"].to_dict("records"):
        _sentence(topic, row, changes.get((row["outcome"], row["group"])))
    afterwards = int((links["kind"] != "expected").sum())
    if afterwards:
        topic.say("doing.added_afterwards", n=Setting(float(afterwards), "count"))
    _expected_tables(topic, links)
    _delivered_table(topic, carried, study, done, links)
    _found_table(topic, links, changes)
    _themes(topic, study, theory)
    topic.say("doing.no_cause", "caveat")
    topic.say("doing.exploratory", "caveat")
    topic.say("doing.judged_by", "method")
    if any(outcome in FLOWS for outcome, _ in changes):
        topic.say("doing.ratio", "method")
    _rivals(topic, study)
    _judgements_shown(topic, links)
    return topic


def _rivals(topic: Topic, study: Study) -> None:
    """Show what else went on from the first measurement to the last: it may explain any of the changes."""
    days = [wave.date for wave in study.config.waves if wave.date is not None]
    rows = [
        Row((Label("told", told_id("context", at, "event")),), (Setting(one.date.isoformat(), "date"),))
        for at, one in enumerate(study.config.context)
        if len(days) < 2 or min(days) <= one.date <= max(days)
    ]
    topic.show_table("table-doing-rivals", say.phrase("table.doing_rivals"), heads("besides", "since"), rows)
    topic.say("doing.rivals" if rows else "doing.no_rivals", "caveat")
    shown = _dropout(topic, study)
    topic.say("doing.whose" if shown else "doing.whose_response", "caveat")


def _dropout(topic: Topic, study: Study) -> bool:
    """Show how many people of each group that an expectation is about answered again, where answers are linked."""
    if study.linking != "linked" or study.theory is None or len(study.waves) < 2:
        return False
    scores, pair, rows = Scores(study), (study.waves[0], study.waves[-1]), []
    occurring = {ALL, *scores.levels(*pair)}
    for name in dict.fromkeys(study.theory["group"]):
        group, key = group_of(name), f"{name}/again"
        if group in occurring:
            topic.results[key] = answered_again(scores, pair, *group)
            rows.append(Row((_group({"group": name}),), (topic.ref(key, "proportion", "percent_ci"),)))
    columns = heads("group", "answered_again")
    topic.show_table("table-doing-dropout", say.phrase("table.doing_dropout"), columns, rows)
    return bool(rows)


def _expected_tables(topic: Topic, links: pd.DataFrame) -> None:
    """Show what was expected beforehand, and why; numbers say which rows of the tables belong together."""
    rows = links.to_dict("records")
    names = ("expectation", "intervention", "expected_outcome", "group", "expected_direction", "declared", "beforehand")
    beforehand = [_expected(row, at) for at, row in enumerate(rows)]
    topic.show_table("table-doing-expected", say.phrase("table.doing_expected"), heads(*names), beforehand)
    why = [
        Row(_head(row, at), tuple(_told(row, at, name) for name in ("problem", "mechanism")))
        for at, row in enumerate(rows)
    ]
    columns = heads("expectation", "intervention", "problem", "mechanism")
    topic.show_table("table-doing-why", say.phrase("table.doing_why"), columns, why)


def _delivered_table(topic: Topic, carried: Topic, study: Study, done: Implementation, links: pd.DataFrame) -> None:
    """Show of each expectation how its intervention was carried out."""
    shares = carried_shares(study)
    levels = dict(zip(done.interventions["intervention"], done.interventions["level"], strict=True))
    rows = []
    for at, row in enumerate(links.to_dict("records")):
        key = reach_key(row["intervention"], levels.get(row["intervention"], ""))
        reach = carried.ref(key, "proportion", "percent_ci")
        rows.append(_delivered(reach, shares.get(row["intervention"]), row, at))
    columns = heads("expectation", "intervention", "reach", "as_planned", "began_in_time")
    topic.show_table("table-doing-delivered", say.phrase("table.doing_delivered"), columns, rows)


def _found_table(topic: Topic, links: pd.DataFrame, changes: Mapping[tuple[str, str], Observed]) -> None:
    rows = [
        _found(topic, row, at, changes.get((row["outcome"], row["group"])))
        for at, row in enumerate(links.to_dict("records"))
    ]
    columns = heads("expectation", "intervention", "change", "whose", "as_expected")
    topic.show_table("table-doing-found", say.phrase("table.doing_found"), columns, rows)


def _judgements_shown(topic: Topic, links: pd.DataFrame) -> None:
    rows = links.to_dict("records")
    judged = [Row(_head(row, at), (_judged(row), _told(row, at, "reason"))) for at, row in enumerate(rows)]
    columns = heads("expectation", "intervention", "judgement", "reason_of_judgement")
    topic.show_table("table-doing-judged", say.phrase("table.doing_judged"), columns, judged)


def _themes(topic: Topic, study: Study, theory: pd.DataFrame) -> None:
    """Show how often the theme that an expectation names came up in conversations, in the first round and the last."""
    rounds = rounds_of(study)
    if rounds is None:
        return
    known = {folded(theme): theme for theme in rounds.named}
    places = sorted({1, len(rounds.names)})
    rows = []
    for at, named in enumerate(theory["theme"]):
        theme = None if pd.isna(named) else known.get(folded(named))
        if theme is not None:
            shares = [f"all/theme/{place}/{rounds.ids[theme]}" for place in places]
            for place in places:
                topic.results |= {key: one for key, one in shares_in(rounds, place) if key in shares}
            refs = tuple(topic.ref(key, "proportion", "percent_ci") for key in shares)
            rows.append(Row((_number(at), Label("theme", rounds.ids[theme])), refs))
    columns = [
        *heads("expectation", "theme"),
        *(say.phrase("column.round", round=Label("round", str(at))) for at in places),
    ]
    topic.show_table("table-doing-themes", say.phrase("table.doing_themes"), columns, rows)


def _judged(row: Mapping[Any, Any]) -> Word:
    return Word(f"doing.judgement.{row['judgement'].replace(' ', '_')}")


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
    if row["timing"] in ("not begun", "after the follow-up"):
        topic.say("doing.link.not_begun", **slots)
        return
    if change is None:
        topic.say("doing.link.not_measured", **slots)
        return
    hidden = topic.sentence("doing.link.not_shown", **slots)
    found = row["direction_found"].replace(" ", "_")
    kind = "flow" if row["outcome"] in FLOWS else "link" if change.design == "change" else "difference"
    place = _key(row["outcome"], row["group"])
    shown: dict[str, Slot | None] = {
        "change": topic.ref(place, change.term, _show(row, "signed")),
        "interval": topic.ref(place, change.term, "interval"),
    }
    if kind == "link":
        shown |= {"n": topic.ref(place, change.term, "n"), "who": Word(f"doing.whom.{change.whom}")}
    topic.say_or(hidden, f"doing.{kind}.{found}", **shown, **slots)


def _show(row: Mapping[Any, Any], otherwise: str) -> Any:
    flow = row["outcome"] in FLOWS
    return {"signed": "ratio", "signed_ci": "ratio_ci"}[otherwise] if flow else otherwise


def _number(at: int) -> Slot:
    return Setting(float(at + 1), "count")


def _head(row: Mapping[Any, Any], at: int) -> tuple[Slot, ...]:
    return _number(at), Label("intervention", row["intervention"])


def _expected(row: Mapping[Any, Any], at: int) -> Row:
    declared = row["declared"]
    day = None if pd.isna(declared) else Setting(pd.Timestamp(declared).date().isoformat(), "date")
    head = (*_head(row, at), _outcome(row), _group(row))
    beforehand = Word(f"doing.beforehand.{'yes' if row['kind'] == 'expected' else 'no'}")
    return Row(head, (Word(f"doing.direction.{row['direction']}"), day, beforehand))


def _told(row: Mapping[Any, Any], at: int, column: str) -> Slot | None:
    return None if pd.isna(row[column]) else Label("told", told_id("theory", at, column))


def _whose(row: Mapping[Any, Any], change: Observed | None) -> Slot | None:
    if row["outcome"] in FLOWS:
        return None if change is None else Word("doing.whom.staff")
    return Word(f"doing.whom.{change.whom}") if change is not None and change.whom else None


def _delivered(reach: Slot | None, told: Carried | None, row: Mapping[Any, Any], at: int) -> Row:
    as_planned = None if told is None or told.fidelity is None else Setting(told.fidelity, "percent")
    return Row(_head(row, at), (reach, as_planned, Word(f"doing.timing.{row['timing'].replace(' ', '_')}")))


def _found(topic: Topic, row: Mapping[Any, Any], at: int, change: Observed | None) -> Row:
    key = _key(row["outcome"], row["group"])
    number = None if change is None else topic.ref(key, change.term, _show(row, "signed_ci"))
    about = None if change is None else f"{NAME}.{key}.{change.term}"
    found = Word(f"doing.found.{row['direction_found'].replace(' ', '_')}", about)
    return Row(_head(row, at), (number, _whose(row, change), found))
