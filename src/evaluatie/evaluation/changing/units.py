"""Units in comparisons: when people of one count as alike, and when a figure would be about a single one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np

from evaluatie.effects.clustered import FEWEST_CLUSTERS
from evaluatie.effects.few_teams import whole_teams
from evaluatie.evaluation.columns import DOSED, INTERVENED, Codes
from evaluatie.evaluation.exposed import BANDS, exposed_of
from evaluatie.evaluation.scored import Scores


def clusters(scores: Scores) -> str | None:
    """Name the column of units, where people of one count as alike in a comparison by who took part.

    They do where whole units took part, by a file of units or by what one of persons comes down to, and else where
    there are units enough.
    """
    exposed, groups = exposed_of(scores.study), scores.columns.groups
    if exposed is None or "unit" not in groups:
        return None
    units = groups["unit"]
    dosed = ~np.isnan(exposed.dose)
    whole = len(np.unique(units.codes[dosed])) > 1 and whole_teams(units.codes[dosed], exposed.dose[dosed])
    known = len(set(units.names) - {"unknown"})
    return "unit" if exposed.by == "unit" or whole or known >= FEWEST_CLUSTERS else None


def single_unit(scores: Scores, characteristic: str, levels: Iterable[str]) -> bool:
    """Say whether a level of a characteristic is of one unit only, at a wave or among the linked people.

    It would be about the unit's manager, which takes the works council's word.
    """
    if scores.study.config.works_council.consent or "unit" not in scores.columns.groups:
        return False
    return any(len(units) == 1 for level in levels for units in _units_of(scores, characteristic, level))


def single_between(scores: Scores) -> bool:
    """Say whether bands of taking part and the sides of a comparison differ by one unit: subtraction would tell it."""
    groups = scores.columns.groups
    if scores.study.config.works_council.consent or not {"unit", DOSED, INTERVENED} <= groups.keys():
        return False
    bands, sides = (
        [set().union(*_units_of(scores, name, level)) for level in levels]
        for name, levels in ((DOSED, BANDS), (INTERVENED, ("with", "without")))
    )
    unions = [set().union(*chosen) for size in range(1, len(bands) + 1) for chosen in combinations(bands, size)]
    return any(len(one ^ other) == 1 for one in unions for other in sides if one and other)


def _units_of(scores: Scores, characteristic: str, level: str) -> Iterator[set[int]]:
    """Give the units of a level's people: at each wave, and of those who answered at the first and a later one."""
    columns, waves = scores.columns, scores.study.waves
    units = columns.groups["unit"].codes
    at = {wave: columns.rows(wave, characteristic, level) for wave in waves}
    for rows in at.values():
        yield set(units[rows].tolist())
    for later in waves[1:]:
        yield set(units[_linked(columns.who, at[waves[0]], at[later])].tolist())


def _linked(who: Codes, first: Codes, later: Codes) -> Codes:
    return first[np.isin(who[first], who[later])]
