"""What a model would gain by one parameter more: score tests, and how large that parameter would be.

All use the expected information, whatever the estimator and also where answers are missing (then that of each pattern
of answers), as lavaan's ``modindices`` and ``lavTestScore`` do. The observed one is no alternative: far from a good fit
it is not positive definite, and then says nothing of just the parameter that fits worst.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import special

from evaluatie.scales.factor.estimating import Model, Point
from evaluatie.scales.factor.table import ParameterTable, Row


def modification_indices(point: Point, groups: Sequence[str]) -> pd.DataFrame:
    """Test each loading and each residual covariance that the model leaves out (Sorbom 1989).

    Parameters
    ----------
    point : Point
        The fitted model.
    groups : sequence of str
        Names of the groups.

    Returns
    -------
    pandas.DataFrame
        ``lhs, op, rhs, group, mi`` (chi-square with one degree of freedom), ``p`` and ``epc``, the change that is
        expected of the parameter; the largest first, and NaN last: of what cannot be told from the rest of the model.
    """
    rows = [row for group in range(point.model.table.groups) for row in _left_out(point.model.table, group)]
    return _tested(point, rows, groups)


def equality_tests(point: Point, groups: Sequence[str]) -> pd.DataFrame:
    """Test each equality over groups: what would be gained if a group had a value of its own.

    Parameters and result are those of :func:`modification_indices`; ``group`` is the one that would be let go.
    """
    table = point.model.table
    first: dict[int, Row] = {}
    rows = []
    for row in table.rows:
        if row.free >= 0 and first.setdefault(row.free, row) is not row:
            rows.append(row)
    return _tested(point, rows, groups)


def _left_out(table: ParameterTable, group: int) -> Iterator[Row]:
    named = {frozenset((row.lhs, row.rhs)) for row in table.rows if row.group == group and row.op != "~1"}
    for factor in table.latent:
        for item in table.observed:
            if frozenset((factor, item)) not in named:
                yield Row(factor, "=~", item, group, -1, 0.0, "", "loadings")
    for one, other in combinations(table.observed, 2):
        if frozenset((one, other)) not in named:
            yield Row(one, "~~", other, group, -1, 0.0, "", "residual.covariances")


def _tested(point: Point, rows: Sequence[Row], groups: Sequence[str]) -> pd.DataFrame:
    model, free = point.model, len(point.parameters)
    # a row that is added has the value that it has now: 0, or that of the parameter which it is equal to
    now = [float(row.value or 0.0) if row.free < 0 else float(point.parameters[row.free]) for row in rows]
    added = tuple(replace(row, free=free + place) for place, row in enumerate(rows))
    table = replace(model.table, rows=model.table.rows + added, free=free + len(rows))
    wide = Model(table, model.answers).at(np.concatenate([point.parameters, now]))
    information = wide.expected_information
    own, cross, rest = information[:free, :free], information[:free, free:], np.diag(information)[free:]
    left = rest - np.einsum("ij,ij->j", cross, np.linalg.solve(own, cross))
    told = left > 1e-9 * np.maximum(rest, 1e-300)
    score = wide.gradient[free:]
    with np.errstate(divide="ignore", invalid="ignore"):
        index = np.where(told, model.n * score**2 / left, np.nan)
        change = np.where(told, -score / left, np.nan)
    frame = pd.DataFrame(
        {
            "lhs": [row.lhs for row in rows],
            "op": [row.op for row in rows],
            "rhs": [row.rhs for row in rows],
            "group": [groups[row.group] for row in rows] if groups else None,
            "mi": index,
            "p": special.chdtrc(1, index),
            "epc": change,
        }
    )
    return frame.sort_values("mi", ascending=False, kind="stable", ignore_index=True)
