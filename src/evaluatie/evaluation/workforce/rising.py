"""How soon people move up, where they may leave before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import ALL, Analysis, Group, Row, Word
from evaluatie.evaluation.topic import heads
from evaluatie.evaluation.workforce.keys import Topic, about, after_years, cells, known_levels, name_of
from evaluatie.evaluation.workforce.ledger import WAITS
from evaluatie.evaluation.workforce.picked import picked
from evaluatie.evaluation.workforce.staff import Staff
from evaluatie.evaluation.workforce.staying import limited
from evaluatie.evaluation.workforce.tried import of_known, tried
from evaluatie.flows import CumulativeIncidence, cumulative_incidence
from evaluatie.result import Estimate

#: events of a wait, and the part of the ledger that counts each
CAUSES = {1: "promoted", 2: "left_first"}
PARTS = {"promoted": "risen", "left_first": "passed"}


def rising(staff: Staff, ledger: Ledger) -> Topic:
    """Tell the chance of promotion by time in a scale, exit competing with it.

    Parameters
    ----------
    staff : Staff
    ledger : Ledger
        Its numbers.

    Returns
    -------
    Topic
        Cumulative incidence (Aalen-Johansen with late entry) of promotion and of leaving first, of everyone and every
        group, at whole years in a scale; per characteristic a test of promotion: Gray's, or where people were in their
        scale when the files begin the log-rank test of the hazards of promotion. Nothing without scales.
    """
    topic = Topic("staff_duration")
    times = [time for time in WAITS if f"wait:{time}" in ledger.parts]
    for name in (ALL[0], *staff.names) if times and staff.careers.ladder else ():
        rows = staff.waits if name == ALL[0] else of_known(staff.waits, staff, name)
        group = None if name == ALL[0] else rows[name]
        found = tried(
            lambda rows=rows, group=group: cumulative_incidence(  # type: ignore[misc]
                rows["duration"], rows["event"], group, entry=rows["entry"], causes=CAUSES, at=times
            )
        )
        if found is not None:
            topic.results |= dict(_chances(found, name, times))
            topic.results |= dict(_test(found, staff, name))
    if topic.results:
        topic.say("staff.competing", "method")
        caption = say.phrase("table.staff_promoted")
        rows_ = _rows(topic, staff, times)
        topic.show_table("table-staff-promoted", caption, (*heads("group", "event"), *after_years(times)), rows_)
        caption, tests = say.phrase("table.staff_promoted_test"), _tests(topic, staff)
        head = heads("characteristic", "log_rank")
        topic.show_table("table-staff-promoted-test", caption, head, tests, technical=True)
    return topic


def _chances(found: CumulativeIncidence, name: str, times: Sequence[int]) -> Iterator[tuple[str, Analysis]]:
    for row in found.table.to_dict("records"):
        if row["time"] in times and not pd.isna(row["incidence"]):
            group: Group = ALL if name == ALL[0] else (name, str(row["group"]))
            chance = picked(found, limited("incidence", row["incidence"], row))
            time, part = f"{row['time']:g}", PARTS[str(row["cause"])]
            on = cells([group], [f"wait:{time}", f"{part}:{time}", "people"])
            yield f"{name_of(group)}/{part}/{time}", about(group, chance, "aalen_johansen", on, digits=3)


def _test(found: CumulativeIncidence, staff: Staff, name: str) -> Iterator[tuple[str, Analysis]]:
    test = found.tests.get(CAUSES[1])
    if test is not None:
        method = {"Gray": "gray", "log-rank": "log_rank"}[test.name]
        on = cells([(name, level) for level in known_levels(staff, name)], ["promotions", "people"])
        told = picked(found, Estimate(method, test.statistic, statistic=test.statistic, df=test.df, p=test.p))
        yield f"{name}/promoted/{method}", about((name, ALL[1]), told, method, on)


def _tests(topic: Topic, staff: Staff) -> Iterator[Row]:
    for name in staff.names:
        for method in ("gray", "log_rank"):
            if f"{name}/promoted/{method}" in topic.results:
                test = topic.ref(f"{name}/promoted/{method}", method, "chi2")
                yield Row((say.characteristic(name),), (test,))


def _rows(topic: Topic, staff: Staff, times: Sequence[int]) -> Iterator[Row]:
    for group in staff.groups():
        for cause, part in PARTS.items():
            if any(f"{name_of(group)}/{part}/{time}" in topic.results for time in times):
                refs = (topic.ref(f"{name_of(group)}/{part}/{time}", "incidence", "percent_ci") for time in times)
                yield Row((say.group(*group), Word(f"staff.{cause}")), tuple(refs))
