"""Instruments of a study's own: easy to write, all in one folder, all problems at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluatie.instruments import list_instruments, load_instrument, load_instruments
from evaluatie.instruments.shorthand import written_out

SHORT = "id: {id}\nname: Werksfeer\nitems: 5\nresponse_range: [1, 5]\ndirection: higher\n"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        stem, _, suffix = name.rpartition("_")
        (folder / f"{stem}.{suffix}").write_text(text, encoding="utf-8")
    return folder


def test_five_lines_are_enough(tmp_path: Path) -> None:
    write(tmp_path, sfeer_yaml=SHORT.format(id="sfeer"))
    own = load_instrument(tmp_path / "sfeer.yaml")
    assert own.columns == tuple(f"sfeer_{number}" for number in range(1, 6))
    assert [(scale.id, scale.minimum_answered) for scale in own.scales] == [("total", 3)]
    assert (own.name.nl, own.name.en, own.reversed, own.facets) == ("Werksfeer", "Werksfeer", (), {})
    assert (own.referent, own.verified, own.reliabilities) == (None, None, ())
    assert own.source.citation == own.administration == "Questionnaire of the study's own."


def test_everything_can_be_said_shortly(tmp_path: Path) -> None:
    write(
        tmp_path,
        sfeer_yml=(
            "id: sfeer\nname: {nl: Sfeer, en: Atmosphere}\nreferent: team\nsource: Own survey, 2019\n"
            "items: [laughs, {facet: conflict, content: quarrels}, {content: helps}]\nreversed: [2]\n"
            "response_range: [0, 10]\ndirection: higher\nreliabilities:\n"
            "subscales:\n  fun: [1, 3]\n  conflict: {name: {nl: Ruzie, en: Conflict}, items: [2]}\n"
            "scoring: {total: false}\n"
        ),
    )
    own, problems = load_instruments(tmp_path)
    sfeer = own["sfeer"]
    assert problems == ()
    assert sfeer.referent is not None
    assert (sfeer.referent.id, sfeer.referent.nl) == ("team", "team")
    assert [item.content for item in sfeer.items] == ["laughs", "quarrels", "helps"]
    assert [(scale.id, scale.name.nl, scale.minimum_answered) for scale in sfeer.scales] == [
        ("fun", "fun", 1),
        ("conflict", "Ruzie", 1),
    ]
    assert sfeer.source.citation == "Own survey, 2019"


@pytest.mark.parametrize(("count", "minimum"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (8, 4), (9, 5)])
def test_half_of_the_items_rounded_up_is_enough(count: int, minimum: int) -> None:
    assert written_out({"items": count})["scoring"]["minimum_answered"] == minimum
    subscales = {"a": list(range(1, count + 1))}
    assert written_out({"items": 20, "subscales": subscales})["subscales"]["a"]["minimum_answered"] == minimum


def test_writing_out_changes_nothing_that_was_given() -> None:
    given = {"items": ["a"], "subscales": {"b": {"items": [1]}}, "scoring": {"minimum_answered": 1}}
    before = repr(given)
    written_out(given)
    assert repr(given) == before


def test_a_folder_gives_what_can_be_used_and_all_that_is_wrong(tmp_path: Path) -> None:
    write(
        tmp_path,
        sfeer_yaml=SHORT.format(id="sfeer"),
        werk_yml=SHORT.format(id="werk"),
        pgis_yaml=SHORT.format(id="pgis"),
        ander_yaml=SHORT.format(id="anders").replace("higher", "up"),
        kapot_yaml="id: kapot\nitems: [",
        leesmij_md="no definition",
    )
    (tmp_path / ".verborgen.yaml").write_text("x", encoding="utf-8")
    (tmp_path / "map.yaml").mkdir()
    own, problems = load_instruments(tmp_path)
    assert list(own) == ["sfeer", "werk"]
    assert [(problem.file, problem.line, problem.key) for problem in problems] == [
        ("ander.yaml", 1, "id"),
        ("ander.yaml", 5, "direction"),
        ("kapot.yaml", 2, ""),
        ("pgis.yaml", 1, "id"),
    ]
    said = [str(problem) for problem in problems]
    assert said[0].endswith("is called ander.yaml. Call the file anders.yaml, or write id: ander.")
    assert said[3].endswith("call the file pgis_own.yaml.")


def test_two_files_cannot_define_the_same(tmp_path: Path) -> None:
    write(tmp_path, sfeer_yaml=SHORT.format(id="sfeer"), sfeer_yml=SHORT.format(id="sfeer"))
    own, problems = load_instruments(tmp_path)
    assert list(own) == ["sfeer"]
    assert [(problem.file, problem.hint) for problem in problems] == [("sfeer.yml", "Keep one of them.")]


def test_an_id_that_cannot_be_one_is_said_once(tmp_path: Path) -> None:
    _, problems = load_instruments(write(tmp_path, sfeer_yaml=SHORT.format(id="Mijn sfeer")))
    assert [problem.key for problem in problems] == ["id"]


@pytest.mark.parametrize("folder", ["leeg", "nergens"])
def test_a_folder_without_instruments_is_a_mistake(tmp_path: Path, folder: str) -> None:
    (tmp_path / "leeg").mkdir()
    own, problems = load_instruments(tmp_path / folder)
    assert own == {}
    assert [str(problem) for problem in problems] == [
        "There is no instrument in this folder. Put one in it, called <id>.yaml."
    ]


def test_the_instruments_that_come_along_stay_as_they_are(tmp_path: Path) -> None:
    before = list_instruments()
    load_instruments(write(tmp_path, sfeer_yaml=SHORT.format(id="sfeer")))
    assert list_instruments() == before
