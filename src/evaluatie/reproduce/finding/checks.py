"""How the parts of a finding hang together: names, references, tables, what can be recomputed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from evaluatie.reproduce.finding.model import (
    Alternative,
    Analysis,
    Claim,
    Data,
    Exercise,
    Figure,
    Finding,
    Moments,
    Quantity,
)
from evaluatie.reproduce.finding.parts import block_at, parts_at
from evaluatie.reproduce.finding.printed import Printed
from evaluatie.reproduce.finding.tables import check_table
from evaluatie.study.problems import Problem, did_you_mean, quoted
from evaluatie.study.settings.source import KeyPath, Source
from evaluatie.study.settings.validation import Values

_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_DATA = "data"
#: lists in which every block has an id of its own
_WITH_IDS: tuple[KeyPath, ...] = (("figures",), ("claims",), ("lesson", "alternatives"), ("lesson", "exercises"))


def check_finding(source: Source, values: Values[Finding], folder: Path) -> list[Problem]:
    """List what does not fit together in a finding, also where values in it are wrong one by one.

    Parameters
    ----------
    source : Source
        The values and their lines.
    values : Values
        What came of checking them one by one.
    folder : pathlib.Path
        Where the file stands.

    Returns
    -------
    list of Problem
    """
    return list(
        chain(_identity(source, values), _inputs(source, values), _ids(source), _uses(source, values),
              _files(source, values, folder))
    )  # fmt: skip


def _identity(source: Source, values: Values[Finding]) -> Iterator[Problem]:
    data, name = source.data or {}, Path(source.kind.name).stem
    if values.usable(("id",)) and data.get("id") != name:
        message = f"The id is {quoted(data.get('id'))} and the file is called {quoted(source.kind.name)}."
        yield source.problem(("id",), message, "Give both the same name.")
    doi, address = data.get("doi"), data.get("address")
    if doi is None and address is None:
        yield source.problem(
            (), "Neither doi nor address says where the work is.", "Add doi: 10... or address: https..."
        )
    if isinstance(doi, str) and not _DOI.fullmatch(doi.strip()):
        begins = _DOI.search(doi)
        hint = (
            f"Write {begins[0]}."
            if begins
            else "It begins with 10. and has a slash, such as 10.1371/journal.pone.0212091."
        )
        yield source.problem(("doi",), f"{quoted(doi)} is no DOI.", hint)
    if isinstance(address, str) and not re.match(r"https?://\S+", address.strip()):
        yield source.problem(("address",), f"{quoted(address)} is no address.", "Write it with https:// before it.")


def _inputs(source: Source, values: Values[Finding]) -> Iterator[Problem]:
    for path, table in parts_at(source, values, ("inputs", "tables"), Moments):
        yield from check_table(table, path, source)
    if values.model is not None:
        for name, value in values.model.inputs.values.items():
            for where, cell in _flat(value, ("inputs", "values", name)):
                if cell.relation != "=":
                    message = f"{quoted(cell.text)} is an inequality, and a number is needed to reckon with."
                    yield source.problem(where, message, "Inequalities stand under figures and holds only.")


def _flat(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Printed]]:
    if isinstance(value, Printed):
        yield path, value
    else:
        for place, one in enumerate(value):
            yield from _flat(one, (*path, str(place)))


def _ids(source: Source) -> Iterator[Problem]:
    for path in _WITH_IDS:
        held: dict[str, int] = {}
        for place, block in enumerate(block_at(source.data, path) or ()):
            here = (*path, str(place), "id")
            id_ = block.get("id") if isinstance(block, dict) else None
            if not isinstance(id_, str):
                continue
            if id_ in held:
                message = f"The id {quoted(id_)} stands here a second time; the first is on line {held[id_]}."
                yield source.problem(here, message, "Give every one an id of its own.")
            held.setdefault(id_, source.lines.get(here, 0))


def _uses(source: Source, values: Values[Finding]) -> Iterator[Problem]:
    analyses = block_at(source.data, ("analyses",))
    for path, quantity in quantities(source, values):
        if isinstance(analyses, dict) and quantity.analysis not in analyses:
            message = f"There is no analysis {quoted(quantity.analysis)}."
            yield source.problem((*path, "analysis"), message, did_you_mean(quantity.analysis, analyses))
    for path, figure in parts_at(source, values, ("figures",), Figure):
        if figure.of is None and figure.cannot is None:
            message = f"Figure {quoted(figure.id)} has neither of nor cannot."
            yield source.problem(
                path, message, "Say what it should be (of), or why that cannot be recomputed (cannot)."
            )
    for path, claim in parts_at(source, values, ("claims",), Claim):
        for place, need in enumerate(claim.needs):
            if need.holds.relation == "=":
                message = f"{quoted(need.holds.text)} is no inequality."
                where = (*path, "needs", str(place), "holds")
                yield source.problem(where, message, "Write for example < .05, or > 0.")
    for path, analysis in parts_at(source, values, ("analyses",), Analysis):
        for key, value in analysis.choices.items():
            if value is None or value in ([], {}):
                yield source.problem((*path, key), f"The key {key} has no value.", "Fill it in, or leave the key out.")


def quantities(source: Source, values: Values[Finding]) -> Iterator[tuple[KeyPath, Quantity]]:
    """Go through everything that a finding takes from an analysis.

    Parameters
    ----------
    source : Source
        The values of the file.
    values : Values
        What came of checking them one by one.

    Yields
    ------
    tuple of (path, Quantity)
    """
    for path, figure in parts_at(source, values, ("figures",), Figure):
        if figure.of is not None:
            yield (*path, "of"), figure.of
    for path, claim in parts_at(source, values, ("claims",), Claim):
        yield from (((*path, "needs", str(place)), need) for place, need in enumerate(claim.needs))
    for path, other in parts_at(source, values, ("lesson", "alternatives"), Alternative):
        for place, beside in enumerate(other.compare):
            yield (*path, "compare", str(place), "here"), beside.here
            yield (*path, "compare", str(place), "there"), beside.there
    for path, exercise in parts_at(source, values, ("lesson", "exercises"), Exercise):
        yield (*path, "answer"), exercise.answer


def _files(source: Source, values: Values[Finding], folder: Path) -> Iterator[Problem]:
    for path, data in parts_at(source, values, ("inputs", "data"), Data):
        if data.file.startswith("demo:"):
            continue
        name = (*path, "file")
        if Path(data.file).name != data.file or "\\" in data.file:
            message = f"{quoted(data.file)} is not the name of a file in {_DATA}/."
            yield source.problem(name, message, f"Put the file into {_DATA}/ beside this one, and give its name alone.")
        elif not (folder / _DATA / data.file).is_file():
            beside = sorted(file.name for file in (folder / _DATA).glob("*.*"))
            message = f"There is no file {quoted(data.file)} in {_DATA}/ beside this one."
            yield source.problem(name, message, did_you_mean(data.file, beside))
