"""What stands in the columns of a file, counted: the material of every guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from evaluatie.study.answers import number_of
from evaluatie.study.codes import BLANKS, code_text
from evaluatie.study.files.rawwave import RawWave


@dataclass(frozen=True)
class Column:
    """A column of one file, or of several files together.

    Attributes
    ----------
    name : str
        Its name.
    counts : mapping of str to int
        Cells per code, in order of appearance; blank cells are left out.
    numbers : mapping of str to float
        The number that a code is, for those that are one.
    labels : mapping of str to str
        The label of a code, where the file has one.
    question : str
        The text of its question, where the file has one.
    """

    name: str
    counts: Mapping[str, int]
    numbers: Mapping[str, float]
    labels: Mapping[str, str] = field(default_factory=dict)
    question: str = ""

    @property
    def filled(self) -> int:
        """The number of cells that are not blank."""
        return sum(self.counts.values())

    @property
    def is_numeric(self) -> bool:
        """Whether it holds numbers only, and at least one."""
        return bool(self.counts) and len(self.numbers) == len(self.counts)

    @property
    def is_whole(self) -> bool:
        """Whether it holds whole numbers only, and at least one."""
        return self.is_numeric and all(number.is_integer() for number in self.numbers.values())


@dataclass(frozen=True, eq=False)
class Table:
    """A file of answers and its columns.

    Attributes
    ----------
    raw : RawWave
        The file as it was read.
    columns : mapping of str to Column
        By the name in the file, in its order.
    sheet : str
        The sheet, where a workbook has several with answers.
    """

    raw: RawWave
    columns: Mapping[str, Column]
    sheet: str = ""

    @property
    def file(self) -> str:
        """Its name."""
        return self.raw.file

    @property
    def title(self) -> str:
        """What tells it from the other tables: the sheet, or else the file."""
        return self.sheet or self.raw.file


def table_of(raw: RawWave, sheet: str = "") -> Table:
    """Count the cells of a file.

    Parameters
    ----------
    raw : RawWave
        The file as it was read.
    sheet : str
        The sheet, where a workbook has several with answers.

    Returns
    -------
    Table

    Examples
    --------
    >>> cells = pd.DataFrame({"sex": ["1", "2", "1", ""]}, dtype="object")
    >>> dict(table_of(RawWave("t0.csv", cells, ("sex",))).columns["sex"].counts)
    {'1': 2, '2': 1}
    """
    return Table(raw, {str(name): _column(raw, str(name)) for name in raw.cells.columns}, sheet)


def _column(raw: RawWave, name: str) -> Column:
    positions, values = pd.factorize(raw.cells[name])
    cells = np.bincount(positions[positions >= 0], minlength=len(values))
    counts: dict[str, int] = {}
    numbers: dict[str, float] = {}
    for value, count in zip(values, cells, strict=True):
        code = code_text(value)
        if code in BLANKS:
            continue
        counts[code] = counts.get(code, 0) + int(count)
        number = number_of(value, raw.decimal_comma)
        if number is not None:
            numbers[code] = number
    return Column(name, counts, numbers, raw.labels.get(name, {}), raw.questions.get(name, ""))


def together(name: str, columns: Sequence[Column]) -> Column:
    """Lay the same column of several files together.

    Parameters
    ----------
    name : str
        The name that study.yml will give it.
    columns : sequence of Column
        The column of each file.

    Returns
    -------
    Column
        Where files differ in a label or question, the first one is taken.
    """
    counts: dict[str, int] = {}
    numbers: dict[str, float] = {}
    labels: dict[str, str] = {}
    for column in columns:
        for code, count in column.counts.items():
            counts[code] = counts.get(code, 0) + count
        numbers.update(column.numbers)
        labels = {**column.labels, **labels}
    question = next((column.question for column in columns if column.question), "")
    return Column(name, counts, numbers, labels, question)
