"""Does a scale mean the same everywhere? Measurement invariance over groups and over waves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from functools import partial as partial_function

import numpy as np
import pandas as pd

from evaluatie.scales.factor.answers import Flags
from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.fitted import CfaFit
from evaluatie.scales.factor.fitting import Estimator, Missing, check_choices, fitted_to
from evaluatie.scales.factor.gathering import (
    Groups,
    check_frame,
    group_names,
    in_order,
    items_of_people,
    of_people,
)
from evaluatie.scales.factor.sample import Sample
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
        People per group below which nothing is tested, at least 1; by default as many as the rules were found with.
        The notes say where it is less.

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
    _check_asked(estimator, missing, data)
    terms = parse(model)
    named, items = group_names(data, group), items_of(terms)
    parts = {str(name): (named == name).fillna(False).to_numpy(dtype=bool) for name in dict.fromkeys(in_order(named))}
    if not parts:
        raise ModelError(f"{group}: nobody has a group.")
    answered = ~np.isnan(items_of_people(data, items, group))
    usable = _usable(answered, missing)
    sizes = {name: int(usable[who].sum()) for name, who in parts.items()}
    told = [_uncounted(answered[who], missing, f" in {name}") for name, who in parts.items()]
    silent = [_silent(answered[who], items, f" in {name}") for name, who in parts.items()]
    partial = _checked_partial(terms, partial, len(sizes))

    @cache
    def sample() -> Sample:
        return of_people(data, items, group, Groups.of(data, group), missing, means=True)

    def fit(level: str, released: Collection[str]) -> CfaFit:
        own = per_group(terms, len(sizes), level)
        table = parameter_table(own, groups=len(sizes), means=True, equal=EQUAL[level], partial=released)
        return fitted_to(sample(), table, estimator)

    rule = Rules.named(rules, sum(sizes.values()), fewest)
    uncounted, nobody = (tuple(note for notes in of for note in notes) for of in (told, silent))
    asked = _checked(levels)
    return Steps(fit, asked, partial, rule, sizes, group_shifts, str, uncounted=uncounted, silent=nobody).answered()


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
    _check_asked(estimator, missing, data)
    terms = parse(model)
    wide, waves, left_out = beside_each_other(data, terms, respondent, wave)
    partial = _checked_partial(terms, partial, 1)
    items = items_of(over_time(terms, waves, "configural"))
    answered = ~np.isnan(items_of_people(wide, items, None))
    usable = _usable(answered, missing)
    places = {at: [place for place, item in enumerate(items) if item.endswith(f".{at}")] for at in waves}
    sizes = {at: int((usable & answered[:, of].any(axis=1)).sum()) for at, of in places.items()}

    @cache
    def sample() -> Sample:
        return of_people(wide, items, None, Groups.of(wide, None), missing, means=True)

    def fit(level: str, released: Collection[str]) -> CfaFit:
        table = parameter_table(over_time(terms, waves, level, released), means=True)
        return fitted_to(sample(), table, estimator)

    rule = Rules.named(rules, int(usable.sum()), fewest)
    shifts = partial_function(wave_shifts, terms=terms, waves=waves)
    notes = (left_out,) if left_out else ()
    told, silent = _uncounted(answered, missing), _silent(answered, items)
    return Steps(fit, _checked(levels), partial, rule, sizes, shifts, without_wave, notes, told, silent).answered()


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


def _check_asked(estimator: str, missing: str, data: object) -> None:
    check_choices(estimator, missing)
    check_frame(data)
    if estimator == "wlsmv":
        raise ModelError("Equality over groups and waves is tested with ml or mlr; wlsmv fits one model in one group.")


def _usable(answered: Flags, missing: str) -> Flags:
    return np.asarray(answered.all(axis=1) if missing == "listwise" else answered.any(axis=1), dtype=bool)


def _uncounted(answered: Flags, missing: str, where: str = "") -> tuple[str, ...]:
    """Say who is not counted."""
    left = int((~_usable(answered, missing)).sum())
    what = "a missing answer" if missing == "listwise" else "no answer at all"
    return (f"{left} of {len(answered)} people{where} have {what} and are not counted",) if left else ()


def _silent(answered: Flags, items: Sequence[str], where: str = "") -> tuple[str, ...]:
    """Say which items nobody answered."""
    silent = [item for item, known in zip(items, answered.T, strict=True) if not known.any()]
    return (f"{', '.join(silent)}: nobody{where} answered",) if silent else ()


def _checked_partial(terms: Sequence[Term], partial: Collection[str], groups: int) -> tuple[str, ...]:
    named = (partial,) if isinstance(partial, str) else tuple(partial)
    check_partial(spellings(named), parameter_table(terms, groups=groups, means=True).rows)
    return named


def _checked(levels: Sequence[str]) -> tuple[str, ...]:
    asked = (levels,) if isinstance(levels, str) else tuple(levels)
    if not asked or asked != LEVELS[: len(asked)]:
        raise ModelError(f"levels: {', '.join(LEVELS)}, from the first on and with none left out")
    return asked
