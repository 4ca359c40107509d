"""Numbers of people that a section tells, by group, with how they add up: what may be shown is decided on these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from evaluatie.evaluation.section import ALL, EVERYONE, UNKNOWN, Group


@dataclass(frozen=True, eq=False)
class Ledger:
    """Numbers of people, by group.

    Attributes
    ----------
    outcome : str
        What they are about: the outcome of their cells.
    counts : pandas.DataFrame of int
        A row per group, its index ``(characteristic, level)`` with ``("all", "all")`` first; a column per number that
        is no sum of others.
    parts : dict of str to tuple of str
        What is told: each the sum of some columns.
    identities : list of dict of str to int
        Sums of columns, with these weights, that are zero in every group.
    within : list of tuple of str
        Parts that make up another one together, such as the years of a flow.
    references : dict of str to str
        The reference level of each characteristic.
    size : str or None
        The part that says how many people there are in a group at all.
    unprotected : frozenset of str
        Parts that tell nothing of anybody, such as exits of which no reason is known: they may follow from others.
    alike : list of tuple of str
        Parts that are shown of all groups of a characteristic or of none, such as rounded numbers, of which nobody
        knows how they add up.
    everyone_only : frozenset of str
        Parts that are shown of everyone, and of no group.
    untold : frozenset of str
        Parts that no section shows; the small ones must not follow from others.
    overlapping : bool
        Whether everyone is in one or several of the other parts than `size`.
    dominant : frozenset of str
        Parts that tell something of each where nearly all are in them, also of everyone.
    """

    outcome: str
    counts: pd.DataFrame
    parts: dict[str, tuple[str, ...]]
    identities: list[dict[str, int]] = field(default_factory=list)
    within: list[tuple[str, ...]] = field(default_factory=list)
    references: Mapping[str, str] = field(default_factory=dict)
    size: str | None = None
    unprotected: frozenset[str] = frozenset()
    alike: list[tuple[str, ...]] = field(default_factory=list)
    everyone_only: frozenset[str] = frozenset()
    untold: frozenset[str] = frozenset()
    overlapping: bool = False
    dominant: frozenset[str] = frozenset()

    def n(self, group: Group, part: str) -> int:
        """Give a number; nobody where there is no such group or part."""
        return self._numbers.get((group, part), 0)

    def known(self, characteristic: str, part: str) -> int:
        """Give the number of people of whom a characteristic is known."""
        return self.n(ALL, part) - self.n((characteristic, UNKNOWN), part)

    @cached_property
    def _numbers(self) -> dict[tuple[Group, str], int]:
        values = self.counts.to_numpy(dtype=np.int64)
        place = {name: at for at, name in enumerate(self.counts)}
        sums = {part: values[:, [place[name] for name in of]].sum(axis=1) for part, of in self.parts.items()}
        return {(group, part): int(n) for part, own in sums.items() for group, n in zip(self.groups, own, strict=True)}

    @property
    def groups(self) -> list[Group]:
        """The groups, everyone first."""
        return [(str(name), str(level)) for name, level in self.counts.index]

    def levels(self, characteristic: str) -> list[str]:
        """Give the levels of a characteristic."""
        return [level for name, level in self.counts.index if name == characteristic]

    @property
    def characteristics(self) -> list[str]:
        """The characteristics, without everyone."""
        return list(dict.fromkeys(name for name, _ in self.counts.index if name != EVERYONE))
