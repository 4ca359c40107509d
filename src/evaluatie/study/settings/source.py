"""Reading study.yml and its like: the values, the line of every key, and whatever is wrong with it as YAML."""

from __future__ import annotations

import errno
import math
import os
import re
import stat
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.resolver import Resolver

from evaluatie.study.problems import LISTED, Problem

NAME = "study.yml"
#: of a report, and of the texts that are in both
LANGUAGES = ("nl", "en")
#: by language the one that a page leads to
OTHER_LANGUAGE = dict(zip(LANGUAGES, reversed(LANGUAGES), strict=True))
KeyPath = tuple[str, ...]

_MOST_BYTES = 1_000_000
_MOST_EVENTS = 40_000  # a study.yml of a thousand lines has a tenth of it
_DEEPEST = 20
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_ERRNO = re.compile(r"\[errno (\d+)\]", re.IGNORECASE)
_MAKE_ROOM = "the disk is full; make room on it and run this again"
_REMEDIES = {
    errno.ENOSPC: _MAKE_ROOM, errno.EDQUOT: _MAKE_ROOM,
    errno.EROFS: "let it be written to, or work on a copy elsewhere",
    errno.ENOMEM: "there is not enough memory; run fewer sections at a time, such as with --jobs 1",
}  # fmt: skip
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)?\.[0-9]+([eE][-+]?[0-9]+)?|[-+]?(0|[1-9][0-9]*)\.")
_NULLS = ("", "~", "null", "Null", "NULL")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


@dataclass(frozen=True)
class Kind:
    """Which kind of file is read, in the words of what is said about it.

    Attributes
    ----------
    name : str
        Its name.
    what : str
        What it is.
    folder : str
        Where it stands.
    first_key : str
        What it begins with.
    manual : str
        The page that explains its keys.
    absent : str
        What to do where it cannot be read.
    typed : bool
        Whether numbers and truth values are read as such; else they stay the text that they are, with all decimals.
    """

    name: str = NAME
    what: str = "a study.yml"
    folder: str = "the study folder"
    first_key: str = "organisation"
    manual: str = "docs/study-folder.md"
    absent: str = "Every study folder needs one."
    typed: bool = True


STUDY = Kind()


@dataclass
class Source:
    """What study.yml says, or another file of settings.

    Attributes
    ----------
    kind : Kind
        Which file it is.
    data : dict or None
        Its values, None when it could not be read at all. Every key is text.
    lines : dict of tuple of str to int
        Line of each key, by its path.
    problems : list of Problem
        What is wrong with it as YAML.
    """

    kind: Kind = STUDY
    data: dict[str, Any] | None = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, path: KeyPath, message: str, hint: str = "") -> Problem:
        """Make a problem about a key, with the line of that key or of the nearest block around it."""
        around = (path[:length] for length in range(len(path), 0, -1))
        line = next((self.lines[part] for part in around if part in self.lines), None)
        return self.at(line, message, hint, ".".join(path) or None)

    def at(self, line: int | None, message: str, hint: str = "", key: str | None = None) -> Problem:
        """Make a problem about a line, or about the whole file."""
        return Problem(self.kind.name, line, key, message, hint)


def read_source(file: Path, kind: Kind = STUDY) -> Source:
    """Read a study.yml, or another file of settings.

    Parameters
    ----------
    file : pathlib.Path
        The file.
    kind : Kind
        Which kind of file it is.

    Returns
    -------
    Source
        YAML is read as its version 1.2 means it: only true and false are truth values, and dates and codes such as
        ``01`` stay the text that they are.
    """
    source = Source(kind)
    text = text_of(file, source)
    return source if text is None else parse(text, source)


def parse(text: str, source: Source) -> Source:
    """Fill a source with what a text says.

    Parameters
    ----------
    text : str
        Of the file.
    source : Source
        To which values, lines and problems are added.

    Returns
    -------
    Source
        The same.
    """
    kind, events = source.kind, _events(text, source)
    if source.problems:
        return source
    node = _Composer(events).get_single_node()
    if node is None:
        source.problems.append(source.at(None, "This file is empty.", f"{kind.manual} has an example."))
    elif not isinstance(node, yaml.MappingNode):
        message = f"This file must hold keys with values, such as '{kind.first_key}: ...'."
        source.problems.append(source.at(_line(node), message, f"{kind.manual} has an example."))
    else:
        source.data = _mapping(node, (), source)
    return source


def text_of(file: Path, source: Source) -> str | None:
    """Read the text of a file; None where it cannot be read, and then the source has the problem.

    Parameters
    ----------
    file : pathlib.Path
        The file.
    source : Source
        To which a problem is added.

    Returns
    -------
    str or None
    """
    try:
        unfit = _unfit(file, source.kind)
        raw = b"" if unfit else file.read_bytes()
    except OSError as error:
        message = f"This file cannot be read: {reason(error)}."
        source.problems.append(source.at(None, message, source.kind.absent))
        return None
    if unfit:
        source.problems.append(source.at(None, unfit, "Put the file itself there."))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        source.problems.append(source.at(line, "This is not UTF-8 text.", "Save the file as UTF-8."))
        return None


def _unfit(file: Path, kind: Kind) -> str:
    """Say what is wrong with a file before a byte of it is read; nothing where it can be."""
    found = file.stat()
    if not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(file.parent)):
        return f"This file is a link that leads out of {kind.folder}."
    if found.st_size > _MOST_BYTES:
        return f"This file is far too large for {kind.what}."
    return "" if stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode) else "This is no file, but a device."


_WORD = "Write a word before the colon, without brackets."
#: what to do where the system refuses
UNREAD = "See that it is a file that you may read, and that it is open nowhere else."
UNWRITTEN = "See that you may write there, and that there is room."


def reason(error: OSError) -> str:
    """Give an operating system's error in words, without the path of this machine, and what to do where that is plain.

    Examples
    --------
    >>> import errno
    >>> reason(OSError(errno.EROFS, "Read-only file system"))
    'read-only file system: let it be written to, or work on a copy elsewhere'
    """
    # pyarrow gives the number in its message only
    number = error.errno or next((int(found[1]) for found in [_ERRNO.search(str(error))] if found), None)
    said = error.strerror or (os.strerror(number) if number else type(error).__name__)
    remedy = _REMEDIES.get(number or 0)
    return said.lower() if remedy is None else f"{said.lower()}: {remedy}"


def _events(text: str, source: Source) -> list[yaml.Event]:
    """Go through the file once without building anything: syntax, anchors, depth, a second document."""
    events: list[yaml.Event] = []
    depth, documents = 0, 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            events.append(event)
            line = _line(event)
            documents += isinstance(event, yaml.DocumentStartEvent)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            refused = _refusal(event, depth, documents)
            if refused:
                source.problems.append(source.at(line, *refused))
                if depth > _DEEPEST or len(source.problems) == LISTED:
                    break
            if len(events) > _MOST_EVENTS:
                message = f"This file has far too many keys and values for {source.kind.what}."
                source.problems.append(source.at(line, message, f"{source.kind.manual} has an example."))
                break
    except yaml.YAMLError as error:
        source.problems.append(_broken(error, text, source))
    return events


class _Composer(Composer, Resolver):
    """Builds the nodes of events that were read before: reading them is the slow part of YAML."""

    def __init__(self, events: list[yaml.Event]) -> None:
        Composer.__init__(self)
        Resolver.__init__(self)
        self._left = deque(events)

    def check_event(self, *kinds: type[yaml.Event]) -> bool:
        return isinstance(self._left[0], kinds)

    def peek_event(self) -> yaml.Event:
        return self._left[0]

    def get_event(self) -> yaml.Event:
        return self._left.popleft()


def _refusal(event: yaml.Event, depth: int, documents: int) -> tuple[str, str] | None:
    if isinstance(event, yaml.AliasEvent):
        return f"The alias *{event.anchor} is not accepted.", "Write the values out."
    anchor = getattr(event, "anchor", None)
    if anchor:
        return f"The anchor &{anchor} is not accepted.", "Write the values out."
    tag = getattr(event, "tag", None)
    if tag and tag != "!":
        return "Tags (words with an exclamation mark before a value) are not accepted.", "Leave the tag out."
    if isinstance(event, yaml.ScalarEvent) and any("\ud800" <= letter <= "\udfff" for letter in event.value):
        return "This text has half a character in it.", "Write the character itself, without backslashes."
    if depth > _DEEPEST:
        return "The blocks are nested too deep.", "Are there brackets too many on this line?"
    if documents > 1 and isinstance(event, yaml.DocumentStartEvent):
        return "A second document begins here.", "Remove the line '---'."
    return None


def _broken(error: yaml.YAMLError, text: str, source: Source) -> Problem:
    hint = "Check indentation (spaces, no tabs), colons and quotes on this line and the one before it."
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        if "expected ',' or" in str(error.problem):
            hint = "Between { } or [ ] a value with brackets, comma, colon or question mark needs quotes."
        return source.at(None if mark is None else mark.line + 1, f"This is not valid YAML: {error.problem}.", hint)
    line = text.count("\n", 0, getattr(error, "position", 0)) + 1
    return source.at(line, "This is not valid YAML: a character that text cannot have.", hint)


def _mapping(node: yaml.MappingNode, path: KeyPath, source: Source) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = _line(key_node)
        if not isinstance(key_node, yaml.ScalarNode):
            source.problems.append(source.at(line, "A key must be a word.", _WORD, ".".join(path) or None))
            continue
        key = key_node.value
        here = (*path, key)
        if key in values:
            message = f"The key {key} stands here a second time; the first is on line {source.lines[here]}."
            source.problems.append(source.at(line, message, "Keep one of them.", ".".join(here)))
            continue
        source.lines[here] = line
        values[key] = _value(value_node, here, source)
    return values


def _value(node: yaml.Node, path: KeyPath, source: Source) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, source)
    if isinstance(node, yaml.SequenceNode):
        values = []
        for position, item in enumerate(node.value):
            here = (*path, str(position))
            source.lines[here] = _line(item)
            values.append(_value(item, here, source))
        return values
    return _scalar(node, source.kind.typed)


def _line(part: Any) -> int:
    return int(part.start_mark.line) + 1


def _scalar(node: Any, typed: bool) -> str | int | float | bool | None:
    text: str = node.value
    if node.style is not None:
        return text
    if text in _NULLS:
        return None
    if not typed:
        return text
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text) and len(text) <= 18:
        return int(text)
    number = float(text) if _DECIMAL.fullmatch(text) else math.inf
    return number if math.isfinite(number) else text
