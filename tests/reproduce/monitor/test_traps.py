"""What is odd in the Civil Service People Survey must be handled, and said."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from evaluatie.amiss import InputError
from evaluatie.reproduce.monitor import (
    change_between,
    civil_service_ethnicity,
    civil_service_survey,
    civil_service_wording,
    comparable_years,
    figures_of,
    gap_over_years,
    known_names,
    link_organisations,
    organisation_trends,
)
from evaluatie.reproduce.monitor.linking import Linked
from evaluatie.reproduce.monitor.names import spelt_alike

INCLUSION = "theme_inclusion_fair_treatment"


@pytest.fixture(scope="module")
def survey() -> pd.DataFrame:
    return civil_service_survey()


@pytest.fixture(scope="module")
def linked(survey: pd.DataFrame) -> Linked:
    return link_organisations(survey)


def test_benchmarks_are_no_organisations(linked: Linked) -> None:
    assert not linked.frame["organisation"].str.contains("benchmark|mean score", case=False).any()


def test_groups_count_beside_their_members_only_when_asked(linked: Linked) -> None:
    without, all_rows = (figures_of(linked, INCLUSION, groups=groups).frame for groups in (False, True))
    more = set(all_rows.loc[all_rows["year"] == 2024, "who"]) - set(without.loc[without["year"] == 2024, "who"])
    assert more == {
        "Ministry of Justice group (including agencies)",
        "UK Statistics Authority group (including ONS)",
    }


def test_in_2015_the_statistics_group_is_the_only_row_of_its_members(survey: pd.DataFrame) -> None:
    name = "UK Statistics Authority (including ONS)"
    kinds = survey[survey["organisation"] == name].groupby("year")["kind"].first()
    assert kinds.to_dict() == {2010: "organisation", 2015: "organisation", 2016: "group", 2017: "group", 2018: "group"}


def test_every_link_by_code_is_one_code_in_the_data(survey: pd.DataFrame) -> None:
    codes = survey.dropna(subset="org_code").groupby(survey["organisation"].map(spelt_alike))["org_code"].unique()
    links = [link for link in known_names().linked if link["ground"] == "code"]
    assert len(links) > 10
    for link in links:
        for name in link["names"]:
            one, other = set(codes[spelt_alike(link["as"])]), set(codes[spelt_alike(name)])
            assert one & other, (link["as"], name)


def test_every_name_in_the_table_is_a_name_of_the_survey(survey: pd.DataFrame) -> None:
    printed = {spelt_alike(name) for name in survey["organisation"].unique()}
    table = known_names()
    names = [name for link in table.linked for name in (link["as"], *link["names"])]
    names += [entry[key] for entry in table.uncertain for key in ("one", "other")]
    names += [entry["name"] for entry in table.apart]
    names += [name for event in table.events for name in (*event["before"], *event["after"])]
    assert [name for name in names if spelt_alike(name) not in printed] == []


def test_every_renaming_has_a_source() -> None:
    assert all(link.get("source") for link in known_names().linked if link["ground"] == "renamed")


def test_no_organisation_is_followed_across_a_merger_or_split(linked: Linked) -> None:
    for event in known_names().events:
        whos = linked.frame.groupby("who")["year"].agg(["min", "max"])
        for name in event["before"]:
            if name in event["after"]:
                continue
            # what went up in another has no row under its own name from that year on
            assert (
                whos.loc[
                    linked.frame.loc[linked.frame["organisation"].map(spelt_alike) == spelt_alike(name), "who"].iloc[0],
                    "max",
                ]
                <= event["year"]
            ), name


def test_a_name_that_another_organisation_took_over_is_not_followed(linked: Linked, survey: pd.DataFrame) -> None:
    taken = linked.frame[linked.frame["organisation"] == "Department for Culture, Media and Sport"]
    assert taken.groupby("year")["who"].first().loc[[2013, 2023]].tolist() == [
        "Department for Digital, Culture, Media and Sport",
        "Department for Culture, Media and Sport (2023)",
    ]
    assert linked.apart["name"].tolist() == ["Department for Culture, Media and Sport", "Home Office"]
    assert "cannot tell" in link_organisations(survey, "exact").notes[0]


def test_what_is_uncertain_is_listed_and_not_linked(linked: Linked) -> None:
    pairs = zip(linked.uncertain["one"], linked.uncertain["other"], strict=True)
    who = dict(zip(linked.frame["organisation"].map(spelt_alike), linked.frame["who"], strict=True))
    assert len(linked.uncertain) == len(known_names().uncertain)
    for one, other in pairs:
        assert who[spelt_alike(one)] != who[spelt_alike(other)], (one, other)


def test_who_comes_and_goes_is_told_each_year(linked: Linked) -> None:
    roster = linked.roster.set_index("year")
    assert "UK Health Security Agency" in roster.loc[2021, "appeared"]
    assert "Public Health England" in roster.loc[2021, "disappeared"]
    assert "Government Equalities Office" in roster.loc[2018, "back"]
    counts = roster["organisations"].to_numpy()
    appeared, gone = (roster[name].map(len).to_numpy() for name in ("appeared", "disappeared"))
    assert (counts[1:] == counts[:-1] + appeared[1:] - gone[1:]).all()


def test_two_rows_that_would_be_one_organisation_are_refused(survey: pd.DataFrame) -> None:
    row = survey[(survey["organisation"] == "Ofgem") & (survey["year"] == 2018)]
    doubled = pd.concat([survey, row.assign(organisation="Office of Gas and Electricity Markets")])
    with pytest.raises(InputError, match=r"Office of Gas and Electricity Markets, 2018, .*2 rows are this"):
        link_organisations(doubled)


def test_2010_was_another_question(linked: Linked) -> None:
    for measure in ("discriminated_yes", "bullied_yes"):
        known = comparable_years(measure)
        assert known.excluded == (2010,)
        assert 2010 not in figures_of(linked, measure).years
        assert known.table.set_index("year").loc[2011, "status"] == "same"


def test_the_reworded_questions_are_breaks_and_new_codes_are_not() -> None:
    assert comparable_years("discriminated_yes").breaks == (2021,)
    assert comparable_years("bullied_yes").breaks == (2021,)
    assert comparable_years("theme_my_manager").breaks == (2022,)
    assert comparable_years("theme_leadership_change").breaks == (2021,)
    measures = civil_service_wording()["measure"].unique()
    broken = {measure for measure in measures if comparable_years(measure).breaks}
    assert broken == {"discriminated_yes", "bullied_yes", "theme_my_manager", "theme_leadership_change"}


def test_years_of_which_only_a_code_is_printed_are_told() -> None:
    assert comparable_years(INCLUSION).unknown == (2016, 2017, 2018, 2019, 2020)
    assert comparable_years("item_valued").unknown == (2016,)


def test_a_change_over_a_break_says_so(linked: Linked) -> None:
    found = change_between(figures_of(linked, "discriminated_yes"), 2016, 2021)
    assert not found.comparable
    assert "2021" in found.notes[0]
    assert "cannot be told apart" in found.notes[0]


def test_a_trend_over_a_break_has_a_step(linked: Linked) -> None:
    found = organisation_trends(figures_of(linked, "discriminated_yes"))
    # the figures fell by some 5 points in 2021, with the question: a line without a step would fall
    assert found.overall_slope > 0
    assert any("no trend runs over it without a step" in note for note in found.notes)
    since = organisation_trends(figures_of(linked, "discriminated_yes", since=2021))
    assert since.breaks == ()
    assert since.overall["year"].min() == 2021


def test_2017_to_2020_hold_themes_only(linked: Linked) -> None:
    assert set(range(2017, 2021)) & set(figures_of(linked, "item_valued").years) == set()
    assert set(range(2017, 2021)) <= set(figures_of(linked, INCLUSION).years)


def test_whole_percents_until_2020(survey: pd.DataFrame) -> None:
    halves = survey.groupby("year")["half"].agg(["min", "max"])
    assert (halves.loc[:2020] == 0.5).all().all()
    assert (halves.loc[2021:] < 0.001).all().all()


def test_numbers_of_respondents_are_unknown_and_that_is_said(linked: Linked) -> None:
    figures = figures_of(linked, INCLUSION)
    assert figures.frame["n"].isna().all()
    for found in (organisation_trends(figures), change_between(figures, 2018, 2021)):
        assert any("numbers of respondents are not published" in note for note in found.notes)


def test_gaps_have_limits_in_the_years_with_numbers_only() -> None:
    found = gap_over_years(civil_service_ethnicity(), "item_valued", "ethnic_minority", "white", level="binary")
    limited = found.table[found.table["ci_low"].notna()]
    assert limited["year"].tolist() == [2013, 2014, 2015]
    assert any("2024 are not published" in note for note in found.notes)


def test_a_theme_that_is_missing_is_not_filled_in() -> None:
    found = gap_over_years(civil_service_ethnicity(), INCLUSION, "ethnic_minority", "white", level="binary")
    assert {2020, 2021} & set(found.table["year"]) == set()
    assert any("no figures of 2020, 2021" in note for note in found.notes)


def test_labels_of_groups_are_one_group_over_the_years() -> None:
    frame = civil_service_ethnicity()
    years = frame[frame["measure"] == "item_valued"].groupby(["level", "group"])["year"].nunique()
    assert years["detailed", "asian_pakistani"] == 11
    assert years["major", "asian"] == 12
    assert years["detailed", "white_roma"] == 5
    assert not frame.duplicated(["year", "level", "group", "measure"]).any()


def test_in_2021_white_has_two_values_in_the_source() -> None:
    # published so: the two tables of 2021 do not agree, those of other years do
    frame = civil_service_ethnicity()
    rows = frame[(frame["measure"] == "discriminated_yes") & (frame["group"] == "white")]
    both = rows.pivot_table(index="year", columns="level", values="value")
    apart = (both["binary"] - both["major"]).abs()
    assert apart.loc[2021] == pytest.approx(0.079, abs=0.001)
    assert apart.loc[[2019, 2022, 2023, 2024]].max() < 1e-9


def test_answers_to_the_new_question_add_up_with_those_who_prefer_not_to_say(survey: pd.DataFrame) -> None:
    rows = survey[survey["measure"].str.startswith("discriminated") & (survey["year"] >= 2021)]
    rows = rows[rows["kind"] != "median"]
    wide = rows.pivot_table(index=["year", "organisation"], columns="measure", values="value").dropna()
    assert (wide.sum(axis=1) - 100).abs().max() < 0.002


def test_withheld_counts_leave_the_larger_organisations(survey: pd.DataFrame) -> None:
    rows = survey[(survey["year"] == 2024) & (survey["kind"] == "organisation")]
    counts = rows.groupby("measure")["organisation"].nunique()
    assert counts["discriminated_no"] == 103
    assert counts["discriminated_yes"] == 85
    assert not math.isnan(rows["value"].min())


def test_the_shipped_files_hold_no_date(root: Path) -> None:
    files = sorted((root / "src/evaluatie/reproduce/published/data/csps").glob("*.csv.gz"))
    assert [file.name for file in files] == ["ethnicity.csv.gz", "organisations.csv.gz", "wording.csv.gz"]
    # bytes 4-7 of a gzip file: when it was made
    assert all(file.read_bytes()[4:8] == bytes(4) for file in files)
