"""How leaving and promotion changed when interventions may have begun to work."""

from __future__ import annotations

from collections.abc import Iterator

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.section import Analysis, Row, Setting, Word
from evaluatie.evaluation.workforce.hazards import Event, told
from evaluatie.evaluation.workforce.keys import Topic, about, cells, heads, known_levels, name_of
from evaluatie.evaluation.workforce.names import ALL, Group
from evaluatie.evaluation.workforce.picked import picked
from evaluatie.evaluation.workforce.rated import verdict
from evaluatie.evaluation.workforce.staff import Staff
from evaluatie.evaluation.workforce.tried import cluster_of, of_known, tried
from evaluatie.flows import hazard_change
from evaluatie.flows.careers import DAYS_PER_YEAR


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
    by = None if name == ALL[0] else name
    rows = event.frame if by is None else of_known(event.frame, staff, by)
    found = tried(
        lambda: hazard_change(
            rows, "duration", "happened", "changed", entry="entry", group=by, cluster=cluster_of(rows)
        )
    )
    if found is None or (by is not None and found.reference != staff.reference(by)):
        return
    small = "_small_sample" if found.model.few_clusters is not None else ""
    parts = [f"{event.part}:before", f"{event.part}:after", "people"]
    # one model holds all groups
    levels = [] if by is None else [(by, level) for level in known_levels(staff, by)]
    for row in found.estimates():
        group: Group = ALL if by is None else (by, str(row.group))
        if row.term == f"hazard_ratio{small}":
            change = picked(found, told(row, "hazard_ratio"))
            on = cells([group] if by is None else levels, parts)
            yield f"{name_of(group)}/change/{event.name}", about(group, change, "hazard_change", on)
        elif row.term == f"ratio_of_hazard_ratios{small}" and by is not None:
            ratio = picked(found, told(row, "ratio"))
            on = cells(levels, parts)
            yield f"{name_of(group)}/change_against/{event.name}", about(group, ratio, "hazard_change", on)


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
