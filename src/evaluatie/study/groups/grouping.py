"""Cells become levels of a group: the levels that study.yml names, other and unknown."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping

import pandas as pd

from evaluatie.study.answers import number_of
from evaluatie.study.codes import BLANKS, by_value, code_text
from evaluatie.study.files.rawwave import RawWave
from evaluatie.study.groups.ages import read_ages
from evaluatie.study.groups.countries import read_countries
from evaluatie.study.groups.origin import level_called, origin_levels
from evaluatie.study.problems import Problem, in_rows
from evaluatie.study.settings.measured import BirthCountries, Classification, Group, Wave, band_names

OTHER, UNKNOWN = "other", "unknown"


def read_group(
    raw: RawWave, group: Group, wave: Wave, target: Classification | None = None
) -> tuple[pd.Series, list[Problem]]:
    """Read a group's levels at one wave.

    Parameters
    ----------
    raw : RawWave
        The wave's file.
    group : Group
        The block of study.yml.
    wave : Wave
        Its ``columns`` say what columns are called in this file, its ``date`` is the day on which ages are taken.
    target : {"cbs-1999", "cbs-2022"} or None
        The classification of the last wave, as :func:`target_classification` gives it. Where all columns with
        countries of birth are there, origin is derived from them in this classification.

    Returns
    -------
    tuple of pandas.Series and list of Problem
        Text: a level that is named; ``"other"``; ``"unknown"`` where there is no value, or its column is not there.
        And what is wrong with the cells.
    """
    columns = group_columns(group, wave, raw.cells.columns)
    if any(column not in raw.cells for column in columns):
        return pd.Series(UNKNOWN, index=raw.cells.index, dtype="str"), []
    if derived(group, wave, raw.cells.columns) and target is not None:
        return _read_origin(raw, group, wave, target)
    cells = raw.cells[columns[0]]
    if group.born:
        ages, problems = read_ages(raw.file, cells, wave.date, group.missing_codes)
        return _banded(ages, group), problems
    if group.bands is not None:
        return read_bands(raw.file, cells, group, group.bands, decimal_comma=raw.decimal_comma)
    return read_levels(cells, group, raw.labels.get(columns[0]), classification_at(group, wave)), []


def group_columns(group: Group, wave: Wave, there: Collection[str]) -> tuple[str, ...]:
    """Name the columns, as they are called in a wave's file, that a group is read from at that wave.

    Parameters
    ----------
    group : Group
        The block of study.yml.
    wave : Wave
        The wave.
    there : collection of str
        The columns of its file.

    Returns
    -------
    tuple of str
        The countries of birth when there is one of them or no other column; else the group's own column.
    """
    born = birth_columns(group, wave)
    if born and (group.column is None or any(column in there for column in born)):
        return born
    return () if group.column is None else (wave.column(group.column),)


def birth_columns(group: Group, wave: Wave) -> tuple[str, ...]:
    """Name the columns with countries of birth as they are called in a wave's file: own, mother's, father's."""
    return tuple(wave.column(name) for name in _named(group.birth_countries).values())


def _named(countries: BirthCountries | None) -> dict[str, str]:
    return {} if countries is None else countries.model_dump(exclude_none=True)


def classification_at(group: Group, wave: Wave) -> Classification | None:
    """Give the classification that a group's own column has at a wave."""
    if isinstance(group.classification, dict):
        return group.classification.get(wave.id)
    return group.classification


def target_classification(group: Group, waves: tuple[Wave, ...]) -> Classification | None:
    """Give the classification in which origin is compared: that of the last wave."""
    return classification_at(group, waves[-1])


def derived(group: Group, wave: Wave, there: Collection[str]) -> bool:
    """Say whether a group's levels at a wave are derived from countries of birth: when all their columns are there."""
    born = birth_columns(group, wave)
    return bool(born) and all(column in there for column in born)


def incomparable_waves(classifications: Mapping[str, Classification | None]) -> list[tuple[str, str]]:
    """List the pairs of waves that cannot be compared, since people were grouped in another way.

    Parameters
    ----------
    classifications : mapping of str to {"cbs-1999", "cbs-2022"} or None
        By wave, in the order of time, the classification after intake: the target where levels were derived.

    Returns
    -------
    list of tuple of two str

    Examples
    --------
    >>> incomparable_waves({"t0": "cbs-1999", "t1": "cbs-2022", "t2": "cbs-2022"})
    [('t0', 't1'), ('t0', 't2')]
    """
    waves = list(classifications)
    return [
        (first, last)
        for place, first in enumerate(waves)
        for last in waves[place + 1 :]
        if classifications[first] != classifications[last]
    ]


def _read_origin(raw: RawWave, group: Group, wave: Wave, target: Classification) -> tuple[pd.Series, list[Problem]]:
    problems: list[Problem] = []
    countries: dict[str, pd.Series] = {}
    for whose, name in _named(group.birth_countries).items():
        column = wave.column(name)
        cells, labels = raw.cells[column], raw.labels.get(column)
        countries[whose], wrong = read_countries(raw.file, cells, group.missing_codes, labels)
        problems += wrong
    levels, _ = origin_levels(countries["own"], countries.get("mother"), countries.get("father"), target)
    return levels.where(levels.isin([*group.levels, UNKNOWN]), OTHER), problems


def _banded(ages: pd.Series, group: Group) -> pd.Series:
    # without bands nothing of a date of birth passes; check_group says that they are needed
    cuts = group.bands or ()
    names = band_names(cuts) if cuts else (UNKNOWN,)

    def level(age: float) -> str:
        name = names[bisect_right(cuts, age)]
        return name if name in (*group.levels, UNKNOWN) else OTHER

    return ages.map(level, na_action="ignore").astype("str").fillna(UNKNOWN)


def read_levels(
    cells: pd.Series,
    group: Group,
    labels: Mapping[str, str] | None = None,
    classification: Classification | None = None,
) -> pd.Series:
    """Read a column of codes.

    Parameters
    ----------
    cells : pandas.Series of shape (rows,)
        Text or numbers.
    group : Group
        The block of study.yml.
    labels : mapping of str to str, optional
        The label of each code, where the file tells it: a level may be named by either.
    classification : {"cbs-1999", "cbs-2022"} or None
        The classification that the column has: its levels may then be spelt in other ways.

    Returns
    -------
    pandas.Series of shape (rows,)
        Text: a level that is named; ``"other"``; ``"unknown"`` where there is no value.
    """
    labels = labels or {}
    # capitals make no difference, unless two levels differ in nothing else
    folded = [name.casefold() for name in group.levels]
    alike = {name.casefold(): name for name in group.levels if folded.count(name.casefold()) == 1}

    def level(value: object) -> str:
        code = code_text(value)
        names = [code, code_text(labels.get(code, code))]
        if not {*names}.isdisjoint(BLANKS | {*group.missing_codes}):
            return UNKNOWN
        if classification is not None:
            names += [level_called(name, classification) or name for name in names]
        exact = next((name for name in names if name in group.levels), None)
        return exact or next((alike[name.casefold()] for name in names if name.casefold() in alike), OTHER)

    return by_value(cells, level, "str").fillna(UNKNOWN)


def unnamed_values(cells: pd.Series, group: Group, labels: Mapping[str, str] | None = None) -> frozenset[str]:
    """Give the values of a column of codes, or their labels, that study.yml does not name.

    Parameters
    ----------
    cells : pandas.Series of shape (rows,)
        Text or numbers.
    group : Group
        The block of study.yml.
    labels : mapping of str to str, optional
        The label of each code, where the file tells it.

    Returns
    -------
    frozenset of str
        None of the values of dates, numbers and countries of birth.
    """
    if group.bands is not None or group.born:
        return frozenset()
    known = {name.casefold() for name in (*group.levels, *group.missing_codes, *BLANKS)}
    codes = {code_text(value) for value in pd.unique(cells.dropna())}
    names = {(labels or {}).get(code, code) for code in codes if code.casefold() not in known}
    return frozenset(name for name in names if name.casefold() not in known)


def read_bands(
    file: str, cells: pd.Series, group: Group, cuts: tuple[int, ...], *, decimal_comma: bool
) -> tuple[pd.Series, list[Problem]]:
    """Read a column of numbers as bands.

    Parameters
    ----------
    file : str
        Its file, for problems.
    cells : pandas.Series of shape (rows,)
        Text or numbers, named after the column; the index is the number of the row.
    group : Group
        The block of study.yml.
    cuts : tuple of int
        Its bands.
    decimal_comma : bool
        Whether 3,5 is a number.

    Returns
    -------
    tuple of pandas.Series and list of Problem
        As :func:`read_levels` gives them, and the cells that are no numbers: where, never what.
    """
    names = band_names(cuts)

    def level(value: object) -> str | None:
        code = code_text(value)
        if code in BLANKS or code in group.missing_codes:
            return UNKNOWN
        number = number_of(value, decimal_comma)
        if number is None:
            return None
        name = names[bisect_right(cuts, number)]
        return name if name in group.levels else OTHER

    levels = by_value(cells.astype("object").where(cells.notna(), ""), level, "str")
    wrong = levels.index[levels.isna()]
    message, hint = "This cell is not a number, and bands are made from numbers.", "Correct it, or empty it."
    return levels.fillna(UNKNOWN), in_rows(file, str(cells.name), wrong, message, hint)
