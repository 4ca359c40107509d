"""The glossary: the words that a report uses and no others, in both languages, each of which is used somewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest

from evaluatie.report import Code, compose
from evaluatie.report.wording import load_wording
from page_facts import Page

Bundles = list[dict[str, Any]]


def terms(html: str) -> dict[str, str]:
    page = Page(html)
    names = [one for one in page.all("dt") if one["attrs"].get("id", "").startswith("term-")]
    return {name["attrs"]["id"].removeprefix("term-"): name["text"] for name in names}


def keys(language: str) -> list[str]:
    return [key.split(".")[1] for key in load_wording(language).texts if re.fullmatch(r"term\.\w+\.name", key)]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_term_has_a_name_forms_and_a_meaning_and_is_used_somewhere(language: str) -> None:
    texts = load_wording(language).texts
    others = " ".join(
        text.replace("**", "") for key, text in texts.items() if not key.startswith(("term.", "page.guide"))
    )
    # what studies and instruments call things, and a p as numbers are written
    waves = " nulmeting nameting baseline follow-up erbij horen belonging p < p = "
    for name in keys(language):
        forms = texts[f"term.{name}.forms"].split("|")
        found = [form for form in forms if form.casefold() in (others + waves).casefold()]
        assert found == forms, (name, set(forms) - set(found))
        assert texts[f"term.{name}.meaning"].endswith(".")
        assert texts[f"term.{name}.name"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_report_explains_what_it_uses_in_the_order_of_the_alphabet(language: str, bundles: Bundles) -> None:
    html = compose(bundles, language)
    found = terms(html)
    assert {"interval", "smallest", "better", "inconclusive", "response", "suppressed", "sd"} <= set(found)
    assert not {"icc", "fit", "hazard", "tau", "prediction", "target", "linked-data"} & set(found)
    assert list(found.values()) == sorted(found.values(), key=str.casefold)
    assert html.count('href="#terms"') == 1


def test_a_term_goes_with_the_last_text_that_uses_it(change: dict[str, Any]) -> None:
    assert "better" in terms(compose([change], "nl"))
    change["findings"] = [one for one in change["findings"] if "improved" not in one["key"]]
    for display in change["displays"]:
        display["rows"] = []
    assert "better" not in terms(compose([change], "nl"))
    assert "inconclusive" in terms(compose([change], "nl"))


def test_code_is_no_text_and_a_report_without_terms_has_no_glossary(change: dict[str, Any]) -> None:
    change.update(findings=[], displays=[])
    html = compose([change], "nl", code={"change": Code("x.ipynb", ("# 95%-interval, ICC",))})
    assert terms(html) == {}
    assert "#terms" not in html


def test_names_of_a_study_cannot_break_it(bundles: Bundles) -> None:
    bundles[2]["labels"]["outcome"]["jobsat"] = {"nl": "a|b(c[d\\<p = 0,5>"}
    assert "p" in terms(compose(bundles, "nl"))
