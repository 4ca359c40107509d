"""The release plan where only means were delivered: cells and sums from a table, without people.

A mean with its n is a sum over people, as for answers. Which people belong to two characteristics at once is not known,
so the unknowns are the delivered sums themselves: everyone's is the sum of a characteristic's groups and of a rest that
has no name. Whether a group of one characteristic lies within a group of another cannot be seen, nor whether nearly
everyone gave the same answer, unless there is no spread at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.disclosure.reasons import ANSWERS, SMALL, SOURCE
from evaluatie.disclosure.sums import Sums
from evaluatie.disclosure.thresholds import primary
from evaluatie.evaluation.scored import Scores
from evaluatie.evaluation.section import EVERYONE
from evaluatie.study import TAKING_PART

if TYPE_CHECKING:
    from evaluatie.study import Study

Floats = NDArray[np.float64]


def delivered_cells(study: Study, policy: DisclosurePolicy) -> pd.DataFrame:
    """Lay out the cells of a study of which only means were delivered, and judge each by itself.

    Parameters
    ----------
    study : Study
        The study, with aggregates.
    policy : DisclosurePolicy
        The thresholds.

    Returns
    -------
    pandas.DataFrame
        One row per outcome x wave x characteristic x level that was delivered: ``outcome``, ``waves``,
        ``characteristic``, ``level``, ``n`` (float; missing where it was withheld), ``share`` (1 where there is no
        spread, else missing) and ``reason``.
    """
    rows = study.aggregates
    if rows is None:
        raise ValueError("a study with answers: its cells are counted from people")
    scored = rows[rows["outcome"] != TAKING_PART]
    cells = pd.DataFrame(
        {
            "outcome": scored["outcome"].to_numpy(dtype=object),
            "waves": pd.Series([(wave,) for wave in scored["wave"]], dtype="object"),
            "characteristic": scored["characteristic"].to_numpy(dtype=object),
            "level": scored["level"].to_numpy(dtype=object),
            "n": scored["n"].to_numpy(dtype=float, na_value=np.nan),
            "share": np.where(scored["sd"] == 0, 1.0, np.nan),
            "withheld": scored["withheld"].to_numpy(dtype=bool),
        }
    )
    cells = pd.concat([_taking_part(study, rows), cells], ignore_index=True)
    cells["reason"] = primary(study, cells, policy)
    # what was withheld has no number of people that could be too small
    cells.loc[cells["withheld"] & ~cells["reason"].isin([SMALL, ANSWERS]), "reason"] = SOURCE
    return cells.drop(columns="withheld")


def _taking_part(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """Lay out the cells about taking part: counted where that was delivered, else the most who have some score."""
    scores = Scores(study)
    made = []
    about = [rows[name].astype(str) for name in ("wave", "characteristic", "level")]
    for group in dict.fromkeys(zip(*about, strict=True)):
        found = rows[(about[0] == group[0]) & (about[1] == group[1]) & (about[2] == group[2])]
        counted = found[found["outcome"] == TAKING_PART] if scores.counted(*group) else found
        unknown = bool(counted["n"].isna().all())
        n = np.nan if unknown else float(scores.respondents(*group))
        made.append((TAKING_PART, group[:1], *group[1:], n, np.nan, unknown))
    columns = ["outcome", "waves", "characteristic", "level", "n", "share", "withheld"]
    return pd.DataFrame(made, columns=columns)


def delivered_sums(cells: pd.DataFrame, minimum: int) -> Sums:
    """Set up the sums of one outcome of which only means were delivered.

    Parameters
    ----------
    cells : pandas.DataFrame
        The outcome's cells: ``waves``, ``characteristic``, ``level`` and ``n``.
    minimum : int
        Fewest people about whom a figure may be found.

    Returns
    -------
    Sums
        With the unknowns in the order of the cells. Not to be found, beside hidden cells, are the few of a
        characteristic together, and the few who belong to everyone and to no group. Known is that groups make everyone,
        wherever they may.
    """
    cells = cells.reset_index(drop=True)
    n = cells["n"].to_numpy(dtype=float)
    unit = np.eye(len(cells))
    others: list[Floats] = []
    apart: list[bool] = []
    known: list[Floats] = []
    for everyone, parts in _families(cells):
        parts = parts[~(n[parts] == 0)]
        whole = unit[everyone] - unit[parts].sum(axis=0)
        rest = max(n[everyone] - np.nansum(n[parts]), 0.0)
        # of whom nothing is told may be all of the rest; then nobody is left
        exhausted = bool(np.isnan(n[parts]).any() or np.isnan(rest) or rest == 0)
        if exhausted:
            known.append(whole)
        few = [part for part in parts if not n[part] >= minimum]
        together = [unit[part] for part in few]
        if not exhausted and rest < minimum:
            others.append(whole)
            apart.append(True)
            together.append(whole)
        if len(together) > 1 and np.nansum(n[few]) + rest < minimum:
            others.append(np.sum(together, axis=0))
            apart.append(False)
    rows = [np.array(of, dtype=float).reshape(-1, len(cells)) for of in (others, known)]
    return Sums(unit, rows[0], np.array(apart, dtype=bool), rows[1])


def _families(cells: pd.DataFrame) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Go through the characteristics at each wave: the place of everyone, and those of the groups."""
    for _, at_wave in cells.groupby("waves", sort=False):
        everyone = at_wave.index[at_wave["characteristic"] == EVERYONE]
        for characteristic, parts in at_wave.groupby("characteristic", sort=False):
            if characteristic != EVERYONE and len(everyone):
                yield int(everyone[0]), parts.index.to_numpy()
