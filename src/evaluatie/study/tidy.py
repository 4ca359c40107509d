"""From the cells of one wave to its rows of the survey, with every decision that was taken."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.study.answers import Numbers, read_numbers
from evaluatie.study.codes import codes_of, folded
from evaluatie.study.files.dates import date_problems, read_dates
from evaluatie.study.files.rawwave import RawWave
from evaluatie.study.files.suppliers import limesurvey_numbers
from evaluatie.study.gate.carefulness import impossible_seconds
from evaluatie.study.gate.doubledcodes import doubled_codes
from evaluatie.study.gate.wronglinks import birth_years
from evaluatie.study.groups.grouping import (
    OTHER,
    UNKNOWN,
    classification_at,
    derived,
    read_group,
    target_classification,
    unnamed_values,
)
from evaluatie.study.layout import ANY, Layout, Variable, wanted_columns
from evaluatie.study.note import Note
from evaluatie.study.problems import Problem, in_rows, quoted
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.measured import Wave

_AMONG_CODES = (
    "This is a number, and the other answers in this column are codes such as A1.",
    "Correct the cell; or give the numbers of all answers under survey.answers.",
)
# Labels of codes that are no answers, whatever their number.
_NO_ANSWER = re.compile(
    r"weet (ik )?niet|geen mening|geen antwoord|niet van toepassing|n\.?v\.?t\.?|niet ingevuld|wil (ik )?niet zeggen"
    r"|don.?t know|no opinion|no answer|not applicable|n/?a|refused|prefer not to say"
)


@dataclass
class TidyWave:
    """The rows of one wave.

    Attributes
    ----------
    wave : Wave
        The block of study.yml.
    raw : RawWave
        What its file tells of its questions, without its cells.
    rows : pandas.DataFrame
        The survey's columns; ``respondent`` still holds the linking code, missing where there is none. The index is
        the number of the row in the file.
    about : pandas.DataFrame
        What is used for checks and then forgotten, in the same rows: ``submitted`` (datetime64), ``seconds`` (float),
        and the years of birth of groups that are made from them.
    given : dict of str to numpy.ndarray
        Per instrument all answers to its items, those outside the range too.
    facts : dict
        What was read and decided, for intake.json.
    problems : list of Problem
        What is wrong with the cells.
    notes : list of Note
        What a careful reader must know of them.
    unnamed : dict of str to frozenset of str
        Per group the values of its column that study.yml does not name; they are kept for hints, and not written.
    """

    wave: Wave
    raw: RawWave
    rows: pd.DataFrame
    about: pd.DataFrame
    given: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unnamed: dict[str, frozenset[str]] = field(default_factory=dict)


def tidy_wave(raw: RawWave, wave: Wave, config: StudyConfig, layout: Layout) -> TidyWave:
    """Make the survey's rows of one wave.

    Parameters
    ----------
    raw : RawWave
        The cells; a column that is not there was reported already, and counts as one without values.
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
    read = {variable.name: _numbers(raw, wave, variable, config.survey.answers) for variable in layout.variables}
    codes = _codes(raw, wave, config.survey.respondent)
    groups, problems = _groups(raw, wave, config)
    columns = {"respondent": codes, "wave": pd.Series(wave.id, index=raw.cells.index, dtype="str")}
    if config.survey.unit:
        columns["unit"] = _codes(raw, wave, config.survey.unit)
    columns |= {**groups, **{name: numbers.floats for name, numbers in read.items()}}
    rows = pd.DataFrame(columns, index=raw.cells.index)
    for numbers in read.values():
        problems += numbers.problems
    answered = np.logical_or.reduce([numbers.answered for numbers in read.values()]) if read else np.array([])
    kept = rows[answered] if len(answered) else rows
    empty = len(rows) - len(kept)
    column = None if config.survey.respondent is None else wave.column(config.survey.respondent)
    about, wrong = _about(raw, wave, config)
    # first and last are those in time, where that is known, and else those in the file
    in_time = about.loc[kept.index, "submitted"].sort_values(kind="stable", na_position="first").index
    codes = kept["respondent"] if config.survey.doubled == "stop" else kept.loc[in_time, "respondent"]
    doubled = doubled_codes(raw.file, codes, config.survey.doubled, column=column)
    kept = kept.loc[kept.index.isin(doubled.kept)]
    problems += [*doubled.problems, *wrong]
    problems += _too_many(raw.file, kept, wave, whole=all(_there(raw, wave, one) for one in layout.variables))
    unnamed = {
        name: unnamed_values(_cells(raw, wave, group.column), group, raw.labels.get(wave.column(group.column or "")))
        for name, group in config.groups.items()
    }
    facts = {"rows_without_answers": empty, **_facts(raw, wave, kept, read, config, layout)}
    light = replace(raw, cells=raw.cells[:0])
    return TidyWave(
        wave, light, kept, about.loc[kept.index], _given(read, layout), facts, problems, doubled.notes, unnamed
    )


def _about(raw: RawWave, wave: Wave, config: StudyConfig) -> tuple[pd.DataFrame, list[Problem]]:
    """Read what is checked and then forgotten: when and how long people answered, and when they were born."""
    dates = read_dates(_cells(raw, wave, config.survey.submitted))
    problems = date_problems(raw.file, str(dates.dates.name), dates.wrong)
    cells = _cells(raw, wave, config.survey.seconds)
    seconds = read_numbers(raw.file, cells, ANY, (), decimal_comma=raw.decimal_comma)
    problems += [*seconds.problems, *impossible_seconds(raw.file, seconds.floats)]
    born = {name: birth_years(_cells(raw, wave, group.column)) for name, group in config.groups.items() if group.born}
    return pd.DataFrame({"submitted": dates.dates, "seconds": seconds.floats, **born}), problems


def _given(read: dict[str, Numbers], layout: Layout) -> dict[str, NDArray[np.float32]]:
    """Lay together all answers to the items of each instrument."""
    items = {id_: layout.items(id_) for id_ in layout.instruments}
    return {id_: np.concatenate([read[one.name].given for one in asked]) for id_, asked in items.items() if asked}


def _there(raw: RawWave, wave: Wave, variable: Variable) -> bool:
    return wave.column(variable.column) in raw.cells


def _cells(raw: RawWave, wave: Wave, column: str | None) -> pd.Series:
    """Give a column's cells under its name in the file; empty ones where it is not there."""
    name = None if column is None else wave.column(column)
    if name is None or name not in raw.cells:
        return pd.Series(None, index=raw.cells.index, dtype="object", name=name)
    return raw.cells[name]


def _codes(raw: RawWave, wave: Wave, column: str | None) -> pd.Series:
    return codes_of(_cells(raw, wave, column)).astype("str")


def _groups(raw: RawWave, wave: Wave, config: StudyConfig) -> tuple[dict[str, pd.Series], list[Problem]]:
    levels: dict[str, pd.Series] = {}
    problems: list[Problem] = []
    for name, group in config.groups.items():
        levels[name], wrong = read_group(raw, group, wave, target_classification(group, config.waves))
        problems += wrong
    return levels, problems


def _numbers(raw: RawWave, wave: Wave, variable: Variable, answers: dict[str, float]) -> Numbers:
    cells = _cells(raw, wave, variable.column)
    codes = variable.missing_codes
    named = {folded(code) for code in codes}
    labels = {code: folded(label) for code, label in raw.labels.get(str(cells.name), {}).items()}
    # a code for no answer may be named by its label
    codes = (*codes, *(code for code, label in labels.items() if label in named and code not in codes))
    coded = limesurvey_numbers(cells, codes) if raw.supplier == "limesurvey" else {}
    answers = {**coded, **answers}
    numbers = read_numbers(
        raw.file, cells, variable.limits_at(wave), codes, decimal_comma=raw.decimal_comma, answers=answers
    )
    if coded:
        among = numbers.floats.notna() & ~cells.map(folded).isin(answers)
        numbers.problems.extend(in_rows(raw.file, str(cells.name), cells.index[among], *_AMONG_CODES))
    for code, label in labels.items():
        if code not in codes and _NO_ANSWER.fullmatch(label) and bool((codes_of(cells) == code).any()):
            message = f"The code {code} has the label {quoted(label)}, and would count as an answer."
            numbers.problems.append(
                Problem(raw.file, None, str(cells.name), message, "Name the code, or its label, under missing_codes.")
            )
    return numbers


def _classifications(raw: RawWave, wave: Wave, config: StudyConfig) -> dict[str, str]:
    """Give the classification that each group about origin has in the survey at this wave."""
    found = {
        name: target_classification(group, config.waves)
        if derived(group, wave, raw.cells.columns)
        else classification_at(group, wave)
        for name, group in config.groups.items()
    }
    return {name: classification for name, classification in found.items() if classification is not None}


def _too_many(file: str, rows: pd.DataFrame, wave: Wave, *, whole: bool) -> list[Problem]:
    if rows.empty:
        hint = "Are these the right columns?"
        return [Problem(file, None, None, "No row of this file holds an answer.", hint)] if whole else []
    if wave.invited is not None and len(rows) > wave.invited:
        message = f"{len(rows)} people answered, and study.yml says that {wave.invited} were invited."
        return [Problem(file, None, None, message, "Correct `invited` of this wave, or leave it out.")]
    return []


def _facts(
    raw: RawWave,
    wave: Wave,
    kept: pd.DataFrame,
    read: dict[str, Numbers],
    config: StudyConfig,
    layout: Layout,
) -> dict[str, Any]:
    named = {wave.column(column) for column in wanted_columns(config, layout)}
    column_of = {variable.name: wave.column(variable.column) for variable in layout.variables}
    missing = {column_of[name]: numbers.missing for name, numbers in read.items() if numbers.missing}
    left_behind = [name or "(no name)" for name in raw.columns if name not in named and name not in raw.dropped]
    return {
        "id": wave.id,
        "file": raw.file,
        **raw.facts,
        "rows_kept": len(kept),
        "rows_without_code": int(kept["respondent"].isna().sum()),
        "missing_codes_set": missing,
        "groups": {name: _unnamed(kept[name]) for name in config.groups},
        "classifications": _classifications(raw, wave, config),
        "answers_as_text": any(numbers.as_text for numbers in read.values()),
        "unanswered": _unanswered(kept, layout),
        "columns_dropped": list(raw.dropped),
        "columns_left_behind": left_behind,
    }


def _unanswered(rows: pd.DataFrame, layout: Layout) -> list[str]:
    """Name the outcomes for which nobody answered anything, although somebody answered something."""
    columns = {outcome.id: list(outcome.items) or [outcome.id] for outcome in layout.outcomes}
    there = {id_: [name for name in names if name in rows] for id_, names in columns.items()}
    return [] if rows.empty else [id_ for id_, names in there.items() if names and rows[names].isna().all(axis=None)]


def _unnamed(levels: pd.Series) -> dict[str, int]:
    return {level: int((levels == level).sum()) for level in (OTHER, UNKNOWN)}
