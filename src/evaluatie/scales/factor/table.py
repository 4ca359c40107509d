"""The whole list of a model's parameters, per group: what the model names, and what goes without saying."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeVar

from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.syntax import Operator, Term, items_of

T = TypeVar("T")
# what can be made equal over groups, in lavaan's words
KINDS = (
    "loadings",
    "intercepts",
    "residuals",
    "residual.covariances",
    "lv.variances",
    "lv.covariances",
    "means",
    "regressions",
)


@dataclass(frozen=True)
class Row:
    """One parameter of one group.

    Attributes
    ----------
    lhs, op, rhs : str
        Such as ``visual``, ``=~`` and ``x1``; ``rhs`` of an intercept is empty.
    group : int
        Which group, from 0.
    free : int
        The place of its value among the free ones; parameters that are equal share it. -1 where it is fixed.
    value : float or None
        What it is fixed at, or where to begin; None: nowhere in particular.
    label : str
        Its label, if it has one.
    kind : str
        One of :data:`KINDS`.
    """

    lhs: str
    op: Operator
    rhs: str
    group: int
    free: int
    value: float | None
    label: str
    kind: str


@dataclass(frozen=True)
class ParameterTable:
    """All parameters of a model.

    Attributes
    ----------
    rows : tuple of Row
        Group by group, in lavaan's order: named first, then what goes without saying.
    observed, latent : tuple of str
        Items and factors, in the order in which the model names them.
    groups : int
        How many groups.
    means : bool
        Whether means are modelled.
    free : int
        How many values are free.
    """

    rows: tuple[Row, ...]
    observed: tuple[str, ...]
    latent: tuple[str, ...]
    groups: int
    means: bool
    free: int


def parameter_table(
    terms: Sequence[Term],
    *,
    groups: int = 1,
    means: bool = False,
    std_lv: bool = False,
    equal: Collection[str] = (),
    partial: Collection[str] = (),
) -> ParameterTable:
    """Complete a model as lavaan's ``cfa`` does, and number what is free.

    Parameters
    ----------
    terms : sequence of Term
        The model.
    groups : int
        How many groups.
    means : bool
        Whether means are modelled; they are in any case where the model names one, or there are groups.
    std_lv : bool
        Fix the variance of each factor at 1 rather than its first loading.
    equal : collection of str
        Kinds of parameters that are equal over groups, see :data:`KINDS`.
    partial : collection of str
        Parameters that differ nevertheless, such as ``"x3 ~ 1"``.

    Raises
    ------
    ModelError
        A name is used for what it cannot be, or values per group do not fit the number of groups.
    """
    equal = (equal,) if isinstance(equal, str) else tuple(equal)
    if unknown := sorted(set(equal) - set(KINDS)):
        raise ModelError(f"equal: {', '.join(unknown)} is none of {', '.join(KINDS)}")
    freed = spellings(partial)
    latent = tuple(dict.fromkeys(term.lhs for term in terms if term.op == "=~"))
    observed = tuple(items_of(terms))
    _check_names(terms, set(latent), set(observed))
    means = means or groups > 1 or any(term.op == "~1" for term in terms)
    frame = _Frame(terms, latent, observed, groups, means, std_lv, frozenset(equal), freed)
    rows = [row for group in range(groups) for row in frame.rows(group)]
    check_partial(freed, rows)
    rows, count = numbered(rows, frozenset(equal), freed)
    return ParameterTable(tuple(rows), observed, latent, groups, means, count)


def spellings(partial: Collection[str]) -> frozenset[str]:
    """Write parameters as :func:`spelled` does, a covariance in both ways.

    Examples
    --------
    >>> sorted(spellings(["x3 ~ 1", "x1 ~~ x2"]))
    ['x1~~x2', 'x2~~x1', 'x3~1']
    """
    named = ["".join(name.split()) for name in ((partial,) if isinstance(partial, str) else partial)]
    turned = ["~~".join(reversed(name.split("~~"))) for name in named if "~~" in name]
    return frozenset([*named, *turned])


def check_partial(freed: Collection[str], rows: Iterable[Row]) -> None:
    """Refuse what is no parameter of the model, or is fixed and so cannot differ."""
    known = {spelled(row): row.free for row in rows}
    known |= {"~~".join(reversed(name.split("~~"))): free for name, free in known.items() if "~~" in name}
    if unknown := sorted(set(freed) - set(known)):
        raise ModelError(f"partial: the model has no parameter {', '.join(unknown)}. Write, for example: x3 ~ 1.")
    if fixed := sorted(name for name in freed if known[name] < 0):
        raise ModelError(f"partial: {', '.join(fixed)} is fixed, so that it cannot differ.")


def spelled(row: Row) -> str:
    """Write a parameter as the model would, without spaces.

    Examples
    --------
    >>> spelled(Row("x3", "~1", "", 0, 4, None, "", "intercepts"))
    'x3~1'
    """
    return f"{row.lhs}{row.op}{row.rhs}"


def _check_names(terms: Sequence[Term], latent: set[str], observed: set[str]) -> None:
    for term in terms:
        names = (term.lhs,) if term.op == "~1" else (term.lhs, term.rhs)
        written = f"{term.lhs} {term.op} {term.rhs}".rstrip()
        if unknown := [name for name in names if name not in latent | observed]:
            raise ModelError(f"{written}: {unknown[0]} is no factor of the model, nor an item of one.")
        if term.op == "=~" and term.lhs == term.rhs:
            raise ModelError(f"{written}: a factor cannot measure itself.")
        if term.op == "~~" and len({name in latent for name in names}) > 1:
            raise ModelError(f"{written}: an item and a factor cannot covary.")
        if term.op == "~" and not set(names) <= latent:
            raise ModelError(f"{written}: only factors can be regressed on factors here.")


@dataclass(frozen=True)
class _Frame:
    """What decides on a group's parameters."""

    terms: Sequence[Term]
    latent: tuple[str, ...]
    observed: tuple[str, ...]
    groups: int
    means: bool
    std_lv: bool
    equal: frozenset[str]
    freed: frozenset[str]

    def rows(self, group: int) -> Iterator[Row]:
        """Give a group's parameters: those named, then those that go without saying; a free one has place 0."""
        firsts = {term.lhs: term.rhs for term in reversed(self.terms) if term.op == "=~"}
        named = set()
        for term in self.terms:
            named |= {(term.lhs, term.op, term.rhs), (term.rhs, term.op, term.lhs)}
            value, start = self._of(term, term.fixed, group), self._of(term, term.starts, group)
            fixed = term.fixed is not None and value is not None
            if term.fixed is None and term.op == "=~" and not self.std_lv and firsts[term.lhs] == term.rhs:
                fixed, value = True, 1.0
            label = self._of(term, term.labels, group) or ""
            kind = self._kind(term.lhs, term.op, term.rhs)
            yield Row(term.lhs, term.op, term.rhs, group, -1 if fixed else 0, value if fixed else start, label, kind)
        for row in self._unsaid(group):
            if (row.lhs, row.op, row.rhs) not in named:
                yield row

    def _of(self, term: Term, given: tuple[T, ...] | None, group: int) -> T | None:
        if given is None:
            return None
        if len(given) not in (1, self.groups):
            told = f"{term.lhs} {term.op} {term.rhs}".rstrip()
            raise ModelError(f"{told}: c() has {len(given)} parts, but there are {self.groups} groups.")
        return given[group if len(given) > 1 else 0]

    def _kind(self, lhs: str, op: str, rhs: str) -> str:
        if op != "~~":
            return {"=~": "loadings", "~": "regressions"}.get(op, "means" if lhs in self.latent else "intercepts")
        if lhs in self.latent:
            return "lv.variances" if lhs == rhs else "lv.covariances"
        return "residuals" if lhs == rhs else "residual.covariances"

    def _unsaid(self, group: int) -> Iterator[Row]:
        items = {name: [term.rhs for term in self.terms if (term.op, term.lhs) == ("=~", name)] for name in self.latent}
        alone = {of[0] for of in items.values() if len(of) == 1}
        for name in self.observed:
            yield self._row(name, "~~", name, group, 0.0 if name in alone else None)
        # with equal loadings the first group gives the unit of all
        shared = "loadings" in self.equal and "lv.variances" not in self.equal
        unit = self.std_lv and not (group > 0 and shared)
        for name in self.latent:
            yield self._row(name, "~~", name, group, 1.0 if unit else None)
        for one, other in self._covarying():
            yield self._row(one, "~~", other, group, None)
        if self.means:
            for name in self.observed:
                yield self._row(name, "~1", "", group, None)
            shifted = group > 0 and "intercepts" in self.equal and "means" not in self.equal
            for name in self.latent:
                moves = (shifted and name not in self._measured()) or (group > 0 and f"{name}~1" in self.freed)
                yield self._row(name, "~1", "", group, None if moves else 0.0)

    def _row(self, lhs: str, op: Operator, rhs: str, group: int, fixed: float | None) -> Row:
        return Row(lhs, op, rhs, group, 0 if fixed is None else -1, fixed, "", self._kind(lhs, op, rhs))

    def _measured(self) -> set[str]:
        """Give the factors that measure others."""
        return {term.rhs for term in self.terms if term.op == "=~" and term.rhs in self.latent}

    def _independent(self) -> list[str]:
        explained = {term.rhs for term in self.terms if term.op == "=~"}
        explained |= {term.lhs for term in self.terms if term.op == "~"}
        return [name for name in self.latent if name not in explained]

    def _covarying(self) -> Iterator[tuple[str, str]]:
        """Pair the factors that nothing explains, and those that are explained and explain nothing."""
        yield from combinations(self._independent(), 2)
        regressed = {term.lhs for term in self.terms if term.op == "~"}
        last = regressed - {term.rhs for term in self.terms if term.op in ("~", "=~")}
        yield from combinations([name for name in self.latent if name in last], 2)


def numbered(rows: Sequence[Row], equal: Collection[str] = (), freed: Collection[str] = ()) -> tuple[list[Row], int]:
    """Give a place to each free parameter, the same to those that are equal; equal to a fixed one is fixed as well."""
    places: dict[tuple[object, ...], int] = {}
    placed = []
    fixed: dict[str, float | None] = {}
    for row in rows:
        if row.label and row.free < 0 and fixed.setdefault(row.label, row.value) != row.value:
            raise ModelError(f"The label {row.label} is of parameters that are fixed at different values.")
    for row in rows:
        if row.label in fixed and row.free >= 0:
            placed.append(replace(row, free=-1, value=fixed[row.label]))
            continue
        if row.free < 0:
            placed.append(row)
            continue
        own: tuple[object, ...] = (row.group, row.lhs, row.op, row.rhs)
        if row.label:
            own = ("label", row.label)
        elif row.kind in equal and spelled(row) not in freed:
            own = (row.lhs, row.op, row.rhs)
        placed.append(replace(row, free=places.setdefault(own, len(places))))
    return placed, len(places)
