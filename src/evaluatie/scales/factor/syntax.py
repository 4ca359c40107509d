"""Reads lavaan's model syntax, as far as it is about factors: loadings, covariances, intercepts and regressions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from evaluatie.scales.factor.errors import ModelError

Operator = Literal["=~", "~~", "~", "~1"]
Value = float | None

_OPERATOR = re.compile(r"=~|~~|~")
_NOT_READ = re.compile(r":=|==|<|>|\|")
_NAME = r"(?:[^\W\d]|\.)[\w.]*"
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_TERM = re.compile(rf"(?P<modifiers>(?:[^*]+\*)*)(?P<name>{_NAME}|1|0)")
_CALL = re.compile(r"(?P<name>\w+)\((?P<inside>.*)\)")


@dataclass(frozen=True)
class Term:
    """One parameter as the model names it.

    Attributes
    ----------
    lhs, op, rhs : str
        Such as ``visual``, ``=~`` and ``x1``; ``rhs`` of an intercept (``~1``) is empty.
    fixed : tuple of (float or None), or None
        The value it is fixed at, per group or once for all; None in it frees a parameter that would be fixed.
    labels : tuple of str, or None
        Its label, per group or once for all: parameters with the same label are equal.
    starts : tuple of float, or None
        Where to begin, per group or once for all.
    """

    lhs: str
    op: Operator
    rhs: str
    fixed: tuple[Value, ...] | None = None
    labels: tuple[str, ...] | None = None
    starts: tuple[float, ...] | None = None


def parse(model: str) -> tuple[Term, ...]:
    """Read a model.

    Parameters
    ----------
    model : str
        In lavaan's syntax: ``=~`` (is measured by), ``~~`` (covaries with), ``~`` (is regressed on) and ``~1``
        (intercept); terms with ``+``; before a ``*`` a number, ``NA``, a label, ``start()``, or ``c()`` of one of
        these per group. Formulas end with a line or ``;``, comments begin with ``#`` or ``!``.

    Returns
    -------
    tuple of Term
        In the model's order; where a parameter is named twice, the second says more about it.

    Raises
    ------
    ModelError
        With the line that cannot be read.

    Examples
    --------
    >>> [(term.lhs, term.op, term.rhs, term.fixed) for term in parse("f =~ 1*a + b; a ~~ b")]
    [('f', '=~', 'a', (1.0,)), ('f', '=~', 'b', None), ('a', '~~', 'b', None)]
    """
    found = read_terms(model)
    if not any(term.op == "=~" for term in found):
        raise ModelError("The model has no factor. Write, for example: belonging =~ q1 + q2 + q3.")
    return found


def read_terms(model: str) -> tuple[Term, ...]:
    """Read a model as :func:`parse` does, with factors or without.

    Parameters
    ----------
    model : str
        In lavaan's syntax.

    Returns
    -------
    tuple of Term

    Raises
    ------
    ModelError
        With the line that cannot be read.

    Examples
    --------
    >>> [(term.lhs, term.rhs, term.labels) for term in read_terms("y ~ b*m + x; m ~ a*x")]
    [('y', 'm', ('b',)), ('y', 'x', None), ('m', 'x', ('a',))]
    """
    found: dict[tuple[str, str, str], Term] = {}
    for formula in _formulas(model):
        for term in _terms(formula):
            key = (term.lhs, term.op, term.rhs)
            if term.op == "~~" and (term.rhs, term.op, term.lhs) in found:
                key = (term.rhs, term.op, term.lhs)
            found[key] = _merged(found[key], term, formula) if key in found else term
    return tuple(found.values())


def items_of(terms: Sequence[Term]) -> list[str]:
    """List the items of a model: what factors are measured by and is no factor itself.

    Examples
    --------
    >>> items_of(parse("f =~ a + b; g =~ f + c"))
    ['a', 'b', 'c']
    """
    factors = {term.lhs for term in terms if term.op == "=~"}
    return [name for name in dict.fromkeys(term.rhs for term in terms if term.op == "=~") if name not in factors]


def _formulas(model: str) -> Iterator[str]:
    """Give one formula at a time; a line that ends or begins with a + or holds no operator goes on with the last."""
    lines = (re.split(r"[#!]", line)[0] for line in model.replace(";", "\n").splitlines())
    formula = ""
    for line in (line.strip() for line in lines):
        if not line:
            continue
        goes_on = formula.endswith(("+", "*", "~", ",")) or line.startswith(("+", "*")) or not _OPERATOR.search(line)
        if formula and not goes_on:
            yield formula
            formula = ""
        formula += f" {line}" if formula else line
    if formula:
        yield formula


def _terms(formula: str) -> Iterator[Term]:
    if (other := _NOT_READ.search(formula)) is not None:
        told = (
            "Equality is written with labels: a*q1 + a*q2" if other[0] == "==" else "It is not a part of a factor model"
        )
        raise ModelError(f"The model has {other[0]!r} in {formula!r}, which is not read. {told}.")
    operator = _OPERATOR.search(formula)
    if operator is None:
        raise ModelError(f"This is no formula: {formula!r}. Write, for example: belonging =~ q1 + q2 + q3.")
    left, right = formula[: operator.start()], formula[operator.end() :]
    for lhs in left.split("+"):
        if not re.fullmatch(_NAME, lhs.strip()):
            raise ModelError(f"{lhs.strip()!r} in {formula!r} is no name of a factor or item.")
        for part in _split(right, "+", formula):
            yield _term(lhs.strip(), operator[0], part.strip(), formula)


def _term(lhs: str, op: str, part: str, formula: str) -> Term:
    found = _TERM.fullmatch(re.sub(r"\s*([*(,)])\s*", r"\1", part))
    if found is None:
        raise ModelError(
            f"{part!r} in {formula!r} cannot be read. Is a + missing? Names begin with a letter and hold letters, "
            "digits, _ and . only; rename columns that do not."
        )
    values, labels, starts = None, None, None
    for modifier in filter(None, found["modifiers"].split("*")):
        kind, given = _modifier(modifier, formula)
        if kind == "start":
            starts = given
        elif kind == "label":
            labels = given
        else:
            values = given
    name = found["name"]
    if op == "~" and name in ("0", "1"):
        return Term(lhs, "~1", "", (0.0,) if name == "0" else values, labels, starts)
    if name in ("0", "1"):
        raise ModelError(f"{part!r} in {formula!r} is no name of a factor or item.")
    operator: Operator = "=~" if op == "=~" else "~~" if op == "~~" else "~"
    return Term(lhs, operator, name, values, labels, starts)


def _modifier(modifier: str, formula: str) -> tuple[str, tuple[Any, ...]]:
    """Read what stands before a *: the kind of it, and one part or one per group."""
    call = _CALL.fullmatch(modifier)
    if call is not None and call["name"] in ("start", "label"):
        parts = _group_parts(call["inside"], formula)
        if call["name"] == "label":
            return "label", tuple(parts)
        if not all(re.fullmatch(_NUMBER, part) for part in parts):
            raise ModelError(f"{modifier!r} in {formula!r}: start() takes numbers.")
        return "start", tuple(map(float, parts))
    if call is not None and call["name"] != "c":
        raise ModelError(f"{modifier!r} in {formula!r} is not read; numbers, NA, labels, start() and c() are.")
    parts = _group_parts(modifier, formula)
    if all(part == "NA" or re.fullmatch(_NUMBER, part) for part in parts):
        return "value", tuple(None if part == "NA" else float(part) for part in parts)
    if all(re.fullmatch(_NAME, part) for part in parts) and "NA" not in parts:
        return "label", tuple(parts)
    raise ModelError(f"{modifier!r} in {formula!r} cannot be read: numbers and labels do not go together.")


def _group_parts(text: str, formula: str) -> list[str]:
    call = _CALL.fullmatch(text)
    inside = call["inside"] if call is not None and call["name"] == "c" else text
    return [part.strip().strip("\"'") for part in _split(inside, ",", formula)]


def _split(text: str, sign: str, formula: str) -> list[str]:
    """Split at a sign outside parentheses; nothing may be empty."""
    parts, depth = [""], 0
    for position, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        exponent = (
            sign == "+" and re.search(r"\d[eE]$", text[:position]) and text[position + 1 : position + 2].isdigit()
        )
        if letter == sign and depth == 0 and not exponent:
            parts.append("")
        else:
            parts[-1] += letter
    if any(not part.strip() for part in parts):
        raise ModelError(f"Something is missing in {formula!r}.")
    return parts


def _merged(first: Term, second: Term, formula: str) -> Term:
    """Add what a parameter's second mention says; it must not unsay the first."""
    said = ("fixed", "labels", "starts")
    if any(getattr(first, what) is not None and getattr(second, what) is not None for what in said):
        raise ModelError(
            f"{first.lhs} {first.op} {first.rhs} stands in the model twice, the second time in {formula!r}."
        )
    if all(getattr(second, what) is None for what in said):
        raise ModelError(f"{first.lhs} {first.op} {first.rhs} stands in the model twice.")
    return replace(first, **{what: getattr(second, what) for what in said if getattr(second, what) is not None})
