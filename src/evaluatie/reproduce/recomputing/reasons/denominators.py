"""Shares of something else: of the rest in the place of all, of all in the place of a part, or not divided."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeAlias

from evaluatie.reproduce.finding.model import Analysis, Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.given import Given
from evaluatie.reproduce.recomputing.judged import Judged
from evaluatie.reproduce.recomputing.methods import METHODS
from evaluatie.reproduce.recomputing.methods.expressions import read_expression
from evaluatie.reproduce.recomputing.reasons.candidate import Candidate, from_inputs, moved
from evaluatie.reproduce.recomputing.reasons.variants import variant

#: of the events and the totals
_Denominator: TypeAlias = Callable[[Sequence[float], Sequence[float]], float]
_GROUPS = {"percent_first": 0, "percent_second": 1}
#: functions of which the second argument is a number of degrees of freedom that is easily left at 1
_WITH_DF = frozenset({"p_of_f", "p_of_chi2"})


def other_denominators(wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Divide by something else: in a formula, or in the comparison of two shares.

    Parameters
    ----------
    wanted : Quantity
        What the figure should be.
    bench : Bench
        The finding.

    Yields
    ------
    Candidate
    """
    analysis = bench.finding.analyses[wanted.analysis]
    if analysis.method == "formula":
        for code, names, text in _rewritten(str(analysis.choices["expression"]), bench.finding.inputs.counts):
            yield variant(code, names, analysis, {"expression": text}, wanted, bench)
    elif analysis.method == "proportions" and wanted.quantity in _GROUPS:
        yield from _of_groups(analysis, wanted, bench)


def df_left_at_one(one: Judged, wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Take an F for that of one degree of freedom: it is then as many times too large as there are.

    Parameters
    ----------
    one : Judged
        The figure.
    wanted : Quantity
        What it should be.
    bench : Bench
        The finding.

    Yields
    ------
    Candidate
    """
    choices = bench.finding.analyses[wanted.analysis].choices
    entered = {"f": "predictors", "f_change": "added"}.get(wanted.quantity, "")
    df = len(choices.get(entered, ()))
    if df > 1:
        yield moved("df_one", one, lambda value: value * df, names=str(df))


def _of_groups(analysis: Analysis, wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Take the share of both groups together, of those of the group without the event, of all with the event."""
    this = _GROUPS[wanted.quantity]
    read = METHODS["proportions"].read(analysis.choices, bench.base)
    events, totals = ([f"{count:g}" for count in read[key]] for key in ("events", "totals"))
    others: tuple[tuple[str, _Denominator], ...] = (
        (" + ".join(totals), lambda _, ns: sum(ns)),
        (f"{totals[this]} - {events[this]}", lambda es, ns: ns[this] - es[this]),
        (" + ".join(events), lambda es, _: sum(es)),
        (totals[1 - this], lambda _, ns: ns[1 - this]),
    )
    for names, by in others:
        yield from_inputs("denominator", wanted, bench, _share(analysis, this, by), names=names)


def _share(analysis: Analysis, this: int, by: _Denominator) -> Callable[[Given], float]:
    def at(given: Given) -> float:
        read = METHODS["proportions"].read(analysis.choices, given)
        return 100 * float(read["events"][this]) / by(read["events"], read["totals"])

    return at


def _rewritten(text: str, counts: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Give formulas with another denominator: code, what the words name, and the formula."""
    for at, node in enumerate(ast.walk(_tree(text))):
        for code, names, other in _otherwise(node, counts):
            yield code, names, _with(text, at, other)


def _otherwise(node: ast.AST, counts: Collection[str]) -> Iterator[tuple[str, str, ast.expr]]:
    """Give what could stand in the place of a part of a formula."""
    match node:
        case ast.BinOp(left=above, op=ast.Div(), right=ast.Constant(value=int() as by)):
            if by > 1 and str(by).strip("0") != "1":  # dividing by 100 makes a share of a percentage
                yield "undivided", str(by), above
        case ast.BinOp(left=above, op=ast.Div(), right=below):
            for other in _denominators(above, below, counts):
                yield "denominator", ast.unparse(other), ast.BinOp(above, ast.Div(), other)
        case ast.Call(func=ast.Name(id=name), args=[first, ast.Constant(value=int() as df), *rest]):
            if name in _WITH_DF and df > 1:
                yield "df_one", str(df), ast.Call(node.func, [first, ast.Constant(1), *rest], [])


def _denominators(above: ast.expr, below: ast.expr, counts: Collection[str]) -> Iterator[ast.expr]:
    """Of a share of counts: drop a part of the sum below; add what is divided to the count below, or take it off."""
    if not all(set(read_expression(ast.unparse(part)).names) <= set(counts) for part in (above, below)):
        return
    if isinstance(below, ast.BinOp) and isinstance(below.op, ast.Add):
        yield from (below.left, below.right)
    elif isinstance(below, ast.Name | ast.Subscript):
        for part in _counted(above, counts):
            yield from (ast.BinOp(below, ast.Add(), part), ast.BinOp(below, ast.Sub(), part))


def _counted(node: ast.expr, counts: Collection[str]) -> Iterator[ast.expr]:
    """Go through the counts that a part of a formula names."""
    for part in ast.walk(node):
        match part:
            case ast.Subscript(value=ast.Name(id=name)) if name in counts:
                yield part
            case ast.Name(id=name) if name in counts:
                yield part


def _tree(text: str) -> ast.expr:
    return ast.parse(text.strip(), mode="eval").body


def _with(text: str, at: int, new: ast.expr) -> str:
    """Write a formula with another part in the place of the one that a walk meets at this point."""
    tree = _tree(text)
    old = list(ast.walk(tree))[at]

    class Other(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return new if node is old else super().visit(node)

    return ast.unparse(Other().visit(tree))
