"""How the column, or the columns, of a group become its levels at one wave."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest

from evaluatie.study.files.rawwave import RawWave
from evaluatie.study.groups.grouping import (
    birth_columns,
    derived,
    group_columns,
    incomparable_waves,
    read_group,
    read_levels,
    target_classification,
    unnamed_values,
)
from evaluatie.study.settings.measured import Group, Wave

T0 = Wave(id="t0", label="nulmeting", date=datetime.date(2019, 10, 1))
T1 = Wave(id="t1", label="nameting", date=datetime.date(2021, 6, 1))
COUNTRIES = {"own": "land", "mother": "moeder", "father": "vader"}


def raw(labels: dict | None = None, **columns: list) -> RawWave:
    cells = pd.DataFrame(columns, dtype="object")
    cells.index = range(2, len(cells) + 2)
    return RawWave("t0.csv", cells, tuple(columns), labels=labels or {})


def group(**keys: object) -> Group:
    return Group(**{"reference": "nederland", "focal": ["buiten-europa"], **keys})


def levels(of: RawWave, block: Group, wave: Wave = T0, target: str | None = None) -> list[str]:
    read, problems = read_group(of, block, wave, target)
    assert problems == []
    assert read.index.equals(of.cells.index)
    return read.tolist()


GENDER = group(column="sex", reference="man", focal=["vrouw"], missing_codes=[9])


def test_a_level_is_the_code_or_its_label() -> None:
    labelled = raw({"sex": {"1": "man", "2": "vrouw", "3": "anders", "9": "geen antwoord"}}, sex=[1.0, 2, 3, 9, None])
    assert levels(labelled, GENDER) == ["man", "vrouw", "other", "unknown", "unknown"]
    assert levels(raw(sex=["man", "vrouw", "x", "9", ""]), GENDER) == ["man", "vrouw", "other", "unknown", "unknown"]
    coded = group(column="sex", reference=1, focal=[2])
    assert levels(labelled, coded) == ["1", "2", "other", "other", "unknown"]


def test_capitals_make_no_difference_unless_two_levels_differ_in_nothing_else() -> None:
    assert levels(raw({"sex": {"1": "Man"}}, sex=[1, "MAN", "mann"]), GENDER) == ["man", "man", "other"]
    block = group(column="sex", reference="m", focal=["M"])
    assert levels(raw(sex=["m", "M"]), block) == ["m", "M"]


def test_a_label_may_be_a_missing_code() -> None:
    block = group(column="sex", reference="man", focal=["vrouw"], missing_codes=["weigert"])
    assert levels(raw({"sex": {"7": "weigert"}}, sex=[7]), block) == ["unknown"]


def test_a_column_has_the_name_that_it_has_in_the_file_of_the_wave() -> None:
    wave = Wave(id="t0", label="t0", columns={"sex": "V3"})
    assert levels(raw(V3=["vrouw"]), GENDER, wave) == ["vrouw"]


def test_a_column_that_is_not_there_leaves_everyone_unknown() -> None:
    assert levels(raw(other=["x", "y"]), GENDER) == ["unknown", "unknown"]


BORN = group(column="geboren", born=True, bands=[35, 55], reference="35-54", focal=["<35", "55+"])


def test_dates_of_birth_become_bands_of_age_on_the_day_of_the_wave() -> None:
    file = raw(geboren=["1984-10-02", "1984-10-01", "1950", "", "1964-10-02"])
    assert levels(file, BORN) == ["<35", "35-54", "55+", "unknown", "35-54"]
    assert levels(file, BORN, T1) == ["35-54", "35-54", "55+", "unknown", "55+"]


def test_a_band_that_is_not_named_is_other() -> None:
    block = group(column="geboren", born=True, bands=[35, 65], reference="35-64", focal=["<35"])
    assert levels(raw(geboren=[1950, 1999]), block) == ["other", "<35"]


def test_without_bands_nothing_of_a_date_of_birth_is_left() -> None:
    block = group(column="geboren", born=True, reference="1980-03-01", focal=["1980"])
    assert levels(raw(geboren=["1980-03-01", "1980", ""]), block) == ["unknown"] * 3
    assert unnamed_values(pd.Series(["1980-03-01", "1971"]), block) == frozenset()


def test_wrong_dates_are_problems_and_nothing_of_a_date_of_birth_is_left() -> None:
    read, problems = read_group(raw(geboren=["31-02-1980", "1-3-1980", 2018]), BORN, T0)
    assert read.tolist() == ["unknown", "35-54", "unknown"]
    assert [problem.row for problem in problems] == [2, 4]
    assert not any("1980" in str(problem) or "2018" in str(problem) for problem in problems)


def test_bands_of_numbers() -> None:
    block = group(column="jaren", bands=[5], reference="<5", focal=["5+"])
    read, problems = read_group(raw(jaren=[4.9, "5", "veel"]), block, T0)
    assert (read.tolist(), [problem.row for problem in problems]) == (["<5", "5+", "unknown"], [4])


ORIGIN = group(
    column="herkomst", focal=["europa", "buiten-europa", "westers", "niet-westers"],
    classification={"t0": "cbs-1999", "t1": "cbs-2022"}, birth_countries=COUNTRIES,
)  # fmt: skip
PEOPLE = {
    "land": ["Nederland", "Nederland", "Turkije", "Indonesië", "Nederland"],
    "moeder": ["Nederland", "Polen", "Turkije", "Nederland", None],
    "vader": ["Nederland", "Nederland", "Turkije", "Nederland", "Nederland"],
}


def test_origin_is_derived_in_the_classification_of_the_last_wave() -> None:
    target = target_classification(ORIGIN, (T0, T1))
    assert target == "cbs-2022"
    wanted = ["nederland", "europa", "buiten-europa", "buiten-europa", "unknown"]
    assert levels(raw(**PEOPLE, herkomst=["westers"] * 5), ORIGIN, T0, target) == wanted
    assert levels(raw(**PEOPLE), ORIGIN, T0, "cbs-1999") == [
        "nederland", "westers", "niet-westers", "nederland", "unknown",
    ]  # fmt: skip


def test_a_derived_level_that_is_not_named_is_other() -> None:
    block = group(classification="cbs-2022", birth_countries=COUNTRIES)
    assert levels(raw(**PEOPLE), block, T1, "cbs-2022") == [
        "nederland", "other", "buiten-europa", "buiten-europa", "unknown",
    ]  # fmt: skip


def test_without_countries_of_birth_the_column_is_read_as_it_is() -> None:
    file = raw(herkomst=["Niet-westers", "westerse migratieachtergrond", "nederland", "europa", ""])
    assert levels(file, ORIGIN, T0, "cbs-2022") == ["niet-westers", "westers", "nederland", "europa", "unknown"]
    assert not derived(ORIGIN, T0, file.columns)
    spelt = raw({"herkomst": {"3": "Buiten Europa"}}, herkomst=[3, "Europe (excluding the Netherlands)"])
    assert levels(spelt, ORIGIN, T1, "cbs-2022") == ["buiten-europa", "europa"]


def test_wrong_countries_are_problems_of_their_columns() -> None:
    file = raw(land=["Nederland"], moeder=["Turkye"], vader=["???"])
    read, problems = read_group(file, ORIGIN, T0, "cbs-2022")
    assert read.tolist() == ["unknown"]
    assert [(problem.row, problem.column) for problem in problems] == [(2, "moeder"), (2, "vader")]


@pytest.mark.parametrize(
    ("there", "wanted"),
    [
        (("herkomst",), ("herkomst",)),
        ((), ("herkomst",)),
        (("herkomst", "land", "moeder", "vader"), ("land", "moeder", "vader")),
        (("herkomst", "land", "moeder"), ("land", "moeder", "vader")),  # one is misspelt: it is said
    ],
)
def test_the_columns_that_a_group_is_read_from(there: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    assert group_columns(ORIGIN, T0, there) == wanted
    assert derived(ORIGIN, T0, there) == ("vader" in there)


def test_without_a_column_the_countries_of_birth_are_needed() -> None:
    block = group(classification="cbs-2022", birth_countries=COUNTRIES)
    renamed = Wave(id="t0", label="t0", columns={"vader": "V9"})
    assert group_columns(block, renamed, ()) == ("land", "moeder", "V9") == birth_columns(block, renamed)
    assert levels(raw(x=[1]), block, renamed, "cbs-2022") == ["unknown"]


def test_waves_in_another_classification_cannot_be_compared() -> None:
    assert incomparable_waves({"t0": "cbs-1999", "t1": "cbs-1999", "t2": "cbs-2022"}) == [("t0", "t2"), ("t1", "t2")]
    assert incomparable_waves({"t0": "cbs-2022", "t1": "cbs-2022"}) == []
    assert incomparable_waves({"t0": None, "t1": None}) == []


def test_values_that_study_yml_does_not_name() -> None:
    cells = pd.Series([1, 2, 3, 9, None, "vrow"], name="sex")
    assert unnamed_values(cells, GENDER, {"1": "man", "2": "vrouw", "3": "anders"}) == {"anders", "vrow"}
    assert unnamed_values(pd.Series([1980]), BORN) == frozenset()


def test_cells_are_not_changed() -> None:
    cells = pd.Series(["man", None, 2], name="sex", dtype="object")
    before = cells.copy()
    read_levels(cells, GENDER, {"2": "vrouw"})
    pd.testing.assert_series_equal(cells, before)
