"""Who was in service, who came, moved up and left, and who was in service at the end."""

from __future__ import annotations

from evaluatie.report.picture.common import Built, Display, joined, names_of, shown_number, unshown_sentence, why_not
from evaluatie.report.picture.moves import Count, Moves, StockFlow
from evaluatie.report.reading import BundleError, Reader, Slot

START, CAME, UP, LEFT, END = range(5)
_NONE = "–"  # as in a table: not shown


def stock_flow(display: Display, reader: Reader) -> Built:
    """Read groups: a row's five cells are who was there at first, came, moved up, left, and was there in the end."""
    columns = display.get("columns", ())
    if len(columns) != END + 1 or any(len(row["cells"]) != END + 1 for row in display["rows"]):
        raise BundleError(
            f"section {reader.section}: the figure '{display['id']}' must have five columns and as many cells in each "
            "row: in service at the start, came in, moved up, left, in service at the end"
        )
    names = tuple(reader.heading(column) for column in columns)
    groups = tuple(_group(row, names, reader) for row in display["rows"])
    return Built("stock_flow", StockFlow(names, groups), (reader.wording.text("note.stock_flow"),), "alt.stock_flow")


def _group(row: Display, names: tuple[str, ...], reader: Reader) -> Moves:
    """Read a group. The release plan sees to it that a hidden count is not what the others leave."""
    label, note = names_of(row, reader)
    counts = tuple(_count(cell, reader) for cell in row["cells"])
    if all(count.value is None for count in counts):
        why = why_not(row["cells"], reader)
        return Moves(label, note, (), why, unshown_sentence(joined(label, note), why, reader))
    parts = (_said(cell, name, reader) for cell, name in zip(row["cells"], names, strict=True))
    alternative = reader.wording.text("alt.bar_row", label=joined(label, note), parts="; ".join(parts))
    return Moves(label, note, counts, "", alternative)


def _count(cell: Slot | None, reader: Reader) -> Count:
    text, number = shown_number(cell, reader)
    if number is not None:
        return Count(number["estimate"], text)
    return Count(None, "" if cell is None else _NONE)


def _said(cell: Slot | None, name: str, reader: Reader) -> str:
    text, number = shown_number(cell, reader)
    value = why_not([cell], reader) if number is None else text
    return reader.wording.text("alt.stock_flow_part", name=name, value=value)
