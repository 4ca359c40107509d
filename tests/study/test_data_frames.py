"""Reading .sav and .parquet: labels, missing values, days, and types of cells."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest
from pyarrow import parquet

from evaluatie.study.codes import code_text
from evaluatie.study.files.rawwave import RawWave, UnreadableError
from evaluatie.study.files.reading import read_answers


def sav(path: Path, frame: pd.DataFrame, **options: object) -> RawWave:
    pyreadstat.write_sav(frame, path / "t0.sav", **options)
    return read_answers(path / "t0.sav")


def test_labels_and_questions_of_a_sav(tmp_path: Path) -> None:
    frame = pd.DataFrame({"sex": [1.0, 2.0, 3.0], "dept": ["a", "b", "a"], "Q1": [1.0, 4.5, 5.0]})
    labels = {"sex": {1: "man", 2: "vrouw"}, "dept": {"a": "Afdeling A"}, "Q1": {1: "oneens", 5: "eens"}}
    raw = sav(tmp_path, frame, variable_value_labels=labels, column_labels={"Q1": "Ik hoor erbij", "sex": "Geslacht"})
    assert raw.labels == {
        "sex": {"1": "man", "2": "vrouw"},
        "dept": {"a": "Afdeling A"},
        "Q1": {"1": "oneens", "5": "eens"},
    }
    assert raw.questions == {"Q1": "Ik hoor erbij", "sex": "Geslacht"}
    # what has no label is an answer like any other
    assert raw.cells["sex"].map(code_text).tolist() == ["1", "2", "3"]
    assert raw.cells["Q1"].tolist() == [1.0, 4.5, 5.0]
    assert (raw.header_row, raw.supplier, list(raw.cells.index)) == (None, None, [1, 2, 3])


def test_user_missing_values_are_missing_and_counted(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "a": [1.0, 8.0, 9.0, np.nan],
            "b": [97.0, 98.0, 99.0, 5.0],
            "c": ["x", "", "nvt", "y"],
            "d": [9.0, 9.0, 1.0, 2.0],
        }
    )
    missing = {"a": [8, 9], "b": [{"lo": 97, "hi": 99}], "c": ["nvt"]}
    raw = sav(tmp_path, frame, missing_ranges=missing)
    assert raw.facts["user_missing"] == {"a": 2, "b": 3, "c": 1}
    assert {name: raw.cells[name].map(code_text).tolist() for name in raw.cells} == {
        "a": ["1", "", "", ""],
        "b": ["", "", "", "5"],
        "c": ["x", "", "", "y"],
        "d": ["9", "9", "1", "2"],
    }


def test_what_spss_shows_as_days_are_datetimes(tmp_path: Path) -> None:
    moments = pd.to_datetime(["2019-10-01 14:35:10", None, "1961-02-28 00:00:00"])
    frame = pd.DataFrame(
        {"moment": moments, "day": [date(2019, 10, 1), None, date(1899, 12, 31)], "seconds": [61.0, 5.0, 7.0]}
    )
    raw = sav(tmp_path, frame, variable_format={"seconds": "TIME8"})
    assert raw.cells["moment"].tolist() == [datetime(2019, 10, 1, 14, 35, 10), None, datetime(1961, 2, 28)]
    assert raw.cells["day"].tolist() == [datetime(2019, 10, 1), None, datetime(1899, 12, 31)]
    assert raw.cells["seconds"].tolist() == [61.0, 5.0, 7.0]


@pytest.mark.parametrize("kind", ["EDATE10", "ADATE10", "SDATE10", "DATE11", "DATETIME20"])
def test_the_ways_in_which_spss_shows_days(kind: str, tmp_path: Path) -> None:
    raw = sav(tmp_path, pd.DataFrame({"day": [datetime(2020, 2, 29)]}), variable_format={"day": kind})
    assert raw.cells["day"].tolist() == [datetime(2020, 2, 29)]


def test_a_sav_in_the_encoding_of_windows(tmp_path: Path) -> None:
    pyreadstat.write_sav(pd.DataFrame({"afd": ["café", "bar"], "Q1": [1.0, 2.0]}), tmp_path / "t0.sav")
    content = (tmp_path / "t0.sav").read_bytes()
    assert "café".encode() in content
    (tmp_path / "t0.sav").write_bytes(content.replace("café".encode(), b"c\xe9 fe"))
    raw = read_answers(tmp_path / "t0.sav")
    assert raw.cells["afd"].tolist() == ["cé fe", "bar"]


def test_types_of_a_parquet(tmp_path: Path) -> None:
    table = pa.table(
        {
            "whole": pa.array([1, None, 3], pa.int64()),
            "kind": pa.array(["a", None, "b"]).dictionary_encode(),
            "day": pa.array([date(2019, 10, 1), None, date(2019, 10, 2)]),
            "moment": pa.array([datetime(2019, 10, 1, 14, 35), None, None], pa.timestamp("ns")),
            "zoned": pa.array([datetime(2019, 10, 1, 14, 35)] * 3, pa.timestamp("ms", tz="Europe/Amsterdam")),
            "yes": pa.array([True, False, None]),
            "money": pa.array([Decimal("3.50"), None, Decimal("1.00")]),
            "list": pa.array([["a", "b"], None, []]),
            "nothing": pa.nulls(3),
            "number": pa.array([1.5, float("nan"), None]),
            "Q12.1": pa.array([4, 4, 5], pa.int8()),
            "__index_level_0__": pa.array([7, 8, 9]),
        }
    )
    parquet.write_table(table, tmp_path / "t0.parquet", row_group_size=2)
    raw = read_answers(tmp_path / "t0.parquet")
    assert raw.columns == tuple(table.schema.names[:-1])
    assert list(raw.cells) == list(raw.columns)
    assert raw.cells["whole"].tolist() == [1, None, 3]
    assert [type(cell) for cell in raw.cells["whole"]] == [int, type(None), int]
    assert raw.cells["kind"].tolist() == ["a", None, "b"]
    assert raw.cells["day"].tolist() == [datetime(2019, 10, 1), None, datetime(2019, 10, 2)]
    assert raw.cells["moment"].tolist() == [datetime(2019, 10, 1, 14, 35), None, None]
    assert [cell.tzinfo is not None for cell in raw.cells["zoned"]] == [True] * 3
    assert [type(cell) for cell in raw.cells["yes"]] == [bool, bool, type(None)]
    assert raw.cells["money"].tolist() == [3.5, None, 1.0]
    assert raw.cells["list"].tolist() == ["['a', 'b']", None, "[]"]
    assert raw.cells["nothing"].isna().all()
    assert raw.cells["number"].isna().tolist() == [False, True, True]
    assert raw.cells["Q12.1"].tolist() == [4, 4, 5]
    assert list(raw.cells.index) == [1, 2, 3]


def test_an_index_with_a_name_is_a_column(tmp_path: Path) -> None:
    frame = pd.DataFrame({"Q1": [1, 2]}, index=pd.Index(["a", "b"], name="code"))
    frame.to_parquet(tmp_path / "t0.parquet")
    assert read_answers(tmp_path / "t0.parquet").cells["code"].tolist() == ["a", "b"]


def test_doubled_names_in_a_parquet_are_told_and_the_first_is_read(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2]), pa.array([3])], names=["Q1", "Q1", "code"])
    parquet.write_table(table, tmp_path / "t0.parquet")
    raw = read_answers(tmp_path / "t0.parquet")
    assert (raw.columns, raw.cells.loc[1].to_dict()) == (("Q1", "Q1", "code"), {"Q1": 1, "code": 3})


@pytest.mark.parametrize("kind", ["sav", "parquet"])
def test_no_rows(kind: str, tmp_path: Path) -> None:
    frame, path = pd.DataFrame({"Q1": pd.Series([], dtype=float)}), tmp_path / f"t0.{kind}"
    pyreadstat.write_sav(frame, path) if kind == "sav" else frame.to_parquet(path)
    with pytest.raises(UnreadableError) as caught:
        read_answers(path)
    assert "no rows" in caught.value.problems[0].message


@pytest.mark.parametrize("kind", ["sav", "parquet"])
def test_columns_about_the_person_are_not_read(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["RecordedDate", "ResponseId", "Progress", "RecipientEmail"]
    frame, path = pd.DataFrame({name: ["x"] for name in names}), tmp_path / f"t0.{kind}"
    pyreadstat.write_sav(frame, path) if kind == "sav" else frame.to_parquet(path)
    asked: list[list[str]] = []
    whole = pyreadstat.read_sav
    monkeypatch.setattr(pyreadstat, "read_sav", lambda *a, **k: asked.append(k.get("usecols", [])) or whole(*a, **k))
    raw = read_answers(path)
    assert (list(raw.cells), raw.dropped) == (names[:-1], ("RecipientEmail",))
    assert asked == ([[], names[:-1]] if kind == "sav" else [])
