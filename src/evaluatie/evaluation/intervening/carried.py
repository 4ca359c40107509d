"""What was carried out: reach, dose, fidelity and order of the interventions, by intervention and by level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from evaluatie.effects import proportion
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.intervening.labels import Carried, carried_shares
from evaluatie.evaluation.intervening.names import NAME, REACH, reach_key
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.scored import fewest
from evaluatie.evaluation.section import ALL, Analysis, Cell, Label, Row, Setting, Slot, Word
from evaluatie.evaluation.topic import Topic, heads
from evaluatie.process import Implementation

if TYPE_CHECKING:
    from evaluatie.study import Study


def carried(study: Study, done: Implementation, ledger: Ledger | None) -> Topic:
    """Tell what was carried out.

    Parameters
    ----------
    study : Study
        The study.
    done : Implementation
        Its account.
    ledger : Ledger or None
        Who was invited and reached.

    Returns
    -------
    Topic
        Under the section's own heading: how many interventions there were, at which levels; a table with a row per
        intervention, a technical one per level; a timeline; what began before what has to come first.
    """
    topic = Topic("", NAME)
    if ledger is not None:
        for row in done.interventions.to_dict("records"):
            topic.results |= dict(_reach(ledger, _key(row), "", row["intervention"]))
        for level in done.levels["level"]:
            topic.results |= dict(_reach(ledger, f"all/level_reach/{level}", "level_", level))
    rows = done.interventions.to_dict("records")
    finished = sum(row["status"] == "done" for row in rows)
    counts = {"n": len(rows), "begun": done.n_begun, "done": finished, "levels": done.n_levels}
    topic.say("doing.count", "headline", **{name: Setting(float(n), "count") for name, n in counts.items()})
    spread = "several_levels" if done.several_levels else "one_level" if done.n_levels else "no_level"
    topic.say(f"doing.{spread}", "headline")
    told = carried_shares(study)
    for row in rows:
        _sentence(topic, row)
    topic.show_figure("figure-doing-timeline", "timeline", say.phrase("figure.doing_timeline"), _spans(study, done))
    columns = heads("intervention", "level_of_action", "period", "status", "reach", "dose_given", "as_planned")
    topic.show_table(
        "table-doing", say.phrase("table.doing"), columns, [_row(topic, row, told[row["intervention"]]) for row in rows]
    )
    columns = heads("level_of_action", "begun_of", "reach", "as_planned")
    levels = [
        _level(topic, row, told[f"level:{row['level']}"]) for row in done.levels.to_dict("records") if row["begun"]
    ]
    topic.show_table("table-doing-levels", say.phrase("table.doing_levels"), columns, levels, technical=True)
    columns = heads("level_of_action", "due", "on_time", "on_time_low", "on_time_high", "delay")
    few = _of_few(study)
    timed = [
        _timing(row, told[f"level:{row['level']}"])
        for row in done.levels.to_dict("records")
        if row["start_due"] and row["level"] not in few
    ]
    topic.show_table("table-doing-timing", say.phrase("table.doing_timing"), columns, timed, technical=True)
    _order(topic, done.order)
    topic.say("doing.reach_defined", "method")
    topic.say("doing.twice", "method")
    return topic


def _key(row: Mapping[Any, Any]) -> str:
    return reach_key(row["intervention"], row["level"])


def _reach(ledger: Ledger, key: str, prefix: str, name: str) -> Iterator[tuple[str, Analysis]]:
    invited, reached = f"{prefix}invited:{name}", f"{prefix}reached:{name}"
    if ledger.n(ALL, invited):
        on = tuple(Cell((), REACH, *ALL, None, part) for part in (invited, reached))
        found = proportion(ledger.n(ALL, reached), ledger.n(ALL, invited))
        yield key, Analysis(found, "proportion_wilson", (), on)


def _sentence(topic: Topic, row: Mapping[Any, Any]) -> None:
    key = _key(row)
    if key in topic.results:
        topic.say(
            "doing.reach",
            intervention=Label("intervention", row["intervention"]),
            share=topic.ref(key, "proportion", "percent"),
            n=topic.ref(key, "proportion", "n"),
            interval=topic.ref(key, "proportion", "percent_interval"),
        )


def _row(topic: Topic, row: Mapping[Any, Any], told: Carried) -> Row:
    key = _key(row)
    return Row(
        (Label("intervention", row["intervention"]),),
        (
            Word(f"doing.level.{'several' if ',' in row['level'] else row['level']}"),
            _period(row),
            Word(f"doing.status.{row['status']}"),
            topic.ref(key, "proportion", "percent_ci"),
            _percent(told.dose),
            _percent(told.fidelity),
        ),
    )


def _level(topic: Topic, row: Mapping[Any, Any], told: Carried) -> Row:
    reach = topic.ref(f"all/level_reach/{row['level']}", "proportion", "percent_ci")
    begun = Setting(float(row["begun"]), "count")
    return Row((Word(f"doing.level.{row['level']}"),), (begun, reach, _percent(told.fidelity)))


def _timing(row: Mapping[Any, Any], told: Carried) -> Row:
    """Tell how many parts began in time: parts are no people, and few, so that the limits are wide."""
    shares = (_percent(one) for one in told.on_time)
    delay = None if told.delay is None else Setting(told.delay)
    return Row((Word(f"doing.level.{row['level']}"),), (Setting(float(row["start_due"]), "count"), *shares, delay))


def _of_few(study: Study) -> set[str]:
    """Name levels with a part for which few were invited, or nobody knows how many: parts may be single people then."""
    log = study.interventions
    return set() if log is None else set(log.loc[~(log["invited"] >= fewest(study)).fillna(value=False), "level"])


def _period(row: Mapping[Any, Any]) -> Slot | None:
    return None if pd.isna(row["start"]) else Setting(row["start"].date().isoformat(), "date")


def _percent(value: float | None) -> Slot | None:
    return None if value is None else Setting(value, "percent")


def _spans(study: Study, done: Implementation) -> Iterator[Row]:
    """Give a row per intervention and level that began: from the first day to the last of its parts.

    A row per part could be one per person who took part. The end is the last wave's day where a part goes on.
    """
    last = max((wave.date for wave in study.config.waves if wave.date is not None), default=None)
    begun = done.timeline[done.timeline["status"] != "planned"].dropna(subset=["start"])
    for (intervention, level), parts in begun.groupby(["intervention", "level"], sort=False, observed=True):
        first, end = parts["start"].min().date(), last if parts["end"].isna().any() else parts["end"].max().date()
        if end is not None and end >= first:
            yield Row(
                (Label("intervention", str(intervention)), Word(f"doing.level.{level}")),
                (
                    *(Setting(day.isoformat(), "date") for day in (first, end)),
                    Word(f"doing.status.{_together(parts['status'])}"),
                ),
            )


def _together(statuses: pd.Series[str]) -> str:
    """Say how parts stand, as the room of processes says it of an intervention."""
    return next(status for status in ("running", "stopped", "done") if (statuses == status).any())


def _order(topic: Topic, order: pd.DataFrame) -> None:
    """Say what began before what has to come first."""
    for row in order[order["in_order"] == False].to_dict("records"):  # noqa: E712 - None is neither
        named = {name: Label("intervention", row[name]) for name in ("intervention", "needs")}
        topic.say("doing.out_of_order", "caveat", **named)
