"""What changed between two versions of a report: numbers side by side, and the page that tells it."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from test_compose import Page
from test_hostile_page import NASTY, Elements, is_inert, spoiled

from evaluatie.report.versions import Comparison, Inputs, NotComparableError, changed_page, compare
from evaluatie.report.versions.figures import kind_of
from releases import change, number, release

Content = dict[str, Any]
CHANGE = "change.pgis/all/t0-t1/linked.mean_change"


@pytest.fixture
def before() -> Content:
    """A report with a verdict, a count, a share and a hidden number."""
    rows = [
        number("response.t1/respondents.count", None, "count", 100.0, n=100),
        number("response.t1/rate.proportion", None, "proportion", 0.5, n=200, interval=[0.43, 0.57]),
        {**number("baseline.pgis/age=50+/mean.mean", "pgis", "mean", None), "group": "age=50+"},
        *change("pgis", 0.2, 0.05),
    ]
    return release("a", rows)


@pytest.fixture
def now(before: Content) -> Content:
    return copy.deepcopy(before)


def row(content: Content, id_: str) -> dict[str, Any]:
    (found,) = [one for one in content["results"] if one["id"] == id_]
    return found  # type: ignore[no-any-return]


def ids(figures: tuple[Any, ...]) -> list[str]:
    return [(one.now if hasattr(one, "now") else one)["id"] for one in figures]


def said(page: str) -> str:
    return " ".join(Elements(page.partition("<main")[2].partition("</main>")[0]).text)


def test_nothing_changed_is_said_in_one_line(before: Content, now: Content) -> None:
    found = compare(before, now)
    assert not found.differ
    page = changed_page(found, "en")
    assert Page(page).all("section")[0]["text"].split("\n")[1] == "In brief"
    (line,) = [one["text"] for one in Page(page).all("p") if "Nothing changed" in one["text"]]
    assert line == "Nothing changed: all 6 figures, all 1 verdicts and all settings are the same."
    assert "figures-title" not in page


def test_a_verdict_that_flips_is_told_with_both_intervals(before: Content, now: Content) -> None:
    row(now, CHANGE).update(estimate=0.02, interval=[-0.08, 0.12], n=90)
    found = compare(before, now)
    (pair,) = found.verdicts
    assert pair.changed
    assert pair.before is not None
    assert pair.now is not None
    assert (pair.before.word, pair.now.word) == ("improved", "unchanged")
    text = said(changed_page(found, "en"))
    assert "from improved (+0.20 [+0.10; +0.30]; 100 people)" in re.sub(r"\s+", " ", text)
    assert "to practically unchanged (+0.02 [−0.08; +0.12]; 90 people)" in re.sub(r"\s+", " ", text)
    assert "The same are 0 of the 1 verdicts on change." in text


def test_a_figure_changed_if_a_report_prints_it_otherwise(before: Content, now: Content) -> None:
    row(now, "response.t1/rate.proportion").update(estimate=0.504, interval=[0.43, 0.57])  # still 50%
    row(now, "change.pgis/all/t0-t1/linked.g_av").update(estimate=before["results"][4]["estimate"] * (1 + 1e-10))
    row(now, "response.t1/respondents.count").update(estimate=101.0, n=101)
    figures = compare(before, now).figures
    assert ids(figures.changed) == ["response.t1/respondents.count"]
    assert ids(figures.slight) == ["response.t1/rate.proportion"]
    assert len(figures.same) == 4  # the last digits differ between processors
    assert figures.changed[0].difference == 1


@pytest.mark.parametrize(
    "change_", [{"n": 99}, {"interval": [0.11, 0.3]}, {"interval": None}, {"method": "mixed_model"}]
)
def test_people_interval_and_method_count_as_well(before: Content, now: Content, change_: dict[str, Any]) -> None:
    row(now, CHANGE).update(change_)
    assert ids(compare(before, now).figures.changed) == [CHANGE]


def test_what_was_hidden_and_what_came_to_be_shown_is_told_with_the_reason(before: Content, now: Content) -> None:
    hidden = dict.fromkeys(("estimate", "se", "interval", "statistic", "df", "p", "n"))
    row(now, "response.t1/rate.proportion").update(hidden, suppressed="complement")
    row(now, "baseline.pgis/age=50+/mean.mean").update(estimate=3.5, n=20, suppressed=None)
    row(now, CHANGE).update(hidden)
    found = compare(before, now)
    assert sorted(ids(found.figures.otherwise)) == sorted(
        ["response.t1/rate.proportion", "baseline.pgis/age=50+/mean.mean", CHANGE]
    )
    assert not found.figures.changed
    text = said(changed_page(found, "en"))
    assert "not shown: otherwise the number of another group, which is too small, could be worked out" in text
    assert "not shown: the group is smaller than 10 people" in text
    assert "cannot be calculated" in text
    assert "Figures that were hidden, came to be shown, or are hidden for another reason: 3." in text


def test_another_reason_is_told_and_is_no_figure(before: Content, now: Content) -> None:
    row(now, "baseline.pgis/age=50+/mean.mean")["suppressed"] = "uniform"
    figures = compare(before, now).figures
    assert ids(figures.otherwise) == ["baseline.pgis/age=50+/mean.mean"]


def test_a_section_that_came_and_a_figure_that_went(before: Content, now: Content) -> None:
    now["results"] = [one for one in now["results"] if one["id"] != "response.t1/rate.proportion"]
    now["results"].append(number("mine.all.count", None, "count", 12.0, n=12))
    found = compare(before, now)
    assert ids(found.figures.new) == ["mine.all.count"]
    assert ids(found.figures.gone) == ["response.t1/rate.proportion"]
    text = said(changed_page(found, "en"))
    assert "New figures: 1. Figures that are gone: 1." in text
    assert "New figures: 1" in text
    assert "Figures that are gone: 1" in text


def test_settings_are_told_in_words(before: Content, now: Content) -> None:
    now["policy"].update(minimum_group=15, dominance=0.8)
    now["plan"].update(primary=[], fixed_beforehand=False, estimator="linked")
    now["waves"][1]["date"] = None
    now["outcomes"]["pgis"]["direction"] = "lower"
    now["outcomes"]["new"] = copy.deepcopy(now["outcomes"]["pgis"])
    found = compare(before, now)
    assert [(one.part, one.name) for one in found.settings] == [
        ("policy", "minimum_group"),
        ("policy", "dominance"),
        ("plan", "primary"),
        ("plan", "estimator"),
        ("plan", "fixed_beforehand"),
        ("wave", "date"),
        ("outcome", "direction"),
        ("outcome", "there"),
    ]
    page = Page(changed_page(found, "en"))
    texts = [cell["text"] for cell in page.all("th", "td")]
    at = texts.index("Smallest group")
    assert texts[at + 1 : at + 3] == ["10", "15"]
    at = texts.index("Highest share with the same answer")
    assert texts[at + 1 : at + 3] == ["90%", "80%"]
    at = texts.index("Primary outcomes")
    assert texts[at + 1 : at + 3] == ["pgis", "none"]
    at = texts.index("Plan was fixed beforehand")
    assert texts[at + 1 : at + 3] == ["yes", "no"]


def test_inputs_are_told_by_kind_or_not_known(before: Content, now: Content) -> None:
    found = compare(before, now)
    assert "do not tell what the versions were made from" in said(changed_page(found, "en"))
    one = {"10_a.ipynb": {"data": "1", "notebook": "1"}, "20_b.ipynb": {"data": "1", "notebook": "1"}}
    other = {"10_a.ipynb": {"data": "2", "notebook": "1"}, "30_c.ipynb": {"data": "2", "notebook": "1"}}
    inputs = Inputs.between(one, other)
    assert (inputs.kinds, inputs.new, inputs.gone) == ({"data": ("10_a.ipynb",)}, ("30_c.ipynb",), ("20_b.ipynb",))
    text = said(changed_page(found, "en", inputs=inputs))
    assert "The organisation’s files" in text
    assert "30_c.ipynb" in text
    assert "was examined before the second was released" in text
    assert "was examined" not in said(changed_page(found, "en"))
    assert "Both versions were made from the same" in said(changed_page(found, "en", inputs=Inputs.between(one, one)))


def all_changed(before: Content, now: Content) -> Comparison:
    row(now, CHANGE).update(estimate=-1234.567, interval=[-1300.0, 0.001], n=1450)
    row(now, "response.t1/rate.proportion").update(estimate=0.494, interval=[0.4, 0.6])
    row(now, "response.t1/respondents.count").update(estimate=2101.0, n=2101)
    now["policy"]["minimum_group"] = 15
    return compare(before, now)


def test_both_languages_carry_the_same_figures(before: Content, now: Content) -> None:
    found = all_changed(before, now)
    pages = {language: said(changed_page(found, language)) for language in ("nl", "en")}
    figure = re.compile(r"[+−]?\d[\d.,]*\d|\d")
    dutch = [one.replace(".", "").replace(",", ".") for one in figure.findall(pages["nl"])]
    english = [one.replace(",", "") for one in figure.findall(pages["en"])]
    assert sorted(dutch) == sorted(english)
    assert len(dutch) > 50
    assert "−1 percentage points" in pages["en"]
    assert "+2,001" in pages["en"]


def test_a_difference_never_reads_as_none(before: Content, now: Content) -> None:
    row(before, "response.t1/rate.proportion").update(estimate=0.4951)
    row(now, "response.t1/rate.proportion").update(estimate=0.4949)  # 50% and 49%
    row(now, CHANGE).update(estimate=0.2, interval=[0.0, 0.4])
    page = Page(changed_page(compare(before, now), "en"))
    texts = [cell["text"] for cell in page.all("td")]
    assert "−0.02 percentage points" in texts
    assert texts[texts.index("+0.20 [0.00;\u00a0+0.40]") + 1] == "0.00"  # the interval differs only


def test_the_same_versions_give_the_same_bytes_and_neither_is_changed(before: Content, now: Content) -> None:
    found = all_changed(before, now)
    kept = copy.deepcopy((before, now))
    assert changed_page(found, "nl") == changed_page(compare(*kept), "nl")
    assert (before, now) == kept


def test_names_of_groups_come_from_bundles_where_there_are_any(before: Content, now: Content) -> None:
    row(now, "baseline.pgis/age=50+/mean.mean").update(estimate=3.5, n=20, suppressed=None)
    found, labels = compare(before, now), {"level": {"age=50+": {"nl": "vijftigplus", "en": "fifty and over"}}}
    assert "fifty and over" in said(changed_page(found, "en", labels=(labels, labels)))
    assert "age=50+" in said(changed_page(found, "en"))


@pytest.mark.parametrize("nasty", NASTY)
def test_names_and_ids_are_text(nasty: str, before: Content, now: Content) -> None:
    def page(name: str) -> str:
        pair = [spoiled(copy.deepcopy(content), name) for content in (before, now)]
        pair[0]["waves"][0]["date"] = None
        for at, content in enumerate(pair):
            content["results"].append(number(f"{name}{at}.x", name, "mean", 1.0, n=12))
            content["results"].append({**number(f"{name}.y", name, "mean", 1.0 + at, n=12), "section": name})
            content["results"][-1].update(group=name, term=name, method=name, waves=[name])
            content["plan"]["estimator"] = f"{name}{at}"
        inputs = Inputs.between({name: {"notebook": "1"}}, {name: {"notebook": "2"}})
        return changed_page(compare(*pair), "nl", inputs=inputs)

    html = page(nasty)
    is_inert(html, Elements(page("naam")))
    assert nasty in " ".join(Elements(html).text)


def test_other_organisations_versions_and_damaged_numbers_are_one_error(before: Content, now: Content) -> None:
    other = copy.deepcopy(now)
    other["organisation"]["id"] = "b"
    with pytest.raises(NotComparableError, match=r"^they are of different organisations: a and b$"):
        compare(before, other)
    with pytest.raises(NotComparableError, match=r'one is of the version "evaluatie/results/3", the other of "x"'):
        compare(before, {**now, "schema": "x"})
    damages: tuple[dict[str, Any], ...] = (
        {"interval": [1.0]}, {"interval": "x"}, {"interval": [1.0, None]}, {"term": None}, {"waves": "t0"}, {"p": "0"},
        {"waves": [1]}, {"group": 1}, {"suppressed": 3}, {"statistic": True},
    )  # fmt: skip
    for damage in damages:
        damaged = copy.deepcopy(now)
        row(damaged, CHANGE).update(damage)
        with pytest.raises(NotComparableError, match="is not as evaluatie writes it"):
            compare(before, damaged)
    doubled = {**now, "results": [*now["results"], now["results"][0]]}
    with pytest.raises(NotComparableError, match="two numbers with the same id"):
        compare(before, doubled)


@pytest.mark.parametrize(
    ("term", "kind"),
    [("count", "count"), ("share", "percent"), ("rate", "rate"), ("scalar.rmsea", "fine"), ("g_av", "points")],
)
def test_how_a_term_is_printed(term: str, kind: str) -> None:
    assert kind_of(term) == kind


@pytest.mark.browser
def test_axe_finds_nothing_on_the_page(page_check: Any, before: Content, now: Content) -> None:
    now["results"].append(number("mine.all.count", None, "count", 12.0, n=12))
    row(now, "baseline.pgis/age=50+/mean.mean").update(estimate=3.5, n=20, suppressed=None)
    found = all_changed(before, now)
    inputs = Inputs({"data": ("10_a.ipynb",)})
    page = changed_page(found, "nl", inputs=inputs, other_language=("changed.en.html", "en"))
    assert page_check(page, widths=(1280, 390, 320)) == []
    same = changed_page(compare(before, before), "en")
    assert page_check(same, widths=(320,), schemes=("dark",)) == []
