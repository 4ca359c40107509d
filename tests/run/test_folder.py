"""A folder is replaced as a whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evaluatie.run import folder as folder_module
from evaluatie.run.folder import replace_folder, write_file
from evaluatie.run.kernels.folders import own_folder
from evaluatie.study.leftovers import clear_leftovers, machine, own_prefix


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


@pytest.fixture
def ended() -> int:
    """Give the id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_a_killed_run_left_is_cleared_and_what_it_set_aside_put_back(tmp_path: Path, ended: int) -> None:
    (tmp_path / f".a.{machine()}.{ended}.half").mkdir()
    (tmp_path / f".b.html.{machine()}.{ended}.x_1").touch()
    (tmp_path / ".hidden").touch()
    old = tmp_path / f".a.{machine()}.{ended}.zz-old"
    old.mkdir()
    (old / "x").write_bytes(b"old")
    other = tmp_path / f"{own_prefix(tmp_path / 'a')}running"
    other.mkdir()
    with pytest.raises(TypeError):
        replace_folder(tmp_path / "a", {"x": None})  # type: ignore[dict-item]
    assert tree(tmp_path / "a") == {"x": b"old"}
    assert other.exists()
    assert not (tmp_path / f".a.{machine()}.{ended}.half").exists()
    assert not (tmp_path / f".b.html.{machine()}.{ended}.x_1").exists()
    assert (tmp_path / ".hidden").exists()


def test_what_another_machine_makes_is_left_alone_for_an_hour_by_the_clock_of_the_disk(
    tmp_path: Path, ended: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh, old = (tmp_path / f".a.{'0' * 8}.{ended}.{name}" for name in ("fresh", "old"))
    for path in (fresh, old):
        path.mkdir()
    long_ago = fresh.stat().st_mtime - 3700
    os.utime(old, (long_ago, long_ago))
    # whatever this machine's own clock says
    monkeypatch.setattr("time.time", lambda: 0.0)
    clear_leftovers(tmp_path)
    assert [path for path in (fresh, old) if path.exists()] == [fresh]


def test_the_folder_of_a_pool_that_was_killed_is_removed_by_the_next(tmp_path: Path, ended: int) -> None:
    left = tmp_path / own_folder(tmp_path).name.replace(f"-{os.getpid()}-", f"-{ended}-")
    (left / "1").mkdir(parents=True)
    (left / "1" / "plan").touch()
    running, strange = own_folder(tmp_path), tmp_path / "evaluatie-mine"
    link = left.with_name(f"{left.name[:-1]}{'0' if left.name[-1] != '0' else '1'}")
    for path in (running, strange):
        path.mkdir()
    link.symlink_to(strange)
    own_folder(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([running, strange, link])


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    write_file(tmp_path / "sub" / "index.html", b"1")
    write_file(tmp_path / "sub" / "index.html", b"2")
    assert tree(tmp_path) == {"sub/index.html": b"2"}
