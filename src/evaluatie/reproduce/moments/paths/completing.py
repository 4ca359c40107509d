"""The whole list of a path model's parameters, as lavaan's ``sem`` completes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, combinations_with_replacement

from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.syntax import Operator, Term
from evaluatie.scales.factor.table import ParameterTable, Row, numbered

#: stands behind the name of the factor that stands in for an observed variable; no name of a model holds it
STAND_IN = "*"


@dataclass(frozen=True)
class Roles:
    """Who is what in a model.

    Attributes
    ----------
    terms : tuple of Term
        The model.
    fixed_x : bool
        Whether what is observed and explained by nothing keeps the moments that were found.
    """

    terms: tuple[Term, ...]
    fixed_x: bool

    @cached_property
    def latent(self) -> tuple[str, ...]:
        """The factors."""
        return tuple(dict.fromkeys(term.lhs for term in self.terms if term.op == "=~"))

    @cached_property
    def observed(self) -> tuple[str, ...]:
        """What people answered, in the model's order."""
        names = [name for term in self.terms for name in (term.lhs, term.rhs) if name]
        return tuple(name for name in dict.fromkeys(names) if name not in self.latent)

    @cached_property
    def measures(self) -> set[str]:
        """What stands behind ``=~``."""
        return {term.rhs for term in self.terms if term.op == "=~"}

    @cached_property
    def explained(self) -> set[str]:
        """What stands before ``~``."""
        return {term.lhs for term in self.terms if term.op == "~"}

    @cached_property
    def explaining(self) -> set[str]:
        """What stands behind ``~``."""
        return {term.rhs for term in self.terms if term.op == "~"}

    @cached_property
    def given(self) -> tuple[str, ...]:
        """Observed variables that explain and are explained by nothing, unless the model names a moment of theirs."""
        named = {name for term in self.terms if term.op in ("~~", "~1") for name in (term.lhs, term.rhs)}
        apart = self.measures | self.explained | named
        return tuple(name for name in self.observed if name in self.explaining - apart)

    @cached_property
    def last(self) -> tuple[str, ...]:
        """What is explained, and neither explains nor measures anything: factors first."""
        ends = self.explained - self.explaining - self.measures
        return tuple(name for name in (*self.latent, *self.observed) if name in ends)

    @cached_property
    def stood_in(self) -> tuple[str, ...]:
        """Observed variables with a factor in their place: in regressions, or covarying with such or with factors."""
        found = self.explained | self.explaining
        pairs = [{term.lhs, term.rhs} for term in self.terms if term.op == "~~"]
        while True:
            more = set().union(*(pair for pair in pairs if pair & (found | set(self.latent)))) - found
            if not more:
                return tuple(name for name in self.observed if name in found)
            found |= more


def completed(
    terms: Sequence[Term], *, means: bool, fixed_x: bool, moments: Mapping[tuple[str, str], float]
) -> tuple[ParameterTable, Roles]:
    """Complete a model as lavaan's ``sem`` does, and number what is free.

    Observed variables that take part in regressions become factors with themselves as only, perfect item, so that the
    matrices of factor models hold them too; their names end in :data:`STAND_IN`.

    Parameters
    ----------
    terms : sequence of Term
        The model.
    means : bool
        Whether means are modelled; they are in any case where the model names one.
    fixed_x : bool
        Keep variances, covariances and means of predictors that nothing explains as they were found.
    moments : mapping
        What was found: covariances by two names, means by a name and "".

    Returns
    -------
    ParameterTable
    Roles

    Raises
    ------
    ModelError
        A name is used for what it cannot be, or values are given per group.
    """
    roles = Roles(tuple(terms), fixed_x)
    _check(roles)
    means = means or any(term.op == "~1" for term in terms)
    rows = [*_named(roles), *_unsaid(roles, moments, means=means)]
    inner = dict(zip(roles.stood_in, (name + STAND_IN for name in roles.stood_in), strict=True))
    rows = [_inside(row, inner) for row in rows]
    for name in roles.stood_in:
        rows += [_row(inner[name], "=~", name, 1.0), _row(name, "~~", name, 0.0)]
        rows += [_row(name, "~1", "", 0.0)] if means else []
    placed, count = numbered(rows)
    latent = (*roles.latent, *inner.values())
    return ParameterTable(tuple(placed), roles.observed, latent, 1, means, count), roles


def _check(roles: Roles) -> None:
    problems = []
    for term in roles.terms:
        written = f"{term.lhs} {term.op} {term.rhs}".rstrip()
        if any(len(given) > 1 for given in (term.fixed, term.labels, term.starts) if given):
            problems.append(f"{written}: c() is for groups; here there is one")
        if term.op in ("=~", "~") and term.lhs == term.rhs:
            problems.append(f"{written}: nothing can explain itself")
    if problems:
        raise ModelError("The model cannot be used: " + "; ".join(problems) + ".")


def _named(roles: Roles) -> Iterator[Row]:
    """Give the parameters that the model names."""
    firsts = {term.lhs: term.rhs for term in reversed(roles.terms) if term.op == "=~"}
    for term in roles.terms:
        value = term.fixed[0] if term.fixed else None
        fixed = value is not None
        if term.op == "=~" and term.fixed is None and firsts[term.lhs] == term.rhs:
            fixed, value = True, 1.0
        begin = term.starts[0] if term.starts else None
        label = term.labels[0] if term.labels else ""
        yield Row(term.lhs, term.op, term.rhs, 0, -1 if fixed else 0, value if fixed else begin, label, "")


def _unsaid(roles: Roles, moments: Mapping[tuple[str, str], float], *, means: bool) -> Iterator[Row]:
    """Give the parameters that go without saying."""
    said = {(term.lhs, term.op, term.rhs) for term in roles.terms}
    said |= {(rhs, op, lhs) for lhs, op, rhs in said if op == "~~"}
    items: dict[str, list[str]] = {}
    for term in roles.terms:
        if term.op == "=~":
            items.setdefault(term.lhs, []).append(term.rhs)
    alone = {of[0] for of in items.values() if len(of) == 1} - set(roles.latent)
    rows = [
        _row(name, "~~", name, 0.0 if name in alone else None)
        for name in (*roles.latent, *roles.observed)
        if name not in roles.given
    ]
    first = [name for name in roles.latent if name not in roles.measures | roles.explained]
    rows += [_row(one, "~~", other, None) for names in (first, roles.last) for one, other in combinations(names, 2)]
    for one, other in combinations_with_replacement(roles.given, 2):
        rows.append(_row(one, "~~", other, moments[one, other] if roles.fixed_x else None))
    if means:
        for name in (*roles.observed, *roles.latent):
            kept = moments[name, ""] if roles.fixed_x and name in roles.given else None
            rows.append(_row(name, "~1", "", 0.0 if name in roles.latent else kept))
    yield from (row for row in rows if (row.lhs, row.op, row.rhs) not in said)


def _row(lhs: str, op: Operator, rhs: str, fixed: float | None) -> Row:
    return Row(lhs, op, rhs, 0, 0 if fixed is None else -1, fixed, "", "")


def _inside(row: Row, inner: Mapping[str, str]) -> Row:
    """Put factors in the place of observed variables."""
    return Row(
        inner.get(row.lhs, row.lhs), row.op, inner.get(row.rhs, row.rhs),
        row.group, row.free, row.value, row.label, row.kind,
    )  # fmt: skip


def hidden(row: Row) -> bool:
    """Say whether a row only ties an observed variable to the factor in its place.

    Examples
    --------
    >>> hidden(Row("y*", "=~", "y", 0, -1, 1.0, "", "")), hidden(Row("f", "=~", "y*", 0, 0, None, "", ""))
    (True, False)
    """
    return row.op == "=~" and row.lhs == row.rhs + STAND_IN
