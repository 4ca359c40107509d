"""Where numbers of staff were delivered in place of people: shares and rates, with what rounding leaves open."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import ALL, EVERYONE, OTHER, Analysis, Group, Ref, Row, Setting, Show
from evaluatie.evaluation.topic import heads
from evaluatie.evaluation.workforce.keys import Topic, about, cells, name_of
from evaluatie.evaluation.workforce.picked import picked
from evaluatie.evaluation.workforce.staff import references_of
from evaluatie.flows import CountedFlows, flow_rates_from_counts, share_limits
from evaluatie.flows.careers import UNKNOWN
from evaluatie.result import Estimate

if TYPE_CHECKING:
    from evaluatie.study import Study

DELIVERED = "staff_counts"
FLOWS = {"inflow": "inflow", "outflow": "outflow", "promotions": "promotion"}


@lru_cache(maxsize=4)
def delivered_ledger(study: Study) -> Ledger | None:
    """Lay out the numbers of staff that were delivered, of all scales together.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    Ledger or None
        Parts ``stock:<year>`` at the end of each year, and ``<flow>:<year>``. A number that was withheld is few people,
        whatever it is; a group that a year has no number of has nobody in it. None without such numbers.
    """
    table = _whole(study)
    if table is None:
        return None
    groups = _groups(study, table)
    counts = pd.DataFrame(index=pd.MultiIndex.from_tuples(groups))
    for measure in [name for name in ("stock", *FLOWS) if name in table]:
        for year, rows in table.groupby("year"):
            counts[f"{measure}:{year}"] = _filled(rows.set_index(["characteristic", "level"])[measure], groups)
    parts: dict[str, tuple[str, ...]] = {str(name): (str(name),) for name in counts}
    # how rounded and withheld numbers add up nobody knows: those of a year are shown of all groups or of none
    years = sorted(set(table["year"]))
    stocks = [(f"stock:{year}",) for year in years]
    flows = [tuple(part for flow in FLOWS if (part := f"{flow}:{year}") in parts) for year in years]
    alike = [each for each in (*stocks, *flows) if each and all(part in parts for part in each)]
    return Ledger(DELIVERED, counts.astype(np.int64), parts, references=references_of(study), alike=alike)


def _whole(study: Study) -> pd.DataFrame | None:
    """Give the rows about all scales together, in the order of the years."""
    if study.staff_counts is None:
        return None
    rows = study.staff_counts[study.staff_counts["scale"] == EVERYONE]
    return None if rows.empty else rows.sort_values("year", kind="stable")


def _groups(study: Study, table: pd.DataFrame) -> list[Group]:
    there = dict.fromkeys(zip(table["characteristic"], table["level"], strict=True))
    found = [ALL]
    for name, group in study.config.groups.items():
        ordered = dict.fromkeys((group.reference, *group.focal, OTHER, UNKNOWN))
        found += [(name, level) for level in ordered if (name, level) in there]
    return found


def _filled(column: pd.Series, groups: list[Group]) -> list[int]:
    """Give numbers; one that was withheld is one person: few, however many they are."""
    texts = column.reindex(groups)
    values = pd.to_numeric(texts, errors="coerce")
    return values.where(values.notna(), np.where(texts.isna(), 0, 1)).astype(np.int64).tolist()


def delivered(study: Study, ledger: Ledger) -> Topic:
    """Tell what numbers of staff say: shares of groups, and rates per year.

    Parameters
    ----------
    study : Study
    ledger : Ledger
        Of its numbers.

    Returns
    -------
    Topic
        Per year and group the rates of flows per head of the mean stock, and the share of each group in the stock; the
        limits hold chance and what rounding leaves open. Scales are not looked at.
    """
    topic = Topic("staff_counts")
    table = _whole(study)
    if table is None:
        return topic
    base = study.config.staff.rounded_to
    rates = flow_rates_from_counts(table, rounded_to=base)
    groups = ledger.groups
    topic.results |= dict(_rates(rates, ledger)) | dict(_stocks(table, groups, base, rates))
    years = sorted({int(year) for year in table["year"]})
    topic.say("staff.delivered", **{"from": Setting(float(years[0]), "year"), "to": Setting(float(years[-1]), "year")})
    if base is not None:
        topic.say("staff.delivered_rounded", "caveat", base=Setting(float(base)))
    topic.say("staff.delivered_worth", "caveat")
    _displays(topic, study, groups, years)
    return topic


def _rates(found: CountedFlows, ledger: Ledger) -> Iterator[tuple[str, Analysis]]:
    keys = ["characteristic", "level", "flow", "year"]
    known = {tuple(row[key] for key in keys): row for row in found.table.to_dict("records")}
    for group, part in product(ledger.groups, ledger.parts):
        flow, _, year = part.partition(":")
        if flow not in FLOWS:
            continue
        row = known.get((*group, flow, int(year)))
        # what was withheld has its place as well, which the plan hides: absence would tell it from others
        rate = Estimate("rate", math.nan, n=0)
        if row is not None:
            events = round((row["events_low"] + row["events_high"]) / 2)
            rate = Estimate("rate", row["rate"], ci_low=row["ci_low"], ci_high=row["ci_high"], n=events)
        on = cells([group], [part, f"stock:{year}"], DELIVERED)
        key = f"{name_of(group)}/rate/{FLOWS[flow]}/{year}"
        yield key, about(group, picked(found, rate), "counted_rates", on, digits=3)


def _stocks(
    table: pd.DataFrame, groups: list[Group], base: int | None, source: CountedFlows
) -> Iterator[tuple[str, Analysis]]:
    """Give the number of every group at the end of every year, and its share with all that rounding leaves open."""
    held = table.set_index(["characteristic", "level", "year"])["stock"]
    for group in groups:
        for year in sorted(set(table["year"])):
            number, whole = (_number(held.get((*one, year))) for one in (group, ALL))
            if number is None:
                number = 0
            head = picked(source, Estimate("count", number, n=number))
            on = cells([group], [f"stock:{year}"], DELIVERED)
            yield f"{name_of(group)}/stock/{year}", about(group, head, "delivered_counts", on)
            if group != ALL and whole is not None and whole >= number:
                limits = share_limits([number], [whole - number], base=base).iloc[0]
                share = Estimate("share", number / whole, ci_low=limits["ci_low"], ci_high=limits["ci_high"], n=whole)
                also = cells([group, ALL], [f"stock:{year}"], DELIVERED)
                result = picked(source, share)
                yield f"{name_of(group)}/share/{year}", about(group, result, "delivered_counts", also, digits=4)


def _number(text: object) -> int | None:
    """Read a number; nothing where it was withheld."""
    return int(float(str(text))) if isinstance(text, str) and text.replace(".0", "").isdecimal() else None


_SHOWN: tuple[tuple[str, str, Show], ...] = (
    ("stock", "count", "count"),
    ("rate/inflow", "rate", "rate_ci"),
    ("rate/outflow", "rate", "rate_ci"),
    ("rate/promotion", "rate", "rate_ci"),
)


def _displays(topic: Topic, study: Study, groups: list[Group], years: list[int]) -> None:
    columns = [say.phrase("column.at_year", year=Setting(float(year), "year")) for year in years]
    for name, config in study.config.groups.items():
        rows = []
        for level in config.focal:
            refs = tuple(topic.ref(f"{name}={level}/share/{year}", "share", "percent_ci") for year in years)
            if any(ref is not None for ref in refs):
                rows.append(Row((say.group(name, level),), refs))
        if len(years) > 1:
            caption = say.phrase("figure.staff_shares_end", characteristic=say.characteristic(name))
            topic.show_figure(f"figure-staff-shares-{name}", "over_years", caption, rows, columns)
    last = say.phrase("table.staff_counts_last", year=Setting(float(years[-1]), "year"))
    names = heads("group", "staff_end", "inflow_per_100", "outflow_per_100", "promotion_per_100")
    now = [Row((say.group(*group),), _cells(topic, group, years[-1])) for group in groups]
    topic.show_table("table-staff-counts-last", last, names, now)
    body = [
        Row((Setting(float(year), "year"), say.group(*group)), _cells(topic, group, year))
        for year in years
        for group in groups
    ]
    caption = say.phrase("table.staff_counts")
    topic.show_table("table-staff-counts", caption, (*heads("year"), *names), body, technical=True)


def _cells(topic: Topic, group: Group, year: int) -> tuple[Ref | None, ...]:
    return tuple(topic.ref(f"{name_of(group)}/{what}/{year}", term, show) for what, term, show in _SHOWN)
