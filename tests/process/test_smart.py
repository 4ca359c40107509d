"""smart_check: goals of all kinds in two languages, traps among them, structured columns, and every error."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from evaluatie.process import smart_check
from evaluatie.result import NotEnoughData

LETTER = {"f": "found", "w": "weak", "-": "not_found"}

# specific, measurable, time-bound: f found, w weak, - not found
GOALS = [
    # Dutch, whole
    ("Eind 2026 is 15% van de nieuwe medewerkers van niet-Nederlandse herkomst", "fff"),
    ("Verhoog het aandeel leidinggevenden met een migratieachtergrond van 5 naar 10 procent voor 1 juli 2026", "fff"),
    ("De score op inclusie stijgt van 3,2 naar 3,6 in december 2026", "fff"),
    ("HR houdt in Q3 2025 vijftien exitgesprekken met vertrokken medewerkers", "fff"),
    ("Uiterlijk 31-12-2026 heeft de helft van alle managers de training gevolgd", "fff"),
    ("In 2027 is één op de vijf leidinggevenden bicultureel", "fff"),
    ("Elke selectiecommissie bestaat per 2026 uit minstens drie mensen", "fff"),
    ("Voor het einde van juni 2026 starten 12 trainees", "fff"),
    ("In het tweede kwartaal van 2026 spreekt de directie met 40 medewerkers", "fff"),
    ("Meer vrouwen in schaal 12 en hoger: van 20% naar 30% in de periode 2024-2026", "fff"),
    ("Train 2000 medewerkers voor eind '26", "fff"),
    ("In de loop van 2026 halveren we het verloop", "fff"),
    ("Ten opzichte van 2021 verdubbelt de doorstroom van medewerkers tot en met 2026", "fff"),
    ("Tegen 1/7/2026 plaatst HR 50.000 euro aan vacatures", "fff"),
    # English, whole
    ("Increase the share of women in senior positions to 30% by 2027", "fff"),
    ("Raise the inclusion score among staff from 3.2 to 3.6 by December 2026", "fff"),
    ("One in five managers comes from a minority group at the end of 2028", "fff"),
    ("Hire ten employees with a refugee background before 1 March 2026", "fff"),
    ("By 2030 employees with a migration background make up 15 per cent of managers", "fff"),
    ("HR will hold 25 exit interviews in the second half of 2026", "fff"),
    ("Reduce turnover among newcomers by 3 percentage points no later than mid-2027", "fff"),
    ("Niet later dan 2026 heeft HR 30 leidinggevenden getraind", "fff"),
    ("Complete two policy reviews with the works council by 2026-12-31", "fff"),
    ("Appoint a quarter of new team leaders from within, July 1, 2026", "fff"),
    # a part only
    ("In Q3 2025 all recruiters have completed the training on objective selection", "fwf"),
    ("Binnen zes maanden voeren alle leidinggevenden een gesprek", "fww"),
    ("Halve the turnover gap within two years", "ffw"),
    ("1. HR organiseert vier bijeenkomsten per jaar", "ff-"),
    ("Voor de zomer publiceert HR het beleid", "f-w"),
    ("Op 21 maart delen wij goede voorbeelden", "w-w"),
    ("By March the board sets a target of 20% for new employees", "ffw"),
    ("Volgend jaar meet HR de uitstroom", "fww"),
    ("Every manager discusses inclusion in annual appraisals by the end of next year", "fww"),
    ("De uitstroom in 2025 is lager dan in 2021", "wwf"),
    ("Achieve a lower turnover of employees", "fw-"),
    # nothing much
    ("We willen een inclusieve organisatie zijn", "---"),
    ("We want to be an inclusive organisation", "---"),
    ("Doel 3: Verbeteren van de sfeer", "---"),
    ("Improve the culture as soon as possible", "---"),
    ("Zo snel mogelijk meer diversiteit", "---"),
    # traps: numbers that are neither an amount nor a deadline
    ("Wij ondersteunen de Agenda 2030 van de Verenigde Naties", "---"),
    ("100 jaar bestaan vieren we met aandacht voor diversiteit", "w--"),
    ("Vier culturele feestdagen samen", "w--"),
    ("Voor 2000 medewerkers een training organiseren", "ff-"),
    ("Sinds 2019 werken we aan inclusie", "---"),
    ("Rond 21 maart organiseren we een bijeenkomst", "w--"),
    ("Medewerkers ouder dan 50 jaar krijgen een loopbaangesprek", "f--"),
    ("Reduce double standards in selection", "w--"),
    ("Werken volgens artikel 1 en ISO 30415", "---"),
    ("Ondertekenen van het charter in fase 2", "---"),
    ("Contribute to SDG 10 through our Vision 2040", "---"),
    ("Sinds covid-19 bieden we 1-op-1 gesprekken aan", "w--"),
    ("Ten aanzien van medewerkers beleid maken", "f--"),
    ("Since the baseline of March 2021 we train staff", "f--"),
    ("Diversiteit 2026", "---"),
]


@pytest.mark.parametrize(("text", "expected"), GOALS)
def test_goals_of_all_kinds(text: str, expected: str) -> None:
    found = smart_check([text]).goals.iloc[0]
    assert [found[name] for name in ("specific", "measurable", "time_bound")] == [LETTER[each] for each in expected]
    assert (found["achievable"], found["relevant"]) == ("to_judge", "to_judge")


@pytest.mark.parametrize(
    ("words", "deadline"),
    [
        ("15%", False), ("15 procent", False), ("15 percent", False), ("vijftien procent", False), ("eind 2026", True),
        ("medio 2026", True), ("begin 2026", True), ("voor 1 juli 2026", True), ("by 2027", True), ("Q3 2025", True),
        ("2025-Q3", True), ("derde kwartaal 2025", True), ("third quarter of 2025", True), ("1st of July 2026", True),
        ("31.12.2026", True), ("12/2026", True), ("december 2026", True), ("H1 2026", True), ("in het jaar 2026", True),
        ("uiterlijk in mei 2026", True), ("t/m 2026", True), ("FY 2026", True), ("deadline: 2026", True),
        ("vanaf 2026", False), ("since 2026", False), ("van 2026", False), ("Horizon 2020", False), ("2026", False),
    ],
)  # fmt: skip
def test_forms_of_dates_in_both_languages(words: str, deadline: bool) -> None:
    assert (smart_check([f"Meer instroom {words}"]).goals["time_bound"].item() == "found") is deadline


@pytest.mark.parametrize(
    "amount",
    [
        "15%", "15 %", "15 procent", "15 percent", "15 per cent", "15 pct", "15 procentpunt", "vijftien procent",
        "1 op de 5", "one in five", "de helft", "een kwart", "a third", "twee derde", "€ 5.000", "0,5 fte",
        "3x per jaar", "-5%", "ten people",
    ],
)  # fmt: skip
def test_forms_of_amounts_in_both_languages(amount: str) -> None:
    assert smart_check([f"Instroom: {amount}"]).goals["measurable"].item() == "found"
    assert smart_check(["Instroom"]).goals["measurable"].item() == "weak"


def test_what_was_read_is_shown() -> None:
    details = smart_check(["Agenda 2030: train 2000 medewerkers, eind 2026"]).details.set_index("criterion")
    assert details.loc["measurable", "evidence"] == "2000"
    assert details.loc["time_bound", "evidence"] == "eind 2026"
    assert details.loc["specific", "evidence"] == "train; medewerkers; 2000"


def structured(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"text": ["Meer kansen"], **{name: [value] for name, value in columns.items()}})


def test_columns_count_as_words_do() -> None:
    bare = smart_check(structured()).goals.iloc[0]
    assert bare["lacks"] == "owner, indicator, baseline, target, deadline, outcome"
    whole = smart_check(
        structured(
            indicator="aandeel promoties", baseline=0.1, target="15%", deadline=date(2026, 7, 1), owner="HR",
            outcome="doorstroom blijft achter",
        )
    )  # fmt: skip
    row = whole.goals.iloc[0]
    assert row["lacks"] == ""
    assert row[["specific", "measurable", "relevant", "time_bound"]].tolist() == ["found"] * 4
    assert row["achievable"] == "to_judge"
    details = whole.details.set_index("criterion")
    assert details.loc["time_bound", "evidence"] == "deadline: 2026-07-01"
    assert details.loc["relevant", "evidence"] == "outcome: doorstroom blijft achter"
    assert details["ask_en"].notna().tolist() == [False, False, True, False, False]
    assert whole.n_found == 1


@pytest.mark.parametrize(
    ("deadline", "verdict"),
    [
        ("2026", "found"), (2026, "found"), (2026.0, "found"), ("eind 2026", "found"), ("2026-12-31", "found"),
        (pd.Timestamp("2026-12-31"), "found"), ("1 juli", "weak"), ("binnen 6 maanden", "weak"), ("Q3", "weak"),
        ("asap", "not_found"), ("tbd", "not_found"), ("", "not_found"), (None, "not_found"), (np.nan, "not_found"),
    ],
)  # fmt: skip
def test_the_deadlines_column_needs_a_year(deadline: object, verdict: str) -> None:
    assert smart_check(structured(deadline=deadline)).goals["time_bound"].item() == verdict


@pytest.mark.parametrize(
    ("columns", "verdict"),
    [({"target": 15}, "found"), ({"target": "meer"}, "weak"), ({"indicator": "aandeel"}, "weak"),
     ({"target": "?"}, "not_found"), ({"target": "2026"}, "weak")],
)  # fmt: skip
def test_a_target_needs_an_amount(columns: dict[str, object], verdict: str) -> None:
    assert smart_check(structured(**columns)).goals["measurable"].item() == verdict


def test_each_goal_is_told_what_to_ask_in_both_languages() -> None:
    found = smart_check(["Meer diversiteit", "Train 20 medewerkers in mei"])
    details = found.details.set_index(["goal", "criterion"])
    assert details["ask_nl"].notna().equals(details["ask_en"].notna())
    assert details["ask_en"].notna().all()
    assert details.loc[(2, "specific"), "ask_nl"] == "Wie is verantwoordelijk voor dit doel?"
    assert "now" in details.loc[(2, "measurable"), "ask_en"]
    assert "year" in details.loc[(2, "time_bound"), "ask_en"]
    assert "feasible" in details.loc[(1, "achievable"), "ask_en"]


def test_shares_count_all_goals_and_have_no_interval() -> None:
    found = smart_check([text for text, _ in GOALS])
    tidy = found.tidy()
    assert tidy["term"].tolist() == ["specific", "measurable", "achievable", "relevant", "time_bound"]
    assert "ci_low" not in tidy.columns
    assert tidy["n"].unique().tolist() == [len(GOALS)]
    assert tidy["estimate"].iloc[1] == sum(expected[1] == "f" for _, expected in GOALS) / len(GOALS)
    assert found.n_found == sum(expected == "fff" for _, expected in GOALS)
    assert any("no interval" in note for note in found.notes)
    assert any("form of a goal, not its quality" in note for note in found.notes)


def test_goals_keep_their_ids_and_order_and_are_not_changed() -> None:
    frame = pd.DataFrame({"id": ["b", "a"], "text": ["Meer instroom", "15% eind 2026"]}, index=[7, 7])
    kept = frame.copy()
    found = smart_check(frame)
    assert found.goals["goal"].tolist() == ["b", "a"]
    assert found.goals["measurable"].tolist() == ["weak", "found"]
    pd.testing.assert_frame_equal(frame, kept)
    assert smart_check(frame["text"].tolist()).goals["goal"].tolist() == [1, 2]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    frame = pd.DataFrame({"id": [1, 1, 2], "text": ["a goal", " ", None], "ownr": ["HR"] * 3, "budget": 0})
    with pytest.raises(ValueError, match="3 problems") as told:
        smart_check(frame)
    assert "unknown column 'ownr': did you mean 'owner'?" in str(told.value)
    assert "no goal is written in rows 1, 2" in str(told.value)
    assert "ids must be there and differ: see rows 0, 1" in str(told.value)


def test_what_are_no_goals_is_refused() -> None:
    with pytest.raises(TypeError, match="list of texts"):
        smart_check("one goal")
    with pytest.raises(TypeError, match="list of texts"):
        smart_check(3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no column 'text'"):
        smart_check(pd.DataFrame({"goal": ["x"]}))
    with pytest.raises(NotEnoughData, match="no goals"):
        smart_check([])
