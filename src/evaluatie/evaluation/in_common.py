"""What people of one unit have in common in a study, over all of its outcomes: for where units are few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from evaluatie.effects.few_teams import (
    FEWEST_TEAMS,
    Common,
    effective_teams,
    intraclass,
    intraclass_of_change,
    large_teams,
    least_protecting,
    pooled,
    whole_teams,
)
from evaluatie.evaluation.columns import INTERVENED, Codes, Columns
from evaluatie.evaluation.section import EVERYONE
from evaluatie.result import NotEnoughData

Found = tuple[float, int]
#: What it is rounded up to a whole number of: changes vary less, and would be lost in so coarse a step as scores have
STEP, STEP_OF_CHANGES = 0.05, 0.005
#: Where units hardly differ, each lies close to the mean of all. The number leaves it open within so much of the scale,
#: as ``mean_protection`` of the policy asks for the mean of a hidden group
PROTECTION = 0.20
#: An outcome of which others tell so much is made of them
_MADE_OF_OTHERS = 0.99


@dataclass(frozen=True)
class InCommon:
    """What people of one unit have in common: of scores at a wave, and of changes.

    Attributes
    ----------
    scores, changes : Common or None
        None where fewer than four outcomes, or fewer than three units of ten people, tell of it.
    """

    scores: Common | None
    changes: Common | None


@lru_cache(maxsize=8)
def in_common(columns: Columns) -> InCommon:
    """Say what people of one unit have in common, over all outcomes and waves.

    Parameters
    ----------
    columns : Columns
        The survey.

    Returns
    -------
    InCommon
        One number for all scores and one for all changes, whatever the outcome and the group: with one for each, they
        would tell how single units answered. What units with and without interventions differ by is no part of that
        of changes.
    """
    if "unit" not in columns.groups:
        return InCommon(None, None)
    teams, outcomes = _effective(columns, columns.units), _not_made_of_others(columns)
    of_scores, of_changes = (
        {outcome: _over_waves(told) for outcome in outcomes if (told := list(found(columns, outcome)))}
        for found in (_of_scores, _of_changes)
    )
    return InCommon(
        _pooled(columns, of_scores, teams, STEP, 1), _pooled(columns, of_changes, teams, STEP_OF_CHANGES, 2)
    )


def changes_in_common(columns: Columns, characteristic: str = EVERYONE, level: str = EVERYONE) -> Common | None:
    """Say what changes of people of one unit have in common, for a figure about a group.

    Parameters
    ----------
    columns : Columns
        The survey.
    characteristic, level : str
        The group. Where whole units had interventions, the number of units of who had, and of who had none, is that of
        these; other groups are taken to be spread over units as everyone is, since how they are is told to nobody.

    Returns
    -------
    Common or None
        As :func:`in_common` gives it.
    """
    found = in_common(columns).changes
    if found is None or characteristic != INTERVENED:
        return found
    codes, names = columns.groups[INTERVENED]
    if not whole_teams(columns.units, codes):
        return found
    side = codes == (names.index(level) if level in names else -1)
    return replace(found, teams=_effective(columns, np.where(side, columns.units, -1)))


def _pooled(columns: Columns, found: Mapping[str, Found], teams: float, step: float, waves: int) -> Common | None:
    """Take outcomes together; a change varies as the answers at both of its waves do."""
    if not found:
        return None
    reach = {outcome: columns.apart[outcome] for outcome in found}
    spread = np.mean([waves * np.nanvar(columns.scores[outcome] / reach[outcome], ddof=1) for outcome in found])
    least = least_protecting(min(df for _, df in found.values()), len(found), float(spread), PROTECTION)
    return pooled(list(found.values()), teams, step, least)


def _not_made_of_others(columns: Columns) -> list[str]:
    """Give the outcomes that are apart, but for those that are sums of others, as delivered totals may be."""
    kept: list[str] = []
    for outcome in columns.apart:
        known = ~np.isnan([columns.scores[each] for each in (*kept, outcome)]).any(axis=0)
        own = columns.scores[outcome][known]
        design = np.column_stack([np.ones(len(own)), *(columns.scores[each][known] for each in kept)])
        if len(own) <= design.shape[1] or not own.var() > 0:
            continue
        left = own - design @ np.linalg.lstsq(design, own, rcond=None)[0]
        if left.var() > (1 - _MADE_OF_OTHERS) * own.var():
            kept.append(outcome)
    return kept


def _effective(columns: Columns, units: Codes) -> float:
    """Give the least effective number of units of any wave that tells of them.

    Units that came later tell nothing of earlier ones; a wave without three units of ten people tells nothing at all.
    """
    waves = [columns.rows(wave) for wave in columns.waves]
    telling = [rows for rows in waves if len(large_teams(columns.units[rows])) >= FEWEST_TEAMS]
    return min((effective_teams(units[rows]) for rows in telling), default=1.0)


def _of_scores(columns: Columns, outcome: str) -> Iterator[Found]:
    for wave in columns.waves:
        rows = columns.rows(wave)
        known = rows[~np.isnan(columns.scores[outcome][rows])]
        with suppress(NotEnoughData):
            yield intraclass(columns.scores[outcome][known], columns.units[known])


def _of_changes(columns: Columns, outcome: str) -> Iterator[Found]:
    scores = columns.scores[outcome]
    for wave in columns.waves[1:]:
        first, last = columns.everyone((columns.waves[0], wave))
        rows = np.where(first >= 0, first, last)
        pre, post = (np.where(at >= 0, scores[at], np.nan) for at in (first, last))
        arms = columns.groups[INTERVENED].codes[rows] if INTERVENED in columns.groups else None
        with suppress(NotEnoughData):
            yield intraclass_of_change(pre, post, columns.units[rows], arms)


def _over_waves(found: Sequence[Found]) -> Found:
    return float(np.mean([icc for icc, _ in found])), min(df for _, df in found)
