"""Running a section's notebook in this very process, and taking what it released: quick, and written nowhere."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from evaluatie.disclosure.released import Released
from evaluatie.run.errors import RunError
from evaluatie.run.notebooks import parameters_position, read_notebook
from evaluatie.run.parameters import TIGHTEN, section_parameters
from evaluatie.run.store import Store
from evaluatie.study.workspace import Workspace


def released_by(path: Path, parameters: Mapping[str, object]) -> Released:
    """Run a section's notebook here and give what it released; what its cells print or show is left out.

    Parameters
    ----------
    path : pathlib.Path
        The notebook.
    parameters : mapping of str to object
        Its parameters.

    Raises
    ------
    RunError
        It cannot be read, does not have these parameters, or released no section or more than one.
    Exception
        Whatever its code raises.
    """
    notebook, given = read_notebook(path, parameters)
    at = parameters_position(notebook, path.name)
    names: dict[str, Any] = {"__name__": "__main__"}
    released: list[Released] = []
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        for position, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                released += _run(cell.source, f"{path.name}, cell {position + 1}", names)
            if position == at:
                names.update(given)
    if len(released) != 1:
        raise RunError(f"{path.name} released {len(released) or 'no'} sections; a notebook makes one")
    return released[0]


def parameters_of(workspace: Workspace, organisation: str, tighten: Sequence[str] = ()) -> dict[str, Any]:
    """Give the parameters by which a section shows what the organisation's report shows of it, and no more.

    What the proof of the report that stands had to hide as well is hidden here too.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    organisation : str
        The organisation's id.
    tighten : sequence of str
        What is to be hidden beside that.
    """
    record = Store(workspace.sections / organisation).report()
    proven = [] if record is None else record.hidden
    return section_parameters(organisation, list(dict.fromkeys([*tighten, *proven])))


def hidden_already(workspace: Workspace, organisation: str, parameters: Mapping[str, Any] | None = None) -> list[str]:
    """List, for a notebook's parameter ``tighten``, all people of whom something is hidden.

    With stricter thresholds other figures may have to be hidden in return, and some that were hidden before need not
    be any more: both side by side would tell what each of them hides. So what is hidden once stays hidden.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    organisation : str
        The organisation's id.
    parameters : mapping of str to object, optional
        Those of a section; by default those of the report, see :func:`parameters_of`.
    """
    from evaluatie.study import load_study

    given = parameters_of(workspace, organisation) if parameters is None else parameters
    study = load_study(workspace.study_folder(organisation), tighten=given.get(TIGHTEN, []))
    return sorted(set(_hidden(study)))


def _hidden(study: Any) -> Iterator[str]:
    from evaluatie.disclosure import release_plan
    from evaluatie.evaluation import Cell
    from evaluatie.study import TAKING_PART
    from evaluatie.study.tightening import hiding

    plan = release_plan(study)
    for frame in (plan.cells, plan.parts):
        for row in frame[frame["reason"].notna()].to_dict("records"):
            outcome = None if row["outcome"] == TAKING_PART else row["outcome"]
            part = row.get("part")
            yield hiding(Cell(tuple(row["waves"]), outcome, row["characteristic"], row["level"], part=part))


def _run(source: str, place: str, names: dict[str, Any]) -> list[Released]:
    """Run a cell; its last line is what it shows."""
    tree = ast.parse(_without_magics(source), place)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, place, "exec"), names)  # noqa: S102 - the researcher's own notebook, as JupyterLab runs it
    shown = eval(compile(ast.Expression(last.value), place, "eval"), names) if isinstance(last, ast.Expr) else None  # noqa: S307
    return [shown] if isinstance(shown, Released) else []


def _without_magics(source: str) -> str:
    from IPython.core.inputtransformer2 import TransformerManager

    code: str = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
    return code
