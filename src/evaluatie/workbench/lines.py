"""The lines of code that do what the start page just did, made from the notebook that it ran."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluatie.run.notebooks import PARAMETERS, read_notebook
from evaluatie.run.parameters import TIGHTEN

_IMPORT = "import evaluatie as ev"


def check_lines(organisation: str) -> str:
    """Give the lines that check an organisation's files.

    Examples
    --------
    >>> print(check_lines("waterschap-a"))
    import evaluatie as ev
    study = ev.load_study("waterschap-a")  # tells all that is wrong, if anything is
    [note["text"] for note in study.intake["notes"]]
    """
    name = _written(organisation)
    told = "# tells all that is wrong, if anything is"
    return f'{_IMPORT}\nstudy = ev.load_study({name})  {told}\n[note["text"] for note in study.intake["notes"]]'


def report_lines(organisation: str) -> str:
    """Give the lines that make an organisation's report.

    Examples
    --------
    >>> print(report_lines("waterschap-a"))
    import evaluatie as ev
    made = ev.run_report("waterschap-a")
    made.pages
    """
    return f"{_IMPORT}\nmade = ev.run_report({_written(organisation)})\nmade.pages"


def section_lines(path: Path, parameters: Mapping[str, object]) -> str:
    """Give the lines that make and show a section, as its notebook does with these parameters.

    Parameters
    ----------
    path : pathlib.Path
        The notebook.
    parameters : mapping of str to object
        Its parameters; the others have the value that stands there.

    Raises
    ------
    RunError
        The notebook cannot be read, or does not have these parameters.
    """
    return "\n".join([_IMPORT, *_statements(path, parameters)])


def comparison_lines(path: Path, before: Mapping[str, object], after: Mapping[str, object]) -> str:
    """Give the lines that make a section with two sets of parameters, with a warning where they hide differently."""
    lines = [_IMPORT]
    if before.get(TIGHTEN) != after.get(TIGHTEN):
        lines.append(
            "# for your own eyes: the start page also hides in the second what the first hides, these lines do not"
        )
    for parameters in (before, after):
        *others, study, last = ["", *_statements(path, parameters)]
        held = study.removeprefix("study = ") if study.startswith("study = ") else None
        lines += [*filter(None, others), *([study] if held is None else [])]
        lines.append(last if held is None else last.replace("(study", f"({held}", 1))
    return "\n".join(lines)


def _statements(path: Path, parameters: Mapping[str, object]) -> list[str]:
    """Give a notebook's statements with the values of parameters filled in; what only checks them is left out."""
    notebook, given = read_notebook(path, parameters)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    declared = next(cell.source for cell in code if PARAMETERS in cell.metadata.get("tags", ()))
    defaults = {
        statement.target.id: ast.literal_eval(statement.value)
        for statement in ast.parse(declared).body
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value
    }
    body = [one for cell in code if cell.source != declared for one in ast.parse(cell.source).body]
    kept = [one for one in body if not _is_bare(one)]
    filled = [_Filled({**defaults, **given}).visit(one) for one in kept]
    return [_written_out(one) for one in _inlined(filled)]


def _is_bare(statement: ast.stmt) -> bool:
    """Tell whether a statement imports evaluatie or checks parameters, which these lines do otherwise."""
    text = ast.unparse(statement)
    return text == _IMPORT or text.startswith("ev.check_parameters(")


class _Filled(ast.NodeTransformer):
    """Puts the values of parameters in their place, and drops arguments that ask for nothing."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self._values and isinstance(node.ctx, ast.Load):
            return ast.parse(repr(self._values[node.id]), mode="eval").body
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        node.keywords = [one for one in node.keywords if ast.unparse(one.value) not in ("None", "[]")]
        return node


def _inlined(statements: list[Any]) -> list[Any]:
    """Put what is named for the next line only into that line, but for the study."""
    done: list[Any] = []
    for statement in statements:
        names: dict[str, ast.expr] = {}
        while done and (name := _assigned(done[-1])) not in (None, "study") and _uses(statement, str(name)):
            names[str(name)] = done.pop().value
        done.append(_Placed(names).visit(statement))
    return done


class _Placed(ast.NodeTransformer):
    def __init__(self, values: Mapping[str, ast.expr]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._values.get(node.id, node) if isinstance(node.ctx, ast.Load) else node


def _assigned(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    return None


def _uses(statement: ast.stmt, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(statement))


def _written_out(statement: ast.stmt) -> str:
    return "".join(_quoted(ast.unparse(statement)))


def _quoted(code: str) -> str:
    """Write strings between double quotes, as people do who read more code than Python writes."""
    import io
    import tokenize

    tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    pieces, at = [], 0
    for token in tokens:
        if token.type == tokenize.STRING and "\n" not in token.line.rstrip("\n"):
            pieces += [code[at : token.start[1]], _written(ast.literal_eval(token.string))]
            at = token.end[1]
    return "".join([*pieces, code[at:]])


def _written(value: str) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)
