"""Numbered names of columns, and short names made from any name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"^(.*?)([0-9]+)([^0-9]*)$", re.DOTALL)
_LETTER = re.compile(r"^(.*[0-9][_. ]?)([a-z])$", re.DOTALL)
_LONGEST = 40
# what one reader of YAML or another takes for something else than text
NO_NAMES = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})


@dataclass(frozen=True)
class Numbered:
    """A name with a number in it.

    Attributes
    ----------
    before, after : str
        What stands around the number.
    number : int
        The number; for a letter its place in the alphabet.
    digits : str
        The number as it stands there: 01, or a letter.
    """

    before: str
    number: int
    after: str
    digits: str


def numbered(name: str) -> Numbered | None:
    """Take the last number out of a name, or the letter after a number.

    Examples
    --------
    >>> numbered("Q12[SQ003]")
    Numbered(before='Q12[SQ', number=3, after=']', digits='003')
    >>> numbered("vraag12b").number, numbered("team")
    (2, None)
    """
    letter = _LETTER.match(name)
    if letter:
        return Numbered(letter.group(1), ord(letter.group(2)) - ord("a") + 1, "", letter.group(2))
    found = _NUMBER.match(name)
    if found is None or len(found.group(2)) > 6:
        return None
    before, number, after = found.groups()
    return Numbered(before, int(number), after, number)


def pattern_of(places: Sequence[Numbered]) -> str | None:
    """Give the pattern of names that count 1, 2, 3 and so on.

    Parameters
    ----------
    places : sequence of Numbered
        With the same text around the number.

    Returns
    -------
    str or None
        With {n}, or {n:03} for 001; None where there is no such pattern.

    Examples
    --------
    >>> pattern_of([Numbered("q", 1, "", "01"), Numbered("q", 2, "", "02")])
    'q{n:02}'
    """
    first = places[0]
    if [place.number for place in places] != list(range(1, len(places) + 1)) or "{n" in first.before + first.after:
        return None
    if all(place.digits == str(place.number) for place in places):
        return f"{first.before}{{n}}{first.after}"
    width = len(first.digits)
    if width < 10 and all(place.digits == str(place.number).zfill(width) for place in places):
        return f"{first.before}{{n:0{width}}}{first.after}"
    return None


def short_name(text: str, taken: Collection[str], *, otherwise: str) -> str:
    """Make a name of small letters, digits and underscores that is not taken yet.

    Parameters
    ----------
    text : str
        What to name it after.
    taken : collection of str
        Names that are there already.
    otherwise : str
        What comes in front where the text does not begin with a letter.

    Returns
    -------
    str

    Examples
    --------
    >>> short_name("Q12 (team)", (), otherwise="vragen"), short_name("12_", (), otherwise="vragen")
    ('q12_team', 'vragen_12')
    >>> short_name("Müller", ["muller"], otherwise="vragen")
    'muller_2'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = "_".join(re.findall("[a-z0-9]+", plain))[:_LONGEST].strip("_")
    if not name[:1].isalpha() or name in NO_NAMES:
        name = f"{otherwise}_{name}".rstrip("_")
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free
