"""Exports of survey suppliers: their rows of headings, their columns about the person, their answer codes."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pandas as pd

from evaluatie.shipped import shipped
from evaluatie.study.codes import BLANKS, by_value, code_text
from evaluatie.study.files.rawwave import RawWave, Supplier, UnreadableError
from evaluatie.study.problems import Problem

# How many rows beneath the names may belong to the heading.
HEADING_ROWS = 2

_IMPORT_ID = re.compile(r"\{\s*[\"']ImportId[\"']")
# In LimeSurvey the code of the last page, what separates codes from texts, and the text.
_CODE_AND_TEXT = re.compile(r"lastpage(\W+)\S.*", re.IGNORECASE)
_ANSWER_CODE = re.compile(r"AO?0*([0-9]+)")


@dataclass(frozen=True)
class Heading:
    """What the rows above the answers say.

    Attributes
    ----------
    names : tuple of str
        The names of all columns.
    rows : int
        How many rows beneath the names belong to the heading.
    questions : dict of str to str
        By column the text of its question.
    supplier : {"qualtrics", "limesurvey"} or None
        Whose export it is.
    dropped : tuple of str
        Columns about the person that are not to be read.
    """

    names: tuple[str, ...]
    rows: int = 0
    questions: Mapping[str, str] = field(default_factory=dict)
    supplier: Supplier | None = None
    dropped: tuple[str, ...] = ()

    @property
    def positions(self) -> dict[str, int]:
        """Where the columns stand that are to be read; of doubled names the first."""
        at: dict[str, int] = {}
        for position, name in enumerate(self.names):
            if name and name not in self.dropped:
                at.setdefault(name, position)
        return at

    def wave(self, file: str, cells: pd.DataFrame, facts: dict[str, Any], **told: Any) -> RawWave:
        """Give what was read beneath this heading; `told` are further attributes of :class:`RawWave`."""
        known = {"questions": dict(self.questions), "supplier": self.supplier, "dropped": self.dropped}
        return RawWave(file, cells, self.names, facts=facts, **{**known, **told})


@cache
def _known(supplier: Supplier) -> dict[str, Any]:
    known: dict[str, Any] = shipped(__file__, "suppliers.yml")[supplier]
    return known


def heading_of(names: Sequence[str], below: Sequence[Sequence[object]] = (), wanted: Collection[str] = ()) -> Heading:
    """Recognise the heading of a file of answers, a supplier's or a plain one.

    Parameters
    ----------
    names : sequence of str
        The first row: the names of the columns.
    below : sequence of sequence of object
        The rows beneath it.
    wanted : collection of str
        Columns that study.yml names: they are never dropped.

    Returns
    -------
    Heading

    Examples
    --------
    >>> heading = heading_of(["Status", "Q1"], [["Response Type", "How are you?"], 2 * ['{"ImportId":"QID1"}']])
    >>> heading.supplier, heading.rows, heading.questions["Q1"]
    ('qualtrics', 2, 'How are you?')
    """
    heading = _qualtrics(names, below) or _limesurvey(names) or Heading(tuple(names))
    if heading.supplier is None:
        return heading
    personal = _known(heading.supplier)["personal"]
    about = [[name, heading.questions.get(name, "")] for name in dict.fromkeys(heading.names)]
    dropped = tuple(name for name, text in about if _among(personal, name, text) and name not in wanted)
    return replace(heading, dropped=dropped)


def _among(known: Collection[str], *names: str) -> bool:
    return any(name.strip().casefold() in known for name in names)


def _marked(supplier: Supplier, names: Sequence[str]) -> bool:
    known = _known(supplier)
    return len({name.casefold() for name in names} & set(known["marks"])) >= int(known["least"])


def _qualtrics(names: Sequence[str], below: Sequence[Sequence[object]]) -> Heading | None:
    ids = [number for number, row in enumerate(below) if _are_import_ids(row)]
    if ids:
        rows = ids[0] + 1
    elif _marked("qualtrics", names):
        rows = int(bool(below) and _are_texts(names, below[0]))
    else:
        return None
    texts = below[0] if rows and (not ids or ids[0]) else []
    pairs = zip(names, map(code_text, texts), strict=False)
    return Heading(tuple(names), rows, {name: text for name, text in pairs if name and text}, "qualtrics")


def _are_import_ids(row: Sequence[object]) -> bool:
    filled = [str(cell) for cell in row if cell is not None and str(cell).strip()]
    return bool(filled) and all(map(_IMPORT_ID.match, filled))


def _are_texts(names: Sequence[str], row: Sequence[object]) -> bool:
    """Tell texts of questions from answers, which have a day wherever Qualtrics writes one."""
    days = _known("qualtrics")["days"]
    cells = [str(cell).strip() for name, cell in zip(names, row, strict=False) if name.casefold() in days]
    return bool(cells) and all(cell and not re.search(r"\d", cell) for cell in cells)


def _limesurvey(names: Sequence[str]) -> Heading | None:
    separators = [found[1] for name in names if (found := _CODE_AND_TEXT.fullmatch(name))]
    if not separators:
        return Heading(tuple(names), supplier="limesurvey") if _marked("limesurvey", names) else None
    parted = [name.partition(separators[0]) for name in names]
    codes = tuple(code.strip() for code, _, _ in parted)
    if not _marked("limesurvey", codes):
        return None
    questions = {code: text.strip() for code, (_, _, text) in zip(codes, parted, strict=True) if text.strip()}
    return Heading(codes, questions=questions, supplier="limesurvey")


def set_aside(raw: RawWave) -> RawWave:
    """Leave out what a supplier's export holds and no person answered; count answers that are not complete.

    Parameters
    ----------
    raw : RawWave
        The file as it was read.

    Returns
    -------
    RawWave
        Without previews; days that LimeSurvey did not keep are missing. ``facts`` tell the numbers.

    Raises
    ------
    UnreadableError
        When there are only previews.
    """
    if raw.supplier is None:
        return raw
    counted = {"supplier": raw.supplier, "columns_dropped": list(raw.dropped)}
    raw = replace(raw, facts={**raw.facts, **counted})
    return _without_previews(raw) if raw.supplier == "qualtrics" else _without_false_days(raw)


def _column(raw: RawWave, names: Collection[str]) -> str | None:
    return next((str(name) for name in raw.cells if _among(names, str(name))), None)


def _texts(cells: pd.Series) -> pd.Series:
    return by_value(cells, lambda value: code_text(value).casefold(), "str").fillna("")


def _without_previews(raw: RawWave) -> RawWave:
    known, cells, facts = _known("qualtrics"), raw.cells, raw.facts
    if status := _column(raw, [known["status"]]):
        preview = _texts(cells[status]).isin(known["not_people"])
        if preview.all():
            message = "All rows are previews or tests of the questionnaire."
            raise UnreadableError(Problem(raw.file, None, status, message, "Export the answers of people."))
        facts = {**facts, "previews_left_out": int(preview.sum())}
        cells = cells[~preview] if preview.any() else cells
    if finished := _column(raw, [known["finished"]]):
        facts = {**facts, "rows_unfinished": int(_texts(cells[finished]).isin(known["unfinished"]).sum())}
    return replace(raw, cells=cells, facts=facts)


def _without_false_days(raw: RawWave) -> RawWave:
    known = _known("limesurvey")
    submitted = _column(raw, known["submitted"])
    if submitted is None:
        return raw
    texts = _texts(raw.cells[submitted])
    unknown = texts.str.startswith(known["no_day"])
    facts = {**raw.facts, "rows_unfinished": int(texts.isin(BLANKS).sum()), "days_not_kept": int(unknown.sum())}
    cells = raw.cells.assign(**{submitted: raw.cells[submitted].mask(unknown, None)}) if unknown.any() else raw.cells
    return replace(raw, cells=cells, facts=facts)


def limesurvey_numbers(cells: pd.Series, missing_codes: Collection[str] = ()) -> dict[str, float]:
    """Give the numbers that LimeSurvey's own answer codes stand for: A1, A2 (or AO01, AO02) are 1, 2.

    Parameters
    ----------
    cells : pandas.Series of shape (rows,)
        A column of answers.
    missing_codes : collection of str
        Codes for no answer.

    Returns
    -------
    dict of str to float
        By code, in small letters as ``survey.answers`` has them; empty unless most of the different answers are codes.

    Examples
    --------
    >>> limesurvey_numbers(pd.Series(["A1", "A5", ""]))
    {'a1': 1.0, 'a5': 5.0}
    >>> limesurvey_numbers(pd.Series(["A1", "-oth-"]))
    {}
    """
    answers = {code_text(value) for value in pd.unique(cells)} - BLANKS - set(missing_codes)
    found = {answer: _ANSWER_CODE.fullmatch(answer) for answer in sorted(answers)}
    numbers = {answer.casefold(): float(code[1]) for answer, code in found.items() if code}
    return numbers if 2 * len(numbers) > len(found) else {}
