"""Printed p with which no statistic was read, which are told of rather than passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.items import Chance, Item
from evaluatie.reproduce.reported.reading.lexicon import word_set
from evaluatie.reproduce.reported.reading.pair import Pair

#: levels that tests are held against
_LEVELS = (0.1, 0.05, 0.01, 0.005, 0.001, 0.0001)
#: below a larger one no result is, but variables that are kept
_LARGEST_LEVEL = 0.1
#: "at p < .05", "op p = ,05"
_AT = ("at", "op", "bij", "of", "van")
#: so near before a p words tell what it is
_NEAR = 6


def unread_chances(sentence: Sentence, items: Sequence[Item], pairs: Sequence[Pair]) -> Iterator[Chance]:
    """Give the p of a sentence that have no statistic, but for levels and second p of the same test.

    Parameters
    ----------
    sentence : Sentence
    items : sequence of Item
        What it reports.
    pairs : sequence of Pair
        What was paired.
    """
    paired = {one.chance.start for one in pairs if one.chance is not None}
    chances = [item for item in items if isinstance(item, Chance)]
    for at, chance in enumerate(chances):
        beside = (*chances[max(0, at - 1) : at], *chances[at + 1 : at + 2])
        if chance.start in paired or chance.extreme or _is_level(sentence, chance):
            continue
        if not any(one.start in paired and _adjoins(sentence, one, chance) for one in beside):
            yield chance


def _is_level(sentence: Sentence, chance: Chance) -> bool:
    """Say whether a p is a level, as in "at p < .05", or none of a test, as of a coin."""
    level = chance.values[0].value in _LEVELS
    before, behind = sentence.text(chance.start - 1).casefold(), sentence.kind(chance.end)
    alone = sentence.kind(chance.start - 1) == "open" and behind == "close"
    if level and (before in _AT or (chance.relation != "=" and not alone)):
        return True
    if chance.relation in ("<", "<=") and chance.values[0].value > _LARGEST_LEVEL:
        return True
    near = range(max(0, chance.start - _NEAR), min(len(sentence.tokens), chance.end + _NEAR))
    words = {sentence.text(at).casefold() for at in near}
    return not words.isdisjoint(word_set("level_behind") | word_set("chances") | word_set("power"))


def _adjoins(sentence: Sentence, one: Chance, other: Chance) -> bool:
    """Say whether no number stands between two p, so that both are of the same test."""
    first, second = sorted((one, other), key=lambda chance: chance.start)
    return not any(sentence.kind(at) == "number" for at in range(first.end, second.start))
