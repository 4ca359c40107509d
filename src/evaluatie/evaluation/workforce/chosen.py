"""Who goes on in a selection: applications to appointment, promotion, a talent programme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.effects import proportion
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import ALL, Analysis, Group, Label, Row, Slot, Word
from evaluatie.evaluation.topic import heads
from evaluatie.evaluation.workforce.keys import Topic, about, cells, name_of
from evaluatie.evaluation.workforce.names import SELECTION
from evaluatie.evaluation.workforce.picked import picked
from evaluatie.evaluation.workforce.rated import verdict
from evaluatie.evaluation.workforce.staff import references_of
from evaluatie.flows import selection_ratio
from evaluatie.flows.careers import UNKNOWN
from evaluatie.result import Estimate

if TYPE_CHECKING:
    from evaluatie.study import Study


@lru_cache(maxsize=4)
def selection_ledger(study: Study) -> Ledger | None:
    """Count who stood for selection, and who went on.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    Ledger or None
        Parts by stage: ``total:<stage>``, ``selected:<stage>``, and ``passed:<stage>`` for who did not go on; None
        without a file of selection.
    """
    told, frame = study.config.staff.selection, study.selection
    if told is None or frame is None or frame.empty:
        return None
    stages = [stage for stage in told.stages if (frame["stage"] == stage).any()]
    named = dict.fromkeys(zip(frame["characteristic"], frame["level"], strict=True))
    groups = [ALL, *(group for group in named if group != ALL)]
    counts = pd.DataFrame(index=pd.MultiIndex.from_tuples(groups))
    parts: dict[str, tuple[str, ...]] = {}
    for stage in stages:
        here = frame[frame["stage"] == stage]
        selected, total = (_of_groups(here, groups, column) for column in ("selected", "total"))
        counts[f"selected:{stage}"], counts[f"passed:{stage}"] = selected, total - selected
        parts |= {f"{what}:{stage}": (f"{what}:{stage}",) for what in ("selected", "passed")}
        parts[f"total:{stage}"] = (f"selected:{stage}", f"passed:{stage}")
    within: list[tuple[str, ...]] = [(f"selected:{stage}", f"passed:{stage}") for stage in stages]
    return Ledger(SELECTION, counts, parts, _following(counts, stages), within, references_of(study))


def _of_groups(frame: pd.DataFrame, groups: Sequence[Group], column: str) -> NDArray[np.int64]:
    """Give the numbers of a stage; of everyone, where the file does not tell them, those of the fullest division."""
    by = frame.groupby(["characteristic", "level"])[column].sum().to_dict()
    if ALL not in by:
        by[ALL] = frame.groupby("characteristic")[column].sum().max()
    return np.array([by.get(group, 0) for group in groups], dtype=np.int64)


def _following(counts: pd.DataFrame, stages: Sequence[str]) -> list[dict[str, int]]:
    """Say where all who went on are those who stood for the next stage."""
    ties = [
        {f"selected:{before}": 1, f"selected:{after}": -1, f"passed:{after}": -1} for before, after in pairwise(stages)
    ]
    return [tie for tie in ties if not (counts[list(tie)].to_numpy() @ np.array(list(tie.values()))).any()]


def chosen(study: Study, ledger: Ledger) -> Topic:
    """Compare how many of each group go on in a selection.

    Parameters
    ----------
    study : Study
        Its groups tell which levels are focal.
    ledger : Ledger
        Of the selection.

    Returns
    -------
    Topic
        Per stage and group the share that went on; per group but the reference its ratio to that of the reference.
    """
    topic = Topic("staff_selection")
    stages = [part.partition(":")[2] for part in ledger.parts if part.startswith("total:")]
    groups = ledger.groups
    rows = []
    for stage in stages:
        for group in groups:
            topic.results |= dict(_share(ledger, group, stage))
            key = f"{name_of(group)}/selection_ratio/{stage}"
            topic.results |= dict(_ratio(ledger, group, (stage, stage), key))
            if ledger.n(group, f"total:{stage}"):
                rows.append(_row(topic, ledger, group, stage))
            if group != ALL and group[1] in study.config.groups[group[0]].focal:
                _sentence(topic, ledger, group, key, "selection", stage=Label("stage", stage))
    if len(stages) > 1 and len(ledger.identities) == len(stages) - 1:
        _over_all(topic, study, ledger, stages)
    topic.say("staff.four_fifths", "caveat")
    columns = heads("stage", "group", "candidates", "went_on", "ratio_reference")
    topic.show_table("table-staff-selection", say.phrase("table.staff_selection"), columns, rows)
    return topic


def _over_all(topic: Topic, study: Study, ledger: Ledger, stages: Sequence[str]) -> None:
    """Compare who came from the first stage through the last, where each stage holds those who went on before it."""
    for group in ledger.groups:
        key = f"{name_of(group)}/selection_ratio"
        topic.results |= dict(_ratio(ledger, group, (stages[-1], stages[0]), key, digits=3))
        if group != ALL and group[1] in study.config.groups[group[0]].focal:
            _sentence(topic, ledger, group, key, "selection_whole")


def _share(ledger: Ledger, group: Group, stage: str) -> Iterator[tuple[str, Analysis]]:
    total = ledger.n(group, f"total:{stage}")
    if total:
        found = proportion(ledger.n(group, f"selected:{stage}"), total)
        on = cells([group], [f"total:{stage}", f"selected:{stage}"], SELECTION)
        yield f"{name_of(group)}/selected/{stage}", about(group, found, "proportion_wilson", on)


def _reference(ledger: Ledger, group: Group) -> Group:
    return group[0], ledger.references.get(group[0], "")


def _ratio(
    ledger: Ledger, group: Group, stages: tuple[str, str], key: str, digits: int | None = None
) -> Iterator[tuple[str, Analysis]]:
    """Compare who went on in one stage, of those who stood for another, with the reference group."""
    reference = _reference(ledger, group)
    if group in (ALL, reference) or group[1] == UNKNOWN:
        return
    parts = [f"selected:{stages[0]}", f"total:{stages[1]}"]
    mine, theirs = ([ledger.n(one, part) for part in parts] for one in (group, reference))
    if not mine[1] or not theirs[0]:
        return  # of nobody who went on there is no ratio
    found = selection_ratio(*mine, *theirs)
    if found.ratio is not None:
        ratio = Estimate("ratio", found.ratio, p=found.p, ci_low=found.ci_low, ci_high=found.ci_high, n=found.n)
        on = cells([group, reference], parts[::-1], SELECTION)
        yield key, about(group, picked(found, ratio), "selection_ratio", on, digits)


def _row(topic: Topic, ledger: Ledger, group: Group, stage: str) -> Row:
    share, ratio = (f"{name_of(group)}/{what}/{stage}" for what in ("selected", "selection_ratio"))
    against: Slot | None = topic.ref(ratio, "ratio", "ratio_ci")
    if group == _reference(ledger, group):
        against = Word("staff.is_reference")
    elif group == ALL or group[1] == UNKNOWN:
        against = Word("staff.not_compared")
    numbers = topic.ref(share, "proportion", "n"), topic.ref(share, "proportion", "percent_ci")
    return Row((Label("stage", stage), say.group(*group)), (*numbers, against))


def _sentence(topic: Topic, ledger: Ledger, group: Group, key: str, what: str, **more: Slot) -> None:
    if key in topic.results:
        (row,) = topic.results[key].result.estimates()
        topic.say(
            f"staff.{what}.{verdict(row)}",
            level=say.group(*group),
            reference=say.group(*_reference(ledger, group)),
            ratio=topic.ref(key, "ratio", "ratio"),
            interval=topic.ref(key, "ratio", "interval"),
            **more,
        )
