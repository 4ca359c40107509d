"""Why people say that they left: reasons named in coded exit interviews, by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from evaluatie.effects import proportion
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import ALL, OTHER, Analysis, Group, Label, Row, Slot, Word
from evaluatie.evaluation.topic import heads
from evaluatie.evaluation.workforce.keys import Topic, about, cells, name_of
from evaluatie.evaluation.workforce.names import INTERVIEWS
from evaluatie.evaluation.workforce.picked import picked
from evaluatie.evaluation.workforce.staff import ordered_levels, references_of
from evaluatie.flows import selection_ratio
from evaluatie.flows.careers import UNKNOWN
from evaluatie.result import Estimate

if TYPE_CHECKING:
    from evaluatie.study import Study


@lru_cache(maxsize=4)
def interviews_ledger(study: Study) -> Ledger | None:
    """Count exit interviews by group and the reasons that they name.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    Ledger or None
        Parts: ``interviews`` that name a reason, and ``reason:<reason>`` for every reason of study.yml in its order,
        then the others together: which are named, and how often, may have to be hidden. None without such interviews.
    """
    named = None if study.exits is None else study.exits.dropna(subset="reason").drop_duplicates(["exit", "reason"])
    told = study.config.staff.exit_interviews
    if named is None or named.empty or told is None:
        return None
    groups = _groups(study, named)
    columns = {"interviews": _among(named.drop_duplicates("exit"), groups)}
    for reason in dict.fromkeys([*told.codes, OTHER]):
        columns[f"reason:{reason}"] = _among(named[named["reason"] == reason], groups)
    counts = pd.DataFrame(columns, index=pd.MultiIndex.from_tuples(groups))
    parts: dict[str, tuple[str, ...]] = {str(name): (str(name),) for name in counts}
    return Ledger(INTERVIEWS, counts, parts, references=references_of(study), size="interviews", overlapping=True)


def _groups(study: Study, frame: pd.DataFrame) -> list[Group]:
    found = [ALL]
    for name in study.config.groups:
        if name in frame:
            there = frame[name].astype("object").fillna(UNKNOWN).astype(str)
            found += [(name, level) for level in ordered_levels(study, name, there)]
    return found


def _among(frame: pd.DataFrame, groups: Sequence[Group]) -> list[int]:
    return [
        len(frame) if group == ALL else int((frame[group[0]].astype("object").fillna(UNKNOWN) == group[1]).sum())
        for group in groups
    ]


def interviewed(ledger: Ledger) -> Topic:
    """Compare how often groups name each reason.

    Parameters
    ----------
    ledger : Ledger
        Of exit interviews.

    Returns
    -------
    Topic
        Per reason and group the share of the interviews that name it, and per focal group the difference from the
        reference group.
    """
    topic = Topic("staff_reasons")
    groups = ledger.groups
    reasons = [part.partition(":")[2] for part in ledger.parts if part.startswith("reason:")]
    for group in groups:
        for reason in reasons:
            topic.results |= dict(_share(ledger, group, reason))
            topic.results |= dict(_difference(ledger, group, reason))
    most = max(reasons, key=lambda reason: ledger.n(ALL, f"reason:{reason}"))
    first = f"all/reason/{most}"
    share, n = topic.ref(first, "proportion", "percent"), topic.ref(first, "proportion", "n")
    topic.say("staff.interviews", reason=_name_of(most), share=share, n=n)
    topic.say("staff.interviews_worth", "caveat")
    columns = (*heads("reason"), *(say.phrase("column.level", level=say.group(*group)) for group in groups))
    rows = [_row(topic, groups, reason) for reason in reasons]
    topic.show_table("table-staff-reasons", say.phrase("table.staff_reasons"), columns, rows)
    compared = [group for group in groups if _is_compared(ledger, group)]
    columns = (*heads("reason"), *(say.phrase("column.level", level=say.group(*group)) for group in compared))
    against = [_row(topic, compared, reason, "reason_difference") for reason in reasons if compared]
    caption = say.phrase("table.staff_reasons_against")
    topic.show_table("table-staff-reasons-against", caption, columns, against, technical=True)
    return topic


def _row(topic: Topic, groups: Sequence[Group], reason: str, what: str = "reason") -> Row:
    term = "proportion" if what == "reason" else "difference"
    refs = (topic.ref(f"{name_of(group)}/{what}/{reason}", term, "percent_ci") for group in groups)
    return Row((_name_of(reason),), tuple(refs))


def _name_of(reason: str) -> Slot:
    return Word("exit_reason.other") if reason == OTHER else Label("reason", reason)


def _share(ledger: Ledger, group: Group, reason: str) -> Iterator[tuple[str, Analysis]]:
    total = ledger.n(group, "interviews")
    if total:
        found = proportion(ledger.n(group, f"reason:{reason}"), total)
        on = cells([group], ["interviews", f"reason:{reason}"], INTERVIEWS)
        yield f"{name_of(group)}/reason/{reason}", about(group, found, "proportion_wilson", on)


def _is_compared(ledger: Ledger, group: Group) -> bool:
    reference = (group[0], ledger.references.get(group[0], ""))
    return group not in (ALL, reference) and group[1] != UNKNOWN and ledger.n(reference, "interviews") > 0


def _difference(ledger: Ledger, group: Group, reason: str) -> Iterator[tuple[str, Analysis]]:
    if not _is_compared(ledger, group) or not ledger.n(group, "interviews"):
        return
    reference = (group[0], ledger.references[group[0]])
    both = [(ledger.n(one, f"reason:{reason}"), ledger.n(one, "interviews")) for one in (group, reference)]
    found = selection_ratio(*both[0], *both[1])
    low, high = found.difference_low, found.difference_high
    difference = picked(found, Estimate("difference", found.difference, p=found.p, ci_low=low, ci_high=high, n=found.n))
    on = cells([group, reference], ["interviews", f"reason:{reason}"], INTERVIEWS)
    yield f"{name_of(group)}/reason_difference/{reason}", about(group, difference, "newcombe", on)
