"""How leaving and promotion changed when interventions may have begun to work."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.section import ALL, Analysis, Group, Row, Setting, Word
from evaluatie.evaluation.topic import heads
from evaluatie.evaluation.workforce.hazards import Event, told
from evaluatie.evaluation.workforce.keys import Topic, about, cells, known_levels, name_of, others
from evaluatie.evaluation.workforce.picked import picked
from evaluatie.evaluation.workforce.rated import verdict
from evaluatie.evaluation.workforce.staff import Staff
from evaluatie.evaluation.workforce.tried import cluster_of, of_known, pair_of, tried
from evaluatie.flows import HazardChange, hazard_change
from evaluatie.flows.careers import DAYS_PER_YEAR
from evaluatie.result import Estimate


def shifted(staff: Staff) -> Topic:
    """Compare hazards after the day from which interventions may work with those before.

    Parameters
    ----------
    staff : Staff

    Returns
    -------
    Topic
        Per group and event the hazard ratio of after against before, and per focal group that ratio divided by the
        reference group's. Nothing where study.yml tells no such day.
    """
    topic = Topic("staff_change")
    if staff.changed_day is None:
        return topic
    for event in _events(staff, staff.changed_day):
        for name in (ALL[0], *staff.names):
            topic.results |= dict(_changes(staff, event, name))
    _sentences(topic, staff)
    columns = heads("group", "flow", "hazard_change", "change_against")
    topic.show_table("table-staff-changes", say.phrase("table.staff_changes"), columns, _rows(topic, staff))
    return topic


def _events(staff: Staff, changed: int) -> Iterator[Event]:
    """Give the events with the moment of the change on the clock of each row.

    The moment lies between days: after who leaves on the day before, and before who is promoted on the day itself.
    """
    exits, waits = staff.employments, staff.waits
    left = exits["duration"] - (exits["ends"] - changed - 0.25) / DAYS_PER_YEAR
    yield Event("outflow", "outflow", exits.assign(happened=exits["left"], changed=left))
    if staff.careers.ladder:
        risen = waits["duration"] - (waits["ends"] - changed + 0.5) / DAYS_PER_YEAR
        happened = (waits["event"] == 1).astype(int)
        yield Event("promotion", "promotions", waits.assign(happened=happened, changed=risen))


def _changes(staff: Staff, event: Event, name: str) -> Iterator[tuple[str, Analysis]]:
    """Compare after with before, in each group by itself and between two groups: a third may be hidden."""
    parts = [f"{event.part}:before", f"{event.part}:after", "people"]
    rows = event.frame if name == ALL[0] else of_known(event.frame, staff, name)
    for group in [ALL] if name == ALL[0] else [(name, level) for level in known_levels(staff, name)]:
        own = rows if group == ALL else rows[rows[name] == group[1]]
        found = _change(own)
        if found is not None:
            change = picked(found, told(_row(found, "hazard_ratio"), "hazard_ratio"))
            yield f"{name_of(group)}/change/{event.name}", about(group, change, "hazard_change", cells([group], parts))
    for level in others(staff, name) if name != ALL[0] else ():
        reference = staff.reference(name)
        found = _change(pair_of(rows, name, level, reference), name)
        if found is not None and found.reference == reference:
            ratio = picked(found, told(_row(found, "ratio_of_hazard_ratios"), "ratio"))
            key, on = f"{name}={level}/change_against/{event.name}", cells([(name, level), (name, reference)], parts)
            yield key, about((name, level), ratio, "hazard_change", on)


def _change(rows: pd.DataFrame, by: str | None = None) -> HazardChange | None:
    return tried(
        lambda: hazard_change(
            rows, "duration", "happened", "changed", entry="entry", group=by, cluster=cluster_of(rows)
        )
    )


def _row(found: HazardChange, term: str) -> Estimate:
    """Give a ratio, that for few clusters where there are few."""
    wanted = f"{term}_small_sample" if found.model.few_clusters is not None else term
    return next(row for row in found.estimates() if row.term == wanted)


def _sentences(topic: Topic, staff: Staff) -> None:
    day = staff.changed_on
    for name in staff.names if day is not None else ():
        for level in staff.focal(name):
            for event in ("outflow", "promotion"):
                key = f"{name}={level}/change_against/{event}"
                if key in topic.results:
                    (row,) = topic.results[key].result.estimates()
                    topic.say(
                        f"staff.change.{event}.{verdict(row)}",
                        level=say.group(name, level),
                        reference=say.group(name, staff.reference(name)),
                        day=Setting(day.isoformat(), "date"),  # type: ignore[union-attr]
                        ratio=topic.ref(key, "ratio", "ratio"),
                        interval=topic.ref(key, "ratio", "interval"),
                    )
    if topic.results:
        topic.say("staff.change_caveat", "caveat")


def _rows(topic: Topic, staff: Staff) -> Iterator[Row]:
    for group in staff.groups():
        for event in ("outflow", "promotion"):
            key = f"{name_of(group)}/change/{event}"
            if key in topic.results:
                against = topic.ref(f"{name_of(group)}/change_against/{event}", "ratio", "ratio_ci")
                compared = against if against is not None else Word(_not_compared(staff, group))
                ratio = topic.ref(key, "hazard_ratio", "ratio_ci")
                yield Row((say.group(*group), Word(f"flow.{event}")), (ratio, compared))


def _not_compared(staff: Staff, group: Group) -> str:
    is_reference = group != ALL and group[1] == staff.reference(group[0])
    return "staff.is_reference" if is_reference else "staff.not_compared"
