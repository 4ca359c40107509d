"""Reading a definition as YAML: its values, and the line of every key."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from evaluatie.instruments.coherence import KeyPath
from evaluatie.instruments.errors import InstrumentError, InstrumentProblem
from evaluatie.shipped import LOADER

_LARGEST = 1_000_000
_DEEPEST = 20
_MOST_EVENTS = 40_000
_DEEP = "The blocks are nested too deep."


@dataclass(frozen=True)
class Document:
    """What a definition says.

    Attributes
    ----------
    file : str
        Its file name.
    values : dict
        What stands in it.
    lines : dict of path to int
        The line of each key and of each part of a list.
    """

    file: str
    values: dict[Any, Any]
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)

    def problem(self, path: KeyPath, message: str, hint: str = "") -> InstrumentProblem:
        """Make a problem about a key, with the line of that key or of the nearest block around it."""
        keys = tuple(map(str, path))
        around = (keys[:length] for length in range(len(keys), 0, -1))
        line = next((self.lines[part] for part in around if part in self.lines), None)
        return InstrumentProblem(self.file, line, ".".join(keys), message, hint)


def read_yaml(path: Path) -> Document:
    """Read a definition.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    Document
        Its values, in any form that YAML can have.

    Raises
    ------
    InstrumentError
        If it cannot be read, is no YAML, holds no keys, or has a key twice.
    """
    text = _text(path)
    try:
        problems = list(_refused(path.name, text))
        if problems:
            raise InstrumentError(problems)
        loader = LOADER(text)
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise _broken(path.name, None, "It must hold keys with values.", "The first may be: id: sfeer.")
        lines: dict[tuple[str, ...], int] = {}
        problems = list(_walk(node, (), lines, path.name))
        if problems:
            raise InstrumentError(problems)
        problems = list(_without_value(node, loader, path.name))
        if problems:
            raise InstrumentError(problems)
        return Document(path.name, loader.construct_document(node), lines)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "a character that text cannot have"
        hint = "Check indentation (spaces, no tabs), colons and quotes on this line and the one before it."
        # what is never closed is found on the line after the last
        line = None if mark is None else min(mark.line + 1, len(text.splitlines()))
        if "nesting depth" in reason:  # later versions of PyYAML count it themselves
            raise _broken(path.name, line, _DEEP) from None
        raise _broken(path.name, line, f"This is not valid YAML: {reason}.", hint) from None


def _text(path: Path) -> str:
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise _broken(path.name, None, "This is no file, but a device or a pipe.")  # reading it may never end
    try:
        with path.open("rb") as opened:
            raw = opened.read(_LARGEST + 1)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise _broken(path.name, None, f"This file cannot be read: {reason}.") from None
    if len(raw) > _LARGEST:
        raise _broken(path.name, None, "This file is far too large for an instrument.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _broken(path.name, line, "This is not UTF-8 text.", "Save the file as UTF-8.") from None


def _broken(file: str, line: int | None, message: str, hint: str = "") -> InstrumentError:
    return InstrumentError([InstrumentProblem(file, line, "", message, hint)])


def _refused(file: str, text: str) -> Iterator[InstrumentProblem]:
    """Go through the file once without building anything: what could make a small file a huge one is refused."""
    depth = 0
    for events, event in enumerate(yaml.parse(text, Loader=LOADER)):
        line = None if event.start_mark is None else event.start_mark.line + 1
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            message = f"The alias *{event.anchor} is not accepted."
            yield InstrumentProblem(file, line, "", message, "Write the values out.")
        if depth > _DEEPEST:
            yield InstrumentProblem(file, line, "", _DEEP)
            return
        if events > _MOST_EVENTS:
            yield InstrumentProblem(file, line, "", "This file has far too many keys and values for an instrument.")
            return


def _without_value(node: yaml.Node, loader: Any, file: str) -> Iterator[InstrumentProblem]:
    """Give the values that look like a number or a day, and are none: libraries raise all sorts of errors at those."""
    if isinstance(node, yaml.ScalarNode):
        try:
            loader.construct_object(node)
        except (ValueError, LookupError, TypeError, ArithmeticError):
            message = "This value looks like a number or a day, and is none."
            hint = "Correct it, or put quotes around it."
            yield InstrumentProblem(file, node.start_mark.line + 1, "", message, hint)
        return
    for child in node.value:
        for part in child if isinstance(child, tuple) else (child,):
            yield from _without_value(part, loader, file)


def _walk(
    node: yaml.Node, path: tuple[str, ...], lines: dict[tuple[str, ...], int], file: str
) -> Iterator[InstrumentProblem]:
    """Note the lines of all keys, and give those that stand twice."""
    if isinstance(node, yaml.SequenceNode):
        for place, part in enumerate(node.value):
            lines[*path, str(place)] = part.start_mark.line + 1
            yield from _walk(part, (*path, str(place)), lines, file)
    if isinstance(node, yaml.MappingNode):
        seen: set[Hashable] = set()
        for key, value in node.value:
            here, line = (*path, str(key.value)), key.start_mark.line + 1
            if here in seen:
                message = f"This key stands here a second time; the first is on line {lines[here]}."
                yield InstrumentProblem(file, line, ".".join(here), message, "Keep one of them.")
                continue
            seen.add(here)
            lines[here] = line
            yield from _walk(value, here, lines, file)
