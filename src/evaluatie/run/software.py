"""The software that a report is made with: Python, and every package that evaluatie needs, with its version."""

from __future__ import annotations

import platform
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution

_NAME = re.compile(r"[A-Za-z0-9._-]+")


@cache
def python_version() -> str:
    """Give Python's name and version, such as ``CPython 3.11.4``."""
    return f"{platform.python_implementation()} {platform.python_version()}"


def machine() -> str:
    """Give the kind of system and processor; figures may differ from one to another in their last digits."""
    return f"{platform.system()} {platform.machine()}"


@cache
def packages() -> tuple[tuple[str, str], ...]:
    """List the packages that evaluatie needs, and those that they need, with their versions.

    Returns
    -------
    tuple of (str, str)
        Name and version, in alphabetical order. What else is installed, such as tools of developers, is not in it.

    Examples
    --------
    >>> names = [name for name, _ in packages()]
    >>> "numpy" in names, "pytest" in names
    (True, False)
    """
    found: dict[str, str] = {}
    waiting = ["evaluatie"]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            held = distribution(name)
        except PackageNotFoundError:  # needed on another system only
            continue
        found[name] = held.version
        waiting += [needed for line in held.requires or () if (needed := _needed(line))]
    del found["evaluatie"]
    return tuple(sorted(found.items()))


def _needed(requirement: str) -> str:
    """Give the name of a requirement, as it is compared; none of one that only an extra asks for.

    Examples
    --------
    >>> _needed("Jupyter_Client>=8.6"), _needed('pytest>=8; extra == "dev"')
    ('jupyter-client', '')
    """
    conditions = requirement.partition(";")[2]
    if "extra" in conditions:
        return ""
    match = _NAME.match(requirement)
    return "" if match is None else re.sub(r"[-_.]+", "-", match[0]).lower()
