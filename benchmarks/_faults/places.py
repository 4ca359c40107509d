"""A workspace to do harm to, with temporary files of its own, and the command line run in it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
ORGANISATIONS = ("demo-bouwbedrijf", "demo-zorg", "univbct-4")
#: few sections, since every round makes them; one with figures, one that reads other sections' files
NOTEBOOKS = ("10_response.ipynb", "30_change.ipynb", "60_interventions.ipynb")
#: in the environment of every process that a command starts, whoever started it
MARK = "EVALUATIE_FAULTS"
LONGEST = 300.0  # seconds that a command may take: more is a hang


@dataclass(frozen=True)
class Ended:
    """How a command ended.

    Attributes
    ----------
    code : int
        Its exit code; of one that a signal ended, minus the signal.
    out, err : str
        What it printed.
    """

    code: int
    out: str
    err: str

    @property
    def told(self) -> str:
        """All that it printed."""
        return self.out + self.err


class Place:
    """A workspace; made by :func:`make_place`.

    Parameters
    ----------
    around : pathlib.Path
        A folder for the workspace and all that goes with it.
    """

    def __init__(self, around: Path) -> None:
        self.around = around
        self.root = around / "w"
        self.temporary = around / "t"
        self.reports, self.sections = self.root / "reports", self.root / "data" / "sections"
        self.processed, self.raw = self.root / "data" / "processed", self.root / "data" / "raw"

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Give the environment of its commands: the package beside this file, a key and temporary files of its own."""
        one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        return {
            **os.environ, **one_thread, "PYTHONPATH": str(REPOSITORY / "src"), "TMPDIR": str(self.temporary),
            "EVALUATIE_ROOT": str(self.root), "EVALUATIE_KEY_FILE": str(self.around / "pseudonym.key"),
            "COLUMNS": "200", MARK: str(self.around), **(more or {}),
        }  # fmt: skip

    def start(self, *arguments: str, more: Mapping[str, str] | None = None, before: Sequence[str] = ()) -> Command:
        """Start ``evaluatie`` with arguments, after a command that runs others, such as ``prlimit``."""
        return Command([*before, sys.executable, "-m", "evaluatie.cli", *arguments], self.environment(more), self.root)

    def run(self, *arguments: str, more: Mapping[str, str] | None = None, before: Sequence[str] = ()) -> Ended:
        """Run ``evaluatie`` until it has ended."""
        return self.start(*arguments, more=more, before=before).ended()

    def report(self, *options: str, more: Mapping[str, str] | None = None, before: Sequence[str] = ()) -> Ended:
        """Make all reports, with two sections at a time on any machine."""
        return self.run(*ALL, *options, more=more, before=before)

    def copy_to(self, around: Path) -> Place:
        """Copy it as it stands, with the times of its files."""
        shutil.copytree(self.around, around, symlinks=True)
        return Place(around)

    def remove(self) -> None:
        """Remove it."""
        shutil.rmtree(self.around, ignore_errors=True)


def heed_signals() -> None:
    """Let commands heed Ctrl-C and a closed terminal, which shells and nohup have what runs behind them ignore."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:  # a handler of this process is not passed on, to ignore is
        signal.signal(signal.SIGHUP, lambda *_: None)


ALL = ("report", "--all", "--jobs", "2")


class Command:
    """A command that runs, in a session of its own, as a terminal gives it.

    Parameters
    ----------
    command : sequence of str
        The command.
    environment : mapping of str to str
        Its whole environment.
    folder : pathlib.Path
        Where it runs.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        self._out = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - ended closes it
        self._err = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        # files, since a pipe stays open as long as any process that was left behind has it
        self.process = subprocess.Popen(  # noqa: S603
            command, env=dict(environment), cwd=folder, start_new_session=True, stdin=subprocess.DEVNULL,
            stdout=self._out, stderr=self._err,
        )  # fmt: skip

    def ended(self, within: float = LONGEST) -> Ended:
        """Wait until it has ended, and give how."""
        try:
            code = self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            code = TOO_LONG
        told = [_all_of(file) for file in (self._out, self._err)]
        return Ended(code, *told)


#: the exit code of a command that had to be ended, since it took too long
TOO_LONG = 999


def _all_of(file: tempfile._TemporaryFileWrapper[str]) -> str:
    with file:
        file.seek(0)
        return file.read()


def make_place(
    around: Path, organisations: Sequence[str] = ORGANISATIONS, notebooks: Sequence[str] = NOTEBOOKS
) -> Place:
    """Make a workspace of organisations that ship with evaluatie and some of its notebooks, and a key.

    Parameters
    ----------
    around : pathlib.Path
        A folder that is not there yet; its path must be short, since sockets are made in it.
    organisations, notebooks : sequence of str
        Which.
    """
    place = Place(around)
    for one in organisations:
        shutil.copytree(REPOSITORY / "data" / "raw" / one, place.raw / one)
    (place.root / "notebooks").mkdir()
    for name in notebooks:
        shutil.copy(REPOSITORY / "notebooks" / name, place.root / "notebooks" / name)
    place.temporary.mkdir()
    key = around / "pseudonym.key"
    key.write_text("5a" * 32 + "\n", encoding="ascii")
    key.chmod(0o600)
    return place
