"""How people stand at the waves: answered, employed but silent, out of employment, or not known.

From this follow three absences that are not alike: left, joined later, and silent. Only the silent are missing.
Who is employed on the day of a wave follows from the personnel file: from the day of entry up to and including the
day of exit. Who answered at a wave counts as employed then, whatever the file says.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from evaluatie.study import Study

Pair = tuple[str, str]
Flags = NDArray[np.bool_]
Codes = NDArray[np.intp]

# The characteristic of cells that are an absence. No group of a study can have a name with a hyphen.
ABSENCE = "absence-kind"

# How a person stands at a wave.
ANSWERED, SILENT, OUT, UNKNOWN = range(4)

# The kinds of absence over two waves: how people stand at the first and at the last.
KINDS: dict[str, frozenset[tuple[int, int]]] = {
    "left": frozenset({(ANSWERED, OUT)}),
    "silent_last": frozenset({(ANSWERED, SILENT)}),
    "unknown_last": frozenset({(ANSWERED, UNKNOWN)}),
    "joined": frozenset({(OUT, ANSWERED)}),
    "silent_first": frozenset({(SILENT, ANSWERED)}),
    "unknown_first": frozenset({(UNKNOWN, ANSWERED)}),
    "never": frozenset({(SILENT, SILENT)}),
    "once": frozenset({(ANSWERED, SILENT), (SILENT, ANSWERED)}),
    "employed": frozenset({(ANSWERED, ANSWERED), (ANSWERED, SILENT), (SILENT, ANSWERED), (SILENT, SILENT)}),
}
# Where answers do not tell who gave them, the file alone speaks; nobody then stands as answered.
UNLINKED_KINDS: dict[str, frozenset[tuple[int, int]]] = {
    "employed_first": frozenset({(SILENT, SILENT), (SILENT, OUT)}),
    "employed_last": frozenset({(SILENT, SILENT), (OUT, SILENT)}),
    "employed_both": frozenset({(SILENT, SILENT)}),
}


@dataclass(frozen=True)
class Standings:
    """How everyone stands at every wave.

    Attributes
    ----------
    waves : tuple of str
        The waves.
    patterns : array of int, shape (patterns, waves)
        Each way of standing at the waves that occurs.
    people : array of int, shape (patterns,)
        How many people stand so.
    """

    waves: tuple[str, ...]
    patterns: NDArray[np.int8]
    people: NDArray[np.int64]

    def among(self, pair: Pair, stands: frozenset[tuple[int, int]]) -> Flags:
        """Say which patterns stand at two waves in one of these ways."""
        first, last = (self.patterns[:, self.waves.index(wave)] for wave in pair)
        so: Flags = np.logical_or.reduce([(first == before) & (last == after) for before, after in sorted(stands)])
        return so

    def answered(self, waves: tuple[str, ...]) -> Flags:
        """Say which patterns answered at all of the waves."""
        places = [self.waves.index(wave) for wave in waves]
        everywhere: Flags = (self.patterns[:, places] == ANSWERED).all(axis=1)
        return everywhere

    def count(self, who: Flags) -> int:
        """Count the people of some patterns."""
        return int(self.people[who].sum())


def pairs(study: Study) -> list[Pair]:
    """List the first wave with each later one."""
    return [(study.waves[0], last) for last in study.waves[1:]]


def kinds(study: Study) -> dict[str, frozenset[tuple[int, int]]]:
    """Give the kinds that a study's answers can be told apart in."""
    return UNLINKED_KINDS if study.linking == "unlinked" else KINDS


def untold(study: Study, pair: Pair) -> str | None:
    """Say why absences at two waves cannot be told apart; None where they can.

    Parameters
    ----------
    study : Study
        The study.
    pair : tuple of two str
        First and last wave.

    Returns
    -------
    str or None
        ``"file"``: there is no personnel file. ``"dates"``: a wave has no date. ``"extract"``: the file does not
        cover a wave. ``"codes"``: nobody who answered with a linking code is in the file.
    """
    if study.persons is None:
        return "file"
    if any(_day(study, wave) is None for wave in pair):
        return "dates"
    if not all(_covered(study, wave) for wave in pair):
        return "extract"
    if study.linking != "unlinked":
        in_file, respondents = _numbers(study)
        return None if np.isin(respondents, in_file).any() else "codes"
    return None


def standings(study: Study) -> Standings:
    """Find out how everyone stands at every wave.

    Parameters
    ----------
    study : Study
        A study with a personnel file.

    Returns
    -------
    Standings
        Of everyone who answered or is in the file; where waves are unlinked, of everyone in the file.
    """
    table, _ = _table(study)
    # a way of standing at all waves is a number in base four
    digits = 4 ** np.arange(len(study.waves))[::-1]
    ways, many = np.unique(table @ digits, return_counts=True)
    return Standings(study.waves, (ways[:, None] // digits % 4).astype(np.int8), many)


def employed_at_both(study: Study, pair: Pair) -> Flags | None:
    """Say of each answer whether it was given by somebody who was employed at both of two waves.

    Parameters
    ----------
    study : Study
        The study.
    pair : tuple of two str
        First and last wave.

    Returns
    -------
    array of bool, shape (rows of the survey,), or None
        None where it is not known who left and who joined. Who is not in the personnel file and answered once counts
        as employed: nothing says that they were gone.
    """
    if study.linking == "unlinked" or untold(study, pair) is not None:
        return None
    table, respondents = _table(study)
    stands = table[:, [study.waves.index(wave) for wave in pair]]
    there: Flags = (stands != OUT).all(axis=1)[respondents]
    return there


@lru_cache(maxsize=4)
def _table(study: Study) -> tuple[NDArray[np.int8], Codes]:
    """Give how each person stands at each wave, shape (persons, waves), and the person of each row of the survey."""
    persons = study.persons
    if persons is None:
        raise ValueError("a study without a personnel file: absences cannot be told apart")
    linked = study.linking != "unlinked"
    in_file, respondents = _numbers(study)
    people = np.concatenate([in_file, respondents]) if linked else in_file
    table = np.full((int(people.max(initial=-1)) + 1, len(study.waves)), UNKNOWN, dtype=np.int8)
    for column, wave in enumerate(study.waves):
        day = _day(study, wave)
        if day is not None and _covered(study, wave):
            table[in_file, column] = OUT
            table[in_file[employed(persons, day)], column] = SILENT
        if linked:
            table[respondents[(study.survey["wave"] == wave).to_numpy()], column] = ANSWERED
    return table, respondents


@lru_cache(maxsize=4)
def _numbers(study: Study) -> tuple[Codes, Codes]:
    """Give a number per person for each row of the personnel file, and for each row of the survey.

    The long pseudonyms are compared here, once.
    """
    persons = pd.Series(dtype="str") if study.persons is None else study.persons["person"]
    number, _ = pd.factorize(pd.concat([persons, study.survey["respondent"]], ignore_index=True))
    return number[: len(persons)], number[len(persons) :]


def employed(persons: pd.DataFrame, day: pd.Timestamp) -> Flags:
    """Say which spells of employment a day lies in, the days of entry and exit included.

    Parameters
    ----------
    persons : pandas.DataFrame of shape (spells, columns)
        ``entry`` and ``exit`` (missing: still employed).
    day : pandas.Timestamp
        The day.

    Returns
    -------
    array of bool, shape (spells,)

    Examples
    --------
    >>> persons = pd.DataFrame({"entry": pd.to_datetime(["2019-01-01", "2019-03-02"]),
    ...                         "exit": pd.to_datetime(["2019-03-01", None])})
    >>> employed(persons, pd.Timestamp("2019-03-01")).tolist()
    [True, False]
    """
    there = (persons["entry"] <= day) & (persons["exit"].isna() | (persons["exit"] >= day))
    return there.to_numpy(dtype=bool)


def _day(study: Study, wave: str) -> pd.Timestamp | None:
    date = next(item.date for item in study.config.waves if item.id == wave)
    return None if date is None else pd.Timestamp(date)


def _covered(study: Study, wave: str) -> bool:
    """Say whether the file covers a wave; without a word on its period it is taken to cover them all."""
    extract, day = study.config.staff.extract, _day(study, wave)
    return extract is None or (day is not None and extract.from_ <= day.date() <= extract.to)
