"""The positions file: one row per person and position, with scale, unit, whether they lead others, and hours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from evaluatie.study.answers import number_of
from evaluatie.study.codes import BLANKS, by_value, code_text, codes_of, folded
from evaluatie.study.files.dates import date_problems, read_dates
from evaluatie.study.files.rawwave import RawWave, UnreadableError, check_columns
from evaluatie.study.files.reading import read_answers
from evaluatie.study.gate.identifiers import people_in
from evaluatie.study.gate.totals import totals_in
from evaluatie.study.note import Note
from evaluatie.study.problems import Problem, in_rows
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.staffing import Staff
from evaluatie.study.staff.persons import set_aside, with_an_end

YES, NO = "yes", "no"
_ANSWERS = dict.fromkeys(("ja", "yes", "j", "y", "true", "waar", "1"), YES)
_ANSWERS |= dict.fromkeys(("nee", "no", "n", "false", "onwaar", "0"), NO)
_NO_CODE = ("This row has no linking code.", "Fill in the code, or remove the row.")
_NO_START = ("This row has no first day.", "Fill in the day, or remove the row.")
_TURNED = (
    "This last day is before the first day.",
    "Correct one of the two dates; or write staff: {contradictions: settle}, and such rows are set aside and counted.",
)
_NO_SCALE = ("This scale is not on staff.ladder.", "Add it to the ladder at its place, or correct the cell.")
_NO_ANSWER = ("This is neither yes nor no.", "Write ja or nee, yes or no, 1 or 0; empty where it is unknown.")
#: a year has no more
_MOST_HOURS = 366 * 24
_NO_HOURS = ("This is not a number of hours.", "Write a number, 0 or more; empty where it is unknown.")


def read_positions(path: Path, config: StudyConfig) -> tuple[pd.DataFrame, list[Problem], list[Note]]:
    """Read the positions file.

    Parameters
    ----------
    path : pathlib.Path
        The file that ``staff.positions`` names.
    config : StudyConfig
        study.yml: it names the columns and the scales.

    Returns
    -------
    tuple of pandas.DataFrame, list of Problem and list of Note
        ``person`` (linking code), ``start`` and ``end`` (days; end missing where a position lasts until the next one);
        where study.yml names them ``scale`` and ``unit`` (codes), ``manager`` (``"yes"`` or ``"no"``), ``hours`` and
        ``part_time`` (``"yes"`` or ``"no"``). The index is the number of the row. Where there are problems, the rows
        that have none of the dates' and codes'.
    """
    staff, file = config.staff, config.staff.positions or path.name
    wanted = [staff.person, staff.start, staff.end]
    wanted += [name for name in (staff.scale, staff.unit, staff.manager, staff.hours) if name is not None]
    nothing = pd.DataFrame({"person": [], "start": [], "end": []})
    try:
        raw = read_answers(path, name=file, wanted=wanted)
    except UnreadableError as error:
        return nothing, list(error.problems), []
    people = people_in(raw, respondent=staff.person, allowed=config.survey.not_identifying)
    problems = check_columns(file, raw.columns, wanted, raw.header_row)
    if problems:
        return nothing, [*problems, *people], []
    frame, problems = _read(raw, staff)
    held = _about_positions(raw, staff, problems)
    return frame.join(held), [*people, *totals_in(raw), *problems], list(_notes(raw, frame, staff))


def _read(raw: RawWave, staff: Staff) -> tuple[pd.DataFrame, list[Problem]]:
    cells = raw.cells
    start, end = read_dates(cells[staff.start]), read_dates(with_an_end(cells[staff.end]))
    days = {"start": start.dates.dt.normalize(), "end": end.dates.dt.normalize()}
    frame = pd.DataFrame({"person": codes_of(cells[staff.person]), **days})
    no_date = frame["start"].isna() & ~frame.index.isin(start.wrong.index)
    turned = frame["end"] < frame["start"]
    wrong = pd.Series(frame.index.isin([*start.wrong.index, *end.wrong.index]), index=frame.index)
    problems = [
        *in_rows(raw.file, staff.person, frame.index[frame["person"].isna()], *_NO_CODE),
        *date_problems(raw.file, staff.start, start.wrong),
        *in_rows(raw.file, staff.start, frame.index[no_date], *_NO_START),
        *date_problems(raw.file, staff.end, end.wrong),
    ]
    if staff.contradictions == "stop":
        problems += in_rows(raw.file, staff.end, frame.index[turned], *_TURNED)
    return frame[~(frame["person"].isna() | no_date | turned | wrong)], problems


def _about_positions(raw: RawWave, staff: Staff, problems: list[Problem]) -> pd.DataFrame:
    """Read what positions are like; what is wrong with the cells is added to the problems."""
    held = pd.DataFrame(index=raw.cells.index)
    if staff.scale is not None:
        held["scale"] = codes_of(raw.cells[staff.scale])
        off = held["scale"].notna() & ~held["scale"].isin(staff.ladder) if staff.ladder else pd.Series(dtype="bool")
        problems += in_rows(raw.file, staff.scale, off.index[off], *_NO_SCALE)
    if staff.unit is not None:
        held["unit"] = codes_of(raw.cells[staff.unit])
    if staff.manager is not None:
        held["manager"] = by_value(raw.cells[staff.manager], lambda value: _ANSWERS.get(folded(value)), "str")
        unclear = held["manager"].isna() & ~raw.cells[staff.manager].map(code_text).isin(BLANKS)
        problems += in_rows(raw.file, staff.manager, held.index[unclear], *_NO_ANSWER)
    if staff.hours is not None:
        hours = by_value(raw.cells[staff.hours], lambda value: number_of(value, raw.decimal_comma), "float64")
        wrong = (
            (hours.isna() & ~raw.cells[staff.hours].map(code_text).isin(BLANKS)) | (hours < 0) | (hours > _MOST_HOURS)
        )
        problems += in_rows(raw.file, staff.hours, held.index[wrong], *_NO_HOURS)
        held["hours"] = hours
        if staff.full_time is not None:
            part = (hours < staff.full_time).map({True: YES, False: NO})
            held["part_time"] = part.where(hours.notna())
    return held


def _notes(raw: RawWave, kept: pd.DataFrame, staff: Staff) -> Iterator[Note]:
    if staff.contradictions == "settle":
        yield from set_aside("positions_set_aside", raw, kept)
    if staff.scale is not None and not staff.ladder:
        text = f"{raw.file}: staff.ladder does not name the scales from low to high; they are taken in natural order."
        yield Note("ladder_guessed", text)
