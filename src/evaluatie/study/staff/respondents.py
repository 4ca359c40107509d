"""Who answered, held against who is in the personnel file."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pandas as pd

from evaluatie.study.note import Note
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.staff.persons import covered

# A questionnaire may be open before the first working day and after the last.
GRACE = pd.Timedelta(days=31)


def notes_on_respondents(persons: pd.DataFrame, survey: pd.DataFrame, config: StudyConfig) -> list[Note]:
    """Note who answered and is not in the personnel file, or was not employed then.

    Parameters
    ----------
    persons : pandas.DataFrame
        ``person``, ``entry`` and ``exit``, one row per spell.
    survey : pandas.DataFrame
        ``respondent`` and ``wave``; with the same codes or pseudonyms as `persons`. Rows with an id that is made up
        because there is no code must have been left out, or have a missing one.
    config : StudyConfig
        study.yml, for the dates of the waves.

    Returns
    -------
    list of Note
        Per wave at most one of each kind: numbers of people, and nobody's code.
    """
    return [note for wave in config.waves for note in _about_respondents(persons, survey, config, wave.id, wave.date)]


def _about_respondents(
    persons: pd.DataFrame, survey: pd.DataFrame, config: StudyConfig, wave: str, date: datetime.date | None
) -> Iterator[Note]:
    if date is not None and not covered(date, config):
        return
    file, about = config.staff.persons, {"wave": wave}
    respondents = survey.loc[survey["wave"] == wave, "respondent"].dropna()
    absent = ~respondents.isin(persons["person"])
    if absent.any():
        text = f"{file}: {int(absent.sum())} of {len(respondents)} people with a linking code at {wave} are not in it."
        hint = " Are these the same codes?" if absent.all() else ""
        yield Note("persons_absent", text + hint, about)
    if date is None:
        return
    day = pd.Timestamp(date)
    near = (persons["entry"] - GRACE <= day) & (persons["exit"].isna() | (persons["exit"] + GRACE >= day))
    astray = int((~absent & ~respondents.isin(persons.loc[near, "person"])).sum())
    if astray:
        text = f"{file}: {astray} people answered at {wave} more than {GRACE.days} days before entry or after exit."
        yield Note("persons_not_employed", text, about)
