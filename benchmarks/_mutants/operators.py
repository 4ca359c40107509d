"""The mistakes: for a node of the tree, what a tired author might have written in its place."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from itertools import pairwise

from _mutants.text import Text

#: arguments that only check what the code itself made
CHECKS = {"strict", "validate"}
#: kind, where it begins and ends, what stands there instead
Change = tuple[str, int, int, str]

ARITHMETIC: dict[type[ast.AST], tuple[str, str]] = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"), ast.Pow: ("**", "*"),
    ast.FloorDiv: ("//", "/"), ast.Mod: ("%", "*"), ast.BitAnd: ("&", "|"), ast.BitOr: ("|", "&"),
}  # fmt: skip
COMPARISON: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", ">="), ast.LtE: ("<=", ">"), ast.Gt: (">", "<="), ast.GtE: (">=", "<"), ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="), ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"), ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}  # fmt: skip
BOUNDARY: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
}  # fmt: skip
#: the order of whose arguments says nothing
SYMMETRIC = {
    "add", "allclose", "array_equal", "gcd", "hypot", "isclose", "isinstance", "issubclass", "logical_and",
    "logical_or", "max", "maximum", "min", "minimum", "multiply", "range", "union", "intersection", "fmax", "fmin",
}  # fmt: skip


def arithmetic(node: ast.AST, text: Text) -> Iterator[Change]:
    """Change a sum into a difference, a product into a quotient, and take a sign away."""
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC and not _words(node.left, node.right):
        old, new = ARITHMETIC[type(node.op)]
        yield ("arithmetic", *text.token(old, text.span(node.left)[1], text.span(node.right)[0]), new)
    if isinstance(node, ast.AugAssign) and type(node.op) in ARITHMETIC and not _words(node.value):
        old, new = ARITHMETIC[type(node.op)]
        yield ("arithmetic", *text.token(f"{old}=", text.span(node.target)[1], text.span(node.value)[0]), f"{new}=")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
        yield ("arithmetic", *text.span(node), text.of(node.operand))


def comparison(node: ast.AST, text: Text) -> Iterator[Change]:
    """Turn a comparison round, and move its boundary."""
    if isinstance(node, ast.Compare):
        for (left, right), op in zip(pairwise([node.left, *node.comparators]), node.ops, strict=True):
            for kind, table in (("comparison", COMPARISON), ("boundary", BOUNDARY)):
                if type(op) in table:
                    old, new = table[type(op)]
                    yield (kind, *text.token(old, text.span(left)[1], text.span(right)[0]), new)


def boolean(node: ast.AST, text: Text) -> Iterator[Change]:
    """Change and into or, take a not away, turn a condition or a constant round."""
    if isinstance(node, ast.BoolOp):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in pairwise(node.values):
            yield ("boolean", *text.token(old, text.span(left)[1], text.span(right)[0]), new)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.Invert)):
        yield ("boolean", *text.span(node), text.of(node.operand))
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ("boolean", *text.span(node), str(not node.value))
    if isinstance(node, (ast.If, ast.IfExp, ast.While)) and isinstance(
        node.test, (ast.Name, ast.Call, ast.Attribute, ast.Subscript)
    ):
        yield ("boolean", *text.span(node.test), f"(not {text.of(node.test)})")


def constant(node: ast.AST, text: Text) -> Iterator[Change]:
    """Move a whole number by one, both ways; double another number, or make a tiny one a thousand times as large."""
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return
    if isinstance(node.value, int):
        yield ("constant", *text.span(node), str(node.value + 1))
        yield ("constant", *text.span(node), str(node.value - 1) if node.value else "(-1)")
    elif isinstance(node.value, float):
        larger = node.value * (1000.0 if abs(node.value) < 1e-3 else 2.0) if node.value else 1.0
        yield ("constant", *text.span(node), repr(larger))


def keyword(node: ast.AST, text: Text) -> Iterator[Change]:
    """Leave a keyword argument of a function out."""
    if not isinstance(node, ast.Call) or _name(node.func)[:1].isupper() or _name(node.func) in ("dict", "replace"):
        return
    given = sorted([*node.args, *node.keywords], key=lambda each: text.span(each))
    for place, each in enumerate(given):
        if isinstance(each, ast.keyword) and each.arg and each.arg not in CHECKS and not _words(each.value):
            begin, end = text.span(each)
            if place + 1 < len(given):
                yield ("keyword", begin, text.span(given[place + 1])[0], "")
            else:
                yield ("keyword", text.span(given[place - 1])[1] if place else begin, end, "")


def swapped(node: ast.AST, text: Text) -> Iterator[Change]:
    """Swap the first two arguments of a call."""
    if not isinstance(node, ast.Call) or len(node.args) < 2 or _name(node.func) in SYMMETRIC:
        return
    one, two = node.args[:2]
    if not isinstance(one, ast.Starred) and not isinstance(two, ast.Starred) and not _words(one, two):
        between = text.source[text.span(one)[1] : text.span(two)[0]]
        yield ("swapped", text.span(one)[0], text.span(two)[1], f"{text.of(two)}{between}{text.of(one)}")


def returned(node: ast.AST, text: Text) -> Iterator[Change]:
    """Give back something else: the other way round, the opposite, or nothing."""
    if not isinstance(node, ast.Return) or node.value is None or _words(node.value):
        return
    value = node.value
    if isinstance(value, ast.Tuple) and len(value.elts) > 1:
        one, two = value.elts[:2]
        between = text.source[text.span(one)[1] : text.span(two)[0]]
        yield ("returned", text.span(one)[0], text.span(two)[1], f"{text.of(two)}{between}{text.of(one)}")
    elif isinstance(value, (ast.Compare, ast.BoolOp)):
        yield ("returned", *text.span(value), f"not ({text.of(value)})")
    elif not isinstance(value, ast.Constant):
        yield ("returned", *text.span(value), "None")


def dropped(node: ast.AST, text: Text) -> Iterator[Change]:
    """Leave a statement out that the rest can be read without."""
    changes = isinstance(node, ast.AugAssign) or (
        isinstance(node, ast.Assign) and not all(isinstance(target, (ast.Name, ast.Tuple)) for target in node.targets)
    )
    called = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and not _words(*node.value.args)
    if changes or called or isinstance(node, (ast.Raise, ast.Continue, ast.Break)):
        yield ("dropped", *text.span(node), "pass")


OPERATORS: tuple[Callable[[ast.AST, Text], Iterator[Change]], ...] = (
    arithmetic, comparison, boolean, constant, keyword, swapped, returned, dropped,
)  # fmt: skip


def _words(*nodes: ast.AST) -> bool:
    """Say whether any of them is text."""
    return any(
        isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)))
        for node in nodes
    )


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
