"""Numbers as they stand in a file of a finding: text, so that ``0.330`` keeps its three decimals."""

from __future__ import annotations

import re
from typing import Any

from evaluatie.reproduce.finding.printed import Printed
from evaluatie.study.problems import quoted
from evaluatie.study.settings.fields import SHAPES, refuse
from evaluatie.study.settings.plainly import named

_COMMA = re.compile(r"(?P<before>[<>=\s]*[-+−]?[0-9]*),(?P<after>[0-9]+)")
_DASHES = " -\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"
_NOT_SIGNIFICANT = re.compile(r"n\.? ?s\.?", re.IGNORECASE)
_COUNT = re.compile(r"\+?[0-9]{1,15}")


def printed(value: Any) -> Any:
    """Read a number of the paper.

    Parameters
    ----------
    value : object
        As it stands in the file.

    Returns
    -------
    Printed

    Raises
    ------
    pydantic_core.PydanticCustomError
        If it is none, with what to do.

    Examples
    --------
    >>> printed("0.330").decimals
    3
    >>> printed("0,33")
    Traceback (most recent call last):
        ...
    pydantic_core._pydantic_core.PydanticCustomError: "0,33" has a decimal comma.
    """
    if isinstance(value, Printed):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise refuse(f"The number {value} has lost the decimals that it was printed with.", f'Give it as "{value}".')
    if not isinstance(value, str):
        raise refuse(
            f"This must be a number, and it is {named(value)}.", "Write it as printed, such as 0.330 or < .01."
        )
    try:
        return Printed(value)
    except ValueError:
        raise refuse(*_why_not(value)) from None


def _why_not(text: str) -> tuple[str, str]:
    if comma := _COMMA.fullmatch(text.strip()):
        point = f"{comma['before']}.{comma['after']}".strip()
        thousands = f"; if it parts thousands, leave it out: {comma['before']}{comma['after']}"
        return (
            f"{quoted(text)} has a decimal comma.",
            f"Write a point: {point}{thousands if len(comma['after']) == 3 else ''}.",
        )
    if not text.strip(_DASHES):
        hint = "Leave it out: what the paper leaves open, as the diagonal, is not given here."
        return f"{quoted(text)} is a dash, and no number.", hint
    for sign, what in (("%", "a percent sign"), ("*", "stars"), ("†", "a dagger")):
        if sign in text:
            return (
                f"{quoted(text)} has {what} behind the number.",
                "Write the number alone, as many decimals as printed.",
            )
    if _NOT_SIGNIFICANT.fullmatch(text.strip()):
        hint = 'Write the inequality that the paper means by it, such as "> .05".'
        return f"{quoted(text)} is no number as printed.", hint
    return f"{quoted(text)} is no number as printed.", "Write it as printed, with a point: 0.330, -.12 or < .001."


def count(value: Any) -> Any:
    """Read a count.

    Parameters
    ----------
    value : object
        As it stands in the file.

    Returns
    -------
    int

    Raises
    ------
    pydantic_core.PydanticCustomError
        If it is no whole number, with what to do.

    Examples
    --------
    >>> count("91"), count(91)
    (91, 91)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _COUNT.fullmatch(value.strip()):
        return int(value)
    raise refuse(
        f"This must be a whole number, and it is {named(value)}.",
        "A count has no point, comma, sign or unit: 1450; a rounded number belongs under values.",
    )


def shape(value: Any) -> str:
    """Say whether a value is one number, a list of numbers or a list of lists.

    Parameters
    ----------
    value : object
        As it stands in the file.

    Returns
    -------
    str
        ``"<one>"``, ``"<list>"`` or ``"<table>"``.

    Examples
    --------
    >>> shape("1"), shape(["1", "2"]), shape([["1"], ["2", "3"]])
    ('<one>', '<list>', '<table>')
    """
    if not isinstance(value, list | tuple):
        return SHAPES[0]
    return SHAPES[2] if value and all(isinstance(row, list | tuple) for row in value) else SHAPES[1]
