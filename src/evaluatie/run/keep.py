"""The notebooks that are kept beside a report: rewritten from what is allowed, cell by cell."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode

from evaluatie.disclosure import MIME
from evaluatie.run.collect import is_release
from evaluatie.run.notebooks import INJECTED, PARAMETERS

Cell = dict[str, Any]

_METADATA = {
    "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"},
    "language_info": {"name": "python"},
}


def kept_cells(executed: NotebookNode) -> tuple[Cell, ...]:
    """Write the cells of an executed notebook anew: text and code, and where it released; no output.

    Parameters
    ----------
    executed : NotebookNode
        As papermill leaves it.

    Returns
    -------
    tuple of dict
        The cells as a notebook file has them, with ``releases`` for how often a code cell gave the release.
    """
    cells = []
    runs = 0
    for cell in executed.cells:
        if cell.cell_type == "code":
            runs += 1
            releases = sum(is_release(output) for output in cell.outputs)
            cells.append({**_cell(cell), "execution_count": runs, "releases": releases})
        elif cell.cell_type == "markdown":
            cells.append(_cell(cell))
    return tuple(cells)


def code_of(cells: Sequence[Cell]) -> tuple[str, ...]:
    r"""Give the code of kept cells; an empty cell has none.

    Examples
    --------
    >>> code_of([{"cell_type": "markdown", "source": ["# A"]}, {"cell_type": "code", "source": ["a = 1\n", "a"]}])
    ('a = 1\na',)
    """
    sources = ("".join(cell["source"]).strip("\n") for cell in cells if cell["cell_type"] == "code")
    return tuple(source for source in sources if source.strip())


def notebook_file(cells: Sequence[Cell], bundle: dict[str, Any], html: str) -> bytes:
    """Write a notebook that shows of all outputs only the release.

    Parameters
    ----------
    cells : sequence of dict
        What :func:`kept_cells` gave.
    bundle : dict
        What the notebook released.
    html : str
        The bundle as a reader sees it.

    Returns
    -------
    bytes
        A notebook file: the same for the same sources and bundle, on any day and in any folder.
    """
    shown = {MIME: bundle, "text/html": html}
    notebook = {
        "cells": [_with_outputs(cell, shown) for cell in cells],
        "metadata": _METADATA,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    # without indentation, which Python writes ten times as slowly
    return (json.dumps(notebook, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _with_outputs(cell: Cell, shown: dict[str, Any]) -> Cell:
    if "releases" not in cell:
        return cell
    written = {name: value for name, value in cell.items() if name != "releases"}
    run = cell["execution_count"]
    output = {"output_type": "execute_result", "execution_count": run, "data": shown, "metadata": {}}
    return {**written, "outputs": [output] * cell["releases"]}


def _cell(cell: NotebookNode) -> Cell:
    tags = [tag for tag in (PARAMETERS, INJECTED) if tag in cell.metadata.get("tags", ())]
    return {
        "cell_type": cell.cell_type,
        "id": INJECTED if INJECTED in tags else cell.id,
        "metadata": {"tags": tags} if tags else {},
        "source": cell.source.splitlines(keepends=True),
    }
