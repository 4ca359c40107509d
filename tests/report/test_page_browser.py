"""The page in a real browser: axe-core finds nothing, nothing scrolls sideways, the verdict comes first."""

from __future__ import annotations

import pytest
from drawings import every_figure
from variants import inconclusive_trio, rich_change

from evaluatie.disclosure import release
from evaluatie.evaluation import synthesis
from evaluatie.report import Standing, compose, index_entry, index_page, render_section
from evaluatie.report.listing import FILES
from releases import many

pytestmark = pytest.mark.browser
DESKTOP, PHONE = (1280, 720), (390, 844)


# one page is looked at in every way; the others, of the same templates, where most can go wrong
NARROW_DARK = {"widths": (320,), "schemes": ("dark",)}


def test_axe_finds_nothing_on_a_report(page_check, bundles):
    page = compose(bundles, "nl", other_language=("report.en.html", "en"), dropped=("10_x.ipynb, cell 2: text/html",))
    assert page_check(page) == []


def test_axe_finds_nothing_on_a_report_in_english(page_check, bundles):
    assert page_check(compose(bundles, "en", other_language=("report.html", "nl")), **NARROW_DARK) == []


def test_axe_finds_nothing_on_a_report_with_every_kind_of_row(page_check, bundles):
    assert page_check(compose([bundles[0], bundles[1], rich_change(bundles[2])], "nl"), **NARROW_DARK) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_axe_finds_nothing_on_a_report_with_every_kind_of_figure(page_check, bundles, language):
    looks = {"widths": (1280, 320)} if language == "nl" else NARROW_DARK
    assert page_check(compose([every_figure(bundles[2])], language), **looks) == []


def test_axe_finds_nothing_on_the_index(page_check, bundles):
    files = {kind: f"a/{kind}" for kind in FILES}
    stands = [Standing("older", ("data", "code")), Standing("failed", why="files"), Standing("current"), None]
    entries = {
        language: [index_entry(bundles, language, "a/report.html", files=files, standing=one) for one in stands]
        for language in ("nl", "en")
    }
    unmade = [("c", None), ("d", "section")]
    dutch = index_page(entries["nl"], "nl", unmade=unmade, other_language=("index.en.html", "en"))
    assert page_check(dutch, widths=(1280, 390, 320)) == []
    assert page_check(index_page(entries["en"][:1], "en", synthesis="synthesis/report.html"), **NARROW_DARK) == []


def test_the_index_is_a_table_for_who_listens_at_any_width(page_check, bundles):
    entry = index_entry(bundles, "nl", "a/report.html", files={"xlsx": "a/results.xlsx"})
    for width in (1280, 320):
        with page_check.opened(index_page([entry], "nl"), width) as tab:
            table = tab.get_by_role("table", name="Alle rapporten")
            assert table.get_by_role("rowheader").count() == 1
            assert table.get_by_role("cell").count() == 6
            shown = tab.locator(".label").first.is_visible()
            # what a column is called stands in its head or before each cell, never twice
            assert (table.get_by_role("columnheader").count(), shown) == ((7, False) if width > 320 else (0, True))


@pytest.mark.parametrize("organisations", [3, 12])
def test_axe_finds_nothing_on_a_synthesis(page_check, organisations):
    bundle = release(synthesis(many(organisations))).bundle
    assert page_check(compose([bundle], "nl", other_language=("report.en.html", "en")), widths=(1280, 320)) == []
    assert page_check(compose([bundle], "en"), **NARROW_DARK) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_first_screen_of_a_synthesis_holds_the_verdict_and_that_there_are_few(page_check, size):
    page = compose([release(synthesis(many(3))).bundle], "en", other_language=("report.html", "nl"))
    texts = [
        "In 3 organisations together, the verdict on pgis.total is",
        "95% interval from",
        "too few",
        "Bear in mind:",
    ]
    assert page_check.first_screen(page, texts, size) == []


def test_axe_finds_nothing_in_a_fragment_on_a_page(page_check, bundles):
    body = f"<main><h1>notebook</h1>{render_section(bundles[2], 'nl')}</main>"
    page = f'<!DOCTYPE html><html lang="nl"><head><title>n</title></head><body style="margin:0">{body}</body></html>'
    assert page_check(page, **NARROW_DARK) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "nl",
            [
                "De score voor arbeidstevredenheid is verbeterd: gemiddeld +0,25 punt",
                "95%-interval van 0,01 tot 0,48; 96 mensen",
                "Let op: Vooraf is niet vastgelegd welke uitkomst de belangrijkste is.",
            ],
        ),
        (
            "en",
            [
                "The score for job satisfaction has improved: +0.25 points on average",
                "95% interval from 0.01 to 0.48; 96 people",
                "Bear in mind: It was not fixed beforehand which outcome matters most.",
            ],
        ),
    ],
)
def test_the_first_screen_holds_verdict_interval_n_and_a_caveat(page_check, bundles, language, texts, size):
    page = compose(bundles, language, other_language=("report.en.html", "en"))
    assert page_check.first_screen(page, texts, size) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_first_screen_holds_the_caveat_under_the_longest_sentences(page_check, bundles, size):
    change = inconclusive_trio(bundles[2])
    fixed = {**change, "findings": [one for one in change["findings"] if one["key"] != "change.caveat.not_fixed"]}
    ends = ("Alle uitkomsten zijn daarom verkennend.", "Het vergelijkt niet met een groep zonder maatregelen.")
    for section, end in zip((change, fixed), ends, strict=True):
        page = compose([bundles[0], section], "nl", other_language=("report.en.html", "en"))
        assert page_check.first_screen(page, [end], size) == []


def test_figures_change_layout_with_the_room_they_have(page_check, bundles):
    shown = "kind => getComputedStyle(document.querySelector('svg.' + kind)).display"
    for width, expected in ((1280, {"wide": "block", "narrow": "none"}), (320, {"wide": "none", "narrow": "block"})):
        with page_check.opened(compose(bundles, "nl"), width) as tab:
            assert {kind: tab.evaluate(shown, kind) for kind in expected} == expected


@pytest.mark.parametrize("made", [rich_change, every_figure])
def test_texts_of_figures_stay_inside_them(page_check, bundles, made):
    """Whatever the page's font is: the layout measures no text."""
    outside = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
      const frame = svg.getBoundingClientRect();
      return [...svg.querySelectorAll('text')].map(t => t.getBoundingClientRect()).filter(
        b => b.width && (b.left < frame.left - 1 || b.right > frame.right + 1 || b.bottom > frame.bottom + 1)).length
        ? [svg.getAttribute('aria-label')] : [] })"""
    page = compose([*bundles[:2], made(bundles[2])], "nl")
    for width in (1280, 320):
        with page_check.opened(page, width) as tab:
            assert tab.evaluate(outside) == []
