"""results.json carries a checksum: a figure that was changed afterwards is refused by everyone who reads it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import evaluatie as ev
from evaluatie.evaluation.releases import read_releases
from evaluatie.resultsfile import LARGEST, checksum_of, parsed
from evaluatie.study import StudyError
from releases import change, release, signed


def given() -> dict[str, Any]:
    return release("a", change("pgis.total", 0.2, 0.05))


def write(folder: Path, content: Any) -> Path:
    path = folder / "a" / "results.json"
    path.parent.mkdir()
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_a_file_that_nobody_changed_is_read_however_it_is_laid_out(tmp_path: Path) -> None:
    content = json.loads(signed(given()))
    path = write(tmp_path, json.dumps(dict(reversed(content.items())), indent=3, ensure_ascii=True))
    assert [one.id for one in read_releases([path])] == ["a"]
    assert [one.id for one in read_releases([content])] == ["a"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one["results"][0].update(estimate=0.21),
        lambda one: one["results"][0].update(n=101),
        lambda one: one["results"].pop(),
        lambda one: one["results"].reverse(),
        lambda one: one["policy"].update(minimum_group=5),
        lambda one: one["organisation"].update(name="B"),
        lambda one: one["outcomes"]["pgis.total"].update(direction="lower"),
        lambda one: one.update(checksum="sha256:0"),
        lambda one: one.pop("checksum"),
    ],
)
def test_anything_that_was_changed_is_seen(tmp_path: Path, spoil: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads(signed(given()))
    spoil(content)
    with pytest.raises(StudyError, match="were changed after they were released: their checksum does not match"):
        read_releases([write(tmp_path, content)])


def test_a_parsed_release_that_was_changed_is_refused_too() -> None:
    content = json.loads(signed(given()))
    content["results"][0]["estimate"] = 0.9
    with pytest.raises(StudyError, match="checksum") as error:
        ev.synthesis([content])
    (problem,) = error.value.problems
    assert problem.hint == "Ask for the file again, or make it anew with: evaluatie report a --force."


def test_a_file_of_an_earlier_version_says_how_to_go_on(tmp_path: Path) -> None:
    path = write(tmp_path, {**given(), "schema": "evaluatie/results/2"})
    with pytest.raises(StudyError, match=r'version "evaluatie/results/2"; a synthesis needs "evaluatie/results/3"'):
        read_releases([path])


def test_what_is_written_has_the_checksum_of_what_is_read(make_study: Callable[..., ev.Study]) -> None:
    import pandas as pd

    people = pd.DataFrame({"code": range(40), "wellbeing": [1 + at % 5 for at in range(40)]})
    study = make_study({"t0": people, "t1": people.assign(wellbeing=[1 + at * 3 % 5 for at in range(40)])})
    written = ev.report.results_json([ev.release(make(study)).bundle for make in (ev.response, ev.change)])
    content = json.loads(written)
    assert content["checksum"] == checksum_of(content)
    assert [one.id for one in read_releases([content])] == ["org-a"]


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000, b'{"a": ' * 100_000, b'{"schema": 1e999}', b'{"schema": NaN}', b'{"schema": -Infinity}',
        b"\xff{}", b"null", b"[]", b'"text"', b"12", b"",
    ],
)  # fmt: skip
def test_what_others_send_is_read_or_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = write(tmp_path, "")
    path.write_bytes(content)
    for read in (lambda: read_releases([path]), lambda: ev.audit([path]), lambda: ev.audit(tmp_path)):
        with pytest.raises(StudyError) as refused:
            read()
        assert refused.value.problems


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    for read in (lambda: read_releases([path]), lambda: ev.audit([path])):
        with pytest.raises(StudyError):
            read()
    with pytest.raises(ValueError, match="too large"):
        parsed(b" " * (LARGEST + 1))
