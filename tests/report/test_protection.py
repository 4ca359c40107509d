"""The data-protection page, and the list of what was hidden by which rule."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from test_compose import Page
from variants import hide

from evaluatie.report import compose, protection_page
from evaluatie.report.protection import FIELDS, entries, meaning
from evaluatie.report.reading import Reader
from evaluatie.report.suppressed import by_rule, hidden_sum, policy_sentences
from evaluatie.report.wording import load_wording
from page_check import PageCheck

WHOLE: dict[str, Any] = {
    "purpose": "evaluatie van de pilot", "article_6": "6(1)(e)", "article_9": "artikel 9 lid 2 onder j",
    "national_article": "art. 24 UAVG", "dpia": "DPIA 2019-14",
    "works_council": {"word": "advice", "date": "2019-06-03"}, "controller": "Waterschap <A>", "processor": "none",
    "access": ["de onderzoekers", "de functionaris"], "retain_until": "2099-12-31", "units_named": None,
}  # fmt: skip
BLANK = {**dict.fromkeys(WHOLE), "access": []}
LANGUAGES = ("nl", "en")


def papers(bundles: list[dict[str, Any]], privacy: dict[str, Any], language: str = "nl") -> str:
    told = [{**bundle, "privacy": privacy} for bundle in bundles]
    return protection_page(told, language, report="report.html", other_language=("data-protection.en.html", "en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_stands_there_and_what_is_not_is_a_visible_blank(
    bundles: list[dict[str, Any]], language: str
) -> None:
    say = load_wording(language).text
    whole, blank = (Page(papers(bundles, privacy, language)) for privacy in (WHOLE, BLANK))
    names = [element["text"] for element in whole.all("dt")]
    assert names == [say(f"protection.{name}") for name in (*FIELDS, "units_named")]
    assert not any(say("protection.blank") in element["text"] for element in whole.all("dd"))
    assert [say("protection.blank") in element["text"] for element in blank.all("dd")] == [True] * 10 + [False]
    assert say("protection.complete") in [element["text"] for element in whole.all("p")]
    (listed,) = [element for element in blank.all("p") if element["attrs"].get("class") == "caution"]
    assert all(name in listed["text"] for name in names[:-1])


@pytest.mark.parametrize("name", FIELDS)
def test_a_single_blank_is_named(bundles: list[dict[str, Any]], name: str) -> None:
    say = load_wording("nl").text
    page = papers(bundles, {**WHOLE, name: BLANK[name]})
    assert f"Nog in te vullen: {say(f'protection.{name}')}." in page


def test_texts_of_a_study_are_escaped(bundles: list[dict[str, Any]]) -> None:
    page = papers(bundles, {**WHOLE, "purpose": '<script>alert("x")</script>'})
    assert "Waterschap &lt;A&gt;" in page
    assert "<script" not in page


@pytest.mark.parametrize(("name", "text", "words"), [
    ("article_6", "6(1)(e)", "task in the public interest or official authority"),
    ("article_6", "6 lid 1 sub f AVG", "legitimate interests"),
    ("article_9", "9(2)(g) en 9(2)(j)", "substantial public interest; scientific research and statistics"),
    ("article_9", "uitdrukkelijke toestemming", ""), ("article_6", "16(1)(e)", ""),
    ("national_article", "UAVG 25", "race or ethnic origin"), ("national_article", "artikel 25", ""),
    ("national_article", "artikel 22 en 24 Uitvoeringswet AVG", "general exceptions, explicit consent among them; "
     "scientific or historical research or statistical purposes"),
    ("purpose", "9(2)(j)", ""), ("article_9", None, ""),
])  # fmt: skip
def test_an_article_that_is_recognised_is_explained(name: str, text: str | None, words: str) -> None:
    assert meaning(name, text, load_wording("en")) == words


def test_days_are_written_out_and_units_have_their_own_word(bundles: list[dict[str, Any]]) -> None:
    lines = {
        line.name: line.text
        for line in entries({**bundles[0], "privacy": {**WHOLE, "units_named": "2021-02-01"}}, "en")
    }
    assert lines["Works council"] == "advice on 3 June 2019"
    assert lines["Kept until the end of"] == "31 December 2099; then the data are destroyed"
    assert lines["Processor"] == "none"
    assert lines["Teams by their name in the report"] == "yes, with the works council's consent of 1 February 2021"


def test_the_same_bundles_make_the_same_page_and_no_request_leaves_it(bundles: list[dict[str, Any]]) -> None:
    page = papers(bundles, WHOLE)
    assert page == papers(copy.deepcopy(bundles), copy.deepcopy(WHOLE))
    links = [element["attrs"] for element in Page(page).all("a", "link", "script", "img")]
    assert [link.get("href") for link in links] == ["#main", "data-protection.en.html", "report.html"]


def test_every_rule_that_hid_something_is_counted_with_its_sections(bundles: list[dict[str, Any]]) -> None:
    for bundle in bundles:
        for number in bundle["numbers"].values():
            number["suppressed"] = None
    hidden = [(0, "small"), (0, "small"), (1, "small"), (1, "complement"), (2, "df"), (2, "response"), (2, "answers")]
    used = [iter(list(bundle["numbers"])) for bundle in bundles]
    for section, rule in hidden:
        hide(bundles[section], next(used[section]), rule)
    bundles[0]["policy"] |= {"minimum_answers": 4, "minimum_response": 0.4, "minimum_df": 10}
    readers = [Reader(bundle, "en") for bundle in bundles]
    rows = [(row["rule"], row["numbers"]) for row in by_rule(readers)]
    assert rows == [
        ("The group is smaller than 10 people.", "3"),
        ("Fewer than 4 people in the group answered.", "1"),
        ("Less than 40% of the people answered.", "1"),
        ("Otherwise the number of another group, which is too small, could be worked out.", "1"),
        ("The model rests on too few answers (fewer than 10 degrees of freedom).", "1"),
    ]
    assert by_rule(readers)[0]["sections"] == "Who took part?, The starting point"
    every = sum(len(bundle["numbers"]) for bundle in bundles)
    assert hidden_sum(readers) == f"Of the {every} numbers in this report, 7 are not shown."
    assert rows[1][0] in compose(bundles, "en")


def test_thresholds_are_said_that_have_a_part_in_it(bundles: list[dict[str, Any]]) -> None:
    bundle = bundles[0]
    strict = policy_sentences(Reader(bundle, "nl"))
    assert len(strict) == 3
    told = {name: bundle["policy"].pop(name) for name in ("minimum_answers", "minimum_response", "minimum_df")}
    assert len(policy_sentences(Reader(bundle, "nl"))) == 2  # of a version that told no more than two thresholds
    bundle["policy"] |= told
    bundle["policy"] |= {"minimum_answers": 4, "minimum_response": 0.4}
    survey = policy_sentences(Reader(bundle, "nl"))
    assert len(survey) == 5
    assert "minstens 4 antwoord" in survey[1]
    assert "minstens 40%" in survey[2]


def test_a_report_leads_to_the_page_where_there_is_one(bundles: list[dict[str, Any]]) -> None:
    with_page = compose(bundles, "nl", protection="data-protection.html")
    assert '<a href="data-protection.html">' in with_page
    assert "data-protection.html" not in compose(bundles, "nl")


def test_axe_finds_nothing_on_it(bundles: list[dict[str, Any]], page_check: PageCheck) -> None:
    assert page_check(papers(bundles, WHOLE), widths=(1280, 320), schemes=("light",)) == []
    assert page_check(papers(bundles, BLANK, "en"), widths=(320,), schemes=("dark",)) == []
