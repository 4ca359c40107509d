"""Run commands and say what they cost; end all of them, with everything that they started, when this program ends."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss


@dataclass(frozen=True)
class Cost:
    """What a piece of work cost.

    Attributes
    ----------
    wall : float
        Seconds on the clock.
    cpu : float
        Seconds of processor, user and system, of all processes together.
    peak : float
        Bytes that the largest of its processes held at most; pages that processes share count in each.
    """

    wall: float
    cpu: float
    peak: float


class CommandError(RuntimeError):
    """A command that was measured did not succeed."""


class Processes:
    """Runs commands in one environment, and knows all that run; made by :func:`processes`.

    Parameters
    ----------
    environment : mapping of str to str
        The whole environment of every command.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._closed = False

    def run(self, command: Sequence[str], folder: Path) -> Cost:
        """Run a command in a folder until it has ended.

        Raises
        ------
        CommandError
            With the last lines that it printed.
        """
        log = _log(folder)
        start = time.perf_counter()
        process = self._start(command, folder, log)
        try:
            # its own use, and that of all its descendants that were waited for
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            with self._lock:
                self._running.discard(process)
        wall = time.perf_counter() - start
        if process.returncode:
            last = log.read_text(encoding="utf-8", errors="replace")[-3000:]
            raise CommandError(f"{Path(command[0]).name} ended with {process.returncode}:\n{last}")
        return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _UNIT)

    def output(self, command: Sequence[str], folder: Path) -> str:
        """Run a command that is not measured, and give what it printed."""
        self.run(command, folder)
        return _log(folder).read_text(encoding="utf-8")

    def run_all(self, chains: Sequence[Sequence[Sequence[str]]], folder: Path, jobs: int) -> Cost:
        """Run chains of commands, so many chains at a time, and give what all of them cost together."""
        start = time.perf_counter()
        workers = ThreadPoolExecutor(jobs)
        try:
            costs = [cost for done in workers.map(lambda chain: self._chain(chain, folder), chains) for cost in done]
        finally:
            workers.shutdown(wait=False, cancel_futures=True)
        wall = time.perf_counter() - start
        return Cost(wall, sum(cost.cpu for cost in costs), max(cost.peak for cost in costs))

    def _chain(self, commands: Sequence[Sequence[str]], folder: Path) -> list[Cost]:
        return [self.run(command, folder) for command in commands]

    def _start(self, command: Sequence[str], folder: Path, log: Path) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise CommandError("stopped")
            with log.open("wb") as output:
                # a session of its own: Ctrl-C reaches this program only, which then ends them in good order
                process = subprocess.Popen(  # noqa: S603
                    command, cwd=folder, env=self._environment, start_new_session=True,
                    stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                )  # fmt: skip
            self._running.add(process)
        return process

    def close(self) -> None:
        """End whatever runs, and what it started."""
        with self._lock:
            self._closed = True
            running = list(self._running)
        family = [member for process in running for member in _family(process.pid)]
        for end in (psutil.Process.terminate, psutil.Process.kill):
            for member in family:
                with suppress(psutil.Error):
                    end(member)
            _, family = psutil.wait_procs(family, timeout=10)


@contextmanager
def processes(environment: Mapping[str, str]) -> Iterator[Processes]:
    """Give a way to run commands that leaves none of them behind."""
    commands = Processes(environment)
    try:
        yield commands
    finally:
        commands.close()


def _log(folder: Path) -> Path:
    """Give the file for what a command prints that this thread started."""
    return folder / f"command-{threading.get_ident()}.log"


def _family(pid: int) -> list[psutil.Process]:
    with suppress(psutil.Error):
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    return []
