"""Score a questionnaire: from items to subscales and a total."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from evaluatie.frames import check_frame
from evaluatie.instruments import Instrument
from evaluatie.instruments import instrument as find_instrument
from evaluatie.scales.answers import Floats, read_answers


def score(
    frame: pd.DataFrame, instrument: Instrument | str, *, response_range: tuple[float, float] | None = None
) -> pd.DataFrame:
    """Score an instrument: a person's mean of the answered items of each scale, reversed items turned round.

    A score is missing where fewer items were answered than the scale's minimum. The total is the mean of all answered
    items; an instrument whose ``scoring`` says that its items make no total has none. A reversed answer x becomes
    low + high - x.

    Parameters
    ----------
    frame : DataFrame
        One row per person (and wave), with a column ``<id>_<number>`` per item; other columns are ignored.
    instrument : Instrument or str
        What was asked, perhaps shortened; or the id of one that comes along.
    response_range : pair of float, optional
        Lowest and highest possible answer, where the study's differ from the published ones.

    Returns
    -------
    DataFrame
        A new frame with the same index: ``<id>.<subscale>`` for each subscale, then ``<id>.total`` if there is one.

    Raises
    ------
    TypeError
        If an answer is not a number.
    ValueError
        If a column is not there, answers lie outside the range (all such columns and answers are named), or the range
        does not rise.

    Examples
    --------
    >>> columns = [f"job_satisfaction_{number}" for number in (1, 2, 3)]
    >>> answers = pd.DataFrame([[6, 2, 7], [2, 6, None]], columns=columns)
    >>> score(answers, "job_satisfaction")["job_satisfaction.total"].round(4).tolist()
    [6.3333, 2.0]
    """
    asked = find_instrument(instrument) if isinstance(instrument, str) else instrument
    answers = turned_items(frame, asked, response_range=response_range).to_numpy()
    scores = {
        f"{asked.id}.{scale.id}": person_mean(answers[:, _places(asked, scale.items)], scale.minimum_answered)
        for scale in asked.scales
    }
    return pd.DataFrame(scores, index=frame.index)


def turned_items(
    frame: pd.DataFrame, instrument: Instrument | str, *, response_range: tuple[float, float] | None = None
) -> pd.DataFrame:
    """Give the answers to an instrument's items with the reversed ones turned round: x becomes low + high - x.

    Parameters, errors and columns asked for are those of :func:`score`.

    Returns
    -------
    DataFrame of float, shape (n, k)
        A new frame with the same index and a column ``<id>_<number>`` per item, in the instrument's order.

    Examples
    --------
    >>> columns = [f"job_satisfaction_{number}" for number in (1, 2, 3)]
    >>> turned_items(pd.DataFrame([[6, 2, 7]], columns=columns), "job_satisfaction").iloc[0].tolist()
    [6.0, 6.0, 7.0]
    """
    asked = find_instrument(instrument) if isinstance(instrument, str) else instrument
    low, high = _range(asked, response_range)
    answers = _items(frame, asked, low, high)
    turned = _places(asked, asked.reversed)
    answers[:, turned] = low + high - answers[:, turned]
    return pd.DataFrame(answers, index=frame.index, columns=list(asked.columns))


def person_mean(answers: Floats, minimum_answered: int) -> Floats:
    """Give each person's mean of the answered items, missing below a minimum of answers.

    Parameters
    ----------
    answers : ndarray of float, shape (n, k)
        People by items; NaN is missing.
    minimum_answered : int
        Answers below which a person has no score.

    Returns
    -------
    ndarray of float, shape (n,)
        The means, NaN where there are too few answers.

    Examples
    --------
    >>> person_mean(np.array([[1.0, 3.0], [2.0, np.nan]]), 2)
    array([ 2., nan])
    """
    answered = np.isfinite(answers).sum(axis=1)
    total = np.nansum(answers, axis=1)
    enough = answered >= max(minimum_answered, 1)
    means = np.full(len(answers), np.nan)
    np.divide(total, answered, out=means, where=enough)
    return means


def _places(asked: Instrument, numbers: Iterable[int]) -> list[int]:
    # an item's number is not its place where the instrument was shortened
    return [asked.numbers.index(number) for number in numbers]


def _range(asked: Instrument, response_range: tuple[float, float] | None) -> tuple[float, float]:
    low, high = asked.response_range if response_range is None else response_range
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ValueError(f"response_range must rise from low to high: got {low} to {high}")
    return float(low), float(high)


def _items(frame: pd.DataFrame, asked: Instrument, low: float, high: float) -> Floats:
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"frame must be a DataFrame: got {type(frame).__name__}")
    absent = [name for name in asked.columns if name not in frame.columns]
    if absent:
        raise ValueError(f"{asked.id} has {len(asked.items)} items; frame has no column {', '.join(map(repr, absent))}")
    check_frame(frame, asked.columns)
    columns = [read_answers(frame[name], name) for name in asked.columns]
    outside = [_outside(values, name, low, high) for values, name in zip(columns, asked.columns, strict=True)]
    if any(outside):
        raise ValueError(f"answers outside {low:g} to {high:g}: {'; '.join(filter(None, outside))}")
    return np.column_stack(columns)


def _outside(values: Floats, name: str, low: float, high: float) -> str:
    strange = np.unique(values[(values < low) | (values > high)])
    shown = ", ".join(f"{value:g}" for value in strange[:5]) + (", ..." if len(strange) > 5 else "")
    return f"column {name!r} holds {shown}" if len(strange) else ""
