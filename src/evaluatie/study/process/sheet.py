"""A file that tells what was done or said, read as `sheets.yml` describes it: headings, cells, words in two languages.

Texts that a report may print are short and name nobody; whatever else stands in a file is never read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from evaluatie.shipped import shipped
from evaluatie.study.answers import number_of
from evaluatie.study.codes import BLANKS, by_value, code_text, folded
from evaluatie.study.files.dates import date_problems, read_dates
from evaluatie.study.files.headings import find_columns
from evaluatie.study.files.limits import MOST_COUNTED
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.reading import read_answers
from evaluatie.study.gate.identifiers import people_in
from evaluatie.study.gate.totals import HINT, MESSAGE, are_totals
from evaluatie.study.problems import Problem, did_you_mean, in_rows, quoted
from evaluatie.study.settings.config import StudyConfig

_SHEETS: Mapping[str, Mapping[str, Any]] = shipped(__file__, "sheets.yml")
_LONGEST = 300
_STEP = re.compile(r"(?:stap|step)?\s*([1-6])")
_PERCENT = re.compile(r"(.*[0-9])\s*%")
#: numbers of people below ten, as they are written in a sentence: with up to two words between number and people
_FEW = re.compile(
    r"\b(?:[0-9]|twee|drie|vier|vijf|zes|zeven|acht|negen|two|three|four|five|six|seven|eight|nine)\s+"
    r"(?:van\s+(?:de|die)\s+[0-9]|of\s+(?:the|these)\s+[0-9]|(?:(?!van\b|of\b|procent|percent)[\w-]+\s+){0,2}"
    r"(?:mensen|personen|medewerkers|werknemers|collega|deelnemers|leidinggevenden|managers|monteurs|vrouwen|mannen|"
    r"ouderen|jongeren|stagiair|trainees|people|persons|employees|colleagues|participants|women|men\b))"
    r"|\b(?:een|één|one)\s+(?:van\s+(?:de|die)\s+[0-9]|of\s+(?:the|these)\s+[0-9])"
    r"|\b(?:enige|only)\s+(?:[\w-]+\s+){0,1}(?:mens|persoon|medewerker|werknemer|collega|leidinggevende|manager|vrouw|"
    r"man|monteur|person|employee|colleague|woman)\b",
    re.IGNORECASE,
)
_EMPTY = "Fill in the cell, or remove the row."


@dataclass
class Sheet:
    """What a file holds.

    Attributes
    ----------
    file : str
        Its name.
    rows : pandas.DataFrame of shape (rows, columns)
        Every column that `sheets.yml` names for it, by its own name, whether the file has it or not; missing where a
        cell is empty or wrong. The index is the number of the row.
    columns : dict of str to str
        How each column that is there is called in the file.
    empty : dict of str to pandas.Series of bool
        Of each column which cells are empty; a cell that is wrong is missing in the rows, and not empty.
    problems : list of Problem
        Everything that is wrong with single cells.
    facts : dict
        What was read, for intake.json; ``columns_left_behind`` are those that were not.
    numbers_left : tuple of str
        Columns of numbers among these.
    """

    file: str
    rows: pd.DataFrame
    columns: dict[str, str]
    empty: dict[str, pd.Series] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    numbers_left: tuple[str, ...] = ()

    def wrong(self, column: str, which: pd.Series, message: str, hint: str) -> None:
        """Note that cells of a column are wrong, where they are flagged."""
        rows = which.index[which.fillna(value=False).astype(bool)]
        self.problems += in_rows(self.file, self.columns.get(column, column), rows, message, hint)

    def no_totals(self, *columns: str) -> None:
        """Note rows that add others up."""
        for column in columns:
            self.wrong(column, are_totals(self.rows[column]), MESSAGE, HINT)

    def unknown(self, column: str, known: Mapping[str, str] | list[str], what: str) -> None:
        """Note cells that name none of the things that are known, with the nearest, each name once."""
        cells = self.rows[column].dropna()
        strange = cells[~cells.isin(list(known))].drop_duplicates()
        for row, name in strange.items():
            message, hint = f"{quoted(name)} is not {what}.", did_you_mean(str(name), list(known))
            self.problems.append(Problem(self.file, int(str(row)), self.columns.get(column, column), message, hint))


def read_sheet(
    path: Path, file: str, kind: str, config: StudyConfig, named: Mapping[str, str | None] | None = None
) -> Sheet:
    """Read a file that tells what was done or said.

    Parameters
    ----------
    path : pathlib.Path
        The file, of any kind in which answers may come.
    file : str
        Its name in the study folder.
    kind : str
        The key of study.yml that names it, such as ``"interventions"``.
    config : StudyConfig
        study.yml: it may say that a column names nobody.
    named : mapping of str to str, optional
        How study.yml calls columns; that of ``person`` becomes a pseudonym, and may hold anything.

    Returns
    -------
    Sheet
        Its rows mean nothing where there are problems.

    Raises
    ------
    UnreadableError
        When the file cannot be read, columns are missing, or it tells who people are.
    """
    described = _SHEETS[kind]
    own = {name: code_text(called).casefold() for name, called in (named or {}).items() if called is not None}
    headings = {
        name: tuple({own.get(name, name): None, **dict.fromkeys(of["headings"])}) for name, of in described.items()
    }
    raw = read_answers(path, name=file, wanted=[name for names in headings.values() for name in names])
    optional = [name for name, of in described.items() if not (of.get("needed") or of.get("there"))]
    columns: dict[str, str] = {}
    problems: list[Problem] = []
    try:
        columns = find_columns(raw, headings, optional)
    except UnreadableError as error:
        problems += error.problems
    # a number, a day or a word of the list names nobody, whatever it looks like
    told = [columns[name] for name in columns if described[name]["kind"] not in ("code", "text", "own")]
    linking = columns.get("person") if named else None
    problems += people_in(raw, respondent=linking, allowed={*config.survey.not_identifying, *told})
    if problems:
        raise UnreadableError(*problems)
    sheet = Sheet(file, pd.DataFrame(index=raw.cells.index), columns, facts={"file": file, **raw.facts})
    for name, of in described.items():
        sheet.rows[name] = _Reader(raw, sheet, name, of).column() if name in columns else _nothing(of, raw)
        sheet.empty.setdefault(name, pd.Series(data=True, index=raw.cells.index))
    left = [name for name in raw.columns if name and name not in columns.values()]
    sheet.numbers_left = tuple(name for name in left if _numbers(raw.cells[name], raw.decimal_comma))
    nameless = ["(no name)"] * sum(not name for name in raw.columns)
    sheet.facts |= {"rows_kept": len(sheet.rows), "columns_left_behind": [*left, *nameless]}
    return sheet


def _numbers(cells: pd.Series, decimal_comma: bool) -> bool:
    """Say whether a column holds numbers and nothing else."""
    told = [cell for cell in pd.unique(cells.dropna()) if code_text(cell) not in BLANKS]
    return bool(told) and all(number_of(cell, decimal_comma) is not None for cell in told)


_DTYPES = {
    "date": "datetime64[us]",
    "count": "Int64",
    "step": "Int64",
    "noted": "Int64",
    "number": "float64",
    "share": "float64",
}


def _nothing(of: Mapping[str, Any], raw: RawWave) -> pd.Series:
    return pd.Series(None, index=raw.cells.index, dtype=_DTYPES.get(of["kind"], "str"))


def _whole(cell: object) -> int | None:
    """Read a number of people or times; None when it is none."""
    number = number_of(cell, decimal_comma=False)
    counted = number is not None and 0 <= number <= MOST_COUNTED and number.is_integer()
    return int(number) if number is not None and counted else None


class _Reader:
    """Reads one column, and notes what is wrong with its cells."""

    def __init__(self, raw: RawWave, sheet: Sheet, name: str, of: Mapping[str, Any]) -> None:
        self._raw, self._sheet, self._name, self._of = raw, sheet, name, of
        self._cells = raw.cells[sheet.columns[name]]
        blank = by_value(self._cells, lambda cell: code_text(cell) in BLANKS, "bool")
        self._blank = sheet.empty[name] = blank | self._cells.isna()

    def column(self) -> pd.Series:
        """Read it."""
        read: Callable[[], pd.Series] = getattr(self, f"_{self._of['kind']}")
        values = read()
        if self._of.get("needed"):
            self._sheet.wrong(self._name, self._blank, "This cell is empty.", _EMPTY)
        return values.rename(self._name)

    def _code(self) -> pd.Series:
        return self._by_value(lambda cell: code_text(cell) or None, "str")

    def _text(self) -> pd.Series:
        texts = self._by_value(lambda cell: " ".join(code_text(cell).split()) or None, "str")
        long = texts.str.len() > _LONGEST
        message = f"This text is longer than {_LONGEST} characters."
        self._sheet.wrong(self._name, long, message, "Shorten it: a report prints it.")
        few = _tells_of_few(texts)
        hint = "Leave the numbers out: a report prints this text, and hides numbers of few people."
        self._sheet.wrong(self._name, few, "This text tells of few people in numbers.", hint)
        return texts

    def _own(self) -> pd.Series:
        """Read a text that is no report's: what a plan says, of which a report tells the form."""
        return self._by_value(lambda cell: " ".join(code_text(cell).split()) or None, "str")

    def _noted(self) -> pd.Series:
        """Count adjustments: what they were stays behind."""

        def times(cell: object) -> int:
            number = _whole(cell)
            return 1 if number is None else number

        return self._by_value(times, "Int64").fillna(0)

    def _word(self) -> pd.Series:
        words = _SHEETS["words"][self._of["words"]]
        known = {name: word for word, names in words.items() for name in names}
        read = self._by_value(lambda cell: known.get(folded(cell)), "str")
        for row, cell in self._cells[read.isna() & ~self._blank].drop_duplicates().items():
            hint = did_you_mean(folded(cell), [name for names in words.values() for name in names])
            self._place(row, f"{quoted(cell)} is none of the words for this column.", hint)
        return read

    def _step(self) -> pd.Series:
        def step(cell: object) -> int | None:
            found = _STEP.fullmatch(folded(cell))
            return None if found is None else int(found[1])

        return self._checked(self._by_value(step, "Int64"), "This is not a step.", "Write 1 to 6.")

    def _count(self) -> pd.Series:
        hint = "Write a whole number without points or commas; leave it empty where it is not known."
        return self._checked(self._by_value(_whole, "Int64"), "This is not a number of people.", hint)

    def _number(self) -> pd.Series:
        comma = self._raw.decimal_comma
        read = self._by_value(lambda cell: number_of(cell, comma), "float64")
        read = read.where(read.between(0, MOST_COUNTED))
        return self._checked(read, "This is not a number of 0 or more.", "Correct the cell.")

    def _share(self) -> pd.Series:
        comma = self._raw.decimal_comma

        def share(cell: object) -> float | None:
            percent = _PERCENT.fullmatch(code_text(cell))
            number = number_of(percent[1] if percent else cell, comma)
            return None if number is None else number / 100 if percent else number

        read = self._by_value(share, "float64")
        hint = "Write a share such as 0,8 or a percentage such as 80%."
        return self._checked(read.where(read.between(0, 1)), "This is not a share between 0 and 1.", hint)

    def _date(self) -> pd.Series:
        read = read_dates(self._cells)
        self._sheet.problems += date_problems(self._sheet.file, self._sheet.columns[self._name], read.wrong)
        days: pd.Series = read.dates.dt.normalize()
        return days

    def _by_value(self, function: Callable[[object], object], dtype: str) -> pd.Series:
        return by_value(self._cells.mask(self._blank), function, dtype)

    def _checked(self, values: pd.Series, message: str, hint: str) -> pd.Series:
        self._sheet.wrong(self._name, values.isna() & ~self._blank, message, hint)
        return values

    def _place(self, row: Any, message: str, hint: str) -> None:
        column = self._sheet.columns[self._name]
        self._sheet.problems.append(Problem(self._sheet.file, int(row), column, message, hint))


def may_be_printed(texts: pd.Series) -> pd.Series:
    """Say which texts a report may print: short ones that tell of no few people in numbers."""
    return (texts.str.len().le(_LONGEST) & ~_tells_of_few(texts)).fillna(value=False).astype(bool)


def _tells_of_few(texts: pd.Series) -> pd.Series:
    # by Python's own expressions: those of Arrow cannot look ahead
    return pd.Series([isinstance(text, str) and bool(_FEW.search(text)) for text in texts], texts.index, dtype=bool)


def check_rounds(sheet: Sheet, config: StudyConfig) -> None:
    """Note rounds that are neither a number nor a wave: a report prints their names, and puts them in order."""
    rounds = sheet.rows["round"]
    known = rounds.str.fullmatch("[0-9]{1,4}").fillna(value=False) | rounds.isin([wave.id for wave in config.waves])
    hint = "Write a number, or the id of a wave, throughout; leave the column empty where there was one round."
    sheet.wrong("round", rounds.notna() & ~known.astype(bool), "This is no round.", hint)
    if rounds.notna().any():
        sheet.wrong("round", sheet.empty["round"], "This row names no round, and others do.", hint)


def each_once(sheet: Sheet, columns: list[str], what: str) -> None:
    """Note rows that are about the same as an earlier one."""
    first: dict[tuple[Any, ...], int] = {}
    for row, key in _keys(sheet.rows, columns):
        earlier = first.setdefault(key, row)
        if earlier != row:
            message = f"Row {earlier} is about the same {what}."
            sheet.problems.append(Problem(sheet.file, row, None, message, "Keep one of them."))


def _keys(rows: pd.DataFrame, columns: list[str]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    read = rows[columns].astype("object").where(rows[columns].notna(), None)
    for row, key in zip(read.index, read.itertuples(index=False, name=None), strict=True):
        yield int(row), key
