"""Arithmetic over the numbers of a finding: read as a tree, of which only what is listed here may be a part."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from scipy import special

from evaluatie.effects.t_interval import two_sided_p
from evaluatie.reproduce.recomputing.given import Given, Table

_OPERATORS: dict[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.USub: operator.neg, ast.UAdd: operator.pos,
}  # fmt: skip


FUNCTIONS: dict[str, Callable[..., float]] = {
    "sqrt": math.sqrt, "log": math.log, "exp": math.exp, "abs": abs, "sum": math.fsum, "min": min, "max": max,
    "p_of_t": two_sided_p, "p_of_z": lambda z: float(2 * special.ndtr(-abs(z))),
    "p_of_chi2": lambda chi2, df: float(special.chdtrc(df, chi2)),
    "p_of_f": lambda f, df1, df2: float(special.fdtrc(df1, df2, f)),
}  # fmt: skip
_LISTED = frozenset({"sum", "min", "max"})
#: cells of a table, with how many variables they are of
CELLS: dict[str, int] = {"r": 2, "sd": 1, "mean": 1, "alpha": 1, "k": 1, "n": 0}


class NotThereError(ValueError):
    """A formula names what the finding does not have: a place of a list, a cell that is not printed."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table that an expression names.

    Attributes
    ----------
    part : str
        ``r``, ``sd``, ``mean``, ``alpha``, ``k`` (items) or ``n``.
    table : str
        The table's name.
    variables : tuple of str
        Two for ``r``, one for the others, none for ``n``.
    """

    part: str
    table: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Expression:
    """A formula that was read.

    Attributes
    ----------
    text : str
        As written.
    names : tuple of str
        Numbers of the finding that it names.
    cells : tuple of Cell
        Cells of tables that it names.
    """

    text: str
    names: tuple[str, ...]
    cells: tuple[Cell, ...]
    _tree: ast.expr

    def at(self, given: Given) -> Any:
        """Work it out.

        Parameters
        ----------
        given : Given
            The inputs.

        Returns
        -------
        float, or a list where it only names one

        Raises
        ------
        ArithmeticError, ValueError
            If it cannot be worked out there, such as a root of a negative number.
        NotThereError
            If it names what the finding does not have.
        """
        value = _value(self._tree, given)
        if isinstance(value, complex):
            raise ValueError(f"{self.text!r} gives no real number")
        return value


@cache
def read_expression(text: str) -> Expression:
    """Read a formula.

    Parameters
    ----------
    text : str
        Numbers, names, ``+ - * / **``, brackets, ``name[0]`` (counted from 0), :data:`FUNCTIONS`, and cells of a table:
        ``r(table, x, y)``, ``sd(table, x)``, ``mean(table, x)``, ``alpha(table, x)``, ``k(table, x)``, ``n(table)``.

    Returns
    -------
    Expression

    Raises
    ------
    ValueError
        With what in it is not allowed.

    Examples
    --------
    >>> read_expression("sqrt(a**2 + b[0])").names
    ('a', 'b')
    >>> read_expression("open('x')")
    Traceback (most recent call last):
        ...
    ValueError: 'open' is no function of a formula: there are sqrt, log, exp, abs, sum, min, max, p_of_t, p_of_z, ...
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ValueError(f"{text!r} cannot be read as a formula") from None
    parts = list(_parts(tree))
    names = tuple(dict.fromkeys(part for part in parts if isinstance(part, str)))
    cells = tuple(dict.fromkeys(part for part in parts if isinstance(part, Cell)))
    return Expression(text, names, cells, tree)


def _parts(node: ast.expr) -> Iterator[str | Cell]:
    """Go through names and cells; whatever is not allowed is refused."""
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return
        case ast.Name(id=name):
            yield name
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            yield from (*_parts(left), *_parts(right))
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _OPERATORS:
            yield from _parts(operand)
        case ast.Subscript(value=value, slice=ast.Constant(value=int())):
            yield from _parts(value)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in CELLS and arguments:
            yield _cell(name, arguments)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            for argument in arguments:
                yield from _parts(argument)
        case ast.Call(func=ast.Name(id=name)):
            known = ", ".join((*FUNCTIONS, *CELLS))
            raise ValueError(f"{name!r} is no function of a formula: there are {known}")
        case _:
            raise ValueError(f"{ast.unparse(node)!r} may not be part of a formula")


def gives_probability(text: str) -> bool:
    """Say whether a formula is a p value: a call of ``p_of_t`` or one of its like.

    Parameters
    ----------
    text : str
        That :func:`read_expression` reads.

    Returns
    -------
    bool

    Examples
    --------
    >>> gives_probability("p_of_t(2.1, n - 2)"), gives_probability("p_of_t(2.1, 20) / 2")
    (True, False)
    """
    match ast.parse(text.strip(), mode="eval").body:
        case ast.Call(func=ast.Name(id=name)):
            return name.startswith("p_of_")
    return False


def _cell(part: str, arguments: list[ast.expr]) -> Cell:
    names = [argument.id for argument in arguments if isinstance(argument, ast.Name)]
    if len(names) != len(arguments) or len(names) != CELLS[part] + 1:
        wanted = ", ".join(("table", "x", "y")[: CELLS[part] + 1])
        raise ValueError(f"{part}() is written {part}({wanted}), with names")
    return Cell(part, names[0], tuple(names[1:]))


def _value(node: ast.expr, given: Given) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return given.numbers[name]
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)](_number(left, given), _number(right, given))
        case ast.UnaryOp(op=unary, operand=operand):
            return _OPERATORS[type(unary)](_number(operand, given))
        case ast.Subscript(value=value, slice=ast.Constant(value=int() as at)):
            return _placed(_value(value, given), at, ast.unparse(node))
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in CELLS and arguments:
            cell = _cell(name, arguments)
            return cell_of(given.tables[cell.table], cell)
        case ast.Call(func=ast.Name(id=name), args=[only]) if name in _LISTED:
            return FUNCTIONS[name](_value(only, given))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            values = [_number(argument, given) for argument in arguments]
            return FUNCTIONS[name](values) if name in _LISTED else FUNCTIONS[name](*values)
    raise AssertionError(f"{ast.unparse(node)} was refused when it was read")


def _number(node: ast.expr, given: Given) -> float:
    value = _value(node, given)
    if isinstance(value, list):
        raise NotThereError(f"{ast.unparse(node)} is a list: say which with [0], or sum, min or max it")
    return float(value)


def _placed(held: Any, at: int, text: str) -> Any:
    if not isinstance(held, list):
        raise NotThereError(f"{text} is no list: leave [{at}] out")
    if not 0 <= at < len(held):
        raise NotThereError(f"{text} is not there: the list has {len(held)} numbers, counted from 0")
    return held[at]


def cell_of(table: Table, cell: Cell) -> float:
    """Give what stands in a cell of a table.

    Parameters
    ----------
    table : Table
        The one that it names.
    cell : Cell
        Which.

    Returns
    -------
    float

    Raises
    ------
    NotThereError
        If the table does not print it.
    """
    at = [table.variables.index(name) for name in cell.variables]
    found: float | None
    match cell.part:
        case "n":
            found = table.n
        case "r":
            found = table.correlation[at[0], at[1]]
        case "sd" | "mean":
            moments = table.sd if cell.part == "sd" else table.mean
            found = None if moments is None else moments[at[0]]
        case _:
            found = (table.alpha if cell.part == "alpha" else table.items).get(cell.variables[0])
    if found is None:
        raise NotThereError(f"table {cell.table} prints no {cell.part} of {cell.variables[0]}")
    return float(found)
