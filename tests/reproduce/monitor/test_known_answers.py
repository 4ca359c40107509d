"""Figures of the Civil Service People Survey computed elsewhere (R 4.2 and scipy), with their printed digits."""

from __future__ import annotations

import pytest

from evaluatie.reproduce.monitor import (
    change_between,
    civil_service_ethnicity,
    civil_service_survey,
    figures_of,
    gap_over_years,
    link_organisations,
)

INCLUSION = "theme_inclusion_fair_treatment"
ROWS = dict(
    zip(range(2009, 2025), (94, 103, 97, 97, 98, 101, 98, 101, 101, 105, 110, 110, 104, 105, 106, 106), strict=True)
)


def test_organisations_per_year_without_the_benchmark_row() -> None:
    survey = civil_service_survey()
    counted = survey[survey["kind"] != "median"].groupby("year")["organisation"].nunique()
    assert counted.to_dict() == ROWS


def test_rows_that_the_known_counts_hold_and_that_are_no_organisations() -> None:
    # the known counts leave out the median only: from 2019 on the mean of all civil servants is a name there, and from
    # 2015 on groups stand beside the organisations they consist of
    survey = civil_service_survey()
    counts = survey.groupby(["year", "kind"])["organisation"].nunique().unstack(fill_value=0)
    without_mean = {year: ROWS[year] - (year >= 2019) for year in ROWS}
    assert [without_mean[year] for year in range(2019, 2025)] == [109, 109, 103, 104, 105, 105]
    assert (counts["organisation"] + counts["group"]).to_dict() == without_mean
    assert counts["mean"].to_dict() == {year: int(year >= 2019) for year in ROWS}
    groups = dict.fromkeys(range(2009, 2015), 0) | {2015: 2, **dict.fromkeys(range(2016, 2021), 3)}
    assert counts["group"].to_dict() == groups | dict.fromkeys(range(2021, 2025), 2)


@pytest.mark.parametrize(("year", "took_part"), [(2018, 102), (2023, 103), (2024, 103)])
def test_organisations_that_took_part_are_those_that_the_cabinet_office_counts(year: int, took_part: int) -> None:
    # Technical guide 2018, Quality and Methodology Information 2023, Civil Service World of 24 February 2025: the rows
    # hold, beside these, the mean of all respondents and groups together with their members
    survey = civil_service_survey()
    rows = survey[(survey["year"] == year) & (survey["kind"] == "organisation")]
    assert rows["organisation"].nunique() == took_part


def test_the_exact_names_of_2018_and_2021() -> None:
    found = change_between(figures_of(link_organisations(civil_service_survey(), "exact"), INCLUSION), 2018, 2021)
    assert found.n == 74
    assert f"{found.mean_change:+.3f}" == "+4.079"
    assert f"{found.sd:.3f}" == "5.626"
    assert f"{found.statistic:.3f}" == "6.237"
    assert found.comparable


def test_what_the_table_of_names_adds_is_said() -> None:
    linked = link_organisations(civil_service_survey())
    found = change_between(figures_of(linked, INCLUSION), 2018, 2021)
    assert found.n == 90
    assert len(found.only_first) == 102 - 90
    assert len(found.only_last) == 101 - 90
    assert "Department for International Development" in found.only_first


ETHNICITY = [
    ("discriminated_yes", 2024, "11.43", "7.53"),
    ("discriminated_yes", 2019, "16.19", "11.21"),
    (INCLUSION, 2024, "79.61", "81.78"),
    ("leave_12m", 2024, "12.98", "11.92"),
]


@pytest.mark.parametrize(("measure", "year", "minority", "white"), ETHNICITY)
def test_figures_by_ethnicity(measure: str, year: int, minority: str, white: str) -> None:
    found = gap_over_years(civil_service_ethnicity(), measure, "ethnic_minority", "white", level="binary")
    row = found.table.set_index("year").loc[year]
    assert f"{row['focal']:.2f}" == minority
    assert f"{row['reference']:.2f}" == white
    assert row["gap"] == pytest.approx(row["focal"] - row["reference"])
