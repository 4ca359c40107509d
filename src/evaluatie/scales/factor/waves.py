"""One factor model for all waves: the same items measured again, among the same people."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import pandas as pd

from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.gathering import in_order
from evaluatie.scales.factor.steps import EQUAL
from evaluatie.scales.factor.syntax import Term, items_of
from evaluatie.scales.factor.table import spellings


def over_time(terms: Sequence[Term], waves: Sequence[str], level: str, released: Collection[str] = ()) -> list[Term]:
    """Write a model of one wave for all waves: names get the wave behind a dot, equal parameters share a label.

    Parameters
    ----------
    terms : sequence of Term
        The model of one wave.
    waves : sequence of str
        The waves, the first of which is the reference.
    level : str
        One of "configural", "metric", "scalar" and "strict".
    released : collection of str
        Parameters that differ nevertheless, such as ``"x3 ~ 1"``.
    """
    equal, gone = EQUAL[level], spellings(released)
    items, latent = items_of(terms), dict.fromkeys(term.lhs for term in terms if term.op == "=~")
    measured = {term.rhs for term in terms if term.op == "=~"}
    scaled = {term.lhs for term in terms if marks(term, terms)}
    alone = [of[0] for of in _items_by_factor(terms).values() if len(of) == 1]
    own = {(term.lhs, term.op, term.rhs): term for term in (*_unsaid(items, alone), *terms)}
    made = []
    for place, wave in enumerate(waves):
        for term in own.values():
            made.append(_at(term, wave, shared=_kind(term, items) in equal and _spelled(term) not in gone))
            unit = term.op == "~~" and term.lhs == term.rhs and term.lhs in latent and term.lhs not in scaled
            if unit and place > 0 and "loadings" in equal and term.fixed is not None:
                made[-1] = replace(made[-1], fixed=(None,))  # the first wave gives the unit of all
        for factor in latent:
            if (factor, "~1", "") not in own:
                moves = place > 0 and "intercepts" in equal and factor not in measured
                made.append(Term(f"{factor}.{wave}", "~1", "", (None if moves else 0.0,)))
    for item in items:
        if item not in alone:
            made += [Term(f"{item}.{one}", "~~", f"{item}.{other}") for one, other in combinations(waves, 2)]
    return made


def beside_each_other(
    data: pd.DataFrame, terms: Sequence[Term], respondent: str, wave: str
) -> tuple[pd.DataFrame, tuple[str, ...], str | None]:
    """Put the waves beside each other: a row per respondent, columns ``item.wave``; and say who was left out."""
    if any(len(given) > 1 for term in terms for given in (term.fixed, term.labels, term.starts) if given):
        raise ModelError("c() is for groups; over waves a model is written once, for all of them.")
    items = items_of(terms)
    if absent := [name for name in (respondent, wave, *items) if name not in data.columns]:
        raise ModelError(f"The data have no column {', '.join(absent)}.")
    if both := [name for name in items if name in (respondent, wave)]:
        raise ModelError(f"{both[0]} says who or when, and cannot be an item as well.")
    known = data[data[respondent].notna() & data[wave].notna()]
    if (twice := known.duplicated([respondent, wave])).any():
        raise ModelError(f"{int(twice.sum())} rows are a second one of the same respondent at the same wave.")
    names = {one: _named(one) for one in in_order(known[wave], by_size=True)}
    if len(names) < 2:
        raise ModelError(f"{wave}: there is only one wave.")
    if len(set(names.values())) < len(names):
        raise ModelError(f"{wave}: the names of waves are too much alike: {', '.join(map(str, names))}")
    parts = [
        known.loc[known[wave] == one].set_index(respondent)[items].add_suffix(f".{name}") for one, name in names.items()
    ]
    left_out = len(data) - len(known)
    told = f"{left_out} of {len(data)} rows without a respondent or a wave left out" if left_out else None
    return pd.concat(parts, axis=1).reset_index(drop=True), tuple(names.values()), told


def without_wave(name: str) -> str:
    """Give the name of an item without that of its wave."""
    return name.rpartition(".")[0]


def _named(wave: Any) -> str:
    text = wave.strftime("%Y-%m-%d") if hasattr(wave, "strftime") else str(wave)
    return re.sub(r"\W", "_", text)


def _unsaid(items: Sequence[str], alone: Sequence[str]) -> list[Term]:
    """Give the intercepts and residual variances that the model of one wave may leave unsaid."""
    every = [term for item in items for term in (Term(item, "~1", ""), Term(item, "~~", item))]
    # of a factor's only item nothing is left over
    return [replace(term, fixed=(0.0,)) if term.op == "~~" and term.lhs in alone else term for term in every]


def _at(term: Term, wave: str, *, shared: bool) -> Term:
    """Write a parameter of one wave; a label of the model's own holds within a wave, or where it is equal over all."""
    label = term.labels[0] if term.labels else _spelled(term) if shared else None
    if label is not None and not shared:
        label = f"{label}.{wave}"
    rhs = f"{term.rhs}.{wave}" if term.rhs else ""
    return Term(f"{term.lhs}.{wave}", term.op, rhs, term.fixed, None if label is None else (label,), term.starts)


def _kind(term: Term, items: Sequence[str]) -> str:
    if term.op == "=~":
        return "loadings"
    if term.lhs not in items:
        return "structure"
    return "intercepts" if term.op == "~1" else "residuals" if term.lhs == term.rhs else "residual covariances"


def _spelled(term: Term) -> str:
    return f"{term.lhs}{term.op}{term.rhs}"


def marks(term: Term, terms: Sequence[Term]) -> bool:
    """Tell whether a loading gives its factor the unit: the first one unless it was freed, or one that is fixed."""
    if term.op != "=~":
        return False
    first = next(other for other in terms if other.op == "=~" and other.lhs == term.lhs)
    return term.fixed[0] is not None if term.fixed else term is first


def _items_by_factor(terms: Sequence[Term]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for term in terms:
        if term.op == "=~":
            found.setdefault(term.lhs, []).append(term.rhs)
    return found
