"""Which printed numbers an analysis rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Part: TypeAlias = Literal["r", "sd", "mean", "alpha"]


@dataclass(frozen=True)
class TableSource:
    """Cells of a table: of all pairs of some variables for ``r``, of each of them otherwise.

    Attributes
    ----------
    table : str
        Its name.
    part : str
        Which of its numbers.
    variables : tuple of str
        Of which variables.
    """

    table: str
    part: Part
    variables: tuple[str, ...]


@dataclass(frozen=True)
class NumberSource:
    """A value or printed figure, with all that is in it.

    Attributes
    ----------
    name : str
        Its name; counts are exact, and no source of uncertainty.
    """

    name: str


Source: TypeAlias = TableSource | NumberSource
