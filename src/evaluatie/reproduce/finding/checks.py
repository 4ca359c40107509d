"""How the parts of a finding hang together: tables, references, names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evaluatie.reproduce.finding.model import Finding
from evaluatie.study.problems import Problem
from evaluatie.study.settings.source import Source
from evaluatie.study.settings.validation import Values


def check_finding(source: Source, values: Values[Finding]) -> list[Problem]:
    """List what is wrong with a finding whose values are right one by one.

    Parameters
    ----------
    source : Source
        The values and their lines.
    values : Values
        What came of checking them one by one.

    Returns
    -------
    list of Problem
    """
    if values.model is None:
        return []
    return list(_identity(source, values.model))


def _identity(source: Source, finding: Finding) -> Iterator[Problem]:
    name = Path(source.kind.name).stem
    if finding.id != name:
        yield source.problem(("id",), f'The id is "{finding.id}" and the file "{name}".', "Give both the same name.")
    if finding.doi is None and finding.address is None:
        yield source.problem((), "Neither doi nor address says where the work is.", "Add one of them.")
