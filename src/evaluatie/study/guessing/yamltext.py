"""Values as they are written in study.yml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from evaluatie.study.guessing.names import NO_NAMES

_PLAIN = re.compile(r"[^\W\d_][\w.-]*(?: [\w.-]+)*")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def text(value: str) -> str:
    r"""Write a text: as it stands where nobody can take it for something else, else between quotes.

    Parameters
    ----------
    value : str
        Any text.

    Returns
    -------
    str
        On one line.

    Examples
    --------
    >>> print(text("waterschap-a"), text("no"), text("1"), text("a: b"), text("say \"A\""), text("naïef team"))
    waterschap-a "no" "1" "a: b" "say \"A\"" naïef team
    """
    if _PLAIN.fullmatch(value) and value.isprintable() and value.casefold() not in NO_NAMES:
        return value
    return f'"{"".join(map(_escaped, value))}"'


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def code(value: str) -> str:
    """Write a code: a whole number as such, anything else as a text.

    Examples
    --------
    >>> code("9"), code("01"), code("n.v.t.")
    ('9', '"01"', 'n.v.t.')
    """
    return value if re.fullmatch("0|-?[1-9][0-9]{0,8}", value) else text(value)


def number(value: float) -> str:
    """Write a number without a decimal point that it does not need."""
    return f"{value:g}"


def listed(values: Iterable[str]) -> str:
    """Write a list on one line of what has been written already."""
    return f"[{', '.join(values)}]"


def mapped(values: Mapping[str, str]) -> str:
    """Write a block on one line: keys are texts, values have been written already."""
    return f"{{{', '.join(f'{text(key)}: {value}' for key, value in values.items())}}}"


def both(label: Mapping[str, str]) -> str:
    """Write a text in both languages; once where it is the same."""
    if label["nl"] == label["en"]:
        return text(label["nl"])
    return mapped({language: text(label[language]) for language in ("nl", "en")})


def remark(words: str) -> str:
    """Make a comment's text of any text: one line, without what a file cannot hold."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())
