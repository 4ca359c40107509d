"""Which p, degrees of freedom and numbers of people belong to which statistic of a sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from evaluatie.reproduce.reported.reading.brackets import WANTED
from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.items import Chance, Item, Quantity, Remark, Statistic
from evaluatie.reproduce.reported.reading.numbers import Amount, count_of, split_pair
from evaluatie.reproduce.reported.reading.pair import Pair, as_shown, is_ready
from evaluatie.reproduce.reported.reading.placing import paired_by_place

#: among so many things before a coefficient are those that its standard error may belong to
_MOST_ALIKE = 6
#: statistics that are dropped without a word where they have no p: others stand for them, or they are no test
_SILENT = ("b", "U", "W", "z", "Wald", "other")


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
        In the order of the sentence. Statistics without p are among them where they are tests for sure, and other
        numbers where a p is theirs.
    """
    _complete(sentence, items)
    pairs = [Pair(one, start=one.start, end=one.end) for one in items if isinstance(one, Statistic)]
    in_order = any(isinstance(one, Remark) and one.kind == "order" for one in items)
    if not (in_order and _paired_in_order(pairs, [one for one in items if isinstance(one, Chance)])):
        pairs += paired_by_place(sentence, items, pairs)
        pairs.sort(key=lambda one: one.statistic.start)
    _sided(sentence, items, pairs)
    return [one for one in pairs if _counts(one)]


def _counts(pair: Pair) -> bool:
    """Say whether a statistic is to be told of: it has a p, or is a test for sure."""
    if pair.chance is not None or pair.said_ns:
        return True
    return pair.statistic.kind not in _SILENT and bool(pair.statistic.freedoms)


def _paired_in_order(pairs: list[Pair], chances: list[Chance]) -> bool:
    """Pair one by one where the sentence says ``respectively`` and there are as many p as statistics."""
    printed = [(one, values) for one in chances for values in (one.values, *one.listed)]
    tests = [one for one in pairs if is_ready(one.statistic)]
    if len(printed) != len(tests) or len(tests) < 2:
        return False
    for pair, (one, values) in zip(tests, printed, strict=True):
        pair.take(one, values, as_shown(one, values))
    return True


def _complete(sentence: Sentence, items: Sequence[Item]) -> None:
    """Give statistics what stands beside them: degrees of freedom, n, a standard error."""
    statistics = [(at, one) for at, one in enumerate(items) if isinstance(one, Statistic)]
    for number, (at, one) in enumerate(statistics):
        until = statistics[number + 1][0] if number + 1 < len(statistics) else len(items)
        since = statistics[number - 1][0] + 1 if number else 0
        behind = [item for item in items[at + 1 : until] if isinstance(item, Quantity)]
        before = [item for item in items[since:at] if isinstance(item, Quantity)]
        _take_freedom(sentence, one, behind, before if not number else [])
        attached, leading = _attached(sentence, items, at, until), _leading(sentence, one, before)
        behind_it = bool(attached) and attached[0].kind == "n" and attached[0].start - one.end <= 1
        near = (
            not behind_it
            and bool(leading)
            and leading[0].kind == "n"
            and "close" in _kinds(sentence, leading[0].end, one.start)
        )
        _take_counts(one, *((leading, attached) if near else (attached, leading)))
        if one.kind == "b":
            one.se = next((item.values for item in behind if item.kind == "se" and item.relation == "="), ())
            one.alike = _alike(items, at) if one.se else []


def _alike(items: Sequence[Item], at: int) -> list[tuple[Amount, ...]]:
    """Give the coefficients before one without a standard error of their own: ``B = 1.25, β = .21, SE = 0.57``."""
    found: list[tuple[Amount, ...]] = []
    for item in reversed(items[max(0, at - _MOST_ALIKE) : at]):
        ends = isinstance(item, Chance) or (isinstance(item, Statistic) and (item.kind != "b" or bool(item.se)))
        if ends:
            break
        found += [item.values] if isinstance(item, Statistic) else []
    return found


def _attached(sentence: Sentence, items: Sequence[Item], at: int, until: int) -> list[Quantity]:
    """Give the numbers behind a statistic with hardly a word in between: "in women (n = 28)" is no more its n."""
    found: list[Quantity] = []
    for last, item in pairwise(items[at:until]):
        kinds = _kinds(sentence, last.end, item.start)
        if kinds.count("word") > 1 or kinds[-2:] == ["word", "open"]:  # "; girls (n = 32)"
            break
        found += [item] if isinstance(item, Quantity) else []
    return found


def _leading(sentence: Sentence, one: Statistic, before: list[Quantity]) -> list[Quantity]:
    """Give the numbers that lead up to a statistic: no bracket closes, and hardly a word stands, between."""
    found: list[Quantity] = []
    for item in reversed(before):
        kinds = _kinds(sentence, item.end, one.start)
        if kinds.count("word") > 1 or ("close" in kinds and not set(kinds) <= {"close", "word", "colon"}):
            break  # "in men (n = 110) r = .31" goes on
        found.append(item)
    return found


def _kinds(sentence: Sentence, start: int, end: int) -> list[str]:
    return [sentence.kind(at) for at in range(start, end)]


def _take_freedom(sentence: Sentence, one: Statistic, behind: list[Quantity], before: list[Quantity]) -> None:
    if one.freedoms or (one.kind not in WANTED and one.kind != "b") or one.doubt == "many_df":
        return
    told = [item for item in (*behind, *reversed(before)) if item.kind == "df"]
    if not told:
        return
    first = told[0]
    if WANTED.get(one.kind, 1) == 1:
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


def _sided(sentence: Sentence, items: Sequence[Item], pairs: Sequence[Pair]) -> None:
    """Give statistics what is said of one side or two: the one before, else all that follow."""
    told = [one for one in pairs if one.chance is not None and one.statistic.kind != "other"]
    for one in told:
        one.statistic.side = one.chance.side if one.chance is not None else None
    paired = {id(one.chance) for one in told}
    others = [one for one in items if isinstance(one, Chance) and id(one) not in paired]
    starts = [one.statistic.start for one in told]
    for remark in items:
        if not isinstance(remark, Remark) or remark.kind not in ("one", "two"):
            continue
        if any(_beside(remark, one) for one in others):
            continue
        side: Literal["one", "two"] = "one" if remark.kind == "one" else "two"
        at = bisect_left(starts, remark.start)
        leads = at < len(told) and starts[at] - remark.end <= 1 and sentence.kind(remark.end) != "semicolon"
        if at and not leads:
            _all_of_the_same_p(told, at - 1, side)
        elif not at:
            for one in told:
                one.statistic.side = side
        else:
            told[at].statistic.side = side


def _beside(remark: Remark, chance: Chance) -> bool:
    """Say whether a remark is about a p: it stands right before or behind it."""
    return 0 <= chance.start - remark.end <= 1 or 0 <= remark.start - chance.end <= 1


def _all_of_the_same_p(told: Sequence[Pair], at: int, side: Literal["one", "two"]) -> None:
    shared = told[at].chance
    while at >= 0 and told[at].chance is shared and told[at].statistic.side != side:
        told[at].statistic.side = side
        at -= 1
