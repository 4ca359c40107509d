"""The same answers give the same codes and numbers, whatever the kind of file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest

from evaluatie.study.answers import number_of
from evaluatie.study.codes import BLANKS, code_text, codes_of
from evaluatie.study.files.dates import read_dates
from evaluatie.study.files.reading import read_answers

ROWS = 60
NUMBERS = ["Q1", "Q2", "score"]
CODES = ["code", "sex", "afdeling", "Q1"]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "code": [f"{number:04d}" if number % 3 else "" for number in range(ROWS)],
            "sex": rng.choice([1.0, 2.0, np.nan], ROWS),
            "afdeling": rng.choice(["Zorg & Welzijn", "Café; bar", 'De "Brug"', "Één, twee"], ROWS),
            "Q1": rng.choice([1.0, 2.0, 3.0, 4.0, 5.0, np.nan], ROWS),
            "Q2": rng.integers(1, 6, ROWS).astype(float),
            "score": np.round(rng.uniform(1, 5, ROWS), 2),
            "day": pd.Timestamp("2019-10-01 14:05") + pd.to_timedelta(rng.integers(0, 40, ROWS), unit="D"),
        }
    )
    frame.loc[4, "score"] = np.nan
    return frame


def to_csv(frame: pd.DataFrame, path: Path) -> None:
    dutch = frame.assign(day=frame["day"].dt.strftime("%d-%m-%Y %H:%M"))
    dutch.to_csv(path, sep=";", decimal=",", encoding="cp1252", index=False, lineterminator="\r\n")


def to_english_csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False)


def to_xlsx(frame: pd.DataFrame, path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append(list(frame))
    for row in frame.astype("object").where(frame.notna(), None).itertuples(index=False):
        sheet.append([value.to_pydatetime() if isinstance(value, pd.Timestamp) else value for value in row])
    book.save(path)


def to_sav(frame: pd.DataFrame, path: Path) -> None:
    pyreadstat.write_sav(frame, path)


def to_parquet(frame: pd.DataFrame, path: Path) -> None:
    typed = frame.astype({"sex": "Int64", "Q1": "Int8", "afdeling": "category", "score": "Float64"})
    typed.to_parquet(path, index=False)


KINDS = {
    "dutch.csv": to_csv,
    "english.csv": to_english_csv,
    "t0.xlsx": to_xlsx,
    "t0.sav": to_sav,
    "t0.parquet": to_parquet,
}


@pytest.mark.parametrize("name", KINDS)
def test_codes_numbers_and_days_are_the_same(name: str, frame: pd.DataFrame, tmp_path: Path) -> None:
    KINDS[name](frame, tmp_path / name)
    raw = read_answers(tmp_path / name, wanted=list(frame))
    assert raw.columns == tuple(frame)
    assert (raw.cells.dtypes == "object").all()
    first = 2 if raw.header_row else 1
    assert list(raw.cells.index) == list(range(first, first + ROWS))
    for column in CODES:
        expected = [code_text(value) for value in frame[column]]
        assert codes_of(raw.cells[column]).fillna("").tolist() == expected, column
    for column in NUMBERS:
        blank = raw.cells[column].map(code_text).isin(BLANKS)
        found = [
            np.nan if nothing else number_of(value, raw.decimal_comma)
            for value, nothing in zip(raw.cells[column], blank, strict=True)
        ]
        np.testing.assert_array_equal(found, frame[column].to_numpy())
    days = read_dates(raw.cells["day"])
    assert days.wrong.empty
    assert days.dates.dt.to_pydatetime().tolist() == frame["day"].dt.to_pydatetime().tolist()


@pytest.mark.parametrize("name", ["dutch.csv", "t0.xlsx", "t0.sav", "t0.parquet"])
def test_a_decimal_comma_in_a_text_is_a_number_where_commas_do_not_separate(
    name: str, frame: pd.DataFrame, tmp_path: Path
) -> None:
    KINDS[name](frame.assign(afdeling="3,5"), tmp_path / name)
    raw = read_answers(tmp_path / name)
    assert number_of(raw.cells["afdeling"].iloc[0], raw.decimal_comma) == 3.5


@pytest.mark.parametrize("name", ["t0.xlsx", "t0.sav", "t0.parquet"])
def test_days_and_moments_are_datetimes(name: str, frame: pd.DataFrame, tmp_path: Path) -> None:
    KINDS[name](frame, tmp_path / name)
    assert {type(cell) for cell in read_answers(tmp_path / name).cells["day"]} == {datetime}
