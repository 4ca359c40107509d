"""Does a scale mean the same everywhere? Measurement invariance over groups and over waves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial as partial_function

import pandas as pd

from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.fitted import CfaFit
from evaluatie.scales.factor.fitting import Estimator, Missing, cfa
from evaluatie.scales.factor.gathering import group_names, in_order
from evaluatie.scales.factor.shifts import group_shifts, wave_shifts
from evaluatie.scales.factor.steps import EQUAL, LEVELS, Invariance, Rules, Steps
from evaluatie.scales.factor.syntax import Term, items_of, parse
from evaluatie.scales.factor.table import check_partial, parameter_table, spellings
from evaluatie.scales.factor.waves import beside_each_other, marks, over_time, without_wave


def invariance(
    model: str,
    data: pd.DataFrame,
    group: str,
    levels: Sequence[str] = LEVELS,
    *,
    estimator: Estimator = "ml",
    missing: Missing = "listwise",
    partial: Collection[str] = (),
    rules: str = "chen2007",
    fewest: int | None = None,
) -> Invariance:
    """Test whether a scale means the same in groups.

    Parameters
    ----------
    model : str
        The factor model, in lavaan's syntax.
    data : DataFrame
        People by items, and the group.
    group : str
        The column with the groups; the first one in the data is the reference, or the first of ordered categories.
    levels : sequence of str
        "configural" (the same items measure the same factors), "metric" (and equal loadings), "scalar" (and equal
        intercepts of items and of factors that others measure) and "strict" (and equal residual variances), or the
        first few of these.
    estimator, missing
        See :func:`evaluatie.scales.factor.cfa`.
    partial : collection of str
        Parameters that differ from the level on at which they would be equal, such as ``"x3 ~ 1"``.
    rules : str
        By which rules a step holds: "chen2007", "cheung_rensvold2002" or "meade2008".
    fewest : int, optional
        People per group below which nothing is tested; by default as many as the rules were found with.

    Returns
    -------
    Invariance

    Raises
    ------
    ModelError
        A model cannot be fitted, and why.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> factor = rng.normal(size=600)
    >>> data = pd.DataFrame({name: factor + rng.normal(size=600) for name in "abcd"}).assign(group=["x", "y"] * 300)
    >>> invariance("f =~ a + b + c + d", data, "group").verdict
    'may be compared'
    """
    terms = parse(model)
    named, answered = group_names(data, group), _answered(data, items_of(terms), missing)
    sizes = {str(name): int((answered & (named == name)).sum()) for name in dict.fromkeys(in_order(named))}
    if not sizes:
        raise ModelError(f"{group}: nobody has a group.")
    partial = _checked_partial(terms, partial, len(sizes))

    def fit(level: str, released: Collection[str]) -> CfaFit:
        own = per_group(terms, len(sizes), level)
        options = {"estimator": estimator, "missing": missing, "group": group}
        return cfa(own, data, equal=EQUAL[level], partial=released, **options)  # type: ignore[arg-type]

    rule = Rules.named(rules, sum(sizes.values()), fewest)
    return Steps(fit, _checked(levels), partial, rule, sizes, group_shifts, str).answered()


def longitudinal_invariance(
    model: str,
    data: pd.DataFrame,
    respondent: str,
    wave: str,
    levels: Sequence[str] = LEVELS,
    *,
    estimator: Estimator = "ml",
    missing: Missing = "listwise",
    partial: Collection[str] = (),
    rules: str = "chen2007",
    fewest: int | None = None,
) -> Invariance:
    """Test whether a scale means the same at each wave, among the same people.

    One model for all waves, in which the residuals of an item covary over time (Vandenberg and Lance 2000).
    CFI is against independence of all items at all waves, as lavaan has it.

    Parameters
    ----------
    model : str
        The factor model of one wave, in lavaan's syntax.
    data : DataFrame
        One row per respondent and wave.
    respondent, wave : str
        Columns that say who, and when. The first wave is the reference: numbers, dates and ordered categories go by
        their order, other names by that of the data.
    levels, estimator, missing, partial, rules, fewest
        See :func:`invariance`; ``missing="fiml"`` also uses those who answered at one wave only.

    Returns
    -------
    Invariance

    Raises
    ------
    ModelError
        A model cannot be fitted, somebody stands twice at a wave, or there is only one wave.
    """
    terms = parse(model)
    wide, waves, left_out = beside_each_other(data, terms, respondent, wave)
    partial = _checked_partial(terms, partial, 1)
    usable = wide.notna().all(axis=1) if missing == "listwise" else wide.notna().any(axis=1)
    sizes = {at: int((usable & wide.filter(regex=rf"\.{at}$").notna().any(axis=1)).sum()) for at in waves}

    def fit(level: str, released: Collection[str]) -> CfaFit:
        return cfa(over_time(terms, waves, level, released), wide, estimator=estimator, missing=missing)

    rule = Rules.named(rules, int(usable.sum()), fewest)
    shifts = partial_function(wave_shifts, terms=terms, waves=waves)
    notes = (left_out,) if left_out else ()
    return Steps(fit, _checked(levels), partial, rule, sizes, shifts, without_wave, notes).answered()


def per_group(terms: Sequence[Term], groups: int, level: str) -> list[Term]:
    """Have labels hold within a group, unless what they name is equal over groups; and one group give the unit of all.

    Parameters
    ----------
    terms : sequence of Term
        The model, in which a label that is given once would make equal over groups as well.
    groups : int
        How many groups.
    level : str
        One of "configural", "metric", "scalar" and "strict".
    """
    equal, known = EQUAL[level], items_of(terms)
    kinds = {"=~": "loadings", "~1": "intercepts", "~~": "residuals"}
    scaled = {term.lhs for term in terms if marks(term, terms)}
    made = []
    for term in terms:
        shared = kinds.get(term.op) in equal and (term.op == "=~" or term.lhs in known)
        if term.labels is not None and len(term.labels) == 1 and not shared:
            term = replace(term, labels=tuple(f"{term.labels[0]}.{group}" for group in range(groups)))
        unit = term.op == "~~" and term.lhs == term.rhs and term.lhs not in known and term.lhs not in scaled
        if unit and "loadings" in equal and term.fixed is not None and len(term.fixed) == 1:
            term = replace(term, fixed=(*term.fixed, *[None] * (groups - 1)))
        made.append(term)
    return made


def _answered(data: pd.DataFrame, items: Sequence[str], missing: str) -> pd.Series:
    if absent := [name for name in items if name not in data.columns]:
        raise ModelError(f"The data have no column {', '.join(absent)}, which the model names.")
    there = data[list(items)].notna()
    return there.all(axis=1) if missing == "listwise" else there.any(axis=1)


def _checked_partial(terms: Sequence[Term], partial: Collection[str], groups: int) -> tuple[str, ...]:
    named = (partial,) if isinstance(partial, str) else tuple(partial)
    check_partial(spellings(named), parameter_table(terms, groups=groups, means=True).rows)
    return named


def _checked(levels: Sequence[str]) -> tuple[str, ...]:
    asked = (levels,) if isinstance(levels, str) else tuple(levels)
    if not asked or asked != LEVELS[: len(asked)]:
        raise ModelError(f"levels: {', '.join(LEVELS)}, from the first on and with none left out")
    return asked
