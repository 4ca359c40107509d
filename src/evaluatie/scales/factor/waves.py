"""One factor model for all waves: the same items measured again, among the same people."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import combinations

import pandas as pd

from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.steps import EQUAL
from evaluatie.scales.factor.syntax import Term, items_of


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
    gone = {"".join(name.split()) for name in released}
    latent = dict.fromkeys(term.lhs for term in terms if term.op == "=~")
    items = items_of(terms)
    below = {term.rhs for term in terms if term.op == "=~"}
    first = {term.lhs: term.rhs for term in reversed(terms) if term.op == "=~"}
    equal = EQUAL[level]

    def label(name: str, kind: str) -> tuple[str, ...] | None:
        return (name,) if kind in equal and name not in gone else None

    made = []
    for wave in waves:
        for term in terms:
            shared = label(f"{term.lhs}{term.op}{term.rhs}", "loadings") if term.op == "=~" else None
            # what the first loading is fixed at needs no label
            shared = None if term.op == "=~" and first[term.lhs] == term.rhs and term.fixed is None else shared
            names = (f"{term.lhs}.{wave}", f"{term.rhs}.{wave}" if term.rhs else "")
            own = None if term.labels is None else tuple(f"{name}.{wave}" for name in term.labels)
            made.append(Term(names[0], term.op, names[1], term.fixed, shared or own, term.starts))
        for item in items:
            made.append(Term(f"{item}.{wave}", "~1", "", None, label(f"{item}~1", "intercepts")))
            made.append(Term(f"{item}.{wave}", "~~", f"{item}.{wave}", None, label(f"{item}~~{item}", "residuals")))
        for factor in latent:
            moves = wave != waves[0] and "intercepts" in equal and factor not in below
            made.append(Term(f"{factor}.{wave}", "~1", "", (None if moves else 0.0,)))
    for item in items:
        made += [Term(f"{item}.{one}", "~~", f"{item}.{other}") for one, other in combinations(waves, 2)]
    return made


def beside_each_other(
    data: pd.DataFrame, terms: Sequence[Term], respondent: str, wave: str
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Put the waves beside each other: a row per respondent, columns ``item.wave``."""
    items = items_of(terms)
    if absent := [name for name in (respondent, wave, *items) if name not in data.columns]:
        raise ModelError(f"The data have no column {', '.join(absent)}.")
    data = data[data[respondent].notna() & data[wave].notna()]
    if (twice := data.duplicated([respondent, wave])).any():
        raise ModelError(f"{int(twice.sum())} rows are a second one of the same respondent at the same wave.")
    names = {one: re.sub(r"\W", "_", str(one)) for one in pd.unique(data[wave])}
    if len(names) < 2:
        raise ModelError(f"{wave}: there is only one wave.")
    if len(set(names.values())) < len(names):
        raise ModelError(f"{wave}: the names of waves are too much alike: {', '.join(map(str, names))}")
    parts = [
        data.loc[data[wave] == one].set_index(respondent)[items].add_suffix(f".{name}") for one, name in names.items()
    ]
    return pd.concat(parts, axis=1).reset_index(drop=True), tuple(names.values())


def without_wave(name: str) -> str:
    """Give the name of an item without that of its wave."""
    return name.rpartition(".")[0]
