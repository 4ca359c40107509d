"""Privacy at the gate: columns that identify people stop intake, whether their name or their cells give them away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from evaluatie.study.codes import BLANKS, code_text
from evaluatie.study.files.rawwave import RawWave
from evaluatie.study.gate.identifiercells import BSN, EMAIL, PHONE, personal_cells
from evaluatie.study.gate.identifierwords import Kind, named_kind
from evaluatie.study.gate.namecells import holds_names
from evaluatie.study.note import Note
from evaluatie.study.problems import Problem

_YES_NO = frozenset({"ja", "nee", "yes", "no", "j", "n", "y", "true", "false", "waar", "onwaar"})
_SMALL = 1000
_REMOVE = "Remove the column from the file."
_EMPTY = "Remove the column from the file, or these from its cells."
_NOT_IT = "If it is something else, list it under survey.not_identifying."
_LINK = "If it is the linking code, name it as survey.respondent."


def find_identifiers(
    file: str,
    cells: pd.DataFrame,
    *,
    respondent: str | None,
    allowed: Collection[str] = (),
    header_row: int | None = None,
    questions: Mapping[str, str] | None = None,
) -> list[Problem]:
    """List the columns of a file that identify people.

    Parameters
    ----------
    file : str
        Its name.
    cells : pandas.DataFrame of shape (rows, columns)
        All columns that were kept; the index is the number of the row.
    respondent : str or None
        The column with the linking code, which becomes a pseudonym: it may hold anything.
    allowed : collection of str
        Other columns that may: dates of birth that become ages, and those that the study says identify nobody.
    header_row : int or None
        The row in which the names of the columns stand.
    questions : mapping of str to str, optional
        Column to the text of its question, where the file tells it.

    Returns
    -------
    list of Problem
        One per column: the kind of identifier, the first row and how many cells; never a cell. A column without a
        cell identifies nobody.

    Examples
    --------
    >>> cells = pd.DataFrame({"Q1": [3, 4], "remarks": ["mail ann@example.org", None]}, index=[2, 3])
    >>> print(*find_identifiers("t0.csv", cells, respondent=None))
    t0.csv, row 2, column remarks: 1 cell holds an e-mail address. Remove the column from the file, or these from its
    cells. If it is something else, list it under survey.not_identifying. If it is the linking code, name it as
    survey.respondent.
    """
    problems = list(_in_names(file, cells.columns, header_row))
    for column in cells:
        if column == respondent or column in allowed:
            continue
        values = pd.unique(cells[column].dropna()).tolist()
        kind = _kind_of_name(str(column), (questions or {}).get(str(column), ""), values)
        if kind is not None:
            problems.append(_named(file, cells[column], kind, respondent, header_row))
        elif found := personal_cells(values):
            problems.append(_held(file, cells[column], found, respondent))
        elif holds_names(f"{column} {(questions or {}).get(str(column), '')}", values, cells[column].count()):
            message = "Most cells hold what looks like the names of people."
            hint = _hint(_REMOVE, "", links=False, respondent=respondent)
            problems.append(Problem(file, header_row, str(column), message, hint))
    return problems


def people_in(raw: RawWave, *, respondent: str | None, allowed: Collection[str]) -> list[Problem]:
    """List the columns of a file that identify people: :func:`find_identifiers` on what was read."""
    return find_identifiers(
        raw.file,
        raw.cells,
        respondent=respondent,
        allowed=allowed,
        header_row=raw.header_row,
        questions=raw.questions,
    )


def identifying_code(file: str, codes: pd.Series, wave: str) -> list[Note]:
    """Note that a linking code identifies people by itself; its pseudonym does not, and the raw file does.

    Parameters
    ----------
    file : str
        Its name.
    codes : pandas.Series of shape (rows,)
        The column with the linking code.
    wave : str
        The wave's id.

    Returns
    -------
    list of Note
        One with the key ``identifying_code``, or none.
    """
    found = personal_cells(pd.unique(codes.dropna()))
    kinds = [kind for kind in (BSN, EMAIL, PHONE) if 2 * len(found.get(kind, ())) > codes.nunique()]
    if not kinds:
        return []
    text = f"{file}: the linking code is {kinds[0]}. It becomes a pseudonym, and the file itself names people."
    law = " The law allows the use of a BSN only where a law provides for it (article 46 UAVG)." * (kinds[0] == BSN)
    return [Note("identifying_code", text + law, {"wave": wave}, reported=False)]


def _in_names(file: str, columns: Iterable[object], header_row: int | None) -> Iterator[Problem]:
    """Find names that are cells: the row with the names is missing, and a person stands there."""
    for position, name in enumerate(columns, start=1):
        for kind in personal_cells([str(name)]):
            message = f"The name of column {position} holds {kind}."
            yield Problem(file, header_row, None, message, "Is the row with the names of the columns missing?")


def _kind_of_name(name: str, question: str, values: list[object]) -> Kind | None:
    """Find the identifier that a name or a question gives away, where there are cells to identify anybody."""
    kind, sure = named_kind(name) or named_kind(question), named_kind(name, unsure=False)
    if kind is None or all(code_text(value) in BLANKS for value in values):
        return None
    # a question about addresses that is answered with a mark identifies nobody
    return sure or (None if all(map(_tells_nothing, values)) else kind)


def _tells_nothing(value: object) -> bool:
    """Say whether a value is a small number, or yes or no: an answer, a count or a level, and no name or address."""
    text = code_text(value)
    if text in BLANKS or text.casefold() in _YES_NO:
        return True
    try:
        return abs(float(text.replace(",", "."))) < _SMALL
    except ValueError:
        return False


def _named(file: str, cells: pd.Series, kind: Kind, respondent: str | None, header_row: int | None) -> Problem:
    filled = int((~cells.isna() & ~cells.isin(list(BLANKS))).sum())
    message = f"By its name this column holds {kind.kind}, in {filled} cell{'s' * (filled != 1)}."
    return Problem(file, header_row, str(cells.name), message, _hint(_REMOVE, kind.hint, kind.links, respondent))


def _held(file: str, cells: pd.Series, found: Mapping[str, list[object]], respondent: str | None) -> Problem:
    held = {kind: cells.isin(values) for kind, values in found.items()}
    parts = [_counted(int(where.sum()), kind) for kind, where in held.items()]
    first = cells.index[int(np.argmax(np.logical_or.reduce([*held.values()])))]
    links = EMAIL in held or BSN in held
    return Problem(file, int(first), str(cells.name), f"{', and '.join(parts)}.", _hint(_EMPTY, "", links, respondent))


def _counted(number: int, kind: str) -> str:
    return f"{number} cell{'s hold' if number != 1 else ' holds'} {kind}"


def _hint(remedy: str, own: str, links: bool, respondent: str | None) -> str:
    return " ".join(part for part in (remedy, own, _NOT_IT, _LINK if links and respondent is None else "") if part)
