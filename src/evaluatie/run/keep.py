"""The notebooks that are kept beside a report: rewritten from what is allowed, cell by cell."""

from __future__ import annotations

import json
from typing import Any

from nbformat import NotebookNode

from evaluatie.disclosure import MIME
from evaluatie.run.collect import is_release
from evaluatie.run.notebooks import INJECTED, PARAMETERS

_METADATA = {
    "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"},
    "language_info": {"name": "python"},
}


def kept_notebook(executed: NotebookNode, bundle: dict[str, Any], html: str) -> bytes:
    """Write an executed notebook anew, with its text and code and of the outputs only the release.

    Parameters
    ----------
    executed : NotebookNode
        As papermill leaves it.
    bundle : dict
        What it released.
    html : str
        The bundle as a reader sees it.

    Returns
    -------
    bytes
        A notebook file: the same for the same sources and bundle, on any day and in any folder.
    """
    cells = []
    runs = 0
    for cell in executed.cells:
        if cell.cell_type == "code":
            runs += 1
            cells.append(_code(cell, runs, {MIME: bundle, "text/html": html}))
        elif cell.cell_type == "markdown":
            cells.append(_cell(cell))
    notebook = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _code(cell: NotebookNode, run: int, shown: dict[str, Any]) -> dict[str, Any]:
    output = {"output_type": "execute_result", "execution_count": run, "data": shown, "metadata": {}}
    outputs = [output for given in cell.outputs if is_release(given)]
    return {**_cell(cell), "execution_count": run, "outputs": outputs}


def _cell(cell: NotebookNode) -> dict[str, Any]:
    tags = [tag for tag in (PARAMETERS, INJECTED) if tag in cell.metadata.get("tags", ())]
    return {
        "cell_type": cell.cell_type,
        "id": INJECTED if INJECTED in tags else cell.id,
        "metadata": {"tags": tags} if tags else {},
        "source": cell.source.splitlines(keepends=True),
    }
