"""What a results.json is called, which version it is of, how it is read, and by what a changed figure is seen."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SCHEMA = "evaluatie/results/3"
RESULTS = "results.json"
CHECKSUM = "checksum"
#: bytes of a file that is read; that of twenty waves and a hundred groups has a tenth of it
LARGEST = 100 * 2**20


def parsed(content: bytes) -> Any:
    """Parse what may come from anyone.

    Parameters
    ----------
    content : bytes
        A results.json, a line of a register, or a manifest.

    Raises
    ------
    ValueError
        It is no JSON, is too large or too deep, or holds a number that is none or a name twice: readers differ in which
        of the two they take.

    Examples
    --------
    >>> parsed(b'{"n": 12}')
    {'n': 12}
    >>> parsed(b'{"n": 1e999}')
    Traceback (most recent call last):
        ...
    ValueError: 1e999 is no number of JSON
    """
    if len(content) > LARGEST:
        raise ValueError("it is too large")
    try:
        return json.loads(content, parse_constant=_number, parse_float=_number, object_pairs_hook=_each_once)
    except RecursionError:
        raise ValueError("it goes too deep") from None


def _number(written: str) -> float:
    if math.isfinite(number := float(written)):
        return number
    raise ValueError(f"{written} is no number of JSON")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("it holds a name twice")
    return found


def content_of(path: Path) -> bytes:
    """Read a file that may be too large to read.

    Raises
    ------
    OSError
        It cannot be read.
    ValueError
        It is too large.
    """
    if path.stat().st_size > LARGEST:
        raise ValueError("it is too large")
    return path.read_bytes()


def checksum_of(content: Mapping[str, Any]) -> str:
    """Give the checksum of a results.json: a figure that was changed, added or taken out is seen by it.

    It shows an accident or a hasty hand. Who changes a figure on purpose can write a new checksum too: that is seen by
    the register of releases only, ``evaluatie.disclosure.register``.

    Parameters
    ----------
    content : mapping
        The parsed file.

    Returns
    -------
    str
        SHA-256 of all but the checksum itself, as JSON with sorted keys and no spaces.

    Examples
    --------
    >>> checksum_of({"results": [{"n": 12}]}) == checksum_of({"checksum": "whatever", "results": [{"n": 12}]})
    True
    """
    rest = {name: part for name, part in content.items() if name != CHECKSUM}
    written = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return f"sha256:{hashlib.sha256(written.encode()).hexdigest()}"
