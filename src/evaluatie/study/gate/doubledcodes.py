"""One person, one row: linking codes that stand in several rows, and answers that came in twice without a code."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from evaluatie.study.note import Note
from evaluatie.study.problems import LISTED, Problem

# Fewer equal answers than these are common among different people.
_EQUAL = 10
# Two people who are much alike give the same answer to about this share of the items of a scale of five points.
_ALIKE = 0.37
# Fewer pairs of people than this may be equal by chance.
_BY_CHANCE = 0.05


@dataclass(frozen=True)
class Doubled:
    """What becomes of codes that stand in several rows.

    Attributes
    ----------
    kept : pandas.Index
        The rows that stay.
    problems : list of Problem
        One per code, where the study says to stop.
    notes : list of Note
        How many rows were left out, with the key ``doubled_left_out``, where it says to keep one.
    """

    kept: pd.Index
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def doubled_codes(
    file: str, codes: pd.Series, policy: Literal["stop", "first", "last"], *, column: str | None
) -> Doubled:
    """Find linking codes that stand in several rows of a wave, and do with them what the study says.

    Parameters
    ----------
    file : str
        Its file.
    codes : pandas.Series of shape (rows,)
        The linking codes of the rows with answers, missing where there is none; the index is the number of the row.
    policy : "stop", "first" or "last"
        Make problems of them, or keep the row that stands first or last in the file.
    column : str or None
        The column with the codes.

    Returns
    -------
    Doubled
        Rows without a code stay.

    Examples
    --------
    >>> codes = pd.Series(["a", "b", "a", None], index=[2, 3, 4, 5])
    >>> print(*doubled_codes("t0.csv", codes, "stop", column="code").problems)
    t0.csv, row 2, column code: The same linking code stands in rows 2 and 4. Keep one row per person, or write doubled:
    last under survey; if these are different people, empty the codes.
    >>> doubled_codes("t0.csv", codes, "last", column="code").kept.tolist()
    [3, 4, 5]
    """
    coded = codes.dropna()
    if policy == "stop":
        return Doubled(codes.index, _problems(file, coded[coded.duplicated(keep=False)], column))
    out = coded.index[coded.duplicated(keep=policy)]
    if not len(out):
        return Doubled(codes.index)
    number = coded[out].nunique()
    stand = "linking code stands" if number == 1 else "linking codes stand"
    left = "row was" if len(out) == 1 else "rows were"
    text = (
        f"{file}: {number} {stand} in several rows; the {policy} row of each was kept, and {len(out)} {left} left out."
    )
    return Doubled(codes.index.difference(out, sort=False), notes=[Note("doubled_left_out", text)])


def _problems(file: str, repeated: pd.Series, column: str | None) -> list[Problem]:
    hint = (
        "Keep one row per person, or write doubled: last under survey; if these are different people, empty the codes."
    )
    problems = []
    for _, same in list(repeated.groupby(repeated, sort=False))[:LISTED]:
        message = f"The same linking code stands in rows {_listed(same.index)}."
        problems.append(Problem(file, int(same.index[0]), column, message, hint))
    more = repeated.nunique() - len(problems)
    if more > 0:
        text = f"And {more} more code{'s stand' if more != 1 else ' stands'} in several rows."
        problems.append(Problem(file, None, column, text))
    return problems


def _listed(rows: pd.Index) -> str:
    numbers = [str(row) for row in rows]
    shown, last = (numbers[:-1], numbers[-1]) if len(numbers) <= 10 else (numbers[:9], f"{len(numbers) - 9} more")
    return f"{', '.join(shown)} and {last}"


def twice_without_code(
    file: str, answers: pd.DataFrame, others: pd.DataFrame, codes: pd.Series | None, *, timed: bool
) -> list[Note]:
    """Note rows without a linking code that equal another one in everything: perhaps one person who answered twice.

    Parameters
    ----------
    file : str
        Its file.
    answers : pandas.DataFrame of shape (rows, items)
        The answers to items.
    others : pandas.DataFrame of shape (rows, columns)
        What else must be equal: unit, groups, and the time of submission where there is one.
    codes : pandas.Series of shape (rows,) or None
        The linking codes; rows that have one are left alone.
    timed : bool
        Whether the time of submission is among the others. Without it more than ten items must be equal where there
        are many people, so that no two of them are equal by chance.

    Returns
    -------
    list of Note
        One with the key ``equal_rows``, or none. At least ten items must have been answered, with at least three
        different answers: straight lines are equal by themselves.
    """
    uncoded = answers if codes is None else answers[codes.reindex(answers.index).isna()]
    least = _EQUAL if timed else _least(len(uncoded))
    telling = uncoded[_tells(uncoded.to_numpy(dtype=float), least)]
    equal = pd.concat([telling, others.reindex(telling.index)], axis=1).duplicated(keep="first")
    number = int(equal.sum())
    if not number:
        return []
    rows, kept = ("row", "It is") if number == 1 else ("rows", "They are")
    text = (
        f"{file}: {number} {rows} without a linking code had every answer in common with an earlier row, as when "
        f"someone answers twice. {kept} kept."
    )
    return [Note("equal_rows", text)]


def _least(people: int) -> int:
    """Give the number of items from which equal answers of any two of so many people are no coincidence."""
    pairs = max(people * (people - 1) / 2, 1)
    return max(_EQUAL, math.ceil(math.log(pairs / _BY_CHANCE) / -math.log(_ALIKE)))


def _tells(answers: np.ndarray, least: int) -> np.ndarray:
    """Say per row whether enough items were answered, and with a lowest, a highest and some other answer."""
    given = ~np.isnan(answers)
    lowest = np.where(given, answers, np.inf).min(axis=1, initial=np.inf, keepdims=True)
    highest = np.where(given, answers, -np.inf).max(axis=1, initial=-np.inf, keepdims=True)
    between = (answers > lowest) & (answers < highest)
    varied: np.ndarray = (given.sum(axis=1) >= least) & between.any(axis=1)
    return varied
