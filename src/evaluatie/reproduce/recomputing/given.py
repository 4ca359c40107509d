"""What an analysis is given: the printed inputs at one point between their rounding limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from evaluatie.reproduce.finding import Finding, Printed
from evaluatie.reproduce.finding.model import Moments

if TYPE_CHECKING:
    import pandas as pd

Floats: TypeAlias = npt.NDArray[np.float64]
#: a number, or lists or tables of them
Nested: TypeAlias = Any


@dataclass(frozen=True)
class Table:
    """A table of means, standard deviations and correlations.

    Attributes
    ----------
    n : int
        People.
    variables : tuple of str
        Names, k of them.
    mean, sd : ndarray of float, shape (k,), or None
        Where printed.
    correlation : ndarray of float, shape (k, k)
        Symmetric, ones on the diagonal.
    alpha : mapping of str to float
        Reliabilities, by name.
    items : mapping of str to int
        Items per scale, by name.
    """

    n: int
    variables: tuple[str, ...]
    mean: Floats | None
    sd: Floats | None
    correlation: Floats
    alpha: Mapping[str, float]
    items: Mapping[str, int]

    def of(self, names: Sequence[str]) -> Table:
        """Give the part of the table that is about some variables, in their order."""
        at = [self.variables.index(name) for name in names]
        return Table(
            self.n,
            tuple(names),
            None if self.mean is None else self.mean[at],
            None if self.sd is None else self.sd[at],
            self.correlation[np.ix_(at, at)],
            {name: self.alpha[name] for name in names if name in self.alpha},
            {name: self.items[name] for name in names if name in self.items},
        )

    def frame(self) -> pd.DataFrame:
        """Give the correlations as a frame with the variables' names."""
        import pandas as pd

        return pd.DataFrame(self.correlation, index=list(self.variables), columns=list(self.variables))

    def named(self, part: str) -> pd.Series[float] | None:
        """Give the means (``"mean"``) or standard deviations (``"sd"``) with the variables' names; None without."""
        import pandas as pd

        found = self.mean if part == "mean" else self.sd
        return None if found is None else pd.Series(found, index=list(self.variables))


@dataclass(frozen=True)
class Given:
    """The inputs of a finding.

    Attributes
    ----------
    tables : mapping of str to Table
        By name.
    numbers : mapping of str to float, or lists or tables of them
        Values, counts and printed figures, by name.
    data : mapping of str to Path
        Files of the data sets.
    """

    tables: Mapping[str, Table]
    numbers: Mapping[str, Nested]
    data: Mapping[str, Path]


def as_printed(finding: Finding, data: Mapping[str, Path]) -> Given:
    """Give a finding's inputs as they were printed.

    Parameters
    ----------
    finding : Finding
        Any.
    data : mapping of str to Path
        Where its data sets are.

    Returns
    -------
    Given
    """
    numbers: dict[str, Nested] = {figure.id: figure.printed.value for figure in finding.figures}
    numbers |= {name: _numbers(value) for name, value in dict(finding.inputs.values).items()}
    numbers |= {name: _numbers(count) for name, count in finding.inputs.counts.items()}
    tables = {name: _table(moments) for name, moments in finding.inputs.tables.items()}
    return Given(tables, numbers, data)


def _numbers(value: Nested) -> Nested:
    if isinstance(value, Printed):
        return value.value
    return [_numbers(one) for one in value] if isinstance(value, tuple) else float(value)


def _table(moments: Moments) -> Table:
    k = len(moments.variables)
    correlation = np.eye(k)
    for row, cells in enumerate(moments.correlations):
        for column, cell in enumerate(cells):
            correlation[row, column] = correlation[column, row] = cell.value
    return Table(
        moments.n,
        moments.variables,
        _array(moments.mean),
        _array(moments.sd),
        correlation,
        {name: alpha.value for name, alpha in (moments.alpha or {}).items()},
        dict(moments.items or {}),
    )


def _array(cells: tuple[Printed, ...] | None) -> Floats | None:
    return None if cells is None else np.array([cell.value for cell in cells])
