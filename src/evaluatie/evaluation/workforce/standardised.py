"""Rates of groups as if they were composed alike: first by age and tenure, then by scale as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.section import Analysis, Row, Word
from evaluatie.evaluation.workforce.keys import Topic, about, all_others, cells, heads, name_of, others
from evaluatie.evaluation.workforce.ledger import REASONS, Ledger
from evaluatie.evaluation.workforce.picked import only, picked
from evaluatie.evaluation.workforce.rated import OUTFLOW, PROMOTION, Flow, flows_of
from evaluatie.evaluation.workforce.staff import UNKNOWN, Staff
from evaluatie.flows import StandardisedRates, person_time, standardised_rates
from evaluatie.result import Estimate

#: lower limits of the bands of age and tenure, few enough that small groups have somebody in them
AGES, TENURES = (35, 50), (2, 5, 10)


def standardised(staff: Staff, ledger: Ledger) -> Topic:
    """Compare the rates of groups as if they were composed alike.

    Parameters
    ----------
    staff : Staff
    ledger : Ledger
        Its numbers.

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
                topic.results |= dict(_ratios(staff, name, flow, steps))
    if topic.results:
        names = [name for name, _ in steps]
        _sentences(topic, staff, names)
        columns = heads("group", "flow", *(key for step in names for key in (f"standardised_{step}", "coverage")))
        caption = say.phrase("table.staff_standardised")
        topic.show_table("table-staff-standardised", caption, columns, _rows(topic, staff, names))
    return topic


def _steps(staff: Staff) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give what groups are made alike in, step by step; age needs the year of birth."""
    first = ("age", "tenure") if staff.has("born") and "age" not in staff.careers.persons else ("tenure",)
    yield "_".join(first), first
    if staff.careers.ladder:
        yield f"{'_'.join(first)}_scale", (*first, "scale")


def _ratios(
    staff: Staff, name: str, flow: Flow, steps: Sequence[tuple[str, tuple[str, ...]]]
) -> Iterator[tuple[str, Analysis]]:
    for step, strata in steps:
        counted = _counted(staff, name, flow, strata)
        for level in others(staff, name):
            found = _standardised(counted, staff.reference(name), level, name, strata)
            rows = None if found is None else only(found, (row for row in found.estimates() if row.term == "ratio"))
            if found is not None and rows is not None:
                on = cells([(name, level), (name, staff.reference(name))], [flow.part, "people"])
                key = f"{name}={level}/standardised/{flow.name}/{step}"
                covered = Estimate("coverage", found.coverage)
                yield key, about((name, level), picked(found, *rows.rows, covered), "standardised_rates", on)


def _counted(staff: Staff, name: str, flow: Flow, strata: Sequence[str]) -> pd.DataFrame:
    """Count events and time at risk where all is known; scales are taken together as the section shows them."""
    counted = person_time(staff.careers, [name, *strata], ages=AGES, tenures=TENURES)
    events = list(REASONS) if flow == OUTFLOW else ["promotions"]
    frame = counted.assign(events=counted[events].sum(axis=1), exposure=counted[flow.exposure])
    texts = frame[[name, *strata]].astype(str)
    known = (texts != UNKNOWN).all(axis=1) & (frame["exposure"] > 0)
    if "scale" in strata:
        texts = texts.assign(scale=texts["scale"].map(staff.band_of))
    whole: pd.DataFrame = frame[["events", "exposure"]].join(texts)[known]
    return whole


def _standardised(
    counted: pd.DataFrame, reference: str, level: str, name: str, strata: Sequence[str]
) -> StandardisedRates | None:
    """Compare one level with the reference: who is in neither decides nothing."""
    both = counted[counted[name].isin((reference, level))]
    if both[name].nunique() < 2:
        return None
    return standardised_rates(both, name, list(strata), reference=reference)


def _sentences(topic: Topic, staff: Staff, steps: Sequence[str]) -> None:
    for key in list(topic.results):
        group, _, flow, step = key.split("/")
        name, _, level = group.partition("=")
        # in words only of what the evaluation is about
        if not step.endswith("_scale") and name == staff.names[0] and level in staff.focal(name):
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
