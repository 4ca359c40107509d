"""Origin by the two classifications of Statistics Netherlands (CBS), from the countries where people were born."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from evaluatie.shipped import shipped
from evaluatie.study.codes import by_value, code_text
from evaluatie.study.groups.countries import country
from evaluatie.study.settings.measured import Classification

NETHERLANDS = "nederland"
# Born abroad, and it is not known in which of the levels; and nothing known at all.
_ABROAD, _UNKNOWN = "abroad", "unknown"


def origin_levels(
    own: pd.Series, mother: pd.Series | None, father: pd.Series | None, classification: Classification
) -> tuple[pd.Series, pd.Series]:
    """Derive people's origin from countries of birth.

    ``cbs-1999``: a person has a migration background when at least one parent was born abroad, wherever the person
    was born [1]_. The country is the person's own when born abroad; else the mother's, unless that is the
    Netherlands; else the father's [2]_. Its level is ``"westers"`` or ``"niet-westers"``.

    ``cbs-2022``: the origin of who was born abroad is the own country of birth, also when both parents were born in
    the Netherlands [3]_. Of who was born in the Netherlands it is the mother's country when both parents were born
    abroad; the father's when the mother's is the Netherlands or not known [4]_. Its level is ``"europa"`` or
    ``"buiten-europa"``.

    Not checked: what CBS does in cbs-1999 with someone born abroad of whose parents too little is known. Such a
    person is ``"unknown"`` here, and so is everyone whose level the known countries leave open.

    Parameters
    ----------
    own : pandas.Series of shape (rows,)
        Countries of birth, as :func:`country` knows them; what it does not know counts as not known.
    mother, father : pandas.Series of shape (rows,) or None
        Those of the parents, with the same index.
    classification : {"cbs-1999", "cbs-2022"}
        In which levels.

    Returns
    -------
    tuple of two pandas.Series, each of shape (rows,)
        The level, ``"unknown"`` where it cannot be decided; and whether people were born in the Netherlands (the other
        dimension of cbs-2022; missing where that is not known).

    References
    ----------
    .. [1] CBS, "Persoon met een migratieachtergrond" (definitions); "Herkomstgroepering" (news 2015/43): who has two
       parents born in the Netherlands has no such background, regardless of the own country of birth.
    .. [2] CBS, "Niet-westerse allochtonen" (news 2008/02).
    .. [3] City of Amsterdam, Onderzoek en Statistiek, "Nieuwe indeling naar herkomst CBS"; CBS StatLine 85384NED has
       nobody with a Dutch origin who was born elsewhere.
    .. [4] CBS, "Herkomstland" (definitions).

    Examples
    --------
    >>> own, mother, father = (pd.Series([name]) for name in ("Turkije", "Nederland", "Nederland"))
    >>> origin_levels(own, mother, father, "cbs-1999")[0][0], origin_levels(own, mother, father, "cbs-2022")[0][0]
    ('nederland', 'buiten-europa')
    """
    places = [_places(cells, own.index, classification) for cells in (own, mother, father)]
    levels = _by_background(*places) if classification == "cbs-1999" else _by_birth(*places)
    levels = levels.where(levels != _ABROAD, _UNKNOWN)
    born = places[0].map({NETHERLANDS: True, _UNKNOWN: pd.NA}).where(~_abroad(places[0]), False)
    return levels.astype("str"), born.astype("boolean").rename("born_in_netherlands")


def _by_background(own: pd.Series, mother: pd.Series, father: pd.Series) -> pd.Series:
    background = _abroad(mother) | _abroad(father)
    none = (mother == NETHERLANDS) & (father == NETHERLANDS)
    levels = _by_birth(own, mother, father).where(background, _UNKNOWN)
    return levels.where(~none, NETHERLANDS)


def _by_birth(own: pd.Series, mother: pd.Series, father: pd.Series) -> pd.Series:
    parents = mother.where(_abroad(mother), father)
    dutch = (mother == NETHERLANDS) & (father == NETHERLANDS)
    of_parents = parents.where(_abroad(parents) | dutch, _UNKNOWN)
    return of_parents.where(own == NETHERLANDS, own)


def _abroad(places: pd.Series) -> pd.Series:
    return ~places.isin([NETHERLANDS, _UNKNOWN])


def _places(cells: pd.Series | None, index: pd.Index, classification: Classification) -> pd.Series:
    """Give the level in which each country of birth lies."""
    if cells is None:
        return pd.Series(_UNKNOWN, index=index, dtype="object")
    return by_value(cells, lambda value: _place(value, classification), "object").fillna(_UNKNOWN)


def _place(value: object, classification: Classification) -> str:
    found = country(code_text(value))
    if found is None:
        return _UNKNOWN
    if not found.abroad:
        return NETHERLANDS
    near, far = levels_of(classification)[1:]
    side = found.western if classification == "cbs-1999" else found.europe
    if side is None:
        return _ABROAD
    return near if side else far


def levels_of(classification: Classification) -> tuple[str, ...]:
    """Name the levels of a classification.

    Examples
    --------
    >>> levels_of("cbs-2022")
    ('nederland', 'europa', 'buiten-europa')
    """
    return tuple(_levels()[classification])


def labels_of(classification: Classification) -> dict[str, dict[str, str]]:
    """Name the levels of a classification as a reader understands them, per level and language.

    Examples
    --------
    >>> labels_of("cbs-2022")["buiten-europa"]["nl"]
    'herkomst buiten Europa'
    """
    return {level: dict(entry["label"]) for level, entry in _levels()[classification].items()}


def level_called(text: str, classification: Classification) -> str | None:
    """Find the level that a file calls otherwise; None when there is none.

    Examples
    --------
    >>> level_called("Niet-westerse migratieachtergrond", "cbs-1999")
    'niet-westers'
    """
    return _spellings(classification).get(_plain(text))


@cache
def _spellings(classification: Classification) -> dict[str, str]:
    return {
        _plain(name): level
        for level, entry in _levels()[classification].items()
        for name in (level, *entry["label"].values(), *entry["nl"], *entry["en"])
    }


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


@cache
def _levels() -> dict[str, dict[str, Any]]:
    levels: dict[str, dict[str, Any]] = shipped(__file__, "origin.yml")
    return levels
