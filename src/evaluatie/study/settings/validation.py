"""From the values of study.yml to a StudyConfig, or to everything that is wrong with them in plain words.

Where something is wrong, what is right is kept: a config is made from it with stand-ins for the rest, so that the
data files can be checked in the same go.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from evaluatie.study.problems import Problem, did_you_mean
from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.fields import SHAPES, Block
from evaluatie.study.settings.plainly import in_plain_words
from evaluatie.study.settings.source import KeyPath, Source

# What takes the place of a needed value that is wrong or not there, so that the rest can be checked.
_STAND_INS: dict[str, Any] = {
    "id": "stand_in", "name": "-", "label": "-", "date": "2000-01-01", "from": "2000-01-01", "to": "2000-01-01",
    "event": "-", "file": "-.csv", "column": "-", "reference": "-", "focal": ["-"], "organisation": {},
}  # fmt: skip
# The same for names that other blocks have for keys that may be left out.
_WHERE_MISSING: dict[str, Any] = {
    "characteristic": "stand_in", "level": "-", "share": 0.5, "year": 2000, "source": "-", "shares": {"-": 0},
    "stages": {"-": "-"}, "codes": {"-": "-"}, "reasons": ["-"],
}  # fmt: skip


# that a key is meant, and which of the shapes of a value
_UNWRITTEN = frozenset({"[key]", *SHAPES})
Model = TypeVar("Model", bound=Block)


@dataclass(frozen=True)
class Values(Generic[Model]):
    """What came of checking the values of a file one by one.

    Attributes
    ----------
    model : Block or None
        The whole file; None where too little is left of it.
    problems : tuple of Problem
        What is wrong.
    wrong : frozenset of tuple of str
        Paths of the keys that are wrong: what they hold in `model` means nothing.
    """

    model: Model | None
    problems: tuple[Problem, ...]
    wrong: frozenset[KeyPath]

    def usable(self, path: KeyPath) -> bool:
        """Say whether nothing is wrong with a key or with a block around it."""
        return not any(path[:length] in self.wrong for length in range(1, len(path) + 1))

    def untouched(self, path: KeyPath) -> bool:
        """Say whether nothing is wrong with a key, with a block around it, or with anything in it."""
        return self.usable(path) and not any(wrong[: len(path)] == path for wrong in self.wrong)


@dataclass(frozen=True)
class Checked(Values[StudyConfig]):
    """Outcome of checking study.yml by itself: where something is wrong, the config has stand-ins for it."""

    @property
    def config(self) -> StudyConfig | None:
        """The config; with stand-ins where there are problems; None where too little is left."""
        return self.model

    def explains(self, problem: Problem) -> bool:
        """Say whether a problem about a block only follows from a key in it that is wrong."""
        inside = f"{problem.column}."
        return any(f"{'.'.join(path)}.".startswith(inside) for path in self.wrong)


def check_config(source: Source, folder: Path) -> Checked:
    """Check the values of study.yml one by one, without looking at how they hang together.

    Parameters
    ----------
    source : Source
        The values and their lines.
    folder : pathlib.Path
        The study folder: the files that are named must be in it.

    Returns
    -------
    Checked
    """
    if source.data is None:
        return Checked(None, (), frozenset())
    found = check_values(StudyConfig, source, {"folder": folder})
    return Checked(found.model or _repaired(source.data), found.problems, found.wrong)


def check_values(model: type[Model], source: Source, context: dict[str, Any] | None = None) -> Values[Model]:
    """Check the values of a file one by one against the model of it.

    Parameters
    ----------
    model : type of Block
        The whole file.
    source : Source
        The values and their lines.
    context : dict, optional
        What the model's own checks are given.

    Returns
    -------
    Values
    """
    try:
        return Values(model.model_validate(source.data, context=context), (), frozenset())
    except ValidationError as error:
        errors = _own_errors(error)
    misspelt = _misspelt(errors)
    problems = [_problem(model, source, path, detail) for path, detail in errors if path not in misspelt]
    return Values(None, tuple(problems), frozenset(path for path, _ in errors))


def _own_errors(error: ValidationError) -> list[tuple[KeyPath, ErrorDetails]]:
    """Give the errors with their paths; not that a list is too short, where that follows from what is wrong in it."""
    errors = [(_path(detail), detail) for detail in error.errors(include_url=False)]
    paths = [path for path, _ in errors]
    return [
        (path, detail)
        for path, detail in errors
        if detail["type"] != "too_short" or not any(other[: len(path)] == path != other for other in paths)
    ]


def _path(detail: ErrorDetails) -> KeyPath:
    """Give the path of a key as it is written, without what pydantic says of it in between."""
    unknown = detail["type"] == "extra_forbidden"
    return tuple(str(part) for part in detail["loc"] if unknown or part not in _UNWRITTEN)


def _misspelt(errors: list[tuple[KeyPath, ErrorDetails]]) -> set[KeyPath]:
    """Find the keys that are missing only because an unknown key stands there in their place."""
    missing = {path for path, detail in errors if detail["type"] == "missing"}
    unknown = [path for path, detail in errors if detail["type"] == "extra_forbidden"]
    return {
        path
        for path in missing
        for other in unknown
        if other[:-1] == path[:-1] and did_you_mean(other[-1], [path[-1]], listing=False)
    }


def _problem(model: type[Block], source: Source, path: KeyPath, detail: ErrorDetails) -> Problem:
    block = _block_at(path[:-1], model)
    if detail["type"] == "extra_forbidden" and block is not None:
        where = f"the block {'.'.join(path[:-1])}" if len(path) > 1 else source.kind.name
        message = f"There is no key {path[-1]} in {where}."
        return source.problem(path, message, did_you_mean(path[-1], block.known_keys()))
    message, hint = in_plain_words(detail, path, source.kind.manual)
    problem = source.problem(path, message, hint)
    if detail["type"] != "missing" or block is None or problem.row is not None:
        return problem
    # a whole file is no block with a line of its own
    keys = block.known_keys()
    above = [source.lines[(key,)] for key in keys[: keys.index(path[-1])] if (key,) in source.lines]
    return source.at(above[-1], message, f"Add it below this line; {hint}", problem.column) if above else problem


def _block_at(path: KeyPath, model: type[Block]) -> type[Block] | None:
    """Find the model that stands at a path of the file."""
    kind: Any = model
    for part in path:
        if isinstance(kind, type) and issubclass(kind, Block):
            fields = {info.alias or name: info.annotation for name, info in kind.model_fields.items()}
            kind = fields.get(part)
        else:
            kind = get_args(kind)[-1 if get_origin(kind) is dict else 0] if get_args(kind) else None
        kind = _without_wrapping(kind)
    return kind if isinstance(kind, type) and issubclass(kind, Block) else None


def _without_wrapping(kind: Any) -> Any:
    """Take off Annotated[...] and ``| None``."""
    while get_origin(kind) in (Annotated, Union, UnionType):
        kind = next((part for part in get_args(kind) if part is not type(None)), None)
    return kind


def _repaired(data: dict[str, Any]) -> StudyConfig | None:
    data = copy.deepcopy(data)
    for _ in range(10):
        try:
            return StudyConfig.model_validate(data)
        except ValidationError as error:
            for path, detail in _own_errors(error):
                _mend(data, path, detail["type"])
    return None


def _mend(data: dict[str, Any], path: KeyPath, kind: str) -> None:
    holder: Any = data
    for part in path[:-1]:
        holder = _child(holder, part)
    name = path[-1]
    if isinstance(holder, dict):
        known = _STAND_INS | _WHERE_MISSING if kind == "missing" else _STAND_INS
        stand_in = None if kind == "extra_forbidden" else known.get(name)
        if stand_in is not None and holder.get(name) != stand_in:
            holder[name] = copy.deepcopy(stand_in)
        else:
            holder.pop(name, None)
    elif isinstance(holder, list) and name.isdecimal() and int(name) < len(holder):
        holder[int(name)] = {} if kind == "model_type" else "-"


def _child(holder: Any, part: str) -> Any:
    if isinstance(holder, list):
        return holder[int(part)]
    return holder.get(part) if isinstance(holder, dict) else None
