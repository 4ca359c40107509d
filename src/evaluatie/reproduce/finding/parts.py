"""The parts of a finding that can be used, also where others cannot: what hangs together is checked in the same go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from evaluatie.reproduce.finding.model import Block, Finding
from evaluatie.study.settings.source import KeyPath, Source
from evaluatie.study.settings.validation import Values

Part = TypeVar("Part", bound=Block)


def block_at(data: Any, path: KeyPath) -> Any:
    """Give what stands at a path of a file; nothing where the path leads nowhere.

    Parameters
    ----------
    data : object
        What was read.
    path : tuple of str
        Where.

    Returns
    -------
    object or None

    Examples
    --------
    >>> block_at({"figures": [{"id": "a"}]}, ("figures", "0", "id"))
    'a'
    >>> block_at({"figures": "a"}, ("figures", "0", "id"))
    """
    for part in path:
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and part.isdecimal() and int(part) < len(data):
            data = data[int(part)]
        else:
            return None
    return data


def parts_at(
    source: Source, values: Values[Finding], path: KeyPath, kind: type[Part]
) -> Iterator[tuple[KeyPath, Part]]:
    """Go through the blocks of a list or mapping that are right by themselves.

    Parameters
    ----------
    source : Source
        The values of the file.
    values : Values
        What came of checking them one by one.
    path : tuple of str
        Where the list or mapping stands.
    kind : type of Block
        What it is of.

    Yields
    ------
    tuple of (path, Block)
        Where each stands, and what it is.
    """
    held = block_at(source.data, path)
    names = list(held) if isinstance(held, dict) else [str(place) for place in range(len(held or ()))]
    for name in names:
        here = (*path, name)
        if values.untouched(here):
            yield here, kind.model_validate(block_at(source.data, here))
