"""Which p, degrees of freedom and numbers of people belong to which statistic of a sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from evaluatie.reproduce.reported.reading.brackets import WANTED
from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.items import Chance, Item, Quantity, Remark, Statistic
from evaluatie.reproduce.reported.reading.numbers import Amount, count_of, split_pair

#: how many tokens may stand between a p and the statistic behind it
_NEAR = 8
#: and between a statistic and "ns", or "not significant" in prose
_NEAR_NS = 40
_NEAR_NOT = 10
#: a coefficient so near behind a test is the same result
_BESIDE = 2
#: statistics that are dropped without a word where they have no p: others stand for them, or they are no test
_SILENT = ("b", "U", "W", "r", "rho", "z", "Wald")


@dataclass(slots=True)
class Pair:
    """A statistic with its p.

    Attributes
    ----------
    statistic : Statistic
    chance : Chance or None
        None where no p was printed, or ``said_ns``.
    printed : tuple of Amount
        The ways to read the p.
    shown : str
        The p as printed; empty where there is none.
    said_ns : bool
        Whether words say that the result is not significant, instead of a p.
    start, end : int
        The tokens from the first to the last of both.
    """

    statistic: Statistic
    chance: Chance | None = None
    printed: tuple[Amount, ...] = ()
    shown: str = ""
    said_ns: bool = False
    start: int = 0
    end: int = 0

    def take(self, chance: Chance, printed: tuple[Amount, ...], shown: str) -> None:
        """Join a p to the statistic."""
        self.chance, self.printed, self.shown = chance, printed, shown
        self.start = min(self.statistic.start, chance.start)
        self.end = max(self.statistic.end, chance.end)


def pairs_of(sentence: Sentence, items: Sequence[Item]) -> list[Pair]:
    """Pair the statistics of a sentence with their p.

    Parameters
    ----------
    sentence : Sentence
    items : sequence of Item
        What it reports.

    Returns
    -------
    list of Pair
        In the order of the sentence. Statistics without p are among them where they are tests for sure.
    """
    _complete(sentence, items)
    pairs = [Pair(one, start=one.start, end=one.end) for one in items if isinstance(one, Statistic)]
    by_place = {one.statistic.start: one for one in pairs}
    in_order = any(isinstance(one, Remark) and one.kind == "order" for one in items)
    if not (in_order and _paired_in_order(pairs, [one for one in items if isinstance(one, Chance)])):
        _paired_by_place(sentence, items, by_place)
    _sided(items, pairs)
    return [one for one in pairs if _counts(one)]


def _counts(pair: Pair) -> bool:
    """Say whether a statistic is to be told of: it has a p, or is a test for sure."""
    if pair.chance is not None or pair.said_ns:
        return True
    return pair.statistic.kind not in _SILENT and bool(pair.statistic.freedoms)


def _paired_in_order(pairs: list[Pair], chances: list[Chance]) -> bool:
    """Pair one by one where the sentence says ``respectively`` and there are as many p as statistics."""
    printed = [(one, values) for one in chances for values in (one.values, *one.listed)]
    tests = [one for one in pairs if _ready(one.statistic)]
    if len(printed) != len(tests) or len(tests) < 2:
        return False
    for pair, (one, values) in zip(tests, printed, strict=True):
        pair.take(one, values, _shown(one, values))
    return True


def _shown(chance: Chance, values: tuple[Amount, ...]) -> str:
    return chance.shown if values is chance.values else f"{chance.relation or '?'} {values[0].number}"


def _ready(statistic: Statistic) -> bool:
    """Say whether a p can be recomputed from a statistic."""
    kind = statistic.kind
    return kind == "z" or (kind in WANTED and bool(statistic.freedoms)) or (kind == "Wald") or bool(statistic.se)


def _paired_by_place(sentence: Sentence, items: Sequence[Item], by_place: dict[int, Pair]) -> None:
    waiting: list[Pair] = []
    free: Chance | Remark | None = None
    for item in items:
        if isinstance(item, Statistic):
            pair = by_place[item.start]
            waiting = [one for one in waiting if not one.said_ns]
            if free is None or waiting or not _joins(sentence, free, item):
                waiting.append(pair)
            elif isinstance(free, Chance):
                pair.take(free, free.values, free.shown)
            else:
                pair.said_ns, pair.start = True, free.start
            free = None
        elif isinstance(item, Chance):
            waiting = [one for one in waiting if not one.said_ns or item.start - one.end <= _BESIDE]
            free = None if _taking(waiting, item) else item
            waiting = []
        elif isinstance(item, Remark) and item.kind in ("ns", "not"):
            if waiting and not _opens(sentence, item) and _close(items, waiting[-1].statistic, item):
                waiting[-1].said_ns, waiting[-1].end = True, item.end
            elif item.kind == "ns":
                free = item


def _opens(sentence: Sentence, remark: Remark) -> bool:
    """Say whether a remark is the first of several things in brackets."""
    return sentence.kind(remark.start - 1) == "open" and sentence.kind(remark.end) not in ("close", "stop")


def _joins(sentence: Sentence, free: Chance | Remark, statistic: Statistic) -> bool:
    """Say whether a p, or "ns", belongs to the statistic behind it: near, and no bracket closes in between."""
    begins = free.end + (isinstance(free, Remark) and sentence.kind(free.end) == "stop")  # the point of "n.s."
    between = {sentence.kind(at) for at in range(begins, statistic.start)}
    return statistic.start - free.end <= _NEAR and not between & {"close", "stop"}


def _close(items: Sequence[Item], statistic: Statistic, remark: Remark) -> bool:
    if remark.kind == "ns":
        return remark.start - statistic.end <= _NEAR_NS
    between = [one for one in items if statistic.end <= one.start < remark.start]
    away = any(isinstance(one, Remark) and one.kind == "away" for one in between)
    return not away and remark.start - statistic.end <= _NEAR_NOT


def _taking(waiting: list[Pair], chance: Chance) -> bool:
    """Give a p to those that wait: all of them where it is shared, else the last from which it can be recomputed."""
    if not waiting:
        return False
    ready = [one for one in waiting if _ready(one.statistic)] or waiting
    if len(chance.listed) + 1 == len(ready) > 1:
        for pair, values in zip(ready, (chance.values, *chance.listed), strict=True):
            pair.take(chance, values, _shown(chance, values))
    elif chance.shared and len(ready) > 1:
        for pair in ready:
            pair.take(chance, chance.values, chance.shown)
    else:
        _last(ready).take(chance, chance.values, chance.shown)
    return True


def _last(ready: Sequence[Pair]) -> Pair:
    """Give the last; of a coefficient and the test just before it, the test."""
    last = ready[-1]
    if last.statistic.kind == "b" and len(ready) > 1 and last.statistic.start - ready[-2].statistic.end <= _BESIDE:
        return ready[-2]
    return last


def _complete(sentence: Sentence, items: Sequence[Item]) -> None:
    """Give statistics what stands beside them: degrees of freedom, n, a standard error."""
    statistics = [(at, one) for at, one in enumerate(items) if isinstance(one, Statistic)]
    for number, (at, one) in enumerate(statistics):
        until = statistics[number + 1][0] if number + 1 < len(statistics) else len(items)
        since = statistics[number - 1][0] + 1 if number else 0
        behind = [item for item in items[at + 1 : until] if isinstance(item, Quantity)]
        before = [item for item in items[since:at] if isinstance(item, Quantity)]
        _take_freedom(sentence, one, behind, before if not number else [])
        _take_counts(one, _attached(sentence, items, at, until), _leading(sentence, one, before))
        if one.kind == "b":
            one.se = next((item.values for item in behind if item.kind == "se" and item.relation == "="), ())


def _attached(sentence: Sentence, items: Sequence[Item], at: int, until: int) -> list[Quantity]:
    """Give the numbers behind a statistic with hardly a word in between: "in women (n = 28)" is no more its n."""
    found: list[Quantity] = []
    for last, item in pairwise(items[at:until]):
        if _kinds(sentence, last.end, item.start).count("word") > 1:
            break
        found += [item] if isinstance(item, Quantity) else []
    return found


def _leading(sentence: Sentence, one: Statistic, before: list[Quantity]) -> list[Quantity]:
    """Give the numbers that lead up to a statistic: no bracket closes, and hardly a word stands, between."""
    found: list[Quantity] = []
    for item in reversed(before):
        kinds = _kinds(sentence, item.end, one.start)
        if kinds.count("word") > 1 or "close" in kinds:
            break
        found.append(item)
    return found


def _kinds(sentence: Sentence, start: int, end: int) -> list[str]:
    return [sentence.kind(at) for at in range(start, end)]


def _take_freedom(sentence: Sentence, one: Statistic, behind: list[Quantity], before: list[Quantity]) -> None:
    if one.freedoms or one.kind not in WANTED or one.doubt == "many_df":
        return
    told = [item for item in (*behind, *reversed(before)) if item.kind == "df"]
    if not told:
        return
    first = told[0]
    if WANTED[one.kind] == 1:
        one.freedoms = [(value,) for value in first.values] if not first.second else []
    elif first.second or (second := next((i for i in behind if i.kind in ("df", "df2") and i is not first), None)):
        one.freedoms = [(a, b) for a in first.values for b in (first.second or second.values)]  # type: ignore[union-attr]
    else:
        one.freedoms = list(split_pair(first.text, sentence.style))
    if one.freedoms:
        one.doubt = None


def _take_counts(one: Statistic, behind: list[Quantity], before: list[Quantity]) -> None:
    for wanted in (("n1", "n2"), ("n",)) if one.kind == "U" else (("n",),):
        found = [count_of(item.text) for item in (*behind, *before) if item.kind in wanted and item.relation == "="]
        one.counts += [count for count in found if count is not None] if not one.counts else []


def _sided(items: Sequence[Item], pairs: Sequence[Pair]) -> None:
    """Give statistics what is said of one side or two: the one before, else all that follow."""
    told = [one for one in pairs if one.chance is not None]
    starts = [one.statistic.start for one in told]
    for remark in items:
        if not isinstance(remark, Remark) or remark.kind not in ("one", "two"):
            continue
        side: Literal["one", "two"] = "one" if remark.kind == "one" else "two"
        at = bisect_left(starts, remark.start)
        if at and not (at < len(told) and starts[at] - remark.end <= 1):
            _all_of_the_same_p(told, at - 1, side)
        elif not at:
            for one in told:
                one.statistic.side = side
        else:
            told[at].statistic.side = side


def _all_of_the_same_p(told: Sequence[Pair], at: int, side: Literal["one", "two"]) -> None:
    shared = told[at].chance
    while at >= 0 and told[at].chance is shared and told[at].statistic.side != side:
        told[at].statistic.side = side
        at -= 1
