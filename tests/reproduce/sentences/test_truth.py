"""The test sets themselves: large and varied, the same every time, and right by a second computation."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from scipy import integrate, stats

from reproduce.sentences.drawing import KINDS, draw, holds
from reproduce.sentences.generator import NUMBERS, Sentence, everything, sentences
from reproduce.sentences.mistakes import MISTAKES
from reproduce.sentences.others import fit_sentences, mean_sentences
from reproduce.sentences.printed import Quoted, quoted
from reproduce.sentences.truth import Number, Printed, Test, attainable, p_of, p_range, verdict
from reproduce.sentences.writing import Style

SEED = 11


@pytest.fixture(scope="module")
def made() -> list[Sentence]:
    return list(everything(SEED))


def test_there_are_thousands_in_both_languages_of_every_kind(made: list[Sentence]) -> None:
    assert len(made) >= 6000
    for language in ("nl", "en"):
        own = [sentence for sentence in made if sentence.language == language]
        assert len({shape for sentence in own for shape in sentence.shapes}) >= 60
        assert {test.kind for sentence in own for test in sentence.expected} == set(KINDS)
    assert Counter(sentence.group for sentence in made) == Counter(NUMBERS)


def test_every_mistake_is_made_and_every_verdict_reached(made: list[Sentence]) -> None:
    tests = [test for sentence in made for test in sentence.expected]
    assert {test.mistake for test in tests} == {None, "truncated", *MISTAKES}
    for label in ("consistent", "inconsistent", "decision error"):
        assert sum(test.verdict == label for test in tests) >= 800


def test_no_sentence_mixes_decimal_commas_and_points() -> None:
    comma, point = (Style(comma=mark, zero=False, minus="−") for mark in (True, False))
    assert comma.number(Number(-1224.08, 2)) == "−1.224,08"
    assert point.number(Number(-1224.08, 2)) == "−1,224.08"
    assert comma.number(Number(0.05, 2), proportion=True) == ",05"


def test_the_same_seed_gives_the_same_sentences() -> None:
    assert sentences(SEED, "wrong", 50) == sentences(SEED, "wrong", 50)
    assert sentences(SEED, "wrong", 50) != sentences(SEED + 1, "wrong", 50)


def test_right_sentences_are_right_and_wrong_ones_hold_one_that_is_wrong(made: list[Sentence]) -> None:
    for sentence in made:
        labels = [test.verdict for test in sentence.expected]
        if sentence.group == "right":
            assert set(labels) == {"consistent"}, sentence
        if sentence.group == "wrong":
            assert sum(label in {"inconsistent", "decision error"} for label in labels) == 1, sentence


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawn_statistic_has_the_drawn_p(kind) -> None:
    rng = np.random.default_rng(SEED)
    assert all(holds(draw(rng, kind)) for _ in range(200))


def density(kind: str, df: tuple[float, ...], x: float) -> float:
    """Give the density of a statistic by its textbook formula."""
    if kind in {"z", "b"}:
        return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    if kind == "r":  # of a correlation in a sample, where there is none in the population
        beta = math.exp(math.lgamma(0.5) + math.lgamma(df[0] / 2) - math.lgamma((df[0] + 1) / 2))
        return (1 - x * x) ** (df[0] / 2 - 1) / beta
    if kind == "t":
        front = math.lgamma((df[0] + 1) / 2) - math.lgamma(df[0] / 2)
        return math.exp(front) / math.sqrt(df[0] * math.pi) * (1 + x * x / df[0]) ** (-(df[0] + 1) / 2)
    if kind in {"chi2", "Q"}:
        half = df[0] / 2
        return math.exp((half - 1) * math.log(x) - x / 2 - half * math.log(2) - math.lgamma(half))
    a, b = df[0] / 2, df[1] / 2
    beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    share = df[0] / df[1]
    return math.exp(a * math.log(share) + (a - 1) * math.log(x) - (a + b) * math.log1p(share * x) - beta)


def test_p_values_agree_with_integrated_densities(made: list[Sentence]) -> None:
    tests = [test for sentence in made[::25] for test in sentence.expected]
    for test in tests:
        size = abs(test.value) if test.test.se is None else abs(test.value) / test.test.se.value
        if size == 0:
            continue
        end = 1.0 if test.kind == "r" else math.inf
        area = integrate.quad(lambda x, test=test: density(test.kind, test.df, x), size, end, epsabs=1e-13, limit=200)[
            0
        ]
        tails = 1 if test.kind in {"F", "chi2", "Q"} else test.test.tails
        assert p_of(test.kind, test.df, size, test.test.tails) == pytest.approx(tails * area, rel=1e-5, abs=1e-10), test


def test_no_statistic_in_the_interval_gives_the_p_of_a_wrong_one(made: list[Sentence]) -> None:
    wrong = [test for sentence in made for test in sentence.expected if test.mistake not in {None, "truncated"}]
    for test in wrong[::4]:
        low, high = (abs(test.value) - test.test.value.half, abs(test.value) + test.test.value.half)
        if test.test.se is not None:
            continue
        every = [p_of(test.kind, test.df, x, test.test.tails) for x in np.linspace(max(low, 0), high, 101)]
        number, relation = test.test.p.number, test.test.p.relation
        fits = {
            "=": lambda p, n=number: abs(p - n.value) <= n.half,
            "<": lambda p, n=number: p < n.value,
            ">": lambda p, n=number: p > n.value,
        }[relation]
        assert not any(fits(p) for p in every), test
        decided = {p < 0.05 for p in every}
        assert len(decided) == 1, test


def by_scipy_stats(test: Test) -> tuple[float, float]:
    """Give the bounds of p by scipy.stats, which the generator does not use."""
    low, high = test.value.ends
    sizes = (max(0.0, abs(test.value.value) - test.value.half), abs(test.value.value) + test.value.half)
    half = 0.5 * 10.0**-test.df_decimals if test.df_decimals else 0.0
    dfs = [[one - half for one in test.df], [one + half for one in test.df]]
    if test.kind == "F":
        corners = [dfs[0], dfs[1], [dfs[0][0], dfs[1][1]], [dfs[1][0], dfs[0][1]]]
        one = [stats.f.sf(x, *df) for x in (max(low, 0), high) for df in corners]
    elif test.kind in {"chi2", "Q"}:
        one = [stats.chi2.sf(x, *test.df) for x in (max(low, 0), high)]
    elif test.kind == "t":
        one = [test.tails * stats.t.sf(x, *df) for x in sizes for df in dfs]
    elif test.kind == "r":
        one = [2 * stats.t.sf(x * math.sqrt(test.df[0] / (1 - x * x)), *test.df) for x in sizes]
    else:
        ends = test.se.ends if test.se else (1.0, 1.0)
        one = [2 * stats.norm.sf(sizes[0] / ends[1]), 2 * stats.norm.sf(sizes[1] / ends[0])]
    return float(min(one)), float(max(one))


@pytest.mark.parametrize("quote", quoted(), ids=lambda quote: quote.text[:40])
def test_the_truth_of_printed_sentences(quote: Quoted) -> None:
    for expected in quote.expected:
        assert verdict(expected.test) == expected.verdict, (quote.text, p_range(expected.test))
        assert attainable(expected.test) == (expected.verdict == "consistent")
        if expected.test.se is None:
            assert p_range(expected.test) == pytest.approx(by_scipy_stats(expected.test), rel=1e-8, abs=1e-12)
        else:
            bounds, by_normal = p_range(expected.test), by_scipy_stats(expected.test)
            assert bounds[0] <= by_normal[0] <= by_normal[1] <= bounds[1]
        assert quote.why or expected.verdict == "consistent"


def test_the_printed_sentences_are_many_and_have_their_sources() -> None:
    scored = [quote for quote in quoted() if not quote.hard]
    assert len([quote for quote in scored if "doi" in quote.source]) >= 40
    assert len({quote.source["doi"] for quote in scored if "doi" in quote.source}) >= 15
    assert len([quote for quote in scored if quote.source["language"] == "nl"]) >= 8
    wrong = [test for quote in scored for test in quote.expected if test.verdict != "consistent"]
    assert len(wrong) >= 5
    assert {test.kind for quote in scored for test in quote.expected} == set(KINDS)
    assert all(("doi" in quote.source) != ("address" in quote.source) and quote.source["read_at"] for quote in scored)
    assert len({quote.text for quote in quoted()}) == len(quoted())


def test_impossible_means_and_fits_are_half_of_theirs() -> None:
    for others in (mean_sentences(SEED, 200), fit_sentences(SEED, 200)):
        assert Counter(other.possible for other in others) == Counter({True: 100, False: 100})
        assert {other.language for other in others} == {"nl", "en"}


def test_a_test_on_the_edge_has_no_verdict() -> None:
    edge = Test("t", (60.0,), Number(2.0, 1), Printed("=", Number(0.02, 2)))
    assert verdict(edge) is None
