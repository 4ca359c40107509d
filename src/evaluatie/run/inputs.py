"""What a section is made from, as digests: as long as these are the same, so is the section.

Counted in are the contents of every file of the study folder, the code and text of the notebook, what else stands
beside the notebooks, the parameters, evaluatie's own code, Python, and every installed package by its version. Left
out are the key of the pseudonyms, which no released figure hangs on, and what notebooks show and editors leave behind.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluatie.run.notebooks import SYNTHESIS_NOTEBOOK, is_section
from evaluatie.study.digests import digest_of, file_parts, files_in, software

MadeFrom = Mapping[str, str]

_NOTEBOOK = ".ipynb"


def made_from(study: str, notebook: Path, parameters: Mapping[str, object], workbench: MadeFrom) -> dict[str, str]:
    """Give what a section is made from.

    Parameters
    ----------
    study : str
        Digest of the study folder, see :func:`evaluatie.study.authored.study_digest`.
    notebook : pathlib.Path
        The section's notebook.
    parameters : mapping of str to object
        Its parameters.
    workbench : mapping of str to str
        What all sections share, see :func:`workbench_of`.

    Returns
    -------
    dict of str to str
        A digest of each kind of input.
    """
    given = json.dumps(dict(parameters), sort_keys=True, default=str)
    return {
        "data": study,
        "notebook": notebook_digest(notebook),
        "parameters": digest_of([given.encode()]),
        **workbench,
    }


def workbench_of(notebooks: Path) -> dict[str, str]:
    """Give what all sections of a workspace are made from, apart from data and their own notebook.

    Parameters
    ----------
    notebooks : pathlib.Path
        The folder of the notebooks: what else stands there, a notebook may import, run or read.
    """
    return {"beside": beside(notebooks), **software()}


def notebook_digest(path: Path) -> str:
    """Give a digest of a notebook's cells: not of what they showed, nor of how often they ran."""
    try:
        content = path.read_bytes()
        cells = json.loads(content)["cells"]
        told = [[cell["cell_type"], cell["source"], cell["metadata"].get("tags")] for cell in cells]
    except OSError as error:
        return digest_of([b"unreadable", str(error.errno).encode()])
    except (ValueError, LookupError, TypeError, AttributeError):
        return digest_of([content])
    return digest_of([json.dumps(told).encode()])


def changes(before: Mapping[str, Any], now: MadeFrom) -> tuple[str, ...]:
    """List the kinds of input that differ.

    Examples
    --------
    >>> changes({"data": "a", "notebook": "b"}, {"data": "a", "notebook": "c"})
    ('notebook',)
    """
    return tuple(kind for kind, digest in now.items() if before.get(kind) != digest)


def beside(notebooks: Path) -> str:
    """Give a digest of what stands beside the section notebooks, and may be imported, run or read by them."""
    parts: list[bytes] = []
    for path in files_in(notebooks):
        if path.parent == notebooks and (is_section(path) or path.name == SYNTHESIS_NOTEBOOK):
            continue  # each counts for itself
        name, digest = file_parts(path, notebooks)
        parts += [name, notebook_digest(path).encode() if path.suffix == _NOTEBOOK else digest]
    return digest_of(parts)
