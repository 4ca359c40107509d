"""Sentences with printed tests, right and wrong, each with its truth, and sentences with numbers that are no tests.

Made from a seed, in Dutch and English, to judge the parser of printed statistics. The phrasings are those of papers,
theses and reports; the parser was not written against them, nor they against the parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from reproduce.sentences import mistakes
from reproduce.sentences.clauses import clause, patterns, phrases
from reproduce.sentences.drawing import KINDS, SHARES, Drawn, draw
from reproduce.sentences.truth import Kind, Test, Verdict, attainable, significant, verdict
from reproduce.sentences.writing import HOW_OFTEN, TYPINGS, Style, style, typed

Group = Literal["right", "wrong", "truncated", "none"]
#: how many sentences of each group
NUMBERS: dict[Group, int] = {"right": 3200, "wrong": 2200, "truncated": 250, "none": 800}
_DRAWN = re.compile(r"<(?:int (\d+) (\d+)|(year))>")


@dataclass(frozen=True)
class Expected:
    """What must be found: degrees of freedom, value and p as printed, and the verdict (None: not scored)."""

    kind: Kind
    df: tuple[float, ...]
    value: float
    p: float
    verdict: Verdict | None
    test: Test
    mistake: str | None = None


@dataclass(frozen=True)
class Sentence:
    """A sentence, what stands in it, and how it was made."""

    text: str
    language: str
    group: Group
    expected: tuple[Expected, ...]
    shapes: tuple[str, ...]


def sentences(seed: int, group: Group, number: int | None = None) -> list[Sentence]:
    """Make the sentences of a group; the same seed gives the same sentences."""
    rng = np.random.default_rng([seed, list(NUMBERS).index(group)])
    make: Callable[[np.random.Generator, str], Sentence | None] = _none if group == "none" else _maker(group)
    made: list[Sentence] = []
    while len(made) < (NUMBERS[group] if number is None else number):
        sentence = make(rng, "nl" if len(made) % 2 else "en")
        if sentence is not None:
            made.append(sentence)
    return made


def _maker(group: Group) -> Callable[[np.random.Generator, str], Sentence | None]:
    def make(rng: np.random.Generator, language: str) -> Sentence | None:
        drawn = [_right(rng)]
        if drawn[0].test.tails == 2 and rng.random() < 0.2:  # one-sided tests stand alone: of which would it be said?
            drawn.append(draw(rng, KINDS[int(rng.choice(len(KINDS), p=SHARES))]))
        labels: list[str | None] = [None] * len(drawn)
        if group != "right":
            at = int(rng.integers(len(drawn)))
            changed = _wrong(rng, drawn[at]) if group == "wrong" else _cut(drawn[at])
            if changed is None:
                return None
            drawn[at], labels[at] = changed
        return _sentence(rng, language, group, drawn, labels)

    return make


def _right(rng: np.random.Generator) -> Drawn:
    kind = KINDS[int(rng.choice(len(KINDS), p=SHARES))]
    return draw(rng, kind, 1 if kind in {"t", "r"} and rng.random() < 0.08 else 2)


def _wrong(rng: np.random.Generator, drawn: Drawn) -> tuple[Drawn, str] | None:
    """Make a mistake in a test; None where it cannot be made, or where its truth is open to argument."""
    name = list(mistakes.MISTAKES)[int(rng.integers(len(mistakes.MISTAKES)))]
    test = mistakes.MISTAKES[name](drawn.test, drawn.p, rng)
    if test is None or test == drawn.test or verdict(test) in {None, "consistent"}:
        return None
    if test.tails == 1 and attainable(replace(test, tails=2)):  # the two-sided p beside the word one-sided
        return None
    return replace(drawn, test=test), name


def _cut(drawn: Drawn) -> tuple[Drawn, str] | None:
    test = mistakes.truncated(drawn.test, drawn.p)
    return None if test is None or attainable(test) else (replace(drawn, test=test), "truncated")


def _sentence(
    rng: np.random.Generator, language: str, group: Group, drawn: list[Drawn], labels: list[str | None]
) -> Sentence:
    way, frames = style(rng, language), phrases(f"frames.{language}")
    typing = TYPINGS[int(rng.choice(len(TYPINGS), p=HOW_OFTEN))]
    shapes = [str(rng.choice(patterns(one.test.kind, language, one.test.tails))) for one in drawn]
    clauses = [
        typed(clause(one, shape, way, language, rng), typing, rng) for one, shape in zip(drawn, shapes, strict=True)
    ]
    said = {True: "significant", False: "not"}.get(significant(drawn[0].test.p), "any")  # type: ignore[arg-type]
    if len(clauses) == 2:
        frame = str(rng.choice(frames["two"])).replace("{c1}", clauses[0]).replace("{c2}", clauses[1])
    else:
        frame = str(rng.choice(frames[said if rng.random() < 0.3 else "any"])).replace("{c}", clauses[0])
    around = [
        prose
        for prose in phrases(f"none.{language}")  # what is said of all tests must not gainsay what is said of one
        if drawn[0].test.tails == 2 or not {"two-tailed", "tweezijdig"} & set(prose.split())
    ]
    parts = [frame]
    if rng.random() < 0.2:
        parts.insert(0, str(rng.choice(around)))
    if rng.random() < 0.2:
        parts.append(str(rng.choice(around)))
    expected = tuple(_expected(one, group, label) for one, label in zip(drawn, labels, strict=True))
    return Sentence(_filled(" ".join(parts), way, rng), language, group, expected, tuple(shapes))


def _expected(drawn: Drawn, group: Group, mistake: str | None) -> Expected:
    test = drawn.test
    truth = None if mistake == "truncated" else verdict(test)
    return Expected(test.kind, test.df, test.value.value, test.p.number.value, truth, test, mistake)


def _none(rng: np.random.Generator, language: str) -> Sentence:
    pool = phrases(f"none.{language}")
    chosen = rng.choice(len(pool), size=int(rng.integers(1, 4)), replace=False)
    return Sentence(_filled(" ".join(pool[at] for at in chosen), style(rng, language), rng), language, "none", (), ())


def _filled(prose: str, way: Style, rng: np.random.Generator) -> str:
    def drawn(found: re.Match[str]) -> str:
        if found[3]:
            return str(rng.integers(1991, 2025))
        return str(rng.integers(int(found[1]), int(found[2]) + 1))

    return way.filled(_DRAWN.sub(drawn, prose))


def everything(seed: int) -> Iterator[Sentence]:
    """Go through the sentences of all groups."""
    for group in NUMBERS:
        yield from sentences(seed, group)
