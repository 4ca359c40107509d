"""The mutants of a file: every mistake at every place that is no text, hint, import or declaration.

Own operators on Python's own parser, because no library at hand does what is wanted (looked at: mutmut 3.8, cosmic-ray
8.7). mutmut wraps every function of a file in a trampoline, which the examples in docstrings and what reads signatures
do not survive, leaves constants of a module and decorated functions alone, and has no swapped arguments, dropped
statements or returned values. cosmic-ray writes into the checkout, starts a process per mutant, which costs seconds of
imports here, and its operators know neither arguments nor statements. Neither draws a seeded sample.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from _mutants.operators import CHECKS, OPERATORS
from _mutants.text import Text

#: what says something to a person, and what only names types
TELLING = {"refuse", "did_you_mean", "Problem", "InputError", "StudyError", "cast", "TypeVar", "NamedTuple", "warn"}
#: statements that hold others
HOLDING = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)
#: lines of what runs when the file is imported
AT_IMPORT = (0, 0)


@dataclass(frozen=True)
class Mutant:
    """One mistake in one file.

    Attributes
    ----------
    file, scope, kind : str
        Path from the root; the function or class; the operator.
    before, after : str
        The first line that differs, without and with the mistake, stripped.
    nth : int
        Of those that are alike in all of the above, which one; from 0.
    begin, end : int
        What is replaced, in characters of the file.
    text : str
        What stands there instead.
    lines : tuple of int
        First and last line of the statement that holds it; (0, 0) where that runs at import.
    line : int
        Its own line.
    """

    file: str
    scope: str
    kind: str
    before: str
    after: str
    nth: int
    begin: int
    end: int
    text: str
    lines: tuple[int, int]
    line: int

    @property
    def key(self) -> tuple[str, str, str, str, str, int]:
        """What it is known by when lines move."""
        return self.file, self.scope, self.kind, self.before, self.after, self.nth

    def applied(self, source: str) -> str:
        """Give the file with the mistake."""
        return source[: self.begin] + self.text + source[self.end :]


def mutants(path: Path, root: Path) -> list[Mutant]:
    """Give all mutants of a file, in the order of the file."""
    source = path.read_text(encoding="utf-8")
    text, tree = Text(source), ast.parse(source)
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for node, scope, lines in _walk(tree):
        for operator in OPERATORS:
            for kind, begin, end, new in operator(node, text):
                known = (str(path.relative_to(root)), ".".join(scope), kind, *_lines(text, begin, end, new))
                found.append(Mutant(*known, seen[known], begin, end, new, lines, text.line(begin)))
                seen[known] += 1
    return found


def differs(mutant: Mutant, source: str) -> bool:
    """Say whether the file can still be read and says something else: a few mistakes are none."""
    try:
        return ast.dump(ast.parse(mutant.applied(source))) != ast.dump(ast.parse(source))
    except SyntaxError:
        return False


def _lines(text: Text, begin: int, end: int, new: str) -> tuple[str, str]:
    """Give the first line that differs, before and after."""
    first, last = text.begin(text.line(begin)), text.begin(text.line(end - 1)) + len(text.lines[text.line(end - 1) - 1])
    old = text.source[first:last].splitlines()
    changed = f"{text.source[first:begin]}{new}{text.source[end:last]}".splitlines()
    place = next((at for at, pair in enumerate(zip(old, changed, strict=False)) if pair[0] != pair[1]), 0)
    return old[place].strip(), changed[place].strip()


def _walk(
    node: ast.AST, scope: tuple[str, ...] = (), lines: tuple[int, int] = AT_IMPORT, inside: bool = False
) -> Iterator[tuple[ast.AST, tuple[str, ...], tuple[int, int]]]:
    """Give the nodes that may be mutated, with where they stand and the lines that run when they do."""
    for child in _mutable(node):
        named = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        body = inside and not (
            isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and isinstance(child, ast.expr)
        )
        where = _lines_of(child, node, lines) if body else AT_IMPORT
        below = (*scope, child.name) if named else scope
        yield child, below, where
        yield from _walk(child, below, where, inside or isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)))


def _lines_of(child: ast.AST, parent: ast.AST, lines: tuple[int, int]) -> tuple[int, int]:
    """Give the lines of a statement; of one that holds others, those of its head."""
    if isinstance(child, ast.stmt):
        return child.lineno, child.lineno if isinstance(child, HOLDING) else child.end_lineno or child.lineno
    if isinstance(parent, HOLDING) and isinstance(child, ast.expr):
        return child.lineno, child.end_lineno or child.lineno
    return lines


def _mutable(node: ast.AST) -> Iterator[ast.AST]:
    """Give what may be mutated right below a node."""
    if isinstance(node, ast.AnnAssign):
        yield from [node.value] if node.value is not None and not _declares(node) else []
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        if node.name not in ("__repr__", "_repr_html_"):
            yield from [*(each for each in (*node.args.defaults, *node.args.kw_defaults) if each), *node.body]
    elif isinstance(node, ast.ClassDef):
        yield from node.body
    elif isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and _called(node) in TELLING):
        return
    else:
        yield from (child for child in ast.iter_child_nodes(node) if not _silent(child))


def _silent(node: ast.AST) -> bool:
    """Say whether a node is text, an import, a list of names, a check of ours or only for the type checker."""
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.JoinedStr, ast.operator, ast.expr_context)):
        return True
    if isinstance(node, ast.keyword) and node.arg in CHECKS:
        return True
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id.startswith("__") for target in node.targets
    )


def _declares(node: ast.AnnAssign) -> bool:
    return isinstance(node.annotation, ast.Name) and node.annotation.id == "TypeAlias"


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
