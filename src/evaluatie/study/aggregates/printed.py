"""A number as it is printed in a table: how precisely, or that it is withheld."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from evaluatie.study.answers import number_of
from evaluatie.study.codes import BLANKS, code_text

# What suppliers and statistical offices write where they give no number: <10, *, a full stop, a dash, x, nb.
_WITHHELD = re.compile(r"(n\s*)?([<≤]=?|minder dan|less than|fewer than)\s*\d+|[*.x–—-]{1,5}|n\.?b\.?", re.IGNORECASE)
_DECIMALS = re.compile(r"[-+]?\d*(?:[.,](\d*))?")


@dataclass(frozen=True)
class Printed:
    """One cell with a number.

    Attributes
    ----------
    text : str
        What stands there.
    kind : str
        ``"number"``, ``"blank"``, ``"withheld"`` (it is there, and is not told) or ``"wrong"``.
    value : float
        The number; NaN where there is none.
    half : float
        Half a unit of its last decimal: how far the number before rounding can be away.
    """

    text: str
    kind: Literal["number", "blank", "withheld", "wrong"]
    value: float = math.nan
    half: float = 0.0


def read_printed(cell: object, *, decimal_comma: bool) -> Printed:
    """Read one cell.

    Parameters
    ----------
    cell : object
        Text or a number.
    decimal_comma : bool
        Whether 3,5 is a number.

    Returns
    -------
    Printed

    Examples
    --------
    >>> read_printed("3,40", decimal_comma=True)
    Printed(text='3,40', kind='number', value=3.4, half=0.005)
    >>> [read_printed(cell, decimal_comma=False).kind for cell in ("<10", "*", "-", "n.b.", None, "veel")]
    ['withheld', 'withheld', 'withheld', 'withheld', 'blank', 'wrong']
    """
    text = code_text(cell)
    if text in BLANKS:
        return Printed(text, "blank")
    if _WITHHELD.fullmatch(text):
        return Printed(text, "withheld")
    number = number_of(cell, decimal_comma)
    if number is None:
        return Printed(text, "wrong")
    # a text keeps the zeros at its end; a spreadsheet's number has lost them
    spelt = _DECIMALS.fullmatch(cell.strip() if isinstance(cell, str) else text)
    return Printed(text, "number", number, 0.5 * 10 ** -len(spelt.group(1) or "") if spelt else 0.0)
