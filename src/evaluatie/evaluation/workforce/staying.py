"""How long people stay: curves of retention, and differences in years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import ALL, Analysis, Group, Row
from evaluatie.evaluation.topic import heads
from evaluatie.evaluation.workforce.keys import Topic, about, after_years, cells, known_levels, name_of, others
from evaluatie.evaluation.workforce.ledger import STAYS
from evaluatie.evaluation.workforce.picked import picked
from evaluatie.evaluation.workforce.staff import Staff
from evaluatie.evaluation.workforce.tried import of_known, tried
from evaluatie.flows import Retention, retention
from evaluatie.result import Estimate

#: the term of a difference of means within the years that are shown
DIFFERENCE = "restricted_mean_difference"


def staying(staff: Staff, ledger: Ledger) -> Topic:
    """Tell how long people stay.

    Parameters
    ----------
    staff : Staff
    ledger : Ledger
        Its numbers.

    Returns
    -------
    Topic
        Retention (Kaplan-Meier with late entry) of everyone and every group at whole years after entry; per focal group
        the difference of restricted means; per characteristic the log-rank test.
    """
    topic = Topic("staff_duration")
    times = [time for time in STAYS if f"risk:{time}" in ledger.parts]
    found = dict(_curves(staff, times)) if times else {}
    for name, result in found.items():
        topic.results |= dict(_points(result, name, times))
        if name != ALL[0]:
            topic.results |= dict(_differences(staff, name, result))
            _sentences(topic, staff, name)
    if found:
        if any(finding.key == "staff.years_stayed.unclear" for finding in topic.findings):
            topic.say("staff.years_blunt", "caveat")
        late = any(result.start > 0 for result in found.values())
        topic.say("staff.late_start" if late else "staff.late_entry", "method")
        _displays(topic, staff, times, list(found))
    return topic


def _curves(staff: Staff, times: Sequence[int]) -> Iterator[tuple[str, Retention]]:
    """Give the curve of everyone, and those of the groups of each characteristic."""
    frame = staff.employments
    # means are taken over the years that are shown: later on few people are followed
    horizon = min(float(times[-1]), float(frame["duration"].max()))
    for name in (ALL[0], *staff.names):
        rows = frame if name == ALL[0] else of_known(frame, staff, name)
        if rows.empty:
            continue
        group = None if name == ALL[0] else rows[name]
        found = tried(
            lambda rows=rows, group=group: retention(  # type: ignore[misc]
                rows["duration"], rows["left"], group, rows["entry"], at=times, horizon=horizon
            )
        )
        if found is not None:
            yield name, found


def _points(result: Retention, name: str, times: Sequence[int]) -> Iterator[tuple[str, Analysis]]:
    for row in result.table.to_dict("records"):
        if row["time"] in times and not pd.isna(row["survival"]):
            group: Group = ALL if name == ALL[0] else (name, str(row["group"]))
            share = picked(result, limited("survival", row["survival"], row))
            on = cells([group], [f"risk:{row['time']:g}", f"gone:{row['time']:g}", "people"])
            yield f"{name_of(group)}/stayed/{row['time']:g}", about(group, share, "kaplan_meier", on, digits=3)


def limited(term: str, value: float, row: Mapping[Any, Any]) -> Estimate:
    """Make an estimate of a row of a curve; ``n`` is who is at risk then."""
    low, high = (None if pd.isna(row[end]) else row[end] for end in ("ci_low", "ci_high"))
    return Estimate(term, value, ci_low=low, ci_high=high, n=int(row["at_risk"]))


def _differences(staff: Staff, name: str, result: Retention) -> Iterator[tuple[str, Analysis]]:
    reference = (name, staff.reference(name))
    for level in others(staff, name):
        rows = [row for row in result.estimates() if row.term == DIFFERENCE and row.group == level]
        if rows and result.reference == reference[1]:
            on = cells([(name, level), reference], ["outflow", "people"])
            # how many people there are in a group at all would tell who came back: n is left out
            years = picked(result, replace(rows[0], n=None), Estimate("horizon", result.horizon))
            yield f"{name}={level}/years_stayed", about((name, level), years, "restricted_mean", on, digits=2)
    test = next((row for row in result.estimates() if row.term == "log_rank"), None)
    if test is not None:
        on = cells([(name, level) for level in known_levels(staff, name)], ["outflow", "people"])
        yield f"{name}/log_rank", about((name, ALL[1]), picked(result, replace(test, n=None)), "log_rank", on)


def _sentences(topic: Topic, staff: Staff, name: str) -> None:
    for level in staff.focal(name):
        key = f"{name}={level}/years_stayed"
        row = topic.results[key].result.estimates()[0] if key in topic.results else None
        if row is not None and row.ci_low is not None:  # where nobody left there is no interval
            topic.say(
                f"staff.years_stayed.{_way(row)}",
                level=say.group(name, level),
                reference=say.group(name, staff.reference(name)),
                difference=topic.ref(key, DIFFERENCE, "signed"),
                interval=topic.ref(key, DIFFERENCE, "interval"),
                horizon=topic.ref(key, "horizon", "count"),
            )


def _way(row: Estimate) -> str:
    if row.ci_low is None or row.ci_high is None or row.ci_low <= 0 <= row.ci_high:
        return "unclear"
    return "longer" if row.estimate > 0 else "shorter"


def _displays(topic: Topic, staff: Staff, times: Sequence[int], names: Sequence[str]) -> None:
    columns = after_years(times)
    for name in names:
        if name == ALL[0] and len(names) > 1:
            continue  # everyone stands in the table
        groups = [ALL] if name == ALL[0] else [(name, level) for level in known_levels(staff, name)]
        by = {} if name == ALL[0] else {"characteristic": say.characteristic(name)}
        caption = say.phrase(f"figure.staff_stayed{'_by' if by else ''}", **by)
        rows = (_row(topic, group, times) for group in groups)
        topic.show_figure(f"figure-staff-stayed-{name}", "retention", caption, rows, columns)
    rows = (
        _row(topic, group, times)
        for group in staff.groups()
        if any(f"{name_of(group)}/stayed/{time}" in topic.results for time in times)
    )
    tests = [
        Row((say.characteristic(name),), (topic.ref(f"{name}/log_rank", "log_rank", "chi2"),))
        for name in names
        if f"{name}/log_rank" in topic.results
    ]
    caption = say.phrase("table.staff_log_rank")
    topic.show_table("table-staff-log-rank", caption, heads("characteristic", "log_rank"), tests, technical=True)
    caption = say.phrase("table.staff_stayed")
    topic.show_table("table-staff-stayed", caption, (*heads("group"), *columns), rows, technical=True)


def _row(topic: Topic, group: Group, times: Sequence[int]) -> Row:
    refs = (topic.ref(f"{name_of(group)}/stayed/{time}", "survival", "percent_ci") for time in times)
    return Row((say.group(*group),), tuple(refs))
