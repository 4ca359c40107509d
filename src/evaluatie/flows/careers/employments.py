"""From the rows of a personnel file to periods of employment, by stated rules that are counted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluatie.flows.careers.days import NO_DAY, OPEN, Ints, read_days

#: How a period begins (an earlier row of the same person makes it a return or a transfer) and ends.
BEGAN = ("entry", "transfer", "return")
ENDED = ("voluntary", "other", "unknown", "transfer", "secondment", "still")
#: Ends that are outflow.
LEFT = ("voluntary", "other", "unknown")
_CODE = {word: code for code, word in enumerate(ENDED)}
# wide enough for any day, so that a person's number times it never meets the next one
_WIDE = 2 * OPEN


@dataclass(frozen=True)
class Employments:
    """Periods of employment, in the order of people and time.

    Attributes
    ----------
    person, first, last : ndarray of int, shape (n,)
        The person's number, the first and the last day; ``OPEN`` for who is still employed.
    began, ended : ndarray of int, shape (n,)
        Places in ``BEGAN`` and ``ENDED``.
    row : ndarray of int, shape (n,)
        The row of the personnel file, by position, that tells the person's characteristics.
    decisions : dict of str to int
        How often each rule was needed.
    """

    person: Ints
    first: Ints
    last: Ints
    began: Ints
    ended: Ints
    row: Ints
    decisions: dict[str, int]

    def where(self, kept: npt.NDArray[np.bool_], **decisions: int) -> Employments:
        """Keep some of the periods, and count what was decided."""
        return Employments(
            self.person[kept], self.first[kept], self.last[kept], self.began[kept], self.ended[kept], self.row[kept],
            {**self.decisions, **decisions},
        )  # fmt: skip


def settle_employments(persons: pd.DataFrame, numbers: Ints, start: int, end: int, bridge: int) -> Employments:
    """Make periods of employment of the rows of a personnel file.

    Rows without entry, or with an exit before it, are set aside. Rows of one person (and organisation) that overlap,
    or follow within `bridge` days, are one period: a renewed contract is neither an exit nor an entry. After a longer
    gap the person left and came back. Who goes to another organisation within `bridge` days was transferred, and so
    was who has that reason; who is seconded is away and comes back, which is neither outflow nor inflow.

    Parameters
    ----------
    persons : pandas.DataFrame, shape (n, ...)
        ``entry``, ``exit``; ``reason`` and ``organisation`` where there are any.
    numbers : ndarray of int, shape (n,)
        The person of each row, as a number from 0.
    start, end : int
        First and last day that the file covers. Who left before or came after is left out.
    bridge : int
        Days without employment between two contracts that count as no gap.

    Returns
    -------
    Employments
    """
    first, last = read_days(persons["entry"], "entry"), read_days(persons["exit"], "exit", missing="never")
    reason = _reasons(persons, last)
    organisation = _organisations(persons)
    decisions: dict[str, int] = {}
    kept = _usable(numbers, organisation, first, last, decisions)
    order = kept[np.lexsort((last[kept], first[kept], organisation[kept], numbers[kept]))]
    group = numbers[order] * (organisation.max(initial=0) + 1) + organisation[order]
    new = _openings(group, first[order], last[order], reason[order], bridge, decisions)
    openings = np.flatnonzero(new)
    block = np.cumsum(new) - 1
    final = order[_last_of_blocks(block, last[order])]
    began = np.zeros(len(final), np.int64)
    found = Employments(numbers[final], first[order][openings], last[final], began, reason[final], final, decisions)
    return _within(_linked(found, organisation, bridge), start, end)


def _reasons(persons: pd.DataFrame, last: Ints) -> Ints:
    """Give places in ``ENDED``: what is missing is unknown, and any other word is another reason."""
    if "reason" not in persons:
        codes = np.full(len(persons), _CODE["unknown"], np.int64)
    else:
        values, words = pd.factorize(persons["reason"])
        known = [_reason(str(word).strip().casefold()) for word in words]
        codes = np.array([*known, _CODE["unknown"]], np.int64)[values]
    return np.where(last >= OPEN, _CODE["still"], codes)


def _reason(word: str) -> int:
    return _CODE["unknown"] if not word else _CODE[word] if word in ENDED[:-1] else _CODE["other"]


def _organisations(persons: pd.DataFrame) -> Ints:
    if "organisation" not in persons:
        return np.zeros(len(persons), np.int64)
    codes: Ints = pd.factorize(persons["organisation"], use_na_sentinel=False)[0].astype(np.int64)
    return codes


def _usable(numbers: Ints, organisation: Ints, first: Ints, last: Ints, decisions: dict[str, int]) -> Ints:
    no_entry, turned = first == NO_DAY, (first != NO_DAY) & (last < first)
    nobody = numbers < 0
    kept = np.flatnonzero(~(no_entry | turned | nobody))
    rows = pd.DataFrame({"a": numbers[kept], "b": organisation[kept], "c": first[kept], "d": last[kept]})
    double = rows.duplicated(keep="last").to_numpy()
    decisions |= {
        "rows_without_person": int(nobody.sum()),
        "rows_without_entry": int((no_entry & ~nobody).sum()),
        "exits_before_entry": int((turned & ~nobody).sum()),
        "double_rows": int(double.sum()),
    }
    usable: Ints = kept[~double]
    return usable


def _openings(
    group: Ints, first: Ints, last: Ints, reason: Ints, bridge: int, decisions: dict[str, int]
) -> npt.NDArray[np.bool_]:
    """Say for each row, in order, whether a new period of employment begins with it."""
    reach = np.maximum.accumulate(group * _WIDE + last) - group * _WIDE
    before = np.append(NO_DAY, reach)[: len(group)]
    same = np.append(False, group[1:] == group[:-1])[: len(group)]
    # the row that ends last so far says why the period before this row ended
    longest = np.maximum.accumulate(np.where(group * _WIDE + last >= reach + group * _WIDE, np.arange(len(group)), 0))
    away = np.append(False, np.isin(reason[longest], (_CODE["transfer"], _CODE["secondment"])))[: len(group)]
    gap = np.where(same, first - 1, 0) - np.where(same, before, 0)
    overlaps, follows = same & (gap < 0), same & (gap >= 0) & (gap <= bridge) & ~away
    decisions |= {"overlapping_periods": int(overlaps.sum()), "renewed_contracts": int(follows.sum())}
    opens: npt.NDArray[np.bool_] = ~(overlaps | follows)
    return opens


def _last_of_blocks(block: Ints, last: Ints) -> Ints:
    """Find the row of each block that ends last; of those that do so together, the one that comes last."""
    order = np.lexsort((np.arange(len(block)), last, block))
    ends = np.flatnonzero(np.append(block[order][1:] != block[order][:-1], True)) if len(block) else order
    return order[ends]


def _linked(found: Employments, organisation: Ints, bridge: int) -> Employments:
    """Hold each period against the others of the same person: a transfer, a return, or an entry once more."""
    order = np.lexsort((found.first, found.person))
    person, first, last = found.person[order], found.first[order], found.last[order]
    at, ended, began = organisation[found.row[order]], found.ended[order].copy(), found.began[order].copy()
    before, same = _before(person, at, first)
    gap = first - last[before] - 1
    returned = same & (ended[before] == _CODE["secondment"])
    came_back = same & (ended[before] == _CODE["transfer"]) & (gap <= bridge)
    went, came = _moves(person, at, first, last, bridge)
    kept = ended[went] != _CODE["secondment"]
    ended[went[kept]] = _CODE["transfer"]
    began[came_back] = began[came] = BEGAN.index("transfer")
    began[returned] = BEGAN.index("return")
    counts = {
        "transfers": int((began == BEGAN.index("transfer")).sum()),
        "secondments": int(((ended == _CODE["secondment"]) & (last < OPEN)).sum()),
        "returns_from_secondment": int(returned.sum()),
        "re_entries": int((same & ~returned & (began == BEGAN.index("entry"))).sum()),
        "periods_in_two_organisations": _concurrent(person, at, first, last),
    }
    return Employments(person, first, last, began, ended, found.row[order], {**found.decisions, **counts})


def _before(person: Ints, at: Ints, first: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Give the place of the period before, of the same person in the same organisation, and whether there is one."""
    order = np.lexsort((first, at, person))
    earlier = np.append(order[:1], order[:-1])[: len(order)]
    before = np.empty_like(order)
    before[order] = earlier
    return before, (person[before] == person) & (at[before] == at) & (before != np.arange(len(person)))


def _moves(person: Ints, at: Ints, first: Ints, last: Ints, bridge: int) -> tuple[Ints, Ints]:
    """Pair periods that end with those in another organisation that begin about then, sooner or later."""
    key = person * _WIDE + first
    ends = np.flatnonzero(last < OPEN)
    low = np.searchsorted(key, person[ends] * _WIDE + last[ends] - bridge)
    went: list[Ints] = []
    came: list[Ints] = []
    # a side job may begin within the same days: the next two periods are looked at
    for place in (low, low + 1, low + 2):
        there = np.minimum(place, len(key) - 1) if len(key) else place
        fits = (place < len(key)) & (person[there] == person[ends]) & (first[there] - last[ends] - 1 <= bridge)
        fits &= (at[there] != at[ends]) & (last[there] > last[ends]) & ~np.isin(ends, np.concatenate([*went, ends[:0]]))
        went.append(ends[fits])
        came.append(there[fits])
    return np.concatenate([*went, ends[:0]]), np.concatenate([*came, ends[:0]])


def _concurrent(person: Ints, at: Ints, first: Ints, last: Ints) -> int:
    """Count the periods that begin while the same person is employed in another organisation for over a month more."""
    reach = np.maximum.accumulate(person * _WIDE + last) - person * _WIDE
    follows = (person[1:] == person[:-1]) & (at[1:] != at[:-1]) & (reach[:-1] > first[1:] + 31)
    return int(follows.sum())


def _within(found: Employments, start: int, end: int) -> Employments:
    """Leave out who is not there in the period, and look no further than its last day."""
    early, late = found.last < start, found.first > end
    still = np.where(found.last > end, _CODE["still"], found.ended)
    cut = replace(found, ended=still)
    return cut.where(~(early | late), left_before_extract=int(early.sum()), came_after_extract=int(late.sum()))
