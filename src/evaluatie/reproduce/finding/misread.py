"""What YAML reads without a word, though it means something else than what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from evaluatie.reproduce.finding.parts import block_at
from evaluatie.reproduce.finding.slips import curly, curly_quotes, odd_space, unspaced
from evaluatie.study.problems import Problem, quoted, visible
from evaluatie.study.settings.source import KeyPath, Source

_UNSPACED = re.compile(r"(?P<key>\w+):(?P<value>\S.*)")


@dataclass(frozen=True)
class Misread:
    """A key that is none.

    Attributes
    ----------
    key : tuple of str
        Its path.
    meant : tuple of str
        Path of the key that was meant, or to which it belongs.
    message, hint : str
        What is wrong, and what to do.
    """

    key: KeyPath
    meant: KeyPath
    message: str
    hint: str

    def problem(self, source: Source) -> Problem:
        """Make the problem of it."""
        return source.problem(self.key, self.message, self.hint)


def misread_keys(data: Any, path: KeyPath = ()) -> Iterator[Misread]:
    """Go through the keys that are none: a comma, a missing space or a space of another kind made them.

    Parameters
    ----------
    data : object
        What was read: ``{r: 0,33}`` is read as r: 0 and a key 33.
    path : tuple of str
        Where it stands.

    Yields
    ------
    Misread

    Examples
    --------
    >>> found = misread_keys({"values": {"r": "0", "33": None}, "label": {"nl:een": None}})
    >>> [(one.meant, one.hint) for one in found]
    [(('values', 'r'), 'Write a point: 0.33.'), (('label', 'nl'), 'Write nl: een')]
    """
    before: Any = ""
    above = path
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        name, here = str(key), (*path, str(key))
        told = _key(key, value, before) if isinstance(key, str) else None
        if told is not None:
            found = _UNSPACED.fullmatch(name)
            after_comma = value is None and not found and name == name.strip()
            yield Misread(here, above if after_comma else (*path, found["key"] if found else name.strip()), *told)
        yield from misread_keys(value, here)
        if value is not None or told is None:
            # of {r: ,20} nothing stands before the comma
            before, above = "" if value is None else value, here


def _key(key: str, value: Any, before: Any) -> tuple[str, str] | None:
    found = _UNSPACED.fullmatch(key)
    if value is None and found:
        spaced = odd_space(found["value"][:1], f"behind the colon of {found['key']}")
        return spaced or unspaced(found["key"], found["value"])
    if value is None and isinstance(before, str):
        return _after_comma(key, before) or odd_space(key, f"beside the key {key.strip()}")
    return odd_space(key, f"beside the key {key.strip()}")


def _after_comma(key: str, before: str) -> tuple[str, str] | None:
    if key.isdecimal():
        message = f"A decimal comma ends the number before it: {key} was read as a key."
        return message, f"Write a point: {before}.{key}."
    if not before or not (" " in key or curly(key)):
        return None
    quotes = curly_quotes(f"{before}, {key}")
    message = f"A comma between {{ }} ends the text before it: {quoted(key)} was read as a key."
    return message, quotes[1] if quotes else "Put quotes around the text."


def in_their_place(problems: list[Problem], keys: list[Misread]) -> list[Problem]:
    """Leave out what only follows from a key that is none: that it is unknown, or that the one meant is missing."""
    none = {visible(".".join(path)) for one in keys for path in (one.key, one.meant)}
    return [problem for problem in problems if problem.column not in none]


def reworded(problem: Problem, source: Source) -> Problem:
    """Say it of quotes or spaces that are none, or of a missing space, where that is what is wrong with a value."""
    path = tuple((problem.column or "").split("."))
    value = block_at(source.data, path)
    if not isinstance(value, str):
        return problem
    if told := curly_quotes(value) or odd_space(value[:1] + value[-1:], "beside this"):
        return replace(problem, message=told[0], hint=told[1])
    found = _UNSPACED.match(value)
    if "block of keys" in problem.message and found:
        message, hint = unspaced(found["key"], found["value"].split()[0])
        return replace(problem, message=message, hint=hint)
    return problem
