"""Does a scale mean the same everywhere? Measurement invariance over groups and over waves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial as partial_function

import pandas as pd

from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.fitted import CfaFit
from evaluatie.scales.factor.fitting import Estimator, Missing, fit_terms
from evaluatie.scales.factor.shifts import group_shifts, wave_shifts
from evaluatie.scales.factor.steps import EQUAL, LEVELS, Invariance, Rules, Steps
from evaluatie.scales.factor.syntax import items_of, parse
from evaluatie.scales.factor.waves import beside_each_other, over_time, without_wave


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
        The column with the groups; the first one in the data is the reference.
    levels : sequence of str
        Which of "configural" (the same items measure the same factors), "metric" (equal loadings), "scalar" (and equal
        intercepts) and "strict" (and equal residual variances), in this order.
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
    if group not in data.columns:
        raise ModelError(f"There is no column {group} with the groups.")
    named = data[group].astype("string")
    answers = data[[name for name in items_of(terms) if name in data.columns]]
    usable = answers.notna().all(axis=1) if missing == "listwise" else answers.notna().any(axis=1)
    sizes = {str(name): int((usable & (named == name)).sum()) for name in pd.unique(named.dropna())}

    def fit(level: str, released: Collection[str]) -> CfaFit:
        equal = EQUAL[level]
        return fit_terms(terms, data, estimator=estimator, missing=missing, group=group, equal=equal, partial=released)

    rule = Rules.named(rules, sizes, fewest)
    return Steps(fit, _checked(levels), tuple(partial), rule, sizes, group_shifts, str).answered()


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
        Columns that say who, and when; waves in the order of the data, of which the first is the reference.
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
    wide, waves = beside_each_other(data, terms, respondent, wave)
    people = int(wide.notna().all(axis=1).sum()) if missing == "listwise" else len(wide)

    def fit(level: str, released: Collection[str]) -> CfaFit:
        return fit_terms(over_time(terms, waves, level, released), wide, estimator=estimator, missing=missing)

    rule = Rules.named(rules, {"all": people}, fewest)
    shifts = partial_function(wave_shifts, terms=terms, waves=waves)
    return Steps(fit, _checked(levels), tuple(partial), rule, {"all": people}, shifts, without_wave).answered()


def _checked(levels: Sequence[str]) -> tuple[str, ...]:
    if not levels or list(levels) != [level for level in LEVELS if level in levels]:
        raise ModelError(f"levels: some of {', '.join(LEVELS)}, in this order")
    return tuple(levels)
