"""Junk in place of a part of what a function takes: what nobody means, and everybody sends one day."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

_ALONE: tuple[Any, ...] = (None, float("nan"), float("inf"), -1, 0, 1e60, "", "junk", [], {}, object(), b"\0", True)
_NUMBERS: tuple[Any, ...] = (float("nan"), float("inf"), -float("inf"), -1.0, 0.0, 1e60, 1e-60, 2.5, "4", None)
_TEXTS: tuple[Any, ...] = ("", "junk", " ", "x" * 5000, "\U0001f600\u202e", None, 12, ("a",))
_MANY = (
    "one is nan",
    "all nan",
    "one inf",
    "huge",
    "tiny",
    "constant",
    "empty",
    "first",
    "texts",
    "one text",
    "nested",
)


@st.composite
def junk(draw: st.DrawFn, value: Any) -> Any:
    """Give something in place of a value: of another kind, or of its own kind and unfit."""
    if draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(_ALONE))
    if isinstance(value, pd.DataFrame):
        return _frame(draw, value)
    if isinstance(value, Mapping):
        return _mapping(draw, dict(value))
    if isinstance(value, str):
        return draw(st.sampled_from(_TEXTS))
    if isinstance(value, bool) or value is None or not np.iterable(value):
        return draw(st.sampled_from(_NUMBERS))
    return _many(draw, value)


def _frame(draw: st.DrawFn, value: pd.DataFrame) -> Any:
    what = draw(st.sampled_from(("column", "column", "column", "no rows", "one row", "less", "twice", "rows twice")))
    if not len(value.columns) or what == "no rows":
        return value.iloc[:0]
    at = draw(st.integers(0, len(value.columns) - 1))
    if what == "one row":
        return value.iloc[:1]
    if what == "less":
        return value.drop(columns=value.columns[at])
    if what == "twice":
        return pd.concat([value, value.iloc[:, [at]]], axis=1)
    if what == "rows twice":
        return pd.concat([value, value])
    made = value.astype({value.columns[at]: object})
    column = _many(draw, value.iloc[:, at].tolist(), same=True)
    made[value.columns[at]] = column if len(column) == len(made) else None
    return made


def _mapping(draw: st.DrawFn, value: dict[Any, Any]) -> Any:
    if not value or draw(st.booleans()):
        return {}
    key = draw(st.sampled_from(sorted(value, key=str)))
    return {**value, key: draw(junk(value[key]))}


def _many(draw: st.DrawFn, value: Any, *, same: bool = False) -> Any:
    """Spoil a list or an array; of the same length where that is asked."""
    cells = list(value)
    if isinstance(value, np.ndarray) and value.ndim > 1:
        spoilt = value.astype(object)
        spoilt[draw(st.integers(0, len(value) - 1))] = draw(st.sampled_from(_NUMBERS))
        return spoilt
    what = draw(st.sampled_from([way for way in _MANY if not (same and way in ("empty", "first"))]))
    at = draw(st.integers(0, max(len(cells) - 1, 0)))
    if what == "empty" or not cells:
        return []
    if what == "first":
        return cells[:1]
    if what == "constant":
        return [cells[at]] * len(cells)
    if what in ("all nan", "texts"):
        return [float("nan") if what == "all nan" else "junk"] * len(cells)
    if what in ("huge", "tiny"):
        factor = 1e60 if what == "huge" else 1e-60
        return [
            cell * factor if isinstance(cell, int | float) and not isinstance(cell, bool) else cell for cell in cells
        ]
    cells[at] = {"one is nan": float("nan"), "one inf": float("inf"), "one text": "junk", "nested": [1, 2]}[what]
    return cells


def is_data(value: Any) -> bool:
    """Say whether an argument holds data: numbers, columns, frames; and no name, setting or object of this package."""
    return isinstance(value, pd.DataFrame | pd.Series | np.ndarray | list | Mapping) or (
        isinstance(value, int | float) and not isinstance(value, bool)
    )


def on_purpose(error: BaseException) -> bool:
    """Say whether an error was raised in words by this package, and not by what stumbled beneath it.

    What an example's own function makes of its arguments, such as that of a multiverse, is for who wrote it.
    """
    frames = traceback.extract_tb(error.__traceback__)
    if frames[-1].filename.startswith("<example"):
        return True
    inside = "evaluatie" in frames[-1].filename and (frames[-1].line or "").lstrip().startswith("raise ")
    return inside and len(str(error)) > 10
