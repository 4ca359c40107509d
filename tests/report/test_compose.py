"""The page as HTML: structure, names of things, escaping, hidden numbers, errors, and the same bytes every time."""

from __future__ import annotations

import copy
import hashlib
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from variants import hide, rich_change

from evaluatie.report import (
    BundleError,
    Code,
    IndexEntry,
    WordingError,
    compose,
    headlines,
    index_entry,
    index_page,
    render_section,
    wave_names,
)
from page_facts import LEVELS, Page, faults


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_holds_what_holds_of_every_page(language, bundles):
    code = {"change": Code("30_change.ipynb", ("a = 1",))}
    assert faults(compose(bundles, language, other_language=("x.html", "en"), code=code), language) == []
    assert faults(compose([*bundles[:2], rich_change(bundles[2])], language), language) == []


@pytest.fixture(params=["nl", "en"])
def page(request, bundles) -> Page:
    return Page(
        compose(bundles, request.param, other_language=("report.x.html", "en"), dropped=("a.ipynb, cell 3: x",))
    )


def test_one_title_one_h1_and_headings_in_order(page):
    assert len(page.all("h1")) == len(page.all("title")) == len(page.all("main")) == 1
    levels = [LEVELS[heading["tag"]] for heading in page.all(*LEVELS)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(page.all("header")) == len(page.all("nav")) == len(page.all("footer")) == 1
    assert page.all("html")[0]["attrs"]["lang"] in ("nl", "en")


def test_ids_are_unique_and_links_on_the_page_lead_somewhere(page):
    ids = [element["attrs"]["id"] for element in page.elements if "id" in element["attrs"]]
    assert len(ids) == len(set(ids))
    targets = {link["attrs"]["href"][1:] for link in page.all("a") if link["attrs"]["href"].startswith("#")}
    labels = {value for element in page.elements for value in element["attrs"].get("aria-labelledby", "").split()}
    assert targets | labels <= set(ids)


def test_tables_have_captions_scopes_and_a_focusable_frame(page):
    tables = page.all("table")
    assert len(tables) == len(page.all("caption")) == 10
    assert all(head["attrs"].get("scope") in ("col", "row") for head in page.all("th"))
    frames = [element for element in page.all("div") if element["attrs"].get("class") == "scroll"]
    assert len(frames) == len(tables)
    assert all(frame["attrs"]["tabindex"] == "0" and frame["attrs"]["aria-labelledby"] for frame in frames)


def test_figures_have_alternative_text_with_every_number(bundles):
    drawings = Page(compose(bundles, "nl")).all("svg")
    assert len(drawings) == 2 * 3
    assert all(drawing["attrs"]["role"] == "img" for drawing in drawings)
    change = drawings[-1]["attrs"]["aria-label"]
    assert "Arbeidstevredenheid: +0,25 punt, 95%-interval van 0,01 tot 0,48, 96 mensen" in change
    assert "kleinste verandering die ertoe doet is 0,20 punt" in change
    assert "Nulmeting: 94 mensen, respons 78%, 95%-interval van 70% tot 85%." in drawings[0]["attrs"]["aria-label"]
    means = drawings[2]["attrs"]["aria-label"]
    assert (
        "Betrokkenheid: gemiddelde 3,64 op een schaal van 1 tot 5, 95%-interval van 3,48 tot 3,80, 93 mensen." in means
    )


def test_the_page_asks_for_nothing_and_runs_nothing(bundles):
    html = compose(bundles, "nl", other_language=("report.en.html", "en"))
    assert "http:" not in html
    assert html.count("https:") == html.count('<a href="https://doi.org/') * 2 > 0  # links, for who follows them
    assert "url(" not in html
    assert "@import" not in html
    assert "No description has been provided for this image" not in html
    assert not Page(html).all("script", "link", "img", "iframe")
    assert not [element for element in Page(html).elements if "src" in element["attrs"]]
    assert len(html.encode()) < 300_000


def test_the_code_of_a_section_stands_in_it_on_request_as_text(bundles):
    """The same in both languages; only of sections whose code is told, and never in the notebook's own preview."""
    code = {"change": Code("30_change.ipynb", ("# é <b>&\nx = 1.5", "ev.release(section)"))}
    for language, title in (("nl", "Wat veranderde er?"), ("en", "What changed?")):
        page = Page(compose(bundles, language, code=code))
        (folded,) = [one for one in page.all("details") if one["attrs"].get("class") == "code"]
        assert [one["attrs"]["id"] for one in folded["of"] if one["tag"] == "section"] == ["change"]
        assert "open" not in folded["attrs"]
        assert [cell["text"] for cell in page.within(folded, "code")] == ["# é <b>&\nx = 1.5", "ev.release(section)"]
        assert "30_change.ipynb" in folded["text"]
        (region,) = page.within(folded, "div")
        assert region["attrs"]["tabindex"] == "0"
        assert region["attrs"]["role"] == "region"
        assert region["attrs"]["aria-label"].endswith(f": {title}")
    assert "ev.release" not in compose(bundles, "nl") + render_section(bundles[2], "nl")


def test_everything_from_a_bundle_is_escaped(bundles):
    html = compose([*bundles[:2], rich_change(bundles[2])], "nl", dropped=("<img src=x onerror=y>",))
    for bundle in bundles:
        bundle["organisation"]["name"] = "<script>alert('x')</script> & {first}"
        bundle["labels"]["outcome"]["jobsat"] = {"nl": '"><script>x</script>'}
    nasty = compose(bundles, "nl", dropped=("<img src=x onerror=y>",))
    assert "<script" not in html + nasty + render_section(bundles[2], "nl")
    assert "<img" not in html + nasty
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; {first}" in nasty
    entry = IndexEntry("a", "<b>", 'x"><i>', verdict="<u>", warnings=("<script>",))
    assert not Page(index_page([entry], "nl")).all("b", "i", "u", "script")


def test_no_number_of_a_hidden_group_and_a_reason_for_the_dash(bundles):
    dash = '<span aria-hidden="true">–</span><span class="unseen">niet getoond</span>'
    html = compose(bundles, "nl")
    # the three tables of a characteristic that is hidden altogether are a line each
    assert dash not in html
    assert html.count("– niet getoond: de groep is kleiner dan 10 mensen; anders is het cijfer van een andere") == 3
    hide(bundles[1], "baseline.jobsat/t0/everyone.sd", "small")
    assert compose(bundles, "nl").count(dash) == 1
    assert "<td>De groep is kleiner dan 10 mensen; anders is het cijfer" in html
    assert '<td class="num">49</td>' in html


def test_a_sentence_with_a_hidden_number_is_not_said(change):
    hide(change, "change.commit/all/t0-t1/everyone.mean_change", "difference")
    html = compose([change], "nl")
    assert "Of de score voor betrokkenheid is veranderd" not in html
    assert "Betrokkenheid: niet getoond." in html
    assert "– niet getoond: anders is door vergelijken van cijfers een te kleine groep uit te rekenen." in html


def test_the_lead_begins_with_the_verdicts_and_has_one_caveat(bundles):
    html = compose(bundles, "en")
    lead = html[html.index('class="lead"') : html.index("</section>")]
    assert (
        lead.index("job satisfaction") < lead.index("commitment") < lead.index("readiness") < lead.index("Bear in mind")
    )
    assert lead.count('class="caution"') == 1
    assert headlines(bundles, "en")[0].startswith(
        "The score for job satisfaction has improved: +0.25 points on average"
    )


def test_without_headlines_the_lead_takes_the_first_finding_of_each_section(bundles):
    assert headlines(bundles[:2], "nl")[0].startswith("Bij de nulmeting vulden 94 van de 120")
    assert len(headlines(bundles[:2], "nl")) == 2


def summed_up(bundles):
    """Give a summary of these sections in the same form: sentences that are no headline, and the picture."""
    change = copy.deepcopy(bundles[2])
    finding = next(one for one in change["findings"] if one["role"] == "headline")
    figure = next(one for one in change["displays"] if one["type"] == "figure" and one["kind"] == "change")
    told = [{**finding, "role": "main"}, {**finding, "role": "main", "topic": "summary_found"}]
    return {**change, "section": "summary", "findings": told, "displays": [{**figure, "kind": "overview"}]}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_summary_takes_the_place_of_what_does_not_fit_in_the_lead(bundles, language):
    headline = next(one for one in bundles[2]["findings"] if one["role"] == "headline")
    bundles[2]["findings"] += [headline] * 4  # more than fits
    alone, html = compose(bundles, language), compose([summed_up(bundles), *bundles], language)
    lead, before = (page[page.index('class="lead"') : page.index("</section>")] for page in (html, alone))
    assert before.startswith(lead.rstrip())
    assert len(before) > len(lead.rstrip())
    assert html.index('<section id="summary"') < html.index('<section id="response"')
    assert lead.count('class="caution"') == 1


def test_without_headlines_the_summary_is_not_said_in_the_lead_as_well(bundles):
    told = headlines([summed_up(bundles), *bundles[:2]], "nl")
    assert told == headlines(bundles[:2], "nl")
    assert len(told) == 2
    # nor is the same sentence of two sections
    again = {**bundles[0], "section": "baseline"}
    assert headlines([bundles[0], again], "nl") == told[:1]


def test_waves_are_named_in_the_order_of_time_whatever_is_said_first(bundles):
    waves = {"last": {"label": ["wave", "t1"]}, "first": {"label": ["wave", "t0"]}}
    bundles[0]["findings"].insert(0, {"key": "response.linked", "role": "main", "slots": waves})
    assert wave_names(bundles, "nl") == ("nulmeting", "nameting")


def test_a_section_without_data_says_so_in_one_line(change):
    change.update(findings=[], displays=[], numbers={}, hidden=[], methods=[])
    html = compose([change], "nl")
    assert "Over dit onderdeel zijn geen gegevens aangeleverd." in html
    assert "Dit rapport bevat geen cijfers die getoond mogen worden." in html
    assert "In dit rapport is geen enkel cijfer weggelaten." in html
    assert not Page(html).all("figure")
    assert [caption["text"] for caption in Page(html).all("caption")] == ["Wat gepland was, en wat anders is gedaan"]


def test_waves_are_named_in_their_own_order(bundles):
    assert wave_names(bundles, "nl") == ("nulmeting", "nameting")
    assert '<p class="waves">Metingen: nulmeting en nameting</p>' in compose(bundles, "nl")


def test_events_of_the_context_are_named_under_change_only(bundles):
    html = compose(bundles, "en")
    said = "Also going on at the time: working from home (15 March 2020)."
    assert [note["text"] for note in Page(html).all("p") if said in note["text"]] == [said]
    # in the words of the wide and of the narrow drawing too
    assert html.count(said) == 3


def test_technical_tables_stand_in_the_technical_account(page):
    tables = [table for table in page.all("table") if "details" in table["within"]]
    assert len(tables) == 1
    assert "t(84)" in tables[0]["text"]


@pytest.mark.parametrize(
    ("spoil", "error", "message"),
    [
        (lambda b: b["findings"][0].update(key="change.verdict.nicer"), WordingError, "change.verdict.nicer"),
        (lambda b: b.update(section="weather"), WordingError, "section.weather"),
        (lambda b: b["methods"].append("magic"), WordingError, "method.magic"),
        (lambda b: b["displays"][0].update(kind="pie"), BundleError, "pie"),
        (lambda b: b["displays"][1]["rows"][0]["cells"].pop(), BundleError, "'table-change'"),
        (lambda b: b["numbers"].clear(), BundleError, "which it does not hold"),
        (lambda b: b["labels"].update(outcome={}), BundleError, "no name for outcome"),
        (lambda b: b["findings"][0]["slots"].pop("interval"), WordingError, "needs interval"),
        (lambda b: b["findings"][0]["slots"].update(n={"colour": "red"}), BundleError, "unknown kind"),
        (lambda b: b.update(schema=2), BundleError, "schema 2"),
    ],
)
def test_what_does_not_fit_is_a_clear_error(change, spoil, error, message):
    spoil(change)
    with pytest.raises(error, match=message):
        compose([change], "nl")


def test_sections_must_be_of_one_report(bundles):
    with pytest.raises(BundleError, match="at least one section"):
        compose([], "nl")
    with pytest.raises(BundleError, match="more than once: section change"):
        compose([bundles[2], bundles[2]], "nl")
    bundles[0]["organisation"]["id"] = "other"
    with pytest.raises(BundleError, match="different organisations"):
        compose(bundles, "nl")


def test_both_languages_carry_the_same_figures(bundles):
    cells = {
        language: [cell["text"] for cell in Page(compose(bundles, language)).all("td")] for language in ("nl", "en")
    }
    dutch = [text.replace(".", "").replace(",", ".") for text in cells["nl"] if any(map(str.isdigit, text))]
    english = [text.replace(",", "") for text in cells["en"] if any(map(str.isdigit, text))]
    numbers = [text for text in dutch if text[0] in "+−t" or text[0].isdigit()]
    assert numbers == [text for text in english if text[0] in "+−t" or text[0].isdigit()]
    assert len(numbers) > 60


def test_the_index_lists_reports_and_says_when_there_are_none(bundles):
    entry = index_entry(bundles, "nl", "a/report.html", files={"xlsx": "a/results.xlsx"})
    listed = Page(index_page([entry], "nl"))
    assert [link["attrs"]["href"] for link in listed.all("a")] == ["#main", "a/report.html", "a/results.xlsx"]
    assert "Er zijn nog geen rapporten." in index_page([], "nl")


def test_a_fragment_keeps_its_look_to_itself(change):
    fragment = render_section(change, "en")
    assert fragment.startswith('<div class="evaluatie" lang="en">')
    style = fragment[fragment.index("<style>") + 7 : fragment.index("</style>")]
    rules = [line.strip() for line in style.splitlines() if line.strip().endswith("}") and "{" in line]
    assert all(line.startswith((".evaluatie", "@media")) for line in rules)


def test_two_fresh_processes_give_the_same_bytes():
    script = (
        "import json, pathlib, hashlib; from evaluatie.report import compose, results_json\n"
        "bundles = [json.loads((pathlib.Path('data') / f'{name}.json').read_text(encoding='utf-8'))\n"
        "           for name in ('response', 'baseline', 'change')]\n"
        "content = (compose(bundles, 'nl') + compose(bundles, 'en')).encode() + results_json(bundles)\n"
        "print(hashlib.sha256(content).hexdigest())"
    )

    def digest(seed):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo" if seed == "1" else "UTC"}
        here = Path(__file__).parent
        return subprocess.run(
            [sys.executable, "-c", script], cwd=here, env=environment, capture_output=True, check=True, text=True
        ).stdout.strip()

    first = digest("1")
    assert first == digest("2")
    assert len(first) == len(hashlib.sha256(b"").hexdigest())


@pytest.mark.parametrize(("language", "told"), [("nl", "Niet getoond"), ("en", "Not shown")])
def test_a_head_that_is_hidden_says_so_and_is_not_empty(bundles, language, told):
    table = next(
        display for display in bundles[2]["displays"] if display["type"] == "table" and not display.get("technical")
    )
    row = table["rows"][0]
    ref = next(cell["ref"] for cell in row["cells"] if cell and "ref" in cell)
    hide(bundles[2], ref)
    row["head"][-1] = {"ref": ref, "show": "n"}
    heads = [element["text"].strip() for element in Page(compose(bundles, language)).all("th")]
    assert told in heads
    assert all(heads)
