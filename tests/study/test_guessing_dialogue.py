"""The questions of `evaluatie new`: Enter accepts, an answer changes what is written, nonsense is asked again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from evaluatie.study import load_study
from evaluatie.study.guessing import new_study


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    for file, start in (("a.csv", 0), ("b.csv", 20)):
        rng = np.random.default_rng(start)
        rows = 60
        frame = pd.DataFrame(
            {
                "code": [f"K{997 * number % 10007:05d}" for number in range(start, start + rows)],
                "sex": [number % 3 % 2 + 1 for number in range(start, start + rows)],
                "afdeling": rng.choice(["A", "B"], rows),
                "locatie": rng.choice(["Noord", "Zuid"], rows),
                **{f"Q1_{n}": rng.integers(1, 6, rows) for n in range(1, 17)},
                **{f"Q2_{n}": rng.choice(["rood", "geel", "groen"], rows) for n in range(1, 4)},
            }
        )
        frame.loc[:2, "Q1_4"] = 9
        frame.to_csv(tmp_path / file, index=False)
    return [tmp_path / "a.csv", tmp_path / "b.csv"]


class Person:
    """Answers questions by a word in them, each once or more; everything else with Enter."""

    def __init__(self, answers: Mapping[str, str | list[str]]) -> None:
        self.answers = {word: [given] if isinstance(given, str) else list(given) for word, given in answers.items()}
        self.asked: list[tuple[str, str]] = []
        self.told: list[str] = []

    def ask(self, question: str, default: str) -> str:
        self.asked.append((question, default))
        for word, given in self.answers.items():
            if word in question and given:
                return given.pop(0)
        return ""


@pytest.fixture
def talk(files: list[Path], tmp_path: Path) -> Callable[..., tuple[dict[str, Any], Person]]:
    """Give a function that makes a study with somebody who answers."""

    def made(answers: Mapping[str, str | list[str]], name: str = "org-a") -> tuple[dict[str, Any], Person]:
        person = Person(answers)
        folder = tmp_path / "data" / "raw" / name
        folder.parent.mkdir(parents=True, exist_ok=True)
        new_study(folder, files, ask=person.ask, tell=person.told.append)
        load_study(folder)
        return yaml.safe_load((folder / "study.yml").read_text(encoding="utf-8")), person

    return made


def test_enter_accepts_every_guess(talk: Callable[..., Any], files: list[Path], tmp_path: Path) -> None:
    config, person = talk({})
    new_study(tmp_path / "org-a", files)
    guessed = yaml.safe_load((tmp_path / "org-a" / "study.yml").read_text(encoding="utf-8"))
    assert config == guessed
    questions = [question for question, _ in person.asked]
    assert [question.split(" ")[0] for question in questions] == [
        "Name", "Which", "What", "First", "First", "Column", "Column", "Their", "Q1_1", "Codes", "Compare",
    ]  # fmt: skip


def test_answers_change_what_is_written(talk: Callable[..., Any]) -> None:
    config, _ = talk(
        {
            "Name of the organisation": "Waterschap Å: 'Noord'",
            "Which of these files": "2 1",
            "What are these moments called": "eerste ronde, nameting",
            "First day of the eerste ronde": "2019-10-01",
            "First day of the nameting": "2021-06-01",
            "Column with the code": "none",
            "Column with the team": "locatie",
            "which instrument": "pgis",
            "Their numbers": "1 3 2",
            "Codes that mean no answer": "9, 99",
            "Compare people by gender": "2",
        }
    )
    assert config["organisation"]["name"] == "Waterschap Å: 'Noord'"
    assert [wave["file"] for wave in config["waves"]] == ["b.csv", "a.csv"]
    assert config["waves"][0]["label"] == "eerste ronde"
    assert config["waves"][1]["label"] == {"nl": "nameting", "en": "follow-up"}
    assert [str(wave["date"]) for wave in config["waves"]] == ["2019-10-01", "2021-06-01"]
    assert "respondent" not in config["survey"]
    assert config["survey"]["unit"] == "locatie"
    assert config["survey"]["items"]["pgis"] == "Q1_{n}"
    assert sorted(config["survey"]["answers"].values()) == [1, 2, 3]
    assert config["survey"]["missing_codes"] == [9, 99]
    assert (config["groups"]["gender"]["reference"], config["groups"]["gender"]["focal"]) == (2, [1])
    assert config["plan"]["primary"] == ["pgis.total"]


@pytest.mark.parametrize(
    ("question", "nonsense", "says"),
    [
        ("Which of these files", ["0", "1 1", "a.csv", "3"], "numbers"),
        ("What are these moments", ["nulmeting", "a, a"], "2 different names"),
        ("First day of the nulmeting", ["1-10-2019", "soon"], "year-month-day"),
        ("Column with the code", ["cod"], 'Did you mean "code"?'),
        ("which instrument", ["pgi", "job_satisfaction", "x"], "own"),
        ("Codes that mean no answer", ["5"], "is an answer"),
        ("Compare people", ["3"], "There is no level"),
    ],
)
def test_nonsense_is_asked_again(talk: Callable[..., Any], question: str, nonsense: list[str], says: str) -> None:
    plain, _ = talk({}, "org-a")
    config, person = talk({question: nonsense}, "org-b")
    assert config == {**plain, "organisation": {"id": "org-b", "name": "Org B"}}
    assert len([asked for asked, _ in person.asked if question in asked]) == len(nonsense) + 1
    assert any(says in line for line in person.told)


def test_a_wave_cannot_begin_before_the_one_before_it(talk: Callable[..., Any]) -> None:
    config, person = talk(
        {"First day of the nulmeting": "2021-01-01", "First day of the nameting": ["2020-01-01", "none"]}
    )
    assert "date" not in config["waves"][1]
    assert any("The wave before it began on 2021-01-01." in line for line in person.told)


def test_none_leaves_questions_and_groups_out(talk: Callable[..., Any]) -> None:
    config, _ = talk({"Their numbers": "3 1 2", "Q1_1 to Q1_16": "none", "Compare people": "none"})
    assert list(config["survey"]["items"]) == ["q2"]
    assert "groups" not in config or not config["groups"]
    assert "9" not in str(config["survey"].get("missing_codes", []))
