"""Laws that hold of a function whatever its data: what is done to its arguments, and what that does to its figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from hostile.figures import alike, tidy

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Law:
    """A law: how arguments are changed, and what must then be true of both results (nothing, or what is wrong)."""

    name: str
    change: Callable[[Arguments, st.DataObject], Arguments]
    wrong: Callable[[Any, Any], str]


def _same(tolerance: float) -> Callable[[Any, Any], str]:
    return lambda before, after: alike(before, after, tolerance)


def _taken(value: Any, order: Any) -> Any:
    if isinstance(value, pd.DataFrame | pd.Series):
        return value.iloc[order]
    if isinstance(value, np.ndarray):
        return value[order]
    if isinstance(value, dict):
        return {key: _taken(one, order) for key, one in value.items()}
    return [list(value)[at] for at in order]


def _length(value: Any) -> int:
    return len(next(iter(value.values()))) if isinstance(value, dict) else len(value)


def rows(*names: str, tolerance: float = 1e-7) -> Law:
    """Rows, of several arguments together, in another order: the same figures."""

    def change(arguments: Arguments, data: st.DataObject) -> Arguments:
        order = data.draw(st.permutations(range(_length(arguments[names[0]]))), label="order")
        return {**arguments, **{name: _taken(arguments[name], order) for name in names}}

    return Law("rows in another order", change, _same(tolerance))


def names(argument: str, column: str | None = None) -> Law:
    """Other names for people, units or groups, in the same order of the alphabet: the same figures."""

    def change(arguments: Arguments, data: st.DataObject) -> Arguments:
        def renamed(label: Any) -> Any:
            return label if label is None or label != label else f"naam {label}"

        value = arguments[argument]
        if column is None:
            return {**arguments, argument: [renamed(label) for label in value]}
        return {**arguments, argument: value.assign(**{column: value[column].map(renamed)})}

    return Law(f"other names ({column or argument})", change, _same(1e-7))


def category(argument: str, column: str) -> Law:
    """A category that nobody has: the same figures."""

    def change(arguments: Arguments, data: st.DataObject) -> Arguments:
        value = arguments[argument]
        levels = [*sorted(value[column].dropna().unique()), "niemand"]
        return {**arguments, argument: value.assign(**{column: pd.Categorical(value[column], categories=levels)})}

    return Law("a category that nobody has", change, _same(1e-7))


def _linear(argument: str, change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Change numbers in an argument, or in the column of a frame that is named behind a point."""

    def changed(arguments: Arguments) -> Any:
        name, _, column = argument.partition(".")
        value = arguments[name]
        if column:
            return {name: value.assign(**{column: change(value[column].astype(float))})}
        if isinstance(value, int | float):
            return {name: change(value)}
        cells = np.asarray(value, dtype=float)
        return {name: change(cells)}

    return changed


def _each(over: tuple[str, ...], change: Callable[[Any], Any]) -> Callable[[Arguments, st.DataObject], Arguments]:
    def changed(arguments: Arguments, data: st.DataObject) -> Arguments:
        for argument in over:
            arguments = {**arguments, **_linear(argument, change)(arguments)}
        return arguments

    return changed


_SCALED = ("estimate", "se", "ci_low", "ci_high")


def scaled(*over: str, by: float = 4.0, squared: tuple[str, ...] = (), tolerance: float = 1e-6) -> Law:
    """Scores times a number: estimates in points too, standardised ones and p not; the first estimate is in points."""
    times, square = _each(over, lambda cells: cells * by), _each(squared, lambda cells: cells * by**2)

    def wrong(before: Any, after: Any) -> str:
        one, other = tidy(before), tidy(after)
        for at in range(len(one)):
            factors = {by} if at == 0 else {by, 1.0, by**2}
            fits = [_fits(one.iloc[at], other.iloc[at], factor, tolerance) for factor in factors]
            if not any(fits):
                return f"row {at}: {one.iloc[at].to_dict()} and {other.iloc[at].to_dict()}"
        return "" if len(one) == len(other) else "another number of estimates"

    return Law("scores times a number", lambda a, data: square(times(a, data), data), wrong)


def _fits(one: pd.Series, other: pd.Series, factor: float, tolerance: float) -> bool:
    expected = one * [factor if name in _SCALED else 1.0 for name in one.index]
    return bool(np.allclose(expected, other, rtol=tolerance, atol=tolerance, equal_nan=True))


def unmoved(what: str, *over: str, change: Callable[[Any], Any], tolerance: float = 1e-6) -> Law:
    """Some change of numbers that no figure depends upon."""
    return Law(what, _each(over, change), _same(tolerance))


def shifted(*over: str, tolerance: float = 1e-6) -> Law:
    """Two points more at every moment: the same change."""

    def wrong(before: Any, after: Any) -> str:
        one, other = tidy(before), tidy(after)
        return "" if np.allclose(one, other, rtol=tolerance, atol=tolerance, equal_nan=True) else f"{one} and {other}"

    return Law("scores moved", _each(over, lambda cells: cells + 2.0), wrong)


def turned(change: Callable[[Arguments], Arguments], tolerance: float = 1e-6) -> Law:
    """What comes first and last, or who is compared with whom, exchanged: the sign of the first estimate turns."""

    def wrong(before: Any, after: Any) -> str:
        one, other = tidy(before).iloc[0], tidy(after).iloc[0]
        expected = one.copy()
        expected["estimate"] = -one["estimate"]
        if "ci_low" in one:
            expected["ci_low"], expected["ci_high"] = -one["ci_high"], -one["ci_low"]
        same = [name for name in ("estimate", "se", "p", "ci_low", "ci_high", "df") if name in one]
        good = np.allclose(expected[same], other[same], rtol=tolerance, atol=tolerance, equal_nan=True)
        return "" if good else f"{one.to_dict()} and {other.to_dict()}"

    return Law("first and last exchanged", lambda arguments, _: change(arguments), wrong)


def exchanged(one: str, other: str) -> Law:
    """Two arguments exchanged: the sign turns."""
    return turned(lambda arguments: {**arguments, one: arguments[other], other: arguments[one]})


def doubled(*over: str) -> Law:
    """Everyone twice: the same estimate, and a standard error smaller by about the root of two."""

    def change(arguments: Arguments, data: st.DataObject) -> Arguments:
        return {**arguments, **{name: np.concatenate([arguments[name]] * 2) for name in over}}

    def wrong(before: Any, after: Any) -> str:
        one, other = tidy(before).iloc[0], tidy(after).iloc[0]
        if not np.isclose(one["estimate"], other["estimate"], rtol=1e-7, atol=1e-9):
            return f"the estimate is {one['estimate']} and {other['estimate']}"
        ratio = other["se"] / one["se"]
        return "" if 0.6 < ratio < 0.75 else f"the standard error shrinks to {ratio:.3f}"

    return Law("everyone twice", change, wrong)
