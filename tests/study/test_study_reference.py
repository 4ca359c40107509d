"""docs/study-folder.md is what the models say."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from evaluatie.study.settings.config import StudyConfig
from evaluatie.study.settings.fields import Block

SCRIPT = Path(__file__).parents[2] / "scripts" / "study_reference.py"


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("study_reference", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_not_stale(script: ModuleType) -> None:
    assert script.main(["--check"]) == 0


def test_a_stale_reference_fails_with_a_message(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "PAGE", tmp_path / "docs" / "study-folder.md")
    assert script.main(["--check"]) == 1
    assert "run: python scripts/study_reference.py" in capsys.readouterr().err
    assert script.main([]) == 0
    assert script.main(["--check"]) == 0
    script.PAGE.write_text("older\n", encoding="utf-8")
    assert script.main(["--check"]) == 1


def test_every_key_of_every_block_is_explained_and_has_an_example_or_a_section(script: ModuleType) -> None:
    for block in (StudyConfig, *Block.__subclasses__()):
        assert block.__doc__
        for name, info in block.model_fields.items():
            assert info.description, f"{block.__name__}.{name}"
            assert info.examples or script.inner_block(info.annotation)[0], f"{block.__name__}.{name}"
