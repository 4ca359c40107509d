"""Analyses of a printed table as Python: the table's numbers, and the call of evaluatie's function on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from evaluatie.reproduce.recomputing.given import Table


def _table(table: Table, *parts: str) -> Iterator[str]:
    """Write out a table's correlations, and where they are printed its standard deviations and means."""
    held = [part for part in parts if getattr(table, part) is not None]
    if held:
        yield "import pandas as pd"
        yield ""
    yield "import evaluatie as ev"
    yield ""
    yield "variables = ["
    yield from (f"    {name!r}," for name in table.variables)
    yield "]"
    yield "correlation = ev.reproduce.moments.correlation_frame(variables, ["
    yield from (f"    {row[:at].tolist()!r}," for at, row in enumerate(table.correlation))
    yield "])"
    yield from (f"{part} = pd.Series({getattr(table, part).tolist()!r}, variables)" for part in held)


def _call(function: str, *arguments: str) -> Iterator[str]:
    yield f"found = ev.reproduce.moments.{function}("
    yield from (f"    {argument}," for argument in arguments)
    yield ")"


def _unstandardised(table: Table, told: dict[str, Any], *parts: str) -> list[str]:
    """Name the parts that are used: standardised results need correlations only."""
    return [part for part in parts if told.get("standardised") != "true" and getattr(table, part) is not None]


def _regression(table: Table, told: dict[str, Any]) -> Iterator[str]:
    parts = _unstandardised(table, told, "sd", "mean")
    yield from _table(table, *parts)
    named = [repr(told["outcome"]), repr(list(told["predictors"])), str(table.n)]
    yield from _call("regression_from_matrix", "correlation", *named, *(f"{part}={part}" for part in parts))


def _steps(table: Table, told: dict[str, Any]) -> Iterator[str]:
    parts = _unstandardised(table, told, "sd")
    yield from _table(table, *parts)
    blocks = [list(told["first"]), list(told["added"])]
    named = [repr(told["outcome"]), repr(blocks), str(table.n)]
    yield from _call("hierarchical_regression", "correlation", *named, *(f"{part}={part}" for part in parts))


def _mediation(table: Table, told: dict[str, Any]) -> Iterator[str]:
    parts = _unstandardised(table, told, "sd")
    yield from _table(table, *parts)
    named = [repr(told["outcome"]), repr(told["treatment"]), repr(list(told["mediators"])), str(table.n)]
    if told.get("covariates"):
        named.append(f"covariates={list(told['covariates'])!r}")
    yield from _call("mediation_from_matrix", "correlation", *named, *(f"{part}={part}" for part in parts))


def correlation_lines(table: Table | None, told: dict[str, Any]) -> Iterator[str]:
    """Go through the lines that test a correlation of a table, or one that is printed by itself."""
    yield "import evaluatie as ev"
    yield ""
    if table is None:
        yield f"r = {told['r']!r}"
    else:
        x, y = told["between"]
        yield f"r = {float(table.of((x, y)).correlation[0, 1])!r}  # {x} and {y}"
    yield f"n = {int(told['n'] if table is None or 'n' in told else table.n)}"
    yield "found = ev.reproduce.moments.correlation_test(r, n)"


def _without(function: str) -> Callable[[Table, dict[str, Any]], Iterator[str]]:
    def written(table: Table, told: dict[str, Any]) -> Iterator[str]:
        yield from _table(table)
        x, y = told["between"]
        yield from _call(function, "correlation", repr(x), repr(y), repr(list(told["given"])), str(table.n))

    return written


def _collinearity(table: Table, told: dict[str, Any]) -> Iterator[str]:
    yield "import numpy as np"
    yield "import pandas as pd"
    yield ""
    yield from _table(table)
    yield f"predictors = {list(told['predictors'])!r}"
    yield "vif = np.diag(np.linalg.inv(correlation.loc[predictors, predictors]))"
    yield "found = pd.DataFrame({'vif': vif, 'tolerance': 1 / vif}, predictors)"


#: by method: from a table and what the method gets to lines of Python
TABLES: dict[str, Callable[[Table, dict[str, Any]], Iterator[str]]] = {
    "regression": _regression,
    "regression_steps": _steps,
    "mediation": _mediation,
    "correlation": correlation_lines,
    "partial_correlation": _without("partial_correlation"),
    "semipartial_correlation": _without("semipartial_correlation"),
    "collinearity": _collinearity,
}
