"""A printed p: its sign, its number, its label, whether it is of several statistics."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from evaluatie.reproduce.reported.reading.corrections import Correction
from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.items import Chance
from evaluatie.reproduce.reported.reading.lexicon import Relation, names, spans_of, word_set, words
from evaluatie.reproduce.reported.reading.limits import with_further_numbers
from evaluatie.reproduce.reported.reading.numbers import Amount
from evaluatie.reproduce.reported.reading.powers import is_no_p, power_of_ten
from evaluatie.reproduce.reported.reading.units import is_measure

#: how far before p words such as "both" and "corrected" are looked for
_BEFORE = 3
#: brackets with more tokens than these are no label of a p
_MOST_IN_LABEL = 8
_GLUED = re.compile(r"(?P<p>[pP])[-']?(?P<label>[^\W\d_][\w'-]*)")
_NUMBERED = re.compile(r"[pP](?P<side>[12])")


@dataclass
class _Label:
    """What stands between a p and its sign."""

    corrections: frozenset[Correction] = frozenset()
    raw: bool = False
    side: Literal["one", "two"] | None = None


def chance(sentence: Sentence, at: int) -> Chance | None:
    """Read a p that begins at a token.

    Parameters
    ----------
    sentence : Sentence
    at : int
        The token.

    Returns
    -------
    Chance or None
        None where none begins there.
    """
    if (printed := _of_output(sentence, at)) is not None:
        return printed
    for count, said in spans_of(sentence.words(at)):
        if names(said) == "p":
            return _chance(sentence, at, at + count, said, _Label())
    return _with_glued_label(sentence, at)


def _of_output(sentence: Sentence, at: int) -> Chance | None:
    """Read ``Prob > chi2 = 0.04``, ``Pr(>|t|) = 0.04``, ``P>|z| = 0.04`` and ``Pr = 0.04``."""
    said = sentence.text(at).casefold()
    if said not in word_set("p", "output") and not (said == "p" and sentence.text(at + 2) == "|"):
        return None
    if sentence.text(at + 1) in ("=", "<") and sentence.text(at) in ("Pr", "Prob"):  # PR is a ratio
        return _chance(sentence, at, at + 1, "p", _Label())
    bracket = sentence.kind(at + 1) == "open"
    if sentence.text(at + 1 + bracket) not in (">", ">="):
        return None
    if bracket and (closing := sentence.closing(at + 1)) is not None:
        return _chance(sentence, at, closing + 1, "p", _Label())
    signs = (place for place in range(at + 3, at + _MOST_IN_LABEL) if sentence.kind(place) == "relation")
    sign = next(signs, None)
    return None if sign is None else _chance(sentence, at, sign, "p", _Label())


def _with_glued_label(sentence: Sentence, at: int) -> Chance | None:
    """Read ``pTukey``, ``p'``, ``padj``, ``pone-tailed`` and ``p1-sided``."""
    said, label = sentence.text(at), _Label()
    numbered, glued = _NUMBERED.fullmatch(said), _GLUED.fullmatch(said)
    if said in ("p'", "P'"):
        label.corrections = frozenset({"many"})
        return _chance(sentence, at, at + 1, said, label)
    if numbered and sentence.text(at + 1) == "-" and sentence.text(at + 2).casefold() in word_set("sides", "after_1"):
        label.side = "one" if numbered["side"] == "1" else "two"
        return _chance(sentence, at, at + 3, "p", label)
    if glued and _understood(glued["label"], label):
        return _chance(sentence, at, at + 1, said, label)
    return None


def _understood(word: str, label: _Label) -> bool:
    """Take in a word of a label; False where it is not known."""
    said = word.casefold().strip("-'")
    for side in ("one", "two"):
        if said in word_set("sides", side):
            label.side = side
            return True
    for kind in ("many", "rate", "counted", "epsilon"):
        if not word_set("p", "labels", kind).isdisjoint(said.split("-")):
            label.corrections |= {kind}
            return True
    if said in word_set("p", "labels", "raw"):
        label.raw = True
        return True
    return said in word_set("p", "labels", "none")


def _chance(sentence: Sentence, start: int, at: int, said: str, label: _Label) -> Chance | None:
    at = _past_label(sentence, at, label)
    relation = sentence.relation(at)
    if relation is not None:
        at = relation[1]
    if relation is not None and sentence.text(at).casefold() in word_set("not_significant", "one"):
        return None  # "p = ns": read as such
    number = power_of_ten(sentence, at) or sentence.number(at)
    if number is None or (relation is None and not number[2].startswith((".", ",", "0"))):
        return None
    if is_measure(sentence, number[1]) or is_no_p(sentence, number):
        return None
    sign: Relation | None = relation[0] if relation else None
    if relation is None and sentence.text(at - 1).casefold() in word_set("fillers") | word_set("p", "valued"):
        sign = "="  # "p value .019"
    made = Chance(sign, number[0], start, number[1], f"{sign or '?'} {number[2]}")
    made.corrections, made.raw, made.side = label.corrections, label.raw, label.side
    if sentence.kind(made.end) == "other" and sentence.text(made.end) == "%":
        made.values, made.shown = _hundredths(made.values), f"{made.shown}%"
        made.end += 1
    return _with_words(sentence, with_further_numbers(sentence, made), said)


def _past_label(sentence: Sentence, at: int, label: _Label) -> int:
    """Go past all that may stand between a p and its sign, and take in what it says."""
    while step := _step(sentence, at, label):
        at += step
    return at


def _step(sentence: Sentence, at: int, label: _Label) -> int:
    if sentence.kind(at) == "open":
        return _brackets(sentence, at, label)
    if sentence.text(at) == "/" and sentence.text(at + 1) == "2" and sentence.kind(at + 2) == "relation":
        label.side = "one"
        return 2
    if sentence.text(at) in (".", "-") and not sentence.tokens[at].spaced and _understood(sentence.text(at + 1), label):
        return 2
    if sentence.text(at) == "." and sentence.kind(at + 1) in ("relation", "open"):
        return 1  # Sig.
    if sentence.text(at) in ("1", "2") and sentence.text(at + 1) == "-":
        return 3 * _sided(sentence.text(at), sentence.text(at + 2), label)
    if sentence.kind(at) != "word":
        return 0
    for count, said in spans_of(sentence.words(at), 2):
        if said.casefold() in word_set("sides", "one") | word_set("sides", "two") or count == 1:
            fits = sentence.kind(at + count) in ("relation", "open") or said.casefold() in word_set("fillers")
            return count if fits and (said.casefold() in word_set("fillers") or _understood(said, label)) else 0
    return 0


def _sided(count: str, word: str, label: _Label) -> bool:
    if word.casefold() not in word_set("sides", "after_1"):
        return False
    label.side = "one" if count == "1" else "two"
    return True


def _brackets(sentence: Sentence, at: int, label: _Label) -> int:
    """Read the label in ``p (one-tailed)``, ``p(1)``, ``p[adj]``, ``p (2-tailed)``."""
    closing = sentence.closing(at)
    if closing is None or any(sentence.kind(one) == "relation" for one in range(at, closing)):
        return 0
    inner = range(at + 1, closing)
    said = [sentence.text(one) for one in inner]
    numbered = said[0] if said else ""
    if numbered in ("1", "2") and (len(said) == 1 or said[-1].casefold() in word_set("sides", "after_1")):
        label.side = "one" if numbered == "1" else "two"
    else:
        known = [_understood(" ".join(said), label)]
        known += [_understood(sentence.text(one), label) for one in inner if sentence.kind(one) == "word"]
        if not any(known) and len(said) <= _MOST_IN_LABEL:
            label.corrections |= {"labelled"}
    return closing + 1 - at


def _hundredths(values: tuple[Amount, ...]) -> tuple[Amount, ...]:
    return tuple(Amount(one.number.scaleb(-2)) for one in values)


def _with_words(sentence: Sentence, made: Chance, said: str) -> Chance:
    before = {sentence.text(at).casefold() for at in range(max(0, made.start - _BEFORE), made.start)}
    plural = said in words()["p"]["plural"] or said.casefold() in word_set("p", "plural")
    made.shared |= plural or bool(before & word_set("all"))
    made.extreme = _is_extreme(sentence, made.start)
    called = _words_before(sentence, made.start)
    said_before = {part for word in called for part in word.split("-")}
    for kind in ("many", "rate", "counted", "epsilon"):
        if not said_before.isdisjoint(word_set("corrections", kind)):
            made.corrections |= {kind}
    behind = sentence.text(made.end + (sentence.kind(made.end) in ("open", "comma"))).casefold()
    made.raw |= not {*called, behind}.isdisjoint(word_set("corrections", "raw"))
    general = not said_before.isdisjoint(word_set("corrections", "general"))
    if (general and not made.corrections) or _called_corrected(sentence, made.end):
        made.corrections |= {"many"}
    return made


def _is_extreme(sentence: Sentence, at: int) -> bool:
    """Say whether "smallest" or the like is said of a p itself: "smallest p", "largest adjusted p"."""
    before = sentence.text(at - 1).casefold()
    skipped = before in word_set("corrections", "general") | word_set("corrections", "raw")
    return sentence.text(at - 1 - skipped).casefold() in word_set("extreme")


def _words_before(sentence: Sentence, at: int) -> set[str]:
    """Give the words right before a p, up to a sign."""
    found: set[str] = set()
    while len(found) < _BEFORE and sentence.kind(at - 1) == "word":
        at -= 1
        found.add(sentence.text(at).casefold())
    return found


def _called_corrected(sentence: Sentence, at: int) -> bool:
    """Say whether "corrected" stands behind a p and nothing is said of what for, as in ``p = .09 (corrected)``."""
    at += sentence.kind(at) in ("open", "comma")
    said = sentence.text(at).casefold() in word_set("corrections", "general")
    return said and sentence.kind(at + 1) in ("close", "comma", "semicolon", "stop", "")
