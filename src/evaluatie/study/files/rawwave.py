"""What reading a file of answers gives, whatever the kind of file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from evaluatie.study.problems import Problem, did_you_mean

MISSING = "There is no such column."
Supplier = Literal["qualtrics", "limesurvey"]


@dataclass
class RawWave:
    """The cells of one file, untouched.

    Attributes
    ----------
    file : str
        Its name in the study folder.
    cells : pandas.DataFrame of shape (rows, columns)
        All columns that have a name and were not dropped, of dtype object: text, numbers, datetimes; None, NaN or the
        empty text where there is nothing. The index is the row's number as :class:`Problem` gives it.
    columns : tuple of str
        All columns of the file, in order, with doubled names and with those that were dropped.
    decimal_comma : bool
        Whether the text 3,5 may be a number here: wherever commas do not separate the columns.
    header_row : int or None
        The row in which the names stand; None where a file has no such row.
    questions : dict of str to str
        By column the text of its question, where the file tells it.
    labels : dict of str to dict of str to str
        By column the label of each code, where the file tells it; codes as :func:`code_text` gives them.
    supplier : {"qualtrics", "limesurvey"} or None
        Whose export it is.
    dropped : tuple of str
        The supplier's columns about the person, which were left unread.
    facts : dict
        Format, encoding, delimiter or sheet and counts, for intake.json.
    """

    file: str
    cells: pd.DataFrame
    columns: tuple[str, ...]
    decimal_comma: bool = False
    header_row: int | None = None
    questions: dict[str, str] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    supplier: Supplier | None = None
    dropped: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


class UnreadableError(Exception):
    """A file of answers cannot be read at all, or its rows cannot be trusted."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems)
        self.problems = problems


def check_columns(file: str, columns: Iterable[str], wanted: Iterable[str], row: int | None) -> list[Problem]:
    """Check that the columns that study.yml names are there, each once.

    Parameters
    ----------
    file : str
        Name of the file.
    columns : iterable of str
        Its columns.
    wanted : iterable of str
        The columns that study.yml names.
    row : int or None
        The row in which the names stand.

    Returns
    -------
    list of Problem
        Names from the file are quoted only when some of them are known: what looks like a header may be a person.
    """
    there = [name for name in columns if name]
    needed = list(dict.fromkeys(wanted))
    missing = [name for name in needed if name not in there]
    if needed and len(missing) == len(needed) and len(missing) > 1:
        message = f"None of the {len(missing)} columns that study.yml names stands here."
        return [Problem(file, row, None, message, "Is the row with the names of the columns missing?")]
    known = len(missing) < len(needed)
    problems = [Problem(file, row, name, MISSING, did_you_mean(name, there, listing=known)) for name in missing]
    twice = dict.fromkeys(name for name in there if there.count(name) > 1)
    for name in twice:
        message = f"{there.count(name)} columns have this name."
        problems.append(Problem(file, row, name, message, "Give every column a name of its own."))
    return problems
