"""Which of the six steps were taken, by whom and when, and what is advised where one lags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.intervening.names import NAME, told_id
from evaluatie.evaluation.section import Label, Row, Setting, Slot, Word
from evaluatie.evaluation.topic import Topic, heads
from evaluatie.process import six_steps

if TYPE_CHECKING:
    from evaluatie.study import Study


def stepped(study: Study) -> Topic:
    """Show the six steps as a checklist.

    Parameters
    ----------
    study : Study
        The study; `steps` of study.yml names its file.

    Returns
    -------
    Topic
        A row per step: whether it is done, by whom (a role), when, and what shows it; a sentence of advice per step
        that lags. Nothing without such a file.
    """
    topic = Topic("doing_steps", NAME)
    records = study.steps
    if records is None or records.empty:
        return topic
    place = {int(step): row for row, step in enumerate(records["step"])}
    found = six_steps(records)
    counts = {"done": found.done, "partly": found.partly, "open": found.open}
    topic.say("doing.steps", **{name: Setting(float(n), "count") for name, n in counts.items()})
    for step in found.lagging:
        topic.say("doing.step_lags", step=Label("step", f"{step}"), advice=Label("step", f"{step}.lagging"))
    rows = [_row(row, place.get(row["step"])) for row in found.table.to_dict("records")]
    columns = heads("step", "step_done", "by", "on_day", "evidence")
    topic.show_table("table-doing-steps", say.phrase("table.doing_steps"), columns, rows)
    return topic


def _row(row: Mapping[Any, Any], place: int | None) -> Row:
    day = None if pd.isna(row["date"]) else Setting(pd.Timestamp(row["date"]).date().isoformat(), "date")
    by, evidence = (_told(row, place, column) for column in ("by", "evidence"))
    return Row((Label("step", str(row["step"])),), (Word(f"doing.step_done.{row['done']}"), by, day, evidence))


def _told(row: Mapping[Any, Any], place: int | None, column: str) -> Slot | None:
    empty = place is None or pd.isna(row[column]) or not str(row[column]).strip()
    return None if empty else Label("told", told_id("steps", int(str(place)), column))
