"""Reading aggregates: one figure per organisation, year and measure, checked cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from evaluatie.amiss import InputError, refuse
from evaluatie.shipped import shipped
from evaluatie.study.aggregates.printed import Printed, read_printed
from evaluatie.study.files.headings import find_columns
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.reading import read_answers
from evaluatie.study.problems import Problem

_OPTIONAL = ("measure", "n", "wording")
_YEARS = range(1900, 2101)


def read_aggregates(
    path: str | Path, *, measure: str | None = None, limits: tuple[float, float] = (0.0, 100.0)
) -> pd.DataFrame:
    r"""Read published or own aggregates from a .csv or .xlsx and check them.

    Parameters
    ----------
    path : str or Path
        The file. It has the columns year, organisation and value (also jaar, organisatie, waarde), and may have measure
        (maat), n and wording (formulering). Decimal commas are read where commas do not separate the columns.
    measure : str, optional
        What is measured, where the file has no such column.
    limits : tuple of float, default (0, 100)
        Between which values may lie.

    Returns
    -------
    pandas.DataFrame
        One row per year, organisation and measure: ``year`` (int), ``organisation``, ``measure``, ``value``, ``n``
        (missing where it is unknown), ``half`` (half a unit of the last decimal that is printed in that year for that
        measure), ``kind`` (``"organisation"``), ``wording`` where the file has it. Cells without a number are left out.

    Raises
    ------
    InputError
        With every fault: file, row, column and remedy.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "own.csv")
    ...     _ = file.write_text("jaar;organisatie;waarde;n\n2023;Ons;71,5;210\n2024;Ons;74,0;198\n")
    ...     read_aggregates(file, measure="valued")[["year", "value", "n", "half"]]
       year  value      n  half
    0  2023   71.5  210.0  0.05
    1  2024   74.0  198.0  0.05
    """
    try:
        raw = read_answers(Path(path))
        columns = find_columns(raw, _headings(), _OPTIONAL if measure else _OPTIONAL[1:])
    except UnreadableError as error:
        raise InputError([str(problem) for problem in error.problems]) from None
    reader = _Rows(raw, columns, measure, limits)
    frame = reader.frame()
    problems = [*map(str, reader.problems), *_doubled(raw.file, frame)]
    if not problems and frame.empty:
        problems = [f"{raw.file}: no row holds a value. Fill the column {columns['value']}."]
    refuse(problems)
    return with_half(frame.drop(columns="row"))


def with_half(frame: pd.DataFrame, by: Sequence[str] = ("year", "measure")) -> pd.DataFrame:
    """Give every figure the precision with which that year's figures of its measure are printed.

    A whole percent that ends in 0 looks as exact as one that does not: the finest figure of the year tells.

    Parameters
    ----------
    frame : DataFrame
        With year, measure, and half per cell, or with values only.
    by : sequence of str
        Columns within which figures are printed alike.

    Returns
    -------
    DataFrame
        With ``half``.

    Examples
    --------
    >>> frame = pd.DataFrame({"year": 2020, "measure": "valued", "value": [61.0, 60.25]})
    >>> with_half(frame).half.tolist()
    [0.005, 0.005]
    """
    halves = frame["half"] if "half" in frame else frame["value"].map(_half)
    per_year = halves.groupby([frame[name] for name in by]).transform("min")
    return frame.assign(half=per_year.astype(float))


def _half(value: float) -> float:
    # published tables give a percentage at most three decimals
    decimals = next(k for k in range(10) if k == 9 or abs(round(value, k) - value) < 1e-9)
    return 0.5 * 10.0**-decimals


@cache
def _headings() -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in shipped(__file__, "headings.yml").items()}


class _Rows:
    """Turns cells into figures, and collects what is wrong with them."""

    def __init__(self, raw: RawWave, columns: dict[str, str], measure: str | None, limits: tuple[float, float]) -> None:
        self.raw, self.columns, self.measure, self.limits = raw, columns, measure, limits
        self.problems: list[Problem] = []

    def frame(self) -> pd.DataFrame:
        rows = [row for number, cells in self.raw.cells.iterrows() for row in self._row(int(str(number)), cells)]
        names = ["year", "organisation", "measure", "value", "n", "half", "kind", "row"]
        return pd.DataFrame(rows, columns=[*names, *(["wording"] if "wording" in self.columns else [])])

    def _row(self, number: int, cells: pd.Series[Any]) -> Iterator[dict[str, Any]]:
        texts = {name: _text(cells[column]) for name, column in self.columns.items()}
        if not any(texts.values()):
            return
        before = len(self.problems)
        year = self._year(number, cells)
        value = self._number(number, "value", cells, *self.limits)
        n = self._number(number, "n", cells, 1, 1e9)
        for name in ("organisation", "measure"):
            if name in self.columns and not texts[name]:
                self._amiss(number, name, "is empty.", "Write a name, or empty the whole row.")
        if n is not None and n.kind == "number" and not n.value.is_integer():
            self._amiss(number, "n", f'"{n.text}" is no number of people.', "Write a whole number.")
        if len(self.problems) > before or value is None or value.kind != "number":
            return
        people = n.value if n is not None and n.kind == "number" else float("nan")
        yield {
            "year": year,
            "organisation": texts["organisation"],
            "measure": texts.get("measure", self.measure),
            "value": value.value,
            "n": people,
            "half": value.half,
            "kind": "organisation",
            "row": number,
            **({"wording": texts["wording"]} if "wording" in texts else {}),
        }

    def _year(self, number: int, cells: pd.Series[Any]) -> int:
        text = _text(cells[self.columns["year"]])
        whole = text.removesuffix(".0")
        if not (whole.isdigit() and int(whole) in _YEARS):
            self._amiss(number, "year", f'"{text}" is no year.', "Write four digits, such as 2024.")
            return 0
        return int(whole)

    def _number(self, row: int, name: str, cells: pd.Series[Any], low: float, high: float) -> Printed | None:
        if name not in self.columns:
            return None
        found = read_printed(cells[self.columns[name]], decimal_comma=self.raw.decimal_comma)
        if found.kind == "wrong":
            self._amiss(row, name, f'"{found.text}" is no number.', "Write digits only, without a % sign.")
        elif found.kind == "number" and not low <= found.value <= high:
            bounds = f"{low:g} to {high:g}" if high < 1e9 else f"{low:g} or more"
            self._amiss(row, name, f"{found.text} lies outside {bounds}.", "Mend the figure or leave the cell empty.")
        return found

    def _amiss(self, row: int, name: str, message: str, hint: str) -> None:
        self.problems.append(Problem(self.raw.file, row, self.columns[name], message, hint))


def _text(cell: object) -> str:
    return "" if cell is None or cell != cell else " ".join(str(cell).split())


def _doubled(file: str, frame: pd.DataFrame) -> Iterator[str]:
    for (year, organisation, measure), rows in frame.groupby(["year", "organisation", "measure"], sort=False)["row"]:
        if len(rows) > 1:
            where = ", ".join(map(str, rows))
            what = f"{organisation}, {year}, {measure}"
            yield f"{file}, rows {where}: {what} stands here {len(rows)} times. Keep one row."
