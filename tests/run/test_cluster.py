"""The same sections on a Dask cluster: the same bytes, also when a worker is lost; and what goes wrong is said."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import wait_for, working_for

from evaluatie.run import ReportFailure, ReportRun, RunError, run_all, run_report
from evaluatie.run.kernels.linux import can_fork
from evaluatie.run.worker import Expected, differences
from evaluatie.study import StudyError, Workspace

ORGANISATIONS = ("univbct-4", "univbct-299")
pytestmark = pytest.mark.skipif(not can_fork(), reason="what is left behind can only be told on Linux")


class Cluster:
    """A scheduler and two workers on this machine, each a group of processes of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        told = folder / "scheduler.json"
        options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-jupyter"]
        self.started = [self._start("dask_scheduler", *options, "--scheduler-file", str(told))]
        wait_for(told.exists)
        wait_for(lambda: self._address(told))
        self.address = self._address(told)
        self.workers = [self._worker(number) for number in range(2)]

    def _worker(self, number: int) -> subprocess.Popen:
        options = ["--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]
        place = str(self.folder / f"worker-{number}")
        return self._start("dask_worker", self.address, *options, "--local-directory", place)

    def _start(self, module: str, *options: str) -> subprocess.Popen:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *options]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, cwd=self.folder)
        self.started = [*getattr(self, "started", []), process]
        return process

    @staticmethod
    def _address(told: Path) -> str:
        try:
            return str(json.loads(told.read_text())["address"])
        except (ValueError, KeyError):
            return ""

    def ready(self, workers: int) -> None:
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)

    def end(self) -> None:
        for process in self.started:
            kill(process)


def kill(process: subprocess.Popen) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def place(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("cluster")
    for organisation in ORGANISATIONS:
        shutil.copytree(root / "data" / "raw" / organisation, folder / "data" / "raw" / organisation)
    shutil.copytree(root / "data" / "raw" / "univbct-4", folder / "data" / "raw" / "broken")
    (folder / "data" / "raw" / "broken" / "study.yml").write_text("organisation: [")
    shutil.copytree(root / "notebooks", folder / "notebooks")
    return Workspace(folder)


@pytest.fixture(scope="module")
def local(place: Workspace) -> dict[str, bytes]:
    run_all(ORGANISATIONS, root=place.root)
    return contents(place.reports)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    started = Cluster(tmp_path)
    try:
        yield started
    finally:
        started.end()


def test_a_worker_that_is_lost_halfway_changes_nothing(
    cluster: Cluster, place: Workspace, local: dict[str, bytes]
) -> None:
    cluster.ready(2)
    shutil.rmtree(place.reports)
    shutil.rmtree(place.sections)
    started = 0

    def told(_: str, notebook: str, state: str) -> None:
        nonlocal started
        started += bool(notebook) and state == "started"
        if started == 3 and state == "started":  # two sections are under way, or one and another organisation's intake
            threading.Timer(0.3, kill, [cluster.workers[0]]).start()

    broken, *made = run_all(("broken", *ORGANISATIONS), root=place.root, cluster=cluster.address, progress=told)
    assert isinstance(broken, ReportFailure)
    assert isinstance(broken.error, StudyError)
    assert all(isinstance(one, ReportRun) for one in made), made
    assert cluster.workers[0].poll() is not None
    listing = {"index.html", "index.en.html"}  # these say that one of them failed
    now = contents(place.reports)
    assert {name for name in now if now[name] != local[name]} == listing
    assert now.keys() == local.keys()
    assert b"<li>broken: last run failed (the files cannot be used)</li>" in now["index.en.html"]
    wait_for(lambda: not working_for(place.root), 20)

    # and nothing runs again, wherever it was made
    (again, _) = run_all(ORGANISATIONS, root=place.root)
    assert not again.written


def test_a_cluster_that_cannot_work_is_told(
    cluster: Cluster, place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for worker in cluster.workers:
        kill(worker)
    from distributed import Client

    with Client(cluster.address, set_as_default=False) as client:
        wait_for(lambda: not client.nthreads())
    with pytest.raises(RunError, match="has no workers; start some"):
        run_report("univbct-4", root=place.root, cluster=cluster.address, force=True)
    with pytest.raises(RunError, match="no Dask scheduler answers at spoon"):
        run_report("univbct-4", root=place.root, cluster="spoon", force=True)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RunError, match=r"pip install 'evaluatie\[cluster\]'"):
        run_report("univbct-4", root=place.root, cluster="tcp://127.0.0.1:1", force=True)


def test_a_worker_that_differs_says_how() -> None:
    here = Expected("1", "code", ("numpy-2.1", "pandas-3.0"), "key")
    assert differences(here, Expected("2", "code", ("numpy-2.1", "pandas-3.0", "more-1"), "key")) == []
    told = differences(here, Expected("1", "other", ("numpy-2.2",), None))
    assert told.pop(2) == "no pandas: install the same lock everywhere"
    assert [line.split(":")[0] for line in told] == [
        "another evaluatie",
        "numpy 2.2 instead of 2.1",
        "another key of the pseudonyms, or none",
    ]
