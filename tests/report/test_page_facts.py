"""What is asked of every page is missed where it is taken away."""

from __future__ import annotations

from typing import Any

import pytest

from evaluatie.report import compose
from page_facts import faults


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('<html lang="nl">', "<html>", "another language"),
        ("</h1>", "</h1><h1>x</h1>", "2 times h1"),
        ("</h1>", "</h1><h3>x</h3>", "out of order"),
        ('<a class="skip" href="#main">', '<a class="skip" href="#contents">', "first stop"),
        ('<main id="main"', "<main", "lead nowhere: ['main']"),
        ('<section id="accountability"', '<section id="change"', "ids twice"),
        ('<li><a href="#change">', '<li><a href="#response">', "table of contents lists"),
        ("<caption ", "<caption>x</caption><caption ", "a table without a caption"),
        (' scope="row"', "", "without a scope"),
        ('<td class="num">', "<td>", "not set right"),
        ('class="scroll" tabindex="0"', 'class="scroll"', "no frame"),
        ('role="img" aria-label="', 'role="img" aria-label="Figuur" title="', "tells its result: 'Figuur'"),
        ("<figcaption>", "<p>x</p><figcaption>x</figcaption><figcaption>", "without a caption"),
        ("+0,25 punt", "+0.25 punt", "of the other language"),
        ("15 maart 2020", "2020-03-15", "as a computer writes it"),
        ("</main>", "<p>No description has been provided for this image</p></main>", "placeholder"),
        ("</main>", "<script></script></main>", "runs or asks"),
        ("</main>", '<img alt="x" src="x.png"></main>', "img src=x.png"),
        ("</main>", '<a href="http://example.org">x</a></main>', "a href=http"),
        ("</main>", '<a href="//example.org">x</a></main>', "a href=//"),
        ("</main>", '<p onclick="x">x</p></main>', "p onclick"),
        ("</style>", "a{background:url(x)}</style>", "a style that asks"),
        ("</main>", "x" * 1_500_000 + "</main>", "bytes"),
    ],
)
def test_a_fault_is_found(old: str, new: str, fault: str, bundles: list[dict[str, Any]]) -> None:
    html = compose(bundles, "nl")
    assert old in html
    assert fault in "; ".join(faults(html.replace(old, new), "nl"))


@pytest.mark.parametrize("text", ["1,234 people took part", "3.5 and 1,234,567", "2019-10-01"])
def test_numbers_of_the_page_s_own_language_are_none(text: str, bundles: list[dict[str, Any]]) -> None:
    html = compose(bundles, "en").replace("</main>", f"<p>{text}</p></main>")
    assert bool(faults(html, "en")) == (text == "2019-10-01")
