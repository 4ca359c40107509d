"""The same answers in four kinds of file give the same results.json, byte for byte."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

import evaluatie as ev
from evaluatie.report import results_json

CONFIG = """\
organisation: {{id: org, name: Org}}
waves:
  - {{id: t0, label: nulmeting, date: 2019-10-01, file: t0{ending}, invited: 300}}
  - {{id: t1, label: nameting, date: 2021-06-01, file: t1{ending}}}
survey:
  respondent: Deelnemerscode
  unit: Afdeling
  items: {{affective_commitment: "V{{n}}"}}
  scores: {{tevreden: {{column: "cijfer é", range: [1, 10], direction: higher, missing_codes: [99]}}}}
  missing_codes: [9, 99]
  asked: {{affective_commitment: {{range: [1, 7]}}}}
groups:
  geslacht: {{column: geslacht, reference: man, focal: [vrouw]}}
  leeftijd: {{column: geboren, born: true, bands: [40], reference: 40+, focal: [<40]}}
plan: {{primary: [tevreden]}}
"""
DAY = pd.Timestamp("1960-01-01")


def wave(seed: int) -> pd.DataFrame:
    """Make answers with everything that kinds of file write differently."""
    draw = np.random.default_rng(seed)
    n = 240
    frame = pd.DataFrame({"Deelnemerscode": [f"{number:04}" for number in draw.permutation(400)[:n]]})
    frame["Afdeling"] = draw.choice(["Beleid & Strategie", "Financiën"], n)
    frame["geslacht"] = draw.choice([1, 2], n)
    # by code, so that nobody is born anew
    frame["geboren"] = [DAY + pd.Timedelta(days=37 * int(code)) for code in frame["Deelnemerscode"]]
    for item in range(1, 7):
        frame[f"V{item}"] = draw.choice([1, 2, 3, 4, 5, 6, 7, 9], n).astype(float)
    frame.loc[draw.choice(n, 20, replace=False), "V3"] = np.nan
    frame["cijfer é"] = (draw.integers(10, 101, n) / 10).round(1)
    frame.loc[draw.choice(n, 12, replace=False), "cijfer é"] = 99.0
    frame["geslacht"] = [int(code) % 2 + 1 for code in frame["Deelnemerscode"]]
    return frame


def as_csv(frame: pd.DataFrame, path: Path) -> None:
    named = frame.assign(geslacht=frame["geslacht"].map({1: "man", 2: "vrouw"}))
    named["geboren"] = named["geboren"].map(lambda day: f"{day.day}-{day.month}-{day.year}")
    named.to_csv(path, index=False, sep=";", decimal=",", encoding="cp1252")


def as_excel(frame: pd.DataFrame, path: Path) -> None:
    named = frame.assign(geslacht=frame["geslacht"].map({1: "man", 2: "vrouw"}))
    named.to_excel(path, index=False, sheet_name="Antwoorden")


def as_parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.assign(geslacht=frame["geslacht"].map({1: "man", 2: "vrouw"}).astype("category")).to_parquet(path)


def as_spss(frame: pd.DataFrame, path: Path) -> None:
    renamed = frame.rename(columns={"cijfer é": "cijfer_é"})
    missing = {f"V{item}": [9] for item in range(1, 7)}
    pyreadstat.write_sav(
        renamed,
        path,
        variable_value_labels={"geslacht": {1: "man", 2: "vrouw"}},
        missing_ranges=missing,
        variable_format={"geboren": "DATE11"},
    )


KINDS = {".csv": as_csv, ".xlsx": as_excel, ".parquet": as_parquet, ".sav": as_spss}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    made = {}
    for ending, write in KINDS.items():
        folder = tmp_path_factory.mktemp("formats") / "data" / "raw" / "org"
        folder.mkdir(parents=True)
        for id_, seed in (("t0", 1), ("t1", 2)):
            write(wave(seed), folder / f"{id_}{ending}")
        config = CONFIG.format(ending=ending)
        if ending == ".sav":  # SPSS allows no spaces in names
            config = config.replace("cijfer é", "cijfer_é")
        (folder / "study.yml").write_text(config, encoding="utf-8")
        study = ev.load_study(folder)
        sections = [section(study) for section in (ev.response, ev.baseline, ev.change)]
        made[ending] = results_json([ev.release(section).bundle for section in sections])
    return made


@pytest.mark.parametrize("ending", [".xlsx", ".parquet", ".sav"])
def test_a_kind_of_file_gives_the_same_bytes_as_a_cp1252_csv(results: dict[str, bytes], ending: str) -> None:
    assert results[ending] == results[".csv"]


def test_there_is_something_in_them(results: dict[str, bytes]) -> None:
    content = results[".csv"]
    assert content.count(b'"suppressed": null') > 50
    assert b"affective_commitment.total/leeftijd=<40" in content
