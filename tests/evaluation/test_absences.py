"""Absences told apart: left, joined later, employed but silent; and said to be unknown where they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.evaluation import Section
from evaluatie.evaluation.standings import ABSENCE, employed
from evaluatie.report.reading import Reader
from staffing import DATES, patterns_of, staff_of, staffed, waves_of, with_staff

MakeStudy = Callable[..., ev.Study]
# every way to stand at two waves, all of them large enough to be shown
MANY = {"AA": 40, "A-": 12, "As": 15, "A?": 11, "-A": 13, "sA": 14, "?A": 16, "ss": 30, "-s": 5, "s-": 6}
UNLINKED = {"scores": {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": "higher", "label": "w"}}}


def counts(study: ev.Study, pair: str = "t0-t1") -> dict[str, int]:
    results = ev.response(study).results
    return {key.split("/")[1]: analysis.result.n for key, analysis in results.items() if key.startswith(f"{pair}/")
            and analysis.method == "count"}  # fmt: skip


def keys(section: Section) -> set[str]:
    return {finding.key for finding in section.findings}


def released(study: ev.Study) -> dict[str, bool]:
    """Say per number of the first pair whether it is shown."""
    numbers = ev.release(ev.response(study)).bundle["numbers"]
    start = "response.t0-t1/"
    return {
        id_.removeprefix(start).removesuffix(".count"): number["suppressed"] is None
        for id_, number in numbers.items()
        if id_.startswith(start)
    }


def sentences(study: ev.Study, language: str) -> list[str]:
    reader = Reader(ev.release(ev.response(study)).bundle, language)
    return [text for finding in reader.bundle["findings"] if (text := reader.text(finding)) is not None]


def test_every_kind_of_absence_is_counted(make_study: MakeStudy) -> None:
    assert counts(staffed(make_study, MANY)) == {
        "linked": 40, "left": 12, "silent_last": 15, "unknown_last": 11, "joined": 13, "silent_first": 14,
        "unknown_first": 16, "never": 30, "once": 29, "employed": 99, "only_first": 38, "only_last": 43,
    }  # fmt: skip


def test_who_left_and_came_back_is_counted_by_the_day_of_each_wave(make_study: MakeStudy) -> None:
    study = staffed(make_study, {"AAA": 40, "A-A": 12, "A-s": 3, "-A-": 11})
    assert study.persons is not None
    assert len(study.persons) == 40 + 2 * 12 + 2 * 3 + 11
    assert counts(study)["left"] == 12 + 3
    assert (counts(study, "t0-t2")["left"], counts(study, "t0-t2")["silent_last"]) == (0, 3)
    assert counts(study, "t0-t2")["linked"] == 52


@pytest.mark.parametrize(
    ("entry", "exit_", "there"),
    [
        ("2020-01-01", None, True),
        ("2020-01-02", None, False),
        ("2015-01-01", "2020-01-01", True),
        ("2015-01-01", "2019-12-31", False),
        ("2020-01-01", "2020-01-01", True),
        ("2015-01-01", "2035-01-01", True),
    ],
)
def test_the_days_of_entry_and_exit_count_as_employed(entry: str, exit_: str | None, there: bool) -> None:
    persons = pd.DataFrame({"entry": [pd.Timestamp(entry)], "exit": [pd.Timestamp(exit_ or "NaT")]})
    assert employed(persons, pd.Timestamp("2020-01-01")).tolist() == [there]


def test_two_spells_that_share_a_day_are_one_person(make_study: MakeStudy) -> None:
    study = staffed(make_study, {"AA": 40, "As": 12, "ss": 20})
    assert study.persons is not None
    day = pd.Timestamp("2021-01-01")
    before, after = study.persons.assign(exit=day), study.persons.assign(entry=day)
    assert counts(replace(study, persons=pd.concat([before, after]))) == counts(study)


def test_who_answered_counts_as_employed_whatever_the_file_says(make_study: MakeStudy) -> None:
    study = staffed(make_study, {"AA": 40, "As": 12, "ss": 20})
    assert study.persons is not None
    # the file has all of them enter after the first wave
    late = replace(study, persons=study.persons.assign(entry=pd.Timestamp("2020-06-01")))
    assert {name: counts(late)[name] for name in ("silent_last", "never", "employed")} == {
        "silent_last": 12, "never": 0, "employed": 52,
    }  # fmt: skip


def test_who_has_no_code_is_unknown_and_the_caveat_is_said(make_study: MakeStudy) -> None:
    patterns = patterns_of(MANY)
    waves = {name: frame.astype({"code": "object"}) for name, frame in waves_of(patterns).items()}
    waves["t0"].loc[waves["t0"].index[:10], "code"] = None
    study = staffed(make_study, MANY, waves=waves)
    assert study.linking == "partly linked"
    # the ten who answered twice cannot be recognised at the first wave, where they seem to have been silent
    found = counts(study)
    assert (found["linked"], found["unknown_last"], found["silent_first"]) == (30, 11 + 10, 14 + 10)
    assert {"response.absence_partly_linked", "response.absence_missing"} <= keys(ev.response(study))


def test_unlinked_waves_give_the_numbers_employed_and_nothing_per_respondent(make_study: MakeStudy) -> None:
    study = staffed(make_study, MANY, survey=UNLINKED)
    in_file = {pattern: number for pattern, number in MANY.items() if "?" not in pattern}
    assert counts(study) == {
        "employed_first": sum(number for pattern, number in in_file.items() if pattern[0] != "-"),
        "employed_last": sum(number for pattern, number in in_file.items() if pattern[1] != "-"),
        "employed_both": sum(number for pattern, number in in_file.items() if "-" not in pattern),
    }
    said = keys(ev.response(study))
    assert {"response.employed", "response.unlinked", "response.absence_unlinked"} <= said
    assert "response.absence_missing" not in said
    assert "in dienst" in " ".join(sentences(study, "nl"))


def dated(**extract: str) -> dict[str, object]:
    return {"staff": {"extract": {"from": extract["start"], "to": extract["end"]}}}


@pytest.mark.parametrize(
    ("blocks", "change", "key"),
    [
        ({}, lambda study: replace(study, persons=None), "response.absence_unknown"),
        ({}, lambda study: with_staff(study, staff_of(["ss"]).assign(person="x")), "response.absence_unknown_codes"),
        (dated(start="2020-02-01", end="2025-01-01"), lambda study: study, "response.absence_unknown_extract"),
        (dated(start="2015-01-01", end="2020-12-31"), lambda study: study, "response.absence_unknown_extract"),
    ],
)
def test_what_cannot_be_told_is_said_with_its_reason(
    make_study: MakeStudy, blocks: dict[str, object], change: Callable[[ev.Study], ev.Study], key: str
) -> None:
    study = change(staffed(make_study, MANY, **blocks))
    section = ev.response(study)
    assert {name for name in keys(section) if name.startswith("response.absence")} == {key}
    assert set(counts(study)) == {"linked"}
    assert not [display for display in section.displays if display.id.startswith("table-absence")]
    assert ev.release_plan(study).cells["characteristic"].isin([ABSENCE]).sum() == 0


def test_a_wave_without_a_date_cannot_be_told_and_the_others_can(make_study: MakeStudy) -> None:
    numbers = {"AAA": 40, "A-A": 12, "As-": 15}
    listed = [{"id": f"t{at}", "label": f"t{at}", "file": f"t{at}.csv"} for at in range(3)]
    for at in (0, 2):
        listed[at]["date"] = DATES[at]
    study = staffed(make_study, numbers, waves_block=listed)
    section = ev.response(study)
    assert "response.absence_unknown_dates" in keys(section)
    assert set(counts(study)) == {"linked"}
    assert counts(study, "t0-t2")["left"] == 15


def test_one_wave_has_no_absences(make_study: MakeStudy) -> None:
    section = ev.response(staffed(make_study, {"A": 40, "s": 20}))
    assert not [key for key in keys(section) if "absence" in key]


def test_the_table_says_that_only_the_silent_are_missing(make_study: MakeStudy) -> None:
    section = ev.response(staffed(make_study, MANY))
    table = next(display for display in section.displays if display.id == "table-absence-t0-t1")
    missing = {row.head[0].key: row.cells[1].key for row in table.rows if row.cells[1] is not None}
    assert {key for key, word in missing.items() if word == "missing.yes"} == {
        "absence.silent_last", "absence.silent_first", "absence.never",
    }  # fmt: skip
    assert missing["absence.left"] == missing["absence.joined"] == "missing.no"
    assert missing["absence.unknown_last"] == missing["absence.unknown_first"] == "missing.unknown"


def test_the_sentences_in_both_languages(make_study: MakeStudy) -> None:
    study = staffed(make_study, {"AA": 200, "A-": 40, "As": 80, "-A": 30, "sA": 20, "ss": 100})
    dutch, english = (" ".join(sentences(study, language)) for language in ("nl", "en"))
    assert "Van de 120 mensen die alleen bij de t0 meededen, waren 40 bij de t1 uit dienst en 80 in dienst" in dutch
    assert "Van de 50 mensen die alleen bij de t1 meededen, waren 30 later in dienst gekomen en 20 bij de t0" in dutch
    assert "Van de 400 mensen" in dutch
    assert "Of the 120 people who took part at t0 only, 40 had left by t1 and 80 were employed without" in english
    assert "200 took part twice, 100 once and 100 not at all" in english
    for language in ("nl", "en"):
        page = ev.report.compose([ev.release(ev.response(study)).bundle], language)
        assert ("Ontbreekt in de cijfers" if language == "nl" else "Missing from the figures") in page


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"AA": 60, "A-": 40, "As": 5, "-A": 30, "sA": 30, "ss": 50}, "response.absence_first_hidden"),
        ({"AA": 60, "A-": 40, "As": 5, "A?": 7, "-A": 30, "sA": 30, "ss": 50}, "response.absence_first_out"),
        ({"AA": 60, "As": 40, "-A": 30, "sA": 30, "ss": 50}, "response.absence_first_silent"),
        ({"AA": 60, "A-": 40, "As": 20, "A?": 15, "-A": 30, "sA": 30}, "response.absence_first_unknown"),
        ({"AA": 60, "A-": 40, "As": 20, "-A": 4, "sA": 30, "ss": 50}, "response.absence_last_hidden"),
        ({"AA": 60, "A-": 40, "As": 20, "-A": 30, "ss": 50}, "response.absence_last_out"),
    ],
)
def test_what_is_hidden_is_left_out_of_the_sentence(
    make_study: MakeStudy, numbers: Mapping[str, int], said: str
) -> None:
    study = staffed(make_study, dict(numbers))
    bundle = ev.release(ev.response(study)).bundle
    side = said.removeprefix("response.absence_").split("_")[0]
    found = {finding["key"] for finding in bundle["findings"] if finding["key"].startswith(f"response.absence_{side}")}
    assert found == {said}
    assert all(sentences(study, language) for language in ("nl", "en"))


def test_the_few_who_were_silent_do_not_follow_from_who_left(make_study: MakeStudy) -> None:
    shown = released(staffed(make_study, {"AA": 60, "A-": 40, "As": 5, "-A": 30, "sA": 30, "ss": 50}))
    assert not shown["left"]
    assert not shown["silent_last"]
    assert shown["joined"]
    assert shown["silent_first"]
    # 35 answered once, 30 of whom were silent at the first wave
    assert not shown["once"]


def test_absences_are_hidden_where_a_number_of_respondents_is(make_study: MakeStudy) -> None:
    shown = released(staffed(make_study, {"AA": 5, "A-": 40, "As": 30, "-A": 30, "sA": 30, "ss": 50}))
    assert not any(shown[kind] for kind in ("left", "silent_last", "joined", "silent_first", "never", "employed"))


def test_nothing_is_hidden_that_need_not_be(make_study: MakeStudy) -> None:
    assert all(released(staffed(make_study, MANY)).values())


def test_the_table_has_no_rows_of_unknown_people_where_there_are_none(make_study: MakeStudy) -> None:
    section = ev.response(staffed(make_study, {"AA": 60, "A-": 40, "As": 20, "A?": 3, "-A": 30, "sA": 30}))
    table = next(display for display in section.displays if display.id == "table-absence-t0-t1")
    heads = [row.head[0].key for row in table.rows]
    assert "absence.unknown_last" in heads
    assert "absence.unknown_first" not in heads


def test_where_only_means_were_delivered_the_numbers_employed_are_given(write_study: Callable[..., Path]) -> None:
    means = "wave,group,scale,n,mean,sd\nt0,all,wellbeing,80,3.1,0.9\nt1,all,wellbeing,75,3.3,0.9\n"
    listed = [{"id": f"t{at}", "label": f"t{at}", "date": DATES[at]} for at in range(2)]
    folder = write_study({}, waves_block=listed, survey=UNLINKED, aggregates="summary.csv")
    (folder / "summary.csv").write_text(means, encoding="utf-8")
    study = with_staff(ev.load_study(folder), staff_of(patterns_of(MANY)))
    section = ev.response(study)
    assert counts(study)["employed_both"] == 40 + 15 + 14 + 30
    assert {"response.employed", "response.absence_unlinked"} <= keys(section)
    assert "people were employed at t0" in ev.report.compose([ev.release(section).bundle], "en")
