"""A number in a text: its decimals, and the ways to read a comma or a point in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from evaluatie.reproduce.reported.reading.lexicon import names, relation_words
from evaluatie.reproduce.reported.reading.tokens import Token

Style = Literal[".", ","]

#: no statistic has so many digits before its decimal sign
_MOST_DIGITS = 100
_PARTS = re.compile(r"(?P<plain>[\d.,]+)(?P<power>[eE][-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as printed, in one reading.

    Attributes
    ----------
    number : Decimal
        The number; its exponent keeps how many decimals were printed.

    Examples
    --------
    >>> number = Amount(Decimal("2.50"))
    >>> number.value, number.low, number.high, number.decimals
    (2.5, 2.495, 2.505, 2)
    """

    number: Decimal

    @property
    def value(self) -> float:
        """The number itself."""
        return float(self.number)

    @property
    def text(self) -> str:
        """As it was printed, with a decimal point."""
        return f"{self.number:f}"

    @property
    def decimals(self) -> int:
        """How many digits stand behind the decimal sign."""
        return max(0, -int(self.number.as_tuple().exponent))

    @property
    def half_unit(self) -> Decimal:
        """Half of the last digit's worth."""
        return Decimal((0, (5,), int(self.number.as_tuple().exponent) - 1))

    @property
    def low(self) -> float:
        """The least number that is rounded to this one."""
        return float(self.number - self.half_unit)

    @property
    def high(self) -> float:
        """The largest number that is rounded to this one."""
        return float(self.number + self.half_unit)

    @property
    def whole(self) -> bool:
        """Whether it was printed without decimals."""
        return self.decimals == 0

    def negated(self) -> Amount:
        """Give the same number below zero."""
        return Amount(-self.number)


def readings(text: str, style: Style | None = None) -> tuple[Amount, ...]:
    """Give the ways to read a number, the likeliest first.

    A single comma or point is ambiguous only before exactly three digits, of a number that does not begin with 0:
    ``1,204`` may be one thousand or one.

    Parameters
    ----------
    text : str
        Digits with points and commas, perhaps with a power of ten behind.
    style : "." or ",", optional
        The decimal sign of the text, where it is known.

    Returns
    -------
    tuple of Amount
        Empty where it can be no number.

    Examples
    --------
    >>> [str(one.number) for one in readings("2,15", ".")]
    ['2.15']
    >>> [str(one.number) for one in readings("1,204")], [str(one.number) for one in readings("1,204", ",")]
    (['1.204', '1204'], ['1.204'])
    >>> [str(one.number) for one in readings("1.204,5")]
    ['1204.5']
    """
    parts = _PARTS.fullmatch(text)
    if parts is None:
        return ()
    plain, power = parts["plain"], parts["power"] or ""
    signs = [sign for sign in plain if sign in ".,"]
    if not signs:
        found = [plain]
    elif len(set(signs)) == 2:
        found = _with_both(plain)
    elif len(signs) > 1:
        found = [plain.replace(signs[0], "")] if _thousands(plain, signs[0]) else []
    else:
        found = _with_one(plain, signs[0], style)
    amounts = (Amount(Decimal(one + power)) for one in found)
    return tuple(one for one in amounts if one.number.adjusted() < _MOST_DIGITS)


def _thousands(plain: str, sign: str) -> bool:
    first, *rest = plain.split(sign)
    return 1 <= len(first) <= 3 and not first.startswith("0") and all(len(one) == 3 for one in rest)


def _with_both(plain: str) -> list[str]:
    decimal = max(".,", key=plain.rfind)
    whole, _, rest = plain.rpartition(decimal)
    other = "," if decimal == "." else "."
    fits = decimal not in whole and other not in rest and _thousands(whole, other)
    return [f"{whole.replace(other, '')}.{rest}"] if fits else []


def _with_one(plain: str, sign: str, style: Style | None) -> list[str]:
    whole, _, rest = plain.partition(sign)
    as_decimal = f"{whole or '0'}.{rest}"
    if not _thousands(plain, sign) or style == sign:
        return [as_decimal]
    return [as_decimal, whole + rest] if style is None else [whole + rest, as_decimal]


def df_readings(text: str, style: Style | None) -> tuple[Amount, ...]:
    """Give the ways to read degrees of freedom: where the text tells its decimal sign, the other one parts thousands.

    Parameters
    ----------
    text, style
        As for :func:`readings`.

    Returns
    -------
    tuple of Amount

    Examples
    --------
    >>> [str(one.number) for one in df_readings("5,204", ".")], len(df_readings("5,204", None))
    (['5204'], 2)
    """
    found = readings(text, style)
    return found if style is None else found[:1]


def count_of(text: str) -> int | None:
    """Read a number of people: commas and points part thousands.

    Parameters
    ----------
    text : str
        Digits with points or commas.

    Returns
    -------
    int or None
        None where it is no whole number.

    Examples
    --------
    >>> count_of("1,204"), count_of("1.204"), count_of("90"), count_of("2,5")
    (1204, 1204, 90, None)
    """
    whole = [int(one.number) for one in readings(text) if one.whole]
    return whole[0] if whole else None


def split_pair(text: str, style: Style | None) -> list[tuple[Amount, Amount]]:
    """Give the ways to read digits with commas as two numbers with a comma between them.

    Parameters
    ----------
    text : str
        As in ``F(2,45)``.
    style : "." or ",", optional
        The decimal sign of the text.

    Returns
    -------
    list of tuple of Amount
        The likeliest first: where points part decimals, those without a comma as decimal sign.

    Examples
    --------
    >>> [[(a.value, b.value) for a, b in split_pair(text, ",")] for text in ("2,45", "1,5,27,3")]
    [[(2.0, 45.0)], [(1.5, 27.3)]]
    """
    cuts = [at for at, sign in enumerate(text) if sign == ","]
    pairs = [
        (first, second)
        for at in cuts
        if at and text[at + 1 :]
        for first in df_readings(text[:at], style)
        for second in df_readings(text[at + 1 :], style)
    ]
    tidy = [pair for pair in pairs if all("," not in side for side in _sides(text, pair))] if style == "." else []
    return tidy or pairs


def _sides(text: str, pair: tuple[Amount, Amount]) -> tuple[str, ...]:
    """Give the decimals of a pair that were parted by a comma."""
    return tuple("," for one in pair if not one.whole and str(one.number) not in text)


def decimal_sign(tokens: Sequence[Token]) -> Style | None:
    """Find the decimal sign of a text, or of a part of it, in its numbers behind a sign such as ``=``.

    Parameters
    ----------
    tokens : sequence of Token
        The text.

    Returns
    -------
    str or None
        None where there is no number that tells, or where they contradict each other.

    Examples
    --------
    >>> from evaluatie.reproduce.reported.reading.tokens import tokens_of
    >>> [decimal_sign(tokens_of(text)) for text in ("t(27) = 2,15", "N = 1,204", "p < .05")]
    [',', None, '.']
    """
    told: Counter[str] = Counter()
    for at, token in enumerate(tokens):
        if token.kind == "number" and at and _of_value(tokens, at):
            signs = [sign for sign in token.text if sign in ".,"]
            if len(signs) == 1 and not _thousands(token.text, signs[0]):
                told[signs[0]] += 1
    if not told and any(_parted_by_semicolon(tokens, at) for at in range(1, len(tokens) - 1)):
        return ","  # F(2; 45) is written where commas part decimals
    if len(told) != 1:
        return None
    return "," if "," in told else "."


def _parted_by_semicolon(tokens: Sequence[Token], at: int) -> bool:
    around = tokens[at - 1].kind, tokens[at].kind, tokens[at + 1].kind
    return around == ("number", "semicolon", "number") and at > 1 and tokens[at - 2].kind == "open"


def _of_value(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a number is one behind a sign, or words for it, but none of degrees of freedom or people."""
    before = at - 1 - (tokens[at - 1].kind == "sign")
    glued = not tokens[at].spaced and tokens[at - 1].kind in ("word", "number")
    glued |= tokens[at - 1].kind == "number" and at > 1 and tokens[at - 2].kind == "open"  # F(1 ,98)
    if tokens[at].text.startswith(("0,", "0.", ",", ".")) and not glued:
        return True  # no list begins so
    said = before >= 0 and (tokens[before].kind == "relation" or tokens[before].text.casefold() in relation_words())
    if before < 1 or not said:
        return False
    name = before - 1 - (tokens[before - 1].kind == "stop" and before > 1)  # "d.f. ="
    return names(tokens[name].text) not in ("quantity:df", "quantity:n")
