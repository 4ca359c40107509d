"""The specifications of a multiverse: every combination of choices, and what the analysis gives on each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from evaluatie.result import NotEnoughData, Result

FOUND = ("estimate", "se", "ci_low", "ci_high", "p", "n")

Options: TypeAlias = dict[str, dict[str, Any]]


def read_options(choices: Mapping[str, Mapping[str, Any] | Iterable[Any]]) -> Options:
    """Read the choices of every dimension.

    Parameters
    ----------
    choices : mapping of str to (mapping of str to anything, or sequence)
        Dimension -> label -> value; of a sequence, the values' texts are the labels.

    Returns
    -------
    dict of str to dict
        Dimension -> label -> value, in the order given.

    Raises
    ------
    TypeError
        If it is no mapping.
    ValueError
        If there is no dimension or option, or a name or label is doubled or reserved.

    Examples
    --------
    >>> read_options({"scale": [1, 2]})
    {'scale': {'1': 1, '2': 2}}
    """
    if not isinstance(choices, Mapping):
        raise TypeError(f"choices must be a mapping of dimensions to their options: got {type(choices).__name__}")
    if not choices:
        raise ValueError("choices must name at least one dimension: got none")
    options: Options = {}
    for name, given in choices.items():
        if not isinstance(name, str):
            raise ValueError(f"a dimension is an argument of analyse, named by a text: got {name!r}")
        if name in (*FOUND, "reason"):
            raise ValueError(f"a dimension cannot be called {name!r}: that is a column of the table")
        if isinstance(given, str | bytes) or not isinstance(given, Iterable):
            raise ValueError(f"dimension {name!r} must hold several options (a mapping or a list): got {given!r}")
        pairs = [
            (str(label), value)
            for label, value in (given.items() if isinstance(given, Mapping) else ((each, each) for each in given))
        ]
        options[name] = dict(pairs)
        if not pairs or len(options[name]) < len(pairs):
            raise ValueError(f"dimension {name!r} needs options with different labels: got {[p[0] for p in pairs]}")
    return options


def read_headline(headline: Mapping[str, str] | None, options: Options) -> dict[str, str]:
    """Read which specification is the headline.

    Parameters
    ----------
    headline : mapping of str to str or None
        Dimension -> label; None for the first option of each.
    options : dict
        What :func:`read_options` gives.

    Returns
    -------
    dict of str to str
        Dimension -> label.

    Raises
    ------
    ValueError
        If a dimension or label is not there, or a dimension is missing.

    Examples
    --------
    >>> read_headline(None, {"scale": {"sum": 1, "mean": 2}})
    {'scale': 'sum'}
    """
    first = {name: next(iter(given)) for name, given in options.items()}
    if headline is None:
        return first
    chosen = {name: str(label) for name, label in headline.items()}
    if set(chosen) != set(options) or any(label not in options[name] for name, label in chosen.items()):
        raise ValueError(f"headline must name one option of every dimension, such as {first}: got {chosen}")
    return chosen


def values_of(options: Options, labels: Mapping[str, str]) -> dict[str, Any]:
    """Give what the analysis is called with.

    Parameters
    ----------
    options : dict
        What :func:`read_options` gives.
    labels : mapping of str to str
        Dimension -> label.

    Returns
    -------
    dict of str to anything
        Dimension -> value.

    Examples
    --------
    >>> values_of({"scale": {"sum": 1, "mean": 2}}, {"scale": "mean"})
    {'scale': 2}
    """
    return {name: options[name][label] for name, label in labels.items()}


def estimate_one(analyse: Callable[..., Any], choice: dict[str, Any]) -> dict[str, Any]:
    """Run the analysis on one specification.

    Parameters
    ----------
    analyse : callable
        As :func:`multiverse` takes it.
    choice : dict of str to anything
        Dimension -> value.

    Returns
    -------
    dict
        The columns ``FOUND``, NaN for what there is not, and ``reason``, None where there is an estimate.

    Raises
    ------
    TypeError
        If the result has no estimate.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> estimate_one(lambda scale: SimpleNamespace(estimate=scale * 2.0), {"scale": 2})["estimate"]
    4.0
    """
    try:
        result = analyse(**choice)
    except NotEnoughData as error:
        return {**dict.fromkeys(FOUND, math.nan), "reason": str(error)}
    values = _read(result)
    found: dict[str, Any] = {key: math.nan if value is None else float(value) for key, value in values.items()}
    reason = None if math.isfinite(found["estimate"]) else "the analysis gave no estimate"
    return {**found, "estimate": found["estimate"] if reason is None else math.nan, "reason": reason}


def _read(result: Any) -> dict[str, Any]:
    """Take the estimate out of a number, a result of this package (its first estimate), or anything that has one."""
    if isinstance(result, int | float | np.number) and not isinstance(result, bool):
        return {**dict.fromkeys(FOUND), "estimate": result}
    if isinstance(result, Result):
        result = result.estimates()[0]
    name = "estimate" if hasattr(result, "estimate") else "mean_change"
    if not hasattr(result, name):
        kind = type(result).__name__
        raise TypeError(f"analyse must return a number, or a result with estimate or mean_change: got {kind}")
    return {"estimate": getattr(result, name), **{other: getattr(result, other, None) for other in FOUND[1:]}}


def dimension_table(done: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Tell how much the estimate goes with each dimension.

    Parameters
    ----------
    done : DataFrame
        The specifications with an estimate.
    options : dict
        What :func:`read_options` gives.

    Returns
    -------
    DataFrame
        As :class:`Multiverse` describes it; shares are NaN where all estimates are equal.

    Examples
    --------
    >>> done = pd.DataFrame({"scale": ["sum", "mean"], "estimate": [2.0, 1.0]})
    >>> dimension_table(done, {"scale": {"sum": 1, "mean": 2}})["mean_estimate"].tolist()
    [2.0, 1.0]
    """
    shares = _shares(done, list(options))
    rows = []
    for name, given in options.items():
        for label in given:
            estimates = done.loc[done[name] == label, "estimate"]
            mean = float(estimates.mean()) if len(estimates) else math.nan
            rows.append((name, label, len(estimates), mean, shares[name]))
    columns = ["dimension", "option", "specifications", "mean_estimate", "share_of_variance"]
    return pd.DataFrame(rows, columns=columns)


def _shares(done: pd.DataFrame, names: list[str]) -> dict[str, float]:
    estimates = done["estimate"].to_numpy(dtype=float)
    centred = estimates - estimates.mean()
    total = float((centred**2).sum())
    if np.abs(centred).max() <= 1e-12 * np.abs(estimates).max():
        return dict.fromkeys(names, math.nan)
    left = _left_over(done, names, centred)
    return {
        name: max(0.0, _left_over(done, [other for other in names if other != name], centred) - left) / total
        for name in names
    }


def _left_over(done: pd.DataFrame, names: list[str], centred: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    """Give the sum of squares that the additive model of these dimensions leaves."""
    columns = [np.ones(len(done))]
    for name in names:
        columns += [(done[name] == label).to_numpy(dtype=float) for label in done[name].unique()[1:]]
    design = np.column_stack(columns)
    fitted = design @ np.linalg.lstsq(design, centred, rcond=None)[0]
    return float(((centred - fitted) ** 2).sum())
