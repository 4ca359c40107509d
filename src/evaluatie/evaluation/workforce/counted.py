"""How many people came, moved up and left, and how many there were."""

from __future__ import annotations

from collections.abc import Iterator

from evaluatie.effects import count, proportion
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import ALL, Analysis, Group, Row, Setting
from evaluatie.evaluation.topic import heads
from evaluatie.evaluation.workforce.keys import Topic, about, cells, cells_known, name_of
from evaluatie.evaluation.workforce.staff import Staff
from evaluatie.flows.careers import UNKNOWN

FLOWS = ("inflow", "promotions", "outflow")
#: rules by which people come and go without inflow or outflow
_OTHERWISE = ("transfers", "secondments", "returns_from_secondment")


def counted(staff: Staff, ledger: Ledger) -> Topic:
    """Count everyone and every group, at the beginning of every year and over the period.

    Parameters
    ----------
    staff : Staff
    ledger : Ledger
        Its numbers.

    Returns
    -------
    Topic
        Counts by group and part of the ledger, and the share of every group in the stock of every year.
    """
    topic = Topic("staff_counts")
    stocks = [part for part in ledger.parts if part.startswith("stock:")]
    flows = FLOWS if staff.careers.ladder else ("inflow", "outflow")
    parts = [*stocks, *flows, *(f"{flow}:{year}" for year in staff.years for flow in flows)]
    for group in staff.groups():
        for part in parts:
            found = count(ledger.n(group, part))
            topic.results[f"{name_of(group)}/{part}"] = about(group, found, "count", cells([group], [part]))
        for part in stocks if group != ALL and group[1] != UNKNOWN else ():
            topic.results |= dict(known_share(staff, ledger, group, part))
    for name in staff.names:
        if ledger.n(ALL, "stock:end") and UNKNOWN in staff.levels(name):
            unknown = proportion(ledger.n((name, UNKNOWN), "stock:end"), ledger.n(ALL, "stock:end"))
            on = cells([ALL, (name, UNKNOWN)], ["stock:end"])
            topic.results[f"{name}/unknown"] = about((name, UNKNOWN), unknown, "proportion_wilson", on)
    _sentences(topic, staff, stocks[0])
    _displays(topic, staff, stocks[0])
    return topic


def known_share(staff: Staff, ledger: Ledger, group: Group, part: str) -> Iterator[tuple[str, Analysis]]:
    """Give the share of a group among people of whom it is known."""
    known = ledger.known(group[0], part)
    if known:
        found = proportion(ledger.n(group, part), known)
        on = cells_known(staff, group, [part])
        yield f"{name_of(group)}/known/{part}", about(group, found, "proportion_wilson", on)


def _sentences(topic: Topic, staff: Staff, first: str) -> None:
    extract = staff.study.config.staff.extract
    parts = {"start": first, "inflow": "inflow", "outflow": "outflow", "end": "stock:end"}
    numbers = {name: topic.ref(f"all/{part}", "count", "count") for name, part in parts.items()}
    if extract is not None:
        days = {"from": Setting(extract.from_.isoformat(), "date"), "to": Setting(extract.to.isoformat(), "date")}
        topic.say("staff.flows", **days, **numbers)
    if any(staff.careers.decisions.get(rule) for rule in _OTHERWISE):
        topic.say("staff.otherwise", "caveat")
    if staff.careers.ladder:
        topic.say("staff.promotions", promotions=topic.ref("all/promotions", "count", "count"))
    else:
        topic.say("staff.no_scale", "caveat")
    for name in staff.names:
        for level in staff.focal(name):
            first_, last = (
                topic.ref(f"{name}={level}/known/{part}", "proportion", "percent") for part in (first, "stock:end")
            )
            now = topic.sentence("staff.share_now", level=say.group(name, level), last=last)
            topic.say_or(now, "staff.share", level=say.group(name, level), first=first_, last=last)
        if UNKNOWN in staff.levels(name):
            share = topic.ref(f"{name}/unknown", "proportion", "percent")
            topic.say("staff.unknown", "caveat", characteristic=say.characteristic(name), last=share)


def _displays(topic: Topic, staff: Staff, first: str) -> None:
    parts = (first, *FLOWS, "stock:end")
    columns = heads("staff_start", "inflow", "moved_up", "outflow", "staff_end")
    rows = (_row(topic, group, parts) for group in staff.groups())
    topic.show_figure("figure-staff-flow", "stock_flow", say.phrase("figure.staff_flow"), rows, columns)
    years = (*heads("year", "group"), *columns)
    caption = say.phrase("table.staff_years")
    topic.show_table("table-staff-years", caption, years, _years(topic, staff), technical=True)
    for name in staff.names:
        _course(topic, staff, name)


def _row(topic: Topic, group: Group, parts: tuple[str, ...], *before: Setting) -> Row:
    refs = (topic.ref(f"{name_of(group)}/{part}", "count", "count") for part in parts)
    return Row((*before, say.group(*group)), tuple(refs))


def _years(topic: Topic, staff: Staff) -> Iterator[Row]:
    """Go through the years: who was there at the beginning, came, moved up and left, and was there at the end."""
    for year, after in zip(staff.years, [*staff.years[1:], "end"], strict=True):
        parts = (f"stock:{year}", *(f"{flow}:{year}" for flow in FLOWS), f"stock:{after}")
        for group in staff.groups():
            yield _row(topic, group, parts, Setting(float(year), "year"))


def _course(topic: Topic, staff: Staff, name: str) -> None:
    """Draw the share of each group over the years."""
    turns = staff.turns
    if len(turns) < 2:
        return
    columns = [say.phrase("column.at_year", year=Setting(turn.at, "year")) for turn in turns]
    rows = []
    for level in staff.focal(name):
        refs = (topic.ref(f"{name}={level}/known/{turn.part}", "proportion", "percent_ci") for turn in turns)
        rows.append(Row((say.group(name, level),), tuple(refs)))
    caption = say.phrase("figure.staff_shares", characteristic=say.characteristic(name))
    topic.show_figure(f"figure-staff-shares-{name}", "over_years", caption, rows, columns)
