"""Dates and years of birth become ages on the day of the wave; nothing else of them passes intake."""

from __future__ import annotations

import datetime
import re

import pandas as pd

from evaluatie.study.codes import code_text
from evaluatie.study.files.dates import date_problems, read_dates
from evaluatie.study.problems import Problem, in_rows

# An employee outside these ages is taken for a slip of the pen.
YOUNGEST, OLDEST = 14, 100
_YEAR = re.compile("(18|19|20)[0-9]{2}")


def read_ages(
    file: str, cells: pd.Series, day: datetime.date | None, missing_codes: tuple[str, ...] = ()
) -> tuple[pd.Series, list[Problem]]:
    """Read a column of dates or years of birth as ages.

    Parameters
    ----------
    file : str
        Its file, for problems.
    cells : pandas.Series of shape (rows,)
        Dates of birth, or years where no more is known; the index is the number of the row.
    day : datetime.date or None
        The first day of the wave. Without it no age is known; :func:`check_group` says that it is needed.
    missing_codes : tuple of str
        Codes for unknown.

    Returns
    -------
    tuple of pandas.Series and list of Problem
        Ages in completed years, or of a year of birth the age that is reached in the year of the wave; missing where
        there is none. And the cells that are no date, or make someone younger than 14 or older than 100: where, never
        what.

    Notes
    -----
    Who was born on 29 February has a birthday on 1 March in other years.
    """
    if day is None:
        return pd.Series(float("nan"), index=cells.index, name=cells.name, dtype="float64"), []
    texts = cells.map(code_text).astype("str")
    years = texts[texts.str.fullmatch(_YEAR) & ~texts.isin(missing_codes)]
    # a year is no date, and says nothing about how the dates of the column are written
    dates, wrong = read_dates(cells.astype("object").mask(cells.index.isin(years.index), ""), missing_codes)
    ages = ages_on(day, dates).fillna(day.year - years.astype("float64"))
    future = ages.index[(ages < 0) | (dates > pd.Timestamp(day))]
    improbable = ages.index[((ages < YOUNGEST) | (ages > OLDEST)) & ~ages.index.isin(future)]
    column = str(cells.name)
    problems = [
        *date_problems(file, column, wrong),
        *in_rows(file, column, future, "This date of birth comes after the wave.", "Correct it, or empty it."),
        *in_rows(
            file, column, improbable, f"This makes someone younger than {YOUNGEST} or older than {OLDEST}.",
            "Correct it, or empty it.",
        ),
    ]  # fmt: skip
    return ages.drop([*future, *improbable]).reindex(cells.index), problems


def ages_on(day: datetime.date, born: pd.Series) -> pd.Series:
    """Give ages in completed years.

    Parameters
    ----------
    day : datetime.date
        The day on which people have these ages.
    born : pandas.Series of shape (rows,)
        Dates of birth as datetimes; NaT where there is none.

    Returns
    -------
    pandas.Series of shape (rows,)
        Whole numbers as floats; missing where there is no date of birth.

    Examples
    --------
    >>> born = pd.to_datetime(pd.Series(["2000-02-28", "2000-02-29", "2000-03-01", None]))
    >>> ages_on(datetime.date(2019, 2, 28), born).tolist()
    [19.0, 18.0, 18.0, nan]
    """
    still_to_come = born.dt.month * 100 + born.dt.day > day.month * 100 + day.day
    ages: pd.Series = day.year - born.dt.year.astype("float64") - still_to_come
    return ages
