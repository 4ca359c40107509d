"""A table of means in place of answers: what it may look like, and everything that can be wrong with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivered import GROUPS, SCORE, read, summarised, write
from evaluatie.study.aggregates.checks import largest_sd
from evaluatie.study.aggregates.printed import Printed, read_printed
from evaluatie.study.files.rawwave import UnreadableError

GOOD = """\
wave,group,scale,n,mean,sd
t0,all,welzijn,100,3.40,0.80
t0,herkomst=nederland,welzijn,60,3.50,0.80
t0,herkomst=europa,welzijn,25,3.30,0.70
t0,herkomst=buiten-europa,welzijn,15,3.17,0.90
t1,all,welzijn,90,3.60,0.70
t1,herkomst=nederland,welzijn,50,3.70,0.70
t1,herkomst=europa,welzijn,22,3.50,0.70
t1,herkomst=buiten-europa,welzijn,18,3.44,0.70
"""
COLUMNS = ["wave", "group", "scale", "n", "mean", "sd"]
ABOUT = ["wave", "characteristic", "level", "outcome"]
INVITED = [
    {"id": "t0", "label": "nulmeting", "invited": 95},
    {"id": "t1", "label": "nameting", "invited": 200},
]  # fmt: skip


def told(folder: Path) -> list[str]:
    return [f"{problem.row} {problem.column}: {problem.message} {problem.hint}" for problem in read(folder).problems]


def test_a_table_becomes_rows_with_study_ymls_own_names(tmp_path: Path) -> None:
    found = read(write(tmp_path / "org", GOOD))
    assert found.problems == []
    assert found.rows[ABOUT].to_numpy().tolist()[:3] == [
        ["t0", "all", "all", "wellbeing"],
        ["t0", "origin", "nederland", "wellbeing"],
        ["t0", "origin", "europa", "wellbeing"],
    ]
    assert found.rows.loc[3, ["n", "mean", "sd"]].tolist() == [60, 3.5, 0.8]
    assert {name: str(kind) for name, kind in found.rows.dtypes.items()} == {
        **dict.fromkeys(ABOUT, "str"), "n": "Int64", "mean": "float64", "sd": "float64", "withheld": "bool",
    }  # fmt: skip
    assert (found.facts["rows_kept"], found.facts["rows_withheld"], found.facts["format"]) == (8, 0, "csv")


@pytest.mark.parametrize(
    "edits",
    [
        {"wave,group,scale,n,mean,sd": "Meting,Groep,Schaal,Aantal,Gemiddelde,Standaardafwijking"},
        {"wave,group,scale,n,mean,sd": "sd,x", "SWAP": ""},
        {"t0,": "Nulmeting,", "t1,": "nameting,"},
        {",all,": ",Totaal,"},
        {",all,": ",iedereen,"},
        {",all,": ",,"},
        {"herkomst=": "herkomst: "},
        {"herkomst=": "Origin = "},
        {"herkomst=": ""},
        {"buiten-europa": "Buiten-Europa"},
        {"welzijn": "Wellbeing"},
        {",": ";", ".": ","},
        {",": "\t", ".": ","},
    ],
    ids=str,
)
def test_the_same_table_in_other_words_gives_the_same_rows(tmp_path: Path, edits: dict[str, str]) -> None:
    text = GOOD
    if "SWAP" in edits:  # columns in another order, with one that nobody asked for
        lines = [line.split(",") for line in GOOD.splitlines()]
        text = "".join(",".join([*reversed(line), "x"]) + "\n" for line in lines)
    else:
        for old, new in edits.items():
            assert old in text
            text = text.replace(old, new)
    wanted = read(write(tmp_path / "a", GOOD))
    found = read(write(tmp_path / "b", text))
    assert found.problems == []
    pd.testing.assert_frame_equal(found.rows, wanted.rows)


def test_an_excel_sheet_and_a_cp1252_table_are_read_as_well(tmp_path: Path) -> None:
    folder = write(tmp_path / "org", b"", name="summary.xlsx")
    frame = pd.read_csv(write(tmp_path / "other", GOOD) / "summary.csv")
    frame.to_excel(folder / "summary.xlsx", index=False)
    wanted = read(tmp_path / "other")
    pd.testing.assert_frame_equal(read(folder).rows, wanted.rows)
    groups = {"origin": {**GROUPS["origin"], "focal": ["overig Europa é", "buiten-europa"]}}
    text = GOOD.replace("=europa", "=overig Europa é").encode("cp1252")
    assert read(write(tmp_path / "latin", text, groups=groups)).problems == []


@pytest.mark.parametrize("mark", ["<10", "< 5", "*", ".", "-", "–", "nb", "n.b.", "x", "≤ 9", "minder dan 10"])
@pytest.mark.parametrize("cells", ["{m},{m},{m}", "15,{m},{m}", "{m},3.17,0.90", "15,3.17,{m}"])
def test_what_was_withheld_is_kept_as_missing_and_counted(tmp_path: Path, mark: str, cells: str) -> None:
    row = cells.format(m=mark)
    found = read(write(tmp_path / "org", GOOD.replace("15,3.17,0.90", row)))
    assert found.problems == []
    assert found.facts["rows_withheld"] == 1
    kept = found.rows.loc[5]
    assert bool(kept["withheld"])
    assert np.isnan(kept["mean"])
    assert np.isnan(kept["sd"])
    assert kept["n"] is pd.NA or kept["n"] == 15


def test_of_one_person_there_is_no_spread_and_of_nobody_no_mean(tmp_path: Path) -> None:
    text = GOOD.replace("t0,all,welzijn,100,3.40", "t0,all,welzijn,86,3.44")
    text = text.replace("15,3.17,0.90", "1,3,").replace("t1,herkomst=buiten-europa,welzijn,18,3.44,0.70\n", "")
    found = read(write(tmp_path / "org", text + "t1,herkomst=buiten-europa,welzijn,0,-,\n"))
    assert found.problems == []
    assert found.rows["withheld"].sum() == 0
    assert found.rows.loc[5, ["n", "mean"]].tolist() == [1, 3.0]
    assert found.rows.loc[9, "n"] == 0
    assert np.isnan(found.rows.loc[9, "mean"])


def test_rows_may_tell_how_many_took_part(tmp_path: Path) -> None:
    text = GOOD + "t0,all,respondenten,104,,\nt1,all,Respondents,95,-,-\n"
    found = read(write(tmp_path / "org", text))
    assert found.problems == []
    assert found.rows.loc[[10, 11], "outcome"].tolist() == ["", ""]
    assert found.rows.loc[[10, 11], "n"].tolist() == [104, 95]
    assert not found.rows["withheld"].any()


FAULTS = [
    ("a wave", {"t0,all": "t2,all"}, ['2 wave: "t2" is not a wave', "There are: t0, t1."]),
    ("a wave left open", {"t0,all": ",all"}, ["2 wave: The wave is missing."]),
    ("a scale", {"t0,all,welzijn": "t0,all,welzyn"}, ['2 scale: "welzyn" is not a scale', 'Did you mean "welzijn"']),
    ("a level", {"t0,herkomst=europa": "t0,herkomst=eurpa"}, ['4 group: "eurpa" is not a level', '"europa"?']),
    ("a characteristic", {"t0,herkomst=eu": "t0,afkomst=eu"}, ['"afkomst" is not a characteristic', '"herkomst"?']),
    ("a bare level", {"t0,herkomst=europa": "t0,vrouw"}, ['4 group: "vrouw" is not a group that study.yml names.']),
    ("a row twice", {"t0,herkomst=europa": "t0,herkomst=nederland"}, ["4 None: Row 3 is about the same wave"]),
    ("n not whole", {"25,3.30": "25.5,3.30"}, ['4 n: "25.5" is no number of people.']),
    ("n below zero", {"25,3.30": "-25,3.30"}, ['4 n: "-25" is no number of people.']),
    ("n as text", {"25,3.30": "veel,3.30"}, ['4 n: "veel" is not a number.', 'write "*"']),
    ("n left open", {"25,3.30": ",3.30"}, ["4 n: The number of people is missing."]),
    ("mean outside", {"3.30,0.70": "5.30,0.70"}, ["4 mean: The mean 5.30 is outside the range of the scale, 1 to 5."]),
    ("mean left open", {"3.30,0.70": ",0.70"}, ["4 mean: The mean is missing."]),
    ("sd left open", {"3.30,0.70": "3.30,"}, ["4 sd: The standard deviation is missing."]),
    ("sd below zero", {"3.30,0.70": "3.30,-0.70"}, ["4 sd: The standard deviation -0.70 is below zero."]),
    ("sd too large", {"3.30,0.70": "3.30,2.70"}, ["4 sd: The standard deviation 2.70"]),
    ("mean of nobody", {"25,3.30,0.70": "0,3.30,"}, ["4 mean: There is a mean, and the row says that nobody answered"]),
    ("too many in groups", {"t0,herkomst=europa,welzijn,25": "t0,herkomst=europa,welzijn,45"}, ["2 n: The groups of"]),
    ("means that do not add up", {"60,3.50": "60,3.05"}, ["2 mean: The means of the groups of origin do not make"]),
    ("a wave without rows", {"t1,": "t0,"}, ["None wave: No row is about the wave t1.", "about the same wave"]),
    ("no row of everyone", {"t0,all,welzijn,100,3.40,0.80\n": ""}, ["2 group: There are groups of this wave"]),
]


@pytest.mark.parametrize(("edits", "wanted"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_what_is_wrong_is_named_with_row_and_column(tmp_path: Path, edits: dict[str, str], wanted: list[str]) -> None:
    text = GOOD
    for old, new in edits.items():
        assert old in text
        text = text.replace(old, new)
    found = told(write(tmp_path / "org", text))
    for passage in wanted:
        assert any(passage in line for line in found), found
    if "same wave" not in wanted[-1]:
        assert len(found) == 1, found


def test_everything_is_told_at_once_and_a_misspelt_name_once(tmp_path: Path) -> None:
    text = GOOD.replace("welzijn", "welzyn").replace("3.30,0.70", "3.30,-1").replace("18,3.44", "18.5,3.44")
    found = told(write(tmp_path / "org", text))
    assert [line.split(":")[0] for line in found] == ["2 scale", "9 n"]
    text = GOOD.replace("t1,herkomst=europa", "t1,herkomst=eurpa").replace("3.30,0.70", "3.30,-1")
    text = text.replace("60,3.50", "60,6.50")
    found = told(write(tmp_path / "org", text))
    assert [line.split(":")[0] for line in found] == ["3 mean", "4 sd", "8 group"]


def test_a_level_of_two_characteristics_must_be_told_apart(tmp_path: Path) -> None:
    groups = {**GROUPS, "birth": {"column": "geboren", "reference": "nederland", "focal": ["elders"]}}
    folder = write(tmp_path / "org", GOOD.replace("t0,herkomst=nederland", "t0,nederland"), groups=groups)
    assert told(folder) == [
        '3 group: "nederland" is a level of origin and of birth. '
        "Write which one is meant, such as origin=nederland."
    ]  # fmt: skip


def test_more_people_than_were_invited_or_took_part(tmp_path: Path) -> None:
    text = GOOD + "t1,herkomst=europa,respondenten,21,,\n"
    assert told(write(tmp_path / "org", text, waves=INVITED)) == [
        "2 n: 100 people answered, and study.yml says that 95 were invited. Correct `invited` of this wave, or leave "
        "it out.",
        "8 n: 22 people have a score, and by row 10 21 took part. Correct one of the two.",
    ]


def test_a_scale_of_study_yml_without_rows(tmp_path: Path) -> None:
    survey = {"scores": {"wellbeing": SCORE, "pride": {**SCORE, "column": "trots"}}}
    folder = write(tmp_path / "org", GOOD, survey=survey)
    assert told(folder) == ['None scale: No row is about the scale "trots". Add its rows, or remove it from '
                            "survey.scores of study.yml."]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("wave,group,scale,n,meen,sd", [("mean", 'Did you mean "meen"?')]),
        ("wave,group,scale,n,mean", [("sd", "There are: wave, group, scale, n, mean.")]),
        ("Jan Jansen,ann,x,y,z", [(name, "The columns are") for name in COLUMNS]),
        ("Jan Jansen,06-12345678,x,y,z", [(None, "Is the row with the names of the columns missing?")]),
        ("wave,group,scale,n,mean,sd,standaardafwijking", [("sd", "Keep one of them.")]),
    ],
)
def test_columns_that_are_missing_or_doubled(tmp_path: Path, header: str, wanted: list[tuple[str | None, str]]) -> None:
    row = ",".join(["1"] * len(header.split(",")))
    with pytest.raises(UnreadableError) as caught:
        read(write(tmp_path / "org", f"{header}\n{row}\n"))
    assert len(caught.value.problems) == len(wanted)
    for problem, (column, hint) in zip(caught.value.problems, wanted, strict=True):
        assert (problem.file, problem.row, problem.column) == ("summary.csv", 1, column)
        assert hint in problem.hint
        assert "Jansen" not in str(problem)


@pytest.mark.parametrize("decimals", [1, 2, 4])
@pytest.mark.parametrize("seed", range(8))
def test_no_table_of_real_people_is_refused_however_it_was_rounded(tmp_path: Path, decimals: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    levels = rng.choice(["nederland", "europa", "buiten-europa", "anders"], 200, p=[0.7, 0.2, 0.08, 0.02])
    waves = {
        wave: pd.DataFrame({"herkomst": levels, "welzijn": np.clip(rng.normal(4.6, 1.4, 200).round(1), 1, 5)})
        for wave in ("t0", "t1")
    }
    table = summarised(waves, ("welzijn",), ("herkomst",), decimals)
    found = read(write(tmp_path / f"org{seed}", table.to_csv(index=False)))
    assert found.problems == []


@given(st.lists(st.sampled_from([1.0, 1.4, 2.0, 3.5, 5.0]), min_size=2, max_size=12))
def test_no_spread_is_above_the_largest_possible(values: list[float]) -> None:
    mean = float(np.mean(values))
    assert np.std(values, ddof=1) <= largest_sd(len(values), Printed("", "number", mean), (1, 5)) + 1e-9


@pytest.mark.parametrize(
    ("cell", "value", "half"),
    [("3.40", 3.4, 0.005), ("3", 3.0, 0.5), (3.25, 3.25, 0.005), (3, 3.0, 0.5), ("3,4", 3.4, 0.05), (".5", 0.5, 0.05)],
)
def test_a_printed_number_is_as_precise_as_its_last_decimal(cell: object, value: float, half: float) -> None:
    printed = read_printed(cell, decimal_comma=True)
    assert (printed.kind, printed.value) == ("number", value)
    assert printed.half == pytest.approx(half)
