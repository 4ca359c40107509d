"""The national agenda against counts by hand and its source; progress by hand, and every error."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from evaluatie.process import Agenda, AgendaProgress, agenda_progress, national_agenda

# counted by hand from the document: bullets per action, those under a bullet among them
BULLETS = {"A": 7, "B": 8, "C": 16, "D": 13, "E": 4, "F": 7, "G": 10}
# bullets that name a party, per action
NAMED = {
    "abu": {"A": 1, "B": 1, "C": 1, "D": 2, "E": 1, "F": 1, "G": 1},
    "awvn": {"A": 2, "B": 1, "C": 1, "D": 2, "E": 1, "F": 2, "G": 1},
    "nbbu": {"A": 2, "B": 2, "C": 3, "D": 1, "F": 1, "G": 1},
    "vno_ncw": {"A": 1, "D": 2, "E": 1, "G": 1},
    "fnv": {"A": 1, "B": 1, "C": 1, "D": 1, "E": 1, "F": 2, "G": 1},
    "randstad": {"A": 2, "B": 1, "C": 3, "D": 1, "F": 1},
    "ser_dib": {"A": 1, "B": 2, "C": 2, "D": 2, "G": 1},
    "szw": {"B": 1, "C": 7, "D": 1, "G": 3},
    "inspectie_szw": {"C": 1, "D": 1, "G": 1},
}


@pytest.fixture(scope="module")
def agenda() -> Agenda:
    return national_agenda()


@pytest.fixture
def source(root: Path) -> str:
    folder = root.parent / "shared" / "seeds"
    found = sorted(folder.glob("003_*.txt")) if folder.is_dir() else []
    if not found:
        pytest.skip("the document is not at hand")
    return found[0].read_text(encoding="utf-8")


def test_commitments_are_those_counted_by_hand(agenda: Agenda) -> None:
    assert agenda.commitments.groupby("action").size().to_dict() == BULLETS
    assert len(agenda.commitments) == 65
    assert agenda.commitments["commitment"].is_unique
    per_party = agenda.commitments.explode("parties").groupby(["parties", "action"]).size()
    assert {party: held.droplevel(0).to_dict() for party, held in per_party.groupby(level=0)} == NAMED
    assert agenda.commitments["part_of"].value_counts().to_dict() == {"C4": 5, "G1": 2}


def test_goals_actions_parties_and_backlog(agenda: Agenda) -> None:
    assert agenda.goals["part_of"].notna().sum() == 3
    assert agenda.goals.loc[agenda.goals["part_of"].isna(), "goal"].tolist() == ["1", "2", "3"]
    goals = agenda.actions.set_index("action")["goals"]
    assert {name: goals[name] for name in "BCE"} == dict.fromkeys("BCE", ("1", "2", "3"))
    assert agenda.actions.loc[~agenda.actions["goals_legible"], "action"].tolist() == ["A", "D", "F", "G"]
    assert agenda.actions.loc[agenda.actions["later_nl"].isna(), "action"].tolist() == ["D", "F"]
    assert agenda.parties.loc[agenda.parties["role"] == "party", "party"].tolist() == list(NAMED)
    assert agenda.parties["party"].is_unique
    assert len(agenda.backlog) == 3
    assert agenda.source["date"] == date(2021, 9, 29)
    spelt = agenda.parties.set_index("party")["spellings"]
    assert set(spelt["awvn"]) == {"AWVN", "AWWN", "AAVN"}
    assert agenda.parties.set_index("party").loc[["awvn", "ser_dib", "szw"], "reading"].all()


def test_references_within_the_agenda_exist(agenda: Agenda) -> None:
    known = set(agenda.parties["party"])
    used = {*agenda.commitments["parties"].explode(), *agenda.commitments["partners"].explode().dropna()}
    assert used == known - {"normaalste_zaak", "echo", "nl2025"}
    assert set(agenda.commitments["part_of"].dropna()) <= set(agenda.commitments["commitment"])
    assert set(agenda.quantities["commitment"]) <= set(agenda.commitments["commitment"])


def test_quantities_and_periods_are_those_printed(agenda: Agenda) -> None:
    values = agenda.quantities.set_index(["commitment", "en"])["value"]
    assert values[("A1", "extra employers per extra post")] == 75
    assert agenda.quantities.query("commitment == 'B2'")[["value", "about"]].to_numpy().tolist() == [
        [1, False],
        [60, True],
    ]
    due = agenda.commitments.dropna(subset="due").set_index("commitment")["due"].to_dict()
    assert due == {"B2": date(2021, 12, 31), "F7": date(2023, 12, 31)}


def test_every_call_gives_its_own_frames() -> None:
    first = national_agenda()
    first.commitments.loc[0, "action"] = "Z"
    assert national_agenda().commitments.loc[0, "action"] == "A"


def our_texts(agenda: Agenda) -> Iterator[str]:
    frames = (agenda.goals, agenda.actions, agenda.commitments, agenda.quantities, agenda.backlog)
    for frame in frames:
        for column in frame.columns[[bool(re.search(r"(^|_)(nl|en)$", name)) for name in frame.columns]]:
            yield from frame[column].dropna()
    yield from agenda.parties["about"]
    yield from agenda.notes


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def runs(text: str, length: int = 6) -> set[tuple[str, ...]]:
    told = words(text)
    return {tuple(told[at : at + length]) for at in range(len(told) - length + 1)}


def test_no_six_words_in_a_row_are_those_of_the_document(agenda: Agenda, source: str) -> None:
    printed = runs(source)
    assert runs(str(agenda.source["title"])) <= printed  # the title is named in full, and shows that the test can fail
    copied = {text: runs(text) & printed for text in our_texts(agenda)}
    assert not {text: held for text, held in copied.items() if held}
    assert len(copied) > 200


def test_bullets_and_spellings_are_those_of_the_document(agenda: Agenda, source: str) -> None:
    actions = dict(re.findall(r"^# ([A-G]) (.*?)(?=^# |\Z)", source, flags=re.MULTILINE | re.DOTALL))
    bullets = {name: len(re.findall(r"^\s*- ", text, flags=re.MULTILINE)) for name, text in actions.items()}
    bullets["G"] += 1  # the ministry's promise is a paragraph
    assert bullets == BULLETS
    for spelling in agenda.parties["spellings"].explode():
        assert re.sub(r"\s+", " ", source).find(spelling) >= 0, spelling
    headings = {name: len(re.findall(r"^### ", text, flags=re.MULTILINE)) for name, text in actions.items()}
    assert headings == agenda.commitments.groupby("action")["heading_nl"].nunique().to_dict()


def reports(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["commitment", "date", "status", "evidence"])


MEETINGS = [date(2022, 3, 1), date(2022, 9, 1)]
STORY = reports(
    ("A1", "2021-12-01", "started", ""),
    ("A1", "2022-06-01", "done", "trend report"),
    ("A2", "2022-02-01", "done", None),
    ("A2", "2022-08-01", "started", None),
    ("A3", "2022-01-01", "started", "newsletter"),
    ("B1", "2022-01-01", "niet gestart", None),
    ("B1", "2022-05-01", "gestopt", None),
    ("B2", "2022-07-01", "loopt", None),
    ("B3", "2022-01-01", "started", None),
    ("B3", "2022-08-15", "started", None),
    ("G1", "2022-01-15", "afgerond", "minutes"),
)


def told(statuses: pd.DataFrame = STORY, **options: Any) -> AgendaProgress:
    return agenda_progress(national_agenda(), statuses, **{"meetings": MEETINGS, "today": "2022-12-01", **options})


def test_each_day_has_the_status_that_was_reported_last() -> None:
    found = told().standing.set_index(["moment", "commitment"])
    statuses = {day: [found.loc[(day, name), "status"] for name in ("A1", "A2", "B1", "B2", "C1")] for day in MEETINGS}
    assert statuses == {
        MEETINGS[0]: ["started", "done", "not_started", "not_reported", "not_reported"],
        MEETINGS[1]: ["done", "started", "stopped", "started", "not_reported"],
    }
    assert found.loc[(MEETINGS[0], "A1"), "since"] == date(2021, 12, 1)
    assert len(found) == 3 * 65
    # on the day itself counts
    assert told(meetings=["2022-06-01"]).standing.query("commitment == 'A1'")["status"].tolist()[0] == "done"


def test_counts_and_shares_by_action_party_and_goal() -> None:
    found = told()
    today = found.coverage[found.coverage["moment"] == date(2022, 12, 1)].set_index(["by", "key"])
    whole = today.loc[("all", "all")]
    # reported: A1, A2, A3, B1, B2, B3, G1; done: A1, G1; stopped: B1
    assert whole[["commitments", "reported", "done", "started", "stopped", "not_started", "not_reported"]].tolist() == [
        65, 7, 2, 4, 1, 0, 58,
    ]  # fmt: skip
    assert whole[["with_evidence", "done_with_evidence"]].tolist() == [3, 2]
    assert (whole["share_done"], whole["share_done_at_most"]) == (2 / 65, 60 / 65)
    assert today.loc[("action", "A"), ["commitments", "reported", "done"]].tolist() == [7, 3, 1]
    # awvn: A2 and B2 are reported, of its ten
    assert today.loc[("party", "awvn"), ["commitments", "reported", "done"]].tolist() == [10, 2, 0]
    assert today.loc[("party", "szw"), ["commitments", "reported", "done"]].tolist() == [12, 2, 1]
    # B, C and E contribute to all three goals
    for goal in ("1", "2", "3"):
        assert today.loc[("goal", goal), ["commitments", "reported"]].tolist() == [28, 3]
    assert today.loc[("goal", "not legible"), ["commitments", "reported"]].tolist() == [37, 4]
    assert (found.n_reported, found.n_done, found.n_with_evidence) == (7, 2, 3)


def test_shares_have_no_interval_and_say_so() -> None:
    found = told()
    tidy = found.tidy()
    assert "ci_low" not in tidy.columns
    assert tidy["n"].notna().all()
    first = tidy.iloc[0]
    assert (first["term"], first["wave"], first["n"]) == ("share_done", "2022-12-01", 65)
    assert first["estimate"] == 2 / 65
    assert any("no interval" in note for note in found.notes)
    assert set(tidy.loc[tidy["group"].isna(), "wave"]) == {"2022-03-01", "2022-09-01", "2022-12-01"}
    assert set(tidy.loc[tidy["group"].notna(), "wave"]) == {"2022-12-01"}  # actions, parties and goals: today only


def test_what_moved_went_back_stopped_or_is_silent() -> None:
    found = told()
    moved = found.moves.set_index(["later", "commitment"])["move"]
    expected = {
        MEETINGS[1]: {
            "A1": "forward", "A2": "back", "A3": "silent", "B1": "stopped", "B2": "first", "B3": "same", "G1": "ended",
            "C1": "never_reported",
        },
        date(2022, 12, 1): {"A1": "ended", "A2": "silent", "B1": "ended", "B2": "silent", "C1": "never_reported"},
    }  # fmt: skip
    assert {day: {name: moved[(day, name)] for name in names} for day, names in expected.items()} == expected
    counted = found.between.set_index("later")
    assert (
        counted.loc[MEETINGS[1], ["forward", "back", "stopped", "first", "same", "silent", "ended"]].tolist() == [1] * 7
    )
    assert counted.loc[MEETINGS[1], "never_reported"] == 58
    assert counted.drop(columns="earlier").sum(axis=1).tolist() == [65, 65]
    # since the meeting of September: A2, A3, B2, B3 said nothing, and 58 never did
    assert found.n_silent == 62


def test_without_an_earlier_meeting_silence_cannot_be_told() -> None:
    found = told(meetings=None)
    assert found.n_silent is None
    assert found.moves.empty
    assert found.between.empty
    assert found.moments == (date(2022, 12, 1),)


def test_meetings_in_the_future_are_left_out_and_counted() -> None:
    found = told(meetings=[*MEETINGS, "2023-03-01", MEETINGS[0]])
    assert found.moments == (*MEETINGS, date(2022, 12, 1))
    assert any("meetings after today, left out: 1" in note for note in found.notes)
    assert told(today=MEETINGS[1], statuses=STORY).moments == tuple(MEETINGS)


def test_overdue_is_what_is_past_its_printed_period() -> None:
    found = told()
    assert found.overdue.to_numpy().tolist() == [["B2", "B", "started", date(2021, 12, 31), 335]]
    assert found.n_overdue == 1
    done = pd.concat([STORY, reports(("B2", "2022-11-01", "done", None))])
    assert told(done).overdue.empty
    assert told(today="2024-01-01").overdue["commitment"].tolist() == ["B2", "F7"]
    assert any("63 of 65 commitments have no period" in note for note in found.notes)


def test_indicators_keep_their_last_value_with_what_is_to_go() -> None:
    statuses = pd.DataFrame(
        [
            ("A1", "2022-01-01", "started", "employers helped", 20, 75),
            ("A1", "2022-06-01", "started", "employers helped", 50, 75),
            ("A1", "2022-06-01", "started", "posts", 1, None),
            ("B2", "2022-06-01", "started", None, None, None),
        ],
        columns=["commitment", "date", "status", "indicator", "value", "target"],
    )
    found = told(statuses).indicators
    assert found[["commitment", "indicator", "value", "to_go"]].iloc[0].tolist() == ["A1", "employers helped", 50, 25]
    assert found["indicator"].tolist() == ["employers helped", "posts"]
    assert pd.isna(found["to_go"].iloc[1])


def test_commitments_without_an_owner_and_ideas_without_one_are_shown(agenda: Agenda) -> None:
    found = told()
    assert (found.n_unowned, len(found.backlog)) == (0, 3)
    orphan = agenda.commitments.copy()
    orphan["parties"] = [
        () if name == "A7" else held for name, held in zip(orphan["commitment"], orphan["parties"], strict=True)
    ]
    changed = agenda_progress(dataclasses.replace(agenda, commitments=orphan), STORY, today="2022-12-01")
    assert changed.unowned["commitment"].tolist() == ["A7"]
    assert changed.coverage.set_index(["by", "key"]).loc[("party", "nobody"), "commitments"] == 1


def test_nothing_reported_is_not_the_same_as_not_started() -> None:
    found = told(STORY.iloc[:0])
    assert (found.n_reported, found.n_done) == (0, 0)
    whole = found.coverage.iloc[-1]
    assert (whole["not_reported"], whole["not_started"]) == (whole["commitments"], 0)
    assert any("nothing is reported of 65 of 65" in note for note in found.notes)


def test_done_without_evidence_is_counted_in_a_note() -> None:
    assert any("done without evidence: 1" in note for note in told(reports(("A1", "2022-01-01", "done", " "))).notes)
    assert not any("done without evidence" in note for note in told().notes)


def test_the_order_of_rows_does_not_matter_and_nothing_is_changed() -> None:
    kept = STORY.copy()
    shuffled = told(STORY.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(STORY, kept)
    pd.testing.assert_frame_equal(shuffled.standing, told().standing)
    dated = STORY.assign(date=pd.to_datetime(STORY["date"]))
    pd.testing.assert_frame_equal(told(dated).coverage, told().coverage)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    statuses = pd.DataFrame(
        [
            ("A11", "2022-01-01", "done", 1, ""),
            (None, "2022-01-01", "done", 1, ""),
            ("A1", "2022-01-01", "dnoe", 1, ""),
            ("A1", "2023-01-01", "done", 1, ""),
            ("A1", "2012-01-01", "done", 1, ""),
            ("A1", "1-2-2022", "done", 1, ""),
            ("A2", "2022-01-01", "stopped", 1, ""),
            ("A2", "2022-02-01", "started", 1, ""),
            ("A3", "2022-01-01", "done", 1, ""),
            ("A3", "2022-01-01", "done", 1, ""),
            ("A4", "2022-01-01", "done", 1, "x"),
            ("A4", "2022-01-01", "started", 1, "y"),
            ("A5", "2022-01-01", "done", "veel", ""),
        ],
        columns=["commitment", "date", "status", "value", "indicator"],
    )
    with pytest.raises(ValueError, match="11 problems") as error:
        told(statuses.assign(evidnce=""))
    for part in (
        "unknown column 'evidnce': did you mean 'evidence'?",
        "unknown commitment 'A11' (row 0): did you mean",
        "no commitment (row 1)",
        "unknown status 'dnoe' (row 2): did you mean 'done'?",
        "date in the future (row 3): it is 2022-12-01 now",
        "date before the agenda of 2021-09-29 (row 4)",
        "no date (row 5): write it as year-month-day",
        "commitment 'A2' was stopped on 2022-01-01 and has a status after that (row 7)",
        "commitment 'A3' is reported twice on 2022-01-01 (rows 8, 9)",
        "commitment 'A4' has several statuses on 2022-01-01 (rows 10, 11)",
        "value is no number (row 12)",
    ):
        assert part in str(error.value)


def test_what_is_no_agenda_or_day_is_refused() -> None:
    with pytest.raises(TypeError, match="Agenda is needed"):
        agenda_progress("agenda", STORY)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="DataFrame"):
        told([1])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no column 'status'"):
        told(STORY.drop(columns="status"))
    with pytest.raises(ValueError, match="2 problems") as error:
        told(today="1 dec", meetings=["maart"])
    assert "today is no date: '1 dec'" in str(error.value)
    assert "a meeting's day is no date: 'maart'" in str(error.value)


def test_today_is_the_day_it_runs_where_none_is_given(agenda: Agenda) -> None:
    assert agenda_progress(agenda, STORY).moments == (date.today(),)
    with pytest.raises(ValueError, match="in the future"):
        agenda_progress(agenda, reports(("A1", "2999-01-01", "done", None)))
