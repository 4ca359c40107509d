"""From an analysis to the code that does it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from evaluatie.amiss import did_you_mean, refuse
from evaluatie.reproduce.finding import Finding
from evaluatie.reproduce.recomputing import METHODS
from evaluatie.reproduce.recomputing.given import Table, as_printed
from evaluatie.reproduce.teaching.asked import Asked
from evaluatie.reproduce.teaching.coding.counted import meta_analysis_lines
from evaluatie.reproduce.teaching.coding.formulas import formula_lines
from evaluatie.reproduce.teaching.coding.people import PEOPLE
from evaluatie.reproduce.teaching.coding.tables import TABLES, correlation_lines

_WIDTH = 110
Lines: TypeAlias = Iterator[str]


@dataclass(frozen=True)
class _Asks:
    """What code is written from: how its finding is asked for, what the file says, and what the method gets."""

    name: str
    choices: dict[str, Any]
    arguments: dict[str, Any]


def analysis_code(finding: Finding | str | Path, name: str) -> str:
    """Write an analysis out as Python that leaves its outcome in ``found``.

    Parameters
    ----------
    finding : Finding, str or Path
        A finding, the id of one that ships with evaluatie, or its file.
    name : str
        One of its analyses.

    Returns
    -------
    str
        Runs as it stands. Printed numbers are written out and data sets are read, and evaluatie's own functions are
        called on them. Methods that are no function of a room of their own, such as ``fit_indices``, call the function
        that the recomputation calls; that gives a dict of quantities.

    Raises
    ------
    FindingError
        If the file cannot be used.
    InputError
        If it has no such analysis, with what was meant.
    LookupError
        If there is no such finding.

    Examples
    --------
    >>> print(analysis_code("spectator_berkeley", "women"))
    women_admitted = 1312
    women_applied = 4321
    found = 100 * women_admitted / women_applied
    """
    asked = Asked(finding)
    known = asked.finding.analyses
    refuse([] if name in known else [f"analysis {name!r}: {did_you_mean(name, known)}"], asked.finding.id)
    method, choices = known[name].method, known[name].choices
    given = as_printed(asked.finding, asked.files)
    if method == "formula":
        return "\n".join(formula_lines(str(choices["expression"]), given))
    asks = _Asks(asked.name, choices, METHODS[method].read(choices, given))
    return "\n".join(_writer(method, asks))


def _writer(method: str, asks: _Asks) -> Lines:
    table = asks.arguments.get("table")
    if method in TABLES and isinstance(table, Table) and "second_step" not in asks.arguments:
        return TABLES[method](table, asks.arguments)
    if method == "correlation":
        return correlation_lines(None, asks.arguments)
    if method in PEOPLE and "table" not in asks.arguments:
        return _of_people(PEOPLE[method], asks)
    if method == "meta_analysis":
        return meta_analysis_lines(asks.arguments)
    return _called(method, asks)


def _data(asks: _Asks) -> str:
    return f"ev.reproduce.teaching.data_of({asks.name!r}, {asks.choices['data']!r})"


def _of_people(writer: Callable[[dict[str, Any]], Lines], asks: _Asks) -> Lines:
    """Read the data set, take the rows that are asked for, and do the analysis."""
    yield "import evaluatie as ev"
    yield ""
    yield f"people = {_data(asks)}"
    if "where" in asks.arguments:
        column, _, wanted = asks.arguments["where"].partition("=")
        yield f"people = people[people[{column.strip()!r}].astype(str) == {wanted.strip()!r}]"
    yield from writer(asks.arguments)


def _called(method: str, asks: _Asks) -> Lines:
    """Call the function that the recomputation calls."""
    function = inspect.unwrap(METHODS[method].compute)
    written = {name: repr(value) for name, value in asks.arguments.items()}
    for name, value in asks.arguments.items():
        asked = f"teaching.Asked({asks.name!r})"
        if isinstance(value, Path):
            written[name] = f"{asked}.files[{asks.choices[name]!r}]"
        elif isinstance(value, Table):
            written[name] = f"{asked}.bench.base.tables[{asks.choices[name]!r}]"
    if any(isinstance(value, Path | Table) for value in asks.arguments.values()):
        yield "from evaluatie.reproduce import teaching"
    yield f"from {function.__module__} import {function.__name__}"
    yield ""
    call = ", ".join(f"{name}={value}" for name, value in written.items())
    if len(call) < _WIDTH:
        yield f"found = {function.__name__}({call})"
        return
    yield f"found = {function.__name__}("
    yield from (f"    {name}={value}," for name, value in written.items())
    yield ")"
