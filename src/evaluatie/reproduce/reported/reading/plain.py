"""A text without mark-up, each of its characters with its place in the text as it was given."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from evaluatie.reproduce.reported.reading.lexicon import word_set, words

#: every alternative begins with another character and is bounded, so that a text is gone through once
_MARKS = re.compile(
    r"(?P<comment><!--)"
    r"|(?P<turned>(?:_\{?\(?[0-9]{1,4}\)?\}?|<sub>[0-9]{1,4}</sub>|[\u2080-\u2089]{1,4})(?:\^\{?2\}?|<sup>2</sup>|\u00b2))"
    r"|(?P<grouped>_\{[^{}=]{0,40}=[^{}]{0,40}\})"
    r"|(?P<raised><sup>[0-9]{1,3}</sup>|[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{1,3})"
    r"|(?P<lowered>[\u2080-\u2089]{1,20}|~[0-9][0-9,.; ]{0,20}~)"
    r"|(?P<primed>(?<![\w*])[pP]\*(?=\s?[=<>]))"
    r"|(?P<tag></?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>]{0,400})?/?>)"
    r"|(?P<entity>&\#?[A-Za-z0-9]{1,31};)"
    r"|(?P<command>\\[A-Za-z]{1,20})"
    r"|(?P<escape>\\[^A-Za-z0-9])"
    r"|(?P<paragraph>\r?\n[ \t]{0,50}\r?\n\s{0,200})"
    r"|(?P<hyphen>(?<=[a-zé])[-\u2010\u00ad]\r?\n[ \t]{0,50}(?=[a-z]))"
    r"|(?P<times>(?<=\d)\s?(?:\*\s?(?=10)|[·∙‧⋅•]\s?(?=10\s?(?:\^\{?|<sup>)?[-−–⁻]\s?[\d⁰¹²³⁴-⁹]{1,3}(?![\d.,·]))))"
    r"|(?P<quarter>(?<=[A-Za-zΑ-Ωα-ω)\]²2])\s?¼(?=\s?[-−–.,\d]))"
    r"|(?P<about>(?<=[A-Za-z]\s)~(?=\s?[.,\d]))"
    r"|(?P<dropped>[*_`$^{}\u00ad\u200b-\u200f\u2060\ufeff])"
)
_MINUS = dict.fromkeys("−–—‒‐‑﹣－⁻", "-")
_SIGNS = {
    **_MINUS, "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "≦": "<=", "≧": ">=", "≈": "=", "≅": "=", "≃": "=",
    "’": "'", "‘": "'", "ʼ": "'", "′": "'", "∆": "Δ", "\n": " ", "\r": " ", "\t": " ", "Χ": "χ", "ꭓ": "χ",
    "ϱ": "ρ", "µ": "μ", "~": " ", "·": ".", "∙": ".", "‧": ".",
    "〈": "<", "〉": ">", "⟨": "<", "⟩": ">", "⫽": "=", "˗": "-",
    # the font of symbols, as text taken from a PDF has it
    "\uf03c": "<", "\uf03d": "=", "\uf03e": ">", "\uf0a3": "<=", "\uf0b3": ">=", "\uf02d": "-",
    "\uf0b4": "×", "\uf0b1": "±", "\uf063": "χ",
    "\uf061": "α", "\uf062": "β", "\uf067": "γ", "\uf068": "η", "\uf072": "ρ", "\uf044": "Δ",
}  # fmt: skip
BREAK = "\x00"


@dataclass(frozen=True)
class Plain:
    """A text without mark-up.

    Attributes
    ----------
    text : str
        The text.
    start, end : list of int
        Where each of its characters begins and ends in the text as it was given.
    """

    text: str
    start: list[int]
    end: list[int]


def plain_text(source: str) -> Plain:
    """Take mark-up out of a text (HTML, Markdown, LaTeX), and write signs in one way.

    Superscripts, italics of mathematics and wide characters become plain ones (NFKC), all minus signs and dashes ``-``,
    all spaces a space; a blank line and the end of a block become a break that no sentence goes beyond.

    Parameters
    ----------
    source : str
        Any text.

    Returns
    -------
    Plain

    Examples
    --------
    >>> plain_text("<i>χ</i>²(1) = 4,2; *p* &lt;&nbsp;,05").text
    'χ2(1) = 4,2; p < ,05'
    """
    made = _Making([], [], [])
    at = 0
    while found := _MARKS.search(source, at):
        _copy(made, source, at, found.start())
        at = _marked(made, source, found)
    _copy(made, source, at, len(source))
    return Plain("".join(made.text), made.start, made.end)


@dataclass
class _Making:
    text: list[str]
    start: list[int]
    end: list[int]
    hopeless: frozenset[str] = frozenset()

    def add(self, text: str, start: int, end: int) -> None:
        for character in text:
            self.text.append(character)
            self.start.append(start)
            self.end.append(end)


@cache
def _one_way(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    if character.isspace():
        return " "
    return "".join(_SIGNS.get(one, one) for one in unicodedata.normalize("NFKC", character)) or " "


def _copy(made: _Making, source: str, start: int, end: int) -> None:
    for at in range(start, end):
        made.add(_one_way(source[at]), at, at + 1)


def _marked(made: _Making, source: str, found: re.Match[str]) -> int:
    """Take in one piece of mark-up; give where the text goes on."""
    start, end = found.span()
    match found.lastgroup:
        case "turned":
            _turned(made, found)
        case "grouped":  # \chi^2_{1, N = 90}
            made.add("(", start, start + 2)
            _copy(made, source, start + 2, end - 1)
            made.add(")", end - 1, end)
        case "raised":
            _raised(made, source, found)
        case "lowered":
            _lowered(made, start, end)
            made.add(_digits(found.group().strip("~")), start, end)
        case "primed":
            made.add(f"{found.group()[0]}'", start, end)
        case "comment":
            return _after(made, source, end, "-->", else_=start, shown="<")
        case "tag":
            return _tag(made, source, found)
        case "entity":
            made.add("".join(map(_one_way, html.unescape(found.group()))), start, end)
        case "command":
            made.add(words()["commands"].get(found.group()[1:], ""), start, end)
        case "escape":
            made.add(" " if found.group()[1] in ",;: !" else _one_way(found.group()[1]), start, end)
        case "paragraph":
            made.add(BREAK, start, end)
        case "times":
            made.add("×", start, end)
        case "quarter" | "about":  # in some fonts of PDF files a quarter is an equals sign
            made.add(" =", start, end)
        case "dropped" if found.group() == "_":
            _lowered(made, start, end)
    return end


def _tag(made: _Making, source: str, found: re.Match[str]) -> int:
    start, end = found.span()
    name = re.split(r"[\s/>]", found.group().lstrip("</"), maxsplit=1)[0].casefold()
    if name not in word_set("tags") | word_set("skipped"):
        made.add("<", start, start + 1)
        return start + 1
    if name in word_set("skipped") and not found.group().startswith("</"):
        return _after(made, source, end, f"</{name}", else_=end, shown="")
    if name == "sub":
        _lowered(made, start, end)
    if name in word_set("blocks"):
        made.add(" " if name == "br" else BREAK, start, end)
    return end


def _lowered(made: _Making, start: int, end: int) -> None:
    """Keep a subscript apart from the digit before it: of χ2 with a 1 below."""
    if made.text and made.text[-1].isdigit():
        made.add(" ", start, end)


def _digits(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _turned(made: _Making, found: re.Match[str]) -> None:
    """Write a subscript that stands before the square of its letter behind it: of χ with a 1 below, then a 2 above."""
    digits = re.search(r"[0-9\u2080-\u2089]+", found.group())
    below = _digits(digits.group()) if digits else ""
    after_letter = bool(made.text) and made.text[-1].isalpha()
    made.add(f"2 {below}" if after_letter else f"{below}2", *found.span())


def _raised(made: _Making, source: str, found: re.Match[str]) -> None:
    """Write a power; the mark of a note behind a number is none, and a digit behind a square is no part of it."""
    start, end = found.span()
    before = "".join(made.text[-3:])
    if before[-1:].isdigit() and not re.search(r"(?<!\d)10$", before):
        return
    made.add(_digits(re.sub(r"<[^>]*>", "", found.group())), start, end)
    if source[end : end + 1].isdigit():
        made.add(" ", start, end)


def _after(made: _Making, source: str, at: int, closing: str, *, else_: int, shown: str) -> int:
    """Go on behind what closes; where nothing does (looked for once only), show what stood there."""
    closes = -1 if closing in made.hopeless else source.find(closing, at)
    if closes >= 0:
        return closes + len(closing)
    made.hopeless |= {closing}
    made.add(shown, else_, else_ + len(shown))
    return else_ + len(shown)
