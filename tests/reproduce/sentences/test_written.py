"""Sentences written by hand, each with the rows that must be found: no alarm not due, none missed, no silence."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from evaluatie.reproduce.reported import check_reported

FILE = Path(__file__).parent / "written.yml"
CODES = {"consistent": "c", "inconsistent": "i", "decision error": "d", "cannot be checked": "x", "impossible": "m"}
#: rows beside a p, which are told of only where they alarm
BESIDE = {"grim", "grimmer", "fit indices", "effect size", "interval"}
ALARMS = set("idm")


@cache
def written() -> dict[str, list[tuple[str, str]]]:
    """Give the sentences of every set, each with the pattern of its rows."""
    return {
        name: [(rows, text) for rows, text in pairs] for name, pairs in yaml.safe_load(FILE.read_text("utf-8")).items()
    }


def rows_of(text: str) -> str:
    """Give the verdicts of a text in one letter each."""
    checks = [one for one in check_reported(text).checks if one.verdict in CODES]
    codes = [(one.kind, CODES[one.verdict]) for one in checks]
    return "".join(code for kind, code in codes if kind not in BESIDE or code in ALARMS)


@pytest.mark.parametrize("name", ["first", "second", "third", "review", "fourth", "fifth", "sceptic"])
def test_written_sentences_are_read_without_error(name: str) -> None:
    found = [(rows, rows_of(text), text) for rows, text in written()[name]]
    wrong = [f"{rows!r}, found {got!r}: {text!r}" for rows, got, text in found if not re.fullmatch(rows, got)]
    assert not wrong, "\n".join(wrong)


def test_they_are_many_right_and_wrong_and_none_stands_in_two_sets() -> None:
    every = [text for pairs in written().values() for _, text in pairs]
    assert not [text for text, times in Counter(every).items() if times > 1]
    for name in ("first", "second"):
        rows = [one for one, _ in written()[name]]
        assert len(rows) >= 150
        assert sum(set(one) <= {"c"} for one in rows) >= 60
        assert sum("[id]" in one for one in rows) >= 30
        assert sum(one.startswith("x") for one in rows) >= 25
