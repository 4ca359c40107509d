"""A sentence's p and their statistics, paired by where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.items import Chance, Item, Quantity, Remark, Statistic
from evaluatie.reproduce.reported.reading.lexicon import word_set
from evaluatie.reproduce.reported.reading.pair import Pair, as_shown, is_ready

#: how many tokens may stand between a p and the statistic behind it
_NEAR = 8
#: and between a statistic and "ns", or "not significant" in prose
_NEAR_NS = 40
_NEAR_NOT = 10
#: a coefficient so near behind a test is the same result
_BESIDE = 2
#: how far a p may stand behind a number that is no test: an interval fits in between
_NEAR_NUMBER = 16
#: a p that is said to be uncorrected is that of the test before, where it is so near
_NEAR_RAW = 16
#: "ns at .01" and "ns at the .01 level" are said of another level than the text's
_AT = ("at", "op", "bij", "on")
#: so far is looked for as many p as there are tests before them
_MOST_IN_RUN = 24
#: the share of variance explained has its p from the F behind it
_OF_TEST = ("R2", "R", "ΔR2")
#: numbers of which no p is
_NO_HOLDERS = ("df", "df2", "n", "n1", "n2", "se", "sd", "alpha", "level")


def paired_by_place(sentence: Sentence, items: Sequence[Item], pairs: Sequence[Pair]) -> list[Pair]:
    """Give each p to the test that it stands behind, else before, else to the number that it stands behind.

    Parameters
    ----------
    sentence : Sentence
    items : sequence of Item
        What it reports.
    pairs : sequence of Pair
        One per statistic, without p; those that have one are changed.

    Returns
    -------
    list of Pair
        Further ones: numbers that are no tests, with the p that is theirs.
    """
    placing = _Placing(sentence, items, pairs)
    for at, item in enumerate(items):
        placing.take(at, item)
    return list(placing.others.values())


def _followed(items: Sequence[Item]) -> list[bool]:
    """Say of every item whether a p, or "ns", stands behind it and before the next test."""
    found, behind = [False] * len(items), False
    for at in range(len(items) - 1, -1, -1):
        item = items[at]
        found[at] = behind
        if isinstance(item, Chance) or (isinstance(item, Remark) and item.kind == "ns"):
            behind = True
        elif isinstance(item, Statistic) and _is_test(item):
            behind = False
    return found


def _is_test(statistic: Statistic) -> bool:
    return is_ready(statistic) or (statistic.kind in ("r", "rho") and bool(statistic.counts))


class _Placing:
    """Go through the items of a sentence, and keep what waits for its other half."""

    def __init__(self, sentence: Sentence, items: Sequence[Item], pairs: Sequence[Pair]) -> None:
        self.sentence, self.items = sentence, items
        self.by_place = {one.statistic.start: one for one in pairs}
        self.followed = _followed(items)
        tests = [at for at, one in enumerate(items) if isinstance(one, Statistic) and _is_test(one)]
        #: whether p stand before their tests: behind the last there is none
        self.backward = bool(tests) and not self.followed[tests[-1]]
        self.waiting: list[Pair] = []
        #: by where their p begins
        self.others: dict[int, Pair] = {}
        self.free: Chance | Remark | None = None
        self.number: Quantity | None = None
        self.last: Pair | None = None
        #: where those p begin that were given out of turn
        self.taken: set[int] = set()
        #: where the last p ended, and the one before that which waits
        self.end_of_p = self.since = 0

    def take(self, at: int, item: Item) -> None:
        """Take in the next item."""
        if isinstance(item, Statistic):
            self._statistic(at, item)
        elif isinstance(item, Chance):
            self._chance(at, item)
        elif isinstance(item, Quantity):
            self.number = item if item.kind not in _NO_HOLDERS else self.number
        elif item.kind in ("ns", "not"):
            self._not_significant(item)

    def _statistic(self, at: int, item: Statistic) -> None:
        pair = self.by_place[item.start]
        self.waiting = [one for one in self.waiting if not one.said_ns]
        self.number = None
        if self.free is None or self.waiting or not self._joins(at, item):
            self.waiting.append(pair)
        elif isinstance(self.free, Chance):
            self.others.pop(self.free.start, None)  # no more that of the number before it
            pair.take(self.free, self.free.values, self.free.shown)
        else:
            pair.said_ns, pair.start = True, self.free.start
        self.free = None

    def _chance(self, at: int, item: Chance) -> None:
        if item.extreme or self._is_planned(item):  # "largest p = .04" is of none for sure
            return
        near = [one for one in self.waiting if self._reaches(one, item)]
        self.free, self.waiting = None, []
        tests = [one for one in near if _is_test(one.statistic) or one.statistic.kind in ("r", "rho")]
        run = self._run(at) if len(tests) > 1 else []
        if len(run) == len(tests) > 1 and not item.listed:  # "r = .32 and r = .12 (p = .001 and p = .24)"
            for pair, chance in zip(tests, run, strict=True):
                pair.take(chance, chance.values, chance.shown)
            self.taken |= {chance.start for chance in run}
        elif item.start in self.taken:
            pass
        elif near:
            self.last = _taking(near, item)
        elif item.raw and self.last is not None and item.start - self.last.end <= _NEAR_RAW:
            self.last.take(item, item.values, item.shown)  # beside a corrected one
            self.last = None
        else:
            self.since = self.end_of_p
            self.free = item
            self._to_number(item)
        self.number, self.end_of_p = None, item.end

    def _is_planned(self, item: Chance) -> bool:
        """Say whether a p is the level of a study that is planned: "power was .80 for r = .30 at p = .05"."""
        at = self.sentence.text(item.start - 1).casefold() in _AT
        return at and not self.sentence.said.isdisjoint(word_set("power"))

    def _reaches(self, pair: Pair, item: Chance) -> bool:
        """Say whether a p may be that of a test before it: not behind "ns", nor beyond a stop where nothing tells."""
        if pair.said_ns:
            return item.start - pair.end <= _BESIDE
        between = range(pair.statistic.end, min(item.start, pair.statistic.end + _NEAR_NS))
        return _is_test(pair.statistic) or not any(self.sentence.kind(at) == "stop" for at in between)

    def _leaves(self, start: int, end: int) -> bool:
        """Say whether a bracket closes between two tokens that was open at the first."""
        depth = 0
        for place in range(start, end):
            depth += (self.sentence.kind(place) == "open") - (self.sentence.kind(place) == "close")
            if depth < 0:
                return True
        return False

    def _of_another(self, chance: Chance, statistic: Statistic) -> bool:
        """Say whether a p is that of an assumption, or of the number before it: no bracket opens that goes on."""
        behind = {self.sentence.kind(place) for place in range(chance.end, statistic.start)}
        words = {self.sentence.text(place).casefold() for place in range(self.since, chance.start)}
        if "open" not in behind and not words.isdisjoint(word_set("assumption")):
            return True
        if chance.relation == "=" and not statistic.freedoms and not words.isdisjoint(word_set("chances")):
            return True  # "item 4 (p = .62, r = .31)" was as easy as that
        pair = self.others.get(chance.start)
        opens = self.sentence.kind(chance.end) == "open"  # "V = .10 for women and p < .05 (F(3, 90) = 2.79) for men"
        if pair is None or opens or pair.statistic.name in _OF_TEST:
            return False
        between = {self.sentence.kind(place) for place in range(pair.statistic.end, chance.start)}
        return "open" not in between or self.sentence.kind(chance.end) == "close"

    def _is_level(self, chance: Chance, at: int, statistic: Statistic) -> bool:
        """Say whether a p is the level that tests are held against, as in "using p < .05, t(40) = 1.50 was not"."""
        behind = self.items[at + 1] if at + 1 < len(self.items) else None
        if isinstance(behind, Remark) and behind.kind == "not" and chance.relation != "=":
            return True
        words = {self.sentence.text(place).casefold() for place in range(chance.end, statistic.start)}
        before = self.sentence.text(chance.start - 1).casefold()
        return before in word_set("level_before") or not words.isdisjoint(word_set("level_behind"))

    def _run(self, at: int) -> list[Chance]:
        """Give the p that follow each other from an item on, with hardly a word in between."""
        run: list[Chance] = []
        for item in self.items[at : at + _MOST_IN_RUN]:
            if not isinstance(item, Chance) or item.extreme or (run and item.start - run[-1].end > _BESIDE):
                break
            run.append(item)
        return run

    def _to_number(self, item: Chance) -> None:
        number = self.number
        if number is None or item.start - number.end > _NEAR_NUMBER or self._leaves(number.end, item.start):
            return
        name = self.sentence.text(number.start)
        statistic = Statistic("other", name, number.relation, number.values, number.start, number.end)
        pair = Pair(statistic, start=number.start, end=number.end)
        pair.take(item, item.values, item.shown)
        self.others[item.start] = pair

    def _not_significant(self, item: Remark) -> None:
        if self.sentence.text(item.end).casefold() in _AT and "number" in (
            self.sentence.kind(item.end + 1),
            self.sentence.kind(item.end + 2),
        ):
            return
        waits = bool(self.waiting) and not self.waiting[-1].said_ns
        if waits and not _opens(self.sentence, item) and _close(self.items, self.waiting[-1].statistic, item):
            self.waiting[-1].said_ns, self.waiting[-1].end = True, item.end
        else:
            self.free = item

    def _joins(self, at: int, statistic: Statistic) -> bool:
        """Say whether a p, or "ns", belongs to the statistic behind it: near, and it has no other."""
        free = self.free
        if free is None or statistic.start - free.end > _NEAR:
            return False
        if self.followed[at] and not (self.backward and isinstance(free, Chance)):
            return False
        if isinstance(free, Chance) and (self._of_another(free, statistic) or self._is_level(free, at, statistic)):
            return False
        begins = free.end + (isinstance(free, Remark) and self.sentence.kind(free.end) == "stop")  # the point of "n.s."
        between = [self.sentence.kind(place) for place in range(begins, statistic.start)]
        if isinstance(free, Remark) and free.kind == "not":
            return set(between) <= {"comma", "colon", "semicolon", "open"}
        if between[:1] == ["close"]:  # "(p < .05), t(40) = 1.50", "(p < .05), Welch's t(40) = 1.50"
            away = self.sentence.text(statistic.start - 1).casefold() in word_set("not_significant", "away")
            words = between.count("word")
            return words <= 1 and not away and set(between[1:]) <= {"comma", "colon", "semicolon", "open", "word"}
        return not {"close", "stop"} & set(between)


def _opens(sentence: Sentence, remark: Remark) -> bool:
    """Say whether a remark is the first of several things in brackets."""
    return sentence.kind(remark.start - 1) == "open" and sentence.kind(remark.end) not in ("close", "stop")


def _close(items: Sequence[Item], statistic: Statistic, remark: Remark) -> bool:
    between = [one for one in items if statistic.end <= one.start < remark.start]
    away = any(isinstance(one, Remark) and one.kind == "away" for one in between)
    return not away and remark.start - statistic.end <= (_NEAR_NS if remark.kind == "ns" else _NEAR_NOT)


def _taking(waiting: list[Pair], chance: Chance) -> Pair:
    """Give a p to those that wait: all of them where it is shared, else the last from which it can be recomputed."""
    ready = [one for one in waiting if is_ready(one.statistic)] or waiting
    if len(chance.listed) + 1 == len(ready) > 1:
        for pair, values in zip(ready, (chance.values, *chance.listed), strict=True):
            pair.take(chance, values, as_shown(chance, values))
    elif chance.shared and len(ready) > 1:
        for pair in ready:
            pair.take(chance, chance.values, chance.shown)
    else:
        last = _last(ready)
        last.take(chance, chance.values, chance.shown)
        return last
    return ready[-1]


def _last(ready: Sequence[Pair]) -> Pair:
    """Give the last; of a coefficient and the test just before it, the test."""
    last = ready[-1]
    if last.statistic.kind == "b" and len(ready) > 1 and last.statistic.start - ready[-2].statistic.end <= _BESIDE:
        return ready[-2]
    return last
