"""What an author's text may tell: small numbers of people, teams and identifiers are found before they leave."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluatie.disclosure import DisclosurePolicy
from evaluatie.disclosure.authored import code_problems, counted_people, text_problems, title_problems
from evaluatie.study import Study, load_study
from evaluatie.study.authored import AuthoredText

STRICT = DisclosurePolicy.preset_named("strict")


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study("demo-gemeente")


def told(study: Study, content: str, policy: DisclosurePolicy = STRICT) -> list[str]:
    return [
        str(one) for one in text_problems([AuthoredText("change", "nl", "texts/change.nl.md", content)], study, policy)
    ]


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("drie medewerkers", [3]),
        ("Zij spraken met 7 vrouwelijke collega's.", [7]),
        ("één leidinggevende vertrok", [1]),
        ("een leidinggevende vertelde", []),  # the article, not a number
        ("4 van de 12 vrouwen", [4, 12]),
        ("two of our managers", [2]),
        ("1.250 medewerkers", [1250]),
        ("three former employees", [3]),
        ("twee maatregelen voor medewerkers", []),
        ("3 procent medewerkers", []),
        ("2,5 medewerkers", []),
        ("artikel 9 en 3 teams", []),
        ("vijf werkgevers", []),
        ("a single employee said", [1]),
        ("een enkele collega", [1]),
        ("enkele medewerkers", []),  # some
        ("twee van hen", [2]),
        ("3 of them were women", [3]),
        ("n = 4", [4]),
        ("dertien verpleegkundigen", [13]),
        ("In step 3 managers talk", []),
    ],
)
def test_numbers_of_people_are_found(line: str, numbers: list[int]) -> None:
    assert [number for _, number in counted_people(line)] == numbers


def test_fewer_people_than_the_smallest_group_are_told_with_their_line(study: Study) -> None:
    (found,) = told(study, "In 2021 daalde het.\n\nNegen vrouwen zeiden dat, en tien mannen niet.")
    assert found.startswith("texts/change.nl.md, line 3:")
    assert "10" in found
    assert told(study, "Negen vrouwen", replace(STRICT, minimum_group=9)) == []


def test_teams_are_named_only_where_the_works_council_agreed(study: Study) -> None:
    units = sorted(study.survey["unit"].dropna().unique())
    assert units
    for unit in units:
        assert len(told(study, f"Bij afdeling {unit} ging het beter.")) == 1, unit
        assert told(study, f"Bij {unit}achtig ging het beter.") == []
    council = study.config.works_council.model_copy(update={"consent": True})
    agreed = replace(study, config=study.config.model_copy(update={"works_council": council}))
    assert told(agreed, f"Bij afdeling {units[0]} ging het beter.") == []


@pytest.mark.parametrize(
    ("unit", "line", "found"),
    [
        ("A", "A lot has changed.", False),
        ("A", "Company A does well.", True),
        ("HHC", "In HHC it went well.", True),
        ("Onderzoek", "Dit onderzoek laat zien dat het beter gaat.", False),
        ("Onderzoek", "Onderzoek laat zien dat het beter gaat.", False),
        ("Onderzoek", "Het ging beter bij Onderzoek.", True),
        ("Onderzoek", "Het ging beter bij de afdeling onderzoek.", True),
        ("Beheer & Onderhoud", "bij beheer &amp; onderhoud", True),
        ("7", "In team 7 ging het beter.", True),
        ("7", "Het duurde 7 maanden.", False),
    ],
)
def test_a_name_that_may_be_any_word_counts_where_it_is_a_name(study: Study, unit: str, line: str, found: bool) -> None:
    survey = study.survey.assign(unit=[unit, *["x y"] * (len(study.survey) - 1)])
    assert bool(told(replace(study, survey=survey), line)) == found


@pytest.mark.parametrize(
    "content",
    [
        "**4** medewerkers",
        "drie\nmedewerkers",
        "5&nbsp;vrouwen",
        "6<!-- -->\nmensen",
        "4 mede&shy;werkers",
        "drie *mensen*",
    ],
)
def test_what_a_reader_sees_is_looked_at_not_what_is_typed(study: Study, content: str) -> None:
    assert len(told(study, content)) == 1


def test_a_comment_is_the_authors_own(study: Study) -> None:
    assert told(study, "Goed zo. <!-- drie medewerkers van afdeling P&O -->") == []


def test_code_and_titles_are_held_to_the_same(study: Study) -> None:
    assert code_problems(["a = 1", "# Jansen, j.jansen@voorbeeld.nl"]) == [(2, "an e-mail address")]
    assert title_problems("Vier medewerkers aan het woord", study, STRICT)
    assert not title_problems("Tevredenheid naar geslacht", study, STRICT)


@pytest.mark.parametrize(
    "line", ["mail naar an@voorbeeld.nl", "bel 06-12345678", "(BSN 111222333)", "NL91 ABNA 0417 1643 00"]
)
def test_what_identifies_somebody_is_found_and_not_repeated(study: Study, line: str) -> None:
    found = told(study, f"Vragen? {line}")
    assert found
    assert not any(part in one for one in found for part in ("an@", "12345678", "111222333", "0417"))


def test_plain_words_pass(study: Study) -> None:
    assert told(study, "Wij zien dit als een eerste stap: 79% van wie antwoordde, was het ermee eens (n = 412).") == []
