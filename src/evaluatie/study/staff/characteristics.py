"""What a personnel file tells of people: groups, the year of birth, and why they left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pandas as pd

from evaluatie.study.codes import BLANKS, by_value, code_text, folded
from evaluatie.study.files.dates import date_problems, read_dates
from evaluatie.study.files.headings import misspelt
from evaluatie.study.files.rawwave import RawWave
from evaluatie.study.groups.grouping import read_group, target_classification, unnamed_values
from evaluatie.study.note import Note
from evaluatie.study.problems import Problem, in_rows
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.measured import Group, Wave

_YEAR = re.compile("(19|20)[0-9]{2}")
# Of someone who is or was employed.
_BORN = (1900, 2020)
OTHER = "other"


@dataclass
class Characteristics:
    """What is known of people, besides their employment.

    Attributes
    ----------
    frame : pandas.DataFrame
        By row of the file: a column per group (a level, ``"other"`` or ``"unknown"``); ``reason`` (a key of
        ``staff.reasons``, ``"other"``, missing where there is none) and ``born`` (a year, missing where it is
        unknown) where study.yml names them.
    problems : list of Problem
    notes : list of Note
    """

    frame: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def made_of(config: StudyConfig) -> set[str]:
    """Name the columns that look as if they identify people, and of which less passes intake."""
    countries = [group.birth_countries for group in config.groups.values() if group.birth_countries is not None]
    born_in = {name for block in countries for name in (block.own, block.mother, block.father) if name}
    births = {group.column for group in config.groups.values() if group.born and group.column}
    return {*born_in, *births, *([config.staff.born] if config.staff.born else [])}


def told_of_groups(config: StudyConfig) -> list[str]:
    """Name the columns that groups of people are read from where a file has them: no cell of them may be lost."""
    told: list[str | None] = []
    for name, group in config.groups.items():
        if not group.born:
            countries = group.birth_countries
            told.append(config.staff.groups.get(name, group.column))
            told += [] if countries is None else [countries.own, countries.mother, countries.father]
    return [column for column in told if column]


def read_characteristics(raw: RawWave, config: StudyConfig, left: pd.Series) -> Characteristics:
    """Read what the personnel file tells of people.

    Groups are those of the questionnaire, read by the same rules from columns of the same name, or those that
    ``staff.groups`` names; origin comes in the classification of the last wave. Ages follow from the year of birth.

    Parameters
    ----------
    raw : RawWave
        The file.
    config : StudyConfig
        study.yml.
    left : pandas.Series of bool
        By row whether there is a day of exit, for who has no reason.

    Returns
    -------
    Characteristics
    """
    found = read_groups(raw, config)
    if config.staff.reason is not None:
        _read_reason(found, raw, config, left)
    if config.staff.born is not None:
        found.frame["born"], problems = read_years(raw.file, raw.cells[config.staff.born])
        found.problems += problems
    return found


def read_groups(raw: RawWave, config: StudyConfig) -> Characteristics:
    """Read the groups of a file about people who worked here, by the rules of the questionnaire.

    Parameters
    ----------
    raw : RawWave
        The file.
    config : StudyConfig
        study.yml.

    Returns
    -------
    Characteristics
        Groups of which the columns are there; ages need the year of birth.
    """
    found = Characteristics(pd.DataFrame(index=raw.cells.index))
    for name, group in config.groups.items():
        if not group.born:
            _read_group(found, raw, config, name, group)
    return found


def _read_group(found: Characteristics, raw: RawWave, config: StudyConfig, name: str, group: Group) -> None:
    last = config.waves[-1]
    column = _column(raw, config, name, group)
    here = Wave(id=last.id, label=last.label, date=last.date)
    named = group.model_copy(update={"column": column})
    born_in = [] if group.birth_countries is None else group.birth_countries.model_dump(exclude_none=True).values()
    if column not in raw.cells and not (born_in and all(one in raw.cells for one in born_in)):
        if wrong := list(_misspelt(raw, config, [column, *born_in])):
            found.problems += wrong
            return
        lacking = column or ", ".join(born_in)
        text = f"{raw.file}: it has no column {lacking}, so that it does not tell people apart by {name}."
        found.notes.append(Note("no_characteristic", text, reported=False))
        return
    levels, problems = read_group(raw, named, here, target_classification(group, config.waves))
    found.frame[name] = levels
    found.problems += problems
    others = int((levels == OTHER).sum())
    if others and column in raw.cells and unnamed_values(raw.cells[column], named, raw.labels.get(str(column))):
        rows = "row has" if others == 1 else "rows have"
        text = f"{raw.file}: {others} {rows} a value for {name} that study.yml does not name; they count as other."
        found.notes.append(Note("level_other", text, reported=False))


def _column(raw: RawWave, config: StudyConfig, name: str, group: Group) -> str | None:
    """Give the column of a group in a file about staff: its name of its own there, else that of the questionnaire."""
    own = config.staff.groups.get(name)
    return group.column if own is None or (own not in raw.cells and group.column in raw.cells) else own


def _misspelt(raw: RawWave, config: StudyConfig, wanted: Iterable[str | None]) -> Iterator[Problem]:
    """Find columns that are not there while one that nothing else is read from has nearly the same name."""
    staff = config.staff
    used = {staff.person, staff.entry, staff.exit, staff.reason, staff.born, *staff.groups.values()}
    for other in config.groups.values():
        used |= {other.column}
        used |= set() if other.birth_countries is None else {*other.birth_countries.model_dump().values()}
    if staff.exit_interviews is not None:
        used |= {staff.exit_interviews.year, *staff.exit_interviews.reasons}
    free = [name for name in raw.columns if name and name not in used]
    for name in wanted:
        if name is not None and name not in raw.cells and (problem := misspelt(raw, name, [name], free)):
            yield problem


def _read_reason(found: Characteristics, raw: RawWave, config: StudyConfig, left: pd.Series) -> None:
    """Read the reasons of exit: what study.yml does not name is other, and never passes intake as it was written."""
    meant = {folded(code): key for key, codes in config.staff.reasons.items() for code in codes}
    meant |= {folded(key): key for key in config.staff.reasons}
    cells = raw.cells[str(config.staff.reason)]

    def reason(value: object) -> str | None:
        return None if code_text(value) in BLANKS else meant.get(folded(value), OTHER)

    reasons = by_value(cells, reason, "str")
    found.frame["reason"] = reasons.where(left.reindex(reasons.index, fill_value=False))
    unnamed = int(((reasons == OTHER) & (OTHER not in config.staff.reasons)).sum())
    if unnamed:
        text = (
            f"{raw.file}: {unnamed} row{'s have' if unnamed > 1 else ' has'} a reason of exit that staff.reasons does "
            "not name; it counts as other."
        )
        found.notes.append(Note("reasons_other", text, reported=False))


def read_years(file: str, cells: pd.Series) -> tuple[pd.Series, list[Problem]]:
    """Read dates or years of birth as years.

    Parameters
    ----------
    file : str
        Its file, for problems.
    cells : pandas.Series of shape (rows,)
        Dates or years; the index is the number of the row.

    Returns
    -------
    tuple of pandas.Series and list of Problem
        Years as ``Int64``, missing where there is none; and the cells that are no date: where, never what.
    """
    texts = cells.map(code_text).astype("str")
    years = texts[texts.str.fullmatch(_YEAR)]
    dates, wrong = read_dates(cells.astype("object").mask(cells.index.isin(years.index), ""))
    read = dates.dt.year.astype("Int64").fillna(years.astype("Int64").reindex(cells.index))
    improbable = read.index[(read < _BORN[0]) | (read > _BORN[1])]
    column, hint = str(cells.name), "Correct it, or empty it."
    message = f"This year of birth is not between {_BORN[0]} and {_BORN[1]}."
    problems = [*date_problems(file, column, wrong), *in_rows(file, column, improbable, message, hint)]
    return read.drop(improbable).reindex(cells.index), problems
