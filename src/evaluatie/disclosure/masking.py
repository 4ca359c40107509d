"""A table of counts with the cheapest safe choice of cells masked, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, vstack

from evaluatie.disclosure.optimal import Hiding, Sums, least_hidden
from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.disclosure.protected import Hidden, InformationLoss, ProtectedTable
from evaluatie.disclosure.tables import CountTable, read_counts

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_NO_SUM = 3


def masked(table: pd.DataFrame, policy: DisclosurePolicy, seconds: float, *, margins: bool) -> ProtectedTable:
    """Mask a table: see :func:`evaluatie.disclosure.suppression.protect`."""
    counts = read_counts(table)
    reach = max(policy.protection, policy.minimum_group)
    cells = CountTable.of(table.index, table.columns, counts, reach, margins=margins)
    small = _small(cells.people, policy)
    hiding = _hiding(cells, small, policy, reach, seconds)
    few, hidden = _small(counts, policy), cells.lines(hiding.hidden)
    apart = ~np.isin(np.arange(len(small)), cells.place[np.ix_(cells.rows.node, cells.columns.node)])
    loss = InformationLoss(
        primary=_hidden(counts, few),
        secondary=_hidden(counts, hidden & ~few),
        subtotals=_hidden(cells.people, hiding.hidden & apart),
        optimal=hiding.optimal,
        narrowed_by_totals=int(hiding.exposed.sum()),
    )
    shown = pd.DataFrame(counts, index=table.index, columns=table.columns).astype("Int64").mask(hidden)
    return ProtectedTable.of(
        shown,
        small=few,
        totals=cells.totals(hiding.hidden),
        loss=loss,
        subtotals=cells.subtotals(hiding.hidden),
        policy=policy,
    )


def _small(counts: Floats, policy: DisclosurePolicy) -> Flags:
    return (counts > 0) & (counts < policy.minimum_group)


def _hidden(counts: Floats, which: Flags) -> Hidden:
    return Hidden(int(which.sum()), int(counts[which].sum()))


def _hiding(cells: CountTable, small: Flags, policy: DisclosurePolicy, reach: float, seconds: float) -> Hiding:
    if not small.any():
        return Hiding(small, True, np.zeros(0, dtype=bool))
    each = eye_array(len(small), format="csr")[np.flatnonzero(small)]
    targets = vstack([each, *_together(cells, small, policy)], format="csr")
    sums = Sums(cells.people, cells.ceiling, cells.equations, csr_array(targets), reach, whole=not cells.network)
    return least_hidden(sums, small, list(_losses(cells)), seconds)


def _together(cells: CountTable, small: Flags, policy: DisclosurePolicy) -> Iterator[csr_array]:
    """Take the small cells of a line together, where together they are few as well."""
    lines = csr_array((cells.equations > 0).multiply(small.astype(float)))
    lines.eliminate_zeros()
    several, people = np.diff(lines.indptr) > 1, lines @ cells.people
    for line in np.flatnonzero(several & (people < policy.minimum_group)):
        yield lines[[line]]


def _losses(cells: CountTable) -> Iterator[Floats]:
    """Give what hiding costs: sums, the widest first, then cells of nobody, then people and, of equals, cells."""
    nobody = cells.people == 0
    people = cells.people * (len(nobody) + 1) + 1
    for kind in range(_NO_SUM):
        yield np.where(cells.kind == kind, people, 0.0)
    yield np.where((cells.kind == _NO_SUM) & nobody, 1.0, 0.0)
    yield np.where((cells.kind == _NO_SUM) & ~nobody, people, 0.0)
