"""Correlations that are given in another shape than row by row below the diagonal: which, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence

from evaluatie.reproduce.finding.printed import Printed

Rows = Sequence[Sequence[Printed]]
_MOST = 8
_BEGIN = "Begin with [] for the first variable, then one, then two."


def other_shape(rows: Rows, count: int) -> tuple[str, str] | None:
    """Say in which other shape a triangle is given.

    Parameters
    ----------
    rows : sequence of sequence of Printed
        As they were given.
    count : int
        How many variables there are.

    Returns
    -------
    tuple of str, or None
        What is wrong and how it is written; None where the shape is right, or none that is known.

    Examples
    --------
    >>> upper = [[Printed("-.25"), Printed("-.40")], [Printed(".30")], []]
    >>> other_shape(upper, 3)[1]
    'Write [[], [-.25], [-.40, .30]].'
    """
    lengths = [len(row) for row in rows]
    if count < 2 or lengths == list(range(count)):
        return None
    if lengths == list(range(1, count + 1)):
        message = "Every row has one correlation too many: that of a variable with itself is left out."
        return message, _hint([row[:-1] for row in rows])
    if lengths == list(range(1, count)):
        return "The row of the first variable is missing: it has no correlations.", "Put [] before the other rows."
    if lengths == [count] * count:
        message = "This is the whole matrix; only the triangle below the diagonal is given."
        below = [list(row[:at]) for at, row in enumerate(rows)]
        return message, _hint(below)
    columns = _columns(rows, lengths, count)
    if columns is None:
        return None
    message = "This is the triangle above the diagonal, or that below it column by column; rows below it are given."
    return message, _hint([[columns[before][at - before - 1] for before in range(at)] for at in range(count)])


def _columns(rows: Rows, lengths: list[int], count: int) -> list[list[Printed]] | None:
    """Give what stands below each variable, where rows become shorter; without the diagonal and empty rows."""
    short = list(range(count - 1, 0, -1))
    filled = [list(row) for row in rows if row]
    if [length for length in lengths if length] == short and lengths not in ([1, 0], [0, 1]):
        return filled
    if lengths == [1, 0]:
        return filled
    return [row[1:] for row in filled] if lengths == list(range(count, 0, -1)) else None


def _hint(rows: Rows) -> str:
    if len(rows) > _MOST:
        return _BEGIN
    return f"Write [{', '.join(f'[{_cells(row)}]' for row in rows)}]."


def _cells(row: Sequence[Printed]) -> str:
    return ", ".join(cell.text for cell in row)
