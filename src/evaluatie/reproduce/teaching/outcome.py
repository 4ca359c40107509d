"""What code leaves in ``found``, as a table in words: a number, a dict, a frame, or a result with fields."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.reproduce.teaching.choosing import written
from evaluatie.reproduce.teaching.shown import Shown, heading, joined, paragraphs, table, word

_MOST_ROWS = 40
_MANY = 20


def outcome(name: str, found: Any, language: str, gives: Collection[str] = ()) -> Shown:
    """Show the outcome of a step: every number with the name by which code asks for it.

    Parameters
    ----------
    name : str
        Of the step.
    found : object
        What its code left.
    language : {"nl", "en"}
        In which language.
    gives : collection of str
        What the method of the step gives: of very many numbers only these are shown.

    Returns
    -------
    Shown

    Examples
    --------
    >>> print(outcome("share", 0.0000543, "nl").text.splitlines()[-1])
    found | < 0,0001
    """
    numbers: list[tuple[str, Any]] = []
    tables: list[tuple[str, pd.DataFrame]] = []
    for call, value in _parts("found", found):
        (numbers if _is_number(value) else tables).append((call, value))
    parts = [heading(word("outcome", language, name=name), language, 3), paragraphs(language, word("try_it", language))]
    told = [(call, value) for call, value in numbers if call.rpartition(".")[2] in gives]
    numbers = told if told and len(numbers) > _MANY else numbers
    if numbers:
        heads = [word("call", language), word("value", language)]
        rows = [(call, _cell(value, language)) for call, value in numbers]
        parts.append(table(word("outcome_numbers", language), heads, rows, language, (1,)))
    parts += [_frame(call, value, language) for call, value in tables]
    if not (numbers or tables):
        parts.append(paragraphs(language, str(found)))
    return joined(parts, language)


def _parts(call: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Go through the numbers and tables of an outcome, with what a student types to get them."""
    if isinstance(value, pd.DataFrame) or _is_number(value):
        yield call, value
    elif isinstance(value, pd.Series):
        yield call, value.to_frame(value.name or "")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _parts(f"{call}[{name!r}]", inner)
    elif isinstance(value, np.ndarray):
        yield from _array(call, value)
    elif is_dataclass(value):
        yield from _fields(call, value)


def _fields(call: str, value: Any) -> Iterator[tuple[str, Any]]:
    names = [one.name for one in fields(value) if not one.name.startswith("_")]
    if not any(isinstance(getattr(value, name), pd.DataFrame) for name in names):
        # of a fitted model the parameters are worked out when they are asked for
        names += [name for name in ("parameters",) if hasattr(value, name)]
    for name in names:
        inner = getattr(value, name)
        # a curve with hundreds of rows is for drawing
        if not isinstance(inner, pd.DataFrame | pd.Series) or len(inner) <= _MOST_ROWS:
            yield from _parts(f"{call}.{name}", inner)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _array(call: str, value: np.ndarray) -> Iterator[tuple[str, Any]]:
    if value.ndim == 1 and value.size <= _MOST_ROWS and value.dtype.kind in "fiu":
        yield from ((f"{call}[{at}]", float(one)) for at, one in enumerate(value))


def _frame(call: str, frame: pd.DataFrame, language: str) -> Shown:
    numbered = isinstance(frame.index, pd.RangeIndex)
    rows = [
        [*([] if numbered else [_named(name)]), *(_cell(value, language) for value in cells)]
        for name, cells in zip(frame.index, frame.itertuples(index=False), strict=True)
    ]
    heads = [*([] if numbered else [word("row", language)]), *map(str, frame.columns)]
    numeric = [
        at for at, head in enumerate(frame.columns, len(heads) - len(frame.columns)) if frame[head].dtype.kind in "fiu"
    ]
    return table(word("outcome_table", language, call=call), heads, rows, language, numeric)


def _cell(value: Any, language: str) -> str:
    if isinstance(value, bool | np.bool_):
        return word("yes" if value else "no", language)
    if _is_number(value):
        if value != value:
            return ""
        number = float(value)
        return str(int(number)) if number.is_integer() else written(number, language)
    return "" if value is None else str(value)


def _named(name: Any) -> str:
    return ", ".join(map(str, name)) if isinstance(name, tuple) else str(name)
