"""Which parts of a group may be shown: the release plan's word on fields, bands of answers and the like.

A part of a group is a group as well: too few people in it, or nearly all of the group, and it is hidden, with what
would give it away. How many people of a group are in any part at all is taken to be known where the group is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.disclosure.reasons import COMPLEMENT, SMALL, UNIFORM
from evaluatie.disclosure.sums import Classes
from evaluatie.disclosure.suppression import Flags, hide_until_safe
from evaluatie.evaluation.columns import Columns, Levels, columns_of
from evaluatie.evaluation.partitions import Partition, partitions_of
from evaluatie.evaluation.section import EVERYONE
from evaluatie.study import TAKING_PART

if TYPE_CHECKING:
    from evaluatie.study import Study

Group = tuple[tuple[str, ...], str, str]
PART = "part-of-answers"  # no group of a study can have a name with a hyphen
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
        One row per partition x wave x group x part: ``outcome`` (the partition's name), ``waves``, ``characteristic``,
        ``level``, ``part``, ``n`` and ``reason``.
    """
    taking_part = plan[plan["outcome"] == TAKING_PART]
    hidden = taking_part[taking_part["reason"].notna()]
    groups = set(zip(hidden["waves"], hidden["characteristic"], hidden["level"], strict=True))
    found = [
        row
        for partition in partitions_of(study).values()
        for wave in partition.waves
        for row in _judged(columns_of(study), partition, wave, lambda group: group not in groups, policy)
    ]
    return pd.DataFrame(found, columns=list(COLUMNS))


def _judged(
    columns: Columns, partition: Partition, wave: str, shown: Callable[[Group], bool], policy: DisclosurePolicy
) -> Iterator[tuple[str, tuple[str, ...], str, str, str, int, str | None]]:
    """Count the parts of every group at a wave, and hide what has to be.

    Waves are apart: who was in which part at another wave nobody knows who does not know the answers.
    """
    counted = _by_group(columns, partition, wave) if partition.by_group else _of_everyone(columns, partition, wave)
    groups, counts, figures = counted.groups, counted.counts, counted.figures
    whole = counts.sum(axis=1)
    open_ = np.array([shown(group) for group in groups])
    uniform = counts >= policy.dominance * np.maximum(whole, 1)[:, None]
    hidden = ~open_[:, None] | ((counts > 0) & (counts < policy.minimum_group)) | uniform
    families = [*_within(groups, len(partition.parts)), *_across(groups, len(partition.parts))]
    targets = [*figures[(hidden & (counts > 0)).ravel()]]
    targets += [*_together(figures, counts.ravel(), hidden.ravel(), families, policy.minimum_group)]
    also = np.zeros(hidden.size, dtype=bool)
    if targets:
        known = counted.wholes[open_ & (whole > 0)]
        worth = _worth(groups, counts).ravel()
        also[list(hide_until_safe(figures, ~hidden.ravel(), np.array(targets), worth, known))] = True
    reasons = np.where(uniform & (counts >= policy.minimum_group), UNIFORM, SMALL).astype(object)
    reasons[~hidden] = None
    reasons[also.reshape(hidden.shape)] = COMPLEMENT
    for (waves, name, level), own, why in zip(groups, counts, reasons, strict=True):
        for part, n, reason in zip(partition.parts, own, why, strict=True):
            yield partition.name, waves, name, level, part, int(n), reason


class _Counted(NamedTuple):
    """The parts of groups as sums over people.

    `counts` has shape (groups, parts), `figures` (groups x parts, unknowns) and `wholes` (groups, unknowns).
    """

    groups: list[Group]
    counts: NDArray[np.intp]
    figures: NDArray[np.float64]
    wholes: NDArray[np.float64]


def _of_everyone(columns: Columns, partition: Partition, wave: str) -> _Counted:
    codes = partition.codes[columns.rows(wave)]
    parts = len(partition.parts)
    counts = np.bincount(codes[codes >= 0], minlength=parts)[None]
    return _Counted([((wave,), EVERYONE, EVERYONE)], counts, np.eye(parts), np.ones((1, parts)))


def _by_group(columns: Columns, partition: Partition, wave: str) -> _Counted:
    """Count by classes of people who belong to the same groups and the same part; a team is never among the groups."""
    of = {name: levels for name, levels in columns.groups.items() if name != "unit"}
    divided = replace(columns, groups={**of, PART: Levels(partition.codes, partition.parts)})
    classes = Classes(divided, (partition.codes >= 0) & (columns.wave == columns.waves.index(wave)))
    groups: list[Group] = [((wave,), name, level) for name, (_, levels) in of.items() for level in levels]
    members = np.array([classes.members(*group) for group in groups])
    parts = np.array([classes.members((wave,), PART, part) for part in partition.parts])
    who = members[:, None, :] & parts[None, :, :]
    # a number of people is the sum of the unknown sizes of its classes
    return _Counted(groups, (who * classes.people).sum(axis=2), who.reshape(-1, who.shape[2]) * 1.0, members * 1.0)


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
) -> Iterator[NDArray[np.float64]]:
    """Take the hidden cells of a family together, where together they are few."""
    for family in families:
        away = family[hidden[family]]
        if len(away) > 1 and 0 < counts[away].sum() < minimum:
            yield figures[away].sum(axis=0)


def _worth(groups: list[Group], counts: NDArray[np.intp]) -> NDArray[np.float64]:
    """Say what is given up last: everyone before groups, named groups before others, larger before smaller."""
    everyone = np.array([name == EVERYONE for _, name, _ in groups])
    named = np.array([level not in ("unknown", "other") for _, _, level in groups])
    worth: NDArray[np.float64] = (1e9 * everyone + 1e8 * named)[:, None] + counts
    return worth
