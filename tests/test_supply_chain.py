"""What evaluatie is made of: every package's licence is known and compatible; the bill of materials is the lock's."""

from __future__ import annotations

import importlib.util
import json
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml


@pytest.fixture(scope="module")
def sbom(root: Path) -> ModuleType:
    """Give the script as a module; its packages must be the lock's, for what they say is what is tested."""
    spec = importlib.util.spec_from_file_location("sbom", root / "scripts" / "sbom.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["sbom"] = module
    spec.loader.exec_module(module)
    locked: dict[str, set[str]] = {}
    for line in module.locked():
        locked.setdefault(line.name, set()).add(line.version)
    others = sorted(name for name in locked if module.held(name) and version(name) not in locked[name])
    if others:
        pytest.skip(f"other versions than the lock's are installed: {', '.join(others)}")
    return module


@pytest.fixture(scope="module")
def bill(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / "requirements" / "sbom.cdx.json").read_text(encoding="utf-8"))
    return found


def test_every_licence_goes_together_with_the_eupl(sbom: ModuleType, bill: dict[str, Any]) -> None:
    stated = {each["name"]: each["licenses"][0]["expression"] for each in bill["components"]}
    assert {name: text for name, text in stated.items() if not sbom.compatible(text)} == {}


@pytest.mark.parametrize(
    ("expression", "goes"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND 0BSD AND (MIT AND Zlib)", True),
        ("GPL-3.0-or-later", True),
        ("GPL-2.0-only", False),
        ("MIT AND AGPL-3.0-only", False),
        ("GPL-2.0-only OR Apache-2.0", True),
        ("(MIT OR GPL-2.0-only) AND GPL-2.0-only", False),
        ("LicenseRef-Proprietary", False),
        ("", False),
    ],
)
def test_what_goes_together_with_the_eupl(sbom: ModuleType, expression: str, goes: bool) -> None:
    assert sbom.compatible(expression) is goes


def test_the_bill_and_the_table_are_not_stale(sbom: ModuleType) -> None:
    for path, text in sbom.made().items():
        assert path.read_text(encoding="utf-8") == text, "run python scripts/sbom.py"


def test_the_bill_names_each_package_of_the_lock_once(sbom: ModuleType, bill: dict[str, Any]) -> None:
    named = [(each["name"], each["version"]) for each in bill["components"]]
    assert sorted(named) == sorted((line.name, line.version) for line in sbom.locked())


@pytest.mark.usefixtures("sbom")
def test_the_bill_says_what_a_report_needs(bill: dict[str, Any]) -> None:
    from evaluatie.run.software import packages

    required = {each["name"] for each in bill["components"] if each["scope"] == "required"}
    assert {name for name, _ in packages()} <= required
    assert not {"pytest", "jupyterlab"} & required


def test_what_is_not_installed_everywhere_is_told_as_it_is(sbom: ModuleType) -> None:
    installed = [name for name in sbom.ELSEWHERE if sbom.held(name)]
    assert installed
    for name in installed:
        licence, needs = sbom.ELSEWHERE[name]
        assert sbom.licence(name) == licence
        assert set(needs) <= {needed for needed, _ in sbom.needs(name)}


def test_the_house_names_its_own_licence_everywhere_alike(root: Path, bill: dict[str, Any]) -> None:
    stated = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["license"]
    assert f"SPDX: {stated}" in (root / "LICENSE").read_text(encoding="utf-8")
    assert yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))["license"] == stated
    assert bill["metadata"]["component"]["licenses"][0]["expression"] == stated
