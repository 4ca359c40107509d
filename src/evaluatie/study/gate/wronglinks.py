"""Wrong links: one linking code at two waves, and something about the person that does not change is another."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluatie.study.codes import BLANKS, code_text
from evaluatie.study.note import Note
from evaluatie.study.problems import LISTED, Problem

_YEAR = re.compile(r"(?<![0-9])(?:18|19|20)[0-9]{2}(?![0-9])")
# From here it is not this or that code: the characteristic was coded otherwise, or the codes mean other people.
_MANY, _SHARE = 10, 1 / 3


@dataclass(frozen=True)
class WaveOfCodes:
    """One wave's linking codes, with what does not change about a person.

    Attributes
    ----------
    wave, file : str
        The wave's id, and the name of its file.
    rows : pandas.DataFrame of shape (rows, 1 + characteristics)
        ``respondent``, the linking code, missing where there is none; and per characteristic a level, or the date or
        year of birth as :func:`birth_years` gives it (no band: that changes with the years). The index is the number
        of the row.
    columns : mapping of str to str
        Characteristic to its column in this file.
    """

    wave: str
    file: str
    rows: pd.DataFrame
    columns: Mapping[str, str]


@dataclass(frozen=True)
class WrongLink:
    """A code for which something changes that does not.

    Attributes
    ----------
    earlier, later : str
        The waves' ids.
    earlier_row, later_row : int
        The rows in which the code stands.
    changed : tuple of str
        The characteristics that are others.
    """

    earlier: str
    later: str
    earlier_row: int
    later_row: int
    changed: tuple[str, ...]


@dataclass(frozen=True)
class WrongLinks:
    """What is wrong with the links of a study.

    Attributes
    ----------
    links : tuple of WrongLink
        In the order of waves and rows; a code is told once per later wave.
    rows : mapping of str to tuple of int
        Per wave all rows of the codes concerned: which of them is wrong cannot be told.
    linked : mapping of (str, str) to int
        How many codes of the later wave came back, by the two waves' ids, where some link is wrong.
    """

    links: tuple[WrongLink, ...]
    rows: Mapping[str, tuple[int, ...]]
    linked: Mapping[tuple[str, str], int]


def birth_years(cells: pd.Series) -> pd.Series:
    """Give the years of a column of dates or years of birth; missing where there is none.

    Parameters
    ----------
    cells : pandas.Series of shape (rows,)
        Dates, numbers or text.

    Returns
    -------
    pandas.Series of shape (rows,)
        Years as text.

    Examples
    --------
    >>> birth_years(pd.Series([1980, "1980-02-01", "1-2-1980", datetime.date(1980, 2, 1)])).tolist()
    ['1980', '1980', '1980', '1980']
    """
    return pd.Series([_year(cell) for cell in cells], index=cells.index, name=cells.name, dtype="str")


def _year(cell: object) -> str | None:
    if isinstance(cell, datetime.date) and not pd.isna(cell):
        return str(cell.year)
    years = _YEAR.findall(code_text(cell))
    return years[0] if len(years) == 1 else None


def wrong_links(waves: Sequence[WaveOfCodes]) -> WrongLinks:
    """Find the codes that cannot belong to one person.

    Parameters
    ----------
    waves : sequence of WaveOfCodes
        In the order of time. Of a code that stands in several rows of a wave the first row is looked at.

    Returns
    -------
    WrongLinks
        ``other``, ``unknown`` and blanks are not known, and contradict nothing.

    Examples
    --------
    >>> columns = {"gender": "sex"}
    >>> t0 = pd.DataFrame({"respondent": ["a", "b"], "gender": ["1", "2"]}, index=[2, 3])
    >>> t1 = pd.DataFrame({"respondent": ["b", "a"], "gender": ["1", "unknown"]}, index=[2, 3])
    >>> found = wrong_links([WaveOfCodes("t0", "t0.csv", t0, columns), WaveOfCodes("t1", "t1.csv", t1, columns)])
    >>> found.links
    (WrongLink(earlier='t0', later='t1', earlier_row=3, later_row=2, changed=('gender',)),)
    >>> dict(found.rows)
    {'t0': (3,), 't1': (2,)}
    """
    known = [_by_code(wave.rows) for wave in waves]
    links: dict[tuple[int, object], WrongLink] = {}
    linked: dict[tuple[str, str], int] = {}
    for later in range(1, len(waves)):
        for earlier in range(later):
            found, both = _between(known[earlier], known[later], waves[earlier].wave, waves[later].wave)
            if found:
                linked[waves[earlier].wave, waves[later].wave] = both
            for code, link in found.items():
                links.setdefault((later, code), link)
    wrong = {code for _, code in links}
    rows = {
        wave.wave: tuple(int(row) for row in wave.rows.index[wave.rows["respondent"].isin(wrong)]) for wave in waves
    }
    ordered = sorted(links.items(), key=lambda item: (item[0][0], item[1].later_row))
    return WrongLinks(tuple(link for _, link in ordered), {wave: of for wave, of in rows.items() if of}, linked)


def _by_code(rows: pd.DataFrame) -> pd.DataFrame:
    """Give what is known about each code, and its row."""
    coded = rows.assign(row=rows.index).dropna(subset=["respondent"]).drop_duplicates("respondent")
    coded = coded.set_index("respondent")
    for name in coded.columns.drop("row"):
        texts = coded[name].map(code_text, na_action="ignore").astype("object")
        coded[name] = texts.mask(texts.isin([*BLANKS, "other", "unknown"]) | texts.isna(), None)
    return coded


def _between(one: pd.DataFrame, two: pd.DataFrame, earlier: str, later: str) -> tuple[dict[object, WrongLink], int]:
    codes = two.index.intersection(one.index, sort=False)
    one, two = one.loc[codes], two.loc[codes]
    names = [name for name in two.columns if name in one.columns and name != "row"]
    differs = np.array(
        [((one[name] != two[name]) & one[name].notna() & two[name].notna()).to_numpy(dtype=bool) for name in names]
    ).reshape(len(names), len(codes))
    rows = np.column_stack([one["row"], two["row"]])
    links = {
        codes[place]: WrongLink(
            earlier,
            later,
            int(rows[place, 0]),
            int(rows[place, 1]),
            tuple(name for name, wrong in zip(names, differs[:, place], strict=True) if wrong),
        )
        for place in np.flatnonzero(differs.any(axis=0)).tolist()
    }
    return links, len(codes)


def link_problems(found: WrongLinks, waves: Iterable[WaveOfCodes]) -> list[Problem]:
    """Make problems of wrong links; the code and the levels are never named.

    Parameters
    ----------
    found : WrongLinks
        What :func:`wrong_links` gave.
    waves : iterable of WaveOfCodes
        What it was given.

    Returns
    -------
    list of Problem
        At most twenty per file are listed and the rest counted. Where it holds for at least ten codes and a third of
        all, one problem says so.
    """
    by_id = {wave.wave: wave for wave in waves}
    problems: list[Problem] = []
    for later in dict.fromkeys(link.later for link in found.links):
        of_wave = [link for link in found.links if link.later == later]
        wave, first = by_id[later], of_wave[0]
        if _is_general(of_wave, found):
            problems.append(_general(of_wave, wave, by_id[first.earlier].file, found.linked[first.earlier, later]))
            continue
        problems += [_problem(link, wave, by_id[link.earlier].file) for link in of_wave[:LISTED]]
        if (more := len(of_wave) - LISTED) > 0:
            text = f"And {more} more linking code{'s' * (more != 1)} cannot belong to one person."
            problems.append(Problem(wave.file, None, wave.columns.get(first.changed[0]), text))
    return problems


def unlinked_note(found: WrongLinks, waves: Iterable[WaveOfCodes]) -> list[Note]:
    """Note that links were taken away.

    Parameters
    ----------
    found : WrongLinks
        What :func:`wrong_links` gave.
    waves : iterable of WaveOfCodes
        What it was given.

    Returns
    -------
    list of Note
        Per later wave one with the key ``unlinked_codes``, or none.
    """
    files = {wave.wave: wave.file for wave in waves}
    counts = {later: sum(link.later == later for link in found.links) for later in files}
    return [
        Note(
            "unlinked_codes",
            f"{files[later]}: {number} linking code{'s' * (number != 1)} cannot belong to one person, since "
            f"{_changed(found, later)} changed; the answers are kept, and link to nothing.",
            {"wave": later},
        )
        for later, number in counts.items()
        if number
    ]


def _changed(found: WrongLinks, later: str) -> str:
    names = dict.fromkeys(name for link in found.links if link.later == later for name in link.changed)
    return " or ".join(names)


def are_general(found: WrongLinks) -> bool:
    """Say whether so many links of a wave are wrong that it is the coding, or the codes, and not a few people."""
    later = {link.later for link in found.links}
    return any(_is_general([link for link in found.links if link.later == wave], found) for wave in later)


def _is_general(links: list[WrongLink], found: WrongLinks) -> bool:
    both = max(found.linked[link.earlier, link.later] for link in links)
    return len(links) >= _MANY and len(links) > _SHARE * both


def _general(links: list[WrongLink], wave: WaveOfCodes, earlier: str, both: int) -> Problem:
    names = list(dict.fromkeys(name for link in links for name in link.changed))
    which = " or ".join(names)
    message = f"For {len(links)} of the {both} linking codes that also stand in {earlier}, {which} is not the same."
    hint = f"Is {names[0]} coded otherwise in one of the files, or do the codes mean other people?"
    return Problem(wave.file, None, wave.columns.get(names[0]), message, hint)


def _problem(link: WrongLink, wave: WaveOfCodes, earlier: str) -> Problem:
    message = (
        f"{' and '.join(link.changed)} {'is' if len(link.changed) == 1 else 'are'} not the same as in row "
        f"{link.earlier_row} of {earlier}, which has the same linking code."
    )
    hint = (
        "Correct it, or empty the code; or write wrong_links: unlink under survey to keep such answers unlinked, or "
        "stable: false under the group if this may change."
    )
    return Problem(wave.file, link.later_row, wave.columns.get(link.changed[0]), message, hint)
