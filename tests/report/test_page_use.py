"""A page in use: by keyboard, enlarged, printed, in forced colours, and with a table of contents that follows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from evaluatie.report import Code, compose
from page_check import PageCheck
from page_facts import Page

pytestmark = pytest.mark.browser
Bundles = list[dict[str, Any]]
#: WCAG 2.2, 2.5.8: in CSS pixels
TARGET = 24
#: what has the focus: what it is called, whether it is seen, and whether its outline is
_FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const middle = [Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1),
                  Math.min(Math.max(box.top + Math.min(box.height / 2, 12), 1), innerHeight - 1)];
  const above = document.elementFromPoint(...middle);
  return {
    name: one.id || one.getAttribute('href') || one.getAttribute('aria-labelledby') || one.getAttribute('aria-label')
      || one.innerText.trim(),
    tag: one.tagName + (one.className ? '.' + one.className : ''),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    covered: !(above && (one.contains(above) || above.contains(one))),
    outline: style.outlineStyle === 'solid' ? parseFloat(style.outlineWidth) : 0,
    height: box.height, width: box.width,
    inline: style.display === 'inline',
  }
}"""
_CURRENT = """() => [...document.querySelectorAll('.contents a:target-current')].map(a => {
  const style = getComputedStyle(a);
  return [a.getAttribute('href'), style.borderLeftStyle, parseFloat(style.borderLeftWidth)] })"""


@pytest.fixture
def page(bundles: Bundles) -> str:
    code = {
        str(one["section"]): Code("x.ipynb", ("a = 1  # " + "long " * 60, "ev.release(section)")) for one in bundles
    }
    return compose(bundles, "nl", other_language=("report.en.html", "en"), code=code)


def stops(tab: Any, most: int = 200) -> Iterator[dict[str, Any]]:
    """Go through a page by Tab, from its top until it begins anew."""
    for stop in range(most):
        tab.keyboard.press("Tab")
        found = tab.evaluate(_FOCUSED)
        if found["tag"].startswith("BODY") or (stop and found["tag"] == "A.skip"):
            return
        yield found


@pytest.mark.parametrize("size", [(1280, 720), (390, 844), (320, 256)], ids=["desktop", "phone", "enlarged"])
def test_a_keyboard_goes_through_all_in_the_order_of_reading_and_sees_where_it_is(
    page_check: PageCheck, page: str, size: tuple[int, int]
) -> None:
    with page_check.opened(page, *size) as tab:
        tab.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        expected = tab.evaluate(
            """() => [...document.querySelectorAll('a[href], summary, [tabindex="0"]')].filter(
                 one => one.checkVisibility()).length"""
        )
        found = list(stops(tab))
    assert len(found) == expected > 20
    assert found[0]["tag"] == "A.skip"
    assert {"SUMMARY", "A", "DIV.scroll"} <= {one["tag"] for one in found}
    for one in found:
        assert one["inside"], f"{one['name']} has the focus out of sight"
        assert not one["covered"], f"{one['name']} has the focus under something else"
        assert one["outline"] >= 2, f"{one['name']} does not show that it has the focus"
        # a link within a sentence may be as low as the sentence
        assert one["inline"] or min(one["height"], one["width"]) >= TARGET, f"{one['name']} is a small target"


def test_the_skip_link_leads_past_the_bar(page_check: PageCheck, page: str) -> None:
    with page_check.opened(page, 1280) as tab:
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
        tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.id") == "main"
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.closest('main') !== null")


def test_a_keyboard_opens_and_closes_what_is_folded_and_scrolls_what_is_wide(page_check: PageCheck, page: str) -> None:
    with page_check.opened(page, 320) as tab:
        folded = tab.locator("#change details.code")
        folded.locator("summary").focus()
        assert folded.get_attribute("open") is None
        tab.keyboard.press("Enter")
        assert folded.get_attribute("open") is not None
        tab.keyboard.press("Tab")
        tab.keyboard.press("ArrowRight")
        tab.wait_for_function("document.activeElement.scrollLeft > 0")
        folded.locator("summary").focus()
        tab.keyboard.press("Space")
        assert folded.get_attribute("open") is None


def test_the_contents_follow_the_reader_and_say_so_not_by_colour_alone(page_check: PageCheck, page: str) -> None:
    ids = [one["attrs"]["id"] for one in Page(page).all("section") if "id" in one["attrs"]]
    with page_check.opened(page, 1280, 720) as tab:
        for id_ in ids:
            tab.evaluate("id => document.getElementById(id).scrollIntoView()", id_)
            tab.wait_for_function(
                "h => document.querySelector('.contents a:target-current')?.hash === h", arg=f"#{id_}"
            )
            ((href, style, width),) = tab.evaluate(_CURRENT)
            # a bar, of which forced colours leave something too
            assert (href, style, width) == (f"#{id_}", "solid", 4)
            box = tab.locator(".contents").bounding_box()
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 720
        others = tab.evaluate(
            "getComputedStyle(document.querySelector('.contents a:not(:target-current)')).borderLeftWidth"
        )
        assert others == "0px"


@pytest.mark.parametrize("size", [(1280, 300), (1024, 200)])
def test_contents_longer_than_the_window_scroll_by_themselves(
    page_check: PageCheck, page: str, size: tuple[int, int]
) -> None:
    with page_check.opened(page, *size) as tab:
        assert tab.evaluate("document.querySelector('.contents').getBoundingClientRect().height") <= size[1]
        tab.locator(".contents a").last.focus()
        box = tab.locator(".contents a").last.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= size[1]


@pytest.mark.parametrize("size", [(390, 844), (320, 256)], ids=["phone", "enlarged"])
def test_where_there_is_little_room_nothing_stays_in_front_of_the_text(
    page_check: PageCheck, page: str, size: tuple[int, int]
) -> None:
    staying = """() => [...document.querySelectorAll('body *')].filter(
        one => ['fixed', 'sticky'].includes(getComputedStyle(one).position)
    ).map(one => one.closest('caption')?.tagName)"""
    with page_check.opened(page, *size) as tab:
        # a caption stays at the left of the table that is scrolled under it, in its own place
        assert set(tab.evaluate(staying)) <= {"CAPTION"}
        assert tab.locator("p.back a").first.is_visible()
        tab.locator("#change + p.back a").click()
        assert abs(tab.evaluate("document.getElementById('contents').getBoundingClientRect().top")) < 40


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280, 1920])
def test_nothing_but_tables_and_code_goes_beyond_the_edge(page_check: PageCheck, page: str, width: int) -> None:
    beyond = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(one => {
        const box = one.getBoundingClientRect();
        return box.width && box.right > innerWidth + 1 && !one.closest('.scroll, .skip, .unseen')
    }).map(one => one.tagName + '.' + one.className)"""
    with page_check.opened(page, width) as tab:
        tab.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        assert tab.evaluate(beyond) == []


def test_more_space_between_lines_words_and_letters_hides_nothing(page_check: PageCheck, page: str) -> None:
    """WCAG 2.2, 1.4.12; what is drawn in a figure has room of its own."""
    style = "p, li, td, th, dd, dt, summary, a, h1, h2, h3, caption, figcaption { line-height: 1.5 !important; "
    style += "letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }"
    with page_check.opened(page, 320) as tab:
        tab.add_style_tag(content=style)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320
        cut = """() => [...document.querySelectorAll('p, li, td, th, summary, .contents a')].filter(one =>
            one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).overflowY === 'hidden').length"""
        assert tab.evaluate(cut) == 0


def test_printed_it_is_whole_without_what_only_a_screen_can_use(page_check: PageCheck, page: str) -> None:
    with page_check.opened(page, 1280) as tab:
        tab.emulate_media(media="print")
        for what in (".skip", ".contents", ".back", "header a", "details.code"):
            assert not tab.locator(what).first.is_visible(), what
        # what is folded on the screen is printed
        assert tab.locator("#change details table").first.is_visible()
        assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        with pikepdf.open(io.BytesIO(tab.pdf(format="A4"))) as pdf:
            assert len(pdf.pages) > 2


def test_printed_from_a_dark_screen_it_is_dark_on_white(page_check: PageCheck, page: str) -> None:
    with page_check.opened(page, 1280, scheme="dark") as tab:
        assert tab.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
        tab.emulate_media(media="print", color_scheme="dark")
        assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize(("columns", "turned"), [(6, False), (9, True), (13, True), (17, True)])
def test_printed_no_table_is_cut_off_and_one_of_many_columns_lies_on_its_side(
    page_check: PageCheck, bundles: Bundles, columns: int, turned: bool
) -> None:
    table = next(one for one in bundles[2]["displays"] if one["type"] == "table")
    names = [cell for row in table["rows"] for cell in row["cells"] if cell is not None and "ref" in cell]
    table["columns"] = [table["columns"][0], *[table["columns"][1]] * (columns - 1)]
    table["rows"] = [{"head": [row["head"][0]], "cells": [names[0]] * (columns - 1)} for row in table["rows"]]
    table.pop("technical", None)
    bundles[2]["displays"] = [table]
    # the width of a sheet within its margins, at 96 pixels an inch
    width = 1001 if turned else 673
    with page_check.opened(compose([bundles[2]], "nl"), width) as tab:
        tab.emulate_media(media="print")
        assert tab.evaluate("getComputedStyle(document.querySelector('.display:has(table)')).page") == (
            "wide" if turned else "auto"
        )
        assert tab.evaluate("document.querySelector('.display table').getBoundingClientRect().width") <= width
        with pikepdf.open(io.BytesIO(tab.pdf(prefer_css_page_size=True))) as pdf:
            sides = [[float(side) for side in one.MediaBox[2:]] for one in pdf.pages]
    assert any(across > down for across, down in sides) == turned
