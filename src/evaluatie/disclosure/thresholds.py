"""What is hidden for itself: how many people belong to a group, how many of them answered, and how alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.disclosure.reasons import ANSWERS, DF, RESPONSE, SMALL, UNIFORM
from evaluatie.evaluation.section import EVERYONE, Analysis
from evaluatie.study import TAKING_PART

if TYPE_CHECKING:
    from evaluatie.disclosure.policy import DisclosurePolicy
    from evaluatie.study import Study

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Group = tuple[str, str, str]
_ALL = (EVERYONE, EVERYONE)


def primary(study: Study, cells: pd.DataFrame, policy: DisclosurePolicy) -> pd.Series:
    """Judge every cell by itself.

    Parameters
    ----------
    study : Study
        The study, for how many people belong to a group.
    cells : pandas.DataFrame
        The plan's cells: ``outcome``, ``waves``, ``characteristic``, ``level``, ``n`` (missing where it is not known)
        and ``share`` with one answer.
    policy : DisclosurePolicy
        The thresholds.

    Returns
    -------
    pandas.Series
        Why a cell is hidden for itself, in the order of the cells; missing where it is not.
    """
    reason = pd.Series(None, index=cells.index, dtype="object")
    belonging, low = _coverage(study, cells, policy.minimum_response)
    n = cells["n"].to_numpy(dtype=float)
    reason[cells["share"] >= policy.dominance] = UNIFORM
    reason[low] = RESPONSE
    reason[n < policy.minimum_answers] = ANSWERS if policy.minimum_answers < policy.minimum_group else SMALL
    # where nobody knows how many people belong to a group, as many must have answered
    reason[np.where(np.isnan(belonging), n, belonging) < policy.minimum_group] = SMALL
    return reason


def too_few_df(analysis: Analysis, policy: DisclosurePolicy) -> str | None:
    """Say whether an analysis of people by a model leaves too few degrees of freedom; then nothing of it is shown.

    Its other terms would tell the one that has too few. Statistics without a standard error, such as the chi-square of
    a factor model, have degrees of freedom of another kind: they count equations, not people.
    """
    if policy.counted(analysis.method):
        return None
    estimates = [one for one in analysis.result.estimates() if one.se is not None and one.df is not None]
    left = [one.df for one in estimates]
    if policy.by_units(analysis.method):
        # beside people, such an analysis may count units; without people it is their groups that decide
        people = max((one.n for one in estimates if one.n is not None), default=None)
        left = [] if people is None else [people - len(estimates)]
    return DF if any(df is not None and df < policy.minimum_df for df in left) else None


def people_in(study: Study) -> dict[Group, float]:
    """Give how many people belong to a group at a wave, by wave, characteristic and level, wherever that is known.

    Of everyone these are the people who were invited, or else were employed; of a group those who were employed.
    """
    known: dict[Group, float] = {}
    if study.population is not None:
        about = [study.population[name].astype(str) for name in ("wave", "characteristic", "level")]
        known.update(zip(zip(*about, strict=True), study.population["n"].astype(float), strict=True))
    known.update({(wave.id, *_ALL): float(wave.invited) for wave in study.config.waves if wave.invited is not None})
    return known


def _coverage(study: Study, cells: pd.DataFrame, least: float) -> tuple[Floats, Flags]:
    """Give per cell how many people belong to it, and whether too small a share of them answered.

    Where too few of the organisation answered at a wave, nothing of that wave is shown but that very number of people:
    how many answered is no answer, and the reader must know it.
    """
    known = people_in(study)
    low = _low(known, cells, least) if least > 0 else frozenset[Group]()
    rows = zip(cells["waves"], cells["characteristic"], cells["level"], strict=True)
    groups = [[(wave, name, level) for wave in waves] for waves, name, level in rows]
    # not known at one of two waves is not known
    belonging = np.array([np.min([known.get(one, np.nan) for one in group]) for group in groups], dtype=float)
    below = np.array([any(one in low or (one[0], *_ALL) in low for one in group) for group in groups], dtype=bool)
    counts = (cells["outcome"] == TAKING_PART).to_numpy() & (cells["characteristic"] == EVERYONE).to_numpy()
    return belonging, below & ~counts


def _low(known: Mapping[Group, float], cells: pd.DataFrame, least: float) -> frozenset[Group]:
    """List the groups at a wave of whom too small a share answered."""
    there = cells[(cells["outcome"] == TAKING_PART) & (cells["waves"].map(len) == 1)]
    rows = zip(there["waves"], there["characteristic"], there["level"], there["n"].astype(float), strict=True)
    return frozenset(
        (wave, name, level)
        for (wave,), name, level, n in rows
        # a share that is just what is asked for must not fail by the last bit
        if n < least * known.get((wave, name, level), 0.0) - 1e-9
    )
