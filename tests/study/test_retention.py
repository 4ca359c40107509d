"""Until when data may be used: a warning in the last thirty days, and a refusal after the last one."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml

import evaluatie as ev
from evaluatie.study import retention as retention_module
from evaluatie.study.retention import retention, retention_in

UNTIL = datetime.date(2027, 1, 1)
WAVES = {"t0": pd.DataFrame({"code": range(30), "wellbeing": [1, 2, 3, 4, 5] * 6})}


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime.date], None]:
    """Give a function that makes it another day."""
    return lambda day: monkeypatch.setattr(retention_module, "today", lambda: day)


@pytest.fixture
def folder(write_study: Callable[..., Path]) -> Path:
    return write_study(WAVES, privacy={"purpose": "evaluatie", "retain_until": UNTIL.isoformat()})


@pytest.mark.parametrize(("days", "warned", "passed"), [
    (31, False, False), (30, True, False), (1, True, False), (0, True, False), (-1, False, True), (-400, False, True),
])  # fmt: skip
def test_thirty_days_before_there_is_a_warning_and_after_the_last_day_a_refusal(
    days: int, warned: bool, passed: bool
) -> None:
    stands = retention(UNTIL, UNTIL - datetime.timedelta(days))
    assert stands is not None
    assert (stands.warning is not None, stands.passed) == (warned, passed)
    assert retention(None, UNTIL) is None


@pytest.mark.parametrize(("days", "words"), [
    (12, "for 12 days more"), (1, "for one day more"), (0, "today is the last day"),
])  # fmt: skip
def test_words_for_the_last_days(days: int, words: str) -> None:
    stands = retention(UNTIL, UNTIL - datetime.timedelta(days))
    assert stands is not None
    assert words in str(stands.warning)


def test_after_the_last_day_nothing_is_made_of_the_data(folder: Path, on: Callable[[datetime.date], None]) -> None:
    on(UNTIL)
    assert len(ev.load_study(folder).survey) == 30
    on(UNTIL + datetime.timedelta(1))
    with pytest.raises(ev.StudyError, match="2027-01-01: that day has passed") as caught:
        ev.load_study(folder)
    (problem,) = caught.value.problems
    assert (problem.file, problem.column) == ("study.yml", "privacy.retain_until")
    assert problem.row == 1 + (folder / "study.yml").read_text().splitlines().index("  retain_until: '2027-01-01'")
    assert "Destroy the data" in problem.hint


def test_a_refusal_comes_with_all_other_problems(folder: Path, on: Callable[[datetime.date], None]) -> None:
    on(UNTIL + datetime.timedelta(1))
    (folder / "study.yml").write_text((folder / "study.yml").read_text() + "unknown: 1\n")
    with pytest.raises(ev.StudyError) as caught:
        ev.load_study(folder)
    assert sorted(str(problem.column) for problem in caught.value.problems) == ["privacy.retain_until", "unknown"]


def test_it_can_be_told_without_reading_any_data(folder: Path) -> None:
    (folder / "t0.csv").unlink()
    stands = retention_in(folder, UNTIL - datetime.timedelta(3))
    assert stands is not None
    assert stands[0].left == 3
    assert retention_in(folder / "none") is None


@pytest.mark.parametrize("day", ["soon", "2027-02-30", 7, ["2027-01-01"]])
def test_a_day_that_is_none_is_left_to_the_check_of_study_yml(folder: Path, day: object) -> None:
    config = yaml.safe_load((folder / "study.yml").read_text())
    config["privacy"]["retain_until"] = day
    (folder / "study.yml").write_text(yaml.safe_dump(config))
    assert retention_in(folder) is None
    with pytest.raises(ev.StudyError, match=r"privacy\.retain_until"):
        ev.load_study(folder)


def test_check_warns_and_then_names_it(
    folder: Path, on: Callable[[datetime.date], None], evaluatie: Callable[..., tuple[int, str, str]]
) -> None:
    root = folder.parents[2]
    on(UNTIL - datetime.timedelta(31))
    assert "retain_until" not in evaluatie("check", "org-a", "--root", root)[1]
    on(UNTIL - datetime.timedelta(30))
    code, out, _ = evaluatie("check", "org-a", "--root", root)
    assert code == 0
    assert "privacy.retain_until: the data may be used until 2027-01-01, for 30 days more" in out
    on(UNTIL + datetime.timedelta(1))
    code, out, _ = evaluatie("check", "org-a", "--root", root)
    assert code == 1
    assert "privacy.retain_until" in out
    assert "has passed" in out
