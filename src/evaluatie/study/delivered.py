"""Reading everything that was delivered: the answers of all waves, means in their place, the personnel file."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from evaluatie.study.across import check_across
from evaluatie.study.aggregates import read_aggregates
from evaluatie.study.files.rawwave import RawWave, UnreadableError, check_columns
from evaluatie.study.files.reading import read_answers
from evaluatie.study.gate.betweenanswers import between_answers
from evaluatie.study.gate.carefulness import careless
from evaluatie.study.gate.doubledcodes import twice_without_code
from evaluatie.study.gate.identifiers import identifying_code, people_in
from evaluatie.study.gate.totals import totals_in
from evaluatie.study.gate.unitnames import UnitNames
from evaluatie.study.layout import Layout, columns_at, needed_columns
from evaluatie.study.note import Note
from evaluatie.study.population import read_population, who_answered
from evaluatie.study.problems import Problem
from evaluatie.study.process import Sheet, check_who, read_doing, read_exposure
from evaluatie.study.processed import DOINGS, EXPOSURE
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.measured import KINDS, Wave
from evaluatie.study.settings.validation import Checked
from evaluatie.study.staff import (
    notes_on_respondents,
    read_exit_interviews,
    read_persons,
    read_positions,
    read_selection,
    read_staff_counts,
)
from evaluatie.study.tidy import TidyWave, tidy_wave


@dataclass
class Delivered:
    """What the files of a study hold, with codes still for people.

    Attributes
    ----------
    waves : list of TidyWave
        The answers.
    aggregates, population, persons, positions, staff_counts, exits, selection : pandas.DataFrame or None
        As :class:`Study` describes them, but for the codes.
    exposure : pandas.DataFrame or None
        As :class:`Study` describes it, but for the codes.
    doings : dict of str to pandas.DataFrame
        What was done and said, by the keys of study.yml.
    facts : dict
        What was read besides answers, for intake.json.
    problems : list of Problem
        Everything that is wrong.
    notes : list of Note
        What a careful reader must know, beside the notes of single waves.
    """

    waves: list[TidyWave] = field(default_factory=list)
    aggregates: pd.DataFrame | None = None
    population: pd.DataFrame | None = None
    persons: pd.DataFrame | None = None
    positions: pd.DataFrame | None = None
    staff_counts: pd.DataFrame | None = None
    exits: pd.DataFrame | None = None
    selection: pd.DataFrame | None = None
    exposure: pd.DataFrame | None = None
    doings: dict[str, pd.DataFrame] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def read_delivered(folder: Path, checked: Checked, layout: Layout) -> Delivered:
    """Read all files that study.yml names rightly.

    Parameters
    ----------
    folder : pathlib.Path
        The study folder.
    checked : Checked
        The config, and which of its keys are wrong.
    layout : Layout
        What its items and scores mean.

    Returns
    -------
    Delivered
    """
    found = Delivered()
    if checked.config is None:
        return found
    config = _without_wrong_dates(checked.config, checked)
    asked = layout.without({config.survey.respondent, config.survey.unit, *(g.column for g in config.groups.values())})
    for position, wave in enumerate(config.waves):
        if wave.file is not None and checked.usable(("waves", str(position), "file")):
            _read_wave(found, folder, wave, config, asked)
    across = check_across(config, found.waves, asked)
    found.problems += [*(problem for wave in found.waves for problem in wave.problems), *across.problems]
    found.notes += across.notes
    if config.aggregates is not None and checked.usable(("aggregates",)):
        _read_aggregates(found, folder, config, layout)
    if config.population is not None and checked.usable(("population",)):
        _read_population(found, folder, checked, layout)
    _read_doings(found, folder, checked, layout)
    if config.staff.persons is not None and checked.usable(("staff", "persons")):
        _read_persons(found, folder, config)
    if config.exposure is not None and checked.usable((EXPOSURE,)):
        _read_exposure(found, folder, checked, across.units)
    if config.staff.positions is not None and checked.usable(("staff", "positions")):
        _read_positions(found, folder, config, across.units)
    if config.staff.counts is not None and checked.usable(("staff", "counts")):
        _read_staff_counts(found, folder, checked, layout)
    if config.staff.exit_interviews is not None and checked.untouched(("staff", "exit_interviews")):
        _read_exits(found, folder, config)
    if config.staff.selection is not None and checked.usable(("staff", "selection", "file")):
        _read_selection(found, folder, checked, layout)
    return found


def _without_wrong_dates(config: StudyConfig, checked: Checked) -> StudyConfig:
    """Take the dates away that are wrong in study.yml: no ages or spells are judged by what stands in for them."""
    waves = [
        wave if checked.usable(("waves", str(position), "date")) else wave.model_copy(update={"date": None})
        for position, wave in enumerate(config.waves)
    ]
    return config.model_copy(update={"waves": tuple(waves)})


def _read_wave(found: Delivered, folder: Path, wave: Wave, config: StudyConfig, layout: Layout) -> None:
    file = str(wave.file)
    try:
        raw = read_answers(folder / file, name=file, wanted=columns_at(wave, config, layout), sheet=wave.sheet)
    except UnreadableError as error:
        found.problems += error.problems
        return
    tidied = tidy_wave(raw, wave, config, layout)
    needed = needed_columns(wave, config, layout, raw.columns)
    missing = check_columns(file, raw.columns, needed.values(), raw.header_row)
    tidied.problems[:0] = [*missing, *_identifiers(raw, wave, config), *totals_in(raw)]
    if config.survey.respondent is not None:
        tidied.notes += identifying_code(file, tidied.rows["respondent"], wave.id)
    tidied.notes += _care(tidied, config, layout)
    found.waves.append(tidied)


def _care(wave: TidyWave, config: StudyConfig, layout: Layout) -> list[Note]:
    """Note answers that were given without care, twice, or that nobody can give."""
    known = layout.instruments
    asked = {id_: layout.items(id_) for id_ in known}
    items = {id_: tuple(one.name for one in of) for id_, of in asked.items() if of}
    turned = {id_: frozenset(one.name for one in asked[id_] if one.number in known[id_].reversed) for id_ in items}
    file = wave.raw.file
    answers = wave.rows[[name for names in items.values() for name in names]]
    others = wave.rows[[name for name in ("unit", *config.groups) if name in wave.rows]].join(wave.about["submitted"])
    timed = bool(wave.about["submitted"].notna().any())
    codes = wave.rows["respondent"] if config.survey.respondent is not None else None
    columns = {one.name: wave.wave.column(one.column) for one in layout.variables}
    return [
        *between_answers(wave.rows, items, columns, file),
        *careless(wave.rows, items, reversed_items=turned, seconds=wave.about["seconds"], file=file),
        *twice_without_code(file, answers, others, codes, timed=timed),
    ]


def _identifiers(raw: RawWave, wave: Wave, config: StudyConfig) -> list[Problem]:
    """Look for people in all columns; ages and countries are made of some that study.yml names itself."""
    survey = config.survey
    made_into_ages = [group.column for group in config.groups.values() if group.born and group.column]
    countries = [group.birth_countries for group in config.groups.values() if group.birth_countries is not None]
    born_in = [name for block in countries for name in (block.own, block.mother, block.father) if name]
    respondent = None if survey.respondent is None else wave.column(survey.respondent)
    allowed = {*survey.not_identifying, *map(wave.column, (*made_into_ages, *born_in))}
    return people_in(raw, respondent=respondent, allowed=allowed)


def _read_aggregates(found: Delivered, folder: Path, config: StudyConfig, layout: Layout) -> None:
    try:
        delivered = read_aggregates(folder / str(config.aggregates), config, layout)
    except UnreadableError as error:
        found.problems += error.problems
        return
    found.aggregates = delivered.rows
    found.problems += delivered.problems
    found.facts["aggregates"] = delivered.facts


def _read_population(found: Delivered, folder: Path, checked: Checked, layout: Layout) -> None:
    config = checked.config
    if config is None or config.population is None:
        return
    if any(path[:1] == ("groups",) or path[:1] + path[2:] == ("waves", "id") for path in checked.wrong):
        # what its cells name cannot be told yet
        _look_for_people(found, folder, config.population, config)
        return
    answered = who_answered(config, found.waves, found.aggregates)
    try:
        delivered = read_population(folder / config.population, config, layout, answered)
    except UnreadableError as error:
        found.problems += error.problems
        return
    found.population = delivered.rows
    found.problems += delivered.problems
    found.notes += delivered.notes
    found.facts["population"] = delivered.facts


def _read_doings(found: Delivered, folder: Path, checked: Checked, layout: Layout) -> None:
    """Read the files that tell what was done and said."""
    config = checked.config
    if config is None:
        return
    for key in DOINGS:
        file = getattr(config, key)
        if file is None or not checked.usable((key,)):
            continue
        if any(path[:1] in (("groups",), ("own_interventions",)) for path in checked.wrong):
            # what its cells name cannot be told yet
            _look_for_people(found, folder, file, config)
            continue
        try:
            sheet = read_doing(key, folder / file, config, [outcome.id for outcome in layout.outcomes])
        except UnreadableError as error:
            found.problems += error.problems
            continue
        found.doings[key] = sheet.rows.reset_index(drop=True)
        _add(found, key, sheet)


def _add(found: Delivered, key: str, sheet: Sheet) -> None:
    """Add what is known of a file that tells what was done or said."""
    found.problems += sheet.problems
    found.facts[key] = sheet.facts
    left = sheet.facts["columns_left_behind"]
    if left:
        found.notes.append(Note("columns_left", f"{sheet.file}: not read: {', '.join(left)}.", reported=False))


def _read_exposure(found: Delivered, folder: Path, checked: Checked, units: UnitNames) -> None:
    """Read who took part; codes and units are compared with the answers only where all of these could be read."""
    config = checked.config
    if config is None or config.exposure is None:
        return
    if any(path[:1] in (("own_interventions",), ("survey",)) for path in checked.wrong):
        # what its cells name cannot be told yet
        _look_for_people(found, folder, config.exposure, config)
        return
    try:
        sheet, notes = read_exposure(folder / config.exposure, config, units)
    except UnreadableError as error:
        found.problems += error.problems
        return
    found.notes += notes
    if len(found.waves) == len(config.waves) and not sheet.problems:
        names = ["respondent", "wave", *(["unit"] if config.survey.unit is not None else [])]
        answered = pd.concat([wave.rows[names] for wave in found.waves], ignore_index=True)
        staff = () if found.persons is None else found.persons["person"].dropna()
        found.notes += check_who(sheet, answered, set(staff), config)
    found.exposure = sheet.rows.reset_index(drop=True)
    _add(found, EXPOSURE, sheet)


def _look_for_people(found: Delivered, folder: Path, file: str, config: StudyConfig) -> None:
    if file.lower().endswith(KINDS):
        with suppress(UnreadableError):
            raw = read_answers(folder / file, name=file)
            found.problems += people_in(raw, respondent=None, allowed=config.survey.not_identifying)


def _read_persons(found: Delivered, folder: Path, config: StudyConfig) -> None:
    persons, problems, notes = read_persons(folder / str(config.staff.persons), config)
    found.persons = persons
    found.problems += problems
    found.notes += notes
    found.facts["persons"] = {"file": config.staff.persons, "rows_kept": len(persons)}
    if config.survey.respondent is not None and found.waves and not problems:
        answered = pd.concat([wave.rows[["respondent", "wave"]] for wave in found.waves], ignore_index=True)
        found.notes += notes_on_respondents(persons, answered, config)
        codes = answered["respondent"].dropna()
        if len(codes) and not codes.isin(persons["person"]).any():
            message = "None of the linking codes of the questionnaire is in this file."
            hint = "Name the column with the same codes under staff: {person: ...}, or leave staff.persons out."
            found.problems.append(Problem(str(config.staff.persons), None, config.staff.person, message, hint))


def _read_exits(found: Delivered, folder: Path, config: StudyConfig) -> None:
    told = config.staff.exit_interviews
    if told is None:
        return
    frame, problems, notes = read_exit_interviews(folder / told.file, told, config)
    found.exits = frame
    found.problems += problems
    found.notes += notes
    found.facts["exit_interviews"] = {"file": told.file, "interviews": int(frame["exit"].nunique())}


def _read_staff_counts(found: Delivered, folder: Path, checked: Checked, layout: Layout) -> None:
    config = checked.config
    if config is None or config.staff.counts is None:
        return
    if any(path[:1] == ("groups",) for path in checked.wrong):
        # what its cells name cannot be told yet
        _look_for_people(found, folder, config.staff.counts, config)
        return
    try:
        delivered = read_staff_counts(folder / config.staff.counts, config, layout)
    except UnreadableError as error:
        found.problems += error.problems
        return
    found.staff_counts = delivered.rows
    found.problems += delivered.problems
    found.facts["staff_counts"] = delivered.facts


def _read_selection(found: Delivered, folder: Path, checked: Checked, layout: Layout) -> None:
    config = checked.config
    if config is None or config.staff.selection is None:
        return
    told = config.staff.selection
    if not checked.untouched(("staff", "selection")) or any(path[:1] == ("groups",) for path in checked.wrong):
        # what its cells name cannot be told yet
        _look_for_people(found, folder, told.file, config)
        return
    try:
        delivered = read_selection(folder / told.file, told, config, layout)
    except UnreadableError as error:
        found.problems += error.problems
        return
    found.selection = delivered.rows
    found.problems += delivered.problems
    found.facts["selection"] = delivered.facts


def _read_positions(found: Delivered, folder: Path, config: StudyConfig, units: UnitNames) -> None:
    file = str(config.staff.positions)
    positions, problems, notes = read_positions(folder / file, config)
    if "unit" in positions:
        positions["unit"], spelled = units.settle(positions["unit"], file, str(config.staff.unit))
        notes += spelled
    found.positions = positions
    found.problems += problems
    found.notes += notes
    found.facts["positions"] = {"file": file, "rows_kept": len(positions)}
    if found.persons is not None and len(positions) and not positions["person"].isin(found.persons["person"]).any():
        message = "None of the linking codes of the personnel file is in this file."
        hint = "Both need the same codes, in the column that staff.person names."
        found.problems.append(Problem(file, None, config.staff.person, message, hint))
