"""Forecasts of the share of groups under scenarios, with the bands of simulations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.section import ALL, Finding, Group, Row, Setting, Word
from evaluatie.evaluation.topic import heads
from evaluatie.evaluation.workforce.aimed import key_of, target_of
from evaluatie.evaluation.workforce.keys import Topic, about, cells, name_of
from evaluatie.evaluation.workforce.names import NAME
from evaluatie.evaluation.workforce.picked import picked
from evaluatie.evaluation.workforce.staff import Staff
from evaluatie.evaluation.workforce.tried import tried
from evaluatie.flows import Forecast, TargetProgress, forecast, forecast_inputs
from evaluatie.flows.careers import UNKNOWN
from evaluatie.result import Estimate

#: years ahead of a forecast, and the most that it looks ahead to a target
STEPS, FURTHEST = 5, 10
#: the age from which the Dutch state pension is paid (from 2024): who is known to reach it is known to leave
PENSION_AGE = 67
SCENARIOS = {
    "nothing": "nothing changes",
    "promotion": "equal promotion",
    "exit": "equal exit",
    "inflow": "target on inflow",
}
_LEFT, _EMPLOYED = "left", "employed"


@dataclass(frozen=True)
class _Outlook:
    """A forecast of one group: by scenario, from a year on."""

    group: Group
    found: Forecast
    last: int

    @property
    def scenarios(self) -> list[str]:
        return [key for key, name in SCENARIOS.items() if name in self.found.scenarios]

    @property
    def final(self) -> int:
        return self.last + self.found.steps

    def shares(self, scenario: str, state: str = "all") -> Iterator[tuple[int, Estimate]]:
        """Give the share of each year."""
        rows = self.found.shares
        mine = rows[(rows["scenario"] == SCENARIOS[scenario]) & (rows["state"] == state) & rows["share"].notna()]
        for row in mine.to_dict("records"):
            share = Estimate("share", row["share"], ci_low=row["low"], ci_high=row["high"])
            yield self.last + int(row["step"]), share


def ahead(staff: Staff, aims: Topic) -> Topic:
    """Forecast the share of focal groups.

    Parameters
    ----------
    staff : Staff
    aims : Topic
        Of the targets, see :func:`evaluatie.evaluation.workforce.aimed.aimed`.

    Returns
    -------
    Topic
        Per focal group and scenario the share among people of known group in every year ahead, and in the highest
        scales in the last. Nothing where fewer than two turns of years are.
    """
    topic = Topic("staff_ahead")
    rows: list[Row] = []
    for name in staff.names if len(staff.turns) > 1 else ():
        for level in staff.focal(name):
            outlook = _outlook(staff, (name, level), aims)
            if outlook is not None:
                _numbers(topic, staff, outlook)
                _sentences(topic, staff, outlook)
                _path(topic, staff, outlook)
                rows += _rows(topic, outlook)
    if rows:
        topic.say("staff.forecast_worth", "caveat")
        if staff.born is not None:
            topic.say("staff.retirement", "method", age=Setting(float(PENSION_AGE)))
    columns = heads("group", "scenario", "by_year", "share_of_all", "share_of_top")
    topic.show_table("table-staff-forecast", say.phrase("table.staff_forecast"), columns, rows)
    return topic


def _outlook(staff: Staff, group: Group, aims: Topic) -> _Outlook | None:
    name, level = group
    records = _records(staff, name)
    people = records[records[name] != UNKNOWN]
    last = int(staff.turns[-1].at)
    if not ((people[name] == level) & (people["time"] == last)).any() or len(set(people[name])) == 1:
        return None
    target = target_of(staff, group)
    steps = STEPS if target is None else min(max(target[1].year + 1 - last, STEPS), FURTHEST)
    states = list(staff.bands) or [_EMPLOYED]
    inputs = tried(lambda: forecast_inputs(people, "person", "time", "state", name, states=states, left=_LEFT))
    if inputs is None or not inputs.transitions.counts.to_numpy().any():
        return None
    needed = _needed_inflow(staff, group, aims)
    asked = [SCENARIOS[scenario] for scenario in SCENARIOS if _asked(scenario, len(states), needed)]
    retiring = _retirements(staff, people, name, steps, inputs.stock)
    found = forecast(
        inputs.stock, inputs.transitions, inputs.inflow, steps, focal=level, scenarios=asked, inflow_share=needed,
        exits=_LEFT, inflow_years=inputs.inflow_years, retirements=retiring,
    )  # fmt: skip
    return _Outlook(group, found, last)


def _asked(scenario: str, states: int, needed: float | None) -> bool:
    """Say whether a scenario can be looked at: promotion needs a ladder, inflow a target."""
    return {"promotion": states > 1, "inflow": needed is not None}.get(scenario, True)


def _needed_inflow(staff: Staff, group: Group, aims: Topic) -> float | None:
    """Give the share of the inflow that reaches the group's target, where one does."""
    target = target_of(staff, group)
    if target is None or key_of(target[0]) not in aims.results:
        return None
    found = aims.results[key_of(target[0])].result
    needed = found.required_inflow_share if isinstance(found, TargetProgress) else None
    return needed if needed is not None and 0 < needed < 1 else None


def _records(staff: Staff, name: str) -> pd.DataFrame:
    """List who was employed at each turn of the year, with group and place on the ladder."""
    careers, e = staff.careers, staff.careers.episodes
    levels = careers.characteristic(name)
    labels = np.array(levels.labels, dtype=object)
    found = []
    for turn in staff.turns:
        there = np.flatnonzero((e.start < turn.day) & (e.stop >= turn.day))
        employment = e.employment[there]
        held = {"person": careers.employments.person[employment], "row": careers.employments.row[employment]}
        place = {"time": int(turn.at), name: labels[levels.codes[there]], "rank": e.rank[there]}
        found.append(pd.DataFrame({**held, **place}))
    records = pd.concat(found, ignore_index=True).drop_duplicates(["person", "time"])
    if not staff.bands:
        return records.assign(state=_EMPLOYED)
    ladder = np.array([*careers.ladder, None], dtype=object)
    scales = pd.Series(ladder[records["rank"].to_numpy()], index=records.index)
    return records.assign(state=scales.map(staff.band_of)).dropna(subset="state")


def _retirements(
    staff: Staff, people: pd.DataFrame, name: str, steps: int, stock: pd.DataFrame
) -> list[pd.DataFrame] | None:
    """Count who reaches the pension age in each step; None where years of birth are not known."""
    if staff.born is None:
        return None
    last = int(staff.turns[-1].at)
    there = people[people["time"] == last]
    born = staff.born[there["row"].to_numpy()]
    found = []
    for step in range(steps):
        reach = there[born + PENSION_AGE == last + step]
        table = pd.crosstab(reach[name], reach["state"])
        found.append(table.reindex(index=stock.index, columns=stock.columns, fill_value=0))
    return found


def _numbers(topic: Topic, staff: Staff, outlook: _Outlook) -> None:
    group, base = outlook.group, name_of(outlook.group)
    # groups without moves of their own take those of all, from every part of the ladder
    every = [(group[0], level) for level in staff.levels(group[0])]
    bands = [f"band:{band}" for band in staff.bands]
    flows = ["inflow", "outflow", *(["promotions"] if staff.bands else [])]
    on = cells([*every, ALL], [staff.turns[-1].part, *flows])
    for scenario in outlook.scenarios:
        for year, share in list(outlook.shares(scenario))[1:]:
            result = picked(outlook.found, share)
            topic.results[f"{base}/forecast/{scenario}/{year}"] = about(group, result, "markov_forecast", on, digits=3)
        highest = list(staff.bands)[-1] if len(staff.bands) > 1 else None
        for year, share in outlook.shares(scenario, highest) if highest else ():
            if year == outlook.final:
                top = cells([*every, ALL], [*bands, *flows])
                result = picked(outlook.found, share)
                topic.results[f"{base}/top/{scenario}"] = about(group, result, "markov_forecast", top, digits=3)


def _sentences(topic: Topic, staff: Staff, outlook: _Outlook) -> None:
    # without a target the figure tells what other scenarios would bring
    told = outlook.scenarios if target_of(staff, outlook.group) is not None else outlook.scenarios[:1]
    for scenario in told:
        key = f"{name_of(outlook.group)}/forecast/{scenario}/{outlook.final}"
        if key in topic.results:
            if scenario == "promotion":
                _say_top(topic, outlook)
                continue
            topic.say(
                f"staff.forecast.{scenario}",
                level=say.group(*outlook.group),
                year=Setting(float(outlook.final), "year"),
                share=topic.ref(key, "share", "percent"),
                interval=topic.ref(key, "share", "percent_interval"),
            )


def _say_top(topic: Topic, outlook: _Outlook) -> None:
    """Say what equal promotion would bring: others in the highest scales, and as many of each in all."""
    base = name_of(outlook.group)
    topic.say(
        "staff.forecast.promotion",
        level=say.group(*outlook.group),
        year=Setting(float(outlook.final), "year"),
        share=topic.ref(f"{base}/top/promotion", "share", "percent"),
        nothing=topic.ref(f"{base}/top/nothing", "share", "percent"),
    )


def _path(topic: Topic, staff: Staff, outlook: _Outlook) -> None:
    """Draw the shares of the years covered, and those ahead by scenario, with the target."""
    base = name_of(outlook.group)
    seen = {int(turn.at): turn.part for turn in staff.turns}
    years = [*seen, *range(outlook.last + 1, outlook.final + 1)]
    observed = (
        say.ref(NAME, f"{base}/known/{seen[year]}", "proportion", "percent_ci") if year in seen else None
        for year in years
    )
    rows = [Row((Word("series.observed"), say.group(*outlook.group)), tuple(observed))]
    # promotion changes who is where, and not how many there are
    for scenario in [scenario for scenario in outlook.scenarios if scenario != "promotion"]:
        refs = (
            # a line begins where the shares of the years covered end
            say.ref(NAME, f"{base}/known/{seen[year]}", "proportion", "percent_ci")
            if year == outlook.last
            else topic.ref(f"{base}/forecast/{scenario}/{year}", "share", "percent_ci")
            for year in years
        )
        rows.append(Row((Word(f"scenario.{scenario}"),), tuple(refs)))
    target = target_of(staff, outlook.group)
    if target is not None:
        aim = Setting(target[1].share, "percent")
        rows.append(Row((Word("series.target"),), tuple(aim for _ in years)))
    caption = say.phrase("figure.staff_path", level=say.group(*outlook.group))
    id_ = "figure-staff-path-" + "-".join(outlook.group)
    topic.show_figure(id_, "over_years", caption, rows, map(_at_year, years))


def _at_year(year: int) -> Finding:
    return say.phrase("column.at_year", year=Setting(float(year), "year"))


def _rows(topic: Topic, outlook: _Outlook) -> Iterator[Row]:
    """Lay out the last year: the share of all staff, and that in the highest scales."""
    base = name_of(outlook.group)
    for scenario in outlook.scenarios:
        whole = topic.ref(f"{base}/forecast/{scenario}/{outlook.final}", "share", "percent_ci")
        top = topic.ref(f"{base}/top/{scenario}", "share", "percent_ci")
        head = say.group(*outlook.group), Word(f"scenario.{scenario}")
        yield Row(head, (Setting(float(outlook.final), "year"), whole, top))
