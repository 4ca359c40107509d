"""Codes that stand twice, codes that link two people, and answers that came in twice."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest

from evaluatie.study.gate.doubledcodes import doubled_codes, twice_without_code
from evaluatie.study.gate.wronglinks import WaveOfCodes, birth_years, link_problems, unlinked_note, wrong_links

COLUMNS = {"gender": "sex", "birth": "jaar"}


def wave(id_: str, *rows: tuple[str | None, str | None, str | None]) -> WaveOfCodes:
    frame = pd.DataFrame(rows, columns=["respondent", "gender", "birth"], dtype="object")
    frame.index = pd.RangeIndex(2, len(rows) + 2)
    return WaveOfCodes(id_, f"{id_}.csv", frame, COLUMNS)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (("1", "1980"), ("1", "1980"), ()),
        (("1", "1980"), ("2", "1980"), ("gender",)),
        (("1", "1980"), ("1", "1981"), ("birth",)),
        (("1", "1980"), ("2", "1981"), ("gender", "birth")),
        (("unknown", "1980"), ("2", "1980"), ()),
        (("1", "1980"), ("other", "1980"), ()),
        (("1", None), ("1", "1980"), ()),
        (("1", ""), ("1", "1980"), ()),
        (("1", "1980"), ("1", "NA"), ()),
        (("1", "1980"), ("1.0", "1980"), ()),
        ((None, None), (None, None), ()),
    ],
)
def test_what_contradicts(
    before: tuple[str | None, str | None], after: tuple[str | None, str | None], changed: tuple[str, ...]
) -> None:
    found = wrong_links([wave("t0", ("x", *before), ("y", "1", "1970")), wave("t1", ("y", "1", "1970"), ("x", *after))])
    assert [link.changed for link in found.links] == [changed] * bool(changed)
    assert dict(found.rows) == ({"t0": (2,), "t1": (3,)} if changed else {})


def test_a_wrong_link_names_both_rows_and_never_the_code() -> None:
    waves = [wave("t0", ("secret-1", "1", "1980")), wave("t1", ("q", "1", "1990"), ("secret-1", "2", "1980"))]
    (problem,) = link_problems(wrong_links(waves), waves)
    assert (problem.file, problem.row, problem.column) == ("t1.csv", 3, "sex")
    assert problem.message == "gender is not the same as in row 2 of t0.csv, which has the same linking code."
    assert "unlink" in problem.hint
    assert "secret" not in str(problem)
    (note,) = unlinked_note(wrong_links(waves), waves)
    assert (note.key, note.about) == ("unlinked_codes", {"wave": "t1"})
    assert "1 linking code cannot belong to one person, since gender changed" in note.text
    assert "secret" not in note.text


def test_two_things_that_change_are_told_at_once() -> None:
    waves = [wave("t0", ("a", "1", "1980")), wave("t1", ("a", "2", "1981"))]
    (problem,) = link_problems(wrong_links(waves), waves)
    assert problem.message.startswith("gender and birth are not the same as in row 2 of t0.csv")


def test_missing_codes_link_nobody() -> None:
    waves = [wave("t0", (None, "1", "1980"), (None, "2", "1980")), wave("t1", (None, "2", "1990"))]
    found = wrong_links(waves)
    assert (found.links, dict(found.rows)) == ((), {})
    assert link_problems(found, waves) == []
    assert unlinked_note(found, waves) == []


def test_three_waves_all_rows_of_the_code_and_one_problem_per_later_wave() -> None:
    waves = [
        wave("t0", ("a", "1", None), ("b", "1", None)),
        wave("t1", ("a", "2", None), ("b", None, None)),
        wave("t2", ("b", "2", None), ("a", "1", None)),
    ]
    found = wrong_links(waves)
    assert [(link.earlier, link.later, link.earlier_row, link.later_row) for link in found.links] == [
        ("t0", "t1", 2, 2), ("t0", "t2", 3, 2), ("t1", "t2", 2, 3),
    ]  # fmt: skip
    assert dict(found.rows) == {"t0": (2, 3), "t1": (2, 3), "t2": (2, 3)}


def test_a_code_is_known_however_often_its_row_was_doubled() -> None:
    found = wrong_links([wave("t0", ("a", "1", None), ("a", "2", None)), wave("t1", ("a", "2", None))])
    assert dict(found.rows) == {"t0": (2, 3), "t1": (2,)}


def test_more_than_twenty_are_counted() -> None:
    same = [(f"s{number}", "1", "1980") for number in range(200)]
    wrong = [(f"w{number}", "1", "1980") for number in range(25)]
    waves = [wave("t0", *same, *wrong), wave("t1", *same, *((code, "2", "1980") for code, *_ in wrong))]
    problems = link_problems(wrong_links(waves), waves)
    assert len(problems) == 21
    assert problems[-1].message == "And 5 more linking codes cannot belong to one person."


def test_where_it_holds_for_many_one_problem_asks_for_the_cause() -> None:
    people = [(f"p{number}", "1", "1980") for number in range(30)]
    waves = [wave("t0", *people), wave("t1", *((code, "2", year) for code, _, year in people))]
    (problem,) = link_problems(wrong_links(waves), waves)
    assert (problem.row, problem.column) == (None, "sex")
    assert problem.message == "For 30 of the 30 linking codes that also stand in t0.csv, gender is not the same."


def test_a_wave_without_the_characteristic() -> None:
    bare = WaveOfCodes("t1", "t1.csv", pd.DataFrame({"respondent": ["a"]}, index=[2]), {})
    assert wrong_links([wave("t0", ("a", "1", "1980")), bare]).links == ()
    assert wrong_links([bare]).links == ()
    assert wrong_links([]).links == ()


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        (1980, "1980"), (1980.0, "1980"), ("1980", "1980"), ("1980-02-01", "1980"), ("01-02-1980", "1980"),
        ("1/2/1980 00:00", "1980"), (datetime.date(1980, 2, 1), "1980"), (pd.Timestamp("1980-02-01"), "1980"),
        ("1 februari 1980", "1980"), (None, None), (pd.NaT, None), ("", None), ("onbekend", None), ("80", None),
        (np.nan, None), ("1980 of 1981", None), ("19801", None),
    ],
)  # fmt: skip
def test_years_of_birth(cell: object, year: str | None) -> None:
    (found,) = birth_years(pd.Series([cell], dtype="object"))
    assert found == year if year else pd.isna(found)


def test_a_date_and_a_year_of_birth_agree() -> None:
    t0 = pd.DataFrame({"respondent": ["a", "b"], "birth": birth_years(pd.Series(["1980-05-01", "1970-01-01"]))})
    t1 = pd.DataFrame({"respondent": ["a", "b"], "birth": birth_years(pd.Series([1980, 1971]))})
    found = wrong_links([WaveOfCodes("t0", "t0.csv", t0, COLUMNS), WaveOfCodes("t1", "t1.csv", t1, COLUMNS)])
    assert [link.later_row for link in found.links] == [1]


CODES = pd.Series(["a", "b", None, "a", None, "c", "a"], index=range(2, 9), dtype="object")


@pytest.mark.parametrize(("policy", "kept"), [("first", [2, 3, 4, 6, 7]), ("last", [3, 4, 6, 7, 8])])
def test_one_row_of_a_doubled_code_is_kept(policy: str, kept: list[int]) -> None:
    found = doubled_codes("t0.csv", CODES, policy, column="code")
    assert found.kept.tolist() == kept
    assert found.problems == []
    (note,) = found.notes
    assert (note.key, note.about) == ("doubled_left_out", {})
    assert note.text == (
        f"t0.csv: 1 linking code stands in several rows; the {policy} row of each was kept, and 2 rows were left out."
    )


def test_a_doubled_code_stops() -> None:
    found = doubled_codes("t0.csv", CODES, "stop", column="code")
    (problem,) = found.problems
    assert (problem.row, problem.column) == (2, "code")
    assert problem.message == "The same linking code stands in rows 2, 5 and 8."
    assert found.kept.tolist() == CODES.index.tolist()


@pytest.mark.parametrize("policy", ["stop", "first", "last"])
def test_codes_that_stand_once_are_no_matter(policy: str) -> None:
    found = doubled_codes("t0.csv", pd.Series(["a", "b", None, None]), policy, column="code")
    assert (found.problems, found.notes, found.kept.tolist()) == ([], [], [0, 1, 2, 3])


def test_many_doubled_codes_are_counted_and_many_rows_cut_short() -> None:
    many = doubled_codes("t0.csv", pd.Series([*range(30), *range(30)]), "stop", column="code").problems
    assert len(many) == 21
    assert many[-1].message == "And 10 more codes stand in several rows."
    (one,) = doubled_codes("t0.csv", pd.Series(["a"] * 12), "stop", column="code").problems
    assert one.message == "The same linking code stands in rows 0, 1, 2, 3, 4, 5, 6, 7, 8 and 3 more."


VARIED = [1, 2, 3, 4, 5, 4, 3, 2, 1, 2]


def equal_rows(
    *rows: list[float], others: list[str] | None = None, codes: list[str | None] | None = None, **more: bool
) -> int:
    answers = pd.DataFrame(rows, dtype=float)
    beside = pd.DataFrame({"gender": others or ["1"] * len(rows)})
    given = None if codes is None else pd.Series(codes, dtype="object")
    notes = twice_without_code("t0.csv", answers, beside, given, timed=more.get("timed", False))
    assert [note.key for note in notes] in ([], ["equal_rows"])
    return int(notes[0].text.split()[1]) if notes else 0


def test_rows_that_are_equal_in_everything() -> None:
    assert equal_rows(VARIED, VARIED, [*VARIED[:-1], 5]) == 1
    assert equal_rows(VARIED, VARIED, VARIED) == 2
    assert equal_rows([*VARIED, np.nan], [*VARIED, np.nan]) == 1
    assert equal_rows(VARIED, [*VARIED[:-1], np.nan]) == 0


def test_rows_that_differ_in_a_group_or_have_a_code_or_say_little() -> None:
    assert equal_rows(VARIED, VARIED, others=["1", "2"]) == 0
    assert equal_rows(VARIED, VARIED, codes=["a", "b"]) == 0
    assert equal_rows(VARIED, VARIED, codes=[None, "b"]) == 0
    assert equal_rows(VARIED, VARIED, codes=[None, None]) == 1
    assert equal_rows(VARIED[:9], VARIED[:9]) == 0
    assert equal_rows([4] * 20, [4] * 20) == 0
    assert equal_rows([4, 5] * 10, [4, 5] * 10) == 0


def test_ten_items_are_equal_by_chance_among_many_people_unless_the_time_is_too() -> None:
    rng = np.random.default_rng(1)
    people = [list(row) for row in rng.integers(1, 6, (2000, 10))]
    assert equal_rows(*people, people[0]) == 0
    times = [*map(str, range(2000)), "0"]
    assert equal_rows(*people, people[0], others=times, timed=True) == 1
    longer = [[*row, *row, 1] for row in people]
    assert equal_rows(*longer, longer[0]) == 1


def test_alike_people_are_not_taken_for_one() -> None:
    rng = np.random.default_rng(3)
    level = rng.normal(size=(20_000, 1))
    answers = np.clip(np.round(3.5 + 0.6 * level + 0.55 * rng.normal(size=(20_000, 16))), 1, 5)
    assert equal_rows(*answers.tolist()) == 0
