"""Where groups are in the organisation: from who comes in to the top, among managers, over teams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluatie.effects import proportion
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import ALL, Analysis, Group, Label, Row, Setting, Slot, Word
from evaluatie.evaluation.topic import heads
from evaluatie.evaluation.workforce.counted import known_share
from evaluatie.evaluation.workforce.keys import Topic, about, all_others, cells, cells_known, name_of
from evaluatie.evaluation.workforce.picked import picked
from evaluatie.evaluation.workforce.rated import verdict
from evaluatie.evaluation.workforce.staff import Staff
from evaluatie.evaluation.workforce.tried import tried
from evaluatie.flows import pipeline, representation, segregation
from evaluatie.flows.careers import UNKNOWN
from evaluatie.result import Estimate

MANAGERS = "manager:yes"
#: fewer teams than these say little of how people are spread, and much of the few there are
FEWEST_UNITS = 5
#: among people of known group; if nobody, and if everybody of unknown group belongs to it
SHARES = ("share_known", "share_no_unknown_focal", "share_all_unknown_focal")
#: below this, a group is not spread over teams as chance would
UNEVEN = 0.05


def composed(staff: Staff, ledger: Ledger) -> Topic:
    """Tell where groups are in the organisation.

    Parameters
    ----------
    staff : Staff
    ledger : Ledger
        Its numbers.

    Returns
    -------
    Topic
        The share of every group among who came in, in every quarter of the ladder, among managers and among who left;
        how the share of focal groups changes on the way up; how evenly they are spread over teams; and their share in
        the populations that study.yml names.
    """
    topic = Topic("staff_composition")
    stages = [part for part in ("inflow", *(f"band:{band}" for band in staff.bands), MANAGERS) if part in ledger.parts]
    for group in staff.groups():
        if group != ALL:
            topic.results |= dict(_shares(ledger, group, [*stages, "outflow"]))
    for name in staff.names:
        for level in staff.focal(name):
            for stage in stages:
                topic.results |= dict(known_share(staff, ledger, (name, level), stage))
            topic.results |= dict(_trend(staff, (name, level)))
            topic.results |= dict(_spread(staff, (name, level)))
            topic.results |= dict(_represented(staff, (name, level)))
            _sentences(topic, staff, (name, level))
        if len(stages) > 1:
            _figure(topic, staff, name, stages)
    if any(key.endswith("/slope") for key in topic.results):
        topic.say("staff.snapshot", "caveat")
    _tables(topic, staff, [*stages, "outflow"])
    return topic


def _shares(ledger: Ledger, group: Group, parts: Sequence[str]) -> Iterator[tuple[str, Analysis]]:
    for part in parts:
        if ledger.n(ALL, part):
            found = proportion(ledger.n(group, part), ledger.n(ALL, part))
            on = cells([group, ALL], [part])
            yield f"{name_of(group)}/share/{part}", about(group, found, "proportion_wilson", on)


def _trend(staff: Staff, group: Group) -> Iterator[tuple[str, Analysis]]:
    """Tell how the share changes from each quarter of the ladder to the next."""
    name, level = group
    there = staff.at_end[staff.at_end["band"] != UNKNOWN]
    if len(staff.bands) < 2 or not (there[name] == level).any():
        return
    found = pipeline(there, name, level, "band", list(staff.bands))
    slope = [row for row in found.estimates() if row.term == "slope"]
    if slope:
        on = cells_known(staff, group, [f"band:{band}" for band in staff.bands])
        yield f"{name}={level}/slope", about(group, picked(found, *slope), "armitage_trend", on, digits=3)


def _spread(staff: Staff, group: Group) -> Iterator[tuple[str, Analysis]]:
    name, level = group
    there = staff.at_end
    placed = there[there["unit"] != UNKNOWN] if "unit" in there else there[:0]
    if not (placed[name] == level).any() or placed["unit"].nunique() < FEWEST_UNITS:
        return
    found = tried(lambda: segregation(placed, name, level, "unit"))
    if found is not None:
        rows = [
            Estimate("dissimilarity", found.dissimilarity, n=found.n),
            Estimate("expected", found.expected, n=found.n),
            Estimate(
                "beyond_chance", found.systematic, p=found.p, ci_low=found.ci_low, ci_high=found.ci_high, n=found.n
            ),
        ]
        on = cells_known(staff, group, ["stock:end"])
        yield f"{name}={level}/segregation", about(group, picked(found, *rows), "dissimilarity", on, digits=2)


def _represented(staff: Staff, group: Group) -> Iterator[tuple[str, Analysis]]:
    """Give the share on the last day with what people of unknown group leave open, and against another population."""
    name, level = group
    told = staff.study.config.staff.reference_population.get(name)
    share = None if told is None else told.shares.get(level)
    if not (staff.at_end[name] == level).any():
        return
    found = representation(staff.at_end, name, level, reference_shares=share)
    rows = {row.term: row for row in found.estimates() if row.group is None}
    on = cells_known(staff, group, ["stock:end"])
    shares = picked(found, *(rows[term] for term in SHARES))
    yield f"{name}={level}/represented", about(group, shares, "representation", on)
    if "difference" in rows:
        against = picked(found, rows["share_known"], rows["difference"])
        yield f"{name}={level}/against", about(group, against, "representation", on)


def _sentences(topic: Topic, staff: Staff, group: Group) -> None:
    who, key = say.group(*group), name_of(group)
    if f"{key}/slope" in topic.results:
        (slope,) = topic.results[f"{key}/slope"].result.estimates()
        lowest, *_, highest = (f"{key}/known/band:{band}" for band in staff.bands)
        topic.say(
            f"staff.pipeline.{verdict(slope, same=0)}",
            level=who,
            lowest=topic.ref(lowest, "proportion", "percent"),
            highest=topic.ref(highest, "proportion", "percent"),
        )
    if f"{key}/known/{MANAGERS}" in topic.results:
        topic.say("staff.managers", level=who, share=topic.ref(f"{key}/known/{MANAGERS}", "proportion", "percent"))
    if f"{key}/segregation" in topic.results:
        p = topic.results[f"{key}/segregation"].result.estimates()[2].p
        topic.say(
            f"staff.segregation.{'uneven' if p is not None and p < UNEVEN else 'even'}",
            level=who,
            dissimilarity=topic.ref(f"{key}/segregation", "dissimilarity", "percent"),
            expected=topic.ref(f"{key}/segregation", "expected", "percent"),
        )
    _held_against(topic, staff, group)


def _held_against(topic: Topic, staff: Staff, group: Group) -> None:
    name, level = group
    told = staff.study.config.staff.reference_population.get(name)
    key = f"{name}={level}/against"
    if told is not None and key in topic.results:
        difference = topic.results[key].result.estimates()[-1]
        topic.say(
            f"staff.against.{verdict(difference, same=0)}",
            level=say.group(*group),
            share=topic.ref(key, "share_known", "percent"),
            interval=topic.ref(key, "share_known", "percent_interval"),
            reference=Setting(told.shares[level], "percent"),
            source=Label("population", name),
        )


def _figure(topic: Topic, staff: Staff, name: str, stages: Sequence[str]) -> None:
    levels = staff.levels(name)
    rows = []
    for stage in stages:
        refs = (topic.ref(f"{name}={level}/share/{stage}", "proportion", "percent") for level in levels)
        rows.append(Row((_stage(stage),), tuple(refs)))
    columns = [say.phrase("column.level", level=say.group(name, level)) for level in levels]
    caption = say.phrase("figure.staff_pipeline", characteristic=say.characteristic(name))
    topic.show_figure(f"figure-staff-pipeline-{name}", "pipeline", caption, rows, columns)


def _stage(part: str) -> Slot:
    kind, _, id_ = part.partition(":")
    if kind == "band":
        return Label("scale", id_)
    return Word("stage.managers" if part == MANAGERS else f"stage.{part}")


def _tables(topic: Topic, staff: Staff, parts: Sequence[str]) -> None:
    rows = []
    for group in staff.groups():
        if group != ALL:
            refs = (topic.ref(f"{name_of(group)}/share/{part}", "proportion", "percent_ci") for part in parts)
            rows.append(Row((say.group(*group),), tuple(refs)))
    columns = (*heads("group"), *(say.phrase("column.of_stage", stage=_stage(part)) for part in parts))
    caption = say.phrase("table.staff_composition")
    topic.show_table("table-staff-composition", caption, columns, rows, technical=True)
    spread = [
        _spread_row(topic, group) for group in all_others(staff) if f"{name_of(group)}/segregation" in topic.results
    ]
    columns = heads("group", "dissimilarity", "dissimilarity_chance", "dissimilarity_beyond")
    caption = say.phrase("table.staff_segregation")
    topic.show_table("table-staff-segregation", caption, columns, spread, technical=True)


def _represented_row(topic: Topic, group: Group) -> Row:
    refs = (topic.ref(f"{name_of(group)}/represented", term, "percent_ci") for term in SHARES)
    return Row((say.group(*group),), tuple(refs))


def _spread_row(topic: Topic, group: Group) -> Row:
    key = f"{name_of(group)}/segregation"
    found = topic.ref(key, "dissimilarity", "points"), topic.ref(key, "expected", "points")
    return Row((say.group(*group),), (*found, topic.ref(key, "beyond_chance", "points_ci")))
