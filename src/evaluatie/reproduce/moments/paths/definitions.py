"""Parameters that a model defines by others, such as ``indirect := a*b``."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluatie.amiss import did_you_mean
from evaluatie.scales.factor.errors import ModelError

_DEFINED = re.compile(r"\s*([^\W\d][\w.]*)\s*:=(.*)", re.DOTALL)
_FUNCTIONS = {"sqrt": np.sqrt, "exp": np.exp, "log": np.log}
_SIGNS: dict[type[ast.AST], Any] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
    ast.USub: np.negative,
    ast.UAdd: np.positive,
}


@dataclass(frozen=True)
class Definition:
    """One defined parameter.

    Attributes
    ----------
    name : str
        What stands before ``:=``.
    text : str
        What stands behind it.
    """

    name: str
    text: str

    def at(self, values: Mapping[str, Any]) -> Any:
        """Work it out.

        Parameters
        ----------
        values : mapping of str to number or array
            By label, and of the parameters that were defined before.

        Returns
        -------
        number or array

        Raises
        ------
        ModelError
            A name is no label, or something else than arithmetic stands in it.

        Examples
        --------
        >>> float(Definition("total", "cp + a*b^2").at({"a": 2.0, "b": 3.0, "cp": 1.0}))
        19.0
        """
        try:
            tree = ast.parse(_as_python(self.text), mode="eval").body
        except SyntaxError:
            raise ModelError(f"{self.name} := {self.text} is no formula of labels.") from None
        return self._worked(tree, values)

    def _worked(self, node: ast.AST, values: Mapping[str, Any]) -> Any:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return node.value
        if isinstance(node, ast.Name | ast.Attribute):
            return self._named(ast.unparse(node), values)
        if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
            return _SIGNS[type(node.op)](self._worked(node.left, values), self._worked(node.right, values))
        if isinstance(node, ast.UnaryOp) and type(node.op) in _SIGNS:
            return _SIGNS[type(node.op)](self._worked(node.operand, values))
        if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            name, inner = ast.unparse(node.func), self._worked(node.args[0], values)
            if name == "abs":
                return np.where(np.real(inner) < 0, -inner, inner)
            if name in _FUNCTIONS:
                return _FUNCTIONS[name](inner)
        raise ModelError(
            f"{self.name} := {self.text}: only + - * / ^, parentheses, sqrt, exp, log and abs are read, not "
            f"{ast.unparse(node)!r}."
        )

    def _named(self, name: str, values: Mapping[str, Any]) -> Any:
        if name not in values:
            hint = did_you_mean(name, values) if values else "write a label before a * in the model: y ~ b*m"
            raise ModelError(f"{self.name} := {self.text}: {name} is no label of the model; {hint}.")
        return values[name]


def _as_python(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().replace("^", "**")


def taken_apart(model: str) -> tuple[str, tuple[Definition, ...]]:
    """Take the definitions out of a model.

    Parameters
    ----------
    model : str
        In lavaan's syntax.

    Returns
    -------
    str
        The model without them.
    tuple of Definition
        In their order.

    Raises
    ------
    ModelError
        A definition cannot be read, or a name is defined twice.

    Examples
    --------
    >>> rest, (one,) = taken_apart("m ~ a*x; y ~ b*m + x; ab := a*b  # indirect")
    >>> rest.split("; "), one
    (['m ~ a*x', 'y ~ b*m + x'], Definition(name='ab', text='a*b'))
    """
    lines = [part.strip() for line in model.splitlines() for part in re.split(r"[#!]", line)[0].split(";")]
    rest: list[str] = []
    defined: list[str] = []
    for line in filter(None, lines):
        goes_on = defined and "~" not in line and (line[0] in "+-*/" or defined[-1][-1] in "+-*/=(")
        if ":=" in line:
            defined.append(line)
        elif goes_on:
            defined[-1] += f" {line}"
        else:
            rest.append(line)
    return "; ".join(rest), _read(defined)


def _read(lines: Sequence[str]) -> tuple[Definition, ...]:
    found: dict[str, Definition] = {}
    for line in lines:
        read = _DEFINED.fullmatch(line)
        if read is None or not read[2].strip():
            raise ModelError(f"{line!r} cannot be read. Write, for example: indirect := a*b.")
        if read[1] in found:
            raise ModelError(f"{read[1]} is defined twice.")
        found[read[1]] = Definition(read[1], read[2].strip())
    return tuple(found.values())
