"""The sentences of the checks: both languages, the same blanks, numbers as each language writes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from evaluatie.reproduce.checks import wording
from evaluatie.reproduce.checks.wording import explain

FOLDER = Path(wording.__file__).with_name("words")
FILES = sorted(FOLDER.glob("*.yml"))


def sentences(words: dict[str, Any], key: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    for name, value in words.items():
        if set(value) == {"nl", "en"}:
            yield f"{key}{name}", value
        else:
            yield from sentences(value, f"{key}{name}.")


ALL = [each for path in FILES for each in sentences(yaml.safe_load(path.read_text(encoding="utf-8")))]


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(("key", "both"), ALL, ids=[key for key, _ in ALL])
def test_both_languages_have_the_same_blanks(key: str, both: dict[str, str]) -> None:
    # the two words for within and outside differ by language
    assert blanks(both["nl"]) - {"ligt"} == blanks(both["en"]) - {"lies"}
    filled = explain(key, **dict.fromkeys(blanks(both["nl"]) | blanks(both["en"]), "x"))
    assert filled.nl[-1] in ".)"
    assert filled.en[-1] in ".)"


def test_no_sentence_stands_in_two_files() -> None:
    names = [name for path in FILES for name in yaml.safe_load(path.read_text(encoding="utf-8"))]
    assert len(names) == len(set(names))


def test_numbers_are_written_as_the_language_does() -> None:
    told = explain("fit.range.impossible", printed="TLI = .96, CFI = 1.04", label="CFI", low="0.50", high="0.50")
    assert told.nl == "TLI = ,96; CFI = 1,04 kan niet: CFI ligt tussen 0,50 en 0,50."
    assert told.en == "TLI = .96, CFI = 1.04 cannot be: CFI lies between 0.50 and 0.50."
    told = explain("mean_r.inconsistent", mean_r=".30", low="0.49", high="0.49")
    assert told.nl.endswith("daaruit volgt 0,49.")
    assert explain("mean_r.inconsistent", mean_r=".3", low="0.4", high="0.49").en.endswith("0.4 to 0.49 follows.")
