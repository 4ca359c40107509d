"""Every reason has words in both languages, and no words are left that no reason has."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import numpy as np
import pytest

import evaluatie.reproduce.recomputing as package
from evaluatie.amiss import InputError
from evaluatie.reproduce.recomputing import words
from evaluatie.reproduce.recomputing.causes import cause_of
from evaluatie.result import NotEnoughData
from evaluatie.scales.factor.errors import ModelError
from evaluatie.shipped import shipped

REASONS = shipped(words.__file__, "reasons.yml")
CAUSES = shipped(words.__file__, "causes.yml")


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


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (ZeroDivisionError("float division by zero"), "by_zero"),
        (ValueError("math domain error"), "no_number"),
        (ValueError("'(-1) ** .5' gives no real number"), "no_number"),
        (OverflowError("math range error"), "too_large"),
        (np.linalg.LinAlgError("Singular matrix"), "not_together_r"),
        (InputError(["correlation: not positive definite"]), "not_together_r"),
        (InputError(["n: 3 people are too few for 2 predictors"]), "too_few"),
        (NotEnoughData("two people"), "too_few"),
        (ModelError("The model did not converge."), "no_fit"),
        (InputError(["a.csv is not there: it came with neither"]), "no_data"),
        (KeyError("x"), "no_answer"),
    ],
)
def test_every_error_of_an_analysis_has_words_of_our_own(error: Exception, cause: str) -> None:
    assert cause_of(error) == cause
    assert set(CAUSES[cause]) == {"nl", "en"}


def test_every_cause_is_one_that_is_given() -> None:
    assert set(CAUSES) - codes_in_the_code() == set()
