"""Which printed numbers an analysis rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from evaluatie.reproduce.finding import Printed

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


@dataclass(frozen=True)
class WrittenSource:
    """A printed number that is written out where a key takes it.

    Attributes
    ----------
    name : str
        By which its value is found: its place and itself.
    printed : Printed
        The number.
    """

    name: str
    printed: Printed


Source: TypeAlias = TableSource | NumberSource | WrittenSource
