"""A definition: read from a path, and everything wrong with it said at once, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from evaluatie.instruments import Instrument, InstrumentError, instrument, load_instrument
from evaluatie.instruments.reading import DEFINITIONS


@pytest.fixture
def document() -> dict:
    return yaml.safe_load((DEFINITIONS / "pgis.yaml").read_text(encoding="utf-8"))


def write(folder: Path, document: object) -> Path:
    path = folder / "own.yaml"
    text = document if isinstance(document, str) else yaml.safe_dump(document, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, document: object) -> str:
    with pytest.raises(InstrumentError) as caught:
        load_instrument(write(folder, document))
    assert all(problem.file == "own.yaml" for problem in caught.value.problems)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return str(caught.value)


def test_a_definition_of_ones_own_is_read(tmp_path: Path, document: dict) -> None:
    own = load_instrument(write(tmp_path, {**document, "id": "own", "response_range": [0, 10]}))
    assert (own.id, own.response_range, own.columns[0]) == ("own", (0, 10), "own_1")


def test_all_problems_of_shape_are_said_at_once(tmp_path: Path, document: dict) -> None:
    document["naam"] = "x"
    document["direction"] = "up"
    document["items"][2]["number"] = "3"
    del document["name"]
    document["subscales"]["belonging"]["items"] = []
    document["verified"]["facets"] = "yes"
    said = problems(tmp_path, document)
    for words in (
        'naam: This key is not known. Did you mean "name"?',
        "own.yaml, name: This key is needed. Write name: {nl:",
        "direction: This must be higher, lower or ambiguous.",
        "items.2.number: This must be a whole number.",
        "subscales.belonging.items: This list is empty.",
        "verified.facets: This must be true or false.",
    ):
        assert words in said
    assert len(said.splitlines()) == 6


def test_all_incoherences_are_said_at_once(tmp_path: Path, document: dict) -> None:
    document["items"][1]["number"] = 9
    document["response_range"] = [5, 1]
    document["reversed"] = [17, 3, 3]
    document["scoring"]["minimum_answered"] = 20
    document["subscales"]["total"] = {"name": {"nl": "a", "en": "b"}, "items": [1, 1, 40], "minimum_answered": 9}
    document["reliabilities"] = [
        {"scale": "warmth", "coefficient": "alpha", "value": 0.9, "source": "x", "verified": False}
    ]
    said = problems(tmp_path, document)
    for words in (
        "items: They must be numbered 1 to 16 in order",
        "response_range: It must rise from the lowest to the highest answer: got 5 to 1.",
        "reversed: There is no item 17.",
        "reversed: Item 3 is named twice.",
        "scoring.minimum_answered: It is above the number of items, 16.",
        "subscales.total: The name total is kept",
        "subscales.total.items: There is no item 40.",
        "subscales.total.items: Item 1 is named twice.",
        "subscales.total.minimum_answered: It is above the number of items, 3.",
        "reliabilities.0.scale: There is no scale 'warmth', but belonging, authenticity, total",
    ):
        assert words in said


SHORT = "id: own\nname: Own\nitems: 4\nresponse_range: [1, 5]\ndirection: higher\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("reversed: [5]\n", 6, "reversed: There is no item 5."),
        ("reversed: [a]\n", 6, "reversed.0: This must be a whole number. Write the numbers of the items"),
        ("subscales:\n  a: [1]\n  b: [9]\n", 8, "subscales.b.items: There is no item 9."),
        ("subscales:\n  A: [1]\n", 7, "small letters, digits and underscores"),
        ("scoring: {total: false}\n", 6, "scoring.total: An instrument without a total needs subscales."),
        (
            "subscales: {a: [1, 2, 3, 4]}\nscoring: {total: false, minimum_answered: 2}\n",
            7,
            "scoring.minimum_answered: An instrument without a total has none.",
        ),
        ("scoring:\n  rule: sum\n", 7, "scoring.rule: This must be mean."),
        ("scoring: sum\n", 6, "scoring: This must hold keys with values."),
        ("source: {doi: x}\n", 6, "source.citation: This key is needed."),
        ("colour: red\n", 6, "colour: This key is not known. Remove it."),
        ("id: other\n", 6, "This key stands here a second time; the first is on line 1. Keep one of them."),
        ("source: *here\n", 6, "The alias *here is not accepted."),
        (f"source: {'[' * 21}{']' * 21}\n", 6, "nested too deep"),
        ("---\n", None, "This is not valid YAML"),
    ],
)
def test_a_problem_names_the_line(tmp_path: Path, text: str, line: int | None, words: str) -> None:
    first = problems(tmp_path, SHORT + text).splitlines()[0]
    assert words in first
    assert line is None or first.startswith(f"own.yaml, line {line}")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[1, 5]", "[1]", "response_range.1: Two numbers are needed. Write the lowest and the highest"),
        ("[1, 5]", "[1, 2, 3]", "Two numbers are needed."),
        ("[1, 5]", "[1, .inf]", "This must be a number."),
        ("[1, 5]", "one to five", "response_range: This must be a list."),
        ("items: 4", "items: 0", "items: This must be a list. Write how many there are"),
        ("items: 4", "items: []", "items: This list is empty."),
        ("items: 4", "items: [{content: a, wording: b}]", "the wording stands in study.yml, under survey.asked"),
        ("name: Own", "name: {nl: Eigen}", "name.en: This key is needed."),
        ("name: Own", "name: 3", "name: This must hold keys with values. Write name: {nl:"),
        ("id: own", "id: Own scale", "small letters, digits and underscores"),
    ],
)
def test_common_mistakes_are_said_plainly(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert words in problems(tmp_path, SHORT.replace(old, new))


def test_keys_are_held_against_each_other_even_where_one_is_broken(tmp_path: Path) -> None:
    text = SHORT.replace("direction: higher", "direction: up") + "reversed: [9]\nsubscales: {a: [8]}\n"
    said = problems(tmp_path, text).splitlines()
    assert [line.split(": ")[0] for line in said] == [
        "own.yaml, line 5, direction",
        "own.yaml, line 6, reversed",
        "own.yaml, line 7, subscales.a.items",
    ]
    # what cannot be judged is not: how many items there are, which scales
    unknown = problems(tmp_path, SHORT.replace("items: 4", "items: vier") + "reversed: [9]\nsubscales: {a: [8]}\n")
    assert len(unknown.splitlines()) == 1
    listed = problems(tmp_path, SHORT.replace("items: 4", "items: [a, b, 3]") + "reversed: [4]\n")
    assert "There is no item 4." in listed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id: a\nid: b\n", "own.yaml, line 2, id: This key stands here a second time"),
        ("name: x\nid: [a\n", "own.yaml, line 2: This is not valid YAML"),
        ("- a\n- b\n", "It must hold keys with values."),
        ("", "It must hold keys with values."),
        ("a: !!python/object/apply:os.getcwd []", "not valid YAML"),
        ("a: \x07", "not valid YAML"),
        ("1: 2\n", "1: A key must be a word."),
        ("? [a]\n: b\n", "not valid YAML"),
    ],
)
def test_files_that_are_no_definition(tmp_path: Path, text: str, words: str) -> None:
    assert words in problems(tmp_path, text)


def test_a_file_that_is_not_there_not_utf8_or_huge(tmp_path: Path) -> None:
    with pytest.raises(InstrumentError, match="cannot be read: no such file"):
        load_instrument(tmp_path / "none.yaml")
    path = tmp_path / "latin.yaml"
    path.write_bytes("id: a\nname: Ervaren inclusie \xe9".encode("cp1252"))
    with pytest.raises(InstrumentError, match=r"line 2: This is not UTF-8 text\. Save the file as UTF-8"):
        load_instrument(path)
    path.write_text("#" * 1_000_001, encoding="utf-8")
    with pytest.raises(InstrumentError, match="far too large"):
        load_instrument(path)


def test_an_instrument_made_in_python_is_checked_too() -> None:
    whole = instrument("pgis").model_dump()
    assert Instrument(**whole) == instrument("pgis")
    with pytest.raises(ValueError, match=r"reversed: there is no item 99"):
        Instrument(**{**whole, "reversed": (99,)})
