"""results.xlsx: the numbers of results.json, typed, with what is hidden empty and told, and no formulas."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from openpyxl import load_workbook

from evaluatie.report import BundleError, results_json, results_xlsx

Bundles = list[dict[str, Any]]


def rows_of(content: bytes, at: int) -> list[dict[str, Any]]:
    book = load_workbook(io.BytesIO(content))
    heads, *rows = book.worksheets[at].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_every_number_of_results_json_is_there_typed(bundles: Bundles) -> None:
    content = results_xlsx(bundles, "en")
    known = {row["id"]: row for row in json.loads(results_json(bundles))["results"]}
    found = [row for at in range(1, 1 + len(bundles)) for row in rows_of(content, at)]
    assert [row["id"] for row in found] == list(known)
    for row in found:
        told = known[row["id"]]
        low, high = told["interval"] or (None, None)
        assert (row["Estimate"], row["Interval from"], row["Interval to"], row["Number"]) == (
            told["estimate"], low, high, told["n"]
        )  # fmt: skip
        assert isinstance(row["Estimate"], int | float | None)
        assert row["What"] == told["term"]


def test_what_is_hidden_is_empty_and_says_why(bundles: Bundles) -> None:
    change = bundles[2]
    id_, number = next((id_, one) for id_, one in change["numbers"].items() if one["suppressed"] is None)
    number.update(
        dict.fromkeys(("estimate", "ci_low", "ci_high", "se", "statistic", "df", "p", "n")), suppressed="small"
    )
    (row,) = [row for row in rows_of(results_xlsx(bundles, "nl"), 3) if row["id"] == id_]
    assert (row["Schatting"], row["Aantal"]) == (None, None)
    assert row["Stand"].startswith("niet getoond: ")


def test_no_text_is_a_formula(bundles: Bundles) -> None:
    for bundle in bundles:
        bundle["organisation"]["name"] = "=HYPERLINK(1)"
        bundle["labels"]["outcome"] = {id_: {"nl": "=1+1", "en": "=1+1"} for id_ in bundle["labels"]["outcome"]}
        bundle["labels"]["wave"] = {id_: {"nl": "a\x07b", "en": "a\x07b"} for id_ in bundle["labels"]["wave"]}
    book = load_workbook(io.BytesIO(results_xlsx(bundles, "en")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "=1+1" in {cell.value for cell in cells}
    assert not [cell for cell in cells if "\x07" in str(cell.value)]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_sheet_per_section_with_heads_that_stay_and_the_methods(bundles: Bundles, language: str) -> None:
    book = load_workbook(io.BytesIO(results_xlsx(bundles, language)))
    assert len(book.worksheets) == len(bundles) + 2
    assert all(len(sheet.title) <= 31 for sheet in book)
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert all(cell.font.bold for cell in sheet[1])
    methods = {row[0].value for row in book.worksheets[-1].iter_rows(min_row=2)}
    named = {row["Methode" if language == "nl" else "Method"] for row in rows_of(results_xlsx(bundles, language), 3)}
    assert named - {None} <= methods


def test_the_same_numbers_give_the_same_bytes_on_any_day(bundles: Bundles) -> None:
    content = results_xlsx(bundles, "nl")
    assert content == results_xlsx(bundles, "nl")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01" in parts.read("docProps/core.xml")
        assert b"/tmp" not in b"".join(parts.read(name) for name in parts.namelist())


def test_without_a_section_there_is_no_file() -> None:
    with pytest.raises(BundleError, match="at least one section"):
        results_xlsx([], "nl")


#: what a bundle holds that a study has no name for, and the words that stand in the workbook
NAMELESS = {
    "nl": {
        "change.jobsat/exposure-group=none/t0-t1/x.mean_change": "nam niet deel aan maatregelen",
        "change.jobsat/exposure-group=less/t0-t1/x.mean_change": "nam minder deel aan maatregelen",
        "change.jobsat/exposure-group=more/t0-t1/x.mean_change": "nam meer deel aan maatregelen",
        "change.jobsat/interventions-group=with/t0-t1/x.mean_change": "met maatregelen",
        "change.jobsat/interventions-group=without/t0-t1/x.mean_change": "zonder maatregelen",
        "change.jobsat/unit=3/mean.mean": "team: 3",
        "change.jobsat/gender=all/log_rank.log_rank": "geslacht: alle groepen",
        "change.jobsat/gender=unknown/mean.mean": "geslacht: onbekend",
        "change.jobsat/gender=other/mean.mean": "geslacht: overig",
    },
    "en": {
        "change.jobsat/exposure-group=none/t0-t1/x.mean_change": "took no part in interventions",
        "change.jobsat/exposure-group=less/t0-t1/x.mean_change": "took part less in interventions",
        "change.jobsat/exposure-group=more/t0-t1/x.mean_change": "took part more in interventions",
        "change.jobsat/interventions-group=with/t0-t1/x.mean_change": "with interventions",
        "change.jobsat/interventions-group=without/t0-t1/x.mean_change": "without interventions",
        "change.jobsat/unit=3/mean.mean": "team: 3",
        "change.jobsat/gender=all/log_rank.log_rank": "gender: all groups",
        "change.jobsat/gender=unknown/mean.mean": "gender: unknown",
        "change.jobsat/gender=other/mean.mean": "gender: other",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_group_without_a_name_of_the_study_has_the_words_of_the_page(bundles: Bundles, language: str) -> None:
    change = bundles[2]
    change["labels"]["level"] = {}
    any_number = next(iter(change["numbers"].values()))
    change["numbers"] = {}
    for id_ in NAMELESS[language]:
        name, _, level = id_.split("/")[1].partition("=")
        change["numbers"][id_] = {**any_number, "outcome": "jobsat", "characteristic": name, "level": level}
    change["labels"]["characteristic"]["gender"] = {"nl": "geslacht", "en": "gender"}
    head = "Groep" if language == "nl" else "Group"
    assert {row["id"]: row[head] for row in rows_of(results_xlsx(bundles, language), 3)} == NAMELESS[language]


@pytest.mark.parametrize(
    ("language", "outcome", "part", "words"),
    [
        ("nl", "pgis_2", "answer", "Ervaren inclusie: vraag 2 (Q12_2)"),
        ("en", "pgis_2", "answer", "Inclusion: question 2 (Q12_2)"),
        ("nl", "pgis.fields", "both", "Ervaren inclusie: hoort erbij en kan zichzelf zijn"),
        ("en", "pgis.fields", "neither", "Inclusion: neither belongs nor is oneself"),
        ("nl", "pgis.near", "near", "Ervaren inclusie: zo dicht bij het midden dat het ook een ander veld kan zijn"),
        ("en", "pgis.near", "clear", "Inclusion: clearly in one field"),
    ],
)
def test_an_outcome_without_a_name_of_the_study_has_the_words_of_the_page(
    bundles: Bundles, language: str, outcome: str, part: str, words: str
) -> None:
    change = bundles[2]
    any_number = next(iter(change["numbers"].values()))
    change["numbers"] = {f"change.{outcome}/t0/all/{part}.proportion": {**any_number, "outcome": outcome}}
    change["labels"]["item"] = {"pgis_2": {"number": "2", "column": "Q12_2"}}
    change["labels"]["instrument"] = {"pgis": {"nl": "ervaren inclusie", "en": "inclusion"}}
    (row,) = rows_of(results_xlsx(bundles, language), 3)
    assert row["Uitkomst" if language == "nl" else "Outcome"] == words
