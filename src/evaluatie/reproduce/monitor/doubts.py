"""Percentages that no whole number of people can make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.amiss import refuse
from evaluatie.frames import check_frame
from evaluatie.reproduce.checks import grim_percent
from evaluatie.reproduce.monitor.notes import Figure, Note, note
from evaluatie.result import Estimate, Result

METHOD = "GRIM: a percentage of n people is that of a whole number of them (Brown & Heathers 2017)"
MOST = 10**9  # of people, a year or a figure
_FINEST = Decimal("0.000001")  # what a spreadsheet computed has more decimals than mean anything
_NO_SHARE = ("theme_", "engagement_index", "response_rate")


class AggregatesWarning(UserWarning):
    """Figures that are read and hardly can be right."""


@dataclass(frozen=True, kw_only=True)
class Impossible(Result):
    """Percentages that no whole number of people can make.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per such figure: ``row`` (of the file; missing where there is none), ``organisation``, ``year``,
        ``measure``, ``printed``, ``n``, ``low``, ``high`` (the nearest possible percentages).
    looked_at : int
        Figures with n that could be looked at.
    """

    table: pd.DataFrame
    looked_at: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the figures as they stand."""
        rows = self.table.to_dict("records")
        return tuple(
            Estimate(
                row["measure"], float(row["printed"]), n=row["n"], group=row["organisation"], wave=str(row["year"])
            )
            for row in rows
        )


def impossible_percentages(own: pd.DataFrame) -> Impossible:
    """Find percentages that no whole number of n people can be.

    Themes and indices of the Civil Service People Survey, which are means, are not looked at. A figure with more than
    six decimals is taken as rounded to six.

    Parameters
    ----------
    own : DataFrame
        ``year``, ``organisation``, ``measure``, ``value``, ``n`` and, as :func:`read_aggregates` gives them,
        ``printed`` and ``row``.

    Returns
    -------
    Impossible

    Examples
    --------
    >>> own = pd.DataFrame({"year": [2023, 2024], "organisation": "ours", "measure": "fair", "value": [70, 71], "n": 8})
    >>> impossible_percentages(own).table[["year", "printed", "low", "high"]].values.tolist()
    [[2023, '70', 62.5, 75.0], [2024, '71', 62.5, 75.0]]
    """
    check_own(own)
    rows = own[own["n"].notna() & ~own["measure"].str.startswith(_NO_SHARE)]
    columns = ["row", "organisation", "year", "measure", "printed", "n", "low", "high"]
    table = pd.DataFrame(list(_found(rows)), columns=columns)
    notes = tuple(map(_told, table.to_dict("records")))
    return Impossible(METHOD, notes, table=table, looked_at=len(rows))


def check_own(own: pd.DataFrame) -> None:
    """Refuse own figures that lack a column, of which a year or n is no whole number, or a figure no number.

    Parameters
    ----------
    own : DataFrame
        As :func:`impossible_percentages` takes them.

    Raises
    ------
    TypeError
        If it is no DataFrame.
    ValueError
        If a column is not there or there twice.
    InputError
        With every year, n and figure that is none, and its row (the first is 1).

    Examples
    --------
    >>> own = pd.DataFrame({"year": [2023], "organisation": "ours", "measure": "fair", "value": [70], "n": [8.5]})
    >>> check_own(own)
    Traceback (most recent call last):
        ...
    evaluatie.amiss.InputError: row 1: n is 8.5, which is no whole number of people
    """
    check_frame(own, ["year", "organisation", "measure", "value", "n"], ["printed", "row", "wording"])
    problems = [
        f"row {at + 1}: measure is {name}, which is no name"
        for at, name in enumerate(own["measure"])
        if not isinstance(name, str)
    ]
    for name, told in (("year", "no year"), ("n", "no whole number of people")):
        numbers = pd.to_numeric(own[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        wrong = ~((numbers >= 0) & (numbers <= MOST) & (numbers == np.floor(numbers))) & own[name].notna().to_numpy()
        problems += [f"row {at + 1}: {name} is {own[name].iloc[at]}, which is {told}" for at in np.flatnonzero(wrong)]
    for name in ("value", "printed"):
        if name in own:
            texts = own[name].astype("string").str.strip().str.replace(",", ".", regex=False)
            figures = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
            wrong = ~(np.abs(figures) <= MOST)
            problems += [
                f"row {at + 1}: {name} is {own[name].iloc[at]}, which is no number" for at in np.flatnonzero(wrong)
            ]
    refuse(problems)


def _found(rows: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    for row in rows.to_dict("records"):
        printed = _decimal(row.get("printed", row["value"]))
        found = grim_percent(printed, int(row["n"]))
        if found.verdict in ("inconsistent", "impossible"):
            place = (row.get("row"), row["organisation"], int(row["year"]), row["measure"])
            yield *place, printed, int(row["n"]), found.low, found.high


def _decimal(printed: Any) -> str:
    """Write a figure with a decimal point, and no more decimals than mean anything."""
    number = Decimal(str(printed).strip().replace(",", "."))
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -6:
        number = number.quantize(_FINEST).normalize()
    return f"{number:f}"


def _told(row: dict[Any, Any]) -> Note:
    there = row["row"] is not None and row["row"] == row["row"]
    where = note("row", row=int(row["row"])) if there else f"{row['organisation']}, {row['year']}"
    nearest = {"low": Figure(row["low"], 2), "high": Figure(row["high"], 2)}
    return note("doubt", where=where, printed=row["printed"], n=row["n"], **nearest)
