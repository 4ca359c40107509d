"""What is taken from an executed notebook: released bundles. Everything else is dropped, and named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nbformat import NotebookNode

from evaluatie.disclosure import MIME
from evaluatie.run.errors import RunError
from evaluatie.run.gate import check_released
from evaluatie.run.notebooks import INJECTED, written_title

_REQUIRED = frozenset({"schema", "section", "organisation", "language", "numbers", "findings", "displays"})
_ALLOWED = _REQUIRED | {
    "package_version", "policy", "labels", "outcomes", "context", "hidden", "methods", "waves", "linking", "plan",
    "organisations", "privacy", "title",
}  # fmt: skip
#: what outputs are called by name; a notebook may give its own any name, and write in it what it likes
_TYPES = frozenset(
    {
        "text/plain", "text/html", "text/markdown", "text/latex", "text/csv", "image/png", "image/jpeg", "image/gif",
        "image/svg+xml", "application/json", "application/pdf", "application/javascript", "application/geo+json",
        "application/vnd.plotly.v1+json", "application/vnd.vegalite.v5+json",
        "application/vnd.jupyter.widget-view+json",
    }
)  # fmt: skip


def collect(
    notebook: NotebookNode, name: str, expected: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]:
    """Take the released bundle out of an executed notebook.

    Parameters
    ----------
    notebook : NotebookNode
        As papermill leaves it.
    name : str
        The notebook's file name, for messages.
    expected : mapping, optional
        What the section can be about and may show, see :func:`evaluatie.disclosure.expectation.expectation`.

    Returns
    -------
    bundle : dict
        The one bundle that ``ev.release`` gave.
    rests : dict
        Which groups of people its numbers rest upon, as far as it told.
    dropped : tuple of str
        Every other output by cell (counted as a reader does, from 1), types and kind; never what it holds.

    Raises
    ------
    RunError
        No bundle, more than one, or one that ``ev.release`` did not make.
    """
    bundles = []
    dropped = []
    for number, output in _outputs(notebook):
        if is_release(output):
            bundles.append((number, output))
        else:
            dropped.append(f"{name}, cell {number}: {_named(output)}")
    if not bundles:
        raise RunError(f"{name} released nothing: its last line must be ev.release(section)")
    if len(bundles) > 1:
        cells = " and ".join(str(number) for number, _ in bundles)
        raise RunError(f"{name} released {len(bundles)} sections, in cells {cells}; a notebook makes one")
    number, output = bundles[0]
    place = f"{name}, cell {number}"
    bundle = _checked(output["data"][MIME], place)
    evidence = output.get("metadata", {}).get(MIME)
    check_released(bundle, evidence, expected, place, written_title(notebook, name))
    # without a study at hand nothing of it was checked, and nothing of it is kept
    rests = {name: evidence[name] for name in ("rests", "of")} if expected is not None else {}
    return bundle, rests, tuple(dropped)


def _outputs(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    written = [cell for cell in notebook.cells if INJECTED not in cell.metadata.get("tags", ())]
    for number, cell in enumerate(written, start=1):
        for output in cell.get("outputs", ()):
            yield number, output


def is_release(output: NotebookNode) -> bool:
    """Tell whether an output is what ``ev.release`` gave."""
    return output.output_type in ("display_data", "execute_result") and MIME in output.data


def _named(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return f"{'stderr' if output.name == 'stderr' else 'stdout'} (stream)"
    if output.output_type == "error":
        return "exception (error)"
    types = sorted(name if name in _TYPES else "unnamed type" for name in output.get("data", ()))
    return f"{', '.join(types) or 'nothing'} ({output.output_type})"


def _checked(bundle: Any, place: str) -> dict[str, Any]:
    if not isinstance(bundle, dict) or not _REQUIRED <= bundle.keys() <= _ALLOWED:
        raise RunError(f"{place}: this output was not made by ev.release")
    return bundle
