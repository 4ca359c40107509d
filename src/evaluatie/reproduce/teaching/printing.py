"""Printed inputs as tables: moments, lists of numbers, single numbers, and the first rows of data sets."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from evaluatie.reproduce.finding import Finding, Printed
from evaluatie.reproduce.finding.model import Moments
from evaluatie.reproduce.recomputing.methods.datasets import columns_of
from evaluatie.reproduce.teaching.asked import Asked
from evaluatie.reproduce.teaching.shown import Shown, number, paragraphs, table, word

_FIRST = 5


def moment_tables(asked: Asked) -> Iterator[Shown]:
    """Go through the tables of means, standard deviations and correlations."""
    language = asked.language
    for moments in asked.finding.inputs.tables.values():
        columns = _columns(moments, language)
        last = len(moments.variables) - 1
        heads = [word("variable", language), *columns, *(str(at + 1) for at in range(last))]
        rows = []
        for at, variable in enumerate(moments.variables):
            before = [column.get(variable, "") for column in columns.values()]
            cells = [number(cell.text, language) for cell in moments.correlations[at]]
            label = (moments.labels or {}).get(variable)
            named = f"{variable}: {getattr(label, language)}" if label else variable
            rows.append([f"{at + 1} {named}", *before, *cells, *[""] * (last - len(cells))])
        parts = [*columns, word("correlations", language)]
        caption = word("table", language, parts=", ".join(parts).lower(), n=moments.n)
        yield table(caption, heads, rows, language, range(1, len(heads)))
        yield paragraphs(language, word("numbered", language))


def _columns(moments: Moments, language: str) -> dict[str, dict[str, str]]:
    found = {}
    for part in ("mean", "sd"):
        cells = getattr(moments, part)
        if cells is not None:
            texts = (number(cell.text, language) for cell in cells)
            found[word(part, language)] = dict(zip(moments.variables, texts, strict=True))
    if moments.alpha:
        found[word("alpha", language)] = {key: number(cell.text, language) for key, cell in moments.alpha.items()}
    if moments.items:
        found[word("items", language)] = {key: str(count) for key, count in moments.items.items()}
    return found


def number_tables(asked: Asked) -> Iterator[Shown]:
    """Go through the other numbers: lists of one length beside each other, single ones below each other."""
    language, inputs = asked.language, asked.finding.inputs
    given: dict[str, Any] = {**inputs.values, **inputs.counts}
    single = {name: value for name, value in given.items() if not isinstance(value, tuple)}
    if single:
        heads = [word("name", language), word("value", language)]
        rows = [(name, _text(value, language)) for name, value in single.items()]
        yield table(word("numbers", language), heads, rows, language, (1,))
    lists = sorted((item for item in given.items() if item[0] not in single), key=lambda item: len(item[1]))
    for _, group in groupby(lists, key=lambda item: len(item[1])):
        columns = {name: [_text(one, language) for one in values] for name, values in group}
        body = [[str(at), *row] for at, row in enumerate(zip(*columns.values(), strict=True), 1)]
        heads = [word("row", language), *columns]
        yield table(word("numbers", language), heads, body, language, range(1, len(heads)))


def _text(value: Any, language: str) -> str:
    if isinstance(value, tuple):
        return "; ".join(_text(one, language) for one in value)
    return number(value.text, language) if isinstance(value, Printed) else str(value)


def data_tables(asked: Asked) -> Iterator[Shown]:
    """Go through the data sets: the first rows of the columns that the analyses name."""
    language = asked.language
    for name, data in asked.finding.inputs.data.items():
        whole = columns_of(asked.files[name], ())
        named = _named(asked.finding)
        first = whole[[column for column in whole if str(column) in named] or list(whole)].head(_FIRST)
        heads = [word("row", language), *map(str, first.columns)]
        rows = [
            [str(at), *(_answer(cell, language) for cell in row)]
            for at, row in enumerate(first.itertuples(index=False), 1)
        ]
        caption = word("data", language, name=name, rows=len(whole), first=len(first))
        yield table(caption, heads, rows, language, range(1, len(heads)))
        origin, licence = (getattr(text, language) for text in (data.origin, data.licence))
        yield paragraphs(language, f"{word('origin', language)}: {origin} ({licence})")


def _answer(cell: Any, language: str) -> str:
    """Write an answer; a missing one is left empty, and a whole number has no decimals because others are missing.

    Examples
    --------
    >>> _answer(float("nan"), "nl"), _answer(3.0, "nl"), _answer(2.5, "nl"), _answer("a", "nl")
    ('', '3', '2,5', 'a')
    """
    if isinstance(cell, float):
        return "" if math.isnan(cell) else number(f"{cell:.10g}", language)
    return str(cell)


def _named(finding: Finding) -> set[str]:
    """Give every word of the analyses: what of it is a column is seen beside the data."""
    told = [str(value) for analysis in finding.analyses.values() for value in analysis.choices.values()]
    return set(re.findall(r"\w+", " ".join(told)))
