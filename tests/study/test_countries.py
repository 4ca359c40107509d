"""Countries of birth: each placed once, found by every name it has, and never quoted when it is not found."""

from __future__ import annotations

from importlib import resources

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evaluatie.study.groups.countries import country, read_countries

DATA = yaml.safe_load(resources.files("evaluatie.study.groups").joinpath("countries.yml").read_text(encoding="utf-8"))
PLACES = [*DATA["countries"], *DATA["former"]]
ENTRIES = [*PLACES, *DATA["regions"]]


def names_of(entry: dict) -> list[str]:
    return [*(entry[key] for key in ("alpha2", "alpha3") if key in entry), *entry["nl"], *entry["en"]]


ALL_NAMES = [(name, entry["nl"][0]) for entry in ENTRIES for name in names_of(entry)]


def test_every_name_and_code_leads_to_its_own_country_and_no_other() -> None:
    found = {name: country(name) for name, _ in ALL_NAMES}
    assert {name: meant for name, meant in ALL_NAMES if found[name] is None or found[name].name != meant} == {}


@given(st.sampled_from(ALL_NAMES), st.sampled_from([str.upper, str.lower, str.title, str.swapcase]), st.booleans())
def test_capitals_and_hyphens_make_no_difference(pair: tuple[str, str], change, spaced: bool) -> None:
    name, meant = pair
    written = change(name.replace("-", " ") if spaced else name)
    assert country(f" {written} ").name == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Voormalige Sovjet-Unie", "Sovjet-Unie"),
        ("Sovjet-Unie (voormalig)", "Sovjet-Unie"),
        ("former Yugoslavia", "Joegoslavië"),
        ("Bosnia & Herzegovina", "Bosnië en Herzegovina"),
        ("De Filipijnen", "Filipijnen"),
        ("DE", "Duitsland"),
        ("Zuidafrika", "Zuid-Afrika"),
        ("COTE D'IVOIRE", "Ivoorkust"),
    ],
)
def test_small_words_make_no_difference(written: str, meant: str) -> None:
    assert country(written).name == meant


def test_every_country_is_placed_once_in_each_classification() -> None:
    assert len(DATA["countries"]) == 249  # ISO 3166-1
    codes = [entry[key] for entry in PLACES for key in ("alpha2", "alpha3") if key in entry]
    assert len(codes) == len(set(codes))
    assert all(isinstance(code, str) for code in codes)  # YAML reads NO as false
    assert all(type(entry["europe"]) is bool and type(entry["western"]) is bool for entry in PLACES)
    # "outside Europe" is the wider of the two
    assert all(entry["western"] for entry in PLACES if entry["europe"])


def test_what_is_in_europe_by_the_united_nations_is_there_too_and_cyprus() -> None:
    europe = sorted(entry["alpha2"] for entry in DATA["countries"] if entry["europe"])
    assert " ".join(europe) == (
        "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME "
        "MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA"
    )


def test_western_is_europe_north_america_oceania_and_what_cbs_adds() -> None:
    added = {entry["alpha2"] for entry in DATA["countries"] if entry["western"] and not entry["europe"]}
    north_america = {"US", "CA", "GL", "BM", "PM"}
    oceania = {
        *("AU", "NZ", "CC", "CX", "HM", "NF"),  # Australia and New Zealand
        *("FJ", "NC", "PG", "SB", "VU"),  # Melanesia
        *("FM", "GU", "KI", "MH", "MP", "NR", "PW", "UM"),  # Micronesia
        *("AS", "CK", "NU", "PF", "PN", "TK", "TO", "TV", "WF", "WS"),  # Polynesia
    }
    until_2022_in_europe = {"AM", "AZ", "GE", "KG", "KZ", "TJ", "TM", "UZ"}
    assert added == north_america | oceania | until_2022_in_europe | {"ID", "JP"}


@pytest.mark.parametrize(
    ("name", "europe", "western"),
    [
        ("Turkije", False, False),
        ("Marokko", False, False),
        ("Suriname", False, False),
        ("Curaçao", False, False),
        ("Nederlandse Antillen", False, False),
        ("Nederlands-Indië", False, True),
        ("Indonesië", False, True),
        ("Japan", False, True),
        ("Verenigde Staten", False, True),
        ("Armenië", False, True),
        ("Rusland", True, True),
        ("Sovjet-Unie", True, True),
        ("Joegoslavië", True, True),
        ("Tsjechoslowakije", True, True),
        ("Cyprus", True, True),
        ("ander land in Europa", True, True),
        ("ander niet-westers land", False, False),
        ("ander westers land", None, True),
        ("ander land", None, None),
    ],
)
def test_the_cases_that_matter_in_dutch_data(name: str, europe: bool | None, western: bool | None) -> None:
    assert (country(name).europe, country(name).western) == (europe, western)


def test_only_the_netherlands_is_not_abroad() -> None:
    assert [entry["nl"][0] for entry in PLACES if not country(entry["nl"][0]).abroad] == ["Nederland"]


def read(*cells: object, **keys) -> tuple[list, list]:
    names, problems = read_countries("t0.csv", pd.Series(cells, index=range(2, len(cells) + 2), name="land"), **keys)
    return [None if pd.isna(name) else name for name in names], problems


def test_blanks_missing_codes_and_words_for_unknown_are_no_answer() -> None:
    names, problems = read("NL", "", None, "onbekend", "Weet niet", 99, "NA", missing_codes=("99",))
    assert (names, problems) == (["Nederland", *[None] * 6], [])


def test_codes_are_read_by_their_labels() -> None:
    labels = {"1": "Nederland", "2": "Turkije", "3": "Onbekend", "4": "weigert"}
    names, problems = read(1.0, 2, "3", 4, labels=labels, missing_codes=("weigert",))
    assert (names, problems) == (["Nederland", "Turkije", None, None], [])


def test_a_misspelt_country_is_named_with_its_row_and_a_suggestion_and_not_quoted() -> None:
    names, problems = read("Nederland", "Marroko", "Jan Jansen", "marroko", "Marroko")
    assert names == ["Nederland", None, None, None, None]
    assert [(problem.row, problem.column) for problem in problems] == [(3, "land"), (4, "land"), (5, "land")]
    assert problems[0].hint == 'Did you mean "Marokko"?'
    assert "1 more rows" in problems[0].message
    assert not any("Jansen" in str(problem) or "arroko" in str(problem) for problem in problems)


def test_a_wrong_column_gives_a_short_list() -> None:
    _, problems = read(*(f"{letter}{letter}qx" for letter in "abcdefghijklmnopqrstuvwxyz"))
    assert len(problems) == 21
    assert problems[-1].message == "And 6 more values of this column are not countries."


def test_a_file_without_a_single_row_is_no_error() -> None:
    assert read() == ([], [])
