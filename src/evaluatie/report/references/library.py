"""The list of works (``references.json``, CSL-JSON): reading it, and how a work is named in a text."""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from evaluatie.report.wording import Wording

#: a work in CSL's vocabulary
Reference = Mapping[str, Any]

_FEW = 2  # more authors are the first "et al."


@cache
def load_references() -> dict[str, Reference]:
    """Read the works, by key in alphabetical order.

    Examples
    --------
    >>> load_references()["wilson1927"]["container-title"]
    'Journal of the American Statistical Association'
    """
    works = json.loads(Path(__file__).with_name("references.json").read_text(encoding="utf-8"))
    return {work["id"]: work for work in works}


def cited_by(wording: Wording, key: str) -> tuple[str, ...]:
    """Give the works that a text of the wording files cites, in its order: the blanks that are keys of works.

    Examples
    --------
    >>> from evaluatie.report.wording import load_wording
    >>> cited_by(load_wording("nl"), "method.mixed_model.account")
    ('laird1982', 'satterthwaite1946')
    """
    works = load_references()
    return tuple(blank for blank in wording.blanks(key) if blank in works)


def citation(key: str) -> str:
    """Name a work in a text, by authors and year.

    Parameters
    ----------
    key : str
        The work's key.

    Returns
    -------
    str
        Two works that would be named alike have a letter after the year, in the order of their titles.

    Examples
    --------
    >>> citation("student1908"), citation("cox1972"), citation("kaplan1958"), citation("holm1979")
    ('Student, 1908', 'Cox, 1972', 'Kaplan & Meier, 1958', 'Holm, 1979')
    >>> citation("derrick2017companion"), citation("derrick2017test")
    ('Derrick et al., 2017a', 'Derrick et al., 2017b')
    """
    return f"{_authors(load_references()[key])}, {year(key)}"


def year(key: str) -> str:
    """Give a work's year, with a letter where that is needed to tell it from another."""
    return f"{load_references()[key]['issued']['date-parts'][0][0]}{_letters().get(key, '')}"


def ordered(keys: Iterable[str]) -> tuple[str, ...]:
    """Put works in the order of a reference list: by authors, year and title; each once."""
    return tuple(sorted(set(keys), key=_place))


def csl_json(keys: Iterable[str]) -> bytes:
    """Write works as CSL-JSON, which Zotero, Mendeley and pandoc read."""
    works = [load_references()[key] for key in ordered(keys)]
    return (json.dumps(works, ensure_ascii=False, indent=2) + "\n").encode()


def surname(name: Mapping[str, str]) -> str:
    """Give the name by which an author is known."""
    return name.get("literal") or name["family"]


def _authors(work: Reference) -> str:
    names = [surname(name) for name in work["author"]]
    return " & ".join(names) if len(names) <= _FEW else f"{names[0]} et al."


def _place(key: str) -> tuple[list[str], str, str]:
    work = load_references()[key]
    names = [_sortable(surname(name)) for name in work["author"]]
    return names, year(key), str(work["title"]).casefold()


def _sortable(name: str) -> str:
    """Write a name as it is sorted: without accents, ``Röver`` before ``Rubin``."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign)).casefold()


@cache
def _letters() -> dict[str, str]:
    alike: dict[tuple[str, int], list[str]] = defaultdict(list)
    for key, work in load_references().items():
        alike[_authors(work), work["issued"]["date-parts"][0][0]].append(key)
    return {key: letter for keys in alike.values() if len(keys) > 1 for key, letter in _lettered(keys)}


def _lettered(keys: Sequence[str]) -> Iterable[tuple[str, str]]:
    works = load_references()
    return zip(sorted(keys, key=lambda key: str(works[key]["title"]).casefold()), "abcdefgh", strict=False)
