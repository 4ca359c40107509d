"""Which numbers of absent people may be shown: the part of the release plan about who left, joined or stayed silent.

Every number is a sum over ways of standing at the waves (answered, silent, out, unknown), and so is every number of
people who answered. Numbers per group and per outcome need no unknowns of their own. Someone may be in any group
whatever their absence, so an equation that holds must hold for the people of each group apart, and there the numbers
of other groups are nought; the same goes for who left an outcome open. docs/methods.md gives the argument.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.disclosure.reasons import COMPLEMENT, SMALL
from evaluatie.disclosure.sums import wave_bases
from evaluatie.disclosure.suppression import hide_until_safe
from evaluatie.evaluation.section import EVERYONE
from evaluatie.evaluation.standings import ABSENCE, Pair, Standings, kinds, pairs, standings, untold
from evaluatie.study import TAKING_PART

if TYPE_CHECKING:
    from evaluatie.study import Study

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]
Waves = tuple[str, ...]

# What is given up first. Who left and who stayed silent after the first wave is what a reader of a change must know.
_GIVEN_UP = (
    "unknown_first", "unknown_last", "once", "never", "employed", "joined", "silent_first", "left", "silent_last",
    "employed_both", "employed_last", "employed_first",
)  # fmt: skip


def absence_cells(study: Study, plan: pd.DataFrame, policy: DisclosurePolicy) -> pd.DataFrame:
    """Judge every number of absent people.

    Parameters
    ----------
    study : Study
        The study.
    plan : pandas.DataFrame
        The plan's cells about people who answered, all decided upon.
    policy : DisclosurePolicy
        The thresholds.

    Returns
    -------
    pandas.DataFrame
        One row per pair of waves x kind: ``waves``, ``characteristic``, ``level``, ``n``, ``share`` and ``reason``.
        No rows where absences cannot be told apart.
    """
    told = [pair for pair in pairs(study) if untold(study, pair) is None]
    people = standings(study) if told else None
    rows = [
        (pair, ABSENCE, kind, people.count(people.among(pair, stands)), np.nan)
        for pair in told
        for kind, stands in kinds(study).items()
        if people is not None
    ]
    cells = pd.DataFrame(rows, columns=["waves", "characteristic", "level", "n", "share"])
    cells["reason"] = pd.Series(None, index=cells.index, dtype="object")
    if people is None:
        return cells
    known = _known(plan, study.waves[0])
    if study.linking != "unlinked":
        # where a number of respondents or of the linked is hidden, absences could tell it
        told = [pair for pair in told if {pair[:1], pair[1:], pair} <= known[0]]
        cells.loc[~cells["waves"].isin(told), "reason"] = COMPLEMENT
    asked = [(None, pair, ABSENCE, kind, None) in study.hidden for pair, _, kind, *_ in rows]
    cells.loc[np.array(asked, dtype=bool), "reason"] = COMPLEMENT
    cells.loc[cells["n"] < policy.minimum_group, "reason"] = SMALL
    cells.loc[_following(study, people, cells, known, policy.minimum_group), "reason"] = COMPLEMENT
    return cells


def _known(plan: pd.DataFrame, first: str) -> list[frozenset[Waves]]:
    """List what may be known of how many people answered when: first what is shown of everyone.

    In one group there is more than that where a number of the group is shown and that of everyone is not; and all who
    took part may have answered an outcome. There is less where a report does not give what it may, such as the number
    of people who are linked over two later waves: what would follow from that by itself is then worth hiding.
    """
    shown = plan[plan["reason"].isna()]
    sets = {key: frozenset(of["waves"]) for key, of in shown.groupby(["outcome", "characteristic", "level"])}
    everyone = sets.get((TAKING_PART, EVERYONE, EVERYONE), frozenset())
    families: dict[object, set[frozenset[Waves]]] = {}
    for (outcome, characteristic, _), waves in sets.items():
        if not waves <= everyone:
            families.setdefault(outcome if characteristic == EVERYONE else ("group", characteristic), set()).add(waves)
    known = {everyone, frozenset(waves for waves in everyone if len(waves) == 1 or first in waves)}
    for family in families.values():
        known |= {one | other for one in known for other in family}
    return [everyone, *sorted(known - {everyone}, key=sorted)]


def _following(
    study: Study, people: Standings, cells: pd.DataFrame, known: list[frozenset[Waves]], minimum: int
) -> list[int]:
    """List the rows to hide because a hidden number, or a few people, would follow from them."""
    stands = kinds(study)
    keys = zip(cells["waves"], cells["level"], strict=True)
    figures = np.array([people.among(pair, stands[kind]) for pair, kind in keys])
    answered = {waves: people.answered(waves) for waves in wave_bases(people.waves)}
    first = cells["reason"].isna().to_numpy()
    apart = [who for pair in dict.fromkeys(cells["waves"]) for who in _together(study, people, pair)]
    apart += _remainders(np.array([*figures, *answered.values()]))
    apart += [*np.eye(len(people.people), dtype=bool)]
    few = [who for who in apart if 0 < people.count(who) < minimum]
    targets = _floats([*figures[~first & (cells["n"] > 0).to_numpy()], *few], len(people.people))
    worth = 1e9 * cells["level"].map(_GIVEN_UP.index).to_numpy(dtype=float) + cells["n"].to_numpy(dtype=float)
    shown, left = first.copy(), -1
    while shown.sum() != left:
        left = shown.sum()
        for waves in known:
            rows = _floats([answered[basis] for basis in sorted(waves)], len(people.people))
            shown[list(hide_until_safe(figures.astype(float), shown, targets, worth, rows))] = False
    return [int(row) for row in cells.index[first & ~shown]]


def _together(study: Study, people: Standings, pair: Pair) -> Iterator[Flags]:
    """Take the absent together in every way: those of one kind, and of several."""
    ways = sorted(frozenset().union(*kinds(study).values()))
    apart = [who for way in ways if (who := people.among(pair, frozenset({way}))).any()]
    some = chain.from_iterable(combinations(apart, size) for size in range(1, len(apart) + 1))
    return (np.logical_or.reduce(chosen) for chosen in some)


def _remainders(numbers: Flags) -> Iterator[Flags]:
    """Take the people by whom a number is larger than another that lies within it."""
    for large in numbers:
        for small in numbers:
            if small.any() and not (small & ~large).any():
                yield large & ~small


def _floats(rows: list[Flags], width: int) -> Matrix:
    # people who stand alike at all waves always occur together: the same sum twice tells nothing more
    return np.unique(np.array(rows, dtype=float).reshape(-1, width), axis=0)
