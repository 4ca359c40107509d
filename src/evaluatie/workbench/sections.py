"""The sections of a workspace's report, as the start page lists them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evaluatie.run.errors import RunError
from evaluatie.run.notebooks import read_notebook, section_notebooks, written_title

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class SectionNotebook:
    """A notebook that makes a section.

    Attributes
    ----------
    path : pathlib.Path
        The notebook.
    title : str
        The section's heading in a report; the file's name where that cannot be told without running it.
    """

    path: Path
    title: str

    @property
    def name(self) -> str:
        """The notebook's name without its ending, for example ``"30_change"``."""
        return self.path.stem


def sections_in(folder: Path, language: str) -> tuple[SectionNotebook, ...]:
    """List the sections of the notebooks in a folder, in the report's order.

    Parameters
    ----------
    folder : pathlib.Path
        The workspace's notebooks.
    language : str
        Of the headings.

    Raises
    ------
    RunError
        There are none.
    """
    return tuple(SectionNotebook(path, _title(path, language)) for path in section_notebooks(folder))


def _title(path: Path, language: str) -> str:
    try:
        notebook, _ = read_notebook(path, {})
    except RunError:
        return path.stem
    own = written_title(notebook, path.name)
    return str(own[language]) if own else _known_title(notebook, language) or path.stem


def _known_title(notebook: NotebookNode, language: str) -> str | None:
    """Give the heading of the first function that it calls which makes a section."""
    from evaluatie.report.wording import load_wording

    texts = load_wording(language).texts
    for called in (name for cell in notebook.cells if cell.cell_type == "code" for name in _called(cell.source)):
        if f"section.{called}" in texts:
            return texts[f"section.{called}"]
    return None


def _called(source: str) -> list[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic, perhaps
        return []
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [function.attr for function in calls if isinstance(function, ast.Attribute)]
