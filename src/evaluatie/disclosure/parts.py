"""Which parts of a group may be shown: the release plan's word on fields, bands of answers and the like.

A part of a group is a group as well: too few people in it, or nearly all of the group, and it is hidden, with what
would give it away. How many people of a group are in any part at all is taken to be known where the group is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from evaluatie.disclosure.numbers import Numbers
from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.disclosure.reasons import COMPLEMENT, SMALL, UNIFORM
from evaluatie.disclosure.sums import numbered_alike
from evaluatie.disclosure.suppression import Flags, hide_until_safe
from evaluatie.evaluation.columns import DOSED, INTERVENED, Columns, columns_of
from evaluatie.evaluation.partitions import Partition, partitions_of
from evaluatie.evaluation.section import EVERYONE
from evaluatie.study import TAKING_PART

if TYPE_CHECKING:
    from evaluatie.study import Study

Floats = NDArray[np.float64]
Group = tuple[tuple[str, ...], str, str]
COLUMNS = ("outcome", "waves", "characteristic", "level", "part", "n", "reason")


def part_cells(study: Study, plan: pd.DataFrame, policy: DisclosurePolicy) -> pd.DataFrame:
    """Judge every part of every group.

    Parameters
    ----------
    study : Study
        The study.
    plan : pandas.DataFrame
        The plan's cells about people, all decided upon.
    policy : DisclosurePolicy
        The thresholds.

    Returns
    -------
    pandas.DataFrame
        One row per partition x waves x group x part: ``outcome`` (the partition's name), ``waves``, ``characteristic``,
        ``level``, ``part``, ``n`` and ``reason``.
    """
    taking_part = plan[plan["outcome"] == TAKING_PART]
    hidden = taking_part[taking_part["reason"].notna()]
    groups = set(zip(hidden["waves"], hidden["characteristic"], hidden["level"], strict=True))
    found = [
        row
        for partition in partitions_of(study).values()
        for waves in partition.bases
        for row in _judged(study, partition, waves, lambda group: group not in groups, policy)
    ]
    return pd.DataFrame(found, columns=list(COLUMNS))


def _judged(
    study: Study,
    partition: Partition,
    waves: tuple[str, ...],
    shown: Callable[[Group], bool],
    policy: DisclosurePolicy,
) -> Iterator[tuple[str, tuple[str, ...], str, str, str, int, str | None]]:
    """Count the parts of every group at a wave, or of the same people at two, and hide what has to be.

    Waves are apart: who was in which part at another wave nobody knows who does not know the answers.
    """
    groups, sizes, figures, wholes = _counted(columns_of(study), partition, waves)
    parts, least = len(partition.parts), policy.minimum_group
    counts = (figures @ sizes).reshape(len(groups), parts).round().astype(np.intp)
    whole = counts.sum(axis=1)
    open_ = np.array([shown(group) for group in groups]) & ~((whole > 0) & (whole < least))
    uniform = counts >= policy.dominance * np.maximum(whole, 1)[:, None]
    small = (counts > 0) & (counts < least)
    # where nearly all are in one part, the others tell that by being empty
    asked = [[(partition.name, *group, part) in study.hidden for part in partition.parts] for group in groups]
    hidden = ~open_[:, None] | small | uniform.any(axis=1)[:, None] | np.array(asked, dtype=bool)
    sensitive = (hidden & ((counts > 0) | uniform.any(axis=1)[:, None])).ravel()
    families = [*_within(groups, parts), *_across(groups, parts)]
    targets = [*figures[sensitive & figures.any(axis=1)]]
    targets += [*_together(figures, counts.ravel(), hidden.ravel(), families, least), *_between(figures, sizes, least)]
    also = np.zeros(hidden.size, dtype=bool)
    if hidden.any() or targets:
        # the solver takes a while to import, and many partitions need none
        from evaluatie.disclosure.choosing import made_safe, still_needed

        # who sees that nobody is in a part of a group knows it of every smaller group within it
        nobody = figures[(~hidden & (counts == 0)).ravel()].any(axis=0)
        known = np.vstack([wholes[open_ & (whole > 0)], np.eye(len(sizes))[nobody]])
        worth = _worth(groups, counts).ravel()
        if targets:
            also[list(hide_until_safe(figures, ~hidden.ravel(), np.array(targets), worth, known))] = True
        away = hidden.ravel() | also
        numbers = Numbers(
            csr_array(figures), counts.ravel().astype(float), np.full(hidden.size, np.inf), csr_array(known),
            known @ sizes, list(_across(groups, parts)), np.arange(hidden.size)[None, :], least,
            max(policy.protection, least),
        )  # fmt: skip
        safe = made_safe([numbers], away, [worth], away)
        also |= still_needed([numbers], away, worth, away, safe) & ~away
    reasons = np.where(uniform, UNIFORM, np.where(np.array(asked, dtype=bool), COMPLEMENT, SMALL)).astype(object)
    reasons[~hidden] = None
    reasons[also.reshape(hidden.shape)] = COMPLEMENT
    for (basis, name, level), own, why in zip(groups, counts, reasons, strict=True):
        for part, n, reason in zip(partition.parts, own, why, strict=True):
            yield partition.name, basis, name, level, part, int(n), reason


class _Counted(NamedTuple):
    """The parts of groups as sums over people who belong to the same groups and the same part.

    `sizes` has shape (unknowns,), `figures` (groups x parts, unknowns) and `wholes` (groups, unknowns).
    """

    groups: list[Group]
    sizes: Floats
    figures: Floats
    wholes: Floats


def _counted(columns: Columns, partition: Partition, waves: tuple[str, ...]) -> _Counted:
    """Count by classes of people; a team is never among the groups.

    Every class may have people in every part: that nobody is in one is not known beforehand.
    """
    rows = columns.rows(waves[0])
    rows = rows[partition.codes[rows] >= 0]
    of = {name: levels for name, levels in columns.groups.items() if name == EVERYONE or _shown_for(partition, name)}
    groups: list[Group] = [(waves, name, level) for name, (_, levels) in of.items() for level in levels]
    table = np.column_stack([codes[rows] for codes, _ in of.values()])
    classes = numbered_alike(table)
    first = np.unique(classes, return_index=True)[1]
    members = np.array(
        [table[first, column] == code for column, (_, levels) in enumerate(of.values()) for code in range(len(levels))]
    ).reshape(len(groups), len(first))
    parts = len(partition.parts)
    sizes = np.bincount(classes * parts + partition.codes[rows], minlength=len(first) * parts)
    figures = np.kron(members, np.eye(parts))
    return _Counted(groups, sizes.astype(float), figures, np.kron(members, np.ones((1, parts))))


def _shown_for(partition: Partition, name: str) -> bool:
    return partition.by_group and name not in ("unit", INTERVENED, DOSED)


def _within(groups: list[Group], parts: int) -> Iterator[NDArray[np.intp]]:
    """Go through the parts of each group, by their places among all cells."""
    return (np.arange(at * parts, (at + 1) * parts) for at in range(len(groups)))


def _across(groups: list[Group], parts: int) -> Iterator[NDArray[np.intp]]:
    """Go through the groups of each characteristic at a wave, for each part."""
    families: dict[tuple[tuple[str, ...], str], list[int]] = {}
    for at, (waves, name, _) in enumerate(groups):
        families.setdefault((waves, name), []).append(at)
    return (np.array(of) * parts + part for of in families.values() for part in range(parts))


def _together(
    figures: NDArray[np.float64],
    counts: NDArray[np.intp],
    hidden: Flags,
    families: list[NDArray[np.intp]],
    minimum: int,
) -> Iterator[Floats]:
    """Take the hidden cells of a family together, where together they are few."""
    for family in families:
        away = family[hidden[family]]
        if len(away) > 1 and 0 < counts[away].sum() < minimum:
            yield figures[away].sum(axis=0)


def _between(figures: Floats, sizes: Floats, minimum: int) -> Iterator[Floats]:
    """Take the few people by whom the part of a group is larger than that of another group within it."""
    inside = np.unique(figures, axis=0)
    shared, people = (inside * sizes) @ inside.T, inside @ sizes
    more = people[:, None] - people[None, :]
    nested = (shared == people[None, :]) & (more > 0) & (more < minimum) & (people[None, :] > 0)
    for large, small in np.argwhere(nested):
        yield inside[large] - inside[small]


def _worth(groups: list[Group], counts: NDArray[np.intp]) -> Floats:
    """Say what is given up last: that nobody is in a part, everyone, named groups, larger parts."""
    everyone = np.array([name == EVERYONE for _, name, _ in groups])
    named = np.array([level not in ("unknown", "other") for _, _, level in groups])
    worth: Floats = (1e9 * everyone + 1e8 * named)[:, None] + 1e10 * (counts == 0) + counts
    return worth
