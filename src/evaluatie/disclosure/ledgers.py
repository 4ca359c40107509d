"""Which numbers of people of a ledger may be shown: the release plan's word on staff, selection and exit interviews.

The unknowns are the ledger's columns for every level of a characteristic; each number that is told is a sum of them,
and identities (the stock at the end of a year is that at its beginning, and who came, less who went) tie them. First
everyone is judged, then each characteristic by itself with what is shown of everyone taken as known. People of unknown
group are no group: nobody's characteristic is told by their number, and they are not protected against subtraction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from evaluatie.disclosure.numbers import Numbers
from evaluatie.disclosure.parts import COLUMNS
from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.disclosure.reasons import COMPLEMENT, SMALL, UNIFORM
from evaluatie.disclosure.suppression import Flags, hide_until_safe
from evaluatie.evaluation.section import EVERYONE
from evaluatie.evaluation.workforce import Ledger, ledgers

if TYPE_CHECKING:
    from evaluatie.study import Study

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
_UNKNOWN = "unknown"
_ALL = (EVERYONE, EVERYONE)


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


class _Judging:
    """Judges one ledger."""

    def __init__(self, ledger: Ledger, study: Study, policy: DisclosurePolicy) -> None:
        self.ledger, self.policy = ledger, policy
        self.least = policy.minimum_group
        self.names = list(ledger.parts)
        columns = list(ledger.counts)
        at = {name: place for place, name in enumerate(columns)}
        self.sums = np.array([[float(name in of) for name in columns] for of in ledger.parts.values()])
        self.ties = np.zeros((len(ledger.identities), len(columns)))
        for row, identity in enumerate(ledger.identities):
            for name, weight in identity.items():
                self.ties[row, at[name]] = weight
        self.within = [np.array([self.names.index(part) for part in of]) for of in ledger.within]
        self.asked = {
            (characteristic, level, part)
            for outcome, waves, characteristic, level, part in study.hidden
            if outcome == ledger.outcome and not waves
        }

    def rows(self) -> Iterator[tuple[str, tuple[str, ...], str, str, str, int, str | None]]:
        """Give a row per group and part."""
        everyone = self._judged(EVERYONE, [EVERYONE], None)
        yield from self._told(EVERYONE, [EVERYONE], everyone)
        for name in self.ledger.characteristics:
            levels = self.ledger.levels(name)
            yield from self._told(name, levels, self._judged(name, levels, everyone[0]))

    def _told(
        self, name: str, levels: Sequence[str], reasons: NDArray[np.object_]
    ) -> Iterator[tuple[str, tuple[str, ...], str, str, str, int, str | None]]:
        for level, own, why in zip(levels, self._counts(name, levels), reasons, strict=True):
            for part, n, reason in zip(self.names, own, why, strict=True):
                yield self.ledger.outcome, (), name, level, part, int(n), reason

    def _counts(self, name: str, levels: Sequence[str]) -> Floats:
        """Give the numbers, shape (levels, parts)."""
        held = self.ledger.counts.loc[[(name, level) for level in levels]].to_numpy(dtype=np.float64)
        found: Floats = held @ self.sums.T
        return found

    def _judged(self, name: str, levels: Sequence[str], known: NDArray[np.object_] | None) -> NDArray[np.object_]:
        """Say why each number of these levels is hidden, shape (levels, parts)."""
        counts = self._counts(name, levels)
        reasons = self._by_itself(name, levels, counts)
        hidden = reasons != None  # noqa: E711 - elementwise
        sensitive = np.array([level != _UNKNOWN for level in levels])
        figures = np.kron(np.eye(len(levels)), self.sums)
        tied, values = self._known(counts, known)
        targets = figures[(hidden & sensitive[:, None] & (counts > 0)).ravel()]
        targets = np.vstack([targets, *self._together(figures, counts, hidden, sensitive)])
        if not len(targets):
            return reasons
        worth = self._worth(levels, counts).ravel()
        also = np.zeros(hidden.size, dtype=bool)
        also[list(hide_until_safe(figures, ~hidden.ravel(), targets, worth, tied))] = True
        kept = np.repeat(sensitive, len(self.names))
        also |= self._narrowed(figures, counts, hidden.ravel() | also, kept, (tied, values), worth)
        reasons[also.reshape(hidden.shape) & ~hidden] = COMPLEMENT
        return reasons

    def _by_itself(self, name: str, levels: Sequence[str], counts: Floats) -> NDArray[np.object_]:
        reasons: NDArray[np.object_] = np.full(counts.shape, None, dtype=object)
        asked = np.array([[(name, level, part) in self.asked for part in self.names] for level in levels])
        reasons[asked] = COMPLEMENT
        if name != EVERYONE:
            reasons[self._uniform(name, levels, counts)] = UNIFORM
        reasons[(counts > 0) & (counts < self.least)] = SMALL
        if self.ledger.size is not None:
            # of a group of few nothing is told, whatever part of it
            few = counts[:, self.names.index(self.ledger.size)] < self.least
            reasons[few[:, None] & (counts >= 0)] = SMALL
        reasons[[level == _UNKNOWN for level in levels]] = None
        return reasons

    def _uniform(self, name: str, levels: Sequence[str], counts: Floats) -> Flags:
        """Find where nearly all of whom a number is are of one focal level: it would tell of each what they are."""
        whole = self._counts(EVERYONE, [EVERYONE])
        focal = np.array([level not in (self.ledger.references.get(name), _UNKNOWN) for level in levels])
        return focal[:, None] & (counts > 0) & (counts >= self.policy.dominance * whole)

    def _known(self, counts: Floats, everyone: NDArray[np.object_] | None) -> tuple[Floats, Floats]:
        """Give what anyone knows: the identities of each level, and what is shown of everyone."""
        ties = np.kron(np.eye(len(counts)), self.ties).astype(np.float64)
        values = np.zeros(len(ties))
        if everyone is None:
            return ties, values
        of_all = self._counts(EVERYONE, [EVERYONE])[0]
        # a file of numbers may tell of more people, or fewer, than its groups have together
        shown = np.array([reason is None for reason in everyone]) & (counts.sum(axis=0) == of_all)
        whole = np.kron(np.ones(len(counts)), self.sums[shown])
        tied: Floats = np.vstack([ties, whole])
        return tied, np.append(values, of_all[shown])

    def _families(self, levels: int) -> Iterator[Places]:
        parts = len(self.names)
        for level in range(levels):
            yield from (level * parts + of for of in self.within)
        if levels > 1:
            yield from (np.arange(levels) * parts + part for part in range(parts))

    def _together(self, figures: Floats, counts: Floats, hidden: Flags, sensitive: Flags) -> Iterator[Floats]:
        """Take the hidden numbers of a family together, where together they are few."""
        n, away = counts.ravel(), (hidden & sensitive[:, None]).ravel()
        for family in self._families(len(counts)):
            some = family[away[family]]
            if len(some) > 1 and 0 < n[some].sum() < self.least:
                yield figures[some].sum(axis=0)[None, :]

    def _narrowed(
        self,
        figures: Floats,
        counts: Floats,
        away: Flags,
        kept: Flags,
        known: tuple[Floats, Floats],
        worth: Floats,
    ) -> Flags:
        """Hide what narrows down few people too far, though it does not tell their number."""
        from evaluatie.disclosure.choosing import made_safe

        least = max(self.policy.protection, self.least)
        numbers = Numbers(
            csr_array(figures), counts.ravel(), np.full(away.size, np.inf), csr_array(known[0]), known[1],
            list(self._families(len(counts))), np.arange(away.size)[None, :], self.least, least,
        )  # fmt: skip
        # numbers that are not protected are no targets: they count as shown
        return made_safe([numbers], away & kept, [worth], away & kept) & ~away

    def _worth(self, levels: Sequence[str], counts: Floats) -> Floats:
        """Say what is given up last: numbers over the whole period, named groups, the larger ones."""
        named = np.array([level not in (_UNKNOWN, "other") for level in levels])
        dated = np.array(
            [any(":" in part and part.split(":")[1][:1].isdigit() for part in [name]) for name in self.names]
        )
        worth: Floats = 1e8 * named[:, None] + 1e9 * ~dated[None, :] + counts
        return worth
