"""How many people changed by more than their answers waver: reliable change, as shares of people."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from evaluatie.effects import proportion
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing.keys import NAME, Pair
from evaluatie.evaluation.judgement import attempt
from evaluatie.evaluation.partitions import RELIABLE, Partition, partitions_of
from evaluatie.evaluation.scored import compared
from evaluatie.evaluation.section import Analysis, Cell, Figure, Finding, Row, Table

if TYPE_CHECKING:
    from evaluatie.study import Study

TOPIC = "individual"


def analyses(study: Study, pair: Pair) -> Iterator[tuple[str, Analysis]]:
    """Give the shares of the linked people who reliably fell, rose, or did neither, where the error is known."""
    for outcome, partition in _shown(study, pair):
        rows = np.flatnonzero(partition.codes >= 0)
        for part in partition.parts:
            share = attempt("proportion", partial(proportion, *partition.count(rows, part)))
            cells = (Cell(pair, outcome), Cell(pair, partition.name, part=part))
            yield _key(outcome, pair, part), Analysis(share, "reliable_change", pair, cells, outcome)


def findings(study: Study, pair: Pair) -> Iterator[Finding]:
    """Say what reliable change is, and what share of people would seem to change if nobody did."""
    if list(_shown(study, pair)):
        yield Finding("change.reliable", topic=TOPIC)
        yield Finding("change.caveat.reliable", role="caveat")


def displays(study: Study, pair: Pair) -> Iterator[Table | Figure]:
    """Show the shares of every outcome, in a picture and a table."""
    rows = tuple(
        Row(
            (say.outcome(outcome),),
            tuple(say.ref(NAME, _key(outcome, pair, part), "proportion", "percent_ci") for part in RELIABLE),
        )
        for outcome, _ in _shown(study, pair)
    )
    if not rows:
        return
    waves = {"first": say.wave(pair[0]), "last": say.wave(pair[1])}
    columns = tuple(say.phrase(f"reliable.{part}") for part in RELIABLE)
    suffix = "-".join(pair)
    yield Figure(
        f"figure-reliable-{suffix}", "shares", say.phrase("figure.reliable", **waves), rows, columns, topic=TOPIC
    )
    named = (say.phrase("column.outcome"), *columns)
    yield Table(f"table-reliable-{suffix}", say.phrase("table.reliable", **waves), named, rows, topic=TOPIC)


def _shown(study: Study, pair: Pair) -> Iterator[tuple[str, Partition]]:
    partitions = partitions_of(study)
    for outcome in compared(study, pair[1]):
        name = f"{outcome.id}.reliable.{pair[1]}"
        if name in partitions:
            yield outcome.id, partitions[name]


def _key(outcome: str, pair: Pair, part: str) -> str:
    return f"{outcome}/all/{'-'.join(pair)}/reliable/{part}"
