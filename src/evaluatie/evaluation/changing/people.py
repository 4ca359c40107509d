"""Everyone who answered at one of two waves, a row each: what is estimated from people rather than from answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluatie.effects.clustered import Teams
from evaluatie.evaluation.changing.keys import Pair
from evaluatie.evaluation.columns import INTERVENED, Codes, Columns, Floats, columns_of
from evaluatie.evaluation.comparability import comparable
from evaluatie.evaluation.scored import fewest
from evaluatie.evaluation.standings import Flags, employed_at_both

if TYPE_CHECKING:
    from evaluatie.study import Study


@dataclass(frozen=True, eq=False)
class People:
    """Everyone who answered at one of two waves; without links everyone answered once.

    Attributes
    ----------
    columns : Columns
        The survey.
    first, last : array of int, shape (people,)
        Each one's row of the survey at both waves, -1 for none.
    employed : array of bool, shape (people,), or None
        Who was employed at both waves; None where that is not known.
    """

    columns: Columns
    first: Codes
    last: Codes
    employed: Flags | None

    @property
    def any_row(self) -> Codes:
        """A row of each: that of the first wave, else of the last."""
        return np.where(self.first >= 0, self.first, self.last)

    def scores(self, outcome: str) -> tuple[Floats, Floats]:
        """Give everyone's scores at both waves, NaN where there is none."""
        return _at(self.columns.scores[outcome], self.first), _at(self.columns.scores[outcome], self.last)

    @property
    def teams(self) -> Teams | None:
        """Everyone's unit, and whether it had interventions where the plan names a comparison; None without units."""
        groups, rows = self.columns.groups, self.any_row
        if "unit" not in groups:
            return None
        return Teams(self.columns.units[rows], groups[INTERVENED].codes[rows] if INTERVENED in groups else None)

    def levels(self, characteristic: str) -> pd.Series:
        """Give everyone's group, as it was when they first answered."""
        codes, names = self.columns.groups[characteristic]
        return pd.Series(pd.Categorical.from_codes(codes[self.any_row], pd.Index(names)))

    def among(self, chosen: Flags) -> People:
        """Give some of them."""
        employed = None if self.employed is None else self.employed[chosen]
        return People(self.columns, self.first[chosen], self.last[chosen], employed)


def _at(scores: Floats, rows: Codes) -> Floats:
    return np.where(rows >= 0, scores[rows], np.nan)


@lru_cache(maxsize=8)
def people_of(study: Study, pair: Pair) -> People:
    """Find everyone who answered at one of two waves.

    Parameters
    ----------
    study : Study
        A study with people's answers.
    pair : tuple of two str
        First and last wave.

    Returns
    -------
    People
        Those of the first wave in the survey's order, then those of the last wave only.
    """
    columns = columns_of(study)
    first, last = columns.everyone(pair)
    there = employed_at_both(study, pair)
    people = People(columns, first, last, None)
    return people if there is None else People(columns, first, last, there[people.any_row])


def covariates(study: Study, people: People, pair: Pair) -> tuple[Floats, tuple[str, ...]]:
    """Give characteristics of people as numbers: 1 for each level but the most frequent one, 0 for the others.

    Parameters
    ----------
    study : Study
        The study.
    people : People
        Whose.
    pair : tuple of two str
        Characteristics by which people were grouped otherwise at one of these waves are left out.

    Returns
    -------
    tuple of ndarray of float, shape (people, levels), and tuple of str
        Columns and their names, ``origin=europa``, in the order of the study. Levels of few people at a wave are
        taken together with the most frequent one.
    """
    rows = people.any_row
    columns: list[Floats] = []
    names: list[str] = []
    for name in study.config.groups:
        if comparable(study, name, pair):
            codes, levels = people.columns.groups[name]
            kept = _dummies(people, codes, levels, fewest(study))
            columns += [(codes[rows] == number).astype(float) for number, _ in kept]
            names += [f"{name}={level}" for _, level in kept]
    return np.column_stack(columns) if columns else np.empty((len(rows), 0)), tuple(names)


def _dummies(people: People, codes: Codes, levels: tuple[str, ...], least: int) -> list[tuple[int, str]]:
    """Give the numbers of the levels that have a column, in the order of their names.

    Those with few people at a wave have none: with and without them, a figure would tell what they answered.
    """
    at_waves = [codes[rows[rows >= 0]] for rows in (people.first, people.last)]
    counts = np.array([np.bincount(found, minlength=len(levels)) for found in at_waves]).min(axis=0)
    frequent = [int(number) for number in np.argsort(-counts, kind="stable") if counts[number] >= least]
    return sorted(((number, levels[number]) for number in frequent[1:]), key=lambda found: found[1])
