"""Counts that a statistics office rounded or hid: what they allow, instead of figures as if exact."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.flows.reading.heads import Floats
from evaluatie.result import check_confidence
from evaluatie.wilson import wilson_interval

BELOW = re.compile(r"^<\s*(=?)\s*(\d+)$")


def count_limits(
    values: Any, *, base: int | None = None, suppressed: tuple[int, int] | None = None, random: bool = False
) -> pd.DataFrame:
    """Give the lowest and highest count that each published one allows.

    Parameters
    ----------
    values : sequence, shape (n,)
        Published counts: whole numbers, also as text, ``"<5"`` (0 to 4), a mark such as ``"."`` or ``"x"``, or missing.
    base : int, optional
        Counts were rounded to multiples of this; None: not rounded.
    suppressed : (low, high), optional
        What a mark, or a missing value, can stand for, such as ``(0, 4)``. It is never guessed.
    random : bool, default False
        Rounded up or down at random (the true count lies less than one base away), not to the nearest multiple. To the
        nearest, a count half-way is allowed for on both sides, as offices differ in what they do with it.

    Returns
    -------
    DataFrame
        Columns low, high, estimate (the published count, or the middle of a hidden one's limits); the index of a
        Series is kept.

    Raises
    ------
    ValueError
        If a value is no count, is no multiple of the base, or is hidden while `suppressed` is not given.

    Examples
    --------
    >>> count_limits([15, 0, "<5", "."], base=5, suppressed=(0, 9)).to_numpy().tolist()
    [[13.0, 17.0, 15.0], [0.0, 2.0, 0.0], [0.0, 4.0, 2.0], [0.0, 9.0, 4.5]]
    """
    if base is not None and (isinstance(base, bool) or not float(base).is_integer() or base < 1):
        raise ValueError(f"base must be a whole number above 0, such as 5: got {base!r}")
    if suppressed is not None and not (len(suppressed) == 2 and 0 <= suppressed[0] <= suppressed[1]):
        raise ValueError(f"suppressed must be a lower and an upper limit, such as (0, 4): got {suppressed!r}")
    margin = 0 if base is None else int(base) - 1 if random else int(base) // 2
    held = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype=object)
    rows = [_limits(value, base, margin, suppressed) for value in held.astype(object)]
    return pd.DataFrame(rows, index=held.index, columns=["low", "high", "estimate"], dtype=np.float64)


def _limits(
    value: Any, base: int | None, margin: int, suppressed: tuple[int, int] | None
) -> tuple[float, float, float]:
    text = "" if pd.isna(value) else str(value).strip()
    below = BELOW.match(text)
    if below:
        high = int(below[2]) - (0 if below[1] else 1)
        return 0.0, float(high), high / 2
    count = _count(text)
    if count is None:
        if suppressed is None:
            raise ValueError(f"the count {value!r} is hidden: say in suppressed= what it can be, such as (0, 4)")
        return float(suppressed[0]), float(suppressed[1]), sum(suppressed) / 2
    if base is not None and count % base:
        raise ValueError(f"the count {value!r} is no multiple of {base}: it was not rounded to that base")
    return max(0.0, count - margin), count + margin, count


def _count(text: str) -> float | None:
    """Read a count; None for a mark, which has no digit in it."""
    if not any(letter.isdigit() for letter in text):
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if number < 0 or not number.is_integer():
        raise ValueError(f"{text!r} is no count: give whole numbers, texts such as '<5', or marks without a digit")
    return number


def share_limits(
    focal: Any,
    rest: Any,
    total: Any = None,
    *,
    base: int | None = None,
    suppressed: tuple[int, int] | None = None,
    random: bool = False,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Give the lowest and highest share that published counts allow.

    A share focal / (focal + rest) is lowest with the lowest focal and the highest rest. A published total, rounded by
    itself, narrows both.

    Parameters
    ----------
    focal, rest : sequence, shape (n,)
        Published counts, as :func:`count_limits` takes them.
    total : sequence, shape (n,), optional
        Published totals of both.
    base, suppressed, random
        As :func:`count_limits` takes them; for all columns.
    confidence : float, default 0.95
        Level of the outer limits.

    Returns
    -------
    DataFrame
        Columns low, high, estimate: shares; ci_low, ci_high: Wilson's lower limit at the lowest share and upper limit
        at the highest, which hold chance as well. NaN where there is nobody, or may be nobody for `ci_low`, `ci_high`.

    Raises
    ------
    ValueError
        If columns differ in length, or a total does not fit its parts.

    Examples
    --------
    >>> share_limits([10], [90], base=5)[["low", "high", "estimate"]].round(4).to_numpy().tolist()
    [[0.08, 0.12, 0.1]]
    """
    check_confidence(confidence)
    columns = [focal, rest] if total is None else [focal, rest, total]
    f, r, *whole = (count_limits(column, base=base, suppressed=suppressed, random=random) for column in columns)
    if len({len(part) for part in (f, r, *whole)}) > 1:
        raise ValueError("focal, rest and total must be of one length")
    t = whole[0] if whole else None
    limits = _tightened(f.to_numpy(), r.to_numpy(), None if t is None else t.to_numpy())
    f_low, f_high, t_at_low, t_at_high = limits
    low, high = _ratio(f_low, t_at_low), _ratio(f_high, t_at_high)
    found = {
        # where one group is surely empty, any people at all are of the other
        "low": np.where((t_at_low == 0) & (f_high > 0), 1.0, low),
        "high": np.where((t_at_high == 0) & (t_at_low > 0), 0.0, high),
        "estimate": _ratio(f["estimate"].to_numpy(), (f["estimate"] + r["estimate"].to_numpy()).to_numpy()),
        "ci_low": _wilson(f_low, t_at_low, confidence, 0),
        "ci_high": _wilson(f_high, t_at_high, confidence, 1),
    }
    return pd.DataFrame(found, index=f.index)


def _tightened(f: Floats, r: Floats, t: Floats | None) -> tuple[Floats, Floats, Floats, Floats]:
    """Give the lowest and highest focal count, and the total that goes with each for the lowest and highest share."""
    if t is None:
        return f[:, 0], f[:, 1], f[:, 0] + r[:, 1], f[:, 1] + r[:, 0]
    f_low, f_high = np.maximum(f[:, 0], t[:, 0] - r[:, 1]), np.minimum(f[:, 1], t[:, 1] - r[:, 0])
    if (f_low > f_high).any():
        at = int(np.argmax(f_low > f_high))
        raise ValueError(f"row {at}: no counts within the limits of focal and rest add up to the total")
    return f_low, f_high, np.minimum(t[:, 1], f_low + r[:, 1]), np.maximum(t[:, 0], f_high + r[:, 0])


def _ratio(part: Floats, whole: Floats) -> Floats:
    share: Floats = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


def _wilson(part: Floats, whole: Floats, confidence: float, end: int) -> Floats:
    limits = [
        wilson_interval(int(x), int(n), confidence)[end] if n > 0 else np.nan for x, n in zip(part, whole, strict=True)
    ]
    return np.array(limits, dtype=np.float64)


def rate_limits(
    events: Any,
    exposure: Any,
    *,
    base: int | None = None,
    suppressed: tuple[int, int] | None = None,
    random: bool = False,
) -> pd.DataFrame:
    """Give the lowest and highest rate that published counts allow: events per head.

    Parameters
    ----------
    events, exposure : sequence, shape (n,)
        Published counts of events (hires, leavers) and of heads; events need not be people of the stock.
    base, suppressed, random
        As :func:`count_limits` takes them; for both columns.

    Returns
    -------
    DataFrame
        Columns low, high, estimate; NaN where there may be no heads.

    Raises
    ------
    ValueError
        If the columns differ in length.

    Examples
    --------
    >>> rate_limits([10], [100], base=5).round(4).to_numpy().tolist()
    [[0.0784, 0.1224, 0.1]]
    """
    e, x = (count_limits(column, base=base, suppressed=suppressed, random=random) for column in (events, exposure))
    if len(e) != len(x):
        raise ValueError("events and exposure must be of one length")
    pairs = {"low": ("low", "high"), "high": ("high", "low"), "estimate": ("estimate", "estimate")}
    found = {name: _ratio(e[top].to_numpy(), x[bottom].to_numpy()) for name, (top, bottom) in pairs.items()}
    return pd.DataFrame(found, index=e.index)
