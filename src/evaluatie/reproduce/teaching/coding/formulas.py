"""A formula of a finding as Python: the numbers that it names, and the sum itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from evaluatie.reproduce.recomputing.given import Given
from evaluatie.reproduce.recomputing.methods.expressions import CELLS, cell_of, read_expression

_MATH = ("sqrt", "log", "exp")
#: what a formula calls p_of_..., written out with scipy
_TESTS = {
    "p_of_t": "lambda t, df: 2 * special.stdtr(df, -abs(t))",
    "p_of_z": "lambda z: 2 * special.ndtr(-abs(z))",
    "p_of_chi2": "lambda chi2, df: special.chdtrc(df, chi2)",
    "p_of_f": "lambda f, df1, df2: special.fdtrc(df1, df2, f)",
}


def formula_lines(text: str, given: Given) -> Iterator[str]:
    """Go through the lines of a formula; cells of printed tables become numbers.

    Parameters
    ----------
    text : str
        The formula, as the finding writes it.
    given : Given
        The numbers that it may name.

    Yields
    ------
    str

    Examples
    --------
    >>> list(formula_lines("sqrt(a) * b[0]", Given({}, {"a": 4.0, "b": [0.5, 2.0]}, {})))
    ['from math import sqrt', '', 'a = 4', 'b = [0.5, 2]', 'found = sqrt(a) * b[0]']
    """
    tree = ast.parse(text.strip(), mode="eval")
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    used = [name for name in _MATH if name in called]
    tests = [name for name in _TESTS if name in called]
    if used:
        yield f"from math import {', '.join(used)}"
    if tests:
        yield "from scipy import special"
    if used or tests:
        yield ""
    yield from (f"{name} = {_TESTS[name]}" for name in tests)
    yield from (f"{name} = {as_typed(given.numbers[name])}" for name in read_expression(text).names)
    yield f"found = {ast.unparse(_Filled(given).visit(tree))}"


def as_typed(value: Any) -> str:
    """Write a number, or a list, as a person would type it.

    Examples
    --------
    >>> as_typed([1312.0, 0.25])
    '[1312, 0.25]'
    """
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(as_typed, value))}]"
    return repr(int(value)) if float(value).is_integer() else repr(float(value))


class _Filled(ast.NodeTransformer):
    """Puts numbers where a formula names cells of tables."""

    def __init__(self, given: Given) -> None:
        self.given = given

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if isinstance(node.func, ast.Name) and node.func.id in CELLS and node.args:
            (cell,) = read_expression(ast.unparse(node)).cells
            return ast.Constant(cell_of(self.given.tables[cell.table], cell))
        self.generic_visit(node)
        return node
