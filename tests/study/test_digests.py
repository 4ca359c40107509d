"""Digests follow every change of a file, though a file that did not change is read once."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from evaluatie.study import digests
from evaluatie.study.digests import folder_digest


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """List the files that are read."""
    names: list[str] = []
    true = hashlib.file_digest

    def told(file, kind):
        names.append(Path(file.name).name)
        return true(file, kind)

    monkeypatch.setattr(digests.hashlib, "file_digest", told)
    return names


def test_a_file_is_read_again_only_when_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    monkeypatch.setattr(digests, "_SETTLED", -1.0)
    file = tmp_path / "wave.csv"
    file.write_text("1;2")
    before = folder_digest(tmp_path)
    assert folder_digest(tmp_path) == before
    assert read == ["wave.csv"]

    # as long, and its date put back: the system's own date of the change cannot be
    dates = file.stat().st_atime_ns, file.stat().st_mtime_ns
    time.sleep(0.05)
    file.write_text("1;3")
    os.utime(file, ns=dates)
    assert folder_digest(tmp_path) != before
    other = tmp_path / "other.csv"
    other.write_text("1;2")
    other.replace(file)
    assert folder_digest(tmp_path) == before


def test_a_file_that_changed_only_just_is_read_again(tmp_path: Path, read: list[str]) -> None:
    (tmp_path / "wave.csv").write_text("1;2")
    folder_digest(tmp_path)
    folder_digest(tmp_path)
    assert read == ["wave.csv"] * 2
