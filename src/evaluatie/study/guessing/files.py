"""What each file is: answers of a wave, personnel data, a table of means, or something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from evaluatie.study.codes import codes_of
from evaluatie.study.guessing.bands import counted_bands
from evaluatie.study.guessing.blocks import find_blocks
from evaluatie.study.guessing.filenames import number_in, place_in
from evaluatie.study.guessing.scores import find_scores
from evaluatie.study.guessing.tables import Table
from evaluatie.study.guessing.vocabulary import match, spelling, vocabulary

_MEANS = ("wave|meting|moment", "group|groep", "scale|schaal", "n|aantal", "mean|gemiddelde|gem",
          "sd|standaardafwijking|standaarddeviatie")  # fmt: skip
_SHARED = 0.3  # of the columns of the smaller file
_LOG_KEYS = (
    "interventions", "exposure", "theory_of_change", "steps", "policy_scan", "policy_plan", "conversations",
    "population",
)  # fmt: skip


@dataclass(frozen=True)
class OtherFiles:
    """Files that are no waves.

    Attributes
    ----------
    persons : Table or None
        The personnel file.
    staff : mapping of str to str
        Its columns: ``person``, ``entry``, ``exit``.
    named : mapping of str to str
        By key of study.yml the file that it is by its name.
    counted : mapping of str to tuple of int
        By what the numbers of employees call it, where their bands of ages or years begin.
    left_over : tuple of str
        Files of which it is not known what they are.
    """

    persons: Table | None = None
    staff: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    counted: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    left_over: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sorted:
    """The files by what they are."""

    waves: tuple[Table, ...]
    means: Table | None
    others: OtherFiles


def sort_files(tables: Sequence[Table]) -> Sorted:
    """Find out what each file is.

    Parameters
    ----------
    tables : sequence of Table
        All files that can be read.

    Returns
    -------
    Sorted
        Answers are in files with blocks of questions or scores; of several such files those that share columns, or
        are named as a wave.
    """
    means = next((table for table in tables if holds_means(table)), None)
    persons = next((table for table in tables if table is not means and staff_columns(table)), None)
    rest = [table for table in tables if table is not means and table is not persons]
    named: dict[str, str] = {}
    for table in rest:
        key = next((key for key in _LOG_KEYS if _is_called(table.file, vocabulary()["files"][key])), None)
        if key is not None and key not in named and not _called_wave(table):
            named[key] = table.file
    answers = [table for table in rest if table.file not in named.values() and holds_answers(table)]
    waves = tuple(_related(answers))
    left_over = [table.title for table in rest if table not in waves and table.file not in named.values()]
    staff = {} if persons is None else staff_columns(persons)
    numbers = [table for table in rest if table.file == named.get("population")]
    counted = counted_bands(code for table in numbers for column in table.columns.values() for code in column.counts)
    if waves and means is not None:
        left_over.append(means.title)
    return Sorted(waves, None if waves else means, OtherFiles(persons, staff, named, counted, tuple(left_over)))


def holds_means(table: Table) -> bool:
    """Say whether a file is a table of means: wave, group, scale, n, mean and sd."""
    there = {spelling(name) for name in table.columns}
    return all(there & set(names.split("|")) for names in _MEANS)


def means_column(table: Table, place: int) -> str:
    """Give the name of a column of a table of means: 0 wave, 1 group, 2 scale."""
    known = _MEANS[place].split("|")
    return next(name for name in table.columns if spelling(name) in known)


def staff_columns(table: Table) -> dict[str, str]:
    """Find the columns of a personnel file: a day of entry and a day of exit, and the linking code if it is there."""
    found = {key: _best(table, words) for key, words in vocabulary()["staff"].items()}
    if found["entry"] is None or found["exit"] is None or found["entry"] == found["exit"]:
        return {}
    return {key: name for key, name in found.items() if name is not None}


def _best(table: Table, words: Iterable[str]) -> str | None:
    known = list(words)
    scores = {name: match(name, known) for name in table.columns}
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best is not None and scores[best] > 1 else None


def person_column(persons: Table, staff: Mapping[str, str], wave: Table, respondent: str | None) -> str | None:
    """Give the column of the personnel file with the linking code: the one that shares most codes with a wave."""
    if respondent is None:
        return staff.get("person")
    codes = set(codes_of(wave.raw.cells[respondent]).dropna())
    shared = {name: len(codes & column.counts.keys()) for name, column in persons.columns.items()}
    best = max(shared, key=lambda name: shared[name])
    return best if shared[best] else staff.get("person")


def _is_called(file: str, words: Iterable[str]) -> bool:
    return match(PurePath(file).stem, words, sentence=True) > 0


def _called_wave(table: Table) -> bool:
    return number_in(table.title) is not None or place_in(table.title) is not None


def holds_answers(table: Table) -> bool:
    """Say whether a file has blocks of questions, or scores."""
    return bool(find_blocks(table.columns)) or bool(find_scores(table.columns, ()))


def _related(tables: Sequence[Table]) -> list[Table]:
    """Keep the files that share columns with another one or are named as a wave; or else the largest."""
    related = [
        table
        for table in tables
        if _called_wave(table) or any(_share(table, other) >= _SHARED for other in tables if other is not table)
    ]
    if related:
        return related
    return sorted(tables, key=lambda table: -len(table.raw.cells))[:1]


def _share(one: Table, other: Table) -> float:
    names = {spelling(name) for name in one.columns}, {spelling(name) for name in other.columns}
    return len(names[0] & names[1]) / max(1, min(map(len, names)))
