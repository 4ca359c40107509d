"""What is not wrong with a finding, and good to know before it is shared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evaluatie.amiss import listed
from evaluatie.reproduce.finding.model import Finding, Moments, Quantity


def notices(finding: Finding) -> tuple[str, ...]:
    """Tell what a careful contributor looks at again.

    Parameters
    ----------
    finding : Finding
        That can be used.

    Returns
    -------
    tuple of str
        Sentences.
    """
    return (*_matrices(finding), *_unused(finding), *_made_up(finding))


def _matrices(finding: Finding) -> Iterator[str]:
    for name, table in finding.inputs.tables.items():
        if (least := smallest_eigenvalue(table)) < 0:
            yield (
                f"The correlations of {name} are not positive definite as printed (smallest eigenvalue {least:.3f}): "
                "look whether one was mistyped; if not, that is a finding of its own."
            )


def smallest_eigenvalue(table: Moments) -> float:
    """Give the smallest eigenvalue of the correlations as printed; below zero no data can have them.

    Parameters
    ----------
    table : Moments
        A table whose triangle is whole.

    Returns
    -------
    float
    """
    import numpy as np

    matrix = np.eye(len(table.variables))
    for row, cells in enumerate(table.correlations):
        matrix[row, :row] = matrix[:row, row] = [cell.value for cell in cells]
    return float(np.linalg.eigvalsh(matrix)[0])


def _unused(finding: Finding) -> Iterator[str]:
    used = {quantity.analysis for quantity in _quantities(finding)}
    # one analysis may name another
    named = set(re.findall(r"\w+", str([analysis.choices for analysis in finding.analyses.values()])))
    if unused := [name for name in finding.analyses if name not in used | named]:
        yield f"Nothing is taken from the analyses {listed(unused)}: leave them out, or say which figure they give."


def _quantities(finding: Finding) -> Iterator[Quantity]:
    yield from (figure.of for figure in finding.figures if figure.of is not None)
    for claim in finding.claims:
        yield from claim.needs
    for alternative in finding.lesson.alternatives:
        for beside in alternative.compare:
            yield from (beside.here, beside.there)
    yield from (exercise.answer for exercise in finding.lesson.exercises)


def _made_up(finding: Finding) -> Iterator[str]:
    if finding.doi == "10.5555/12345678" or finding.citation.startswith("Nobody (2020)"):
        yield "This is still the example of the template: replace the lines marked with <--."
