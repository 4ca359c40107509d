"""Section notebooks: which there are, what they declare, and whether they can be run at all."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from evaluatie.run.errors import RunError
from evaluatie.run.parameters import TIGHTEN, ParameterError, check_values, evaluated

if TYPE_CHECKING:
    from nbformat import NotebookNode

PARAMETERS = "parameters"
INJECTED = "injected-parameters"
#: Takes the reports of all organisations together; no section of any of these
SYNTHESIS_NOTEBOOK = "synthesis.ipynb"
_SECTION = re.compile(r"(?!00)\d\d_.+\.ipynb")


def section_notebooks(folder: Path) -> tuple[Path, ...]:
    """List the notebooks of the report's sections, in the report's order: ``10_response.ipynb``, ...

    Parameters
    ----------
    folder : pathlib.Path
        The workspace's notebooks; ``00_*`` is the workbench's start page and no section.

    Raises
    ------
    RunError
        There are none.
    """
    found = tuple(sorted(path for path in folder.glob("*.ipynb") if is_section(path)))
    if not found:
        raise RunError(f"there are no section notebooks in {folder}; they are named like 30_change.ipynb")
    return found


def is_section(path: Path) -> bool:
    """Tell by its name whether a notebook makes a section of the report."""
    return _SECTION.fullmatch(path.name) is not None


def imported_modules(notebooks: Iterable[Path], packages: Container[str]) -> tuple[str, ...]:
    """List the modules of some packages that notebooks import; what stands beside a notebook goes before a package.

    Parameters
    ----------
    notebooks : iterable of pathlib.Path
        The notebooks; what cannot be read is left out.
    packages : container of str
        Names of packages.
    """
    found = set()
    for path in notebooks:
        for name in _imports(path):
            package = name.partition(".")[0]
            beside = (path.parent / package).exists() or (path.parent / f"{package}.py").exists()
            if package in packages and not beside:
                found.add(name)
    return tuple(sorted(found))


def _imports(path: Path) -> Iterator[str]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, LookupError, TypeError):
        return
    for source in sources:
        with suppress(SyntaxError, ValueError):  # a magic, perhaps
            for statement in ast.walk(ast.parse(source)):
                if isinstance(statement, ast.Import):
                    yield from (alias.name for alias in statement.names)
                elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
                    yield statement.module
                    # what is imported may be a module itself
                    yield from (f"{statement.module}.{alias.name}" for alias in statement.names)


def read_notebook(path: Path, parameters: Mapping[str, object]) -> tuple[NotebookNode, dict[str, object]]:
    """Read a section notebook, and check before anything is started that it takes these parameters.

    Returns
    -------
    notebook : NotebookNode
        The notebook.
    parameters : dict of str to object
        What it is to be given. One that does not ask what it is to hide has a study at hand that tells, or is refused
        where it shows what it may not.

    Raises
    ------
    RunError
        It is no notebook, or its parameters cell does not declare the parameters.
    """
    import nbformat

    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        for number, cell in enumerate(content["cells"], start=1):
            cell["id"] = f"cell-{number}"  # whatever there was: two cells may share one, or have none
        text = json.dumps({**content, "nbformat_minor": 5})
        notebook: NotebookNode = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, LookupError, TypeError, AttributeError, nbformat.ValidationError) as error:
        raise RunError(f"{path.name} cannot be read as a notebook ({type(error).__name__})") from error
    notebook.cells = [cell for cell in notebook.cells if INJECTED not in cell.metadata.get("tags", ())]
    try:
        declared, values = _declared(notebook.cells[parameters_position(notebook, path.name)].source)
        given = {name: value for name, value in parameters.items() if name in declared or name != TIGHTEN}
        check_values(declared, {**values, **given})
    except (ParameterError, SyntaxError, NameError) as error:
        raise RunError(f"{path.name}, parameters: {error}") from error
    return notebook, given


def parameters_position(notebook: NotebookNode, name: str) -> int:
    """Give the position, from 0, of the cell that is tagged "parameters".

    Raises
    ------
    RunError
        There is none.
    """
    for position, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and PARAMETERS in cell.metadata.get("tags", ()):
            return position
    raise RunError(f'{name} has no cell tagged "parameters"')


def written_title(notebook: NotebookNode, name: str) -> dict[str, object] | None:
    """Give the heading that stands in a notebook's parameters, ``title_nl`` and ``title_en``; None where there is none.

    It is read from the source, and not from what the notebook computed.
    """
    try:
        values = _declared(notebook.cells[parameters_position(notebook, name)].source)[1]
    except (RunError, SyntaxError, ValueError, NameError):
        return None
    titles = {language: values.get(f"title_{language}") for language in ("nl", "en")}
    return titles if all(titles.values()) else None


def _declared(source: str) -> tuple[dict[str, object], dict[str, object]]:
    """Read the declared types of a parameters cell, and the values that stand there (without running it)."""
    annotations: dict[str, object] = {}
    values: dict[str, object] = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            annotations[statement.target.id] = ast.unparse(statement.annotation)
            if statement.value is not None:
                values[statement.target.id] = ast.literal_eval(statement.value)
        elif isinstance(statement, ast.Assign):
            values.update({target.id: None for target in statement.targets if isinstance(target, ast.Name)})
    return evaluated(annotations), values
