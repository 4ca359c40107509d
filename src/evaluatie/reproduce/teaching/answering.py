"""Reading what a student typed as an answer."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from numbers import Real

_THOUSANDS = re.compile(r"[-+]?\d{1,3}([.,]\d{3})+")


def as_number(value: object, decimals: int = 2) -> float | None:
    """Read an answer.

    Parameters
    ----------
    value : object
        A number, or text with a decimal point or comma; spaces and a percent sign are passed over.
    decimals : int
        How many the answer has: without any, ``127.155`` is read as a hundred and twenty-seven thousand.

    Returns
    -------
    float or None
        None if it is no finite number.

    Examples
    --------
    >>> as_number("0,25"), as_number(" 45 %"), as_number("many"), as_number(True), as_number([0.25])
    (0.25, 45.0, None, None, None)
    >>> as_number("127.155", 0), as_number("127.155", 1)
    (127155.0, 127.155)
    """
    if isinstance(value, str):
        text = re.sub(r"\s", "", value.replace("\N{MINUS SIGN}", "-")).removesuffix("%")
        if decimals == 0 and _THOUSANDS.fullmatch(text):
            text = re.sub("[.,]", "", text)
        value = text.replace(",", ".")
    elif isinstance(value, bool) or not isinstance(value, Real | Decimal):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def typed_comma(value: object) -> bool:
    """Say whether somebody typed a decimal comma without quotes: Python makes two numbers of it.

    Examples
    --------
    >>> typed_comma((0, 25)), typed_comma("0,25")
    (True, False)
    """
    return isinstance(value, tuple) and len(value) == 2 and all(isinstance(part, int) for part in value)
