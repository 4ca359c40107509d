"""A run that is killed at any moment leaves no half report, no process and no folder, and the next one goes on.

``EVALUATIE_KILLS=20`` kills it at twenty moments; a few are enough for every day.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from processes import wait_for, working_for

from evaluatie.run import RunError, run_report
from evaluatie.run.kernels.linux import can_fork
from evaluatie.run.lock import run_lock

ORGANISATIONS = ("demo-bouwbedrijf", "demo-zorg")
#: a run of few sections is killed as well
NOTEBOOKS = ("10_response.ipynb", "30_change.ipynb")
KILLS = int(os.environ.get("EVALUATIE_KILLS", "3"))
pytestmark = pytest.mark.skipif(not can_fork(), reason="what is left behind can only be told on Linux")


class Place:
    """A workspace, whose runs have a temporary folder of their own."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.root = folder / "w"
        for organisation in ORGANISATIONS:
            shutil.copytree(root / "data" / "raw" / organisation, self.root / "data" / "raw" / organisation)
        (self.root / "notebooks").mkdir()
        for name in NOTEBOOKS:
            shutil.copy(root / "notebooks" / name, self.root / "notebooks" / name)
        self.reports = self.root / "reports"
        # short, since sockets are made in it
        self.temporary = Path(tempfile.mkdtemp(prefix="e-"))

    def start(self, *options: str, **how: object) -> subprocess.Popen:
        command = [sys.executable, "-m", "evaluatie.cli", "report", "--all", "--root", str(self.root), *options]
        environment = {**os.environ, "TMPDIR": str(self.temporary), "EVALUATIE_ROOT": str(self.root)}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, env=environment, **pipes, **how)  # type: ignore[call-overload]

    def run(self, *options: str, **how: object) -> tuple[int, str, str]:
        process = self.start(*options, **how)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in out + err
        return process.returncode, out, err

    def contents(self) -> dict[str, bytes]:
        paths = [path for path in self.reports.rglob("*") if path.is_file()]
        return {path.relative_to(self.reports).as_posix(): path.read_bytes() for path in paths}

    def clear(self) -> None:
        for folder in (self.reports, self.root / "data" / "processed", self.root / "data" / "sections"):
            shutil.rmtree(folder, ignore_errors=True)

    def hidden(self) -> list[Path]:
        """List what is half-written."""
        return [path for path in self.root.rglob(".*") if path.is_relative_to(self.root)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, root: Path):
    made = Place(tmp_path_factory.mktemp("killed"), root)
    yield made
    shutil.rmtree(made.temporary)


@pytest.fixture(scope="module")
def whole(place: Place) -> tuple[dict[str, bytes], float]:
    """Give the reports of a run that nobody disturbed, and how long it took."""
    place.run("--force")
    place.clear()
    began = time.monotonic()
    code, out, err = place.run()
    assert code == 0, out + err
    return place.contents(), time.monotonic() - began


def test_a_run_that_is_killed_is_gone_and_the_next_one_goes_on(
    place: Place, whole: tuple[dict[str, bytes], float]
) -> None:
    reports, seconds = whole
    moments = random.Random(4)  # noqa: S311
    for number in range(KILLS):
        place.clear()
        running = place.start()
        # spread over the run, and at random within each part of it
        time.sleep(seconds * (number + moments.random()) / KILLS)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        wait_for(lambda: not working_for(place.root), 20)
        wait_for(lambda: not list(place.temporary.iterdir()), 20)
        for name, content in place.contents().items():
            if not name.startswith("."):
                assert content == reports[name] or name == "index.html"
        code, out, err = place.run()
        assert code == 0, out + err
        assert place.contents() == reports
        assert not place.hidden()
    assert not working_for(place.root)


def test_two_runs_in_one_folder_do_not_meet(place: Place, whole: tuple[dict[str, bytes], float]) -> None:
    place.run()
    with run_lock(place.root / "data" / "sections"):
        code, out, err = place.run("--force")
        assert (code, out) == (1, "")
        assert "another run is making reports in this folder; wait until it has ended or stop it" in err
        with pytest.raises(RunError, match="another run"):
            run_report("demo-zorg", root=place.root)
    code, out, _ = place.run()
    assert code == 0
    assert "2 unchanged" in out
    assert place.contents() == whole[0]


def test_a_full_disk_is_told_and_nothing_is_lost(place: Place, whole: tuple[dict[str, bytes], float]) -> None:
    import resource

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    page = place.reports / "demo-zorg" / "report.html"
    page.write_text("an older report")
    code, out, _ = place.run(preexec_fn=little_room)
    assert code == 1
    assert "reports/demo-zorg cannot be written (file too large); what stood there still does" in out
    assert "The report of an earlier run still stands." in out
    assert page.read_text() == "an older report"
    assert not place.hidden()
    code, out, err = place.run()
    assert code == 0, out + err
    assert place.contents() == whole[0]
