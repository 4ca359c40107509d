"""Who took part in interventions, and how much: by person, with the linking code, or by unit."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import pandas as pd

from evaluatie.study.files.rawwave import UnreadableError
from evaluatie.study.gate.unitnames import UnitNames
from evaluatie.study.note import Note
from evaluatie.study.problems import Problem, quoted
from evaluatie.study.process.known import check_interventions
from evaluatie.study.process.sheet import Sheet, each_once, read_sheet
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.source import NAME

_COLUMNS = {
    "person": ["person", "intervention", "date", "sessions"],
    "unit": ["unit", "intervention", "date", "headcount", "reached", "dose"],
}
_FILL = "Fill in the cell, or remove the row."
_TWICE = "Count each person once per unit and intervention."


def read_exposure(path: Path, config: StudyConfig, units: UnitNames) -> tuple[Sheet, list[Note]]:
    """Read the file that ``exposure`` of study.yml names.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    config : StudyConfig
        study.yml: it names the columns of the linking code and of the unit.
    units : UnitNames
        The names under which the units of the questionnaire are known.

    Returns
    -------
    tuple of Sheet and list of Note
        By person ``person`` (the linking code), ``intervention``, ``date`` and ``sessions``: 1 for each row where the
        file has no such column. By unit ``unit``, ``intervention``, ``date``, ``headcount``, ``reached`` and ``dose``.
        And a note where units are spelled otherwise than in the questionnaire.

    Raises
    ------
    UnreadableError
        See :func:`evaluatie.study.process.sheet.read_sheet`; also when it tells neither persons nor units, or what the
        questionnaire has no column for.
    """
    named = {"person": config.survey.respondent, "unit": config.survey.unit}
    sheet = read_sheet(path, str(config.exposure), "exposure", config, named)
    by = _by(sheet, config)
    check_interventions(sheet, config)
    sheet.no_totals(by)
    sheet.wrong(by, sheet.empty[by], "This cell is empty.", _FILL)
    notes: list[Note] = []
    if by == "person":
        _check_persons(sheet)
    else:
        sheet.rows["unit"], notes = units.settle(sheet.rows["unit"], sheet.file, sheet.columns["unit"])
        _check_units(sheet, config)
    sheet.rows = sheet.rows[_COLUMNS[by]]
    sheet.facts["by"] = by
    return sheet, notes


def _by(sheet: Sheet, config: StudyConfig) -> str:
    """Say whether a file is about persons or units: about persons where it names these, whatever unit they are in."""
    by = next((name for name in ("person", "unit") if name in sheet.columns), None)
    if by is None:
        hint = "Add a column person with the linking code, or a column unit with headcount and reached."
        raise UnreadableError(Problem(sheet.file, None, None, "This file tells of neither persons nor units.", hint))
    key = "respondent" if by == "person" else "unit"
    if getattr(config.survey, key) is None:
        message = f"This file tells of {by}s, and the questionnaire has no {'linking code' if by == 'person' else by}."
        hint = f"Name survey.{key}, or tell who took part by {'unit' if by == 'person' else 'person'}."
        raise UnreadableError(Problem(sheet.file, None, sheet.columns[by], message, hint))
    absent = [name for name in ("headcount", "reached") if by == "unit" and name not in sheet.columns]
    if absent:
        hint = "A file by unit has columns unit, headcount (how many people are in it) and reached."
        raise UnreadableError(*(Problem(sheet.file, None, name, "This column is missing.", hint) for name in absent))
    return by


def _check_persons(sheet: Sheet) -> None:
    rows = sheet.rows
    if "sessions" not in sheet.columns:
        rows["sessions"] = 1.0
        for name in sheet.numbers_left:
            message = "This column holds numbers, and is not read: each row would count as one session."
            hint = "Call it sessions (or keren, or uren) if it tells how much; else leave it out."
            sheet.problems.append(Problem(sheet.file, None, name, message, hint))
        return
    hint = "Write how often this person came; 0 for who was invited and did not come."
    sheet.wrong("sessions", sheet.empty["sessions"], "This cell is empty.", hint)
    each_once(sheet, ["person", "intervention", "date"], "person, intervention and day")


def _check_units(sheet: Sheet, config: StudyConfig) -> None:
    rows = sheet.rows
    for name in ("headcount", "reached"):
        sheet.wrong(name, sheet.empty[name], "This cell is empty.", "Write a number; 0 where nobody was reached.")
    sheet.wrong("headcount", rows["headcount"] == 0, "A unit of nobody.", "Correct the number, or remove the row.")
    other = rows["headcount"] != rows.groupby("unit")["headcount"].transform("first")
    hint = "Write the same number in each row of a unit; two units need names that differ by more than capitals."
    sheet.wrong("headcount", other, "An earlier row of this unit has another number.", hint)
    together = rows.assign(what=rows["intervention"].fillna("")).groupby(["unit", "what"])["reached"].transform("sum")
    sheet.wrong("reached", together > rows["headcount"], "More people were reached than the unit has.", _TWICE)
    each_once(sheet, ["unit", "intervention", "date"], "unit, intervention and day")
    told = rows["dose"].notna() | (rows["reached"] == 0)
    if rows["dose"].notna().any():
        hint = "Fill in the cell, or empty the column: the share that was reached then counts."
        sheet.wrong("dose", ~told, "This dose is missing, and others are there.", hint)
    limit = config.plan.exposed_from
    if limit is not None and limit > 1:
        message, hint = f"{limit:g} is no share of a unit.", "Write a share between 0 and 1, such as 0.5."
        sheet.problems.append(Problem(NAME, None, "plan.exposed_from", message, hint))


def check_who(sheet: Sheet, answered: pd.DataFrame, staff: Collection[str], config: StudyConfig) -> list[Note]:
    """Check a file of exposure against who answered, and leave out what was not between the first and the last wave.

    Parameters
    ----------
    sheet : Sheet
        The file: problems are added to it, and its rows are changed.
    answered : pandas.DataFrame
        ``respondent`` (codes), ``wave`` and, where there are units, ``unit``; a row per answer.
    staff : collection of str
        Codes of the personnel file, where there is one.
    config : StudyConfig
        study.yml: the waves' days.

    Returns
    -------
    list of Note
        How many of those who took part answered nothing; what was before the first wave or after the last.
    """
    notes = list(_between_waves(sheet, config))
    if sheet.facts["by"] == "unit":
        _known_units(sheet, answered["unit"].dropna())
        return [*notes, *_small_units(sheet, answered)]
    people, codes = sheet.rows["person"].dropna().drop_duplicates(), answered["respondent"].dropna()
    _check_zeros(sheet, people, codes)
    if len(people) and not people.isin(codes).any():
        message = "None of the linking codes of the questionnaire is in this file."
        hint = "Give the same codes as the questionnaire has, or tell who took part by unit."
        sheet.problems.append(Problem(sheet.file, None, sheet.columns["person"], message, hint))
    silent = int((~people.isin(codes)).sum())
    if silent:
        unknown = f", {int((~people.isin([*codes, *staff])).sum())} of them not in the personnel file" if staff else ""
        text = f"{sheet.file}: {silent} of {len(people)} people answered at no wave{unknown}."
        notes.append(Note("exposure_silent", text, reported=False))
    return notes


def _between_waves(sheet: Sheet, config: StudyConfig) -> Iterator[Note]:
    """Leave out participation before the first wave or from the last one on: no change from wave to wave holds it."""
    days = [wave.date for wave in config.waves if wave.date is not None]
    dates, rows = sheet.rows["date"], sheet.rows
    if len(days) < len(config.waves) and dates.notna().any():
        message = "These days cannot be placed between the waves: not every wave has a date."
        hint = "Give each wave its date in study.yml, or leave the column out."
        sheet.problems.append(Problem(sheet.file, None, sheet.columns["date"], message, hint))
    if len(days) < 2:
        return
    outside = (dates < pd.Timestamp(min(days))) | (dates >= pd.Timestamp(max(days)))
    if not outside.any():
        return
    text = f"{sheet.file}: {int(outside.sum())} row(s) are before the first wave or after the last, and not counted."
    yield Note("exposure_outside", text, reported=False)
    if sheet.facts["by"] == "person":
        sheet.rows = rows[~outside]
    else:
        # the unit stays: nobody in it was reached in time
        sheet.rows = rows.assign(reached=rows["reached"].mask(outside, 0), dose=rows["dose"].mask(outside))


def _check_zeros(sheet: Sheet, people: pd.Series, codes: pd.Series) -> None:
    """Note codes that are those of the questionnaire but for zeros in front, which a spreadsheet takes away."""
    strange = people[~people.isin(codes)]
    bare = strange.str.lstrip("0").isin(codes[~codes.isin(people)].str.lstrip("0")) & strange.str.isdecimal()
    hint = "Give the codes as the questionnaire has them: a spreadsheet drops zeros, unless the column is text."
    sheet.wrong("person", bare, "This code is one of the questionnaire but for the zeros in front.", hint)


def _small_units(sheet: Sheet, answered: pd.DataFrame) -> Iterator[Note]:
    """Note units of which more people answered than the file says are in it."""
    heads = sheet.rows.groupby("unit")["headcount"].first().astype(float)
    most = answered.groupby(["wave", "unit"]).size().groupby("unit").max()
    small = int((most > heads.reindex(most.index)).sum())
    if small:
        text = f"{sheet.file}: of {small} unit(s) more people answered than its headcount."
        yield Note("exposure_headcount", text, reported=False)


def _known_units(sheet: Sheet, answered: pd.Series) -> None:
    """Note units that no answer names, and units of the questionnaire that the file leaves out."""
    there = sorted(answered.astype("str").unique())
    sheet.unknown("unit", there, "a unit of the questionnaire")
    absent = [name for name in there if name not in set(sheet.rows["unit"])]
    if absent:
        message = f"The questionnaire has units that are not in this file: {', '.join(map(quoted, absent))}."
        hint = "Add a row for each, with its headcount; reached is 0 where nobody was."
        sheet.problems.append(Problem(sheet.file, None, sheet.columns["unit"], message, hint))
