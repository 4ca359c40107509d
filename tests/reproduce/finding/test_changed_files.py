"""Whatever is changed in a valid file, the answer is an error with file, line and key; never a traceback."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from evaluatie.reproduce.finding.starting import template
from evaluatie.study.problems import Problem

Problems = Callable[[str | bytes], list[Problem]]
Path = tuple[str | int, ...]

VALUES: dict[str, Any] = yaml.load(template("example"), Loader=yaml.BaseLoader)  # noqa: S506 - text only
#: may be left out without harm, or may be called anything
OPTIONAL = {
    "notes",
    "mean",
    "sd",
    "alpha",
    "labels",
    "counts",
    "where",
    "claims",
    "alternatives",
    "exercises",
    "doi",
    "cannot",
}
FREE = {("inputs", "tables"), ("inputs", "counts"), ("analyses",), ("inputs", "tables", "table1", "alpha")}


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Go through every key and every item."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield (*path, key)
        yield from places(part, (*path, key))


PLACES = list(places(VALUES))
KEYS = [path for path in PLACES if isinstance(path[-1], str)]


def changed(path: Path, change: Callable[[Any, Any], None]) -> str:
    values = copy.deepcopy(VALUES)
    holder: Any = values
    for part in path[:-1]:
        holder = holder[part]
    change(holder, path[-1])
    return yaml.safe_dump(values, sort_keys=False, allow_unicode=True)


def dropped(holder: Any, key: Any) -> None:
    del holder[key]


def renamed(holder: Any, key: Any) -> None:
    items = [(f"{name}x" if name == key else name, value) for name, value in holder.items()]
    holder.clear()
    holder.update(items)


def put(value: Any) -> Callable[[Any, Any], None]:
    def change(holder: Any, key: Any) -> None:
        holder[key] = value

    return change


def named(path: Path) -> str:
    return ".".join(map(str, path))


def words(path: Path) -> set[str]:
    """Give the names that stand at a place of the valid file or below it: what refers to them may be told instead."""
    held: Any = VALUES
    for part in path:
        held = held[part]
    return {str(path[-1]), *(str(part) for below in places(held) for part in below if isinstance(part, str))}


def check(found: list[Problem], path: Path) -> None:
    """Every problem has file and message; one has the key or that around it, or names what stood there."""
    assert found
    assert all(one.file == "example.yml" and one.message.endswith((".", "?")) for one in found)
    assert all(one.row is not None for one in found if one.column and "." in one.column), found
    text = "\n".join(map(str, found))
    around = {named(path[:length]) for length in range(1, len(path) + 1)}
    assert {one.column for one in found} & around or any(word in text for word in words(path)), text


@pytest.mark.parametrize("path", KEYS, ids=named)
def test_a_key_that_is_dropped(path: Path, problems: Problems) -> None:
    found = problems(changed(path, dropped))
    if found or (path[-1] not in OPTIONAL and path[-2:-1] not in {("alpha",), ("labels",)}):
        check(found, path)


@pytest.mark.parametrize("path", KEYS, ids=named)
def test_a_key_that_is_misspelt(path: Path, problems: Problems) -> None:
    found = problems(changed(path, renamed))
    if found or path[:-1] not in FREE:
        check(found, path)


@pytest.mark.parametrize("value", [{"a": "b"}, ["a"], None, "", [["x"]]], ids=repr)
@pytest.mark.parametrize("path", PLACES, ids=named)
def test_a_value_of_another_kind(path: Path, value: Any, problems: Problems) -> None:
    found = problems(changed(path, put(value)))
    if found:
        check(found, path)
    else:
        assert value is None or value in ([], {}) or path in {("notes",), ("analyses", "share_left", "expression")}


def test_the_template_itself_is_right(example: str, problems: Problems) -> None:
    assert problems(example) == []
    assert problems(yaml.safe_dump(VALUES, sort_keys=False)) == []
