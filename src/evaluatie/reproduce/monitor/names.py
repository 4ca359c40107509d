"""Names of organisations: what is the same name, and the table of names that are one organisation."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from evaluatie.amiss import InputError
from evaluatie.shipped import LOADER, shipped

_BLOCKS = {"groups", "linked", "apart", "uncertain", "events"}
_SPELLING = str.maketrans({"&": " and ", "’": "'", ",": " ", ".": " "})


@dataclass(frozen=True)
class KnownNames:
    """A table of names.

    Attributes
    ----------
    linked : tuple of mapping
        ``as``, ``names``, ``ground`` and, where there is one, ``source``, ``until`` (the last year in which it holds).
    apart : tuple of mapping
        ``name``, ``from`` (a year), ``why``: from then on another organisation bears the name.
    uncertain : tuple of mapping
        ``one``, ``other``, ``why``: looked at and not linked.
    events : tuple of mapping
        ``year``, ``kind`` (``"merged"`` or ``"split"``), ``before``, ``after``.
    """

    linked: tuple[Mapping[str, Any], ...]
    apart: tuple[Mapping[str, Any], ...] = ()
    uncertain: tuple[Mapping[str, Any], ...] = ()
    events: tuple[Mapping[str, Any], ...] = ()


def known_names(path: str | Path | None = None) -> KnownNames:
    """Read a table of names; without a path that of the Civil Service People Survey.

    Parameters
    ----------
    path : str or Path, optional
        A YAML with ``linked``, ``apart``, ``uncertain`` and ``events``, each optional.

    Returns
    -------
    KnownNames

    Raises
    ------
    InputError
        If it cannot be read, or a block or a key of a link is wrong.

    Examples
    --------
    >>> names = known_names()
    >>> len(names.linked), sorted({link["ground"] for link in names.linked})
    (53, ['code', 'misprint', 'renamed'])
    """
    if path is None:
        return _shipped_names()
    try:
        table = yaml.load(Path(path).read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError([f"{Path(path).name} cannot be read as a table of names: {error}"]) from None
    return _checked(table, Path(path).name)


@cache
def _shipped_names() -> KnownNames:
    return _checked(shipped(__file__, "renamed.yml"), "renamed.yml")


def _checked(table: Any, file: str) -> KnownNames:
    if not isinstance(table, dict) or set(table) - _BLOCKS:
        blocks = ", ".join(sorted(_BLOCKS))
        raise InputError([f"{file}: it must hold blocks named {blocks}, and no others."])
    problems = [
        f"{file}, linked, entry {place}: it needs as, names (a list) and ground. Add what is missing."
        for place, link in enumerate(table.get("linked") or (), start=1)
        if not (isinstance(link, dict) and {"as", "ground"} <= set(link) and isinstance(link.get("names"), list))
    ]
    if problems:
        raise InputError(problems)
    return KnownNames(*(tuple(table.get(block) or ()) for block in ("linked", "apart", "uncertain", "events")))


def spelt_alike(name: str) -> str:
    """Write a name as names are compared: case, ``&``, commas, apostrophes and a first "the" do not count.

    Parameters
    ----------
    name : str
        As printed.

    Returns
    -------
    str

    Examples
    --------
    >>> spelt_alike("HM Revenue & Customs") == spelt_alike("HM Revenue and Customs")
    True
    >>> spelt_alike("The Insolvency Service"), spelt_alike("Welsh Assembly Government")
    ('insolvency service', 'welsh assembly government')
    """
    words = " ".join(unicodedata.normalize("NFKC", name).translate(_SPELLING).casefold().split())
    return words.removeprefix("the ")
