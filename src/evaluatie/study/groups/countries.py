"""Countries of birth by name or code, and in which part of the two classifications of origin they lie."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from evaluatie.shipped import shipped
from evaluatie.study.codes import BLANKS, by_value, code_text
from evaluatie.study.problems import LISTED, Problem, did_you_mean


@dataclass(frozen=True)
class Country:
    """A country of birth, or an answer that tells only in which part of the world it lies.

    Attributes
    ----------
    name : str
        Its usual name in Dutch.
    europe : bool or None
        Whether it is Europe in the classification since 2022; None where the answer leaves it open.
    western : bool or None
        Whether it is western in the classification from 1999 to 2022.
    """

    name: str
    europe: bool | None
    western: bool | None

    @property
    def abroad(self) -> bool:
        """Whether it is another country than the Netherlands; Aruba, Curaçao and Sint Maarten are."""
        return self.name != "Nederland"


def country(text: str) -> Country | None:
    """Find a country by its Dutch or English name or its ISO 3166-1 code; None when there is none like it.

    Parameters
    ----------
    text : str
        Capitals, accents, hyphens, spaces and small words make no difference.

    Returns
    -------
    Country or None
        The facts and their sources stand in countries.yml.

    Examples
    --------
    >>> [country(text).name for text in ("marokko", "MAR", "Bosnie-Herzegovina", "The Netherlands")]
    ['Marokko', 'Marokko', 'Bosnië en Herzegovina', 'Nederland']
    >>> country("Turkije").europe, country("Armenië").europe, country("Armenië").western
    (False, False, True)
    >>> country("Atlantis") is None
    True
    """
    return _countries().get(_key(text))


def read_countries(
    file: str, cells: pd.Series, missing_codes: tuple[str, ...] = (), labels: Mapping[str, str] | None = None
) -> tuple[pd.Series, list[Problem]]:
    """Read a column of countries of birth.

    Parameters
    ----------
    file : str
        Its file, for problems.
    cells : pandas.Series of shape (rows,)
        Names or codes, named after the column; the index is the number of the row.
    missing_codes : tuple of str
        Codes for no answer.
    labels : mapping of str to str, optional
        The label of each code, where the file tells it.

    Returns
    -------
    tuple of pandas.Series and list of Problem
        Dutch names, missing where there is no answer; and the values that are no country, each once with its first
        row. A value is not quoted, since few people may have it: only the country that it is much like is named.
    """
    labels = labels or {}

    def name(value: object) -> str | None:
        code = code_text(value)
        text = labels.get(code, code)
        if {code, text} & {*BLANKS, *missing_codes} or _key(text) in _no_answers():
            return ""
        found = country(text)
        return None if found is None else found.name

    names = by_value(cells.astype("object").where(cells.notna(), ""), name, "str")
    unread = cells[names.isna()].map(code_text)
    problems = [
        _no_country(file, str(cells.name), same.index, labels.get(str(text), str(text)))
        for text, same in unread.groupby(unread, sort=False)
    ]
    if len(problems) > LISTED:
        more = f"And {len(problems) - LISTED} more values of this column are not countries."
        problems = [*problems[:LISTED], Problem(file, None, str(cells.name), more)]
    return names.where(names != ""), problems


def _no_country(file: str, column: str, rows: pd.Index, text: str) -> Problem:
    more = f" The same in {len(rows) - 1} more rows." if len(rows) > 1 else ""
    hint = did_you_mean(text, _spellings(), listing=False)
    hint = hint or "Write its Dutch or English name or its ISO code; name codes for no answer under missing_codes."
    return Problem(file, int(rows[0]), column, f"This is not the name or code of a country.{more}", hint)


def _key(text: str) -> str:
    """Reduce a name to its letters; 'Bosnië en Herzegovina' and 'BOSNIE-HERZEGOVINA' are the same."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    words = re.findall("[a-z]+", plain)
    telling = [word for word in words if word not in _data()["small_words"]]
    # DE is also the code of Germany
    return "".join(telling or words)


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = shipped(__file__, "countries.yml")
    return data


def _entries() -> Iterator[tuple[Country, list[str]]]:
    """Go through the countries, each with all that it may be called."""
    data = _data()
    for entry in (*data["countries"], *data["former"], *data["regions"]):
        codes = [entry[key] for key in ("alpha2", "alpha3") if key in entry]
        yield (
            Country(entry["nl"][0], entry.get("europe"), entry.get("western")),
            [*codes, *entry["nl"], *entry["en"]],
        )


@cache
def _countries() -> dict[str, Country]:
    return {_key(name): found for found, names in _entries() for name in names}


@cache
def _spellings() -> list[str]:
    # codes are left out: every short word is much like one of them
    return [name for _, names in _entries() for name in names if len(name) > 3]


@cache
def _no_answers() -> frozenset[str]:
    return frozenset(map(_key, _data()["unknown"]))
