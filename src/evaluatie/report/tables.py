"""Tables before they are set: texts with their state, and the notes under them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evaluatie.report.reading import BundleError, Reader, Shown
from evaluatie.report.wording import capitalise

Display = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column's head, what stands in brackets behind it, and whether numbers stand under it."""

    text: str
    bracket: str
    numeric: bool


@dataclass(frozen=True)
class TableRow:
    """What a row is about (one text per head column), its cells, and whether its first head is the one above it."""

    heads: tuple[str, ...]
    cells: tuple[Shown, ...]
    again: bool = False


@dataclass(frozen=True)
class TableView:
    """A table as the template sets it.

    Attributes
    ----------
    caption : str
        What the table is about.
    columns : tuple of Column
        Heads of all columns, those of the rows' heads first.
    rows : tuple of TableRow
        From top to bottom.
    notes : tuple of str
        Why cells show a dash.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...]

    @property
    def hidden(self) -> bool:
        """Whether no cell shows anything."""
        return not any(cell.state == "shown" for row in self.rows for cell in row.cells)

    def places(self, row: TableRow) -> Iterator[tuple[Shown, bool]]:
        """Go through a row's cells, each with whether numbers stand in its column."""
        numeric = [column.numeric for column in self.columns[len(row.heads) :]]
        return zip(row.cells, numeric, strict=True)


def table(display: Display, reader: Reader) -> TableView:
    """Read a table.

    Parameters
    ----------
    display : mapping
        A display of type ``"table"`` of a bundle.
    reader : Reader
        Reads that bundle in one language.

    Returns
    -------
    TableView
        Columns in which no row has anything are left out.

    Raises
    ------
    BundleError
        When rows and columns do not fit together.
    """
    heads = [reader.heading(column) for column in display["columns"]]
    rows = tuple(_row(row, len(heads), display, reader) for row in display["rows"])
    first = len(rows[0].heads) if rows else 1
    cells = range(len(heads) - first)
    kept = [k for k in cells if not rows or any(row.cells[k].state != "empty" for row in rows)]
    numeric = [_is_numeric([row.cells[k] for row in rows]) for k in kept]
    columns = [_column(text, False) for text in heads[:first]]
    columns += [_column(heads[first + k], is_number) for k, is_number in zip(kept, numeric, strict=True)]
    rows = tuple(
        TableRow(row.heads, tuple(row.cells[k] for k in kept), _again(rows, position))
        for position, row in enumerate(rows)
    )
    return TableView(reader.heading(display["caption"]), tuple(columns), rows, _notes(rows, reader))


def _again(rows: tuple[TableRow, ...], position: int) -> bool:
    heads = rows[position].heads
    return position > 0 and len(heads) > 1 and heads[0] == rows[position - 1].heads[0]


def _is_numeric(cells: list[Shown]) -> bool:
    """Say whether a column holds numbers; where all is hidden, what was to stand there decides."""
    shown = [cell for cell in cells if cell.state == "shown"] or cells
    return any(cell.numeric for cell in shown)


def _column(text: str, numeric: bool) -> Column:
    head, bracket, rest = text.partition(" [")
    return Column(head, bracket + rest, numeric)


def _row(row: Display, columns: int, display: Display, reader: Reader) -> TableRow:
    cells = tuple(reader.shown(cell) for cell in row["cells"])
    places = columns - len(cells)
    if places == len(row["head"]):
        heads = tuple(reader.head([slot]) for slot in row["head"])
    elif places == 1:
        heads = (reader.head(row["head"]),)
    else:
        raise BundleError(
            f"table '{display['id']}' of section {reader.section} has {columns} columns, "
            f"but a row with {len(row['head'])} heads and {len(cells)} cells"
        )
    return TableRow(heads, tuple(_capital(cell) for cell in cells))


def _capital(cell: Shown) -> Shown:
    return cell if cell.numeric or cell.state != "shown" else Shown(capitalise(cell.text))


def _notes(rows: tuple[TableRow, ...], reader: Reader) -> tuple[str, ...]:
    reasons = [cell.reason for row in rows for cell in row.cells if cell.reason is not None]
    return (reader.wording.text("hidden.note", reasons=reader.reasons(reasons)),) if reasons else ()
