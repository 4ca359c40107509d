"""Commands that show the documents the evaluation stands on: their own facts, and one message for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

import evaluatie as ev

HEAD = "commitment;date;status;evidence;indicator;value;target"
REPORTED = [
    "A1;2021-12-01;gestart;;;;",
    "A1;2022-05-01;klaar;verslag;calls;10;20",
    "B2;2021-12-01;started;;;;",
]


def first_cells(out: str) -> list[str]:
    """Give the first cell of every row of the tables."""
    return [line.split("│")[1].strip() for line in out.splitlines() if line.startswith("│")]


def row_of(out: str, first: str) -> list[str]:
    lines = [[cell.strip() for cell in line.split("│")[1:-1]] for line in out.splitlines() if line.startswith("│")]
    return next(line for line in lines if line[0] == first)


@pytest.fixture
def statuses(tmp_path: Path) -> Path:
    path = tmp_path / "statuses.csv"
    path.write_text("\n".join([HEAD, *REPORTED]) + "\n", encoding="utf-8")
    return path


def test_catalogue_lists_every_intervention_once(evaluatie) -> None:
    code, out, _ = evaluatie("catalogue")
    assert code == 0
    assert first_cells(out) == list(ev.intervention_catalogue())
    assert "Mentorprogramma" in out
    assert "TNO 2022 R10501" in out


def test_catalogue_keeps_to_a_level_and_an_aim(evaluatie) -> None:
    code, out, _ = evaluatie("catalogue", "--level", "team", "--aim", "safety", "--language", "en")
    assert code == 0
    known = ev.intervention_catalogue()
    chosen = [one.id for one in known.values() if one.level == "team" and "safety" in one.aims]
    assert first_cells(out) == chosen
    assert chosen
    assert "Talking about social safety in the team" in out


def test_catalogue_shows_one_in_full(evaluatie) -> None:
    code, out, _ = evaluatie("catalogue", "mentor-programme", "--language", "en")
    assert code == 0
    assert row_of(out, "must come first")[1] == "mentor-training"
    assert row_of(out, "level")[1] == "Team and individual"
    assert row_of(out, "one of the pilot's seven")[1] == "yes"
    assert "Unclear expectations" in out


def test_steps_are_the_six_with_advice(evaluatie) -> None:
    code, out, _ = evaluatie("steps", "--language", "en")
    assert code == 0
    assert [cell for cell in first_cells(out) if cell] == ["1", "2", "3", "4", "5", "6"]
    assert row_of(out, "2")[1] == "Form a project group"


def test_steps_of_an_organisation_are_its_checklist(evaluatie, root: Path) -> None:
    code, out, _ = evaluatie("steps", "demo-waterschap", "--root", root)
    assert code == 0
    assert "demo-waterschap: 4 of 6 steps done, 2 partly, 0 open" in out
    assert row_of(out, "1")[2:6] == ["yes", "directie", "2019-09-30", "besluit van de directie"]
    assert row_of(out, "6")[2:5] == ["partly", "projectgroep", ""]


def test_agenda_counts_actions_parties_and_backlog(evaluatie) -> None:
    code, out, _ = evaluatie("agenda", "--language", "en")
    assert code == 0
    # by hand from the document: bullets of an action, and bullets that name a party
    assert row_of(out, "C") == ["C", "A larger menu of materials", "1, 2, 3", "16"]
    assert row_of(out, "A")[2:] == ["not legible", "7"]
    assert row_of(out, "NBBU") == ["NBBU", "10", "A, B, C, D, F, G"]
    assert [cell for cell in first_cells(out) if cell.startswith("idea")] == ["idea-1", "idea-2", "idea-3"]


def test_agenda_tells_how_far_it_is_on_a_day(evaluatie, statuses: Path) -> None:
    code, out, _ = evaluatie("agenda", statuses, "--on", "2022-06-15", "--language", "en")
    assert code == 0
    assert "On 2022-06-15: 1 of 65 commitments done" in out
    assert row_of(out, "all")[2:] == ["65", "2", "1", "1", "2%", "98%"]
    assert row_of(out, "B2")[2:] == ["2021-12-31", "166"]
    assert row_of(out, "A1") == ["A1", "calls", "2022-05-01", "10", "20", "10"]
    assert "is not the same as not started" in out
    assert statuses.read_text(encoding="utf-8").splitlines()[1:] == REPORTED


def test_agenda_writes_a_page_for_the_meeting(evaluatie, statuses: Path, tmp_path: Path) -> None:
    page = tmp_path / "made" / "meeting.html"
    arguments = ("agenda", statuses, "--on", "2022-06-15", "--meeting", "2022-01-15", "--page", page)
    code, out, _ = evaluatie(*arguments, "--language", "nl")
    assert code == 0
    assert f"Open {page}" in out.replace("\n", "")
    assert "Impactbijeenkomst 15 juni 2022" in page.read_text(encoding="utf-8")
    code, _, err = evaluatie(*arguments[:-1], statuses / "meeting.html")
    assert code == 1
    assert "cannot be written" in err.replace("\n", " ")


def test_agenda_with_the_fewest_columns_shows_no_empty_tables(evaluatie, statuses: Path) -> None:
    statuses.write_text("commitment,date,status\nB2,2021-12-01,done\n", encoding="utf-8")
    code, out, _ = evaluatie("agenda", statuses, "--on", "2021-12-24")
    assert code == 0
    assert "On 2021-12-24: 1 of 65 commitments done" in out
    assert "Overdue" not in out
    assert "Indicators" not in out


def test_panels_tell_who_came_twice_and_what_returns(evaluatie) -> None:
    code, out, _ = evaluatie("panels", "--language", "en")
    assert code == 0
    assert row_of(out, "1")[1:4] == ["15", "15", "0"]
    assert row_of(out, "2")[1:] == ["14", "10", "4", "13", "14", "1"]
    assert row_of(out, "CTO office") == ["CTO office", "Digitalisering en informatie (voorheen CTO)", "yes"]
    assert row_of(out, "monitoring")[2:] == ["declined", "clear", "interventions", "urgency, expertise"]
    assert row_of(out, "resistance")[2:] == ["none stated", "not", "", ""]
    assert "confidential" in row_of(out, "theme by conversation")[1]
    assert "not resolved" in out


def ratings(path: Path, heading: str, separator: str = ";") -> Path:
    """Write what five experts gave two statements in two rounds, of which one left after the first."""
    given = {("pay", 1): "45555", ("pay", 2): "4555", ("food", 1): "12531", ("food", 2): "1253"}
    rows = [
        separator.join((statement, expert, str(number), score))
        for (statement, number), scores in given.items()
        for expert, score in zip("abcde", scores, strict=False)
    ]
    path.write_text("\n".join([heading.replace(";", separator), *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("separator", [";", ","])
@pytest.mark.parametrize("heading", ["statement;expert;round;rating", "Stelling;Deskundige;Ronde;Oordeel"])
def test_delphi_tells_what_experts_agree_on(evaluatie, tmp_path: Path, heading: str, separator: str) -> None:
    code, out, _ = evaluatie("delphi", ratings(tmp_path / "panel.csv", heading, separator), "--scale", 1, 5)
    assert code == 0
    # by hand: all four of the last round gave 4 or 5; of food one in four did, 1 2 3 5
    assert row_of(out, "pay")[:9] == ["pay", "2", "4", "5", "4.75 to 5", "100%", "51% to 100%", "yes", "no"]
    assert row_of(out, "food")[3:6] == ["2.5", "1.75 to 3.5", "25%"]
    assert row_of(out.split("Experts")[1], "2") == ["2", "4", "0", "1"]


def test_delphi_counts_as_agreement_and_consensus_what_is_asked(evaluatie, tmp_path: Path) -> None:
    file = ratings(tmp_path / "panel.csv", "statement;expert;round;rating")
    _, out, _ = evaluatie("delphi", file, "--scale", 1, 5, "--agree", 2, "--consensus", 0.7)
    assert "Agreeing is a rating of 2 or more, consensus 70% who agree" in out
    assert row_of(out, "food")[5:8] == ["75%", "30% to 95%", "yes"]


def test_delphi_tells_everything_that_is_wrong_with_a_file(evaluatie, tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    file.write_text("statement;expert;round;rating\npay;a;1;9\npay;a;1;x\n;b;1;2\n", encoding="utf-8")
    code, out, err = evaluatie("delphi", file, "--scale", 1, 5)
    assert code == 1
    for message in (
        "no statement in row 3",
        "'x' is no number: row 2",
        "outside the scale of 1 to 5: row 1",
        "Row 1 is",
    ):
        assert message in err
    file.write_text("statement;expert;rating\npay;a;4\n", encoding="utf-8")
    code, out, err = evaluatie("delphi", file, "--scale", 1, 5)
    assert code == 1
    assert "no column 'round'" in err
    assert "Traceback" not in out + err


def test_texts_are_dutch_unless_asked_otherwise(evaluatie) -> None:
    assert "Werkgevers houden zelf een opvallende bijeenkomst" in evaluatie("agenda")[1]
    assert "vertrouwelijk" in evaluatie("panels")[1]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ["catalogue", "mentorprogram"],
            1,
            "there is no intervention 'mentorprogram': did you mean 'mentor-programme'?",
        ),
        (["catalogue", "--level", "tem"], 1, "there is no level 'tem': did you mean 'team'?"),
        (["catalogue", "--aim", "safty"], 1, "there is no aim 'safty': did you mean 'safety'?"),
        (["catalogue", "mentor-programme", "--level", "team"], 2, "Give an ID, or --level and --aim."),
        (["catalogue", "--language", "fr"], 2, "'fr' is not one of"),
        (["agenda", "--on", "2022-06-15"], 2, "--on, --meeting and --page need a file of statuses."),
        (["agenda", "x.csv", "--on", "15-6-2022"], 2, "15-6-2022"),
        (["delphi", "x.csv"], 2, "Missing option '--scale'"),
        (["delphi", "x.csv", "--scale", "5", "1"], 2, "--scale takes the lowest rating first"),
        (["delphi", "nowhere.csv", "--scale", "1", "5"], 1, "nowhere.csv: This file cannot be read"),
        (["agenda", "nowhere.csv"], 1, "nowhere.csv: This file cannot be read: no such file or directory."),
        (["steps", "demo-waterschap", "--root", "/"], 1, "/ holds no folder data/raw"),
    ],
)
def test_a_wrong_use_is_one_message(evaluatie, arguments: list[str], code: int, message: str) -> None:
    got, out, err = evaluatie(*arguments)
    assert got == code
    assert message in err
    assert "Traceback" not in out + err


def test_both_a_wrong_level_and_a_wrong_aim_are_told(evaluatie) -> None:
    _, _, err = evaluatie("catalogue", "--level", "tem", "--aim", "safty")
    assert "'team'" in err
    assert "'safety'" in err


def test_an_organisation_that_is_not_there_or_has_no_checklist(evaluatie, root: Path) -> None:
    code, out, err = evaluatie("steps", "demo-watersch", "--root", root)
    assert code == 1
    assert 'Did you mean "demo-waterschap"?' in out
    assert "Traceback" not in out + err
    code, _, err = evaluatie("steps", "demo-zorg", "--root", root)
    assert code == 1
    assert "demo-zorg has no checklist of the six steps" in err


@pytest.mark.parametrize(
    ("lines", "messages"),
    [
        (
            [HEAD, "A99;2021-12-01;gestrt;;;;", "A1;1-5-2022;klaar;;;;", "A2;2022-01-01;klaar;;x;veel;"],
            [
                "statuses.csv: 4 problems", "unknown commitment 'A99' (row 2)", "no date (row 3)",
                "did you mean 'gestart'?", "value is no number (row 4)",
            ],
        ),
        (["commitment;date", "A1;2022-01-01"], ["no column 'status'"]),
        (["", ""], ["statuses.csv"]),
    ],
)  # fmt: skip
def test_a_wrong_file_is_one_message_with_everything_in_it(
    evaluatie, tmp_path: Path, lines: list[str], messages: list[str]
) -> None:
    path = tmp_path / "statuses.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, out, err = evaluatie("agenda", path, "--on", "2022-06-15")
    assert code == 1
    assert all(message in err for message in messages), err
    assert "Traceback" not in out + err


def test_a_cell_that_a_screen_would_obey_is_shown(evaluatie, statuses: Path) -> None:
    text = statuses.read_text(encoding="utf-8").replace(";calls;", ";ca\x1b[2Jlls;")
    statuses.write_text(text, encoding="utf-8")
    code, out, _ = evaluatie("agenda", statuses, "--on", "2022-06-15")
    assert code == 0
    assert "\x1b" not in out
    assert "[2Jlls" in out


def test_debug_shows_where_it_went_wrong(evaluatie) -> None:
    code, _, err = evaluatie("catalogue", "mentorprogram", "--debug")
    assert code == 1
    assert "Traceback" in err
