"""A heat table: a score in each cell of rows by columns, darker where it is higher, with its number."""

from __future__ import annotations

from typing import Any

from evaluatie.report.picture.common import Built, Display
from evaluatie.report.picture.shaded import Heat, HeatCell, HeatRow
from evaluatie.report.reading import BundleError, Reader
from evaluatie.report.wording import capitalise


def heat(display: Display, reader: Reader) -> Built:
    """Read a heat table: a row's head is its name and its note, its cells are scores or words that stand for none.

    The caption tells between which scores a cell lies, in its slots ``low`` and ``high``.
    """
    columns, slots = display.get("columns", ()), display["caption"]["slots"]
    limits = [slots.get(name, {}).get("setting") for name in ("low", "high")]
    apart = any(len(row["cells"]) != len(columns) or len(row["head"]) != 2 for row in display["rows"])
    if apart or not all(isinstance(limit, int | float) for limit in limits) or limits[0] >= limits[1]:
        raise BundleError(
            f"section {reader.section}: the figure '{display['id']}' must name a column for each cell, have two heads "
            "a row, and tell in its caption the lowest and the highest score"
        )
    names = tuple(reader.heading(column) for column in columns)
    rows = tuple(_row(row, names, limits[0], limits[1], reader) for row in display["rows"])
    low, high = (reader.numerals.setting(limit) for limit in limits)
    notes = (reader.wording.text("note.heat", low=low, high=high),)
    return Built("heat", Heat(names, rows, low, high), notes, "alt.heat")


def _row(row: Display, names: tuple[str, ...], low: float, high: float, reader: Reader) -> HeatRow:
    label, at = (reader.shown(head).text for head in row["head"])
    label, note = capitalise(label), reader.wording.text("figure.heat_round", round=at)
    cells = tuple(_cell(cell, low, high, reader) for cell in row["cells"])
    said = reader.wording.text
    parts = "; ".join(
        said("alt.heat_cell", name=name, value=cell.text) for name, cell in zip(names, cells, strict=True)
    )
    return HeatRow(label, note, cells, said("alt.heat_row", label=label, note=note, parts=parts))


def _cell(cell: Any, low: float, high: float, reader: Reader) -> HeatCell:
    text = reader.shown(cell).text
    if cell is None or "setting" not in cell:
        return HeatCell(text or reader.wording.text("hidden.cell"), None)
    return HeatCell(text, min(max((float(cell["setting"]) - low) / (high - low), 0.0), 1.0))
