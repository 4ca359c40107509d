"""Slips of typing that YAML cannot read or reads as something else: what each is called, and what was meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from evaluatie.study.problems import quoted

# spaces that are no ordinary ones, as texts and web pages have them, and characters without any width
_WIDE = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
_THIN = "\u200b-\u200d\u2060\ufeff"
_ODD = re.compile(f"[{_WIDE}{_THIN}]")
_CURLY = re.compile("[“”„‟«»‘’‚]")
_IN_CURLY = re.compile("[“„‟«‘‚](?P<inside>[^“”„‟«»‘’‚]*)[”“»’‘]")
_KEY = r"^(?P<before>\s*(?:- +)*)(?P<key>\w+)"
_UNSPACED = re.compile(_KEY + r":(?P<value>(?!//)[^\s:].*)$")
_COLON = re.compile(_KEY + r": +(?P<value>[^\s\"'\[{|>&*!#].*?:(?: .*|$))")
_NO_NOUGHT = re.compile(r"(?P<before>(?:^|[:\[{,-])\s+|[\[{])(?P<sign>[-+−]?),(?P<digits>\d+)")
_MORE = re.compile(r"(?P<before>: *|- +)(?P<value>>=? *[-+−]?[\d.]+)")
_ASKS = re.compile(r"(?P<before>: +)(?P<text>[^\s\"'\[{][^,{}\[\]\"]*\?)(?=\s*[,}])")
_CELL = re.compile(r"[-+−]?\d*[.,]?\d+")


@dataclass(frozen=True)
class Slip:
    """A slip on a line.

    Attributes
    ----------
    message, hint : str
        What it is, and what to do.
    meant : str
        The line as it was meant.
    guessed : bool
        Whether that is a guess: what is wrong after it may come of the guess.
    row : bool
        Whether it is a row of a spreadsheet, of which more may follow.
    """

    message: str
    hint: str
    meant: str
    guessed: bool = False
    row: bool = False


def slip_on(line: str, before: str = "") -> Slip | None:
    """Find a slip on a line that YAML stumbled over.

    Parameters
    ----------
    line : str
        The line.
    before : str
        That before it.

    Returns
    -------
    Slip or None
        None where nothing is seen that explains it.

    Examples
    --------
    >>> slip_on("    printed:.20").hint
    'Write printed: .20'
    >>> slip_on("printed: ,20").meant
    'printed: .20'
    """
    found = (kind(line, before) for kind in _KINDS)
    return next((slip for slip in found if slip is not None), None)


def curly(text: str) -> bool:
    """Say whether there is a curly quote in a text."""
    return _CURLY.search(text) is not None


def odd_space(text: str, where: str = "here") -> tuple[str, str] | None:
    r"""Say that a space is none that YAML or a formula knows; None where all are ordinary.

    Examples
    --------
    >>> odd_space("\u00a0.20", "before the number")[0]
    'A space before the number is no ordinary one (U+00A0), as texts and web pages have.'
    """
    found = _ODD.search(text)
    if found is None:
        return None
    code = f"U+{ord(found[0]):04X}"
    if re.fullmatch(f"[{_THIN}]", found[0]):
        return f"A character that cannot be seen stands {where} ({code}).", "Type this anew, rather than copying it."
    what = f"A space {where} is no ordinary one ({code}), as texts and web pages have."
    return what, "Type an ordinary space in its place."


def curly_quotes(text: str) -> tuple[str, str] | None:
    """Say that a value stands between curly quotes, which are letters like others; None where it does not.

    Examples
    --------
    >>> curly_quotes("“< .01”")
    ('Curly quotes are no quotes in YAML, and are read as a part of this.', 'Type straight ones: "< .01".')
    """
    text = text.strip()
    if not (_CURLY.match(text) or _CURLY.search(text[-1:])):
        return None
    inside = _CURLY.sub("", text)
    return "Curly quotes are no quotes in YAML, and are read as a part of this.", f'Type straight ones: "{inside}".'


def unspaced(key: str, value: str) -> tuple[str, str]:
    """Say that a space is missing behind a colon."""
    return f"Behind the colon of {key} a space is missing.", f"Write {key}: {value}"


def _odd_space(line: str, _before: str) -> Slip | None:
    told = odd_space(line, "on this line")
    meant = re.sub(f"[{_THIN}]", "", re.sub(f"[{_WIDE}]", " ", line))
    return told and Slip(*told, meant)


def _tab(line: str, before: str) -> Slip | None:
    held = re.split(r"\s#", line)[0].rstrip()
    if "\t" not in held:
        behind = line[len(held) :]
        told = "A tab stands behind this value; YAML takes spaces only.", "Take it out, or type a space."
        return Slip(*told, held + behind.replace("\t", " ")) if behind[:1].isspace() and "\t" in behind else None
    text = held.lstrip()
    if held[: len(held) - len(text)].count("\t") and "\t" not in text:
        hint = "Type spaces: as many as the lines of the same block have."
        return Slip("A tab stands before this; YAML takes spaces only.", hint, _inside(before) + text, guessed=True)
    key, tab, value = text.partition("\t")
    if key.endswith(":") and tab and "\t" not in value:
        return Slip("A tab stands behind the colon; YAML takes spaces only.", f"Write {key} {value}",
                    held.replace(key + tab, f"{key} "))  # fmt: skip
    return _spreadsheet(held, text, before)


def _spreadsheet(held: str, text: str, before: str) -> Slip:
    named = re.match(r"(?P<key>\w+): *(?P<cells>.*)", text)
    cells = [cell.replace(",", ".") for cell in _CELL.findall((named["cells"] if named else text).replace("*", ""))]
    row = f"[{', '.join(cells)}]"
    meant = f"{named['key']}: {row}" if named else f"- {row}"
    begins = held[: len(held) - len(text)] if named else _inside(before)
    message = "Tabs part the cells here, as in a spreadsheet; YAML has lists in square brackets."
    hint = f"Write {meant}" if named else f"Write {meant}, and so on for the other rows."
    return Slip(message, hint, begins + meant, guessed=True, row=not named)


def _inside(before: str) -> str:
    """Give the spaces with which a line begins that belongs to the one before it."""
    spaces = " " * (len(before) - len(before.lstrip(" ")))
    return f"{spaces}  " if before.split(" #")[0].rstrip().endswith(":") else spaces


def _unspaced(line: str, _before: str) -> Slip | None:
    found = _UNSPACED.match(line)
    if found is None:
        return None
    message, hint = unspaced(found["key"], found["value"].split(" #")[0].strip())
    return Slip(message, hint, f"{found['before']}{found['key']}: {found['value']}")


def _no_nought(line: str, _before: str) -> Slip | None:
    found = _NO_NOUGHT.search(line)
    if found is None:
        return None
    meant = f"{found['sign']}.{found['digits']}"
    whole = _NO_NOUGHT.sub(r"\g<before>\g<sign>.\g<digits>", line)
    message = f"{quoted(found['sign'] + ',' + found['digits'])} has a decimal comma."
    return Slip(message, f"Write a point: {meant}.", whole)


def _more(line: str, _before: str) -> Slip | None:
    found = _MORE.search(line)
    if found is None:
        return None
    value = found["value"]
    message = f"{quoted(value)} begins with a sign that means something else in YAML."
    return Slip(message, f'Put quotes around it: "{value}".', line.replace(value, f'"{value}"', 1))


def _curly(line: str, _before: str) -> Slip | None:
    found = _IN_CURLY.search(line)
    if found is None:
        return None
    told = curly_quotes(found[0])
    return told and Slip(*told, _IN_CURLY.sub(r'"\g<inside>"', line))


def _asks(line: str, _before: str) -> Slip | None:
    found = _ASKS.search(line)
    if found is None:
        return None
    message = "Between { } a question mark before a comma or } means something else in YAML."
    meant = _ASKS.sub(r'\g<before>"\g<text>"', line)
    return Slip(message, f'Put quotes around the text: "{found["text"]}".', meant)


def _colon(line: str, _before: str) -> Slip | None:
    found = _COLON.match(line)
    if found is None:
        return None
    value = found["value"].split(" #")[0].rstrip().replace('"', "'")
    meant = f'{found["key"]}: "{value}"'
    message = f"A colon in the text of {found['key']} is read as the end of a key."
    return Slip(message, f"Put quotes around the text: {meant}", f"{found['before']}{meant}")


_KINDS: tuple[Callable[[str, str], Slip | None], ...] = (
    _odd_space, _tab, _unspaced, _no_nought, _more, _curly, _asks, _colon,
)  # fmt: skip
