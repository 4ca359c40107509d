"""A study's own instrument: read from a path, and everything wrong with it said at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from evaluatie.instruments import InstrumentError, load_instrument
from evaluatie.instruments.reading import DEFINITIONS


@pytest.fixture
def document() -> dict:
    return yaml.safe_load((DEFINITIONS / "pgis.yaml").read_text(encoding="utf-8"))


def write(folder: Path, document: object) -> Path:
    path = folder / "own.yaml"
    path.write_text(document if isinstance(document, str) else yaml.safe_dump(document), encoding="utf-8")
    return path


def problems(folder: Path, document: object) -> str:
    with pytest.raises(InstrumentError) as caught:
        load_instrument(write(folder, document))
    assert str(caught.value).startswith("own.yaml is no usable instrument:")
    return "\n".join(caught.value.problems)


def test_a_definition_of_ones_own_is_read(tmp_path: Path, document: dict) -> None:
    own = load_instrument(write(tmp_path, {**document, "id": "own", "response_range": [0, 10]}))
    assert (own.id, own.response_range, own.columns[0]) == ("own", (0, 10), "own_1")


def test_all_problems_of_shape_are_said_at_once(tmp_path: Path, document: dict) -> None:
    document["naam"] = "x"
    document["direction"] = "up"
    document["items"][2]["number"] = "3"
    del document["source"]
    document["subscales"]["belonging"]["items"] = []
    document["verified"]["facets"] = "yes"
    said = problems(tmp_path, document)
    assert "naam: this key is not known" in said
    assert "source: this key is needed" in said
    for key in ("direction", "items.2.number", "subscales.belonging.items", "verified.facets"):
        assert f"{key}: " in said


def test_all_incoherences_are_said_at_once(tmp_path: Path, document: dict) -> None:
    document["items"][1]["number"] = 9
    document["response_range"] = [5, 1]
    document["reversed"] = [17]
    document["scoring"]["minimum_answered"] = 20
    document["subscales"]["total"] = {"name": {"nl": "a", "en": "b"}, "items": [1, 1, 40], "minimum_answered": 9}
    document["reliabilities"] = [
        {"scale": "warmth", "coefficient": "alpha", "value": 0.9, "source": "x", "verified": False}
    ]
    said = problems(tmp_path, document)
    for words in (
        "items must be numbered 1 to 16",
        "response_range must rise",
        "reversed names items that are not there: [17]",
        "scoring.minimum_answered is above",
        "the name total is kept",
        "subscales.total.items names items that are not there: [40]",
        "names an item twice",
        "subscales.total.minimum_answered is above",
        "a scale that is not there: 'warmth'",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id: a\nid: b\n", "key given twice: id"),
        ("id: [a\n", "no YAML"),
        ("- a\n- b\n", "must hold keys and values"),
        ("", "must hold keys and values"),
        ("!!python/object/apply:os.getcwd []", "no YAML"),
    ],
)
def test_files_that_are_no_definition(tmp_path: Path, text: str, words: str) -> None:
    assert words in problems(tmp_path, text)


def test_a_file_that_is_not_there_or_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(InstrumentError, match="cannot be read"):
        load_instrument(tmp_path / "none.yaml")
    path = tmp_path / "latin.yaml"
    path.write_bytes("name: Ervaren inclusie \xe9".encode("cp1252"))
    with pytest.raises(InstrumentError, match="not UTF-8"):
        load_instrument(path)
