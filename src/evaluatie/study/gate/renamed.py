"""Columns that have another name in the file of one wave than in that of another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from evaluatie.study.gate.askedalike import plain_text
from evaluatie.study.problems import Problem

_NEAR = 0.6
_LISTED = 8
_NUMBER = re.compile(r"[0-9]+(?=[^0-9]*$)")


@dataclass(frozen=True)
class FileOfColumns:
    """The columns of one wave's file.

    Attributes
    ----------
    wave, file : str
        The wave's id, and the name of its file.
    columns : sequence of str
        The columns of the file, in order.
    names : mapping of str to str
        Names in study.yml to names in this file, where they differ: ``columns`` of the wave.
    questions : mapping of str to str
        Column to the text of its question, where the file tells it.
    header_row : int or None
        The row in which the names stand.
    """

    wave: str
    file: str
    columns: Sequence[str]
    names: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)
    header_row: int | None = None

    def has(self, column: str) -> bool:
        """Say whether a column of study.yml is there."""
        return self.names.get(column, column) in self.columns


def renamed_columns(wanted: Sequence[str], waves: Sequence[FileOfColumns]) -> list[Problem]:
    """Propose the names of columns that one file lacks and another has.

    Parameters
    ----------
    wanted : sequence of str
        The columns that study.yml names.
    waves : sequence of FileOfColumns
        The files that could be read.

    Returns
    -------
    list of Problem
        One per column that is missing in one file and there in another: the column with the same question, else the
        one with the name most like it that no other file has. A column that no file has, or a wave of which no column
        is known, is not told here.

    Examples
    --------
    >>> t0 = FileOfColumns("t0", "t0.csv", ["code", "Q12_1"])
    >>> t1 = FileOfColumns("t1", "t1.csv", ["code", "Q12a_1"])
    >>> print(*renamed_columns(["code", "Q12_1"], [t0, t1]))
    t1.csv, column Q12_1: There is no such column here, and there is one in t0.csv. Did you mean "Q12a_1"? If it has
    another name here, write under the wave t1: columns: {Q12_1: Q12a_1}.
    """
    problems = []
    for wave in waves:
        others = [other for other in waves if other is not wave]
        missing = {
            column: next(other for other in others if other.has(column))
            for column in dict.fromkeys(wanted)
            if not wave.has(column) and column not in wave.names and any(other.has(column) for other in others)
        }
        if missing and any(wave.has(column) for column in wanted):
            problems += _problems(wave, missing, _free(wave, wanted, others))
    return problems


def _free(wave: FileOfColumns, wanted: Sequence[str], others: Sequence[FileOfColumns]) -> list[str]:
    """Give the columns of a file that mean nothing yet, and that no other file has."""
    taken = {wave.names.get(column, column) for column in wanted} | {name for other in others for name in other.columns}
    return [column for column in wave.columns if column and column not in taken]


def _problems(wave: FileOfColumns, missing: Mapping[str, FileOfColumns], free: list[str]) -> list[Problem]:
    found = _proposed(wave, missing, free)
    new = ", ".join(f"{_yaml(column)}: {_yaml(name)}" for column, name in found.items())
    named = f"If it has another name here, write under the wave {wave.wave}: columns: {{{new}}}."
    only = [name for name in free if name not in found.values()]
    listed = f"{', '.join(only[:_LISTED])}{' and more' if len(only) > _LISTED else ''}"
    guess = f"If it has another name here, write it under the wave {wave.wave}: columns: {{name: name here}}."
    left = f"{guess} Only this file has: {listed}." if only else "Was it left out of the export?"
    return [
        Problem(
            wave.file,
            wave.header_row,
            column,
            f"There is no such column here, and there is one in {other.file}.",
            f'Did you mean "{found[column]}"? {named}' if column in found else left,
        )
        for column, other in missing.items()
    ]


def _proposed(wave: FileOfColumns, missing: Mapping[str, FileOfColumns], free: list[str]) -> dict[str, str]:
    """Give every missing column the best of the free ones, surest first, none twice."""
    scored = [
        (score, -place, column, name)
        for place, (column, other) in enumerate(missing.items())
        for name in free
        if (score := _likeness(column, other, name, wave)) >= _NEAR
    ]
    found: dict[str, str] = {}
    for _, _, column, name in sorted(scored, key=lambda one: one[:2], reverse=True):
        if column not in found and name not in found.values():
            found[column] = name
    return {column: found[column] for column in missing if column in found}


def _likeness(column: str, other: FileOfColumns, name: str, wave: FileOfColumns) -> float:
    """Score a candidate: 2 for the same question, else how much the names are alike, 0 to 1."""
    questions = (other.questions.get(other.names.get(column, column), ""), wave.questions.get(name, ""))
    before, after = map(plain_text, questions)
    if before and after:
        return 2.0 if before == after else 0.0
    if _last_number(column) != _last_number(name):
        return 0.0
    return SequenceMatcher(None, _letters(column), _letters(name), autojunk=False).ratio()


def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _last_number(name: str) -> int | None:
    found = _NUMBER.search(name)
    return None if found is None else int(found.group())


def _yaml(name: str) -> str:
    """Quote what YAML would read otherwise."""
    plain = re.fullmatch(r"[A-Za-z_][\w .]*\w|[A-Za-z]", name) and name.casefold() not in (
        "yes",
        "no",
        "on",
        "off",
        "null",
    )
    return name if plain else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
