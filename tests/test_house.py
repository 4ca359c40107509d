"""The house itself: light imports, the face, files that must not go stale, the lock."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import evaluatie as ev


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ev.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    assert getattr(ev, name).__doc__


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no name 'chnage'"):
        _ = ev.chnage


@pytest.mark.parametrize("code", ["import evaluatie", "from evaluatie.cli import main"])
def test_the_face_and_the_command_line_load_nothing_heavy(code: str, root: Path) -> None:
    heavy = "{'numpy', 'pandas', 'scipy', 'matplotlib', 'pydantic', 'papermill', 'IPython'}"
    program = f"import sys; {code}; print(sorted({heavy} & set(sys.modules)))"
    assert run(sys.executable, "-c", program, cwd=root).stdout.strip() == "[]"


def _lock(root: Path) -> str:
    return (root / "requirements" / "lock.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("script", ["environment.py", "study_reference.py", "finding_reference.py"])
def test_generated_files_are_not_stale(script: str, root: Path) -> None:
    if "reference" in script and f"pydantic=={version('pydantic')} " not in _lock(root):
        pytest.skip("another pydantic than the lock's is installed: it words schemas in its own way")
    done = run(sys.executable, f"scripts/{script}", "--check", cwd=root)
    assert done.returncode == 0, done.stderr


def test_the_lock_is_hashed_and_names_no_host_and_no_path(root: Path) -> None:
    for name in ("lock.txt", "uv.txt"):
        text = (root / "requirements" / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "/home" not in text
        assert "index-url" not in text


def test_a_warning_of_any_package_fails_the_test_that_meets_it(root: Path, tmp_path: Path) -> None:
    test = tmp_path / "test_warned.py"
    test.write_text("import warnings\ndef test(): warnings.warn('will be gone', FutureWarning)\n", encoding="utf-8")
    own = ["-q", "-p", "no:cacheprovider", "-c", str(root / "pyproject.toml"), "--rootdir", str(tmp_path)]
    done = run(sys.executable, "-m", "pytest", *own, str(test), cwd=tmp_path)
    assert done.returncode == 1, done.stdout
    assert "FutureWarning: will be gone" in done.stdout


def test_notebooks_are_committed_without_outputs(root: Path) -> None:
    import nbformat

    for path in sorted((root / "notebooks").rglob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells), path.name


def test_notebooks_that_ran_are_kept_out_of_the_repository(root: Path) -> None:
    ignored = run("git", "check-ignore", "out.ipynb", "notebooks/copy.ipynb", "data/raw/mine/t0.csv", cwd=root)
    assert ignored.stdout.split() == ["out.ipynb", "notebooks/copy.ipynb", "data/raw/mine/t0.csv"]
    assert run("git", "check-ignore", "notebooks/30_change.ipynb", cwd=root).stdout == ""


ROOMS = (
    "disclosure",
    "effects",
    "evaluation",
    "flows",
    "instruments",
    "process",
    "reproduce",
    "run",
    "scales",
    "study",
    "themes",
    "workbench",
)


@pytest.mark.parametrize("room", ROOMS)
def test_no_public_function_shares_its_name_with_a_module(room: str) -> None:
    # whoever imports the module first would find it in the function's place
    package = importlib.import_module(f"evaluatie.{room}")
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    functions = {name for name in package.__all__ if callable(getattr(package, name))}
    assert functions
    assert not functions & modules
