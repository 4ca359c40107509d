"""How fast people leave and move up: rates per person-year, each group against the reference group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import ALL, Analysis, Group, Row, Show, Slot, Word
from evaluatie.evaluation.topic import heads
from evaluatie.evaluation.workforce.keys import Topic, about, all_others, cells, name_of, others
from evaluatie.evaluation.workforce.picked import picked
from evaluatie.evaluation.workforce.staff import Staff
from evaluatie.flows import event_rate, rate_ratio
from evaluatie.flows.careers import UNKNOWN
from evaluatie.result import Estimate

Counted = tuple[int, float]
WAYS = ("unknown_focal", "unknown_reference")


@dataclass(frozen=True)
class Flow:
    """A flow of which the rate is told.

    Attributes
    ----------
    name : str
        In keys and wording.
    part : str
        Part of the ledger with its events.
    exposure : str
        Column of the rates with the time at risk.
    """

    name: str
    part: str
    exposure: str = "person_years"


OUTFLOW = Flow("outflow", "outflow")
VOLUNTARY, OTHER = Flow("voluntary", "reason:voluntary"), Flow("other", "reason:other")
PROMOTION = Flow("promotion", "promotions", "years_at_risk")


def flows_of(staff: Staff, ledger: Ledger) -> tuple[Flow, ...]:
    """Give the flows that the files tell of: reasons and scales may be absent."""
    reasons = ledger.n(ALL, "reason:voluntary") > 0
    risk = bool(staff.careers.ladder) and time_at_risk(staff, ALL, PROMOTION) > 0
    return (OUTFLOW, *((VOLUNTARY, OTHER) if reasons else ()), *((PROMOTION,) if risk else ()))


def time_at_risk(staff: Staff, group: Group, flow: Flow) -> float:
    """Give the time at risk of a group in person-years."""
    table = staff.rates.table
    mine = (table["year"] == "all") & (table["characteristic"] == group[0]) & (table["level"] == group[1])
    return float(table.loc[mine, flow.exposure].sum())


def rated(staff: Staff, ledger: Ledger) -> Topic:
    """Compare the rates of groups.

    Parameters
    ----------
    staff : Staff
    ledger : Ledger
        Its numbers.

    Returns
    -------
    Topic
        Per flow and group the time at risk and the rate; per focal group its ratio to the reference group, and that
        ratio with everyone of unknown group in the one or in the other.
    """
    topic = Topic("staff_rates")
    flows = flows_of(staff, ledger)
    for flow in flows:
        for group in staff.groups():
            topic.results |= dict(_rate(staff, ledger, flow, group))
        for group in all_others(staff):
            topic.results |= dict(ratios(staff, ledger, flow, group))
    _sentences(topic, staff, ledger, flows)
    _figures(topic, staff, flows)
    for flow in flows:
        _tables(topic, staff, flow)
    return topic


def _rate(staff: Staff, ledger: Ledger, flow: Flow, group: Group) -> Iterator[tuple[str, Analysis]]:
    time = time_at_risk(staff, group, flow)
    if time <= 0:
        return
    found = event_rate(ledger.n(group, flow.part), time)
    # with more digits, events and rate would tell the time to the day, and with it who came or left when
    on = cells([group], [flow.part, "people"])
    yield f"{name_of(group)}/rate/{flow.name}", about(group, found, "event_rate", on, digits=3)
    years = picked(found, Estimate("person_years", time))
    yield f"{name_of(group)}/time/{flow.name}", about(group, years, "event_rate", cells([group], ["people"]), digits=-1)


def ratios(staff: Staff, ledger: Ledger, flow: Flow, group: Group) -> Iterator[tuple[str, Analysis]]:
    """Compare a group's rate with its reference group's; then with those of unknown group in the one or the other."""
    reference, unknown = (group[0], staff.reference(group[0])), (group[0], UNKNOWN)
    mine, theirs, nobody = (
        (ledger.n(one, flow.part), time_at_risk(staff, one, flow)) for one in (group, reference, unknown)
    )
    if mine[1] <= 0 or theirs[1] <= 0 or theirs[0] == 0:
        return  # without an event of the reference there is no ratio
    found = rate_ratio(*mine, *theirs)
    parts, key = [flow.part, "people"], f"{name_of(group)}/ratio/{flow.name}"
    low, high = found.ci_low, found.ci_high
    # its n is the group's own number of events: a reader takes it for that
    ratio = picked(found, Estimate("rate_ratio", found.ratio or 0.0, p=found.p, ci_low=low, ci_high=high, n=mine[0]))
    yield key, about(group, ratio, "rate_ratio", cells([group, reference], parts), digits=2)
    if nobody[1] > 0:
        also = cells([group, reference, unknown], parts)
        for way, (one, other) in zip(WAYS, ((_sum(mine, nobody), theirs), (mine, _sum(theirs, nobody))), strict=True):
            bound = Estimate(way, one[0] / one[1] / (other[0] / other[1]))
            yield f"{key}/{way}", about(group, picked(found, bound), "rate_ratio", also, digits=2)


def _sum(one: Counted, other: Counted) -> Counted:
    return one[0] + other[0], one[1] + other[1]


def verdict(found: Estimate, same: float = 1) -> str:
    """Say on which side of what is the same an interval lies, of a ratio one: higher, lower or unclear."""
    if found.ci_low is not None and found.ci_low > same:
        return "higher"
    return "lower" if found.ci_high is not None and found.ci_high < same else "unclear"


def _sentences(topic: Topic, staff: Staff, ledger: Ledger, flows: tuple[Flow, ...]) -> None:
    for flow in flows:
        numbers = {name: topic.ref(f"all/rate/{flow.name}", "rate", show) for name, show in _RATE.items()}
        topic.say(f"staff.rate.{flow.name}", **numbers)
        for name in staff.names:
            # kinds of leaving are told in words of the first characteristic only; all stand in the tables
            told = flow in (OUTFLOW, PROMOTION) or (flow == VOLUNTARY and name == staff.names[0])
            for level in staff.focal(name) if told else ():
                _compared(topic, staff, flow, (name, level))
    topic.say("staff.exploratory", "caveat")
    if staff.study.config.plan.comparison is not None:
        topic.say("staff.not_apart", "caveat")
    if PROMOTION in flows:
        topic.say("staff.promotion_defined", "method")
    if VOLUNTARY in flows and ledger.n(ALL, "reason:unknown"):
        topic.say("staff.reasons_unknown", "caveat")


_RATE: dict[str, Show] = {"rate": "rate", "n": "n"}


def _compared(topic: Topic, staff: Staff, flow: Flow, group: Group) -> None:
    name, key = group[0], f"{name_of(group)}/ratio/{flow.name}"
    if key not in topic.results:
        return
    (ratio,) = topic.results[key].result.estimates()
    reference = (name, staff.reference(name))
    # the first characteristic of study.yml is what the evaluation is about
    leads = flow in (OUTFLOW, PROMOTION) and name == staff.names[0] and verdict(ratio) != "unclear"
    topic.say(
        f"staff.{flow.name}.{verdict(ratio)}",
        "headline" if leads else "main",
        level=say.group(*group),
        reference=say.group(*reference),
        ratio=topic.ref(key, "rate_ratio", "ratio"),
        interval=topic.ref(key, "rate_ratio", "interval"),
        rate=topic.ref(f"{name_of(group)}/rate/{flow.name}", "rate", "rate"),
        rate_reference=topic.ref(f"{name_of(reference)}/rate/{flow.name}", "rate", "rate"),
    )
    if flow != VOLUNTARY:
        bounds = {way: topic.ref(f"{key}/{way}", way, "ratio") for way in WAYS}
        who = {"level": say.group(*group), "reference": say.group(*reference)}
        topic.say(f"staff.bounds.{flow.name}", "caveat", **who, **bounds)


def _figures(topic: Topic, staff: Staff, flows: tuple[Flow, ...]) -> None:
    for name in staff.names:
        rows = [
            Row((say.group(name, level), Word(f"flow.{flow.name}")), (topic.ref(key, "rate_ratio", "ratio_ci"),))
            for level in others(staff, name)
            for flow in flows
            if (key := f"{name}={level}/ratio/{flow.name}") in topic.results
        ]
        reference = say.group(name, staff.reference(name))
        caption = say.phrase("figure.staff_ratios", characteristic=say.characteristic(name), reference=reference)
        topic.show_figure(f"figure-staff-ratios-{name}", "ratios", caption, rows)


def _tables(topic: Topic, staff: Staff, flow: Flow) -> None:
    rows = []
    for group in staff.groups():
        rate, time = (f"{name_of(group)}/{what}/{flow.name}" for what in ("rate", "time"))
        numbers = (topic.ref(rate, "rate", "n"), topic.ref(time, "person_years", "count"))
        rows.append(
            Row(
                (say.group(*group),),
                (*numbers, topic.ref(rate, "rate", "rate_ci"), _against(topic, staff, flow, group)),
            )
        )
    columns = heads("group", "events", "person_years", "rate_per_100", "ratio_reference")
    topic.show_table(f"table-staff-rates-{flow.name}", say.phrase(f"table.staff_rates_{flow.name}"), columns, rows)
    bounded = [group for group in all_others(staff) if f"{name_of(group)}/ratio/{flow.name}/{WAYS[0]}" in topic.results]
    caption = say.phrase("table.staff_bounds", flow=Word(f"flow.{flow.name}"))
    also = (_bounds(topic, flow, group) for group in bounded)
    columns = heads("group", "ratio_known", *WAYS)
    topic.show_table(f"table-staff-bounds-{flow.name}", caption, columns, also, technical=True)


def _against(topic: Topic, staff: Staff, flow: Flow, group: Group) -> Slot | None:
    """Show a group's ratio to the reference, or say that it is compared with none."""
    name, level = group
    if group == ALL or level == UNKNOWN:
        return Word("staff.not_compared")
    if level == staff.reference(name):
        return Word("staff.is_reference")
    return topic.ref(f"{name}={level}/ratio/{flow.name}", "rate_ratio", "ratio_ci")


def _bounds(topic: Topic, flow: Flow, group: Group) -> Row:
    """Lay out what people of unknown group could change."""
    key = f"{name_of(group)}/ratio/{flow.name}"
    both = (topic.ref(f"{key}/{way}", way, "ratio") for way in WAYS)
    return Row((say.group(*group),), (topic.ref(key, "rate_ratio", "ratio_ci"), *both))
