"""A sentence, gone through once: every statistic, p, named number and remark in it."""

from __future__ import annotations

from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.heads import statistic
from evaluatie.reproduce.reported.reading.items import Item, Quantity, Remark
from evaluatie.reproduce.reported.reading.lexicon import names, spans_of, word_set
from evaluatie.reproduce.reported.reading.numbers import Amount, split_pair
from evaluatie.reproduce.reported.reading.printedp import chance

_INDICES = ("cfi", "tli", "nfi", "ifi", "rmsea", "srmr")
#: so many words R needs for an alternative hypothesis
_MOST_IN_ALTERNATIVE = 14
_OPERATORS = ("-", "+", "/", "×")


def items_of(sentence: Sentence) -> list[Item]:
    """Find what a sentence reports.

    Parameters
    ----------
    sentence : Sentence

    Returns
    -------
    list of Statistic, Chance, Quantity or Remark
        In the order of the sentence; none overlaps another.

    Examples
    --------
    >>> from evaluatie.reproduce.reported.reading.tokens import tokens_of
    >>> found = items_of(Sentence(tokens_of("t(28) = 2,20, d = 0,82, p = ,036, eenzijdig"), ","))
    >>> [type(one).__name__ for one in found]
    ['Statistic', 'Quantity', 'Chance', 'Remark']
    """
    found: list[Item] = []
    at = 0
    while at < len(sentence.tokens):
        item = _item(sentence, at)
        if item is not None:
            found.append(item)
        at = max(at + 1, item.end if item is not None else 0)
    return found


def _item(sentence: Sentence, at: int) -> Item | None:
    if sentence.kind(at) not in ("word", "number"):
        return None
    if sentence.kind(at) == "number":
        return _sided(sentence, at) or _freedom_first(sentence, at)
    known = chance(sentence, at) or statistic(sentence, at) or _quantity(sentence, at) or _remark(sentence, at)
    return known or _unread(sentence, at)


def _sided(sentence: Sentence, at: int) -> Remark | None:
    """Read ``1-tailed`` and ``2-sided``."""
    after = at + 1 + (sentence.kind(at + 1) == "sign")
    if sentence.text(at) in ("1", "2") and sentence.text(after).casefold() in word_set("sides", "after_1"):
        return Remark("one" if sentence.text(at) == "1" else "two", at, after + 1)
    return None


def _freedom_first(sentence: Sentence, at: int) -> Quantity | None:
    """Read ``27 degrees of freedom``, ``27 df`` and ``2 and 45 degrees of freedom``."""
    first = sentence.number(at)
    if first is None:
        return None
    joined = first[1] + (sentence.text(first[1]).casefold() in (*word_set("joining"), ","))
    second = sentence.number(joined) if joined > first[1] and sentence.kind(joined) == "number" else None
    after = second[1] if second else first[1]
    for count, said in spans_of(sentence.words(after)):
        if names(said) == "quantity:df" and not sentence.relation(after + count, spoken=False):
            made = Quantity("df", "=", first[2], first[0], at, after + count)
            made.second = second[0] if second else ()
            return made
    return None


def _quantity(sentence: Sentence, at: int) -> Quantity | None:
    for count, said in spans_of(sentence.words(at)):
        found = names(said)
        if found is None or not found.startswith("quantity:"):
            continue
        bare_df = found == "quantity:df" and sentence.kind(at + count + (sentence.text(at + count) == ".")) == "number"
        stop = sentence.text(at + count) == "." and (bare_df or sentence.kind(at + count + 1) == "relation")
        after = at + count + stop
        # "SE B =", "d (Cohen) ="
        relation = sentence.relation(after) or (
            sentence.relation(after + 1) if len(sentence.text(after)) == 1 else None
        )
        if (
            relation is None
            and found.removeprefix("quantity:") in _INDICES
            and sentence.text(after)[:1] in (".", "0", ",")
        ):
            relation = ("=", after)  # "NFI .900, CFI .951"
        number = sentence.number(relation[1]) if relation else None
        listed = sentence.kind(after) == "comma" and sentence.kind(after + 1) == "number"
        if relation is None and found == "quantity:unsigned" and (sentence.kind(after) == "number" or listed):
            relation, number = ("=", after + listed), sentence.number(after + listed)  # "HR 1.52", "hazard ratio, 0.74"
        if relation is None and bare_df:
            relation, number = ("=", after), sentence.number(after)  # "df 58", "d.f. 1,98"
        if number is not None and sentence.text(number[1]) == "/" and found == "quantity:df":
            return _parted_by_slash(sentence, at, number)
        if number is not None and sentence.text(number[1]) in _OPERATORS:
            return None  # a formula
        if relation is not None and number is None and found == "quantity:df":
            return _pair_of_df(sentence, at, relation[1])
        if relation is None or number is None:
            return None
        made = Quantity(found.removeprefix("quantity:"), relation[0], number[2], number[0], at, number[1])
        return _with_second(sentence, made)
    return None


def _parted_by_slash(sentence: Sentence, start: int, first: tuple[tuple[Amount, ...], int, str]) -> Quantity | None:
    """Read ``df = 2/45``."""
    second = sentence.number(first[1] + 1)
    return Quantity("df", "=", first[2], first[0], start, second[1], second[0]) if second else None


def _unread(sentence: Sentence, at: int) -> Quantity | None:
    """Read a number with a name that is not known, such as ``RR = 1.2`` or ``ICC(2,1) = .81``."""
    after = at + 1
    closing = sentence.closing(after) if sentence.kind(after) == "open" else None
    if closing is not None and not any(sentence.kind(one) == "relation" for one in range(after, closing)):
        after = closing + 1
    relation = sentence.relation(after, spoken=False)
    number = sentence.number(relation[1]) if relation else None
    if relation is None or number is None:
        return None
    return Quantity("unread", relation[0], number[2], number[0], at, number[1])


def _pair_of_df(sentence: Sentence, start: int, at: int) -> Quantity | None:
    """Read ``df = 1.5,27.3``."""
    text = sentence.text(at)
    pairs = split_pair(text, sentence.style) if sentence.kind(at) == "number" else []
    return Quantity("df", "=", text, (pairs[0][0],), start, at + 1, (pairs[0][1],)) if pairs else None


def _with_second(sentence: Sentence, made: Quantity) -> Quantity:
    """Take in the second number of ``df = 2, 45``."""
    parted = sentence.kind(made.end) in ("comma", "semicolon")
    if made.kind == "df" and (parted or sentence.text(made.end).casefold() in word_set("joining")):
        number = sentence.number(made.end + 1) if sentence.kind(made.end + 1) == "number" else None
        if number is not None and sentence.kind(number[1]) not in ("relation",):
            made.second, made.end = number[0], number[1]
    return made


def _alternative(sentence: Sentence, at: int) -> Remark | None:
    """Read R's "alternative hypothesis: true difference in means is greater than 0", and "alternative = greater"."""
    if sentence.text(at + 1).casefold() not in ("hypothesis", "="):
        return None
    for place in range(at + 1, at + _MOST_IN_ALTERNATIVE):
        if sentence.text(place).casefold() in word_set("sides", "towards"):
            return Remark("one", at, place + 1)
    return None


def _remark(sentence: Sentence, at: int) -> Remark | None:
    word = sentence.text(at).casefold()
    two = " ".join(sentence.words(at, 2)).casefold()
    if word == "alternative" and (told := _alternative(sentence, at)) is not None:
        return told
    for side in ("one", "two"):
        for length, said in spans_of(sentence.words(at, 2)):
            if said.casefold() in word_set("sides", side):
                return Remark(side, at, at + length)
    if word in word_set("sides", "reject"):
        return Remark("two", at, at + 1)
    if two in word_set("not_significant", "two"):
        return Remark("not", at, at + 2)
    if word in word_set("not_significant", "prose"):
        return Remark("not", at, at + 1)
    if word in word_set("not_significant", "one"):
        return Remark("ns", at, at + 1)
    if word in word_set("not_significant", "away"):
        return Remark("away", at, at + 1)
    return Remark("order", at, at + 1) if word in word_set("in_order") else None
