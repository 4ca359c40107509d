"""Any text: never an error, spans within the text, and time that grows with its length only."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluatie.reproduce.reported import check_reported
from evaluatie.reproduce.reported.outcome import VERDICTS

WORDS = r"""
t F r z Q H U W b B SE p ps df n N d M SD alpha χ2 χ² chi-square Wald beta = < > <= ≥ ( ) [ ]
, ; : . - − – + ± 2.15
2,15 .05 ,05 27 1,204 1.204 0 1 000 99999999999999999999 1e9 1e-300 ns n.s. not significant one-tailed
eenzijdig respectively
both <i> </i> &lt; <script> <!-- $ \chi ^ _ { } * × 10 % / | is of van kleiner dan Welch's α .01 .9 p= t( F( F2,45 t27 '
"""
PIECES = st.sampled_from([*WORDS.split(), "\n\n", "\n", "\u00a0", "\u2009", "\x00"])


@st.composite
def glued(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(["", " "])).join(draw(st.lists(PIECES, max_size=30)))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(glued())
def test_pieces_of_results_in_any_order(text):
    whole(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_characters(text):
    whole(text)


def whole(text: str) -> None:
    for language in (None, "nl"):
        found = check_reported(text, language=language)
        for one in found.checks:
            assert 0 <= one.start < one.end <= len(text)
            assert one.text == text[one.start : one.end]
            assert one.verdict in VERDICTS
            assert one.nl
            assert one.en
            assert "{" not in one.en
            if one.p_low is not None:
                assert 0 <= one.p_low <= one.p_high <= 1
        assert len(found.table) == len(found.checks)


SIGNS = [
    "(",
    "F(",
    "<",
    "<i ",
    "<!--",
    "<script>",
    "&",
    "1,",
    "1.1",
    "a-",
    "a.",
    "-",
    "$\\",
    "\n\n",
    "χ",
    "1e1",
    "t(((",
]
RESULTS = [
    "t(27) = 2.15, p = .041. ", "t(27) = 2.15 ", "p < .05 ", "was of ", "p ", "ns ", "x2(1", "0 < p < ",
    "df = 1, ", "one-tailed ", "one-tailed t(9) = 2.1, p = .03 and ", "t(9) = 2.1, p = .03, ", "b = 1, SE = 1, ",
    "M = 3.4, SD = 1, n = 9, ",
]  # fmt: skip


@pytest.mark.parametrize("piece", [*SIGNS, *RESULTS])
def test_a_long_text_takes_time_in_proportion(piece):
    """Eight times the text may take twenty-four times as long; backtracking would take sixty-four times."""

    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        best = float("inf")
        for _ in range(2):
            began = time.process_time()
            check_reported(text)
            best = min(best, time.process_time() - began)
        return best

    seconds(500)
    short, long = seconds(2_500), seconds(20_000)
    assert long < 24 * max(short, 0.01)


def test_a_megabyte_of_prose_with_results():
    sentence = "The groups differed in what they said of work, t(27) = 2.15, p = .041, d = 0.82 (see Table 2). "
    count = 1_000_000 // len(sentence)
    found = check_reported(sentence * count)
    assert sum(one.kind == "t" for one in found.checks) == count
