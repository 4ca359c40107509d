"""The papers in study.yml: what may stand in them, and that what is missing is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import evaluatie as ev
from evaluatie.study.settings.arrangements import Privacy
from evaluatie.study.tightening import as_options, read_tightening

WAVES = {"t0": pd.DataFrame({"code": range(30), "wellbeing": [1, 2, 3, 4, 5] * 6})}
WHOLE = {
    "purpose": "evaluatie", "article_6": "6(1)(e)", "article_9": "9(2)(j)", "national_article": "UAVG 24",
    "dpia": "DPIA 2019-14", "works_council": {"word": "consent", "date": "2019-06-03"}, "controller": "Waterschap A",
    "processor": "none", "access": ["de onderzoekers"], "retain_until": "2099-01-01",
}  # fmt: skip


def notes(folder: Path) -> list[str]:
    return [note["text"] for note in ev.load_study(folder).intake["notes"] if note["key"] == "privacy_missing"]


def test_nothing_is_missing_when_all_is_filled_in(write_study: Callable[..., Path]) -> None:
    assert set(WHOLE) == set(Privacy.model_fields)
    assert notes(write_study(WAVES, privacy=WHOLE)) == []


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_missing_is_named_and_stops_nothing(write_study: Callable[..., Path], name: str) -> None:
    folder = write_study(WAVES, privacy={key: value for key, value in WHOLE.items() if key != name})
    (text,) = notes(folder)
    assert f"does not tell {name};" in text


def test_check_says_what_is_missing(
    write_study: Callable[..., Path], evaluatie: Callable[..., tuple[int, str, str]]
) -> None:
    folder = write_study(WAVES)
    code, out, _ = evaluatie("check", "org-a", "--root", folder.parents[2])
    assert code == 0
    assert "privacy: study.yml does not tell purpose, article_6, article_9, national_article, dpia" in out


@pytest.mark.parametrize(("name", "value", "told"), [
    ("controller", "Ann Jansen, ann@example.org", "an e-mail address"),
    ("access", ["de onderzoekers", "bel 06-12345678"], "a phone number"),
    ("works_council", {"word": "agreed", "date": "2019-06-03"}, "agreed"),
    ("works_council", {"word": "advice"}, "date"),
    ("dpia", ["a"], "text"),
])  # fmt: skip
def test_persons_and_other_kinds_of_values_are_refused(
    write_study: Callable[..., Path], name: str, value: object, told: str
) -> None:
    with pytest.raises(ev.StudyError) as caught:
        ev.load_study(write_study(WAVES, privacy={**WHOLE, name: value}))
    (problem,) = caught.value.problems
    assert str(problem.column).startswith(f"privacy.{name}")
    assert told in str(problem)


def test_a_text_is_one_line() -> None:
    assert Privacy(purpose="evaluatie\n  van de pilot").purpose == "evaluatie van de pilot"


@pytest.mark.parametrize(("asked", "told"), [
    ("minimum_gruop=15", "Did you mean \"minimum_group\""), ("minimum_group=15.5", "a whole number"),
    ("minimum_group=-1", "a whole number"), ("minimum_group", "a whole number"), ("dominance=80", "from 0 to 1"),
    ("dominance=nan", "a number"), ("preset=own", "no threshold"), ("=", "no threshold"),
    ("minimum_group=" + "9" * 400, "a whole number"),
])  # fmt: skip
def test_what_is_asked_for_one_run_is_checked(asked: str, told: str) -> None:
    with pytest.raises(ev.StudyError) as caught:
        read_tightening([asked])
    (problem,) = caught.value.problems
    assert told in str(problem)
    assert problem.file == "command line"


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_given_twice() -> None:
    with pytest.raises(ev.StudyError) as caught:
        read_tightening(["minimum_group=15", "minimum_group=16", "a=1"])
    assert len(caught.value.problems) == 2
    assert as_options(read_tightening(["minimum_df=20", "dominance=0.80"])) == ["dominance=0.8", "minimum_df=20.0"]
