"""From the cells of one wave to its rows of the survey, with every decision that was taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.study.answers import Numbers, read_numbers
from evaluatie.study.codes import BLANKS, code_text, codes_of
from evaluatie.study.config import StudyConfig
from evaluatie.study.grouping import OTHER, UNKNOWN, read_bands, read_levels
from evaluatie.study.layout import Layout
from evaluatie.study.measured import Group, Wave
from evaluatie.study.problems import LISTED, Problem
from evaluatie.study.rawwave import RawWave


@dataclass
class TidyWave:
    """The rows of one wave.

    Attributes
    ----------
    rows : pandas.DataFrame
        The survey's columns; ``respondent`` still holds the linking code, missing where there is none. The index is
        the number of the row in the file.
    facts : dict
        What was read and decided, for intake.json.
    problems : list of Problem
        What is wrong with the cells.
    unnamed : dict of str to frozenset of str
        Per group the values of its column that study.yml does not name; they are kept for hints, and not written.
    """

    rows: pd.DataFrame
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unnamed: dict[str, frozenset[str]] = field(default_factory=dict)


def wanted_columns(config: StudyConfig, layout: Layout) -> list[str]:
    """List the columns that study.yml names."""
    people = [config.survey.respondent, config.survey.unit, *(group.column for group in config.groups.values())]
    return list(dict.fromkeys([*filter(None, people), *(variable.column for variable in layout.variables)]))


def tidy_wave(raw: RawWave, wave: Wave, config: StudyConfig, layout: Layout) -> TidyWave:
    """Make the survey's rows of one wave.

    Parameters
    ----------
    raw : RawWave
        The cells.
    wave : Wave
        The block of study.yml.
    config : StudyConfig
        The whole of it.
    layout : Layout
        What its items and scores mean.

    Returns
    -------
    TidyWave
        Rows in which nothing was answered are left out and counted: an invitation is not an answer.
    """
    read = {
        variable.name: read_numbers(
            raw.file,
            raw.cells[variable.column],
            variable.limits,
            variable.missing_codes,
            decimal_comma=raw.decimal_comma,
        )
        for variable in layout.variables
    }
    people, problems = _people(raw, config)
    columns = {**people, **{name: numbers.floats for name, numbers in read.items()}}
    rows = pd.DataFrame({"respondent": columns.pop("respondent"), "wave": wave.id, **columns}, index=raw.cells.index)
    rows["wave"] = rows["wave"].astype("str")
    for numbers in read.values():
        problems += numbers.problems
    answered = [numbers.answered for numbers in read.values()]
    kept = rows[np.logical_or.reduce(answered)] if answered else rows
    problems += _doubled(raw.file, kept, config) + _too_many(raw.file, kept, wave)
    unnamed = {name: _other_values(raw.cells[group.column], group) for name, group in config.groups.items()}
    return TidyWave(kept, _facts(raw, wave, rows, kept, read, config, layout), problems, unnamed)


def _other_values(cells: pd.Series, group: Group) -> frozenset[str]:
    """Give the values of a group's column that study.yml does not name; numbers that are cut into bands have none."""
    if group.bands:
        return frozenset()
    values = {code_text(value) for value in pd.unique(cells.dropna())}
    return frozenset(values - set(group.levels) - set(group.missing_codes) - BLANKS)


def _people(raw: RawWave, config: StudyConfig) -> tuple[dict[str, pd.Series], list[Problem]]:
    """Read linking code, unit and groups."""
    cells, problems = raw.cells, []
    nobody = pd.Series(None, index=cells.index, dtype="str")
    code, unit = config.survey.respondent, config.survey.unit
    columns = {"respondent": codes_of(cells[code]) if code else nobody}
    if unit:
        columns["unit"] = codes_of(cells[unit])
    for name, group in config.groups.items():
        if group.bands:
            levels, wrong = read_bands(
                raw.file, cells[group.column], group, group.bands, decimal_comma=raw.decimal_comma
            )
            problems += wrong
        else:
            levels = read_levels(cells[group.column], group)
        columns[name] = levels
    return columns, problems


def _doubled(file: str, rows: pd.DataFrame, config: StudyConfig) -> list[Problem]:
    codes = rows["respondent"].dropna()
    repeated = codes[codes.duplicated(keep=False)]
    problems = []
    for _, same in list(repeated.groupby(repeated, sort=False))[:LISTED]:
        numbers = [str(row) for row in same.index]
        listed = (
            f"{', '.join(numbers[:-1])} and {numbers[-1]}" if len(numbers) <= 10 else f"{', '.join(numbers[:10])} ..."
        )
        message = f"The same linking code stands in rows {listed}."
        hint = "Keep one row per person; if these are different people, empty the codes."
        problems.append(Problem(file, int(same.index[0]), config.survey.respondent, message, hint))
    more = repeated.nunique() - len(problems)
    if more > 0:
        problems.append(Problem(file, None, config.survey.respondent, f"And {more} more codes stand in several rows."))
    return problems


def _too_many(file: str, rows: pd.DataFrame, wave: Wave) -> list[Problem]:
    if rows.empty:
        return [Problem(file, None, None, "No row of this file holds an answer.", "Are these the right columns?")]
    if wave.invited is not None and len(rows) > wave.invited:
        message = f"{len(rows)} people answered, and study.yml says that {wave.invited} were invited."
        return [Problem(file, None, None, message, "Correct `invited` of this wave, or leave it out.")]
    return []


def _facts(
    raw: RawWave,
    wave: Wave,
    rows: pd.DataFrame,
    kept: pd.DataFrame,
    read: dict[str, Numbers],
    config: StudyConfig,
    layout: Layout,
) -> dict[str, Any]:
    named = wanted_columns(config, layout)
    column_of = {variable.name: variable.column for variable in layout.variables}
    missing = {column_of[name]: numbers.missing for name, numbers in read.items() if numbers.missing}
    return {
        "id": wave.id,
        "file": raw.file,
        **raw.facts,
        "rows_without_answers": len(rows) - len(kept),
        "rows_kept": len(kept),
        "rows_without_code": int(kept["respondent"].isna().sum()),
        "missing_codes_set": missing,
        "groups": {name: _unnamed(kept[name]) for name in config.groups},
        "columns_left_behind": [name or "(no name)" for name in raw.columns if name not in named],
    }


def _unnamed(levels: pd.Series) -> dict[str, int]:
    return {level: int((levels == level).sum()) for level in (OTHER, UNKNOWN)}
