"""The personnel file: one row per person and period of employment, with a linking code, entry, exit and who they are.

Someone is employed from the day of entry up to and including the day of exit. A person in several rows left and came
back. An exit in the future is a contract with an end, and fine; the last day of the year 2999 or 9999 is how personnel
systems write that there is none.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from evaluatie.study.codes import by_value, code_text, codes_of
from evaluatie.study.files.dates import date_problems, read_dates
from evaluatie.study.files.rawwave import RawWave, UnreadableError, check_columns
from evaluatie.study.files.reading import read_answers
from evaluatie.study.gate.identifiers import people_in
from evaluatie.study.gate.totals import totals_in
from evaluatie.study.note import Note
from evaluatie.study.problems import LISTED, Problem, in_rows
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.staffing import Staff
from evaluatie.study.staff.characteristics import made_of, read_characteristics, told_of_groups

# Who entered before this day and was over 15 then, is well over 90 at any wave.
EARLIEST = pd.Timestamp("1940-01-01")
# A contract may be in the file before it begins, but not so long before.
AHEAD = pd.Timedelta(days=366)
_NO_END = re.compile(r"(9999|2999)-?12-?31.*|31[-/.]12[-/.](9999|2999).*")


def read_persons(path: Path, config: StudyConfig) -> tuple[pd.DataFrame, list[Problem], list[Note]]:
    """Read the personnel file.

    Parameters
    ----------
    path : pathlib.Path
        The file that ``staff.persons`` names.
    config : StudyConfig
        study.yml: it names the columns, the groups, the dates of the waves and the period of the file.

    Returns
    -------
    tuple of pandas.DataFrame, list of Problem and list of Note
        ``person`` (linking code), ``entry`` and ``exit`` (days, exit missing for who is still employed), one row per
        spell; where there are any ``reason``, ``born`` (a year) and groups, as :func:`read_characteristics` gives
        them. The index is the number of the row. Other columns are left behind. Where there are problems, the rows
        that have none.
    """
    staff = config.staff
    file, wanted = staff.persons or path.name, [staff.person, staff.entry, staff.exit]
    nobody = pd.DataFrame({"person": [], "entry": [], "exit": []})
    named = [name for name in (staff.reason, staff.born, *staff.groups.values()) if name is not None]
    try:
        raw = read_answers(path, name=file, wanted=[*wanted, *named, *told_of_groups(config)])
    except UnreadableError as error:
        return nobody, list(error.problems), []
    allowed = {*config.survey.not_identifying, *made_of(config)}
    people = people_in(raw, respondent=staff.person, allowed=allowed)
    problems = check_columns(file, raw.columns, [*wanted, *named], raw.header_row)
    if problems:
        return nobody, [*problems, *people], []
    frame, problems = _read(raw, config)
    known = read_characteristics(raw, config, frame["exit"].notna())
    settled = set_aside("persons_set_aside", raw, frame) if staff.contradictions == "settle" else ()
    notes = [*_about_waves(config), *settled, *known.notes]
    return frame.join(known.frame), [*people, *totals_in(raw), *problems, *known.problems], notes


def _read(raw: RawWave, config: StudyConfig) -> tuple[pd.DataFrame, list[Problem]]:
    staff, cells = config.staff, raw.cells
    entry, exit_ = read_dates(cells[staff.entry]), read_dates(with_an_end(cells[staff.exit]))
    days = {"entry": entry.dates.dt.normalize(), "exit": exit_.dates.dt.normalize()}
    frame = pd.DataFrame({"person": codes_of(cells[staff.person]), **days})
    no_date = frame["entry"].isna() & ~frame.index.isin(entry.wrong.index)
    early, late = frame["entry"] < EARLIEST, frame["entry"] > _last_day(config) + AHEAD
    turned = frame["exit"] < frame["entry"]
    wrong = pd.Series(frame.index.isin([*entry.wrong.index, *exit_.wrong.index]), index=frame.index)
    fit = ~(frame["person"].isna() | no_date | early | late | turned | wrong)
    problems = [
        *in_rows(raw.file, staff.person, frame.index[frame["person"].isna()], *_NO_CODE),
        *date_problems(raw.file, staff.entry, entry.wrong),
        *in_rows(raw.file, staff.entry, frame.index[no_date], *_NO_ENTRY),
        *in_rows(raw.file, staff.entry, frame.index[early], *_TOO_EARLY),
        *in_rows(raw.file, staff.entry, frame.index[late], *_TOO_LATE),
        *date_problems(raw.file, staff.exit, exit_.wrong),
    ]
    if staff.contradictions == "stop":
        problems += in_rows(raw.file, staff.exit, frame.index[turned], *_TURNED)
        problems += _overlapping(raw.file, staff, frame[fit])
    return frame[fit], problems


def set_aside(key: str, raw: RawWave, kept: pd.DataFrame) -> Iterator[Note]:
    """Count the rows that were set aside since they end before they begin."""
    aside = len(raw.cells) - len(kept)
    if aside:
        rows = f"{aside} row{'s end before they begin and were' if aside > 1 else ' ends before it begins and was'}"
        yield Note(key, f"{raw.file}: {rows} set aside.")


_NO_CODE = ("This row has no linking code.", "Fill in the code, or remove the row.")
_NO_ENTRY = ("This row has no day of entry.", "Fill in the day, or remove the row.")
_TOO_EARLY = (f"This day of entry is before {EARLIEST.year}.", "Correct the date; 1900 often stands for no date.")
_TOO_LATE = (
    "This day of entry is more than a year after the last wave and the end of the extract.",
    "Correct the date, or remove the row.",
)
_TURNED = (
    "This day of exit is before the day of entry.",
    "Correct one of the two dates; or write staff: {contradictions: settle}, and such rows are set aside and counted.",
)
_OVERLAP = (
    "Keep one row per period of employment: correct the dates, or remove what is double; or write staff: "
    "{contradictions: settle}, and one period is made of them."
)


def with_an_end(cells: pd.Series) -> pd.Series:
    """Empty the cells that say that there is no end."""
    endless = by_value(cells, _is_endless, "object").fillna(False).astype(bool)
    return cells.mask(endless, None)


def _is_endless(value: object) -> bool:
    if isinstance(value, datetime.date | np.datetime64):
        return pd.Timestamp(value).year in (2999, 9999)
    return _NO_END.fullmatch(code_text(value)) is not None


def _last_day(config: StudyConfig) -> pd.Timestamp:
    """Give the last day that study.yml speaks of; without any, the last one that can be read as a date."""
    known = [wave.date for wave in config.waves if wave.date is not None]
    known += [config.staff.extract.to] if config.staff.extract else []
    return pd.Timestamp(max(known, default=datetime.date(2100, 12, 31)))


def _overlapping(file: str, staff: Staff, spells: pd.DataFrame) -> Iterator[Problem]:
    """Find people in several rows of which the periods overlap; to leave and come back on one day is no overlap."""
    ordered = spells.sort_values(["person", "entry"], kind="stable")
    ends = ordered["exit"].fillna(pd.Timestamp("2200-01-01")).groupby(ordered["person"], sort=False)
    before = ends.cummax().groupby(ordered["person"], sort=False).shift()
    people = ordered["person"][ordered["entry"] < before].drop_duplicates()
    rows = ordered[ordered["person"].isin(people)].groupby("person", sort=False)
    for number, (_, theirs) in enumerate(rows):
        if number == LISTED:
            yield Problem(file, None, staff.person, f"{len(people) - LISTED} more people have such rows.", _OVERLAP)
            return
        listed = sorted(int(row) for row in theirs.index)
        message = f"The periods of employment in rows {_enumerated(listed)} have one linking code and overlap."
        yield Problem(file, listed[0], staff.person, message, _OVERLAP)


def _enumerated(rows: list[int]) -> str:
    return f"{', '.join(map(str, rows[:-1]))} and {rows[-1]}"


def _about_waves(config: StudyConfig) -> Iterator[Note]:
    extract, file = config.staff.extract, config.staff.persons
    if len(config.waves) == 1:
        return
    if extract is None:
        text = f"{file}: staff.extract does not say which period the file covers; it is taken to cover all waves."
        yield Note("persons_period", text)
    for wave in config.waves:
        if wave.date is None:
            text = f"{file}: wave {wave.id} has no date in study.yml, so who was employed then cannot be told."
            yield Note("persons_no_date", text, {"wave": wave.id})
        elif not covered(wave.date, config):
            text = f"{file}: wave {wave.id} lies outside staff.extract, so who was employed then cannot be told."
            yield Note("persons_not_covered", text, {"wave": wave.id})


def covered(date: datetime.date, config: StudyConfig) -> bool:
    """Say whether the personnel file covers a day."""
    extract = config.staff.extract
    return extract is None or extract.from_ <= date <= extract.to
