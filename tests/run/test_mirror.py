"""A workspace in object storage: what is made there is what is made in a folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from evaluatie.run import ReportFailure, RunError, mirror, run_all
from evaluatie.run.mirror import Mirror, mirrored
from evaluatie.study import StudyError
from evaluatie.study.leftovers import machine

ORGANISATION = "demo-zorg"


@pytest.fixture
def storage(root: Path) -> Iterator[fsspec.AbstractFileSystem]:
    """Fill a storage of objects without folders, as those of cloud providers are."""
    files = fsspec.filesystem("memory")
    for folder in (root / "data" / "raw" / ORGANISATION, root / "notebooks"):
        for path in folder.iterdir():
            if path.is_file():
                files.pipe(f"/bucket/place/{path.relative_to(root).as_posix()}", path.read_bytes())
    yield files
    files.store.clear()


def stored(files: fsspec.AbstractFileSystem) -> dict[str, bytes]:
    paths = files.find("/bucket/place/reports")
    return {path.removeprefix("/bucket/place/reports/"): files.cat_file(path) for path in paths}


def test_the_same_bytes_only_what_changed_and_nothing_left_here(
    storage: fsspec.AbstractFileSystem, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here: list[Path] = []
    monkeypatch.setattr(Mirror, "organisations", keeping_place(Mirror.organisations, here))
    (made,) = run_all(root="memory://bucket/place")
    names = (
        "05_summary",
        "10_response",
        "20_baseline",
        "30_change",
        "40_leadership",
        "50_retention_and_promotion",
        "60_interventions",
        "70_conversations",
        "80_conclusions",
    )
    assert made.executed == tuple(f"{name}.ipynb" for name in names)
    first = stored(storage)

    shutil.copytree(root / "data" / "raw" / ORGANISATION, tmp_path / "data" / "raw" / ORGANISATION)
    shutil.copytree(root / "notebooks", tmp_path / "notebooks")
    run_all(root=tmp_path)
    local = {p.relative_to(tmp_path / "reports").as_posix(): p for p in (tmp_path / "reports").rglob("*.*")}
    assert first == {name: path.read_bytes() for name, path in local.items()}

    (again, missing) = run_all([ORGANISATION, "missing"], root="memory://bucket/place")
    assert not again.written
    assert isinstance(missing, ReportFailure)
    assert isinstance(missing.error, StudyError)
    assert stored(storage) == first

    storage.pipe(f"/bucket/place/reports/{ORGANISATION}/left-behind.html", b"old")
    storage.pipe(f"/bucket/place/reports/{ORGANISATION}/report.html", b"half")
    (mended,) = run_all(root="memory://bucket/place")
    assert (mended.written, mended.executed) == (True, ())
    assert stored(storage) == first
    assert not storage.exists("/bucket/place/data/processed")  # nothing of persons is put there
    assert len(here) == 2
    assert not any(path.exists() for path in here)


def test_the_copy_of_a_run_that_was_killed_goes_with_the_next_one(
    storage: fsspec.AbstractFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    killed = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    ended = f"{machine()}.{int(killed.stdout)}.abc"
    left, other = tmp_path / f".evaluatie-copy.{ended}", tmp_path / f".other.{ended}"
    for folder in (left, other):
        (folder / "data" / "raw").mkdir(parents=True)
    with mirrored("memory://bucket/place") as mirror, mirrored("memory://bucket/place") as second:
        assert mirror.workspace.root.is_dir()  # that of a run that goes on stays
        assert second.workspace.root.is_dir()
        assert not left.exists()
    assert list(tmp_path.iterdir()) == [other]


def keeping_place(organisations, places: list[Path]):
    def kept(self: Mirror) -> tuple[str, ...]:
        places.append(self.workspace.root)
        return organisations(self)

    return kept


def test_what_a_storage_cannot_do_is_told(storage: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RunError, match=r"memory://bucket/elsewhere holds no folder data/raw"):
        run_all(root="memory://bucket/elsewhere")
    with pytest.raises(RunError, match=r"spoon://bucket: Protocol not known: spoon"):
        run_all(root="spoon://bucket")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError("no")

    with mirrored("memory://bucket/place") as copy:
        copy.fetch("notebooks")
        monkeypatch.setattr(type(storage), "put_file", refused)
        with pytest.raises(RunError, match=r"memory://bucket/place cannot be read or written \(PermissionError: no\)"):
            copy.publish("notebooks")
    assert mirror.is_url("s3://a")


def test_a_register_is_only_ever_added_to_also_by_runs_elsewhere(storage: fsspec.AbstractFileSystem) -> None:
    there = f"/bucket/place/reports/_register/{ORGANISATION}.jsonl"
    with mirrored("memory://bucket/place") as copy:
        here = copy.workspace.reports / "_register" / f"{ORGANISATION}.jsonl"
        (copy.workspace.reports / ORGANISATION).mkdir(parents=True)
        (copy.workspace.sections / ORGANISATION).mkdir(parents=True)
        here.parent.mkdir(parents=True)
        here.write_bytes(b"one\n")
        copy.publish_organisation(ORGANISATION)
        here.write_bytes(b"one\ntwo\n")
        storage.pipe(there, b"one\nof another run\n")
        with pytest.raises(RunError, match="another run released a report since this one began"):
            copy.publish_organisation(ORGANISATION)
        assert storage.cat_file(there) == b"one\nof another run\n"
        storage.pipe(there, b"one\n")
        copy.publish_organisation(ORGANISATION)
        assert storage.cat_file(there) == b"one\ntwo\n"


@pytest.mark.parametrize(
    "name", ["../../elsewhere.csv", "a/../../b.csv", "a\\..\\b.csv", "c:x.csv", "a//b.csv", "a\0.csv"]
)
def test_a_name_from_a_storage_stays_inside(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    there = "bucket/place/data/raw/org"
    with mirrored("memory://bucket/place") as copy:
        prefix = f"/{there}" if copy._path.startswith("/") else there
        monkeypatch.setattr(copy._files, "exists", lambda _: True)
        monkeypatch.setattr(copy._files, "find", lambda _: [f"{prefix}/{name}"])
        monkeypatch.setattr(copy._files, "get_file", lambda _, here: copied.append(here))
        with pytest.raises(RunError, match="a name that leads elsewhere"):
            copy.fetch("data/raw/org")
    assert copied == []
