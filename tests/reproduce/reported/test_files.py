"""Files of several kinds, and the command."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from evaluatie.amiss import InputError
from evaluatie.cli import commands
from evaluatie.reproduce.reported import check_reported
from evaluatie.reproduce.reported.files import text_of

TEXT = "Groep A scoorde hoger, t(27) = −2,15, p = ,041.\nB niet, χ²(1, N = 90) = 4,20, p = ,12.\n"


def run(*arguments: str, given: str | bytes | None = None):
    return CliRunner().invoke(commands, ["reported", *arguments], input=given, obj={"debug": False})


def verdicts(text: str) -> list[str]:
    return [one.verdict for one in check_reported(text).checks]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_texts_in_several_encodings(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding=encoding)
    assert verdicts(text_of(path)) == ["consistent", "decision error"]


def test_a_text_of_old_windows(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("t(27) = –2,15, p = ,041 (één)".encode("cp1252"))
    assert verdicts(text_of(path)) == ["consistent"]


def test_a_word_document(tmp_path):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    line = document.add_paragraph("Het verschil was er, ")
    line.add_run("t").italic = True
    line.add_run("(27) = 2,15, ")
    line.add_run("p").italic = True
    line.add_run(" = ,041; χ")
    line.add_run("2").font.superscript = True
    line.add_run("(1, N = 90) = 4,20, p = ,12.")
    document.save(str(tmp_path / "a.docx"))
    assert verdicts(text_of(tmp_path / "a.docx")) == ["consistent", "decision error"]


def test_what_cannot_be_read_is_said(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "b.docx").write_bytes(b"no document")
    (tmp_path / "d").mkdir()
    (tmp_path / "e.txt").write_text(" \n")
    (tmp_path / "f.txt").write_bytes(bytes(range(256)))
    for name, said in (
        ("a.pdf", "cannot be read; save it as"),
        ("b.docx", "save it anew"),
        ("c.txt", "there is no file"),
        ("d", "is a folder"),
        ("e.txt", "is empty"),
        ("f.txt", "is no text"),
    ):
        with pytest.raises(InputError, match=said):
            text_of(tmp_path / name)


def test_the_table(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(TEXT, encoding="utf-8")
    done = run(str(path))
    assert done.exit_code == 0
    assert "andere conclusie" in done.output
    assert "│ 2 " in done.output
    assert done.output.rstrip().endswith("1 klopt, 1 andere conclusie.")
    assert "1 consistent, 1 decision error." in run(str(path), "--language", "en").output


def test_json_from_what_is_piped():
    done = run("-", "--json", given=TEXT.encode())
    (file,) = json.loads(done.output)
    assert [one["verdict"] for one in file["checks"]] == ["consistent", "decision error"]
    assert file["checks"][0]["nl"].startswith("Klopt")


def test_a_text_without_results():
    assert run("-", given="Niets.").output.strip() == "-: geen resultaten gevonden."


def test_all_files_that_cannot_be_read_are_named(tmp_path):
    done = run(str(tmp_path / "a.txt"), str(tmp_path / "b.txt"))
    assert done.exit_code != 0
    assert "a.txt" in str(done.exception)
    assert "b.txt" in str(done.exception)


def test_nothing_and_no_text_pasted_are_one_message():
    for given, said in ((b" ", "is empty"), (bytes(range(256)), "is no text")):
        done = run("-", given=given)
        assert done.exit_code != 0
        assert said in str(done.exception)


def test_means_of_whole_answers_where_the_caller_says_so():
    text = "The scale had M = 5.19, n = 28."
    assert "no results found" in run("-", "--language", "en", given=text).output
    assert "1 inconsistent." in run("-", "--language", "en", "--whole-answers", given=text).output
    assert "1 uninformative." in run("-", "--language", "en", "--whole-answers", "--items", "4", given=text).output


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_said_of_the_text_is_in_one_language(language):
    done = run("-", "--language", language, given="α = .01; t(27) = 2.15, p = .041.")
    words = {"nl": "Significantieniveau 0,01, zoals de tekst zegt.", "en": "Significance level 0.01, as the text says."}
    assert done.output.rstrip().endswith(words[language])
