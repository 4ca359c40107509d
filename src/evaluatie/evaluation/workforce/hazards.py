"""Hazard ratios of leaving and of promotion: alone, at equal other characteristics, and at equal scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import Analysis, Row, Word
from evaluatie.evaluation.topic import heads
from evaluatie.evaluation.workforce.keys import Topic, about, all_others, cells, name_of, others
from evaluatie.evaluation.workforce.picked import picked
from evaluatie.evaluation.workforce.staff import Staff
from evaluatie.evaluation.workforce.tried import cluster_of, of_known, pair_of, tried
from evaluatie.flows import HazardRatio, hazard_ratio
from evaluatie.flows.careers import UNKNOWN
from evaluatie.result import Estimate

#: below this, a test says that a hazard ratio is not the same at all durations
DOUBT = 0.05
STEPS = ("alone", "adjusted", "scale")
#: cohorts of birth, so that age and generation are alike
BORN = "born"


@dataclass(frozen=True)
class Event:
    """An event, the rows of time until it, and the part of the ledger that counts it."""

    name: str
    part: str
    frame: pd.DataFrame


def events_of(staff: Staff) -> Iterator[Event]:
    """Give the events that the files tell of, with a column ``happened``."""
    if staff.exits["left"].any():
        yield Event("outflow", "outflow", staff.with_born(staff.exits.assign(happened=staff.exits["left"])))
    if staff.careers.ladder and (staff.waits["event"] == 1).any():
        risen = (staff.waits["event"] == 1).astype(int)
        yield Event("promotion", "promotions", staff.with_born(staff.waits.assign(happened=risen)))


def hazards(staff: Staff, ledger: Ledger) -> Topic:
    """Compare the hazards of groups.

    Parameters
    ----------
    staff : Staff
    ledger : Ledger
        Its numbers.

    Returns
    -------
    Topic
        Per focal group and event the hazard ratio (Cox, Efron, late entry) alone, at equal other characteristics, and
        with the scale at each moment; robust for people with several rows. And whether a ratio is the same at all
        durations.
    """
    topic = Topic("staff_duration")
    for event in events_of(staff):
        for name in staff.names:
            for step, covariates in _steps(staff, name).items():
                topic.results |= dict(_ratios(staff, ledger, event, name, step, covariates))
            _doubt(topic, staff, event.name, name)
    columns = heads("group", "flow", *(f"hazard_{step}" for step in STEPS), "proportional")
    caption = say.phrase("table.staff_hazards")
    topic.show_table("table-staff-hazards", caption, columns, _rows(topic, staff), technical=True)
    return topic


def _steps(staff: Staff, name: str) -> Mapping[str, list[str]]:
    """Give the other covariates of each model."""
    more = [other for other in staff.names if other != name and not _same_thing(staff, name, other)]
    if staff.has("born"):
        more.append(BORN)
    steps: dict[str, list[str]] = {"alone": []}
    if more:
        steps["adjusted"] = more
    if staff.careers.ladder:
        steps["scale"] = [*more, "scale"]
    return steps


def _same_thing(staff: Staff, name: str, other: str) -> bool:
    """Say whether two characteristics are the same one, origin, in two classifications."""
    groups = staff.study.config.groups
    return groups[name].classification is not None and groups[other].classification is not None


def _ratios(
    staff: Staff, ledger: Ledger, event: Event, name: str, step: str, covariates: Sequence[str]
) -> Iterator[tuple[str, Analysis]]:
    known = event.frame[(event.frame[[name, *covariates]].astype(str) != UNKNOWN).all(axis=1)]
    rows = of_known(known, staff, name)
    rows = rows.assign(**{other: rows[other].astype(str) for other in covariates})
    if "scale" in rows:
        rows = rows.assign(scale=rows["scale"].astype(str).map(staff.band_of))
    levels = list(rows[name].cat.categories)
    if len(levels) < 2 or levels[0] != staff.reference(name):
        return
    for level in levels[1:]:
        found = _fitted(pair_of(rows, name, level, levels[0]), [name, *covariates])
        told_ = None if found is None else _told(found, name, level, ledger.n((name, level), event.part))
        if found is not None and told_ is not None:
            on = cells([(name, level), (name, levels[0])], [event.part, "people"])
            ratio = about((name, level), picked(found, *told_), "cox", on, digits=3)
            yield f"{name}={level}/hazard/{event.name}/{step}", ratio


def _fitted(rows: pd.DataFrame, covariates: Sequence[str]) -> HazardRatio | None:
    return tried(
        lambda: hazard_ratio(rows, "duration", "happened", [*covariates], entry="entry", cluster=cluster_of(rows))
    )


def _told(found: HazardRatio, name: str, level: str, events: int) -> tuple[Estimate, Estimate] | None:
    """Give a level's ratio, wider where clusters are few, and the test that it is the same at all durations.

    Its n is the group's number of events: how many people a model holds would tell of whom the rest is unknown.
    """
    term = f"{name}_small_sample" if found.few_clusters is not None else name
    rows = [row for row in found.estimates() if row.term == term and row.group == level]
    if not rows:
        return None
    of = found.proportional.set_index(found.proportional["term"].astype(str))["p"]
    p = float(of[f"{name}={level}"] if f"{name}={level}" in of.index else of[name])
    return replace(told(rows[0], "hazard_ratio"), n=events), Estimate("proportional", p, p=p)


def told(row: Estimate, term: str) -> Estimate:
    """Give a ratio under another name, without the standard error of its logarithm."""
    return Estimate(term, row.estimate, p=row.p, ci_low=row.ci_low, ci_high=row.ci_high, n=row.n)


def _doubt(topic: Topic, staff: Staff, event: str, name: str) -> None:
    """Say where a single ratio does not tell the whole story."""
    keys = [f"{name}={level}/hazard/{event}/alone" for level in others(staff, name)]
    tests = [topic.results[key].result.estimates()[1].estimate for key in keys if key in topic.results]
    if tests and min(tests) < DOUBT:
        topic.say(f"staff.not_proportional.{event}", "caveat", characteristic=say.characteristic(name))


def _rows(topic: Topic, staff: Staff) -> Iterator[Row]:
    for group in all_others(staff):
        for event in ("outflow", "promotion"):
            keys = [f"{name_of(group)}/hazard/{event}/{step}" for step in STEPS]
            if any(key in topic.results for key in keys):
                ratios = (topic.ref(key, "hazard_ratio", "ratio_ci") for key in keys)
                test = topic.ref(keys[0], "proportional", "p")
                yield Row((say.group(*group), Word(f"flow.{event}")), (*ratios, test))
