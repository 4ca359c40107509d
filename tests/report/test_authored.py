"""The author's texts on the page: placed, marked, with figures of the report, and nothing else of theirs."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import docx
import pytest
from test_compose import Page

from evaluatie.report import AuthoredTexts, compose, report_document, to_docx, to_pdf
from evaluatie.report.authored import authored_views
from evaluatie.report.quoted import Figures, _slots, figure_problems, written_figures
from evaluatie.report.reading import Reader
from evaluatie.report.wording import load_wording
from evaluatie.study.authored import AuthoredText
from page_check import PageCheck
from same_report import says_the_same

Bundles = list[dict[str, Any]]
QUOTED = "change.jobsat/all/t0-t1/linked.mean_change"
HIDDEN = "change.commit/gender=1/t0-t1/everyone.mean_change"
LONG = f"""# Kop

Een **sterk** woord en [een bron](https://example.org/a?b=c&d=e) en 5 < 6 & {{{{{QUOTED}}}}}.

- punt een
- punt twee

> Een citaat.

## Nog een kop

1. eerst
2. dan
"""


def text(content: str, language: str = "nl", section: str = "change") -> AuthoredText:
    return AuthoredText(section, language, f"texts/{section}.{language}.md", content)


def page(bundles: Bundles, *texts: AuthoredText, language: str = "nl", **changed: int) -> str:
    numbers = {f"texts/{name}.md": number for name, number in changed.items()}
    return compose(bundles, language, texts=AuthoredTexts(texts, numbers))


def problems(bundles: Bundles, content: str, language: str = "nl") -> list[str]:
    return [str(one) for one in figure_problems([text(content, language)], Figures(bundles))]


def test_a_text_stands_in_its_section_and_is_marked_as_the_authors(bundles: Bundles) -> None:
    made = Page(page(bundles, text(LONG)))
    say = load_wording("nl").text
    (block,) = [one for one in made.all("div") if one["attrs"].get("class") == "author"]
    assert block["within"].count("section") == 1
    assert say("author.title") in block["text"]
    assert say("author.marked") in block["text"]
    assert "punt twee" in block["text"]
    (section,) = [one for one in made.all("section") if one["attrs"].get("id") == "change"]
    assert block["text"] in section["text"]
    assert page(bundles) == compose(bundles, "nl")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_quoted_figure_is_written_as_the_report_writes_it(bundles: Bundles, language: str) -> None:
    view = authored_views(AuthoredTexts((text(f"Nu {{{{{QUOTED}}}}}.", language),)), bundles, language)["change"]
    shown = Figures(bundles).shown(QUOTED, language)
    assert shown is not None
    assert shown.state == "shown"
    assert view.html == f"<p>Nu {shown.text}.</p>\n"
    number = Reader(bundles[2], language).number(QUOTED)["estimate"]
    assert f"{abs(number):.2f}".replace(".", "," if language == "nl" else ".") in shown.text


def test_a_paragraph_with_a_hidden_figure_is_not_shown_and_missed_aloud(bundles: Bundles) -> None:
    content = f"Blijft.\n\nDit zegt {{{{{HIDDEN}}}}} te veel.\n\nOok dit blijft."
    made = page(bundles, text(content))
    assert "te veel" not in made
    assert "Ook dit blijft." in made
    assert load_wording("nl").text("author.left_out_one") in made


def test_a_text_in_the_other_language_says_so_and_is_read_aloud_in_its_own(bundles: Bundles) -> None:
    made = Page(page(bundles, text("Alleen hier."), language="en"))
    (block,) = [one for one in made.all("div") if one["attrs"].get("lang") == "nl"]
    assert block["text"].strip() == "Alleen hier."
    both = page(bundles, text("Alleen hier."), text("Only here.", "en"), language="en")
    assert "Only here." in both
    assert "Alleen hier." not in both


def test_that_figures_changed_since_it_was_written_stands_above_it(bundles: Bundles) -> None:
    say = load_wording("nl").text
    assert say("author.changed", number="3") in page(bundles, text("Tekst."), **{"change.nl": 3})
    assert say("author.changed_one") in page(bundles, text("Tekst."), **{"change.nl": 1})
    assert say("author.changed_one") not in page(bundles, text("Tekst."))


def test_markup_in_a_text_stays_text(bundles: Bundles) -> None:
    made = page(bundles, text('<script>alert("x")</script> en <img src=x onerror=alert(1)>'))
    assert "<script>alert" not in made
    assert "<img src=x" not in made
    assert "&lt;script&gt;" in made


@pytest.mark.parametrize(
    ("content", "language", "found"),
    [
        ("Van 3,41 naar 3.52", "nl", [(3.41, 2, False)]),
        ("From 3.41 to 1,250", "en", [(3.41, 2, False)]),
        ("79% en 12,5 procent en 4 procentpunten", "nl", [(79.0, 0, True), (12.5, 1, True), (4.0, 0, True)]),
        ("79 per cent", "en", [(79.0, 0, True)]),
        ("op 1.10.2019, in 12 teams, 2021, artikel 9", "nl", []),
        ("−0,13 punt", "nl", [(0.13, 2, False)]),
    ],
)
def test_figures_are_found_as_the_language_writes_them(content: str, language: str, found: list[tuple]) -> None:
    assert [figure[1:] for figure in written_figures(content, language)] == found


def test_a_figure_that_the_report_does_not_show_is_refused_with_its_line(bundles: Bundles) -> None:
    (told,) = problems(bundles, "Goed nieuws.\n\nHet steeg met 17,77 punten.")
    assert told.startswith("texts/change.nl.md, line 3:")
    assert "17,77" in told
    assert problems(bundles, "Elders was het [17,77](https://example.org).") == []
    assert "https" in told


def test_figures_that_the_report_shows_may_be_written_out(bundles: Bundles) -> None:
    number = Reader(bundles[2], "nl").number(QUOTED)
    written = f"{number['estimate']:.2f} ({number['ci_low']:.2f} tot {number['ci_high']:.2f})".replace(".", ",")
    assert problems(bundles, f"De verandering was {written}.") == []
    shares = [slot["ref"] for slot in _slots(bundles[:1]) if slot.get("show", "").startswith("percent")]
    share = next(one for one in map(bundles[0]["numbers"].get, shares) if one["suppressed"] is None)["estimate"]
    told = text(f"Van hen deed {100 * share:.0f}% mee, en {100 - 100 * share:.0f}% niet.", section="response")
    assert figure_problems([told], Figures(bundles)) == []


def test_a_figure_of_another_section_or_another_kind_is_refused(bundles: Bundles) -> None:
    number = Reader(bundles[2], "nl").number(QUOTED)
    written = f"{number['estimate']:.4f}".replace(".", ",")
    assert problems(bundles, f"De verandering was {written}.") == []
    elsewhere = text(f"De verandering was {written}.", section="response")
    assert len(figure_problems([elsewhere], Figures(bundles))) == 1
    assert len(problems(bundles, f"Dat gold voor {100 * number['estimate']:.2f}%.".replace(".", ",", 1))) == 1


def test_a_hidden_figure_may_not_be_written_out(bundles: Bundles) -> None:
    """What only stands in a number that is hidden now is a figure that stands nowhere."""
    number = bundles[2]["numbers"][QUOTED]
    number["estimate"] = 7.7777
    assert problems(bundles, "De verandering was 7,78.") == []
    number.update(dict.fromkeys(("estimate", "se", "statistic", "df", "p", "ci_low", "ci_high", "n")))
    number["suppressed"] = "small"
    assert len(problems(bundles, "De verandering was 7,78.")) == 1


def test_a_misspelt_id_is_told_with_the_one_that_was_meant(bundles: Bundles) -> None:
    (told,) = problems(bundles, "Nu {{change.jobsat/all/t0-t1/linked.mean_chang}}.")
    assert QUOTED in told


@pytest.mark.browser
def test_axe_finds_nothing_on_a_page_with_texts(bundles: Bundles, page_check: PageCheck) -> None:
    assert page_check(page(bundles, text(LONG), **{"change.nl": 2})) == []
    assert page_check(page(bundles, text(LONG), language="en"), widths=(320,), schemes=("dark",)) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_documents_hold_the_text_as_the_page_does(bundles: Bundles, language: str) -> None:
    texts = AuthoredTexts((text(LONG),), {"texts/change.nl.md": 2})
    document = report_document(bundles, language, texts=texts)
    word, pdf = to_docx(document), to_pdf(document)
    says_the_same(compose(bundles, language, texts=texts), pdf, word)
    read = docx.Document(io.BytesIO(word))
    styles = [paragraph.style.name for paragraph in read.paragraphs if "punt twee" in paragraph.text]
    assert styles == ["Author Bullet"]
    (strong,) = [run for paragraph in read.paragraphs for run in paragraph.runs if run.text == "sterk"]
    assert strong.bold
    inside = zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    spoken = re.findall(r"<w:lang w:val=\"([a-z-]+)\"", inside)
    assert ("nl" in {one[:2] for one in spoken}) == (language == "en")
