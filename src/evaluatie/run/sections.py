"""Execute one section notebook, and take what it released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from evaluatie.run.collect import collect
from evaluatie.run.execute import run_notebook
from evaluatie.run.kernels import KernelPool


@dataclass(frozen=True)
class ExecutedSection:
    """A section notebook after it ran.

    Attributes
    ----------
    name : str
        The notebook's file name.
    notebook : NotebookNode
        The notebook with all its outputs: not fit to be kept.
    bundle : dict
        What it released.
    dropped : tuple of str
        The outputs that go no further, by name.
    """

    name: str
    notebook: NotebookNode
    bundle: dict[str, Any]
    dropped: tuple[str, ...]


def execute_section(
    path: Path, parameters: Mapping[str, object], pool: KernelPool, *, timeout: float = 600
) -> ExecutedSection:
    """Run a section notebook and take what it released.

    Parameters
    ----------
    path, parameters, pool, timeout
        See :func:`evaluatie.run.execute.run_notebook`.

    Raises
    ------
    RunError
        It cannot be run, failed, or released no section or more than one.
    """
    notebook = run_notebook(path, parameters, pool, timeout=timeout)
    bundle, dropped = collect(notebook, path.name)
    return ExecutedSection(path.name, notebook, bundle, dropped)
