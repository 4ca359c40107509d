"""results.xlsx: every number of a report, typed, a sheet per section; for who works on in a spreadsheet."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from evaluatie.disclosure.released import rounded
from evaluatie.report.account import used_methods, works_of
from evaluatie.report.naming import group_name, outcome_name, waves_name
from evaluatie.report.reading import Bundle, BundleError, Reader

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_NUMBERS = ("estimate", "ci_low", "ci_high", "se", "statistic", "df", "p", "n")
_COLUMNS = ("outcome", "group", "waves", "term", *_NUMBERS, "method", "status", "id")
_WIDTHS = {"outcome": 34, "group": 26, "waves": 20, "term": 24, "method": 40, "status": 34, "id": 60}
_LONGEST_TITLE = 31  # what Excel allows
#: the file says nothing of the day on which it was made: the same numbers give the same bytes
_DAY = datetime(2000, 1, 1)


def results_xlsx(bundles: Sequence[Bundle], language: str) -> bytes:
    """Write every number of a report's bundles, shown or hidden, as an Excel file.

    Parameters
    ----------
    bundles : sequence of mapping
        The report's bundles, in the order of the page.
    language : str
        ``"nl"`` or ``"en"``: of headings, labels and reasons.

    Returns
    -------
    bytes
        A sheet that says what it is, a sheet per section with a row per number, and a sheet of methods with their
        sources. A hidden number is an empty cell, and its row says why. Text is text, whatever it begins with. The same
        bundles give the same bytes.

    Raises
    ------
    BundleError
        When there are no bundles.
    """
    from xlsxwriter import Workbook

    if not bundles:
        raise BundleError("a report needs at least one section; none was released")
    readers = [Reader(bundle, language) for bundle in bundles]
    written = io.BytesIO()
    # in memory: a run that is killed leaves nothing in the folder of temporary files
    with Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        author = f"evaluatie {bundles[0]['package_version']}"
        book.set_properties({"title": readers[0].title, "author": author, "created": _DAY})
        _about(book, readers)
        for reader in readers:
            _section(book, reader)
        _methods(book, readers)
    return _packed(written)


def _about(book: Workbook, readers: Sequence[Reader]) -> None:
    reader = readers[0]
    say = reader.wording.text
    lines = [reader.title, say("page.software", version=str(reader.bundle["package_version"]))]
    lines += [say("page.synthetic")] if reader.bundle["organisation"]["synthetic"] else []
    lines += [say("workbook.what"), say("workbook.hidden"), say("workbook.typed")]
    _sheet(book, say("workbook.about"), (100,), ([line] for line in lines))


def _section(book: Workbook, reader: Reader) -> None:
    """Write a sheet with a row per number of a section, in the order of their ids."""
    say = reader.wording.text
    heads = [say(f"workbook.column.{name}") for name in _COLUMNS]
    widths = tuple(_WIDTHS.get(name, 12) for name in _COLUMNS)
    rows = (_row(id_, number, reader) for id_, number in sorted(reader.bundle["numbers"].items()))
    _sheet(book, reader.section_title, widths, rows, heads)


def _row(id_: str, number: Any, reader: Reader) -> list[Any]:
    say = reader.wording.text
    shown = number["suppressed"] is None and number["estimate"] is not None
    status = "" if shown else say("hidden.unknown") if number["suppressed"] is None else _why(number, reader)
    method = "" if number["method"] is None else say(f"method.{number['method']}.name")
    numbers = [number["n"] if name == "n" else rounded(number[name]) for name in _NUMBERS]
    about = (outcome_name(id_, number, reader), group_name(number, reader), waves_name(number, reader), number["term"])
    return [*about, *numbers, method, status, id_]


def _why(number: Any, reader: Reader) -> str:
    return f"{reader.wording.text('hidden.cell')}: {reader.reasons([number['suppressed']])}"


def _methods(book: Workbook, readers: Sequence[Reader]) -> None:
    say = readers[0].wording.text
    heads = [say(f"workbook.column.{name}") for name in ("method", "explanation", "source")]
    keys = used_methods([reader.bundle for reader in readers])
    told = {key: [say(f"method.{key}.name"), say(f"method.{key}.explanation")] for key in keys}
    rows = ([*texts, works_of(key, readers[0].wording)] for key, texts in told.items())
    _sheet(book, say("workbook.methods"), (40, 90, 90), rows, heads)


def _sheet(
    book: Workbook, title: str, widths: Sequence[int], rows: Iterable[Sequence[Any]], heads: Sequence[str] = ()
) -> None:
    """Add a sheet; its heads are bold, stay in sight and can be chosen by."""
    sheet = book.add_worksheet(_sheet_name(title, [other.get_name() for other in book.worksheets()]))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    lines = list(rows)
    if heads:
        sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(lines), len(heads) - 1)
    for number, line in enumerate(lines, start=1 if heads else 0):
        sheet.write_row(number, 0, ["" if value is None else value for value in line])


def _sheet_name(title: str, taken: Sequence[str]) -> str:
    """Name a sheet, without what Excel does not allow, and by no name that another one has."""
    name = re.sub(r"[\[\]:*?/\\]", "", title)[:_LONGEST_TITLE].strip("'")
    others = {other.casefold() for other in taken}
    ends = ("", *(f" ({number})" for number in range(2, len(others) + 2)))
    return next(one for end in ends if (one := f"{name[: _LONGEST_TITLE - len(end)]}{end}").casefold() not in others)


def _packed(written: io.BytesIO) -> bytes:
    """Give the file's bytes; its parts are not compressed, which one machine does otherwise than another."""
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(packed, "w") as file:
        for part in parts.infolist():
            file.writestr(zipfile.ZipInfo(part.filename), parts.read(part))
    return packed.getvalue()
