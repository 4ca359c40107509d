"""A number as a paper printed it: its decimals tell between which values the number lay before it was rounded."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Literal

Relation = Literal["=", "<", ">", "<=", ">="]

_NUMBER = re.compile(r"(?P<relation>[<>]=?|=)?\s*(?P<number>[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+))")
# as they stand in a paper, and as they are typed
_TYPED = str.maketrans({"\N{MINUS SIGN}": "-", "\N{LESS-THAN OR EQUAL TO}": "<=", "\N{GREATER-THAN OR EQUAL TO}": ">="})


@dataclass(frozen=True)
class Printed:
    """A printed number.

    Attributes
    ----------
    text : str
        As it was printed, with a point for the decimals: ``"0.330"``, ``".05"``, ``"< .001"``. A long minus sign
        becomes a short one, and a one-character sign for at most or at least becomes two.

    Raises
    ------
    ValueError
        If the text is no number.

    Examples
    --------
    >>> r = Printed("0.330")
    >>> r.value, r.decimals, r.low, r.high
    (0.33, 3, 0.3295, 0.3305)
    >>> Printed("< .001").relation
    '<'
    >>> r.shown(0.33049), r.stands_for(0.33049), r.stands_for(0.3306)
    ('0.330', True, False)
    """

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.text.translate(_TYPED).strip())
        if not _NUMBER.fullmatch(self.text):
            raise ValueError(f"{self.text!r} is no number as printed, such as 0.330 or < .001")

    @property
    def _number(self) -> str:
        found = _NUMBER.fullmatch(self.text)
        assert found is not None  # noqa: S101 - held when it was made
        return found["number"]

    @property
    def relation(self) -> Relation:
        """What stands before the number: ``=`` where nothing does."""
        found = _NUMBER.fullmatch(self.text)
        return found["relation"] or "=" if found else "="  # type: ignore[return-value]

    @property
    def value(self) -> float:
        """The number itself."""
        return float(self._number)

    @property
    def decimals(self) -> int:
        """How many digits stand behind the point."""
        return len(self._number.partition(".")[2])

    @property
    def half_unit(self) -> float:
        """Half of the last printed digit's worth."""
        return float(Decimal(5).scaleb(-self.decimals - 1))

    @property
    def low(self) -> float:
        """The least number that is rounded to this one."""
        return float(Decimal(self._number) - Decimal(5).scaleb(-self.decimals - 1))

    @property
    def high(self) -> float:
        """The largest number that is rounded to this one."""
        return float(Decimal(self._number) + Decimal(5).scaleb(-self.decimals - 1))

    def shown(self, value: float) -> str:
        """Write another number with the same decimals.

        Parameters
        ----------
        value : float
            The number.

        Returns
        -------
        str
            Never minus zero; a number that is not finite as Python writes it.
        """
        if not math.isfinite(value):
            return str(float(value))
        text = str(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP))
        return text.removeprefix("-") if float(text) == 0 else text

    def stands_for(self, value: float) -> bool:
        """Say whether a number would be printed so: rounded half up or half to even, or within the inequality.

        Parameters
        ----------
        value : float
            The number.

        Returns
        -------
        bool
        """
        if self.relation == "=":
            if not math.isfinite(value):
                return False
            unit, number = Decimal(1).scaleb(-self.decimals), Decimal(repr(float(value)))
            return Decimal(self._number) in {number.quantize(unit, way) for way in (ROUND_HALF_UP, ROUND_HALF_EVEN)}
        return {
            "<": value < self.value, "<=": value <= self.value, ">": value > self.value, ">=": value >= self.value,
        }[self.relation]  # fmt: skip
