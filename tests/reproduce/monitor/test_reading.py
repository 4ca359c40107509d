"""Files of one's own: what is read, and one clear message for all that is wrong."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from evaluatie.amiss import InputError
from evaluatie.reproduce.monitor import (
    AggregatesWarning,
    civil_service_survey,
    figures_of,
    funnel_limits,
    impossible_percentages,
    in_words,
    known_names,
    link_organisations,
    organisation_trends,
    own_beside,
    own_latest,
    read_aggregates,
)

HEAD = "jaar;organisatie;maat;waarde;n\n"


def written(folder: Path, text: str, name: str = "own.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_dutch_names_and_decimal_commas_are_read(tmp_path: Path) -> None:
    found = read_aggregates(written(tmp_path, HEAD + "2023;Ons;fair;71,4;210\n2024;Ons;fair;74;\n"))
    assert found["value"].tolist() == [71.4, 74.0]
    assert found["half"].tolist() == [0.05, 0.5]
    assert found["n"].isna().tolist() == [False, True]


def test_a_workbook_is_read_alike(tmp_path: Path) -> None:
    frame = pd.DataFrame({"year": [2023, 2024], "organisation": "Ours", "value": [71.4, 73.7], "n": [210, 198]})
    frame.to_excel(tmp_path / "own.xlsx", index=False)
    found = read_aggregates(tmp_path / "own.xlsx", measure="fair")
    assert found[["year", "value", "n"]].to_numpy().tolist() == [[2023, 71.4, 210], [2024, 73.7, 198]]
    assert set(found["measure"]) == {"fair"}


def test_everything_that_is_wrong_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    rows = [
        "2023;Ons;fair;170;210",
        "23;Ons;fair;70;210",
        "2021;;fair;70;210",
        "2020;Ons;fair;veel;210",
        "2019;Ons;fair;70;2,5",
    ]
    with pytest.raises(InputError) as caught:
        read_aggregates(written(tmp_path, HEAD + "\n".join(rows) + "\n"))
    told = caught.value.problems
    assert len(told) == 5
    places = [(2, "waarde"), (3, "jaar"), (4, "organisatie"), (5, "waarde"), (6, "n")]
    for problem, (row, column) in zip(told, places, strict=True):
        assert problem.startswith(f"own.csv, row {row}, column {column}:"), problem
    assert "170 lies outside 0 to 100" in told[0]


def test_doubled_rows_are_refused_with_their_numbers(tmp_path: Path) -> None:
    rows = "2023;Ons;fair;70;210\n2024;Ons;fair;71;210\n2023;Ons;fair;72;210\n"
    with pytest.raises(InputError, match=r"own.csv, rows 2, 4: Ons, 2023, fair stands here 2 times"):
        read_aggregates(written(tmp_path, HEAD + rows))


def test_a_missing_column_is_named_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"own.csv, row 1, column value"):
        read_aggregates(written(tmp_path, "jaar;organisatie;maat\n2023;Ons;fair\n"))
    with pytest.raises(InputError, match="column measure"):
        read_aggregates(written(tmp_path, "jaar;organisatie;waarde\n2023;Ons;70\n"))


def test_a_file_that_is_not_there_or_empty_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv"):
        read_aggregates(tmp_path / "nowhere.csv")
    with pytest.raises(InputError, match="no row holds a value"):
        read_aggregates(written(tmp_path, HEAD + "2023;Ons;fair;;210\n"))


def test_a_withheld_figure_is_left_out(tmp_path: Path) -> None:
    found = read_aggregates(written(tmp_path, HEAD + "2023;Ons;fair;*;8\n2024;Ons;fair;71;210\n"))
    assert found["year"].tolist() == [2024]


def test_a_gap_of_years_is_said_and_one_organisation_is_enough_for_a_trend(tmp_path: Path) -> None:
    rows = "".join(
        f"{year};Ons;fair;{value};200\n" for year, value in ((2016, 60), (2017, 63), (2018, 62), (2021, 66), (2022, 68))
    )
    figures = figures_of(link_organisations(read_aggregates(written(tmp_path, HEAD + rows)), "exact"), "fair")
    found = organisation_trends(figures)
    assert found.table.loc["Ons", "ci_low"] < found.table.loc["Ons", "slope"] < found.table.loc["Ons", "ci_high"]
    assert any("no figures of 2019-2020" in note for note in found.notes)
    assert any("cannot be estimated and is taken as not at all" in note for note in found.notes)
    assert any("nothing is known of the wording" in note for note in found.notes)
    # numbers of respondents are known here: nothing is said of that they are not
    told = in_words(found, "en", who="Ons")
    assert told[0].startswith("Ons: ")
    assert not any("not published" in sentence for sentence in told)


def test_too_few_years_give_a_reason_in_place_of_an_interval(tmp_path: Path) -> None:
    rows = "".join(f"{year};Ons;fair;{60 + year - 2020};200\n" for year in range(2020, 2023))
    figures = figures_of(link_organisations(read_aggregates(written(tmp_path, HEAD + rows)), "exact"), "fair")
    row = organisation_trends(figures).of("Ons")
    assert row["ci_low"] != row["ci_low"]
    assert "at least 4" in row["why"]


def test_own_wording_makes_its_own_breaks(tmp_path: Path) -> None:
    head = "jaar;organisatie;maat;waarde;formulering\n"
    rows = "".join(
        f"{year};Ons;fair;60;{'Old words' if year < 2020 else 'New words'} (% yes)\n" for year in range(2017, 2023)
    )
    found = figures_of(link_organisations(read_aggregates(written(tmp_path, head + rows)), "exact"), "fair")
    assert found.breaks == (2020,)


def test_a_misspelt_measure_or_organisation_is_pointed_out(tmp_path: Path) -> None:
    rows = "".join(f"{year};Ons;fair;{60 + year - 2020};200\n" for year in range(2018, 2023))
    own = read_aggregates(written(tmp_path, HEAD + rows))
    linked = link_organisations(own, "exact")
    with pytest.raises(ValueError, match="did you mean 'fair'"):
        figures_of(linked, "fiar")
    with pytest.raises(ValueError, match="did you mean 'Ons'"):
        organisation_trends(figures_of(linked, "fair")).of("Onz")
    with pytest.raises(ValueError, match="several organisations"):
        own_latest(figures_of(linked, "fair"), pd.concat([own, own.assign(organisation="Hun")]))


def test_a_table_of_names_with_faults_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="blocks named"):
        known_names(written(tmp_path, "links: []\n", "names.yml"))
    with pytest.raises(InputError, match="entry 1: it needs as, names"):
        known_names(written(tmp_path, "linked: [{as: A, names: B, ground: code}]\n", "names.yml"))
    good = written(tmp_path, "linked: [{as: New, names: [Old], ground: renamed, source: board}]\n", "names.yml")
    frame = pd.DataFrame({"year": [2020, 2021], "organisation": ["Old", "New"], "measure": "m", "value": [1.0, 2.0]})
    assert link_organisations(frame, names=known_names(good)).links["ground"].tolist() == ["renamed"]


def test_shares_in_place_of_percentages_are_refused_with_one_message(tmp_path: Path) -> None:
    rows = "2022;Ons;fair;0,62;210\n2023;Ons;fair;0,65;210\n2024;Ons;fair;1;210\n"
    with pytest.raises(InputError) as caught:
        read_aggregates(written(tmp_path, HEAD + rows))
    (told,) = caught.value.problems
    assert told.startswith("own.csv, rows 2, 3, 4, column waarde: fair holds shares of 1")
    assert "Write 62 for 0.62" in told
    assert "0,62% with its sign" in told
    # one slip among percentages as well
    with pytest.raises(InputError, match=r"row 3, column waarde: fair holds shares"):
        read_aggregates(written(tmp_path, HEAD + "2022;Ons;fair;62;210\n2023;Ons;fair;0,65;210\n"))


def test_percentages_below_one_are_read_where_they_are_meant(tmp_path: Path) -> None:
    signed = read_aggregates(written(tmp_path, HEAD + "2022;Ons;violence;0,5%;210\n2023;Ons;violence;1 %;205\n"))
    assert signed["value"].tolist() == [0.5, 1.0]
    beside = read_aggregates(written(tmp_path, HEAD + "2022;Ons;violence;8;100\n2023;Ons;violence;0,5;210\n"))
    assert beside["value"].tolist() == [8.0, 0.5]


def test_a_funnel_and_an_own_figure_refuse_shares() -> None:
    with pytest.raises(ValueError, match=r"shares of 1: look at a, b, c; write 62 for 0\.62"):
        funnel_limits([0.62, 0.7, 0.4], [210, 300, 90], "abc")
    assert funnel_limits([0.62, 0.7, 0.4], [21000, 30000, 9000], "abc", small=True).target < 1
    others = figures_of(link_organisations(civil_service_survey()), "item_treated_fairly")
    with pytest.raises(ValueError, match="looks like a share"):
        own_beside(others, 0.84, 300, 2024)
    assert own_beside(others, 0.84, 300, 2024, small=True).percent == 0.84


def test_a_funnel_tells_every_fault_at_once_and_refuses_a_name_twice() -> None:
    with pytest.raises(ValueError, match=r"between 0 and 100: look at a; n must be .*: look at b; names must .*: look"):
        funnel_limits([101, 20, 30], [100, 0, 100], ["a", "b", "A "])


def test_names_that_differ_in_capitals_or_signs_only_are_refused(tmp_path: Path) -> None:
    rows = "2022;Ons huis;fair;62;210\n2023;ons  Huis;fair;65;210\n2024;Ons huis;Fair;66;veel\n"
    with pytest.raises(InputError) as caught:
        read_aggregates(written(tmp_path, HEAD + rows))
    told = "\n".join(caught.value.problems)
    assert 'own.csv, column organisatie: "Ons huis" (rows 2, 4) and "ons Huis" (row 3) differ' in told
    assert 'own.csv, column maat: "fair" (rows 2, 3) and "Fair" (row 4) differ' in told
    assert len(caught.value.problems) == 3
    frame = pd.DataFrame({"year": [2022, 2023], "organisation": ["Ours", "OURS "], "measure": "m", "value": [1.0, 2.0]})
    assert "'OURS ' / 'Ours'" in link_organisations(frame, "exact").notes[-1]
    assert link_organisations(frame).organisations == 1


def test_decimal_commas_in_quotes_are_read_and_thousands_are_pointed_out(tmp_path: Path) -> None:
    head = "year,organisation,measure,value,n\n"
    found = read_aggregates(written(tmp_path, head + '2022,Ours,fair,"71,4",210\n2023,Ours,fair,71.4,210\n'))
    assert found["value"].tolist() == [71.4, 71.4]
    assert found["half"].tolist() == [0.05, 0.05]
    rows = '2022,Ours,fair,"1.234,5",210\n2023,Ours,fair,71,"1,210"\n2024,Ours,fair,71,"1.000"\n'
    with pytest.raises(InputError) as caught:
        read_aggregates(written(tmp_path, head + rows))
    told = caught.value.problems
    assert told[0].startswith('own.csv, row 2, column value: "1.234,5" is no number.')
    assert told[1].startswith('own.csv, row 3, column n: "1,210" may be 1210')
    # never silently one person
    assert told[2].startswith('own.csv, row 4, column n: "1.000" may be 1000')
    with pytest.raises(InputError, match=r"row 2: This row has 6 cells, and the header has 5"):
        read_aggregates(written(tmp_path, head + "2022,Ours,fair,71,5,210\n"))


def test_a_percentage_that_no_number_of_people_can_make_is_warned_of(tmp_path: Path) -> None:
    rows = "2022;Ons;fair;62,5;8\n2023;Ons;fair;70;8\n2024;Ons;fair;62,380952380952;210\n2024;Ons;theme_x;70;8\n"
    with pytest.warns(
        AggregatesWarning, match=r"own.csv, row 3: 70% of 8 is not possible, nearest are 62\.50%"
    ) as told:
        own = read_aggregates(written(tmp_path, HEAD + rows))
    assert len(told) == 1
    found = impossible_percentages(own)
    assert found.looked_at == 3
    assert found.table["row"].tolist() == [3]
    # worked out by hand: the numbers of eight people that round to a whole percent
    possible = {round(100 * count / 8) for count in range(9)} | {12, 13, 37, 38, 62, 63, 87, 88}
    for percent in range(101):
        one = pd.DataFrame({"year": 2022, "organisation": "o", "measure": "m", "value": [percent], "n": 8})
        assert bool(len(impossible_percentages(one).table)) == (percent not in possible), percent
