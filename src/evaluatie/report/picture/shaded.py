"""A heat table before it is drawn: a score in each cell of rows by columns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HeatCell:
    """A score: its text, and its place between 0 (the lowest that can be given) and 1; None where it is not shown."""

    text: str
    at: float | None


@dataclass(frozen=True)
class HeatRow:
    """A row: its name, what stands in a lighter line under it, and its cells."""

    label: str
    note: str
    cells: tuple[HeatCell, ...]
    alternative: str


@dataclass(frozen=True)
class Heat:
    """A heat table.

    Attributes
    ----------
    columns : tuple of str
        Names of the columns.
    rows : tuple of HeatRow
        From top to bottom.
    low, high : str
        The lowest and the highest score that can be given.
    """

    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    low: str
    high: str

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to draw."""
        return all(cell.at is None for row in self.rows for cell in row.cells)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every row with its scores."""
        return tuple(row.alternative for row in self.rows)
