"""Degrees of freedom and numbers of people in the brackets of a statistic."""

from __future__ import annotations

from dataclasses import dataclass, field

from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.items import Freedom
from evaluatie.reproduce.reported.reading.lexicon import names
from evaluatie.reproduce.reported.reading.numbers import count_of, df_readings, split_pair

#: how many degrees of freedom a statistic has
WANTED = {"F": 2, "t": 1, "r": 1, "rho": 1, "chi2": 1, "Q": 1, "H": 1, "Wald": 1, "q": 2, "D": 1}


@dataclass
class Inside:
    """What stands in brackets.

    Attributes
    ----------
    freedoms : list of tuple of Amount
        The ways to read the degrees of freedom; none where they are not there.
    counts : list of int
        Numbers of people.
    doubt : str or None
        Why it cannot be read.
    """

    freedoms: list[Freedom] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    doubt: str | None = None


def inside(sentence: Sentence, start: int, end: int, kind: str) -> Inside | None:
    """Read what stands in the brackets of a statistic.

    Parameters
    ----------
    sentence : Sentence
    start, end : int
        The first token in the brackets, and the one that closes them.
    kind : str
        Of which statistic.

    Returns
    -------
    Inside or None
        None where no number stands there: the brackets hold a remark.
    """
    plain: list[str] = []
    counts: list[int] = []
    at = start
    while at < end:
        if sentence.kind(at) == "number":
            said = _after_comma(sentence, at) if plain else None
            plain.append(said or _spaced_out(sentence, at))
            at += said is None and plain[-1] != sentence.text(at)
        elif sentence.kind(at) == "word" and _named(sentence, at) == "quantity:n":
            found = sentence.relation(at + 1)
            number = found and sentence.text(found[1])
            if found is not None and (count := count_of(_spaced_out(sentence, found[1]))) is not None:
                counts.append(count)
                at = found[1] + (1 if number == str(count) or "," in str(number) or "." in str(number) else 2) - 1
        elif sentence.kind(at) == "sign":
            return None
        at += 1
    return _read(plain, counts, kind, sentence) if plain or counts else None


def _named(sentence: Sentence, at: int) -> str | None:
    return names(sentence.text(at))


def _spaced_out(sentence: Sentence, at: int) -> str:
    """Give a count whose thousands are parted by a space as one number."""
    first, second = sentence.text(at), sentence.text(at + 1)
    follows = sentence.kind(at) == sentence.kind(at + 1) == "number" and len(second) == 3 and second.isdigit()
    return first + second if follows and first.isdigit() and len(first) <= 3 else first


def _after_comma(sentence: Sentence, at: int) -> str | None:
    """Give the second number of ``F(1 ,98)``, whose comma came to stand at it."""
    torn = sentence.kind(at - 1) == "number" and sentence.text(at).startswith(",") and sentence.tokens[at].spaced
    return sentence.text(at)[1:] if torn else None


def _read(plain: list[str], counts: list[int], kind: str, sentence: Sentence) -> Inside:
    wanted, style = WANTED.get(kind, 1), sentence.style
    if not plain:
        return Inside(counts=counts)
    if wanted == 2:
        return _two(plain, counts, sentence)
    if len(plain) == 2 and kind in ("chi2", "Q", "H", "Wald") and not counts and count_of(plain[1]) is not None:
        return Inside([(one,) for one in df_readings(plain[0], style)], [count_of(plain[1]) or 0])
    if kind == "t" and (behind := _behind_one(plain)) is not None:
        either = df_readings(plain[0], style) if len(plain) == 1 and style != "." else ()
        return Inside([(one,) for one in (*either, *df_readings(behind, style))], counts)
    if len(plain) > 1:
        return Inside(counts=counts, doubt="many_df")
    freedoms: list[Freedom] = [(one,) for one in df_readings(plain[0], style)]
    if kind in ("chi2", "H") and plain[0].count(",") == 1 and not plain[0].startswith(","):
        # chi2(1,90): one degree of freedom, ninety people
        freedoms = [(first,) for first, second in split_pair(plain[0], style) if second.whole][:1] + (
            freedoms if style != "." else []
        )
    return Inside(freedoms, counts, None if freedoms else "many_df")


def _behind_one(plain: list[str]) -> str | None:
    """Give the second of ``t(1, 58)``, written as if it were the square's F."""
    if len(plain) == 2:
        return plain[1] if plain[0] == "1" else None
    first, comma, second = plain[0].partition(",")
    written = first == "1" and comma and second.isdigit() and len(second) != len("000")
    return second if len(plain) == 1 and written else None


def _two(plain: list[str], counts: list[int], sentence: Sentence) -> Inside:
    style = sentence.style
    if len(plain) == 1:
        pairs = split_pair(plain[0], style)
    elif len(plain) == 2:
        pairs = [(a, b) for a in df_readings(plain[0], style) for b in df_readings(plain[1], style)]
    else:
        pairs = []
    every: list[Freedom] = list(pairs)
    likely = [pair for pair in every if min(one.value for one in pair) >= 1]  # no test has fewer than one
    return Inside(likely or every, counts, None if pairs else "two_df")
