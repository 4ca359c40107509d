"""A test statistic: its name, its degrees of freedom, its sign and its value."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evaluatie.reproduce.reported.reading.brackets import WANTED, Inside, inside
from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.items import Freedom, Statistic
from evaluatie.reproduce.reported.reading.lexicon import names, spans_of, word_set, words
from evaluatie.reproduce.reported.reading.numbers import df_readings, split_pair
from evaluatie.reproduce.reported.reading.units import is_measure

_WITH_DIGITS = re.compile(r"(?P<name>\D+?)(?P<digits>\d+)")
#: a digit behind a name that may count waves or studies as well as degrees of freedom
_LABELS = 3

#: statistics with their degrees of freedom as a subscript, and those that are numbered; r2 is another thing
_WITH_SUFFIX = ("statistic:t", "statistic:F", "statistic:chi2", "statistic:r")
#: r12 is the correlation of the first and the second variable, and r2 another thing
_LEAST_BEHIND_R = 30
#: letters whose square may have come apart from them
_SQUARED = ("χ", "chi", "X", "Δχ")
_NUMBERED = ("statistic:b", "statistic:z")
#: names of a correlation that are longer are words
_LONGEST_LETTER = 8
#: so near behind a name that is a test's only with degrees of freedom these stand
_NEAR_DF = 10
#: statistics of which a value without a sign is read where their degrees of freedom are named behind it
_BARE = ("t", "F", "chi2", "r")


@dataclass
class _Name:
    kind: str
    written: str
    after: int
    suffix: str = ""

    @property
    def spoken(self) -> bool:
        """Whether it is a word for a correlation, and no letter."""
        return self.kind == "r" and len(self.written) > _LONGEST_LETTER


def statistic(sentence: Sentence, at: int) -> Statistic | None:
    """Read a test statistic that begins at a token.

    Parameters
    ----------
    sentence : Sentence
    at : int
        The token.

    Returns
    -------
    Statistic or None
        None where none begins there, or its value does not follow.
    """
    name = _name(sentence, at)
    if name is None:
        return None
    after, found = _freedom(sentence, name)
    after += sentence.text(after) == "|"  # "|t(27)| ="
    relation = sentence.relation(after)
    if relation is None and found.freedoms and not name.suffix and "." in sentence.text(after):
        relation = ("=", after)  # the sign was lost, as it often is where text is taken from a PDF
    bare = relation is None and _is_bare_value(sentence, name, after)
    if bare:
        relation = ("=", after)
    if relation is None:
        return None
    number = sentence.number(relation[1])
    if number is None or is_measure(sentence, number[1]):
        return None
    if name.spoken and number[2].removeprefix("-")[:1] not in (".", ",", "0"):
        return None  # "a correlation of 3 items"
    made = Statistic(name.kind, name.written, relation[0], number[0], at, number[1], bare=bare)
    made.freedoms, made.counts, made.doubt = found.freedoms, found.counts, found.doubt
    if made.kind == "b":
        made.freedoms = []  # b(2) is a second coefficient as often as one with two degrees of freedom
    made.kind = _told_apart(sentence, made) if not name.spoken else _correlation(sentence, at)
    return _freedom_behind(sentence, made) if not made.freedoms and made.doubt is None else made


def _is_bare_value(sentence: Sentence, name: _Name, at: int) -> bool:
    """Say whether a value stands right behind a name and the rest of a result follows: ``t 2.41, df 58``."""
    if name.kind not in _BARE or name.suffix or sentence.kind(at + (sentence.kind(at) == "sign")) != "number":
        return False
    number = sentence.number(at)
    parted = number is not None and sentence.kind(number[1]) in ("comma", "semicolon", "open")
    return parted and number is not None and not number[0][0].whole and _df_near(sentence, number[1])


def _df_near(sentence: Sentence, at: int) -> bool:
    """Say whether degrees of freedom, or n, are named soon."""
    for place in range(at, at + _NEAR_DF):
        if any(names(said) in ("quantity:df", "quantity:n") for _, said in spans_of(sentence.words(place))):
            return True
    return False


def _correlation(sentence: Sentence, at: int) -> str:
    """Say of which kind a correlation in words is: "rank correlation", "intraclass correlation"."""
    before = {part for place in (at - 2, at - 1) for part in sentence.text(place).casefold().split("-")}
    if "point" not in before and not before.isdisjoint(word_set("correlations", "other")):
        return "other"
    return "rho" if not before.isdisjoint(word_set("correlations", "rank")) else "r"


def _told_apart(sentence: Sentence, made: Statistic) -> str:
    """Say of which statistic a letter of several is, as far as the sentence tells."""
    said = sentence.said
    if made.kind == "D":
        return "chi2" if said & word_set("deviance") else "other"
    if made.kind == "W" and said & word_set("wald"):
        return "Wald"
    if made.kind == "z" and said & word_set("kolmogorov"):
        return "other"
    return made.kind


def _name(sentence: Sentence, at: int) -> _Name | None:
    said = sentence.words(at)
    for count, joined in spans_of(said):
        after = at + count
        if count == 1 and joined in _SQUARED and _is_square(sentence, after):
            joined, after = f"{joined}2", after + 1  # the square came apart from its letter
        with_df = sentence.kind(after) == "open" and sentence.kind(after + 1) == "number"
        named = with_df or (sentence.kind(after) == "relation" and _df_near(sentence, after + 2))
        found = names(joined, with_df=named) or _without_filler(joined) or (_labelled(joined) if with_df else None)
        if found is not None:
            return _named(sentence, found, joined, after)
    parts = _WITH_DIGITS.fullmatch(said[0]) if said else None
    if parts is None or names(parts["name"]) is None:
        return None
    found = names(parts["name"])
    suffix = "" if found in _NUMBERED else parts["digits"]
    if found == "statistic:r" and int(suffix) < _LEAST_BEHIND_R:
        return None
    return _named(sentence, found, said[0], at + 1, suffix) if found in _WITH_SUFFIX or found in _NUMBERED else None


def _without_filler(written: str) -> str | None:
    """Say what "F-waarde" and "chi-kwadraat-toets" are names of."""
    base, _, filler = written.rpartition("-")
    return names(base) if base and filler.casefold() in word_set("fillers") else None


def _labelled(written: str) -> str | None:
    """Say what a letter with a label is, such as QBetween; F needs a capital behind it, since Figure is a word."""
    kind = words()["labelled"].get(written[0])
    fits = kind is not None and len(written) > 1 and (kind == "Q" or written[1].isupper())
    return f"statistic:{kind}" if fits else None


def _is_square(sentence: Sentence, at: int) -> bool:
    return sentence.text(at) == "2" and sentence.kind(at + 1) != "relation"


def _named(sentence: Sentence, found: str, written: str, after: int, suffix: str = "") -> _Name | None:
    if not found.startswith("statistic:"):
        return None
    kind = found.removeprefix("statistic:")
    # "χ2diff", "t-value", "F'": a label that follows at once, or a word such as "value"
    while step := _filler(sentence, after, kind):
        after += step
    if sentence.text(after) == "|" or (sentence.text(after) == "." and sentence.kind(after + 1) == "relation"):
        after += 1
    return _Name(kind, written, after, suffix)


def _filler(sentence: Sentence, at: int, kind: str) -> int:
    """Count the tokens of a label or filler: 0 where there is none."""
    sign = sentence.text(at) == "-" and not sentence.tokens[at].spaced
    word = at + sign
    if sentence.kind(word) != "word":
        return 0
    attached = kind == "chi2" and not sign and not sentence.tokens[word].spaced
    return 1 + sign if attached or sentence.text(word).casefold() in word_set("fillers") else 0


def _freedom(sentence: Sentence, name: _Name) -> tuple[int, Inside]:
    """Read degrees of freedom before the sign, and give the token behind them."""
    at = name.after
    for _ in range(2):  # brackets with a remark may come first
        closing = sentence.closing(at) if sentence.kind(at) == "open" else None
        if closing is None:
            break
        found = inside(sentence, at + 1, closing, name.kind)
        at = closing + 1
        if found is not None:
            return at, found
    if name.suffix:
        return _from_suffix(sentence, name, at)
    if sentence.kind(at) == "number" and name.kind in WANTED:
        freedoms, after = _bare(sentence, at, name.kind)
        if freedoms and sentence.relation(after, spoken=False):
            return after, Inside(freedoms)
    return at, Inside()


def _from_suffix(sentence: Sentence, name: _Name, at: int) -> tuple[int, Inside]:
    """Read the digits that are written onto a name: t27, F2,45."""
    written = name.suffix
    if name.kind == "F":
        if sentence.text(at).startswith((",", ".")) and len(sentence.text(at)) > 1:
            written, at = written + sentence.text(at), at + 1
        if sentence.kind(at) in ("comma", "semicolon") and sentence.kind(at + 1) == "number":
            pairs = [
                (a, b)
                for a in df_readings(written, sentence.style)
                for b in df_readings(sentence.text(at + 1), sentence.style)
            ]
            return at + 2, Inside(list(pairs), doubt=None if pairs else "two_df")
        pairs = split_pair(written, sentence.style)
        return at, Inside(list(pairs), doubt=None if pairs else "two_df")
    if sentence.kind(at) == "number" and not sentence.tokens[at].spaced:  # t27.3
        written, at = written + sentence.text(at), at + 1
    if name.kind == "chi2" and written.startswith("2") and len(written) > 1:  # the square, then a subscript
        return at, Inside([(one,) for text in (written[1:], written) for one in df_readings(text, sentence.style)])
    if written.isdigit() and int(written) <= _LABELS and name.kind == "t":
        return at, Inside([(one,) for one in df_readings(written, sentence.style)], doubt="label")
    return at, Inside([(one,) for one in df_readings(written, sentence.style)])


def _bare(sentence: Sentence, at: int, kind: str) -> tuple[list[Freedom], int]:
    """Read degrees of freedom without brackets: ``t 27 =``, ``F 2, 45 =``."""
    style, text = sentence.style, sentence.text(at)
    if kind != "F":
        return [(one,) for one in df_readings(text, style)], at + 1
    if sentence.kind(at + 1) in ("comma", "semicolon") and sentence.kind(at + 2) == "number":
        pairs = [(a, b) for a in df_readings(text, style) for b in df_readings(sentence.text(at + 2), style)]
        return list(pairs), at + 3
    return list(split_pair(text, style)), at + 1


def _freedom_behind(sentence: Sentence, made: Statistic) -> Statistic:
    """Read brackets right behind the value: ``t = 2.15 (27)``, ``F = 3.2 (2, 45)``, ``(27 df)``."""
    if sentence.kind(made.end) != "open" or made.kind not in WANTED:
        return made
    closing = sentence.closing(made.end)
    if closing is None:
        return made
    kinds = {sentence.kind(at) for at in range(made.end + 1, closing)}
    words_in = [sentence.text(at) for at in range(made.end + 1, closing) if sentence.kind(at) == "word"]
    if kinds <= {"number", "comma", "semicolon"} or (words_in in (["df"], ["d.f"], ["vg"]) and "relation" not in kinds):
        found = inside(sentence, made.end + 1, closing, made.kind)
        if found is not None and found.doubt is None:
            made.freedoms, made.end = found.freedoms, closing + 1
    return made
