"""Files that tell what was done and said: the log of interventions, the theory of change, steps, scans, codings."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.study.processed import DOINGS

Write = Callable[..., Path]
WAVE = pd.DataFrame({"code": range(40), "wellbeing": [1, 2, 3, 4] * 10, "g": ["a", "b"] * 20})
GROUPS = {"g": {"column": "g", "reference": "a", "focal": ["b"]}}
LOG = (
    "maatregel;niveau;stap;doelgroep;begin;einde;uitgenodigd;bereikt;dosis;volgens plan;verantwoordelijke;status;"
    "bijstellingen\n"
    "mentor-programme;team;stap 6;iedereen;1-3-2020;31-12-2020;60;45;12,5;80%;HR-adviseur;afgerond;\n"
    "bewustwording;Leidinggevende;6;leidinggevenden;2020-02-01;;30;28;3;0,9;directeur;loopt;andere trainer\n"
)
THEORY = (
    "probleem;maatregel;werking;uitkomst;groep;richting;vastgelegd\n"
    "weinig contact;mentor-programme;wie elkaar kent;wellbeing;g=b;omhoog;2020-01-15\n"
    "weinig contact;bewustwording;;outflow;;omlaag;2020-01-15\n"
)
CODINGS = (
    "gesprek,ronde,afdeling,codeur,thema,fragment\n"
    "Gesprek met Jansen,1,A,c1,veiligheid,Ik durfde niets te zeggen\n"
    "Gesprek met Jansen,1,A,c2,veiligheid,Ik durfde niets te zeggen\n"
    "Gesprek met De Vries,1,B,c1,,\n"
    "Gesprek met De Vries,1,B,c2,doorgroei,Hier kom je niet verder\n"
)
STEPS = "stap;gedaan;door;datum;bewijs\n1;ja;directie;2019-09-01;besluit\n2;deels;HR;;\n3;nee;;;\n"
SCAN = (
    "ronde,fase,schakel,beoordelaar,score\n1,visie,instroom,r1,2\n1,visie,instroom,r2,3\n1,draagvlak,uitstroom,r1,1\n"
)
PLAN = (
    "onderdeel;tekst;nr;doel;eigenaar;indicator\nhuidige situatie;weinig doorstroom;;;;\n"
    "doelen;Eind 2022 is 20% van de instroom bicultureel;g1;;HR;instroom\nstappen;Vacatures nalopen;;g1;HR;\n"
)
FILES = dict(zip(DOINGS, (LOG, THEORY, STEPS, SCAN, PLAN, CODINGS), strict=True))
OWN = {"bewustwording": {"name": {"nl": "bewustwording", "en": "awareness"}, "level": "manager"}}


@pytest.fixture
def write_doings(write_study: Write) -> Write:
    """Give a function that writes a study with such files, of which some are otherwise."""

    def write(**texts: str) -> Path:
        blocks: dict[str, Any] = {key: f"{key}.csv" for key in FILES}
        folder = write_study({"t0": WAVE}, groups=GROUPS, own_interventions=OWN, **blocks)
        for key, text in {**FILES, **texts}.items():
            (folder / f"{key}.csv").write_text(text, encoding="utf-8")
        return folder

    return write


def problems(folder: Path) -> list[str]:
    with pytest.raises(ev.StudyError) as error:
        ev.load_study(folder)
    return [str(problem) for problem in error.value.problems]


def test_all_files_are_read_by_dutch_headings(write_doings: Write) -> None:
    study = ev.load_study(write_doings())
    log, theory, steps, scan, codings = (
        study.interventions, study.theory, study.steps, study.policy_scan, study.codings,
    )  # fmt: skip
    assert log is not None
    assert log["level"].tolist() == ["team", "manager"]
    assert log["fidelity"].tolist() == [0.8, 0.9]
    assert log["dose"].tolist() == [12.5, 3.0]
    assert log["reached"].tolist() == [45, 28]
    assert log["status"].tolist() == ["done", "running"]
    assert log["adjustments"].tolist() == [0, 1]
    assert log["end"].isna().tolist() == [False, True]
    assert theory is not None
    assert theory["group"].tolist() == ["g=b", "all"]
    assert theory["direction"].tolist() == ["up", "down"]
    assert steps is not None
    assert steps["done"].tolist() == ["yes", "partly", "no"]
    assert scan is not None
    assert scan[["phase", "stage"]].to_numpy().tolist() == [["vision", "inflow"]] * 2 + [["support", "outflow"]]
    assert study.policy_plan is not None
    assert study.policy_plan["part"].tolist() == ["status_quo", "sub_goals", "steps"]
    assert codings is not None
    assert codings["theme"].isna().tolist() == [False, False, True, False]


def test_a_study_kept_in_a_workspace_is_read_back_alike(write_doings: Write) -> None:
    folder = write_doings()
    first, second = ev.load_study(folder), ev.load_study(folder)
    for name in ("interventions", "theory", "steps", "policy_scan", "policy_plan", "codings"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))


def test_nothing_that_was_said_and_no_name_of_a_conversation_is_kept(write_doings: Write, tmp_path: Path) -> None:
    study = ev.load_study(write_doings())
    assert study.codings is not None
    assert list(study.codings) == ["document", "round", "unit", "coder", "theme"]
    assert set(study.codings["document"]) == {1, 2}
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data" / "processed").rglob("*") if path.is_file())
    for text in (b"Jansen", b"durfde", b"andere trainer", b"verder"):
        assert text not in kept


def test_the_catalogue_tells_a_level_that_the_log_does_not(write_doings: Write) -> None:
    study = ev.load_study(write_doings(interventions=changed(LOG, "mentor-programme;team;", "mentor-programme;;")))
    assert study.interventions is not None
    assert study.interventions["level"].tolist() == ["team", "manager"]


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("key", "old", "new", "told"),
    [
        ("interventions", "60;45", "45;60", "row 2, column bereikt: More people were reached than were invited."),
        ("interventions", "31-12-2020", "31-12-2019", "row 2, column einde: This last day is before the first day."),
        ("interventions", "mentor-programme", "mentor-program", 'Did you mean "mentor-programme"?'),
        ("interventions", "afgerond", "afgernod", 'Did you mean "afgerond"?'),
        ("interventions", ";team;", ";teem;", 'Did you mean "team"?'),
        ("interventions", "stap 6", "stap 7", "This is not a step. Write 1 to 6."),
        ("interventions", "80%", "120%", "row 2, column volgens plan: This is not a share between 0 and 1."),
        ("interventions", "12,5", "-3", "This is not a number of 0 or more."),
        ("interventions", ";45;", ";4.5;", "This is not a number of people."),
        ("interventions", "1-3-2020", "31-2-2020", "This day does not exist."),
        ("interventions", "afgerond", "gepland", "People were reached by what is only planned, or"),
        (
            "interventions",
            "1-3-2020;31-12-2020",
            ";31-12-2020",
            "row 2, column begin: This began, and its first day is",
        ),
        ("interventions", "31-12-2020", "", "row 2, column einde: This is over, and its last day is missing."),
        ("interventions", "status;", "stand van zaken;", "column status: There is no such column."),
        ("theory_of_change", "wellbeing", "welbeing", 'Did you mean "wellbeing"?'),
        ("theory_of_change", "g=b", "g=c", '"g=c" is not a group of study.yml.'),
        ("theory_of_change", "omhoog", "opzij", '"opzij" is none of the words'),
        ("theory_of_change", "omhoog;2020-01-15", "omhoog;", "column vastgelegd: This cell is empty."),
        ("conversations", ",doorgroei,", ",Veiligheid ,", '"Veiligheid" is also written "veiligheid".'),
        ("conversations", "Jansen,1,A,c2", "Jansen,2,A,c2", "An earlier row of this conversation names another round."),
        ("steps", "2;deels", "1;deels", "Row 2 is about the same step."),
        ("policy_scan", "r1,2", "r1,9", "row 2, column score: This score is not between 1 and 5."),
        ("policy_plan", "g1;HR;\n", "g2;HR;\n", '"g2" is no goal of this plan. There are: g1, '),
        ("policy_plan", "stappen;", "stapen;", 'Did you mean "stappen"?'),
        ("policy_plan", "stappen;Vacatures nalopen;;g1", "doelen;Vacatures nalopen;g1;", "the id of an earlier goal"),
        ("policy_plan", "Vacatures nalopen", "", "column tekst: This cell is empty."),
        ("policy_scan", "r2,3", "r1,3", "Row 2 is about the same round, phase, stage and rater."),
    ],
)
def test_what_is_wrong_is_told_with_its_row_column_and_remedy(
    write_doings: Write, key: str, old: str, new: str, told: str
) -> None:
    (problem,) = problems(write_doings(**{key: changed(FILES[key], old, new)}))
    assert problem.startswith(f"{key}.csv, ")
    assert told in problem


def test_a_coder_who_coded_nothing_is_named(write_doings: Write) -> None:
    text = "document,coder,theme\na,c1,safety\na,c2,\nb,c1,safety\nb,c2,\n"
    (problem,) = problems(write_doings(conversations=text))
    assert "row 3, column coder: This row's coder coded nothing, where another did." in problem


def test_conversations_without_a_theme_that_one_coder_alone_read_are_no_mistake(write_doings: Write) -> None:
    text = "document,coder,theme\na,c1,safety\nb,c2,\nc,c2,\n"
    codings = ev.load_study(write_doings(conversations=text)).codings
    assert codings is not None
    assert codings["theme"].isna().sum() == 2


@pytest.mark.parametrize("key", ["conversations", "policy_scan"])
def test_rounds_are_numbers_or_waves(write_doings: Write, key: str) -> None:
    # a round named after a team, or a person, would be printed, and names have no order in time
    text = re.sub(r"(?m)^((?:Gesprek[^,]*,)?)1,", r"\1Directie,", FILES[key])
    assert all("This is no round." in problem for problem in problems(write_doings(**{key: text})))


@pytest.mark.parametrize("key", ["conversations", "policy_scan"])
def test_a_round_may_be_a_wave(write_doings: Write, key: str) -> None:
    waves = re.sub(r"(?m)^((?:Gesprek[^,]*,)?)1,", r"\1t0,", FILES[key])
    ev.load_study(write_doings(**{key: waves}))


def test_a_row_without_a_coder_among_others_is_told(write_doings: Write) -> None:
    text = "document,coder,theme\na,c1,safety\nb,,safety\n"
    (problem,) = problems(write_doings(conversations=text))
    assert "row 3, column coder: This row names no coder, and others do." in problem


@pytest.mark.parametrize("text", ["twee van de 9 deelnemers waren ziek", "7 mensen kwamen niet", "three of the 9 left"])
def test_a_text_that_tells_of_few_people_is_refused(write_doings: Write, text: str) -> None:
    (problem,) = problems(write_doings(theory_of_change=changed(THEORY, "wie elkaar kent", text)))
    assert "This text tells of few people in numbers." in problem


def test_dutch_words_for_everyone_and_for_flows_are_known(write_doings: Write) -> None:
    text = changed(THEORY, "bewustwording;;outflow;;", "bewustwording;;uitstroom;iedereen;")
    theory = ev.load_study(write_doings(theory_of_change=text)).theory
    assert theory is not None
    assert theory.loc[1, ["outcome", "group"]].tolist() == ["outflow", "all"]


def test_who_is_responsible_and_for_whom_it_was_stay_behind(write_doings: Write) -> None:
    log = ev.load_study(write_doings()).interventions
    assert log is not None
    assert not {"responsible", "target"} & set(log)


def test_all_problems_of_all_files_are_told_at_once(write_doings: Write) -> None:
    found = problems(
        write_doings(
            interventions=changed(changed(LOG, "60;45", "45;60"), "2020-02-01", "1 feb 20"),
            theory_of_change=changed(THEORY, "omhoog", "opzij"),
            policy_scan=changed(SCAN, "visie", "visieloos"),
        )
    )
    assert len(found) == 4


def test_a_file_that_names_people_is_refused(write_doings: Write) -> None:
    text = changed(THEORY, "wie elkaar kent", "vraag jan.jansen@example.org")
    (problem,) = problems(write_doings(theory_of_change=text))
    assert "e-mail" in problem
    assert "jan.jansen" not in problem


def test_a_judgement_has_a_reason(write_doings: Write) -> None:
    text = THEORY.replace("vastgelegd\n", "vastgelegd;oordeel\n").replace("2020-01-15\n", "2020-01-15;deels\n")
    found = problems(write_doings(theory_of_change=text))
    assert len(found) == 2
    assert "row 2, column oordeel: This judgement has no reason." in found[0]
