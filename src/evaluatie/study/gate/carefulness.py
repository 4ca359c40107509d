"""Answers that were perhaps given without reading: the same to every item, or faster than anyone reads.

Nobody is left out: the notes say how many there are, and the report passes that on.

Sources
-------
Curran, P. G. (2016). Methods for the detection of carelessly invalid responses in survey data. *Journal of Experimental
Social Psychology, 66*, 4-19. https://doi.org/10.1016/j.jesp.2015.07.006
Huang, J. L., Curran, P. G., Keeney, J., Poposki, E. M., & DeShon, R. P. (2012). Detecting and deterring insufficient
effort responding to surveys. *Journal of Business and Psychology, 27*, 99-114. https://doi.org/10.1007/s10869-011-9231-8
Meade, A. W., & Craig, S. B. (2012). Identifying careless responses in survey data. *Psychological Methods, 17*,
437-455. https://doi.org/10.1037/a0028085
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from evaluatie.study.note import Note
from evaluatie.study.problems import Problem, in_rows

# Huang and others (2012): nobody reads and answers an item within two seconds.
SECONDS_PER_ITEM = 2.0
# Ours: there is no agreed number. The same answer to a few items that mean much the same is common and honest. Where
# some items are worded the other way round it contradicts itself, and fewer items are enough.
SAME_ANSWERS, SAME_ANSWERS_REVERSED = 6, 4


def careless(
    rows: pd.DataFrame,
    instruments: Mapping[str, tuple[str, ...]],
    *,
    reversed_items: Mapping[str, frozenset[str]],
    seconds: pd.Series | None,
    file: str,
) -> list[Note]:
    """Note how many people gave the same answer to all items of an instrument, or answered too fast to have read.

    Parameters
    ----------
    rows : pandas.DataFrame of shape (rows, columns)
        Answers as they were given, before reversed items are turned.
    instruments : mapping of str to tuple of str
        Instrument to the columns of its items.
    reversed_items : mapping of str to frozenset of str
        Instrument to those of its columns that are worded the other way round.
    seconds : pandas.Series of shape (rows,) or None
        How long each took, in seconds; missing where it is not known.
    file : str
        The name of the wave's file.

    Returns
    -------
    list of Note
        With the keys ``straight_lining``, per instrument, and ``too_fast``; none where nobody did.

    Examples
    --------
    >>> items = tuple("abcdef")
    >>> rows = pd.DataFrame([[3] * 6, [3, 3, 3, 2, 3, 3]], columns=list(items))
    >>> seconds = pd.Series([60.0, 5.0])
    >>> for note in careless(rows, {"pgis": items}, reversed_items={}, seconds=seconds, file="t0.csv"):
    ...     print(note.text)
    t0.csv: 1 of 2 people gave the same answer to all items of pgis. They are kept.
    t0.csv: 1 of 2 people took less than two seconds per item. They are kept.
    """
    notes = []
    for instrument, items in instruments.items():
        same, enough = _same_answers(rows[list(items)], reversed_items.get(instrument, frozenset()))
        if same:
            text = (
                f"{file}: {same} of {enough} people gave the same answer to all items of {instrument}. They are kept."
            )
            notes.append(Note("straight_lining", text))
    if seconds is not None:
        notes += _too_fast(rows, instruments, seconds, file)
    return notes


def impossible_seconds(file: str, seconds: pd.Series) -> list[Problem]:
    """List the durations that cannot be.

    Parameters
    ----------
    file : str
        Its file.
    seconds : pandas.Series of shape (rows,)
        Durations as numbers, named after the column; the index is the number of the row.

    Returns
    -------
    list of Problem
        Below zero.
    """
    message, hint = "It cannot have taken less than no time.", "Correct the cell, or empty it."
    return in_rows(file, str(seconds.name), seconds.index[seconds < 0], message, hint)


def _same_answers(items: pd.DataFrame, turned: frozenset[str]) -> tuple[int, int]:
    """Count who gave one answer only, and who answered enough items for that to say something."""
    answers = items.to_numpy(dtype=float)
    given = ~np.isnan(answers)
    is_turned = np.array([column in turned for column in items.columns], dtype=bool)
    both_ways = (given & is_turned).any(axis=1) & (given & ~is_turned).any(axis=1)
    enough = given.sum(axis=1) >= np.where(both_ways, SAME_ANSWERS_REVERSED, SAME_ANSWERS)
    lowest = np.where(given, answers, np.inf).min(axis=1, initial=np.inf)
    highest = np.where(given, answers, -np.inf).max(axis=1, initial=-np.inf)
    return int(np.sum(enough & (lowest == highest))), int(np.sum(enough))


def _too_fast(
    rows: pd.DataFrame, instruments: Mapping[str, tuple[str, ...]], seconds: pd.Series, file: str
) -> Iterator[Note]:
    # there were other questions too: who takes less than this for these items alone was faster still
    items = list(dict.fromkeys(item for columns in instruments.values() for item in columns))
    answered = rows[items].notna().sum(axis=1)
    timed = seconds.reindex(rows.index).where(answered > 0)
    timed = timed[timed >= 0]
    fast = int((timed < SECONDS_PER_ITEM * answered.reindex(timed.index)).sum())
    if fast:
        text = f"{file}: {fast} of {len(timed)} people took less than two seconds per item. They are kept."
        # a column in minutes makes everybody fast
        unit = " Is the time given in seconds?" if 2 * fast > len(timed) else ""
        yield Note("too_fast", text + unit)
