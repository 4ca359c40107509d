"""docs/process.md: its block of study.yml is one, and every function that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import evaluatie as ev
from evaluatie.shipped import shipped
from evaluatie.study.process import sheet
from evaluatie.study.settings.config import StudyConfig


@pytest.fixture(scope="module")
def page(root_page: Path) -> str:
    return root_page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def root_page() -> Path:
    return Path(__file__).resolve().parents[2] / "docs" / "process.md"


def test_the_block_of_study_yml_is_one(page: str) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    read = yaml.safe_load(block)
    assert set(read) <= set(StudyConfig.known_keys())
    own = StudyConfig.model_fields["own_interventions"]
    assert own is not None
    assert read["own_interventions"]["lunch-talks"]["level"] == "team"


def test_every_function_that_the_page_names_is_there(page: str) -> None:
    named = set(re.findall(r"`ev\\.([a-z_]+)[(`]", page.replace("`ev.", "`ev\\.")))
    assert len(named) >= 9
    assert not [name for name in named if not hasattr(ev, name)]


def test_every_column_that_intake_reads_is_on_the_page(page: str) -> None:
    described = shipped(sheet.__file__, "sheets.yml")
    named = set(re.findall(r"[a-z_]+", page))
    for kind, columns in described.items():
        if kind != "words":
            assert not [name for name in columns if name not in named], kind
