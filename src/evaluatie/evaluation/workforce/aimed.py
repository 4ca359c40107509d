"""Targets: where a group's share is, how fast it moves, and what inflow it takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import ALL, Analysis, Group, Row, Setting, Show, Word
from evaluatie.evaluation.topic import heads
from evaluatie.evaluation.workforce.keys import Topic, about, cells_known
from evaluatie.evaluation.workforce.rated import OUTFLOW, time_at_risk
from evaluatie.evaluation.workforce.staff import Staff
from evaluatie.evaluation.workforce.tried import tried
from evaluatie.flows import TargetProgress, target_progress
from evaluatie.flows.careers import DAYS_PER_YEAR, UNKNOWN
from evaluatie.result import Estimate
from evaluatie.study.settings.aims import Target

#: years over which the pace of a share is taken
PACE = 5
_TOLD = (
    "share", "needed_per_year", "observed_per_year", "projected", "required_inflow_share", "share_without_change",
    "required_inflow_share_equal_exit", "share_all_inflow_focal",
)  # fmt: skip
_COLUMNS: dict[str, Show] = {
    "share": "percent_ci",
    "observed_per_year": "rate_ci",
    "needed_per_year": "rate",
    "required_inflow_share": "percent_ci",
}


@dataclass(frozen=True)
class Aimed(TargetProgress):
    """The progress to a target, with those of its estimates that the section tells."""

    told: tuple[Estimate, ...] = ()

    def estimates(self) -> tuple[Estimate, ...]:
        """Give these."""
        return self.told


def aimed(staff: Staff, ledger: Ledger) -> Topic:
    """Hold the shares of groups against the targets of study.yml.

    Parameters
    ----------
    staff : Staff
    ledger : Ledger
        Its numbers.

    Returns
    -------
    Topic
        Per target, by its number, the share now, its pace and the pace needed, and the share of the inflow that
        reaches it if leaving stays as it is.
    """
    topic = Topic("staff_ahead")
    rows = []
    for number, target in enumerate(staff.study.config.staff.targets, start=1):
        found = _progress(staff, ledger, target) if target.characteristic in staff.names else None
        if found is not None:
            topic.results[key_of(number)] = found
            _sentences(topic, staff, number, target)
            rows.append(_row(topic, number, target))
    columns = heads("group", "among", "target", "by_year", "share_now", "pace", "needed_pace", "required_inflow")
    topic.show_table("table-staff-targets", say.phrase("table.staff_targets"), columns, rows)
    return topic


def key_of(number: int) -> str:
    """Name the numbers of a target."""
    return f"target{number}"


def target_of(staff: Staff, group: Group) -> tuple[int, Target] | None:
    """Give the target for the share of a group in all staff, and its number; the first where there are several."""
    for number, target in enumerate(staff.study.config.staff.targets, start=1):
        if (target.characteristic, target.level) == group and target.among == "all":
            return number, target
    return None


def _progress(staff: Staff, ledger: Ledger, target: Target) -> Analysis | None:
    group: Group = (target.characteristic, target.level)
    managers = target.among == "managers"
    moments = staff.moments[-1:] if managers else staff.moments[-PACE - 1 :]
    parts = ["manager:yes"] if managers else [moment.part for moment in moments]
    counts = [
        (moment.at, ledger.n(group, part), ledger.known(group[0], part))
        for moment, part in zip(moments, parts, strict=True)
    ]
    flows = {} if managers else _yearly_flows(staff, ledger, group)
    frame = pd.DataFrame(counts, columns=["year", "focal", "total"])
    # a target holds at the end of its year
    found = tried(lambda: target_progress(frame, target.share, target.year + 1.0, **flows))
    if found is None:
        return None
    on = cells_known(staff, group, [*parts, *(["inflow", "outflow"] if flows else [])])
    told = tuple(row for row in found.estimates() if row.term in _TOLD)
    return about(group, Aimed(**vars(found), told=told), "target_progress", on, digits=4)


def _yearly_flows(staff: Staff, ledger: Ledger, group: Group) -> dict[str, float]:
    """Give the mean yearly inflow, and the chances to leave within a year, of a group and of the others."""
    years = (staff.careers.end + 1 - staff.careers.start) / DAYS_PER_YEAR
    own, everyone, unknown = (time_at_risk(staff, one, OUTFLOW) for one in (group, ALL, (group[0], UNKNOWN)))
    others = everyone - unknown - own
    if own <= 0 or others <= 0:
        return {}
    left = ledger.n(group, "outflow")
    rest = ledger.known(group[0], "outflow") - left
    # who comes in the course of a year can leave before its end, half a year on average
    stays = float(np.exp(-0.5 * (left + rest) / (own + others)))
    return {
        "inflow": ledger.known(group[0], "inflow") / years * stays,
        "inflow_focal": ledger.n(group, "inflow") / years * stays,
        "outflow_focal": 1 - float(np.exp(-left / own)),
        "outflow_rest": 1 - float(np.exp(-rest / others)),
        "person_years_focal": own,
        "person_years_rest": others,
    }


def _sentences(topic: Topic, staff: Staff, number: int, target: Target) -> None:
    key = key_of(number)
    found = topic.results[key].result
    if not isinstance(found, TargetProgress):
        return
    what = {
        "level": say.group(target.characteristic, target.level),
        "target": Setting(target.share, "percent"),
        "year": Setting(float(target.year), "year"),
    }
    among = "" if target.among == "all" else "_managers"
    status = f"staff.target{among}.{found.status.replace(' ', '_')}"
    topic.say(status, "headline", **what, share=topic.ref(key, "share", "percent"))
    terms = {row.term for row in found.estimates()}
    if found.status == "reached":
        return
    if "required_inflow_share" in terms:
        inflow, interval = (
            topic.ref(key, "required_inflow_share", "percent"),
            topic.ref(key, "required_inflow_share", "percent_interval"),
        )
        first, last = (Setting(float(staff.years[at]), "year") for at in (0, -1))
        topic.say("staff.target_inflow", **what, first=first, last=last, inflow=inflow, interval=interval)
    elif "share_all_inflow_focal" in terms:
        topic.say("staff.target_out_of_reach", **what, most=topic.ref(key, "share_all_inflow_focal", "percent"))


def _row(topic: Topic, number: int, target: Target) -> Row:
    key = key_of(number)
    terms = {row.term for row in topic.results[key].result.estimates()}
    numbers = (topic.ref(key, term, show) if term in terms else None for term, show in _COLUMNS.items())
    settings = Setting(target.share, "percent"), Setting(float(target.year), "year")
    head = say.group(target.characteristic, target.level), Word(f"among.{target.among}")
    return Row(head, (*settings, *numbers))
