"""Which numbers of people of a ledger may be shown: the release plan's word on staff, selection and exit interviews.

The unknowns are the ledger's columns for every group; each number that is told is a sum of them. Identities (the stock
at the end of a year is that at its beginning, and who came, less who went) tie them, and the levels of a characteristic
are everyone together. First everyone is judged, then all groups. People of unknown group are no group: nobody's
characteristic is told by their number, and they are not protected against subtraction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import block_diag, csr_array, kron, vstack

from evaluatie.disclosure.choosing import made_safe
from evaluatie.disclosure.linked_sums import LinkedSums
from evaluatie.disclosure.parts import COLUMNS
from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.disclosure.reasons import COMPLEMENT, SMALL, UNIFORM
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import ALL, EVERYONE, OTHER, Group
from evaluatie.evaluation.study_ledgers import ledgers
from evaluatie.flows.careers import UNKNOWN

if TYPE_CHECKING:
    from evaluatie.study import Study

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Reasons = NDArray[np.object_]


def ledger_cells(study: Study, policy: DisclosurePolicy) -> pd.DataFrame:
    """Judge every number of a study's ledgers.

    Parameters
    ----------
    study : Study
        The study.
    policy : DisclosurePolicy
        The thresholds.

    Returns
    -------
    pandas.DataFrame
        Columns as those of :func:`evaluatie.disclosure.parts.part_cells`, a row per ledger x group x part; ``waves`` is
        empty: these numbers are of no measurement.
    """
    found = [row for ledger in ledgers(study) for row in _Judging(ledger, study, policy).rows()]
    return pd.DataFrame(found, columns=list(COLUMNS))


#: parts of which everybody sees who is in them
_SEEN = ("band:", "manager:")
#: parts about all interventions of a level
_LEVEL = "level_"
#: what a number over the whole period is worth, and how many there were at the beginning of a year
_WHOLE, _STOCK = 1e9, 5e8


class _Judging:
    """Judges one ledger."""

    def __init__(self, ledger: Ledger, study: Study, policy: DisclosurePolicy) -> None:
        self.ledger, self.policy = ledger, policy
        self.least = policy.minimum_group
        self.names = list(ledger.parts)
        self.groups: list[Group] = list(ledger.counts.index)
        self.columns = _Columns.of(ledger)
        self.counts = self.columns.counts @ self.columns.sums.T
        self.within = [np.array([self.names.index(part) for part in of]) for of in ledger.within]
        self.asked = {
            (characteristic, level, part)
            for outcome, waves, characteristic, level, part in study.hidden
            if outcome == ledger.outcome and not waves
        }

    def rows(self) -> Iterator[tuple[str, tuple[str, ...], str, str, str, int, str | None]]:
        """Give a row per group and part."""
        reasons = self._by_itself()
        # everyone first: what is hidden of everyone is not left to what must be hidden of groups
        everyone = [self.groups.index(ALL)]
        reasons[everyone] = self._judged(everyone, reasons[everyone])
        reasons = self._judged(range(len(self.groups)), reasons)
        for (name, level), own, why in zip(self.groups, self.counts, reasons, strict=True):
            for part, n, reason in zip(self.names, own, why, strict=True):
                yield self.ledger.outcome, (), name, level, part, int(n), reason

    def _by_itself(self) -> Reasons:
        """Say why each number is hidden whatever is shown beside it, shape (groups, parts)."""
        counts = self.counts
        reasons: Reasons = np.full(counts.shape, None, dtype=object)
        reasons[self._uniform()] = UNIFORM
        open_ = np.array([part in self.ledger.unprotected for part in self.names])
        reasons[(counts > 0) & (counts < self.least) & ~open_[None, :]] = SMALL
        if self.ledger.size is not None:
            # of a group of few nothing is told, whatever part of it
            few = counts[:, self.names.index(self.ledger.size)] < self.least
            reasons[few] = SMALL
        reasons[~self._sensitive] = None
        if self.ledger.size is not None:
            # a few people of unknown group are people all the same, though nothing is lost where their number follows
            reasons[few & ~self._sensitive] = SMALL
        asked = np.array([[(*group, part) in self.asked for part in self.names] for group in self.groups])
        reasons[asked & (reasons == None)] = COMPLEMENT  # noqa: E711 - elementwise
        whole = np.array([part in self.ledger.everyone_only for part in self.names])
        grouped = np.array([name != EVERYONE for name, _ in self.groups])
        reasons[grouped[:, None] & whole[None, :] & (reasons == None)] = COMPLEMENT  # noqa: E711 - elementwise
        self._hide_alike(reasons)
        return reasons

    def _hide_alike(self, reasons: Reasons) -> None:
        """Hide parts of all groups of a characteristic where one of the groups is hidden."""
        for parts in self.ledger.alike:
            at = [self.names.index(part) for part in parts]
            for name in self.ledger.characteristics:
                levels = [place for place, (of, _) in enumerate(self.groups) if of == name]
                block = reasons[np.ix_(levels, at)]
                if (block[self._sensitive[levels]] != None).any():  # noqa: E711 - elementwise
                    block[block == None] = COMPLEMENT  # noqa: E711 - elementwise
                    reasons[np.ix_(levels, at)] = block

    @cached_property
    def _sensitive(self) -> Flags:
        return np.array([level != UNKNOWN for _, level in self.groups])

    def _uniform(self) -> Flags:
        """Find where nearly all of whom a number is are of one focal level: it would tell of each what they are."""
        whole = self.counts[self.groups.index(ALL)]
        references = self.ledger.references
        focal = np.array([name != EVERYONE and level != references.get(name) for name, level in self.groups])
        found: Flags = focal[:, None] & (self.counts > 0) & (self.counts >= self.policy.dominance * whole)
        return found | self._alike_within() | self._dominant()

    def _dominant(self) -> Flags:
        """Find where nearly all are in a part that tells something of each, such as a theme that all spoke of."""
        found = np.zeros(self.counts.shape, dtype=bool)
        if self.ledger.size is not None:
            whole = self.counts[:, self.names.index(self.ledger.size)]
            at = [place for place, part in enumerate(self.names) if part in self.ledger.dominant]
            found[:, at] = (self.counts[:, at] >= self.policy.dominance * whole[:, None]) & (whole[:, None] > 0)
        return found

    def _alike_within(self) -> Flags:
        """Find where nearly all of a group are in one part of several: all of them then, as the others tell it."""
        found = np.zeros(self.counts.shape, dtype=bool)
        grouped = np.array([name != EVERYONE for name, _ in self.groups])
        for parts in self.within:
            # who leads others and in which scale is no secret, and that all left in one year tells nothing of anybody
            if self.names[parts[0]].startswith(_SEEN) or self._dated(parts):
                continue
            own = self.counts[:, parts]
            nearly = (own >= self.policy.dominance * own.sum(axis=1)[:, None]).any(axis=1) & (own.sum(axis=1) > 0)
            found[np.ix_(np.flatnonzero(nearly & grouped), parts)] = True
        return found

    def _dated(self, parts: Places) -> bool:
        """Say whether parts are years or spans of time."""
        return all(self.names[part].rpartition(":")[2][:1].isdigit() for part in parts)

    def _judged(self, places: Sequence[int], given: Reasons) -> Reasons:
        """Say why each number of some groups is hidden, given why they are by themselves."""
        hidden = (given != None).ravel()  # noqa: E711 - elementwise
        told = np.array([part not in self.ledger.unprotected for part in self.names])
        kept = (self._sensitive[list(places)][:, None] & told[None, :]).ravel()
        if not (hidden & kept).any():
            return given
        groups, n = [self.groups[place] for place in places], self.counts[list(places)]
        # what no section shows tells nothing, and is asked for again after this
        untold = np.tile([part in self.ledger.untold for part in self.names], len(groups))
        before, hidden = hidden, hidden | untold
        sums = LinkedSums(
            _repeated(self.columns.sums, len(groups)), self.columns.counts[list(places)].ravel(),
            self.columns.known(places), list(self._families(groups)), kept & (before | ~untold),
            before & kept & (n.ravel() > 0),
            self.least, max(self.policy.protection, self.least),
        )  # fmt: skip
        worth = self._worth(groups, n).ravel()
        safe = made_safe([sums], hidden, [worth], hidden)
        # whether a flow of one year or one span could be shown after all is not worth the time
        chosen = np.flatnonzero(safe & ~hidden & (worth >= _STOCK))
        safe = sums.needless(safe, chosen[np.argsort(-worth[chosen], kind="stable")].tolist())
        reasons = given.copy()
        reasons[(safe & ~hidden).reshape(given.shape)] = COMPLEMENT
        reasons[(untold & ~before).reshape(given.shape)] = None
        return reasons

    def _families(self, groups: Sequence[Group]) -> Iterator[Places]:
        """Give the numbers that are looked at together: parts of a part, and the groups of a characteristic."""
        parts = len(self.names)
        for at in range(len(groups)):
            yield from (at * parts + of for of in self.within)
        for name in dict.fromkeys(name for name, _ in groups if name != EVERYONE):
            levels = np.array([at for at, (of, _) in enumerate(groups) if of == name])
            yield from (levels * parts + part for part in range(parts))

    def _worth(self, groups: Sequence[Group], counts: Floats) -> Floats:
        """Say what is given up last: everyone, the whole period, stocks, named groups, the larger ones.

        What interventions of a level reached together is given up before what each of them reached.
        """
        named = np.array([level not in (UNKNOWN, OTHER) for _, level in groups])
        every = np.array([group == ALL for group in groups])
        dated = np.array([part.rpartition(":")[2][:1].isdigit() for part in self.names])
        lasting = np.array([part.startswith("stock:") for part in self.names])
        summed = np.array([part.startswith(_LEVEL) for part in self.names])
        kind = np.where(dated, np.where(lasting, _STOCK, 0.0), np.where(summed, _STOCK, _WHOLE))
        worth: Floats = 1e10 * every[:, None] + kind[None, :] + 1e8 * named[:, None] + counts
        return worth


@dataclass(frozen=True, eq=False)
class _Columns:
    """The unknowns of each group, and how they add up.

    Attributes
    ----------
    counts : array of float, shape (groups, unknowns)
        What they are.
    sums : array of float, shape (parts, unknowns)
        Each part as a sum of them.
    ties : array of float, shape (identities, unknowns)
        Sums that are nought in every group.
    divisions : list of array of int
        The groups of each characteristic; everyone is the first group of all.
    """

    counts: Floats
    sums: Floats
    ties: Floats
    divisions: list[Places]

    @classmethod
    def of(cls, ledger: Ledger) -> _Columns:
        columns = [str(name) for name in ledger.counts]
        values = ledger.counts.to_numpy(dtype=np.float64)
        sums = np.array([[float(name in of) for name in columns] for of in ledger.parts.values()])
        ties = np.array([[float(of.get(name, 0)) for name in columns] for of in ledger.identities])
        ties = ties.reshape(len(ledger.identities), len(columns))
        alone = {of[0] for of in ledger.parts.values() if len(of) == 1}
        untold = np.array([name not in alone for name in columns], dtype=bool)
        # a report names the rules that were needed: that nobody came, or went, in another way is known
        kinds = np.array([name.partition(":")[0] for name in columns])
        empty = [kind for kind in set(kinds[untold]) if not values[:, untold & (kinds == kind)].any()]
        nobody = untold & np.isin(kinds, empty)
        values, sums, ties = values[:, ~nobody], sums[:, ~nobody], ties[:, ~nobody]
        if ledger.overlapping and ledger.size is not None:
            values, sums, ties = _with_slack(values, sums, ties, list(ledger.parts).index(ledger.size))
        names = [name for name, _ in ledger.counts.index]
        divisions = [np.array([at for at, of in enumerate(names) if of == name]) for name in ledger.characteristics]
        return cls(values, sums, ties, divisions)

    def known(self, places: Sequence[int]) -> csr_array:
        """Give what anyone knows of some groups: sums that are nought."""
        at = {place: where for where, place in enumerate(places)}
        found = [_repeated(self.ties, len(places)) if len(self.ties) else None]
        for levels in self.divisions if len(places) > 1 else ():
            # a file of numbers may tell of more people, or fewer, than its groups have together
            for sums in (np.eye(self.counts.shape[1]), self.sums):
                all_, each = self.counts[0] @ sums.T, self.counts[levels].sum(axis=0) @ sums.T
                weights = np.zeros((1, len(places)))
                weights[0, [at[int(level)] for level in levels]] = 1.0
                weights[0, at[0]] = -1.0
                found.append(csr_array(kron(csr_array(weights), csr_array(sums[all_ == each]))))
        there = [rows for rows in found if rows is not None and rows.shape[0]]
        width = len(places) * self.counts.shape[1]
        return csr_array(vstack(there, format="csr")) if there else csr_array((0, width))


def _with_slack(values: Floats, sums: Floats, ties: Floats, size: int) -> tuple[Floats, Floats, Floats]:
    """Say that no reason is named in more interviews than there are, and one at least in each."""
    others = np.delete(sums, size, axis=0)
    less = np.vstack([sums[size] - others, others.sum(axis=0) - sums[size]])
    slack = np.eye(len(less))
    return (
        np.hstack([values, values @ less.T]),
        np.hstack([sums, np.zeros((len(sums), len(less)))]),
        np.vstack([np.hstack([ties, np.zeros((len(ties), len(less)))]), np.hstack([less, -slack])]),
    )


def _repeated(sums: Floats, times: int) -> csr_array:
    """Write the same sums for every group."""
    return csr_array(block_diag([csr_array(sums)] * times, format="csr"))
