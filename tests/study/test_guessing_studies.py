"""`evaluatie new` on deliveries as they come: what it writes passes check, and means what the files mean."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluatie.study import Study, StudyError, load_study
from evaluatie.study.guessing import new_study
from evaluatie.study.guessing.vocabulary import spelling

AGREE = ("helemaal mee oneens", "mee oneens", "neutraal", "mee eens", "helemaal mee eens")


Make = Callable[..., tuple[dict[str, Any], Study]]


def people(count: int, seed: int, start: int = 0) -> pd.DataFrame:
    """People with codes that come back: of waves with other starts those in between are the same."""
    numbers = np.arange(start, start + count)
    draws = [np.random.default_rng([seed, number]) for number in numbers]
    return pd.DataFrame(
        {
            "koppelcode": [f"K{7919 * (number + 1) % 100000:05d}" for number in numbers],
            "geslacht": [int(draw.choice([1, 2], p=[0.55, 0.45])) for draw in draws],
            "herkomst": [
                str(draw.choice(["nederland", "europa", "buiten-europa"], p=[0.6, 0.15, 0.25])) for draw in draws
            ],
            "geboortejaar": [int(draw.integers(1958, 2000)) for draw in draws],
            "afdeling": [str(draw.choice(["Beheer", "Zuivering", "Staf"])) for draw in draws],
        }
    )


def items(stem: str, count: int, rows: int, seed: int, low: int = 1, high: int = 5, first: int = 1) -> pd.DataFrame:
    """Answers of people who differ, in the columns that a stem with {n} makes."""
    rng = np.random.default_rng(seed)
    level = rng.normal(0, 1, rows)[:, None]
    answers = np.rint((low + high) / 2 + (high - low) / 5 * (level + rng.normal(0, 1, (rows, count))))
    names = [stem.format(n=number) for number in range(first, first + count)]
    return pd.DataFrame(np.clip(answers, low, high).astype(int), columns=names)


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder


@pytest.fixture
def make(tmp_path: Path, loose: Path) -> Callable[..., tuple[dict[str, Any], Study]]:
    """Give a function that makes a study of all loose files, and gives its study.yml and the study."""

    def made(name: str = "org-a") -> tuple[dict[str, Any], Study]:
        folder = tmp_path / "data" / "raw" / name
        folder.parent.mkdir(parents=True, exist_ok=True)
        new_study(folder, sorted(loose.iterdir()))
        text = (folder / "study.yml").read_text(encoding="utf-8")
        return yaml.safe_load(text), load_study(folder)

    return made


def test_csv_with_codes(loose: Path, make: Make) -> None:
    for file, start, seed in (("nulmeting.csv", 0, 1), ("nameting.csv", 60, 2)):
        frame = pd.concat(
            [people(160, 5, start), items("Q12_{n}", 16, 160, seed), items("pgis_{n}", 16, 160, seed)], axis=1
        )
        frame = pd.concat([frame, items("sfeer{n}", 4, 160, seed, high=7)], axis=1)
        frame.loc[frame.index[:6], "pgis_3"] = 9
        frame.loc[frame.index[4:9], "sfeer2"] = 99
        frame.loc[frame.index[3:5], "geslacht"] = 9
        frame["datum_ingevuld"] = "15-10-2019" if start == 0 else "03-06-2021"
        frame.to_csv(loose / file, index=False, sep=";", encoding="cp1252")
    config, study = make()
    assert [wave["file"] for wave in config["waves"]] == ["nulmeting.csv", "nameting.csv"]
    assert [str(wave["date"]) for wave in config["waves"]] == ["2019-10-15", "2021-06-03"]
    survey = config["survey"]
    assert survey["respondent"] == "koppelcode"
    assert survey["unit"] == "afdeling"
    assert survey["submitted"] == "datum_ingevuld"
    assert survey["items"] == {"q12": "Q12_{n}", "pgis": "pgis_{n}", "sfeer": "sfeer{n}"}
    assert sorted(survey["missing_codes"]) == [9, 99]
    assert config["groups"]["gender"]["reference"] == 1
    assert config["groups"]["gender"]["missing_codes"] == [9]
    assert config["groups"]["origin"]["reference"] == "nederland"
    assert config["groups"]["origin"]["classification"] == "cbs-2022"
    assert config["groups"]["age"]["born"] is True
    assert config["plan"]["primary"] == ["pgis.total"]
    assert {"pgis.total", "pgis.belonging", "q12.total", "sfeer.total"} <= {outcome.id for outcome in study.outcomes}
    linked = study.survey.groupby("respondent")["wave"].nunique()
    assert int((linked == 2).sum()) == 100


def test_sav_with_value_labels(loose: Path, make: Make) -> None:
    labels = {"geslacht": {1: "man", 2: "vrouw", 9: "wil ik niet zeggen"}}
    scale = dict(enumerate(AGREE, start=1)) | {6: "weet niet"}
    for file, start in (("t0.sav", 0), ("t1.sav", 50)):
        frame = pd.concat([people(120, 8, start), items("v{n}", 16, 120, start + 1, first=10)], axis=1)
        frame.loc[frame.index[:5], "v12"] = 6
        frame.loc[frame.index[:2], "geslacht"] = 9
        columns = ["koppelcode", "geslacht", "herkomst", "geboortejaar", "afdeling"]
        texts = [*columns, *(f"In mijn team - stelling {number}" for number in range(1, 17))]
        labelled = labels | {f"v{number}": scale for number in range(10, 26)}
        pyreadstat.write_sav(frame, loose / file, column_labels=texts, variable_value_labels=labelled)
    config, study = make()
    gender = config["groups"]["gender"]
    assert gender["labels"] == {"1": "man", "2": {"nl": "vrouw", "en": "woman"}}
    assert gender["missing_codes"] == [9]
    assert config["survey"]["items"] == {"v": [f"v{number}" for number in range(10, 26)]}
    assert config["survey"]["missing_codes"] == [6]
    assert next(outcome for outcome in study.outcomes if outcome.id == "v.total").range == (1, 5)


def test_qualtrics_workbook(loose: Path, make: Make) -> None:
    for file, start, day in (("export-2019.xlsx", 0, "2019-10-0"), ("export-2021.xlsx", 40, "2021-06-0")):
        rows = 90
        frame = people(rows, 3, start)[["koppelcode"]].rename(columns={"koppelcode": "ExternalReference"})
        frame.insert(0, "StartDate", [f"{day}{1 + row % 9} 09:00:00" for row in range(rows)])
        frame.insert(1, "EndDate", [f"{day}{1 + row % 9} 09:12:00" for row in range(rows)])
        frame.insert(2, "Status", "IP Address")
        frame.insert(3, "IPAddress", "")
        frame.insert(4, "Progress", 100)
        frame.insert(5, "Duration (in seconds)", [300 + row for row in range(rows)])
        frame.insert(6, "Finished", "True")
        frame.insert(7, "RecordedDate", frame["EndDate"])
        frame.insert(8, "ResponseId", [f"R_{file[7:11]}{row:012d}x" for row in range(rows)])
        frame.insert(9, "DistributionChannel", "anonymous")
        frame.insert(10, "UserLanguage", "NL")
        frame["Q3"] = ["Man" if row % 5 < 3 else "Vrouw" for row in range(rows)]
        words = items("Q7_{n}", 16, rows, start + 7).map(lambda answer: AGREE[answer - 1])
        frame = pd.concat([frame, words], axis=1)
        questions = {"Q3": "Wat is uw geslacht?"}
        questions |= {f"Q7_{n}": f"Inclusie in uw team - stelling {n}" for n in range(1, 17)}
        heads = pd.DataFrame(
            [
                [questions.get(name, name) for name in frame.columns],
                [json.dumps({"ImportId": f"QID{number}"}) for number, _ in enumerate(frame.columns)],
            ],
            columns=frame.columns,
        )
        pd.concat([heads, frame]).to_excel(loose / file, index=False)
    config, study = make()
    survey = config["survey"]
    assert survey["respondent"] == "ExternalReference"
    assert survey["items"] == {"pgis": "Q7_{n}"}
    assert survey["answers"] == {text: number for number, text in enumerate(AGREE, start=1)}
    assert survey["submitted"] == "EndDate"
    assert survey["seconds"] == "Duration (in seconds)"
    assert config["groups"]["gender"]["reference"] == "Man"
    assert [str(wave["date"]) for wave in config["waves"]] == ["2019-10-01", "2021-06-01"]
    assert len(study.survey) == 180


def test_limesurvey_codes(loose: Path, make: Make) -> None:
    for file, start, day in (("survey_t0.csv", 0, "2019-10-01"), ("survey_t1.csv", 30, "2021-06-01")):
        rows = 80
        frame = pd.DataFrame({"id": range(1, rows + 1), "submitdate": f"{day} 10:00:00", "lastpage": 4})
        frame["startlanguage"], frame["seed"] = "nl", range(start * 991 + 1000, start * 991 + 1000 + rows)
        frame["token"] = people(rows, 4, start)["koppelcode"]
        frame["G01Q01"] = people(rows, 4, start)["geslacht"].map({1: "M", 2: "V"})
        answers = items("PGIS[SQ{n:03}]", 16, rows, start + 9)
        frame = pd.concat([frame, answers.map(lambda answer: f"A{answer}")], axis=1)
        frame["interviewtime"] = [200.5 + row for row in range(rows)]
        frame.to_csv(loose / file, index=False)
    config, study = make()
    survey = config["survey"]
    assert survey["items"] == {"pgis": "PGIS[SQ{n:03}]"}
    assert survey["respondent"] == "token"
    assert survey["submitted"] == "submitdate"
    assert survey["seconds"] == "interviewtime"
    assert study.survey["pgis_1"].dropna().isin(range(1, 6)).all()
    assert int((study.survey.groupby("respondent")["wave"].nunique() == 2).sum()) == 50


@pytest.mark.parametrize("column", ["id", "respondentnr", "response_id"])
def test_row_numbers_link_nobody(column: str, loose: Path, make: Make) -> None:
    for file, seed in (("2019.csv", 1), ("2021.csv", 2)):
        frame = pd.concat([people(70, seed), items("pgis_{n}", 16, 70, seed)], axis=1).drop(columns=["koppelcode"])
        frame.insert(0, column, range(1, 71))
        frame.to_csv(loose / file, index=False)
    config, study = make()
    assert "respondent" not in config["survey"]
    assert study.survey["respondent"].is_unique


@pytest.mark.parametrize("battalion", [4, 299, 1022, 3066, 4042])
def test_univbct(battalion: int, root: Path, loose: Path, make: Make) -> None:
    given = root / "data" / "raw" / f"univbct-{battalion}"
    for wave in ("t0", "t1"):
        (loose / f"{wave}.csv").write_bytes((given / f"{wave}.csv").read_bytes())
    config, study = make(f"univbct-{battalion}")
    raw = pd.concat([pd.read_csv(given / "t0.csv"), pd.read_csv(given / "t1.csv")], ignore_index=True)
    raw = raw[raw[["JOBSAT", "COMMIT", "READY"]].notna().any(axis=1)].reset_index(drop=True)
    assert config["survey"]["respondent"] == "SUBNUM"
    assert config["survey"]["unit"] == "COMPANY"
    assert {outcome.id: outcome.range for outcome in study.outcomes} == dict.fromkeys(
        ("jobsat", "commit", "ready"), (1, 5)
    )
    assert "age" in config["groups"]
    assert ("gender" in config["groups"]) == (len(set(raw["GENDER"].dropna())) > 1)
    for outcome in ("jobsat", "commit", "ready"):
        pd.testing.assert_series_equal(study.survey[outcome], raw[outcome.upper()], check_names=False)


def test_three_waves_with_renamed_columns(loose: Path, make: Make) -> None:
    names = {
        "voormeting 2019.csv": {},
        "tussenmeting 2020.csv": {"geslacht": "Geslacht", "afdeling": "Uw afdeling"},
        "eindmeting 2021.csv": {"geslacht": "gender", "koppelcode": "Koppelcode"}
        | {f"V{n}": f"vraag_{n}" for n in range(1, 17)},
    }
    for place, (file, other) in enumerate(names.items()):
        frame = pd.concat([people(90, 6, 20 * place), items("V{n}", 16, 90, place + 3)], axis=1)
        frame.rename(columns=other).to_csv(loose / file, index=False)
    config, study = make()
    assert [wave["label"]["nl"] for wave in config["waves"]] == ["nulmeting", "tussenmeting", "nameting"]
    assert "columns" not in config["waves"][0]
    assert config["waves"][1]["columns"] == {"geslacht": "Geslacht", "afdeling": "Uw afdeling"}
    assert config["waves"][2]["columns"]["geslacht"] == "gender"
    assert config["waves"][2]["columns"]["V16"] == "vraag_16"
    assert study.survey.groupby("wave").size().tolist() == [90, 90, 90]
    assert study.survey["v_16"].notna().all()


def test_personnel_file(loose: Path, make: Make) -> None:
    for file, start, day in (("t0.csv", 0, "2019-10-01"), ("t1.csv", 40, "2021-06-01")):
        frame = pd.concat([people(80, 2, start), items("pgis_{n}", 16, 80, start)], axis=1)
        frame.assign(invuldatum=day).to_csv(loose / file, index=False)
    staff = people(140, 2)[["koppelcode"]].rename(columns={"koppelcode": "personeelscode"})
    staff["datum in dienst"], staff["datum uit dienst"] = "01-02-2015", ""
    staff.loc[:20, "datum uit dienst"] = "31-12-2020"
    staff.to_csv(loose / "personeel.csv", index=False, sep=";")
    config, _ = make()
    assert [wave["file"] for wave in config["waves"]] == ["t0.csv", "t1.csv"]
    assert config["staff"] == {
        "persons": "personeel.csv",
        "person": "personeelscode",
        "entry": "datum in dienst",
        "exit": "datum uit dienst",
    }


def test_means_only(loose: Path, make: Make) -> None:
    rows = [
        (wave, group, scale, n, mean, 0.8)
        for wave, shift in (("t1", 0.2), ("t0", 0.0))
        for scale, level in (("Inclusie", 3.4), ("Vertrekgeneigdheid", 2.5))
        for group, n, mean in (
            ("all", 100, level + shift), ("geslacht=man", 60, level + shift), ("geslacht=vrouw", 40, level + shift),
        )
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["wave", "group", "scale", "n", "mean", "sd"])
    frame.to_csv(loose / "summary.csv", index=False)
    config, _ = make()
    assert [wave["id"] for wave in config["waves"]] == ["t0", "t1"]
    assert config["aggregates"] == "summary.csv"
    assert config["survey"]["scores"]["vertrekgeneigdheid"]["direction"] == "lower"
    assert config["groups"]["gender"]["reference"] == "man"


MESSY = {
    "code": "Mijn code: zelf gemaakt",
    "geslacht": 'Geslacht ("m/v")',
    "afdeling": "no",
    "q": "2e vraag #{n}, naïef: 'ja'",
}


def test_messy_names(loose: Path, make: Make) -> None:
    for file, start in (("1e meting – Müller's team.csv", 0), ("2e meting – Müller's team.csv", 20)):
        frame = people(60, 4, start).rename(columns={"koppelcode": MESSY["code"], "geslacht": MESSY["geslacht"]})
        frame["afdeling"] = np.where(
            frame["afdeling"] == "Staf", "no", np.where(frame["afdeling"] == "Beheer", "null", "1:2")
        )
        frame["contract"] = np.where(frame[MESSY["geslacht"]] == 1, "yes", "No")
        frame = pd.concat([frame, items(MESSY["q"], 5, 60, start + 1), items("1.{n}", 3, 60, start + 2)], axis=1)
        frame.to_csv(loose / file, index=False)
    config, study = make()
    survey = config["survey"]
    assert survey["respondent"] == MESSY["code"]
    assert MESSY["q"] in survey["items"].values()
    assert all(id_[0].isalpha() for id_ in survey["items"])
    assert {config["groups"]["contract"]["reference"], *config["groups"]["contract"]["focal"]} == {"yes", "No"}
    assert set(study.survey["contract"]) == {"yes", "No"}


def test_questions_as_names(loose: Path, make: Make) -> None:
    questions = [f"Ik voel mij in dit team {word}" for word in ("thuis", "gezien", "gehoord", "vrij", "veilig")]
    for file, seed in (("voormeting.xlsx", 1), ("nameting.xlsx", 2)):
        answers = items("q{n}", 5, 60, seed).map(lambda answer: AGREE[answer - 1].capitalize())
        frame = answers.set_axis(questions, axis="columns")
        frame.iloc[:3, 1] = "N.v.t."
        frame.insert(0, "Tijdstempel", f"2020-0{seed}-05 10:00:00")
        frame.insert(1, "Wat is uw leeftijd?", ["18-29 jaar", "30-49 jaar", "50 jaar en ouder"] * 20)
        frame.to_excel(loose / file, index=False)
    config, study = make()
    assert config["survey"]["missing_codes"] == ["N.v.t."]
    [(id_, columns)] = config["survey"]["items"].items()
    assert columns == questions
    assert id_ == "ik_voel_mij_in_dit_team"
    assert len(config["survey"]["answers"]) == 5
    assert study.survey[f"{id_}_1"].between(1, 5).all()


DEMONSTRATIONS = {
    "bouwbedrijf": {"pgis.total", "job_satisfaction.total"},
    "gemeente": {"q5.total", "q7.total", "q9.total", "q11.total"},
    "rijksdienst": {"pgis.total", "inclusive_leadership.total", "affective_commitment.total"},
    "waterschap": {"v12.total", "v20.total", "v31.total", "v34.total", "tevredenheid"},
    "zorg": {"pgis.belonging", "pgis.authenticity", "turnover_intention.total"},
}


@pytest.mark.parametrize("name", DEMONSTRATIONS)
def test_demonstration_organisations(name: str, root: Path, loose: Path, make: Make) -> None:
    """Who has only the files of a demonstration comes to the waves, links and codes of whoever made it."""
    given = root / "data" / "raw" / f"demo-{name}"
    known = yaml.safe_load((given / "study.yml").read_text(encoding="utf-8"))
    # where personnel files contradict themselves intake stops, until somebody writes that it may settle them
    staff = known.get("staff", {})
    aside = {staff["persons"], staff["positions"]} if staff.get("contradictions") == "settle" else set()
    # and a theory of change names outcomes as the study does, which nobody can guess
    aside.add(known.get("theory_of_change"))
    for file in given.iterdir():
        if file.suffix in (".csv", ".xlsx", ".sav") and file.name not in aside:
            (loose / file.name).write_bytes(file.read_bytes())
    config, study = make()
    assert {outcome.id for outcome in study.outcomes} >= DEMONSTRATIONS[name]
    assert [wave.get("file") for wave in config["waves"]] == [wave.get("file") for wave in known["waves"]]
    for key in ("respondent", "unit", "submitted", "seconds", "missing_codes"):
        assert config["survey"].get(key) == known["survey"].get(key), key
    assert config["waves"][-1].get("columns", {}).items() >= known["waves"][-1].get("columns", {}).items()
    dates = [str(wave["date"]) for wave in config["waves"] if "date" in wave]
    assert dates == ([str(wave["date"]) for wave in known["waves"]] if dates else [])
    assert config["groups"]["gender"]["column"] == known["groups"]["gender"]["column"]
    if "population" in known:
        assert config["population"] == known["population"]
        assert config["groups"]["age"]["bands"] == known["groups"]["age"]["bands"]
    assert config.get("staff", {}) == {key: known["staff"][key] for key in config.get("staff", {})}


def test_a_workbook_with_a_sheet_per_wave(loose: Path, tmp_path: Path) -> None:
    with pd.ExcelWriter(loose / "vragenlijst.xlsx") as book:
        pd.DataFrame({"Uitleg": ["Zie de andere bladen."]}).to_excel(book, sheet_name="Toelichting", index=False)
        for sheet, start in (("Nameting", 20), ("Nulmeting", 0)):
            frame = pd.concat([people(50, 4, start), items("pgis_{n}", 16, 50, start)], axis=1)
            frame.to_excel(book, sheet_name=sheet, index=False)
    made = new_study(tmp_path / "org", [loose / "vragenlijst.xlsx"])
    config = yaml.safe_load((tmp_path / "org" / "study.yml").read_text(encoding="utf-8"))
    assert made.waves == ("Nulmeting", "Nameting")
    assert [(wave["file"], wave["sheet"]) for wave in config["waves"]] == [
        ("vragenlijst.xlsx", "Nulmeting"),
        ("vragenlijst.xlsx", "Nameting"),
    ]


def test_one_file_with_all_waves_is_told(loose: Path, tmp_path: Path) -> None:
    frames = [
        pd.concat([people(50, 4), items("pgis_{n}", 16, 50, wave)], axis=1).assign(Meting=wave) for wave in (0, 1)
    ]
    pd.concat(frames).to_csv(loose / "alles.csv", index=False)
    made = new_study(tmp_path / "org", [loose / "alles.csv"])
    assert "By its column Meting this file holds several moments." in (tmp_path / "org" / "study.yml").read_text()
    assert any("Meting" in line for line in made.look_at)


def test_columns_that_identify_people_are_named_and_stop_check(loose: Path, tmp_path: Path) -> None:
    for file, start in (("t0.csv", 0), ("t1.csv", 30)):
        frame = pd.concat([people(60, 4, start), items("pgis_{n}", 16, 60, start)], axis=1)
        frame.assign(Achternaam="Jansen", contact="piet@example.org").to_csv(loose / file, index=False)
    made = new_study(tmp_path / "org", sorted(loose.iterdir()))
    text = (tmp_path / "org" / "study.yml").read_text(encoding="utf-8")
    assert "t0.csv, Achternaam: " in text
    assert "t1.csv, contact: " in text
    assert "Jansen" not in text
    assert "piet" not in text
    assert "identify people" in made.look_at[0]
    with pytest.raises(StudyError) as caught:
        load_study(tmp_path / "org")
    assert {problem.column for problem in caught.value.problems} == {"Achternaam", "contact"}


def test_what_only_one_wave_asked_is_told_and_not_used(loose: Path, make: Make) -> None:
    for file, start in (("t0.csv", 0), ("t1.csv", 30)):
        blocks = [items("pgis_{n}", 16, 60, start), *([items("nieuw_{n}", 4, 60, 9)] if start else [])]
        pd.concat([people(60, 4, start), *blocks], axis=1).to_csv(loose / file, index=False)
    config, _ = make()
    assert list(config["survey"]["items"]) == ["pgis"]


def test_a_code_that_is_an_answer_elsewhere(loose: Path, make: Make) -> None:
    for file, start in (("t0.csv", 0), ("t1.csv", 30)):
        agree, grade = items("pgis_{n}", 16, 120, start), items("cijfer_{n}", 3, 120, start, low=0, high=10)
        agree.loc[agree.index[:5], "pgis_2"] = 9
        grade.loc[grade.index[:30], "cijfer_1"] = 9
        pd.concat([people(120, 4, start), agree, grade], axis=1).to_csv(loose / file, index=False)
    config, study = make()
    assert list(config["survey"]["items"]) == ["pgis"]
    assert config["survey"]["missing_codes"] == [9]
    assert study.survey["pgis_2"].isna().sum() == 10


@given(
    names=st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12), min_size=3, max_size=3
    ),
    levels=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=2, max_size=4),
)
@settings(max_examples=30)
def test_any_names_of_columns_and_levels(names: list[str], levels: list[str]) -> None:
    """Whatever columns and levels are called: study.yml is one that can be read, with nothing wrong in it."""
    assume(all(name.strip() for name in names) and len({spelling(name) or name.strip() for name in names}) == 3)
    with tempfile.TemporaryDirectory() as place:
        files = [Path(place) / f"t{wave}.csv" for wave in (0, 1)]
        for file in files:
            frame = items("{n}", 4, 40, 1).add_prefix(f"{names[0]}_")
            frame[names[1]] = [levels[row % len(levels)] for row in range(40)]
            frame["geslacht"] = frame[names[1]]
            frame[names[2]] = [f"x{row * 37 % 101}" for row in range(40)]
            frame.to_csv(file, index=False)
        new_study(Path(place) / "org", files)
        problems = []
        try:
            load_study(Path(place) / "org")
        except StudyError as error:
            problems = error.problems
        assert not [problem for problem in problems if problem.file.endswith("ml")]


def test_same_files_same_study(loose: Path, tmp_path: Path) -> None:
    for file, start in (("t0.csv", 0), ("t1.csv", 30)):
        pd.concat([people(60, 4, start), items("pgis_{n}", 16, 60, start)], axis=1).to_csv(loose / file, index=False)
    texts = []
    for parent in ("a", "b"):
        folder = tmp_path / parent / "org"
        folder.parent.mkdir()
        new_study(folder, sorted(loose.iterdir(), reverse=parent == "b"))
        texts.append((folder / "study.yml").read_bytes())
    assert texts[0] == texts[1]
