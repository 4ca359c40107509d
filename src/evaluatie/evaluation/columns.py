"""The survey as plain columns of numbers: a score per outcome, and a code for who answered, when, and in which group.

Long pseudonyms and names of groups are compared here, once per study; what follows selects and links by whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.effects.long_frame import TwoWaves, link_answers, places
from evaluatie.evaluation.exposed import exposed_of
from evaluatie.evaluation.section import EVERYONE
from evaluatie.scales import score
from evaluatie.study.codes import by_value, folded

if TYPE_CHECKING:
    from evaluatie.instruments import Instrument
    from evaluatie.study import Study

#: The characteristic of who had interventions and who had none. No group of a study can have a name with a hyphen.
INTERVENED = "interventions-group"
#: The characteristic of how much someone took part, by the file that tells it.
DOSED = "exposure-group"
#: Whom the questions of an instrument are about, where that is who leads
LEADER = "leader"
Codes = NDArray[np.intp]
Floats = NDArray[np.float64]


class Levels(NamedTuple):
    """The levels of a characteristic: of each row the number of its level, and their names by number."""

    codes: Codes
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Columns:
    """The survey's rows, one per respondent x wave, as columns of numbers.

    Attributes
    ----------
    waves : tuple of str
        All waves, in the order of time.
    wave : array of int, shape (rows,)
        Each row's wave, by its place in `waves`.
    who : array of int, shape (rows,)
        A number per respondent.
    groups : mapping of str to Levels
        Everyone (``"all"``), every group characteristic, ``"unit"`` where there are units, who had interventions where
        the plan names a comparison, and how much people took part where a file tells it; levels are numbered in the
        order of their first rows.
    scores : mapping of str to array of float, shape (rows,)
        Of each outcome the scores, NaN where there is none.
    apart : mapping of str to float
        The outcomes that share no items with each other and of which no figure per unit is told, as there is of what
        was measured about leaders; of each how many points its scale reaches over. A total is left out beside its
        parts.
    """

    waves: tuple[str, ...]
    wave: Codes
    who: Codes
    groups: Mapping[str, Levels]
    scores: Mapping[str, Floats]
    apart: Mapping[str, float]

    def rows(self, wave: str, characteristic: str = EVERYONE, level: str = EVERYONE) -> Codes:
        """Give the places of a group's rows at a wave, in the survey's order."""
        return self._rows.get((wave, characteristic, level), np.array([], dtype=np.intp))

    def answers(self, outcome: str, rows: Codes) -> Floats:
        """Give the known scores among some rows."""
        scores = self.scores[outcome][rows]
        return scores[~np.isnan(scores)]

    def two_waves(
        self, outcome: str, pair: tuple[str, str], characteristic: str = EVERYONE, level: str = EVERYONE
    ) -> TwoWaves:
        """Give a group's scores at two waves, linked by respondent: who is in the group at both is a pair."""
        first, last = (self.rows(wave, characteristic, level) for wave in pair)
        scores = self.scores[outcome]
        return link_answers(scores[first], scores[last], self.who[first], self.who[last])

    def everyone(self, pair: tuple[str, str]) -> tuple[Codes, Codes]:
        """Give the row at two waves, -1 for none, of everyone who answered at one of them.

        Those of the first wave in the survey's order, then those of the last wave only; without links all are apart.
        """
        first, last = (self.rows(wave) for wave in pair)
        place = places(self.who[first], self.who[last])
        also = np.where(place >= 0, last[place], -1) if len(last) else np.full(len(first), -1)
        new = np.ones(len(last), dtype=bool)
        new[place[place >= 0]] = False
        return np.concatenate([first, np.full(int(new.sum()), -1)]), np.concatenate([also, last[new]])

    @cached_property
    def units(self) -> Codes:
        """Each row's unit by its number; -1 where it is not known."""
        codes, names = self.groups["unit"]
        return np.where(codes == names.index("unknown"), -1, codes) if "unknown" in names else codes

    def linked(self, first: str, last: str) -> int:
        """Count the respondents of a wave who took part at another as well."""
        return int((places(self.who[self.rows(first)], self.who[self.rows(last)]) >= 0).sum())

    @cached_property
    def _rows(self) -> dict[tuple[str, str, str], Codes]:
        at = {wave: np.flatnonzero(self.wave == number) for number, wave in enumerate(self.waves)}
        return {
            (wave, characteristic, level): rows[codes[rows] == number]
            for characteristic, (codes, names) in self.groups.items()
            for number, level in enumerate(names)
            for wave, rows in at.items()
        }


@lru_cache(maxsize=4)
def columns_of(study: Study) -> Columns:
    """Lay the survey of a study out as columns.

    Parameters
    ----------
    study : Study
        A study with people's answers.

    Returns
    -------
    Columns

    Raises
    ------
    ValueError
        If a respondent answered more than once at a wave.
    """
    survey = study.survey
    who, _ = pd.factorize(survey["respondent"])
    wave = pd.Index(study.waves).get_indexer(pd.Index(survey["wave"]))
    if np.bincount(who * len(study.waves) + wave, minlength=1).max() > 1:
        raise ValueError("a respondent has more than one row at a wave of the survey")
    everyone = Levels(np.zeros(len(survey), dtype=np.intp), (EVERYONE,))
    named = [*study.config.groups, *(["unit"] if "unit" in survey else [])]
    groups = {EVERYONE: everyone, **{name: _levels(survey[name]) for name in named}}
    if study.config.plan.comparison is not None:
        groups[INTERVENED] = _levels(_intervened(study))
    exposed = exposed_of(study)
    if exposed is not None:
        groups[DOSED] = _levels(pd.Series(exposed.bands))
    return Columns(study.waves, wave, who, groups, _scores(study), _apart(study))


def _intervened(study: Study) -> pd.Series:
    """Say of each answer whether it came from where there were interventions; unknown without a unit or group."""
    comparison, groups = study.config.plan.comparison, study.config.groups
    exposed = exposed_of(study) if study.config.compares_exposure else None
    if exposed is not None:
        arm = np.where(exposed.reached, "with", "without")
        return pd.Series(np.where(np.isnan(exposed.dose), "unknown", arm), index=study.survey.index)
    if isinstance(comparison, str):
        levels, without = study.survey[comparison].astype(str), {groups[comparison].reference}
        known = levels.isin([groups[comparison].reference, *groups[comparison].focal])
    else:
        # study.yml may spell a unit otherwise than the answers do
        levels = by_value(study.survey["unit"], folded, "str")
        without = set(map(folded, comparison or ()))
        known = study.survey["unit"].notna()
    arm = np.where(levels.isin(without), "without", "with")
    return pd.Series(np.where(known, arm, "unknown"), index=study.survey.index)


def _apart(study: Study) -> dict[str, float]:
    """Give the outcomes that share no items, the smallest first, and of which no figure per unit is told."""
    taken: set[str] = set()
    kept = {}
    for outcome in sorted(study.outcomes, key=lambda one: len(one.items)):
        asked = study.instruments.get(str(outcome.instrument))
        about_leaders = asked is not None and asked.referent is not None and asked.referent.id == LEADER
        if about_leaders or not taken.isdisjoint(outcome.items):
            continue
        taken |= set(outcome.items)
        low, high = outcome.range
        kept[outcome.id] = float(high - low)
    return kept


def _levels(column: pd.Series) -> Levels:
    # who named no unit belongs to none: they are a group as well, of whom little may follow from the others
    codes, names = pd.factorize(column.astype(str).fillna("unknown"))
    return Levels(codes, tuple(names))


def _scores(study: Study) -> dict[str, Floats]:
    """Give the scores of every outcome: ready ones as they came, the others from the answers to items."""
    asked = dict.fromkeys(outcome.instrument for outcome in study.outcomes if outcome.source == "items")
    made = [_scored(study, study.instruments[str(instrument)]) for instrument in asked]
    from_items = {id_: scores for scored in made for id_, scores in scored.items()}
    return {
        outcome.id: from_items[outcome.id] if outcome.source == "items" else _floats(study.survey[outcome.id])
        for outcome in study.outcomes
    }


def _scored(study: Study, asked: Instrument) -> dict[str, Floats]:
    """Score an instrument by the range of answers that each wave had: reversed items are turned within it."""
    items = study.survey[list(asked.columns)]
    found = {f"{asked.id}.{scale.id}": np.full(len(items), np.nan) for scale in asked.scales}
    for wave in study.config.waves:
        at = (study.survey["wave"] == wave.id).to_numpy()
        scored = score(items[at], asked, response_range=study.config.survey.range_of(asked, wave))
        for id_, scores in found.items():
            scores[at] = scored[id_]
    return found


def _floats(column: pd.Series) -> Floats:
    floats: Floats = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return floats
