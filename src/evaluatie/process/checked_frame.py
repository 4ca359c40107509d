"""Read a frame column by column, and gather everything that is wrong in it, to say it all at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.amiss import at_rows, listed, nearest
from evaluatie.process.cells import DATE_REMEDY, as_day, as_label, as_number, is_empty

#: what an error says of all its problems
ROWS = "rows are counted from 1"


class CheckedFrame:
    """A frame that is read column by column; rows are counted from 1.

    Parameters
    ----------
    frame : pandas.DataFrame
        What a user gave; it is not changed.
    name : str
        What to call it in an error.
    needed, optional : sequence of str
        Columns that it must have, and that it may have.
    problems : list of str
        Where problems are gathered: one list for several frames.

    Raises
    ------
    TypeError
        If it is no DataFrame.

    Examples
    --------
    >>> problems = []
    >>> log = CheckedFrame(pd.DataFrame({"reached": [3, -1]}), "log", ["reached"], (), problems)
    >>> log.numbers("reached").tolist(), problems
    ([3.0, nan], ['log, row 2: reached is -1; it must be 0 or more'])
    """

    def __init__(
        self, frame: Any, name: str, needed: Sequence[str], optional: Sequence[str], problems: list[str]
    ) -> None:
        if not isinstance(frame, pd.DataFrame):
            raise TypeError(f"{name} must be a DataFrame: got {type(frame).__name__}")
        self.name, self.problems = name, problems
        self.frame = frame.loc[:, ~frame.columns.duplicated()].reset_index(drop=True)
        columns = [str(column) for column in frame.columns]
        spare = [column for column in columns if column not in {*needed, *optional}]
        for column in dict.fromkeys((*needed, *optional)):
            if columns.count(column) > 1:
                problems.append(f"{name} has more than one column {column!r}")
        for column in needed:
            if column not in columns:
                problems.append(f"{name} has no column {column!r}{_hint(column, spare)}")
        for column in optional:
            hint = "" if column in columns else _hint(column, spare)
            if hint:
                problems.append(f"{name} has no column {column!r}{hint} Rename it, or take it out")

    def __len__(self) -> int:
        return len(self.frame)

    def fault(self, rows: Any, message: str) -> None:
        """Gather one problem of one or more rows.

        Parameters
        ----------
        rows : array-like of bool, shape (n,)
            Which rows have it; nothing is gathered where there are none.
        message : str
            What is wrong, and the remedy.
        """
        at = [int(place) + 1 for place in np.flatnonzero(np.asarray(rows, dtype=bool))]
        if at:
            self.problems.append(f"{self.name}, {at_rows(at)}: {message}")

    def empty(self, column: str) -> pd.Series[Any]:
        """Tell which cells of a column are empty.

        Parameters
        ----------
        column : str
            The column.

        Returns
        -------
        Series of bool
            None is, where the column is absent altogether: that is a problem of its own.
        """
        return pd.Series([column in self.frame and is_empty(cell) for cell in self._cells(column)], dtype=bool)

    def refuse_repeated(self, rows: pd.DataFrame, columns: Sequence[str], message: str) -> None:
        """Gather rows that repeat what stands above them.

        Parameters
        ----------
        rows : DataFrame
            What was read of this frame, row by row.
        columns : sequence of str
            What together should occur once; rows in which one of them is empty are passed over.
        message : str
            What is wrong, and the remedy.
        """
        self.fault(rows.duplicated(list(columns)) & rows[list(columns)].notna().all(axis=1), message)

    def words(self, column: str, options: Iterable[str] | None = None, *, blank: bool = False) -> pd.Series[Any]:
        """Read labels.

        Parameters
        ----------
        column : str
            The column.
        options : iterable of str, optional
            The only labels that are known; without, any label is.
        blank : bool, default False
            Whether a cell may be empty.

        Returns
        -------
        Series of str or None
            Without spaces around them; None where empty or not known.
        """
        cells = self._cells(column)
        labels = pd.Series([as_label(cell) for cell in cells], dtype=object)
        if not blank:
            self.fault(self.empty(column), f"{column} is empty")
        if options is not None:
            known = list(options)
            for label in dict.fromkeys(labels.dropna()):
                if label not in known:
                    message = f"{column} {label!r} is not known{_hint(label, known)}"
                    self.fault(labels == label, message if "?" in message else f"{message}; known: {listed(known)}")
            labels = labels.where(labels.isin(known), None)
        return labels

    def numbers(
        self, column: str, *, low: float = 0.0, high: float | None = None, whole: bool = False, remedy: str = ""
    ) -> pd.Series[Any]:
        """Read numbers.

        Parameters
        ----------
        column : str
            The column.
        low, high : float
            Lowest and highest number that it may hold; minus infinity and None: no limit.
        whole : bool, default False
            Whether it must be whole.
        remedy : str, optional
            What to do about a number outside the limits.

        Returns
        -------
        Series of float
            NaN where empty or wrong.
        """
        cells = self._cells(column)
        numbers = [as_number(cell) for cell in cells]
        wrong = pd.Series([number is None for number in numbers], dtype=bool)
        self.fault(wrong, f"{column} is {_got(cells, wrong)}; it must be a number")
        values = pd.Series(numbers, dtype=float)
        limits = f"{low:g} or more" if high is None else f"between {low:g} and {high:g}"
        outside = (values < low) | (values > (np.inf if high is None else high))
        self.fault(outside, f"{column} is {_got(cells, outside)}; it must be {limits}{remedy and '; ' + remedy}")
        broken = whole & ~outside & values.notna() & (values != np.round(values))
        self.fault(broken, f"{column} is {_got(cells, broken)}; it must be a whole number")
        return values.where(~(outside | broken))

    def dates(self, column: str) -> pd.Series[Any]:
        """Read days.

        Parameters
        ----------
        column : str
            The column.

        Returns
        -------
        Series of datetime64
            At midnight; NaT where empty or no date.
        """
        cells = self._cells(column)
        days = [as_day(cell) for cell in cells]
        wrong = pd.Series([day is None for day in days], dtype=bool)
        self.fault(wrong, f"{column} is {_got(cells, wrong)}, which is no date; {DATE_REMEDY}")
        return pd.Series([pd.NaT if day is None else day for day in days], dtype="datetime64[us]")

    def _cells(self, column: str) -> list[Any]:
        if column not in self.frame:
            return [None] * len(self.frame)
        return list(self.frame[column].astype(object))


def _hint(word: str, options: Iterable[str]) -> str:
    near = nearest(word, options, cutoff=0.75)
    return "" if near is None else f"; did you mean {near!r}?"


def _got(cells: Sequence[Any], rows: pd.Series[Any]) -> str:
    return listed(dict.fromkeys(_shown(cell) for cell, here in zip(cells, rows, strict=True) if here))


def _shown(cell: Any) -> str:
    return repr(cell.item() if isinstance(cell, np.generic) else cell)
