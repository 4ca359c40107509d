"""Entities of a crate's graph: how each is called, and how one refers to another."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from evaluatie.report.crate.model import Input, Run

Entity = dict[str, Any]

DATASET, EVALUATIE, LICENCE, CONTROLLER, COMPOSING = "./", "#evaluatie", "#licence", "#controller", "#compose"
ORGANISATION = "#organisation"


def value(id_: str, name: str, held: object) -> Entity:
    """Make an entity of a name and its value; a value that is no single one is written as JSON.

    Examples
    --------
    >>> value("#a", "tighten", ["minimum_group=15"])["value"]
    '["minimum_group=15"]'
    """
    plain = held if isinstance(held, str | int | float) else json.dumps(held, ensure_ascii=False)
    return {"@id": id_, "@type": "PropertyValue", "name": name, "value": plain}


def refs(ids: Iterable[str]) -> list[dict[str, str]] | dict[str, str]:
    """Refer to entities; to a single one as the specification wants it, without a list.

    Examples
    --------
    >>> refs(["#a"]), refs(["#a", "#b"])
    ({'@id': '#a'}, [{'@id': '#a'}, {'@id': '#b'}])
    """
    found = [{"@id": id_} for id_ in ids]
    return found[0] if len(found) == 1 else found


def part(name: str) -> str:
    """Write a name as a part of an id."""
    return quote(name, safe="")


def file_id(path: str) -> str:
    """Give the id of a file of the report's folder."""
    return quote(path)


def run_id(run: Run) -> str:
    """Give the id of a section's run."""
    return f"#run-{part(run.notebook.removesuffix('.ipynb'))}"


def input_id(one: Input) -> str:
    """Give the id of an input."""
    return f"#input-{part(one.role)}"


def package_id(name: str, version: str) -> str:
    """Give the address of a package by the scheme of package URLs.

    Examples
    --------
    >>> package_id("numpy", "2.4.6")
    'pkg:pypi/numpy@2.4.6'
    """
    return f"pkg:pypi/{part(name)}@{part(version)}"


def python_id(python: str) -> str:
    """Give the address of a Python.

    Examples
    --------
    >>> python_id("CPython 3.11.7")
    'pkg:generic/cpython@3.11.7'
    """
    name, _, version = python.partition(" ")
    return f"pkg:generic/{part(name.lower())}@{part(version)}"
