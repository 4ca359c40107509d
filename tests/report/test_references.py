"""The works that are cited: whole, each cited by something, the same in both languages, and readable by others."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable

import pytest

from evaluatie import effects, flows, scales
from evaluatie.instruments import instrument, list_instruments
from evaluatie.report.account import arrangement
from evaluatie.report.references import (
    bibtex,
    citation,
    cited_by,
    csl_json,
    entry,
    load_references,
    ordered,
    plain_entry,
)
from evaluatie.report.wording import load_wording

WORKS = load_references()
WORDINGS = [load_wording("nl"), load_wording("en")]
METHODS = [key.split(".")[1] for key in WORDINGS[0].texts if re.fullmatch(r"method\.\w+\.name", key)]
NEEDED = {
    "article-journal": {"container-title", "volume"},
    "book": {"publisher"},
    "chapter": {"container-title", "editor", "page", "publisher"},
    "manuscript": {"DOI", "publisher"},
    "paper-conference": {"container-title", "volume"},
    "report": set(),
}
DRAWS: dict[str, Callable] = {
    "difference_in_differences": effects.difference_in_differences,
    "dissimilarity": flows.segregation,
    "markov_forecast": flows.forecast,
    "mediated_link": scales.mediated_link,
    "multiple_imputation": effects.impute_change,
    "tipping_point": effects.tipping_point,
}


def test_every_method_is_told_once_and_rests_upon_a_work_or_says_why_not() -> None:
    told = [method for methods in arrangement()["parts"].values() for method in methods]
    assert sorted(told) == sorted(METHODS)
    without = {method for method in METHODS if not cited_by(WORDINGS[0], f"method.{method}.account")}
    assert without == set(arrangement()["unreferenced"])
    assert all(arrangement()["unreferenced"].values())


def test_every_work_is_cited_by_something_and_every_citation_is_a_work() -> None:
    texts = [key for key in WORDINGS[0].texts if key.startswith("account.") or key.endswith(".account")]
    cited = {work for key in texts for work in cited_by(WORDINGS[0], key)} | set(arrangement()["instruments"].values())
    assert cited == set(WORKS)
    blanks = {blank for method in METHODS for blank in WORDINGS[0].blanks(f"method.{method}.account")}
    assert blanks <= set(WORKS)


@pytest.mark.parametrize("method", METHODS)
def test_both_languages_cite_the_same_works(method: str) -> None:
    dutch, english = (set(cited_by(wording, f"method.{method}.account")) for wording in WORDINGS)
    assert dutch == english


@pytest.mark.parametrize("key", WORKS)
def test_a_work_is_whole(key: str) -> None:
    work = WORKS[key]
    assert re.fullmatch(r"[a-z]+\d{4}[a-z]*", key)
    assert {"id", "type", "author", "issued", "title"} | NEEDED[work["type"]] <= work.keys()
    assert str(work["issued"]["date-parts"][0][0]) in key
    if work["type"] == "article-journal":
        assert "page" in work or "number" in work
    if "page" in work:
        first, _, last = work["page"].partition("-")
        assert int(first) < int(last)
    if "DOI" in work:
        assert re.fullmatch(r"10\.\d{4,9}/\S+", work["DOI"])
    assert not re.search(r"\s\s|\.\.|, ,|\(\)|None", plain_entry(key))
    assert re.sub(r"<[^>]+>", "", str(entry(key))).replace("&amp;", "&") == plain_entry(key).replace("<", "&lt;")


def test_no_two_works_are_called_alike_nor_share_an_address() -> None:
    assert len({citation(key) for key in WORKS}) == len(WORKS)
    dois = [work["DOI"].casefold() for work in WORKS.values() if "DOI" in work]
    assert len(dois) == len(set(dois)) > 70
    assert list(WORKS) == sorted(WORKS)


def test_instruments_that_come_along_have_their_work_in_the_list() -> None:
    named = arrangement()["instruments"]
    assert set(named) == set(list_instruments())
    for id_, key in named.items():
        source, work = instrument(id_).source, WORKS[key]
        names = [one["family"].casefold() for one in work["author"]]
        assert all(name in source.citation.casefold() for name in names)
        assert f"({work['issued']['date-parts'][0][0]})" in source.citation
        assert work["title"].split(":")[0] in source.citation
        if source.doi:
            assert work["DOI"] == source.doi


@pytest.mark.parametrize("method", arrangement()["draws"])
def test_random_draws_are_told_as_the_functions_take_them(method: str) -> None:
    defaults = inspect.signature(DRAWS[method.removesuffix("_units").removesuffix("_few")]).parameters
    assert arrangement()["draws"][method] == {name: defaults[name].default for name in arrangement()["draws"][method]}
    assert "seed" in arrangement()["draws"][method]


def test_pandoc_reads_the_same_from_both_files() -> None:
    import pypandoc

    text = bibtex(WORKS).decode()
    read = {work["id"]: work for work in json.loads(pypandoc.convert_text(text, "csljson", format="bibtex"))}
    assert read.keys() == WORKS.keys()
    curly = str.maketrans("“”", "‘’")
    for key, work in WORKS.items():
        for field in ("title", "container-title", "volume", "issue", "page", "DOI", "publisher"):
            assert read[key].get(field, "").translate(curly) == work.get(field, ""), (key, field)
        assert [one["family"] for one in read[key]["author"] if "family" in one] == [
            " ".join(filter(None, (one.get("non-dropping-particle"), one["family"])))
            for one in work["author"]
            if "family" in one
        ] or key in {
            "dejong2016",
            "barnett2005",
            "hooftman2016",
            "hundepool2012",
            "vanbreukelen2013",
            "vanderzee2013",
            "jansen2014",
        }  # fmt: skip - pandoc takes particles apart
    assert json.loads(csl_json(["wilson1927", "cox1972"])) == [WORKS["cox1972"], WORKS["wilson1927"]]


def test_the_list_is_in_the_order_of_names_without_accents() -> None:
    keys = ordered(["rubin1987", "rover2015", "robins1995", "dejong2016", "rubin1987", "deeks2019"])
    assert keys == ("dejong2016", "deeks2019", "robins1995", "rover2015", "rubin1987")
