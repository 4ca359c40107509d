"""Every reason has words in both languages, and no words are left that no reason has."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import evaluatie.reproduce.recomputing as package
from evaluatie.reproduce.recomputing import words
from evaluatie.shipped import shipped

REASONS = shipped(words.__file__, "reasons.yml")


def codes_in_the_code() -> set[str]:
    folder = Path(package.__file__).parent
    text = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    return set(re.findall(r'"([a-z_]+)"', text))


def test_every_text_belongs_to_a_reason_that_is_given() -> None:
    assert set(REASONS) - codes_in_the_code() == set()


@pytest.mark.parametrize("code", REASONS)
def test_both_languages_name_the_same(code: str) -> None:
    own = {"copied": {"nl": {"nl"}, "en": {"en"}}}
    fields = {
        language: {field for _, field, _, _ in Formatter().parse(REASONS[code][language]) if field}
        for language in ("nl", "en")
    }
    assert fields["nl"] == fields["en"] or own.get(code) == fields
