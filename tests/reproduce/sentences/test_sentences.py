"""The parser of printed statistics against sentences that it was not written for, right and wrong, and as published.

No alarm on a test that is printed right, none missed of those printed wrong, none seen where there is none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd
import pytest

from reproduce.sentences.corrected import corrected_sentences
from reproduce.sentences.generator import Expected, Group, sentences
from reproduce.sentences.others import Other, fit_sentences, mean_sentences
from reproduce.sentences.printed import quoted

SEED = 11
#: what the parser may call the kinds
NAMES = {
    "f": "F", "t": "t", "r": "r", "z": "z", "q": "Q", "b": "b", "beta": "b", "β": "b", "coefficient": "b",
    "chi2": "chi2", "χ2": "chi2", "χ²": "chi2", "chi-square": "chi2", "chi_square": "chi2",
}  # fmt: skip
ALARMS = {"inconsistent", "decision error", "impossible"}


def read(text: str) -> list[dict[str, Any]]:
    """Let the parser read a text; give its tests with their degrees of freedom as one tuple."""
    from evaluatie.reproduce.reported import check_reported

    rows = check_reported(text).table.to_dict("records")
    return [
        {
            **row,
            "kind": NAMES.get(str(row["kind"]).lower(), str(row["kind"])),
            "df": tuple(float(row[name]) for name in ("df1", "df2") if pd.notna(row.get(name))),
        }
        for row in rows
    ]


def same(expected: Expected, row: dict[str, Any]) -> bool:
    """Say whether a row is the expected test, whatever its verdict."""
    if row["kind"] != expected.kind:
        return False
    values = [expected.value]
    if expected.test.se is not None:  # the coefficient, or the z that it makes with its standard error
        values.append(expected.value / expected.test.se.value)
        return any(math.isclose(float(row["value"]), value, abs_tol=1e-6) for value in values)
    return row["df"] == pytest.approx(expected.df) and math.isclose(float(row["value"]), expected.value, abs_tol=1e-9)


def faults(text: str, expected: Iterable[Expected], *, more: bool = False) -> list[str]:
    """List what the parser got wrong in a text.

    ``more``: further tests without an alarm are no fault. Where the statistic itself was mistyped, nor is an
    alarm about an effect size beside it, which no longer follows from it.
    """
    expected = list(expected)
    mistyped = any(test.mistake in {"mistyped_df", "shifted_statistic"} for test in expected)
    rows, found = read(text), []
    for test in expected:
        own = [row for row in rows if same(test, row)]
        if not own:
            found.append(f"missed {test.kind}{test.df} = {test.value}")
            continue
        rows.remove(own[0])
        if test.verdict is not None and own[0]["verdict"] != test.verdict:
            found.append(f"{test.kind}{test.df} = {test.value} is {test.verdict}, called {own[0]['verdict']}")
    known = set(NAMES.values())
    for row in rows:
        if row["verdict"] in ALARMS and mistyped and row["kind"] == "effect size":
            continue
        if row["verdict"] in ALARMS or (row["kind"] in known and not more):
            found.append(f"saw {row['kind']}{row['df']} = {row.get('value')}, {row['verdict']}")
    return [f"{'; '.join(found)}\n    in {text!r}"] if found else []


def report(wrong: list[str], of: int) -> str:
    """Give the message of a failure: how many, and the first twenty."""
    return f"{len(wrong)} of {of} sentences:\n" + "\n".join(wrong[:20])


@pytest.mark.parametrize("group", ["right", "wrong", "truncated", "none"])
def test_generated_sentences_are_read_without_error(group: Group) -> None:
    made = sentences(SEED, group)
    wrong = [fault for sentence in made for fault in faults(sentence.text, sentence.expected)]
    assert not wrong, report(wrong, len(made))


def test_published_sentences_are_read_without_error() -> None:
    scored = [quote for quote in quoted() if not quote.hard]
    wrong = [fault for quote in scored for fault in faults(quote.text, quote.expected, more=quote.unchecked)]
    assert not wrong, report(wrong, len(scored))


def test_what_is_hard_to_read_raises_no_alarm_that_is_not_due() -> None:
    for quote in quoted():
        if quote.hard:
            due = {test.verdict for test in quote.expected}
            assert {row["verdict"] for row in read(quote.text)} & ALARMS <= due, quote.text


def judged(others: list[Other]) -> list[str]:
    """List the sentences whose possibility the parser misjudged."""
    wrong = []
    for other in others:
        called = [row["verdict"] for row in read(other.text)]
        alarm = [verdict for verdict in called if verdict in ALARMS]
        if (other.possible and alarm) or (not other.possible and not alarm):
            wrong.append(f"{other.fault or 'possible'}: called {called}\n    in {other.text!r}")
    return wrong


@pytest.mark.parametrize("fault", ["mean", "sd"])
def test_impossible_means_of_whole_answers_are_found(fault: str) -> None:
    others = [other for other in mean_sentences(SEED, 400) if other.fault in {None, fault}]
    wrong = judged(others)
    assert not wrong, report(wrong, len(others))


def test_impossible_indices_of_fit_are_found_and_possible_ones_raise_no_alarm() -> None:
    others = fit_sentences(SEED, 160)
    assert {other.fault for other in others} == {None, "tli above cfi", "rmsea"}
    wrong = judged(others)
    assert not wrong, report(wrong, len(others))


@pytest.mark.parametrize("fault", ["too small", "uncorrected"])
def test_corrected_p_raise_no_alarm_and_impossible_ones_do(fault: str) -> None:
    others = [other for other in corrected_sentences(SEED, 400) if other.fault in {None, fault}]
    wrong = judged(others)
    assert not wrong, report(wrong, len(others))
    assert all(read(other.text) for other in others)
