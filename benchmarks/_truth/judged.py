"""What one organisation adds to the table: its intervals and its verdicts, held against what is true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import isfinite, log
from pathlib import Path
from typing import Any

import pandas as pd

from _truth.organisation import PRIMARY, SECONDARY, released
from _truth.printed import Interval, intervals, verdicts
from _truth.saying import Judged, judged
from _truth.values import WHOM, Measure, measure
from _truth.worlds import World
from _truth.worlds import world as named

KEYS = ["world", "kind", "measure", "whom", "detail"]
#: n: intervals, or verdicts; hits: how many held, or said so; error: estimate minus truth. Sums of products of an
#: organisation's own sums: figures of one organisation hang together, and errors of the table count organisations
SUMS = ["organisations", "n", "hits", "nn", "hh", "nh", "error", "ee", "ne", "width"]


def of_organisation(name: str, seed: int, keep: Path | None = None) -> pd.DataFrame:
    """Give the rows of one organisation: per measure, and per verdict, what came of it."""
    world = named(name)
    made = released(world, seed, keep)
    cells: defaultdict[tuple[str, ...], list[tuple[float, float, float, float]]] = defaultdict(list)
    for one in intervals(made):
        key, values = _of_interval(world, one)
        cells[key].append(values)
    for said in judged(world, verdicts(made), PRIMARY, SECONDARY):
        for key, hit in _of_verdict(said):
            cells[key].append((1.0, hit, 0.0, 0.0))
    rows = [(world.name, *key, *_sums(values)) for key, values in cells.items()]
    return pd.DataFrame(rows, columns=[*KEYS, *SUMS])


def _of_interval(world: World, one: Interval) -> tuple[tuple[str, ...], tuple[float, float, float, float]]:
    found = measure(world, one)
    whom = WHOM[one.characteristic]
    if found.true is None:
        return ("unmeasured", found.name, whom, found.reason), (1.0, 0.0, 0.0, 0.0)
    error = _error(found, one)
    held = float(one.low <= found.true <= one.high)
    return ("interval", found.name, whom, str(found.nominal)), (1.0, held, error, one.high - one.low)


def _error(found: Measure, one: Interval) -> float:
    if found.scale != "log":
        return one.estimate - float(found.true or 0)
    # a group of whom none left has a ratio of 0, whose logarithm is none: half an event would make it about this
    return log(max(one.estimate, 0.05)) - log(float(found.true or 1))


def _of_verdict(said: Judged) -> Iterator[tuple[tuple[str, ...], float]]:
    for word in ("better", "worse", "unchanged", "undecided"):
        yield ("verdict", said.about, said.true, word), float(said.said == word)


def _sums(values: Iterable[tuple[float, float, float, float]]) -> tuple[Any, ...]:
    n, hits, error, width = (sum(column) for column in zip(*values, strict=True))
    width = width if isfinite(width) else 0.0
    return 1, n, hits, n * n, hits * hits, n * hits, error, error * error, n * error, width
