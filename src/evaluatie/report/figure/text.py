"""How wide a text is, near enough: no font is read, and none of those that a page may have is wider by much."""

from __future__ import annotations

from collections.abc import Iterator

# Widths of DejaVu Sans, the widest of the usual fonts, as parts of the size, by kind of letter.
_KINDS = (
    (0.3, "ijl.,:;'|’‘ I!"),
    (0.41, 'ftr()[]-/"“”'),
    (0.54, "sczk–"),
    (0.84, "w+−=→←<>~"),
    (1.0, "mMW%@…"),
)
_WIDTHS = {letter: width for width, letters in _KINDS for letter in letters}
_SMALL, _CAPITAL, _BOLD = 0.63, 0.71, 1.13


def measured(text: str, size: float, strong: bool = False) -> float:
    """Give the width of a line of text.

    Parameters
    ----------
    text : str
        What it says.
    size : float
        Of the font.
    strong : bool
        Whether it is bold.

    Returns
    -------
    float
        In the unit of the size.

    Examples
    --------
    >>> round(measured("Average", 13)), round(measured("Average", 13, strong=True))
    (56, 63)
    """
    width = sum(_WIDTHS.get(letter, _CAPITAL if letter.isupper() else _SMALL) for letter in text)
    return width * size * (_BOLD if strong else 1)


def wrapped(text: str, room: float, size: float, strong: bool = False) -> tuple[str, ...]:
    """Break a text into lines that are no wider than a room; a word that is wider itself gets a hyphen.

    Parameters are those of :func:`measured`.

    Examples
    --------
    >>> wrapped("transformational leadership", 100, 13)
    ('transformatio-', 'nal leadership')
    """
    return tuple(_lines(text, room, size, strong))


def balanced(text: str, room: float, size: float) -> tuple[str, ...]:
    """Break a text into as few lines as it needs, of much the same length: no word is left alone on the last.

    Parameters are those of :func:`measured`.

    Examples
    --------
    >>> balanced("one two three four", 100, 13)
    ('one two', 'three four')
    """
    lines = wrapped(text, room, size)
    while len(narrower := wrapped(text, room := 0.95 * room, size)) == len(lines) > 1:
        lines = narrower
    return lines


def _lines(text: str, room: float, size: float, strong: bool) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if measured(longer, size, strong) <= room:
            line = longer
            continue
        if line:
            yield line
        *full, line = _broken(word, room, size, strong)
        yield from full
    if line:
        yield line


def _broken(word: str, room: float, size: float, strong: bool) -> Iterator[str]:
    while len(word) > 1 and measured(word, size, strong) > room:
        fits = next(k for k in range(len(word) - 1, 0, -1) if k == 1 or measured(f"{word[:k]}-", size, strong) <= room)
        yield f"{word[:fits]}-"
        word = word[fits:]
    yield word
