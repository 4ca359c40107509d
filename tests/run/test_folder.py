"""A folder is replaced as a whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evaluatie.run import folder as folder_module
from evaluatie.run.folder import replace_folder, write_file


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("exchange", [True, False])
def test_a_folder_is_made_then_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool) -> None:
    if not exchange:
        monkeypatch.setattr(folder_module, "_exchanged", lambda *_: False)
    target = tmp_path / "reports" / "a"
    replace_folder(target, {"x": b"1", "sub/y": b"2"})
    replace_folder(target, {"x": b"3"})
    assert tree(target.parent) == {"a/x": b"3"}
    assert [path.name for path in target.parent.iterdir()] == ["a"]


def test_a_failure_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "a"
    replace_folder(target, {"x": b"1"})
    with pytest.raises(TypeError):
        replace_folder(target, {"x": b"2", "y": "no bytes"})  # type: ignore[dict-item]
    assert tree(tmp_path) == {"a/x": b"1"}
    assert len(list(tmp_path.iterdir())) == 1


def test_what_a_killed_run_left_is_cleared_and_what_it_set_aside_put_back(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    (tmp_path / f".a.{ended.pid}.half").mkdir()
    (tmp_path / f".b.html.{ended.pid}.x_1").touch()
    (tmp_path / ".hidden").touch()
    old = tmp_path / f".a.{ended.pid}.zz-old"
    old.mkdir()
    (old / "x").write_bytes(b"old")
    other = tmp_path / f".a.{os.getpid()}.running"
    other.mkdir()
    with pytest.raises(TypeError):
        replace_folder(tmp_path / "a", {"x": None})  # type: ignore[dict-item]
    assert tree(tmp_path / "a") == {"x": b"old"}
    assert other.exists()
    assert not (tmp_path / f".a.{ended.pid}.half").exists()
    assert not (tmp_path / f".b.html.{ended.pid}.x_1").exists()
    assert (tmp_path / ".hidden").exists()


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    write_file(tmp_path / "sub" / "index.html", b"1")
    write_file(tmp_path / "sub" / "index.html", b"2")
    assert tree(tmp_path) == {"sub/index.html": b"2"}
