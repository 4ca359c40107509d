"""What the tests of the room study share: a small study on disk, and a key of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from evaluatie.study import Problem, StudyError, load_study

CONFIG = """\
organisation: {id: org, name: Org}
waves:
  - {id: t0, label: nulmeting, date: 2019-10-01, file: t0.csv}
  - {id: t1, label: nameting, date: 2021-06-01, file: t1.csv}
survey:
  respondent: code
  scores:
    jobsat: {column: JOBSAT, range: [1, 5], direction: higher}
groups:
  gender: {column: sex, reference: 1, focal: [2]}
"""
T0 = "code,sex,JOBSAT\n11,1,3.5\n12,2,4\n13,1,2\n"
T1 = "code,sex,JOBSAT\n12,2,4.5\n11,1,3\n14,,5\n"

StudyFolder = Callable[..., Path]


@pytest.fixture(autouse=True)
def _fresh_key(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test a settings folder of its own, without a key."""
    monkeypatch.setenv("EVALUATIE_KEY_FILE", str(tmp_path_factory.mktemp("settings") / "pseudonym.key"))
    monkeypatch.delenv("EVALUATIE_ROOT", raising=False)


@pytest.fixture
def study_folder(tmp_path: Path) -> StudyFolder:
    """Give a function that makes a small study, with passages of its study.yml replaced, or other files."""

    def make(
        edits: Mapping[str, str] = {},
        files: Mapping[str, str | bytes] = {},
        *,
        config: str | bytes = CONFIG,
        name: str = "org",
        parent: str = "data/raw",
    ) -> Path:
        folder = tmp_path / parent / name
        folder.mkdir(parents=True, exist_ok=True)
        for old, new in edits.items():
            assert isinstance(config, str)
            assert old in config, old
            config = config.replace(old, new)
        for file, content in {"t0.csv": T0, "t1.csv": T1, "study.yml": config, **files}.items():
            (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return make


@pytest.fixture
def problems_of() -> Callable[[Path | str], list[Problem]]:
    """Give a function that loads a study which has problems, and gives those."""

    def problems(where: Path | str) -> list[Problem]:
        with pytest.raises(StudyError) as caught:
            load_study(where)
        assert str(caught.value)
        return caught.value.problems

    return problems
