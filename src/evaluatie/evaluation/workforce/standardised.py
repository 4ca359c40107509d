"""Rates of groups as if they were composed alike: first by age and tenure, then by scale as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import Analysis, Row, Word
from evaluatie.evaluation.topic import heads
from evaluatie.evaluation.workforce.keys import Topic, about, all_others, cells, name_of, others
from evaluatie.evaluation.workforce.names import REASONS
from evaluatie.evaluation.workforce.picked import picked
from evaluatie.evaluation.workforce.rated import OUTFLOW, PROMOTION, Flow, flows_of, time_at_risk, verdict
from evaluatie.evaluation.workforce.staff import Staff
from evaluatie.flows import person_time, standardised_rates
from evaluatie.flows.careers import UNKNOWN
from evaluatie.result import Estimate

#: person-years of each of two groups from which a stratum is compared
LEAST_TIME = 5.0


@dataclass(frozen=True)
class _Step:
    """What groups are made alike in: columns, and the lower limits of bands of age and tenure."""

    name: str
    strata: tuple[str, ...]
    ages: tuple[int, ...]
    tenures: tuple[int, ...]


def standardised(staff: Staff, ledger: Ledger, rates: Topic) -> Topic:
    """Compare the rates of groups as if they were composed alike.

    Parameters
    ----------
    staff : Staff
    ledger : Ledger
        Its numbers.
    rates : Topic
        What was found without, see :func:`evaluatie.evaluation.workforce.rated.rated`.

    Returns
    -------
    Topic
        Per focal group the ratio of directly standardised rates of leaving and of promotion: by age and tenure, and as
        a second step by scale as well, which lies on the path from group to outcome.
    """
    topic = Topic("staff_rates")
    steps = tuple(_steps(staff))
    for name in staff.names:
        for flow in flows_of(staff, ledger):
            if flow in (OUTFLOW, PROMOTION):
                topic.results |= dict(_ratios(staff, ledger, name, flow, steps))
    if topic.results:
        names = [step.name for step in steps]
        _sentences(topic, staff, names, rates)
        columns = heads("group", "flow", *(key for step in names for key in (f"standardised_{step}", "coverage")))
        caption = say.phrase("table.staff_standardised")
        topic.show_table("table-staff-standardised", caption, columns, _rows(topic, staff, names))
    return topic


def _steps(staff: Staff) -> Iterator[_Step]:
    """Give what groups are made alike in, step by step; age needs the year of birth."""
    first = ("age", "tenure") if staff.has("born") and "age" not in staff.careers.persons else ("tenure",)
    yield _Step("_".join(first), first, (35, 50), (2, 5, 10))
    if staff.careers.ladder:
        # fewer bands of each, so that small groups have somebody in most
        yield _Step(f"{'_'.join(first)}_scale", (*first, "scale"), (50,), (5,))


def _ratios(
    staff: Staff, ledger: Ledger, name: str, flow: Flow, steps: Sequence[_Step]
) -> Iterator[tuple[str, Analysis]]:
    reference = (name, staff.reference(name))
    for step in steps:
        counted = _counted(staff, name, flow, step)
        for level in others(staff, name):
            group = (name, level)
            both = counted[counted[name].isin((level, reference[1]))]
            enough = _with_enough(both, name, step.strata)
            if enough[name].nunique() < 2:
                continue
            found = standardised_rates(enough, name, list(step.strata), reference=reference[1])
            row = next((row for row in found.estimates() if row.term == "ratio"), None)
            if row is not None:
                whole = sum(time_at_risk(staff, one, flow) for one in (group, reference))
                told = (
                    replace(row, n=ledger.n(group, flow.part)),
                    Estimate("coverage", float(enough["exposure"].sum()) / whole),
                )
                key = f"{name_of(group)}/standardised/{flow.name}/{step.name}"
                on = cells([group, reference], [flow.part, "people"])
                yield key, about(group, picked(found, *told), "standardised_rates", on, digits=2)


def _counted(staff: Staff, name: str, flow: Flow, step: _Step) -> pd.DataFrame:
    """Count events and time at risk where all is known; scales are taken together as the section shows them."""
    counted = person_time(staff.careers, [name, *step.strata], ages=step.ages, tenures=step.tenures)
    events = list(REASONS) if flow == OUTFLOW else ["promotions"]
    frame = counted.assign(events=counted[events].sum(axis=1), exposure=counted[flow.exposure])
    texts = frame[[name, *step.strata]].astype(str)
    known = (texts != UNKNOWN).all(axis=1) & (frame["exposure"] > 0)
    if "scale" in step.strata:
        texts = texts.assign(scale=texts["scale"].map(staff.band_of))
    whole: pd.DataFrame = frame[["events", "exposure"]].join(texts)[known]
    return whole


def _with_enough(both: pd.DataFrame, name: str, strata: Sequence[str]) -> pd.DataFrame:
    """Give the strata in which both groups were long enough: in a shorter time one event is a rate of its own."""
    time = both.pivot_table("exposure", list(strata), name, aggfunc="sum")
    kept = time.index[(time.fillna(0.0) >= LEAST_TIME).all(axis=1)]
    found: pd.DataFrame = both[both.set_index(list(strata)).index.isin(kept)]
    return found


def _sentences(topic: Topic, staff: Staff, steps: Sequence[str], rates: Topic) -> None:
    for key, held in list(topic.results.items()):
        group, _, flow, step = key.split("/")
        name, _, level = group.partition("=")
        crude = rates.results.get(f"{group}/ratio/{flow}")
        found = [of.result.estimates()[0] for of in (held, crude) if of is not None]
        # in words only of what the evaluation is about, and where there is something to explain
        clear = any(verdict(ratio) != "unclear" for ratio in found)
        if clear and not step.endswith("_scale") and name == staff.names[0] and level in staff.focal(name):
            topic.say(
                f"staff.standardised.{flow}.{step}",
                level=say.group(name, level),
                reference=say.group(name, staff.reference(name)),
                ratio=topic.ref(key, "ratio", "ratio"),
                interval=topic.ref(key, "ratio", "interval"),
            )
    topic.say("staff.standardised_steps" if len(steps) > 1 else "staff.standardised_once", "caveat")


def _rows(topic: Topic, staff: Staff, steps: Sequence[str]) -> Iterator[Row]:
    for group in all_others(staff):
        for flow in (OUTFLOW, PROMOTION):
            keys = [f"{name_of(group)}/standardised/{flow.name}/{step}" for step in steps]
            if any(key in topic.results for key in keys):
                refs = [
                    ref
                    for key in keys
                    for ref in (topic.ref(key, "ratio", "ratio_ci"), topic.ref(key, "coverage", "percent"))
                ]
                yield Row((say.group(*group), Word(f"flow.{flow.name}")), tuple(refs))
