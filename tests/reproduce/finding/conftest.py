"""A valid finding, as text and as values, and what is wrong with one that was changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evaluatie.reproduce.finding import FindingError, read_finding
from evaluatie.reproduce.finding.starting import template
from evaluatie.study.problems import Problem


@pytest.fixture(scope="session")
def example() -> str:
    """Give the text of the template."""
    return template("example")


@pytest.fixture
def problems(tmp_path: Path) -> Callable[[str | bytes], list[Problem]]:
    """Give a function that tells what is wrong with a file of this content."""

    def found(content: str | bytes) -> list[Problem]:
        file = tmp_path / "example.yml"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        try:
            read_finding(file)
        except FindingError as error:
            return error.problems
        return []

    return found
