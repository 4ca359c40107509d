"""A printed table of correlations as a whole matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from evaluatie.amiss import refuse


def correlation_frame(variables: Sequence[str], triangle: Sequence[Sequence[float]]) -> pd.DataFrame:
    """Make a whole matrix of correlations from the triangle below its diagonal, as papers print it.

    Parameters
    ----------
    variables : sequence of str, length k
        Names, in the table's order.
    triangle : sequence of sequences of float
        Row by row: none for the first variable, one for the second, and so on. The first, empty row may be left out,
        and rows may end with the 1 of the diagonal, in all of them or in none.

    Returns
    -------
    DataFrame of float, shape (k, k)
        Symmetric, with ones on its diagonal.

    Raises
    ------
    InputError
        A name is given twice, a row has another length, or a number is no correlation: all of it at once.

    Examples
    --------
    >>> correlation_frame(["a", "b", "c"], [[], [0.5], [0.3, 0.2]])
         a    b    c
    a  1.0  0.5  0.3
    b  0.5  1.0  0.2
    c  0.3  0.2  1.0
    """
    names = list(variables)
    rows = _below_diagonal(len(names), triangle)
    refuse(_problems(names, rows))
    matrix = np.eye(len(names))
    for place, row in enumerate(rows):
        matrix[place, :place] = matrix[:place, place] = row
    return pd.DataFrame(matrix, names, names)


def _below_diagonal(k: int, triangle: Sequence[Sequence[float]]) -> list[list[float]]:
    """Give one row per variable, without the diagonal."""
    rows = [list(row) for row in triangle]
    if [len(row) for row in rows] == list(range(1, k + 1)) and all(row[-1] == 1 for row in rows):
        rows = [row[:-1] for row in rows]
    return [[], *rows] if len(rows) == k - 1 else rows


def _problems(names: list[str], rows: list[list[float]]) -> list[str]:
    twice = sorted({str(name) for name in names if names.count(name) > 1})
    problems = [f"variables: {name} is there more than once" for name in twice]
    if len(rows) != len(names):
        return [*problems, f"correlations: {len(rows)} rows for {len(names)} variables; give one row for each"]
    for place, (name, row) in enumerate(zip(names, rows, strict=True)):
        if len(row) != place:
            problems.append(
                f"correlations: the row of {name} has {len(row)} numbers; it needs {place}, one for each before it"
            )
            continue
        problems += [
            f"correlations: {name} with {other} is {value}, and a correlation lies between -1 and 1"
            for other, value in zip(names, row, strict=False)
            if not -1 <= value <= 1
        ]
    return problems
