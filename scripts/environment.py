"""Write environment.yml, for conda users, from the packages that pyproject.toml asks for and the lock's pins.

Usage: python scripts/environment.py [--check]
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "environment.yml"
PYTHON = "3.11"

# Names on conda-forge where they differ from those on PyPI; None: conda-forge does not have it, pip installs it.
CONDA_NAMES: dict[str, str | None] = {
    "axe-playwright-python": None,
    "jupyter-client": "jupyter_client",
    "matplotlib": "matplotlib-base",
    "playwright": None,
    "pypandoc-binary": None,
    "typst": None,  # there it is the program, not what Python imports
}

HEADER = """\
# The packages of pyproject.toml with the versions of requirements/lock.txt, for conda users.
# Written by scripts/environment.py; a test fails when it is stale. After `conda env create -f environment.yml`:
# `conda activate evaluatie && pip install --no-deps --no-build-isolation --editable .`
"""


def wanted() -> list[str]:
    """Name the packages that pyproject.toml asks for, extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    return sorted({re.split(r"[<>=!~\[ ]", name, maxsplit=1)[0].lower() for name in asked})


def pins() -> dict[str, str]:
    """Read the lock's versions, those for the environment's Python where it names several."""
    found: dict[str, str] = {}
    for line in (ROOT / "requirements" / "lock.txt").read_text(encoding="utf-8").splitlines():
        match = re.match(r"([A-Za-z0-9_.-]+)==([^ ;\\]+)(?: *; *([^\\]+))?", line)
        if match and applies(match[3]):
            found[match[1].lower()] = match[2]
    return found


def applies(marker: str | None) -> bool:
    return marker is None or "python_full_version >=" not in marker


def environment() -> str:
    versions = pins()
    conda, pip = [f"python={PYTHON}", "pip"], []
    for name in wanted():
        conda_name = CONDA_NAMES.get(name, name)
        if conda_name is None:
            pip.append(f"{name}=={versions[name]}")
        else:
            conda.append(f"{conda_name}={versions[name]}")
    lines = [HEADER.rstrip(), "name: evaluatie", "channels: [conda-forge]", "dependencies:"]
    lines += [f"  - {item}" for item in conda] + ["  - pip:"] + [f"      - {item}" for item in pip]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    text = environment()
    if "--check" not in arguments:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print("environment.yml is stale: run python scripts/environment.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
