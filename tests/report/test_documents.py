"""The PDF and the Word file of a report say what its page says, and every reader can work with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from test_hostile_page import with_names
from variants import hide, rich_change

from evaluatie.report import DocumentError, compose, report_document, to_docx, to_pdf
from evaluatie.report.document import pdf, word
from evaluatie.report.document.blocks import Figure
from evaluatie.report.wording import load_wording
from pagetext import page_text
from pdffile import Pdf
from same_report import says_the_same
from wordfile import Word, said

Bundles = list[dict[str, Any]]
LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}
MARKED = (
    r"\alert{1} #panic(1) $x^2$ @ref <label> *strong* _emph_ [a](b) `code` ~",
    '#eval("1") #include "/etc/passwd" ]#[ // /* */ ',
    "<w:t>&amp;</w:t> ]]> {=openxml} <script>alert(1)</script>",
    "quotes ' \" ‘ ’ “ ” and \\ backslash \\u0041",
    "{{ 7*7 }} {% raw %} {first} \\0 %d **dik**",
    "Łódź, Gümüş, Đorđe, Ёлка, Ξένια ₂",
)


@pytest.fixture
def made(bundles: Bundles) -> Callable[[str], tuple[str, bytes, bytes]]:
    """Give a function that makes the page, the PDF and the Word file in a language."""

    def make(language: str) -> tuple[str, bytes, bytes]:
        page = compose(bundles, language, protection="data-protection.html")
        document = report_document(bundles, language, protection="data-protection.html")
        return page, to_pdf(document), to_docx(document)

    return make


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_say_what_the_page_says(language: str, made: Callable[[str], tuple[str, bytes, bytes]]) -> None:
    says_the_same(*made(language))


def test_so_they_do_of_an_organisation_with_more(bundles: Bundles) -> None:
    rich_change(bundles[2])
    for row in bundles[1]["displays"][0]["rows"][:1]:
        hide(bundles[1], row["cells"][0]["ref"])
    dropped = ("30_change.ipynb, cell 4: text/plain",)
    page = compose(bundles, "nl", dropped=dropped)
    document = report_document(bundles, "nl", dropped=dropped)
    says_the_same(page, to_pdf(document), to_docx(document))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_tagged_and_tells_what_it_is(language: str, made: Callable[[str], tuple[str, bytes, bytes]]) -> None:
    page, content, _ = made(language)
    read = Pdf(content)
    assert bool(read.root.MarkInfo.Marked)
    assert str(read.root.Lang) == LANGUAGES[language]
    assert read.title == said(re.search(r"<h1>(.*?)</h1>", page)[1])  # type: ignore[index]
    assert bool(read.root.ViewerPreferences.DisplayDocTitle)
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>", read.metadata)
    assert read.dates == []
    assert "CreateDate" not in read.metadata
    tree = read.structure()
    assert len(tree.all("Figure")) == len(page_text(page).alternatives)
    assert len(tree.all("Table")) == len(page_text(page).tables)
    heads = [len(table.all("TH")) for table in tree.all("Table")]
    assert heads == [len(table[0]) for table in page_text(page).tables]
    assert len(tree.all("Caption")) == len(tree.all("Figure")) + len(tree.all("Table"))
    # the page has no heading over how to read it, its contents and its displays
    assert len(tree.all("H1")) == len(page_text(page).headings) + 3
    assert read.bookmarks()[0] == load_wording(language).text("page.lead")
    assert [one for one in page_text(page).headings if one not in read.bookmarks()] == []
    works = re.findall(r'href="(https://doi[^"]*)"', page)
    assert read.links() == ["data-protection.html", *map(unescape, works)]
    assert works


def test_every_page_of_the_pdf_but_the_first_names_the_organisation_and_all_are_numbered(bundles: Bundles) -> None:
    for bundle in bundles:
        for wave, day in zip(bundle["waves"], ("2019-10-01", "2021-06-01"), strict=True):
            wave["date"] = day
    pages = Pdf(to_pdf(report_document(bundles, "nl"))).page_texts()
    assert len(pages) > 3
    for number, text in enumerate(pages, start=1):
        assert f"pagina{number}van{len(pages)}" in text
        assert ("Bataljon10221oktober2019–1juni2021" in text) == (number > 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_file_can_be_worked_on(language: str, made: Callable[[str], tuple[str, bytes, bytes]]) -> None:
    page, _, content = made(language)
    on_page, read = page_text(page), Word(content)
    properties = read.file.core_properties
    (title,) = read.paragraphs("Title")
    assert (properties.title, properties.language) == (title, LANGUAGES[language])
    assert title in on_page.pieces
    styles = read.parts["word/styles.xml"].decode()
    assert f'<w:lang w:val="{LANGUAGES[language]}"' in styles
    used = set(re.findall(r'<w:(?:pStyle|tblStyle|rStyle) w:val="([^"]+)"', read.parts["word/document.xml"].decode()))
    assert used <= set(re.findall(r'w:styleId="([^"]+)"', styles))
    own = {"TableCaption", "ImageCaption", "Caution", "CautionBullet", "Lead", "ListBullet", "Note", "Source", "Table"}
    assert {"Title", "Subtitle", "Heading1", "Heading2", *own} <= used
    assert [one for one in on_page.headings if one not in read.paragraphs("Heading 1")] == []
    assert read.alternatives() == on_page.alternatives
    assert "No description" not in read.parts["word/document.xml"].decode()
    assert read.headers() == ["1"] * len(on_page.tables)
    names = [piece for piece in on_page.pieces if re.fullmatch(r"(Tabel|Figuur|Table|Figure) \d+", piece)]
    # captions count on by themselves, and the list at the end refers to them
    assert len(read.fields("SEQ")) == len(names) == len(set(names))
    assert {one.split()[1] for one in read.fields("REF")} <= set(read.bookmarks())
    assert len(read.fields("REF")) == len(names)
    assert set(read.anchors()) <= set(read.bookmarks())
    assert len(read.fields("TOC")) == 1
    texts = {part: read.parts[f"word/{part}1.xml"].decode() for part in ("header", "footer")}
    assert "Bataljon 1022" in texts["header"]
    assert re.findall(r"(PAGE|NUMPAGES) </w:instrText>", texts["footer"]) == ["PAGE", "NUMPAGES"]


def test_no_day_and_no_path_is_in_the_files_and_they_are_the_same_twice(bundles: Bundles) -> None:
    once, again = (report_document(bundles, "en") for _ in range(2))
    assert to_pdf(once) == to_pdf(again)
    assert to_docx(once) == to_docx(again)
    read = Word(to_docx(once))
    assert read.days == {(1980, 1, 1, 0, 0, 0)}
    held = b"".join(read.parts.values())
    assert b"dcterms" not in held
    assert b"/tmp" not in held
    assert b"data:image" not in held


def test_figures_of_the_word_file_are_drawings_with_an_image_beside_them(bundles: Bundles) -> None:
    read = Word(to_docx(report_document(bundles, "nl")))
    shown = re.findall(r'<a:blip r:embed="([^"]+)">.*?r:embed="([^"]+)"', read.parts["word/document.xml"].decode())
    assert len(shown) == len(read.alternatives()) > 0
    part = read.file.part
    for image, drawing in shown:
        assert part.related_parts[image].blob.startswith(b"\x89PNG")
        assert part.related_parts[drawing].blob.startswith(b"<svg xmlns=")


@pytest.mark.parametrize("marked", MARKED)
def test_names_of_a_study_are_text(marked: str, bundles: Bundles) -> None:
    spoilt = [with_names(bundle, marked) for bundle in bundles]
    document = report_document(spoilt, "nl", dropped=(marked,))
    content, read = to_pdf(document), Word(to_docx(document))
    title = load_wording("nl").text("page.title", organisation=marked)
    assert Pdf(content).title == title
    assert read.file.core_properties.title == title
    assert said(title) in read.paragraphs("Title")
    assert said(marked) in read.paragraphs("List Bullet")
    assert f"Evaluatie{''.join(marked.split())}" in Pdf(content).text()
    says_the_same(compose(spoilt, "nl", dropped=(marked,)), content, to_docx(document))


def test_letters_that_no_font_has_keep_no_report_from_being_made(bundles: Bundles) -> None:
    name = "中文 العربية 😀"
    document = report_document([with_names(bundle, name) for bundle in bundles], "nl")
    assert Pdf(to_pdf(document)).title == f"Evaluatie {name}"
    assert f"Evaluatie {name}" in Word(to_docx(document)).paragraphs("Title")


def test_signs_that_no_file_may_hold_are_left_out(bundles: Bundles) -> None:
    spoilt = [with_names(bundle, "een\x07naam\x1b[31m") for bundle in bundles]
    document = report_document(spoilt, "nl")
    assert "eennaam[31m" in Word(to_docx(document)).text()
    assert Pdf(to_pdf(document)).pages


def test_a_figure_without_an_alternative_text_is_refused(bundles: Bundles) -> None:
    document = report_document(bundles, "nl")
    bare = [replace(one, alternative=None) if isinstance(one, Figure) else one for one in document.blocks]  # type: ignore[arg-type]
    with pytest.raises(DocumentError, match=r"^Typst cannot set the report: PDF/UA-1 error: missing alt text$"):
        to_pdf(replace(document, blocks=tuple(bare)))


def test_what_pandoc_says_is_told(bundles: Bundles, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DocumentError, match=r"^pandoc cannot make the Word file: .*JSON"):
        word._written(b"{")
    monkeypatch.setattr("pypandoc.get_pandoc_path", lambda: "/nowhere/pandoc")
    with pytest.raises(DocumentError, match=r"cannot be started \(No such file or directory\)$"):
        to_docx(report_document(bundles, "nl"))


def test_only_fonts_that_come_along_are_used(bundles: Bundles) -> None:
    assert {"Libertinus Serif", "DejaVu Sans", "Last Resort High-Efficiency"} <= set(pdf._fonts().families())
    names = set(re.findall(rb"/FontName /[A-Z]{6}\+([A-Za-z]+)", to_pdf(report_document(bundles, "nl"))))
    assert names <= {b"LibertinusSerif", b"DejaVuSans"}
