"""Files of one's own: what is read, and one clear message for all that is wrong."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from evaluatie.amiss import InputError
from evaluatie.reproduce.monitor import (
    figures_of,
    in_words,
    known_names,
    link_organisations,
    organisation_trends,
    own_latest,
    read_aggregates,
)

HEAD = "jaar;organisatie;maat;waarde;n\n"


def written(folder: Path, text: str, name: str = "own.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_dutch_names_and_decimal_commas_are_read(tmp_path: Path) -> None:
    found = read_aggregates(written(tmp_path, HEAD + "2023;Ons;fair;71,5;210\n2024;Ons;fair;74;\n"))
    assert found["value"].tolist() == [71.5, 74.0]
    assert found["half"].tolist() == [0.05, 0.5]
    assert found["n"].isna().tolist() == [False, True]


def test_a_workbook_is_read_alike(tmp_path: Path) -> None:
    frame = pd.DataFrame({"year": [2023, 2024], "organisation": "Ours", "value": [71.5, 74.0], "n": [210, 198]})
    frame.to_excel(tmp_path / "own.xlsx", index=False)
    found = read_aggregates(tmp_path / "own.xlsx", measure="fair")
    assert found[["year", "value", "n"]].to_numpy().tolist() == [[2023, 71.5, 210], [2024, 74.0, 198]]
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
