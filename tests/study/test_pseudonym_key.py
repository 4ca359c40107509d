"""The key of the pseudonyms: made once, for its owner only, outside the repository."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evaluatie.study import Problem, StudyError, load_study
from evaluatie.study.key import create_key, key_file, read_key

Make, Problems = Callable[..., Path], Callable[..., list[Problem]]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path_factory.mktemp("settings") / "inner" / "pseudonym.key"
    monkeypatch.setenv("EVALUATIE_KEY_FILE", str(file))
    return file


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path, place: Path) -> None:
    assert read_key(tmp_path / "study", None) is None
    key = create_key()
    assert (len(key), read_key(tmp_path / "study", None), create_key()) == (32, key, key)
    assert (mode(place), mode(place.parent)) == (0o600, 0o700)
    assert place.read_text() == f"{key.hex()}\n"


def test_many_that_make_it_at_once_agree(place: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: create_key(), range(16)))) == 1


@pytest.mark.parametrize("in_home", [False, True])
def test_an_empty_home_gets_a_key_in_the_settings_folder(
    in_home: bool, study_folder: Make, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = study_folder()
    home = folder.parents[2] if in_home else tmp_path_factory.mktemp("home")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "EVALUATIE_"))}
    code = "import sys; from evaluatie.study import load_study; print(load_study(sys.argv[1] + '/study.yml').linking)"
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        env={**environment, "HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    (key,) = home.rglob("pseudonym.key")
    assert (done.stdout.strip(), mode(key), mode(key.parent)) == ("linked", 0o600, 0o700)


def test_the_default_place_is_the_users_own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVALUATIE_KEY_FILE")
    assert (key_file().name, key_file().parent.name) == ("pseudonym.key", "evaluatie")


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "too short"), ("ab" * 31, "too short"), ("secret", "hexadecimal"), ("\xe9" * 64, "not text")],
)
def test_a_file_that_is_no_key(
    content: str, message: str, place: Path, study_folder: Make, problems_of: Problems
) -> None:
    place.parent.mkdir(parents=True)
    place.write_text(content, encoding="latin-1")
    (problem,) = problems_of(study_folder())
    assert message in problem.message
    assert "secret" not in str(problem)


def test_a_key_inside_the_workspace_is_refused(
    study_folder: Make, problems_of: Problems, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVALUATIE_KEY_FILE", str(tmp_path / "data" / "pseudonym.key"))
    (problem,) = problems_of(study_folder())
    assert "inside the repository" in problem.message
    assert not (tmp_path / "data" / "pseudonym.key").exists()


def test_a_key_inside_the_repository_around_a_study_is_refused(
    study_folder: Make, problems_of: Problems, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("EVALUATIE_KEY_FILE", str(tmp_path / "pseudonym.key"))
    (problem,) = problems_of(study_folder(parent="elsewhere"))
    assert "inside the repository" in problem.message


def test_a_folder_in_its_place_or_no_place_at_all(
    study_folder: Make, problems_of: Problems, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "a folder"
    place.mkdir()
    monkeypatch.setenv("EVALUATIE_KEY_FILE", str(place))
    folder = study_folder(parent="elsewhere")
    (problem,) = problems_of(folder)
    assert "cannot be read: is a directory" in problem.message
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("EVALUATIE_KEY_FILE", str(tmp_path / "file" / "key"))
    (problem,) = problems_of(folder)
    assert "pseudonyms cannot be" in problem.message


def test_a_study_with_problems_makes_no_key(study_folder: Make, place: Path) -> None:
    with pytest.raises(StudyError):
        load_study(study_folder({"name: Org": "nmae: Org"}))
    assert not place.exists()
