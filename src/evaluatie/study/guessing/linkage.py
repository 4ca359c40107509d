"""Which column is the linking code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from evaluatie.study.codes import codes_of
from evaluatie.study.guessing.tables import Column, Table
from evaluatie.study.guessing.vocabulary import match, vocabulary

_FILLED = 0.5  # share of the rows that must have a code
_UNIQUE = 0.95  # share of the codes that stand in one row only; the others are doubled answers
_OVERLAP = 0.05  # share of the smaller wave that comes back
_LONGEST = 40
_AGREEMENT = 0.9


@dataclass(frozen=True)
class Linking:
    """What is known of the linking code.

    Attributes
    ----------
    column : str or None
        Its name in the first wave.
    overlap : int
        Codes that stand in more than one wave.
    why_not : str
        Why there is none.
    """

    column: str | None
    overlap: int = 0
    why_not: str = ""


def find_linking(
    tables: Sequence[Table], names: Sequence[Mapping[str, str]], columns: Mapping[str, Column], stable: Sequence[str]
) -> Linking:
    """Find the column by which answers of one person at several waves are linked.

    Parameters
    ----------
    tables : sequence of Table
        The waves in order.
    names : sequence of mapping of str to str
        Per wave, the name in the first wave and the name in this one.
    columns : mapping of str to Column
        The columns that every wave has, by the name in the first.
    stable : sequence of str
        Columns that do not change for a person, such as gender: they tell a code from a row number.

    Returns
    -------
    Linking
    """
    candidates = []
    why_not = "no column has a different value for everyone"
    for position, column in enumerate(columns.values()):
        codes = [_codes(table, own[column.name]) for table, own in zip(tables, names, strict=True)]
        known = _known(column.name)
        if match(column.name, vocabulary()["technical"]) > 1:
            continue  # a survey program's own numbers can meet by chance
        if not all(map(_may_link, codes)) or not (known or (len(tables) > 1 and _looks_like_code(column))):
            continue
        overlap = _overlap(codes)
        counted = _counts_rows(codes)
        if len(tables) > 1 and overlap < max(2, _OVERLAP * min(map(len, codes))):
            why_not = f"the values of {column.name} do not come back from wave to wave" if known else why_not
        elif (counted or not known) and not _belongs(column, tables, names, stable, unsure=counted):
            why_not = f"{column.name} looks like a row number, which links the wrong people" if counted else why_not
        else:
            candidates.append((-known, -overlap, position, column.name))
    if not candidates:
        return Linking(None, 0, why_not)
    best = min(candidates)
    return Linking(best[3], -best[1])


def may_link(name: str) -> bool:
    """Say whether a column of a survey program is meant for linking: its token, or its external reference.

    Examples
    --------
    >>> may_link("ExternalReference"), may_link("token"), may_link("RecipientEmail")
    (True, True, False)
    """
    return match(name, [*vocabulary()["respondent"]["linking"], "access code", "participant id"]) > 1


def _codes(table: Table, name: str) -> pd.Series:
    return codes_of(table.raw.cells[name])


def _known(name: str) -> int:
    known = vocabulary()["respondent"]
    linking, other = match(name, known["linking"]), match(name, known["other"])
    return linking + 3 if linking else other


def _may_link(codes: pd.Series) -> bool:
    filled = codes.dropna()
    return (
        len(filled) >= max(2, _FILLED * len(codes))
        and filled.nunique() >= _UNIQUE * len(filled)
        and int(filled.str.len().max()) <= _LONGEST
        and float(filled.str.contains(r"\s|[.,][0-9]{2}", regex=True).mean()) < _OVERLAP
    )


def _looks_like_code(column: Column) -> bool:
    """Say whether a column of an unknown name holds codes: whole numbers, or texts with a digit in them."""
    if column.is_numeric:
        return column.is_whole
    return all(any(letter.isdigit() for letter in code) for code in column.counts)


def _overlap(codes: Sequence[pd.Series]) -> int:
    return sum(len(set(before.dropna()) & set(after.dropna())) for before, after in pairwise(codes))


def _counts_rows(codes: Sequence[pd.Series]) -> bool:
    """Say whether a column counts 1, 2, 3 in every wave."""
    numbers = [pd.to_numeric(column, errors="coerce").to_numpy(dtype=float) for column in codes]
    return len(codes) > 1 and all(bool(np.all(np.diff(column) == 1)) for column in numbers)


def _belongs(
    column: Column, tables: Sequence[Table], names: Sequence[Mapping[str, str]], stable: Sequence[str], *, unsure: bool
) -> bool:
    """Say whether rows with one code are one person: by what does not change, or else by what the code is called."""
    shares = [
        _agreement(tables, names, column.name, other)
        for other in stable
        if other != column.name and all(other in own for own in names)
    ]
    if shares:
        return min(shares) >= _AGREEMENT
    return not unsure or match(column.name, vocabulary()["respondent"]["linking"]) > 0


def _agreement(tables: Sequence[Table], names: Sequence[Mapping[str, str]], code: str, other: str) -> float:
    first, last = (
        pd.Series(_codes(table, own[other]).to_numpy(), index=_codes(table, own[code]))
        for table, own in ((tables[0], names[0]), (tables[-1], names[-1]))
    )
    both = pd.concat([_once(first), _once(last)], axis=1, join="inner").dropna()
    return float((both.iloc[:, 0] == both.iloc[:, 1]).mean()) if len(both) else 0.0


def _once(values: pd.Series) -> pd.Series:
    return values[values.index.notna() & ~values.index.duplicated()]
