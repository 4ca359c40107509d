"""The author's texts: which files they are, and what they can hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluatie.study import StudyError
from evaluatie.study.authored import read_texts, study_digest, text_folder, texts_digest, tokens_of


def folder(tmp_path: Path, texts: dict[str, str | bytes], config: str = "organisation: {}\n") -> Path:
    study = tmp_path / "study"
    (study / "texts").mkdir(parents=True)
    (study / "study.yml").write_text(config)
    for name, content in texts.items():
        (study / "texts" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return study


def problems(study: Path) -> list[str]:
    with pytest.raises(StudyError) as caught:
        read_texts(study)
    return [str(problem) for problem in caught.value.problems]


def test_texts_are_named_after_their_section_and_language(tmp_path: Path) -> None:
    study = folder(tmp_path, {"change.nl.md": "Een.\r\nTwee.", "change.en.md": "\ufeffOne.", ".DS_Store": b"\0"})
    assert [(text.section, text.language, text.content) for text in read_texts(study)] == [
        ("change", "en", "One."),
        ("change", "nl", "Een.\nTwee."),
    ]


def test_without_a_folder_there_are_no_texts(tmp_path: Path) -> None:
    (tmp_path / "study.yml").write_text("organisation: {}\n")
    assert read_texts(tmp_path) == ()
    assert text_folder(tmp_path) is None


def test_study_yml_names_another_folder(tmp_path: Path) -> None:
    study = folder(tmp_path, {}, "texts: woorden/\n")
    (study / "woorden").mkdir()
    (study / "woorden" / "change.nl.md").write_text("Hier.")
    assert [text.file for text in read_texts(study)] == ["woorden/change.nl.md"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("Een <b>vet</b> woord.", "HTML"),
        ("<script>alert(1)</script>", "HTML"),
        ("Tekst.\n\n![grafiek](a.png)", "picture"),
        ("Tekst.\n\n```\ncode\n```", "code"),
        ("    ingesprongen", "code"),
        ("`code`", "code"),
        ("Een\n\n---\n\ntwee", "line across"),
        ("[hier](../../study.yml)", "web"),
        ("", "empty"),
        ("<!-- later -->", "empty"),
        (b"\xff\xfe", "UTF-8"),
        ("a" * 60_000, "too long"),
    ],
)
def test_what_a_report_cannot_hold_is_refused(tmp_path: Path, content: str | bytes, told: str) -> None:
    found = problems(folder(tmp_path, {"change.nl.md": content}))
    assert any(told in problem for problem in found), found


def test_a_script_is_no_link(tmp_path: Path) -> None:
    (text,) = read_texts(folder(tmp_path, {"change.nl.md": "[hier](javascript:alert(1))"}))
    assert "link_open" not in [part.type for token in tokens_of(text.content) for part in token.children or ()]


def test_all_problems_are_told_at_once_with_their_line(tmp_path: Path) -> None:
    study = folder(
        tmp_path, {"change.nl.md": "Goed.\n\n![a](b)\n\n<i>x</i>", "notities.docx": b"PK", "wat.fr.md": "Bon."}
    )
    found = problems(study)
    assert len(found) == 5  # two pieces of HTML
    assert found[0].startswith("texts/change.nl.md, line 3: A picture")
    assert any("notities.docx" in one and "<section>.<language>.md" in one for one in found)
    assert any("wat.fr.md" in one for one in found)


def test_a_folder_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    study = folder(tmp_path, {})
    (study / "texts").rmdir()
    (tmp_path / "elsewhere").mkdir()
    (study / "texts").symlink_to(tmp_path / "elsewhere")
    assert "leads out" in problems(study)[0]


def test_sections_are_not_made_from_the_texts_and_the_report_is(tmp_path: Path) -> None:
    study = folder(tmp_path, {"change.nl.md": "Een."})
    sections, texts = study_digest(study), texts_digest(study)
    (study / "texts" / "change.nl.md").write_text("Twee.")
    assert study_digest(study) == sections
    assert texts_digest(study) != texts
    (study / "study.yml").write_text("organisation: {id: a}\n")
    assert study_digest(study) != sections
