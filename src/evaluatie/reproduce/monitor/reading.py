"""Reading aggregates: one figure per organisation, year and measure, checked cell by cell."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from evaluatie.amiss import InputError, listed, refuse
from evaluatie.reproduce.monitor.doubts import AggregatesWarning, impossible_percentages
from evaluatie.reproduce.monitor.names import spelt_alike
from evaluatie.reproduce.monitor.shares import taken_for_shares
from evaluatie.shipped import shipped
from evaluatie.study.aggregates.printed import Printed, read_printed
from evaluatie.study.files.headings import find_columns
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.reading import read_answers
from evaluatie.study.problems import Problem

_OPTIONAL = ("measure", "n", "wording")
_YEARS = range(1900, 2101)
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,' \u00a0\u202f’]\d{3})+")
_DECIMAL_COMMA = re.compile(r"\d{1,3},\d*")


def read_aggregates(
    path: str | Path, *, measure: str | None = None, limits: tuple[float, float] = (0.0, 100.0)
) -> pd.DataFrame:
    r"""Read published or own aggregates from a .csv or .xlsx and check them.

    Parameters
    ----------
    path : str or Path
        The file. It has the columns year, organisation and value (also jaar, organisatie, waarde), and may have measure
        (maat), n and wording (formulering). Decimal commas and points are read, and a % sign behind a value.
    measure : str, optional
        What is measured, where the file has no such column.
    limits : tuple of float, default (0, 100)
        Between which values may lie.

    Returns
    -------
    pandas.DataFrame
        One row per year, organisation and measure: ``year`` (int), ``organisation``, ``measure``, ``value``, ``n``
        (missing where it is unknown), ``half`` (half a unit of the last decimal that is printed in that year for that
        measure), ``kind`` (``"organisation"``), ``row`` (of the file), ``printed`` (the value as it stands there), and
        ``wording`` where the file has it. Cells without a number are left out.

    Raises
    ------
    InputError
        With every fault: file, row, column and remedy. Among them shares (0.62) in place of percentages (62), names
        that differ in case, spaces or punctuation only, and numbers of people with a thousands separator.

    Warns
    -----
    AggregatesWarning
        Where no whole number of the n people is that percentage (:func:`impossible_percentages`).

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "own.csv")
    ...     _ = file.write_text("jaar;organisatie;waarde;n\n2023;Ons;71,4;210\n2024;Ons;73,7;198\n")
    ...     read_aggregates(file, measure="valued")[["year", "value", "n", "half"]]
       year  value      n  half
    0  2023   71.4  210.0  0.05
    1  2024   73.7  198.0  0.05
    """
    frame = read_unwarned(path, measure=measure, limits=limits)
    found = impossible_percentages(frame)
    if len(found.table):
        warnings.warn(f"{Path(path).name}, {'; '.join(found.notes)}", AggregatesWarning, stacklevel=2)
    return frame


def read_unwarned(
    path: str | Path, *, measure: str | None = None, limits: tuple[float, float] = (0.0, 100.0)
) -> pd.DataFrame:
    """Read as :func:`read_aggregates` does, without its warning: for who tells of doubts in another way."""
    try:
        raw = read_answers(Path(path))
        columns = find_columns(raw, _headings(), _OPTIONAL if measure else _OPTIONAL[1:])
    except UnreadableError as error:
        raise InputError([str(problem) for problem in error.problems]) from None
    reader = _Rows(raw, columns, measure, limits)
    frame = reader.frame()
    problems = [
        *map(str, reader.problems),
        *_spelt_otherwise(raw.file, columns, reader.names),
        *_doubled(raw.file, frame),
    ]
    problems += _shares(raw.file, columns["value"], frame) if limits[1] > 1 else ()
    if not problems and frame.empty:
        problems = [f"{raw.file}: no row holds a value. Fill the column {columns['value']}."]
    refuse(problems)
    return with_half(frame.drop(columns="sign"))


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
        self.names: list[tuple[str, str, int]] = []

    def frame(self) -> pd.DataFrame:
        rows = [row for number, cells in self.raw.cells.iterrows() for row in self._row(int(str(number)), cells)]
        names = ["year", "organisation", "measure", "value", "n", "half", "kind", "row", "printed", "sign"]
        return pd.DataFrame(rows, columns=[*names, *(["wording"] if "wording" in self.columns else [])])

    def _row(self, number: int, cells: pd.Series[Any]) -> Iterator[dict[str, Any]]:
        texts = {name: _text(cells[column]) for name, column in self.columns.items()}
        if not any(texts.values()):
            return
        before = len(self.problems)
        year = self._year(number, cells)
        sign = texts["value"].endswith("%")
        value = self._number(number, "value", texts["value"].rstrip("% ") if sign else cells[self.columns["value"]])
        n = self._people(number, cells) if "n" in self.columns else None
        for name in ("organisation", "measure"):
            if name in self.columns and not texts[name]:
                self._amiss(number, name, "is empty.", "Write a name, or empty the whole row.")
            self.names += [(name, texts[name], number)] if texts.get(name) else []
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
            "printed": value.text,
            "sign": sign,
            **({"wording": texts["wording"]} if "wording" in texts else {}),
        }

    def _year(self, number: int, cells: pd.Series[Any]) -> int:
        text = _text(cells[self.columns["year"]])
        whole = text.removesuffix(".0")
        if not (whole.isdigit() and int(whole) in _YEARS):
            self._amiss(number, "year", f'"{text}" is no year.', "Write four digits, such as 2024.")
            return 0
        return int(whole)

    def _number(self, row: int, name: str, cell: object) -> Printed:
        text, (low, high) = _text(cell), self.limits
        # between 0 and 100 a comma can only be decimal, unless three digits follow it
        comma = self.raw.decimal_comma or (_DECIMAL_COMMA.fullmatch(text) and not _THOUSANDS.fullmatch(text))
        found = read_printed(cell, decimal_comma=bool(comma))
        if found.kind == "wrong":
            hint = "Write digits only, without thousands separators: 71.5 or 71,5."
            self._amiss(row, name, f'"{found.text}" is no number.', hint)
        elif found.kind == "number" and not low <= found.value <= high:
            bounds = f"{low:g} to {high:g}"
            self._amiss(row, name, f"{found.text} lies outside {bounds}.", "Mend the figure or leave the cell empty.")
        return found

    def _people(self, row: int, cells: pd.Series[Any]) -> Printed:
        cell = cells[self.columns["n"]]
        text = _text(cell)
        if isinstance(cell, str) and _THOUSANDS.fullmatch(text):
            joined = re.sub(r"\D", "", text)
            hint = f"Write {joined} without a separator if that is meant, and no decimals."
            self._amiss(row, "n", f'"{text}" may be {joined}, or a number with decimals.', hint)
            return Printed(text, "wrong")
        found = read_printed(cell, decimal_comma=self.raw.decimal_comma)
        if found.kind == "wrong" or (found.kind == "number" and not (found.value.is_integer() and found.value >= 1)):
            hint = "Write a whole number of 1 or more, or leave the cell empty."
            self._amiss(row, "n", f'"{found.text}" is no number of people.', hint)
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


def _spelt_otherwise(file: str, columns: dict[str, str], names: list[tuple[str, str, int]]) -> Iterator[str]:
    """Tell of names that differ in case, spaces or punctuation only: they would count as two."""
    met: dict[tuple[str, str], dict[str, list[int]]] = {}
    for column, name, row in names:
        met.setdefault((column, spelt_alike(name)), {}).setdefault(name, []).append(row)
    for (column, _), spelt in met.items():
        if len(spelt) > 1:
            told = " and ".join(f'"{one}" ({_rows(rows)})' for one, rows in spelt.items())
            what = f"{told} differ in capitals or punctuation only"
            yield f"{file}, column {columns[column]}: {what}. Write one name everywhere; add a word if they are two."


def _rows(rows: Sequence[int]) -> str:
    return f"{'row' if len(rows) == 1 else 'rows'} {listed(rows, 5)}"


def _shares(file: str, column: str, frame: pd.DataFrame) -> Iterator[str]:
    """Tell of shares of 1 where percentages belong, once per measure; a % sign says that a percentage is meant."""
    for measure, rows in frame.groupby("measure", sort=False):
        places = taken_for_shares(rows["value"].tolist())
        found = rows.iloc[places]
        found = found[~found["sign"].astype(bool)]
        if found.empty:
            continue
        first = found["printed"].iloc[0]
        where = f"{file}, {_rows(found['row'].tolist())}, column {column}"
        hint = "Write 62 for 0.62 (in a spreadsheet: a plain number, no percentage format)"
        small = f"if less than 1 percent is meant, write {first}% with its sign"
        yield f"{where}: {measure} holds shares of 1 where percentages belong, such as {first}. {hint}; {small}."
