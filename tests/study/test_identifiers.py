"""What identifies people stops intake, and what does not, does not."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest

from evaluatie.study.gate.identifiercells import is_bsn, personal_cells
from evaluatie.study.gate.identifiers import find_identifiers, identifying_code
from evaluatie.study.gate.identifierwords import kinds, named_kind
from evaluatie.study.problems import Problem

BSNS = ["111222333", "123456782", "999990639", "249566758", "427096509", "427096510"]


def found_in(column: str, values: list[object], **more: object) -> list[Problem]:
    cells = pd.DataFrame({column: pd.Series(values, index=range(2, len(values) + 2), dtype="object")})
    return find_identifiers("t0.csv", cells, **{"respondent": None, "header_row": 1, **more})


NAMED = {
    "a name": "Naam|naam|NAAM 1|voornaam|Voor-naam|achternaam|AchterNaam|Tussenvoegsel|Initialen|voorletters|Name|"
    "First Name|lastName|surname|Volledige naam|Wat is uw naam?|Vul hier uw achternaam in|"
    "Naam van uw leidinggevende|naam_leidinggevende|medewerkernaam|Q3_voornaam|full_name|RecipientLastName",
    "an e-mail address": "email|E-mail|e-mailadres|E-mail adres|EmailAddress|mailadres|Mail|Wat is uw e-mailadres?|"
    "Uw e-mail (voor de verloting)",
    "a phone number": "telefoon|Telefoonnummer|tel.|Tel nr|mobiel|Mobiel nummer|phone|Phone number|"
    "06-telefoonnummer|GSM",
    "a citizen service number (BSN)": "BSN|bsn-nummer|Burgerservicenummer|sofinummer|SOFI-nr|SSN",
    "an address": "adres|Straat|straat_huisnummer|huisnr|Postcode|postcode (6)|PC6|ZIP code|Woonadres|Home address|"
    "Wat is uw postcode?",
    "a date of birth": "geboortedatum|Geboorte datum|GEBDAT|Date of birth|birthdate|DOB|Wat is uw geboortedatum?",
    "a place of birth": "geboorteplaats|Place of birth",
    "a personnel number": "personeelsnummer|Personeels nr.|employee_id|EmployeeID|stamnummer|medewerker-id|"
    "Staff number",
    "an IP address": "IP|IPAddress|ip-adres|IP adres",
    "a bank account number": "IBAN|bankrekening|rekeningnummer|Bank account",
    "the number of an identity document": "paspoort|Paspoortnummer|rijbewijs|Passport no",
    "a number plate": "kenteken|Kenteken auto",
    "a user name": "username|gebruikersnaam|User ID|account|login",
    "a page on a social network": "LinkedIn|linkedin_profiel",
    "a place on the map": "latitude|LocationLongitude|GPS",
}


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for kind, names in NAMED.items() for name in names.split("|")])
def test_names_of_columns_that_identify(name: str, kind: str) -> None:
    found = named_kind(name)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("name", [
    "teamnaam", "naam_organisatie", "Naam van de afdeling", "naam training", "organisatienaam", "team name", "filename",
    "leidinggevende", "inkomen", "adresbalie", "namens", "mailbox_druk", "emailverkeer", "aantal e-mails",
    "email per dag",
    "mobiliteit", "mobiel werken", "telefonie", "telling", "hotel", "geboortejaar", "geboorteland",
    "geboorteland_moeder",
    "year of birth", "birth country", "personeelsgroep", "personeelscategorie", "werknemer", "code", "id", "respondent",
    "ResponseId", "Response ID", "submitdate", "afdeling", "IPIP_1", "chip", "postcodegebied", "postcode regio",
    "accountmanager", "Mijn leidinggevende kent mijn naam", "Ik lees thuis ook mijn mail", "sectornaam", "functie naam",
    "Q12_1", "pgis_1", "G01Q02[SQ001]", "name of the training", "straatwerk", "StartDate", "Duration (in seconds)", "",
    "Hoe vaak wordt u na werktijd via de telefoon benaderd door uw team",
])  # fmt: skip
def test_names_of_columns_that_do_not(name: str) -> None:
    assert named_kind(name) is None


def test_every_kind_of_the_file_is_tested_and_its_words_are_written_as_it_says() -> None:
    assert {kind.kind for kind in kinds()} == set(NAMED)
    for kind in kinds():
        for word in kind.sure | kind.unsure | kind.unless:
            assert word.isalnum()
            assert word == word.lower()
        assert kind.sure | kind.unsure
        assert not kind.sure & kind.unsure


def test_a_named_column_is_a_problem_at_the_row_of_the_names() -> None:
    (problem,) = found_in("Achternaam", ["Jansen", "de Vries", None, ""])
    assert (problem.file, problem.row, problem.column) == ("t0.csv", 1, "Achternaam")
    assert problem.message == "By its name this column holds a name, in 2 cells."
    assert "Remove the column from the file." in problem.hint
    assert "survey.not_identifying" in problem.hint
    assert "Jansen" not in str(problem)


def test_a_date_of_birth_may_become_a_group_and_a_personnel_number_the_linking_code() -> None:
    (birth,) = found_in("geboortedatum", ["1980-01-01"])
    assert "born: true" in birth.hint
    (number,) = found_in("personeelsnummer", ["A1"])
    assert "survey.respondent" in number.hint
    (number,) = found_in("personeelsnummer", ["A1"], respondent="code")
    assert "survey.respondent" not in number.hint


@pytest.mark.parametrize("values", [[], [None, None], ["", " ", "NA"], [np.nan, "#NULL!"]])
def test_an_empty_column_identifies_nobody(values: list[object]) -> None:
    assert found_in("e-mail", values) == []


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("email", [1, 0, 1]), ("naam", ["3", "4", "17"]), ("rijbewijs", ["ja", "nee", "Ja", ""]), ("IP", [1.0, 5.0]),
        ("telefoon", ["yes", "no"]), ("mobiel", [True, False]), ("naam", ["3,5", "4"]),
    ],
)  # fmt: skip
def test_small_numbers_and_yes_or_no_are_no_names_or_addresses(column: str, values: list[object]) -> None:
    assert found_in(column, values) == []


def test_a_word_that_is_sure_needs_no_look_at_the_cells() -> None:
    assert len(found_in("personeelsnummer", [1, 2, 3])) == 1


def test_the_linking_code_and_what_the_study_allows_may_hold_anything() -> None:
    cells = pd.DataFrame({"email": ["a@b.nl"], "geboortedatum": ["1980-01-01"], "x": ["mail c@d.nl"]}, index=[2])
    allowed = {"geboortedatum", "x"}
    assert find_identifiers("t0.csv", cells, respondent="email", allowed=allowed) == []
    assert [one.column for one in find_identifiers("t0.csv", cells, respondent=None)] == ["email", "geboortedatum", "x"]


def test_a_question_gives_a_column_away_as_its_name_does() -> None:
    questions = {"V1": "Wat is uw <b>achternaam</b>?"}
    (problem,) = found_in("V1", ["Jansen"], questions=questions)
    assert problem.column == "V1"
    assert found_in("V2", ["Jansen"], questions=questions) == []
    assert found_in("V1", [1, 2], questions={"V1": "Mag uw naam genoemd worden?"}) == []


HELD = {
    "an e-mail address": ["ann@example.org", "Mail mij: a.b-c+d@sub.example.co.uk!", "jan (at) example.nl",
    "É.x@één.nl"],
    "a phone number": [
        "0612345678", "06-12345678", "06 12 34 56 78", "06 1234 5678", "020-1234567", "020 123 45 67", "(020) 1234567",
        "0174-123456", "+31612345678", "+31 6 12345678", "+31 (0)6 12345678", "0031612345678", "0031 6 12345678",
    "+32 475 12 34 56", "+49 30 123456", "bel 06-12345678 na zes uur", "mijn nummer is 0612345678.",
    "tel:0612345678",
        "06-12345678 / 020-1234567", "(06)12345678",
    ],
    "a bank account number": ["NL91ABNA0417164300", "nl91 abna 0417 1643 00", "graag op NL91 INGB 0417 1643 00, dank"],
    "an IP address": ["192.168.1.10", "10.0.0.1", "ingelogd via 145.97.30.12", "2001:db8::8a2e:370:7334", "fe80::1",
                      "2001:0db8:0000:0000:0000:8a2e:0370:7334"],
    "a citizen service number (BSN)": ["mijn bsn is 111222333", "BSN: 1112.22.333", "sofinummer 111222333"],
}  # fmt: skip


@pytest.mark.parametrize(("cell", "kind"), [(cell, kind) for kind, cells in HELD.items() for cell in cells])
def test_one_cell_that_identifies_someone_is_enough(cell: str, kind: str) -> None:
    (problem,) = found_in("opmerkingen", ["goed", None, cell, "geen", 3])
    assert (problem.row, problem.column) == (4, "opmerkingen")
    assert problem.message == f"1 cell holds {kind}."
    assert cell not in str(problem)


INNOCENT = [
    "5", "3,5", "3.75", "12345678", "1987", "01-02-2019", "06-12-2019 10:30", "06-12-2019 14 uur",
    "2019-10-01T09:10:11.061234567",
    "2019-06-12 10:30:00", "10:30:00", "01:02:03:04", "€ 3.500,00", "1.234.567", "0.123456789", "0,612345678",
    "3.0612345678",
    "1234 AB", "1234AB", "Zuid-Holland Noord", "sector 12 - 2345", "versie 1.2.3.4", "3.1.2.4", "paragraaf 3.12.1.4",
    "R_0612345678abcdef", "550e8400-e29b-41d4-a716-061234567890", "0012345678", "0000012345", "T0-2019-0012345",
    "06 07 08 09 10", "010 020 030 040", "1 op 10 in 2019, 2020 en 2021", "ik werk @ kantoor", "a@b", "10+ jaar",
    "+10%",
    "06/2019-12/2020", "NL01", "10 000 000 000", "2019/0612345678", "36 uur per week", "7 dagen, 24 uur",
    "1-2-3-4-5-6-7-8-9-10",
    "20191031093000", "zeer mee eens", "12 345 678,90", "1e-05", "0e1234567890", "::", "a::b", "bsn staat er niet in",
]  # fmt: skip


@pytest.mark.parametrize("cell", INNOCENT)
def test_what_only_resembles_an_identifier_passes(cell: str) -> None:
    assert personal_cells(["tekst om te lezen", cell]) == {}


def test_realistic_columns_pass() -> None:
    rng, rows = np.random.default_rng(7), 3000
    days = pd.date_range("2019-09-30 08:00", periods=rows, freq="7min")
    columns: dict[str, list[object]] = {
        "Q1": rng.integers(1, 6, rows).tolist(),
        "Q2": rng.integers(1, 8, rows).astype(str).tolist(),
        "leeftijd": rng.integers(18, 68, rows).tolist(),
        "geboortejaar": rng.integers(1950, 2001, rows).tolist(),
        "salaris": rng.integers(1800, 9000, rows).tolist(),
        "jaarsalaris": [f"{value:,}".replace(",", ".") for value in rng.integers(20_000, 120_000, rows)],
        "score": rng.normal(3.5, 0.7, rows).tolist(),
        "score_tekst": [f"{value:.9f}" for value in rng.normal(3.5, 0.7, rows)],
        "score_komma": [f"{value:.10f}".replace(".", ",") for value in rng.random(rows)],
        "team": [f"Team {value}" for value in rng.integers(1, 80, rows)],
        "eenheid": rng.choice(["HR", "Zuid-Holland", "Kust & Delta", "1e lijn"], rows).tolist(),
        "ingevuld": [str(day) for day in days],
        "datum": [day.strftime("%d-%m-%Y %H:%M") for day in days],
        "datum_amerikaans": [day.strftime("%m/%d/%Y %H:%M:%S") for day in days],
        "dag": [day.date() for day in days],
        "tijdstip": list(days),
        "dag_als_getal": [int(day.strftime("%Y%m%d")) for day in days],
        "moment_als_getal": [int(day.timestamp()) for day in days],
        "begonnen": [datetime.time(9, minute % 60) for minute in range(rows)],
        "seconden": rng.integers(100, 4000, rows).tolist(),
        "response": [f"R_{value:015x}" for value in rng.integers(0, 2**50, rows)],
        "lime_id": list(range(1, rows + 1)),
        "token": ["".join(rng.choice(list("abcdefghjkmnpqrstuvwxyz23456789"), 15)) for _ in range(rows)],
        "code9": rng.integers(10**8, 10**9, rows).tolist(),
        "code8": rng.integers(10**7, 10**8, rows).astype(str).tolist(),
        "code10": [f"{value:010d}" for value in rng.integers(0, 10**10, rows)],
        "volgnummer": [f"{value:09d}" for value in range(100_000_000, 100_000_000 + rows)],
        "postcodegebied": rng.integers(1000, 9999, rows).tolist(),
        "sector": rng.choice(["Rijnmond", "Haaglanden", "Midden-Holland"], rows).tolist(),
        "duur": [f"{hours:02d}:{minutes:02d}:{5:02d}" for hours, minutes in rng.integers(0, 60, (rows, 2))],
        "leeg": [None] * rows,
    }
    cells = pd.DataFrame({name: pd.Series(values, dtype="object") for name, values in columns.items()})
    assert find_identifiers("t0.csv", cells, respondent=None) == []


@pytest.mark.parametrize(("number", "passes"), [
    *((bsn, True) for bsn in BSNS), ("012345672", True), ("12345672", True), ("111222334", False), ("123456789", False),
    ("1234567", False), ("1234567820", False), ("000000000", False), ("abcdefghi", False), ("12.34.56.782", True),
])  # fmt: skip
def test_the_eleven_test(number: str, passes: bool) -> None:
    assert is_bsn(number) is passes


@pytest.mark.parametrize("kind", [str, int, float])
def test_a_column_of_which_most_values_pass_the_eleven_test(kind: type) -> None:
    (problem,) = found_in("nummer", [*map(kind, BSNS), None, "123456789", kind(BSNS[0])])
    assert problem.message == "7 cells hold a citizen service number (BSN)."
    assert problem.row == 2
    assert not any(bsn in str(problem) for bsn in BSNS)


def test_a_first_zero_that_a_spreadsheet_took_away() -> None:
    eight = [number for number in range(10_000_000, 10_000_100) if is_bsn(str(number))]
    assert len(eight) >= 5
    assert len(found_in("nummer", list(eight))) == 1
    mobiles = [612345678, 623456789, 634567891, 645678912, 656789123]
    (problem,) = found_in("nummer", mobiles)
    assert problem.message == "5 cells hold a phone number."
    assert found_in("nummer", mobiles[:4]) == []


def test_few_values_say_nothing_and_one_in_eleven_passes_by_chance() -> None:
    assert found_in("nummer", BSNS[:4] * 3) == []
    assert found_in("nummer", [*BSNS, *range(100_000_000, 100_000_100)]) == []


def test_one_problem_per_column_tells_all_kinds() -> None:
    (problem,) = found_in("open", ["a@example.org", "x", "06-12345678", "b@example.org of 020-1234567"])
    assert problem.message == "2 cells hold an e-mail address, and 2 cells hold a phone number."
    assert problem.row == 2


def test_a_person_in_the_place_of_the_names_of_columns() -> None:
    cells = pd.DataFrame([["x", 3]], columns=["ann@example.org", "4"], index=[2])
    (problem,) = find_identifiers("t0.csv", cells, respondent=None, header_row=1)
    assert (problem.row, problem.column) == (1, None)
    assert "The name of column 1 holds an e-mail address." in problem.message
    assert "ann" not in str(problem)


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (BSNS, "a citizen service number (BSN)"), (["a@example.org", "b@example.org"], "an e-mail address"),
        (["A1", "A2", "A3"], None), (list(range(100_000_000, 100_000_050)), None), ([None, None], None),
    ],
)  # fmt: skip
def test_a_linking_code_that_identifies_by_itself_is_noted(codes: list[object], said: str | None) -> None:
    notes = identifying_code("t0.csv", pd.Series(codes, dtype="object"), "t0")
    assert [note.key for note in notes] == ["identifying_code"] * (said is not None)
    for note in notes:
        assert said in note.text
        assert note.about == {"wave": "t0"}
        assert not any(str(code) in note.text for code in codes)
        assert ("article 46" in note.text) == ("BSN" in note.text)


def test_the_cells_are_left_as_they_are() -> None:
    cells = pd.DataFrame({"open": ["a@example.org", None], "n": [1, 2]}, dtype="object")
    before = cells.copy()
    find_identifiers("t0.csv", cells, respondent=None)
    pd.testing.assert_frame_equal(cells, before)
