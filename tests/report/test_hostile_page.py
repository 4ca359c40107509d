"""Names that a browser or a terminal would obey: everywhere in a page they are text."""

from __future__ import annotations

import copy
import json
from html.parser import HTMLParser
from typing import Any

import pytest

from evaluatie.report import IndexEntry, compose, index_page, render_section, results_json
from evaluatie.report.references import load_references
from evaluatie.report.references.apa import address

#: the only links that lead elsewhere: works that the report cites
DOIS = {address(work) for work in load_references().values()}
NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></svg><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}{first}",
    "**bold** &lt;b&gt;",
    '=HYPERLINK("http://x","y")',
    "]]><!-- -->",
    "' onmouseover='alert(1)",
)


class Elements(HTMLParser):
    """Every element of a page with its attributes, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def spoiled(part: Any, nasty: str, keys: tuple[str, ...] = ("nl", "en", "name", "sector", "event", "label")) -> Any:
    """Put a text in the place of every name that a study gives."""
    if isinstance(part, dict):
        return {
            key: nasty if key in keys and isinstance(value, str) else spoiled(value, nasty, keys)
            for key, value in part.items()
        }
    return [spoiled(one, nasty, keys) for one in part] if isinstance(part, list) else part


def with_names(bundle: dict[str, Any], nasty: str) -> dict[str, Any]:
    named = copy.deepcopy(bundle)
    for name in ("organisation", "labels", "context", "waves", "outcomes"):
        if name in named:
            named[name] = spoiled(named[name], nasty)
    for kind, labels in named["labels"].items():
        if kind != "item":
            named["labels"][kind] = {id_: {"nl": nasty, "en": nasty} for id_ in labels}
    return named


def is_inert(html: str, clean: Elements) -> None:
    found = Elements(html)
    assert set(found.tags) <= set(clean.tags)
    # how many lines a drawing's text takes depends upon its length; how many elements of these there are does not
    for tag in ("title", "style", "svg", "head", "body", "main", "h1"):
        assert found.tags.count(tag) == clean.tags.count(tag)
    assert {name for name, _ in found.attributes} <= {name for name, _ in clean.attributes}
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    leading = {value or "" for name, value in found.attributes if name in ("href", "src") and ":" in (value or "")}
    assert leading <= DOIS


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("nasty", NASTY)
def test_names_of_a_study_are_text(nasty: str, language: str, bundles: list[dict[str, Any]]) -> None:
    plain = Elements(compose([with_names(bundle, "naam") for bundle in bundles], language, dropped=("naam",)))
    spoilt = [with_names(bundle, nasty) for bundle in bundles]
    html = compose(spoilt, language, dropped=(nasty,))
    is_inert(html, plain)
    assert nasty.casefold() in " ".join(Elements(html).text).casefold()
    for bundle in spoilt:
        is_inert(render_section(bundle, language), Elements(render_section(with_names(bundle, "naam"), language)))


@pytest.mark.parametrize("nasty", NASTY)
def test_results_json_stays_json(nasty: str, bundles: list[dict[str, Any]]) -> None:
    spoilt = [with_names(bundle, nasty) for bundle in bundles]
    read = json.loads(results_json(spoilt))
    assert read["organisation"]["name"] == nasty


@pytest.mark.parametrize("nasty", NASTY)
def test_the_index_is_text(nasty: str) -> None:
    def page(name: str) -> str:
        entry = IndexEntry(name, name, "a/report.html", None, name, name, name, (name,), {"pdf": "a/report.pdf"})
        return index_page([entry], "nl", unmade=[(name, "files")])

    plain, html = page("a"), page(nasty)
    is_inert(html, Elements(plain))
