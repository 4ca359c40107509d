"""Whether a printed correlation matrix can be one, allowing for rounding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evaluatie.amiss import listed, refuse
from evaluatie.reproduce.checks.check import Check, Verdict
from evaluatie.reproduce.checks.matrix.projecting import search_box
from evaluatie.reproduce.checks.matrix.triples import fewest_impossible, impossible_triples
from evaluatie.reproduce.checks.rounding import Given, read_equal, span
from evaluatie.reproduce.checks.wording import explain
from evaluatie.reproduce.finding.printed import Printed

METHOD = (
    "Positive semidefinite within rounding: alternating projections (Bauschke & Borwein 1993), with a matrix or a "
    "separating matrix as proof"
)


def correlation_matrix_possible(triangle: Sequence[Sequence[Given]], names: Sequence[str] | None = None) -> Check:
    """Check whether people can have answered so that these correlations come out.

    Of the same people a correlation matrix has no negative eigenvalue. Rounding may give it one: so all matrices within
    the rounding are searched, and the answer is proven either way. Singular matrices pass, such as of a total and its
    parts.

    Parameters
    ----------
    triangle : sequence of sequences of str or Printed
        The rows below the diagonal: none for the first variable (that row may be left out), one for the second, and so
        on.
    names : sequence of str, optional
        Of the variables; else they are numbered from 1.

    Returns
    -------
    Check
        ``low`` and ``high`` are the smallest eigenvalue of the matrix as it was printed. Where it is impossible, the
        explanation names the triples of variables that cannot go together, or else the few variables.

    Raises
    ------
    InputError
        If a row has another length than it should, or a number cannot be read.

    Notes
    -----
    Source: Wothke (1993), in Bollen & Long (eds.), *Testing structural equation models*, 256-293, on how such matrices
    come about: correlations of different people (pairwise deletion), or corrected for unreliability, need not pass.

    Examples
    --------
    >>> correlation_matrix_possible([[], [".80"], [".70", "-.10"]]).verdict
    'impossible'
    >>> correlation_matrix_possible([[".80"], [".70", ".30"]]).verdict
    'consistent'
    """
    rows = _read(triangle)
    labels = [str(place + 1) for place in range(len(rows))] if names is None else [str(name) for name in names]
    refuse([] if len(labels) == len(rows) else [f"names: {len(labels)} for {len(rows)} variables"])
    middle, low, high = _matrices(rows)
    smallest = float(np.linalg.eigvalsh(middle)[0])
    asked = f"{len(rows)} × {len(rows)}"
    beyond = [
        f"r({labels[i]}, {labels[j]}) = {rows[i][j].text}"
        for i in range(len(rows))
        for j in range(i)
        if low[i, j] > 1 or high[i, j] < -1
    ]
    if beyond:
        told = explain("matrix.beyond", which=listed(beyond))
        return Check(METHOD, (), "correlation_matrix", asked, "impossible", smallest, smallest, told)
    low, high = np.clip(low, -1, 1), np.clip(high, -1, 1)
    answer = search_box(low, high).answer
    if answer == "none":
        told = explain("matrix.impossible", which=_which(low, high, labels), value=f"{smallest:.3f}")
        return Check(METHOD, (), "correlation_matrix", asked, "impossible", smallest, smallest, told)
    verdict: Verdict = "cannot be checked" if answer == "undecided" else "consistent"
    key = "undecided" if answer == "undecided" else "consistent" if smallest >= 0 else "within_rounding"
    told = explain(f"matrix.{key}", value=f"{smallest:.3f}")
    return Check(METHOD, (), "correlation_matrix", asked, verdict, smallest, smallest, told)


def _read(triangle: Sequence[Sequence[Given]]) -> list[list[Printed]]:
    rows = [list(row) for row in triangle]
    rows = rows if rows and not rows[0] else [[], *rows]
    wrong = [f"row {i + 1}: {len(row)} numbers, where {i} are needed" for i, row in enumerate(rows) if len(row) != i]
    refuse(wrong, "the triangle below the diagonal, row by row")
    read: list[list[Printed]] = []
    for i, row in enumerate(rows):
        read.append([])
        for j, value in enumerate(row):
            try:
                read[-1].append(read_equal(value, f"row {i + 1}, number {j + 1}"))
            except (TypeError, ValueError) as error:
                wrong.append(str(error))
    refuse(wrong)
    return read


def _matrices(rows: list[list[Printed]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the matrix as printed, and the least and the most that each correlation can be."""
    found = [np.eye(len(rows)) for _ in range(3)]
    for i, row in enumerate(rows):
        for j, printed in enumerate(row):
            for matrix, value in zip(found, (printed.value, *span(printed)), strict=True):
                matrix[i, j] = matrix[j, i] = value
    return found[0], found[1], found[2]


def _which(low: np.ndarray, high: np.ndarray, labels: list[str]) -> str:
    triples: list[tuple[int, ...]] = [*impossible_triples(low, high)] or [fewest_impossible(low, high)]
    return listed(f"({', '.join(labels[place] for place in each)})" for each in triples)
